//! The list of orders: one page of the server's, the selected row, and whether an answer is awaited.
//! Old rows stay until new ones are here.

use comanda_core::id::OrderId;
use comanda_core::wire::{OrderView, Page};

use super::query::PAGE_SIZE;

/// Which row is selected once the page is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Landing {
    /// The order that was selected, wherever it is now.
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

/// One page of orders.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// What is shown, in the order of the server.
    pub rows: Vec<OrderView>,
    /// Orders on all pages together.
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
    /// The selected order no longer belongs to the list; it stays until the selection moves on, so that
    /// the next key does not hit its neighbour.
    pub stray: Option<OrderId>,
}

impl List {
    /// The selected order.
    pub fn order(&self) -> Option<&OrderView> {
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
        let wanted = self.rows.get(index.min(self.rows.len().saturating_sub(1))).map(|order| order.id);
        if let Some(stray) = self.stray.filter(|stray| Some(*stray) != wanted) {
            self.rows.retain(|order| order.id != stray);
            self.stray = None;
        }
        self.selected = self.rows.iter().position(|order| Some(order.id) == wanted).unwrap_or(0);
    }

    /// The page came.
    pub fn show(&mut self, number: u32, page: Page<OrderView>) {
        let before = self.order().cloned();
        let was_at = self.selected;
        self.rows = page.results;
        self.count = page.count;
        self.page = number;
        self.waiting = Waiting::No;
        self.problem = None;
        self.stray = None;
        match (std::mem::take(&mut self.landing), before) {
            (Landing::Same, Some(order)) => self.keep(order, was_at),
            (Landing::Last, _) => self.selected = self.rows.len().saturating_sub(1),
            (Landing::Same | Landing::First, _) => self.selected = 0,
        }
    }

    fn keep(&mut self, order: OrderView, was_at: usize) {
        if let Some(index) = self.rows.iter().position(|row| row.id == order.id) {
            self.selected = index;
            return;
        }
        self.selected = was_at.min(self.rows.len());
        self.stray = Some(order.id);
        self.rows.insert(self.selected, order);
    }

    /// Forgets the selection: the next page is of another list.
    pub fn start_over(&mut self) {
        self.landing = Landing::First;
        self.stray = None;
    }

    /// Puts a newer state of an order in its row.
    pub fn refresh(&mut self, order: &OrderView) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == order.id && row.version <= order.version)
        {
            row.clone_from(order);
        }
    }
}
