//! The whole catalogue as a JSON file: what is exported, and what [`crate::catalog::menu_json`] reads again.
//! Things have names here and no ids, so that one shop's file fits another.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::catalog::product::{Attribute, Category, Product, SoldOut};
use crate::catalog::{OptionChoice, OptionGroup};
use crate::money::{Amount, Currency};

/// A menu as a file. Only `products` is needed; what a section or a product leaves out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MenuDocument {
    /// The currency of every amount; the shop's where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// What is to be said of sections as such. Those that products name need not be here.
    #[serde(default)]
    pub categories: Vec<CategoryEntry>,
    /// Products; 20,000 at most.
    pub products: Vec<ProductEntry>,
}

/// A section of a menu that is a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryEntry {
    /// What it is called; it is found by this.
    pub name: String,
    /// What customers read about it.
    #[serde(default)]
    pub description: String,
    /// Shown on the menu.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// Its own tax rate in percent; null: the shop's.
    #[serde(default)]
    pub tax_rate: Option<Amount>,
    /// Its place on the menu, from 0; a new one without comes last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
}

/// A product of a menu that is a file. It is found by its `sku`, else by its name within its category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductEntry {
    /// What it is called.
    pub name: String,
    /// The name of its section, which is made where it is not there yet.
    pub category: String,
    /// What one costs; above zero.
    pub price: Amount,
    /// What one costs while it is reduced; below the price.
    #[serde(default)]
    pub sale_price: Option<Amount>,
    /// What customers read about it.
    #[serde(default)]
    pub description: String,
    /// Tags, by name.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Named properties, in order.
    #[serde(default)]
    pub attributes: Vec<AttributeEntry>,
    /// Allergens it contains.
    #[serde(default)]
    pub allergens: Vec<String>,
    /// The shop's own code.
    #[serde(default)]
    pub sku: Option<String>,
    /// The 1 to 5 digits a cashier types.
    #[serde(default)]
    pub plu: Option<String>,
    /// The 8 to 14 digits a scanner reads.
    #[serde(default)]
    pub barcode: Option<String>,
    /// How many are on the shelf; null: not counted.
    #[serde(default)]
    pub stock: Option<u32>,
    /// At or below this a warning is due.
    #[serde(default)]
    pub low_stock_threshold: Option<u32>,
    /// At or below this it is critical.
    #[serde(default)]
    pub critical_threshold: Option<u32>,
    /// On the menu at all.
    #[serde(default = "yes")]
    pub is_available: bool,
    /// Shown first.
    #[serde(default)]
    pub is_featured: bool,
    /// Sold out for now, by somebody's word; until `sold_out_until`, or until further notice without it.
    #[serde(default)]
    pub is_sold_out: bool,
    /// When it can be had again; only with `is_sold_out`.
    #[serde(default)]
    pub sold_out_until: Option<DateTime<Utc>>,
    /// A picture that lies elsewhere, by URL or path.
    #[serde(default)]
    pub image: Option<String>,
    /// Questions to answer when ordering it.
    #[serde(default)]
    pub options: Vec<OptionGroupEntry>,
}

/// A named property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttributeEntry {
    /// Which property ("Origin").
    pub name: String,
    /// Its value ("Peru").
    pub value: String,
}

/// A question to answer when ordering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionGroupEntry {
    /// The question.
    pub name: String,
    /// The fewest answers.
    pub min: u32,
    /// The most answers.
    pub max: u32,
    /// The possible answers, in the order they are shown.
    pub options: Vec<OptionEntry>,
}

/// One possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionEntry {
    /// What it is called.
    pub name: String,
    /// What it adds to the unit price; not below zero.
    pub price: Amount,
}

const fn yes() -> bool {
    true
}

impl MenuDocument {
    /// The document that holds these sections and products, in these orders.
    pub fn of<'a>(
        currency: Currency,
        categories: impl IntoIterator<Item = &'a Category>,
        products: impl IntoIterator<Item = &'a Product>,
    ) -> Self {
        Self {
            currency: Some(currency),
            categories: categories.into_iter().map(CategoryEntry::of).collect(),
            products: products.into_iter().map(|product| ProductEntry::of(product, currency)).collect(),
        }
    }

    /// The file: one line for each entry, so that two files can be compared.
    pub fn to_text(&self) -> serde_json::Result<String> {
        let currency = serde_json::to_string(&self.currency)?;
        let (categories, products) = (lines(&self.categories)?, lines(&self.products)?);
        Ok(format!(
            "{{\"currency\":{currency},\n\"categories\":[{categories}],\n\"products\":[{products}]}}\n"
        ))
    }
}

fn lines(entries: &[impl Serialize]) -> serde_json::Result<String> {
    let lines: Vec<String> = entries.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    Ok(if lines.is_empty() { String::new() } else { format!("\n{}\n", lines.join(",\n")) })
}

impl CategoryEntry {
    fn of(category: &Category) -> Self {
        Self {
            name: category.name.clone(),
            description: category.description.clone(),
            is_active: category.is_active,
            tax_rate: category.tax_rate.map(Amount::from),
            position: Some(category.position),
        }
    }
}

impl ProductEntry {
    fn of(product: &Product, currency: Currency) -> Self {
        Self {
            name: product.name.clone(),
            category: product.category_name.clone(),
            price: currency.amount(product.price),
            sale_price: product.sale_price.map(|price| currency.amount(price)),
            description: product.description.clone(),
            tags: product.tags.iter().map(|tag| tag.name.clone()).collect(),
            attributes: product.attributes.iter().map(AttributeEntry::of).collect(),
            allergens: product.allergens.clone(),
            sku: product.sku.clone(),
            plu: product.plu.clone(),
            barcode: product.barcode.clone(),
            stock: product.stock.map(|stock| stock.on_hand),
            low_stock_threshold: product.stock.map(|stock| stock.low_stock_threshold),
            critical_threshold: product.stock.map(|stock| stock.critical_threshold),
            is_available: product.is_available,
            is_featured: product.is_featured,
            is_sold_out: product.sold_out.is_some(),
            sold_out_until: product.sold_out.and_then(SoldOut::until),
            image: product.image.clone(),
            options: product.options.iter().map(|group| OptionGroupEntry::of(group, currency)).collect(),
        }
    }
}

impl AttributeEntry {
    fn of(attribute: &Attribute) -> Self {
        Self { name: attribute.name.clone(), value: attribute.value.clone() }
    }
}

impl OptionGroupEntry {
    fn of(group: &OptionGroup, currency: Currency) -> Self {
        let option = |option: &OptionChoice| OptionEntry {
            name: option.name.clone(),
            price: currency.amount(option.price),
        };
        Self {
            name: group.name.clone(),
            min: group.min,
            max: group.max,
            options: group.options.iter().map(option).collect(),
        }
    }
}
