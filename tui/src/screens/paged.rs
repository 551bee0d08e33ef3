//! A list that the server gives page by page: the page that is shown, the selected row, and whether an answer
//! is awaited. Old rows stay until new ones are here. Used by every screen with a list; how most of them ask for it and
//! move through it is in `update/paged`.

use std::time::Duration;

use comanda_core::id::{OrderId, ProductId, UserId};
use comanda_core::wire::{OrderView, Page, ProfileView, StockEntryView};

/// Rows of one page: a list stays small however long it is.
pub const PAGE_SIZE: u32 = 50;
/// How long the fingers rest before a search is sent.
pub const SEARCH_AFTER: Duration = Duration::from_millis(90);
/// How long an answer may take before people are told that it is awaited.
pub const LONG: Duration = Duration::from_millis(150);

/// What the arrows move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The selection.
    #[default]
    List,
    /// The text of the selected row.
    Detail,
}

/// Which row is selected once the page is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Landing {
    /// The one that was selected, wherever it is now.
    #[default]
    Same,
    /// The first one.
    First,
    /// The last one.
    Last,
}

/// Whether an answer is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Waiting {
    /// No.
    #[default]
    No,
    /// Since a moment; the number says for which question.
    For(u64),
    /// For so long that people should be told.
    Long(u64),
}

impl Waiting {
    /// The question that is waited for.
    pub const fn question(self) -> Option<u64> {
        match self {
            Self::No => None,
            Self::For(number) | Self::Long(number) => Some(number),
        }
    }
}

/// Where a key leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Nowhere.
    Stay,
    /// To this row of the page.
    Row(usize),
    /// To another page, and there to this row.
    Page(u32, Landing),
}

/// Which end of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The first row of all.
    First,
    /// The last row of all.
    Last,
}

/// A row that can be found again on a newer page.
pub trait Row: Clone {
    /// What names it.
    type Id: Copy + PartialEq + std::fmt::Debug;
    /// Its name.
    fn id(&self) -> Self::Id;
    /// Rises with every change.
    fn version(&self) -> i64;
}

impl Row for OrderView {
    type Id = OrderId;
    fn id(&self) -> OrderId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}

impl Row for ProfileView {
    type Id = UserId;
    fn id(&self) -> UserId {
        self.user.id
    }
    fn version(&self) -> i64 {
        self.user.version
    }
}

impl Row for StockEntryView {
    type Id = ProductId;
    fn id(&self) -> ProductId {
        self.product.id
    }
    /// Counts have none: whoever puts one in place knows that it is the newest.
    fn version(&self) -> i64 {
        0
    }
}

/// One page of rows.
#[derive(Debug, Clone)]
pub struct Paged<R: Row> {
    /// What is shown, in the order of the server.
    pub rows: Vec<R>,
    /// Rows on all pages together.
    pub count: u64,
    /// The page that is shown, from 1; 0 before the first one came.
    pub page: u32,
    /// The selected row.
    pub selected: usize,
    /// Whether an answer is awaited.
    pub waiting: Waiting,
    /// The row that will be selected then.
    pub landing: Landing,
    /// Why the rows may be old.
    pub problem: Option<String>,
    /// The selected row no longer belongs to the list; it stays until the selection moves on, so that the
    /// next key does not hit its neighbour.
    pub stray: Option<R::Id>,
    /// So many rows came in above the selected one by themselves: it stays where it is on the screen.
    pub above: usize,
}

impl<R: Row> Default for Paged<R> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            count: 0,
            page: 0,
            selected: 0,
            waiting: Waiting::default(),
            landing: Landing::default(),
            problem: None,
            stray: None,
            above: 0,
        }
    }
}

impl<R: Row> Paged<R> {
    /// The selected row.
    pub fn row(&self) -> Option<&R> {
        self.rows.get(self.selected)
    }

    /// True before anything was answered.
    pub const fn is_new(&self) -> bool {
        self.page == 0
    }

    /// The last page there is, from 1.
    pub fn last_page(&self) -> u32 {
        u32::try_from(self.count.div_ceil(u64::from(PAGE_SIZE))).unwrap_or(u32::MAX).max(1)
    }

    /// Selects the row at `index`, or the last one.
    pub fn select(&mut self, index: usize) {
        let wanted = self.rows.get(index.min(self.rows.len().saturating_sub(1))).map(Row::id);
        if let Some(stray) = self.stray.filter(|stray| Some(*stray) != wanted) {
            self.rows.retain(|row| row.id() != stray);
            self.stray = None;
        }
        self.selected = self.rows.iter().position(|row| Some(row.id()) == wanted).unwrap_or(0);
    }

    /// The page came.
    pub fn show(&mut self, number: u32, page: Page<R>) {
        let before = self.row().cloned();
        let was_at = self.selected;
        self.rows = page.results;
        self.count = page.count;
        self.page = number;
        self.waiting = Waiting::No;
        self.problem = None;
        self.stray = None;
        match (std::mem::take(&mut self.landing), before) {
            (Landing::Same, Some(row)) => {
                self.keep(row, was_at);
                self.above = (self.above + self.selected).saturating_sub(was_at);
            }
            (Landing::Last, _) => (self.selected, self.above) = (self.rows.len().saturating_sub(1), 0),
            (Landing::Same | Landing::First, _) => (self.selected, self.above) = (0, 0),
        }
    }

    fn keep(&mut self, row: R, was_at: usize) {
        if let Some(index) = self.rows.iter().position(|other| other.id() == row.id()) {
            self.selected = index;
            return;
        }
        self.selected = was_at.min(self.rows.len());
        self.stray = Some(row.id());
        self.rows.insert(self.selected, row);
    }

    /// Selects `row`, whether or not it belongs to the list.
    pub fn put(&mut self, row: R) {
        self.refresh(&row);
        self.keep(row, self.selected);
    }

    /// Forgets the selection: the next page is of another list.
    pub const fn start_over(&mut self) {
        self.landing = Landing::First;
        self.stray = None;
    }

    /// Puts a newer state of a row in its place.
    pub fn refresh(&mut self, newer: &R) {
        let is_it = |row: &&mut R| row.id() == newer.id() && row.version() <= newer.version();
        if let Some(row) = self.rows.iter_mut().find(is_it) {
            row.clone_from(newer);
        }
    }

    /// One row further; over the edge of the page comes the next page.
    pub fn stepped(&self, by: isize) -> Move {
        let end = self.rows.len().saturating_sub(1);
        match self.selected.checked_add_signed(by) {
            None => self.turned(-1, Landing::Last),
            Some(wanted) if wanted > end && self.selected == end => self.turned(1, Landing::First),
            Some(wanted) => Move::Row(wanted),
        }
    }

    /// A screenful of `rows` further, at most to the edge of the page.
    pub fn leafed(&self, by: isize, rows: usize) -> Move {
        let last = self.rows.len().saturating_sub(1);
        match self.selected.saturating_add_signed(by * rows.max(1).cast_signed()).min(last) {
            wanted if wanted == self.selected => self.stepped(by),
            wanted => Move::Row(wanted),
        }
    }

    /// To an end of the whole list.
    pub fn ended(&self, end: End) -> Move {
        let (page, index, landing) = match end {
            End::First => (1, 0, Landing::First),
            End::Last => (self.last_page(), usize::MAX, Landing::Last),
        };
        if self.page == page { Move::Row(index) } else { Move::Page(page, landing) }
    }

    fn turned(&self, by: i32, landing: Landing) -> Move {
        let wanted = self.page.saturating_add_signed(by);
        let is_there = (1..=self.last_page()).contains(&wanted);
        if is_there && self.waiting.question().is_none() { Move::Page(wanted, landing) } else { Move::Stay }
    }

    /// What the title says of it: ` 51 to 100 of 128`, and whether it may be old.
    pub fn told(&self) -> (String, &'static str) {
        let from = u64::from(self.page.saturating_sub(1)) * u64::from(PAGE_SIZE);
        let shown = self.rows.len() as u64 - u64::from(self.stray.is_some());
        let which = if self.is_new() {
            String::new()
        } else if self.count > shown {
            format!(" {} to {} of {}", from + 1, from + shown, self.count)
        } else {
            format!(" {}", self.count)
        };
        let state = match (self.waiting, &self.problem) {
            (Waiting::Long(_), _) => ", updating",
            (_, Some(_)) => ", may be old",
            _ => "",
        };
        (which, state)
    }

    /// The first row that is seen when `fitting` fit: a last screenful that is half empty shows what comes
    /// before it too. What comes in above a later screenful does not move it; the first one shows what came in.
    pub fn first_seen(&self, fitting: usize) -> usize {
        let fitting = fitting.max(1);
        let first = match (self.selected.saturating_sub(self.above) / fitting) * fitting {
            0 => 0,
            first => first + self.above,
        };
        let lowest = (self.selected + 1).saturating_sub(fitting);
        first.clamp(lowest, self.selected).min(self.rows.len().saturating_sub(fitting))
    }
}

/// The rows of a list that fit on a terminal with this many rows: all but header, notice, hints, the box,
/// the line above the names of the columns, and those.
pub const fn visible_rows(terminal_rows: u16) -> usize {
    terminal_rows.saturating_sub(7) as usize
}
