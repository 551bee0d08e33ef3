//! Text from people, made safe to show: no control characters, no escapes, no direction overrides.
//!
//! Cleaned once where it enters and once more where it reaches a terminal or a printer.

use unicode_normalization::UnicodeNormalization;

/// The characters of `text` that may be shown on one line: control characters, escapes and direction
/// overrides are dropped, line breaks and tabs become spaces, and the ends are trimmed.
pub fn line(text: &str) -> String {
    let shown: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| is_shown(*c)).collect();
    shown.trim().to_owned()
}

/// As [`line()`], but line breaks stay: for descriptions and notes.
pub fn paragraph(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.join("\n").trim().to_owned()
}

/// An address as its owner recognises it and others do not: `a***@example.com`.
pub fn masked_address(address: &str) -> String {
    let first = address.chars().next().filter(|first| *first != '@').map(String::from).unwrap_or_default();
    let domain = address.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
    format!("{first}***@{domain}")
}

/// Control characters, bidirectional overrides and other characters without a picture of their own are not
/// shown; joiners stay, because emoji and several scripts need them.
fn is_shown(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Marks that people leave out when they type: accents of Latin, Greek and Cyrillic, points of Hebrew, vowel
/// signs of Arabic. The marks of Thai, of Indian scripts or of kana are not among them: without those it is
/// another word.
const fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}' | '\u{05C2}'
        | '\u{05C4}' | '\u{05C5}' | '\u{05C7}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}'
        | '\u{0670}' | '\u{06D6}'..='\u{06DC}')
}

/// `text` as people search for it: lower case, without accents, width or spacing differences.
pub fn folded(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|c| !is_accent(*c))
        .flat_map(char::to_lowercase)
        .flat_map(|c| match c {
            // Letters whose plain form is no decomposition, and Persian letters typed on Arabic keyboards.
            'ß' => ['s', 's'],
            'æ' => ['a', 'e'],
            'œ' => ['o', 'e'],
            'ø' => ['o', '\0'],
            'ł' => ['l', '\0'],
            'đ' => ['d', '\0'],
            'ı' => ['i', '\0'],
            'ς' => ['σ', '\0'],
            'ي' => ['ی', '\0'],
            'ك' => ['ک', '\0'],
            '\u{200C}' => [' ', '\0'],
            other => [other, '\0'],
        })
        .filter(|c| *c != '\0')
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` folded, without the characters that mean "anything" in a database's `LIKE`.
#[cfg(feature = "store")]
pub(crate) fn like_literal(text: &str) -> String {
    folded(&text.replace(['%', '_', '\\'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_do_not_survive() {
        assert_eq!(line("\u{1b}[31mred\u{1b}[0m\r\n table\u{7}"), "[31mred[0m   table");
        assert_eq!(line("\u{202E}evil"), "evil");
        assert_eq!(paragraph("one\n\u{9b}2J two\t"), "one\n2J two");
    }

    #[test]
    fn people_search_without_accents() {
        assert_eq!(folded("  Crème  BRÛLÉE "), "creme brulee");
        assert_eq!(folded("Cafe\u{301}"), "cafe");
        assert_eq!(folded("دوغ ي"), "دوغ ی");
        assert_eq!(folded("ΟΔΟΣ"), folded("οδος"));
        assert_eq!(folded("شَربَت"), folded("شربت"));
    }

    #[test]
    fn marks_that_make_another_word_are_kept() {
        for (one, other) in [("ปี", "ปู"), ("がき", "かき"), ("की", "का"), ("பூ", "பா")]
        {
            assert_ne!(folded(one), folded(other));
        }
    }
}
