//! The Sell screen: what it remembers, and what can be done on it.

use comanda_core::money::{Amount, Currency};
use comanda_core::orders::{DeliveryMethod, TenderMethod};
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::amounts;
use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;
use crate::screens::tender::word;
use crate::sell::quick_keys::LETTERS;
use crate::sell::{Cart, Entry, Facts, Find};

/// How many steps of the cart can be undone.
const MOST_UNDO: usize = 50;

/// What the Sell screen remembers.
#[derive(Debug, Clone, Default)]
pub struct Sell {
    /// What is being bought.
    pub cart: Cart,
    /// What the shop told of codes.
    pub facts: Facts,
    /// The cart before each step, the latest last.
    pub undo: Vec<Cart>,
    /// What is typed.
    pub entry: Entry,
    /// The search that is being typed.
    pub find: Option<Find>,
    /// It is being said what is sold out.
    pub marking: bool,
    /// The page of quick keys.
    pub page: usize,
    /// On a small screen: the quick keys are shown in place of the cart.
    pub keys_shown: bool,
    /// The sale that was just paid, until the next key.
    pub paid: Option<Paid>,
    /// The sale before this one.
    pub last: Option<Paid>,
}

/// What is told about a sale that was just paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// The number people call out.
    pub number: String,
    /// What it came to.
    pub total: Amount,
    /// How it was paid: each way with how much of it, in turn.
    pub parts: Vec<(TenderMethod, Amount)>,
    /// How much of it is tip.
    pub tip: Amount,
    /// What was handed over.
    pub tendered: Amount,
    /// What goes back.
    pub change: Amount,
    /// What is still to be paid.
    pub due: Amount,
}

impl Paid {
    /// How it was paid, in turn: `12.00 cash, 8.00 card`.
    pub fn in_parts(&self, currency: Currency) -> String {
        let part = |(method, amount): &(TenderMethod, Amount)| {
            format!("{} {}", amounts::shown(*amount, currency), word(*method))
        };
        self.parts.iter().map(part).collect::<Vec<_>>().join(", ")
    }
}

impl Sell {
    /// Puts `next` in place of the cart; the step can be undone.
    pub fn step(&mut self, next: Cart) {
        let before = std::mem::replace(&mut self.cart, next);
        if self.undo.len() == MOST_UNDO {
            self.undo.remove(0);
        }
        self.undo.push(before);
    }

    /// Starts the next sale after `paid`.
    pub fn start_over(&mut self, paid: Paid) {
        *self = Self { page: self.page, last: Some(paid.clone()), paid: Some(paid), ..Self::default() };
    }
}

/// What can be done on the Sell screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SellAct {
    /// Add what lies on this quick key, counted from 0.
    Quick(usize),
    /// The next page of quick keys.
    NextPage,
    /// The previous page.
    PreviousPage,
    /// Search by name or code.
    Find,
    /// What Enter does: take the typed code, or pay when nothing is typed.
    Enter,
    /// Open the tender dialog.
    Pay,
    /// Take the exact sum in cash at once.
    ExactCash,
    /// One more of the selected line.
    More,
    /// One less of the selected line.
    Less,
    /// Take the selected line out.
    Remove,
    /// Select the next line.
    NextLine,
    /// Select the previous line.
    PreviousLine,
    /// Select the line at this place.
    SelectLine(usize),
    /// A note on the selected line.
    Note,
    /// The choices of the selected line.
    Options,
    /// Between pickup and delivery.
    Delivery,
    /// The guest's name.
    Guest,
    /// Look for the customer it is for.
    Customer,
    /// Take the customer off the order.
    NoCustomer,
    /// A code on the order, or why those on it count or do not.
    Coupon,
    /// Take a code off the order.
    NoCoupon,
    /// Back by one step.
    Undo,
    /// Empty the cart.
    Clear,
    /// Take the last typed character back.
    Erase,
    /// Forget what was typed.
    Escape,
    /// Put the order aside for now.
    Park,
    /// Take one up that was put aside.
    Recall,
    /// Say what is sold out for now, or back.
    SoldOut,
    /// Ask for the menu again.
    Refresh,
}

fn has_cart(model: &Model) -> bool {
    !model.sell.cart.is_empty()
}

fn has_customer(model: &Model) -> bool {
    model.sell.cart.customer.is_some()
}

fn has_codes(model: &Model) -> bool {
    !model.sell.cart.codes.is_empty()
}

fn has_typed(model: &Model) -> bool {
    !model.sell.entry.is_empty()
}

fn has_options(model: &Model) -> bool {
    let line = model.sell.cart.line();
    let product = line.and_then(|line| model.menu.as_ref().and_then(|menu| menu.product(line.product)));
    product.is_some_and(|product| !product.options.is_empty())
}

fn has_pages(model: &Model) -> bool {
    model.menu.as_ref().is_some_and(|menu| menu.pages.len() > 1)
}

fn is_delivery(model: &Model) -> bool {
    model.sell.cart.method == DeliveryMethod::Delivery
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = paying();
    rows.extend(finding());
    rows.extend(changing());
    rows.extend(stepping());
    rows.extend(LETTERS.iter().enumerate().map(|(index, letter)| {
        Spec::new(Context::Sell, SellAct::Quick(index), "sell.quick", "Add what lies on this letter")
            .key(Key::char(*letter))
            .help_only()
    }));
    rows
}

fn paying() -> Vec<Spec> {
    vec![
        Spec::new(
            Context::Sell,
            SellAct::Enter,
            "sell.enter",
            "Take the typed code; pay when nothing is typed",
        )
        .key(Key::ENTER)
        .hint("pay")
        .when(|model| has_cart(model) || has_typed(model))
        .help_only(),
        Spec::new(Context::Sell, SellAct::ExactCash, "sell.exact_cash", "Take the exact sum in cash")
            .key(Key::f(8))
            .key(Key::ctrl('e'))
            .hint("exact cash")
            .when(has_cart),
        Spec::new(
            Context::Sell,
            SellAct::Pay,
            "sell.pay",
            "Pay: in cash, by card, from the wallet, or split",
        )
        .key(Key::f(9))
        .when(has_cart),
        Spec::new(Context::Sell, SellAct::Park, "sell.park", "Put the order aside for now")
            .key(Key::f(4))
            .hint("park")
            .when(has_cart),
        Spec::new(Context::Sell, SellAct::Recall, "sell.recall", "Take an order up that was put aside")
            .key(Key::f(5))
            .hint("recall")
            .when(|model| model.parked.count > 0),
    ]
}

fn finding() -> Vec<Spec> {
    vec![
        Spec::new(Context::Sell, SellAct::Find, "sell.find", "Search by name or code")
            .key(Key::char('/'))
            .key(Key::f(2))
            .hint("search")
            .when(|model| model.menu.is_some()),
        Spec::new(Context::Sell, SellAct::Customer, "sell.customer", "Look for the customer it is for")
            .key(Key::f(3))
            .hint("customer"),
        Spec::new(Context::Sell, SellAct::NoCustomer, "sell.no_customer", "Take the customer off the order")
            .key(Key::ctrl('d'))
            .when(has_customer),
        Spec::new(
            Context::Sell,
            SellAct::Coupon,
            "sell.coupon",
            "A coupon: use a code, or see why one does not count",
        )
        .key(Key::f(6))
        .key(Key::ctrl('f'))
        .hint("coupon")
        .when(|model| has_cart(model) || has_codes(model)),
        Spec::new(
            Context::Sell,
            SellAct::NoCoupon,
            "sell.no_coupon",
            "Take a code off the order, first one that does not count",
        )
        .key(Key::ctrl('k'))
        .when(has_codes),
        Spec::new(Context::Sell, SellAct::NextPage, "sell.next_page", "Next page of quick keys")
            .key(Key::named(KeyCode::Tab))
            .key(Key::named(KeyCode::PageDown))
            .hint("page")
            .when(has_pages),
        Spec::new(Context::Sell, SellAct::PreviousPage, "sell.previous_page", "Previous page of quick keys")
            .key(Key::named(KeyCode::BackTab))
            .key(Key::named(KeyCode::PageUp))
            .when(has_pages),
        Spec::new(Context::Sell, SellAct::SoldOut, "sell.86", "86: say what is sold out for now, or back")
            .key(Key::char('o'))
            .key(Key::ctrl('n'))
            .hint("86")
            .when(|model| model.menu.is_some()),
        Spec::new(Context::Sell, SellAct::Refresh, "sell.refresh", "Ask for the menu again")
            .key(Key::ctrl('r')),
    ]
}

fn changing() -> Vec<Spec> {
    vec![
        Spec::new(Context::Sell, SellAct::More, "sell.more", "One more of the selected line")
            .key(Key::char('+'))
            .key(Key::char('='))
            .hint("more")
            .when(has_cart),
        Spec::new(Context::Sell, SellAct::Less, "sell.less", "One less of the selected line")
            .key(Key::char('-'))
            .hint("less")
            .when(has_cart),
        Spec::new(
            Context::Sell,
            SellAct::Remove,
            "sell.remove",
            "Take the selected line out; without lines, the customer",
        )
        .key(Key::named(KeyCode::Delete))
        .hint("line out")
        .when(|model| has_cart(model) || has_customer(model)),
        Spec::new(Context::Sell, SellAct::Note, "sell.note", "A note on the selected line")
            .key(Key::char('n'))
            .hint("note")
            .when(has_cart),
        Spec::new(Context::Sell, SellAct::Options, "sell.options", "The choices of the selected line")
            .key(Key::char('m'))
            .hint("choices")
            .when(has_options),
        Spec::new(Context::Sell, SellAct::Delivery, "sell.delivery", "Between pickup and delivery")
            .key(Key::char('p'))
            .hint("pickup/delivery"),
        Spec::new(Context::Sell, SellAct::Guest, "sell.guest", "The guest's name")
            .key(Key::char('u'))
            .hint("name"),
        Spec::new(Context::Sell, SellAct::Undo, "sell.undo", "Undo the last step of the cart")
            .key(Key::ctrl('z'))
            .hint("undo")
            .when(|model| !model.sell.undo.is_empty()),
        Spec::new(Context::Sell, SellAct::Clear, "sell.clear", "Empty the cart")
            .key(Key::ctrl('x'))
            .hint("empty")
            .when(has_cart),
    ]
}

fn stepping() -> Vec<Spec> {
    vec![
        Spec::new(Context::Sell, SellAct::PreviousLine, "sell.previous_line", "Select the line above")
            .key(Key::named(KeyCode::Up))
            .when(has_cart)
            .help_only(),
        Spec::new(Context::Sell, SellAct::NextLine, "sell.next_line", "Select the line below")
            .key(Key::named(KeyCode::Down))
            .when(has_cart)
            .help_only(),
        Spec::new(Context::Sell, SellAct::Erase, "sell.erase", "Take the last typed digit back")
            .key(Key::named(KeyCode::Backspace))
            .when(has_typed)
            .help_only(),
        Spec::new(Context::Sell, SellAct::Escape, "sell.escape", "Forget what was typed")
            .key(Key::ESC)
            .hint("forget")
            .when(|model| has_typed(model) || model.sell.keys_shown)
            .help_only(),
    ]
}

/// What the toggle of pickup and delivery would do now.
pub fn other_method(model: &Model) -> DeliveryMethod {
    if is_delivery(model) { DeliveryMethod::Pickup } else { DeliveryMethod::Delivery }
}
