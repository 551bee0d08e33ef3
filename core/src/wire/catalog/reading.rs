//! Forms read into drafts, on top of what stands: the same rules decide for forms and for files. What is wrong
//! is told by the names of the form's fields, all at once.

use super::forms::{AttributeForm, OptionForm, OptionGroupForm, ProductForm};
use super::sections::CategoryForm;
use crate::catalog::product::{Category, Product, Tag};
use crate::catalog::section::SectionDraft;
use crate::catalog::{AttributeDraft, Given, OptionDraft, OptionGroupDraft, ProductDraft};
use crate::money::{Amount, BasisPoints, Currency, Money};
use crate::refusal::FieldErrors;

/// Whether a form says all that there is to say, or a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All: what is required has to be there. Whatever is optional may still be left out and then stays.
    Whole,
    /// A part: whatever is left out stays.
    Part,
}

/// What a form of a product is read against.
#[derive(Debug, Clone, Copy)]
pub struct Catalogue<'a> {
    /// The money of the shop.
    pub currency: Currency,
    /// The sections that are there.
    pub categories: &'a [Category],
    /// The tags that are there.
    pub tags: &'a [Tag],
    /// The product as it stands; none for a new one.
    pub product: Option<&'a Product>,
}

impl ProductForm {
    /// The product that is wanted, checked by itself. Together with what stands it is checked where it is
    /// written.
    pub fn to_draft(&self, extent: Extent, known: Catalogue<'_>) -> Result<ProductDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let standing = known.product.filter(|_| extent == Extent::Part);
        let name = self.name.clone().or_else(|| standing.map(|product| product.name.clone()));
        let read = |field: &str, amount: Amount, errors: &mut FieldErrors| {
            // Whatever it is, it is told; a price that is in range keeps the others' rules quiet.
            known.currency.money(amount).unwrap_or_else(|cause| {
                errors.add(field, cause);
                if field == "price" { Money::MAX_INPUT } else { Money::minor(1) }
            })
        };
        let price = match (self.price, standing) {
            (Some(amount), _) => read("price", amount, &mut errors),
            (None, Some(product)) => product.price,
            (None, None) => {
                errors.add("price", "is required");
                Money::MAX_INPUT
            }
        };
        let sale_price =
            given(self.sale_price).map(|amount| amount.map(|amount| read("sale_price", amount, &mut errors)));
        self.check_featured(known.product, &mut errors);
        let draft = ProductDraft {
            name: name.unwrap_or_default(),
            category: self.category(standing, known.categories, &mut errors),
            price,
            sale_price,
            description: given(self.description.clone()),
            tags: self.tags(known.tags, &mut errors),
            attributes: given(self.attributes.as_deref()).map(|all| all.iter().map(attribute).collect()),
            allergens: given(self.allergens.clone()),
            sku: given(self.sku.clone()),
            plu: given(self.plu.clone()),
            barcode: given(self.barcode.clone()),
            stock: self.stock(known.product, &mut errors),
            low_stock_threshold: given(self.low_stock_threshold),
            critical_threshold: given(self.critical_threshold),
            is_available: given(self.is_available),
            is_featured: given(self.is_featured),
            tax_rate: Given::Absent,
            image: given(self.image.clone()),
            options: given(self.options.as_deref()).map(|all| groups(all, known.currency, &mut errors)),
        };
        checked(draft, errors)
    }

    /// Whoever says that something is shown first, or off the menu, is told that both do not go together.
    /// Files are not: in a spreadsheet `is_featured` is a wish for the day on which it is available again.
    fn check_featured(&self, standing: Option<&Product>, errors: &mut FieldErrors) {
        let is_said = self.is_available.is_some() || self.is_featured.is_some();
        let is_available = self.is_available.or(standing.map(|product| product.is_available)).unwrap_or(true);
        let is_featured = self.is_featured.or(standing.map(|product| product.is_featured)).unwrap_or(false);
        if is_said && is_featured && !is_available {
            errors.add("is_featured", "only what is available can be featured");
        }
    }

    /// The name of the section that is meant.
    fn category(
        &self,
        standing: Option<&Product>,
        categories: &[Category],
        errors: &mut FieldErrors,
    ) -> String {
        let Some(wanted) = self.category_id.or_else(|| standing.map(|product| product.category_id)) else {
            errors.add("category_id", "is required");
            return String::new();
        };
        let found = categories.iter().find(|category| category.id == wanted && !category.is_archived);
        if found.is_none() {
            errors.add("category_id", "is no category");
        }
        found.map(|category| category.name.clone()).unwrap_or_default()
    }

    fn tags(&self, tags: &[Tag], errors: &mut FieldErrors) -> Given<Vec<String>> {
        let (names, ids) = match (&self.tags, &self.tag_ids) {
            (names, None) => return given(names.clone()),
            (None, Some(ids)) => (Vec::with_capacity(ids.len()), ids),
            (Some(_), Some(_)) => {
                errors.add("tag_ids", "say the tags by name or by id, not both");
                return Given::Absent;
            }
        };
        Given::Value(ids.iter().fold(names, |mut names, id| {
            match tags.iter().find(|tag| tag.id == *id) {
                Some(tag) => names.push(tag.name.clone()),
                None => errors.add("tag_ids", format_args!("{id} is no tag")),
            }
            names
        }))
    }

    /// How many are on the shelf from now on, where the form says anything about it.
    fn stock(&self, standing: Option<&Product>, errors: &mut FieldErrors) -> Given<Option<u32>> {
        let is_counted = standing.is_some_and(|product| product.stock.is_some());
        let stock = match (self.track_stock, self.initial_stock) {
            (Some(false), Some(_)) => {
                errors.add("initial_stock", "goes with track_stock only");
                Given::Absent
            }
            (_, Some(_)) if is_counted => {
                errors.add("initial_stock", "is counted already; change it at /api/inventory/movements/");
                Given::Absent
            }
            (Some(false), None) => Given::Value(None),
            (_, Some(count)) => Given::Value(Some(count)),
            (Some(true), None) if !is_counted => Given::Value(Some(0)),
            (Some(true) | None, None) => Given::Absent,
        };
        let will_be_counted = stock.value().map_or(is_counted, Option::is_some);
        let limits = [
            ("low_stock_threshold", self.low_stock_threshold),
            ("critical_threshold", self.critical_threshold),
        ];
        for (field, _) in limits.into_iter().filter(|(_, limit)| limit.is_some() && !will_be_counted) {
            errors.add(field, "goes with track_stock only");
        }
        stock
    }
}

impl CategoryForm {
    /// The section that is wanted, checked. `categories` are the current ones, `standing` is the one that is
    /// changed.
    pub fn to_draft(
        &self,
        extent: Extent,
        standing: Option<&Category>,
        categories: &[Category],
    ) -> Result<SectionDraft, FieldErrors> {
        let kept = standing.filter(|_| extent == Extent::Part);
        let name = self.name.clone().or_else(|| kept.map(|category| category.name.clone()));
        let mut errors = FieldErrors::default();
        let tax_rate = given(self.tax_rate).map(|rate| {
            rate.and_then(|rate| match BasisPoints::try_from(rate) {
                Ok(rate) => Some(rate),
                Err(cause) => {
                    errors.add("tax_rate", cause);
                    None
                }
            })
        });
        let draft = SectionDraft {
            name: name.unwrap_or_default(),
            description: given(self.description.clone()),
            is_active: given(self.is_active),
            tax_rate,
            position: given(self.position),
        };
        let checked = draft.checked(categories, standing.map(|category| category.id));
        match (checked, errors.0.is_empty()) {
            (checked, true) => checked,
            (Ok(_), false) => Err(errors),
            (Err(more), false) => Err(joined(errors, more)),
        }
    }
}

/// What is wrong with a draft, by the names that a form has for its fields.
#[must_use]
pub fn in_form(errors: FieldErrors) -> FieldErrors {
    let renamed = errors.0.into_iter().map(|(field, messages)| match field.as_str() {
        "category" => ("category_id".to_owned(), messages),
        "stock" => ("initial_stock".to_owned(), messages),
        _ => (field, messages),
    });
    FieldErrors(renamed.collect())
}

fn checked(draft: ProductDraft, errors: FieldErrors) -> Result<ProductDraft, FieldErrors> {
    match (draft.checked().map_err(in_form), errors.0.is_empty()) {
        (checked, true) => checked,
        (Ok(_), false) => Err(errors),
        (Err(more), false) => Err(joined(errors, more)),
    }
}

/// Both; of a field that is in both, the first are said.
fn joined(first: FieldErrors, more: FieldErrors) -> FieldErrors {
    let mut all = more.0;
    all.extend(first.0);
    FieldErrors(all)
}

fn given<T>(field: Option<T>) -> Given<T> {
    field.map_or(Given::Absent, Given::Value)
}

fn attribute(form: &AttributeForm) -> AttributeDraft {
    AttributeDraft { name: form.name.clone(), value: form.value.clone() }
}

fn groups(wanted: &[OptionGroupForm], currency: Currency, errors: &mut FieldErrors) -> Vec<OptionGroupDraft> {
    let groups = wanted.iter().enumerate();
    groups
        .map(|(group, form)| OptionGroupDraft {
            id: form.id,
            name: form.name.clone(),
            min: form.min,
            max: form.max,
            options: form
                .options
                .iter()
                .enumerate()
                .map(|(place, form)| {
                    option(form, &format!("options.{group}.options.{place}.price"), currency, errors)
                })
                .collect(),
        })
        .collect()
}

fn option(form: &OptionForm, field: &str, currency: Currency, errors: &mut FieldErrors) -> OptionDraft {
    let price = currency.money(form.price).unwrap_or_else(|cause| {
        errors.add(field, cause);
        Money::ZERO
    });
    OptionDraft { id: form.id, name: form.name.clone(), price }
}

#[cfg(test)]
mod tests;
