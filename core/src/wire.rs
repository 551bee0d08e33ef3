//! What travels between client and server: commands, views, problems. Both sides compile these types.
//!
//! Money is an [`Amount`](crate::money::Amount), time is RFC 3339 in UTC, ids are opaque strings. Fields may
//! be added to views; clients ignore the ones they do not know.

pub mod accounts;
pub mod catalog;
pub mod menu;
pub mod orders;
pub mod payments;
pub mod problem;
pub mod system;

pub use accounts::{Login, ProfileView, Refresh, Secret, TokenPair, UserView};
pub use catalog::{CategoryView, OptionGroupView, OptionView, ProductView, StockView};
pub use menu::{ImportError, ImportReport, MenuView, ShopView};
pub use orders::{
    ChangeStatus, HistoryEntryView, OrderView, PlaceOrder, PlaceOrderItem, QuoteRequest, QuoteView,
};
pub use payments::{PaidOrder, PayOrder, PaymentView, TenderRequest};
pub use problem::Problem;
pub use system::VersionView;

use serde::{Deserialize, Serialize};

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
