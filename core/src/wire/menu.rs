//! The whole menu in one document, and the answer to an import of one.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

pub use crate::catalog::menu_csv::ImportError;

use super::catalog::{CategoryView, ProductView};
use crate::catalog::{Shop, TaxMode};
use crate::money::{Amount, BasisPoints, Currency, InvalidAmount, Money};

/// What a client must know of the shop to price and to show prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShopView {
    /// What customers know it by.
    pub name: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// When one business day ends and the next begins, on that clock: `04:00:00`.
    #[serde(default = "usual_cut_off")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "04:00:00"))]
    pub day_cut_off: NaiveTime,
    /// Whether prices contain tax.
    pub tax_mode: TaxMode,
    /// The tax rate in percent of categories without one of their own.
    pub tax_rate: Amount,
    /// What a delivery costs.
    pub delivery_fee: Amount,
    /// What cash is rounded to; left out by a server that does not round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest_coin: Option<Amount>,
}

impl ShopView {
    /// What travels of `shop`.
    pub fn of(shop: &Shop) -> Self {
        Self {
            name: shop.name.clone(),
            currency: shop.currency,
            time_zone: shop.time_zone.name().to_owned(),
            day_cut_off: shop.day_cut_off,
            tax_mode: shop.tax_mode,
            tax_rate: shop.tax_rate.into(),
            delivery_fee: shop.currency.amount(shop.delivery_fee),
            smallest_coin: Some(shop.currency.amount(shop.smallest_coin)),
        }
    }

    /// The shop as rules see it, so that a client can price a basket by itself.
    pub fn to_shop(&self) -> Result<Shop, InvalidAmount> {
        Ok(Shop {
            name: self.name.clone(),
            currency: self.currency,
            time_zone: self.time_zone.parse().unwrap_or(chrono_tz::Tz::UTC),
            day_cut_off: self.day_cut_off,
            tax_mode: self.tax_mode,
            tax_rate: BasisPoints::try_from(self.tax_rate)?,
            delivery_fee: self.currency.money(self.delivery_fee)?,
            smallest_coin: self
                .smallest_coin
                .map_or(Ok(Money::minor(1)), |coin| self.currency.money(coin))?,
            ..Shop::default()
        })
    }
}

/// What a server that does not tell its own means.
fn usual_cut_off() -> NaiveTime {
    Shop::default().day_cut_off
}

/// Everything a kiosk or a till needs to sell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MenuView {
    /// The shop.
    pub shop: ShopView,
    /// Sections in their order.
    pub categories: Vec<CategoryView>,
    /// Products by section, then name; archived ones are not among them.
    pub products: Vec<ProductView>,
}

/// What an import did, or with `dry_run` would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// True when nothing was changed.
    pub dry_run: bool,
    /// Products that were new.
    pub created: u64,
    /// Products that changed.
    pub updated: u64,
    /// Products that stood as the file has them.
    pub unchanged: u64,
    /// Lines that were left out, and why.
    pub errors: Vec<ImportError>,
    /// What changes on which product, in the order of the file; the first 1,000 of them.
    #[serde(default)]
    pub changes: Vec<ImportChange>,
    /// How many more products change.
    #[serde(default)]
    pub more_changes: u64,
    /// What changes on which section; the first 1,000 of them.
    #[serde(default)]
    pub category_changes: Vec<CategoryChange>,
}

/// What an import changes on one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportChange {
    /// The line of the file that says so; in JSON, which of the products, from 1.
    pub line: u64,
    /// What the product is called afterwards.
    pub product: String,
    /// True when it was not there before.
    pub is_new: bool,
    /// What differs, field by field; a new product has what it is given.
    pub fields: Vec<FieldChange>,
}

/// What an import changes on one section of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryChange {
    /// What the section is called.
    pub category: String,
    /// True when it was not there before.
    pub is_new: bool,
    /// What differs, field by field; a new section has what it is given.
    pub fields: Vec<FieldChange>,
}

/// One field that changes, as people would write it in a menu file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// The column.
    pub field: String,
    /// What stood there; empty for nothing.
    pub from: String,
    /// What shall stand there.
    pub to: String,
}
