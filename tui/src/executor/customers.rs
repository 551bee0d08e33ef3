//! What the Customers screen asks of the shop, through the SDK.

use comanda_sdk::{Client, IdempotencyKey, Result};

use super::trouble;
use crate::msg::Msg;
use crate::screens::customers::wallet::{MOST_SHOWN, Purse};
use crate::screens::customers::{CustomersCmd, CustomersMsg, Question, Save};
use crate::screens::paged::PAGE_SIZE;
use comanda_core::id::UserId;
use comanda_core::wire::{Page, ProfileView};

/// Asks, and says what came of it.
pub(super) async fn ask(client: Client, cmd: CustomersCmd) -> Option<Msg> {
    let msg = match cmd {
        CustomersCmd::List(number, question) => {
            let answer = list(&client, &question).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("customers", &error));
            CustomersMsg::Listed(number, question, answer)
        }
        CustomersCmd::Save(save) => {
            let answer = write_down(&client, &save).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("write down", &error));
            CustomersMsg::Saved(save, answer)
        }
        CustomersCmd::Look(id) => {
            let answer = look(&client, id).await;
            CustomersMsg::Looked(id, answer.map(Box::new).map_err(|error| trouble("wallet", &error)))
        }
        CustomersCmd::Recall(id) => match client.customers().get(id).await {
            Ok(view) => CustomersMsg::Recalled(Box::new(view)),
            Err(error) => {
                trouble("customer", &error);
                return None;
            }
        },
    };
    Some(Msg::Customers(msg))
}

async fn list(client: &Client, question: &Question) -> Result<Page<ProfileView>> {
    let list = client.customers().list().ordering("last_name").page(question.page).page_size(PAGE_SIZE);
    let list = if question.words.is_empty() { list } else { list.search(question.words.as_str()) };
    list.send().await
}

async fn write_down(client: &Client, save: &Save) -> Result<ProfileView> {
    let key: IdempotencyKey =
        save.key.parse().map_err(|error| comanda_sdk::Error::Config(format!("{error}")))?;
    match save.id {
        None => client.customers().create_with_key(&save.draft.to_create(), &key).await,
        Some(id) => client.customers().change_with_key(id, &save.draft.to_change(), &key).await,
    }
}

async fn look(client: &Client, of: UserId) -> Result<Purse> {
    let wallets = client.wallets();
    let last = wallets.transactions(of).page_size(MOST_SHOWN);
    let (wallet, last) = futures::try_join!(wallets.get(of), last.send())?;
    Ok(Purse { of, wallet, transactions: last.results })
}
