//! The Sell screen: quick keys or search results on the left, the cart on the right, the entry line below.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::Size;
use super::canvas::Canvas;
use super::{cart, find, quick_keys};
use crate::action::SellAct;
use crate::amounts;
use crate::app::Model;
use crate::fit;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let size = Size::of(model.size);
    let entry_rows = if size == Size::Small { 3 } else { 4 };
    let [main, entry] = Layout::vertical([Constraint::Fill(1), Constraint::Length(entry_rows)]).areas(body);
    if size == Size::Small {
        match &model.sell.find {
            Some(search) => find::draw(model, search, canvas, main),
            None if model.sell.keys_shown || model.sell.marking => quick_keys::draw(model, canvas, main),
            None => cart::draw(model, canvas, main),
        }
    } else {
        let share = if size == Size::Wide { 62 } else { 52 };
        let [left, right] =
            Layout::horizontal([Constraint::Percentage(share), Constraint::Fill(1)]).areas(main);
        match &model.sell.find {
            Some(search) => find::draw(model, search, canvas, left),
            None => quick_keys::draw(model, canvas, left),
        }
        cart::draw(model, canvas, right);
    }
    draw_entry(model, canvas, entry);
}

fn draw_entry(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let inner = canvas.boxed(area, Line::styled(" Enter ", theme.accent()));
    draw_parked(model, canvas, area);
    let cells = usize::from(inner.width).saturating_sub(2);
    let mut spans = vec![Span::raw(" ")];
    match &model.sell.find {
        None if model.sell.marking => {
            spans.push(Span::styled("What is sold out, or back?", theme.accent()));
        }
        Some(search) => {
            spans.push(Span::styled(format!("search, for {}: ", search.quantity), theme.accent()));
            spans.extend(canvas.typed((&search.text, ""), cells.saturating_sub(18)));
        }
        None => spans.extend(canvas.typed((model.sell.entry.text(), ""), cells)),
    }
    let help = if theme.glyphs() == crate::theme::Glyphs::Ascii {
        "3q = three of q - 14 Enter = code 14 - 2*14 = two - scan any time"
    } else {
        "3q = three of q · 14⏎ = code 14 · 2*14⏎ = two of it · scan any time"
    };
    let below = match (&model.sell.last, &model.menu) {
        _ if model.sell.marking => {
            "Press its letter or scan it; Enter: the selected line; / searches; Esc: nothing.".to_owned()
        }
        (Some(paid), Some(menu)) => {
            let shown = |amount| amounts::shown(amount, menu.shop.currency);
            format!("last: {} {}, change {}", paid.number, shown(paid.total), shown(paid.change))
        }
        _ => help.to_owned(),
    };
    canvas.lines(
        inner,
        vec![Line::from(spans), Line::styled(format!(" {}", fit::cut(&below, cells)), theme.muted())],
    );
}

/// How many orders are put aside, on the edge of the box.
fn draw_parked(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    if model.parked.count == 0 {
        return;
    }
    let told = format!(" Parked {} (F5) ", model.parked.count);
    let wide = u16::try_from(told.len()).unwrap_or(u16::MAX);
    let x = area.right().saturating_sub(wide + 2).max(area.x);
    let spot = Rect { x, width: wide.min(area.width), height: 1, ..area };
    let accent = canvas.theme.accent();
    canvas.button(spot, Line::styled(told, accent), SellAct::Recall);
}
