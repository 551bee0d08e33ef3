//! The Customers screen: who buys here, found by the end of a telephone number or a name. What it remembers,
//! and what it asks of the shop; what can be done on it is in `acts`, writing somebody down in `draft`.

mod acts;
pub mod draft;
pub mod wallet;

use comanda_core::accounts::Tier;
use comanda_core::id::UserId;
use comanda_core::wire::{Page, ProfileView};

use crate::field::Field;
use crate::screens::paged::{Paged, Pane};
use crate::trouble::Trouble;
use draft::Draft;
use wallet::Purse;

pub use acts::{CustomersAct, actions, by_keyboard};

/// The longest search, in characters.
const MAX_SEARCH: usize = 60;

/// What the Customers screen remembers.
#[derive(Debug, Clone)]
pub struct Customers {
    /// Whom to look for.
    pub search: Field,
    /// That is being typed.
    pub is_searching: bool,
    /// What the shop answered.
    pub list: Paged<ProfileView>,
    /// The words that it answers; none before the first answer.
    pub found: Option<String>,
    /// What the arrows move.
    pub pane: Pane,
    /// Lines of the detail above its upper edge.
    pub scroll: usize,
    /// The wallet that was looked at last.
    pub purse: Option<Purse>,
    /// Numbers the looks at wallets; a timer that is not the latest counts for nothing.
    pub looks: u64,
    /// Numbers the questions and the timers; an answer or a ring that is not the latest counts for nothing.
    pub latest: u64,
}

impl Default for Customers {
    fn default() -> Self {
        Self {
            search: Field::new(MAX_SEARCH),
            is_searching: false,
            list: Paged::default(),
            found: None,
            pane: Pane::default(),
            scroll: 0,
            purse: None,
            looks: 0,
            latest: 0,
        }
    }
}

impl Customers {
    /// The next number for a question or a timer.
    pub const fn next_number(&mut self) -> u64 {
        self.latest += 1;
        self.latest
    }

    /// Forgets everything but the numbers: a late answer must not be taken for a new one.
    pub fn forget(&mut self) {
        *self = Self { latest: self.latest + 1, looks: self.looks + 1, ..Self::default() };
    }

    /// The wallet of the selected customer, when it is here.
    pub fn purse(&self) -> Option<&Purse> {
        let selected = self.list.row()?.user.id;
        self.purse.as_ref().filter(|purse| purse.of == selected)
    }

    /// What is asked for, fit to be sent.
    pub fn words(&self) -> String {
        comanda_core::text::line(self.search.text())
    }

    /// True when the rows answer what stands in the search.
    pub fn is_current(&self) -> bool {
        self.found.as_deref() == Some(self.words().as_str())
    }
}

/// The word for the group that somebody's past puts them in.
pub const fn tier_word(tier: Tier) -> &'static str {
    match tier {
        Tier::New => "new",
        Tier::All => "casual",
        Tier::Regular => "regular",
        Tier::Vip => "VIP",
    }
}

/// Which timer of the Customers screen rang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomersWake {
    /// The fingers rested.
    Search(u64),
    /// The answer takes long.
    Long(u64),
    /// The selection rested.
    Look(u64),
}

/// One page of one search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The end of a telephone number, or the beginning of a name; empty: everybody.
    pub words: String,
    /// Which page, from 1.
    pub page: u32,
}

/// A customer on the way to being written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// Its idempotency key, by which the answer is known again too.
    pub key: String,
    /// Whose data it is; none: somebody new.
    pub id: Option<UserId>,
    /// What is written.
    pub draft: Draft,
}

/// Answers to what the Customers screen asked for.
#[derive(Debug, Clone)]
pub enum CustomersMsg {
    /// The page that this question asked for.
    Listed(u64, Question, Result<Box<Page<ProfileView>>, Trouble>),
    /// The customer as written down.
    Saved(Box<Save>, Result<Box<ProfileView>, Trouble>),
    /// The customer of an order of an earlier run.
    Recalled(Box<ProfileView>),
    /// The wallet of this customer.
    Looked(UserId, Result<Box<Purse>, Trouble>),
    /// A timer rang.
    Woke(CustomersWake),
}

/// What the Customers screen asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomersCmd {
    /// A page; the number comes back with it.
    List(u64, Question),
    /// Write somebody down.
    Save(Box<Save>),
    /// Who is this?
    Recall(UserId),
    /// What does this one's wallet hold?
    Look(UserId),
}
