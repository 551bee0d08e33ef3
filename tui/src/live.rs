//! What the till hears of the shop without asking: whether it is heard at all, how many orders and alerts are open,
//! which critical alerts nobody here has seen, and what is to be asked for again because of what happened. Changed by
//! `update/live`, drawn in the header; the executor follows the shop.

mod bell;
mod due;

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use comanda_core::events::Topic;
use comanda_core::id::{AlertId, UserId};
use comanda_core::wire::EventView;
use comanda_core::wire::alerts::{AlertCounts, AlertView};

use crate::trouble::Trouble;

pub use bell::Bell;
pub use due::{Due, Dues, Shown};

/// A shop that is not heard for so many seconds is told to be away.
pub const AWAY_AFTER: u32 = 10;
/// How many critical alerts are looked at: more than this is more than a line can tell.
pub const MOST_ALARMS: u32 = 20;

/// How the shop is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Feed {
    /// Nobody is signed in, or this shop tells nothing by itself.
    #[default]
    Off,
    /// It is called; there is no answer yet.
    Joining,
    /// It is heard.
    Live,
    /// It is not heard any more.
    Lost(Lost),
}

/// Since when the shop is not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// Since when, to the minute.
    pub since: DateTime<Utc>,
    /// For how many seconds.
    pub seconds: u32,
    /// It is called again in so many seconds.
    pub retry_in: u32,
}

impl Lost {
    /// True once people should not count on what they see.
    pub const fn is_away(&self) -> bool {
        self.seconds >= AWAY_AFTER
    }
}

/// A number that the shop knows, kept true by what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// As far as it is known.
    pub now: Option<u64>,
    /// The question that is not answered yet.
    pub asked: Option<u64>,
    /// Something happened since it was asked: the answer may leave that out.
    pub is_doubtful: bool,
}

impl Count {
    /// So many more, or fewer, happened.
    pub const fn moved(&mut self, by: i64) {
        self.is_doubtful = self.asked.is_some();
        if let Some(now) = self.now {
            self.now = Some(now.saturating_add_signed(by));
        }
    }
}

/// What is known of the shop without asking.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// How the shop is heard.
    pub feed: Feed,
    /// The subscription that counts; what an older one tells counts for nothing.
    pub following: Option<u64>,
    /// The last event that was heard.
    pub last: i64,
    /// How long the shop took to answer the last small question.
    pub round_trip: Option<Duration>,
    /// Orders that somebody still has to do something about.
    pub orders: Count,
    /// Alerts that are open.
    pub alerts: Option<AlertCounts>,
    /// The question about alerts that is not answered yet.
    pub alerts_asked: Option<u64>,
    /// Critical alerts that nobody here has seen, the newest first.
    pub alarms: Vec<AlertView>,
    /// Critical alerts that were told of already, and to whom; none before the first answer.
    pub known: Option<(UserId, BTreeSet<AlertId>)>,
    /// What rings.
    pub bell: Bell,
    /// It rang a moment ago.
    pub has_rung: bool,
    /// The menu was asked for and is not here yet.
    pub is_menu_awaited: bool,
    /// What is to be asked for again.
    pub due: Dues,
    /// The countdown runs.
    pub is_counting: bool,
    numbers: u64,
}

impl Live {
    /// Nothing is heard yet; this rings.
    pub fn with_bell(bell: Bell) -> Self {
        Self { bell, ..Self::default() }
    }

    /// The next number for a subscription or a question.
    pub const fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// True while the shop was heard and is not any more.
    pub const fn is_lost(&self) -> bool {
        matches!(self.feed, Feed::Lost(_))
    }

    /// True once what is on the screen is to be doubted.
    pub const fn is_away(&self) -> bool {
        matches!(self.feed, Feed::Lost(lost) if lost.is_away())
    }
}

/// The parts of the shop that the till follows, as far as its people may.
pub const TOPICS: [Topic; 11] = [
    Topic::Accounts,
    Topic::Alerts,
    Topic::Coupons,
    Topic::Drawers,
    Topic::Menu,
    Topic::Orders,
    Topic::Parked,
    Topic::Returns,
    Topic::Stock,
    Topic::Wallets,
    Topic::Notifications,
];

/// What the shop says of its alerts.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarms {
    /// How many are open.
    pub counts: AlertCounts,
    /// Open and critical ones, the newest first; at most [`MOST_ALARMS`].
    pub critical: Vec<AlertView>,
    /// How long the shop took to say how many there are.
    pub took: Duration,
}

/// What is heard of the shop; the number says by which subscription.
#[derive(Debug, Clone)]
pub enum LiveMsg {
    /// The shop is heard.
    Connected(u64),
    /// Something happened.
    Event(u64, Box<EventView>),
    /// The shop is not heard any more; it is called again after this long.
    Lost(u64, Trouble, Duration),
    /// Something may have been missed.
    Missed(u64),
    /// Nobody is signed in any more who could follow.
    Ended(u64, Trouble),
    /// How many orders are open; the number is that of the question.
    Orders(u64, Result<u64, Trouble>),
    /// What there is of alerts; the number is that of the question.
    Alarms(u64, Result<Box<Alarms>, Trouble>),
    /// The menu is as it was, and the shop took so long to say so.
    SameMenu(Duration),
    /// A timer rang.
    Woke(LiveWake),
}

/// Which timer rang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiveWake {
    /// The countdown goes on.
    Second,
    /// What happened meanwhile is asked for as one.
    Due(Shown),
    /// It may ring again.
    Rested,
    /// New orders have been on the screen for a while.
    Fade(u64),
}

/// What is to be done to hear of the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveCmd {
    /// Follow these parts of the shop, and nothing else; the number comes back with what is heard.
    Follow(u64, Vec<Topic>),
    /// Follow no longer.
    Leave,
    /// How many orders are open?
    Orders(u64),
    /// What is there of alerts?
    Alarms(u64),
}
