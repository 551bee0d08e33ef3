//! Help, the palette, and the small list of screens.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use crate::action::{CommandsAct, Common};
use crate::fit;
use crate::screens::commands::{Commands, Kind, Row};
use crate::theme::Theme;

/// Cells of the lists.
const WIDTH: u16 = 66;
/// Cells of the keys in them, and of these where there is little room.
const KEYS: (usize, usize) = (18, 12);
/// From this many cells on there is room.
const ROOMY: usize = 60;

pub(super) fn draw(list: &Commands, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let title = match list.kind {
        Kind::Help => "Help: what can be done here",
        Kind::Palette => "What to do?",
    };
    let width = WIDTH.min(body.width.saturating_sub(8));
    let height = body.height.saturating_sub(4);
    let inner = canvas.dialog(body, width, height, title);
    let cells = usize::from(inner.width);
    let mut typed = vec![Span::styled("find ", theme.accent())];
    typed.extend(canvas.typed(list.typed.parts(), cells.saturating_sub(16)));
    canvas.line(inner, Line::from(typed));
    if !list.rows.is_empty() {
        let place = format!("{} of {}", list.selected + 1, list.rows.len());
        let width = u16::try_from(fit::width(&place)).unwrap_or(0).min(inner.width);
        let spot = Rect { x: inner.right() - width, width, ..inner };
        canvas.line(spot, Line::styled(place, theme.muted()));
    }
    let rows = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner }.intersection(inner);
    if list.rows.is_empty() {
        let told = format!("Nothing is called {}. Type less of it.", list.typed.text());
        canvas.line(rows, Line::styled(fit::cut(&told, cells), theme.muted()));
        return;
    }
    let fitting = usize::from(rows.height).max(1);
    let first = (list.selected + 1).saturating_sub(fitting);
    for (offset, (index, row)) in (0..rows.height).zip(list.rows.iter().enumerate().skip(first)) {
        let spot = Rect { y: rows.y + offset, height: 1, ..rows };
        canvas.button(spot, line(row, index == list.selected, cells, theme), CommandsAct::Take(index));
    }
}

fn line(row: &Row, is_here: bool, cells: usize, theme: Theme) -> Line<'static> {
    let keys: Vec<String> = row.keys.iter().map(ToString::to_string).collect();
    let here = if is_here { theme.here() } else { " " };
    let (keys_style, text) = if row.is_enabled {
        (theme.accent(), if is_here { theme.total() } else { theme.text() })
    } else {
        (theme.muted(), theme.muted())
    };
    let (wide, off) = if cells >= ROOMY { (KEYS.0, "not now") } else { (KEYS.1, "off") };
    let room = cells.saturating_sub(wide + 2);
    let label = if row.is_enabled { fit::left(row.label, room) } else { fit::spread(row.label, off, room) };
    Line::from(vec![
        Span::styled(format!("{here}{} ", fit::left(&keys.join(" "), wide)), keys_style),
        Span::styled(label, text),
    ])
}

/// The screens that the key after `g` goes to.
pub(super) fn draw_goto(canvas: &mut Canvas<'_, '_>, body: Rect) {
    let screens = [
        ("s", "Sell", Common::GoSell),
        ("o", "Orders", Common::GoOrders),
        ("t", "Stock", Common::GoStock),
        ("c", "Coupons", Common::GoCoupons),
        ("u", "Customers", Common::GoCustomers),
        ("d", "Drawer", Common::GoDrawer),
        ("a", "Alerts", Common::GoAlerts),
    ];
    let theme = canvas.theme;
    let inner = canvas.dialog(body, 20, 7, "Go to");
    for (offset, (key, name, act)) in (0_u16..).zip(screens) {
        let spot = Rect { y: inner.y + offset, height: 1, ..inner }.intersection(inner);
        let line = Line::from(vec![Span::styled(format!("{key} "), theme.accent()), Span::raw(name)]);
        canvas.button(spot, line, act);
    }
}
