//! The sign-in form.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use crate::action::LoginAct;
use crate::app::{Link, Model};
use crate::field::Field;
use crate::fit;
use crate::screens::login::{DEMO_PASSWORD, LoginField};

/// Cells of the form.
const WIDTH: u16 = 52;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let form = &model.login;
    let offered = u16::try_from(form.offered.len()).unwrap_or(0);
    let list = if offered > 0 { offered + 1 } else { 0 };
    let inner = canvas.dialog(body, WIDTH, list + 6, "Who is selling?");
    let mut y = inner.y;
    let mut row = |height: u16| {
        let spot = Rect { y, height: 1, ..inner };
        y = y.saturating_add(height);
        spot.intersection(inner)
    };
    for (index, (name, what)) in form.offered.iter().enumerate() {
        let spot = row(if index + 1 == form.offered.len() { 2 } else { 1 });
        let is_picked = form.username.text() == *name;
        let here = if is_picked { canvas.theme.here() } else { " " };
        let text = format!("{here} {} {what}", fit::left(name, 10));
        let style = if is_picked { canvas.theme.total() } else { canvas.theme.text() };
        canvas.button(spot, Line::styled(text, style), LoginAct::PickUser(index));
    }
    let secret = Field::new(200).with(&"*".repeat(form.password.text().chars().count()));
    let fields =
        [(LoginField::Username, "User name", &form.username), (LoginField::Password, "Password", &secret)];
    for (which, label, field) in fields {
        let spot = row(1);
        let cells = usize::from(inner.width).saturating_sub(12);
        let has_focus = form.focus == which;
        let text = if has_focus {
            canvas.typed(field.parts(), cells)
        } else {
            vec![Span::raw(fit::cut(field.text(), cells))]
        };
        let mark = if has_focus { canvas.theme.here() } else { " " };
        let style = if has_focus { canvas.theme.accent() } else { canvas.theme.muted() };
        let mut spans = vec![Span::styled(format!("{mark} {} ", fit::left(label, 9)), style)];
        spans.extend(text);
        canvas.button(spot, Line::from(spans), LoginAct::Focus(which));
    }
    let _gap = row(1);
    if !form.offered.is_empty() {
        let hint = format!("  Demo shop: the password is {DEMO_PASSWORD}");
        canvas.line(row(1), Line::styled(hint, canvas.theme.muted()));
    }
    let (text, style) = match (&model.link, &form.problem) {
        (Link::Opening, _) => ("opening the shop…".to_owned(), canvas.theme.warn()),
        (Link::Failed(why), _) => (format!("The shop did not open: {why}"), canvas.theme.crit()),
        (_, Some(problem)) => (problem.clone(), canvas.theme.warn()),
        _ if form.is_sent => ("signing in…".to_owned(), canvas.theme.muted()),
        _ => (String::new(), canvas.theme.text()),
    };
    for part in fit::wrapped(&text, usize::from(inner.width).saturating_sub(2)) {
        canvas.line(row(1), Line::styled(format!("  {part}"), style));
    }
}
