//! What is sent to create or change a product.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{CategoryId, OptionGroupId, OptionId, TagId};
use crate::money::Amount;

/// What a product shall be. To create one it takes a name, a price and a section; when it changes, what is
/// left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ProductForm {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What customers read about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What one costs; more than zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Amount>,
    /// What one costs while it is reduced, below the price; null: it is not.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Amount>))]
    pub sale_price: Option<Option<Amount>>,
    /// Its section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_id: Option<CategoryId>,
    /// Its tags by name; new ones come into the vocabulary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Its tags by id, instead of by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_ids: Option<Vec<TagId>>,
    /// Its named properties, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Vec<AttributeForm>>,
    /// Allergens it contains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allergens: Option<Vec<String>>,
    /// Questions to answer when ordering it, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<OptionGroupForm>>,
    /// On the menu at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_available: Option<bool>,
    /// Shown first; only what is available can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_featured: Option<bool>,
    /// The shop's own code, of which no two products have the same; null: none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub sku: Option<Option<String>>,
    /// The 1 to 5 digits a cashier types; null: none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub plu: Option<Option<String>>,
    /// The 8 to 14 digits a scanner reads; null: none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub barcode: Option<Option<String>>,
    /// A picture that lies elsewhere, by URL; null: none. Pictures of its own are uploaded.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub image: Option<Option<String>>,
    /// Whether its stock is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track_stock: Option<bool>,
    /// How many there are when counting begins; counting begins with it where `track_stock` is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_stock: Option<u32>,
    /// At or below this a warning is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low_stock_threshold: Option<u32>,
    /// At or below this it is critical.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub critical_threshold: Option<u32>,
    /// The version the caller saw; a product that changed since is left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

impl ProductForm {
    /// A product with all that it needs at least.
    pub fn new(name: impl Into<String>, price: Amount, category_id: CategoryId) -> Self {
        Self {
            name: Some(name.into()),
            price: Some(price),
            category_id: Some(category_id),
            ..Self::default()
        }
    }
}

/// A named property, as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttributeForm {
    /// Which property; new names come into the vocabulary.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A question to answer when ordering, as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionGroupForm {
    /// The group of this product that it replaces; without it, the one of the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<OptionGroupId>,
    /// The question.
    pub name: String,
    /// The fewest answers; above 0 it has to be answered.
    pub min: u32,
    /// The most answers; 1 to 99.
    pub max: u32,
    /// The possible answers, in order.
    pub options: Vec<OptionForm>,
}

/// One possible answer, as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionForm {
    /// The answer of this group that it replaces; without it, the one of the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<OptionId>,
    /// What it is called.
    pub name: String,
    /// What it adds to the unit price; not below zero.
    pub price: Amount,
}

/// All questions of a product, in place of those that it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductOptions {
    /// In the order in which they are asked; none: nothing is asked.
    pub options: Vec<OptionGroupForm>,
    /// The version of the product the caller saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// Say that a product is sold out for now ("86"), or that it is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetAvailability {
    /// True: sold out for now; false: it is back.
    pub is_sold_out: bool,
    /// When it is back by itself; without it, when somebody says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}
