//! Letters: which there are, what each is made of, and when one is tried again. `flows::notifications::letters` fills
//! them from what is stored at that moment; the server's templates put them into words.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::alerts::{AlertType, Severity};
use crate::id::{LetterId, UserId};
use crate::wire::ReceiptView;
use crate::words::words;

/// The letters that follow from events. Those with codes in them are none of these: a code must not lie in the
/// database, so they are sent from memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Template {
    /// We have your order.
    OrderConfirmation,
    /// Come and get it.
    OrderReady,
    /// It is on its way.
    OrderShipped,
    /// It was called off.
    OrderCancelled,
    /// Money went back.
    OrderRefunded,
    /// Something that staff should know.
    StockAlert,
    /// A coupon ends soon.
    CouponExpiring,
    /// Somebody put money into a wallet, or took it out.
    WalletChanged,
    /// Thanks for a new customer.
    ReferralThanks,
}

words!(Template {
    OrderConfirmation = "order_confirmation", OrderReady = "order_ready", OrderShipped = "order_shipped",
    OrderCancelled = "order_cancelled", OrderRefunded = "order_refunded", StockAlert = "stock_alert",
    CouponExpiring = "coupon_expiring", WalletChanged = "wallet_changed", ReferralThanks = "referral_thanks",
});

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LetterStatus {
    /// It is to be sent, for the first time or again.
    Waiting,
    /// A mail server took it.
    Sent,
    /// It was given up.
    Dead,
}

words!(LetterStatus { Waiting = "waiting", Sent = "sent", Dead = "dead" });

/// A letter that somebody has taken up to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Which; its Message-ID is made of it.
    pub id: LetterId,
    /// The address.
    pub to: String,
    /// Which letter, by its word.
    pub template: String,
    /// What it is about, as JSON: an [`About`].
    pub data: String,
    /// Whose letter it is.
    pub user: Option<UserId>,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}

/// Shows neither the address nor what is in it.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} of {}", self.attempt, self.template, self.id)
    }
}

/// What a letter is about: what was written down of the event.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct About {
    /// The identifier of what the event happened to.
    pub subject: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The event's data.
    pub facts: Value,
}

/// All that stands in a letter, in words and figures; every text is on one line and without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What the shop is called.
    pub shop: String,
    /// What the receiver is called; empty when unknown.
    pub name: String,
    /// The rest.
    pub content: Content,
}

/// What a letter says besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Of an order.
    Order(OrderNews, Box<OrderLetter>),
    /// Of what staff should know.
    Alert(AlertLetter),
    /// Of a coupon that ends.
    Coupon(CouponLetter),
    /// Of money in a wallet.
    Wallet(WalletLetter),
    /// Of a bonus.
    Thanks(ThanksLetter),
}

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderNews {
    /// It came in.
    Confirmed,
    /// It can be collected.
    Ready,
    /// It is on its way.
    Shipped,
    /// It was called off.
    Cancelled,
    /// Money went back.
    Refunded,
}

/// An order as it is when the letter is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLetter {
    /// Its lines and figures.
    pub bill: ReceiptView,
    /// When it happened, on the shop's clock.
    pub at: String,
    /// Where it is brought to; empty where it is collected.
    pub address: String,
    /// When it should be there, on the shop's clock; empty when nobody said.
    pub expected: String,
    /// Why it was called off, or money went back; empty when nobody said.
    pub reason: String,
    /// What went back this time; empty where it is not about that.
    pub given_back: String,
}

/// What staff should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertLetter {
    /// What it is about.
    pub alert_type: AlertType,
    /// How grave it is.
    pub severity: Severity,
    /// In words.
    pub message: String,
    /// The product, if it is about one.
    pub product: String,
    /// What it was then.
    pub current: Option<i64>,
    /// The limit that was passed.
    pub limit: Option<i64>,
    /// When, on the shop's clock.
    pub at: String,
}

/// A coupon that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouponLetter {
    /// What people type.
    pub code: String,
    /// What it gives, in a few words.
    pub gives: String,
    /// What customers read about it; may be empty.
    pub description: String,
    /// Its end, on the shop's clock.
    pub until: String,
    /// The days that were left when it was told.
    pub days: i64,
}

/// Money in a wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletLetter {
    /// How much.
    pub amount: String,
    /// True when it came in, false when it was taken out.
    pub came_in: bool,
    /// What was in it then.
    pub balance: String,
    /// When, on the shop's clock.
    pub at: String,
}

/// A bonus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThanksLetter {
    /// How much.
    pub amount: String,
    /// The coupon's code, where it is paid as one.
    pub code: Option<String>,
    /// The coupon's end, on the shop's clock; empty where there is none.
    pub until: String,
}

/// How long somebody who has taken a letter up has it alone. Sending takes half of it at most.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

/// How long a letter waits after each attempt that failed, in minutes: two days in all.
const PAUSES: [i64; 8] = [1, 5, 15, 60, 180, 360, 720, 1440];

/// When a letter is tried again whose `attempt` failed at `now`; never after the last.
pub fn next_attempt(attempt: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let place = usize::try_from(attempt).unwrap_or(usize::MAX).saturating_sub(1);
    PAUSES.get(place).map(|minutes| now + TimeDelta::minutes(*minutes))
}
