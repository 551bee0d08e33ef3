//! Codes that customers pass on, who came with them, and what was paid for that. Each step is one conditional write:
//! whoever comes second changes no row.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::{exists, not, sql};
use diesel::sql_types::{BigInt, Nullable};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, Insertable, NullableExpressionMethods, OptionalExtension,
    QueryDsl, Queryable, RunQueryDsl, Selectable, SelectableHelper,
};

use super::schema::{customers, orders, referral_codes, referrals, returns, users};
use super::{Db, Tx};
use crate::accounts::phone;
use crate::error::{Error, Result};
use crate::id::{CouponId, OrderId, PostingId, ReferralId, UserId};
use crate::money::Money;
use crate::orders::Status;
use crate::referrals::person::mailbox;
use crate::referrals::{NoBonus, Person, ReferralStatus};
use crate::returns::ReturnStatus;

/// Somebody who came because of somebody else.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = referrals, treat_none_as_default_value = false)]
pub(crate) struct ReferralRow {
    pub id: ReferralId,
    pub referrer_id: UserId,
    pub referee_id: UserId,
    pub code: String,
    pub status: String,
    pub order_id: Option<OrderId>,
    pub bonus: i64,
    pub posting_id: Option<PostingId>,
    pub coupon_id: Option<CouponId>,
    pub reason: String,
    pub created_at: NaiveDateTime,
    pub settled_at: Option<NaiveDateTime>,
}

impl ReferralRow {
    /// Where it stands.
    pub fn status(&self) -> Result<ReferralStatus> {
        ReferralStatus::parse(&self.status)
            .ok_or_else(|| Error::Broken(format!("referral {} is {}", self.id, self.status)))
    }
}

/// An account, as far as referrals look at it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub person: Person,
    pub username: String,
    pub first_name: String,
    pub is_active: bool,
}

/// As what a bonus was paid.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Paid {
    Posting(PostingId),
    Coupon(CouponId),
}

/// The code of an account, and for how many it was thanked.
pub fn find_code(tx: &mut Tx<'_>, user: UserId) -> Result<Option<(String, i64)>> {
    let code = referral_codes::table.find(user).select((referral_codes::code, referral_codes::rewarded));
    Ok(code.first(tx.conn).optional()?)
}

/// Gives an account its code. One that is taken, or an account that was given one meanwhile, runs the flow again.
pub fn insert_code(tx: &mut Tx<'_>, user: UserId, code: &str, now: DateTime<Utc>) -> Result<()> {
    diesel::insert_into(referral_codes::table)
        .values((
            referral_codes::user_id.eq(user),
            referral_codes::code.eq(code),
            referral_codes::rewarded.eq(0),
            referral_codes::created_at.eq(now.naive_utc()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Whose code it is.
pub fn find_owner(tx: &mut Tx<'_>, code: &str) -> Result<Option<UserId>> {
    let owner = referral_codes::table.filter(referral_codes::code.eq(code)).select(referral_codes::user_id);
    Ok(owner.first(tx.conn).optional()?)
}

/// Counts one more bonus of this account: true, or false where the cap is reached.
pub fn count_bonus(tx: &mut Tx<'_>, user: UserId, cap: u32) -> Result<bool> {
    let below = referral_codes::table.find(user).filter(referral_codes::rewarded.lt(i64::from(cap)));
    let one_more = referral_codes::rewarded.eq(referral_codes::rewarded + 1);
    Ok(diesel::update(below).set(one_more).execute(tx.conn)? == 1)
}

/// These accounts, as far as referrals look at them.
pub fn known(tx: &mut Tx<'_>, ids: &[UserId]) -> Result<BTreeMap<UserId, Known>> {
    type Row = (UserId, String, String, Option<String>, bool, Option<String>);
    let rows: Vec<Row> = users::table
        .inner_join(customers::table)
        .filter(users::id.eq_any(ids))
        .select((
            users::id,
            users::username,
            users::first_name,
            users::email_folded,
            users::is_active,
            customers::phone_number,
        ))
        .load(tx.conn)?;
    let known = |(id, username, first_name, email, is_active, phone_number): Row| {
        let mailbox = email.as_deref().map(mailbox);
        let digits = phone_number.map(|number| phone::digits(&number));
        (id, Known { person: Person { id: Some(id), mailbox, digits }, username, first_name, is_active })
    };
    Ok(rows.into_iter().map(known).collect())
}

/// Who recommended the shop to this account, where it was said.
pub fn find_of_referee(tx: &mut Tx<'_>, referee: UserId) -> Result<Option<ReferralRow>> {
    let row = referrals::table.filter(referrals::referee_id.eq(referee)).select(ReferralRow::as_select());
    Ok(row.first(tx.conn).optional()?)
}

/// Somebody came. An account that was said to have come meanwhile runs the flow again.
pub fn insert(tx: &mut Tx<'_>, row: &ReferralRow) -> Result<()> {
    diesel::insert_into(referrals::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// The latest who came because of an account, `limit` at most.
pub fn latest(tx: &mut Tx<'_>, referrer: UserId, limit: u32) -> Result<Vec<ReferralRow>> {
    Ok(referrals::table
        .filter(referrals::referrer_id.eq(referrer))
        .order_by((referrals::created_at.desc(), referrals::id.desc()))
        .limit(i64::from(limit))
        .select(ReferralRow::as_select())
        .load(tx.conn)?)
}

/// How many came because of an account, and what was paid for them.
pub fn totals(tx: &mut Tx<'_>, referrer: UserId) -> Result<(u64, Money)> {
    let earned = sql::<Nullable<BigInt>>("CAST(SUM(bonus) AS BIGINT)");
    let (came, earned): (i64, Option<i64>) = referrals::table
        .filter(referrals::referrer_id.eq(referrer))
        .select((diesel::dsl::count_star(), earned))
        .first(tx.conn)?;
    Ok((u64::try_from(came).unwrap_or(0), Money::minor(earned.unwrap_or_default())))
}

/// `order` is the first of `referee`, unless there is one, or nobody said that they were sent. True when it is.
pub fn attribute(tx: &mut Tx<'_>, referee: UserId, order: OrderId) -> Result<bool> {
    let waiting = referrals::table
        .filter(referrals::referee_id.eq(referee))
        .filter(referrals::order_id.is_null())
        .filter(referrals::settled_at.is_null());
    Ok(diesel::update(waiting).set(referrals::order_id.eq(order)).execute(tx.conn)? == 1)
}

/// `order` is nobody's first any more. True when it was.
pub fn let_go(tx: &mut Tx<'_>, order: OrderId) -> Result<bool> {
    let of_order =
        referrals::table.filter(referrals::order_id.eq(order)).filter(referrals::settled_at.is_null());
    let none: Option<OrderId> = None;
    Ok(diesel::update(of_order).set(referrals::order_id.eq(none)).execute(tx.conn)? == 1)
}

/// The first order of a customer that was not called off, besides `except`.
pub fn first_order(tx: &mut Tx<'_>, customer: UserId, except: OrderId) -> Result<Option<OrderId>> {
    Ok(orders::table
        .filter(orders::customer_id.eq(customer))
        .filter(orders::status.ne(Status::Cancelled.as_str()))
        .filter(orders::id.ne(except))
        .order_by((orders::created_at, orders::id))
        .select(orders::id)
        .first(tx.conn)
        .optional()?)
}

/// Referrals whose first order went back, or was delivered before `before` and is not being returned: `limit` at
/// most, those of the earliest first. Nobody else can change these orders before this transaction ends; those that
/// somebody else holds are left out.
pub fn lock_due(tx: &mut Tx<'_>, before: DateTime<Utc>, limit: u32) -> Result<Vec<ReferralRow>> {
    let candidates = candidates(tx, before, limit)?;
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let held: Vec<OrderId> = orders::table
            .filter(orders::id.eq_any(&candidates))
            .order_by(orders::id)
            .select(orders::id)
            .for_update()
            .skip_locked()
            .load(conn)?;
        return pending_of(tx, &held);
    }
    pending_of(tx, &candidates)
}

fn candidates(tx: &mut Tx<'_>, before: DateTime<Utc>, limit: u32) -> Result<Vec<OrderId>> {
    let open = [ReturnStatus::Pending, ReturnStatus::Approved, ReturnStatus::Processing];
    // What is still to be paid waits outside: else it would keep those behind it waiting, too.
    let is_paid = orders::paid.ge(orders::total);
    let went_back = orders::refunded.gt(0).and(orders::refunded.ge(orders::paid));
    let is_settled = orders::status.eq(Status::Refunded.as_str()).or(orders::status
        .eq(Status::Delivered.as_str())
        .and(orders::delivered_at.assume_not_null().lt(before.naive_utc()))
        .and(is_paid.or(went_back)));
    let order = orders::table.filter(orders::id.nullable().eq(referrals::order_id)).filter(is_settled);
    let open_return = returns::table
        .filter(returns::order_id.nullable().eq(referrals::order_id))
        .filter(returns::status.eq_any(open.map(ReturnStatus::as_str)));
    Ok(referrals::table
        .filter(referrals::order_id.is_not_null())
        .filter(referrals::settled_at.is_null())
        .filter(exists(order))
        .filter(not(exists(open_return)))
        .order_by((referrals::created_at, referrals::id))
        .limit(i64::from(limit))
        .select(referrals::order_id.assume_not_null())
        .load(tx.conn)?)
}

/// Those whose first order is one of these, and that are not settled, as they stand now. Referrers in the order of
/// their ids: their codes and wallets are held one after the other.
fn pending_of(tx: &mut Tx<'_>, of: &[OrderId]) -> Result<Vec<ReferralRow>> {
    Ok(referrals::table
        .filter(referrals::order_id.eq_any(of))
        .filter(referrals::settled_at.is_null())
        .order_by((referrals::referrer_id, referrals::created_at, referrals::id))
        .select(ReferralRow::as_select())
        .load(tx.conn)?)
}

/// Those of these orders of which something is being returned.
pub fn being_returned(tx: &mut Tx<'_>, of: &[OrderId]) -> Result<Vec<OrderId>> {
    let open = [ReturnStatus::Pending, ReturnStatus::Approved, ReturnStatus::Processing];
    Ok(returns::table
        .filter(returns::order_id.eq_any(of))
        .filter(returns::status.eq_any(open.map(ReturnStatus::as_str)))
        .select(returns::order_id)
        .load(tx.conn)?)
}

/// The bonus was paid. Refuses to settle what is settled: the flow runs again and finds it so.
pub fn save_rewarded(
    tx: &mut Tx<'_>,
    id: ReferralId,
    bonus: Money,
    paid: Paid,
    now: DateTime<Utc>,
) -> Result<()> {
    let (posting, coupon) = match paid {
        Paid::Posting(posting) => (Some(posting), None),
        Paid::Coupon(coupon) => (None, Some(coupon)),
    };
    let open = referrals::table.find(id).filter(referrals::settled_at.is_null());
    let change = (
        referrals::status.eq(ReferralStatus::Rewarded.as_str()),
        referrals::bonus.eq(bonus.as_minor()),
        referrals::posting_id.eq(posting),
        referrals::coupon_id.eq(coupon),
        referrals::settled_at.eq(now.naive_utc()),
    );
    once(diesel::update(open).set(change).execute(tx.conn)?, id)
}

/// There is no bonus; likewise.
pub fn save_refused(tx: &mut Tx<'_>, id: ReferralId, why: NoBonus, now: DateTime<Utc>) -> Result<()> {
    let open = referrals::table.find(id).filter(referrals::settled_at.is_null());
    let change = (
        referrals::status.eq(ReferralStatus::Refused.as_str()),
        referrals::reason.eq(why.as_str()),
        referrals::settled_at.eq(now.naive_utc()),
    );
    once(diesel::update(open).set(change).execute(tx.conn)?, id)
}

fn once(changed: usize, id: ReferralId) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::Contended(format!("referral {id} was settled meanwhile"))) }
}
