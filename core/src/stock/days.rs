//! What moved on each of the last business days, those on which nothing did among them. Called by
//! `flows::inventory`.

use chrono::{Days, NaiveDate};

use crate::time::BusinessDay;

/// The most days that can be asked for.
pub const MOST_DAYS: u32 = 31;

/// What moved on one business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: NaiveDate,
    /// How many came in.
    pub came: u64,
    /// How many went out.
    pub went: u64,
}

/// The first of the last `count` days.
pub fn first(today: BusinessDay, count: u32) -> BusinessDay {
    let before = Days::new(u64::from(count.saturating_sub(1)));
    BusinessDay::of_date(today.date().checked_sub_days(before).unwrap_or(today.date()))
}

/// Each of the last `count` days, today last, with what `moved` says of it.
pub fn filled(moved: &[Day], today: BusinessDay, count: u32) -> Vec<Day> {
    let days = first(today, count).date().iter_days().take(count as usize);
    let still = |day| Day { day, came: 0, went: 0 };
    days.map(|day| moved.iter().find(|moved| moved.day == day).copied().unwrap_or_else(|| still(day)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_on_which_nothing_moved_are_there_and_today_is_last() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let moved = [
            Day { day: date("2026-02-27"), came: 9, went: 1 },
            Day { day: date("2026-03-01"), came: 0, went: 4 },
            Day { day: date("2026-01-01"), came: 5, went: 5 },
        ];
        let days = filled(&moved, BusinessDay::of_date(date("2026-03-01")), 4);
        let told: Vec<_> = days.iter().map(|day| (day.day.to_string(), day.came, day.went)).collect();
        let wanted = [("2026-02-26", 0, 0), ("2026-02-27", 9, 1), ("2026-02-28", 0, 0), ("2026-03-01", 0, 4)];
        assert_eq!(told, wanted.map(|(day, came, went)| (day.to_owned(), came, went)));
        assert_eq!(filled(&moved, BusinessDay::of_date(date("2026-03-01")), 1).len(), 1);
    }
}
