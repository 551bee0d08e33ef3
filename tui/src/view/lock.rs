//! The two dialogs about an order whose owner leaves: handing it over, and signing out.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use crate::action::{Action, HandOverAct, SignOutAct};
use crate::app::Model;
use crate::fit;
use crate::people::{called, counted};
use crate::screens::lock::HandOver;

/// Cells of these dialogs.
const WIDTH: u16 = 52;

/// A key, what it does, and the action behind it.
type Choice = (&'static str, String, Action);

pub(super) fn hand_over(model: &Model, dialog: &HandOver, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let Some(lock) = model.lock() else { return };
    let left = counted(model.sell.cart.units(), "item");
    let user = &dialog.user;
    let who = called(&user.first_name, &user.last_name, &user.username);
    let title = format!("Hello {who}");
    let told = format!("{} left an order with {left}.", lock.name);
    let choices = [
        ("Enter", "take it over".to_owned(), HandOverAct::Take.into()),
        ("k", format!("keep it for {} and begin a new one", lock.name), HandOverAct::Keep.into()),
        ("Esc", "sign out again".to_owned(), HandOverAct::Cancel.into()),
    ];
    draw((&title, &told), &choices, dialog.problem.as_deref(), canvas, body);
}

pub(super) fn sign_out(model: &Model, problem: Option<&str>, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let left = counted(model.sell.cart.units(), "item");
    let told = format!("There is an order with {left}.");
    let choices = [
        ("Enter", "keep it until you sign in again".to_owned(), SignOutAct::Keep.into()),
        ("e", "empty it".to_owned(), SignOutAct::Empty.into()),
        ("Esc", "stay signed in".to_owned(), SignOutAct::Stay.into()),
    ];
    draw(("Sign out", &told), &choices, problem, canvas, body);
}

fn draw(
    (title, told): (&str, &str),
    choices: &[Choice],
    problem: Option<&str>,
    canvas: &mut Canvas<'_, '_>,
    body: Rect,
) {
    let theme = canvas.theme;
    let cells = usize::from(WIDTH.min(body.width.saturating_sub(4)));
    let told = fit::wrapped(told, cells);
    let problem = problem.map_or_else(Vec::new, |problem| fit::wrapped(problem, cells));
    let rows = told.len() + choices.len() + problem.len() + 3;
    let inner = canvas.dialog(body, WIDTH, u16::try_from(rows).unwrap_or(u16::MAX), title);
    let mut y = inner.y;
    let mut row = || {
        y = y.saturating_add(1);
        Rect { y, height: 1, ..inner }.intersection(inner)
    };
    for part in told {
        canvas.line(row(), Line::raw(part));
    }
    row();
    for (key, word, action) in choices {
        let spans = vec![
            Span::styled(format!("{} ", fit::left(key, 5)), theme.accent()),
            Span::raw(fit::cut(word, cells.saturating_sub(6))),
        ];
        canvas.button(row(), Line::from(spans), *action);
    }
    for part in problem {
        canvas.line(row(), Line::styled(part, theme.warn()));
    }
}
