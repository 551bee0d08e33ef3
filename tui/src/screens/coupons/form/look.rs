//! What the coupon that is being typed comes to: worked out here at every key, by the rules that the shop has too.

use chrono::{DateTime, Utc};
use comanda_core::coupons::draft::{CouponDraft, Taken};
use comanda_core::coupons::warnings::warnings;
use comanda_core::coupons::{Buyer, Coupon, Uses};
use comanda_core::id::CouponId;
use comanda_core::refusal::FieldErrors;
use comanda_core::wire::catalog::Extent;

use super::{Editing, label_of, read, told_of_step};
use crate::screens::coupons::told;
use crate::screens::form::{FormDialog, Purpose};
use crate::sell::coupons::Known;
use crate::sell::coupons::why::Why;
use crate::sell::{Cart, Facts, Menu};

/// What it comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// What stands in the way: the line, and what is wrong with it.
    pub wrong: Vec<(String, String)>,
    /// What it is, in words: each with its name.
    pub summary: Vec<(&'static str, String)>,
    /// What works and is hardly meant.
    pub warnings: Vec<String>,
    /// What it would do on the cart of Sell.
    pub on_cart: Option<String>,
    /// The same, rule by rule.
    pub why: Option<Box<Why>>,
}

impl Look {
    /// What matters most of it, while other steps are filled in.
    pub fn in_short(&self) -> Option<String> {
        self.warnings.first().map(|warning| format!("! {warning}")).or_else(|| self.on_cart.clone())
    }

    /// What `form` comes to.
    pub fn at(form: &FormDialog, menu: &Menu, (cart, facts): (&Cart, &Facts), now: DateTime<Utc>) -> Self {
        let Purpose::Coupon(editing) = &form.purpose else { return Self::default() };
        let coupon = match drafted(form, editing, menu, now) {
            Ok(coupon) => coupon,
            Err(wrong) => return Self { wrong, ..Self::default() },
        };
        let said =
            warnings(&coupon, &[], &menu.shop, now).iter().map(|one| one.message(&menu.shop)).collect();
        let summary = told::told(&coupon, menu);
        let buyer = facts.buyer(cart).or_else(|| {
            let tier = cart.customer.as_ref()?.tier?;
            Some(Buyer::Customer { tier, past: comanda_core::accounts::Patronage::default() })
        });
        let uses = Uses { total: coupon.uses(), ..Uses::default() };
        let known = Known { coupon, buyer: buyer.unwrap_or_default(), uses };
        let why = Why::of(cart, menu, facts, &known, now).filter(|_| !cart.is_empty());
        let on_cart = match &why {
            None => "The cart of Sell is empty: nothing to test it on.".to_owned(),
            Some(why) => format!("On the cart of Sell: {} (F5)", why.result),
        };
        Self { wrong: Vec::new(), summary, warnings: said, on_cart: Some(on_cart), why: why.map(Box::new) }
    }
}

/// The coupon that the form makes, or the lines that are in the way.
fn drafted(
    form: &FormDialog,
    editing: &Editing,
    menu: &Menu,
    now: DateTime<Utc>,
) -> Result<Coupon, Vec<(String, String)>> {
    let named = |wrong: Vec<(&'static str, String)>| {
        wrong.into_iter().map(|(label, told)| (label.to_owned(), told)).collect::<Vec<_>>()
    };
    let coupon = read(form, editing, &menu.shop, now).map_err(named)?;
    let before = editing.before.as_ref().and_then(|before| before.to_coupon(menu.shop.currency));
    let draft = coupon
        .onto(before.as_ref().map(CouponDraft::of), Extent::Whole, menu.shop.currency, now)
        .and_then(|draft| {
            let taken = Taken { total: before.as_ref().map_or(0, Coupon::uses), most_by_one: 0 };
            draft.checked(&menu.shop, before.as_ref().map(|before| (before, taken)), now)
        })
        .map_err(|errors| at_lines(form, &errors))?;
    let (code, draft) = draft;
    Ok(Coupon {
        id: editing.id().unwrap_or_else(|| CouponId::from_uuid(uuid::Uuid::nil())),
        code,
        description: draft.description,
        terms: draft.terms,
        held: 0,
        consumed: before.as_ref().map_or(0, Coupon::uses),
        is_active: draft.is_active,
        is_public: draft.is_public,
        owner: before.as_ref().and_then(|before| before.owner),
        batch: before.as_ref().and_then(|before| before.batch),
        archived_at: None,
        created_at: before.as_ref().map_or(now, |before| before.created_at),
        updated_at: now,
        version: editing.before.as_ref().map_or(0, |before| before.version),
    })
}

fn at_lines(form: &FormDialog, errors: &FieldErrors) -> Vec<(String, String)> {
    let line = |(path, messages): (&String, &Vec<String>)| {
        let told = messages.join(", ");
        match label_of(form, path) {
            Some(label) => (label.to_owned(), told_of_step(path, &told)),
            None => (path.clone(), told),
        }
    };
    errors.0.iter().map(line).collect()
}
