//! Creating and changing products: managers say what a product shall be, the rules for drafts decide.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::counts::{self, Counts};
use super::{Vocabulary, fresh};
use crate::actor::{Actor, Permission};
use crate::catalog::product::{Category, Product};
use crate::catalog::{Given, ProductDraft, Shop};
use crate::error::Result;
use crate::flows::alerts;
use crate::id::ProductId;
use crate::refusal::{FieldErrors, Refusal};
use crate::store::{self, Tx};
use crate::wire::catalog::{Catalogue, Extent, ProductOptions, in_form};
use crate::wire::{ProductForm, ProductView};

/// A new product.
pub fn create_product(
    tx: &mut Tx<'_>,
    actor: &Actor,
    form: &ProductForm,
    now: DateTime<Utc>,
) -> Result<ProductView> {
    actor.require(Permission::ManageMenu)?;
    let shop = store::settings::load_shop(tx)?;
    let desk = Desk::set(tx, shop)?;
    let draft = desk.read(form, Extent::Whole, None)?;
    desk.write(tx, actor, None, &draft, form, now)
}

/// Changes a product, at the version that the form names where it names one.
pub fn update_product(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ProductId,
    form: &ProductForm,
    extent: Extent,
    now: DateTime<Utc>,
) -> Result<ProductView> {
    actor.require(Permission::ManageMenu)?;
    let shop = store::settings::load_shop(tx)?;
    let before = store::products::lock(tx, id, &shop)?;
    Refusal::unless_current(form.version, before.version)?;
    // Read while the product is held: a tag that was renamed meanwhile is known by its new name.
    let desk = Desk::set(tx, shop)?;
    let draft = desk.read(form, extent, Some(&before))?;
    desk.write(tx, actor, Some(&before), &draft, form, now)
}

/// Replaces the questions that are asked when a product is ordered.
pub fn set_options(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ProductId,
    wanted: &ProductOptions,
    now: DateTime<Utc>,
) -> Result<ProductView> {
    actor.require(Permission::ManageMenu)?;
    let shop = store::settings::load_shop(tx)?;
    let before = store::products::lock(tx, id, &shop)?;
    Refusal::unless_current(wanted.version, before.version)?;
    let form = ProductForm { options: Some(wanted.options.clone()), ..ProductForm::default() };
    let desk = Desk::set(tx, shop)?;
    let draft = desk.read(&form, Extent::Part, Some(&before))?;
    desk.write(tx, actor, Some(&before), &draft, &form, now)
}

/// What a product is written on: the shop, its sections and its words.
struct Desk {
    shop: Shop,
    categories: Vec<Category>,
    vocabulary: Vocabulary,
}

impl Desk {
    fn set(tx: &mut Tx<'_>, shop: Shop) -> Result<Self> {
        let categories = store::sections::current(tx)?;
        Ok(Self { shop, categories, vocabulary: Vocabulary::load(tx)? })
    }

    fn read(
        &self,
        form: &ProductForm,
        extent: Extent,
        product: Option<&Product>,
    ) -> Result<ProductDraft, Refusal> {
        let known = Catalogue {
            currency: self.shop.currency,
            categories: &self.categories,
            tags: self.vocabulary.tags(),
            product,
        };
        form.to_draft(extent, known).map_err(refused)
    }

    /// Saves the product that `draft` makes of the one `before`.
    fn write(
        mut self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        before: Option<&Product>,
        draft: &ProductDraft,
        form: &ProductForm,
        now: DateTime<Utc>,
    ) -> Result<ProductView> {
        let mut product = before.cloned().unwrap_or_else(|| fresh::product(now));
        require_unpromised(&product, draft)?;
        if let Some(wanted) = form.category_id {
            self.put_into(tx, &mut product, wanted)?;
        }
        draft.write_on(&mut product, &mut fresh::FreshIds).map_err(|errors| refused(in_form(errors)))?;
        if let Given::Value(names) = &draft.tags {
            product.tags = names.iter().map(|name| self.vocabulary.tag(name)).collect();
        }
        if let Given::Value(wanted) = &draft.attributes {
            product.attributes =
                wanted.iter().map(|attribute| self.vocabulary.attribute(attribute)).collect();
        }
        require_free_codes(tx, &product)?;
        let currency = self.shop.currency;
        if before == Some(&product) {
            return Ok(ProductView::of(&product, currency));
        }
        self.vocabulary.save(tx)?;
        let what = if let Some(before) = before {
            product.version += 1;
            product.updated_at = now;
            store::products::save_many(tx, &[(&product, before)])?;
            "product.updated"
        } else {
            store::products::insert_many(tx, &[&product])?;
            "product.created"
        };
        let stood = before.and_then(|before| before.stock);
        let reason = if stood.is_none() { "counting begins" } else { "counting ends" };
        let counts = [Counts { product: product.id, stood, wanted: product.stock }];
        counts::save(tx, &counts, reason, &self.shop, actor, now)?;
        let data = json!({
            "product": product.id, "name": product.name, "price": currency.amount(product.price),
            "version": product.version,
        });
        store::events::append(tx, what, &product.id.to_string(), &data, actor.name(), now)?;
        if let Some(before) = before {
            alerts::prices_changed(tx, &[(&product, before)], &self.shop, actor.name(), now)?;
        }
        Ok(ProductView::of(&product, currency))
    }

    fn put_into(&self, tx: &mut Tx<'_>, product: &mut Product, wanted: crate::id::CategoryId) -> Result<()> {
        let found = self.categories.iter().find(|category| category.id == wanted);
        // Held, so that nobody removes it before the product stands in it.
        let held = store::sections::hold(tx, wanted)?;
        let category =
            found.filter(|_| held).ok_or_else(|| Refusal::invalid("category_id", "is no category"))?;
        product.category_id = category.id;
        product.category_name.clone_from(&category.name);
        product.category_is_active = category.is_active;
        product.tax_rate = category.tax_rate.unwrap_or(self.shop.tax_rate);
        Ok(())
    }
}

/// What open orders were promised does not go uncounted.
fn require_unpromised(product: &Product, draft: &ProductDraft) -> Result<(), Refusal> {
    match (product.stock, &draft.stock) {
        (Some(stock), Given::Value(None)) if stock.reserved > 0 => Err(Refusal::StockPromised {
            product: product.id,
            name: product.name.clone(),
            on_hand: stock.on_hand,
            reserved: stock.reserved,
        }),
        _ => Ok(()),
    }
}

fn require_free_codes(tx: &mut Tx<'_>, product: &Product) -> Result<()> {
    let mut errors = FieldErrors::default();
    for owner in store::products::owners_of_codes(tx, product)? {
        let codes = [
            ("sku", &product.sku, &owner.sku),
            ("plu", &product.plu, &owner.plu),
            ("barcode", &product.barcode, &owner.barcode),
        ];
        for (field, _, _) in codes.into_iter().filter(|(_, own, other)| own.is_some() && own == other) {
            errors.add(field, format_args!("belongs to {}", owner.name));
        }
    }
    Ok(errors.into_result()?)
}

fn refused(errors: FieldErrors) -> Refusal {
    Refusal::InvalidInput { errors }
}
