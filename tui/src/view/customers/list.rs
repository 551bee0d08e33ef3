//! The search, and who is found.

use comanda_core::wire::ProfileView;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use crate::action::CustomersAct;
use crate::app::Model;
use crate::fit;
use crate::people;
use crate::screens::customers::tier_word;
use crate::theme::Theme;

/// Cells of telephone number and tier; the name takes the rest.
const PHONE: usize = 13;
const TIER: usize = 7;
/// Both with the marks and the gaps.
const BESIDE_NAME: usize = PHONE + TIER + 7;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let (which, state) = model.customers.list.told();
    let title = fit::cut(&format!("Customers{which}{state}"), usize::from(area.width).saturating_sub(4));
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), theme.accent()));
    draw_search(model, canvas, Rect { height: inner.height.min(1), ..inner });
    let cells = usize::from(inner.width);
    let head = columns(["Name", "Phone", "Tier"], cells);
    canvas.line(below(inner, 1), Line::styled(format!(" {head}"), theme.muted()));
    if model.customers.list.rows.is_empty() {
        let style = if model.customers.list.problem.is_some() { theme.warn() } else { theme.text() };
        let told = fit::wrapped(&nothing(model), cells.saturating_sub(2));
        let lines = told.into_iter().map(|part| Line::styled(format!(" {part}"), style)).collect();
        canvas.lines(below(inner, 3), lines);
        return;
    }
    draw_rows(model, canvas, below(inner, 2));
}

fn below(inner: Rect, rows: u16) -> Rect {
    Rect { y: inner.y.saturating_add(rows), height: inner.height.saturating_sub(rows), ..inner }
}

fn draw_search(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let customers = &model.customers;
    let cells = usize::from(area.width).saturating_sub(8);
    let mut spans = vec![Span::styled(" Find ", theme.accent())];
    if customers.is_searching {
        spans.extend(canvas.typed(customers.search.parts(), cells));
    } else if customers.search.text().is_empty() {
        spans.push(Span::styled(fit::cut("/ or a digit: end of a number, or a name", cells), theme.muted()));
    } else {
        spans.push(Span::raw(fit::cut(customers.search.text(), cells)));
    }
    canvas.button(area, Line::from(spans), CustomersAct::Search);
}

/// Only the rows that are seen are made, however long the list is.
fn draw_rows(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let list = &model.customers.list;
    let on_order = model.sell.cart.customer.as_ref().map(|customer| customer.id);
    let first = list.first_seen(area.height.into());
    for (offset, (index, view)) in (0..area.height).zip(list.rows.iter().enumerate().skip(first)) {
        let spot = Rect { y: area.y + offset, height: 1, ..area };
        let is_on_order = on_order == Some(view.user.id);
        let line = row(view, index == list.selected, is_on_order, usize::from(area.width), canvas.theme);
        canvas.button(spot, line, CustomersAct::Select(index));
    }
}

fn row(view: &ProfileView, is_here: bool, is_on_order: bool, cells: usize, theme: Theme) -> Line<'static> {
    let (user, profile) = (&view.user, &view.customer_profile);
    let name = people::called(&user.first_name, &user.last_name, &user.username);
    let phone = people::short_phone(&profile.phone_number, theme.mark("…", ".."));
    let here = if is_here { theme.here() } else { " " };
    let style = if is_here { theme.total() } else { theme.text() };
    let told = columns([&name, &phone, tier_word(profile.tier)], cells);
    let has_allergies = !profile.allergies.is_empty();
    Line::from(vec![
        Span::styled(format!("{here}{told} "), style),
        Span::styled(if has_allergies { theme.mark("‼", "!!") } else { "" }, theme.warn()),
        Span::styled(if is_on_order { theme.mark("✓", "*") } else { "" }, theme.ok()),
    ])
}

fn columns(parts: [&str; 3], cells: usize) -> String {
    let [name, phone, tier] = parts;
    let name = fit::left(name, cells.saturating_sub(BESIDE_NAME));
    format!("{name} {} {}", fit::left(phone, PHONE), fit::left(tier, TIER))
}

/// What an empty list says: why it is empty, and what to press.
fn nothing(model: &Model) -> String {
    let customers = &model.customers;
    if let Some(problem) = &customers.list.problem {
        return format!("{problem} R asks again.");
    }
    if customers.list.is_new() {
        return "The customers are on their way.".to_owned();
    }
    match customers.found.as_deref() {
        None | Some("") => "No customer is known yet. c writes one down.".to_owned(),
        Some(words) if customers.is_searching => {
            format!("Nobody is found by {words}. Type less of it; Enter, then c writes them down.")
        }
        Some(words) => {
            format!("Nobody is found by {words}. c writes them down, Esc forgets the search.")
        }
    }
}
