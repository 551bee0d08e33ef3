//! Many codes of one kind at once, each for one use: for flyers, vouchers and apologies.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::keep::{fresh, refused, require_known, warnings_of};
use crate::actor::{Actor, Permission};
use crate::coupons::draft::CouponDraft;
use crate::coupons::{Coupon, CouponCode, Scope};
use crate::error::{Error, Result};
use crate::id::{CouponBatchId, kind};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::{self, Tx};
use crate::wire::catalog::Extent;
use crate::wire::coupons::{CouponForm, MadeCodes, MakeCodes};

/// The most codes of one batch.
const MOST: u32 = 1_000;
/// The longest beginning that they share.
const MAX_PREFIX: usize = 20;
/// Letters and digits of a code after what they share: nobody finds one of a thousand by trying.
const LENGTH: usize = 10;

/// Makes a batch of codes, each for one use and shown to nobody unless the form says so. They are others each time,
/// so whoever asks twice keeps the first answer by its key.
pub fn make_codes(tx: &mut Tx<'_>, actor: &Actor, make: &MakeCodes, now: DateTime<Utc>) -> Result<MadeCodes> {
    actor.require(Permission::ManageCoupons)?;
    let shop = store::settings::load_shop(tx)?;
    let (prefix, form) = read(make)?;
    let codes = codes(tx, &prefix, make.count)?;
    // The first code stands for all of them: they differ in nothing else.
    let form = CouponForm { code: codes.first().map(ToString::to_string), ..form };
    let draft = form.onto(None, Extent::Whole, shop.currency, now).map_err(inside)?;
    let (_, draft) = draft.checked(&shop, None, now).map_err(inside)?;
    require_known(tx, &draft.terms.scope, &Scope::default()).map_err(|error| match error {
        Error::Refused(Refusal::InvalidInput { errors }) => inside(errors).into(),
        other => other,
    })?;
    let batch = tx.new_id::<kind::CouponBatch>();
    let coupons: Vec<Coupon> = codes.into_iter().map(|code| of_batch(tx, batch, code, &draft, now)).collect();
    store::coupons::insert_made(tx, &coupons)?;
    let data = json!({ "batch": batch, "count": coupons.len(), "prefix": prefix });
    store::events::append(tx, "coupon.codes_made", &batch.to_string(), &data, actor.name(), now)?;
    let warnings = match coupons.first() {
        Some(coupon) => warnings_of(tx, coupon, &shop, now)?,
        None => Vec::new(),
    };
    let codes = coupons.iter().map(|coupon| coupon.code.to_string()).collect();
    Ok(MadeCodes { batch, count: make.count, codes, warnings })
}

/// What the codes begin with and the form of each, or all that is wrong besides the form.
fn read(make: &MakeCodes) -> Result<(String, CouponForm), Refusal> {
    let mut errors = FieldErrors::default();
    if !(1..=MOST).contains(&make.count) {
        errors.add("count", format!("1 to {MOST}"));
    }
    let prefix = crate::text::line(make.prefix.as_deref().unwrap_or_default()).to_ascii_uppercase();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if prefix.len() > MAX_PREFIX || !prefix.bytes().all(is_plain) {
        errors.add("prefix", format!("at most {MAX_PREFIX} letters, digits, hyphens and underscores"));
    }
    let form = &make.coupon;
    if form.code.is_some() {
        errors.add("coupon.code", "is made here; leave it out");
    }
    if form.max_uses.is_some_and(|most| most != Some(1)) {
        errors.add("coupon.max_uses", "each code is for one use; leave it out");
    }
    errors.into_result()?;
    let is_public = Some(form.is_public.unwrap_or(false));
    Ok((prefix, CouponForm { max_uses: Some(Some(1)), is_public, ..form.clone() }))
}

/// So many codes, each another.
fn codes(tx: &Tx<'_>, prefix: &str, count: u32) -> Result<BTreeSet<CouponCode>> {
    let begins = if prefix.is_empty() { String::new() } else { format!("{prefix}-") };
    let mut codes = BTreeSet::new();
    while codes.len() < count as usize {
        let code = CouponCode::try_from(format!("{begins}{}", tx.new_code(LENGTH)).as_str());
        codes.insert(code.map_err(|invalid| Error::Broken(invalid.to_string()))?);
    }
    Ok(codes)
}

fn of_batch(
    tx: &Tx<'_>,
    batch: CouponBatchId,
    code: CouponCode,
    draft: &CouponDraft,
    now: DateTime<Utc>,
) -> Coupon {
    Coupon { batch: Some(batch), ..fresh(tx, code, draft.clone(), now) }
}

/// What is wrong with the form inside the command.
fn inside(errors: FieldErrors) -> Refusal {
    let below = |(field, messages)| (format!("coupon.{field}"), messages);
    refused(FieldErrors(errors.0.into_iter().map(below).collect()))
}
