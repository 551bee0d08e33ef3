//! Business days and the shop's wall clock. Rules never read a clock: they are told `now`.

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A day of trade: it starts at the cut-off hour of its date in the shop's time zone, so a sale at one in
/// the morning belongs to the evening before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
pub struct BusinessDay(NaiveDate);

impl BusinessDay {
    /// The business day of a date.
    pub const fn of_date(date: NaiveDate) -> Self {
        Self(date)
    }

    /// The business day that `now` belongs to.
    pub fn at(now: DateTime<Utc>, zone: Tz, cut_off: NaiveTime) -> Self {
        let local = now.with_timezone(&zone).naive_local();
        if local.time() < cut_off {
            Self(local.date().checked_sub_days(Days::new(1)).unwrap_or(local.date()))
        } else {
            Self(local.date())
        }
    }

    /// Its date.
    pub const fn date(self) -> NaiveDate {
        self.0
    }
}

impl fmt::Display for BusinessDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_hours_belong_to_the_evening_before() {
        let cut_off = NaiveTime::from_hms_opt(4, 0, 0).unwrap();
        let day = |text: &str| {
            BusinessDay::at(text.parse().unwrap(), chrono_tz::Europe::Berlin, cut_off).to_string()
        };
        assert_eq!(day("2026-11-22T02:59:59Z"), "2026-11-21");
        assert_eq!(day("2026-11-22T03:00:00Z"), "2026-11-22");
        // In the night when summer time ends the clock reads 02:30 twice; both belong to the day before.
        assert_eq!(day("2026-10-25T00:30:00Z"), "2026-10-24");
        assert_eq!(day("2026-10-25T01:30:00Z"), "2026-10-24");
    }
}
