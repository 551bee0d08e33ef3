//! Making coupons, changing them and taking them away: managers say what a coupon shall be, the rules for drafts decide.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::coupons::draft::{CouponDraft, Taken};
use crate::coupons::warnings::warnings;
use crate::coupons::{Coupon, CouponCode, Scope};
use crate::error::Result;
use crate::id::{CouponId, kind};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::{self, Tx};
use crate::wire::catalog::Extent;
use crate::wire::coupons::{CouponForm, CouponView, CouponWarning, SavedCoupon};

/// How many of the coupons that can be used together are looked at for warnings.
const BESIDE: u32 = 50;

/// A new coupon.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, form: &CouponForm, now: DateTime<Utc>) -> Result<SavedCoupon> {
    actor.require(Permission::ManageCoupons)?;
    let shop = store::settings::load_shop(tx)?;
    let draft = form.onto(None, Extent::Whole, shop.currency, now).map_err(refused)?;
    let (code, draft) = draft.checked(&shop, None, now).map_err(refused)?;
    require_known(tx, &draft.terms.scope, &Scope::default())?;
    let coupon = fresh(tx, code, draft, now);
    store::coupons::insert(tx, std::slice::from_ref(&coupon))?;
    append_event(tx, "coupon.created", &coupon, actor, now)?;
    saved(tx, &coupon, &shop, now)
}

/// Changes a coupon, at the version that the form names where it names one. Orders that used it keep what they took.
pub fn update(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CouponId,
    form: &CouponForm,
    extent: Extent,
    now: DateTime<Utc>,
) -> Result<SavedCoupon> {
    actor.require(Permission::ManageCoupons)?;
    let shop = store::settings::load_shop(tx)?;
    let before = lock_kept(tx, id, form.version)?;
    let taken = Taken { total: before.uses(), most_by_one: store::coupon_uses::most_by_one(tx, id)? };
    let draft = form.onto(Some(CouponDraft::of(&before)), extent, shop.currency, now).map_err(refused)?;
    let (code, draft) = draft.checked(&shop, Some((&before, taken)), now).map_err(refused)?;
    require_known(tx, &draft.terms.scope, &before.terms.scope)?;
    let CouponDraft { description, terms, is_active, is_public, .. } = draft;
    let mut coupon = Coupon { code, description, terms, is_active, is_public, ..before.clone() };
    if coupon != before {
        coupon.version += 1;
        coupon.updated_at = now;
        store::coupons::save(tx, &coupon, before.version)?;
        if coupon.terms.valid_until != before.terms.valid_until {
            store::coupons::forget_the_end(tx, id)?;
        }
        append_event(tx, "coupon.updated", &coupon, actor, now)?;
    }
    saved(tx, &coupon, &shop, now)
}

/// Takes a coupon away, at the version `seen` where the caller names one: a coupon that was never used is gone, one
/// that was is archived. Its code can be given to another.
pub fn remove(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CouponId,
    seen: Option<i64>,
    now: DateTime<Utc>,
) -> Result<()> {
    actor.require(Permission::ManageCoupons)?;
    let mut coupon = lock_kept(tx, id, seen)?;
    if store::coupon_uses::any(tx, id)? {
        let read = coupon.version;
        coupon.archived_at = Some(now);
        coupon.updated_at = now;
        coupon.version += 1;
        store::coupons::save(tx, &coupon, read)?;
        store::coupons::take_out_of_carts(tx, &[id])?;
        return append_event(tx, "coupon.archived", &coupon, actor, now);
    }
    store::coupons::delete(tx, &[id])?;
    append_event(tx, "coupon.deleted", &coupon, actor, now)
}

/// What a draft came to, by the names of a form.
pub(super) fn refused(errors: FieldErrors) -> Refusal {
    Refusal::InvalidInput { errors }
}

/// A coupon that nobody has used.
pub(in crate::flows) fn fresh(
    tx: &Tx<'_>,
    code: CouponCode,
    draft: CouponDraft,
    now: DateTime<Utc>,
) -> Coupon {
    Coupon {
        id: tx.new_id::<kind::Coupon>(),
        code,
        description: draft.description,
        terms: draft.terms,
        held: 0,
        consumed: 0,
        is_active: draft.is_active,
        is_public: draft.is_public,
        owner: None,
        batch: None,
        archived_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// The coupon at the version `seen`, held, unless it was withdrawn: that one is as absent as one that never was.
fn lock_kept(tx: &mut Tx<'_>, id: CouponId, seen: Option<i64>) -> Result<Coupon> {
    let coupon = store::coupons::lock(tx, id)?;
    if coupon.archived_at.is_some() {
        return Err(Refusal::not_found("coupon").into());
    }
    Refusal::unless_current(seen, coupon.version)?;
    Ok(coupon)
}

/// Refuses a coupon that names products or sections which are not there. What it named `before` may be gone meanwhile:
/// whoever changes something else is not asked about it.
pub(super) fn require_known(tx: &mut Tx<'_>, wanted: &Scope, before: &Scope) -> Result<()> {
    let mut errors = FieldErrors::default();
    let products = [
        ("applicable_products", &wanted.products, &before.products),
        ("excluded_products", &wanted.excluded_products, &before.excluded_products),
    ];
    for (field, wanted, before) in products {
        let new: Vec<_> = wanted.difference(before).copied().collect();
        if store::coupons::count_products(tx, &new)? < new.len() as u64 {
            errors.add(field, "names a product that is not there");
        }
    }
    let categories = [
        ("applicable_categories", &wanted.categories, &before.categories),
        ("excluded_categories", &wanted.excluded_categories, &before.excluded_categories),
    ];
    for (field, wanted, before) in categories {
        let new: Vec<_> = wanted.difference(before).copied().collect();
        if store::coupons::count_categories(tx, &new)? < new.len() as u64 {
            errors.add(field, "names a section that is not there");
        }
    }
    Ok(errors.into_result()?)
}

/// How a coupon travels that was just saved.
fn saved(tx: &mut Tx<'_>, coupon: &Coupon, shop: &Shop, now: DateTime<Utc>) -> Result<SavedCoupon> {
    let warnings = warnings_of(tx, coupon, shop, now)?;
    Ok(SavedCoupon { coupon: CouponView::of(coupon, shop.currency, now), warnings })
}

/// What there is to say about it, beside those it can be used with.
pub(super) fn warnings_of(
    tx: &mut Tx<'_>,
    coupon: &Coupon,
    shop: &Shop,
    now: DateTime<Utc>,
) -> Result<Vec<CouponWarning>> {
    let beside = match coupon.terms.combinable {
        true => store::coupons::current(tx, now, BESIDE)?,
        false => Vec::new(),
    };
    let beside: Vec<&Coupon> = beside.iter().collect();
    Ok(warnings(coupon, &beside, shop, now).iter().map(|warning| CouponWarning::of(warning, shop)).collect())
}

/// Tells the log that `what` (`coupon.created`) happened to `coupon`.
pub(super) fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    coupon: &Coupon,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "coupon": coupon.id, "code": coupon.code, "version": coupon.version });
    store::events::append(tx, what, &coupon.id.to_string(), &data, actor.name(), now)
}
