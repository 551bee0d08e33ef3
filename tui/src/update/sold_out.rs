//! "86": which product, and until when.

use comanda_core::catalog::{Shop, SoldOut};
use comanda_core::id::ProductId;
use comanda_core::wire::SetAvailability;

use super::{arm, product, stock};
use crate::action::{MarkAct, SoldOutAct};
use crate::app::{Dialog, Model};
use crate::msg::Cmd;
use crate::screens::sold_out::SoldOutDialog;
use crate::screens::stock::errand::{Deed, Errand, Origin, Sending};
use crate::sell::Find;

/// What is sold out, on the Sell screen.
pub(super) fn mark(model: &mut Model, act: MarkAct) -> Vec<Cmd> {
    match act {
        MarkAct::Quick(slot) => {
            let page = model.menu.as_ref().and_then(|menu| menu.pages.get(model.sell.page));
            let Some(index) = page.and_then(|page| page.products.get(slot).copied()) else {
                model.warn("Nothing lies on that key; Tab turns the page, / searches.");
                return vec![Cmd::Bell];
            };
            open_at(model, Some(index))
        }
        MarkAct::Line => {
            let line = model.sell.cart.line().map(|line| line.product);
            let index = line.and_then(|id| model.menu.as_ref()?.index_of(id));
            open_at(model, index)
        }
        MarkAct::Find => {
            model.sell.marking = false;
            model.sell.find = Some(Find::new(comanda_core::quantity::Quantity::ONE));
            model.tell("Search it, then Ctrl-N says that it is sold out.");
            Vec::new()
        }
        MarkAct::Leave => {
            model.sell.marking = false;
            Vec::new()
        }
    }
}

/// A scan says what is sold out.
pub(super) fn scanned(model: &mut Model, code: &str) -> Vec<Cmd> {
    let Some(index) = model.menu.as_ref().and_then(|menu| menu.by_code(code)) else {
        model.warn(format!("Nothing has the code {code}. Press / to search by name."));
        return vec![Cmd::Bell];
    };
    open_at(model, Some(index))
}

/// Asks until when the product at this place of the menu is sold out.
pub(super) fn open_at(model: &mut Model, index: Option<usize>) -> Vec<Cmd> {
    model.sell.marking = false;
    let product = index.and_then(|index| model.menu.as_ref()?.products.get(index));
    let Some((id, name, former)) =
        product.map(|product| (product.id, product.name.clone(), product.sold_out))
    else {
        model.warn("It is no longer on the menu.");
        return vec![Cmd::Bell];
    };
    open(model, id, name, former)
}

/// The same of the selected product of the Stock screen.
pub(super) fn open_for_stock(model: &mut Model) -> Vec<Cmd> {
    let Some(row) = model.stock.list.row() else { return Vec::new() };
    let held = row.sold_out_until.map_or(SoldOut::UntilFurtherNotice, SoldOut::Until);
    let (id, name) = (row.product.id, row.product.name.clone());
    let former = row.is_sold_out.then_some(held);
    open(model, id, name, former)
}

fn open(model: &mut Model, product: ProductId, name: String, former: Option<SoldOut>) -> Vec<Cmd> {
    let standard = Shop::default();
    let day_end = model.menu.as_ref().map_or(&standard, |menu| &menu.shop).day_end(model.now);
    let key = model.keys.next_key();
    model.dialogs.push(Dialog::SoldOut(SoldOutDialog { key, product, name, former, day_end }));
    Vec::new()
}

/// A letter of a code must not take anything off the menu.
pub(super) fn perform(model: &mut Model, act: SoldOutAct) -> Vec<Cmd> {
    match act {
        SoldOutAct::Leave => answer(model, act),
        SoldOutAct::Out | SoldOutAct::Today | SoldOutAct::Back | SoldOutAct::Edit => arm::arm(model, act),
    }
}

/// Does what was answered.
pub(super) fn answer(model: &mut Model, act: SoldOutAct) -> Vec<Cmd> {
    let Some(Dialog::SoldOut(dialog)) = model.dialogs.pop_if(|top| matches!(top, Dialog::SoldOut(_))) else {
        return Vec::new();
    };
    let (is_sold_out, until) = match act {
        SoldOutAct::Out => (true, None),
        SoldOutAct::Today => (true, Some(dialog.day_end)),
        SoldOutAct::Back => (false, None),
        SoldOutAct::Edit => return product::edit(model, dialog.product),
        SoldOutAct::Leave => return Vec::new(),
    };
    model.sell.find = None;
    let SoldOutDialog { key, product, name, former, .. } = dialog;
    let deed = Deed::Availability(product, SetAvailability { is_sold_out, until });
    let errand = Errand { key, deed };
    stock::send(model, Sending { errand, product, name, origin: Origin::Choice(former), is_lost: false })
}
