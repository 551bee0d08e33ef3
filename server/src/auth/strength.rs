//! Which passwords are taken: long enough, not among the most tried, and nothing that is known of their owner.

use comanda_core::refusal::{FieldErrors, Refusal};
use comanda_core::text;
use zxcvbn::feedback::Warning;
use zxcvbn::{Entropy, Score, zxcvbn};

const SHORTEST: usize = 10;
const LONGEST: usize = 128;
/// More than this adds nothing to the estimate, and takes its time.
const LOOKED_AT: usize = 72;

/// Whose password it is to be; nothing of this makes it stronger.
#[derive(Debug, Clone, Copy, Default)]
pub struct Owner<'a> {
    /// The name to sign in with.
    pub username: &'a str,
    /// Where mail goes.
    pub email: &'a str,
    /// Given name.
    pub first_name: &'a str,
    /// Family name.
    pub last_name: &'a str,
    /// What customers know the shop by.
    pub shop: &'a str,
}

impl Owner<'_> {
    /// Each word that is known of them, folded.
    fn words(&self) -> Vec<String> {
        let known = [self.username, self.email, self.first_name, self.last_name, self.shop];
        let folded = known.map(text::folded);
        let parts = folded.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        parts
            .chain(folded.iter().map(String::as_str))
            .filter(|word| word.len() > 2)
            .map(str::to_owned)
            .collect()
    }
}

/// Refuses a weak password on `field`, and says why and what to do.
pub fn require(password: &str, owner: &Owner<'_>, field: &str) -> Result<(), Refusal> {
    match weakness(password, owner) {
        Some(message) => Err(Refusal::InvalidInput { errors: FieldErrors::one(field, message) }),
        None => Ok(()),
    }
}

/// Why `password` is not taken; none when it is.
pub fn weakness(password: &str, owner: &Owner<'_>) -> Option<String> {
    let length = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        return Some(format!("has {SHORTEST} to {LONGEST} characters; three or four words make a good one"));
    }
    let looked_at: String = password.chars().take(LOOKED_AT).collect();
    let words = owner.words();
    let known: Vec<&str> = words.iter().map(String::as_str).collect();
    let estimate = zxcvbn(&looked_at, &known);
    if estimate.score() >= Score::Three {
        return None;
    }
    let without_owner = zxcvbn(&looked_at, &[]);
    Some(if without_owner.score() > estimate.score() {
        "is too much like your name, your address or the shop's name; choose other words".to_owned()
    } else {
        reason(&estimate).to_owned()
    })
}

fn reason(estimate: &Entropy) -> &'static str {
    match estimate.feedback().and_then(|feedback| feedback.warning()) {
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

    const ADA: Owner<'static> = Owner {
        username: "ada.lovelace",
        email: "ada@analytical.example",
        first_name: "Augusta",
        last_name: "Lovelace",
        shop: "Café Comanda",
    };

    fn told(password: &str) -> String {
        weakness(password, &ADA).unwrap_or_default()
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
        for common in
            ["1234567890", "qwertyuiop", "password123", "aaaaaaaaaaaa", "iloveyou12", "abcdefghijkl"]
        {
            assert!(!told(common).is_empty(), "{common}");
        }
        assert!(told("password123").contains("tried first"), "{}", told("password123"));
    }

    #[test]
    fn what_is_known_of_its_owner_makes_no_password() {
        for own in ["augusta-lovelace", "lovelace1815", "ada@analytical.example", "ComandaLovelace"] {
            assert!(!told(own).is_empty(), "{own}");
        }
        assert!(told("analyticalaugusta").contains("too much like"), "{}", told("analyticalaugusta"));
    }

    #[test]
    fn a_nasty_password_is_looked_at_quickly() {
        let started = std::time::Instant::now();
        for nasty in ["Pa5$w0rd".repeat(16), "qwerty1987!".repeat(11), "a1b2c3d4".repeat(16)] {
            let _ = weakness(&nasty, &ADA);
        }
        assert!(started.elapsed().as_secs() < 6, "{:?}", started.elapsed());
    }
}
