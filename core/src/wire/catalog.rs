//! Products as they travel, and the reading back that lets a client price with the same rules. Sections, what
//! is sent to change either, pictures and the vocabulary have files of their own.

mod forms;
mod images;
mod reading;
mod sections;
mod vocabulary;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::catalog::product::{Attribute, Product, SoldOut, Tag};
use crate::catalog::{OptionChoice, OptionGroup};
use crate::id::{AttributeId, CategoryId, OptionGroupId, OptionId, ProductId, TagId};
use crate::money::{Amount, BasisPoints, Currency, InvalidAmount};
use crate::stock::Stock;

pub use forms::{AttributeForm, OptionForm, OptionGroupForm, ProductForm, ProductOptions, SetAvailability};
pub use images::{ImageOrder, ImageView};
pub use reading::{Catalogue, Extent, in_form};
pub use sections::{CategoryForm, CategoryView};
pub use vocabulary::{AttributeEntry, TagEntry, WordForm};

/// The section of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryRef {
    /// Which.
    pub id: CategoryId,
    /// What it is called.
    pub name: String,
}

/// A product's name and what it refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductRef {
    /// Which.
    pub id: ProductId,
    /// What it is called.
    pub name: String,
}

/// A tag of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagView {
    /// Which.
    pub id: TagId,
    /// The word.
    pub name: String,
}

/// A named property of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttributeView {
    /// The entry of the vocabulary.
    pub id: AttributeId,
    /// Which property.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A question to answer when ordering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionGroupView {
    /// Which.
    pub id: OptionGroupId,
    /// The question.
    pub name: String,
    /// The fewest answers.
    pub min: u32,
    /// The most answers.
    pub max: u32,
    /// The possible answers.
    pub options: Vec<OptionView>,
}

/// One possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionView {
    /// Which.
    pub id: OptionId,
    /// What it is called.
    pub name: String,
    /// What it adds to the unit price.
    pub price: Amount,
}

/// Counts of a tracked product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StockView {
    /// How many are in the house.
    pub on_hand: u32,
    /// How many of them are promised.
    pub reserved: u32,
    /// How many may still be sold.
    pub available: u32,
    /// At or below this a warning is due.
    pub low_stock_threshold: u32,
    /// At or below this it is critical.
    pub critical_threshold: u32,
}

/// Something on the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductView {
    /// Which.
    pub id: ProductId,
    /// What it is called.
    pub name: String,
    /// What customers read about it.
    pub description: String,
    /// What one costs.
    pub price: Amount,
    /// What one costs while it is reduced.
    pub sale_price: Option<Amount>,
    /// The tax rate in percent that applies to it.
    pub tax_rate: Amount,
    /// Its section.
    pub category: CategoryRef,
    /// The picture that lists show: the first of its own, or one that lies elsewhere.
    pub image: Option<String>,
    /// Its own pictures, in order.
    #[serde(default)]
    pub images: Vec<ImageView>,
    /// Its tags.
    pub tags: Vec<TagView>,
    /// Its named properties.
    pub attributes: Vec<AttributeView>,
    /// Questions to answer when ordering it.
    pub options: Vec<OptionGroupView>,
    /// On the menu at all.
    pub is_available: bool,
    /// Shown first.
    pub is_featured: bool,
    /// Allergens it contains.
    pub allergens: Vec<String>,
    /// Its counts; null when they are not tracked.
    pub stock: Option<StockView>,
    /// Sold out for now, by somebody's word; until `sold_out_until`, or until further notice without it.
    #[serde(default)]
    pub is_sold_out: bool,
    /// When it can be had again. Once this has passed it is no longer sold out.
    pub sold_out_until: Option<DateTime<Utc>>,
    /// The shop's own code.
    pub sku: Option<String>,
    /// The digits a cashier types.
    pub plu: Option<String>,
    /// What a scanner reads.
    pub barcode: Option<String>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts its changes.
    pub version: i64,
}

impl ProductView {
    /// How `product` travels in a shop of this currency.
    pub fn of(product: &Product, currency: Currency) -> Self {
        Self {
            id: product.id,
            name: product.name.clone(),
            description: product.description.clone(),
            price: currency.amount(product.price),
            sale_price: product.sale_price.map(|price| currency.amount(price)),
            tax_rate: product.tax_rate.into(),
            category: CategoryRef { id: product.category_id, name: product.category_name.clone() },
            image: product.images.first().map(|image| image.image.clone()).or_else(|| product.image.clone()),
            images: product.images.iter().map(ImageView::of).collect(),
            tags: product.tags.iter().map(|tag| TagView { id: tag.id, name: tag.name.clone() }).collect(),
            attributes: product.attributes.iter().map(AttributeView::of).collect(),
            options: product.options.iter().map(|group| OptionGroupView::of(group, currency)).collect(),
            is_available: product.is_available,
            is_featured: product.is_featured,
            allergens: product.allergens.clone(),
            stock: product.stock.as_ref().map(StockView::of),
            is_sold_out: product.sold_out.is_some(),
            sold_out_until: product.sold_out.and_then(SoldOut::until),
            sku: product.sku.clone(),
            plu: product.plu.clone(),
            barcode: product.barcode.clone(),
            created_at: product.created_at,
            updated_at: product.updated_at,
            version: product.version,
        }
    }

    fn sold_out(&self) -> Option<SoldOut> {
        let held = self.sold_out_until.map_or(SoldOut::UntilFurtherNotice, SoldOut::Until);
        self.is_sold_out.then_some(held)
    }

    /// The product as rules see it, so that a client can price a basket by itself.
    pub fn to_product(&self, currency: Currency) -> Result<Product, InvalidAmount> {
        Ok(Product {
            id: self.id,
            category_id: self.category.id,
            category_name: self.category.name.clone(),
            category_is_active: true,
            name: self.name.clone(),
            description: self.description.clone(),
            price: currency.money(self.price)?,
            sale_price: self.sale_price.map(|price| currency.money(price)).transpose()?,
            tax_rate: BasisPoints::try_from(self.tax_rate)?,
            sku: self.sku.clone(),
            plu: self.plu.clone(),
            barcode: self.barcode.clone(),
            image: self.image.clone().filter(|_| self.images.is_empty()),
            images: self.images.iter().map(ImageView::to_image).collect(),
            is_available: self.is_available,
            is_featured: self.is_featured,
            sold_out: self.sold_out(),
            is_archived: false,
            allergens: self.allergens.clone(),
            tags: self.tags.iter().map(|tag| Tag { id: tag.id, name: tag.name.clone() }).collect(),
            attributes: self.attributes.iter().map(AttributeView::to_attribute).collect(),
            options: self.options.iter().map(|group| group.to_group(currency)).collect::<Result<_, _>>()?,
            stock: self.stock.map(StockView::to_stock),
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}

impl AttributeView {
    fn of(attribute: &Attribute) -> Self {
        Self { id: attribute.id, name: attribute.name.clone(), value: attribute.value.clone() }
    }

    fn to_attribute(&self) -> Attribute {
        Attribute { id: self.id, name: self.name.clone(), value: self.value.clone() }
    }
}

impl OptionGroupView {
    fn of(group: &OptionGroup, currency: Currency) -> Self {
        let option =
            |o: &OptionChoice| OptionView { id: o.id, name: o.name.clone(), price: currency.amount(o.price) };
        Self {
            id: group.id,
            name: group.name.clone(),
            min: group.min,
            max: group.max,
            options: group.options.iter().map(option).collect(),
        }
    }

    fn to_group(&self, currency: Currency) -> Result<OptionGroup, InvalidAmount> {
        let choice = |o: &OptionView| {
            Ok(OptionChoice { id: o.id, name: o.name.clone(), price: currency.money(o.price)? })
        };
        Ok(OptionGroup {
            id: self.id,
            name: self.name.clone(),
            min: self.min,
            max: self.max,
            options: self.options.iter().map(choice).collect::<Result<_, _>>()?,
        })
    }
}

impl StockView {
    fn of(stock: &Stock) -> Self {
        Self {
            on_hand: stock.on_hand,
            reserved: stock.reserved,
            available: stock.available(),
            low_stock_threshold: stock.low_stock_threshold,
            critical_threshold: stock.critical_threshold,
        }
    }

    const fn to_stock(self) -> Stock {
        Stock {
            on_hand: self.on_hand,
            reserved: self.reserved,
            low_stock_threshold: self.low_stock_threshold,
            critical_threshold: self.critical_threshold,
        }
    }
}
