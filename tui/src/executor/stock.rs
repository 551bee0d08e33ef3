//! What the Stock screen asks of the shop, through the SDK.

use comanda_core::stock::StockLevel;
use comanda_core::wire::{MovementView, Page, StockEntryView};
use comanda_sdk::{Client, IdempotencyKey, Result};

use super::trouble;
use crate::msg::Msg;
use crate::screens::paged::PAGE_SIZE;
use crate::screens::stock::errand::{Deed, Errand, Outcome};
use crate::screens::stock::history;
use crate::screens::stock::query::Question;
use crate::screens::stock::{DAYS, RECENT, StockCmd, StockMsg};

/// What a few words may mean: more than this is to be typed further.
const MOST_CANDIDATES: u32 = 8;

/// Asks, and says what came of it.
pub(super) async fn ask(client: Client, cmd: StockCmd) -> Option<Msg> {
    let msg = match cmd {
        StockCmd::List(number, question) => {
            let answer = list(&client, &question).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("stock", &error));
            StockMsg::Listed(number, question, answer)
        }
        StockCmd::Count => match client.inventory().summary().await {
            Ok(summary) => StockMsg::Counted(summary),
            Err(error) => {
                trouble("stock summary", &error);
                return None;
            }
        },
        StockCmd::Recent(number, product) => {
            let page = client.inventory().movements().product(product).page_size(RECENT).send().await;
            let answer = page.map(|page| page.results).map_err(|error| trouble("movements", &error));
            StockMsg::Recent(number, answer)
        }
        StockCmd::History(number, question) => {
            let answer = moves(&client, question).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("movements", &error));
            StockMsg::History(number, question.page, answer)
        }
        StockCmd::Look(number, words) => {
            let page =
                client.inventory().stock().search(words.as_str()).page_size(MOST_CANDIDATES).send().await;
            let answer = page.map(|page| page.results).map_err(|error| trouble("stock", &error));
            StockMsg::Looked(number, words, answer)
        }
        StockCmd::Do(errand) => {
            let answer = run(&client, &errand).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("stock change", &error));
            StockMsg::Done(errand.key, answer)
        }
    };
    Some(Msg::Stock(msg))
}

async fn list(client: &Client, question: &Question) -> Result<Page<StockEntryView>> {
    let mut list = client.inventory().stock().ordering(question.order.ordering()).days(DAYS);
    if !question.words.is_empty() {
        list = list.search(question.words.as_str());
    }
    if question.low_only {
        list = list.levels([StockLevel::Warning, StockLevel::Critical]);
    }
    list.page(question.page).page_size(PAGE_SIZE).send().await
}

async fn moves(client: &Client, question: history::Question) -> Result<Page<MovementView>> {
    let list = client.inventory().movements().product(question.product);
    let list = question.kind.map_or_else(|| list.clone(), |kind| list.clone().kind(kind));
    list.page(question.page).page_size(PAGE_SIZE).send().await
}

async fn run(client: &Client, errand: &Errand) -> Result<Outcome> {
    let key: IdempotencyKey =
        errand.key.parse().map_err(|error| comanda_sdk::Error::Config(format!("{error}")))?;
    let inventory = client.inventory();
    Ok(match &errand.deed {
        Deed::Record(movement) => Outcome::Moved(inventory.record_with_key(movement, &key).await?),
        Deed::Reverse(id) => Outcome::Moved(inventory.reverse_with_key(*id, &key).await?),
        Deed::Limits(product, limits) => {
            Outcome::Limits(inventory.set_thresholds_with_key(*product, *limits, &key).await?)
        }
        Deed::Availability(product, wanted) => Outcome::Availability(Box::new(
            client.products().set_availability_with_key(*product, wanted, &key).await?,
        )),
    })
}
