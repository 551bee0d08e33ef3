//! Every way the shop says no: one variant each, with the facts a screen needs to say what to do next.
//!
//! The word of a variant (its `code`) is part of the public contract; clients match on it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{OptionId, ProductId};
use crate::money::Amount;
use crate::orders::Status;

/// What is wrong with each field of an input, by the field's path (`items.0.quantity`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(pub BTreeMap<String, Vec<String>>);

impl FieldErrors {
    /// One message on one field.
    pub fn one(field: impl Into<String>, message: impl ToString) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    /// One more message.
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over literals, texts and errors alike")]
    pub fn add(&mut self, field: impl Into<String>, message: impl ToString) {
        self.0.entry(field.into()).or_default().push(message.to_string());
    }

    /// The refusal that lists them, if there is anything to list.
    pub fn into_result(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::InvalidInput { errors: self }) }
    }

    fn under(self, prefix: &str) -> Self {
        Self(self.0.into_iter().map(|(field, messages)| (format!("{prefix}{field}"), messages)).collect())
    }

    fn sentence(&self) -> String {
        let told: Vec<String> =
            self.0.iter().map(|(field, messages)| format!("{field}: {}", messages.join(", "))).collect();
        told.join("; ")
    }
}

/// Why something was not done. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", content = "facts", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// The input does not have the wanted form.
    #[error("{}", errors.sentence())]
    InvalidInput {
        /// What is wrong, by field.
        errors: FieldErrors,
    },
    /// No credentials, or none that count.
    #[error("Sign in first.")]
    NotAuthenticated,
    /// Name or password is wrong; which one is not said.
    #[error("The name or the password is not right.")]
    InvalidCredentials,
    /// The PIN is not that person's, or the person may not sign in here.
    #[error("The PIN is not right.")]
    InvalidPin,
    /// The one-time code is wrong, used, or too old; which one is not said.
    #[error("The code is not right, or no longer counts; ask for a new one.")]
    InvalidCode,
    /// The session was ended, or its token used up.
    #[error("This session has ended; sign in again.")]
    SessionEnded,
    /// Signed in, but not as somebody who may.
    #[error("Your role may not do this.")]
    Forbidden,
    /// Absent, or not the caller's.
    #[error("There is no such {what}.")]
    NotFound {
        /// The kind of thing that was looked for.
        what: String,
    },
    /// Somebody changed it since the caller read it.
    #[error("It was changed meanwhile (now version {current}); look at it again and repeat.")]
    StaleVersion {
        /// The version that stands.
        current: i64,
    },
    /// The same idempotency key came with another command.
    #[error("This idempotency key was used for another request.")]
    IdempotencyKeyReused,
    /// The command with this key is still running.
    #[error("A request with this idempotency key is still running; ask again shortly.")]
    InFlight,
    /// Fewer left than wanted.
    #[error("{}", out_of_stock(name, *requested, *available))]
    OutOfStock {
        /// Of what.
        product: ProductId,
        /// Its name.
        name: String,
        /// How many were wanted in all.
        requested: u32,
        /// How many can be had.
        available: u32,
    },
    /// The count is not what the caller saw.
    #[error("{name}: {expected} were counted on, but there are {on_hand} now. Look again, then repeat.")]
    StockChanged {
        /// Of what.
        product: ProductId,
        /// Its name.
        name: String,
        /// What the caller saw.
        expected: u32,
        /// How many there are.
        on_hand: u32,
    },
    /// Fewer would be left than are promised to orders.
    #[error("{}", stock_promised(name, *on_hand, *reserved))]
    StockPromised {
        /// Of what.
        product: ProductId,
        /// Its name.
        name: String,
        /// How many there are.
        on_hand: u32,
        /// How many of them are promised.
        reserved: u32,
    },
    /// The product's stock is not counted.
    #[error("The stock of {name} is not counted; start counting it first.")]
    NotTracked {
        /// Which.
        product: ProductId,
        /// Its name.
        name: String,
    },
    /// What others refer to is not removed.
    #[error("{count} products use {name}; change them first.")]
    InUse {
        /// What it is called.
        name: String,
        /// How many refer to it.
        count: u64,
    },
    /// The movement was taken back before.
    #[error("This was taken back already.")]
    AlreadyReversed,
    /// What an order moved is taken back through the order, and what took something back stays.
    #[error("This cannot be taken back here.")]
    NotReversible,
    /// On the menu, but not to be had now.
    #[error("{name} is not available now.")]
    ProductUnavailable {
        /// Which.
        product: ProductId,
        /// Its name.
        name: String,
    },
    /// The basket names a product that is not on the menu.
    #[error("A product of this order is no longer on the menu.")]
    UnknownProduct {
        /// Which.
        product: ProductId,
    },
    /// The chosen option does not belong to the product.
    #[error("{name} has no such option.")]
    UnknownOption {
        /// The product's name.
        name: String,
        /// Which option.
        option: OptionId,
    },
    /// Too few or too many choices of one group.
    #[error("{}", option_count(name, group, *min, *max))]
    OptionCount {
        /// The product's name.
        name: String,
        /// The group's name.
        group: String,
        /// The fewest choices.
        min: u32,
        /// The most choices.
        max: u32,
        /// How many were made.
        chosen: u32,
    },
    /// An order needs at least one line.
    #[error("The order is empty; add something first.")]
    EmptyOrder,
    /// The workflow has no such step.
    #[error("{}", invalid_transition(*from, *to, allowed))]
    InvalidTransition {
        /// Where the order is.
        from: Status,
        /// Where it should go.
        to: Status,
        /// Where it may go.
        allowed: Vec<Status>,
    },
    /// Cancelling needs a reason.
    #[error("Say why the order is cancelled.")]
    ReasonRequired,
    /// Less cash was handed over than is to be paid with it.
    #[error("{tendered} is less than {amount}.")]
    NotEnoughCash {
        /// What is to be paid in cash.
        amount: Amount,
        /// What was handed over.
        tendered: Amount,
    },
    /// The tenders add up to more than is due.
    #[error("The payments add up to {offered}, but only {due} is due.")]
    Overpayment {
        /// What is still to be paid.
        due: Amount,
        /// What the tenders add up to.
        offered: Amount,
    },
    /// A cancelled order takes no payment.
    #[error("The order is {status}; it takes no payment.")]
    NotPayable {
        /// Where the order is.
        status: Status,
    },
    /// Nobody could manage accounts any more.
    #[error("This is the last admin; make somebody else an admin first.")]
    LastAdmin,
    /// Nobody changes their own role, or switches themselves off.
    #[error("This is your own account; ask another admin.")]
    OwnAccount,
    /// As many as may be kept.
    #[error("There are {most} {what} already; remove one first.")]
    LimitReached {
        /// Of what, in the plural.
        what: String,
        /// How many there may be.
        most: u32,
    },
    /// The input is larger than the server reads.
    #[error("The request is too large.")]
    TooLarge,
    /// Too many requests from one address.
    #[error("Too many requests; try again in {retry_after} s.")]
    TooManyRequests {
        /// After how many seconds one more is taken.
        retry_after: u32,
    },
    /// Too many wrong passwords, PINs or codes.
    #[error("Too many attempts; try again in {retry_after} s.")]
    TooManyAttempts {
        /// After how many seconds the next attempt is looked at.
        retry_after: u32,
    },
}

/// What kind of no it is; the HTTP status follows from this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The input is malformed.
    Invalid,
    /// Nobody is signed in.
    Unauthenticated,
    /// Somebody else may.
    Forbidden,
    /// Absent, or not the caller's.
    NotFound,
    /// It collides with what is, or with what another did meanwhile.
    Conflict,
    /// A business rule says no.
    Rule,
    /// More than the server reads.
    TooLarge,
    /// Too often.
    TooMany,
}

impl Refusal {
    /// `name` is absent, or not the caller's.
    pub fn not_found(what: &str) -> Self {
        Self::NotFound { what: what.to_owned() }
    }

    /// One field is wrong.
    pub fn invalid(field: impl Into<String>, message: impl ToString) -> Self {
        Self::InvalidInput { errors: FieldErrors::one(field, message) }
    }

    /// Refuses with `stale_version` when the caller saw another version than the one that stands.
    pub const fn unless_current(seen: Option<i64>, current: i64) -> Result<(), Self> {
        match seen {
            Some(seen) if seen != current => Err(Self::StaleVersion { current }),
            _ => Ok(()),
        }
    }

    /// The same refusal with `prefix` before the path of each field: `tenders` under `payment.` is
    /// `payment.tenders`.
    #[must_use]
    pub fn under(self, prefix: &str) -> Self {
        match self {
            Self::InvalidInput { errors } => Self::InvalidInput { errors: errors.under(prefix) },
            other => other,
        }
    }

    /// The stable word that clients match on.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidInput { .. } => "invalid_input",
            Self::NotAuthenticated => "not_authenticated",
            Self::InvalidCredentials => "invalid_credentials",
            Self::InvalidPin => "invalid_pin",
            Self::InvalidCode => "invalid_code",
            Self::SessionEnded => "session_ended",
            Self::Forbidden => "forbidden",
            Self::NotFound { .. } => "not_found",
            Self::StaleVersion { .. } => "stale_version",
            Self::IdempotencyKeyReused => "idempotency_key_reused",
            Self::InFlight => "in_flight",
            Self::OutOfStock { .. } => "out_of_stock",
            Self::StockChanged { .. } => "stock_changed",
            Self::StockPromised { .. } => "stock_promised",
            Self::NotTracked { .. } => "not_tracked",
            Self::InUse { .. } => "in_use",
            Self::AlreadyReversed => "already_reversed",
            Self::NotReversible => "not_reversible",
            Self::ProductUnavailable { .. } => "product_unavailable",
            Self::UnknownProduct { .. } => "unknown_product",
            Self::UnknownOption { .. } => "unknown_option",
            Self::OptionCount { .. } => "option_count",
            Self::EmptyOrder => "empty_order",
            Self::InvalidTransition { .. } => "invalid_transition",
            Self::ReasonRequired => "reason_required",
            Self::NotEnoughCash { .. } => "not_enough_cash",
            Self::Overpayment { .. } => "overpayment",
            Self::NotPayable { .. } => "not_payable",
            Self::LastAdmin => "last_admin",
            Self::OwnAccount => "own_account",
            Self::LimitReached { .. } => "limit_reached",
            Self::TooLarge => "too_large",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::TooManyAttempts { .. } => "too_many_attempts",
        }
    }

    /// What kind of no it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::InvalidInput { .. } => Kind::Invalid,
            Self::NotAuthenticated | Self::InvalidCredentials | Self::InvalidPin | Self::SessionEnded => {
                Kind::Unauthenticated
            }
            Self::Forbidden => Kind::Forbidden,
            Self::NotFound { .. } => Kind::NotFound,
            Self::StaleVersion { .. }
            | Self::InFlight
            | Self::OutOfStock { .. }
            | Self::StockChanged { .. }
            | Self::StockPromised { .. }
            | Self::InUse { .. }
            | Self::AlreadyReversed => Kind::Conflict,
            Self::IdempotencyKeyReused
            | Self::NotTracked { .. }
            | Self::NotReversible
            | Self::ProductUnavailable { .. }
            | Self::UnknownProduct { .. }
            | Self::UnknownOption { .. }
            | Self::OptionCount { .. }
            | Self::EmptyOrder
            | Self::InvalidTransition { .. }
            | Self::ReasonRequired
            | Self::NotEnoughCash { .. }
            | Self::Overpayment { .. }
            | Self::NotPayable { .. }
            | Self::InvalidCode
            | Self::LastAdmin
            | Self::OwnAccount
            | Self::LimitReached { .. } => Kind::Rule,
            Self::TooLarge => Kind::TooLarge,
            Self::TooManyRequests { .. } | Self::TooManyAttempts { .. } => Kind::TooMany,
        }
    }
}

fn out_of_stock(name: &str, requested: u32, available: u32) -> String {
    match available {
        0 => format!("{name} is sold out."),
        left => format!("Only {left} {name} left; the order wants {requested}."),
    }
}

fn stock_promised(name: &str, on_hand: u32, reserved: u32) -> String {
    if reserved == 0 {
        return format!("{name}: there are only {on_hand}, so no more than that can go.");
    }
    let free = on_hand.saturating_sub(reserved);
    format!(
        "{name}: {reserved} of {on_hand} are promised to orders, so at most {free} can go. Cancel an order first."
    )
}

fn option_count(name: &str, group: &str, min: u32, max: u32) -> String {
    match (min, max) {
        (min, max) if min == max => format!("{name}: choose {min} of {group}."),
        (0, max) => format!("{name}: choose at most {max} of {group}."),
        (min, max) => format!("{name}: choose {min} to {max} of {group}."),
    }
}

fn invalid_transition(from: Status, to: Status, allowed: &[Status]) -> String {
    let steps: Vec<&str> = allowed.iter().map(|status| status.as_str()).collect();
    match steps.as_slice() {
        [] => format!("An order that is {from} stays {from}."),
        steps => format!("An order that is {from} cannot become {to}; next: {}.", steps.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_on_the_wire_is_the_code() {
        let refusals = [
            Refusal::EmptyOrder,
            Refusal::not_found("order"),
            Refusal::invalid("price", "is required"),
            Refusal::StaleVersion { current: 3 },
        ];
        for refusal in refusals {
            let value = serde_json::to_value(&refusal).unwrap();
            assert_eq!(value["code"], refusal.code());
            assert_eq!(serde_json::from_value::<Refusal>(value).unwrap(), refusal);
        }
    }
}
