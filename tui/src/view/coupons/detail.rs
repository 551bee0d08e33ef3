//! One coupon, whole; or every rule of it for the cart of Sell.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::canvas::Canvas;
use super::why;
use crate::app::Model;
use crate::fit;
use crate::screens::coupons::told::told;
use crate::screens::paged::Pane;
use crate::sell::coupons::words;
use crate::theme::Theme;

/// Cells of the names of what is told.
const LABEL: usize = 12;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let title = match (&model.coupons.why, model.coupons.list.row()) {
        (Some(why), _) => {
            let whose = model.sell.cart.customer.as_ref().map_or("a guest", |customer| &customer.name);
            format!("{} on the cart of Sell, for {whose}", why.code)
        }
        (None, Some(row)) => row.code.clone(),
        (None, None) => "Coupon".to_owned(),
    };
    let title = fit::cut(&title, usize::from(area.width).saturating_sub(4));
    let style = if model.coupons.pane == Pane::Detail { theme.accent() } else { theme.total() };
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), style));
    let text = text_of(inner);
    let lines = lines(model, usize::from(text.width), theme);
    let overflow = lines.len().saturating_sub(usize::from(text.height));
    let scroll = model.coupons.scroll.min(overflow);
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
    let inner = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    let text = text_of(inner);
    lines(model, usize::from(text.width), model.theme).len().saturating_sub(usize::from(text.height))
}

/// The text has a free column on both sides.
fn text_of(inner: Rect) -> Rect {
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

fn lines(model: &Model, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    if let Some(why) = &model.coupons.why {
        let mut lines = why::lines(why, true, cells, theme);
        if why.is_valid {
            let told = if why.is_placed { "It is on the cart." } else { "Enter puts it on the cart." };
            lines.insert(1, Line::styled(told, theme.accent()));
        }
        return lines;
    }
    let (Some(view), Some(menu)) = (model.coupons.list.row(), &model.menu) else { return Vec::new() };
    let Some(coupon) = view.to_coupon(menu.shop.currency) else {
        return vec![Line::raw("It cannot be read here. Update the till.")];
    };
    let mut lines = Vec::new();
    let status = ("Status", words::status(view.status).to_owned());
    for (label, text) in std::iter::once(status).chain(told(&coupon, menu)) {
        for (place, part) in
            fit::wrapped(&theme.plain(&text), cells.saturating_sub(LABEL)).into_iter().enumerate()
        {
            let label = if place == 0 { label } else { "" };
            lines.push(Line::styled(format!("{}{part}", fit::left(label, LABEL)), theme.text()));
        }
    }
    lines
}
