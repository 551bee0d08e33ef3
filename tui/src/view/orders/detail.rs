//! One order, whole: its lines, its money, its payments, the way it went, and below the steps it may take.

use comanda_core::money::{Amount, Money};
use comanda_core::orders::{DeliveryMethod, TenderMethod};
use comanda_core::wire::orders::OrderItemView;
use comanda_core::wire::{HistoryEntryView, OrderView, PaymentView, RefundView};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use super::super::{clock, written};
use super::age;
use super::list::{money_word, name, source_word};
use crate::action::{Action, OrdersAct};
use crate::app::{Link, Model};
use crate::fit;
use crate::screens::orders::back::way_word;
use crate::screens::paged::Pane;
use crate::theme::Theme;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let Some(order) = model.orders.list.row() else {
        let inner = canvas.boxed(area, Line::styled(" Order ", theme.accent()));
        canvas.line(inner, Line::styled(" Select one on the left.", theme.muted()));
        return;
    };
    let dot = theme.mark("·", "-");
    let title = format!("{} {dot} {} {dot} {}", order.number, order.status, money_word(order.payment_status));
    let title = fit::cut(&title, usize::from(area.width).saturating_sub(4));
    let style = if model.orders.pane == Pane::Detail { theme.accent() } else { theme.total() };
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), style));
    let (text, steps) = split(model, inner);
    let lines = lines(model, order, usize::from(text.width), theme);
    let overflow = lines.len().saturating_sub(usize::from(text.height));
    let scroll = model.orders.scroll.min(overflow);
    let shown = lines.into_iter().skip(scroll).take(usize::from(text.height)).collect();
    canvas.lines(text, shown);
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
    draw_steps(model, order, canvas, steps);
}

/// Lines that do not fit into `area`.
pub(super) fn overflow(model: &Model, area: Rect) -> usize {
    let Some(order) = model.orders.list.row() else { return 0 };
    let inner = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    let (text, _) = split(model, inner);
    lines(model, order, usize::from(text.width), model.theme).len().saturating_sub(usize::from(text.height))
}

/// The text with a free column on both sides, and the rows below it for the steps.
fn split(model: &Model, inner: Rect) -> (Rect, Rect) {
    let rows = u16::try_from(steps(model).len() + 1).unwrap_or(1).min(inner.height);
    let text =
        Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), height: inner.height - rows, ..inner };
    (text, Rect { y: text.bottom(), height: rows, ..text })
}

/// What can be done with the order now, each with its key.
fn steps(model: &Model) -> Vec<(char, String, Action)> {
    let orders = &model.orders;
    let next = orders.next_step().map(|status| ('r', status.to_string(), OrdersAct::Advance.into()));
    let due = orders.list.row().map(|order| written(model, order.due)).unwrap_or_default();
    let pay = orders.may_pay().then(|| ('t', format!("take payment of {due}"), OrdersAct::Pay.into()));
    let cancel =
        orders.may_cancel().then(|| ('x', "cancelled, with a reason".to_owned(), OrdersAct::Cancel.into()));
    let back = orders.may_refund().then(|| ('b', "give money back".to_owned(), OrdersAct::Refund.into()));
    [next, pay, cancel, back].into_iter().flatten().collect()
}

fn draw_steps(model: &Model, order: &OrderView, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let steps = steps(model);
    let head = match (model.orders.changing == Some(order.id), steps.is_empty()) {
        (true, _) => "on its way to the shop",
        (false, true) => "nothing follows",
        (false, false) => "next",
    };
    let rule = format!("{head} {}", "-".repeat(usize::from(area.width)));
    canvas.line(area, Line::styled(rule.chars().take(area.width.into()).collect::<String>(), theme.muted()));
    for (offset, (key, word, action)) in (1..area.height).zip(steps) {
        let spot = Rect { y: area.y + offset, height: 1, ..area };
        let word = fit::cut(&word, usize::from(area.width).saturating_sub(2));
        let line = Line::from(vec![Span::styled(format!("{key} "), theme.accent()), Span::raw(word)]);
        canvas.button(spot, line, action);
    }
}

fn lines(model: &Model, order: &OrderView, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = whose(model, order, cells, theme);
    lines.push(Line::raw(""));
    lines.extend(order.items.iter().flat_map(|item| item_lines(model, item, cells, theme)));
    lines.push(Line::raw("-".repeat(cells)));
    lines.extend(money(model, order, cells, theme));
    lines.push(Line::raw(""));
    if let Some(whole) = model.orders.whole() {
        let is_told = |part: &&PaymentView| {
            !whole.refunds.iter().any(|refund| refund.payments.iter().any(|p| p.id == part.id))
        };
        let payments = whole.payments.iter().filter(is_told);
        lines.extend(payments.flat_map(|payment| payment_lines(model, payment, cells, theme)));
        lines
            .extend(whole.refunds.iter().flat_map(|refund| refund_lines(model, order, refund, cells, theme)));
        lines.push(Line::raw(""));
        lines.extend(whole.history.iter().flat_map(|step| step_lines(model, step, cells, theme)));
    } else {
        let told = match model.link {
            Link::Lost => "payments and history could not be asked for; R asks again",
            Link::Opening | Link::Open | Link::Failed(_) => "payments and history are on their way",
        };
        lines.extend(wrapped(told, cells, theme.muted()));
    }
    lines
}

fn wrapped(text: &str, cells: usize, style: Style) -> impl Iterator<Item = Line<'static>> {
    fit::wrapped(text, cells).into_iter().map(move |part| Line::styled(part, style))
}

fn whose(model: &Model, order: &OrderView, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let method = match order.delivery_method {
        DeliveryMethod::Pickup => "pickup",
        DeliveryMethod::Delivery => "delivery",
    };
    let name = name(order);
    let who = if name.is_empty() { String::new() } else { format!("{name}, ") };
    let from = format!("{who}{method}, from {}", source_word(order.source));
    let when = format!("placed {}, {} ago", clock(model, order.created_at), age(model, order.created_at));
    let mut lines: Vec<Line<'static>> = wrapped(&from, cells, theme.total()).collect();
    lines.extend(wrapped(&when, cells, theme.muted()));
    if let Some(token) = &order.tracking_token {
        lines.extend(wrapped(&format!("to follow it: {token}"), cells, theme.muted()));
    }
    let told = [
        ("to", &order.delivery_address),
        ("courier:", &order.delivery_notes),
        ("!", &order.special_instructions),
        ("cancelled:", &order.cancellation_reason),
    ];
    for (mark, text) in told.into_iter().filter(|(_, text)| !text.is_empty()) {
        let style = if mark == "cancelled:" { theme.warn() } else { theme.text() };
        lines.extend(wrapped(&format!("{mark} {text}"), cells, style));
    }
    lines
}

fn item_lines(model: &Model, item: &OrderItemView, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let currency = model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default();
    let money = |amount: Amount| currency.money(amount).unwrap_or_default();
    let base = currency.amount(money(item.line_total) + money(item.discount));
    let name = format!("{} {}", item.quantity, item.product.name);
    let mut lines = vec![Line::raw(fit::spread(&name, &written(model, base), cells))];
    let below = cells.saturating_sub(4);
    for option in &item.options {
        let price =
            if option.price == Amount::default() { String::new() } else { written(model, option.price) };
        let text = if price.is_empty() { option.name.clone() } else { format!("{} {price}", option.name) };
        lines.push(Line::styled(format!("  + {}", fit::cut(&text, below)), theme.muted()));
    }
    if !item.notes.is_empty() {
        lines.extend(wrapped(&item.notes, below, theme.text()).map(|line| indented("  ! ", line)));
    }
    if item.discount != Amount::default() {
        let off = written(model, currency.amount(-money(item.discount)));
        lines.push(Line::styled(format!("  {}", fit::spread("discount", &off, below + 2)), theme.muted()));
    }
    if item.refunded_quantity > 0 {
        lines.push(Line::styled(format!("  {} paid back", item.refunded_quantity), theme.warn()));
    }
    lines
}

fn indented(mark: &'static str, line: Line<'static>) -> Line<'static> {
    let style = line.style;
    let mut spans = vec![Span::raw(mark)];
    spans.extend(line.spans);
    Line::from(spans).style(style)
}

fn money(model: &Model, order: &OrderView, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let zero = Amount::default();
    let currency = model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default();
    let known = |amount: Amount| currency.money(amount).unwrap_or_default();
    let minus = |amount: Amount| currency.amount(Money::ZERO - known(amount));
    // Before discounts, which stand above whole.
    let off_lines: Money = order.items.iter().map(|item| known(item.discount)).sum();
    let delivery = currency.amount(known(order.delivery_fee) + known(order.discount_amount) - off_lines);
    let tax = if order.tax_included { "of which tax" } else { "Tax" };
    let rows = [
        ("Subtotal", order.subtotal, true, theme.text()),
        ("Discount", minus(order.discount_amount), order.discount_amount != zero, theme.text()),
        ("Delivery", delivery, delivery != zero, theme.text()),
        (tax, order.tax, true, theme.text()),
        ("Tip", order.tip, order.tip != zero, theme.text()),
        ("TOTAL", order.total, true, theme.total()),
        ("Paid", order.paid, order.paid != zero && order.paid != order.total, theme.text()),
        ("Given back", order.refunded, order.refunded != zero, theme.warn()),
        ("STILL DUE", order.due, model.orders.may_pay(), theme.warn()),
    ];
    rows.into_iter()
        .filter(|(_, _, is_shown, _)| *is_shown)
        .map(|(name, amount, _, style)| {
            Line::styled(fit::spread(name, &written(model, amount), cells), style)
        })
        .collect()
}

fn payment_lines(model: &Model, payment: &PaymentView, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let word = match (payment.refund_of, payment.method) {
        (None, TenderMethod::Cash) => "cash",
        (None, TenderMethod::Card) => "card",
        (None, TenderMethod::Wallet) => "wallet",
        (Some(_), TenderMethod::Cash) => "back in cash",
        (Some(_), TenderMethod::Card) => "back on the card",
        (Some(_), TenderMethod::Wallet) => "back into the wallet",
    };
    let first = format!("{} {word}", clock(model, payment.created_at));
    let mut lines = vec![Line::raw(fit::spread(&first, &written(model, payment.amount), cells))];
    let zero = Amount::default();
    let mut told = Vec::new();
    if payment.change != zero {
        told.push(format!(
            "given {}, change {}",
            written(model, payment.tendered),
            written(model, payment.change)
        ));
    }
    if payment.tip != zero {
        told.push(format!("tip {}", written(model, payment.tip)));
    }
    if payment.rounding != zero {
        told.push(format!("rounded by {}", written(model, payment.rounding)));
    }
    if !payment.reference.is_empty() {
        told.push(format!("reference {}", payment.reference));
    }
    if !payment.taken_by.is_empty() {
        told.push(format!("by {}", payment.taken_by));
    }
    lines.extend(
        wrapped(&told.join(", "), cells.saturating_sub(6), theme.muted())
            .map(|line| indented("      ", line)),
    );
    lines
}

/// What went back: how much, why, for what, and which way.
fn refund_lines(
    model: &Model,
    order: &OrderView,
    refund: &RefundView,
    cells: usize,
    theme: Theme,
) -> Vec<Line<'static>> {
    let below = cells.saturating_sub(6);
    let first = format!("{} given back", clock(model, refund.created_at));
    let mut lines =
        vec![Line::styled(fit::spread(&first, &written(model, refund.amount), cells), theme.warn())];
    let name = |id| order.items.iter().find(|item| item.id == id).map_or("", |item| &item.product.name);
    let mut told: Vec<String> = refund
        .lines
        .iter()
        .map(|line| {
            let shelf = if line.is_restocked { ", on the shelf" } else { "" };
            format!("{} {} {}{shelf}", line.quantity, name(line.item_id), written(model, line.amount))
        })
        .collect();
    if refund.delivery_fee != Amount::default() {
        told.push(format!("delivery fee {}", written(model, refund.delivery_fee)));
    }
    told.push(format!("{}, by {}", refund.reason, refund.by));
    for text in told {
        lines.extend(wrapped(&text, below, theme.muted()).map(|line| indented("      ", line)));
    }
    let currency = model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default();
    let money = |amount: Amount| currency.money(amount).unwrap_or_default();
    for part in &refund.payments {
        let given = written(model, currency.amount(-(money(part.amount) + money(part.rounding))));
        let rounded = if part.rounding == Amount::default() {
            String::new()
        } else {
            format!(", rounded by {}", written(model, part.rounding))
        };
        let text = format!("{given} {}{rounded}", way_word(part.method));
        lines.extend(wrapped(&text, below, theme.text()).map(|line| indented("      ", line)));
    }
    lines
}

fn step_lines(model: &Model, step: &HistoryEntryView, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let first = format!("{} {}", clock(model, step.created_at), step.to);
    let mut lines = vec![Line::raw(fit::spread(&first, &format!("by {}", step.by), cells))];
    if !step.note.is_empty() {
        lines.extend(
            wrapped(&step.note, cells.saturating_sub(6), theme.muted()).map(|line| indented("      ", line)),
        );
    }
    lines
}
