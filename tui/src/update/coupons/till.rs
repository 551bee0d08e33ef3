//! Codes on the order at the till: asking the shop what one is, once; from then on judging it here at every change of
//! the cart; saying why one does not count, and doing what would make it count.

use comanda_core::coupons::{CouponCode, MAX_CODES};
use comanda_core::id::UserId;
use comanda_core::orders::DeliveryMethod;
use comanda_core::quantity::Quantity;
use comanda_core::refusal::Refusal;
use comanda_core::wire::coupons::explain::FindBest;
use comanda_core::wire::coupons::{BestCoupons, Explanation, ValidateCoupon};

use super::super::sell;
use super::super::shop::stumbled;
use crate::action::CouponAct;
use crate::app::{Dialog, Link, Model};
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::coupons::CouponsCmd;
use crate::screens::coupons::dialog::CouponDialog;
use crate::screens::form::FormDialog;
use crate::sell::coupons::why::Why;
use crate::sell::coupons::{Known, Placed, Standing};
use crate::trouble::{Effect, Trouble};

/// Opens the dialog: with codes on the order it explains them, the first that does not count at once.
pub(in crate::update) fn open(model: &mut Model) -> Vec<Cmd> {
    model.sell.entry.clear();
    let Some(menu) = &model.menu else { return Vec::new() };
    let placed = model.sell.cart.priced(menu, &model.sell.facts, model.now).codes;
    let fails = placed.iter().find(|placed| !matches!(placed.standing, Standing::Counts(_)));
    let code = fails.or(placed.first()).map(|placed| placed.code.clone());
    let mut dialog = CouponDialog::default();
    if let Some(code) = code {
        dialog.why = explain(model, &code);
        if dialog.why.is_none() {
            dialog.problem = fails.and_then(Placed::in_the_way);
        }
    }
    let is_typing = dialog.why.is_none();
    model.dialogs.push(Dialog::Coupon(Box::new(dialog)));
    if is_typing { ask_best(model) } else { Vec::new() }
}

fn opened(model: &mut Model) -> Option<&mut CouponDialog> {
    match model.dialogs.last_mut() {
        Some(Dialog::Coupon(dialog)) => Some(&mut **dialog),
        _ => None,
    }
}

pub(in crate::update) fn perform(model: &mut Model, act: CouponAct) -> Vec<Cmd> {
    let Some(dialog) = opened(model) else { return Vec::new() };
    let count = dialog.best.len();
    match act {
        CouponAct::Take => return take(model),
        CouponAct::TakeBest(index) => {
            dialog.selected = Some(index);
            return take(model);
        }
        CouponAct::NextBest => {
            dialog.selected = Some(dialog.selected.map_or(0, |here| (here + 1).min(count.saturating_sub(1))));
        }
        // Above the first one is what is typed.
        CouponAct::PreviousBest => dialog.selected = dialog.selected.and_then(|here| here.checked_sub(1)),
        CouponAct::Mend => {
            let why = dialog.why.clone();
            return why.map_or_else(Vec::new, |why| mend(model, &why));
        }
        CouponAct::Apply => {
            let why = dialog.why.clone();
            return why.map_or_else(Vec::new, |why| put_on(model, &why));
        }
        CouponAct::TakeOff => return take_off_explained(model),
        CouponAct::NextCode => next_code(model),
        CouponAct::Another => return another(model),
        CouponAct::Up => dialog.scroll = dialog.scroll.saturating_sub(1),
        CouponAct::Down => {
            let most = crate::view::why_overflow(model);
            if let Some(dialog) = opened(model) {
                dialog.scroll = (dialog.scroll + 1).min(most);
            }
        }
        CouponAct::Leave => {
            model.dialogs.pop();
        }
    }
    Vec::new()
}

/// A key of a code. Over an explanation it begins another one.
pub(in crate::update) fn typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    if opened(model).is_some_and(|dialog| dialog.why.is_some()) {
        let is_code = key.written().is_some_and(|c| c.is_ascii_alphanumeric());
        if !is_code || opened(model).is_some_and(|dialog| dialog.is_draft) {
            return Vec::new();
        }
        cmds = another(model);
    }
    if let Some(dialog) = opened(model)
        && dialog.typed.edit(key)
    {
        (dialog.problem, dialog.selected) = (None, None);
    }
    cmds
}

/// A code that a scanner read, or that was pasted as a whole.
pub(in crate::update) fn scanned(model: &mut Model, code: &str) -> Vec<Cmd> {
    let Some(dialog) = opened(model).filter(|dialog| !dialog.is_draft) else { return Vec::new() };
    (dialog.why, dialog.selected) = (None, None);
    dialog.typed.set(code);
    take(model)
}

/// Asks for the codes that take the most off; where the shop is slow nothing is offered.
fn ask_best(model: &mut Model) -> Vec<Cmd> {
    if model.sell.cart.is_empty() {
        return Vec::new();
    }
    let number = model.coupons.next_number();
    let order = model.sell.cart.order();
    let question = FindBest {
        items: Some(order.items),
        customer_id: order.customer_id,
        delivery_method: order.delivery_method,
    };
    if let Some(dialog) = opened(model) {
        dialog.number = number;
    }
    vec![Cmd::Coupons(CouponsCmd::Best(number, Box::new(question)))]
}

pub(super) fn best(model: &mut Model, number: u64, answer: BestCoupons) -> Vec<Cmd> {
    model.link = Link::Open;
    let placed = model.sell.cart.codes.clone();
    if let Some(dialog) = opened(model).filter(|dialog| dialog.number == number) {
        let is_new = |code: &str| placed.iter().all(|placed| placed.as_str() != code);
        dialog.best = answer.coupons.into_iter().filter(|best| is_new(&best.code)).collect();
        dialog.selected = None;
    }
    Vec::new()
}

fn take(model: &mut Model) -> Vec<Cmd> {
    let placed = model.sell.cart.codes.clone();
    let Some(dialog) = opened(model) else { return Vec::new() };
    let best = dialog.selected.and_then(|here| dialog.best.get(here)).map(|best| best.code.clone());
    let text = best.unwrap_or_else(|| dialog.typed.text().to_owned());
    let code = match CouponCode::try_from(text.as_str()) {
        Ok(code) => code,
        Err(invalid) => {
            dialog.problem = Some(format!("A code {invalid}."));
            return vec![Cmd::Bell];
        }
    };
    if placed.contains(&code) {
        let why = explain(model, &code);
        if let Some(dialog) = opened(model) {
            dialog.problem = Some(format!("{code} is on the order already."));
            dialog.why = why;
        }
        return Vec::new();
    }
    if placed.len() >= MAX_CODES {
        dialog.problem = Some(format!("At most {MAX_CODES} codes on one order."));
        return vec![Cmd::Bell];
    }
    if dialog.asked.as_ref() == Some(&code) {
        return Vec::new();
    }
    dialog.problem = None;
    dialog.asked = Some(code.clone());
    vec![question(model, code)]
}

/// Asks what the shop says of a code for the cart as it is.
pub(super) fn question(model: &Model, code: CouponCode) -> Cmd {
    let order = model.sell.cart.order();
    let others = order.coupon_codes.into_iter().filter(|other| other != code.as_str()).collect();
    let question = ValidateCoupon {
        code: code.to_string(),
        items: Some(order.items),
        coupon_codes: Some(others),
        customer_id: order.customer_id,
        delivery_method: Some(order.delivery_method),
    };
    Cmd::Coupons(CouponsCmd::Judge(code, order.customer_id, Box::new(question)))
}

/// Asks about the codes of the order of which nothing is known: after every step, so that another customer, an order
/// that was put aside and a step back need nothing of their own.
pub(in crate::update) fn ask(model: &mut Model) -> Vec<Cmd> {
    let cart = &model.sell.cart;
    if cart.codes.is_empty() || cart.is_empty() || model.staff.is_none() || model.menu.is_none() {
        return Vec::new();
    }
    let codes = model.sell.facts.to_ask(&model.sell.cart);
    codes.into_iter().map(|code| question(model, code)).collect()
}

/// The shop said what a code is.
pub(super) fn judged(
    model: &mut Model,
    code: &CouponCode,
    of: Option<UserId>,
    answer: Result<Box<Explanation>, Trouble>,
) -> Vec<Cmd> {
    let Some(menu) = &model.menu else { return Vec::new() };
    let told = answer.and_then(|told| Known::of(&told, &menu.shop).ok_or_else(unreadable));
    let is_buyer = model.sell.cart.buyer() == of;
    let is_placed = is_buyer && model.sell.cart.codes.contains(code);
    let is_asked = is_buyer && asked(model).is_some_and(|asked| asked == code);
    let mut cmds = Vec::new();
    match told {
        Ok(known) => {
            model.link = Link::Open;
            model.sell.facts.learn(code.clone(), of, Ok(known));
            if is_asked {
                cmds.extend(told_in_dialog(model, code));
            }
        }
        Err(trouble) => {
            cmds.extend(stumbled(model, &trouble));
            if is_asked {
                object(model, code, &trouble);
                cmds.push(Cmd::Bell);
            }
            if is_placed || !is_asked {
                model.sell.facts.learn(code.clone(), of, Err(trouble.clone()));
            }
            super::screen_unanswered(model, code, &trouble);
        }
    }
    super::screen_told(model, code);
    look_again(model);
    cmds
}

fn unreadable() -> Trouble {
    Trouble {
        effect: Effect::NotThisTime,
        sentence: "What the shop told of the coupon cannot be read here. Update the till.".to_owned(),
    }
}

fn asked(model: &Model) -> Option<&CouponCode> {
    model.dialogs.iter().rev().find_map(|dialog| match dialog {
        Dialog::Coupon(dialog) => dialog.asked.as_ref(),
        _ => None,
    })
}

fn told_in_dialog(model: &mut Model, code: &CouponCode) -> Vec<Cmd> {
    let Some(why) = explain(model, code) else { return Vec::new() };
    let Some(dialog) = opened(model) else { return Vec::new() };
    dialog.asked = None;
    if why.is_valid {
        return put_on(model, &why);
    }
    dialog.typed.clear();
    (dialog.why, dialog.scroll, dialog.problem) = (Some(why), 0, None);
    vec![Cmd::Bell]
}

fn object(model: &mut Model, code: &CouponCode, trouble: &Trouble) {
    let Some(dialog) = opened(model) else { return };
    dialog.asked = None;
    dialog.problem = Some(match &trouble.effect {
        Effect::Refused(refusal) if matches!(**refusal, Refusal::NotFound { .. }) => {
            Refusal::UnknownCoupon { coupon: code.to_string() }.to_string()
        }
        _ => trouble.sentence.clone(),
    });
}

/// What comes out about a code on the cart as it is; nothing where the shop has not told what it is.
pub(super) fn explain(model: &Model, code: &CouponCode) -> Option<Why> {
    let (menu, sell) = (model.menu.as_ref()?, &model.sell);
    let known = sell.facts.of(code, sell.cart.buyer())?.ok()?;
    Why::of(&sell.cart, menu, &sell.facts, known, model.now)
}

/// Something changed below the explanation: it is made again.
pub(in crate::update) fn look_again(model: &mut Model) {
    let code = |why: &Why| why.code.clone();
    let shown = model.dialogs.iter().find_map(|dialog| match dialog {
        Dialog::Coupon(dialog) if !dialog.is_draft => dialog.why.as_ref().map(code),
        _ => None,
    });
    let anew = shown.and_then(|code| explain(model, &code));
    for dialog in &mut model.dialogs {
        if let (Dialog::Coupon(dialog), Some(_)) = (dialog, &anew)
            && !dialog.is_draft
        {
            dialog.why.clone_from(&anew);
        }
    }
}

/// Puts a code that counts on the order; the step can be undone.
pub(super) fn put_on(model: &mut Model, why: &Why) -> Vec<Cmd> {
    if why.is_placed || !why.is_valid {
        return vec![Cmd::Bell];
    }
    let mut cart = model.sell.cart.clone();
    cart.codes.push(why.code.clone());
    model.sell.paid = None;
    model.sell.step(cart);
    settled(model, &why.code)
}

/// The code counts: the dialog has nothing more to say.
fn settled(model: &mut Model, code: &CouponCode) -> Vec<Cmd> {
    model.dialogs.pop_if(|top| matches!(top, Dialog::Coupon(_)));
    let Some(menu) = &model.menu else { return Vec::new() };
    let placed = model.sell.cart.priced(menu, &model.sell.facts, model.now).codes;
    if let Some(Standing::Counts(amount)) =
        placed.into_iter().find(|placed| placed.code == *code).map(|placed| placed.standing)
    {
        let amount = crate::amounts::written(amount, menu.shop.currency);
        model.tell(format!("{code} takes {amount} off."));
    }
    Vec::new()
}

/// Does what is suggested, puts the code on the order, and looks again. It is one step back.
pub(super) fn mend(model: &mut Model, why: &Why) -> Vec<Cmd> {
    let Some(suggestion) = why.suggestion.as_ref().filter(|_| why.can_be_mended()) else {
        return vec![Cmd::Bell];
    };
    let mut next = model.sell.cart.clone();
    next.codes.retain(|code| !suggestion.without.contains(code));
    if !next.codes.contains(&why.code) {
        next.codes.push(why.code.clone());
    }
    if let Some(add) = &suggestion.add {
        let product = model.menu.as_ref().and_then(|menu| menu.product(add.product)).cloned();
        let added = product.zip(Quantity::try_from(i64::from(add.quantity)).ok());
        let Some((product, quantity)) = added else { return vec![Cmd::Bell] };
        if let Err(refusal) = next.add(&product, quantity, Vec::new()) {
            model.warn(crate::trouble::advice(&refusal));
            return vec![Cmd::Bell];
        }
    }
    let usual = next.customer.as_ref().map(|customer| customer.address.clone()).unwrap_or_default();
    if suggestion.deliver && next.address.is_empty() {
        next.address = usual;
    }
    let needs_address = suggestion.deliver && next.address.is_empty();
    if suggestion.deliver && !needs_address {
        next.method = DeliveryMethod::Delivery;
    }
    let cmds = sell::become_cart(model, next);
    if !cmds.is_empty() {
        return cmds;
    }
    if needs_address {
        model.dialogs.pop_if(|top| matches!(top, Dialog::Coupon(_)));
        model.dialogs.push(Dialog::Form(FormDialog::delivery(&model.sell.cart)));
        return Vec::new();
    }
    let anew = explain(model, &why.code);
    if anew.as_ref().is_some_and(|why| why.is_valid) {
        return settled(model, &why.code);
    }
    if let Some(dialog) = opened(model) {
        (dialog.why, dialog.scroll) = (anew, 0);
    }
    Vec::new()
}

/// Takes the code off that does not count, or else the one that was added last.
pub(in crate::update) fn take_off(model: &mut Model) -> Vec<Cmd> {
    let Some(menu) = &model.menu else { return Vec::new() };
    let placed = model.sell.cart.priced(menu, &model.sell.facts, model.now).codes;
    let fails = placed.iter().rev().find(|placed| !matches!(placed.standing, Standing::Counts(_)));
    if let Some(code) = fails.or(placed.last()).map(|placed| placed.code.clone()) {
        without(model, &code);
    }
    Vec::new()
}

fn without(model: &mut Model, code: &CouponCode) {
    let mut cart = model.sell.cart.clone();
    cart.codes.retain(|other| other != code);
    model.sell.step(cart);
    model.tell(format!("{code} is off the order; Ctrl-Z brings it back."));
}

fn take_off_explained(model: &mut Model) -> Vec<Cmd> {
    let code = opened(model).and_then(|dialog| dialog.why.as_ref()).map(|why| why.code.clone());
    let Some(code) = code.filter(|code| model.sell.cart.codes.contains(code)) else {
        return vec![Cmd::Bell];
    };
    without(model, &code);
    let next = model.sell.cart.codes.first().cloned().and_then(|next| explain(model, &next));
    match (opened(model), next) {
        (Some(dialog), Some(next)) => (dialog.why, dialog.scroll) = (Some(next), 0),
        _ => {
            model.dialogs.pop_if(|top| matches!(top, Dialog::Coupon(_)));
        }
    }
    Vec::new()
}

fn next_code(model: &mut Model) {
    let codes = model.sell.cart.codes.clone();
    let here = opened(model).and_then(|dialog| dialog.why.as_ref()).map(|why| why.code.clone());
    let place = codes.iter().position(|code| Some(code) == here.as_ref());
    let next = codes.get(place.map_or(0, |place| (place + 1) % codes.len().max(1)));
    let why = next.and_then(|code| explain(model, code));
    if let (Some(dialog), Some(why)) = (opened(model), why) {
        (dialog.why, dialog.scroll) = (Some(why), 0);
    }
}

fn another(model: &mut Model) -> Vec<Cmd> {
    if let Some(dialog) = opened(model) {
        (dialog.why, dialog.scroll, dialog.problem) = (None, 0, None);
        dialog.typed.clear();
    }
    ask_best(model)
}
