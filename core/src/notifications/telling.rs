//! Which event tells whom of what, in which words, and by which letter. Asked by `flows::notifications` for every event
//! of the log, and once more for each who may be told.

use serde_json::Value;

use super::letter::Template;
use super::{NotificationKind, Receiver, Ways};
use crate::events::Event;
use crate::id::{CouponId, UserId};
use crate::money::{Amount, Currency};
use crate::orders::{DeliveryMethod, Status};
use crate::text;

/// Who is told of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Everybody who may see alerts.
    Staff,
    /// One account.
    Account(UserId),
    /// Every customer who can use a coupon still.
    CustomersWith(CouponId),
}

/// What those are told who did it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doer {
    /// The same as everybody.
    Same,
    /// They see in the app that they did; the letter they may want to keep.
    LetterAlone,
    /// Nothing: they know.
    Nothing,
}

/// What is told of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// To whom.
    pub whom: Whom,
    /// As what.
    pub kind: NotificationKind,
    /// In one line.
    pub title: String,
    /// In a sentence.
    pub message: String,
    /// The API path of what it is about.
    pub link: Option<String>,
    /// The letter that says the same by mail, if there is one.
    pub letter: Option<Template>,
    /// The coupon that one must be able to use still, for this to be news.
    pub coupon: Option<CouponId>,
    doer: Doer,
}

impl Told {
    fn to(whom: Whom, kind: NotificationKind, title: String, message: String) -> Self {
        let (link, letter, coupon) = (None, None, None);
        Self { whom, kind, title, message, link, letter, coupon, doer: Doer::Same }
    }

    fn about(self, link: String) -> Self {
        Self { link: Some(link), ..self }
    }

    fn by(self, letter: Template) -> Self {
        Self { letter: Some(letter), ..self }
    }

    fn unless_done_by_them(self, doer: Doer) -> Self {
        Self { doer, ..self }
    }
}

/// By which ways `receiver` is told of `told`, which follows from `event`: as they want it, and where it makes sense.
pub fn ways(told: &Told, event: &Event, receiver: &Receiver, wanted: Ways) -> Ways {
    let nothing = Ways { in_app: false, by_mail: false };
    if !receiver.is_active {
        return nothing;
    }
    let has_letter = told.letter.is_some() && receiver.email.is_some();
    let wanted = Ways { by_mail: wanted.by_mail && has_letter, ..wanted };
    match told.doer {
        _ if receiver.username != event.done_by => wanted,
        Doer::Same => wanted,
        Doer::LetterAlone => Ways { in_app: false, ..wanted },
        Doer::Nothing => nothing,
    }
}

/// What is told of `event`, if anything: nothing of most, and nothing of notifications themselves.
pub fn told(event: &Event, currency: Currency) -> Option<Told> {
    let facts = Facts { event, currency };
    match event.kind.as_str() {
        // Whether an alert is worth telling is decided where it changes.
        "alert.opened" | "alert.escalated" | "alert.changed" => facts.alert(),
        "order.created" => facts.order_created(),
        "order.status_changed" => facts.order_moved(),
        "order.refunded" => facts.order_refunded(),
        "return.approved" | "return.rejected" | "return.completed" => facts.return_decided(),
        "coupon.expiring" => facts.coupon_expiring(),
        "referral.rewarded" => facts.referral_rewarded(),
        "wallet.deposited" | "wallet.adjusted" => facts.wallet_changed(),
        "wallet.transferred" => facts.wallet_given(),
        "user.password_changed" | "user.password_reset" | "user.role_changed" | "user.pin_set" => {
            facts.account_changed()
        }
        _ => None,
    }
}

/// An event's data, read with care: it may be of an older version of this program.
struct Facts<'a> {
    event: &'a Event,
    currency: Currency,
}

impl Facts<'_> {
    fn value(&self, name: &str) -> &Value {
        &self.event.data[name]
    }

    /// On one line: people may have typed it.
    fn text(&self, name: &str) -> Option<String> {
        self.value(name).as_str().map(text::line).filter(|text| !text.is_empty())
    }

    fn amount(&self, name: &str) -> Option<String> {
        let amount: Amount = self.value(name).as_str()?.parse().ok()?;
        Some(self.currency.written(amount))
    }

    fn is_missing(&self, name: &str) -> bool {
        self.value(name).is_null()
    }

    fn alert(&self) -> Option<Told> {
        if self.value("tells") != &Value::Bool(true) {
            return None;
        }
        let product = self.value("product")["name"].as_str().map(text::line);
        let what = match self.text("alert_type")?.as_str() {
            "low_stock" => "Low stock",
            "out_of_stock" => "Out of stock",
            "high_demand" => "High demand",
            "price_change" => "Price changed",
            _ => "Alert",
        };
        let title = product.map_or_else(|| what.to_owned(), |product| format!("{what}: {product}"));
        let message = self.text("message").unwrap_or_else(|| title.clone());
        let told = Told::to(Whom::Staff, NotificationKind::StockAlert, title, message);
        Some(told.about(format!("/api/alerts/{}/", self.event.subject)).by(Template::StockAlert))
    }

    /// To whoever the order belongs to; a guest's belongs to nobody who could be told.
    fn order(&self, title: String, message: String) -> Option<Told> {
        let owner = Whom::Account(self.event.owner?);
        let order = self.text("order").unwrap_or_else(|| self.event.subject.clone());
        let told = Told::to(owner, NotificationKind::Order, title, message);
        Some(told.about(format!("/api/orders/{order}/")))
    }

    fn order_created(&self) -> Option<Told> {
        let number = self.text("number")?;
        let total = self.amount("total").map(|total| format!(" over {total}")).unwrap_or_default();
        let message = format!("We have your order {number}{total}.");
        let told = self.order(format!("Order {number} received"), message)?;
        Some(told.by(Template::OrderConfirmation).unless_done_by_them(Doer::LetterAlone))
    }

    fn order_moved(&self) -> Option<Told> {
        let number = self.text("number")?;
        let is_delivered = self.text("delivery_method").as_deref() == Some(DeliveryMethod::Delivery.as_str());
        let titled = |what: &str| format!("Order {number} {what}");
        match Status::parse(&self.text("status")?)? {
            Status::Processing => {
                self.order(titled("accepted"), format!("We have accepted your order {number}."))
            }
            // Whoever waits for the courier is written to when it is on its way.
            Status::Ready if is_delivered => {
                self.order(titled("ready"), format!("Your order {number} waits for the courier."))
            }
            Status::Ready => {
                let told = self.order(titled("ready"), format!("Your order {number} is ready for you."));
                Some(told?.by(Template::OrderReady))
            }
            Status::Shipped => {
                let told = self.order(titled("on its way"), format!("Your order {number} is on its way."));
                Some(told?.by(Template::OrderShipped))
            }
            Status::Delivered => self.order(titled("delivered"), format!("Enjoy your order {number}.")),
            Status::Cancelled => {
                let why = self.text("reason").map(|why| format!(": {}", why.trim_end_matches('.')));
                let why = why.unwrap_or_default();
                let message = format!("Your order {number} was cancelled{why}.");
                let told = self.order(titled("cancelled"), message)?.by(Template::OrderCancelled);
                Some(told.unless_done_by_them(Doer::LetterAlone))
            }
            // The first was told as received, and of the last its refund tells. The kitchen's steps are its own.
            Status::Pending | Status::Preparing | Status::Refunded => None,
        }
    }

    fn order_refunded(&self) -> Option<Told> {
        let (number, amount) = (self.text("number")?, self.amount("amount")?);
        let message = format!("We have given {amount} of your order {number} back.");
        let told = self.order(format!("{amount} refunded"), message)?;
        Some(told.by(Template::OrderRefunded))
    }

    /// Of a return that is paid out the refund tells.
    fn return_decided(&self) -> Option<Told> {
        let number = self.text("number")?;
        let (title, message) = match self.event.kind.as_str() {
            "return.approved" => {
                ("Return agreed", format!("We take back what you return of order {number}."))
            }
            "return.rejected" => ("Return declined", format!("We cannot take order {number} back.")),
            _ if self.is_missing("refund") => {
                ("Return completed", format!("Your return of order {number} is complete."))
            }
            _ => return None,
        };
        let told = self.order(title.to_owned(), message)?;
        Some(told.about(format!("/api/orders/returns/{}/", self.event.subject)))
    }

    /// One that is hidden and belongs to nobody is for whoever knows its code; the shop does not know who that is.
    fn coupon_expiring(&self) -> Option<Told> {
        let coupon: CouponId = self.text("coupon")?.parse().ok()?;
        let owner: Option<UserId> = self.text("owner").and_then(|owner| owner.parse().ok());
        let whom = match owner {
            Some(owner) => Whom::Account(owner),
            None if self.value("is_public") == &Value::Bool(true) => Whom::CustomersWith(coupon),
            None => return None,
        };
        let code = self.text("code")?;
        let when = match self.value("days").as_i64()? {
            1 => "in 1 day".to_owned(),
            days => format!("in {days} days"),
        };
        let message = format!("Coupon {code} expires {when}.");
        let told = Told::to(whom, NotificationKind::Coupon, format!("Coupon {code} expires {when}"), message);
        let told = told.about(format!("/api/coupons/{coupon}/")).by(Template::CouponExpiring);
        Some(Told { coupon: Some(coupon), ..told })
    }

    fn referral_rewarded(&self) -> Option<Told> {
        let referrer: UserId = self.text("referrer")?.parse().ok()?;
        let bonus = self.amount("bonus")?;
        let (what, link) = match self.text("coupon") {
            Some(coupon) => (format!("a coupon over {bonus}"), format!("/api/coupons/{coupon}/")),
            None => (format!("{bonus} in your wallet"), "/api/orders/wallet/".to_owned()),
        };
        let message = format!("Somebody came because of you. As our thanks there is {what}.");
        let title = format!("Thank you: {bonus} for you");
        let told = Told::to(Whom::Account(referrer), NotificationKind::System, title, message);
        Some(told.about(link).by(Template::ReferralThanks))
    }

    fn wallet_changed(&self) -> Option<Told> {
        let (amount, balance) = (self.amount("amount")?, self.amount("balance")?);
        let (title, message) = match amount.strip_prefix('-') {
            Some(amount) => {
                (format!("{amount} taken from your wallet"), format!("{amount} was taken from your wallet."))
            }
            None => (format!("{amount} in your wallet"), format!("{amount} was added to your wallet.")),
        };
        let message = format!("{message} You have {balance} now.");
        let owner = Whom::Account(self.event.owner?);
        let told = Told::to(owner, NotificationKind::System, title, message);
        let told = told.about("/api/orders/wallet/".to_owned()).by(Template::WalletChanged);
        Some(told.unless_done_by_them(Doer::Nothing))
    }

    /// The giver knows; the other wallet's owner does not. A wallet has the id of its account.
    fn wallet_given(&self) -> Option<Told> {
        let giver = self.event.owner?;
        let wallets = self.value("accounts").as_array()?.iter().filter_map(Value::as_str);
        let owners = wallets.filter_map(|account| account.strip_prefix("wallet_"));
        let mut owners = owners.filter_map(|uuid| format!("user_{uuid}").parse::<UserId>().ok());
        let other = owners.find(|owner| *owner != giver)?;
        let amount = self.amount("amount")?;
        let amount = amount.trim_start_matches('-');
        let message = format!("{} gave you {amount}.", text::line(&self.event.done_by));
        let title = format!("{amount} in your wallet");
        let told = Told::to(Whom::Account(other), NotificationKind::System, title, message);
        Some(told.about("/api/orders/wallet/".to_owned()))
    }

    /// Whoever did it, for it may have been somebody else in their name. Mail about this goes out with the change.
    fn account_changed(&self) -> Option<Told> {
        let role = || self.text("role").unwrap_or_default();
        let (title, message) = match self.event.kind.as_str() {
            "user.role_changed" => ("Your role changed", format!("You are {} now.", role())),
            "user.pin_set" => ("Your PIN changed", "You can sign in with a new PIN.".to_owned()),
            _ => {
                let message = "Your password was changed. It was not you? Tell the shop at once.";
                ("Your password changed", message.to_owned())
            }
        };
        let owner = Whom::Account(self.event.owner?);
        let told = Told::to(owner, NotificationKind::System, title.to_owned(), message);
        Some(told.about("/api/auth/profile/".to_owned()))
    }
}
