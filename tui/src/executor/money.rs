//! Gives money back and takes it in, through the SDK, under the key that came with it.

use comanda_sdk::{Client, IdempotencyKey, Result};

use super::trouble;
use crate::msg::Msg;
use crate::screens::money::{Deed, Errand, MoneyMsg, Outcome, ReturnDeed};
use comanda_core::id::ReturnId;

/// Sends it, and says what came of it.
pub(super) async fn send(client: Client, errand: Errand) -> Option<Msg> {
    let answer = done(&client, &errand).await;
    let answer = answer.map(Box::new).map_err(|error| trouble("money", &error));
    Some(Msg::Money(MoneyMsg::Done(errand.key, answer)))
}

async fn done(client: &Client, errand: &Errand) -> Result<Outcome> {
    let key: IdempotencyKey =
        errand.key.parse().map_err(|error| comanda_sdk::Error::Config(format!("{error}")))?;
    let (orders, wallets) = (client.orders(), client.wallets());
    match &errand.deed {
        Deed::Cancel(id, cancel) => {
            let done = orders.cancel_with_key(*id, cancel, &key).await?;
            Ok(Outcome::Order(Box::new(done)))
        }
        Deed::Refund(id, refund) => {
            let done = orders.refund_with_key(*id, refund, &key).await?;
            Ok(Outcome::Order(Box::new(done)))
        }
        Deed::Deposit(of, deposit) => wallets.deposit_with_key(*of, deposit, &key).await.map(Outcome::Wallet),
        Deed::Adjust(of, adjust) => wallets.adjust_with_key(*of, adjust, &key).await.map(Outcome::Wallet),
        Deed::Return(id, deed) => returned(client, *id, deed, &key).await,
    }
}

async fn returned(client: &Client, id: ReturnId, deed: &ReturnDeed, key: &IdempotencyKey) -> Result<Outcome> {
    let returns = client.returns();
    let view = match deed {
        ReturnDeed::Approve(approve) => returns.approve_with_key(id, approve, key).await?,
        ReturnDeed::Reject(reject) => returns.reject_with_key(id, reject, key).await?,
        ReturnDeed::Receive(receive) => returns.receive_with_key(id, *receive, key).await?,
        ReturnDeed::PayBack(complete) => returns.complete_refund_with_key(id, complete, key).await?,
    };
    // How it went back stands with the refund that it became; the payout itself is done either way.
    let paid = match view.refund {
        Some(refund) => client
            .orders()
            .refunds(view.order)
            .await
            .ok()
            .and_then(|refunds| refunds.into_iter().find(|other| other.id == refund).map(Box::new)),
        None => None,
    };
    Ok(Outcome::Return(Box::new(view), paid))
}
