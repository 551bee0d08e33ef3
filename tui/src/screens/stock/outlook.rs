//! What the last days of a product tell: how fast it goes, when it runs out, and both as a line of bars.

use std::fmt;

use chrono::{DateTime, TimeZone, Utc};
use comanda_core::stock::outlook::outlook;
use comanda_core::wire::inventory::StockDayView;

use crate::theme::{Glyphs, Theme};

/// From so many days on nobody wants to know.
const FAR: u64 = 60;

/// How many go out on a day, in tenths.
fn tenths_a_day(days: &[StockDayView]) -> u64 {
    outlook(0, days.iter().map(|day| day.went)).tenths_a_day
}

/// `-9/d`, or nothing when nothing goes out.
pub fn trend(days: &[StockDayView]) -> String {
    match tenths_a_day(days) {
        0 => String::new(),
        tenths @ 1..10 => format!("-0.{tenths}/d"),
        tenths => format!("-{}/d", (tenths + 5) / 10),
    }
}

/// When `available` are gone at that rate: `today ~13:30`, `in 3 days`.
pub fn runs_out<Z: TimeZone>(
    available: u32,
    days: &[StockDayView],
    now: DateTime<Utc>,
    zone: &Z,
) -> Option<String>
where
    Z::Offset: fmt::Display,
{
    let tenths = tenths_a_day(days);
    if available == 0 || tenths == 0 {
        return None;
    }
    let minutes = u64::from(available) * 10 * 24 * 60 / tenths;
    if minutes < 24 * 60 {
        let at = now + chrono::TimeDelta::minutes(minutes.cast_signed());
        let (local, today) = (at.with_timezone(zone), now.with_timezone(zone));
        let day = if local.date_naive() == today.date_naive() { "today" } else { "tomorrow" };
        return Some(format!("{day} ~{}", local.format("%H:%M")));
    }
    match minutes / (24 * 60) {
        1 => Some("in 1 day".to_owned()),
        days @ ..FAR => Some(format!("in {days} days")),
        _ => None,
    }
}

/// The numbers as bars of eight heights, put together where there are more numbers than cells.
pub fn bars(numbers: &[u64], cells: usize, theme: Theme) -> String {
    let heights: [char; 9] = match theme.glyphs() {
        Glyphs::Unicode => ['.', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
        Glyphs::Ascii => ['.', '_', '-', '=', '+', '*', 'x', '#', '@'],
    };
    let cells = cells.min(numbers.len()).max(1);
    let part = |cell: usize| {
        let (from, to) = (cell * numbers.len() / cells, (cell + 1) * numbers.len() / cells);
        numbers.get(from..to).map_or(0, |part| part.iter().sum::<u64>())
    };
    let sums: Vec<u64> = (0..cells).map(part).collect();
    let most = sums.iter().copied().max().unwrap_or(0).max(1);
    let height = |sum: &u64| (sum * 8).div_ceil(most);
    sums.iter().map(|sum| heights[usize::try_from(height(sum)).unwrap_or(8).min(8)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Palette;
    use rstest::rstest;

    fn days(went: &[u64]) -> Vec<StockDayView> {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        went.iter().map(|went| StockDayView { day, came: 0, went: *went }).collect()
    }

    fn noon() -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    #[rstest]
    #[case::nothing_goes_out(&[0, 0, 0], "")]
    #[case::every_day(&[9, 9, 9], "-9/d")]
    #[case::rounded(&[2, 2, 50], "-18/d")]
    #[case::seldom(&[1, 0, 0, 0, 0], "-0.2/d")]
    #[case::the_first_day(&[4], "-4/d")]
    fn the_trend_is_what_goes_out_on_a_day(#[case] went: &[u64], #[case] told: &str) {
        assert_eq!(trend(&days(went)), told);
    }

    #[rstest]
    #[case::this_afternoon(2, &[24, 24, 24], Some("today ~14:00"))]
    #[case::over_midnight(14, &[24, 24, 24], Some("tomorrow ~02:00"))]
    #[case::days(30, &[9, 9, 9], Some("in 3 days"))]
    #[case::nothing_left(0, &[9, 9, 9], None)]
    #[case::nothing_goes_out(30, &[0, 0, 0], None)]
    #[case::nobody_wants_to_know(9000, &[9, 9, 9], None)]
    fn it_runs_out_at_the_rate_of_the_last_days(
        #[case] available: u32,
        #[case] went: &[u64],
        #[case] told: Option<&str>,
    ) {
        assert_eq!(runs_out(available, &days(went), noon(), &Utc).as_deref(), told);
    }

    #[test]
    fn bars_reach_the_top_at_the_most_and_nothing_is_no_bar() {
        let theme = Theme::default();
        assert_eq!(bars(&[0, 1, 4, 8], 4, theme), ".▁▄█");
        assert_eq!(bars(&[1, 1, 4, 4], 2, theme), "▂█");
        assert_eq!(bars(&[], 4, theme), ".");
        assert_eq!(bars(&[1, 8], 2, Theme::new(Palette::Mono, Glyphs::Ascii)), "_@");
    }
}
