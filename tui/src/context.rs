//! Where the keys go: the top dialog, else the screen. `action` looks a key up in the chain from here
//! outwards.

use comanda_core::orders::TenderMethod;

use crate::app::{Dialog, Model, Screen};
use crate::screens::login::Way;
use crate::screens::orders::refund::RefundRow;

/// A place with keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// Signing in by name and password.
    Login,
    /// Signing in by PIN.
    Pin,
    /// Somebody else left an order.
    HandOver,
    /// Signing out with something in the cart.
    SignOut,
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
    /// The same, from the customer's wallet.
    Wallet,
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
    /// What is given back of an order.
    Refund,
    /// The same, while the reason is typed.
    RefundReason,
    /// The receipt of an order.
    Receipt,
    /// What customers want to give back.
    Returns,
    /// Why a return is not agreed to.
    ReturnsReason,
    /// How much is paid into a wallet.
    TopUp,
    /// The same, while a reference or a reason is typed.
    TopUpWords,
    /// Money was sent for, and its answer is awaited.
    Asking,
    /// The Customers screen.
    Customers,
    /// The Customers screen while somebody to look for is typed.
    CustomersFind,
    /// A code of a coupon is typed.
    Coupon,
    /// It is said why a code counts or does not.
    CouponWhy,
    /// The Coupons screen.
    Coupons,
    /// The Coupons screen while words to look for are typed.
    CouponsFind,
    /// What a coupon came to.
    CouponStats,
    /// The Stock screen.
    Stock,
    /// The Stock screen while words to look for are typed.
    StockFind,
    /// A delivery is written down.
    Receive,
    /// The movements of a product.
    History,
    /// Until when is something sold out?
    SoldOut,
    /// The Sell screen while it is said what is sold out.
    Mark,
    /// The orders that are put aside.
    Parked,
    /// The Drawer screen.
    Drawer,
    /// The Alerts screen.
    Alerts,
    /// Something else was sent and its answer is awaited.
    Waiting,
    /// Help or the palette.
    Commands,
    /// After `g`.
    Goto,
    /// Every staff screen.
    Staff,
    /// Wherever somebody is signed in and no payment is under way.
    SignedIn,
    /// Wherever one is.
    Everywhere,
}

impl Context {
    /// Where the keys go now.
    pub fn of(model: &Model) -> Self {
        match model.dialogs.last() {
            Some(Dialog::Locked(_)) => Self::signing_in(model),
            Some(Dialog::HandOver(_)) => Self::HandOver,
            Some(Dialog::SignOut { .. }) => Self::SignOut,
            Some(Dialog::Options(_)) => Self::Options,
            Some(Dialog::Form(_)) => Self::Form,
            Some(Dialog::Tender(tender)) if tender.is_waiting() => Self::Taking,
            Some(Dialog::Tender(tender)) if tender.method == TenderMethod::Card => Self::Card,
            Some(Dialog::Tender(tender)) if tender.method == TenderMethod::Wallet => Self::Wallet,
            Some(Dialog::Tender(_)) => Self::Tender,
            Some(Dialog::Parked(_)) => Self::Parked,
            Some(Dialog::Waiting) => Self::Waiting,
            Some(Dialog::Confirm(_)) => Self::Confirm,
            Some(Dialog::CancelOrder(_) | Dialog::Refund(_) | Dialog::Wallet(_) | Dialog::Returns(_))
                if model.money.is_some() =>
            {
                Self::Asking
            }
            Some(Dialog::CancelOrder(_)) => Self::CancelOrder,
            Some(Dialog::Refund(dialog)) if dialog.focus == RefundRow::Reason => Self::RefundReason,
            Some(Dialog::Refund(_)) => Self::Refund,
            Some(Dialog::Receipt(_)) => Self::Receipt,
            Some(Dialog::Returns(dialog)) if dialog.reason.is_some() => Self::ReturnsReason,
            Some(Dialog::Returns(_)) => Self::Returns,
            Some(Dialog::Wallet(dialog)) if dialog.is_in_words => Self::TopUpWords,
            Some(Dialog::Wallet(_)) => Self::TopUp,
            Some(Dialog::Coupon(dialog)) if dialog.why.is_some() => Self::CouponWhy,
            Some(Dialog::Coupon(_)) => Self::Coupon,
            Some(Dialog::CouponStats(_)) => Self::CouponStats,
            Some(Dialog::Receive(_)) => Self::Receive,
            Some(Dialog::History(_)) => Self::History,
            Some(Dialog::SoldOut(_)) => Self::SoldOut,
            Some(Dialog::Commands(_)) => Self::Commands,
            Some(Dialog::Goto) => Self::Goto,
            None => match model.screen {
                Screen::Login => Self::signing_in(model),
                Screen::Sell if model.sell.find.is_some() => Self::Find,
                Screen::Sell if model.sell.marking => Self::Mark,
                Screen::Sell => Self::Sell,
                Screen::Orders if model.orders.is_searching => Self::OrdersFind,
                Screen::Orders => Self::Orders,
                Screen::Customers if model.customers.is_searching => Self::CustomersFind,
                Screen::Customers => Self::Customers,
                Screen::Stock if model.stock.query.is_typing => Self::StockFind,
                Screen::Stock => Self::Stock,
                Screen::Coupons if model.coupons.query.is_typing => Self::CouponsFind,
                Screen::Coupons => Self::Coupons,
                Screen::Drawer => Self::Drawer,
                Screen::Alerts => Self::Alerts,
            },
        }
    }

    fn signing_in(model: &Model) -> Self {
        match model.login.way() {
            Way::Pin => Self::Pin,
            Way::Password => Self::Login,
        }
    }

    /// Where a key is looked up from here, the nearest first.
    pub const fn chain(self) -> &'static [Self] {
        match self {
            Self::Login => &[Self::Login, Self::Everywhere],
            Self::Pin => &[Self::Pin, Self::Everywhere],
            Self::HandOver => &[Self::HandOver, Self::Everywhere],
            Self::SignOut => &[Self::SignOut, Self::SignedIn, Self::Everywhere],
            Self::Sell => &[Self::Sell, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::Find => &[Self::Find, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::Options => &[Self::Options, Self::SignedIn, Self::Everywhere],
            Self::Form => &[Self::Form, Self::SignedIn, Self::Everywhere],
            Self::Tender => &[Self::Tender, Self::SignedIn, Self::Everywhere],
            Self::Card => &[Self::Card, Self::SignedIn, Self::Everywhere],
            Self::Wallet => &[Self::Wallet, Self::SignedIn, Self::Everywhere],
            Self::Parked => &[Self::Parked, Self::SignedIn, Self::Everywhere],
            Self::Drawer => &[Self::Drawer, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::Alerts => &[Self::Alerts, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::Waiting => &[Self::Waiting, Self::Everywhere],
            Self::Taking => &[Self::Taking, Self::Everywhere],
            Self::Confirm => &[Self::Confirm, Self::SignedIn, Self::Everywhere],
            Self::Orders => &[Self::Orders, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::OrdersFind => &[Self::OrdersFind, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::CancelOrder => &[Self::CancelOrder, Self::SignedIn, Self::Everywhere],
            Self::Refund => &[Self::Refund, Self::SignedIn, Self::Everywhere],
            Self::RefundReason => &[Self::RefundReason, Self::SignedIn, Self::Everywhere],
            Self::Receipt => &[Self::Receipt, Self::SignedIn, Self::Everywhere],
            Self::Returns => &[Self::Returns, Self::SignedIn, Self::Everywhere],
            Self::ReturnsReason => &[Self::ReturnsReason, Self::SignedIn, Self::Everywhere],
            Self::TopUp => &[Self::TopUp, Self::SignedIn, Self::Everywhere],
            Self::TopUpWords => &[Self::TopUpWords, Self::SignedIn, Self::Everywhere],
            Self::Asking => &[Self::Asking, Self::Everywhere],
            Self::Customers => &[Self::Customers, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::CustomersFind => &[Self::CustomersFind, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::Coupon => &[Self::Coupon, Self::SignedIn, Self::Everywhere],
            Self::CouponWhy => &[Self::CouponWhy, Self::SignedIn, Self::Everywhere],
            Self::Coupons => &[Self::Coupons, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::CouponsFind => &[Self::CouponsFind, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::CouponStats => &[Self::CouponStats, Self::SignedIn, Self::Everywhere],
            Self::Stock => &[Self::Stock, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::StockFind => &[Self::StockFind, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::Receive => &[Self::Receive, Self::SignedIn, Self::Everywhere],
            Self::History => &[Self::History, Self::SignedIn, Self::Everywhere],
            Self::SoldOut => &[Self::SoldOut, Self::SignedIn, Self::Everywhere],
            Self::Mark => &[Self::Mark, Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::Commands => &[Self::Commands, Self::SignedIn, Self::Everywhere],
            Self::Goto => &[Self::Goto, Self::SignedIn, Self::Everywhere],
            Self::Staff => &[Self::Staff, Self::SignedIn, Self::Everywhere],
            Self::SignedIn => &[Self::SignedIn, Self::Everywhere],
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
                | Self::RefundReason
                | Self::TopUpWords
                | Self::ReturnsReason
                | Self::CustomersFind
                | Self::Coupon
                | Self::CouponsFind
                | Self::StockFind
                | Self::Receive
                | Self::Commands
        )
    }
}
