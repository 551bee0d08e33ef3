//! What the Alerts screen asks of the shop, through the SDK.

use comanda_core::wire::Page;
use comanda_core::wire::alerts::AlertView;
use comanda_sdk::{Client, IdempotencyKey, Result};

use super::trouble;
use crate::msg::Msg;
use crate::screens::alerts::errand::{Deed, Errand};
use crate::screens::alerts::{AlertsCmd, AlertsMsg, Filter, Question};
use crate::screens::paged::PAGE_SIZE;

/// How far back it is looked for what is somebody's own.
const MOST_OWN: u32 = 100;

/// Asks, and says what came of it.
pub(super) async fn ask(client: Client, cmd: AlertsCmd) -> Option<Msg> {
    let msg = match cmd {
        AlertsCmd::List(number, question) => {
            let answer = list(&client, &question).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("alerts", &error));
            AlertsMsg::Listed(number, question, answer)
        }
        AlertsCmd::Do(errand) => {
            let answer = run(&client, &errand).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("alert change", &error));
            AlertsMsg::Done(errand.key, answer)
        }
    };
    Some(Msg::Alerts(msg))
}

async fn list(client: &Client, question: &Question) -> Result<Page<AlertView>> {
    let list = client.alerts().list();
    let list = match question.kind {
        Some(kind) => list.alert_type(kind),
        None => list,
    };
    match (question.filter, &question.by) {
        (Filter::Open, _) => list.is_active(true).page(question.page).page_size(PAGE_SIZE).send().await,
        (Filter::Mine, Some(by)) => {
            let mut page = list.page_size(MOST_OWN).send().await?;
            page.results.retain(|alert| alert.opened_by == *by || alert.resolved_by.as_ref() == Some(by));
            page.count = page.results.len() as u64;
            Ok(page)
        }
        (Filter::All | Filter::Mine, _) => list.page(question.page).page_size(PAGE_SIZE).send().await,
    }
}

async fn run(client: &Client, errand: &Errand) -> Result<AlertView> {
    let key: IdempotencyKey =
        errand.key.parse().map_err(|error| comanda_sdk::Error::Config(format!("{error}")))?;
    let alerts = client.alerts();
    match &errand.deed {
        Deed::Resolve(id, resolve) => alerts.resolve_with_key(*id, resolve, &key).await,
        Deed::Snooze(id, snooze) => alerts.snooze_with_key(*id, *snooze, &key).await,
        Deed::Raise(create) => alerts.create_with_key(create, &key).await,
    }
}
