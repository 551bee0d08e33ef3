//! Signing in by PIN: the people of this till, each with a letter, and the digits that are being typed.

use std::collections::HashSet;
use std::sync::Arc;

use comanda_core::accounts::{Pin, phone};
use comanda_core::actor::Role;
use comanda_core::id::UserId;
use comanda_core::text::folded;
use comanda_core::wire::Secret;
use comanda_core::wire::accounts::PinUser;
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::app::{Link, Model};
use crate::context::Context;
use crate::keys::Key;
use crate::people;
use crate::screens::commands;

/// The letter of the way out: sign in by password.
const OTHER: char = 'o';

/// Somebody who may sign in here by PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The letter that picks them, while there are enough.
    pub letter: Option<char>,
}

/// What is known of the people of this till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Roster {
    /// The till has no key of its own: nobody signs in by PIN.
    NoKey,
    /// It is on its way.
    Awaited,
    /// These; none: nobody has a PIN.
    Here(Arc<[Person]>),
    /// It did not come, and why.
    Missing(String),
}

/// Who may sign in by PIN, as the executor found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Nobody: the till has no key of its own.
    NoKey,
    /// These.
    People(Vec<PinUser>),
}

/// What was picked and typed so far.
#[derive(Debug, Clone)]
pub struct PinForm {
    /// Who can be picked.
    pub roster: Roster,
    /// The one that is picked.
    pub picked: usize,
    pin: Secret,
}

impl PinForm {
    /// Nothing picked yet, of these people.
    pub fn new(roster: Roster) -> Self {
        Self { roster, picked: 0, pin: Secret::default() }
    }

    /// The people that can be picked.
    pub fn people(&self) -> &[Person] {
        match &self.roster {
            Roster::Here(people) => people,
            Roster::NoKey | Roster::Awaited | Roster::Missing(_) => &[],
        }
    }

    /// Who is picked.
    pub fn person(&self) -> Option<&Person> {
        self.people().get(self.picked)
    }

    /// The people came; whoever was picked stays picked.
    pub fn show(&mut self, users: &[PinUser]) {
        let before = self.person().map(|person| person.id);
        self.roster = Roster::Here(listed(users).into());
        self.picked = 0;
        if let Some(id) = before {
            self.pick_by_id(id);
        }
    }

    /// Picks whoever has this id; says whether they are here.
    pub fn pick_by_id(&mut self, id: UserId) -> bool {
        let place = self.people().iter().position(|person| person.id == id);
        self.picked = place.unwrap_or(self.picked);
        place.is_some()
    }

    /// Picks the person at `index`; digits that were typed for somebody else are forgotten.
    pub fn pick(&mut self, index: usize) {
        if index < self.people().len() && index != self.picked {
            self.picked = index;
            self.clear();
        }
    }

    /// The digits, to be sent.
    pub const fn pin(&self) -> &Secret {
        &self.pin
    }

    /// How many digits are typed.
    pub fn typed(&self) -> usize {
        self.pin.expose().len()
    }

    /// Takes what `c` writes when it is a digit, in whichever script; says whether it was taken.
    pub fn push(&mut self, c: char) -> bool {
        let digit = phone::digits(c.encode_utf8(&mut [0; 4]));
        let is_taken = !digit.is_empty() && self.typed() < Pin::LONGEST;
        if is_taken {
            self.pin = Secret::from(format!("{}{digit}", self.pin.expose()));
        }
        is_taken
    }

    /// Takes the last digit back.
    pub fn erase(&mut self) {
        let kept = self.typed().saturating_sub(1);
        self.pin = Secret::from(self.pin.expose().chars().take(kept).collect::<String>());
    }

    /// Forgets the digits.
    pub fn clear(&mut self) {
        self.pin = Secret::default();
    }
}

/// The people by name, each with a letter; who is called like somebody else shows the user name too.
fn listed(users: &[PinUser]) -> Vec<Person> {
    let called = |user: &PinUser| people::called(&user.first_name, &user.last_name, &user.username);
    let mut named: Vec<(String, &PinUser)> = users.iter().map(|user| (called(user), user)).collect();
    named.sort_by_key(|(name, user)| (folded(name), user.username.clone()));
    let (mut seen, mut twice) = (HashSet::new(), HashSet::new());
    for (name, _) in &named {
        if !seen.insert(folded(name)) {
            twice.insert(folded(name));
        }
    }
    for (name, user) in &mut named {
        if twice.contains(&folded(name)) {
            *name = format!("{name} ({})", user.username);
        }
    }
    let letters = letters(&named.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>());
    let person = |((name, user), letter): ((String, &PinUser), Option<char>)| Person {
        id: user.id,
        name,
        role: user.role,
        letter,
    };
    named.into_iter().zip(letters).map(person).collect()
}

/// For each name its first letter that is still free; who has none left gets any that is.
fn letters(names: &[&str]) -> Vec<Option<char>> {
    let mut free: Vec<char> = ('a'..='z').filter(|letter| *letter != OTHER).collect();
    let mut take = |wanted: &str| {
        let place = wanted.chars().find_map(|letter| free.iter().position(|other| *other == letter))?;
        Some(free.remove(place))
    };
    let mut found: Vec<Option<char>> = names.iter().map(|name| take(&folded(name))).collect();
    for letter in found.iter_mut().filter(|letter| letter.is_none()) {
        *letter = take("abcdefghijklmnopqrstuvwxyz");
    }
    found
}

/// What can be done while a PIN is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PinAct {
    /// Sign in.
    SignIn,
    /// Pick the next person.
    Next,
    /// Pick the previous one.
    Previous,
    /// Pick this one.
    Pick(usize),
    /// Pick whoever has this letter.
    Letter(char),
    /// Forget the digits.
    Clear,
    /// Take the last digit back.
    Erase,
    /// Sign in by password instead.
    ByPassword,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::Pin, act, id, label).help_only();
    let several = |model: &Model| model.login.pin.people().len() > 1;
    let has_typed = |model: &Model| model.login.pin.typed() > 0;
    let mut rows = vec![
        row(PinAct::SignIn, "pin.sign_in", "Sign in")
            .key(Key::ENTER)
            .hint("sign in")
            .when(|model| matches!(model.link, Link::Open | Link::Lost) && !model.login.is_sent()),
        row(PinAct::Next, "pin.next", "Pick the next person")
            .key(Key::named(KeyCode::Down))
            .hint("who")
            .when(several),
        row(PinAct::Previous, "pin.previous", "Pick the previous person")
            .key(Key::named(KeyCode::Up))
            .when(several),
        row(PinAct::Clear, "pin.clear", "Forget the digits").key(Key::ESC).hint("clear").when(has_typed),
        row(PinAct::Erase, "pin.erase", "Take the last digit back")
            .key(Key::named(KeyCode::Backspace))
            .when(has_typed),
        row(PinAct::ByPassword, "pin.by_password", "Sign in by name and password")
            .key(Key::f(12))
            .key(Key::char(OTHER))
            .hint("password"),
        commands::help(Context::Pin),
    ];
    rows.extend(('a'..='z').filter(|letter| *letter != OTHER).map(|letter| {
        row(PinAct::Letter(letter), "pin.letter", "Pick the person beside the letter").key(Key::char(letter))
    }));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&["Sara", "Reza", "Mina"], "srm")]
    #[case(&["Sara", "Sina", "Omid", "سارا"], "simb")]
    #[case(&["Al", "Al", "Al", "Cy"], "alby")]
    fn everybody_has_a_letter_of_their_own(#[case] names: &[&str], #[case] expected: &str) {
        let found: String = letters(names).into_iter().map(|letter| letter.unwrap_or('-')).collect();
        assert_eq!(found.chars().count(), names.len());
        let different: HashSet<char> = found.chars().collect();
        assert_eq!(different.len(), names.len(), "{found}");
        assert!(found.starts_with(&expected[..1]) && !found.contains(OTHER), "{found}");
    }

    #[test]
    fn where_letters_run_out_arrows_remain() {
        let names = vec!["Kim"; 30];
        assert_eq!(letters(&names).iter().flatten().count(), 25);
    }

    #[test]
    fn a_pin_is_digits_of_any_script_and_shown_to_nobody() {
        let mut form = PinForm::new(Roster::NoKey);
        assert!("1۲x３4".chars().filter(|c| form.push(*c)).count() == 4);
        assert_eq!(form.pin().expose(), "1234");
        assert!(!format!("{form:?}").contains("1234"));
        form.erase();
        assert_eq!(form.typed(), 3);
        assert!((0..9).filter(|_| form.push('9')).count() == 5, "8 digits at most");
    }
}
