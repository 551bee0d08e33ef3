//! The list of orders: tabs of the groups, the search, and the rows that fit.

use comanda_core::orders::{PaymentStatus, Source, Status};
use comanda_core::wire::OrderView;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use super::super::written;
use super::age;
use crate::action::OrdersAct;
use crate::app::Model;
use crate::fit;
use crate::screens::orders::query::Group;
use crate::theme::Theme;

/// Cells of the columns that are always as wide as this: number, source, status, payment, total, age.
const NUMBER: usize = 6;
const SOURCE: usize = 7;
const STATUS: usize = 10;
const PAYMENT: usize = 6;
const TOTAL: usize = 9;
const AGE: usize = 5;
/// All of them with the mark and the gaps; the name takes the rest.
const BESIDE_NAME: usize = NUMBER + SOURCE + STATUS + PAYMENT + TOTAL + AGE + 7;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let title = fit::cut(&title(model), usize::from(area.width).saturating_sub(4));
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), theme.accent()));
    draw_tabs(model, canvas, Rect { height: inner.height.min(1), ..inner });
    let cells = usize::from(inner.width);
    let head = columns(["No.", "From", "Name", "Status", "Money", "Total", "Age"], cells);
    canvas.line(below(inner, 1), Line::styled(format!(" {head}"), theme.muted()));
    let rows = below(inner, 2);
    if model.orders.list.rows.is_empty() {
        let style = if model.orders.list.problem.is_some() { theme.warn() } else { theme.text() };
        let told = fit::wrapped(&nothing(model), cells.saturating_sub(2));
        canvas.lines(
            below(inner, 3),
            told.into_iter().map(|part| Line::styled(format!(" {part}"), style)).collect(),
        );
        return;
    }
    draw_rows(model, canvas, rows);
}

fn below(inner: Rect, rows: u16) -> Rect {
    Rect { y: inner.y.saturating_add(rows), height: inner.height.saturating_sub(rows), ..inner }
}

/// Only the rows that are seen are made, however long the list is.
fn draw_rows(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let list = &model.orders.list;
    let first = list.first_seen(area.height.into());
    for (offset, (index, order)) in (0..area.height).zip(list.rows.iter().enumerate().skip(first)) {
        let spot = Rect { y: area.y + offset, height: 1, ..area };
        let line = row(model, order, index == list.selected, usize::from(area.width), canvas.theme);
        canvas.button(spot, line, OrdersAct::Select(index));
    }
}

fn row(model: &Model, order: &OrderView, is_here: bool, cells: usize, theme: Theme) -> Line<'static> {
    let name = name(order);
    let base = if is_here { theme.total() } else { theme.text() };
    let is_new = model.orders.news.iter().any(|(id, _)| *id == order.id);
    let here = match (is_here, is_new) {
        (true, _) => theme.here(),
        (false, true) => theme.mark("•", "*"),
        (false, false) => " ",
    };
    let is_changing = model.orders.changing == Some(order.id);
    let status = if is_changing { theme.mark("…", "...").to_owned() } else { order.status.to_string() };
    let room = cells.saturating_sub(BESIDE_NAME);
    let start = format!(
        "{here}{} {} {} ",
        fit::left(&order.number, NUMBER),
        fit::left(source_word(order.source), SOURCE),
        fit::left(name, room)
    );
    Line::from(vec![
        Span::styled(start, base),
        Span::styled(fit::left(&status, STATUS), base.patch(status_style(order.status, theme))),
        Span::raw(" "),
        Span::styled(
            fit::left(money_word(order.payment_status), PAYMENT),
            base.patch(money_style(order, theme)),
        ),
        Span::styled(
            format!(
                " {} {}",
                fit::right(&written(model, order.total), TOTAL),
                fit::right(&age(model, order.created_at), AGE)
            ),
            base,
        ),
    ])
}

fn columns(names: [&str; 7], cells: usize) -> String {
    let [number, source, name, status, payment, total, age] = names;
    format!(
        "{} {} {} {} {} {} {}",
        fit::left(number, NUMBER),
        fit::left(source, SOURCE),
        fit::left(name, cells.saturating_sub(BESIDE_NAME)),
        fit::left(status, STATUS),
        fit::left(payment, PAYMENT),
        fit::right(total, TOTAL),
        fit::right(age, AGE)
    )
}

fn title(model: &Model) -> String {
    let (which, state) = model.orders.list.told();
    format!("Orders{which}, {}{state}", model.orders.sort.name())
}

/// The groups, each of which can be clicked, or the words that are being typed.
fn draw_tabs(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let orders = &model.orders;
    let mut x = area.x + 1;
    for group in Group::ALL {
        let is_here = group == orders.group;
        let text = format!("{}{}", if is_here { theme.here() } else { " " }, group.name());
        let style = if is_here { theme.accent() } else { theme.muted() };
        let wide = u16::try_from(fit::width(&text)).unwrap_or(u16::MAX);
        let spot = Rect { x, width: wide, ..area }.intersection(area);
        canvas.button(spot, Line::styled(text, style), OrdersAct::Group(group));
        x = x.saturating_add(wide + 1);
    }
    let rest = Rect { x: x + 1, width: area.right().saturating_sub(x + 1), ..area }.intersection(area);
    let cells = usize::from(rest.width).saturating_sub(1);
    if orders.is_searching {
        let mut spans = vec![Span::styled("/", theme.accent())];
        spans.extend(canvas.typed(orders.search.parts(), cells));
        canvas.line(rest, Line::from(spans));
    } else if !orders.search.text().is_empty() {
        let text = fit::cut(&format!("/{}", orders.search.text()), cells);
        canvas.button(rest, Line::styled(text, theme.accent()), OrdersAct::Search);
    }
}

/// What an empty list says: why it is empty, and what to press.
fn nothing(model: &Model) -> String {
    let orders = &model.orders;
    if let Some(problem) = &orders.list.problem {
        return format!("{problem} R asks again.");
    }
    if orders.list.is_new() {
        return "The orders are on their way.".to_owned();
    }
    let words = orders.search.text();
    if !words.is_empty() {
        return format!(
            "Nothing {} matches {words}. Esc forgets the search, f looks elsewhere.",
            orders.group.name()
        );
    }
    format!("{} f shows other orders, Alt-1 sells.", orders.group.nothing())
}

/// Whose order it is, as far as anybody said.
pub(super) fn name(order: &OrderView) -> &str {
    match &order.customer {
        Some(customer) if order.guest_name.is_empty() => &customer.name,
        _ => &order.guest_name,
    }
}

/// Where it came from, in one short word.
pub(super) const fn source_word(source: Source) -> &'static str {
    match source {
        Source::Counter => "counter",
        Source::Kiosk => "kiosk",
        Source::Web => "web",
        Source::Integrator => "partner",
    }
}

pub(super) fn status_style(status: Status, theme: Theme) -> Style {
    match status {
        Status::Pending | Status::Processing | Status::Preparing => theme.text(),
        Status::Ready | Status::Shipped => theme.ok(),
        Status::Delivered => theme.muted(),
        Status::Cancelled | Status::Refunded => theme.warn(),
    }
}

/// Where the money stands, in one short word.
pub(super) const fn money_word(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Pending => "unpaid",
        PaymentStatus::Paid => "paid",
        PaymentStatus::PartiallyRefunded => "partly",
        PaymentStatus::Refunded => "back",
        PaymentStatus::Failed => "failed",
    }
}

fn money_style(order: &OrderView, theme: Theme) -> Style {
    match order.payment_status {
        PaymentStatus::Pending | PaymentStatus::Failed if order.status != Status::Cancelled => theme.warn(),
        _ => theme.text(),
    }
}
