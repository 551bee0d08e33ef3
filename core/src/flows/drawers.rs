//! Cash drawers: opened with a count, held while cash moves, closed with another. Called by the server and by the
//! flows that take or give cash.

mod by_hand;
mod close;
mod look;

pub use by_hand::move_cash;
pub use close::close;
pub use look::{current, list, load, report};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::actor::{Actor, Permission};
use crate::drawer::{self, CashSession};
use crate::error::Result;
use crate::id::kind;
use crate::ledger::{Account, EntryKind, Posting};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::{self, Tx};
use crate::wire::cash::{CashSessionView, OpenDrawer};

/// Opens a drawer with what was counted in it.
pub fn open(
    tx: &mut Tx<'_>,
    actor: &Actor,
    command: &OpenDrawer,
    now: DateTime<Utc>,
) -> Result<CashSessionView> {
    actor.require(Permission::KeepDrawer)?;
    let shop = store::settings::load_shop(tx)?;
    let drawer = drawer::name(command.drawer.as_deref())?;
    let mut errors = FieldErrors::default();
    let opening_count = errors.money("opening_count", Some(command.opening_count), shop.currency);
    errors.into_result()?;
    let opening_count = opening_count.unwrap_or_default();
    if store::cash_sessions::hold_open(tx)?.iter().any(|session| session.drawer == drawer) {
        return Err(Refusal::DrawerOpen { drawer }.into());
    }
    let session = CashSession {
        id: tx.new_id::<kind::CashSession>(),
        number: store::counters::next(tx, store::counters::CASH_SESSIONS)?,
        drawer,
        opened_by: actor.name().to_owned(),
        opener: actor.user_id(),
        opened_at: now,
        business_day: shop.business_day(now),
        opening_count,
        closing: None,
    };
    store::cash_sessions::insert(tx, &session)?;
    let till = Account::CashDrawer(session.drawer.clone());
    let posting = Posting::new(tx.new_id::<kind::Posting>())
        .moving(EntryKind::Opening, &till, &Account::Safe, opening_count)
        .during(Some(session.id));
    store::ledger::post(tx, &[posting], shop.currency, actor.name(), now)?;
    let data = json!({
        "cash_session": session.id,
        "drawer": session.drawer,
        "number": session.number,
        "opening_count": shop.currency.amount(opening_count),
    });
    store::events::append(tx, "cash_session.opened", &session.id.to_string(), &data, actor.name(), now)?;
    Ok(CashSessionView::of(&session, opening_count, shop.currency))
}

/// The open drawer for cash that the actor takes or gives: refused with `drawer_closed` where none is. It is not
/// closed before this transaction ends.
pub(super) fn for_cash(tx: &mut Tx<'_>, actor: &Actor, wanted: Option<&str>) -> Result<CashSession> {
    let open = store::cash_sessions::hold_open(tx)?;
    Ok(drawer::choose(&open, wanted, actor.user_id())?.clone())
}

/// The open drawer at which the actor takes money that is no cash, so that its reports tell of it; `None` where it
/// is not clear which, or nobody stands at one.
pub(super) fn for_record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    wanted: Option<&str>,
) -> Result<Option<CashSession>> {
    if !actor.may(Permission::KeepDrawer) || *actor == Actor::System {
        return Ok(None);
    }
    let open = store::cash_sessions::hold_open(tx)?;
    Ok(drawer::choose(&open, wanted, actor.user_id()).ok().cloned())
}
