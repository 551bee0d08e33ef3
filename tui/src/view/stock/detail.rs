//! One product, whole: its counts, its limits, when it runs out, the last days and the last movements.

use comanda_core::catalog::Shop;
use comanda_core::wire::{MovementView, StockEntryView};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::super::canvas::Canvas;
use super::super::{clock, day, moment};
use super::list::sign;
use crate::app::Model;
use crate::fit;
use crate::screens::paged::Pane;
use crate::screens::stock::history::kind_word;
use crate::screens::stock::outlook;
use crate::theme::Theme;

/// Cells of the names of what is told.
const LABEL: usize = 10;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let Some(entry) = model.stock.list.row() else {
        canvas.boxed(area, Line::styled(" Item ", theme.accent()));
        return;
    };
    let plu = entry.plu.as_deref().map(|plu| format!("{plu} ")).unwrap_or_default();
    let title = fit::cut(&format!("{plu}{}", entry.product.name), usize::from(area.width).saturating_sub(4));
    let style = if model.stock.pane == Pane::Detail { theme.accent() } else { theme.total() };
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), style));
    let text = text_of(inner);
    let lines = lines(model, entry, usize::from(text.width), theme);
    let overflow = lines.len().saturating_sub(usize::from(text.height));
    let scroll = model.stock.scroll.min(overflow);
    canvas.lines(text, lines.into_iter().skip(scroll).take(usize::from(text.height)).collect());
    if overflow > scroll {
        let more = format!("{} more below {}", overflow - scroll, theme.mark("↓", "v"));
        let spot = Rect {
            y: area.bottom().saturating_sub(1),
            x: area.x + 2,
            width: area.width.saturating_sub(4),
            height: 1,
        };
        canvas.line(spot, Line::styled(fit::cut(&more, spot.width.into()), theme.muted()));
    }
}

/// Lines that do not fit into `area`.
pub(super) fn overflow(model: &Model, area: Rect) -> usize {
    let Some(entry) = model.stock.list.row() else { return 0 };
    let inner = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    let text = text_of(inner);
    lines(model, entry, usize::from(text.width), model.theme).len().saturating_sub(usize::from(text.height))
}

/// The text has a free column on both sides.
fn text_of(inner: Rect) -> Rect {
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

fn lines(model: &Model, entry: &StockEntryView, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut tell = |label: &str, text: &str, style: Style| {
        for (place, part) in fit::wrapped(text, cells.saturating_sub(LABEL)).into_iter().enumerate() {
            let label = if place == 0 { label } else { "" };
            lines.push(Line::styled(format!("{}{part}", fit::left(label, LABEL)), style));
        }
    };
    let (plain, muted) = (theme.text(), theme.muted());
    let (mark, style) = sign(model, entry, theme);
    tell(
        "On hand",
        format!("{} {mark}", entry.on_hand).trim(),
        if mark.is_empty() { theme.total() } else { style },
    );
    tell("Reserved", &format!("{}, free {}", entry.reserved, entry.available), plain);
    tell("Min", &format!("{}, critical {}", entry.low_stock_threshold, entry.critical_threshold), plain);
    if entry.is_sold_out {
        match entry.sold_out_until {
            None => tell("86", "sold out until further notice", theme.crit()),
            Some(until) if model.now < until => {
                tell("86", &format!("sold out until {}", moment(model, until)), theme.crit());
            }
            Some(_) => {}
        }
    }
    let days = entry.days.as_deref().unwrap_or_default();
    let zone = model.menu.as_ref().map_or(Shop::default().time_zone, |menu| menu.shop.time_zone);
    match outlook::runs_out(entry.available, days, model.now, &zone) {
        Some(when) => tell("Runs out", &format!("{when} at this rate"), plain),
        None if entry.available == 0 => tell("Runs out", "nothing is left to sell", theme.warn()),
        None => {}
    }
    tell("", "", plain);
    tell("Section", &entry.category.name, plain);
    let codes: Vec<&str> = [&entry.sku, &entry.barcode].into_iter().filter_map(Option::as_deref).collect();
    if !codes.is_empty() {
        tell("Codes", &codes.join(" "), plain);
    }
    if !days.is_empty() {
        tell("", "", plain);
        let went: Vec<u64> = days.iter().map(|day| day.went).collect();
        let came: Vec<u64> = days.iter().map(|day| day.came).collect();
        let told = |numbers: &[u64]| {
            let bars = outlook::bars(numbers, numbers.len().min(cells.saturating_sub(LABEL + 8)), theme);
            format!("{bars} {}", numbers.iter().sum::<u64>())
        };
        let title = format!("{} days", days.len());
        tell(&title, "the last is today", muted);
        tell(" out", &told(&went), plain);
        tell(" in", &told(&came), plain);
    }
    lines.push(Line::raw(""));
    lines.extend(recent(model, entry, cells, theme));
    lines
}

fn recent(model: &Model, entry: &StockEntryView, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled("Movements", theme.muted())];
    let rows = model.stock.recent.rows.as_ref().filter(|_| model.stock.recent.of == Some(entry.product.id));
    match rows {
        None => lines.push(Line::styled("on their way", theme.muted())),
        Some(rows) if rows.is_empty() => lines.push(Line::styled("nothing moved yet", theme.muted())),
        Some(rows) => lines.extend(rows.iter().map(|row| {
            let style = if row.reversed_by.is_some() { theme.muted() } else { theme.text() };
            Line::styled(fit::cut(&movement(model, row, theme), cells), style)
        })),
    }
    lines
}

/// `12:40 sale   -1 #1044 Sara`; what was taken back says so.
pub(super) fn movement(model: &Model, row: &MovementView, theme: Theme) -> String {
    let is_today = model
        .menu
        .as_ref()
        .is_some_and(|menu| menu.shop.business_day(row.created_at) == menu.shop.business_day(model.now));
    let when = if is_today { clock(model, row.created_at) } else { day(model, row.created_at) };
    let taken = match (row.reversed_by, row.reverses) {
        (Some(_), _) => format!("{} taken back ", theme.mark("↶", "<-")),
        (None, Some(_)) => format!("{} takes back ", theme.mark("↶", "<-")),
        (None, None) => String::new(),
    };
    let note = if row.note.is_empty() { String::new() } else { format!(" \"{}\"", row.note) };
    let quantity = format!("{:+}", row.quantity);
    format!(
        "{} {} {} {taken}{}{note} {}",
        fit::left(&when, 6),
        fit::left(kind_word(row.kind), 6),
        fit::right(&quantity, 5),
        row.reason,
        row.by
    )
}
