//! The dialog that asks why an order is cancelled, what becomes of the goods that the kitchen has begun, and says
//! what that gives back and how.

use comanda_core::catalog::Shop;
use comanda_core::id::LineId;
use comanda_core::money::{Amount, Money};
use comanda_core::orders::{Status, status};
use comanda_core::text;
use comanda_core::wire::CancelOrder;
use crossterm::event::KeyCode;

use super::back::Known;
use super::refund::is_counted;
use crate::action::{Action, Spec};
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;
use crate::people::counted;
use crate::sell::Menu;

/// The longest reason, in characters: one line of the history.
const MAX_REASON: usize = 200;

/// Why orders are usually cancelled; the arrows go through them.
pub const USUAL: [&str; 4] =
    ["guest changed their mind", "taken by mistake", "kitchen cannot make it", "guest did not come"];

/// Where the cursor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CancelRow {
    /// In the reason.
    #[default]
    Reason,
    /// On the goods at this place.
    Line(usize),
    /// On the question whose fault it was.
    Fault,
}

/// Goods that the kitchen has begun, and whose count is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Which line of the order.
    pub id: LineId,
    /// How many, of what.
    pub name: String,
    /// They go back on the shelf; else they are waste.
    pub to_shelf: bool,
}

/// Calling an order off.
#[derive(Debug, Clone)]
pub struct CancelDialog {
    /// The order that was on the screen.
    pub known: Known,
    /// Why, as typed.
    pub reason: Field,
    /// The usual reason that was picked last.
    pub picked: Option<usize>,
    /// What the kitchen has begun.
    pub begun: Vec<Begun>,
    /// Whether the delivery fee goes back because it was the shop's fault; not asked unless the courier has left.
    pub shop_fault: Option<bool>,
    /// Where the cursor is.
    pub focus: CancelRow,
    /// What does not work yet.
    pub problem: Option<String>,
}

impl CancelDialog {
    /// For this order; no reason yet, and all that was begun is waste.
    pub fn new(known: Known, menu: Option<&Menu>) -> Self {
        let mut dialog = Self {
            known,
            reason: Field::new(MAX_REASON),
            picked: None,
            begun: Vec::new(),
            shop_fault: None,
            focus: CancelRow::Reason,
            problem: None,
        };
        dialog.ask(menu);
        dialog
    }

    /// The order as it stands now; what was chosen stays chosen.
    pub fn renew(&mut self, known: Known, menu: Option<&Menu>) {
        self.known = known;
        self.ask(menu);
        if !self.rows().contains(&self.focus) {
            self.focus = CancelRow::Reason;
        }
    }

    /// What there is to choose.
    fn ask(&mut self, menu: Option<&Menu>) {
        let order = &self.known.order;
        let is_started = status::is_started(order.status);
        let was_to_shelf = |id| self.begun.iter().any(|line| line.id == id && line.to_shelf);
        let begun = order
            .items
            .iter()
            .filter(|item| is_started && is_counted(menu, item.product.id))
            .map(|item| (item, item.quantity.get().saturating_sub(item.refunded_quantity)))
            .filter(|(_, left)| *left > 0)
            .map(|(item, left)| Begun {
                id: item.id,
                name: format!("{left} {}", item.product.name),
                to_shelf: was_to_shelf(item.id),
            })
            .collect();
        let fee_left = menu.map(|menu| self.known.fee_left(menu.shop.currency)).unwrap_or_default();
        let has_left = order.status == Status::Shipped && order.due == Amount::default();
        let is_asked = has_left && fee_left > Money::ZERO;
        self.shop_fault = is_asked.then(|| self.shop_fault.unwrap_or(false));
        self.begun = begun;
    }

    /// Where the cursor can be, from top to bottom.
    pub fn rows(&self) -> Vec<CancelRow> {
        let lines = (0..self.begun.len()).map(CancelRow::Line);
        lines.chain(self.shop_fault.map(|_| CancelRow::Fault)).chain([CancelRow::Reason]).collect()
    }

    /// The cursor `by` rows further, around the ends.
    pub fn step(&mut self, by: isize) {
        let rows = self.rows();
        let here = rows.iter().position(|row| *row == self.focus).unwrap_or(0);
        let next = (here.cast_signed() + by).rem_euclid(rows.len().cast_signed());
        self.focus = rows.get(next.cast_unsigned()).copied().unwrap_or_default();
        self.problem = None;
    }

    /// Puts the usual reason `by` steps further in the line.
    pub fn pick(&mut self, by: usize) {
        let next =
            self.picked.map_or(if by == 1 { 0 } else { USUAL.len() - 1 }, |at| (at + by) % USUAL.len());
        self.picked = Some(next);
        self.reason.set(USUAL[next]);
        self.problem = None;
    }

    /// The other answer where the cursor is.
    pub fn mark(&mut self) {
        match self.focus {
            CancelRow::Reason => {}
            CancelRow::Fault => self.shop_fault = self.shop_fault.map(|fault| !fault),
            CancelRow::Line(index) => {
                if let Some(line) = self.begun.get_mut(index) {
                    line.to_shelf = !line.to_shelf;
                }
            }
        }
    }

    /// What cancelling does, in sentences.
    pub fn consequences(&self, shop: &Shop) -> Vec<String> {
        let money = match self.known.cancel(self.shop_fault.unwrap_or(false), shop) {
            Ok(Some(back)) => format!("Gives back {}.", back.words(shop.currency)),
            Ok(None) => "Nothing was paid; no money goes back.".to_owned(),
            Err(problem) => problem,
        };
        let goods = match (status::is_started(self.known.order.status), self.begun.len()) {
            (false, _) => "The goods can be sold again.".to_owned(),
            (true, 0) => "The kitchen has begun: what was made is booked as waste.".to_owned(),
            (true, lines) => {
                let kept = self.begun.iter().filter(|line| line.to_shelf).count();
                let lines = counted(u32::try_from(lines).unwrap_or(u32::MAX), "line");
                format!("The kitchen has begun: {kept} of {lines} back on the shelf, the rest is waste.")
            }
        };
        vec![money, goods]
    }

    /// What is sent, or what is missing.
    pub fn command(&self) -> Result<CancelOrder, String> {
        let reason = text::line(self.reason.text());
        if reason.is_empty() {
            return Err("Say why, or Esc to leave the order as it is.".to_owned());
        }
        Ok(CancelOrder {
            reason: Some(reason),
            restock_items: self.begun.iter().filter(|line| line.to_shelf).map(|line| line.id).collect(),
            shop_fault: self.shop_fault.unwrap_or(false),
            drawer: None,
            version: Some(self.known.order.version),
        })
    }
}

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CancelAct {
    /// Cancel the order.
    Accept,
    /// The next usual reason, or the row below.
    NextReason,
    /// The previous usual reason, or the row above.
    PreviousReason,
    /// To the next row; where there is only the reason, the next usual one.
    NextRow,
    /// To the row before.
    PreviousRow,
    /// To this row; when the cursor is there, the other answer.
    Focus(CancelRow),
    /// The other answer: shelf or waste, our fault or not.
    Mark,
    /// Leave the order as it is.
    Leave,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::CancelOrder, act, id, label).help_only();
    let is_marked = |model: &Model| matches!(model.dialogs.last(), Some(Dialog::CancelOrder(dialog)) if dialog.focus != CancelRow::Reason);
    vec![
        row(CancelAct::Accept, "cancel.accept", "Cancel the order for this reason")
            .key(Key::ENTER)
            .hint("cancel the order"),
        row(CancelAct::Mark, "cancel.mark", "Back on the shelf or waste; our fault or not")
            .key(Key::named(KeyCode::Right))
            .key(Key::named(KeyCode::Left))
            .hint("change it")
            .when(is_marked),
        row(CancelAct::NextReason, "cancel.next_reason", "The next usual reason; on goods the row below")
            .key(Key::named(KeyCode::Down))
            .hint("usual reasons"),
        row(CancelAct::PreviousReason, "cancel.previous_reason", "The previous usual reason")
            .key(Key::named(KeyCode::Up)),
        row(CancelAct::NextRow, "cancel.next_row", "The next row: goods, fee, reason")
            .key(Key::named(KeyCode::Tab))
            .hint("next row"),
        row(CancelAct::PreviousRow, "cancel.previous_row", "The row before")
            .key(Key::named(KeyCode::BackTab)),
        row(CancelAct::Leave, "cancel.leave", "Leave the order as it is").key(Key::ESC).hint("leave it"),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Cancel(CancelAct::Focus(_)) => Action::Cancel(CancelAct::NextRow),
        other => other,
    }
}
