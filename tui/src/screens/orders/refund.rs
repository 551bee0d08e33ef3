//! The dialog that gives money of a paid order back: for so many of its lines, for a typed amount, or all that is
//! left. What it comes to is computed by the rule that the shop decides by, while it is being chosen.

mod acts;

use comanda_core::catalog::Shop;
use comanda_core::id::{LineId, ProductId};
use comanda_core::money::{Amount, Money};
use comanda_core::orders::PaymentStatus;
use comanda_core::orders::refund::{Fee, Wanted, Way};
use comanda_core::orders::status;
use comanda_core::quantity::Quantity;
use comanda_core::refusal::Refusal;
use comanda_core::text;
use comanda_core::wire::{OrderView, RefundLine, RefundOrder, RefundTo};

use super::back::{Back, Known};
use crate::amounts;
use crate::field::Field;
use crate::sell::Menu;

pub use acts::{RefundAct, actions, by_keyboard};

/// The longest reason, in characters.
const MAX_REASON: usize = 200;
/// The most characters of an amount.
const MAX_AMOUNT: usize = 16;

/// Why money usually goes back; the arrows go through them.
pub const USUAL: [&str; 4] = ["wrong dish", "something was missing", "cold or spoilt", "guest complained"];

/// What is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum What {
    /// So many of the lines.
    #[default]
    Lines,
    /// The typed amount, for nothing in particular.
    Amount,
    /// All that is left.
    All,
}

/// Where the cursor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundRow {
    /// On the line at this place.
    Line(usize),
    /// In the amount.
    Amount,
    /// On the question whose fault it was.
    Fault,
    /// On where it goes.
    To,
    /// In the reason.
    Reason,
}

/// How many of one line go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// Which line.
    pub id: LineId,
    /// Of what.
    pub name: String,
    /// How many are left to be given back.
    pub left: u32,
    /// How many go back.
    pub take: u32,
    /// The kitchen has begun it and its count is kept, so that it goes to the shelf or to waste.
    pub is_goods: bool,
    /// It goes back on the shelf; else it is waste.
    pub to_shelf: bool,
}

/// Giving money back.
#[derive(Debug, Clone)]
pub struct RefundDialog {
    /// The order that was on the screen.
    pub known: Known,
    /// What is given back.
    pub what: What,
    /// How many of each line.
    pub picks: Vec<Pick>,
    /// The amount, as typed.
    pub amount: Field,
    /// Why, as typed.
    pub reason: Field,
    /// The usual reason that was picked last.
    pub picked: Option<usize>,
    /// Where it goes.
    pub to: RefundTo,
    /// It was the shop's fault: the delivery fee goes back as well.
    pub shop_fault: bool,
    /// What of the delivery fee could go back.
    pub fee_left: Money,
    /// Where the cursor is.
    pub focus: RefundRow,
    /// What does not work yet.
    pub problem: Option<String>,
}

/// Whether the count of this product is kept, as far as the menu tells; what is not on it any more may be.
pub(super) fn is_counted(menu: Option<&Menu>, product: ProductId) -> bool {
    let known = menu.and_then(|menu| menu.product(product));
    known.is_none_or(|product| product.stock.is_some())
}

/// What `refusal` of a refund says, and what to do about it in the dialog.
pub fn advice(refusal: &Refusal) -> String {
    let next = match refusal {
        Refusal::RefundTooLarge { .. } => "Type less, or choose fewer.",
        Refusal::TooManyBack { .. } => "Choose fewer with -.",
        Refusal::NotInDrawer { .. } => "Put change into it first, or choose another way.",
        other => return crate::trouble::advice(other),
    };
    format!("{refusal} {next}")
}

impl RefundDialog {
    /// For this order; nothing is chosen yet.
    pub fn new(known: Known, menu: Option<&Menu>) -> Self {
        let mut dialog = Self {
            known,
            what: What::Lines,
            picks: Vec::new(),
            amount: Field::new(MAX_AMOUNT),
            reason: Field::new(MAX_REASON),
            picked: None,
            to: RefundTo::Origin,
            shop_fault: false,
            fee_left: Money::ZERO,
            focus: RefundRow::Line(0),
            problem: None,
        };
        dialog.count(menu);
        dialog
    }

    /// The order as it stands now; what was chosen stays chosen, as far as so much is left.
    pub fn renew(&mut self, known: Known, menu: Option<&Menu>) {
        self.known = known;
        self.count(menu);
        if !self.rows().contains(&self.focus) {
            self.focus = RefundRow::Line(0);
        }
    }

    fn count(&mut self, menu: Option<&Menu>) {
        let order = &self.known.order;
        let began = status::is_started(order.status);
        let before = |id| self.picks.iter().find(|pick| pick.id == id);
        let picks = order.items.iter().map(|item| {
            let left = item.quantity.get().saturating_sub(item.refunded_quantity);
            let chosen = before(item.id).map_or(0, |pick| pick.take);
            Pick {
                id: item.id,
                name: item.product.name.clone(),
                left,
                take: if self.what == What::All { left } else { chosen.min(left) },
                is_goods: began && is_counted(menu, item.product.id),
                to_shelf: before(item.id).is_some_and(|pick| pick.to_shelf),
            }
        });
        self.picks = picks.collect();
        self.fee_left = menu.map(|menu| self.known.fee_left(menu.shop.currency)).unwrap_or_default();
        self.shop_fault = self.shop_fault && self.fee_left > Money::ZERO;
    }

    /// Where the cursor can be, from top to bottom.
    pub fn rows(&self) -> Vec<RefundRow> {
        let lines = (0..self.picks.len()).map(RefundRow::Line).chain([RefundRow::Amount]);
        let fault = (self.fee_left > Money::ZERO).then_some(RefundRow::Fault);
        let to = self.known.order.customer.as_ref().map(|_| RefundRow::To);
        lines.chain(fault).chain(to).chain([RefundRow::Reason]).collect()
    }

    /// The cursor `by` rows further, around the ends.
    pub fn step(&mut self, by: isize) {
        let rows = self.rows();
        let here = rows.iter().position(|row| *row == self.focus).unwrap_or(0);
        let next = (here.cast_signed() + by).rem_euclid(rows.len().cast_signed());
        self.focus = rows.get(next.cast_unsigned()).copied().unwrap_or(RefundRow::Reason);
        self.problem = None;
    }

    /// `by` more of the line with the cursor, as far as so many are left; elsewhere the other answer.
    pub fn change(&mut self, by: i32) {
        self.problem = None;
        match self.focus {
            RefundRow::Line(index) => {
                self.choose_lines();
                if let Some(pick) = self.picks.get_mut(index) {
                    let wanted = pick.take.saturating_add_signed(by);
                    if wanted > pick.left {
                        self.problem = Some(match pick.left {
                            0 => format!("All of {} went back before.", pick.name),
                            left => format!("Only {left} {} left to give back.", pick.name),
                        });
                    }
                    pick.take = wanted.min(pick.left);
                }
            }
            RefundRow::Fault | RefundRow::To => self.turn(),
            RefundRow::Amount | RefundRow::Reason => {}
        }
    }

    /// All of the line with the cursor, or none of it; elsewhere the other answer.
    pub fn turn(&mut self) {
        self.problem = None;
        match self.focus {
            RefundRow::Line(index) => {
                self.choose_lines();
                if let Some(pick) = self.picks.get_mut(index) {
                    pick.take = if pick.take == pick.left { 0 } else { pick.left };
                }
            }
            RefundRow::Fault => self.shop_fault = !self.shop_fault,
            RefundRow::To => self.other_way(),
            RefundRow::Amount | RefundRow::Reason => {}
        }
    }

    fn choose_lines(&mut self) {
        self.what = What::Lines;
        self.amount.clear();
    }

    /// All that is left; once more: nothing.
    pub fn everything(&mut self) {
        let is_all = self.what == What::All;
        self.choose_lines();
        self.what = if is_all { What::Lines } else { What::All };
        for pick in &mut self.picks {
            pick.take = if is_all { 0 } else { pick.left };
        }
        self.problem = None;
    }

    /// Shelf or waste: of the line with the cursor, or of all where all goes back as a whole.
    pub fn shelve(&mut self) {
        let here = match self.focus {
            RefundRow::Line(index) if self.what != What::All => Some(index),
            _ => None,
        };
        let to_shelf = !self.picks.iter().any(|pick| pick.is_goods && pick.to_shelf);
        for (index, pick) in self.picks.iter_mut().enumerate().filter(|(_, pick)| pick.is_goods) {
            match here {
                Some(here) if here == index => pick.to_shelf = !pick.to_shelf,
                Some(_) => {}
                None => pick.to_shelf = to_shelf,
            }
        }
    }

    /// Back as it came, or into the wallet of the order's customer.
    pub fn other_way(&mut self) {
        self.to = match self.to {
            RefundTo::Origin if self.known.order.customer.is_some() => RefundTo::Wallet,
            RefundTo::Origin | RefundTo::Wallet => RefundTo::Origin,
        };
    }

    /// The amount was typed: it goes instead of lines. Nothing typed: lines again.
    pub fn typed_amount(&mut self) {
        self.problem = None;
        self.what = if self.amount.text().is_empty() { What::Lines } else { What::Amount };
        for pick in &mut self.picks {
            pick.take = 0;
        }
    }

    /// Puts the usual reason `by` steps further in the line.
    pub fn pick(&mut self, by: usize) {
        let next =
            self.picked.map_or(if by == 1 { 0 } else { USUAL.len() - 1 }, |at| (at + by) % USUAL.len());
        self.picked = Some(next);
        self.reason.set(USUAL[next]);
        self.problem = None;
    }

    /// What is wanted, as the rule takes it; none while nothing is chosen.
    fn wanted(&self, shop: &Shop) -> Result<Option<Wanted>, String> {
        match self.what {
            What::All => Ok(Some(Wanted::Rest)),
            What::Amount => amounts::typed(self.amount.text(), shop.currency)
                .map(|amount| Some(Wanted::Amount(amount)))
                .map_err(amounts::mistyped),
            What::Lines => {
                let taken = self.picks.iter().filter_map(|pick| {
                    let quantity = Quantity::try_from(i64::from(pick.take)).ok()?;
                    Some((pick.id, quantity))
                });
                let lines: Vec<_> = taken.collect();
                Ok((!lines.is_empty()).then_some(Wanted::Lines(lines)))
            }
        }
    }

    /// What would go back; nothing while nothing is chosen.
    pub fn back(&self, shop: &Shop) -> Result<Option<Back>, String> {
        let Some(wanted) = self.wanted(shop)? else { return Ok(None) };
        let fee = if self.shop_fault { Fee::Back } else { Fee::Kept };
        let way = match self.to {
            RefundTo::Origin => Way::Origin,
            RefundTo::Wallet => Way::Wallet,
        };
        self.known.refund(&wanted, fee, way, shop).map(Some)
    }

    /// What is sent, or what is missing and where.
    pub fn command(&self, shop: &Shop) -> Result<RefundOrder, (RefundRow, String)> {
        let here = match self.what {
            What::Amount => RefundRow::Amount,
            What::Lines | What::All => RefundRow::Line(0),
        };
        let nothing = "Choose what goes back: + takes one, Space all of a line, e everything.";
        self.back(shop).map_err(|problem| (here, problem))?.ok_or((here, nothing.to_owned()))?;
        let reason = text::line(self.reason.text());
        if reason.is_empty() {
            return Err((RefundRow::Reason, "Say why; the arrows take a usual reason.".to_owned()));
        }
        let line = |pick: &Pick| {
            let quantity = Quantity::try_from(i64::from(pick.take)).ok()?;
            Some(RefundLine { item_id: pick.id, quantity, restock: pick.is_goods.then_some(pick.to_shelf) })
        };
        let is_by_line = self.what == What::Lines;
        Ok(RefundOrder {
            lines: if is_by_line { self.picks.iter().filter_map(line).collect() } else { Vec::new() },
            amount: self.amount_sent(shop),
            reason,
            to: self.to,
            restock: self.what == What::All && self.picks.iter().any(|pick| pick.is_goods && pick.to_shelf),
            shop_fault: self.shop_fault,
            drawer: None,
            version: Some(self.known.order.version),
        })
    }

    fn amount_sent(&self, shop: &Shop) -> Option<Amount> {
        let typed = amounts::typed(self.amount.text(), shop.currency).ok()?;
        (self.what == What::Amount).then(|| shop.currency.amount(typed))
    }
}

/// Whether money of this order can go back: it is paid, and something of that is left.
pub fn may_refund(order: &OrderView) -> bool {
    let is_paid = matches!(order.payment_status, PaymentStatus::Paid | PaymentStatus::PartiallyRefunded);
    is_paid && order.paid != Amount::default() && order.paid != order.refunded
}
