//! The catalogue in memory while a file is applied to it, row by row: what stood, what it is to become, and
//! who owns which code.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::difference::Differences;
use super::sections::Sections;
use crate::catalog::draft::ProductDraft;
use crate::catalog::menu_csv::{ImportError, MenuRow};
use crate::catalog::product::{Category, Product};
use crate::catalog::{Given, SectionDraft, Shop};
use crate::flows::catalog::{Vocabulary, fresh};
use crate::id::{CategoryId, ProductId};
use crate::money::{BasisPoints, Currency};
use crate::refusal::FieldErrors;
use crate::text::folded;
use crate::wire::menu::ImportChange;

/// What a row did.
pub(super) enum Touched {
    Created,
    Updated,
    Unchanged,
}

pub(super) struct Catalogue {
    entries: Vec<Entry>,
    by_name: HashMap<(CategoryId, String), Vec<usize>>,
    by_code: HashMap<(Code, String), usize>,
    sections: Sections,
    vocabulary: Vocabulary,
    differences: Differences,
    default_rate: BasisPoints,
    currency: Currency,
}

struct Entry {
    product: Product,
    /// As it stood before the file; `None` for what the file creates.
    before: Option<Product>,
    seen: Seen,
}

/// Whether a row of the file meant a product, and how it named it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    ByName,
    BySku,
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
            sections: Sections::new(categories),
            vocabulary,
            differences: Differences::default(),
            default_rate: shop.tax_rate,
            currency: shop.currency,
        };
        for product in products {
            let before = Some(product.clone());
            catalogue.put(None, Entry { product, before, seen: Seen::No });
        }
        catalogue
    }

    /// Applies what a document says of a section as such.
    pub fn apply_section(&mut self, draft: &SectionDraft) {
        self.sections.apply(draft);
    }

    /// Applies one row, or says why it cannot be. A row that cannot be leaves nothing behind.
    pub fn apply(&mut self, row: &MenuRow, now: DateTime<Utc>) -> Result<Touched, Vec<ImportError>> {
        let draft = &row.draft;
        let mut section = self.sections.named(&draft.category);
        if let Given::Value(rate) = draft.tax_rate {
            section.tax_rate = Some(rate);
        }
        let index = self.target(draft, section.id);
        let stands = index.map(|index| self.entries[index].product.clone());
        let mut product = stands.clone().unwrap_or_else(|| fresh::product(now));
        product.category_id = section.id;
        product.category_name.clone_from(&section.name);
        product.category_is_active = section.is_active;
        product.tax_rate = section.tax_rate.unwrap_or(self.default_rate);
        draft.write_on(&mut product, &mut fresh::FreshIds).map_err(|errors| named(row.line, &errors))?;
        row.sold_out.write_on(&mut product.sold_out);
        self.require_free_codes(&product, index).map_err(|errors| named(row.line, &errors))?;
        self.sections.put(section);
        self.name_words(draft, &mut product);
        Ok(self.keep(row, index, stands.as_ref(), product, now))
    }

    /// Gives `product` the tags and properties that are wanted, by their ids.
    fn name_words(&mut self, draft: &ProductDraft, product: &mut Product) {
        if let Given::Value(names) = &draft.tags {
            product.tags = names.iter().map(|name| self.vocabulary.tag(name)).collect();
        }
        if let Given::Value(wanted) = &draft.attributes {
            product.attributes =
                wanted.iter().map(|attribute| self.vocabulary.attribute(attribute)).collect();
        }
    }

    /// Keeps what a row makes of a product, and the difference.
    fn keep(
        &mut self,
        row: &MenuRow,
        index: Option<usize>,
        stands: Option<&Product>,
        mut product: Product,
        now: DateTime<Utc>,
    ) -> Touched {
        let seen = if matches!(row.draft.sku, Given::Value(Some(_))) { Seen::BySku } else { Seen::ByName };
        if let (Some(index), Some(stands)) = (index, stands)
            && !differ(&row.draft, stands, &product)
        {
            self.entries[index].seen = seen;
            return Touched::Unchanged;
        }
        let own_rate = self.sections.own_rate(product.category_id);
        let before = stands.map(|stands| {
            let rate_stays = stands.category_id == product.category_id && stands.tax_rate == product.tax_rate;
            let rate = self.sections.own_rate_before(stands.category_id);
            (stands, if rate_stays { own_rate } else { rate })
        });
        self.differences.note(row, before, (&product, own_rate), self.currency);
        let touched = if stands.is_some() { Touched::Updated } else { Touched::Created };
        if stands.is_some() {
            product.version += 1;
            product.updated_at = now;
        }
        let before = index.and_then(|index| self.entries[index].before.clone());
        self.put(index, Entry { product, before, seen });
        touched
    }

    /// The product that a row means: by its SKU, else by its name within the section.
    fn target(&self, draft: &ProductDraft, section: CategoryId) -> Option<usize> {
        let sku = draft.sku.value().and_then(Option::as_ref);
        if let Some(index) = sku.and_then(|sku| self.by_code.get(&(Code::Sku, sku.clone()))) {
            return Some(*index);
        }
        let named = self.by_name.get(&(section, folded(&draft.name)))?.iter().copied();
        let ranked = named.filter_map(|index| Some((self.rank(index, sku.is_some())?, index)));
        ranked.min().map(|(_, index)| index)
    }

    /// How likely a row that only has the name in common means this product; 0 is likeliest. Products may share
    /// a name: each row takes one that no row before it took, as long as there is one.
    fn rank(&self, index: usize, has_sku: bool) -> Option<u8> {
        let entry = &self.entries[index];
        match (entry.product.sku.is_some(), entry.seen) {
            (false, Seen::No) => Some(0),
            // A product that has another SKU, or had none a row before, is another product, whatever its name.
            (true, _) | (false, Seen::ByName | Seen::BySku) if has_sku => None,
            (false, Seen::ByName | Seen::BySku) => Some(1),
            (true, Seen::No) => Some(2),
            (true, Seen::ByName) => Some(3),
            // A row before this one has its SKU, and this one has none.
            (true, Seen::BySku) => None,
        }
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
            if let Some(named) = self.by_name.get_mut(&(old.category_id, folded(&old.name))) {
                named.retain(|other| *other != index);
            }
            for code in codes(&old) {
                self.by_code.remove(&code);
            }
            index
        } else {
            self.entries.push(entry);
            self.entries.len() - 1
        };
        let product = &self.entries[index].product;
        self.by_name.entry((product.category_id, folded(&product.name))).or_default().push(index);
        self.by_code.extend(codes(product).map(|code| (code, index)));
    }

    /// Puts the sections into their places, once the whole file is applied.
    pub fn settle(&mut self) {
        self.sections.settle();
    }

    pub const fn sections(&self) -> &Sections {
        &self.sections
    }

    pub const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The changes that are told, and how many more products change.
    pub fn into_differences(self) -> (Vec<ImportChange>, u64) {
        self.differences.into_parts()
    }

    /// Whether anything is to be saved.
    pub fn differs(&self) -> bool {
        let mut sections = self.sections.changed();
        self.created().next().is_some()
            || self.changed().next().is_some()
            || !self.sections.new_ones().is_empty()
            || sections.next().is_some()
    }

    /// What the file creates.
    pub fn created(&self) -> impl Iterator<Item = &Product> {
        self.entries.iter().filter(|entry| entry.before.is_none()).map(|entry| &entry.product)
    }

    /// What differs from what stood, and what stood.
    pub fn changed(&self) -> impl Iterator<Item = (&Product, &Product)> {
        let pairs = self.entries.iter().filter_map(|entry| Some((&entry.product, entry.before.as_ref()?)));
        pairs.filter(|(product, before)| product != before)
    }

    /// Those that stood with a code that they do not have any more.
    pub fn ids_with_other_codes(&self) -> Vec<ProductId> {
        let differ = |(product, before): &(&Product, &Product)| {
            let codes = |of: &Product| (of.sku.clone(), of.plu.clone(), of.barcode.clone());
            codes(product) != codes(before)
        };
        self.changed().filter(differ).map(|(product, _)| product.id).collect()
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

/// Whether a row changes a product. What only its section changes is no change of the product, unless it is the
/// row that says so.
fn differ(draft: &ProductDraft, stands: &Product, product: &Product) -> bool {
    let mut stands = stands.clone();
    stands.category_is_active = product.category_is_active;
    if draft.tax_rate.value().is_none() && stands.category_id == product.category_id {
        stands.tax_rate = product.tax_rate;
    }
    stands != *product
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
