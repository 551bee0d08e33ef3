//! By which words an account is found: the beginnings of its names, and the end of its telephone number.
//! Stored words and searched words are made here, so that they meet.

use std::collections::BTreeSet;

use super::phone;
use crate::text::folded;

/// Marks a word that is a telephone number read backwards: its beginning is the number's end.
const BACKWARDS: char = '#';
/// Fewer digits would find half of the town.
const SHORTEST_TAIL: usize = 3;
/// More words than anybody types.
const MOST_WORDS: usize = 6;

/// The words of an account, each once.
pub fn words(names: &[&str], phone_number: &str) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = names.iter().flat_map(|name| split(name)).collect();
    let digits = phone::digits(phone_number);
    if !digits.is_empty() {
        words.insert(format!("{BACKWARDS}{}", digits.chars().rev().collect::<String>()));
        words.insert(digits);
    }
    words
}

/// What to look for: an account is meant when it has, for each inner list, a word that begins with one of it.
pub fn wanted(search: &str) -> Vec<Vec<String>> {
    let digits = phone::digits(search);
    let is_number = search.chars().all(|c| " -().+".contains(c) || !phone::digits(&c.to_string()).is_empty());
    if is_number && digits.len() >= SHORTEST_TAIL {
        return vec![vec![format!("{BACKWARDS}{}", digits.chars().rev().collect::<String>()), digits]];
    }
    let words = split(search);
    if words.is_empty() && !search.trim().is_empty() {
        // Signs alone mean nobody, rather than everybody. No word of an account begins so.
        return vec![vec!["!".to_owned()]];
    }
    words.into_iter().take(MOST_WORDS).map(|word| vec![word]).collect()
}

fn split(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '\'';
    let folded = folded(text);
    folded.split(|c: char| !is_part(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(search: &str) -> bool {
        let words = words(&["a.ahmadi", "ada@mail.example", "Ádá", "Ahmadi"], "0912 345 4417");
        let has = |begins: &String| words.iter().any(|word| word.starts_with(begins.as_str()));
        wanted(search).iter().all(|any| any.iter().any(has))
    }

    #[test]
    fn people_are_found_by_the_beginning_of_a_name_or_the_end_of_a_number() {
        for good in ["ahm", "AHMADI ada", "ada", "4417", "345-4417", "0912", "۴۴۱۷", "mail", "a.ahmadi", ""]
        {
            assert!(finds(good), "{good}");
        }
        for bad in ["madi", "ahmadi bob", "3454", "4418", "%", "*_", "#", "99"] {
            assert!(!finds(bad), "{bad}");
        }
    }
}
