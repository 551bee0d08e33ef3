//! What others do to a customer's wallet: staff and providers pay in, managers correct.

use chrono::{DateTime, Utc};

use super::{book, statement, wallet_of};
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::error::Result;
use crate::flows::drawers;
use crate::id::{CashSessionId, UserId, kind};
use crate::ledger::{Account, EntryKind, Posting};
use crate::money::Money;
use crate::refusal::Refusal;
use crate::store::accounts::users;
use crate::store::wallets as rows;
use crate::store::{self, Tx};
use crate::wallet::{self, DepositMode};
use crate::wire::wallet::{AdjustWallet, DepositMethod, FundWallet, Transacted};

/// Pays into a customer's wallet what staff took for it, or what a provider's system says that it has taken.
///
/// Under one reference of one source there is one deposit: the same again answers what stands, and anything else
/// under it is refused with `reference_used`.
pub fn fund(
    tx: &mut Tx<'_>,
    actor: &Actor,
    owner: UserId,
    command: &FundWallet,
    mode: DepositMode,
    now: DateTime<Utc>,
) -> Result<Transacted> {
    actor.require(Permission::FundWallets)?;
    require_offered(actor, mode)?;
    let shop = store::settings::load_shop(tx)?;
    users::load(tx, owner)?;
    let amount = wallet::paid(command.amount, shop.currency)?;
    let note = wallet::description(command.description.as_deref(), "description")?;
    let reference = wallet::reference(command.reference.as_deref())?;
    let (source, session) = source(tx, actor, command, reference.as_deref())?;
    if let Some(reference) = &reference
        && let Some(stands) = standing(tx, &source, reference, owner, amount, &shop)?
    {
        return Ok(stands);
    }
    let posting = Posting::new(tx.new_id::<kind::Posting>())
        .moving(EntryKind::Deposit, &source, &Account::wallet_of(owner), amount)
        .during(session)
        .known_as(reference)
        .noting(note);
    book(tx, &posting, "wallet.deposited", owner, &shop, actor, now)
}

/// Staff take deposits in every shop; a provider's system where the shop lets it.
fn require_offered(actor: &Actor, mode: DepositMode) -> Result<(), Refusal> {
    match (actor, mode) {
        (Actor::User { .. } | Actor::System, _) | (Actor::Device { .. }, DepositMode::Provider) => Ok(()),
        (Actor::Device { .. }, DepositMode::Demo | DepositMode::Staff) => Err(Refusal::Forbidden),
        (Actor::Anonymous, _) => Err(Refusal::NotAuthenticated),
    }
}

/// Where the money comes from, and at which open drawer it was taken.
fn source(
    tx: &mut Tx<'_>,
    actor: &Actor,
    command: &FundWallet,
    reference: Option<&str>,
) -> Result<(Account, Option<CashSessionId>)> {
    if let Actor::Device { id, .. } = actor {
        return match reference {
            // By its id: another key may bear the same name later, or that of the card terminals.
            Some(_) => Ok((Account::Provider(id.to_string()), None)),
            None => Err(Refusal::invalid("reference", "is required").into()),
        };
    }
    let drawer = command.drawer.as_deref();
    match command.method {
        DepositMethod::Cash if reference.is_some() => {
            Err(Refusal::invalid("reference", "only what a card or a provider paid has one").into())
        }
        DepositMethod::Cash => {
            let session = drawers::for_cash(tx, actor, drawer)?;
            Ok((Account::CashDrawer(session.drawer), Some(session.id)))
        }
        DepositMethod::Card => {
            let session = drawers::for_record(tx, actor, drawer)?;
            Ok((Account::card(), session.map(|session| session.id)))
        }
    }
}

/// What `reference` was booked as before: nothing yet, or this very deposit.
fn standing(
    tx: &mut Tx<'_>,
    source: &Account,
    reference: &str,
    owner: UserId,
    amount: Money,
    shop: &Shop,
) -> Result<Option<Transacted>> {
    let Some(posting) = rows::find_posting(tx, source, reference)? else { return Ok(None) };
    match rows::find_entry(tx, posting, wallet_of(owner))? {
        Some(entry) if entry.amount == amount.as_minor() => {
            statement::transacted(tx, entry, owner, shop).map(Some)
        }
        _ => Err(Refusal::ReferenceUsed { reference: reference.to_owned() }.into()),
    }
}

/// Corrects a balance by hand; it never goes below zero.
pub fn adjust(
    tx: &mut Tx<'_>,
    actor: &Actor,
    owner: UserId,
    command: &AdjustWallet,
    now: DateTime<Utc>,
) -> Result<Transacted> {
    actor.require(Permission::AdjustWallets)?;
    let shop = store::settings::load_shop(tx)?;
    users::load(tx, owner)?;
    let amount = wallet::corrected(command.amount, shop.currency)?;
    let reason = wallet::reason(&command.reason, "reason")?;
    let posting = Posting::new(tx.new_id::<kind::Posting>())
        .moving(EntryKind::Adjustment, &Account::Adjustments, &Account::wallet_of(owner), amount)
        .noting(reason);
    book(tx, &posting, "wallet.adjusted", owner, &shop, actor, now)
}
