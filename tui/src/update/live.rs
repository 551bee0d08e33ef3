//! Following the shop: when that begins and ends, whether it is heard, and the numbers of the header. What single
//! events change is in `events`, what is asked for again in `due`, what nobody has seen yet in `alarms`.

mod alarms;
mod due;
mod events;

use std::time::Duration;

use comanda_core::actor::{Actor, Permission};
use comanda_core::refusal::Refusal;

use super::{lock, orders, shop};
use crate::app::{Link, Model};
use crate::live::{Count, Feed, LiveCmd, LiveMsg, LiveWake, Lost, Shown, TOPICS};
use crate::msg::{Cmd, Wake};
use crate::trouble::{Effect, Trouble};

pub(super) use alarms::seen;
pub(super) use due::{settle, want};

/// The countdown goes by seconds.
const SECOND: Duration = Duration::from_secs(1);

/// Somebody signed in, or the shop is another one: follows it as far as they may see.
pub(super) fn start(model: &mut Model) -> Vec<Cmd> {
    let Some(user) = &model.staff else { return Vec::new() };
    let actor = Actor::User { id: user.id, username: user.username.clone(), role: user.role };
    let topics = TOPICS.into_iter().filter(|topic| topic.is_open_to(&actor)).collect();
    let live = &mut model.live;
    if live.known.as_ref().is_some_and(|(of, _)| *of != user.id) {
        (live.known, live.alarms) = (None, Vec::new());
    }
    let number = live.next_number();
    (live.following, live.feed, live.last) = (Some(number), Feed::Joining, 0);
    vec![Cmd::Live(LiveCmd::Follow(number, topics))]
}

/// Nobody is signed in any more: nothing is followed, and nothing of the shop is told.
pub(super) fn stop(model: &mut Model) -> Vec<Cmd> {
    let live = &mut model.live;
    (live.feed, live.orders, live.alerts) = (Feed::Off, Count::default(), None);
    (live.alerts_asked, live.is_menu_awaited) = (None, false);
    live.due.clear();
    if live.following.take().is_some() { vec![Cmd::Live(LiveCmd::Leave)] } else { Vec::new() }
}

pub(super) fn answered(model: &mut Model, msg: LiveMsg) -> Vec<Cmd> {
    match msg {
        LiveMsg::Connected(number) if is_current(model, number) => connected(model),
        LiveMsg::Event(number, event) if is_current(model, number) => events::heard(model, &event),
        LiveMsg::Lost(number, trouble, retry_in) if is_current(model, number) => {
            lost(model, &trouble, retry_in)
        }
        LiveMsg::Missed(number) if is_current(model, number) => missed(model),
        LiveMsg::Ended(number, trouble) if is_current(model, number) => ended(model, &trouble),
        LiveMsg::Connected(_)
        | LiveMsg::Event(..)
        | LiveMsg::Lost(..)
        | LiveMsg::Missed(_)
        | LiveMsg::Ended(..) => Vec::new(),
        LiveMsg::Orders(number, answer) => counted(model, number, answer),
        LiveMsg::Alarms(number, answer) => alarms::told(model, number, answer),
        LiveMsg::SameMenu(took) => {
            model.live.is_menu_awaited = false;
            model.live.round_trip = Some(took);
            model.link = Link::Open;
            Vec::new()
        }
        LiveMsg::Woke(LiveWake::Second) => second(model),
        LiveMsg::Woke(LiveWake::Due(shown)) => due::rang(model, shown),
        LiveMsg::Woke(LiveWake::Rested) => {
            model.live.has_rung = false;
            Vec::new()
        }
        LiveMsg::Woke(LiveWake::Fade(number)) => orders::fade(model, number),
    }
}

fn is_current(model: &Model, number: u64) -> bool {
    model.live.following == Some(number)
}

/// The shop is heard: what could not be asked meanwhile is asked now.
fn connected(model: &mut Model) -> Vec<Cmd> {
    let was = std::mem::replace(&mut model.live.feed, Feed::Live);
    model.link = Link::Open;
    match was {
        Feed::Live => Vec::new(),
        Feed::Off | Feed::Joining => numbers(model),
        Feed::Lost(_) => everything(model),
    }
}

/// What the header counts.
fn numbers(model: &mut Model) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    if model.may(Permission::SeeAllOrders) {
        cmds.extend(ask_orders(model));
    }
    if model.may(Permission::SeeAlerts) {
        cmds.extend(alarms::ask(model));
    }
    cmds
}

fn ask_orders(model: &mut Model) -> Vec<Cmd> {
    let number = model.live.next_number();
    let count = &mut model.live.orders;
    (count.asked, count.is_doubtful) = (Some(number), false);
    vec![Cmd::Live(LiveCmd::Orders(number))]
}

fn counted(model: &mut Model, number: u64, answer: Result<u64, Trouble>) -> Vec<Cmd> {
    if model.live.orders.asked.take_if(|asked| *asked == number).is_none() {
        return Vec::new();
    }
    match answer {
        Ok(count) => {
            model.live.orders.now = Some(count);
            if model.live.orders.is_doubtful { want(model, Shown::OpenOrders) } else { Vec::new() }
        }
        Err(trouble) => shop::stumbled(model, &trouble),
    }
}

/// Whatever is shown may be old.
fn everything(model: &mut Model) -> Vec<Cmd> {
    let all = [
        Shown::Menu,
        Shown::Orders,
        Shown::Stock,
        Shown::Coupons,
        Shown::Customers,
        Shown::Drawer,
        Shown::Alerts,
        Shown::Parked,
        Shown::OpenOrders,
        Shown::Alarms,
    ];
    all.into_iter().flat_map(|shown| want(model, shown)).collect()
}

fn missed(model: &mut Model) -> Vec<Cmd> {
    // The log may begin anew, as after a backup was put back.
    model.live.last = 0;
    everything(model)
}

/// It is not told any more; the session may have ended.
fn ended(model: &mut Model, trouble: &Trouble) -> Vec<Cmd> {
    model.live.feed = Feed::Off;
    if trouble.effect == Effect::SessionEnded { lock::session_ended(model) } else { Vec::new() }
}

fn lost(model: &mut Model, trouble: &Trouble, retry_in: Duration) -> Vec<Cmd> {
    if matches!(&trouble.effect, Effect::Refused(refusal) if matches!(**refusal, Refusal::NotFound { .. })) {
        // A shop that tells nothing by itself is asked every minute.
        model.live.feed = Feed::Off;
        return Vec::new();
    }
    let retry_in = u32::try_from(retry_in.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
    let live = &mut model.live;
    live.round_trip = None;
    match &mut live.feed {
        Feed::Lost(lost) => lost.retry_in = retry_in,
        Feed::Off | Feed::Joining | Feed::Live => {
            live.feed = Feed::Lost(Lost { since: model.now, seconds: 0, retry_in });
        }
    }
    if live.is_away() || std::mem::replace(&mut live.is_counting, true) {
        return Vec::new();
    }
    vec![Cmd::After(SECOND, Wake::Live(LiveWake::Second))]
}

/// The countdown ends once it is told since when the shop is away: nothing moves on the screen then.
fn second(model: &mut Model) -> Vec<Cmd> {
    let Feed::Lost(lost) = &mut model.live.feed else {
        model.live.is_counting = false;
        return Vec::new();
    };
    lost.seconds += 1;
    lost.retry_in = lost.retry_in.saturating_sub(1);
    model.live.is_counting = !lost.is_away();
    if model.live.is_counting { vec![Cmd::After(SECOND, Wake::Live(LiveWake::Second))] } else { Vec::new() }
}
