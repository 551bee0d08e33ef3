//! Letters as a receipt printer has them: code page 858, which is Latin letters and the euro. What it does not have
//! is written with what it has, or as question marks. No control character comes out of this, whatever goes in.

use comanda_core::wire::ReceiptView;
use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;

/// The upper half of code page 858. The printer crate has a table of its own, in which some letters stand in wrong
/// places, and sends what it does not know as UTF-8.
const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// The byte of a character, where the page has it.
fn byte(c: char) -> Option<u8> {
    match c {
        ' '..='~' => u8::try_from(c).ok(),
        // Neither is seen where it stands.
        '\u{A0}' | '\u{AD}' => None,
        _ => {
            let place = UPPER.chars().position(|upper| upper == c)?;
            u8::try_from(0x80 + place).ok()
        }
    }
}

/// The bytes of a text that [`printable`] made.
pub fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| byte(c).unwrap_or(b'?')).collect()
}

/// `text` in characters of the page.
fn printable(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    for c in text.nfc() {
        if byte(c).is_some() {
            page.push(c);
        } else if let Some(plain) = plain(c) {
            page.push_str(plain);
        } else {
            let parts: Vec<char> = c.nfkd().filter(|part| byte(*part).is_some()).collect();
            match c.width().unwrap_or(0) {
                _ if !parts.is_empty() => page.extend(parts),
                // It was beside or above another, or is nothing to see.
                0 => {}
                wide => page.extend(std::iter::repeat_n('?', wide)),
            }
        }
    }
    page
}

/// What has no parts that the page knows.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{3000}' => " ",
        '‘' | '’' | '‚' | '‹' | '›' | '′' => "'",
        '“' | '”' | '„' | '″' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '…' => "...",
        '•' | '‣' => "·",
        'ł' => "l",
        'Ł' => "L",
        'đ' => "d",
        'Đ' => "D",
        'ı' => "i",
        'œ' => "oe",
        'Œ' => "OE",
        'ẞ' => "SS",
        _ => return None,
    })
}

/// The receipt in characters of the page: laid out only then, each of them takes one column.
pub fn for_page(mut receipt: ReceiptView) -> ReceiptView {
    let texts = [&mut receipt.shop, &mut receipt.number, &mut receipt.customer, &mut receipt.cashier];
    for text in texts {
        *text = printable(text);
    }
    for line in &mut receipt.lines {
        line.name = printable(&line.name);
        line.notes = printable(&line.notes);
        line.options.iter_mut().for_each(|option| *option = printable(option));
    }
    for coupon in &mut receipt.coupons {
        coupon.code = printable(&coupon.code);
    }
    for payment in &mut receipt.payments {
        payment.label = printable(&payment.label);
        payment.reference = printable(&payment.reference);
    }
    receipt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_128_letters_above_the_plain_ones() {
        assert_eq!(UPPER.chars().count(), 128);
        assert_eq!(
            [byte('Ç'), byte('¿'), byte('Ò'), byte('€'), byte('-')],
            [Some(0x80), Some(0xA8), Some(0xE3), Some(0xD5), Some(b'-')]
        );
    }

    #[test]
    fn what_the_page_does_not_have_is_written_with_what_it_has() {
        assert_eq!(printable("Crème brûlée 3 € “hot” – Łódź"), "Crème brûlée 3 € \"hot\" - Lódz");
        assert_eq!(printable("Cafe\u{301} 寿司 🍣 ﬁ½"), "Café ???? ?? fi½");
        assert_eq!(printable("a\u{200D}b\u{FE0F}c"), "abc");
    }

    #[test]
    fn no_control_character_comes_out() {
        let hostile: String = ('\0'..='\u{3FFF}').collect();
        for text in [hostile.as_str(), "\u{1b}@\u{1d}V\0", "\u{9b}2J"] {
            let sent = bytes(&printable(text));
            assert!(sent.iter().all(|byte| *byte >= b' ' && *byte != 0x7F), "{sent:?}");
            assert!(bytes(text).iter().all(|byte| *byte >= b' ' && *byte != 0x7F));
        }
    }
}
