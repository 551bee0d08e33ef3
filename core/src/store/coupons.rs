//! Coupons: found by their codes, listed by page, saved at the version that was read, and counted by conditional
//! writes.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, EscapeExpressionMethods, ExpressionMethods, NullableExpressionMethods,
    OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper, TextExpressionMethods,
};

use super::coupon_rows::CouponRow;
use super::db::{MultiBackend, insert_all};
use super::failure::taken;
use super::schema::{cart_coupons, categories, coupon_notices, coupons, products};
use super::{Db, Tx};
use crate::accounts::Tier;
use crate::coupons::{Coupon, CouponStatus, DiscountType};
use crate::error::Result;
use crate::id::{CategoryId, CouponBatchId, CouponId, ProductId, UserId};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;

mod known;

pub use known::{Ahead, known_to};

/// Which coupons a list shows.
#[derive(Debug, Clone, Default)]
pub struct CouponQuery {
    /// Only those that stand here.
    pub status: Option<CouponStatus>,
    /// Only of this kind.
    pub discount_type: Option<DiscountType>,
    /// Code or description.
    pub search: Option<String>,
    /// Only of this batch.
    pub batch: Option<CouponBatchId>,
    /// Only those that were made in a batch, or only those that were not.
    pub is_batched: Option<bool>,
    /// Only what this customer may know of and use.
    pub usable_by: Option<UsableBy>,
}

/// Who wants to know what they may use.
#[derive(Debug, Clone)]
pub struct UsableBy {
    /// Whose own coupons are shown besides the public ones; none: a guest's.
    pub customer: Option<UserId>,
    /// The groups whose coupons they may use.
    pub tiers: Vec<Tier>,
}

diesel::define_sql_function! {
    /// Small letters; on `SQLite` those of the Latin alphabet only.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

type Boxed<'a> = coupons::BoxedQuery<'a, MultiBackend>;

fn matching(query: &CouponQuery, now: DateTime<Utc>) -> Boxed<'_> {
    let mut found = coupons::table.filter(coupons::archived_at.is_null()).into_boxed();
    if let Some(status) = query.status {
        found = standing(found, status, now);
    }
    if let Some(kind) = query.discount_type {
        found = found.filter(coupons::discount_type.eq(kind.as_str()));
    }
    if let Some(text) = &query.search {
        // What means something in a pattern stands for itself: codes have underscores, texts percents.
        let text = text.trim().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        let code = format!("%{}%", text.to_ascii_uppercase());
        let words = format!("%{}%", text.to_lowercase());
        let in_words = lower(coupons::description).like(words).escape('\\');
        found = found.filter(coupons::code.like(code).escape('\\').or(in_words));
    }
    if let Some(batch) = query.batch {
        found = found.filter(coupons::batch_id.eq(batch));
    }
    match query.is_batched {
        Some(true) => found = found.filter(coupons::batch_id.is_not_null()),
        Some(false) => found = found.filter(coupons::batch_id.is_null()),
        None => {}
    }
    if let Some(usable) = &query.usable_by {
        found = standing(found, CouponStatus::Active, now);
        found = found.filter(coupons::customer_tier.eq_any(usable.tiers.iter().map(|tier| tier.as_str())));
        let open = coupons::is_public.eq(true).and(coupons::owner_id.is_null());
        found = match usable.customer {
            Some(customer) => found.filter(open.or(coupons::owner_id.eq(customer))),
            None => found.filter(open),
        };
    }
    found
}

/// As [`Coupon::status`], in the same order.
fn standing(found: Boxed<'_>, status: CouponStatus, now: DateTime<Utc>) -> Boxed<'_> {
    let now = now.naive_utc();
    let is_over = coupons::valid_until.is_not_null().and(coupons::valid_until.assume_not_null().le(now));
    let is_not_over = coupons::valid_until.is_null().or(coupons::valid_until.assume_not_null().gt(now));
    let taken = coupons::held + coupons::consumed;
    let is_depleted = coupons::max_uses.is_not_null().and(coupons::max_uses.assume_not_null().le(taken));
    let is_not_depleted = coupons::max_uses.is_null().or(coupons::max_uses.assume_not_null().gt(taken));
    let is_on = coupons::is_active.eq(true).and(coupons::archived_at.is_null());
    match status {
        CouponStatus::Cancelled => {
            found.filter(coupons::is_active.eq(false).or(coupons::archived_at.is_not_null()))
        }
        CouponStatus::Expired => found.filter(is_on).filter(is_over),
        CouponStatus::Depleted => found.filter(is_on).filter(is_not_over).filter(is_depleted),
        CouponStatus::Scheduled => found
            .filter(is_on)
            .filter(is_not_over)
            .filter(is_not_depleted)
            .filter(coupons::valid_from.gt(now)),
        CouponStatus::Active => found
            .filter(is_on)
            .filter(is_not_over)
            .filter(is_not_depleted)
            .filter(coupons::valid_from.le(now)),
    }
}

type Counted = (CouponRow, i64, i64);

fn read((row, held, consumed): Counted) -> Result<Coupon> {
    row.into_coupon(held, consumed)
}

macro_rules! counted {
    () => {
        (CouponRow::as_select(), coupons::held, coupons::consumed)
    };
}

/// One page of the coupons that `query` means, the newest first.
pub fn list(
    tx: &mut Tx<'_>,
    query: &CouponQuery,
    now: DateTime<Utc>,
    page: PageRequest,
) -> Result<Slice<Coupon>> {
    let count: i64 = matching(query, now).count().get_result(tx.conn)?;
    let rows: Vec<Counted> = matching(query, now)
        .order_by((coupons::created_at.desc(), coupons::id.desc()))
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(counted!())
        .load(tx.conn)?;
    let items = rows.into_iter().map(read).collect::<Result<_>>()?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// The coupon, or `not_found`.
pub fn load(tx: &mut Tx<'_>, id: CouponId) -> Result<Coupon> {
    let row: Option<Counted> = coupons::table.find(id).select(counted!()).first(tx.conn).optional()?;
    read(row.ok_or_else(|| Refusal::not_found("coupon"))?)
}

/// The coupon, which nobody else can change or use before this transaction ends; or `not_found`.
pub fn lock(tx: &mut Tx<'_>, id: CouponId) -> Result<Coupon> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let locked: Option<CouponId> =
            coupons::table.find(id).select(coupons::id).for_update().first(conn).optional()?;
        locked.ok_or_else(|| Refusal::not_found("coupon"))?;
    }
    load(tx, id)
}

/// Nobody else takes or gives back a use of these coupons before this transaction ends. In the order of their ids, as
/// orders take them, so that nobody waits in a circle.
pub fn lock_all(tx: &mut Tx<'_>, ids: &[CouponId]) -> Result<()> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let wanted = coupons::table.filter(coupons::id.eq_any(ids)).order_by(coupons::id);
        wanted.select(coupons::id).for_no_key_update().load::<CouponId>(conn)?;
    }
    Ok(())
}

/// Those of these coupons that are there.
pub fn find_all(tx: &mut Tx<'_>, ids: &[CouponId]) -> Result<Vec<Coupon>> {
    let rows: Vec<Counted> =
        coupons::table.filter(coupons::id.eq_any(ids)).select(counted!()).load(tx.conn)?;
    rows.into_iter().map(read).collect()
}

/// Those coupons that have one of these codes, as they are kept; before those that were withdrawn, whose codes others
/// may have by now.
pub fn find_by_codes(tx: &mut Tx<'_>, codes: &[String]) -> Result<Vec<Coupon>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Counted> =
        coupons::table.filter(coupons::code.eq_any(codes)).select(counted!()).load(tx.conn)?;
    let mut found: Vec<Coupon> = rows.into_iter().map(read).collect::<Result<_>>()?;
    found.sort_by_key(|coupon| (coupon.archived_at.is_some(), std::cmp::Reverse(coupon.archived_at)));
    Ok(found)
}

/// New coupons; a code that is taken is refused by its field.
pub fn insert(tx: &mut Tx<'_>, new: &[Coupon]) -> Result<()> {
    let rows: Vec<CouponRow> = new.iter().map(CouponRow::of).collect::<Result<_>>()?;
    insert_all!(tx, coupons::table, &rows).map(drop).map_err(code_is_taken)
}

/// Many new coupons whose codes nobody chose: where one is taken, the flow is run again and makes others.
pub fn insert_made(tx: &mut Tx<'_>, new: &[Coupon]) -> Result<()> {
    let rows: Vec<CouponRow> = new.iter().map(CouponRow::of).collect::<Result<_>>()?;
    insert_all!(tx, coupons::table, &rows)?;
    Ok(())
}

/// Saves what changed of a coupon that was read at `version`; its uses are counted apart.
pub fn save(tx: &mut Tx<'_>, coupon: &Coupon, version: i64) -> Result<()> {
    let as_read = coupons::table.find(coupon.id).filter(coupons::version.eq(version));
    let saved =
        diesel::update(as_read).set(CouponRow::of(coupon)?).execute(tx.conn).map_err(code_is_taken)?;
    if saved == 1 { Ok(()) } else { Err(Refusal::StaleVersion { current: version + 1 }.into()) }
}

fn code_is_taken(error: diesel::result::Error) -> crate::error::Error {
    match taken(&error) {
        Some(what) if what.contains("code") => {
            Refusal::invalid("code", "another coupon has this code").into()
        }
        _ => error.into(),
    }
}

/// Coupons that could be used together at `now`, the latest made first; `limit` at most.
pub fn current(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Vec<Coupon>> {
    let query = CouponQuery { is_batched: Some(false), ..CouponQuery::default() };
    let rows: Vec<Counted> = standing(matching(&query, now), CouponStatus::Active, now)
        .order_by((coupons::created_at.desc(), coupons::id.desc()))
        .limit(i64::from(limit))
        .select(counted!())
        .load(tx.conn)?;
    rows.into_iter().map(read).collect()
}

/// How many of these products there are.
pub fn count_products(tx: &mut Tx<'_>, ids: &[ProductId]) -> Result<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    let known = products::table.filter(products::id.eq_any(ids)).filter(products::is_archived.eq(false));
    let count: i64 = known.count().get_result(tx.conn)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// How many of these sections there are.
pub fn count_categories(tx: &mut Tx<'_>, ids: &[CategoryId]) -> Result<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    let known =
        categories::table.filter(categories::id.eq_any(ids)).filter(categories::is_archived.eq(false));
    let count: i64 = known.count().get_result(tx.conn)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// It ends at another time now: whoever was told, and whoever saw it end, is told again.
pub fn forget_the_end(tx: &mut Tx<'_>, id: CouponId) -> Result<()> {
    diesel::delete(coupon_notices::table.filter(coupon_notices::coupon_id.eq(id))).execute(tx.conn)?;
    let never: Option<chrono::NaiveDateTime> = None;
    diesel::update(coupons::table.find(id)).set(coupons::expired_at.eq(never)).execute(tx.conn)?;
    Ok(())
}

/// Takes coupons out of all carts.
pub fn take_out_of_carts(tx: &mut Tx<'_>, ids: &[CouponId]) -> Result<()> {
    diesel::delete(cart_coupons::table.filter(cart_coupons::coupon_id.eq_any(ids))).execute(tx.conn)?;
    Ok(())
}

/// Deletes coupons that nothing was ever done with.
pub fn delete(tx: &mut Tx<'_>, ids: &[CouponId]) -> Result<()> {
    take_out_of_carts(tx, ids)?;
    diesel::delete(coupon_notices::table.filter(coupon_notices::coupon_id.eq_any(ids))).execute(tx.conn)?;
    diesel::delete(coupons::table.filter(coupons::id.eq_any(ids))).execute(tx.conn)?;
    Ok(())
}

/// Takes one use, of a coupon that was judged at `version`, for an order that is not paid: true, or false where none is
/// left or the coupon is another by now. One conditional write: whoever comes second finds what is left.
pub fn hold(tx: &mut Tx<'_>, id: CouponId, version: i64) -> Result<bool> {
    let is_left = coupons::max_uses
        .is_null()
        .or(coupons::max_uses.assume_not_null().gt(coupons::held + coupons::consumed));
    let usable = coupons::table.find(id).filter(is_left).filter(coupons::version.eq(version));
    let held = diesel::update(usable).set(coupons::held.eq(coupons::held + 1)).execute(tx.conn)?;
    Ok(held == 1)
}

/// A use that was held is consumed.
pub fn consume(tx: &mut Tx<'_>, id: CouponId) -> Result<()> {
    let change = (coupons::held.eq(coupons::held - 1), coupons::consumed.eq(coupons::consumed + 1));
    diesel::update(coupons::table.find(id)).set(change).execute(tx.conn)?;
    Ok(())
}

/// A use that was held can be taken by others.
pub fn give_up_held(tx: &mut Tx<'_>, id: CouponId) -> Result<()> {
    diesel::update(coupons::table.find(id)).set(coupons::held.eq(coupons::held - 1)).execute(tx.conn)?;
    Ok(())
}

/// A use that was consumed can be taken by others.
pub fn give_up_consumed(tx: &mut Tx<'_>, id: CouponId) -> Result<()> {
    let change = coupons::consumed.eq(coupons::consumed - 1);
    diesel::update(coupons::table.find(id)).set(change).execute(tx.conn)?;
    Ok(())
}
