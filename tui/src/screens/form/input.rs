//! How a line of a form is filled in: with text, with one of several words, with several of them, with what is picked
//! from a long list, with yes or no.

use std::collections::BTreeSet;

use comanda_core::text::folded;
use crossterm::event::KeyCode;

use crate::field::Field;
use crate::keys::Key;

/// What a line with yes and no says.
const YES: &str = "yes";
/// The other of the two.
const NO: &str = "no";
/// How many of what matches is offered.
const MOST_OFFERED: usize = 5;

/// How a line is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// By typing.
    Text,
    /// By taking one of these words, or by typing another one.
    Choices(Vec<String>),
    /// By taking one of these words.
    Choice(&'static [&'static str]),
    /// By taking any of these words.
    Several {
        /// The words.
        words: &'static [&'static str],
        /// Those that are taken, by place.
        taken: BTreeSet<usize>,
        /// The one that Space takes, or leaves.
        here: usize,
    },
    /// By typing a part of a name and taking what matches.
    Picks {
        /// All names.
        names: Vec<String>,
        /// Those that are picked, by place, in the order they were picked.
        picked: Vec<usize>,
        /// The one of the offered ones that Enter picks.
        here: usize,
    },
    /// By yes and no.
    Switch,
}

/// One line of a dialog.
#[derive(Debug, Clone)]
pub struct FormField {
    /// What it is called.
    pub label: &'static str,
    /// What is typed.
    pub field: Field,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// How it is filled in.
    pub input: Input,
    /// The page it stands on, from 0.
    pub page: usize,
}

impl FormField {
    /// A line of text that nothing is wrong with.
    pub const fn new(label: &'static str, field: Field) -> Self {
        Self { label, field, problem: None, input: Input::Text, page: 0 }
    }

    /// A line for one of these words; `text` stands there.
    pub fn choices(label: &'static str, words: Vec<String>, text: &str) -> Self {
        Self { input: Input::Choices(words), ..Self::new(label, Field::default().with(text)) }
    }

    /// A line for one of these words and no other; `text` stands there.
    pub fn choice(label: &'static str, words: &'static [&'static str], text: &str) -> Self {
        Self { input: Input::Choice(words), ..Self::new(label, Field::default().with(text)) }
    }

    /// A line for any of these words; those at these places are taken.
    pub fn several(label: &'static str, words: &'static [&'static str], taken: BTreeSet<usize>) -> Self {
        Self { input: Input::Several { words, taken, here: 0 }, ..Self::new(label, Field::default()) }
    }

    /// A line for what is picked of `names`; those at these places are picked.
    pub fn picks(label: &'static str, names: Vec<String>, picked: Vec<usize>) -> Self {
        Self { input: Input::Picks { names, picked, here: 0 }, ..Self::new(label, Field::default()) }
    }

    /// A line with yes or no.
    pub fn switch(label: &'static str, is_on: bool) -> Self {
        let field = Field::default().with(if is_on { YES } else { NO });
        Self { input: Input::Switch, ..Self::new(label, field) }
    }

    /// The same on this page.
    #[must_use]
    pub const fn on_page(mut self, page: usize) -> Self {
        self.page = page;
        self
    }

    /// Whether a line with yes and no says yes.
    pub fn is_on(&self) -> bool {
        self.field.text() == YES
    }

    /// The places of the words or names that are taken.
    pub fn taken(&self) -> Vec<usize> {
        match &self.input {
            Input::Several { taken, .. } => taken.iter().copied().collect(),
            Input::Picks { picked, .. } => picked.clone(),
            Input::Text | Input::Choices(_) | Input::Choice(_) | Input::Switch => Vec::new(),
        }
    }

    /// What the line says where it has no cursor.
    pub fn said(&self) -> String {
        match &self.input {
            Input::Several { words, taken, .. } => {
                taken.iter().filter_map(|place| words.get(*place).copied()).collect::<Vec<_>>().join(", ")
            }
            Input::Picks { names, picked, .. } => picked
                .iter()
                .filter_map(|place| names.get(*place).map(String::as_str))
                .collect::<Vec<_>>()
                .join(", "),
            Input::Text | Input::Choices(_) | Input::Choice(_) | Input::Switch => {
                self.field.text().to_owned()
            }
        }
    }

    /// The places of the names that match what is typed and are not picked yet; those that begin with it come first.
    pub fn offered(&self) -> Vec<usize> {
        let Input::Picks { names, picked, .. } = &self.input else { return Vec::new() };
        let wanted = folded(self.field.text());
        if wanted.is_empty() {
            return Vec::new();
        }
        let matching = |begins: bool| {
            let wanted = wanted.as_str();
            names.iter().enumerate().filter(move |(_, name)| {
                let name = folded(name);
                name.contains(wanted) && name.starts_with(wanted) == begins
            })
        };
        let found = matching(true).chain(matching(false)).map(|(place, _)| place);
        found.filter(|place| !picked.contains(place)).take(MOST_OFFERED).collect()
    }

    /// Picks the offered name; says whether there was one.
    pub fn pick(&mut self) -> bool {
        let offered = self.offered();
        let Input::Picks { picked, here, .. } = &mut self.input else { return false };
        let Some(place) = offered.get(*here).or(offered.first()) else { return false };
        picked.push(*place);
        *here = 0;
        self.field.clear();
        true
    }

    /// Types a text that came as a whole; a line of words takes none.
    pub fn insert(&mut self, text: &str) {
        match self.input {
            Input::Text | Input::Choices(_) | Input::Picks { .. } => self.field.insert(text),
            Input::Choice(_) | Input::Several { .. } | Input::Switch => {}
        }
    }

    /// Takes the next of its words, or the one before.
    pub fn turn(&mut self, by: isize) {
        let offered = self.offered().len();
        match &mut self.input {
            Input::Text => {}
            Input::Switch => {
                let other = if self.field.text() == YES { NO } else { YES };
                self.field.set(other);
            }
            Input::Several { words, here, .. } => *here = turned(*here, by, words.len()),
            Input::Picks { here, .. } => *here = turned(*here, by, offered),
            Input::Choice(words) => {
                let here = words.iter().position(|word| *word == self.field.text()).unwrap_or(0);
                let word = words.get(turned(here, by, words.len())).copied().unwrap_or_default();
                self.field.set(word);
            }
            Input::Choices(words) if words.is_empty() => {}
            Input::Choices(words) => {
                let here = words.iter().position(|word| word == self.field.text());
                let next = match here {
                    Some(here) => turned(here, by, words.len()),
                    None if by < 0 => words.len() - 1,
                    None => 0,
                };
                let word = words.get(next).cloned().unwrap_or_default();
                self.field.set(&word);
            }
        }
    }

    /// Does what `key` does to the line; says whether it does anything.
    pub fn edit(&mut self, key: Key) -> bool {
        match (&mut self.input, key.written()) {
            (Input::Switch | Input::Choice(_), Some(' ')) => self.turn(1),
            (Input::Switch, Some('y' | '1')) => self.field.set(YES),
            (Input::Switch, Some('n' | '0')) => self.field.set(NO),
            (Input::Choice(words), Some(letter)) => {
                let begins =
                    |word: &&&str| word.chars().next().is_some_and(|c| c.eq_ignore_ascii_case(&letter));
                let Some(word) = words.iter().find(begins) else { return false };
                self.field.set(word);
            }
            (Input::Several { taken, here, .. }, Some(' ')) => {
                if !taken.remove(here) {
                    taken.insert(*here);
                }
            }
            (Input::Several { words, taken, here }, Some(letter)) => {
                // The next word with this letter, so that a letter pressed twice reaches the second one.
                let begins = |place: &usize| {
                    words[*place % words.len()]
                        .chars()
                        .next()
                        .is_some_and(|c| c.eq_ignore_ascii_case(&letter))
                };
                let Some(place) = (*here + 1..=*here + words.len()).find(begins) else { return false };
                *here = place % words.len();
                taken.insert(*here);
            }
            (Input::Switch, _) | (Input::Choice(_) | Input::Several { .. }, None) => return false,
            (Input::Picks { picked, .. }, None)
                if matches!(key.code, KeyCode::Backspace | KeyCode::Delete)
                    && self.field.text().is_empty() =>
            {
                return picked.pop().is_some();
            }
            (Input::Picks { here, .. }, _) => {
                *here = 0;
                return self.field.edit(key);
            }
            // A word that was taken as a whole goes as a whole.
            (Input::Choices(words), Some(_)) if words.iter().any(|word| word == self.field.text()) => {
                self.field.clear();
                return self.field.edit(key);
            }
            (Input::Choices(_) | Input::Text, _) => return self.field.edit(key),
        }
        true
    }
}

/// One of `count` places further, around the end.
fn turned(here: usize, by: isize, count: usize) -> usize {
    if count == 0 {
        return 0;
    }
    (here.cast_signed() + by).rem_euclid(count.cast_signed()).cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &mut FormField, text: &str) {
        for c in text.chars() {
            line.edit(Key::char(c));
        }
    }

    #[test]
    fn several_words_are_taken_by_space_or_by_their_letter() {
        let mut line = FormField::several("Days", &["Mon", "Tue", "Wed", "Thu"], BTreeSet::new());
        typed(&mut line, "tt ");
        assert_eq!(line.said(), "Tue", "the second t is Thursday, and space leaves it again");
        line.turn(1);
        typed(&mut line, " ");
        assert_eq!(line.said(), "Mon, Tue");
    }

    #[test]
    fn names_are_picked_by_a_part_of_them_and_given_back_one_by_one() {
        let names = ["Beef Burger", "Fries", "Burger Bun"].map(str::to_owned).to_vec();
        let mut line = FormField::picks("Only", names, Vec::new());
        typed(&mut line, "burg");
        assert_eq!(line.offered(), [2, 0], "what begins with it comes first");
        line.turn(1);
        assert!(line.pick());
        typed(&mut line, "burg");
        assert!(line.pick() && !line.pick());
        assert_eq!(line.said(), "Beef Burger, Burger Bun");
        line.edit(Key::named(KeyCode::Backspace));
        assert_eq!(line.said(), "Beef Burger");
    }

    #[test]
    fn one_of_the_words_stands_there_whatever_is_typed() {
        let mut line = FormField::choice("Kind", &["percent", "amount"], "percent");
        typed(&mut line, "xa");
        assert_eq!(line.said(), "amount");
        line.turn(1);
        assert_eq!(line.said(), "percent");
    }
}
