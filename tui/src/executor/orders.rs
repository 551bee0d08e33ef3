//! What the Orders screen asks of the shop, through the SDK.

use comanda_sdk::{Client, Result};

use super::trouble;
use crate::msg::Msg;
use crate::screens::orders::query::{Group, Question};
use crate::screens::orders::{OrdersCmd, OrdersMsg, Whole};
use crate::screens::paged::PAGE_SIZE;
use comanda_core::id::OrderId;
use comanda_core::wire::{OrderView, Page};

/// Asks, and says what came of it.
pub(super) async fn ask(client: Client, cmd: OrdersCmd) -> Option<Msg> {
    let msg = match cmd {
        OrdersCmd::List(number, question) => {
            let answer = list(&client, &question).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("orders", &error));
            OrdersMsg::Listed(number, question.page, answer)
        }
        OrdersCmd::Look(id) => {
            let answer = look(&client, id).await;
            OrdersMsg::Looked(id, answer.map(Box::new).map_err(|error| trouble("order", &error)))
        }
        OrdersCmd::Change(change) => {
            let answer = client.orders().change_status(change.id, &change.change).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("change", &error));
            OrdersMsg::Changed(change, answer)
        }
    };
    Some(Msg::Orders(msg))
}

async fn list(client: &Client, question: &Question) -> Result<Page<OrderView>> {
    let mut list =
        client.orders().list().ordering(question.sort.ordering()).page(question.page).page_size(PAGE_SIZE);
    let statuses = question.group.statuses();
    if !statuses.is_empty() {
        list = list.statuses(statuses.iter().copied());
    }
    if let Some(payment) = question.group.payment() {
        list = list.payment_status(payment);
    }
    if question.group == Group::Today {
        list = list.from_day(question.today);
    }
    if !question.search.is_empty() {
        list = list.search(question.search.as_str());
    }
    list.send().await
}

/// The order first: what is told about it is never older than its version says.
async fn look(client: &Client, id: OrderId) -> Result<Whole> {
    let orders = client.orders();
    let order = orders.get(id).await?;
    let (payments, history) = futures::try_join!(orders.payments(id), orders.status_history(id))?;
    Ok(Whole { order, payments, history })
}
