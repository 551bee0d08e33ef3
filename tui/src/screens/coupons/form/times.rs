//! Times as people write them: `24 Dec 2026`, `2026-12-24`, `24.12.2026 18:00`, `+30` days; hours as `11:00-15:00`;
//! days of the year as `24 Dec, 31 Dec`. All on the shop's clock.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use comanda_core::catalog::Shop;
use comanda_core::coupons::{Hours, YearDay};

use super::lines::MONTH_WORDS;

/// Which end of a window a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// A day alone means from its beginning on.
    From,
    /// A day alone means until it is over.
    Until,
}

/// How a day is written, told to whoever wrote something else.
pub(super) const HOW: &str =
    "write 24 Dec 2026, 2026-12-24 or +30 for days from now; a time may follow: 18:00";

/// When a window begins: `1 Dec 2026`, with the time where it is not midnight.
pub(super) fn written(at: DateTime<Utc>, shop: &Shop) -> String {
    let local = at.with_timezone(&shop.time_zone).naive_local();
    shown(local, local.time() == NaiveTime::MIN)
}

/// When a window ends: at midnight it is the day before that counts.
pub(super) fn written_end(at: DateTime<Utc>, shop: &Shop) -> String {
    let local = at.with_timezone(&shop.time_zone).naive_local();
    match local.checked_sub_days(Days::new(1)) {
        Some(before) if local.time() == NaiveTime::MIN => shown(before, true),
        _ => shown(local, false),
    }
}

fn shown(local: NaiveDateTime, is_whole_day: bool) -> String {
    local.format(if is_whole_day { "%-d %b %Y" } else { "%-d %b %Y %H:%M" }).to_string()
}

/// The time that `text` means.
pub(super) fn typed(text: &str, end: End, now: DateTime<Utc>, shop: &Shop) -> Option<DateTime<Utc>> {
    let today = now.with_timezone(&shop.time_zone).date_naive();
    let words: Vec<&str> = text.split_whitespace().collect();
    let (date, time) = match words.split_last() {
        Some((last, before)) if last.contains(':') => (before.join(" "), Some(clock(last)?)),
        _ => (words.join(" "), None),
    };
    let date = day(&date, today)?;
    let local = match (time, end) {
        (Some(time), _) => date.and_time(time),
        (None, End::From) => date.and_time(NaiveTime::MIN),
        (None, End::Until) => date.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN),
    };
    shop.time_zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc))
}

/// A day; without a year it is the next one with this name.
fn day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let plain = text.to_lowercase();
    if let Some(days) = plain.strip_prefix('+') {
        return today.checked_add_days(Days::new(days.trim_end_matches('d').trim().parse().ok()?));
    }
    match plain.as_str() {
        "" => return None,
        "today" => return Some(today),
        "tomorrow" => return today.succ_opt(),
        _ => {}
    }
    if let Ok(date) = NaiveDate::parse_from_str(&plain, "%Y-%m-%d") {
        return Some(date);
    }
    let parts: Vec<&str> = plain.split([' ', '.', '/', ',']).filter(|part| !part.is_empty()).collect();
    let (day, month, year) = match parts[..] {
        [day, month] => (day, month, None),
        [day, month, year] => (day, month, Some(year.parse::<i32>().ok().filter(|year| *year >= 2000)?)),
        _ => return None,
    };
    let (day, month) = match month_of(day) {
        // `Dec 24` is the same.
        Some(named) if day.parse::<u32>().is_err() => (month.parse().ok()?, named),
        _ => (day.parse().ok()?, month_of(month)?),
    };
    match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day),
        None => (today.year()..=today.year() + 8)
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
            .find(|date| *date >= today),
    }
}

fn month_of(text: &str) -> Option<u32> {
    let named = MONTH_WORDS.iter().position(|word| text.len() >= 3 && text.starts_with(&word.to_lowercase()));
    let number = named.map(|place| place + 1).or_else(|| text.parse().ok())?;
    u32::try_from(number).ok().filter(|month| (1..=12).contains(month))
}

/// `18:00`, `9`.
fn clock(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once(':').unwrap_or((text, "0"));
    NaiveTime::from_hms_opt(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0)
}

/// `11:00-15:00`, `11-15`.
pub(super) fn hours(text: &str) -> Option<Hours> {
    let plain = text.replace('–', "-");
    let (start, end) = plain.split_once('-')?;
    // The day ends where the next begins.
    let end = if end.trim() == "24" || end.trim() == "24:00" { "0" } else { end };
    Some(Hours { start: clock(start)?, end: clock(end)? })
}

pub(super) fn written_hours(hours: Hours) -> String {
    format!("{}-{}", hours.start.format("%H:%M"), hours.end.format("%H:%M"))
}

/// `24 Dec, 31 Dec`, `12-24`; or the part that is no day of the year.
pub(super) fn dates(text: &str) -> Result<BTreeSet<YearDay>, String> {
    let leap = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            part.parse().ok().or_else(|| day(part, leap).map(YearDay::of)).ok_or_else(|| part.to_owned())
        })
        .collect()
}

pub(super) fn written_dates(dates: &BTreeSet<YearDay>) -> String {
    let month = |date: &YearDay| MONTH_WORDS.get(date.month() as usize - 1).copied().unwrap_or_default();
    dates.iter().map(|date| format!("{} {}", date.day(), month(date))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn shop() -> Shop {
        Shop { time_zone: "Europe/Berlin".parse().unwrap(), ..Shop::default() }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-24T12:41:00Z".parse().unwrap()
    }

    #[rstest]
    #[case("2026-12-24", "2026-12-23T23:00:00Z")]
    #[case("24 Dec 2026", "2026-12-23T23:00:00Z")]
    #[case("24 december", "2026-12-23T23:00:00Z")]
    #[case("Dec 24", "2026-12-23T23:00:00Z")]
    #[case("24.12.", "2026-12-23T23:00:00Z")]
    #[case("1 Nov", "2027-10-31T23:00:00Z")]
    #[case("24.12.2026 18:00", "2026-12-24T17:00:00Z")]
    #[case("+30", "2026-12-23T23:00:00Z")]
    #[case("today", "2026-11-23T23:00:00Z")]
    fn days_are_read_as_people_write_them(#[case] text: &str, #[case] at: &str) {
        assert_eq!(typed(text, End::From, now(), &shop()), Some(at.parse().unwrap()));
    }

    #[rstest]
    #[case("")]
    #[case("soon")]
    #[case("31 Feb")]
    #[case("24 Dec 26")]
    #[case("24 Dec 2026 25:00")]
    fn what_is_no_day_is_not_guessed(#[case] text: &str) {
        assert_eq!(typed(text, End::From, now(), &shop()), None);
    }

    #[test]
    fn a_last_day_counts_to_its_end_and_is_written_as_it_was_typed() {
        let until = typed("31 Dec 2026", End::Until, now(), &shop()).unwrap();
        assert_eq!(until, "2026-12-31T23:00:00Z".parse::<DateTime<Utc>>().unwrap());
        assert_eq!(written_end(until, &shop()), "31 Dec 2026");
        let evening = typed("31 Dec 2026 18:00", End::Until, now(), &shop()).unwrap();
        assert_eq!(written_end(evening, &shop()), "31 Dec 2026 18:00");
    }

    #[test]
    fn hours_and_days_of_the_year_come_back_as_they_were_typed() {
        assert_eq!(written_hours(hours("11-15:30").unwrap()), "11:00-15:30");
        assert_eq!(hours("11"), None);
        assert_eq!(written_dates(&dates("12-24, 29 Feb").unwrap()), "29 Feb, 24 Dec");
        assert_eq!(dates("24 Dec, 40 Dec"), Err("40 Dec".to_owned()));
    }
}
