//! How a product stands in its tables.

use chrono::NaiveDateTime;
use diesel::{AsChangeset, Identifiable, Insertable, Queryable, Selectable};

use super::schema::{
    categories, option_choices, option_groups, product_attributes, product_images, products,
};
use crate::catalog::product::{Category, Product, ProductImage, SoldOut};
use crate::catalog::{OptionChoice, OptionGroup};
use crate::error::{Error, Result};
use crate::id::{AttributeId, CategoryId, ImageId, OptionGroupId, OptionId, ProductId};
use crate::money::{BasisPoints, Money};
use crate::text::folded;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = categories, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct CategoryRow {
    pub id: CategoryId,
    pub name: String,
    pub name_folded: String,
    pub description: String,
    pub image: Option<String>,
    pub is_active: bool,
    pub is_archived: bool,
    pub tax_rate: Option<i32>,
    pub position: i32,
    pub version: i64,
}

/// A product without what hangs on it.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_null = true, treat_none_as_default_value = false)]
#[expect(clippy::struct_excessive_bools, reason = "they are columns")]
pub(crate) struct ProductRow {
    pub id: ProductId,
    /// Not among what an update sets: `SQLite` looks after the reference each time it is, and keeps a journal
    /// for it that grows with the transaction. Whoever moves a product says so.
    #[diesel(skip_update)]
    pub category_id: CategoryId,
    pub name: String,
    pub name_folded: String,
    pub description: String,
    pub price: i64,
    pub sale_price: Option<i64>,
    pub sku: Option<String>,
    pub plu: Option<String>,
    pub barcode: Option<String>,
    pub image: Option<String>,
    pub is_available: bool,
    pub is_featured: bool,
    pub is_archived: bool,
    pub sold_out_until: Option<NaiveDateTime>,
    pub allergens: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i64,
    pub is_sold_out: bool,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = product_attributes, treat_none_as_default_value = false)]
pub(crate) struct AttributeRow {
    pub product_id: ProductId,
    pub position: i32,
    pub attribute_id: AttributeId,
    pub value: String,
}

/// A picture of a product.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = product_images, treat_none_as_default_value = false)]
pub(crate) struct ImageRow {
    pub id: ImageId,
    pub product_id: ProductId,
    pub position: i32,
    pub image: String,
    pub thumbnail: String,
}

impl ImageRow {
    pub fn into_image(self) -> ProductImage {
        ProductImage { id: self.id, image: self.image, thumbnail: self.thumbnail }
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = option_groups, treat_none_as_default_value = false)]
pub(crate) struct GroupRow {
    pub id: OptionGroupId,
    pub product_id: ProductId,
    pub position: i32,
    pub name: String,
    pub min_choices: i64,
    pub max_choices: i64,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = option_choices, treat_none_as_default_value = false)]
pub(crate) struct ChoiceRow {
    pub id: OptionId,
    pub group_id: OptionGroupId,
    pub product_id: ProductId,
    pub position: i32,
    pub name: String,
    pub price: i64,
}

impl CategoryRow {
    pub fn of(category: &Category) -> Self {
        Self {
            id: category.id,
            name: category.name.clone(),
            name_folded: folded(&category.name),
            description: category.description.clone(),
            image: category.image.clone(),
            is_active: category.is_active,
            is_archived: category.is_archived,
            tax_rate: category.tax_rate.and_then(|rate| i32::try_from(rate.get()).ok()),
            position: category.position,
            version: category.version,
        }
    }

    pub fn into_category(self) -> Category {
        Category {
            id: self.id,
            name: self.name,
            description: self.description,
            image: self.image,
            is_active: self.is_active,
            is_archived: self.is_archived,
            tax_rate: self.tax_rate.and_then(|rate| u32::try_from(rate).ok()).map(BasisPoints::new),
            position: self.position,
            version: self.version,
        }
    }
}

impl ProductRow {
    pub fn of(product: &Product) -> Result<Self> {
        let allergens =
            serde_json::to_string(&product.allergens).map_err(|cause| Error::Broken(cause.to_string()))?;
        Ok(Self {
            id: product.id,
            category_id: product.category_id,
            name: product.name.clone(),
            name_folded: folded(&product.name),
            description: product.description.clone(),
            price: product.price.as_minor(),
            sale_price: product.sale_price.map(Money::as_minor),
            sku: product.sku.clone(),
            plu: product.plu.clone(),
            barcode: product.barcode.clone(),
            image: product.image.clone(),
            is_available: product.is_available,
            is_featured: product.is_featured,
            is_archived: product.is_archived,
            sold_out_until: product.sold_out.and_then(SoldOut::until).map(|until| until.naive_utc()),
            allergens,
            created_at: product.created_at.naive_utc(),
            updated_at: product.updated_at.naive_utc(),
            version: product.version,
            is_sold_out: product.sold_out.is_some(),
        })
    }

    /// The product as its own row has it; what hangs on it is added by the loader.
    pub fn into_product(self, category: &Category, default_rate: BasisPoints) -> Result<Product> {
        let allergens = serde_json::from_str(&self.allergens)
            .map_err(|cause| Error::Broken(format!("allergens of {}: {cause}", self.id)))?;
        Ok(Product {
            id: self.id,
            category_id: self.category_id,
            category_name: category.name.clone(),
            category_is_active: category.is_active,
            name: self.name,
            description: self.description,
            price: Money::minor(self.price),
            sale_price: self.sale_price.map(Money::minor),
            tax_rate: category.tax_rate.unwrap_or(default_rate),
            sku: self.sku,
            plu: self.plu,
            barcode: self.barcode,
            image: self.image,
            images: Vec::new(),
            is_available: self.is_available,
            is_featured: self.is_featured,
            sold_out: self.is_sold_out.then(|| match self.sold_out_until {
                Some(until) => SoldOut::Until(until.and_utc()),
                None => SoldOut::UntilFurtherNotice,
            }),
            is_archived: self.is_archived,
            allergens,
            tags: Vec::new(),
            attributes: Vec::new(),
            options: Vec::new(),
            stock: None,
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            version: self.version,
        })
    }
}

/// Groups with their choices, both in the order of their positions.
pub(crate) fn groups(groups: Vec<GroupRow>, choices: &[ChoiceRow]) -> Vec<OptionGroup> {
    let count = |number: i64| u32::try_from(number).unwrap_or(0);
    let group = |row: GroupRow| OptionGroup {
        options: choices
            .iter()
            .filter(|choice| choice.group_id == row.id)
            .map(|choice| OptionChoice {
                id: choice.id,
                name: choice.name.clone(),
                price: Money::minor(choice.price),
            })
            .collect(),
        id: row.id,
        name: row.name,
        min: count(row.min_choices),
        max: count(row.max_choices),
    };
    groups.into_iter().map(group).collect()
}
