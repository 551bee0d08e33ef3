//! Every way the shop says no: one variant each, with the facts a screen needs to say what to do next.
//!
//! The word of a variant (its `code`) is part of the public contract; clients match on it.

mod checks;
mod code;
mod field_errors;
mod words;

use serde::{Deserialize, Serialize};

use crate::id::{AlertId, OptionId, ProductId};
use crate::money::Amount;
use crate::orders::Status;
use crate::returns::ReturnStatus;

pub use code::Kind;
pub use field_errors::FieldErrors;

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
    #[error("{}", words::out_of_stock(name, *requested, *available))]
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
    #[error("{}", words::stock_promised(name, *on_hand, *reserved))]
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
    #[error("{}", words::option_count(name, group, *min, *max))]
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
    #[error("{}", words::invalid_transition(*from, *to, allowed))]
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
    /// The wallet holds less than is to be taken from it.
    #[error(
        "The wallet holds {balance}, and {needed} is needed. Pay something in first, or pay another way."
    )]
    InsufficientFunds {
        /// What it holds.
        balance: Amount,
        /// What was to be taken.
        needed: Amount,
    },
    /// Cash goes into a drawer that was counted, and none is open.
    #[error("No cash drawer is open. Count what is in it and open it first.")]
    DrawerClosed,
    /// A drawer is opened once, until it is closed.
    #[error("The drawer {drawer} is open already.")]
    DrawerOpen {
        /// Which.
        drawer: String,
    },
    /// More was to be taken out of a drawer than should be in it.
    #[error("There should be only {expected} in the drawer.")]
    NotInDrawer {
        /// What should be in it.
        expected: Amount,
    },
    /// A drawer that was counted and closed stays as it was reported.
    #[error("This drawer was closed; what was reported of it stays.")]
    CashSessionClosed,
    /// From a wallet into the same.
    #[error("You cannot transfer to yourself.")]
    TransferToSelf,
    /// Customers do not pay into their wallets by themselves here.
    #[error("Deposits are taken at the counter.")]
    DepositsNotOffered,
    /// What somebody outside has told once is booked once.
    #[error("The reference {reference} was booked before, as another deposit.")]
    ReferenceUsed {
        /// Which.
        reference: String,
    },
    /// Cash is given back where somebody stands at a drawer.
    #[error("The order was paid in cash, which is given back at the counter. Ask there.")]
    PaidInCash,
    /// Only what was paid in full is refunded.
    #[error("The order is not paid. Cancel it instead.")]
    NotRefundable,
    /// Less than that is left.
    #[error("Only {remaining} is left to give back; {asked} was asked for.")]
    RefundTooLarge {
        /// What can still be given back.
        remaining: Amount,
        /// What was asked for.
        asked: Amount,
    },
    /// All of it went back before.
    #[error("Nothing is left to give back.")]
    NothingToRefund,
    /// Fewer of a line are left to be given back or returned.
    #[error("{}", words::too_many_back(name, *left, *asked))]
    TooManyBack {
        /// What the line is of.
        name: String,
        /// How many are left.
        left: u32,
        /// How many were asked for.
        asked: u32,
    },
    /// A customer called an order off that is being made.
    #[error("The order is {status} already. Ask at the counter.")]
    TooLateToCancel {
        /// Where it stands.
        status: Status,
    },
    /// Only what the customer has is returned.
    #[error("Only an order that was delivered can be returned.")]
    NotDelivered,
    /// The time for returning it is over.
    #[error("Orders can be returned within {hours} hours.")]
    ReturnWindowClosed {
        /// For how many hours after the delivery they can.
        hours: u32,
    },
    /// One return at a time.
    #[error("There is an open return of this order. Wait for it, or call it off.")]
    ReturnOpen,
    /// The return does not stand where that could be done.
    #[error("The return is {status}; this cannot be done with it.")]
    InvalidReturnStep {
        /// Where it stands.
        status: ReturnStatus,
    },
    /// No coupon has this code, or none that the buyer may know of.
    #[error("There is no coupon {coupon}. Check how it is written.")]
    UnknownCoupon {
        /// The code.
        coupon: String,
    },
    /// It is switched off, or was withdrawn.
    #[error("{why}")]
    CouponInactive {
        /// The code.
        coupon: String,
        /// Each reason and what to do about it.
        why: String,
    },
    /// Its time has not come.
    #[error("{why}")]
    CouponNotStarted {
        /// The code.
        coupon: String,
        /// Each reason and what to do about it.
        why: String,
    },
    /// Its time is over.
    #[error("{why}")]
    CouponExpired {
        /// The code.
        coupon: String,
        /// Each reason and what to do about it.
        why: String,
    },
    /// The day, the hour or the season does not suit.
    #[error("{why}")]
    CouponNotNow {
        /// The code.
        coupon: String,
        /// Each reason and what to do about it.
        why: String,
    },
    /// All of its uses are taken.
    #[error("{why}")]
    CouponDepleted {
        /// The code.
        coupon: String,
        /// Each reason and what to do about it.
        why: String,
    },
    /// The buyer has used it as often, or as recently, as is allowed.
    #[error("{why}")]
    CouponUsed {
        /// The code.
        coupon: String,
        /// Each reason and what to do about it.
        why: String,
    },
    /// It is for other customers, or for customers with an account.
    #[error("{why}")]
    CouponNotForCustomer {
        /// The code.
        coupon: String,
        /// Each reason and what to do about it.
        why: String,
    },
    /// It takes a larger order.
    #[error("{why}")]
    CouponMinimum {
        /// The code.
        coupon: String,
        /// Each reason and what to do about it.
        why: String,
    },
    /// Nothing in the order counts for it, or nothing would be taken off.
    #[error("{why}")]
    CouponTakesNothing {
        /// The code.
        coupon: String,
        /// Each reason and what to do about it.
        why: String,
    },
    /// It does not go together with the other codes.
    #[error("{why}")]
    CouponNotCombinable {
        /// The code.
        coupon: String,
        /// Each reason and what to do about it.
        why: String,
    },
    /// The coupons of an order change only while nothing of it is paid and it is under way.
    #[error("{}", words::order_settled(*status, *is_paid))]
    OrderSettled {
        /// Where it stands.
        status: Status,
        /// Something of it is paid, or it costs nothing.
        is_paid: bool,
    },
    /// Nobody has this code to pass on.
    #[error("There is no referral code {referral_code}. Check how it is written.")]
    UnknownReferralCode {
        /// As it was given.
        referral_code: String,
    },
    /// The code, or the letter, would go to whoever sends it.
    #[error("This is yourself. Referrals are for somebody else who has not ordered here yet.")]
    ReferralSelf,
    /// Only a new customer can say who recommended the shop.
    #[error("You have ordered here before. A referral code counts only before the first order.")]
    ReferralNotNew,
    /// It was said before.
    #[error("You have said before who recommended the shop; that cannot be changed.")]
    ReferralRedeemed,
    /// One letter to one address.
    #[error("You have invited this address before, and there is one letter only. Pass the code on yourself.")]
    AlreadyInvited,
    /// The shop thanks for no new customers.
    #[error("The shop does not reward referrals at the moment.")]
    ReferralsNotOffered,
    /// The price is not what the caller saw.
    #[error("The total is {total} now, and not {expected}. Look at it again, then repeat.")]
    TotalChanged {
        /// What the caller saw.
        expected: Amount,
        /// What it is.
        total: Amount,
    },
    /// The log does not reach to where the caller has read, or not back to there.
    #[error("There is no such place in the log any more. Load everything anew, then follow from {last}.")]
    EventsGone {
        /// The newest event.
        last: i64,
    },
    /// It was dealt with before.
    #[error("This alert is resolved already.")]
    AlertResolved,
    /// Of what is about the same thing one is open at most.
    #[error("There is an open alert about this already. Resolve it first, or leave it.")]
    AlertOpen {
        /// Which.
        alert: AlertId,
    },
    /// What is under way, or done, is not begun anew.
    #[error("This is {status}; only what has failed for good is tried again.")]
    NotRetryable {
        /// Where it stands.
        status: String,
    },
    /// Nothing is sent to an endpoint that is switched off.
    #[error("The endpoint is switched off. Switch it on first.")]
    WebhookInactive,
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

#[cfg(test)]
mod tests;
