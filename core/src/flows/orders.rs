//! Orders: price a basket, place it, take payment, move it along, look at it.

mod board;
mod cancel;
mod change_status;
mod checkout;
mod expire;
mod goods;
mod make;
mod money;
mod parked;
mod pay;
mod place;
mod receipts;
mod refund;
mod reorder;
mod track;

use std::collections::BTreeMap;

pub use crate::store::orders::{OrderQuery, OrderSortKey};
pub use board::{board, stats};
pub use cancel::cancel;
pub use change_status::change_status;
pub use checkout::checkout;
pub use expire::expire_unpaid;
pub(super) use goods::{give_back as take_goods_back, sell_promised};
pub(super) use make::load_customer;
pub(super) use money::Payout;
pub use parked::{discard, park, parked, recall};
pub use pay::pay;
pub use place::{place, quote};
pub use receipts::{print_receipt, receipt};
pub(super) use refund::{pay_out, require_destination};
pub use refund::{refund, refunds};
pub use reorder::reorder;
pub use track::track;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::actor::{Actor, Permission};
use crate::catalog::{Product, Shop};
use crate::error::Result;
use crate::id::{ApiKeyId, HistoryId, OrderId, ProductId, UserId, kind};
use crate::orders::place::Wish;
use crate::orders::{HistoryEntry, Order, Status, status};
use crate::page::{PageRequest, Slice, Sort};
use crate::refusal::Refusal;
use crate::store::events::Concerns;
use crate::store::{self, Tx};
use crate::wire::orders::PlaceOrderItem;
use crate::wire::{HistoryEntryView, OrderView, PaymentView};

/// The statuses of an order that somebody still has to do something about.
const ACTIVE: [Status; 5] =
    [Status::Pending, Status::Processing, Status::Preparing, Status::Ready, Status::Shipped];

/// One page of the orders the actor may see: all of the shop's, or a customer's own.
pub fn list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &OrderQuery,
    page: PageRequest,
) -> Result<Slice<OrderView>> {
    let query = match visible_to(actor)? {
        Visible::All => query.clone(),
        Visible::OfCustomer(id) => OrderQuery { customer: Some(id), ..query.clone() },
        Visible::OfDevice(id) => OrderQuery { api_key: Some(id), ..query.clone() },
    };
    let shop = store::settings::load_shop(tx)?;
    Ok(store::orders::list(tx, &query, page)?.map(|order| view(&order, &shop, actor)))
}

/// One page of the orders that are not finished, oldest first.
pub fn current(tx: &mut Tx<'_>, actor: &Actor, page: PageRequest) -> Result<Slice<OrderView>> {
    let oldest_first = vec![Sort { key: OrderSortKey::CreatedAt, descending: false }];
    let query = OrderQuery { statuses: ACTIVE.to_vec(), ordering: oldest_first, ..OrderQuery::default() };
    list(tx, actor, &query, page)
}

/// One order.
pub fn load(tx: &mut Tx<'_>, actor: &Actor, id: OrderId) -> Result<OrderView> {
    let shop = store::settings::load_shop(tx)?;
    let order = store::orders::load(tx, id)?;
    require_visible(actor, &order)?;
    Ok(view(&order, &shop, actor))
}

/// The payments of one order, oldest first.
pub fn payments(tx: &mut Tx<'_>, actor: &Actor, id: OrderId) -> Result<Vec<PaymentView>> {
    let shop = store::settings::load_shop(tx)?;
    let order = store::orders::load(tx, id)?;
    require_visible(actor, &order)?;
    let payments = store::payments::list(tx, id)?;
    Ok(payments.iter().map(|payment| PaymentView::of(payment, shop.currency)).collect())
}

/// The way one order went, oldest step first.
pub fn status_history(tx: &mut Tx<'_>, actor: &Actor, id: OrderId) -> Result<Vec<HistoryEntryView>> {
    let order = store::orders::load(tx, id)?;
    require_visible(actor, &order)?;
    Ok(store::orders::list_history(tx, id)?.iter().map(HistoryEntryView::of).collect())
}

/// How `order` looks to `actor`: with the steps that they may have it take.
pub(super) fn view(order: &Order, shop: &Shop, actor: &Actor) -> OrderView {
    OrderView { allowed_transitions: allowed(order, actor), ..OrderView::of(order, shop) }
}

/// The steps that `actor` may have `order` take.
fn allowed(order: &Order, actor: &Actor) -> Vec<Status> {
    let mut allowed = status::next(order.status, order.delivery_method).to_vec();
    if !actor.may(Permission::AdvanceOrders) {
        let by = cancel::canceller(actor);
        let may_cancel = crate::orders::cancel::require_cancellable(order, by).is_ok();
        allowed.retain(|status| may_cancel && *status == Status::Cancelled);
    }
    allowed
}

/// Whose orders somebody sees.
enum Visible {
    All,
    OfCustomer(UserId),
    OfDevice(ApiKeyId),
}

fn visible_to(actor: &Actor) -> Result<Visible> {
    match actor {
        _ if actor.may(Permission::SeeAllOrders) => Ok(Visible::All),
        Actor::User { id, .. } => Ok(Visible::OfCustomer(*id)),
        Actor::Device { id, .. } => Ok(Visible::OfDevice(*id)),
        Actor::Anonymous | Actor::System => Err(Refusal::NotAuthenticated.into()),
    }
}

/// An order that is not the caller's is as absent as one that does not exist.
pub(super) fn require_visible(actor: &Actor, order: &Order) -> Result<()> {
    let is_theirs = match visible_to(actor)? {
        Visible::All => true,
        Visible::OfCustomer(id) => order.customer.as_ref().is_some_and(|owner| owner.id == id),
        Visible::OfDevice(id) => order.api_key == Some(id),
    };
    if is_theirs { Ok(()) } else { Err(Refusal::not_found("order").into()) }
}

/// The products that `items` name, as they stand on the menu now.
pub(super) fn load_products(
    tx: &mut Tx<'_>,
    items: &[PlaceOrderItem],
    shop: &Shop,
) -> Result<BTreeMap<ProductId, Product>> {
    let ids: Vec<ProductId> = items.iter().map(|item| item.product_id).collect();
    let products = store::products::find_for_sale(tx, &ids, shop)?;
    Ok(products.into_iter().map(|product| (product.id, product)).collect())
}

/// What `items` ask for, or the first product that is not there.
pub(super) fn wishes<'a>(
    items: &'a [PlaceOrderItem],
    products: &'a BTreeMap<ProductId, Product>,
) -> Result<Vec<Wish<'a>>, Refusal> {
    let wish = |item: &'a PlaceOrderItem| {
        let unknown = Refusal::UnknownProduct { product: item.product_id };
        let product = products.get(&item.product_id).ok_or(unknown)?;
        Ok(Wish { product, quantity: item.quantity, options: &item.options })
    };
    items.iter().map(wish).collect()
}

/// A step of `order`, taken by `actor`.
fn history_entry(
    tx: &Tx<'_>,
    order: &Order,
    from: Option<Status>,
    actor: &Actor,
    note: &str,
    now: DateTime<Utc>,
) -> HistoryEntry {
    let id: HistoryId = tx.new_id::<kind::History>();
    let by = actor.name().to_owned();
    HistoryEntry { id, order: order.id, from, to: order.status, by, note: note.to_owned(), created_at: now }
}

/// Tells the log that `what` (`order.created`) happened to `order`.
fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    order: &Order,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let reason = Some(&order.cancellation_reason).filter(|_| order.status == Status::Cancelled);
    let data = json!({
        "order": order.id,
        "number": order.number,
        "source": order.source,
        "delivery_method": order.delivery_method,
        "status": order.status,
        "reason": reason,
        "payment_status": order.payment_status(),
        "total": shop.currency.amount(order.total),
        "due": shop.currency.amount(order.due()),
        "version": order.version,
    });
    store::events::append_for(tx, concerns(order), what, &order.id.to_string(), &data, actor.name(), now)
}

/// Whoever ordered, and the device through which they did.
pub(super) fn concerns(order: &Order) -> Concerns {
    Concerns { owner: order.customer.as_ref().map(|customer| customer.id), via: order.api_key }
}
