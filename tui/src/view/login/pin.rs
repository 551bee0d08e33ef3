//! The people of this till, the dots of the PIN that is typed, and the way to the password.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use super::{TITLE, WIDTH, told};
use crate::action::PinAct;
use crate::app::{Link, Model};
use crate::fit;
use crate::screens::lock::Lock;
use crate::screens::login::pin::{Person, Roster};
use crate::theme::Theme;

/// Rows beside the list and what is told: a gap, the way to the password, a gap, the PIN, a gap.
const BESIDE: usize = 5;
/// Cells of the word for what somebody may do.
const ROLE: usize = 8;

pub(super) fn draw(model: &Model, lock: Option<&Lock>, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let form = &model.login.pin;
    let cells = usize::from(WIDTH.min(body.width.saturating_sub(4)));
    let told = told(model, lock, canvas, cells.saturating_sub(2));
    // Room for one sentence at least, so that the box does not jump when something is to be said.
    let below = told.len().max(2);
    let room = usize::from(body.height).saturating_sub(2 + BESIDE + below).max(1);
    let nobody = nobody(model, cells.saturating_sub(2));
    let listed = form.people().len().max(nobody.len()).min(room);
    let rows = u16::try_from(listed + BESIDE + below).unwrap_or(u16::MAX);
    let inner = canvas.dialog(body, WIDTH, rows, TITLE);
    let row = |number: usize| {
        let y = inner.y.saturating_add(u16::try_from(number).unwrap_or(u16::MAX));
        Rect { y, height: 1, ..inner }.intersection(inner)
    };
    for (offset, part) in nobody.into_iter().take(listed).enumerate() {
        canvas.line(row(offset), Line::styled(format!("  {part}"), theme.muted()));
    }
    let first = (form.picked + 1).saturating_sub(listed);
    let shown = form.people().iter().enumerate().skip(first).take(listed);
    for (offset, (index, person)) in shown.enumerate() {
        canvas.button(row(offset), line(person, index == form.picked, cells, theme), PinAct::Pick(index));
    }
    let hidden = form.people().len().saturating_sub(first + listed);
    if first + hidden > 0 {
        let (above, below) = (theme.mark("↑", "^"), theme.mark("↓", "v"));
        let more = format!("{first}{above} {hidden}{below} more");
        canvas.line(row(listed), Line::styled(fit::right(&more, cells), theme.muted()));
    }
    let other =
        Line::from(vec![Span::styled("  [o] ", theme.accent()), Span::styled("other…", theme.text())]);
    canvas.button(row(listed + 1), other, PinAct::ByPassword);
    let dots = vec![theme.mark("●", "*"); form.typed()].join(" ");
    let gap = if dots.is_empty() { "" } else { " " };
    let typed = vec![
        Span::styled("  PIN  ", theme.accent()),
        Span::styled(dots, theme.total()),
        Span::styled(format!("{gap}_"), theme.accent()),
    ];
    canvas.line(row(listed + 3), Line::from(typed));
    for (offset, (part, style)) in told.into_iter().enumerate() {
        canvas.line(row(listed + BESIDE + offset), Line::styled(format!("  {part}"), style));
    }
}

/// What stands in place of people who are not here.
fn nobody(model: &Model, cells: usize) -> Vec<String> {
    match &model.login.pin.roster {
        _ if matches!(model.link, Link::Opening | Link::Failed(_)) => vec![String::new()],
        Roster::Awaited => vec!["the people of this till are on their way…".to_owned()],
        Roster::Missing(why) => fit::wrapped(&format!("{why} Enter asks again."), cells),
        Roster::Here(_) | Roster::NoKey => Vec::new(),
    }
}

fn line(person: &Person, is_picked: bool, cells: usize, theme: Theme) -> Line<'static> {
    let here = if is_picked { theme.here() } else { " " };
    let letter = person.letter.map_or_else(|| "   ".to_owned(), |letter| format!("[{letter}]"));
    let style = if is_picked { theme.total() } else { theme.text() };
    let room = cells.saturating_sub(ROLE + 8);
    Line::from(vec![
        Span::styled(format!("{here} {letter} "), if is_picked { style } else { theme.accent() }),
        Span::styled(format!("{} {}", fit::left(&person.name, room), person.role.as_str()), style),
    ])
}
