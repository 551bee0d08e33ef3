//! Which orders used coupons, and what became of that.

use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::page::{PageRequest, Slice};
use crate::store::{self, Tx};
use crate::wire::coupons::CouponUseView;

pub use crate::store::coupon_history::UseQuery;

/// One page of uses, the newest first: all of them for staff, one's own for everybody else. A coupon that was withdrawn
/// is there as any other.
pub fn uses(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &UseQuery,
    page: PageRequest,
) -> Result<Slice<CouponUseView>> {
    let asks = actor.require_person()?;
    let customer = if actor.may(Permission::SeeCoupons) { query.customer } else { Some(asks) };
    let query = UseQuery { customer, ..query.clone() };
    let currency = store::settings::load_shop(tx)?.currency;
    store::coupon_history::list(tx, &query, currency, page)
}
