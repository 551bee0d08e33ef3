//! What the till asks of the shop about wallets, orders that are put aside and drawers, through the SDK.

use comanda_core::wire::CashReportView;
use comanda_sdk::{Client, Error, IdempotencyKey, Result};

use super::{trouble, write_down};
use crate::journal::Journal;
use crate::msg::Msg;
use crate::screens::paged::PAGE_SIZE;
use crate::screens::till::{Deed, Errand, Outcome, TillCmd, TillMsg};
use crate::trouble::{Effect, Trouble};

/// Asks, and says what came of it.
pub(super) async fn ask(client: Client, errands: Journal<Errand>, cmd: TillCmd) -> Option<Msg> {
    let msg = match cmd {
        TillCmd::Purse(customer) => {
            let answer = client.wallets().get(customer).await;
            TillMsg::Purse(customer, answer.map_err(|error| trouble("wallet", &error)))
        }
        TillCmd::Parked => {
            let answer = client.parked().list().page_size(PAGE_SIZE).send().await;
            TillMsg::Parked(answer.map(Box::new).map_err(|error| trouble("parked orders", &error)))
        }
        TillCmd::Drawer(number) => {
            let answer = drawer(&client).await;
            let answer = answer.map(|report| report.map(Box::new));
            TillMsg::Drawer(number, answer.map_err(|error| trouble("drawer", &error)))
        }
        TillCmd::Sessions(number, page) => {
            let answer = client.cash_sessions().list().page(page).page_size(PAGE_SIZE).send().await;
            let answer = answer.map(Box::new).map_err(|error| trouble("cash sessions", &error));
            TillMsg::Sessions(number, page, answer)
        }
        TillCmd::Report(id) => {
            let answer = client.cash_sessions().report(id).await;
            TillMsg::Report(id, answer.map(Box::new).map_err(|error| trouble("report", &error)))
        }
        TillCmd::Do(errand) => {
            let answer = match write_down(errands, (*errand).clone()).await {
                Ok(()) => run(&client, &errand).await.map(Box::new).map_err(|error| trouble("till", &error)),
                Err(why) => {
                    let sentence =
                        format!("It could not be written down ({why}); nothing was sent. Check the disk.");
                    Err(Trouble { effect: Effect::NotThisTime, sentence })
                }
            };
            TillMsg::Done(errand.key, answer)
        }
        TillCmd::Settle(key) => {
            if let Err(error) = errands.settle(&key) {
                tracing::error!(key, %error, "something that is answered stays in the journal");
            }
            return None;
        }
    };
    Some(Msg::Till(msg))
}

/// How the open drawer stands; none where none is open.
async fn drawer(client: &Client) -> Result<Option<CashReportView>> {
    let sessions = client.cash_sessions();
    let current = match sessions.current().await {
        Ok(current) => current,
        Err(error) if error.status() == Some(404) => return Ok(None),
        Err(error) => return Err(error),
    };
    sessions.report(current.id).await.map(Some)
}

async fn run(client: &Client, errand: &Errand) -> Result<Outcome> {
    let key: IdempotencyKey = errand.key.parse().map_err(|error| Error::Config(format!("{error}")))?;
    let (parked, sessions) = (client.parked(), client.cash_sessions());
    Ok(match &errand.deed {
        Deed::Park(order) => Outcome::Parked(parked.park(order, &key).await?),
        Deed::Recall(id) => Outcome::Recalled(parked.recall(*id, &key).await?),
        Deed::Discard(id) => {
            parked.discard(*id).await?;
            Outcome::Discarded(*id)
        }
        Deed::Open(open) => Outcome::Opened(sessions.open_with_key(open, &key).await?),
        Deed::Move(id, cash) => Outcome::Moved(sessions.move_cash_with_key(*id, cash, &key).await?),
        Deed::Close(id, close) => Outcome::Closed(sessions.close_with_key(*id, close, &key).await?),
    })
}
