//! What customers want to give back: the open returns, one of them whole, and a manager's next step with it.

use comanda_core::id::ReturnItemId;
use comanda_core::returns::{ReturnReason, ReturnStatus, ReturnType};
use comanda_core::text;
use comanda_core::wire::returns::{
    ApproveReturn, ApproveReturnItem, CompleteReturn, ReceiveReturn, RejectReturn,
};
use comanda_core::wire::{RefundTo, ReturnView};
use crossterm::event::KeyCode;

use crate::action::{Action, Spec};
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;
use crate::screens::money::ReturnDeed;

/// The longest reason, in characters.
const MAX_REASON: usize = 300;

/// The open returns.
#[derive(Debug, Clone)]
pub struct ReturnsDialog {
    /// The question whose answer is awaited or shown.
    pub number: u64,
    /// The oldest first; none before they came.
    pub rows: Option<Vec<ReturnView>>,
    /// The one that is looked at.
    pub selected: usize,
    /// The line of it that the arrows are on; none: they go through the returns.
    pub line: Option<usize>,
    /// How many of each of its lines are agreed to.
    pub agreed: Vec<(ReturnItemId, u32)>,
    /// Why it is rejected, while that is typed.
    pub reason: Option<Field>,
    /// What does not work.
    pub problem: Option<String>,
}

impl ReturnsDialog {
    /// They are on their way as the answer to this question.
    pub const fn new(number: u64) -> Self {
        Self { number, rows: None, selected: 0, line: None, agreed: Vec::new(), reason: None, problem: None }
    }

    /// The return that is looked at.
    pub fn row(&self) -> Option<&ReturnView> {
        self.rows.as_ref()?.get(self.selected)
    }

    /// They came; the one that was looked at stays selected.
    pub fn show(&mut self, rows: Vec<ReturnView>) {
        let before = self.row().map(|row| (row.id, row.version));
        let place = rows.iter().position(|row| Some(row.id) == before.map(|(id, _)| id));
        self.selected = place.unwrap_or(self.selected).min(rows.len().saturating_sub(1));
        self.rows = Some(rows);
        if self.row().map(|row| (row.id, row.version)) != before {
            self.look();
        }
    }

    /// Looks at the return at this place.
    pub fn select(&mut self, index: usize) {
        let last = self.rows.as_ref().map_or(0, |rows| rows.len().saturating_sub(1));
        self.selected = index.min(last);
        self.look();
    }

    /// All of it is agreed to until somebody says fewer.
    fn look(&mut self) {
        let wanted =
            self.row().map(|row| row.items.iter().map(|item| (item.id, item.quantity.get())).collect());
        self.agreed = wanted.unwrap_or_default();
        (self.line, self.reason, self.problem) = (None, None, None);
    }

    /// One return or one line further.
    pub fn step(&mut self, by: isize) {
        match self.line {
            Some(line) => {
                let last = self.agreed.len().saturating_sub(1);
                self.line = Some(line.saturating_add_signed(by).min(last));
            }
            None => self.select(self.selected.saturating_add_signed(by)),
        }
    }

    /// From the returns to the lines of one whose quantities are still to be decided, and back.
    pub fn turn(&mut self) {
        self.line = match self.line {
            None if self.may(ReturnsAct::Approve) && !self.agreed.is_empty() => Some(0),
            None | Some(_) => None,
        };
    }

    /// One more or one fewer of the line is agreed to.
    pub fn change(&mut self, by: i32) {
        let Some(index) = self.line else { return };
        let most = self.row().and_then(|row| row.items.get(index)).map_or(0, |item| item.quantity.get());
        if let Some((_, agreed)) = self.agreed.get_mut(index) {
            *agreed = agreed.saturating_add_signed(by).min(most);
        }
    }

    /// Whether this step can be taken with the return now.
    pub fn may(&self, act: ReturnsAct) -> bool {
        use ReturnStatus::{Approved, Pending, Processing};
        let Some(row) = self.row() else { return false };
        match act {
            ReturnsAct::Approve | ReturnsAct::Reject | ReturnsAct::Confirm => row.status == Pending,
            ReturnsAct::ToShelf | ReturnsAct::ToWaste => {
                row.status == Approved && row.return_type != ReturnType::Refund
            }
            ReturnsAct::PayBack | ReturnsAct::IntoWallet => matches!(
                (row.status, row.return_type),
                (Approved, ReturnType::Refund) | (Processing, ReturnType::ReturnRefund)
            ),
            ReturnsAct::More | ReturnsAct::Fewer => self.line.is_some(),
            ReturnsAct::Up
            | ReturnsAct::Down
            | ReturnsAct::Turn
            | ReturnsAct::Select(_)
            | ReturnsAct::Line(_)
            | ReturnsAct::Refresh
            | ReturnsAct::Leave
            | ReturnsAct::Back => true,
        }
    }

    /// What is sent for this step, or what is missing.
    pub fn deed(&self, act: ReturnsAct) -> Result<Option<ReturnDeed>, String> {
        let Some(row) = self.row().filter(|_| self.may(act)) else { return Ok(None) };
        let paid = |to| ReturnDeed::PayBack(CompleteReturn { to, drawer: None });
        let deed = match act {
            ReturnsAct::Approve if self.agreed.iter().all(|(_, agreed)| *agreed == 0) => {
                return Err("Agree to one of it at least, or x rejects it.".to_owned());
            }
            ReturnsAct::Approve => {
                let fewer =
                    self.agreed.iter().zip(&row.items).filter(|((_, n), item)| *n < item.quantity.get());
                let items =
                    fewer.map(|((id, quantity), _)| ApproveReturnItem { id: *id, quantity: *quantity });
                ReturnDeed::Approve(ApproveReturn {
                    items: items.collect(),
                    version: Some(row.version),
                    ..ApproveReturn::default()
                })
            }
            ReturnsAct::Confirm => {
                let reason = self.reason.as_ref().map(|reason| text::line(reason.text())).unwrap_or_default();
                if reason.is_empty() {
                    return Err("Say why; the customer reads it.".to_owned());
                }
                ReturnDeed::Reject(RejectReturn { rejection_reason: reason })
            }
            ReturnsAct::ToShelf => ReturnDeed::Receive(ReceiveReturn { restock: true }),
            ReturnsAct::ToWaste => ReturnDeed::Receive(ReceiveReturn { restock: false }),
            ReturnsAct::PayBack => paid(RefundTo::Origin),
            ReturnsAct::IntoWallet => paid(RefundTo::Wallet),
            ReturnsAct::Reject
            | ReturnsAct::More
            | ReturnsAct::Fewer
            | ReturnsAct::Up
            | ReturnsAct::Down
            | ReturnsAct::Turn
            | ReturnsAct::Select(_)
            | ReturnsAct::Line(_)
            | ReturnsAct::Refresh
            | ReturnsAct::Leave
            | ReturnsAct::Back => return Ok(None),
        };
        Ok(Some(deed))
    }

    /// Begins to say why it is rejected.
    pub fn ask_why(&mut self) {
        self.reason = Some(Field::new(MAX_REASON));
        self.line = None;
    }
}

/// What is wanted, in words.
pub const fn type_word(kind: ReturnType) -> &'static str {
    match kind {
        ReturnType::Refund => "money back, the goods stay",
        ReturnType::Return => "goods back, no money",
        ReturnType::ReturnRefund => "goods and money back",
    }
}

/// Why, in words.
pub const fn reason_word(reason: ReturnReason) -> &'static str {
    match reason {
        ReturnReason::Damaged => "damaged",
        ReturnReason::WrongItem => "wrong item",
        ReturnReason::NotSatisfied => "not satisfied",
        ReturnReason::QualityIssue => "quality",
        ReturnReason::Other => "other",
    }
}

/// What can be done with the returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReturnsAct {
    /// The return or the line above.
    Up,
    /// The return or the line below.
    Down,
    /// To the lines of the return, and back.
    Turn,
    /// Look at the return at this place.
    Select(usize),
    /// To the line at this place.
    Line(usize),
    /// One more of the line is agreed to.
    More,
    /// One fewer.
    Fewer,
    /// Agree to it.
    Approve,
    /// Say why it is not agreed to.
    Reject,
    /// Reject it for the typed reason.
    Confirm,
    /// The goods are back, and on the shelf.
    ToShelf,
    /// The goods are back, and waste.
    ToWaste,
    /// Pay back as it was paid.
    PayBack,
    /// Pay back into the wallet.
    IntoWallet,
    /// Ask the shop again.
    Refresh,
    /// Not rejected after all.
    Back,
    /// Back to the orders.
    Leave,
}

fn may(model: &Model, act: ReturnsAct) -> bool {
    matches!(model.dialogs.last(), Some(Dialog::Returns(dialog)) if dialog.may(act))
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::Returns, act, id, label).help_only();
    let why = |act, id, label| Spec::new(Context::ReturnsReason, act, id, label).help_only();
    let key = Key::char;
    vec![
        row(ReturnsAct::Approve, "returns.approve", "Agree to it, as many as are shown (managers)")
            .key(key('a'))
            .hint("agree")
            .when(|model| may(model, ReturnsAct::Approve)),
        row(ReturnsAct::Reject, "returns.reject", "Do not agree, with a reason (managers)")
            .key(key('x'))
            .hint("reject")
            .when(|model| may(model, ReturnsAct::Reject)),
        row(ReturnsAct::ToShelf, "returns.to_shelf", "The goods are back, and go on the shelf (managers)")
            .key(key('s'))
            .hint("back: shelf")
            .when(|model| may(model, ReturnsAct::ToShelf)),
        row(ReturnsAct::ToWaste, "returns.to_waste", "The goods are back, and are waste (managers)")
            .key(key('w'))
            .hint("back: waste")
            .when(|model| may(model, ReturnsAct::ToWaste)),
        row(ReturnsAct::PayBack, "returns.pay_back", "Pay back as it was paid (managers)")
            .key(key('b'))
            .hint("pay back")
            .when(|model| may(model, ReturnsAct::PayBack)),
        row(ReturnsAct::IntoWallet, "returns.into_wallet", "Pay back into the customer's wallet (managers)")
            .key(key('i'))
            .hint("into the wallet")
            .when(|model| may(model, ReturnsAct::IntoWallet)),
        row(ReturnsAct::Turn, "returns.turn", "To the lines, to agree to fewer; and back")
            .key(Key::named(KeyCode::Tab))
            .hint("lines")
            .when(|model| may(model, ReturnsAct::Approve)),
        row(ReturnsAct::More, "returns.more", "One more of the line")
            .key(key('+'))
            .key(key('='))
            .key(Key::named(KeyCode::Right))
            .hint("more")
            .when(|model| may(model, ReturnsAct::More)),
        row(ReturnsAct::Fewer, "returns.fewer", "One fewer of the line")
            .key(key('-'))
            .key(Key::named(KeyCode::Left))
            .hint("fewer")
            .when(|model| may(model, ReturnsAct::Fewer)),
        row(ReturnsAct::Down, "returns.down", "The return or the line below")
            .key(Key::named(KeyCode::Down))
            .key(key('j')),
        row(ReturnsAct::Up, "returns.up", "The return or the line above")
            .key(Key::named(KeyCode::Up))
            .key(key('k')),
        row(ReturnsAct::Refresh, "returns.refresh", "Ask the shop again").key(key('R')).key(Key::ctrl('r')),
        row(ReturnsAct::Leave, "returns.leave", "Back to the orders").key(Key::ESC).hint("back"),
        why(ReturnsAct::Confirm, "returns.confirm", "Reject it for this reason")
            .key(Key::ENTER)
            .hint("reject it"),
        why(ReturnsAct::Back, "returns.back", "Not rejected after all").key(Key::ESC).hint("leave it"),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Returns(ReturnsAct::Select(_)) => Action::Returns(ReturnsAct::Down),
        Action::Returns(ReturnsAct::Line(_)) => Action::Returns(ReturnsAct::Turn),
        other => other,
    }
}
