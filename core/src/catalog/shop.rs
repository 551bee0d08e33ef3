//! The shop's own settings that rules depend on.

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::accounts::TierThresholds;
use crate::money::{BasisPoints, Currency, Money};
use crate::orders::hold::HoldMinutes;
use crate::time::BusinessDay;

/// Whether prices on the menu already contain tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TaxMode {
    /// Tax is added to the prices.
    #[default]
    Exclusive,
    /// Prices contain the tax.
    Inclusive,
}

/// What every price, day and total of the shop depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    /// What customers know it by.
    pub name: String,
    /// The one currency of all its money.
    pub currency: Currency,
    /// Where its clock hangs.
    pub time_zone: Tz,
    /// When one business day ends and the next begins, on that clock.
    pub day_cut_off: NaiveTime,
    /// Whether menu prices contain tax.
    pub tax_mode: TaxMode,
    /// The rate of every category that has none of its own.
    pub tax_rate: BasisPoints,
    /// What a delivery costs.
    pub delivery_fee: Money,
    /// What makes a customer a regular, and a VIP.
    pub tiers: TierThresholds,
    /// How long unpaid orders hold their goods.
    pub holds: HoldMinutes,
}

impl Shop {
    /// The business day that `now` belongs to here.
    pub fn business_day(&self, now: DateTime<Utc>) -> BusinessDay {
        BusinessDay::at(now, self.time_zone, self.day_cut_off)
    }
}

impl Default for Shop {
    /// A new shop: US dollars, UTC, days that end at 04:00, 10 % tax on top of prices, free delivery.
    fn default() -> Self {
        Self {
            name: "Comanda".to_owned(),
            currency: Currency::default(),
            time_zone: Tz::UTC,
            day_cut_off: NaiveTime::from_hms_opt(4, 0, 0).unwrap_or(NaiveTime::MIN),
            tax_mode: TaxMode::Exclusive,
            tax_rate: BasisPoints::new(1000),
            delivery_fee: Money::ZERO,
            tiers: TierThresholds::usual(Currency::default()),
            holds: HoldMinutes::default(),
        }
    }
}
