//! What staff should know: kinds of alerts, how grave they are, and what becomes of one.
//!
//! [`stock`], [`demand`] and [`price`] say what there is to know of a product; [`Decision::between`] says what that does
//! to the alert that stands open about it; [`hand`] judges those that people raise. Called by `flows::alerts`.

pub mod demand;
pub mod hand;
pub mod price;
pub mod response;
pub mod stock;
pub mod trend;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AlertId, ProductId, UserId};
use crate::words::words;

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AlertType {
    /// Little is left of a product.
    LowStock,
    /// Nothing is left of it.
    OutOfStock,
    /// It is ordered far more often than usual.
    HighDemand,
    /// Its price has changed by much.
    PriceChange,
    /// Anything else, raised by hand: a printer, a delivery that did not come.
    System,
}

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Severity {
    /// Good to know.
    Info,
    /// Somebody should see to it.
    Warning,
    /// Somebody must see to it now.
    Critical,
}

words!(AlertType {
    LowStock = "low_stock", OutOfStock = "out_of_stock", HighDemand = "high_demand",
    PriceChange = "price_change", System = "system",
});
words!(Severity { Info = "info", Warning = "warning", Critical = "critical" });

/// What alerts of a product can be about. Of each there is at most one open alert a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// How many are left.
    Stock,
    /// How often it is ordered.
    Demand,
    /// What it costs.
    Price,
}

impl Matter {
    /// What an alert of this type is about; nothing that could be open once only where it is about anything.
    pub const fn of(alert_type: AlertType) -> Option<Self> {
        match alert_type {
            AlertType::LowStock | AlertType::OutOfStock => Some(Self::Stock),
            AlertType::HighDemand => Some(Self::Demand),
            AlertType::PriceChange => Some(Self::Price),
            AlertType::System => None,
        }
    }

    /// With what the topics of all products begin.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Stock => "stock:",
            Self::Demand => "demand:",
            Self::Price => "price:",
        }
    }

    /// The topic of a product.
    pub fn topic(self, product: ProductId) -> String {
        format!("{}{product}", self.prefix())
    }
}

/// From when on a shop is told of demand and of prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertTerms {
    /// Orders of the last so many minutes are counted together; 0: nobody is told of demand.
    pub demand_window_minutes: u32,
    /// So many of them are high demand; 0: nobody is told of demand.
    pub demand_orders: u32,
    /// A price that changes by so many per cent is told; 0: none is.
    pub price_change_percent: u32,
}

impl Default for AlertTerms {
    /// 20 orders within an hour, and a tenth of a price.
    fn default() -> Self {
        Self { demand_window_minutes: 60, demand_orders: 20, price_change_percent: 10 }
    }
}

/// What there is to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What it is about.
    pub alert_type: AlertType,
    /// How grave it is.
    pub severity: Severity,
    /// In words, on one line.
    pub message: String,
    /// The limit that was passed: units, orders, or per cent of the price.
    pub threshold_value: Option<i64>,
    /// What it is, in the same measure.
    pub current_value: Option<i64>,
}

/// An open alert, as far as it decides what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What it says.
    pub facts: Facts,
    /// The gravest that people were told of; `None`: they were told nothing yet.
    pub told: Option<Severity>,
    /// Somebody raised it, and the shop has not seen the reason by itself.
    pub is_by_hand: bool,
}

/// What becomes of the alert about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It stays as it is, open or not.
    Nothing,
    /// There is a new one, and people are told.
    Open(Facts),
    /// The open one says something else now.
    Change {
        /// What it says.
        facts: Facts,
        /// It became graver: it wakes, if it was put aside.
        is_graver: bool,
        /// People are told: it became as grave as it never was while it is open.
        tells: bool,
    },
    /// There is no reason for it any more.
    Resolve,
}

impl Decision {
    /// What becomes of the alert that stands open, if one does, now that `wanted` is what there is to know. A new one
    /// opens only where something has happened that people were not told of: `is_news`.
    pub fn between(standing: Option<&Standing>, wanted: Option<Facts>, is_news: bool) -> Self {
        match (standing, wanted) {
            (None, Some(facts)) if is_news => Self::Open(facts),
            (None, Some(_) | None) => Self::Nothing,
            // Whoever raised it knows what the shop does not see.
            (Some(standing), None) if standing.is_by_hand => Self::Nothing,
            (Some(_), None) => Self::Resolve,
            (Some(standing), Some(facts)) if standing.facts == facts && !standing.is_by_hand => Self::Nothing,
            (Some(standing), Some(facts)) => {
                let is_graver = facts.severity > standing.facts.severity;
                let tells = is_graver && Some(facts.severity) > standing.told;
                Self::Change { facts, is_graver, tells }
            }
        }
    }
}

/// How an alert ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// When.
    pub at: DateTime<Utc>,
    /// Who said so; `system` for the shop itself.
    pub by: String,
    /// The person; nobody where the shop resolved it by itself.
    pub person: Option<UserId>,
    /// What they said about it.
    pub notes: String,
}

/// Something that staff should know, or should have known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Which.
    pub id: AlertId,
    /// Of those with the same topic one is open at most; none: any number may be.
    pub topic: Option<String>,
    /// The product that it is about.
    pub product: Option<ProductId>,
    /// What it says, and what people were told.
    pub standing: Standing,
    /// Who raised it; `system` for the shop itself.
    pub opened_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Put aside until then.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// How it ended; none: it is open.
    pub resolution: Option<Resolution>,
    /// Grows with each change.
    pub version: i64,
}

impl Alert {
    /// One that the shop opens by itself.
    pub fn opened(
        id: AlertId,
        topic: String,
        product: Option<ProductId>,
        standing: Standing,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            topic: Some(topic),
            product,
            standing,
            opened_by: BY_THE_SHOP.to_owned(),
            created_at: now,
            updated_at: now,
            snoozed_until: None,
            resolution: None,
            version: 1,
        }
    }

    /// True until somebody or the shop itself resolves it.
    pub const fn is_active(&self) -> bool {
        self.resolution.is_none()
    }

    /// Says `facts` from now on; when it became graver it wakes. People were told where it `tells`.
    pub fn change(&mut self, facts: Facts, is_graver: bool, tells: bool, now: DateTime<Utc>) {
        if tells {
            self.standing.told = Some(facts.severity);
        }
        if is_graver {
            self.snoozed_until = None;
        }
        self.standing.facts = facts;
        self.standing.is_by_hand = false;
        self.touch(now);
    }

    /// Put aside until then.
    pub fn snooze(&mut self, until: DateTime<Utc>, now: DateTime<Utc>) {
        self.snoozed_until = Some(until);
        self.touch(now);
    }

    /// Ends.
    pub fn resolve(&mut self, resolution: Resolution) {
        let now = resolution.at;
        self.resolution = Some(resolution);
        self.touch(now);
    }

    fn touch(&mut self, now: DateTime<Utc>) {
        self.version += 1;
        self.updated_at = now;
    }
}

/// The name under which the shop opens and resolves alerts by itself.
pub const BY_THE_SHOP: &str = "system";

#[cfg(test)]
mod tests;
