//! Signing in: who is selling? By PIN at a till that has a key, by password at any. On its own at the start,
//! and in place of everything while the till is locked.

pub mod pin;
pub mod waits;

use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::app::{Link, Model, Place};
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;
use crate::screens::lock::Lock;
use pin::{PinForm, Roster};
use waits::Whose;

pub use pin::PinAct;

/// The accounts of the demo shop, and what each is for.
const DEMO_USERS: [(&str, &str); 5] = [
    ("counter", "sells at the counter"),
    ("kitchen", "cooks"),
    ("manager", "runs the shop"),
    ("admin", "runs the accounts"),
    ("customer", "buys; may not sell"),
];

/// The password of all of them, told on the screen: the demo shop holds nothing worth locking away.
pub const DEMO_PASSWORD: &str = "comanda-demo";
/// The PIN of its accounts that have one.
pub const DEMO_PIN: &str = "1234";

/// How somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By picking a name and typing a PIN.
    Pin,
    /// By typing name and password.
    Password,
}

/// The two lines of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LoginField {
    /// The user name.
    Username,
    /// The password.
    Password,
}

/// What was typed so far.
#[derive(Debug, Clone)]
pub struct LoginForm {
    /// Accounts that are offered, and what each is for.
    pub offered: &'static [(&'static str, &'static str)],
    /// The one that is picked.
    pub picked: usize,
    /// The user name.
    pub username: Field,
    /// The password.
    pub password: Field,
    /// The line that is typed into.
    pub focus: LoginField,
    /// Signing in by PIN.
    pub pin: PinForm,
    /// The way that somebody asked for.
    pub chosen: Option<Way>,
    /// Whose attempt is on its way.
    pub sent: Option<Whose>,
    /// Why it did not work.
    pub problem: Option<String>,
}

impl LoginForm {
    /// The empty form for a shop; the demo shop offers its accounts, a till with a key its people.
    pub fn of(place: &Place, roster: Roster) -> Self {
        let offered: &'static [_] = match place {
            Place::Demo => &DEMO_USERS,
            Place::Server(_) => &[],
        };
        let username = Field::new(150).with(offered.first().map_or("", |(name, _)| name));
        let focus = if offered.is_empty() { LoginField::Username } else { LoginField::Password };
        Self {
            offered,
            picked: 0,
            username,
            password: Field::new(200),
            focus,
            pin: PinForm::new(roster),
            chosen: None,
            sent: None,
            problem: None,
        }
    }

    /// The same after the till was locked: whoever locked it is picked.
    pub fn after(place: &Place, roster: Roster, lock: &Lock) -> Self {
        let mut form = Self::of(place, roster);
        if let Some(index) = form.offered.iter().position(|(name, _)| *name == lock.username) {
            form.pick(index);
        }
        form.username.set(&lock.username);
        form.focus = LoginField::Password;
        let is_here = form.pin.pick_by_id(lock.by);
        form.chosen = (!is_here && !form.pin.people().is_empty()).then_some(Way::Password);
        form
    }

    /// The way in: by PIN wherever anybody can, unless somebody asked for the other one.
    pub fn way(&self) -> Way {
        match &self.pin.roster {
            Roster::NoKey => Way::Password,
            Roster::Here(people) if people.is_empty() => Way::Password,
            Roster::Awaited | Roster::Here(_) | Roster::Missing(_) => self.chosen.unwrap_or(Way::Pin),
        }
    }

    /// True while an answer is awaited.
    pub const fn is_sent(&self) -> bool {
        self.sent.is_some()
    }

    /// Whose next attempt it would be.
    pub fn whose(&self) -> Whose {
        match (self.way(), self.pin.person()) {
            (Way::Pin, Some(person)) => Whose::Person(person.id),
            (Way::Pin, None) => Whose::Everybody,
            (Way::Password, _) => Whose::Name(self.username.text().trim().to_owned()),
        }
    }

    /// Picks the offered account at `index`.
    pub fn pick(&mut self, index: usize) {
        if let Some((name, _)) = self.offered.get(index) {
            self.picked = index;
            self.username.set(name);
            self.password.clear();
            self.focus = LoginField::Password;
        }
    }

    /// The line that is typed into.
    pub const fn field(&mut self) -> &mut Field {
        match self.focus {
            LoginField::Username => &mut self.username,
            LoginField::Password => &mut self.password,
        }
    }
}

/// What can be done in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LoginAct {
    /// Sign in, or go on to the password when there is none yet.
    SignIn,
    /// To the other line.
    NextField,
    /// To this line.
    Focus(LoginField),
    /// Pick the next offered account.
    NextUser,
    /// Pick the previous one.
    PreviousUser,
    /// Pick this one.
    PickUser(usize),
    /// Empty the line.
    Clear,
    /// Sign in by PIN instead.
    ByPin,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let offers = |model: &Model| model.login.offered.len() > 1;
    let mut rows = vec![
        Spec::new(Context::Login, LoginAct::SignIn, "login.sign_in", "Sign in")
            .key(Key::ENTER)
            .hint("sign in")
            .when(|model| matches!(model.link, Link::Open | Link::Lost) && !model.login.is_sent())
            .help_only(),
        Spec::new(Context::Login, LoginAct::NextUser, "login.next_user", "Pick the next account")
            .key(Key::named(KeyCode::Down))
            .hint("who")
            .when(offers)
            .help_only(),
        Spec::new(Context::Login, LoginAct::PreviousUser, "login.previous_user", "Pick the previous account")
            .key(Key::named(KeyCode::Up))
            .when(offers)
            .help_only(),
        Spec::new(Context::Login, LoginAct::NextField, "login.next_field", "Between name and password")
            .key(Key::named(KeyCode::Tab))
            .key(Key::named(KeyCode::BackTab))
            .hint("name or password")
            .help_only(),
        Spec::new(Context::Login, LoginAct::Clear, "login.clear", "Empty the line")
            .key(Key::ESC)
            .hint("clear")
            .when(|model| match model.login.focus {
                LoginField::Username => !model.login.username.text().is_empty(),
                LoginField::Password => !model.login.password.text().is_empty(),
            })
            .help_only(),
        Spec::new(Context::Login, LoginAct::ByPin, "login.by_pin", "Sign in by PIN")
            .key(Key::f(12))
            .hint("PIN")
            .when(|model| !matches!(&model.login.pin.roster, Roster::NoKey) && !has_nobody(model))
            .help_only(),
    ];
    rows.extend(pin::actions());
    rows
}

fn has_nobody(model: &Model) -> bool {
    matches!(&model.login.pin.roster, Roster::Here(people) if people.is_empty())
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_are_the_secrets_of_the_demo_shop() {
        assert_eq!(DEMO_PASSWORD, comanda_server::DEMO_PASSWORD);
        assert_eq!(DEMO_PIN, comanda_server::DEMO_PIN);
    }
}
