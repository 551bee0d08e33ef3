//! The forms about alerts: what was done about one, for how long one is put aside, and a new one. What their lines mean,
//! and what is wrong with them before anything is sent.

use chrono::{DateTime, Utc};
use comanda_core::alerts::{AlertType, Severity};
use comanda_core::id::{AlertId, ProductId};
use comanda_core::wire::alerts::{AlertView, CreateAlert, ResolveAlert, SnoozeAlert};

use super::errand::Deed;
use super::words;
use crate::field::Field;
use crate::screens::form::{FormDialog, FormField, Purpose};

/// The line for what was done.
pub const NOTE: &str = "Note";
/// The line for how long.
pub const FOR: &str = "For";
/// The line for the type.
pub const TYPE: &str = "Type";
/// The line for how grave it is.
pub const GRAVITY: &str = "Severity";
/// The line for the product.
pub const PRODUCT: &str = "Product";
/// The line for the message.
pub const MESSAGE: &str = "Message";

/// The longest note, in characters.
const MAX_NOTE: usize = 500;
/// The longest message, in characters.
const MAX_MESSAGE: usize = 300;
/// The most minutes that an alert can be put aside for.
const MAX_MINUTES: u32 = 24 * 60;

/// For how long an alert is put aside; the first is what Enter takes.
const PAUSES: [&str; 3] = ["1 hour", "15 minutes", "until tomorrow"];
/// Types of an alert that is raised by hand, in the order in which they are offered.
const TYPES: [AlertType; 5] = [
    AlertType::System,
    AlertType::OutOfStock,
    AlertType::LowStock,
    AlertType::HighDemand,
    AlertType::PriceChange,
];
/// What they are called.
const TYPE_WORDS: [&str; 5] = ["note", "out of stock", "low stock", "high demand", "price change"];
/// How grave it can be, in the order in which it is offered.
const GRAVITIES: [Severity; 3] = [Severity::Warning, Severity::Critical, Severity::Info];
/// What they are called.
const GRAVITY_WORDS: [&str; 3] = ["warning", "critical", "good to know"];

/// What a form about an alert is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertForm {
    /// Saying that it is dealt with.
    Resolve {
        /// The idempotency key of what will be sent.
        key: String,
        /// Which alert.
        id: AlertId,
        /// What that is about.
        name: String,
    },
    /// Putting it aside.
    Snooze {
        /// The idempotency key of what will be sent.
        key: String,
        /// Which alert.
        id: AlertId,
        /// What that is about.
        name: String,
        /// When tomorrow begins.
        tomorrow: DateTime<Utc>,
    },
    /// Raising one by hand.
    Raise {
        /// The idempotency key of what will be sent.
        key: String,
        /// The products that it can be about.
        products: Vec<ProductId>,
    },
}

impl AlertForm {
    /// The key of what will be sent.
    pub fn key(&self) -> &str {
        match self {
            Self::Resolve { key, .. } | Self::Snooze { key, .. } | Self::Raise { key, .. } => key,
        }
    }

    /// Another attempt is another thing to do.
    pub fn renew(&mut self, fresh: String) {
        match self {
            Self::Resolve { key, .. } | Self::Snooze { key, .. } | Self::Raise { key, .. } => *key = fresh,
        }
    }

    /// What it is about, in a few words.
    pub fn name(&self) -> &str {
        match self {
            Self::Resolve { name, .. } | Self::Snooze { name, .. } => name,
            Self::Raise { .. } => "The new alert",
        }
    }

    /// The alert that it is about.
    pub const fn about(&self) -> Option<AlertId> {
        match self {
            Self::Resolve { id, .. } | Self::Snooze { id, .. } => Some(*id),
            Self::Raise { .. } => None,
        }
    }

    /// What is to be sent at `now`, or which line is wrong and why.
    pub fn deed(&self, form: &FormDialog, now: DateTime<Utc>) -> Result<Deed, (&'static str, String)> {
        match self {
            Self::Resolve { id, .. } => Ok(Deed::Resolve(*id, ResolveAlert { notes: form.said(NOTE) })),
            Self::Snooze { id, tomorrow, .. } => {
                let minutes = match form.said(FOR).as_str() {
                    "15 minutes" => 15,
                    "until tomorrow" => {
                        let left = (*tomorrow - now).num_seconds().max(0).unsigned_abs().div_ceil(60);
                        u32::try_from(left).unwrap_or(MAX_MINUTES).clamp(1, MAX_MINUTES)
                    }
                    _ => 60,
                };
                Ok(Deed::Snooze(*id, SnoozeAlert { minutes }))
            }
            Self::Raise { products, .. } => raised(form, products).map(|new| Deed::Raise(Box::new(new))),
        }
    }

    /// What the lines come to so far.
    pub fn told(&self) -> &'static str {
        match self {
            Self::Resolve { .. } => "It leaves the list of open ones, for everybody.",
            Self::Snooze { .. } => "It wakes by itself when it gets worse.",
            Self::Raise { .. } => "Everybody on duty sees it.",
        }
    }
}

/// The form that says what was done about `alert`.
pub fn resolve_form(alert: &AlertView, key: String) -> FormDialog {
    let name = words::subject(alert).to_owned();
    let title = format!("Resolve: {} {name}", words::kind_said(alert.alert_type));
    let purpose = Purpose::Alert(AlertForm::Resolve { key, id: alert.id, name });
    FormDialog::new(purpose, title, vec![FormField::new(NOTE, Field::new(MAX_NOTE))])
}

/// The form that puts `alert` aside.
pub fn snooze_form(alert: &AlertView, key: String, tomorrow: DateTime<Utc>) -> FormDialog {
    let name = words::subject(alert).to_owned();
    let title = format!("Put aside: {} {name}", words::kind_said(alert.alert_type));
    let purpose = Purpose::Alert(AlertForm::Snooze { key, id: alert.id, name, tomorrow });
    FormDialog::new(purpose, title, vec![FormField::choice(FOR, &PAUSES, PAUSES[0])])
}

/// The form for a new alert, about one of these products or none.
pub fn raise_form(key: String, products: Vec<(ProductId, String)>) -> FormDialog {
    let (ids, names) = products.into_iter().unzip();
    let lines = vec![
        FormField::choice(TYPE, &TYPE_WORDS, TYPE_WORDS[0]),
        FormField::choice(GRAVITY, &GRAVITY_WORDS, GRAVITY_WORDS[0]),
        FormField::picks(PRODUCT, names, Vec::new()),
        FormField::new(MESSAGE, Field::new(MAX_MESSAGE)),
    ];
    FormDialog::new(Purpose::Alert(AlertForm::Raise { key, products: ids }), "A new alert", lines)
}

fn raised(form: &FormDialog, products: &[ProductId]) -> Result<CreateAlert, (&'static str, String)> {
    let alert_type = chosen(form, TYPE, &TYPE_WORDS, &TYPES, AlertType::System);
    let severity = chosen(form, GRAVITY, &GRAVITY_WORDS, &GRAVITIES, Severity::Warning);
    let message = form.said(MESSAGE);
    if message.is_empty() {
        return Err((MESSAGE, "Say what it is about.".to_owned()));
    }
    let picked = form.line(PRODUCT).map(FormField::taken).unwrap_or_default();
    let product_id = match picked.as_slice() {
        [] if alert_type != AlertType::System => {
            return Err((PRODUCT, "Which product? Only a note may be about none.".to_owned()));
        }
        [] => None,
        [one] => products.get(*one).copied(),
        _ => return Err((PRODUCT, "One at a time; Backspace takes the last one away.".to_owned())),
    };
    Ok(CreateAlert { alert_type, severity, message, product_id, threshold_value: None, current_value: None })
}

fn chosen<T: Copy>(form: &FormDialog, label: &str, words: &[&str], values: &[T], standard: T) -> T {
    let said = form.said(label);
    words.iter().zip(values).find(|(word, _)| **word == said).map_or(standard, |(_, value)| *value)
}
