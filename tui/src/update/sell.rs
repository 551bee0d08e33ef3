//! Filling the cart: by letter, by code, by search, by scan; and changing what is in it.

use comanda_core::catalog::Product;
use comanda_core::id::{OptionId, ProductId};
use comanda_core::orders::DeliveryMethod;
use comanda_core::quantity::{InvalidQuantity, Quantity};
use comanda_core::refusal::Refusal;
use comanda_core::stock;

use super::{coupons, customers, parked, tender};
use crate::action::SellAct;
use crate::app::{Dialog, Model};
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::confirm::Confirm;
use crate::screens::form::FormDialog;
use crate::screens::options::{self, For, OptionsDialog};
use crate::screens::tender::Origin;
use crate::sell::entry::Asked;
use crate::sell::{Cart, Find};
use crate::trouble;

pub(super) fn perform(model: &mut Model, act: SellAct) -> Vec<Cmd> {
    model.sell.paid = None;
    match act {
        SellAct::Quick(slot) => quick(model, slot),
        SellAct::NextPage => turn(model, 1),
        SellAct::PreviousPage => turn(model, -1),
        SellAct::Find => find(model),
        SellAct::Enter => enter(model),
        SellAct::Pay => tender::open(model, Origin::Opened),
        SellAct::ExactCash => tender::open(model, Origin::ExactCash),
        SellAct::More => more(model),
        SellAct::Less => less(model),
        SellAct::Remove => remove(model),
        SellAct::NextLine => select(model, model.sell.cart.selected + 1),
        SellAct::PreviousLine => select(model, model.sell.cart.selected.saturating_sub(1)),
        SellAct::SelectLine(index) => select(model, index),
        SellAct::Note => {
            model.dialogs.extend(FormDialog::line_note(&model.sell.cart).map(Dialog::Form));
            Vec::new()
        }
        SellAct::Options => choose_again(model),
        SellAct::Delivery => delivery(model),
        SellAct::Guest => {
            model.dialogs.push(Dialog::Form(FormDialog::guest(&model.sell.cart)));
            Vec::new()
        }
        SellAct::Customer => customers::pick(model),
        SellAct::NoCustomer => {
            customers::detach(model);
            Vec::new()
        }
        SellAct::Coupon => coupons::open(model),
        SellAct::NoCoupon => coupons::take_off(model),
        SellAct::Undo => {
            if let Some(cart) = model.sell.undo.pop() {
                model.sell.cart = cart;
            }
            Vec::new()
        }
        SellAct::Clear => {
            model.dialogs.push(Dialog::Confirm(Confirm::ClearCart));
            Vec::new()
        }
        SellAct::Erase => {
            model.sell.entry.pop();
            Vec::new()
        }
        SellAct::Escape => {
            model.sell.entry.clear();
            model.sell.keys_shown = false;
            Vec::new()
        }
        SellAct::Park => parked::ask_label(model),
        SellAct::Recall => parked::open(model),
        SellAct::SoldOut => {
            model.sell.entry.clear();
            model.sell.marking = true;
            Vec::new()
        }
        SellAct::Refresh => vec![Cmd::LoadMenu],
    }
}

/// A key that is no command: a digit or `*` of the entry line.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    if let Some(c) = key.written()
        && model.sell.entry.push(c)
    {
        model.sell.paid = None;
        model.notice = None;
    }
    Vec::new()
}

/// A code came from a scanner.
pub(super) fn scanned(model: &mut Model, code: &str) -> Vec<Cmd> {
    model.sell.paid = None;
    model.sell.find = None;
    let quantity = model.sell.entry.quantity();
    model.sell.entry.clear();
    match quantity {
        Ok(quantity) => by_code(model, quantity, code),
        Err(error) => refuse(model, said(error)),
    }
}

fn quick(model: &mut Model, slot: usize) -> Vec<Cmd> {
    let page = model.menu.as_ref().and_then(|menu| menu.pages.get(model.sell.page));
    let Some(index) = page.and_then(|page| page.products.get(slot).copied()) else {
        return refuse(model, "Nothing lies on that key; Tab turns the page, / searches.".to_owned());
    };
    let quantity = model.sell.entry.quantity();
    model.sell.entry.clear();
    match quantity {
        Ok(quantity) => take(model, index, quantity),
        Err(error) => refuse(model, said(error)),
    }
}

fn turn(model: &mut Model, by: isize) -> Vec<Cmd> {
    let pages = model.menu.as_ref().map_or(1, |menu| menu.pages.len().max(1));
    let is_small = crate::view::Size::of(model.size) == crate::view::Size::Small;
    if is_small && !model.sell.keys_shown {
        model.sell.keys_shown = true;
    } else {
        model.sell.page =
            (model.sell.page.cast_signed() + by).rem_euclid(pages.cast_signed()).cast_unsigned();
    }
    Vec::new()
}

fn find(model: &mut Model) -> Vec<Cmd> {
    match model.sell.entry.quantity() {
        Ok(quantity) => {
            model.sell.entry.clear();
            model.sell.find = Some(Find::new(quantity));
            Vec::new()
        }
        Err(error) => refuse(model, said(error)),
    }
}

fn enter(model: &mut Model) -> Vec<Cmd> {
    match model.sell.entry.asked() {
        Ok(Asked::Nothing) => tender::open(model, Origin::Opened),
        Ok(Asked::QuantityOnly) => {
            refuse(model, "How many of what? Press a letter or type a code.".to_owned())
        }
        Ok(Asked::Code(quantity, code)) => {
            model.sell.entry.clear();
            by_code(model, quantity, &code)
        }
        Err(error) => refuse(model, said(error)),
    }
}

fn by_code(model: &mut Model, quantity: Quantity, code: &str) -> Vec<Cmd> {
    match model.menu.as_ref().map(|menu| menu.by_code(code)) {
        Some(Some(index)) => take(model, index, quantity),
        Some(None) => refuse(model, format!("Nothing has the code {code}. Press / to search by name.")),
        None => refuse(model, "The menu has not come yet. Ctrl-R asks again.".to_owned()),
    }
}

/// `quantity` of the product at `index` of the menu; asks its questions first where it has any that need
/// an answer.
pub(super) fn take(model: &mut Model, index: usize, quantity: Quantity) -> Vec<Cmd> {
    let Some(product) = model.menu.as_ref().and_then(|menu| menu.products.get(index)).cloned() else {
        return Vec::new();
    };
    if !options::asks(&product) {
        return add(model, product.id, quantity, Vec::new());
    }
    if let Err(refusal) = can_have(model, &product, quantity) {
        return refuse(model, trouble::advice(&refusal));
    }
    model.dialogs.push(Dialog::Options(OptionsDialog::new(&product, For::New(quantity))));
    Vec::new()
}

fn can_have(model: &Model, product: &Product, quantity: Quantity) -> Result<(), Refusal> {
    product.require_for_sale(model.now)?;
    let requested = model.sell.cart.count_of(product.id) + quantity.get();
    match &product.stock {
        Some(counts) => stock::require_available(product.id, &product.name, counts, requested),
        None => Ok(()),
    }
}

/// Adds to the cart, unless that would make it one that the shop refuses.
pub(super) fn add(model: &mut Model, id: ProductId, quantity: Quantity, options: Vec<OptionId>) -> Vec<Cmd> {
    let Some(product) = model.menu.as_ref().and_then(|menu| menu.product(id)).cloned() else {
        return refuse(model, "It is no longer on the menu. Offer something else.".to_owned());
    };
    let mut next = model.sell.cart.clone();
    if let Err(refusal) = next.add(&product, quantity, options) {
        return refuse(model, trouble::advice(&refusal));
    }
    model.sell.keys_shown = false;
    become_cart(model, next)
}

/// Changes the cart, unless that would make it one that the shop refuses.
pub(super) fn change(model: &mut Model, change: impl FnOnce(&mut Cart)) -> Vec<Cmd> {
    let mut next = model.sell.cart.clone();
    change(&mut next);
    become_cart(model, next)
}

/// A cart that was refused before may stay so, but no step may bring a new refusal.
pub(super) fn become_cart(model: &mut Model, next: Cart) -> Vec<Cmd> {
    if let Some(menu) = &model.menu {
        let before = model.sell.cart.priced(menu, &model.sell.facts, model.now).refusal;
        let after = next.priced(menu, &model.sell.facts, model.now).refusal;
        if let Some(refusal) = after.filter(|refusal| before.as_ref() != Some(refusal)) {
            return refuse(model, trouble::advice(&refusal));
        }
    }
    model.sell.step(next);
    Vec::new()
}

fn more(model: &mut Model) -> Vec<Cmd> {
    let Some(line) = model.sell.cart.line() else { return Vec::new() };
    match line.quantity.plus(Quantity::ONE) {
        Ok(quantity) => change(model, |cart| set_quantity(cart, quantity)),
        Err(error) => refuse(model, said(error)),
    }
}

fn less(model: &mut Model) -> Vec<Cmd> {
    let Some(line) = model.sell.cart.line() else { return Vec::new() };
    match Quantity::try_from(i64::from(line.quantity) - 1) {
        Ok(quantity) => {
            // Less is always allowed, also where a cart is refused for having too much.
            let mut next = model.sell.cart.clone();
            set_quantity(&mut next, quantity);
            model.sell.step(next);
            Vec::new()
        }
        Err(_) => remove(model),
    }
}

fn set_quantity(cart: &mut Cart, quantity: Quantity) {
    if let Some(line) = cart.line_mut() {
        line.quantity = quantity;
    }
}

fn remove(model: &mut Model) -> Vec<Cmd> {
    let mut next = model.sell.cart.clone();
    if let Some(line) = next.remove() {
        model.sell.step(next);
        model.tell(format!("{} is out; Ctrl-Z brings it back.", line.name));
        return Vec::new();
    }
    if !model.sell.cart.codes.is_empty() {
        return coupons::take_off(model);
    }
    customers::detach(model);
    Vec::new()
}

fn select(model: &mut Model, index: usize) -> Vec<Cmd> {
    model.sell.cart.selected = index.min(model.sell.cart.lines.len().saturating_sub(1));
    Vec::new()
}

fn choose_again(model: &mut Model) -> Vec<Cmd> {
    let cart = &model.sell.cart;
    let dialog = cart.line().and_then(|line| {
        let product = model.menu.as_ref()?.product(line.product)?;
        let chosen = line.options.clone();
        (!product.options.is_empty()).then(|| OptionsDialog::again(product, cart.selected, chosen))
    });
    model.dialogs.extend(dialog.map(Dialog::Options));
    Vec::new()
}

fn delivery(model: &mut Model) -> Vec<Cmd> {
    match model.sell.cart.method {
        DeliveryMethod::Pickup => {
            model.dialogs.push(Dialog::Form(FormDialog::delivery(&model.sell.cart)));
            Vec::new()
        }
        DeliveryMethod::Delivery => change(model, |cart| cart.method = DeliveryMethod::Pickup),
    }
}

fn said(error: InvalidQuantity) -> String {
    format!("The {error}. Type it again.")
}

fn refuse(model: &mut Model, sentence: String) -> Vec<Cmd> {
    model.sell.entry.clear();
    model.warn(sentence);
    vec![Cmd::Bell]
}
