//! What somebody was told, what of it they have read, and by which ways they want to be told. Each for themselves.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::NotificationQuery;
use crate::actor::Actor;
use crate::error::Result;
use crate::id::{NotificationId, UserId};
use crate::notifications::{NotificationKind, Ways};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::notifications as rows;
use crate::store::receivers;
use crate::store::{self, Tx};
use crate::wire::{MarkedRead, NotificationView, PreferencesForm, PreferencesView, UnreadCount};

/// One page of what the actor was told, the newest first.
pub fn list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: NotificationQuery,
    page: PageRequest,
) -> Result<Slice<NotificationView>> {
    let own = actor.require_person()?;
    rows::list(tx, own, query, page)
}

/// How much of it the actor has not read.
pub fn unread(tx: &mut Tx<'_>, actor: &Actor) -> Result<UnreadCount> {
    let own = actor.require_person()?;
    Ok(UnreadCount { unread: rows::count_unread(tx, own)? })
}

/// The actor has read it. Reading it again changes nothing, not even when it was read.
pub fn mark_read(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: NotificationId,
    now: DateTime<Utc>,
) -> Result<NotificationView> {
    let own = actor.require_person()?;
    let absent = || Refusal::not_found("notification");
    let found = rows::find(tx, own, id)?.ok_or_else(absent)?;
    if !rows::mark_read(tx, id, now)? {
        // Read before, or by another of their devices meanwhile.
        return rows::find(tx, own, id)?.ok_or_else(absent)?.into_view();
    }
    tell_devices(tx, actor, own, "notification.read", &id.to_string(), now)?;
    found.into_view().map(|view| NotificationView { read_at: Some(now), ..view })
}

/// The actor has read everything.
pub fn mark_all_read(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<MarkedRead> {
    let own = actor.require_person()?;
    let marked = rows::mark_all_read(tx, own, now)?;
    if marked > 0 {
        tell_devices(tx, actor, own, "notification.all_read", &own.to_string(), now)?;
    }
    Ok(MarkedRead { marked: u64::try_from(marked).unwrap_or(0) })
}

/// Whatever else they have open shows the same count.
fn tell_devices(
    tx: &mut Tx<'_>,
    actor: &Actor,
    own: UserId,
    what: &str,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "unread": rows::count_unread(tx, own)? });
    store::events::append_for(tx, own.into(), what, subject, &data, actor.name(), now)
}

/// By which ways the actor is told.
pub fn preferences(tx: &mut Tx<'_>, actor: &Actor) -> Result<PreferencesView> {
    let own = actor.require_person()?;
    let said = receivers::preferences(tx, &[own])?;
    let role = store::accounts::users::load(tx, own)?.role()?;
    let ways = |kind| said.get(&(own, kind)).copied().unwrap_or_else(|| Ways::usual(kind, role)).into();
    Ok(PreferencesView {
        stock_alert: ways(NotificationKind::StockAlert),
        coupon: ways(NotificationKind::Coupon),
        order: ways(NotificationKind::Order),
        system: ways(NotificationKind::System),
    })
}

/// Changes by which ways the actor is told from now on; what `form` leaves out stays.
pub fn set_preferences(
    tx: &mut Tx<'_>,
    actor: &Actor,
    form: &PreferencesForm,
    now: DateTime<Utc>,
) -> Result<PreferencesView> {
    let own = actor.require_person()?;
    // Held, so that of two forms at once the second builds on the first.
    let role = store::accounts::users::lock(tx, own)?.role()?;
    let said = receivers::preferences(tx, &[own])?;
    let mut has_changed = false;
    for kind in NotificationKind::ALL.iter().copied() {
        let before = said.get(&(own, kind)).copied().unwrap_or_else(|| Ways::usual(kind, role));
        let Some(wanted) = form.of(kind) else { continue };
        let after = Ways {
            in_app: wanted.in_app.unwrap_or(before.in_app),
            by_mail: wanted.email.unwrap_or(before.by_mail),
        };
        if after != before {
            receivers::save_preference(tx, own, kind, after)?;
            has_changed = true;
        }
    }
    let now_wanted = preferences(tx, actor)?;
    if has_changed {
        let (what, data) = ("notification.preferences_changed", json!({ "preferences": now_wanted }));
        store::events::append_for(tx, own.into(), what, &own.to_string(), &data, actor.name(), now)?;
    }
    Ok(now_wanted)
}
