//! The Stock screen: what is in the house, what goes out of it, and what somebody has to do about it. What it
//! remembers, and what it asks of the shop; what can be done on it is in `acts`.

mod acts;
pub mod adjust;
pub mod errand;
pub mod history;
pub mod outlook;
pub mod query;
pub mod receive;

use comanda_core::id::ProductId;
use comanda_core::wire::inventory::StockSummaryView;
use comanda_core::wire::{MovementView, Page, StockEntryView};

use crate::screens::paged::{Paged, Pane};
use crate::trouble::Trouble;
use errand::{Errand, Outcome, Sending, Step};
use query::{Query, Question};

pub use acts::{StockAct, actions, by_keyboard};

/// How many business days the lines of what went out tell of.
pub const DAYS: u32 = 14;
/// How many movements the selected product shows.
pub const RECENT: u32 = 10;
/// How many steps can be taken back.
const MOST_STEPS: usize = 50;

/// What the Stock screen remembers.
#[derive(Debug, Clone, Default)]
pub struct Stock {
    /// What is looked for.
    pub query: Query,
    /// What the shop answered.
    pub list: Paged<StockEntryView>,
    /// What that answers; none before the first answer.
    pub found: Option<Question>,
    /// How many products are counted, and how many are low.
    pub summary: Option<StockSummaryView>,
    /// What the arrows move.
    pub pane: Pane,
    /// Lines of the detail above its upper edge.
    pub scroll: usize,
    /// The last movements of the selected product.
    pub recent: Recent,
    /// What was sent and is not answered yet, the oldest first.
    pub sending: Vec<Sending>,
    /// A form that the shop did not take while something else was open; `a` or `t` brings it back.
    pub refused: Vec<Sending>,
    /// What can be taken back, the latest last.
    pub steps: Vec<Step>,
    /// The timer of the search that counts.
    pub resting: u64,
    /// What is read as soon as it is found.
    pub sought: Option<Sought>,
    numbers: u64,
}

/// A product that is looked for to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// The one with this code, which was scanned.
    Code(String),
    /// This one, which is called so.
    Product(ProductId, String),
}

/// The last movements of one product.
#[derive(Debug, Clone, Default)]
pub struct Recent {
    /// Of which.
    pub of: Option<ProductId>,
    /// What moved, the newest first; none before the answer.
    pub rows: Option<Vec<MovementView>>,
    /// The question or the timer that counts.
    pub number: u64,
}

impl Stock {
    /// The next number for a question or a timer.
    pub const fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Forgets everything but the numbers: a late answer must not be taken for a new one.
    pub fn forget(&mut self) {
        *self = Self { numbers: self.numbers + 1, ..Self::default() };
    }

    /// True when the rows answer what is looked for.
    pub fn is_current(&self) -> bool {
        let wanted = self.query.question(1);
        self.found.as_ref().is_some_and(|found| Question { page: 1, ..found.clone() } == wanted)
    }

    /// One more step that can be taken back.
    pub fn did(&mut self, step: Step) {
        if self.steps.len() == MOST_STEPS {
            self.steps.remove(0);
        }
        self.steps.push(step);
    }
}

/// Which timer of the Stock screen rang.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StockWake {
    /// The fingers rested.
    Search(u64),
    /// The answer takes long.
    Long(u64),
    /// The selection rested.
    Look(u64),
    /// The fingers rested in the receive dialog.
    Receive(u64),
    /// It is time to ask for the lost answer with this key again.
    Again(String),
}

/// Answers to what the Stock screen asked for.
#[derive(Debug, Clone)]
pub enum StockMsg {
    /// The page that this question asked for.
    Listed(u64, Question, Result<Box<Page<StockEntryView>>, Trouble>),
    /// How many products are counted, and how many are low.
    Counted(StockSummaryView),
    /// The last movements of the selected product.
    Recent(u64, Result<Vec<MovementView>, Trouble>),
    /// A page of all movements of a product.
    History(u64, u32, Result<Box<Page<MovementView>>, Trouble>),
    /// What these words may mean in the receive dialog.
    Looked(u64, String, Result<Vec<StockEntryView>, Trouble>),
    /// What became of the errand with this key.
    Done(String, Result<Box<Outcome>, Trouble>),
    /// A timer rang.
    Woke(StockWake),
}

/// What the Stock screen asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StockCmd {
    /// A page; the number comes back with it.
    List(u64, Question),
    /// How many products are counted, and how many are low.
    Count,
    /// The last movements of a product.
    Recent(u64, ProductId),
    /// A page of all its movements.
    History(u64, history::Question),
    /// What these words may mean.
    Look(u64, String),
    /// Change something.
    Do(Box<Errand>),
}
