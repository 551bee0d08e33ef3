//! The people of a till with a key of its own, and the customers of its shop.

use comanda::app::Place;
use comanda::msg::{Cmd, Msg};
use comanda::screens::customers::{CustomersCmd, CustomersMsg, CustomersWake, Question, Save};
use comanda::screens::login::pin::Offer;
use comanda::trouble::Trouble;
use comanda_core::accounts::Tier;
use comanda_core::actor::Role;
use comanda_core::id::{AddressId, UserId};
use comanda_core::wire::accounts::{AddressView, CustomerProfileView, PinUser};
use comanda_core::wire::{Page, ProfileView, Secret};
use uuid::Uuid;

use crate::day::amount;
use crate::till::{Till, user, user_id};

pub fn pin_user(first: &str, last: &str, username: &str, role: Role) -> PinUser {
    PinUser {
        id: user_id(username),
        username: username.into(),
        first_name: first.into(),
        last_name: last.into(),
        role,
    }
}

/// Mina m, Reza r, Sara s.
pub fn people() -> Vec<PinUser> {
    vec![
        pin_user("Sara", "Ahmadi", "sara", Role::Staff),
        pin_user("Reza", "", "reza", Role::Manager),
        pin_user("Mina", "", "mina", Role::Staff),
    ]
}

/// Names of other scripts, and longer than any box.
pub fn many_people() -> Vec<PinUser> {
    let names = [
        "سارا احمدی‌نژاد",
        "宫保鸡丁",
        "Crème Brûlée",
        "Maximiliane-Charlotte von und zu Hohenlohe-Langenburg-Oehringen",
    ];
    let strange = names
        .iter()
        .enumerate()
        .map(|(number, name)| pin_user(name, "", &format!("other{number}"), Role::Staff));
    let others = (1..=20)
        .map(|number| pin_user("Kim", &format!("{number:02}"), &format!("kim{number:02}"), Role::Staff));
    strange.chain(others).collect()
}

/// Somebody whose telephone number ends with 4417.
pub fn ahmadi() -> ProfileView {
    let mut view = profile("ahmadi", "Ali", "Ahmadi", "0912 345 4417", Tier::Vip);
    view.customer_profile.allergies = vec!["nuts".into()];
    view.customer_profile.dietary_restrictions = vec!["pork".into()];
    view.customer_profile.orders = 42;
    view.customer_profile.spent = amount("9410.00");
    view.customer_profile.addresses = vec![
        address(1, "home", "Mill Lane 3", true),
        address(2, "work", "Harbour Street 128, the second door behind the bakery", false),
    ];
    view.user.email = Some("ali@example.com".into());
    view
}

pub fn karimi() -> ProfileView {
    profile("karimi", "Sepideh", "Karimi", "0935 111 4417", Tier::New)
}

fn address(number: u128, label: &str, street: &str, is_default: bool) -> AddressView {
    AddressView {
        id: AddressId::from_uuid(Uuid::from_u128(number)),
        label: label.into(),
        address: street.into(),
        city: "Bergen".into(),
        state: String::new(),
        country: String::new(),
        postal_code: "5003".into(),
        notes: if is_default { "ring twice".into() } else { String::new() },
        is_default,
    }
}

pub fn profile(username: &str, first: &str, last: &str, phone: &str, tier: Tier) -> ProfileView {
    let mut account = user(username, Role::Customer);
    (account.first_name, account.last_name) = (first.into(), last.into());
    let customer_profile = CustomerProfileView {
        phone_number: phone.into(),
        address: String::new(),
        city: String::new(),
        state: String::new(),
        country: String::new(),
        postal_code: String::new(),
        preferences: serde_json::Map::new(),
        allergies: Vec::new(),
        dietary_restrictions: Vec::new(),
        addresses: Vec::new(),
        tier,
        orders: 0,
        spent: amount("0.00"),
    };
    ProfileView { user: account, customer_profile }
}

pub fn found(rows: Vec<ProfileView>) -> Page<ProfileView> {
    Page { count: rows.len() as u64, next: None, previous: None, results: rows }
}

impl Till {
    /// A till with a key of its own, at which these people sign in.
    pub fn keyed(people: Vec<PinUser>) -> Self {
        let mut till = Self::at(Place::Server("http://till.local".into()), true);
        till.hear(Msg::Opened(Vec::new()));
        till.hear(Msg::People(Ok(Offer::People(people))));
        till
    }

    /// The same, and Sara sells there.
    pub fn with_sara() -> Self {
        let mut till = Self::keyed(people());
        till.press("s 1 2 3 4 enter").is_let_in("sara");
        till.serve(crate::menu::menu());
        till.model.notice = None;
        till.asked.clear();
        till
    }

    /// The server lets somebody in.
    pub fn is_let_in(&mut self, username: &str) -> &mut Self {
        let (first, role) = match username {
            "sara" => ("Sara", Role::Staff),
            "reza" => ("Reza", Role::Manager),
            _ => ("", Role::Staff),
        };
        let mut user = user(username, role);
        user.first_name = first.into();
        self.hear(Msg::SignedIn(Ok(Box::new(user))));
        self
    }

    pub fn is_turned_down(&mut self, trouble: Trouble) -> &mut Self {
        self.hear(Msg::SignedIn(Err(trouble)));
        self
    }

    /// Who was to sign in by which PIN, each time.
    pub fn pins_sent(&self) -> Vec<(UserId, Secret)> {
        let sent = |cmd: &Cmd| match cmd {
            Cmd::SignInByPin { user, pin } => Some((*user, pin.clone())),
            _ => None,
        };
        self.asked.iter().filter_map(sent).collect()
    }

    /// The Customers screen with these on it.
    pub fn among(rows: Vec<ProfileView>) -> Self {
        let mut till = Self::selling();
        till.press("alt-6").shop_finds(rows);
        till
    }

    /// The search that was asked for last.
    pub fn sought(&self) -> Option<(u64, Question)> {
        self.asked.iter().rev().find_map(|cmd| match cmd {
            Cmd::Customers(CustomersCmd::List(number, question)) => Some((*number, question.clone())),
            _ => None,
        })
    }

    /// The shop answers the search that was asked for last.
    pub fn shop_finds(&mut self, rows: Vec<ProfileView>) -> &mut Self {
        let (number, question) = self.sought().expect("somebody was looked for");
        self.hear(Msg::Customers(CustomersMsg::Listed(number, question, Ok(Box::new(found(rows))))));
        self
    }

    pub fn search_fails(&mut self, trouble: Trouble) -> &mut Self {
        let (number, question) = self.sought().expect("somebody was looked for");
        self.hear(Msg::Customers(CustomersMsg::Listed(number, question, Err(trouble))));
        self
    }

    /// The answer to the search takes long.
    pub fn search_takes_long(&mut self) -> &mut Self {
        let (number, _) = self.sought().expect("somebody was looked for");
        self.hear(Msg::Customers(CustomersMsg::Woke(CustomersWake::Long(number))));
        self
    }

    /// Who was to be written down, each time.
    pub fn saves(&self) -> Vec<Save> {
        let save = |cmd: &Cmd| match cmd {
            Cmd::Customers(CustomersCmd::Save(save)) => Some((**save).clone()),
            _ => None,
        };
        self.asked.iter().filter_map(save).collect()
    }

    /// What the shop says to who was to be written down last.
    pub fn shop_writes_down(&mut self, answer: Result<ProfileView, Trouble>) -> &mut Self {
        let save = self.saves().pop().expect("somebody was to be written down");
        self.hear(Msg::Customers(CustomersMsg::Saved(Box::new(save), answer.map(Box::new))));
        self
    }

    /// The names of those that are found.
    pub fn names(&self) -> Vec<&str> {
        self.model.customers.list.rows.iter().map(|row| row.user.last_name.as_str()).collect()
    }
}
