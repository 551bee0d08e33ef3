//! Search by name: fuzzy, over names as people type them, so `creme` finds Crème Brûlée. Codes that match
//! exactly come first.

use comanda_core::quantity::Quantity;
use comanda_core::text::folded;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::menu::Menu;

/// The most results that are kept.
const MOST: usize = 50;
/// The most characters of a search.
const MAX_TYPED: usize = 60;

/// A search that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// How many the found product is taken of.
    pub quantity: Quantity,
    /// What was typed.
    pub text: String,
    /// Places on the menu, the best first.
    pub results: Vec<usize>,
    /// The result that ⏎ takes.
    pub selected: usize,
}

impl Find {
    /// A search for something to take `quantity` of.
    pub const fn new(quantity: Quantity) -> Self {
        Self { quantity, text: String::new(), results: Vec::new(), selected: 0 }
    }

    /// Takes one more character and searches again.
    pub fn push(&mut self, c: char, menu: &Menu) {
        if self.text.chars().count() < MAX_TYPED {
            self.text.push(c);
            self.search(menu);
        }
    }

    /// Takes the last character back and searches again.
    pub fn pop(&mut self, menu: &Menu) {
        self.text.pop();
        self.search(menu);
    }

    /// The product that ⏎ takes.
    pub fn taken(&self) -> Option<usize> {
        self.results.get(self.selected).copied()
    }

    /// Searches again, after the menu changed.
    pub fn search(&mut self, menu: &Menu) {
        self.results = search(&self.text, menu);
        self.selected = 0;
    }
}

/// Places on the menu of the products that `text` may mean, the best first.
pub fn search(text: &str, menu: &Menu) -> Vec<usize> {
    let needle = folded(text);
    if needle.is_empty() {
        return Vec::new();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::new(&needle, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut characters = Vec::new();
    let mut found: Vec<(u32, usize)> = menu
        .folded_names()
        .iter()
        .enumerate()
        .filter_map(|(index, name)| {
            let score = pattern.score(Utf32Str::new(name, &mut characters), &mut matcher)?;
            // Between names that match equally well, one that begins with the text is what was meant.
            Some((score * 2 + u32::from(name.starts_with(&needle)), index))
        })
        .collect();
    found
        .sort_by_key(|(score, index)| (std::cmp::Reverse(*score), menu.folded_names()[*index].len(), *index));
    let coded = menu.by_code(text);
    let named = found.into_iter().map(|(_, index)| index).filter(|index| Some(*index) != coded);
    coded.into_iter().chain(named).take(MOST).collect()
}
