//! What travels between client and server: commands, views, problems. Both sides compile these types.
//!
//! Money is an [`Amount`](crate::money::Amount), time is RFC 3339 in UTC, ids are opaque strings. Fields may
//! be added to views; clients ignore the ones they do not know.

pub mod accounts;
pub mod alerts;
pub mod board;
pub mod cart;
pub mod cash;
pub mod catalog;
pub mod coupons;
pub mod events;
pub mod inventory;
pub mod jobs;
pub mod menu;
pub mod menu_document;
pub mod notifications;
pub mod orders;
pub mod parked;
pub mod payments;
pub mod problem;
pub mod receipt;
pub mod referrals;
pub mod refunds;
pub mod returns;
pub mod system;
pub mod wallet;
pub mod webhooks;

pub use accounts::{Login, ProfileView, Refresh, Secret, TokenPair, UserView};
pub use alerts::{AlertCounts, AlertView, CreateAlert, ResolveAlert, SnoozeAlert};
pub use board::{BoardView, OrderStats, TrackingView};
pub use cart::{CartView, Checkout};
pub use cash::{CashReportView, CashSessionView, CloseDrawer, MoveCash, OpenDrawer};
pub use catalog::{
    CategoryForm, CategoryView, ImageView, OptionGroupView, OptionView, ProductForm, ProductView,
    SetAvailability, StockView,
};
pub use coupons::{CouponForm, CouponView, Explanation, SavedCoupon, ValidateCoupon};
pub use events::{EventView, EventsView};
pub use inventory::{MovementForm, MovementView, StockEntryView, Thresholds};
pub use jobs::{ChoreView, JobView, QueueView};
pub use menu::{ImportError, ImportReport, MenuView, ShopView};
pub use menu_document::MenuDocument;
pub use notifications::{
    LetterView, MarkedRead, NotificationView, PreferencesForm, PreferencesView, UnreadCount, WaysForm,
    WaysView,
};
pub use orders::{
    ChangeStatus, HistoryEntryView, OrderView, PlaceOrder, PlaceOrderItem, QuoteRequest, QuoteView,
};
pub use parked::{ParkOrder, ParkedView};
pub use payments::{PaidOrder, PayOrder, PaymentView, TenderRequest};
pub use problem::Problem;
pub use receipt::ReceiptView;
pub use referrals::MyReferrals;
pub use refunds::{CancelOrder, RefundLine, RefundOrder, RefundTo, RefundView, RefundedOrder};
pub use returns::{RequestReturn, RequestReturnItem, ReturnView};
pub use system::VersionView;
pub use wallet::{AdjustWallet, Deposit, FundWallet, Transacted, TransactionView, Transfer, WalletView};
pub use webhooks::{DeliveryView, EndpointSecret, EndpointView};

use serde::{Deserialize, Deserializer, Serialize};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// Items in the whole list.
    pub count: u64,
    /// Where the next page is, if there is one.
    pub next: Option<String>,
    /// Where the previous page is, if there is one.
    pub previous: Option<String>,
    /// Items of this page.
    pub results: Vec<T>,
}

/// Tells a field that is null from one that is left out.
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
