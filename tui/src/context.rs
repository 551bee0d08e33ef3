//! Where the keys go: the top dialog, else the screen. `action` looks a key up in the chain from here
//! outwards.

use comanda_core::orders::TenderMethod;

use crate::app::{Dialog, Model, Screen};

/// A place with keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// The sign-in form, on its own or over a kept cart.
    Login,
    /// The Sell screen with its entry line.
    Sell,
    /// The Sell screen while a search is typed.
    Find,
    /// The choices of a product.
    Options,
    /// A few lines of text: a note, an address.
    Form,
    /// Taking payment.
    Tender,
    /// The same, by card.
    Card,
    /// Payment was sent and its answer is awaited.
    Taking,
    /// A question.
    Confirm,
    /// The Orders screen.
    Orders,
    /// The Orders screen while words to look for are typed.
    OrdersFind,
    /// Why an order is cancelled.
    CancelOrder,
    /// Help or the palette.
    Commands,
    /// After `g`.
    Goto,
    /// Every staff screen.
    Staff,
    /// Wherever one is.
    Everywhere,
}

impl Context {
    /// Where the keys go now.
    pub fn of(model: &Model) -> Self {
        match model.dialogs.last() {
            Some(Dialog::Login) => Self::Login,
            Some(Dialog::Options(_)) => Self::Options,
            Some(Dialog::Form(_)) => Self::Form,
            Some(Dialog::Tender(tender)) if tender.is_waiting() => Self::Taking,
            Some(Dialog::Tender(tender)) if tender.method == TenderMethod::Card => Self::Card,
            Some(Dialog::Tender(_)) => Self::Tender,
            Some(Dialog::Confirm(_)) => Self::Confirm,
            Some(Dialog::CancelOrder(_)) => Self::CancelOrder,
            Some(Dialog::Commands(_)) => Self::Commands,
            Some(Dialog::Goto) => Self::Goto,
            None => match model.screen {
                Screen::Login => Self::Login,
                Screen::Sell if model.sell.find.is_some() => Self::Find,
                Screen::Sell => Self::Sell,
                Screen::Orders if model.orders.is_searching => Self::OrdersFind,
                Screen::Orders => Self::Orders,
            },
        }
    }

    /// Where a key is looked up from here, the nearest first.
    pub const fn chain(self) -> &'static [Self] {
        match self {
            Self::Login => &[Self::Login, Self::Everywhere],
            Self::Sell => &[Self::Sell, Self::Staff, Self::Everywhere],
            Self::Find => &[Self::Find, Self::Staff, Self::Everywhere],
            Self::Options => &[Self::Options, Self::Everywhere],
            Self::Form => &[Self::Form, Self::Everywhere],
            Self::Tender => &[Self::Tender, Self::Everywhere],
            Self::Card => &[Self::Card, Self::Everywhere],
            Self::Taking => &[Self::Taking, Self::Everywhere],
            Self::Confirm => &[Self::Confirm, Self::Everywhere],
            Self::Orders => &[Self::Orders, Self::Staff, Self::Everywhere],
            Self::OrdersFind => &[Self::OrdersFind, Self::Staff, Self::Everywhere],
            Self::CancelOrder => &[Self::CancelOrder, Self::Everywhere],
            Self::Commands => &[Self::Commands, Self::Everywhere],
            Self::Goto => &[Self::Goto, Self::Everywhere],
            Self::Staff => &[Self::Staff, Self::Everywhere],
            Self::Everywhere => &[Self::Everywhere],
        }
    }

    /// True where characters are text, so that no character may be a command.
    pub const fn is_typing(self) -> bool {
        matches!(
            self,
            Self::Login
                | Self::Find
                | Self::Form
                | Self::Card
                | Self::OrdersFind
                | Self::CancelOrder
                | Self::Commands
        )
    }
}
