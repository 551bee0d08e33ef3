//! A till under test: keys in, what it asks of the outside, its picture. Time passes only when told.

use std::sync::Arc;
use std::time::Duration;

use comanda::app::{Model, Place, Start};
use comanda::hits::Hits;
use comanda::journal::Pending;
use comanda::msg::{Cmd, Msg};
use comanda::theme::Theme;
use comanda::trouble::{Effect, Trouble};
use comanda::update::update;
use comanda::view;
use comanda_core::actor::Role;
use comanda_core::id::{OrderId, PaymentId, UserId};
use comanda_core::money::Amount;
use comanda_core::orders::tender::settle;
use comanda_core::orders::{PaymentStatus, Source, Status};
use comanda_core::refusal::Refusal;
use comanda_core::wire::{MenuView, OrderView, PaidOrder, PaymentView, UserView};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use uuid::Uuid;

use crate::menu;

/// Between two keys that fingers press.
const BY_HAND: Duration = Duration::from_millis(180);
/// Between two keys of a scanner.
const BY_SCANNER: Duration = Duration::from_millis(8);

#[derive(Clone)]
pub struct Till {
    pub model: Model,
    pub hits: Hits,
    pub asked: Vec<Cmd>,
    pub pressed: usize,
    clock: Duration,
}

impl Till {
    /// Just started; the demo shop is being opened.
    pub fn starting() -> Self {
        Self::at(Place::Demo, false)
    }

    /// Just started, at this shop, with or without a key of its own.
    pub fn at(place: Place, is_keyed: bool) -> Self {
        let model = Model::new(Start {
            place,
            is_keyed,
            theme: Theme::default(),
            now: "2026-11-22T12:41:00Z".parse().unwrap(),
            run: "run".into(),
            size: (100, 30),
        });
        Self { model, hits: Hits::default(), asked: Vec::new(), pressed: 0, clock: Duration::from_secs(1) }
    }

    /// The counter is signed in and the menu is there.
    pub fn selling() -> Self {
        let mut till = Self::starting();
        till.hear(Msg::Opened(Vec::new()));
        till.sign_in("counter", Role::Staff);
        till.serve(menu::menu());
        till.model.notice = None;
        till.asked.clear();
        till
    }

    pub fn sign_in(&mut self, username: &str, role: Role) {
        self.hear(Msg::SignedIn(Ok(Box::new(user(username, role)))));
    }

    pub fn serve(&mut self, menu: MenuView) {
        self.hear(Msg::Menu(Ok(Arc::new(menu))));
    }

    /// Hears a message and keeps what is asked for; short timers ring at once.
    pub fn hear(&mut self, msg: Msg) {
        for cmd in update(&mut self.model, msg) {
            match cmd {
                Cmd::After(pause, wake) if pause < Duration::from_millis(100) => {
                    self.clock += pause;
                    self.hear(wake.into());
                }
                cmd => self.asked.push(cmd),
            }
        }
    }

    /// Presses keys by hand, one word each: `q F8 enter ctrl-z 2 *`.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for word in keys.split_whitespace() {
            self.clock += BY_HAND;
            self.pressed += 1;
            self.hear(Msg::Key(key(word), self.clock));
        }
        self
    }

    /// Types a text by hand.
    pub fn type_in(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.clock += BY_HAND;
            self.pressed += 1;
            self.hear(Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE), self.clock));
        }
        self
    }

    /// A scanner reads `code` and ends it with these keys. Timers ring only between the keys' gaps.
    pub fn scan(&mut self, code: &str, ends: &[&str]) -> &mut Self {
        self.clock += BY_HAND;
        let chars = code.chars().map(|c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
        let keys: Vec<KeyEvent> = chars.chain(ends.iter().map(|word| key(word))).collect();
        let mut timers = Vec::new();
        for event in keys {
            self.clock += BY_SCANNER;
            for cmd in update(&mut self.model, Msg::Key(event, self.clock)) {
                match cmd {
                    Cmd::After(_, wake) => timers.push(wake),
                    cmd => self.asked.push(cmd),
                }
            }
        }
        self.clock += BY_HAND;
        for wake in timers {
            self.hear(wake.into());
        }
        self
    }

    /// The payment that was sent last.
    pub fn sent(&self) -> Option<Pending> {
        self.asked.iter().rev().find_map(|cmd| match cmd {
            Cmd::Place(pending) => Some((**pending).clone()),
            _ => None,
        })
    }

    /// How many payments were sent.
    pub fn times_sent(&self) -> usize {
        self.asked.iter().filter(|cmd| matches!(cmd, Cmd::Place(_))).count()
    }

    /// The shop takes the payment that was sent last.
    pub fn shop_takes_it(&mut self) -> &mut Self {
        let pending = self.sent().expect("a payment was sent");
        let paid = paid(&self.model, &pending);
        self.hear(Msg::Placed(pending.key, Ok(Box::new(paid))));
        self
    }

    pub fn shop_refuses(&mut self, refusal: Refusal) -> &mut Self {
        let key = self.sent().expect("a payment was sent").key;
        self.hear(Msg::Placed(key, Err(Trouble::refused(refusal))));
        self
    }

    pub fn answer_fails(&mut self, effect: Effect) -> &mut Self {
        let key = self.sent().expect("a payment was sent").key;
        let trouble = Trouble { effect, sentence: "No answer.".into() };
        self.hear(Msg::Placed(key, Err(trouble)));
        self
    }

    /// What is told above the hints.
    pub fn told(&self) -> &str {
        self.model.notice.as_ref().map_or("", |notice| &notice.text)
    }

    /// The total on the screen, as it is written there.
    pub fn total(&self) -> String {
        let menu = self.model.menu.as_ref().unwrap();
        let priced = self.model.sell.cart.priced(menu, &self.model.sell.facts, self.model.now);
        comanda::amounts::written(priced.quote.total, menu.shop.currency)
    }

    /// The lines of the cart: `2 Fries`.
    pub fn lines(&self) -> Vec<String> {
        let lines = &self.model.sell.cart.lines;
        lines.iter().map(|line| format!("{} {}", line.quantity, line.name)).collect()
    }

    /// The screen at this size.
    pub fn picture(&mut self, columns: u16, rows: u16) -> String {
        self.hear(Msg::Resize(columns, rows));
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| view::draw(&self.model, frame, &mut self.hits)).unwrap();
        terminal.backend().to_string()
    }
}

pub fn user(username: &str, role: Role) -> UserView {
    UserView {
        id: user_id(username),
        username: username.into(),
        email: None,
        first_name: String::new(),
        last_name: String::new(),
        role,
        is_active: true,
        date_of_birth: None,
        location: String::new(),
        image: None,
        has_pin: true,
        date_joined: "2026-11-01T08:00:00Z".parse().unwrap(),
        last_login: None,
        version: 1,
    }
}

/// Each name has an id of its own.
pub fn user_id(username: &str) -> UserId {
    let number = username.bytes().fold(0_u128, |number, byte| (number << 7) ^ u128::from(byte));
    UserId::from_uuid(Uuid::from_u128(number))
}

pub fn key(word: &str) -> KeyEvent {
    let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
    if let Some(c) = word.strip_prefix("ctrl-") {
        return KeyEvent::new(KeyCode::Char(c.chars().next().unwrap()), KeyModifiers::CONTROL);
    }
    if let Some(c) = word.strip_prefix("alt-") {
        return KeyEvent::new(KeyCode::Char(c.chars().next().unwrap()), KeyModifiers::ALT);
    }
    match word {
        "enter" => plain(KeyCode::Enter),
        "esc" => plain(KeyCode::Esc),
        "tab" => plain(KeyCode::Tab),
        "space" => plain(KeyCode::Char(' ')),
        "del" => plain(KeyCode::Delete),
        "pgup" => plain(KeyCode::PageUp),
        "pgdn" => plain(KeyCode::PageDown),
        "right" => plain(KeyCode::Right),
        "left" => plain(KeyCode::Left),
        "back" => plain(KeyCode::Backspace),
        "up" => plain(KeyCode::Up),
        "down" => plain(KeyCode::Down),
        _ if word.len() > 1 && word.starts_with('F') => plain(KeyCode::F(word[1..].parse().unwrap())),
        _ => plain(KeyCode::Char(word.chars().next().unwrap())),
    }
}

/// What the shop answers: priced and settled by the same rules.
fn paid(model: &Model, pending: &Pending) -> PaidOrder {
    let menu = model.menu.as_ref().unwrap();
    let currency = menu.shop.currency;
    let cart = comanda::sell::Cart::of_order(&pending.order, Some(menu));
    let bill = cart.priced(menu, &model.sell.facts, model.now).quote.total;
    let payment = pending.order.payment.as_ref().unwrap();
    let (tenders, tip) = payment.to_tenders(currency, "").unwrap();
    let taken = settle(bill + tip, tip, &tenders, &menu.shop).unwrap();
    let change = taken.iter().map(|part| part.tendered - part.amount - part.rounding).sum();
    let now = model.now;
    let zero = Amount::default();
    let amount = currency.amount(bill + tip);
    let order = OrderView {
        id: OrderId::from_uuid(Uuid::from_u128(1)),
        number: "A-042".into(),
        customer: None,
        guest_name: String::new(),
        source: Source::Counter,
        status: Status::Pending,
        payment_status: PaymentStatus::Paid,
        delivery_method: pending.order.delivery_method,
        items: Vec::new(),
        subtotal: amount,
        discount_amount: zero,
        coupons: Vec::new(),
        tax: zero,
        tax_included: false,
        delivery_fee: zero,
        tip: currency.amount(tip),
        total: amount,
        paid: amount,
        refunded: zero,
        due: zero,
        delivery_address: String::new(),
        delivery_notes: String::new(),
        special_instructions: String::new(),
        cancellation_reason: String::new(),
        refund_reason: String::new(),
        tracking_token: None,
        allowed_transitions: Vec::new(),
        created_at: now,
        updated_at: now,
        confirmed_at: None,
        estimated_delivery: None,
        delivered_at: None,
        expires_at: None,
        version: 1,
    };
    let payments = taken.iter().zip(2..).map(|(part, number)| PaymentView {
        id: PaymentId::from_uuid(Uuid::from_u128(number)),
        method: part.method,
        amount: currency.amount(part.amount),
        rounding: currency.amount(part.rounding),
        tip: currency.amount(part.tip),
        tendered: currency.amount(part.tendered),
        change: currency.amount(part.tendered - part.amount - part.rounding),
        reference: part.reference.clone(),
        refund_of: None,
        taken_by: pending.username.clone(),
        created_at: now,
    });
    PaidOrder { taken: order.paid, payments: payments.collect(), order, change: currency.amount(change) }
}
