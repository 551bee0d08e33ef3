//! What the till asks of the shop about coupons, through the SDK.

use comanda_core::coupons::CouponStatus;
use comanda_core::refusal::Refusal;
use comanda_core::wire::Page;
use comanda_core::wire::coupons::CouponView;
use comanda_sdk::{Client, IdempotencyKey, Result};

use super::trouble;
use crate::msg::Msg;
use crate::screens::coupons::errand::{Deed, Errand};
use crate::screens::coupons::query::Question;
use crate::screens::coupons::{CouponsCmd, CouponsMsg};
use crate::screens::paged::PAGE_SIZE;

/// Asks, and says what came of it.
pub(super) async fn ask(client: Client, cmd: CouponsCmd) -> Option<Msg> {
    let msg = match cmd {
        CouponsCmd::List(number, question) => {
            let answer = list(&client, &question).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("coupons", &error));
            CouponsMsg::Listed(number, question, answer)
        }
        CouponsCmd::Count => {
            match client.coupons().list().status(CouponStatus::Active).page_size(1).send().await {
                Ok(page) => CouponsMsg::Counted(page.count),
                Err(error) => {
                    trouble("coupons that can be used", &error);
                    return None;
                }
            }
        }
        CouponsCmd::Judge(code, of, question) => {
            let answer = client.coupons().validate(&question).await;
            let answer = answer.map(Box::new).map_err(|error| trouble("coupon", &error));
            CouponsMsg::Judged(code, of, answer)
        }
        CouponsCmd::Best(number, question) => match client.coupons().best(&question).await {
            Ok(best) => CouponsMsg::Best(number, best),
            Err(error) => {
                // Nothing is offered then; whoever has a code types it.
                trouble("best coupons", &error);
                return None;
            }
        },
        CouponsCmd::Do(errand) => {
            let answer = run(&client, &errand).await;
            let answer =
                answer.map(|view| view.map(Box::new)).map_err(|error| trouble("coupon change", &error));
            CouponsMsg::Done(errand.key, answer)
        }
        CouponsCmd::Stats(id) => {
            let answer = client.coupons().stats(id).await;
            CouponsMsg::Stats(id, answer.map(Box::new).map_err(|error| trouble("coupon figures", &error)))
        }
    };
    Some(Msg::Coupons(msg))
}

/// Codes that were made many at once would bury the others.
async fn list(client: &Client, question: &Question) -> Result<Page<CouponView>> {
    let mut list = client.coupons().list();
    if question.words.is_empty() {
        list = list.batched(false);
    } else {
        list = list.search(question.words.as_str());
    }
    if let Some(status) = question.status {
        list = list.status(status);
    }
    list.page(question.page).page_size(PAGE_SIZE).send().await
}

async fn run(client: &Client, errand: &Errand) -> Result<Option<CouponView>> {
    let key: IdempotencyKey =
        errand.key.parse().map_err(|error| comanda_sdk::Error::Config(format!("{error}")))?;
    let coupons = client.coupons();
    Ok(Some(match &errand.deed {
        Deed::Create(form) => coupons.create_with_key(form, &key).await?.coupon,
        Deed::Save(id, form) | Deed::Switch(id, form) => {
            coupons.change_with_key(*id, form, &key).await?.coupon
        }
        Deed::Remove(id) => match coupons.delete(*id).await {
            Ok(()) => return Ok(None),
            // An answer that was lost before: it is gone.
            Err(error) if matches!(error.refusal(), Some(Refusal::NotFound { .. })) => return Ok(None),
            Err(error) => return Err(error),
        },
    }))
}
