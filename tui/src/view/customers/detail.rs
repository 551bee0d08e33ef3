//! One customer, whole: how to reach them, what they must not eat, what they bought, where they live.

use comanda_core::wire::ProfileView;
use comanda_core::wire::accounts::AddressView;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::super::canvas::Canvas;
use super::super::written;
use crate::app::Model;
use crate::fit;
use crate::people;
use crate::screens::customers::tier_word;
use crate::screens::paged::Pane;
use crate::theme::Theme;

/// Cells of the names of what is told.
const LABEL: usize = 10;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let Some(view) = model.customers.list.row() else {
        canvas.boxed(area, Line::styled(" Customer ", theme.accent()));
        return;
    };
    let user = &view.user;
    let name = people::called(&user.first_name, &user.last_name, &user.username);
    let dot = theme.mark("·", "-");
    let title = format!("{name} {dot} {}", tier_word(view.customer_profile.tier));
    let title = fit::cut(&title, usize::from(area.width).saturating_sub(4));
    let style = if model.customers.pane == Pane::Detail { theme.accent() } else { theme.total() };
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), style));
    let text = text_of(inner);
    let lines = lines(model, view, usize::from(text.width), theme);
    let overflow = lines.len().saturating_sub(usize::from(text.height));
    let scroll = model.customers.scroll.min(overflow);
    canvas.lines(text, lines.into_iter().skip(scroll).take(usize::from(text.height)).collect());
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
}

/// Lines that do not fit into `area`.
pub(super) fn overflow(model: &Model, area: Rect) -> usize {
    let Some(view) = model.customers.list.row() else { return 0 };
    let inner = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    let text = text_of(inner);
    lines(model, view, usize::from(text.width), model.theme).len().saturating_sub(usize::from(text.height))
}

/// The text has a free column on both sides.
fn text_of(inner: Rect) -> Rect {
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

fn lines(model: &Model, view: &ProfileView, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let (user, profile) = (&view.user, &view.customer_profile);
    let mut lines = Vec::new();
    let mut tell = |label: &str, text: &str, style: Style| {
        for (place, part) in fit::wrapped(text, cells.saturating_sub(LABEL)).into_iter().enumerate() {
            let label = if place == 0 { label } else { "" };
            lines.push(Line::styled(format!("{}{part}", fit::left(label, LABEL)), style));
        }
    };
    let plain = theme.text();
    let or_none = |text: &str| if text.is_empty() { "not told".to_owned() } else { text.to_owned() };
    tell("Phone", &or_none(&profile.phone_number), plain);
    tell("E-mail", &or_none(user.email.as_deref().unwrap_or_default()), plain);
    tell("Tier", tier_word(profile.tier), plain);
    tell("Orders", &profile.orders.to_string(), plain);
    tell("Spent", &written(model, profile.spent), plain);
    tell("Since", &user.date_joined.format("%Y-%m-%d").to_string(), plain);
    tell("", "", plain);
    if let Some(purse) = model.customers.purse() {
        tell("Wallet", &written(model, purse.wallet.balance), theme.total());
        for view in &purse.transactions {
            tell("", &super::wallet::change(model, view), theme.muted());
        }
    } else {
        let told = format!("not known yet{}", theme.mark("…", "..."));
        tell("Wallet", &told, theme.muted());
    }
    tell("", "", plain);
    if profile.allergies.is_empty() {
        tell("Diet", "no allergies told", theme.muted());
    } else {
        let told = format!("{} no {}", theme.mark("‼", "!!"), profile.allergies.join(", "));
        tell("Diet", &told, theme.warn());
    }
    if !profile.dietary_restrictions.is_empty() {
        tell("", &format!("does not eat: {}", profile.dietary_restrictions.join(", ")), plain);
    }
    tell("", "", plain);
    let home =
        whole(&[&profile.address, &profile.postal_code, &profile.city, &profile.state, &profile.country]);
    if !home.is_empty() {
        tell("Lives", &home, plain);
    }
    if profile.addresses.is_empty() {
        tell("Delivery", "no address told", theme.muted());
    }
    for (place, address) in profile.addresses.iter().enumerate() {
        tell(if place == 0 { "Delivery" } else { "" }, &of_address(address), plain);
        if !address.notes.is_empty() {
            tell("", &format!("! {}", address.notes), theme.muted());
        }
    }
    lines
}

fn of_address(address: &AddressView) -> String {
    let place =
        whole(&[&address.address, &address.postal_code, &address.city, &address.state, &address.country]);
    let label = if address.label.is_empty() { place } else { format!("{}: {place}", address.label) };
    if address.is_default { format!("{label} (default)") } else { label }
}

/// The parts that say something, with commas between.
fn whole(parts: &[&str]) -> String {
    let told: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    told.join(", ")
}
