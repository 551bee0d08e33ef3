//! The search, and what is in the house. Narrow screens leave out the limits, and then the bars.

use comanda_core::stock::StockLevel;
use comanda_core::wire::StockEntryView;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::super::Size;
use super::super::canvas::Canvas;
use crate::action::StockAct;
use crate::app::Model;
use crate::fit;
use crate::screens::stock::outlook;
use crate::screens::stock::query::Order;
use crate::theme::Theme;

/// Cells of the columns; the name takes the rest.
const PLU: usize = 5;
const COUNT: usize = 7;
const LIMIT: usize = 5;
const TREND: usize = 6;
const SIGN: usize = 2;

/// Which columns there is room for.
#[derive(Clone, Copy)]
struct Columns {
    name: usize,
    has_limits: bool,
    bars: usize,
}

impl Columns {
    fn of(size: Size, cells: usize) -> Self {
        let (has_limits, bars) = match size {
            Size::Wide => (true, if cells > 76 { 14 } else { 7 }),
            Size::Medium => (false, 5),
            Size::Small | Size::TooSmall => (false, 0),
        };
        let limits = if has_limits { 2 * (LIMIT + 1) } else { 0 };
        let line = if bars > 0 { bars + 1 } else { 0 };
        let others = 1 + PLU + 1 + 1 + COUNT + limits + 1 + line + TREND + 1 + SIGN;
        Self { name: cells.saturating_sub(others), has_limits, bars }
    }

    fn row(self, [plu, name, count, min, critical, bars, trend]: [&str; 7]) -> String {
        let limits = if self.has_limits {
            format!(" {} {}", fit::right(min, LIMIT), fit::right(critical, LIMIT))
        } else {
            String::new()
        };
        let bars = if self.bars > 0 { format!(" {}", fit::left(bars, self.bars)) } else { String::new() };
        let (plu, name, count) = (fit::left(plu, PLU), fit::left(name, self.name), fit::right(count, COUNT));
        format!("{plu} {name} {count}{limits}{bars} {}", fit::right(trend, TREND))
    }
}

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let (which, state) = model.stock.list.told();
    let low = if model.stock.query.low_only { ", low only" } else { "" };
    let order = match model.stock.query.order {
        Order::Name => "",
        Order::OnHand => ", fewest first",
    };
    let title = format!("Items{which}{low}{order}{state}");
    let title = fit::cut(&title, usize::from(area.width).saturating_sub(4));
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), theme.accent()));
    draw_search(model, canvas, Rect { height: inner.height.min(1), ..inner });
    let cells = usize::from(inner.width);
    let columns = Columns::of(Size::of(model.size), cells);
    let days = if columns.bars < 7 { "days" } else { "14 days" };
    let head = columns.row(["PLU", "Name", "On hand", "Min", "Crit", days, "Trend"]);
    canvas.line(below(inner, 1), Line::styled(format!(" {head}"), theme.muted()));
    if model.stock.list.rows.is_empty() {
        let style = if model.stock.list.problem.is_some() { theme.warn() } else { theme.text() };
        let told = fit::wrapped(&nothing(model), cells.saturating_sub(2));
        let lines = told.into_iter().map(|part| Line::styled(format!(" {part}"), style)).collect();
        canvas.lines(below(inner, 3), lines);
        return;
    }
    draw_rows(model, columns, canvas, below(inner, 2));
}

fn below(inner: Rect, rows: u16) -> Rect {
    Rect { y: inner.y.saturating_add(rows), height: inner.height.saturating_sub(rows), ..inner }
}

fn draw_search(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let query = &model.stock.query;
    let cells = usize::from(area.width).saturating_sub(8);
    let mut spans = vec![Span::styled(" Find ", theme.accent())];
    if query.is_typing {
        spans.extend(canvas.typed(query.words.parts(), cells));
    } else if query.words.text().is_empty() {
        spans.push(Span::styled(
            fit::cut("/ or a digit: a name or a code; scan any time", cells),
            theme.muted(),
        ));
    } else {
        spans.push(Span::raw(fit::cut(query.words.text(), cells)));
    }
    canvas.button(area, Line::from(spans), StockAct::Search);
}

/// Only the rows that are seen are made, however long the list is.
fn draw_rows(model: &Model, columns: Columns, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let list = &model.stock.list;
    let first = list.first_seen(area.height.into());
    for (offset, (index, entry)) in (0..area.height).zip(list.rows.iter().enumerate().skip(first)) {
        let spot = Rect { y: area.y + offset, height: 1, ..area };
        let line = row(model, entry, index == list.selected, columns, canvas.theme);
        canvas.button(spot, line, StockAct::Select(index));
    }
}

fn row(
    model: &Model,
    entry: &StockEntryView,
    is_here: bool,
    columns: Columns,
    theme: Theme,
) -> Line<'static> {
    let here = if is_here { theme.here() } else { " " };
    let style = if is_here { theme.total() } else { theme.text() };
    let days = entry.days.as_deref().unwrap_or_default();
    let went: Vec<u64> = days.iter().map(|day| day.went).collect();
    let bars = if days.is_empty() { String::new() } else { outlook::bars(&went, columns.bars, theme) };
    let trend = if entry.on_hand == 0 { "out".to_owned() } else { outlook::trend(days) };
    let told = columns.row([
        entry.plu.as_deref().unwrap_or_default(),
        &entry.product.name,
        &entry.on_hand.to_string(),
        &entry.low_stock_threshold.to_string(),
        &entry.critical_threshold.to_string(),
        &bars,
        &trend,
    ]);
    let (sign, sign_style) = sign(model, entry, theme);
    Line::from(vec![Span::styled(format!("{here}{told} "), style), Span::styled(sign, sign_style)])
}

/// How the count stands, by a sign: sold out by word first, then used up, critical, low.
pub(super) fn sign(model: &Model, entry: &StockEntryView, theme: Theme) -> (&'static str, Style) {
    let is_sold_out = entry.is_sold_out && entry.sold_out_until.is_none_or(|until| model.now < until);
    match entry.level {
        _ if is_sold_out => (theme.mark("⊘", "86"), theme.crit()),
        _ if entry.on_hand == 0 => (theme.mark("✗", "x"), theme.crit()),
        StockLevel::Critical => (theme.mark("‼", "!!"), theme.crit()),
        StockLevel::Warning => (theme.mark("▲", "!"), theme.warn()),
        StockLevel::Ok => ("", theme.ok()),
    }
}

/// What an empty list says: why it is empty, and what to press.
fn nothing(model: &Model) -> String {
    let stock = &model.stock;
    if let Some(problem) = &stock.list.problem {
        return format!("{problem} R asks again.");
    }
    match &stock.found {
        None => "The stock is on its way.".to_owned(),
        Some(found) if !found.words.is_empty() => {
            format!("Nothing that is counted is found by {}. Type less of it, or Esc.", found.words)
        }
        Some(found) if found.low_only => "Nothing is low. l shows everything.".to_owned(),
        Some(_) => "Nothing is counted yet. c adds a product (managers); count it there.".to_owned(),
    }
}
