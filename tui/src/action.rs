//! The registry: every command of the program, once. Key hints, help, the palette and mouse targets are all
//! made from it, so nothing can be reached by one way only.
//!
//! Each screen and dialog contributes its rows through an `actions()` function; [`REGISTRY`] joins them.

use std::sync::LazyLock;

use comanda_core::actor::Permission;

use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;
use crate::screens::{
    alerts, commands, confirm, coupons, customers, drawer, find, form, lock, login, options, orders, parked,
    sell, sold_out, stock, tender, till,
};

pub use crate::screens::alerts::AlertsAct;
pub use crate::screens::commands::CommandsAct;
pub use crate::screens::confirm::ConfirmAct;
pub use crate::screens::coupons::CouponsAct;
pub use crate::screens::coupons::dialog::CouponAct;
pub use crate::screens::coupons::stats::StatsAct;
pub use crate::screens::customers::CustomersAct;
pub use crate::screens::customers::wallet::WalletAct;
pub use crate::screens::drawer::DrawerAct;
pub use crate::screens::find::FindAct;
pub use crate::screens::form::FormAct;
pub use crate::screens::lock::{HandOverAct, SignOutAct};
pub use crate::screens::login::{LoginAct, PinAct};
pub use crate::screens::money::MoneyAct;
pub use crate::screens::options::OptionsAct;
pub use crate::screens::orders::OrdersAct;
pub use crate::screens::orders::cancel::CancelAct;
pub use crate::screens::orders::receipt::ReceiptAct;
pub use crate::screens::orders::refund::RefundAct;
pub use crate::screens::orders::returns::ReturnsAct;
pub use crate::screens::parked::ParkedAct;
pub use crate::screens::sell::SellAct;
pub use crate::screens::sold_out::{MarkAct, SoldOutAct};
pub use crate::screens::stock::StockAct;
pub use crate::screens::stock::history::HistoryAct;
pub use crate::screens::stock::receive::ReceiveAct;
pub use crate::screens::tender::TenderAct;
pub use crate::screens::till::TillAct;

/// One thing that can be done, by whichever screen or dialog does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Of the program as a whole.
    Everywhere(Common),
    /// Of signing in by password.
    Login(LoginAct),
    /// Of signing in by PIN.
    Pin(PinAct),
    /// Of the dialog about an order that somebody else left.
    HandOver(HandOverAct),
    /// Of the dialog about one's own order at signing out.
    SignOut(SignOutAct),
    /// Of the Sell screen.
    Sell(SellAct),
    /// Of its search line.
    Find(FindAct),
    /// Of the options dialog.
    Options(OptionsAct),
    /// Of the dialogs with a few lines of text.
    Form(FormAct),
    /// Of the tender dialog.
    Tender(TenderAct),
    /// Of a question.
    Confirm(ConfirmAct),
    /// Of the Orders screen.
    Orders(OrdersAct),
    /// Of its dialog that asks why an order is cancelled.
    Cancel(CancelAct),
    /// Of its dialog that gives money back.
    Refund(RefundAct),
    /// Of its dialog that shows a receipt.
    Receipt(ReceiptAct),
    /// Of its list of returns.
    Returns(ReturnsAct),
    /// Of money whose answer is awaited.
    Money(MoneyAct),
    /// Of a deposit or a correction.
    Wallet(WalletAct),
    /// Of the Customers screen.
    Customers(CustomersAct),
    /// Of the dialog about codes on the order.
    Coupon(CouponAct),
    /// Of the Coupons screen.
    Coupons(CouponsAct),
    /// Of its dialog with what a coupon came to.
    CouponStats(StatsAct),
    /// Of the Stock screen.
    Stock(StockAct),
    /// Of its dialog for deliveries.
    Receive(ReceiveAct),
    /// Of its list of movements.
    History(HistoryAct),
    /// Of the question until when something is sold out.
    SoldOut(SoldOutAct),
    /// Of the question what is sold out.
    Mark(MarkAct),
    /// Of help, the palette and the list of screens.
    Commands(CommandsAct),
    /// Of the orders that are put aside.
    Parked(ParkedAct),
    /// Of the Drawer screen.
    Drawer(DrawerAct),
    /// While something that was sent is not answered.
    Till(TillAct),
    /// Of the Alerts screen.
    Alerts(AlertsAct),
}

/// What can be done wherever one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Common {
    /// Leave the program.
    Quit,
    /// Draw every cell again.
    Repaint,
    /// Give the mouse to the program, or back to the terminal.
    Mouse,
    /// To the Sell screen.
    GoSell,
    /// To the Orders screen.
    GoOrders,
    /// To the Customers screen.
    GoCustomers,
    /// To the Stock screen.
    GoStock,
    /// To the Coupons screen.
    GoCoupons,
    /// To the Drawer screen.
    GoDrawer,
    /// To the Alerts screen.
    GoAlerts,
    /// What rings: critical alerts, new orders too, nothing.
    Bell,
    /// Lock the till; everything stays as it is.
    Lock,
    /// Sign out and leave nothing behind.
    SignOut,
}

macro_rules! from_acts {
    ($($act:ident => $variant:ident),* $(,)?) => {
        $(impl From<$act> for Action {
            fn from(act: $act) -> Self { Self::$variant(act) }
        })*
    };
}

from_acts! {
    Common => Everywhere, LoginAct => Login, SellAct => Sell, FindAct => Find, OptionsAct => Options,
    FormAct => Form, TenderAct => Tender, ConfirmAct => Confirm, OrdersAct => Orders, CancelAct => Cancel,
    CommandsAct => Commands, PinAct => Pin, HandOverAct => HandOver, SignOutAct => SignOut,
    CouponAct => Coupon, CouponsAct => Coupons, StatsAct => CouponStats,
    CustomersAct => Customers, StockAct => Stock, ReceiveAct => Receive, HistoryAct => History,
    RefundAct => Refund, ReceiptAct => Receipt, MoneyAct => Money,
    WalletAct => Wallet, ReturnsAct => Returns,
    SoldOutAct => SoldOut, MarkAct => Mark,
    ParkedAct => Parked, DrawerAct => Drawer, TillAct => Till, AlertsAct => Alerts,
}

/// Where an action shows besides its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// In help and the palette.
    Palette,
    /// In help only: it makes no sense without the thing it points at.
    HelpOnly,
}

/// One row of the registry.
#[derive(Debug, Clone)]
pub struct Spec {
    /// What is done.
    pub action: Action,
    /// Its name in settings and logs: `sell.undo`.
    pub id: &'static str,
    /// What it does, for help and the palette.
    pub label: &'static str,
    /// The word beside its key in the hint bar, if it stands there.
    pub hint: Option<&'static str>,
    /// Where its keys count.
    pub context: Context,
    /// Its keys; the first one is shown in hints.
    pub keys: Vec<Key>,
    /// Where else it shows.
    pub listed: Listed,
    /// Whether it would do something now.
    pub enabled: fn(&Model) -> bool,
}

impl Spec {
    /// An action of `context` without keys, always enabled, listed in help and the palette.
    pub fn new(context: Context, action: impl Into<Action>, id: &'static str, label: &'static str) -> Self {
        Self {
            action: action.into(),
            id,
            label,
            hint: None,
            context,
            keys: Vec::new(),
            listed: Listed::Palette,
            enabled: |_| true,
        }
    }

    /// Also by this key.
    pub fn key(mut self, key: Key) -> Self {
        self.keys.push(key);
        self
    }

    /// Shown in the hint bar with this word.
    pub const fn hint(mut self, word: &'static str) -> Self {
        self.hint = Some(word);
        self
    }

    /// Does something only while this holds.
    pub fn when(mut self, enabled: fn(&Model) -> bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Not in the palette.
    pub const fn help_only(mut self) -> Self {
        self.listed = Listed::HelpOnly;
        self
    }
}

/// Every action there is. The order within a context is the order of its hints.
pub static REGISTRY: LazyLock<Vec<Spec>> = LazyLock::new(|| {
    [
        login::actions(),
        lock::actions(),
        sell::actions(),
        find::actions(),
        options::actions(),
        form::actions(),
        tender::actions(),
        confirm::actions(),
        orders::actions(),
        coupons::dialog::actions(),
        coupons::actions(),
        coupons::stats::actions(),
        customers::actions(),
        stock::actions(),
        stock::receive::actions(),
        stock::history::actions(),
        sold_out::actions(),
        parked::actions(),
        drawer::actions(),
        till::actions(),
        alerts::actions(),
        commands::actions(),
        everywhere(),
    ]
    .concat()
});

fn everywhere() -> Vec<Spec> {
    let signed_in = |model: &Model| model.staff.is_some();
    vec![
        Spec::new(Context::Staff, Common::GoSell, "go.sell", "Go to Sell")
            .key(Key::alt('1'))
            .hint("sell")
            .when(|model| model.staff.is_some() && model.screen != crate::app::Screen::Sell),
        Spec::new(Context::Staff, Common::GoOrders, "go.orders", "Go to Orders")
            .key(Key::alt('2'))
            .hint("orders")
            .when(|model| model.staff.is_some() && model.screen != crate::app::Screen::Orders),
        Spec::new(Context::Staff, Common::GoCustomers, "go.customers", "Go to Customers")
            .key(Key::alt('6'))
            .when(|model| model.staff.is_some() && model.screen != crate::app::Screen::Customers),
        Spec::new(Context::Staff, Common::GoStock, "go.stock", "Go to Stock")
            .key(Key::alt('4'))
            .when(|model| model.staff.is_some() && model.screen != crate::app::Screen::Stock),
        Spec::new(Context::Staff, Common::GoCoupons, "go.coupons", "Go to Coupons")
            .key(Key::alt('5'))
            .when(|model| model.may(Permission::SeeCoupons) && model.screen != crate::app::Screen::Coupons),
        Spec::new(Context::Staff, Common::GoDrawer, "go.drawer", "Go to the cash drawer")
            .key(Key::f(7))
            .key(Key::alt('9'))
            .when(|model| model.staff.is_some() && model.screen != crate::app::Screen::Drawer),
        Spec::new(Context::Staff, Common::GoAlerts, "go.alerts", "Go to Alerts")
            .key(Key::alt('7'))
            .when(|model| model.may(Permission::SeeAlerts) && model.screen != crate::app::Screen::Alerts),
        Spec::new(Context::Staff, Common::Bell, "app.bell", "What rings: alerts, new orders too, nothing")
            .key(Key::ctrl('b'))
            .when(signed_in),
        Spec::new(Context::SignedIn, Common::Lock, "app.lock", "Lock the till; everything stays as it is")
            .key(Key::f(12))
            .key(Key::alt('0'))
            .hint("lock")
            .when(signed_in),
        Spec::new(Context::SignedIn, Common::SignOut, "app.sign_out", "Sign out and leave nothing behind")
            .key(Key::ctrl('o'))
            .when(signed_in),
        Spec::new(Context::Everywhere, Common::Quit, "app.quit", "Quit")
            .key(Key::ctrl('q'))
            .key(Key::ctrl('c'))
            .hint("quit"),
        Spec::new(Context::Everywhere, Common::Repaint, "app.repaint", "Draw the screen again")
            .key(Key::ctrl('l')),
        Spec::new(Context::Everywhere, Common::Mouse, "app.mouse", "Mouse on or off, to select text")
            .key(Key::ctrl('t')),
    ]
}

/// The row of this action, if it has one of its own.
pub fn spec(action: Action) -> Option<&'static Spec> {
    REGISTRY.iter().find(|spec| spec.action == action)
}

/// What `key` does now, if anything.
pub fn lookup(model: &Model, key: Key) -> Option<Action> {
    let bound = |key: Key| {
        Context::of(model).chain().iter().find_map(|context| {
            REGISTRY
                .iter()
                .find(|spec| spec.context == *context && spec.keys.contains(&key) && (spec.enabled)(model))
                .map(|spec| spec.action)
        })
    };
    bound(key).or_else(|| bound(key.lower()))
}

/// The rows whose hints stand at the bottom now, the nearest context first.
pub fn hints(model: &Model) -> impl Iterator<Item = &'static Spec> + '_ {
    Context::of(model)
        .chain()
        .iter()
        .flat_map(|context| REGISTRY.iter().filter(move |spec| spec.context == *context))
        .filter(|spec| spec.hint.is_some() && !spec.keys.is_empty() && (spec.enabled)(model))
}

/// The action with a key of its own that does what a click on `action` does, for actions that point at one
/// row of many.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Sell(SellAct::SelectLine(_)) => Action::Sell(SellAct::NextLine),
        Action::Find(FindAct::Take(_)) => Action::Find(FindAct::TakeHere),
        Action::Options(OptionsAct::Toggle(_)) => Action::Options(OptionsAct::ToggleHere),
        Action::Login(LoginAct::PickUser(_)) => Action::Login(LoginAct::NextUser),
        Action::Login(LoginAct::Focus(_)) => Action::Login(LoginAct::NextField),
        Action::Form(FormAct::Focus(_)) => Action::Form(FormAct::NextField),
        Action::Pin(PinAct::Pick(_)) => Action::Pin(PinAct::Next),
        other => tender::by_keyboard(alerts::by_keyboard(parked::by_keyboard(drawer::by_keyboard(
            stock::by_keyboard(stock::receive::by_keyboard(coupons::by_keyboard(customers::by_keyboard(
                commands::by_keyboard(orders::by_keyboard(other)),
            )))),
        )))),
    }
}
