#![doc = include_str!("../README.md")]

mod api;
mod auth;
mod call;
mod client;
mod error;
pub mod events;
mod form;
mod key;
mod page;
mod session;
mod transport;
pub mod webhooks;

pub use api::account::Account;
pub use api::alerts::{AlertList, Alerts, Metrics};
pub use api::api_keys::ApiKeys;
pub use api::cart::Cart;
pub use api::cash_sessions::CashSessions;
pub use api::categories::Categories;
pub use api::coupons::{CouponList, CouponUseList, Coupons};
pub use api::customers::{CustomerList, Customers};
pub use api::events::{Events, EventsAfter};
pub use api::inventory::{Inventory, MovementList, StockList};
pub use api::jobs::{JobList, Jobs};
pub use api::menu::Menu;
pub use api::notifications::{LetterList, NotificationList, Notifications};
pub use api::orders::{OrderList, Orders};
pub use api::parked::Parked;
pub use api::product_files::{ExportFormat, MenuFile};
pub use api::products::{ProductList, Products};
pub use api::referrals::Referrals;
pub use api::returns::{ReturnList, Returns};
pub use api::users::{UserList, Users};
pub use api::vocabulary::{Attributes, Tags, WordList};
pub use api::wallets::{TransactionList, Wallet, Wallets};
pub use api::webhooks::{DeliveryList, EndpointList, Webhooks};
pub use client::{Client, ClientBuilder};
pub use error::{Error, Result};
pub use key::{IdempotencyKey, InvalidKey};
pub use page::List;

pub use comanda_core::accounts::Tier;
pub use comanda_core::actor::{DeviceRole, Role};
pub use comanda_core::alerts::{AlertType, Severity};
pub use comanda_core::coupons::{Condition, CouponStatus, DiscountType, UseStatus, Verdict};
pub use comanda_core::events::Topic;
pub use comanda_core::jobs::{JobId, JobQueue, JobStatus};
pub use comanda_core::money::{Amount, Currency, Money};
pub use comanda_core::notifications::NotificationKind;
pub use comanda_core::notifications::letter::LetterStatus;
pub use comanda_core::orders::{DeliveryMethod, PaymentStatus, Source, Status, TenderMethod};
pub use comanda_core::quantity::Quantity;
pub use comanda_core::refusal::Refusal;
pub use comanda_core::returns::{ReturnReason, ReturnStatus, ReturnType};
pub use comanda_core::stock::{MovementKind, StockLevel};
pub use comanda_core::webhooks::DeliveryStatus;
pub use comanda_core::wire::{Page, Secret};
pub use comanda_core::{id, wire};

#[cfg(test)]
mod tests {
    #[test]
    fn the_readme_shows_the_examples_as_they_are() {
        let examples = [
            include_str!("../examples/place_order.rs"),
            include_str!("../examples/integrator.rs"),
            include_str!("../examples/customer_app.rs"),
            include_str!("../examples/menu_and_stock.rs"),
            include_str!("../examples/coupons.rs"),
            include_str!("../examples/follow_orders.rs"),
        ];
        for example in examples {
            let (_, code) = example.split_once("use comanda_sdk::wire").unwrap();
            assert!(include_str!("../README.md").contains(code.trim_end()), "{code}");
        }
    }
}
