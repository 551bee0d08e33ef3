//! Time at its edges: midnight, the ends of months, and the nights in which the clock is changed.

use chrono_tz::Tz;
use rstest::rstest;

use super::*;

const BERLIN: Tz = chrono_tz::Europe::Berlin;

fn hours(start: &str, end: &str) -> Option<Hours> {
    serde_json::from_value(serde_json::json!({ "start": start, "end": end })).ok()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[rstest]
#[case::before("2026-11-24T10:59:59Z", false)]
#[case::start("2026-11-24T11:00:00Z", true)]
#[case::last_second("2026-11-24T14:59:59Z", true)]
#[case::end("2026-11-24T15:00:00Z", false)]
fn hours_begin_with_their_start_and_end_before_their_end(#[case] now: &str, #[case] open: bool) {
    let lunch = Schedule { hours: hours("11:00", "15:00"), ..Schedule::default() };
    assert_eq!(lunch.is_open(at(now), Tz::UTC), open);
}

#[rstest]
#[case::friday_evening("2026-11-27T21:59:59Z", false)]
#[case::friday_night("2026-11-27T22:00:00Z", true)]
#[case::midnight("2026-11-28T00:00:00Z", true)]
#[case::saturday_small_hours("2026-11-28T01:59:59Z", true)]
#[case::over("2026-11-28T02:00:00Z", false)]
#[case::saturday_night("2026-11-28T22:00:00Z", false)]
#[case::friday_small_hours("2026-11-27T01:00:00Z", false)]
fn hours_that_wrap_midnight_belong_to_the_day_they_began(#[case] now: &str, #[case] open: bool) {
    let late = Schedule { days: [Day::Friday].into(), hours: hours("22:00", "02:00"), ..Schedule::default() };
    assert_eq!(late.is_open(at(now), Tz::UTC), open);
}

#[rstest]
#[case::last_of_december("2026-12-31T23:30:00Z", true)]
#[case::new_year_is_still_the_old("2027-01-01T01:30:00Z", true)]
#[case::its_hours_are_over("2027-01-01T02:00:00Z", false)]
#[case::next_evening("2027-01-01T23:30:00Z", false)]
#[case::first_of_december("2026-12-01T01:30:00Z", false)]
fn the_night_at_a_months_end_belongs_to_the_month_it_began_in(#[case] now: &str, #[case] open: bool) {
    let december = Schedule { months: [12].into(), hours: hours("22:00", "02:00"), ..Schedule::default() };
    assert_eq!(december.is_open(at(now), Tz::UTC), open);
}

#[test]
fn months_and_dates_are_the_shops_and_not_utc() {
    let december = Schedule { months: [12].into(), ..Schedule::default() };
    assert!(december.is_open(at("2026-11-30T23:00:00Z"), BERLIN), "midnight in Berlin");
    assert!(!december.is_open(at("2026-11-30T22:59:59Z"), BERLIN));
    assert!(!december.is_open(at("2026-12-31T23:00:00Z"), BERLIN));
    let leap = Schedule { dates: ["02-29".parse().unwrap()].into(), ..Schedule::default() };
    assert!(leap.is_open(at("2028-02-29T12:00:00Z"), BERLIN));
    assert!(!leap.is_open(at("2026-02-28T12:00:00Z"), BERLIN));
    assert_eq!(leap.next_opening(at("2026-03-01T00:00:00Z"), BERLIN), Some(at("2028-02-28T23:00:00Z")));
}

/// On 29 March 2026 the clock goes from 02:00 to 03:00.
#[test]
fn hours_that_the_clock_leaves_out_do_not_come_that_day() {
    let night = Schedule { hours: hours("02:00", "03:00"), ..Schedule::default() };
    let from = at("2026-03-28T12:00:00Z");
    assert_eq!(night.next_opening(from, BERLIN), Some(at("2026-03-30T00:00:00Z")), "02:00 in summer");
    let longer = Schedule { hours: hours("02:30", "04:00"), ..Schedule::default() };
    assert_eq!(longer.next_opening(from, BERLIN), Some(at("2026-03-29T01:00:00Z")), "when it is 03:00");
    assert!(longer.is_open(at("2026-03-29T01:00:00Z"), BERLIN));
    assert!(!longer.is_open(at("2026-03-29T00:59:59Z"), BERLIN));
}

/// On 25 October 2026 the clock goes from 03:00 back to 02:00.
#[test]
fn hours_that_the_clock_shows_twice_count_twice() {
    let night = Schedule { hours: hours("02:00", "03:00"), ..Schedule::default() };
    assert!(!night.is_open(at("2026-10-24T23:59:59Z"), BERLIN));
    assert!(night.is_open(at("2026-10-25T00:00:00Z"), BERLIN));
    assert!(night.is_open(at("2026-10-25T01:59:59Z"), BERLIN), "the second time");
    assert!(!night.is_open(at("2026-10-25T02:00:00Z"), BERLIN));
    assert_eq!(night.next_opening(at("2026-10-24T12:00:00Z"), BERLIN), Some(at("2026-10-25T00:00:00Z")));
}

#[test]
fn lunch_stays_at_noon_when_the_clock_is_changed() {
    let lunch = Schedule { hours: hours("11:00", "15:00"), ..Schedule::default() };
    assert_eq!(lunch.next_opening(at("2026-10-24T18:00:00Z"), BERLIN), Some(at("2026-10-25T10:00:00Z")));
    assert_eq!(lunch.next_opening(at("2026-03-28T18:00:00Z"), BERLIN), Some(at("2026-03-29T09:00:00Z")));
}

#[test]
fn an_opening_is_now_where_it_is_open_and_never_where_days_and_dates_do_not_meet() {
    let always = Schedule::default();
    assert_eq!(always.next_opening(noon(), BERLIN), Some(noon()));
    let never =
        Schedule { months: [6].into(), dates: ["12-24".parse().unwrap()].into(), ..Schedule::default() };
    assert_eq!(never.next_opening(noon(), BERLIN), None);
}

#[test]
fn a_window_begins_with_its_start_and_ends_before_its_end() {
    let shop = Shop::default();
    let mut one = coupon("CODE", tenth());
    one.terms.valid_from = noon();
    one.terms.valid_until = Some(noon() + chrono::TimeDelta::hours(1));
    let second = chrono::TimeDelta::seconds(1);
    let valid = |now| {
        let occasion = Occasion { now, ..bought(&shop, &[line(1, 500, 1)]) };
        judge(&occasion, &[unused(&one)])[0].is_valid()
    };
    let hour = chrono::TimeDelta::hours(1);
    assert_eq!(
        [valid(noon() - second), valid(noon()), valid(noon() + hour - second), valid(noon() + hour)],
        [false, true, true, false]
    );
}

#[test]
fn what_is_no_time_and_no_day_is_refused() {
    for wrong in ["24:00", "9:5x", "noon", ""] {
        let hours = serde_json::json!({ "start": wrong, "end": "12:00" });
        assert!(serde_json::from_value::<Hours>(hours).is_err(), "{wrong}");
    }
    for wrong in ["13-01", "02-30", "2-3", "1224", ""] {
        assert!(wrong.parse::<YearDay>().is_err(), "{wrong}");
    }
    assert_eq!("02-29".parse::<YearDay>().unwrap().to_string(), "02-29");
}
