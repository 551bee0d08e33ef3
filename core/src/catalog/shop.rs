//! The shop's own settings that rules depend on.

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::accounts::TierThresholds;
use crate::alerts::AlertTerms;
use crate::money::{BasisPoints, Currency, Money};
use crate::orders::hold::HoldMinutes;
use crate::referrals::ReferralTerms;
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
    /// What cash is rounded to; the smallest amount there is where it is not rounded.
    pub smallest_coin: Money,
    /// For how many hours after its delivery an order can be returned.
    pub return_hours: u32,
    /// What a customer gets for bringing another one.
    pub referrals: ReferralTerms,
    /// From when on staff are told of demand and of prices.
    pub alerts: AlertTerms,
}

impl Shop {
    /// The business day that `now` belongs to here.
    pub fn business_day(&self, now: DateTime<Utc>) -> BusinessDay {
        BusinessDay::at(now, self.time_zone, self.day_cut_off)
    }

    /// When the business day of `now` ends here; where a clock that is put forward leaves that time out, an
    /// hour later.
    pub fn day_end(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let today = self.business_day(now).date();
        self.day_start(BusinessDay::of_date(today.checked_add_days(Days::new(1)).unwrap_or(today)))
    }

    /// When this business day begins here, likewise.
    pub fn day_start(&self, day: BusinessDay) -> DateTime<Utc> {
        let start = day.date().and_time(self.day_cut_off);
        let on_the_clock = |at: NaiveDateTime| self.time_zone.from_local_datetime(&at).latest();
        let hour_later = || start.checked_add_signed(TimeDelta::hours(1)).and_then(on_the_clock);
        on_the_clock(start).or_else(hour_later).map_or_else(|| start.and_utc(), |at| at.with_timezone(&Utc))
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
            smallest_coin: Money::minor(1),
            return_hours: 24,
            referrals: ReferralTerms::usual(Currency::default()),
            alerts: AlertTerms::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_its_cut_off_also_after_midnight() {
        let shop = Shop { time_zone: chrono_tz::Europe::Berlin, ..Shop::default() };
        let end = |now: &str| shop.day_end(now.parse().unwrap()).to_rfc3339();
        assert_eq!(end("2026-11-22T12:00:00Z"), "2026-11-23T03:00:00+00:00");
        assert_eq!(end("2026-11-23T02:59:00Z"), "2026-11-23T03:00:00+00:00");
        assert_eq!(end("2026-11-23T03:00:00Z"), "2026-11-24T03:00:00+00:00");
    }

    #[test]
    fn a_day_starts_where_the_day_before_ends() {
        let shop = Shop { time_zone: chrono_tz::Europe::Berlin, ..Shop::default() };
        let day = |date: &str| BusinessDay::of_date(date.parse().unwrap());
        let start = shop.day_start(day("2026-11-22"));
        assert_eq!(start.to_rfc3339(), "2026-11-22T03:00:00+00:00");
        assert_eq!(shop.business_day(start), day("2026-11-22"));
        assert_eq!(shop.day_end(start), shop.day_start(day("2026-11-23")));
    }

    #[test]
    fn a_cut_off_that_the_clock_leaves_out_comes_an_hour_later() {
        let cut_off = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
        let shop = Shop { time_zone: chrono_tz::Europe::Berlin, day_cut_off: cut_off, ..Shop::default() };
        let end = shop.day_end("2026-03-28T12:00:00Z".parse().unwrap());
        assert_eq!(end.to_rfc3339(), "2026-03-29T01:30:00+00:00");
    }
}
