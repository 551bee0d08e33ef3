//! "86": somebody of the staff says that a product is sold out for now, or back. Counts stay what they are.

use chrono::{DateTime, Duration, SubsecRound, Utc};

use super::append_event;
use crate::actor::{Actor, Permission};
use crate::catalog::SoldOut;
use crate::error::Result;
use crate::id::ProductId;
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::{ProductView, SetAvailability};

/// The longest time in days for which something is sold out for now.
const LONGEST_DAYS: i64 = 366;

/// Says that a product is sold out for now, or back.
pub fn set_availability(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ProductId,
    wanted: &SetAvailability,
    now: DateTime<Utc>,
) -> Result<ProductView> {
    actor.require(Permission::SetAvailability)?;
    let sold_out = read(wanted, now)?;
    let shop = store::settings::load_shop(tx)?;
    let mut product = store::products::lock(tx, id, &shop)?;
    if product.sold_out != sold_out {
        product.sold_out = sold_out;
        product.version += 1;
        product.updated_at = now;
        store::products::save_sold_out(tx, &product)?;
        let what = if sold_out.is_some() { "product.sold_out" } else { "product.back" };
        append_event(tx, what, id, &product.name, actor, now)?;
    }
    Ok(ProductView::of(&product, shop.currency))
}

fn read(wanted: &SetAvailability, now: DateTime<Utc>) -> Result<Option<SoldOut>, Refusal> {
    match (wanted.is_sold_out, wanted.until) {
        (false, None) => Ok(None),
        (false, Some(_)) => Err(Refusal::invalid("until", "goes with is_sold_out only")),
        (true, None) => Ok(Some(SoldOut::UntilFurtherNotice)),
        (true, Some(until)) if until <= now => Err(Refusal::invalid("until", "has passed")),
        (true, Some(until)) if until > now + Duration::days(LONGEST_DAYS) => {
            Err(Refusal::invalid("until", "is more than a year away; leave it out instead"))
        }
        // As fine as the databases keep it.
        (true, Some(until)) => Ok(Some(SoldOut::Until(until.trunc_subsecs(6)))),
    }
}
