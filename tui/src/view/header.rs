//! The first line of every screen: where one is, whether the shop is heard, how many alerts and orders are open. A
//! critical alert that nobody here has seen takes the left of it, so that nothing below moves under a finger.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::canvas::Canvas;
use super::{alerts, clock, coupons, stock};
use crate::action::Common;
use crate::app::{Link, Model, Place, Screen};
use crate::fit;
use crate::live::{Feed, Lost};
use crate::people;
use crate::screens::alerts::words;
use crate::theme::Theme;

/// From so many columns on there is room for how long the shop takes to answer.
const ROOMY: u16 = 100;

/// A part of the line, and what a click on it does.
struct Part {
    text: String,
    style: Style,
    act: Option<Common>,
}

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let parts = right(model, canvas.theme, area.width >= ROOMY);
    let wide: usize = parts.iter().map(|part| fit::width(&part.text)).sum();
    let room = usize::from(area.width).saturating_sub(wide + 2);
    let is_alarmed = model.staff.is_some() && !model.live.alarms.is_empty();
    let left = if is_alarmed { alarm(model, canvas.theme, room) } else { place(model, canvas.theme, room) };
    let mut x = area.x;
    for part in std::iter::once(left).chain(parts) {
        let cells = u16::try_from(fit::width(&part.text)).unwrap_or(u16::MAX);
        let spot = Rect { x, width: cells, ..area }.intersection(area);
        canvas.line(spot, Line::styled(part.text, part.style));
        // Under a dialog the screen stays as it is.
        if let Some(act) = part.act.filter(|_| model.dialogs.is_empty()) {
            canvas.hits.add(spot, act);
        }
        x = x.saturating_add(cells);
    }
}

/// Screen, shop, person and server.
fn place(model: &Model, theme: Theme, room: usize) -> Part {
    let screen = match model.screen {
        _ if model.lock().is_some() => "LOCKED".to_owned(),
        Screen::Login => "SIGN IN".to_owned(),
        Screen::Sell => "1 SELL".to_owned(),
        Screen::Orders => "2 ORDERS".to_owned(),
        Screen::Customers => "6 CUSTOMERS".to_owned(),
        Screen::Stock => stock::title(model, theme),
        Screen::Coupons => coupons::title(model, theme),
        Screen::Drawer => "9 DRAWER".to_owned(),
        Screen::Alerts => alerts::title(model, theme),
    };
    let shop = model.menu.as_ref().map_or("Comanda", |menu| &menu.shop.name);
    let who = model.staff.as_ref().map_or_else(
        || "nobody signed in".to_owned(),
        |user| people::called(&user.first_name, &user.last_name, &user.username),
    );
    let place = match &model.place {
        Place::Demo => "demo shop in this process",
        Place::Server(url) => url,
    };
    let dot = theme.mark("·", "-");
    let told = fit::left(&format!("{screen} {dot} {shop} {dot} {who} {dot} {place}"), room);
    Part { text: format!(" {told} "), style: theme.accent(), act: None }
}

/// The newest critical alert that nobody here has seen, and the key that shows it.
fn alarm(model: &Model, theme: Theme, room: usize) -> Part {
    let told = model.live.alarms.first().map(|alert| {
        let kind = words::kind(alert.alert_type);
        format!("{} {kind} {}", theme.mark("‼", "!!"), words::subject(alert))
    });
    let others = model.live.alarms.len().saturating_sub(1);
    let more = if others == 0 { String::new() } else { format!("+{others}  ") };
    let text = fit::spread(&told.unwrap_or_default(), &format!("{more}Alt-7"), room);
    Part { text: format!(" {text} "), style: theme.alarm(), act: Some(Common::GoAlerts) }
}

fn right(model: &Model, theme: Theme, is_roomy: bool) -> Vec<Part> {
    let (text, style) = heard(model, theme, is_roomy);
    let mut parts = vec![Part { text, style, act: None }];
    if model.staff.is_some() {
        let gap = if is_roomy { "  " } else { " " };
        if let Some(counts) = model.live.alerts.filter(|counts| counts.open > 0) {
            let style = if counts.critical > 0 { theme.crit_text() } else { theme.warn() };
            parts.push(Part { text: gap.to_owned(), style: theme.text(), act: None });
            let text = format!("{}{}", theme.mark("▲", "!"), counts.open);
            parts.push(Part { text, style, act: Some(Common::GoAlerts) });
        }
        if let Some(open) = model.live.orders.now {
            parts.push(Part { text: gap.to_owned(), style: theme.text(), act: None });
            let text = format!("{}{open}", theme.mark("▦", "#"));
            parts.push(Part { text, style: theme.muted(), act: Some(Common::GoOrders) });
        }
    }
    parts.push(Part { text: format!("  {} ", clock(model, model.now)), style: theme.muted(), act: None });
    parts
}

/// Whether the shop is heard, by a sign and a word.
fn heard(model: &Model, theme: Theme, is_roomy: bool) -> (String, Style) {
    let with =
        |sign: (&'static str, &'static str), word: &str| format!("{} {word}", theme.mark(sign.0, sign.1));
    let (full, half, empty) = (("●", "*"), ("◌", "~"), ("○", "o"));
    match (&model.link, model.live.feed) {
        (Link::Opening, _) => (with(half, "opening"), theme.warn()),
        (Link::Failed(_), _) => (with(("✗", "x"), "not open"), theme.crit()),
        (_, Feed::Lost(lost)) if lost.is_away() => {
            (with(empty, &format!("offline since {}", clock(model, lost.since))), theme.crit())
        }
        (_, Feed::Lost(Lost { retry_in, .. })) => {
            (with(half, &format!("reconnecting {retry_in} s")), theme.warn())
        }
        (Link::Lost, _) => (with(empty, "no answer"), theme.crit()),
        (Link::Open, Feed::Live) => {
            let took = model.live.round_trip.filter(|_| is_roomy);
            let took = took.map(|took| format!(" {}ms", took.as_millis().max(1))).unwrap_or_default();
            (with(full, &format!("live{took}")), theme.ok())
        }
        (Link::Open, Feed::Off | Feed::Joining) => (with(full, "open"), theme.ok()),
    }
}
