//! Letters on their way. Whoever sends one takes it up by [`begin`], reads by [`read`] what stands in it, sends it with
//! no transaction open, and says by [`sent`], [`again`] or [`dead`] what came of it. A letter that somebody took up and
//! never settled is free again after a minute; its receiver's mailbox knows the repetition by its Message-ID.

mod read;

pub use read::read;

use chrono::{DateTime, TimeDelta, Utc};

use crate::actor::{Actor, Permission};
use crate::error::{Error, Result};
use crate::id::LetterId;
use crate::notifications::letter::{LEASE, Letter, LetterStatus};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::store::letters::{self as rows, LetterRow};
use crate::text;
use crate::wire::LetterView;

/// The longest reason that is kept of a failure, in characters.
const LONGEST_ERROR: usize = 200;
/// Queues count whole seconds: one that wakes up a little early is not sent away.
const EARLY: TimeDelta = TimeDelta::seconds(2);

/// Takes a letter up; nothing where it is settled, not due yet, or in another's hands.
pub fn begin(tx: &mut Tx<'_>, id: LetterId, now: DateTime<Utc>) -> Result<Option<Letter>> {
    if !rows::claim(tx, id, now, now + EARLY, now + LEASE)? {
        return Ok(None);
    }
    let gone = || Error::Broken(format!("letter {id} is gone"));
    let row = rows::find(tx, id)?.ok_or_else(gone)?;
    Ok(Some(Letter {
        id,
        to: row.address,
        template: row.template,
        data: row.data,
        user: row.user_id,
        attempt: u32::try_from(row.attempts).unwrap_or(u32::MAX),
    }))
}

/// A mail server took it.
pub fn sent(tx: &mut Tx<'_>, id: LetterId, now: DateTime<Utc>) -> Result<()> {
    rows::save_sent(tx, id, now).map(drop)
}

/// The attempt failed; the letter is due again at `at`.
pub fn again(tx: &mut Tx<'_>, letter: &Letter, at: DateTime<Utc>, error: &str) -> Result<()> {
    rows::save_again(tx, letter.id, letter.attempt, at, &short(error)).map(drop)
}

/// The attempt failed for good.
pub fn dead(tx: &mut Tx<'_>, letter: &Letter, error: &str, now: DateTime<Utc>) -> Result<()> {
    rows::save_dead(tx, letter.id, letter.attempt, &short(error), now).map(drop)
}

/// A letter that was given up is tried again, as if it were new.
pub fn revive(tx: &mut Tx<'_>, actor: &Actor, id: LetterId, now: DateTime<Utc>) -> Result<LetterView> {
    actor.require(Permission::ManageJobs)?;
    let is_revived = rows::save_revived(tx, id, now)?;
    let view = view(rows::find(tx, id)?.ok_or_else(|| Refusal::not_found("letter"))?)?;
    if is_revived { Ok(view) } else { Err(Refusal::NotRetryable { status: view.status.to_string() }.into()) }
}

/// One page of the shop's letters, the newest first.
pub fn list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    status: Option<LetterStatus>,
    page: PageRequest,
) -> Result<Slice<LetterView>> {
    actor.require(Permission::ManageJobs)?;
    let found = rows::list(tx, status, page)?;
    let items = found.items.into_iter().map(view).collect::<Result<_>>()?;
    Ok(Slice { count: found.count, items })
}

/// One letter, as it is shown to whoever looks after the shop: who gets it, and what stands in it, is between them and
/// the shop.
pub fn load(tx: &mut Tx<'_>, actor: &Actor, id: LetterId) -> Result<LetterView> {
    actor.require(Permission::ManageJobs)?;
    view(rows::find(tx, id)?.ok_or_else(|| Refusal::not_found("letter"))?)
}

fn view(row: LetterRow) -> Result<LetterView> {
    let status = LetterStatus::parse(&row.status)
        .ok_or_else(|| Error::Broken(format!("letter {} is {}", row.id, row.status)))?;
    Ok(LetterView {
        id: row.id,
        to: text::masked_address(&row.address),
        template: row.template,
        status,
        attempts: u32::try_from(row.attempts).unwrap_or(0),
        next_at: (status == LetterStatus::Waiting).then(|| row.next_at.and_utc()),
        last_error: row.last_error,
        created_at: row.created_at.and_utc(),
        settled_at: row.settled_at.map(|at| at.and_utc()),
    })
}

fn short(error: &str) -> String {
    text::line(error).chars().take(LONGEST_ERROR).collect()
}
