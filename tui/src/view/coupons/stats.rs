//! What a coupon came to, in figures and day by day.

use comanda_core::wire::coupons::CouponStats;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::canvas::Canvas;
use super::super::{moment, written};
use crate::app::Model;
use crate::fit;
use crate::screens::coupons::stats::StatsDialog;
use crate::theme::Theme;

/// Cells of the dialog.
const WIDTH: u16 = 52;
/// The longest bar.
const BAR: u64 = 20;

pub(in crate::view) fn draw(model: &Model, dialog: &StatsDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let cells = usize::from(WIDTH.min(body.width.saturating_sub(4)));
    let lines = match &dialog.told {
        None => vec![Line::styled("The figures are on their way.", theme.muted())],
        Some(Err(problem)) => fit::wrapped(&format!("{problem} R asks again."), cells)
            .into_iter()
            .map(|part| Line::styled(part, theme.warn()))
            .collect(),
        Some(Ok(stats)) => lines(model, stats, cells, theme),
    };
    let high = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX);
    let inner = canvas.dialog(body, WIDTH, high, &format!("{}: what it came to", dialog.code));
    let most = lines.len().saturating_sub(usize::from(inner.height));
    canvas.lines(inner, lines.into_iter().skip(dialog.scroll.min(most)).collect());
}

fn lines(model: &Model, stats: &CouponStats, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let row = |name: &str, told: &str| Line::raw(fit::spread(name, told, cells));
    let left = stats.left.map_or_else(|| "no limit".to_owned(), |left| left.to_string());
    let average = stats.average_discount.map_or_else(|| "-".to_owned(), |average| written(model, average));
    let mut lines = vec![
        row("Used, paid", &stats.consumed.to_string()),
        row("Held, not paid yet", &stats.held.to_string()),
        row("Called off", &stats.released.to_string()),
        row("Left", &left),
        row("Customers with an account", &stats.customers.to_string()),
        row("Taken off", &written(model, stats.discount_given)),
        row("Taken off on average", &average),
        row("Goods sold with it", &written(model, stats.revenue)),
    ];
    if let (Some(first), Some(last)) = (stats.first_used_at, stats.last_used_at) {
        lines.push(row("First and last use", &format!("{}, {}", moment(model, first), moment(model, last))));
    }
    if !stats.by_day.is_empty() {
        lines.push(Line::raw(""));
        let most = stats.by_day.iter().map(|day| day.uses).max().unwrap_or(1).max(1);
        for day in &stats.by_day {
            let long = usize::try_from((day.uses * BAR).div_ceil(most)).unwrap_or(0);
            let bar = theme.mark("▇", "#").repeat(long);
            let name = format!("{} {} {bar}", day.day, fit::right(&day.uses.to_string(), 4));
            let taken = theme.plain(&format!("−{}", written(model, day.discount_given)));
            lines.push(Line::styled(fit::spread(&name, &taken, cells), theme.text()));
        }
    }
    lines
}
