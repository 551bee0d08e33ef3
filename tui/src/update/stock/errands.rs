//! Changes of the stock on their way: one key for as long as the answer is not known, so that a lost answer
//! is asked for again and nothing happens twice; what was refused comes back with what was typed; what was
//! done can be taken back.

use std::time::Duration;

use comanda_core::catalog::SoldOut;
use comanda_core::id::ProductId;
use comanda_core::refusal::Refusal;
use comanda_core::wire::{MovementView, ProductView, StockEntryView};

use super::super::shop::stumbled;
use super::{list, receiving};
use crate::app::{Dialog, Link, Model, Screen};
use crate::msg::{Cmd, Wake};
use crate::screens::form::{FormDialog, Purpose};
use crate::screens::stock::adjust;
use crate::screens::stock::errand::{Deed, Errand, Origin, Outcome, Sending, Step};
use crate::screens::stock::receive::LineState;
use crate::screens::stock::{StockCmd, StockWake};
use crate::trouble::{Effect, Trouble};

/// A lost answer is asked for again after this long.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// What a form is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The count of a product.
    Count,
    /// Its limits.
    Limits,
}

/// Sends a change; what comes next need not wait for its answer.
pub(in crate::update) fn send(model: &mut Model, sending: Sending) -> Vec<Cmd> {
    let errand = sending.errand.clone();
    model.stock.sending.push(sending);
    vec![Cmd::Stock(StockCmd::Do(Box::new(errand)))]
}

/// Sends what the form about a count or about limits says.
pub(in crate::update) fn accept(model: &mut Model) -> Vec<Cmd> {
    let Some(Dialog::Form(form)) = model.dialogs.last_mut() else { return Vec::new() };
    let read = match &form.purpose {
        Purpose::Adjust(about) => about
            .movement(form)
            .map(|movement| (about.key.clone(), about.product, about.name.clone(), Deed::Record(movement))),
        Purpose::Limits(about) => adjust::limits(form).map(|limits| {
            (about.key.clone(), about.product, about.name.clone(), Deed::Limits(about.product, limits))
        }),
        Purpose::LineNote
        | Purpose::Guest
        | Purpose::Delivery
        | Purpose::Customer(_)
        | Purpose::Product(_)
        | Purpose::Coupon(_)
        | Purpose::Alert(_)
        | Purpose::Till(_) => return Vec::new(),
    };
    let (key, product, name, deed) = match read {
        Ok(read) => read,
        Err((label, problem)) => {
            form.object(label, problem);
            return vec![Cmd::Bell];
        }
    };
    let kept = Box::new(form.clone());
    model.dialogs.pop();
    let errand = Errand { key, deed };
    send(model, Sending { errand, product, name, origin: Origin::Form(kept), is_lost: false })
}

/// The form about this product that the shop did not take, with what was typed.
pub(super) fn refused_form(model: &mut Model, product: ProductId, about: About) -> Option<FormDialog> {
    let is_about = |form: &FormDialog| match about {
        About::Count => matches!(form.purpose, Purpose::Adjust(_)),
        About::Limits => matches!(form.purpose, Purpose::Limits(_)),
    };
    let is_it = |sending: &Sending| {
        sending.product == product && matches!(&sending.origin, Origin::Form(form) if is_about(form))
    };
    let place = model.stock.refused.iter().position(is_it)?;
    match model.stock.refused.remove(place).origin {
        Origin::Form(form) => Some(*form),
        Origin::Receive(_) | Origin::Choice(_) | Origin::Undo(_) => None,
    }
}

/// The answer to the errand with this key came, or did not.
pub(super) fn done(model: &mut Model, key: &str, answer: Result<Box<Outcome>, Trouble>) -> Vec<Cmd> {
    let Some(place) = model.stock.sending.iter().position(|sending| sending.errand.key == key) else {
        return Vec::new();
    };
    match answer {
        Ok(outcome) => {
            model.link = Link::Open;
            let sending = model.stock.sending.remove(place);
            match *outcome {
                Outcome::Moved(movement) => moved(model, sending, &movement),
                Outcome::Limits(entry) => limited(model, sending, entry),
                Outcome::Availability(view) => available(model, sending, &view),
            }
        }
        Err(trouble) => {
            let sending = &mut model.stock.sending[place];
            let is_unknown = trouble.effect == Effect::Unknown
                || sending.is_lost && !matches!(trouble.effect, Effect::Refused(_));
            if is_unknown {
                sending.is_lost = true;
                return checking(model, key, &trouble);
            }
            let sending = model.stock.sending.remove(place);
            refused(model, sending, &trouble)
        }
    }
}

/// It may have been done: it is asked again with the same key until that is known.
fn checking(model: &mut Model, key: &str, trouble: &Trouble) -> Vec<Cmd> {
    let mut cmds = stumbled(model, trouble);
    receiving::mark(model, key, LineState::Checking);
    if model.staff.is_some() {
        let name = name_of(model, key);
        model.warn(format!("{name}: the answer was lost; checking with the same key…"));
        cmds.push(Cmd::After(ASK_AGAIN, Wake::Stock(StockWake::Again(key.to_owned()))));
    }
    cmds
}

fn name_of(model: &Model, key: &str) -> String {
    let sending = model.stock.sending.iter().find(|sending| sending.errand.key == key);
    sending.map(|sending| sending.name.clone()).unwrap_or_default()
}

/// It is time to ask for a lost answer again.
pub(super) fn again(model: &Model, key: &str) -> Vec<Cmd> {
    if model.staff.is_none() {
        return Vec::new();
    }
    let sending = model.stock.sending.iter().find(|sending| sending.errand.key == key && sending.is_lost);
    sending.map(|sending| Cmd::Stock(StockCmd::Do(Box::new(sending.errand.clone())))).into_iter().collect()
}

/// Whoever sent these is back: their answers are asked for.
pub(in crate::update) fn resume(model: &Model) -> Vec<Cmd> {
    let lost = model.stock.sending.iter().filter(|sending| sending.is_lost);
    lost.map(|sending| Cmd::Stock(StockCmd::Do(Box::new(sending.errand.clone())))).collect()
}

/// Somebody else has the till now: keys belong to whoever made them, so nothing can be asked for any more.
pub(in crate::update) fn let_go(model: &mut Model) {
    let lost = model.stock.sending.iter().filter(|sending| sending.is_lost).count();
    model.stock.forget();
    if lost > 0 {
        model.warn("A change of the stock was never answered. Look at the counts.");
    }
}

fn moved(model: &mut Model, sending: Sending, movement: &MovementView) -> Vec<Cmd> {
    let (product, after, by) = (sending.product, movement.on_hand_after, movement.quantity);
    list::counted(model, product, after);
    receiving::mark(model, &sending.errand.key, LineState::Done(after));
    let name = sending.name;
    match sending.origin {
        Origin::Undo(_) => model.tell(format!("Taken back: {name} {by:+}, {after} on hand.")),
        Origin::Form(_) | Origin::Receive(_) | Origin::Choice(_) => {
            model.tell(format!("{name} {by:+}, {after} on hand."));
            let movement = movement.id;
            model.stock.did(Step::Moved { movement, product, name, quantity: by });
        }
    }
    let mut cmds = vec![Cmd::Stock(StockCmd::Count)];
    if model.stock.recent.of == Some(product) && model.screen == Screen::Stock {
        cmds.extend(list::look(model));
    }
    cmds
}

fn limited(model: &mut Model, sending: Sending, entry: StockEntryView) -> Vec<Cmd> {
    let (low, critical) = (entry.low_stock_threshold, entry.critical_threshold);
    // The days were asked for with the list and do not come with this answer.
    if let Some(row) = model.stock.list.rows.iter_mut().find(|row| row.product.id == entry.product.id) {
        let days = row.days.take();
        *row = StockEntryView { days, ..entry };
    }
    let (product, name) = (sending.product, sending.name);
    match sending.origin {
        Origin::Undo(_) => {
            model.tell(format!("Taken back: the limits of {name} are {low} and {critical} again."));
        }
        Origin::Form(form) => {
            model.tell(format!("The limits of {name} are {low} and {critical} now."));
            if let Purpose::Limits(about) = form.purpose {
                model.stock.did(Step::Limits { product, name, former: about.former });
            }
        }
        Origin::Receive(_) | Origin::Choice(_) => {}
    }
    vec![Cmd::Stock(StockCmd::Count)]
}

fn available(model: &mut Model, sending: Sending, view: &ProductView) -> Vec<Cmd> {
    let held = view.sold_out_until.map_or(SoldOut::UntilFurtherNotice, SoldOut::Until);
    let sold_out = view.is_sold_out.then_some(held);
    if let Some(menu) = &mut model.menu {
        menu.mark(view.id, sold_out, view.version);
    }
    if let Some(row) = model.stock.list.rows.iter_mut().find(|row| row.product.id == view.id) {
        (row.is_sold_out, row.sold_out_until) = (view.is_sold_out, view.sold_out_until);
    }
    let (product, name) = (sending.product, sending.name);
    let told = match sold_out {
        None => format!("{name} is back."),
        Some(SoldOut::UntilFurtherNotice) => format!("{name} is sold out until further notice."),
        Some(SoldOut::Until(until)) => {
            format!("{name} is sold out until {}.", crate::view::moment(model, until))
        }
    };
    match sending.origin {
        Origin::Undo(_) => model.tell(format!("Taken back: {told}")),
        Origin::Choice(former) => {
            model.tell(told);
            model.stock.did(Step::Availability { product, name, former });
        }
        Origin::Form(_) | Origin::Receive(_) => model.tell(told),
    }
    vec![Cmd::LoadMenu]
}

/// The shop did not do it.
fn refused(model: &mut Model, mut sending: Sending, trouble: &Trouble) -> Vec<Cmd> {
    let mut cmds = stumbled(model, trouble);
    cmds.push(Cmd::Bell);
    let sentence = trouble.sentence.clone();
    receiving::mark(model, &sending.errand.key, LineState::Refused(sentence.clone()));
    match &mut sending.origin {
        Origin::Form(form) => {
            let fresh = model.keys.next_key();
            come_back(form, fresh, trouble);
            let is_free = model.dialogs.is_empty() && model.screen == Screen::Stock;
            if is_free && !model.stock.query.is_typing {
                model.dialogs.push(Dialog::Form((**form).clone()));
            } else {
                let way = if matches!(form.purpose, Purpose::Limits(_)) { "t" } else { "a" };
                model.warn(format!("{sentence} {way} on {} brings the form back.", sending.name));
                model.stock.refused.push(sending);
            }
        }
        Origin::Receive(quantity) => {
            receiving::give_back(model, sending.product, &sending.name, *quantity, &sentence);
            model.warn(format!("{} was not received: {sentence}", sending.name));
        }
        Origin::Choice(_) => model.warn(format!("{}: {sentence}", sending.name)),
        Origin::Undo(step) => {
            let is_final = matches!(&trouble.effect, Effect::Refused(refusal)
                if matches!(**refusal, Refusal::AlreadyReversed | Refusal::NotReversible | Refusal::NotFound { .. }));
            if !is_final {
                model.stock.steps.push(step.clone());
            }
            model.warn(format!("{} cannot be taken back: {sentence}", sending.name));
        }
    }
    cmds
}

/// The form says what is wrong, and counts on what there is now.
fn come_back(form: &mut FormDialog, fresh: String, trouble: &Trouble) {
    form.problem = Some(trouble.sentence.clone());
    match &mut form.purpose {
        Purpose::Adjust(about) => {
            about.key = fresh;
            if let Effect::Refused(refusal) = &trouble.effect
                && let Refusal::StockChanged { on_hand, .. } = &**refusal
            {
                about.on_hand = *on_hand;
            }
        }
        Purpose::Limits(about) => about.key = fresh,
        Purpose::LineNote
        | Purpose::Guest
        | Purpose::Delivery
        | Purpose::Customer(_)
        | Purpose::Product(_)
        | Purpose::Coupon(_)
        | Purpose::Alert(_)
        | Purpose::Till(_) => {}
    }
    if let Effect::Refused(refusal) = &trouble.effect
        && let Refusal::InvalidInput { errors } = &**refusal
    {
        for (path, messages) in &errors.0 {
            let label = match path.as_str() {
                "quantity" => adjust::CHANGE,
                "reason" => adjust::REASON,
                "low_stock_threshold" => adjust::MIN,
                "critical_threshold" => adjust::CRITICAL,
                _ => continue,
            };
            form.object(label, messages.join(", "));
        }
    }
}

/// Takes back what was done last.
pub(super) fn undo(model: &mut Model) -> Vec<Cmd> {
    let is_open = |sending: &Sending| !matches!(sending.origin, Origin::Undo(_));
    if model.stock.sending.iter().any(is_open) {
        model.warn("The last change is not answered yet; then u takes it back.");
        return vec![Cmd::Bell];
    }
    let Some(step) = model.stock.steps.pop() else {
        model.warn("Nothing of this session is left to be taken back.");
        return vec![Cmd::Bell];
    };
    let (product, name) = (step.about().0, step.about().1.to_owned());
    let errand = Errand { key: model.keys.next_key(), deed: step.back(model.now) };
    send(model, Sending { errand, product, name, origin: Origin::Undo(step), is_lost: false })
}
