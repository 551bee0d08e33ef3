//! The Alerts screen: what staff should know, until somebody deals with it. What it remembers, and what it asks of the
//! shop; what can be done on it is in `acts`, its forms in `forms`, its words in `words`.

mod acts;
pub mod errand;
pub mod forms;
pub mod words;

use comanda_core::alerts::AlertType;
use comanda_core::id::AlertId;
use comanda_core::wire::Page;
use comanda_core::wire::alerts::AlertView;

use crate::screens::paged::{Paged, Pane, Row};
use crate::trouble::Trouble;
use errand::{Errand, Sending};

pub use acts::{AlertsAct, actions, by_keyboard};

/// Which alerts the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Filter {
    /// Somebody still has to deal with them.
    #[default]
    Open,
    /// What whoever is signed in raised or dealt with.
    Mine,
    /// All there are.
    All,
}

impl Filter {
    /// In the order of their tabs.
    pub const ALL: [Self; 3] = [Self::Open, Self::Mine, Self::All];

    /// Its name on the tab.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mine => "mine",
            Self::All => "all",
        }
    }
}

/// One page of one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Which alerts.
    pub filter: Filter,
    /// Who is asking, where it is about what is theirs.
    pub by: Option<String>,
    /// Only of this type; none: of every type.
    pub kind: Option<AlertType>,
    /// Which page, from 1.
    pub page: u32,
}

/// What the Alerts screen remembers.
#[derive(Debug, Clone, Default)]
pub struct Alerts {
    /// Which alerts.
    pub filter: Filter,
    /// Only of this type.
    pub kind: Option<AlertType>,
    /// What the shop answered.
    pub list: Paged<AlertView>,
    /// What that answers; none before the first answer.
    pub found: Option<Question>,
    /// What the arrows move.
    pub pane: Pane,
    /// Lines of the detail above its upper edge.
    pub scroll: usize,
    /// What was sent and is not answered yet, the oldest first.
    pub sending: Vec<Sending>,
    /// A form that the shop did not take while something else was open; its key brings it back.
    pub refused: Vec<Sending>,
    numbers: u64,
}

impl Alerts {
    /// The next number for a question.
    pub const fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Forgets everything but the numbers: a late answer must not be taken for a new one.
    pub fn forget(&mut self) {
        *self = Self { numbers: self.numbers + 1, ..Self::default() };
    }

    /// What `username` asks for this page.
    pub fn question(&self, username: &str, page: u32) -> Question {
        let by = (self.filter == Filter::Mine).then(|| username.to_owned());
        Question { filter: self.filter, by, kind: self.kind, page }
    }

    /// True when the rows answer what is looked for.
    pub fn is_current(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.filter == self.filter && found.kind == self.kind)
    }

    /// The next type; every type comes after the last.
    pub fn next_kind(&mut self) {
        let place = AlertType::ALL.iter().position(|kind| Some(*kind) == self.kind);
        self.kind = AlertType::ALL.get(place.map_or(0, |place| place + 1)).copied();
    }

    /// The selected alert, while something can still be done about it.
    pub fn open(&self) -> Option<&AlertView> {
        let row = self.list.row().filter(|row| row.is_active)?;
        let is_sent = self.sending.iter().any(|sending| sending.errand.about() == Some(row.id));
        (!is_sent).then_some(row)
    }
}

impl Row for AlertView {
    type Id = AlertId;
    fn id(&self) -> AlertId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}

/// Which timer of the Alerts screen rang.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertsWake {
    /// The answer takes long.
    Long(u64),
    /// It is time to ask for the lost answer with this key again.
    Again(String),
}

/// Answers to what the Alerts screen asked for.
#[derive(Debug, Clone)]
pub enum AlertsMsg {
    /// The page that this question asked for.
    Listed(u64, Question, Result<Box<Page<AlertView>>, Trouble>),
    /// What became of the errand with this key.
    Done(String, Result<Box<AlertView>, Trouble>),
    /// A timer rang.
    Woke(AlertsWake),
}

/// What the Alerts screen asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertsCmd {
    /// A page; the number comes back with it.
    List(u64, Question),
    /// Change something.
    Do(Box<Errand>),
}
