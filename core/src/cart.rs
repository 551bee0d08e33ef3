//! What somebody is about to order: lines that are kept until they are ordered, how more of the same joins them,
//! and, in [`priced`], what they come to as the menu stands now. Called by [`crate::flows::cart`] and by checkout.

pub mod priced;

use chrono::{DateTime, Utc};

use crate::catalog::Product;
use crate::id::{CartId, CartItemId, CouponId, OptionId, ProductId};
use crate::money::Money;
use crate::orders::place::{self, MAX_LINES, MAX_TEXT, Wish};
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::{stock, text};

pub use priced::{Priced, judged, offered, price};

/// A cart as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cart {
    /// Which.
    pub id: CartId,
    /// The coupons that are to be applied, in the order they were added.
    pub coupons: Vec<CartCoupon>,
    /// Its lines, in the order they were added.
    pub lines: Vec<CartLine>,
}

/// A coupon that is to be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartCoupon {
    /// Which.
    pub id: CouponId,
    /// Its code.
    pub code: String,
}

/// One line of a cart. Two lines of a cart always differ in product, choices or notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartLine {
    /// Which.
    pub id: CartItemId,
    /// Of what.
    pub product: ProductId,
    /// What it was called when it was added.
    pub product_name: String,
    /// How many.
    pub quantity: Quantity,
    /// The choices, sorted; one that was made twice is there twice.
    pub options: Vec<OptionId>,
    /// What the kitchen should know about it.
    pub notes: String,
    /// What one cost when it was last added, options included.
    pub unit_price: Money,
}

impl CartLine {
    /// True when the kitchen would make the same of both.
    pub fn is_like(&self, other: &Self) -> bool {
        self.product == other.product && self.options == other.options && self.notes == other.notes
    }
}

impl Cart {
    /// The line with this id, or `not_found`.
    pub fn line(&self, id: CartItemId) -> Result<&CartLine, Refusal> {
        let line = self.lines.iter().find(|line| line.id == id);
        line.ok_or_else(|| Refusal::not_found("cart item"))
    }

    /// Keeps `line`: in the place of the one with its id, or as the last.
    pub fn put(&mut self, line: CartLine) {
        match self.lines.iter_mut().find(|standing| standing.id == line.id) {
            Some(standing) => *standing = line,
            None => self.lines.push(line),
        }
    }

    /// Forgets a line.
    pub fn take_out(&mut self, id: CartItemId) {
        self.lines.retain(|line| line.id != id);
    }
}

/// What somebody wants the kitchen to know, made safe to show.
pub fn notes(given: Option<&str>) -> Result<String, Refusal> {
    Refusal::unless_within(text::paragraph(given.unwrap_or_default()), MAX_TEXT, "notes")
}

/// The line that `lines` get by adding `wish`: one of them, with more of it, or a new one, which is called `id`. Refuses
/// what cannot be sold now, and more than a line, a cart or the stock holds. `notes` are clean.
pub fn add(
    lines: &[CartLine],
    id: CartItemId,
    wish: &Wish<'_>,
    notes: &str,
    now: DateTime<Utc>,
) -> Result<CartLine, Refusal> {
    let chosen = place::choices(wish, now)?;
    let added = CartLine {
        id,
        product: wish.product.id,
        product_name: wish.product.name.clone(),
        quantity: wish.quantity,
        options: sorted(wish.options),
        notes: notes.to_owned(),
        unit_price: place::item(wish, &chosen).unit_price(),
    };
    let line = match lines.iter().find(|line| line.is_like(&added)) {
        Some(standing) => {
            CartLine { id: standing.id, quantity: together(standing.quantity, added.quantity)?, ..added }
        }
        None if lines.len() >= MAX_LINES => {
            let most = u32::try_from(MAX_LINES).unwrap_or(u32::MAX);
            return Err(Refusal::LimitReached { what: "lines in the cart".to_owned(), most });
        }
        None => added,
    };
    require_stock(lines.iter().filter(|other| other.id != line.id), &line, wish.product)?;
    Ok(line)
}

/// What somebody changes of a line; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct LineChange {
    /// How many.
    pub quantity: Option<Quantity>,
    /// The choices.
    pub options: Option<Vec<OptionId>>,
    /// What the kitchen should know about it; clean.
    pub notes: Option<String>,
}

/// A changed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// As it is now.
    pub line: CartLine,
    /// The line that had become the same, and is part of it.
    pub absorbed: Option<CartItemId>,
}

/// What becomes of `standing`, which is one of `lines`. `product` is what it is of, where that is still known. What
/// cannot be had any more can become less, but not more and not something else.
pub fn change(
    lines: &[CartLine],
    standing: &CartLine,
    change: LineChange,
    product: Option<&Product>,
    now: DateTime<Utc>,
) -> Result<Changed, Refusal> {
    let mut line = standing.clone();
    line.quantity = change.quantity.unwrap_or(line.quantity);
    line.notes = change.notes.unwrap_or(line.notes);
    let is_chosen_anew = change.options.is_some();
    line.options = change.options.map_or(line.options, |options| sorted(&options));
    let grows = line.quantity > standing.quantity;
    let known = || product.ok_or(Refusal::UnknownProduct { product: standing.product });
    if grows || is_chosen_anew {
        let wish = Wish { product: known()?, quantity: line.quantity, options: &line.options };
        let chosen = place::choices(&wish, now)?;
        if is_chosen_anew {
            line.unit_price = place::item(&wish, &chosen).unit_price();
        }
    }
    let same = lines.iter().find(|other| other.id != line.id && other.is_like(&line));
    if let Some(same) = same {
        line.quantity = together(line.quantity, same.quantity)?;
    }
    let absorbed = same.map(|same| same.id);
    if grows {
        let others = lines.iter().filter(|other| other.id != line.id && Some(other.id) != absorbed);
        require_stock(others, &line, known()?)?;
    }
    Ok(Changed { line, absorbed })
}

fn sorted(options: &[OptionId]) -> Vec<OptionId> {
    let mut sorted = options.to_vec();
    sorted.sort_unstable();
    sorted
}

fn together(standing: Quantity, more: Quantity) -> Result<Quantity, Refusal> {
    standing.plus(more).map_err(|_| {
        let most = Quantity::MAX;
        Refusal::invalid("quantity", format!("with the {standing} in the cart that is more than {most}"))
    })
}

/// Nothing is promised to a cart; but what is not there need not be put into one.
fn require_stock<'a>(
    others: impl Iterator<Item = &'a CartLine>,
    line: &CartLine,
    product: &Product,
) -> Result<(), Refusal> {
    let Some(counts) = &product.stock else { return Ok(()) };
    let of_product = others.filter(|other| other.product == product.id);
    let requested = line.quantity.get() + of_product.map(|other| other.quantity.get()).sum::<u32>();
    stock::require_available(product.id, &product.name, counts, requested)
}
