//! A delivery that is written down: what, how many, from whom; what may be meant; the lines so far.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use crate::action::ReceiveAct;
use crate::app::Model;
use crate::field::Field;
use crate::fit;
use crate::screens::stock::receive::{self, LineState, ReceiveDialog, ReceiveField, Target};

/// Cells of the dialog, where there is room.
const WIDTH: u16 = 72;
/// Cells of the names of the fields.
const LABEL: usize = 10;

pub(in crate::view) fn draw(model: &Model, dialog: &ReceiveDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let high = body.height.saturating_sub(2).min(26);
    let inner = canvas.dialog(body, WIDTH, high, "Receive a delivery");
    let row =
        |offset: u16| Rect { y: inner.y.saturating_add(offset), height: 1, ..inner }.intersection(inner);
    let fields = [
        (ReceiveField::What, "What", &dialog.what),
        (ReceiveField::Quantity, "How many", &dialog.quantity),
        (ReceiveField::From, "From", &dialog.from),
    ];
    for (offset, (which, label, field)) in (1_u16..).zip(fields) {
        draw_field(dialog, (which, label, field), canvas, row(offset));
    }
    let cells = usize::from(inner.width);
    let (told, style) = match (&dialog.problem, &dialog.target) {
        (Some(problem), _) => (problem.clone(), theme.warn()),
        (None, Target::Asked { code, .. }) => {
            (format!("looking for {code}{}", theme.mark("…", "...")), theme.muted())
        }
        (None, Target::Known { product, .. }) => (known(model, *product), theme.muted()),
        (None, Target::Open) => {
            ("Scan, or type a code or a name; how many; Enter; the next.".to_owned(), theme.muted())
        }
    };
    let told: Vec<Line<'_>> =
        fit::wrapped(&told, cells).into_iter().take(2).map(|part| Line::styled(part, style)).collect();
    canvas.lines(Rect { height: 2.min(inner.height), ..row(5) }, told);
    let mut y = 8;
    if dialog.target == Target::Open {
        y = draw_candidates(dialog, canvas, inner, y);
    }
    draw_lines(
        dialog,
        canvas,
        Rect { y: inner.y.saturating_add(y), height: inner.height.saturating_sub(y), ..inner },
    );
}

/// How many there are as far as the till knows.
fn known(model: &Model, product: comanda_core::id::ProductId) -> String {
    let listed = model.stock.list.rows.iter().find(|row| row.product.id == product).map(|row| row.on_hand);
    let on_menu = || Some(model.menu.as_ref()?.product(product)?.stock?.on_hand);
    listed.or_else(on_menu).map_or_else(String::new, |on_hand| format!("{on_hand} on hand"))
}

fn draw_field(
    dialog: &ReceiveDialog,
    (which, label, field): (ReceiveField, &str, &Field),
    canvas: &mut Canvas<'_, '_>,
    spot: Rect,
) {
    let theme = canvas.theme;
    let has_focus = dialog.focus == which;
    let cells = usize::from(spot.width).saturating_sub(LABEL + 2);
    let style = if has_focus { theme.accent() } else { theme.muted() };
    let here = if has_focus { theme.here() } else { " " };
    let mut spans = vec![Span::styled(format!("{here}{} ", fit::left(label, LABEL)), style)];
    if has_focus {
        spans.extend(canvas.typed(field.parts(), cells));
    } else {
        spans.push(Span::raw(fit::cut(field.text(), cells)));
    }
    canvas.button(spot, Line::from(spans), ReceiveAct::Focus(which));
}

/// What the words may mean; the row below them.
fn draw_candidates(dialog: &ReceiveDialog, canvas: &mut Canvas<'_, '_>, inner: Rect, from: u16) -> u16 {
    let theme = canvas.theme;
    let mut y = from;
    for (index, entry) in dialog.candidates.iter().enumerate() {
        let spot = Rect { y: inner.y.saturating_add(y), height: 1, ..inner }.intersection(inner);
        let is_here = index == dialog.selected;
        let here = if is_here { theme.here() } else { " " };
        let style = if is_here { theme.total() } else { theme.text() };
        let plu = entry.plu.as_deref().unwrap_or_default();
        let name = format!("{} {}", fit::left(plu, 5), entry.product.name);
        let count = format!("{} on hand", entry.on_hand);
        let text = fit::spread(&name, &count, usize::from(inner.width).saturating_sub(1));
        canvas.button(spot, Line::styled(format!("{here}{text}"), style), ReceiveAct::Take(index));
        y += 1;
    }
    if dialog.candidates.is_empty() { y } else { y + 1 }
}

fn draw_lines(dialog: &ReceiveDialog, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let lines = dialog.lines.iter().take(area.height.into()).map(|line| told(line, area, canvas)).collect();
    canvas.lines(area, lines);
}

fn told(line: &receive::Line, area: Rect, canvas: &Canvas<'_, '_>) -> Line<'static> {
    let theme = canvas.theme;
    let (state, style) = match &line.state {
        LineState::Sent => (theme.mark("…", "...").to_owned(), theme.muted()),
        LineState::Checking => ("checking".to_owned(), theme.warn()),
        LineState::Done(after) => (format!("{} {after} on hand", theme.mark("✓", "*")), theme.ok()),
        LineState::Refused(_) => (format!("{} not received", theme.mark("✗", "x")), theme.warn()),
    };
    let name = format!("+{} {}", line.quantity, line.name);
    let room = usize::from(area.width).saturating_sub(fit::width(&state) + 1);
    Line::from(vec![Span::raw(format!("{} ", fit::left(&name, room))), Span::styled(state, style)])
}
