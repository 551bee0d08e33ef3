//! The quick keys: fifteen letters as they lie on the keyboard, each with its product.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use crate::action::{MarkAct, SellAct};
use crate::amounts;
use crate::app::Model;
use crate::fit;
use crate::sell::menu::{Menu, Supply};
use crate::sell::quick_keys::LETTERS;
use crate::theme::Theme;

/// From this many cells on, five letters stand side by side as on the keyboard; else three.
const FIVE_COLUMNS: u16 = 50;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let Some(menu) = &model.menu else {
        let inner = canvas.boxed(area, Line::styled(" Quick keys ", theme.accent()));
        canvas.line(inner, Line::styled(" the menu is on its way…", theme.muted()));
        return;
    };
    let Some(page) = menu.pages.get(model.sell.page) else {
        let inner = canvas.boxed(area, Line::styled(" Quick keys ", theme.accent()));
        canvas.line(inner, Line::raw(" The menu is empty. Import one, then Ctrl-R."));
        return;
    };
    let room = usize::from(area.width).saturating_sub(26);
    let dot = theme.mark("·", "-");
    let (number, of) = (model.sell.page + 1, menu.pages.len());
    let title = format!(" {} {dot} page {number}/{of} (Tab) ", fit::cut(&page.title, room));
    let inner = canvas.boxed(area, Line::styled(title, theme.accent()));
    let columns = if inner.width >= FIVE_COLUMNS { 5 } else { 3 };
    let rows = u16::try_from(LETTERS.len()).unwrap_or(15).div_ceil(columns);
    let (wide, high) = (inner.width / columns, (inner.height / rows).clamp(1, 5));
    for ((slot, letter), index) in (0_u16..).zip(LETTERS).zip(&page.products) {
        let spot = Rect {
            x: inner.x + (slot % columns) * wide,
            y: inner.y + (slot / columns) * high,
            width: wide,
            height: high,
        }
        .intersection(inner);
        let lines = tile_lines(model, menu, *index, letter, (spot.width, spot.height), theme);
        canvas.lines(spot, lines);
        if model.sell.marking {
            canvas.hits.add(spot, MarkAct::Quick(slot.into()));
        } else {
            canvas.hits.add(spot, SellAct::Quick(slot.into()));
        }
    }
}

fn tile_lines(
    model: &Model,
    menu: &Menu,
    index: usize,
    letter: char,
    (wide, high): (u16, u16),
    theme: Theme,
) -> Vec<Line<'static>> {
    let product = &menu.products[index];
    let section = theme.section(menu.sections[index]);
    let cells = usize::from(wide).saturating_sub(3);
    let price = amounts::written(menu.price(index), menu.shop.currency);
    let supply = menu.supply(index, model.sell.cart.count_of(product.id), model.now);
    let (mark, mark_style) = supply_mark(supply, theme);
    let name_style = if supply == Supply::SoldOut { theme.muted() } else { Style::new() };
    let key = Span::styled(format!("{letter} "), section.patch(theme.total()));
    if high == 1 {
        let text = fit::spread(&product.name, if mark.is_empty() { &price } else { &mark }, cells);
        return vec![Line::from(vec![key, Span::styled(text, name_style)])];
    }
    let mut names = fit::wrapped(&product.name, cells).into_iter();
    let first = names.next().unwrap_or_default();
    let second = names.collect::<Vec<_>>().join(" ");
    let mut lines = vec![Line::from(vec![key, Span::styled(first, name_style)])];
    if high >= 4 {
        lines.push(Line::styled(format!("  {}", fit::cut(&second, cells)), name_style));
    } else if !second.is_empty() {
        let joined = fit::cut(&product.name, cells);
        lines[0].spans[1] = Span::styled(joined, name_style);
    }
    // Beside the price where there is room, else in place of the section: the price itself always stays.
    let fits = cells > fit::width(&price) + fit::width(&mark);
    let mut below = vec![Span::styled(format!("  {} ", fit::cut(&price, cells)), theme.muted())];
    if fits || high < 3 {
        let room = cells.saturating_sub(price.len() + 1);
        below.push(Span::styled(fit::cut(&mark, room), mark_style));
    }
    lines.push(Line::from(below));
    if high >= 3 {
        let is_marked = !fits && !mark.is_empty();
        let (name, style) = if is_marked { (&mark, mark_style) } else { (&product.category_name, section) };
        // A mark that would not fit begins one cell further left and goes to the edge.
        let is_wide = is_marked && fit::width(&mark) > cells;
        let (indent, cells) = if is_wide { (" ", cells + 2) } else { ("  ", cells) };
        lines.push(Line::from(vec![Span::raw(indent), Span::styled(fit::cut(name, cells), style)]));
    }
    lines
}

/// The word for how a product stands for sale.
pub(super) fn supply_mark(supply: Supply, theme: Theme) -> (String, Style) {
    match supply {
        Supply::Plenty => (String::new(), theme.text()),
        Supply::Low(left) => (format!("{left} left"), theme.warn()),
        Supply::SoldOut => (format!("{} sold out", theme.mark("✗", "x")), theme.crit()),
    }
}
