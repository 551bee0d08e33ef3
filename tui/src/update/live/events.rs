//! What single events change at once, and what they make the till ask for again. Older states than the one that is
//! shown change nothing.

use comanda_core::events::Topic;
use comanda_core::id::{OrderId, ProductId};
use comanda_core::orders::Status;
use comanda_core::wire::EventView;
use serde::de::DeserializeOwned;

use super::super::{orders, stock};
use super::{alarms, want};
use crate::app::Model;
use crate::live::Shown;
use crate::msg::Cmd;
use crate::screens::tender::Tender;

/// Something happened.
pub(super) fn heard(model: &mut Model, event: &EventView) -> Vec<Cmd> {
    if event.id <= model.live.last {
        return Vec::new();
    }
    model.live.last = event.id;
    let Some(topic) = Topic::of(&event.event_type) else { return Vec::new() };
    let shown: &[Shown] = match topic {
        Topic::Orders => return order(model, event),
        Topic::Stock => return stock(model, event),
        // Money that goes back changes the order, and the drawer that it comes out of.
        Topic::Returns => &[Shown::Orders, Shown::Drawer],
        Topic::Menu => &[Shown::Menu, Shown::Stock],
        // What orders reserve is told of by no count of the shelf, but its alert says when too little is left to sell.
        Topic::Alerts => &[Shown::Alarms, Shown::Alerts, Shown::Menu, Shown::Stock],
        Topic::Coupons => &[Shown::Coupons],
        Topic::Drawers => &[Shown::Drawer],
        Topic::Parked => &[Shown::Parked],
        Topic::Accounts | Topic::Wallets => &[Shown::Customers],
        Topic::Carts | Topic::Jobs | Topic::Notifications | Topic::Referrals | Topic::Webhooks => &[],
    };
    shown.iter().flat_map(|shown| want(model, *shown)).collect()
}

/// The field of the event with this name, where it is there and means something.
fn said<T: DeserializeOwned>(event: &EventView, name: &str) -> Option<T> {
    event.data.get(name).and_then(|value| T::deserialize(value).ok())
}

fn order(model: &mut Model, event: &EventView) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    match (event.event_type.as_str(), said::<Status>(event, "status")) {
        ("order.created", _) => {
            model.live.orders.moved(1);
            cmds.extend(came_in(model, event));
        }
        ("order.expired", _) | ("order.status_changed", Some(Status::Delivered | Status::Cancelled)) => {
            model.live.orders.moved(-1);
        }
        // Where it stood before is not told.
        ("order.refunded", Some(Status::Refunded)) => cmds.extend(want(model, Shown::OpenOrders)),
        ("receipt.printed", _) => return cmds,
        _ => {}
    }
    cmds.extend(want(model, Shown::Drawer));
    let id = said::<OrderId>(event, "order").or_else(|| event.subject.parse().ok());
    let version = said::<i64>(event, "version");
    let row = model.orders.list.rows.iter().find(|row| Some(row.id) == id);
    let is_old = row.zip(version).is_some_and(|(row, version)| version <= row.version);
    if !is_old {
        cmds.extend(want(model, Shown::Orders));
    }
    cmds
}

/// An order came in, from here or from elsewhere.
fn came_in(model: &mut Model, event: &EventView) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    if let Ok(id) = event.subject.parse::<OrderId>() {
        cmds.extend(orders::came_in(model, id));
    }
    let is_own = model.tender().is_some_and(Tender::is_waiting);
    if !is_own && model.live.bell.rings_for_orders() {
        cmds.extend(alarms::ring(model));
    }
    cmds
}

fn stock(model: &mut Model, event: &EventView) -> Vec<Cmd> {
    let product = said::<ProductId>(event, "product").or_else(|| event.subject.parse().ok());
    let mut cmds = Vec::new();
    if let Some((product, on_hand)) = product.zip(said::<u32>(event, "on_hand")) {
        stock::counted(model, product, on_hand);
        if model.live.is_menu_awaited {
            // What is on its way may not know of it yet.
            cmds.extend(want(model, Shown::Menu));
        }
    }
    cmds.extend(want(model, Shown::Stock));
    cmds
}
