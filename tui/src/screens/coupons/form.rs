//! The form for a coupon, for managers, in three steps: what it gives, its rules, and a look at what it comes to. What
//! the lines say is read in `reading`, times in `times`, what it comes to is worked out in `look`.

mod lines;
mod look;
mod reading;
mod times;

use comanda_core::coupons::DiscountType;
use comanda_core::id::{CategoryId, CouponId, ProductId};
use comanda_core::refusal::FieldErrors;
use comanda_core::wire::coupons::{CouponForm, CouponView};

use crate::screens::form::{FormDialog, Purpose};
use crate::sell::Menu;

pub use look::Look;
pub use reading::read;

/// What the steps are called.
pub const STEPS: [&str; 3] = ["what it gives", "rules", "look"];

const CODE: &str = "Code";
const DESCRIPTION: &str = "Description";
const KIND: &str = "Kind";
const PERCENT: &str = "Percent";
const AMOUNT: &str = "Amount";
const CAP: &str = "At most";
const BUY: &str = "Buy";
const FREE: &str = "Free";
const SETS: &str = "Times";
const TIERS: &str = "Tiers";
const FROM: &str = "From";
const UNTIL: &str = "Until";
const USES: &str = "Uses";
const PER_PERSON: &str = "Per person";
const AGAIN: &str = "Again after";
const MIN_ORDER: &str = "Min order";
const MIN_ITEMS: &str = "Min items";
const MIN_SECTION: &str = "Min of only";
const CUSTOMERS: &str = "Customers";
const HAD: &str = "Orders had";
const BEFORE: &str = "At most had";
const SPENT: &str = "Spent";
const DAYS: &str = "Days";
const HOURS: &str = "Hours";
const MONTHS: &str = "Months";
const DATES: &str = "Dates";
const ONLY_SECTIONS: &str = "Only sections";
const ONLY_PRODUCTS: &str = "Only products";
const NOT_SECTIONS: &str = "Not sections";
const NOT_PRODUCTS: &str = "Not products";
const REDUCED: &str = "On reduced";
const STACKS: &str = "With others";
const ACTIVE: &str = "Active";
const PUBLIC: &str = "Public";

/// Which line an objection to this field is about.
const ENDS: [(&str, &[&str]); 29] = [
    ("code", &[CODE]),
    ("description", &[DESCRIPTION]),
    ("discount_type", &[KIND]),
    ("discount_value", &[PERCENT, AMOUNT]),
    ("max_discount", &[CAP]),
    ("buy_x_count", &[BUY]),
    ("get_y_count", &[FREE]),
    ("max_sets", &[SETS]),
    ("tiers", &[TIERS]),
    ("valid_from", &[FROM]),
    ("valid_until", &[UNTIL]),
    ("max_uses", &[USES]),
    ("max_uses_per_user", &[PER_PERSON]),
    ("usage_interval_days", &[AGAIN]),
    ("min_order_value", &[MIN_ORDER]),
    ("min_order_items", &[MIN_ITEMS]),
    ("min_category_items", &[MIN_SECTION]),
    ("customer_tier", &[CUSTOMERS]),
    ("min_customer_orders", &[HAD]),
    ("max_customer_orders", &[BEFORE]),
    ("min_customer_spent", &[SPENT]),
    ("time_restrictions", &[HOURS]),
    ("seasonal_restrictions", &[DATES]),
    ("applicable_products", &[ONLY_PRODUCTS]),
    ("applicable_categories", &[ONLY_SECTIONS]),
    ("excluded_products", &[NOT_PRODUCTS]),
    ("excluded_categories", &[NOT_SECTIONS]),
    ("is_active", &[ACTIVE]),
    ("is_public", &[PUBLIC]),
];

/// Which coupon a form is about, and what became of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    /// The coupon as it is; none: a new one.
    pub before: Option<Box<CouponView>>,
    /// The kind that the lines are for.
    pub kind: DiscountType,
    /// What can be picked.
    pub products: Vec<(ProductId, String)>,
    /// The sections that can be picked.
    pub sections: Vec<(CategoryId, String)>,
    /// What the lines about time said at first.
    pub times: (String, String),
    /// What was sent last and not answered, with its key.
    pub sent: Option<String>,
    /// What it comes to as it is typed.
    pub look: Look,
}

impl Editing {
    /// Which coupon; none: a new one.
    pub fn id(&self) -> Option<CouponId> {
        self.before.as_ref().map(|before| before.id)
    }
}

/// What was typed, and the lines that cannot be read with what is wrong with them.
pub type Read = Result<CouponForm, Vec<(&'static str, String)>>;

/// The form for a coupon; `view` is none for a new one.
pub fn form(view: Option<&CouponView>, menu: &Menu) -> FormDialog {
    let title = view.map_or_else(|| "New coupon".to_owned(), |view| format!("Change {}", view.code));
    let (mut products, mut sections) = (names_of_products(menu), menu.categories.clone());
    if let Some(view) = view {
        // What a coupon names and the menu no longer has stays named.
        for id in view.applicable_products.iter().chain(&view.excluded_products) {
            if !products.iter().any(|(known, _)| known == id) {
                products.push((*id, format!("off the menu {id}")));
            }
        }
        for id in view.applicable_categories.iter().chain(&view.excluded_categories) {
            if !sections.iter().any(|(known, _)| known == id) {
                sections.push((*id, format!("gone {id}")));
            }
        }
    }
    let kind = view.map_or(DiscountType::Percentage, |view| view.discount_type);
    let fields = lines::all(view, kind, (&products, &sections), &menu.shop);
    let said = |label: &str| {
        fields
            .iter()
            .find(|line| line.label == label)
            .map(|line| line.field.text().to_owned())
            .unwrap_or_default()
    };
    let times = (said(FROM), said(UNTIL));
    let before = view.cloned().map(Box::new);
    let editing = Editing { before, kind, products, sections, times, sent: None, look: Look::default() };
    let mut form = FormDialog::new(Purpose::Coupon(Box::new(editing)), title, fields);
    form.pages = &STEPS;
    form
}

/// Two products of one name are told apart by their sections.
fn names_of_products(menu: &Menu) -> Vec<(ProductId, String)> {
    let section = |index: usize| menu.sections.get(index).and_then(|place| menu.categories.get(*place));
    let name = |(index, product): (usize, &comanda_core::catalog::Product)| {
        let is_twin = menu.products.iter().filter(|other| other.name == product.name).count() > 1;
        let name = match section(index).filter(|_| is_twin) {
            Some((_, section)) => format!("{} ({section})", product.name),
            None => product.name.clone(),
        };
        (product.id, name)
    };
    menu.products.iter().enumerate().map(name).collect()
}

/// The kind was changed: the lines become those that it asks for.
pub fn relay(form: &mut FormDialog) {
    let Some(kind) = form.line(KIND).and_then(|line| lines::kind_of(line.field.text())) else { return };
    let Purpose::Coupon(editing) = &mut form.purpose else { return };
    if editing.kind == kind {
        return;
    }
    editing.kind = kind;
    let old: Vec<_> = form.fields.extract_if(.., |line| lines::OF_KINDS.contains(&line.label)).collect();
    let place = form.fields.iter().position(|line| line.label == KIND).map_or(0, |place| place + 1);
    let new = lines::of_kind(kind).into_iter().map(|mut line| {
        if let Some(before) = old.iter().find(|old| old.label == line.label) {
            line.field.clone_from(&before.field);
        }
        line
    });
    form.fields.splice(place..place, new);
    form.focus = form.focus.min(form.fields.len().saturating_sub(1));
}

/// Puts a code there.
pub fn set_code(form: &mut FormDialog, code: &str) {
    if let Some(place) = form.fields.iter().position(|line| line.label == CODE) {
        form.fields[place].field.set(code);
        form.fields[place].problem = None;
        form.focus = place;
    }
}

/// Puts what is wrong at the lines it is about, the cursor at the first of them.
pub fn object(form: &mut FormDialog, errors: &FieldErrors) {
    let wrong: Vec<(Option<&'static str>, String)> = errors
        .0
        .iter()
        .map(|(path, messages)| {
            let told = messages.join(", ");
            match label_of(form, path) {
                Some(label) if label == TIERS => (Some(label), told_of_step(path, &told)),
                Some(label) => (Some(label), told),
                None => (None, format!("{path}: {told}")),
            }
        })
        .collect();
    let mut first = None;
    let mut others = Vec::new();
    for (label, told) in wrong {
        let place = label.and_then(|label| form.fields.iter().position(|line| line.label == label));
        match place {
            Some(place) => {
                form.fields[place].problem = Some(told);
                first = Some(first.map_or(place, |first: usize| first.min(place)));
            }
            None => others.push(told),
        }
    }
    form.focus = first.unwrap_or(form.focus);
    form.problem = (!others.is_empty()).then(|| others.join("; "));
}

/// `tiers.1.value` is about the second step.
fn told_of_step(path: &str, told: &str) -> String {
    let step = path.split('.').nth(1).and_then(|part| part.parse::<usize>().ok());
    step.map_or_else(|| told.to_owned(), |step| format!("step {}: {told}", step + 1))
}

/// The line of the form that an objection to this field is about.
fn label_of(form: &FormDialog, path: &str) -> Option<&'static str> {
    let mut parts = path.split('.');
    let field = parts.next().unwrap_or_default();
    let part = parts.next().unwrap_or_default();
    match (field, part) {
        ("time_restrictions", "days") => return Some(DAYS),
        ("seasonal_restrictions", "months") => return Some(MONTHS),
        _ => {}
    }
    let (_, labels) = ENDS.iter().find(|(end, _)| *end == field)?;
    labels.iter().copied().find(|label| form.line(label).is_some())
}
