//! What is to be told, gathered before it is written down: all of it at once, however many people and events.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::flows::events::Work;
use crate::id::{LetterId, NotificationId, UserId, kind};
use crate::notifications::letter::{About, LetterStatus, Template};
use crate::notifications::telling::{Told, ways};
use crate::notifications::{NotificationKind, Receiver, Ways};
use crate::store::events::NewEvent;
use crate::store::letters::LetterRow;
use crate::store::notifications::NotificationRow;
use crate::store::{self, Tx};

/// By which ways people want to be told, where they said so.
pub(super) type Wishes = BTreeMap<(UserId, NotificationKind), Ways>;

/// What is to be told.
#[derive(Default)]
pub(super) struct Plan {
    notifications: Vec<NotificationRow>,
    letters: Vec<LetterRow>,
}

impl Plan {
    /// Tells `receiver` of `told`, which follows from `event`, by the ways that they want. True when they are told at
    /// all.
    pub fn tell(
        &mut self,
        tx: &Tx<'_>,
        event: &Event,
        told: &Told,
        receiver: &Receiver,
        wishes: &Wishes,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let wanted = wishes.get(&(receiver.id, told.kind)).copied();
        let wanted = wanted.unwrap_or_else(|| Ways::usual(told.kind, receiver.role));
        let ways = ways(told, event, receiver, wanted);
        if ways.in_app {
            self.notifications.push(notification(tx, event, told, receiver.id, now));
        }
        if let (true, Some(template), Some(address)) = (ways.by_mail, told.letter, &receiver.email) {
            self.letters.push(letter(tx, event, template, receiver.id, address, now)?);
        }
        Ok(ways.in_app || ways.by_mail)
    }

    /// Writes it all down; the letters that are to be sent.
    pub fn save(self, tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<Vec<Work>> {
        store::notifications::insert(tx, &self.notifications)?;
        store::letters::insert(tx, &self.letters)?;
        let seen: Vec<NewEvent> = self.notifications.iter().map(created).collect();
        store::events::append_many(tx, &seen, Actor::System.name(), now)?;
        Ok(self.letters.iter().map(|letter| Work::Letter(letter.id)).collect())
    }
}

fn notification(
    tx: &Tx<'_>,
    event: &Event,
    told: &Told,
    user_id: UserId,
    now: DateTime<Utc>,
) -> NotificationRow {
    let id: NotificationId = tx.new_id::<kind::Notification>();
    NotificationRow {
        id,
        user_id,
        kind: told.kind.as_str().to_owned(),
        title: told.title.clone(),
        message: told.message.clone(),
        link: told.link.clone(),
        cause: event.id.to_string(),
        created_at: now.naive_utc(),
        read_at: None,
    }
}

/// Apps that follow the log show it at once. Of this event nobody is told in turn.
fn created(row: &NotificationRow) -> NewEvent {
    NewEvent {
        owner: Some(row.user_id),
        kind: "notification.created",
        subject: row.id.to_string(),
        data: json!({
            "notification": row.id,
            "kind": row.kind,
            "title": row.title,
            "message": row.message,
            "link": row.link,
        }),
    }
}

fn letter(
    tx: &Tx<'_>,
    event: &Event,
    template: Template,
    user_id: UserId,
    address: &str,
    now: DateTime<Utc>,
) -> Result<LetterRow> {
    let about = About { subject: event.subject.clone(), at: event.created_at, facts: event.data.clone() };
    let id: LetterId = tx.new_id::<kind::Letter>();
    Ok(LetterRow {
        id,
        user_id: Some(user_id),
        address: address.to_owned(),
        template: template.as_str().to_owned(),
        data: serde_json::to_string(&about).map_err(|cause| Error::Broken(cause.to_string()))?,
        cause: event.id.to_string(),
        status: LetterStatus::Waiting.as_str().to_owned(),
        attempts: 0,
        next_at: now.naive_utc(),
        claimed_until: None,
        last_error: None,
        created_at: now.naive_utc(),
        settled_at: None,
    })
}
