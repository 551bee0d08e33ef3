//! Which passwords are taken: long enough, not among the most tried, and nothing that is known of their owner.

use std::collections::BTreeSet;

use comanda_core::refusal::{FieldErrors, Refusal};
use comanda_core::text;
use zxcvbn::feedback::{Feedback, Warning};
use zxcvbn::{Entropy, Score, zxcvbn};

const SHORTEST: usize = 10;
const LONGEST: usize = 128;
/// What comes behind adds nothing to the estimate, and takes its time.
const LOOKED_AT: usize = 64;

/// Whose password it is to be; nothing of this makes it stronger.
#[derive(Debug, Clone, Default)]
pub struct Owner {
    /// The name to sign in with.
    pub username: String,
    /// Where mail goes.
    pub email: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What customers know the shop by.
    pub shop: String,
}

impl Owner {
    /// Somebody of these names: the given one, then the family's.
    pub fn of(username: &str, email: &str, [first_name, last_name]: [&str; 2], shop: String) -> Self {
        Self {
            username: username.to_owned(),
            email: email.to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            shop,
        }
    }

    /// Each word that is known of them, folded, the longest first.
    fn words(&self) -> Vec<String> {
        let known = [&self.username, &self.email, &self.first_name, &self.last_name, &self.shop];
        let folded = known.map(|known| text::folded(known));
        let parts = folded.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let all = parts.chain(folded.iter().map(String::as_str));
        let mut words: Vec<String> = all.filter(|word| word.chars().count() > 2).map(str::to_owned).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words
    }
}

/// Refuses a weak password on `field`, and says why and what to do.
pub fn require(password: &str, owner: &Owner, field: &str) -> Result<(), Refusal> {
    match weakness(password, owner) {
        Some(message) => Err(Refusal::InvalidInput { errors: FieldErrors::one(field, message) }),
        None => Ok(()),
    }
}

/// Why `password` is not taken; none when it is.
pub fn weakness(password: &str, owner: &Owner) -> Option<String> {
    let length = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        return Some(format!("has {SHORTEST} to {LONGEST} characters; three or four words make a good one"));
    }
    let looked_at: String = password.chars().take(LOOKED_AT).collect();
    let words = owner.words();
    if is_about_owner(&looked_at, &words) {
        return Some(
            "is too much like your name, your address or the shop's name; choose other words".to_owned(),
        );
    }
    let estimate = estimate(&looked_at, &words);
    (estimate.score() < ENOUGH).then(|| reason(&estimate).to_owned())
}

/// A hundred million guesses: too many for whoever tries at the door.
const ENOUGH: Score = Score::Three;

/// True when `password` is weak without what is known of its owner. The words are taken out here because the
/// estimate counts three of them in a row as strong.
fn is_about_owner(password: &str, words: &[String]) -> bool {
    let folded = text::folded(password);
    let disguised: String = folded.chars().map(letter_behind).collect();
    [folded, disguised].iter().any(|text| {
        let rest = without(text, words);
        rest.len() < text.len() && estimate(&rest, words).score() < ENOUGH
    })
}

fn without(text: &str, words: &[String]) -> String {
    words.iter().fold(text.to_owned(), |rest, word| {
        let backwards: String = word.chars().rev().collect();
        rest.replace(word.as_str(), "").replace(&backwards, "")
    })
}

/// The letter that people write so.
const fn letter_behind(c: char) -> char {
    match c {
        '4' | '@' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

fn estimate(text: &str, words: &[String]) -> Entropy {
    let known: Vec<&str> = words.iter().map(String::as_str).collect();
    zxcvbn(&with_few_disguises(text), &known)
}

/// The signs that the estimate reads as letters, and a plain one for each.
const DISGUISES: [(char, char); 10] = [
    ('@', '#'),
    ('(', '&'),
    ('{', '*'),
    ('[', '-'),
    ('<', '='),
    ('!', '?'),
    ('|', '^'),
    ('$', '_'),
    ('+', '~'),
    ('%', ';'),
];
/// So many different ones are no word in disguise, and trying all their readings would keep the server busy.
const MOST_DISGUISES: usize = 7;

fn with_few_disguises(text: &str) -> String {
    let plain = |c: char| DISGUISES.iter().find(|(sign, _)| *sign == c).map(|(_, plain)| *plain);
    let different: BTreeSet<char> =
        text.chars().filter(|c| c.is_ascii_digit() || plain(*c).is_some()).collect();
    if different.len() <= MOST_DISGUISES {
        return text.to_owned();
    }
    text.chars().map(|c| plain(c).unwrap_or(c)).collect()
}

fn reason(estimate: &Entropy) -> &'static str {
    match estimate.feedback().and_then(Feedback::warning) {
        Some(
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword,
        ) => "is among the passwords that are tried first; choose another one",
        _ => "is easily guessed; add a word or two that have nothing to do with it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Owner {
        Owner {
            username: "ada.lovelace".to_owned(),
            email: "ada@analytical.example".to_owned(),
            first_name: "Augusta".to_owned(),
            last_name: "Lovelace".to_owned(),
            shop: "Café Comanda".to_owned(),
        }
    }

    fn told(password: &str) -> String {
        weakness(password, &ada()).unwrap_or_default()
    }

    #[test]
    fn length_comes_first() {
        assert!(told("Tr0ub4d&!").contains("10 to 128"));
        assert!(told(&"correct horse ".repeat(10)).contains("10 to 128"));
        assert_eq!(told("correct horse battery"), "");
        assert_eq!(told("سیب زرد روی میز آبی"), "");
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        for common in [
            "1234567890",
            "qwertyuiop",
            "password123",
            "P@ssw0rd123!",
            "aaaaaaaaaaaa",
            "iloveyou12",
            "abcdefghijkl",
            "!@#$%^&*()_+",
            "dragonmonkey",
        ] {
            assert!(
                told(common).contains("choose another") || told(common).contains("add a word"),
                "{common}"
            );
        }
        assert!(told("password123").contains("tried first"), "{}", told("password123"));
    }

    #[test]
    fn what_is_known_of_its_owner_makes_no_password() {
        for own in [
            "augusta-lovelace",
            "lovelace1815",
            "ada@analytical.example",
            "ComandaLovelace",
            "Lovelace, Ada: CAFÉ",
            "L0velace-4ugust4!",
            "ecalevol-adnamoc",
            "analyticalaugusta2026",
        ] {
            assert!(told(own).contains("too much like"), "{own}: {}", told(own));
        }
        assert_eq!(told("ada rides purple camels"), "");
        assert_eq!(weakness("lovelace-harbour-91", &Owner::default()), None);
    }

    #[test]
    fn good_passwords_are_taken() {
        for good in ["correct horse battery", "kitchen-door-7", "4@8({[<369!1|70$5+7%2", "vT9#qLx2!mZ"] {
            assert_eq!(told(good), "", "{good}");
        }
    }

    /// A tenth of it would do; other tests run beside this one.
    #[test]
    fn a_nasty_password_is_looked_at_quickly() {
        let nasty = [
            "4@8({[<369!1|70$5+7%2",
            "@!|$+1234567890",
            "({[<1|7",
            "Pa5$w0rd",
            "qwerty1987!",
            "ab",
            "1.2.87",
        ];
        for nasty in nasty.map(|part| part.repeat(LONGEST)) {
            let nasty: String = nasty.chars().take(LONGEST).collect();
            let begun = std::time::Instant::now();
            let _ = weakness(&nasty, &ada());
            assert!(begun.elapsed().as_secs() < 1, "{nasty}: {:?}", begun.elapsed());
        }
    }
}
