//! Signing in: the box for name and password here, the one for a PIN in `pin`. Over a locked till it says
//! who left it.

mod pin;

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use super::clock;
use crate::action::LoginAct;
use crate::app::{Link, Model, Place};
use crate::field::Field;
use crate::fit;
use crate::screens::lock::{Lock, Why};
use crate::screens::login::pin::Roster;
use crate::screens::login::{DEMO_PASSWORD, DEMO_PIN, LoginField, Way};

/// Cells of the box.
const WIDTH: u16 = 52;
/// Its title.
const TITLE: &str = "Who is selling?";

pub(super) fn draw(model: &Model, lock: Option<&Lock>, canvas: &mut Canvas<'_, '_>, body: Rect) {
    match model.login.way() {
        Way::Pin => pin::draw(model, lock, canvas, body),
        Way::Password => draw_password(model, lock, canvas, body),
    }
}

/// What stands below the fields: who left, what the demo shop's secrets are, how it goes.
fn told(model: &Model, lock: Option<&Lock>, canvas: &Canvas<'_, '_>, cells: usize) -> Vec<(String, Style)> {
    let theme = canvas.theme;
    let mut told: Vec<(String, Style)> = Vec::new();
    let mut say = |text: String, style: Style| {
        told.extend(fit::wrapped(&text, cells).into_iter().map(|part| (part, style)));
    };
    if let Some(lock) = lock {
        let since = clock(model, lock.since);
        say(
            match lock.why {
                Why::Asked => format!("Locked by {} since {since}", lock.name),
                Why::Idle => format!("Locked itself at {since}, last used by {}", lock.name),
                Why::SessionEnded => {
                    format!("The session of {} ended at {since}; nothing is lost", lock.name)
                }
            },
            theme.muted(),
        );
    }
    match (&model.place, &model.login.pin.roster) {
        (Place::Demo, Roster::NoKey) => {
            say(format!("Demo shop: the password is {DEMO_PASSWORD}"), theme.muted());
        }
        (Place::Demo, _) => {
            say(format!("Demo shop: PIN {DEMO_PIN}, password {DEMO_PASSWORD}"), theme.muted());
        }
        (Place::Server(_), Roster::NoKey) => {
            say(
                "For PINs: an admin sets them, and the till is started with --api-key-file.".to_owned(),
                theme.muted(),
            );
        }
        (Place::Server(_), Roster::Here(people)) if people.is_empty() => {
            say("Nobody has a PIN yet; an admin sets them.".to_owned(), theme.muted());
        }
        (Place::Server(_), Roster::Awaited | Roster::Here(_) | Roster::Missing(_)) => {}
    }
    let (text, style) = state(model, canvas);
    if !text.is_empty() {
        say(text, style);
    }
    told
}

/// How it goes.
fn state(model: &Model, canvas: &Canvas<'_, '_>) -> (String, Style) {
    let theme = canvas.theme;
    let form = &model.login;
    match (&model.link, &form.problem, model.waits.left(&form.whose())) {
        (Link::Opening, _, _) => ("opening the shop…".to_owned(), theme.warn()),
        (Link::Failed(why), _, _) => (format!("The shop did not open: {why}"), theme.crit()),
        (_, _, Some(seconds)) => {
            let (minutes, seconds) = (seconds / 60, seconds % 60);
            (format!("Too many attempts. The next one counts in {minutes}:{seconds:02}."), theme.warn())
        }
        (_, Some(problem), None) => (problem.clone(), theme.warn()),
        _ if form.is_sent() => ("signing in…".to_owned(), theme.muted()),
        _ => (String::new(), theme.text()),
    }
}

fn draw_password(model: &Model, lock: Option<&Lock>, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let form = &model.login;
    let told = told(model, lock, canvas, usize::from(WIDTH.min(body.width.saturating_sub(4))) - 2);
    let offered = u16::try_from(form.offered.len()).unwrap_or(0);
    let list = if offered > 0 { offered + 1 } else { 0 };
    let below = u16::try_from(told.len()).unwrap_or(u16::MAX).max(2);
    let inner = canvas.dialog(body, WIDTH, list + 4 + below, TITLE);
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
    for (part, style) in told {
        canvas.line(row(1), Line::styled(format!("  {part}"), style));
    }
}
