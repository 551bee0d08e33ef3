//! Taking payment: one request that places and pays, one key for as long as its answer is not known.

mod parts;

use std::time::Duration;

use comanda_core::money::{Amount, Money};
use comanda_core::orders::TenderMethod;
use comanda_core::refusal::Refusal;
use comanda_core::wire::{OrderView, PaidOrder, PayOrder, PlaceOrder};

use super::{customers, drawer, input, orders, shop};
use crate::action::TenderAct;
use crate::amounts;
use crate::app::{Dialog, Model};
use crate::journal::{Pending, PlacedOrder};
use crate::keys::Key;
use crate::msg::{Cmd, Wake};
use crate::screens::confirm::Confirm;
use crate::screens::sell::Paid;
use crate::screens::tender::{Origin, Phase, Tender, forms};
use crate::sell::coupons::Placed;
use crate::sell::{Cart, Diet, scan};
use crate::trouble::{Effect, Trouble, advice};

/// An answer within this time came at once; a box that says so would only flash.
const AT_ONCE: Duration = Duration::from_millis(150);
/// The longest pause between two questions after a lost answer.
const LONGEST_PAUSE: u64 = 15;

pub(super) fn perform(model: &mut Model, act: TenderAct) -> Vec<Cmd> {
    let Some(tender) = model.tender_mut() else { return Vec::new() };
    tender.problem = None;
    match act {
        TenderAct::Take => take(model),
        TenderAct::Fast(index) => arm(model, index),
        TenderAct::NextMethod => parts::next_method(model),
        TenderAct::Method(method) => parts::choose(model, method),
        TenderAct::Split => parts::split(model),
        TenderAct::Tip => {
            let form = forms::tip_form(tender);
            model.dialogs.push(Dialog::Form(form));
            Vec::new()
        }
        TenderAct::NextPart => parts::select(model, 1),
        TenderAct::PreviousPart => parts::select(model, -1),
        TenderAct::SelectPart(index) => {
            tender.selected = index.min(tender.parts.len().saturating_sub(1));
            Vec::new()
        }
        TenderAct::RemovePart => parts::remove(model),
        TenderAct::OpenDrawer => drawer::count(model),
        TenderAct::Erase => {
            let mut text = tender.given.text().to_owned();
            text.pop();
            tender.given.set(&text);
            Vec::new()
        }
        TenderAct::Cancel => {
            close(model);
            Vec::new()
        }
        TenderAct::CheckNow => match tender.sent.clone() {
            Some(pending) => vec![Cmd::Place(Box::new(pending))],
            None => Vec::new(),
        },
    }
}

/// Opens the dialog for the cart, or says why it could not be sold; exact cash is taken at once.
pub(super) fn open(model: &mut Model, origin: Origin) -> Vec<Cmd> {
    let Some(menu) = &model.menu else { return Vec::new() };
    if model.sell.cart.is_empty() {
        return Vec::new();
    }
    let priced = model.sell.cart.priced(menu, &model.sell.facts, model.now);
    if let Some(refusal) = priced.refusal {
        model.warn(advice(&refusal));
        return vec![Cmd::Bell];
    }
    if let Some(sentence) = priced.codes.iter().find_map(Placed::in_the_way) {
        model.warn(sentence);
        return vec![Cmd::Bell];
    }
    let (shop, order) = (menu.shop.clone(), model.sell.cart.order());
    let customer = model.sell.cart.customer.as_ref().map(|customer| customer.id);
    let diet = Diet::of(&model.sell.cart, menu);
    let key = model.keys.next_key();
    let tender = Tender { diet, ..Tender::new(key, origin, priced.quote.total, shop, order) };
    model.sell.entry.clear();
    model.dialogs.push(Dialog::Tender(Box::new(tender.of_customer(customer))));
    match origin {
        Origin::ExactCash => take(model),
        Origin::Opened | Origin::Recovered => parts::ask_wallet(model),
    }
}

/// Opens the dialog for what is due of an order that stands already.
pub(super) fn open_for(model: &mut Model, order: &OrderView) -> Vec<Cmd> {
    let Some(shop) = model.menu.as_ref().map(|menu| menu.shop.clone()) else { return Vec::new() };
    let Ok(due) = shop.currency.money(order.due) else { return Vec::new() };
    let key = model.keys.next_key();
    let tender = Tender::new(key, Origin::Opened, due, shop, PlaceOrder::default());
    let tender = tender.for_placed(PlacedOrder { id: order.id, number: order.number.clone() });
    let tender = tender.of_customer(order.customer.as_ref().map(|customer| customer.id));
    model.dialogs.push(Dialog::Tender(Box::new(tender)));
    parts::ask_wallet(model)
}

/// A digit of the amount that was handed over. `000` at once where the currency has no decimals.
pub(super) fn typed_amount(model: &mut Model, key: Key) {
    let Some(tender) = model.tender_mut() else { return };
    match key.written() {
        Some('.' | ',') if tender.currency().decimals() == 0 => tender.given.insert("000"),
        Some('.' | ',') if !tender.given.text().contains('.') => tender.given.insert("."),
        Some(c @ '0'..='9') => tender.given.insert(c.encode_utf8(&mut [0; 4])),
        _ => return,
    }
    tender.problem = None;
}

fn take(model: &mut Model) -> Vec<Cmd> {
    let Some(tender) = model.tender_mut() else { return Vec::new() };
    if let Some(short) = tender.short().filter(|_| tender.method == TenderMethod::Wallet) {
        let (holds, short) = (tender.in_wallet().unwrap_or_default(), tender.written(short));
        let holds = tender.written(holds);
        tender.problem = Some(format!(
            "The wallet holds {holds}, short {short}. x takes what it holds; pay the rest otherwise."
        ));
        return vec![Cmd::Bell];
    }
    let given = if tender.method == TenderMethod::Cash { tender.given() } else { Ok(tender.left()) };
    match given {
        Ok(given) => take_given(model, given),
        Err(problem) => {
            tender.problem = Some(problem);
            vec![Cmd::Bell]
        }
    }
}

fn take_given(model: &mut Model, given: Money) -> Vec<Cmd> {
    let Some(tender) = model.tender() else { return Vec::new() };
    let payment = tender.payment(given);
    send(model, payment)
}

fn send(model: &mut Model, payment: PayOrder) -> Vec<Cmd> {
    let username = model.staff.as_ref().map(|user| user.username.clone()).unwrap_or_default();
    let Some(tender) = model.tender_mut() else { return Vec::new() };
    let placed = tender.placed.clone();
    // What the screen showed, before the tip that is paid on top: another total is refused, and nobody pays what
    // nobody saw.
    let expected_total = placed.is_none().then(|| tender.currency().amount(tender.bill));
    let order = PlaceOrder { payment: Some(payment), expected_total, ..tender.order.clone() };
    let pending = Pending { key: tender.key.clone(), username, order, placed };
    tender.phase = Phase::Sent;
    tender.sent = Some(pending.clone());
    model.before_burst = None;
    let late = Cmd::After(AT_ONCE, Wake::Late(pending.key.clone()));
    vec![Cmd::Place(Box::new(pending)), late]
}

/// The answer does not come at once: whoever took the exact sum by one key should see why.
pub(super) fn late(model: &mut Model, key: &str) -> Vec<Cmd> {
    if let Some(tender) = model.tender_mut().filter(|tender| tender.key == key)
        && tender.origin == Origin::ExactCash
    {
        tender.origin = Origin::Opened;
    }
    Vec::new()
}

/// A fast-cash letter counts once no scanner types on: letters of a code must not take money.
fn arm(model: &mut Model, index: usize) -> Vec<Cmd> {
    let Some(tender) = model.tender_mut() else { return Vec::new() };
    let Some(sum) = tender.fast_cash().get(index).copied() else { return Vec::new() };
    if !tender.given.text().is_empty() {
        tender.problem = Some("An amount is typed already; Enter takes it, Backspace erases it.".to_owned());
        return vec![Cmd::Bell];
    }
    let number = tender.armed.map_or(0, |(number, _)| number) + 1;
    tender.armed = Some((number, sum));
    vec![Cmd::After(scan::LONGEST_GAP + Duration::from_millis(5), Wake::Quiet(number))]
}

/// Another key came: the letter before it was no fast cash.
pub(super) fn disarm(model: &mut Model) {
    if let Some(tender) = model.tender_mut() {
        tender.armed = tender.armed.take().map(|(number, _)| (number, Money::minor(-1)));
    }
}

pub(super) fn quiet(model: &mut Model, number: u64) -> Vec<Cmd> {
    let Some(tender) = model.tender() else { return Vec::new() };
    match tender.armed {
        Some((armed, sum)) if armed == number && !sum.is_negative() && !tender.is_waiting() => {
            take_given(model, sum)
        }
        _ => Vec::new(),
    }
}

pub(super) fn check_again(model: &mut Model, key: &str) -> Vec<Cmd> {
    let is_signed_in = model.staff.is_some();
    let tender = model.tender().filter(|tender| tender.key == key && is_signed_in);
    let pending =
        tender.filter(|tender| matches!(tender.phase, Phase::Checking(_))).and_then(|t| t.sent.clone());
    pending.map(|pending| Cmd::Place(Box::new(pending))).into_iter().collect()
}

/// After signing in: goes on asking for the payment that is not answered, or for one of an earlier run.
pub(super) fn resume(model: &mut Model) -> Vec<Cmd> {
    if let Some(tender) = model.tender_mut() {
        let waiting = tender.is_waiting();
        return tender
            .sent
            .clone()
            .filter(|_| waiting)
            .map(|p| Cmd::Place(Box::new(p)))
            .into_iter()
            .collect();
    }
    let Some(user) = model.staff.as_ref().map(|user| user.username.clone()) else { return Vec::new() };
    let Some(index) = model.unanswered.iter().position(|pending| pending.username == user) else {
        return Vec::new();
    };
    let pending = model.unanswered.remove(index);
    let shop = model.menu.as_ref().map(|menu| menu.shop.clone()).unwrap_or_default();
    let mut tender =
        Tender::new(pending.key.clone(), Origin::Recovered, Money::ZERO, shop, pending.order.clone());
    tender.placed.clone_from(&pending.placed);
    tender.phase = Phase::Checking(0);
    tender.sent = Some(pending.clone());
    model.dialogs.push(Dialog::Tender(Box::new(tender)));
    vec![Cmd::Place(Box::new(pending))]
}

pub(super) fn placed(model: &mut Model, key: &str, answer: Result<Box<PaidOrder>, Trouble>) -> Vec<Cmd> {
    if model.tender().is_none_or(|tender| tender.key != key || !tender.is_waiting()) {
        // The answer to an earlier question of the same key; it was settled by then.
        return Vec::new();
    }
    match answer {
        Ok(paid) => done(model, key, &paid),
        Err(trouble) => not_done(model, key, trouble),
    }
}

fn done(model: &mut Model, key: &str, paid: &PaidOrder) -> Vec<Cmd> {
    let origin = model.tender().map(|tender| tender.origin);
    let sent = model.tender().and_then(|tender| tender.sent.clone());
    model.link = crate::app::Link::Open;
    close(model);
    let told = told(sent.as_ref(), paid);
    if origin == Some(Origin::Recovered) {
        let currency = model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default();
        let (number, total) = (&told.number, amounts::shown(told.total, currency));
        match paid_before(sent.as_ref(), paid) {
            Some(sentence) => model.warn(sentence),
            None => model.tell(format!("The payment of the last run was taken: order {number}, {total}.")),
        }
        let mut cmds = vec![Cmd::Settle(key.to_owned()), Cmd::LoadMenu];
        cmds.extend(resume(model));
        return cmds;
    }
    let mut cmds = vec![Cmd::Settle(key.to_owned()), Cmd::LoadMenu];
    if let Some(sent) = sent.filter(|sent| sent.placed.is_some()) {
        cmds.extend(paid_of_list(model, &sent, &told, paid));
    } else {
        model.sell.start_over(told);
        model.notice = None;
    }
    cmds.extend(input::replay(model));
    cmds
}

/// What is told about it: the tenders that were sent are the last ones that stand on the order.
fn told(sent: Option<&Pending>, paid: &PaidOrder) -> Paid {
    let count = sent.and_then(|sent| sent.order.payment.as_ref()).map_or(1, |payment| payment.tenders.len());
    let before = paid.payments.len().saturating_sub(count);
    let taken = paid.payments.iter().skip(before);
    Paid {
        number: paid.order.number.clone(),
        total: paid.order.total,
        parts: taken.map(|payment| (payment.method, payment.amount)).collect(),
        tip: paid.order.tip,
        tendered: paid.payments.last().map(|payment| payment.tendered).unwrap_or_default(),
        change: paid.change,
        due: paid.order.due,
    }
}

/// What is said where the order was paid before and nothing was taken now: no change goes back, all of it does.
fn paid_before(sent: Option<&Pending>, paid: &PaidOrder) -> Option<String> {
    let zero = Amount::default();
    let costs = sent.is_some_and(|sent| sent.placed.is_some()) || paid.order.total != zero;
    if paid.taken != zero || paid.order.due != zero || !costs {
        return None;
    }
    let tenders =
        sent.and_then(|sent| sent.order.payment.as_ref()).map_or(&[][..], |payment| &payment.tenders);
    let has = |method| tenders.iter().any(|tender| tender.method == method);
    let back = match (has(TenderMethod::Card), has(TenderMethod::Cash)) {
        (false, true) => " Give the money back.",
        (true, false) => " Take the charge back on the card terminal.",
        (true, true) => " Give the cash back, and take the charge back on the card terminal.",
        (false, false) => "",
    };
    let number = &paid.order.number;
    Some(format!("Order {number} was paid before; nothing was taken.{back}"))
}

/// An order of the list is paid.
fn paid_of_list(model: &mut Model, sent: &Pending, told: &Paid, paid: &PaidOrder) -> Vec<Cmd> {
    let number = &paid.order.number;
    if let Some(sentence) = paid_before(Some(sent), paid) {
        model.warn(sentence);
    } else if let [(TenderMethod::Cash | TenderMethod::Card, _)] = told.parts[..] {
        return orders::paid(model, sent, paid);
    } else {
        let currency = model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default();
        let parts = told.in_parts(currency);
        let change = amounts::shown(paid.change, currency);
        let change =
            if paid.change == Amount::default() { String::new() } else { format!(" CHANGE {change}") };
        model.tell(format!("{number} is paid: {parts}.{change}"));
    }
    [orders::look(model), orders::ask(model)].concat()
}

fn not_done(model: &mut Model, key: &str, trouble: Trouble) -> Vec<Cmd> {
    model.typed_ahead.clear();
    let mut cmds = shop::stumbled(model, &trouble);
    let Some(tender) = model.tender_mut() else { return cmds };
    let was_lost = matches!(tender.phase, Phase::Checking(_));
    match trouble.effect {
        Effect::Unknown => cmds.extend(ask_later(tender)),
        // These say nothing of an earlier attempt whose answer was lost.
        Effect::NotThisTime | Effect::Later(_) if was_lost => cmds.extend(ask_later(tender)),
        Effect::SessionEnded if was_lost => {}
        Effect::Refused(_) | Effect::NotThisTime | Effect::Later(_) | Effect::SessionEnded => {
            let asks_again = matches!(trouble.effect, Effect::Refused(_));
            cmds.push(Cmd::Settle(key.to_owned()));
            cmds.push(Cmd::Bell);
            cmds.extend(asks_again.then_some(Cmd::LoadMenu));
            let needs_drawer = matches!(&trouble.effect, Effect::Refused(refusal)
                if **refusal == Refusal::DrawerClosed);
            if let Some(tender) = model.tender_mut().filter(|_| needs_drawer) {
                tender.needs_drawer = true;
                // The dialog stays, so that it is paid as soon as a drawer is open.
                if tender.origin == Origin::ExactCash {
                    tender.origin = Origin::Opened;
                }
            }
            if is_about_the_bill(&trouble) && is_of_the_cart(model) {
                back_to_the_cart(model, trouble.sentence);
            } else {
                refused(model, trouble.sentence);
            }
            cmds.extend(customers::recall(model));
        }
    }
    cmds
}

/// What was refused is not how it is paid: a code that no longer counts, another total than the screen showed.
fn is_about_the_bill(trouble: &Trouble) -> bool {
    let Effect::Refused(refusal) = &trouble.effect else { return false };
    matches!(
        **refusal,
        Refusal::UnknownCoupon { .. }
            | Refusal::CouponInactive { .. }
            | Refusal::CouponNotStarted { .. }
            | Refusal::CouponExpired { .. }
            | Refusal::CouponNotNow { .. }
            | Refusal::CouponDepleted { .. }
            | Refusal::CouponUsed { .. }
            | Refusal::CouponNotForCustomer { .. }
            | Refusal::CouponMinimum { .. }
            | Refusal::CouponTakesNothing { .. }
            | Refusal::CouponNotCombinable { .. }
            | Refusal::TotalChanged { .. }
    )
}

/// It was the order on the Sell screen that should be paid.
fn is_of_the_cart(model: &Model) -> bool {
    model.tender().is_some_and(|tender| tender.placed.is_none() && tender.origin != Origin::Recovered)
}

/// The cart is there as it was; what the shop says of its codes is asked again.
fn back_to_the_cart(model: &mut Model, sentence: String) {
    close(model);
    let codes = model.sell.cart.codes.clone();
    model.sell.facts.doubt(&codes);
    // Over a locked till the sign-in form tells it.
    if model.lock().is_none() {
        model.warn(sentence);
    }
}

/// Nothing was done: the cart is there as it was, and the next attempt is another command.
fn refused(model: &mut Model, sentence: String) {
    let key = model.keys.next_key();
    let Some(tender) = model.tender_mut() else { return };
    let (origin, order, placed) = (tender.origin, tender.order.clone(), tender.placed.clone());
    tender.phase = Phase::Choosing;
    tender.sent = None;
    tender.key = key;
    match origin {
        Origin::Opened => tender.problem = Some(sentence),
        Origin::ExactCash => {
            close(model);
            // Over a locked till the sign-in form tells it.
            if model.lock().is_none() {
                model.warn(sentence);
            }
        }
        Origin::Recovered => {
            close(model);
            if placed.is_none() && model.sell.cart.is_empty() {
                model.sell.cart = Cart::of_order(&order, model.menu.as_ref());
            }
            model.warn(format!("The payment of the last run was not taken: {sentence}"));
        }
    }
}

fn ask_later(tender: &mut Tender) -> Vec<Cmd> {
    let times = match tender.phase {
        Phase::Checking(times) => times + 1,
        Phase::Choosing | Phase::Sent => 1,
    };
    tender.phase = Phase::Checking(times);
    let pause = 1_u64.checked_shl(times.min(4)).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
    vec![Cmd::After(Duration::from_secs(pause), Wake::CheckAgain(tender.key.clone()))]
}

pub(super) fn not_journalled(model: &mut Model, key: &str, why: &str) -> Vec<Cmd> {
    model.typed_ahead.clear();
    let Some(tender) = model.tender_mut().filter(|tender| tender.key == key) else { return Vec::new() };
    if matches!(tender.phase, Phase::Checking(_)) {
        return ask_later(tender);
    }
    refused(
        model,
        format!("The payment could not be written down ({why}); nothing was sent. Check the disk."),
    );
    vec![Cmd::Bell]
}

/// The drawer that the shop asked for is open.
pub(super) fn drawer_is_open(model: &mut Model) {
    if let Some(tender) = model.tender_mut().filter(|tender| tender.needs_drawer) {
        (tender.needs_drawer, tender.problem) = (false, None);
    }
}

/// Takes the dialog away, and the question that was asked because of it.
fn close(model: &mut Model) {
    model
        .dialogs
        .retain(|dialog| !matches!(dialog, Dialog::Tender(_) | Dialog::Confirm(Confirm::QuitUnanswered)));
}
