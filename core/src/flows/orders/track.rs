//! Follow an order by its token: for whoever has it, without an account.

use crate::error::Result;
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::TrackingView;

/// Where the order with this token is; nothing about anybody.
pub fn track(tx: &mut Tx<'_>, token: &str) -> Result<TrackingView> {
    let is_token = token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_token {
        return Err(Refusal::not_found("order").into());
    }
    let shop = store::settings::load_shop(tx)?;
    let order = store::orders::load_tracked(tx, token)?;
    let steps = store::orders::list_history(tx, order.id)?;
    Ok(TrackingView::of(&order, &steps, &shop))
}
