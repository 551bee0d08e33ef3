//! By which words a product is found: the beginnings of the words of its name, its description, its tags and
//! its codes, in any order. Stored words and searched words are made here, so that they meet.

use std::collections::BTreeSet;

use unicode_normalization::char::is_combining_mark;

use super::product::Product;
use crate::text::folded;

/// More words than anybody types.
const MOST_WORDS: usize = 8;
/// Characters of a word that are kept; whoever types more means the same.
const LONGEST: usize = 40;

/// The words of a product, each once. One with joints in it (`DES-1`, `Coca-Cola`) stands here in its parts
/// and as a whole.
pub fn words(product: &Product) -> BTreeSet<String> {
    let codes = [&product.sku, &product.plu, &product.barcode].into_iter().flatten().map(String::as_str);
    let tags = product.tags.iter().map(|tag| tag.name.as_str());
    let texts = [product.name.as_str(), product.description.as_str()];
    texts.into_iter().chain(codes).chain(tags).flat_map(stored).collect()
}

/// What to look for: a product is meant when for each of these it has a word that begins so.
pub fn wanted(search: &str) -> Vec<String> {
    let words: Vec<String> = tokens(search).iter().filter_map(|token| whole(token)).collect();
    if words.is_empty() && !search.trim().is_empty() {
        // Signs alone mean nothing, rather than everything. No word of a product begins so.
        return vec!["!".to_owned()];
    }
    words.into_iter().take(MOST_WORDS).collect()
}

fn stored(text: &str) -> Vec<String> {
    let of_token = |token: &String| {
        let parts = token.split(is_joint).filter(|part| !part.is_empty()).map(cut);
        parts.chain(whole(token)).collect::<Vec<_>>()
    };
    tokens(text).iter().flat_map(of_token).collect()
}

/// What stands between spaces and most signs.
fn tokens(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c) || is_joint(c);
    folded(text).split(|c: char| !is_part(c)).filter(|token| !token.is_empty()).map(str::to_owned).collect()
}

/// Signs inside words and codes, which people leave out as often as not.
const fn is_joint(c: char) -> bool {
    matches!(c, '-' | '.' | '/' | '_' | '\'' | '\u{2019}' | '+')
}

/// A token without its joints; none when that was all.
fn whole(token: &str) -> Option<String> {
    let word: String = token.chars().filter(|c| !is_joint(*c)).take(LONGEST).collect();
    (!word.is_empty()).then_some(word)
}

fn cut(word: &str) -> String {
    word.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(texts: &str, search: &str) -> bool {
        let words: BTreeSet<String> = stored(texts).into_iter().collect();
        wanted(search).iter().all(|begins| words.iter().any(|word| word.starts_with(begins.as_str())))
    }

    #[test]
    fn words_are_found_by_their_beginnings_in_any_order() {
        let brulee = "Crème brûlée, burnt sugar DES-1 2000000000015";
        for good in [
            "creme",
            "BRUL crem",
            "sugar brûlée",
            "des-1",
            "des1",
            "1 des",
            "20000000000",
            "  ",
            "burnt, sugar",
        ] {
            assert!(finds(brulee, good), "{good}");
        }
        for bad in ["reme", "creme tea", "des-2", "%", "_", "*", "-", "burntsugar"] {
            assert!(!finds(brulee, bad), "{bad}");
        }
    }

    #[test]
    fn marks_belong_to_their_word() {
        assert!(finds("ปีใหม่ จานพิเศษ", "ปีใ"));
        assert!(!finds("ปีใหม่", "ปู"));
        assert!(finds("चाय मसाला", "मसा"));
        assert!(finds("چای سبز", "سبز چای"));
    }

    #[test]
    fn a_word_that_goes_on_for_ever_is_cut_on_both_sides() {
        let long = "a".repeat(500);
        assert!(finds(&long, &long));
    }
}
