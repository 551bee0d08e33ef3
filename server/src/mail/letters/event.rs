//! The letters that follow from events: what was read of each, in its frame.

use comanda_core::alerts::{AlertType, Severity};
use comanda_core::notifications::letter::{
    self, AlertLetter, Content, CouponLetter, ThanksLetter, WalletLetter, Written,
};

use super::frame::{Frame, rendered};
use super::order;
use crate::mail::{Letter, MailError};

const OF_STAFF: &str = "You get this letter because you work here. What we write to you about is up to you: see the \
                        notification preferences of your account.";
const OF_CUSTOMER: &str = "You get this letter because you have an account with us. What we write to you about is up \
                           to you: see the notification preferences of your account.";

/// The letter that `letter` is, with what stands in it. Its Message-ID is the same whenever it is sent.
pub fn of(letter: &letter::Letter, written: &Written) -> Result<Letter, MailError> {
    let (to, shop, name) = (letter.to.as_str(), written.shop.as_str(), written.name.as_str());
    let rendered = match &written.content {
        Content::Order(news, order) => order::letter(to, shop, name, *news, order),
        Content::Alert(alert) => of_alert(to, shop, name, alert),
        Content::Coupon(coupon) => of_coupon(to, shop, name, coupon),
        Content::Wallet(wallet) => of_wallet(to, shop, name, wallet),
        Content::Thanks(thanks) => of_thanks(to, shop, name, thanks),
    };
    Ok(Letter { id: Some(letter.id), ..rendered? })
}

/// What is shown in rows: a label and a value each.
type Rows = Vec<(&'static str, String)>;

struct Alert {
    message: String,
    colour: &'static str,
    rows: Rows,
}

fn of_alert(to: &str, shop: &str, name: &str, alert: &AlertLetter) -> Result<Letter, MailError> {
    let what = match alert.alert_type {
        AlertType::LowStock => "Low stock",
        AlertType::OutOfStock => "Out of stock",
        AlertType::HighDemand => "High demand",
        AlertType::PriceChange => "Price changed",
        AlertType::System => "Alert",
    };
    let (severity, colour) = match alert.severity {
        Severity::Info => ("Info", "#2b6cb0"),
        Severity::Warning => ("Warning", "#b7791f"),
        Severity::Critical => ("Critical", "#c53030"),
    };
    let measured = |value: i64| match alert.alert_type {
        AlertType::LowStock | AlertType::OutOfStock => format!("{value} left"),
        AlertType::HighDemand => format!("{value} orders"),
        AlertType::PriceChange => format!("{value}%"),
        AlertType::System => value.to_string(),
    };
    let mut rows = vec![("Severity", severity.to_owned())];
    rows.extend((!alert.product.is_empty()).then(|| ("Product", alert.product.clone())));
    rows.extend(alert.current.map(|value| ("Now", measured(value))));
    rows.extend(alert.limit.map(|value| ("Limit", measured(value))));
    rows.push(("Since", alert.at.clone()));
    let about = if alert.product.is_empty() { String::new() } else { format!(": {}", alert.product) };
    let frame = Frame::new(shop, format_args!("[{severity}] {what}{about}"))
        .to(name)
        .previewed(&alert.message)
        .because(OF_STAFF);
    let facts = Alert { message: alert.message.clone(), colour, rows };
    rendered!(to, "stock_alert.txt", "stock_alert.html", frame, facts: Alert)
}

struct Coupon {
    code: String,
    when: String,
    rows: Rows,
}

fn of_coupon(to: &str, shop: &str, name: &str, coupon: &CouponLetter) -> Result<Letter, MailError> {
    let when = if coupon.days == 1 { "in 1 day".to_owned() } else { format!("in {} days", coupon.days) };
    let mut rows = vec![("It gives", coupon.gives.clone())];
    rows.extend((!coupon.description.is_empty()).then(|| ("About", coupon.description.clone())));
    rows.extend((!coupon.until.is_empty()).then(|| ("Until", coupon.until.clone())));
    let frame = Frame::new(shop, format_args!("Your coupon {} expires {when}", coupon.code))
        .to(name)
        .previewed(&coupon.gives)
        .because(OF_CUSTOMER);
    let facts = Coupon { code: coupon.code.clone(), when, rows };
    rendered!(to, "coupon_expiring.txt", "coupon_expiring.html", frame, facts: Coupon)
}

struct Wallet {
    amount: String,
    came_in: bool,
    rows: Rows,
}

fn of_wallet(to: &str, shop: &str, name: &str, wallet: &WalletLetter) -> Result<Letter, MailError> {
    let what = if wallet.came_in { "added to" } else { "taken from" };
    let frame = Frame::new(shop, format_args!("{} {what} your wallet", wallet.amount))
        .to(name)
        .previewed(&format!("You have {} now.", wallet.balance))
        .because(OF_CUSTOMER);
    let rows = vec![("On", wallet.at.clone()), ("You have", wallet.balance.clone())];
    let facts = Wallet { amount: wallet.amount.clone(), came_in: wallet.came_in, rows };
    rendered!(to, "wallet_changed.txt", "wallet_changed.html", frame, facts: Wallet)
}

struct Thanks {
    amount: String,
    code: String,
    until: String,
}

fn of_thanks(to: &str, shop: &str, name: &str, thanks: &ThanksLetter) -> Result<Letter, MailError> {
    let frame = Frame::new(shop, format_args!("Thank you: {} for you", thanks.amount))
        .to(name)
        .previewed("Somebody came to us because of you.")
        .because(OF_CUSTOMER);
    let facts = Thanks {
        amount: thanks.amount.clone(),
        code: thanks.code.clone().unwrap_or_default(),
        until: thanks.until.clone(),
    };
    rendered!(to, "referral_thanks.txt", "referral_thanks.html", frame, facts: Thanks)
}
