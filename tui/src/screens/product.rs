//! The form for a product, for managers: its lines, and which of them the shop's objections are about. What
//! they say is read in `reading`.

mod reading;

use comanda_core::id::{CategoryId, ProductId};
use comanda_core::money::Currency;
use comanda_core::refusal::FieldErrors;
use comanda_core::wire::{OptionGroupView, ProductForm, ProductView};

use crate::field::Field;
use crate::screens::form::{FormDialog, FormField, Purpose};
use crate::trouble::Trouble;

pub use reading::save;

/// The longest line of text.
const MAX_TEXT: usize = 2000;
/// The most questions that a product asks.
const MOST_GROUPS: usize = 20;

const NAME: &str = "Name";
const SECTION: &str = "Section";
const PRICE: &str = "Price";
const SALE_PRICE: &str = "Sale price";
const DESCRIPTION: &str = "Description";
const SKU: &str = "SKU";
const PLU: &str = "PLU";
const BARCODE: &str = "Barcode";
const TAGS: &str = "Tags";
const ALLERGENS: &str = "Allergens";
const OPTIONS: &str = "Options";
const AVAILABLE: &str = "Available";
const FEATURED: &str = "Featured";
const TRACKED: &str = "Counted";
const STOCK: &str = "Stock";
const MIN: &str = "Min";
const CRITICAL: &str = "Critical";
/// The line for a picture on this machine.
pub const PICTURE: &str = "Picture";

/// Which line an objection to this part of a path is about.
const ENDS: [(&str, &str); 18] = [
    ("name", NAME),
    ("category_id", SECTION),
    ("price", PRICE),
    ("sale_price", SALE_PRICE),
    ("description", DESCRIPTION),
    ("sku", SKU),
    ("plu", PLU),
    ("barcode", BARCODE),
    ("tags", TAGS),
    ("allergens", ALLERGENS),
    ("options", OPTIONS),
    ("is_available", AVAILABLE),
    ("is_featured", FEATURED),
    ("track_stock", TRACKED),
    ("initial_stock", STOCK),
    ("low_stock_threshold", MIN),
    ("critical_threshold", CRITICAL),
    ("image", PICTURE),
];

/// Which product a form is about, and what became of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    /// Which; none: a new one.
    pub id: Option<ProductId>,
    /// The state that is being changed.
    pub version: Option<i64>,
    /// The sections there are.
    pub sections: Vec<(CategoryId, String)>,
    /// The questions as they are, in the order of their lines.
    pub groups: Vec<OptionGroupView>,
    /// What the lines said at first, by name and in order.
    pub before: Vec<(&'static str, String)>,
    /// The idempotency key of the next attempt.
    pub key: String,
    /// The last attempt whose answer was lost.
    pub unanswered: Option<Box<Save>>,
    /// The key of the attempt that is on its way.
    pub sent: Option<String>,
}

/// A product on its way to being written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// Its idempotency key; what belongs to it has keys that begin with it.
    pub key: String,
    /// Which product; none: a new one.
    pub id: Option<ProductId>,
    /// What it shall be.
    pub form: ProductForm,
    /// The new section that it stands in.
    pub section: Option<String>,
    /// A picture on this machine.
    pub picture: Option<String>,
}

/// What the shop made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The product as it is now.
    pub product: ProductView,
    /// Why its picture was not taken.
    pub picture: Option<Trouble>,
}

/// Answers about products.
#[derive(Debug, Clone)]
pub enum ProductMsg {
    /// The product that is to be changed.
    Opened(Result<Box<ProductView>, Trouble>),
    /// What became of this.
    Saved(Box<Save>, Result<Box<Saved>, Unsaved>),
    /// It is off the menu, or not.
    Deleted(ProductId, Result<(), Trouble>),
}

/// Why nothing was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsaved {
    /// The file with the picture cannot be read; nothing was sent.
    NoFile(String),
    /// The shop did not do it, or did not answer.
    Shop(Trouble),
}

/// What is asked of the shop about products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProductCmd {
    /// The product, whole.
    Open(ProductId),
    /// Write it down.
    Save(Box<Save>),
    /// Take it off the menu.
    Delete(ProductId),
}

/// The form for a product; `view` is none for a new one.
pub fn form(
    view: Option<&ProductView>,
    sections: Vec<(CategoryId, String)>,
    currency: Currency,
    key: String,
) -> FormDialog {
    let title = view.map_or_else(|| "New product".to_owned(), |view| format!("Change {}", view.name));
    let lines = lines(view, &sections, currency);
    let before = lines.iter().map(|line| (line.label, line.field.text().to_owned())).collect();
    let editing = Editing {
        id: view.map(|view| view.id),
        version: view.map(|view| view.version),
        sections,
        groups: view.map(|view| view.options.clone()).unwrap_or_default(),
        before,
        key,
        unanswered: None,
        sent: None,
    };
    FormDialog::new(Purpose::Product(Box::new(editing)), title, lines)
}

fn lines(
    view: Option<&ProductView>,
    sections: &[(CategoryId, String)],
    currency: Currency,
) -> Vec<FormField> {
    let of = |get: fn(&ProductView) -> String| view.map(get).unwrap_or_default();
    let line = |label, said: &str| FormField::new(label, Field::new(MAX_TEXT).with(said));
    let names: Vec<String> = sections.iter().map(|(_, name)| name.clone()).collect();
    let first = names.first().cloned().unwrap_or_default();
    let section = view.map_or(first, |view| view.category.name.clone());
    let mut lines = vec![
        line(NAME, &of(|view| view.name.clone())),
        FormField::choices(SECTION, names, &section),
        line(PRICE, &of(|view| view.price.to_string())),
        line(SALE_PRICE, &of(|view| view.sale_price.map(|price| price.to_string()).unwrap_or_default())),
        line(DESCRIPTION, &of(|view| view.description.clone())),
        line(SKU, &of(|view| view.sku.clone().unwrap_or_default())),
        line(PLU, &of(|view| view.plu.clone().unwrap_or_default())),
        line(BARCODE, &of(|view| view.barcode.clone().unwrap_or_default())),
        line(TAGS, &of(|view| view.tags.iter().map(|tag| tag.name.clone()).collect::<Vec<_>>().join(", "))),
        line(ALLERGENS, &of(|view| view.allergens.join(", "))),
    ];
    let groups = view.map(|view| view.options.as_slice()).unwrap_or_default();
    lines.extend(groups.iter().map(|group| line(OPTIONS, &written(group, currency))));
    lines.push(line(OPTIONS, ""));
    lines.extend([
        FormField::switch(AVAILABLE, view.is_none_or(|view| view.is_available)),
        FormField::switch(FEATURED, view.is_some_and(|view| view.is_featured)),
        FormField::switch(TRACKED, view.is_some_and(|view| view.stock.is_some())),
    ]);
    match view.and_then(|view| view.stock) {
        // Its count is changed on the Stock screen, where a reason goes with it.
        Some(stock) => lines.extend([
            line(MIN, &stock.low_stock_threshold.to_string()),
            line(CRITICAL, &stock.critical_threshold.to_string()),
        ]),
        None => lines.extend([line(STOCK, ""), line(MIN, ""), line(CRITICAL, "")]),
    }
    lines.push(line(PICTURE, ""));
    lines
}

/// `Size(1-1): Small=0|Large=2.50`.
fn written(group: &OptionGroupView, currency: Currency) -> String {
    let answers: Vec<String> = group
        .options
        .iter()
        .map(|option| {
            format!(
                "{}={}",
                option.name,
                currency.money(option.price).map_or(option.price, |m| currency.amount(m))
            )
        })
        .collect();
    format!("{}({}-{}): {}", group.name, group.min, group.max, answers.join("|"))
}

/// An empty line for one more question, as soon as the last one says something.
pub fn make_room(form: &mut FormDialog) {
    let places: Vec<usize> =
        (0..form.fields.len()).filter(|place| form.fields[*place].label == OPTIONS).collect();
    let Some(last) = places.last().copied().filter(|_| places.len() < MOST_GROUPS) else { return };
    if !form.fields[last].field.text().trim().is_empty() {
        form.fields.insert(last + 1, FormField::new(OPTIONS, Field::new(MAX_TEXT)));
        form.focus += usize::from(form.focus > last);
    }
}

/// A scanner read a code: it can only be the barcode.
pub fn scanned(form: &mut FormDialog, code: &str) {
    if let Some(place) = form.fields.iter().position(|line| line.label == BARCODE) {
        form.fields[place].field.set(code);
        form.fields[place].problem = None;
        form.focus = place;
    }
}

/// Puts what the shop objects to at the lines it is about, the cursor at the first of them.
pub fn object(form: &mut FormDialog, errors: &FieldErrors) {
    let mut first = None;
    let mut others = Vec::new();
    for (path, messages) in &errors.0 {
        let told = messages.join(", ");
        let mut parts = path.split('.');
        let end = parts.next().unwrap_or_default();
        let line = ENDS.iter().find(|(part, _)| *part == end).map(|(_, label)| *label);
        let number = parts.next().and_then(|part| part.parse::<usize>().ok()).unwrap_or(0);
        let places = form.fields.iter().enumerate().filter(|(_, field)| Some(field.label) == line);
        let places: Vec<usize> = places.map(|(place, _)| place).collect();
        match places.get(number).or(places.first()) {
            Some(place) => {
                form.fields[*place].problem = Some(told);
                first = Some(first.map_or(*place, |first: usize| first.min(*place)));
            }
            None => others.push(format!("{path}: {told}")),
        }
    }
    form.focus = first.unwrap_or(form.focus);
    form.problem = (!others.is_empty()).then(|| others.join("; "));
}
