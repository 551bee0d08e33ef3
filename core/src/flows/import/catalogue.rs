//! The catalogue in memory while a file is applied to it, row by row: what stood, what it is to become, and
//! who owns which code.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::catalog::draft::ProductDraft;
use crate::catalog::menu_csv::{ImportError, MenuRow};
use crate::catalog::product::{Category, Product};
use crate::catalog::{Given, Shop};
use crate::flows::catalog::{Vocabulary, fresh};
use crate::id::{CategoryId, ProductId};
use crate::money::BasisPoints;
use crate::refusal::FieldErrors;
use crate::text::folded;

/// What a row did.
pub(super) enum Touched {
    Created,
    Updated,
    Unchanged,
}

pub(super) struct Catalogue {
    entries: Vec<Entry>,
    by_name: HashMap<(CategoryId, String), usize>,
    by_code: HashMap<(Code, String), usize>,
    categories: Vec<Category>,
    known_categories: usize,
    changed_categories: Vec<usize>,
    vocabulary: Vocabulary,
    default_rate: BasisPoints,
}

struct Entry {
    product: Product,
    /// As it stood before the file; `None` for what the file creates.
    before: Option<Product>,
}

/// The codes of which no two products share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Code {
    Sku,
    Plu,
    Barcode,
}

impl Catalogue {
    pub fn new(
        products: Vec<Product>,
        categories: Vec<Category>,
        vocabulary: Vocabulary,
        shop: &Shop,
    ) -> Self {
        let mut catalogue = Self {
            entries: Vec::with_capacity(products.len()),
            by_name: HashMap::new(),
            by_code: HashMap::new(),
            known_categories: categories.len(),
            categories,
            changed_categories: Vec::new(),
            vocabulary,
            default_rate: shop.tax_rate,
        };
        for product in products {
            let before = Some(product.clone());
            catalogue.put(None, Entry { product, before });
        }
        catalogue
    }

    /// Applies one row, or says why it cannot be.
    pub fn apply(&mut self, row: &MenuRow, now: DateTime<Utc>) -> Result<Touched, Vec<ImportError>> {
        let draft = &row.draft;
        let category = self.category(draft);
        let index = self.target(draft, category);
        let stands = index.map(|index| self.entries[index].product.clone());
        let mut product = stands.clone().unwrap_or_else(|| fresh::product(now));
        product.category_id = category;
        product.category_name.clone_from(&self.categories[self.place_of(category)].name);
        product.category_is_active = self.categories[self.place_of(category)].is_active;
        product.tax_rate = self.categories[self.place_of(category)].tax_rate.unwrap_or(self.default_rate);
        draft.write_on(&mut product, &mut fresh::FreshIds).map_err(|errors| named(row.line, &errors))?;
        if let Given::Value(names) = &draft.tags {
            product.tags = names.iter().map(|name| self.vocabulary.tag(name)).collect();
        }
        if let Given::Value(wanted) = &draft.attributes {
            product.attributes =
                wanted.iter().map(|attribute| self.vocabulary.attribute(attribute)).collect();
        }
        self.require_free_codes(&product, index).map_err(|errors| named(row.line, &errors))?;
        let touched = match &stands {
            Some(stands) if *stands == product => return Ok(Touched::Unchanged),
            Some(_) => Touched::Updated,
            None => Touched::Created,
        };
        if stands.is_some() {
            product.version += 1;
            product.updated_at = now;
        }
        let before = index.and_then(|index| self.entries[index].before.clone());
        self.put(index, Entry { product, before });
        Ok(touched)
    }

    /// The product that a row means: by its SKU, else by its name within the section.
    fn target(&self, draft: &ProductDraft, category: CategoryId) -> Option<usize> {
        let sku = draft.sku.value().cloned().flatten();
        let by_sku = sku.as_ref().and_then(|sku| self.by_code.get(&(Code::Sku, sku.clone()))).copied();
        let by_name = self.by_name.get(&(category, folded(&draft.name))).copied();
        // A product that has another SKU is another product, whatever it is called.
        let unnumbered = |index: &usize| sku.is_none() || self.entries[*index].product.sku.is_none();
        by_sku.or_else(|| by_name.filter(unnumbered))
    }

    fn require_free_codes(&self, product: &Product, own: Option<usize>) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        for (code, value) in codes(product) {
            let owner = self.by_code.get(&(code, value)).filter(|owner| Some(**owner) != own);
            if let Some(owner) = owner {
                errors.add(code.column(), format!("belongs to {}", self.entries[*owner].product.name));
            }
        }
        if errors.0.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn put(&mut self, index: Option<usize>, entry: Entry) {
        let index = if let Some(index) = index {
            let old = std::mem::replace(&mut self.entries[index], entry).product;
            self.by_name.remove(&(old.category_id, folded(&old.name)));
            for code in codes(&old) {
                self.by_code.remove(&code);
            }
            index
        } else {
            self.entries.push(entry);
            self.entries.len() - 1
        };
        let product = &self.entries[index].product;
        self.by_name.insert((product.category_id, folded(&product.name)), index);
        self.by_code.extend(codes(product).map(|code| (code, index)));
    }

    /// The section of a row, made when it is new, with the tax rate the row gives it.
    fn category(&mut self, draft: &ProductDraft) -> CategoryId {
        let wanted = folded(&draft.category);
        let found = self.categories.iter().position(|category| folded(&category.name) == wanted);
        let place = found.unwrap_or_else(|| {
            self.categories.push(fresh::category(&draft.category, self.categories.len()));
            self.categories.len() - 1
        });
        if let Given::Value(rate) = draft.tax_rate {
            let category = &mut self.categories[place];
            if category.tax_rate != Some(rate) {
                category.tax_rate = Some(rate);
                self.changed_categories.push(place);
            }
        }
        self.categories[place].id
    }

    fn place_of(&self, category: CategoryId) -> usize {
        self.categories.iter().position(|known| known.id == category).unwrap_or(0)
    }

    pub fn new_categories(&self) -> Vec<Category> {
        self.categories[self.known_categories..].to_vec()
    }

    pub fn changed_categories(&self) -> impl Iterator<Item = &Category> {
        let known = self.changed_categories.iter().filter(|place| **place < self.known_categories);
        known.map(|place| &self.categories[*place])
    }

    pub const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What differs from what stood, and what stood.
    pub fn changed(&self) -> impl Iterator<Item = (&Product, Option<&Product>)> {
        let differs = |entry: &&Entry| entry.before.as_ref() != Some(&entry.product);
        self.entries.iter().filter(differs).map(|entry| (&entry.product, entry.before.as_ref()))
    }

    pub fn changed_ids(&self) -> Vec<ProductId> {
        self.changed().filter(|(_, before)| before.is_some()).map(|(product, _)| product.id).collect()
    }
}

impl Code {
    const fn column(self) -> &'static str {
        match self {
            Self::Sku => "sku",
            Self::Plu => "plu",
            Self::Barcode => "barcode",
        }
    }
}

fn codes(product: &Product) -> impl Iterator<Item = (Code, String)> + use<> {
    let codes = [(Code::Sku, &product.sku), (Code::Plu, &product.plu), (Code::Barcode, &product.barcode)];
    codes.map(|(code, value)| value.clone().map(|value| (code, value))).into_iter().flatten()
}

fn named(line: u64, errors: &FieldErrors) -> Vec<ImportError> {
    let told =
        errors.0.iter().flat_map(|(column, messages)| messages.iter().map(move |message| (column, message)));
    told.map(|(column, message)| ImportError::new(line, Some(column), message.as_str(), "")).collect()
}
