//! Text made to fit its cells. All text that came from outside passes here on its way to the screen: it is
//! cleaned, measured as terminals measure it, and cut between graphemes.

use comanda_core::text;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The cells that `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` in at most `cells`, cut between graphemes; what was cut is shown by `~`.
pub fn cut(text: &str, cells: usize) -> String {
    let clean = text::line(text);
    if clean.width() <= cells {
        return clean;
    }
    let mut shown = String::new();
    let mut used = 0;
    for grapheme in clean.graphemes(true) {
        let wide = grapheme.width();
        if used + wide + 1 > cells {
            break;
        }
        shown.push_str(grapheme);
        used += wide;
    }
    if cells > 0 {
        shown.push('~');
    }
    shown
}

/// As [`cut`], then filled with spaces on the right to exactly `cells`.
pub fn left(text: &str, cells: usize) -> String {
    let mut shown = cut(text, cells);
    shown.extend(std::iter::repeat_n(' ', cells.saturating_sub(shown.width())));
    shown
}

/// As [`cut`], then filled with spaces on the left to exactly `cells`.
pub fn right(text: &str, cells: usize) -> String {
    let shown = cut(text, cells);
    let mut filled = " ".repeat(cells.saturating_sub(shown.width()));
    filled.push_str(&shown);
    filled
}

/// `name` on the left and `amount` on the right of `cells`; the name gives way.
pub fn spread(name: &str, amount: &str, cells: usize) -> String {
    let amount = cut(amount, cells);
    let room = cells.saturating_sub(amount.width() + 1);
    if room == 0 {
        return right(&amount, cells);
    }
    format!("{} {amount}", left(name, room))
}

/// `text` in lines of at most `cells`, broken between words where that is possible.
pub fn wrapped(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text::line(text).split(' ') {
        let needed = line.width() + usize::from(!line.is_empty()) + word.width();
        if needed > cells && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&cut(word, cells));
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_characters_are_not_halved() {
        assert_eq!(cut("宫保鸡丁", 8), "宫保鸡丁");
        assert_eq!(cut("宫保鸡丁", 7), "宫保鸡~");
        assert_eq!(cut("宫保鸡丁", 6), "宫保~");
        assert_eq!(left("宫保", 6), "宫保  ");
    }

    #[test]
    fn escapes_do_not_reach_the_terminal() {
        assert_eq!(cut("a\u{1b}[31mb", 10), "a[31mb");
    }

    #[test]
    fn amounts_keep_their_place_when_names_are_long() {
        assert_eq!(spread("A very long name", "12.50", 14), "A very ~ 12.50");
    }

    #[test]
    fn words_move_to_the_next_line_whole() {
        assert_eq!(wrapped("press F9 to pay now", 9), ["press F9", "to pay", "now"]);
    }

    proptest! {
        #[test]
        fn fitted_text_has_the_width_it_was_given(text in "\\PC{0,30}", cells in 0_usize..40) {
            prop_assert!(width(&cut(&text, cells)) <= cells);
            prop_assert!(wrapped(&text, cells).iter().all(|line| width(line) <= cells));
        }
    }
}
