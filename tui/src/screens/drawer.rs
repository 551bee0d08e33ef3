//! The Drawer screen: counting a drawer and opening it, what came and went since, and counting it again to close it.
//! What it remembers; what can be done on it is in `acts`, its forms in `forms` and `closing`, and its reports as text
//! in `report`.

mod acts;
pub mod closing;
pub mod forms;
pub mod report;

use comanda_core::id::CashSessionId;
use comanda_core::wire::cash::ReportKind;
use comanda_core::wire::{CashReportView, CashSessionView};

use crate::screens::paged::{Paged, Row};

pub use acts::{DrawerAct, actions, by_keyboard};

/// What the arrows move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// The text of the report.
    #[default]
    Report,
    /// The list of sessions.
    Sessions,
}

/// What the Drawer screen remembers.
#[derive(Debug, Clone, Default)]
pub struct Drawer {
    /// An answer came.
    pub is_known: bool,
    /// How the open drawer stands; none: none is open.
    pub now: Option<Box<CashReportView>>,
    /// The report of a session that is read instead.
    pub looked: Option<Box<CashReportView>>,
    /// The sessions, the newest first.
    pub list: Paged<CashSessionView>,
    /// What the arrows move.
    pub side: Side,
    /// Lines of the report above its upper edge.
    pub scroll: usize,
    /// Why the figures may be old.
    pub problem: Option<String>,
    numbers: u64,
}

impl Drawer {
    /// The next number for a question.
    pub const fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// True when an answer to this question is still wanted.
    pub const fn is_latest(&self, number: u64) -> bool {
        self.numbers == number
    }

    /// Forgets everything but the numbers: a late answer must not be taken for a new one.
    pub fn forget(&mut self) {
        *self = Self { numbers: self.numbers + 1, ..Self::default() };
    }

    /// The open session that cash is moved of and that is closed: the one that is read, else one's own.
    pub fn open(&self) -> Option<&CashReportView> {
        self.shown().filter(|shown| shown.kind == ReportKind::X).or(self.now.as_deref())
    }

    /// The report that is shown.
    pub fn shown(&self) -> Option<&CashReportView> {
        self.looked.as_deref().or(self.now.as_deref())
    }
}

impl Row for CashSessionView {
    type Id = CashSessionId;
    fn id(&self) -> CashSessionId {
        self.id
    }
    /// Sessions have none: whoever puts one in place knows that it is the newest.
    fn version(&self) -> i64 {
        0
    }
}
