//! Signing in: who is selling? On its own at the start, and over a kept cart when a session ended.

use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::app::{Link, Model, Place};
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;

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
    /// True while the answer is awaited.
    pub is_sent: bool,
    /// Why it did not work.
    pub problem: Option<String>,
}

impl LoginForm {
    /// The empty form for a shop; the demo shop offers its accounts.
    pub fn of(place: &Place) -> Self {
        let offered: &'static [_] = match place {
            Place::Demo => &DEMO_USERS,
            Place::Server(_) => &[],
        };
        let username = Field::new(150).with(offered.first().map_or("", |(name, _)| name));
        let focus = if offered.is_empty() { LoginField::Username } else { LoginField::Password };
        Self { offered, picked: 0, username, password: Field::new(200), focus, is_sent: false, problem: None }
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
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let offers = |model: &Model| model.login.offered.len() > 1;
    vec![
        Spec::new(Context::Login, LoginAct::SignIn, "login.sign_in", "Sign in")
            .key(Key::ENTER)
            .hint("sign in")
            .when(|model| matches!(model.link, Link::Open | Link::Lost) && !model.login.is_sent)
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
    ]
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use super::*;

    #[test]
    fn the_password_that_is_told_is_the_one_of_the_demo_shop() {
        assert_eq!(DEMO_PASSWORD, comanda_server::DEMO_PASSWORD);
    }
}
