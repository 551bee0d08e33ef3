//! What the Orders screen asks of the shop, through the SDK.

use comanda_sdk::{Client, IdempotencyKey, Result};

use super::trouble;
use crate::msg::Msg;
use crate::printer::Printer;
use crate::screens::orders::query::{Group, Question};
use crate::screens::orders::{OrdersCmd, OrdersMsg, Print, Unprinted, Whole};
use crate::screens::paged::PAGE_SIZE;
use comanda_core::id::OrderId;
use comanda_core::returns::ReturnStatus;
use comanda_core::wire::receipt::{PrintReceipt, ReceiptFormat};
use comanda_core::wire::{OrderView, Page, ReturnView};

/// Asks, and says what came of it.
pub(super) async fn ask(client: Client, printer: Option<Printer>, cmd: OrdersCmd) -> Option<Msg> {
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
        OrdersCmd::Receipt(id, width) => {
            let answer = client.orders().receipt_text(id, width).await;
            OrdersMsg::Receipt(id, answer.map_err(|error| trouble("receipt", &error)))
        }
        OrdersCmd::Returns(number) => {
            let answer = open_returns(&client).await;
            OrdersMsg::Returns(number, answer.map_err(|error| trouble("returns", &error)))
        }
        OrdersCmd::Print(print) => {
            let answer = out(&client, printer, &print).await;
            OrdersMsg::Printed(print, answer)
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
    let (payments, refunds, history) =
        futures::try_join!(orders.payments(id), orders.refunds(id), orders.status_history(id))?;
    Ok(Whole { order, payments, refunds, history })
}

/// What the shop makes of the receipt, to the printer.
async fn out(client: &Client, printer: Option<Printer>, print: &Print) -> std::result::Result<(), Unprinted> {
    let Some(printer) = printer else {
        return Err(Unprinted::Printer(crate::printer::NONE.to_owned()));
    };
    let bytes = fetch(client, print).await.map_err(|error| Unprinted::Shop(trouble("print", &error)))?;
    printer.write(bytes.as_ref().to_vec()).await.map_err(|error| {
        tracing::warn!(%printer, %error, "a receipt was not printed");
        Unprinted::Printer(printer.sentence(&error))
    })
}

async fn fetch(client: &Client, print: &Print) -> Result<impl AsRef<[u8]> + use<>> {
    let key: IdempotencyKey =
        print.key.parse().map_err(|error| comanda_sdk::Error::Config(format!("{error}")))?;
    let wanted = PrintReceipt { format: ReceiptFormat::Escpos, width: None };
    client.orders().print_receipt(print.id, wanted, &key).await
}

/// Those that somebody still has to do something about, the oldest first.
async fn open_returns(client: &Client) -> Result<Vec<ReturnView>> {
    let of = |status| client.returns().list().status(status).page_size(PAGE_SIZE).send();
    let (pending, approved, processing) = futures::try_join!(
        of(ReturnStatus::Pending),
        of(ReturnStatus::Approved),
        of(ReturnStatus::Processing)
    )?;
    let mut rows = [pending.results, approved.results, processing.results].concat();
    rows.sort_by_key(|row| (row.created_at, row.id));
    Ok(rows)
}
