//! The stable word of each refusal, and what kind of no it is.

use super::Refusal;

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
    /// It was there once.
    Gone,
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
            Self::InsufficientFunds { .. } => "insufficient_funds",
            Self::DrawerClosed => "drawer_closed",
            Self::DrawerOpen { .. } => "drawer_open",
            Self::NotInDrawer { .. } => "not_in_drawer",
            Self::CashSessionClosed => "cash_session_closed",
            Self::TransferToSelf => "transfer_to_self",
            Self::DepositsNotOffered => "deposits_not_offered",
            Self::ReferenceUsed { .. } => "reference_used",
            Self::PaidInCash => "paid_in_cash",
            Self::NotRefundable => "not_refundable",
            Self::RefundTooLarge { .. } => "refund_too_large",
            Self::NothingToRefund => "nothing_to_refund",
            Self::TooManyBack { .. } => "too_many_back",
            Self::TooLateToCancel { .. } => "too_late_to_cancel",
            Self::NotDelivered => "not_delivered",
            Self::ReturnWindowClosed { .. } => "return_window_closed",
            Self::ReturnOpen => "return_open",
            Self::InvalidReturnStep { .. } => "invalid_return_step",
            Self::UnknownCoupon { .. } => "unknown_coupon",
            Self::CouponInactive { .. } => "coupon_inactive",
            Self::CouponNotStarted { .. } => "coupon_not_started",
            Self::CouponExpired { .. } => "coupon_expired",
            Self::CouponNotNow { .. } => "coupon_not_now",
            Self::CouponDepleted { .. } => "coupon_depleted",
            Self::CouponUsed { .. } => "coupon_used",
            Self::CouponNotForCustomer { .. } => "coupon_not_for_customer",
            Self::CouponMinimum { .. } => "coupon_minimum",
            Self::CouponTakesNothing { .. } => "coupon_takes_nothing",
            Self::CouponNotCombinable { .. } => "coupon_not_combinable",
            Self::OrderSettled { .. } => "order_settled",
            Self::UnknownReferralCode { .. } => "unknown_referral_code",
            Self::ReferralSelf => "referral_self",
            Self::ReferralNotNew => "referral_not_new",
            Self::ReferralRedeemed => "referral_redeemed",
            Self::AlreadyInvited => "already_invited",
            Self::ReferralsNotOffered => "referrals_not_offered",
            Self::TotalChanged { .. } => "total_changed",
            Self::EventsGone { .. } => "events_gone",
            Self::AlertResolved => "alert_resolved",
            Self::AlertOpen { .. } => "alert_open",
            Self::NotRetryable { .. } => "not_retryable",
            Self::WebhookInactive => "webhook_inactive",
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
            | Self::AlreadyReversed
            | Self::DrawerOpen { .. }
            | Self::ReturnOpen
            | Self::TotalChanged { .. }
            | Self::AlertResolved
            | Self::AlertOpen { .. }
            | Self::NotRetryable { .. } => Kind::Conflict,
            Self::EventsGone { .. } => Kind::Gone,
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
            | Self::InsufficientFunds { .. }
            | Self::DrawerClosed
            | Self::NotInDrawer { .. }
            | Self::CashSessionClosed
            | Self::TransferToSelf
            | Self::DepositsNotOffered
            | Self::ReferenceUsed { .. }
            | Self::PaidInCash
            | Self::NotRefundable
            | Self::RefundTooLarge { .. }
            | Self::NothingToRefund
            | Self::TooManyBack { .. }
            | Self::TooLateToCancel { .. }
            | Self::NotDelivered
            | Self::ReturnWindowClosed { .. }
            | Self::InvalidReturnStep { .. }
            | Self::InvalidCode
            | Self::UnknownCoupon { .. }
            | Self::CouponInactive { .. }
            | Self::CouponNotStarted { .. }
            | Self::CouponExpired { .. }
            | Self::CouponNotNow { .. }
            | Self::CouponDepleted { .. }
            | Self::CouponUsed { .. }
            | Self::CouponNotForCustomer { .. }
            | Self::CouponMinimum { .. }
            | Self::CouponTakesNothing { .. }
            | Self::CouponNotCombinable { .. }
            | Self::OrderSettled { .. }
            | Self::UnknownReferralCode { .. }
            | Self::ReferralSelf
            | Self::ReferralNotNew
            | Self::ReferralRedeemed
            | Self::AlreadyInvited
            | Self::ReferralsNotOffered
            | Self::WebhookInactive
            | Self::LastAdmin
            | Self::OwnAccount
            | Self::LimitReached { .. } => Kind::Rule,
            Self::TooLarge => Kind::TooLarge,
            Self::TooManyRequests { .. } | Self::TooManyAttempts { .. } => Kind::TooMany,
        }
    }
}
