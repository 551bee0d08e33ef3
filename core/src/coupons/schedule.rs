//! On which days and at which hours a coupon counts, on the clock of the shop.
//!
//! Hours may wrap midnight; what is left of them after midnight belongs to the day on which they began, for the days
//! of the week as for months and dates.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::words::words;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "there is nothing to add to their names")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

words!(Day {
    Monday = "monday", Tuesday = "tuesday", Wednesday = "wednesday", Thursday = "thursday", Friday = "friday",
    Saturday = "saturday", Sunday = "sunday",
});

impl Day {
    /// The day of the week of `date`.
    pub fn of(date: NaiveDate) -> Self {
        Self::ALL[date.weekday().num_days_from_monday() as usize]
    }
}

/// Hours of a day, `[start, end)`. An end before the start is on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hours {
    /// From when on: `"11:00"`.
    #[serde(with = "minutes")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub start: NaiveTime,
    /// Until when, exclusive: `"15:00"`; `"02:00"` is on the next day where the start is later.
    #[serde(with = "minutes")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub end: NaiveTime,
}

impl Hours {
    /// True where they go on after midnight.
    pub fn wraps(self) -> bool {
        self.end < self.start
    }

    /// True at `time`, of whichever day.
    pub fn holds(self, time: NaiveTime) -> bool {
        if self.wraps() {
            time >= self.start || time < self.end
        } else {
            self.start <= time && time < self.end
        }
    }
}

/// `HH:MM` on the wire.
mod minutes {
    use super::{Deserialize, Deserializer, NaiveTime, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub fn serialize<S: Serializer>(time: &NaiveTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&time.format("%H:%M"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        NaiveTime::parse_from_str(&text, "%H:%M")
            .map_err(|_| serde::de::Error::custom("expected a time such as \"11:00\""))
    }
}

/// A day of each year: `12-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearDay {
    month: u32,
    day: u32,
}

/// The text is no day of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is a month and a day such as \"12-24\"")]
pub struct InvalidYearDay;

impl YearDay {
    /// The day of the year of `date`.
    pub fn of(date: NaiveDate) -> Self {
        Self { month: date.month(), day: date.day() }
    }

    /// 1 to 12.
    pub const fn month(self) -> u32 {
        self.month
    }

    /// 1 to 31.
    pub const fn day(self) -> u32 {
        self.day
    }
}

impl FromStr for YearDay {
    type Err = InvalidYearDay;
    fn from_str(text: &str) -> Result<Self, InvalidYearDay> {
        let (month, day) = text.split_once('-').ok_or(InvalidYearDay)?;
        let number = |part: &str| (part.len() == 2).then(|| part.parse().ok()).flatten();
        let (month, day) = number(month).zip(number(day)).ok_or(InvalidYearDay)?;
        // A leap year has all of them.
        NaiveDate::from_ymd_opt(2024, month, day).map(Self::of).ok_or(InvalidYearDay)
    }
}

impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl Serialize for YearDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for YearDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// When a coupon counts, besides its window. Each part that says something has to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    /// On these days of the week; none: on all.
    pub days: BTreeSet<Day>,
    /// At these hours; none: at all.
    pub hours: Option<Hours>,
    /// In these months, 1 to 12; none: in all.
    pub months: BTreeSet<u32>,
    /// On these days of the year; none: on all.
    pub dates: BTreeSet<YearDay>,
}

impl Schedule {
    /// How far ahead openings are looked for: the 29th of February comes every four years, once in a century eight.
    const HORIZON_DAYS: u64 = 8 * 366;

    /// True where it says something about days of the week or hours.
    pub fn has_hours(&self) -> bool {
        !self.days.is_empty() || self.hours.is_some()
    }

    /// True where it says something about months or dates.
    pub fn has_season(&self) -> bool {
        !self.months.is_empty() || !self.dates.is_empty()
    }

    /// The day that `local` belongs to: the day before, while hours that began then go on.
    pub fn day_of(&self, local: NaiveDateTime) -> NaiveDate {
        let (date, time) = (local.date(), local.time());
        match self.hours {
            Some(hours) if hours.wraps() && time < hours.end => date.pred_opt().unwrap_or(date),
            _ => date,
        }
    }

    /// True at this time of the shop's clock, by days of the week and hours.
    pub fn in_hours(&self, local: NaiveDateTime) -> bool {
        let on_day = self.days.is_empty() || self.days.contains(&Day::of(self.day_of(local)));
        on_day && self.hours.is_none_or(|hours| hours.holds(local.time()))
    }

    /// True at this time of the shop's clock, by months and dates.
    pub fn in_season(&self, local: NaiveDateTime) -> bool {
        self.suits(self.day_of(local))
    }

    fn suits(&self, day: NaiveDate) -> bool {
        (self.months.is_empty() || self.months.contains(&day.month()))
            && (self.dates.is_empty() || self.dates.contains(&YearDay::of(day)))
    }

    /// True at `now` in this time zone.
    pub fn is_open(&self, now: DateTime<Utc>, zone: Tz) -> bool {
        let local = now.with_timezone(&zone).naive_local();
        self.in_hours(local) && self.in_season(local)
    }

    /// The first time from `from` on at which it is open; none: not before the horizon.
    pub fn next_opening(&self, from: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        if self.is_open(from, zone) {
            return Some(from);
        }
        let today = from.with_timezone(&zone).date_naive();
        let start = self.hours.map_or(NaiveTime::MIN, |hours| hours.start);
        (0..Self::HORIZON_DAYS)
            .filter_map(|ahead| today.checked_add_days(Days::new(ahead)))
            .filter(|day| self.suits(*day) && (self.days.is_empty() || self.days.contains(&Day::of(*day))))
            .filter_map(|day| on_clock(day.and_time(start), zone))
            .find(|at| *at >= from && self.is_open(*at, zone))
    }
}

/// When the shop's clock first shows `local`, or first a later time where it leaves that one out.
fn on_clock(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    let at = |local: NaiveDateTime| zone.from_local_datetime(&local).earliest();
    let mut quarters =
        (0..=12).filter_map(|quarter| local.checked_add_signed(TimeDelta::minutes(15 * quarter)));
    quarters.find_map(at).map(|at| at.with_timezone(&Utc))
}
