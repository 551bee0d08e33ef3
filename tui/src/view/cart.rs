//! The cart: its lines, and what it comes to.

use comanda_core::catalog::TaxMode;
use comanda_core::money::Money;
use comanda_core::orders::DeliveryMethod;
use comanda_core::pricing::Quote;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use super::paid;
use crate::action::SellAct;
use crate::amounts;
use crate::app::Model;
use crate::fit;
use crate::people;
use crate::screens::customers::tier_word;
use crate::sell::cart::Line as CartLine;
use crate::sell::coupons::{Placed, Standing};
use crate::sell::{Customer, Menu};
use crate::trouble;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let cart = &model.sell.cart;
    let method = match cart.method {
        DeliveryMethod::Pickup => "pickup".to_owned(),
        DeliveryMethod::Delivery => format!("delivery to {}", cart.address),
    };
    let guest = if cart.guest.is_empty() { String::new() } else { format!(" for {}", cart.guest) };
    let title = fit::cut(&format!("Order{guest}, {method}"), usize::from(area.width).saturating_sub(4));
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), theme.accent()));
    let Some(menu) = &model.menu else { return };
    if let Some(told) = &model.sell.paid {
        paid::draw(told, menu.shop.currency, canvas, inner);
        return;
    }
    if cart.is_empty() {
        if let Some(customer) = &cart.customer {
            let last = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
            draw_customer(customer, canvas, last.intersection(inner));
        }
        let codes = cart.priced(menu, &model.sell.facts, model.now).codes;
        let above = inner.bottom().saturating_sub(u16::from(cart.customer.is_some()));
        for (offset, placed) in (1_u16..).zip(codes.iter().rev()) {
            let spot = Rect { y: above.saturating_sub(offset), height: 1, ..inner }.intersection(inner);
            draw_code(placed, menu, canvas, spot);
        }
        for (offset, part) in (0_u16..).zip(fit::wrapped(
            "Press a letter, type a code, or scan.",
            usize::from(inner.width).saturating_sub(2),
        )) {
            let spot = Rect { y: inner.y + offset, height: 1, ..inner }.intersection(inner);
            canvas.line(spot, Line::styled(format!(" {part}"), theme.muted()));
        }
        return;
    }
    let priced = cart.priced(menu, &model.sell.facts, model.now);
    let cells = usize::from(inner.width).saturating_sub(2);
    let mut below = totals(menu, &priced.quote, cells);
    if let Some(refusal) = &priced.refusal {
        let told = fit::wrapped(&trouble::advice(refusal), cells);
        below.splice(0..0, told.into_iter().map(|part| (part, theme.warn())));
    }
    let below_rows = u16::try_from(below.len()).unwrap_or(u16::MAX);
    let whose_rows = u16::from(cart.customer.is_some());
    let code_rows = u16::try_from(priced.codes.len()).unwrap_or(u16::MAX);
    let [lines, whose, codes, sums] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(whose_rows),
        Constraint::Length(code_rows),
        Constraint::Length(below_rows),
    ])
    .areas(inner);
    draw_lines(model, menu, &priced.quote, canvas, lines);
    if let Some(customer) = &cart.customer {
        draw_customer(customer, canvas, whose);
    }
    for (offset, placed) in (0_u16..).zip(&priced.codes) {
        let spot = Rect { y: codes.y.saturating_add(offset), height: 1, ..codes }.intersection(codes);
        draw_code(placed, menu, canvas, spot);
    }
    let last = below.len() - 1;
    let sums_lines = below.into_iter().enumerate().map(|(index, (text, style))| {
        Line::styled(format!(" {text}"), if index == last { theme.total() } else { style })
    });
    canvas.lines(sums, sums_lines.collect());
}

/// Whom the order is for: `Customer  Ahmadi 0912…4417  VIP`.
fn draw_customer(customer: &Customer, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let phone = people::short_phone(&customer.phone, theme.mark("…", ".."));
    let tier = customer.tier.map_or("", tier_word);
    let cells = usize::from(area.width).saturating_sub(12);
    let known = format!("{phone} {tier}");
    let told = fit::spread(&customer.name, known.trim(), cells);
    let line = Line::from(vec![Span::styled(" Customer  ", theme.accent()), Span::raw(told)]);
    canvas.button(area, line, SellAct::Customer);
}

/// A code and how it stands: `Coupon LUNCH20 −20% ✓ −2.40`, `Coupon LUNCH20 ✗ add 3.50, F6 why?`.
fn draw_code(placed: &Placed, menu: &Menu, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let cells = usize::from(area.width).saturating_sub(9);
    let (told, amount, style) = match &placed.standing {
        Standing::Counts(amount) => (
            format!("{} {} {}", placed.code, placed.kind, theme.mark("✓", "ok")),
            format!("−{}", amounts::written(*amount, menu.shop.currency)),
            theme.ok(),
        ),
        Standing::Fails(why) => {
            (format!("{} {} {why}", placed.code, theme.mark("✗", "x")), "F6 why?".to_owned(), theme.warn())
        }
        Standing::Asking => {
            (format!("{} {}", placed.code, theme.mark("…", "...")), "checking".to_owned(), theme.muted())
        }
    };
    let told = fit::spread(&theme.plain(&told), &theme.plain(&amount), cells);
    let line = Line::from(vec![Span::styled(" Coupon ", theme.accent()), Span::styled(told, style)]);
    canvas.button(area, line, SellAct::Coupon);
}

fn totals(menu: &Menu, quote: &Quote, cells: usize) -> Vec<(String, Style)> {
    let written = |money: Money| amounts::written(money, menu.shop.currency);
    let row = |name: &str, money: Money| (fit::spread(name, &written(money), cells), Style::new());
    let mut rows = vec![("-".repeat(cells), Style::new()), row("Subtotal", quote.subtotal)];
    if !quote.discount.is_zero() {
        rows.push(row("Discount", -quote.discount));
    }
    // Before discounts, which stand above whole.
    if !quote.full_delivery_fee().is_zero() {
        rows.push(row("Delivery", quote.full_delivery_fee()));
    }
    rows.push(row(
        match menu.shop.tax_mode {
            TaxMode::Exclusive => "Tax",
            TaxMode::Inclusive => "of which tax",
        },
        quote.tax,
    ));
    rows.push(row(&format!("TOTAL {}", menu.shop.currency), quote.total));
    rows
}

/// The lines of the cart, scrolled so that the selected one is seen.
fn draw_lines(model: &Model, menu: &Menu, quote: &Quote, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let cart = &model.sell.cart;
    let theme = canvas.theme;
    let mut rows: Vec<(usize, Line<'static>)> = Vec::new();
    for (index, line) in cart.lines.iter().enumerate() {
        let is_here = index == cart.selected;
        let here = if is_here { theme.here() } else { " " };
        let base = quote.lines.get(index).map_or(Money::ZERO, |line| line.base);
        let amount = amounts::written(base, menu.shop.currency);
        let name = format!("{} {}", line.quantity, line.name);
        let text = fit::spread(&name, &amount, usize::from(area.width).saturating_sub(2));
        let style = if is_here { theme.total() } else { theme.text() };
        rows.push((index, Line::styled(format!("{here}{text}"), style)));
        let cells = usize::from(area.width).saturating_sub(6);
        rows.extend(details(menu, line).into_iter().map(|(mark, text)| {
            (index, Line::styled(format!("   {mark} {}", fit::cut(&text, cells)), theme.muted()))
        }));
        let feared =
            cart.customer.as_ref().map_or_else(Vec::new, |customer| customer.must_not_eat(line, menu));
        if !feared.is_empty() {
            let told = fit::cut(&feared.join(", "), cells);
            rows.push((index, Line::styled(format!("   {} {told}", theme.mark("‼", "!!")), theme.warn())));
        }
    }
    let height = usize::from(area.height);
    let first_of = rows.iter().position(|(index, _)| *index == cart.selected).unwrap_or(0);
    let last_of = rows.iter().rposition(|(index, _)| *index == cart.selected).unwrap_or(0);
    let first = (last_of + 1).saturating_sub(height).min(first_of);
    for (offset, (index, line)) in (0_u16..).zip(rows.into_iter().skip(first).take(height)) {
        let spot = Rect { y: area.y + offset, height: 1, ..area };
        canvas.button(spot, line, SellAct::SelectLine(index));
    }
}

/// The choices and the note of a line, each with its mark.
fn details(menu: &Menu, line: &CartLine) -> Vec<(char, String)> {
    let Some(product) = menu.product(line.product) else {
        return vec![('!', "no longer on the menu".to_owned())];
    };
    let choices = product.options.iter().flat_map(|group| &group.options);
    let mut told: Vec<(char, String)> = choices
        .filter(|option| line.options.contains(&option.id))
        .map(|option| {
            let price = amounts::written(option.price, menu.shop.currency);
            (
                '+',
                if option.price.is_zero() { option.name.clone() } else { format!("{} {price}", option.name) },
            )
        })
        .collect();
    if !line.note.is_empty() {
        told.push(('!', line.note.clone()));
    }
    told
}
