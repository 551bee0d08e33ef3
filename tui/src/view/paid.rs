//! What is told about a sale that was just paid: the change, as large as it goes.

use comanda_core::money::{Amount, Currency};
use comanda_core::orders::TenderMethod;
use ratatui::layout::Rect;
use ratatui::text::Line;
use tui_big_text::{BigText, PixelSize};

use super::canvas::Canvas;
use crate::amounts;
use crate::fit;
use crate::screens::sell::Paid;
use crate::theme::Glyphs;

/// Cells of one large character.
const LARGE: (u16, u16) = (4, 4);

pub(super) fn draw(paid: &Paid, currency: Currency, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let cells = usize::from(area.width).saturating_sub(2);
    let written = |amount: Amount| amounts::shown(amount, currency);
    let zero = Amount::default();
    let is_cash = |(method, _): &(TenderMethod, Amount)| *method == TenderMethod::Cash;
    let (word, number) = match paid.parts[..] {
        _ if paid.due != zero => ("STILL DUE", written(paid.due)),
        [(TenderMethod::Card, _)] => ("PAID BY CARD", written(paid.total)),
        [(TenderMethod::Wallet, _)] => ("PAID FROM THE WALLET", written(paid.total)),
        [] => ("CHANGE", written(paid.change)),
        _ if paid.parts.iter().any(is_cash) => ("CHANGE", written(paid.change)),
        _ => ("PAID", written(paid.total)),
    };
    let mut y = area.y + 1;
    let row = |y: u16| Rect { y, height: 1, ..area }.intersection(area);
    canvas.line(row(y), Line::styled(format!(" {word}"), theme.ok()));
    y += 1;
    let wide = u16::try_from(number.len()).unwrap_or(u16::MAX).saturating_mul(LARGE.0);
    if theme.glyphs() == Glyphs::Unicode && wide < area.width && area.height > LARGE.1 + 6 {
        let spot = Rect { x: area.x + 1, y, width: area.width - 1, height: LARGE.1 }.intersection(area);
        let large = BigText::builder().pixel_size(PixelSize::Quadrant).lines(vec![Line::raw(number)]).build();
        canvas.widget(spot, large);
        y += LARGE.1;
    } else {
        let spaced: Vec<String> = number.chars().map(String::from).collect();
        canvas.line(row(y), Line::styled(format!(" {}", fit::cut(&spaced.join(" "), cells)), theme.total()));
        y += 1;
    }
    let told = match paid.parts[..] {
        [] => "nothing to pay".to_owned(),
        [(TenderMethod::Cash, _)] => {
            format!("{} in cash for {}", written(paid.tendered), written(paid.total))
        }
        [(TenderMethod::Card, _)] => format!("{} by card", written(paid.total)),
        [(TenderMethod::Wallet, _)] => format!("{} from the wallet", written(paid.total)),
        _ => paid.in_parts(currency),
    };
    let tip = (paid.tip != zero).then(|| format!("tip {}", written(paid.tip)));
    let order = format!("Order {}", paid.number);
    let next = "The next key starts the next sale.".to_owned();
    for text in [Some(order), Some(told), tip, Some(next)].into_iter().flatten() {
        y += 1;
        canvas.line(row(y), Line::raw(format!(" {}", fit::cut(&text, cells))));
    }
}
