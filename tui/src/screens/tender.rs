//! The tender dialog: how the sale is paid. Its idempotency key is made when it opens and is repeated until
//! the shop has answered; an unanswered payment is never sent under another key. What can be done in it is in
//! `acts`, the forms over it in `forms`.

mod acts;
pub mod forms;

use comanda_core::catalog::Shop;
use comanda_core::id::UserId;
use comanda_core::money::{Currency, Money};
use comanda_core::orders::{TenderMethod, tender};
use comanda_core::text;
use comanda_core::wire::payments::TenderRequest;
use comanda_core::wire::{PayOrder, PlaceOrder};

use crate::amounts;
use crate::field::Field;
use crate::journal::{Pending, PlacedOrder};
use crate::sell::Diet;

pub use acts::{TenderAct, actions, by_keyboard};

/// The letters of the fast-cash sums. Never digits: a digit always begins a typed amount.
pub const FAST_LETTERS: [char; 6] = ['a', 's', 'd', 'f', 'g', 'h'];

/// Where the payment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was sent.
    Choosing,
    /// It was sent; the answer is on its way.
    Sent,
    /// The answer was lost this many times; the same request is repeated.
    Checking(u32),
}

/// How the dialog came to be, which decides how much of it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It was opened to choose.
    Opened,
    /// Exact cash by one key: shown only when the answer does not come at once.
    ExactCash,
    /// Found in the journal of an earlier run.
    Recovered,
}

/// One part of a split that is settled already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// How it is paid.
    pub method: TenderMethod,
    /// How much of what is due.
    pub amount: Money,
    /// The terminal's reference of a card payment.
    pub reference: String,
}

/// The wallet of the customer whom the order is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purse {
    /// Whose it is.
    pub of: UserId,
    /// What it holds, once the shop told, or why that is not known.
    pub holds: Option<Result<Money, String>>,
}

/// A sale on its way to being paid.
#[derive(Debug, Clone)]
pub struct Tender {
    /// The idempotency key.
    pub key: String,
    /// How the dialog came to be.
    pub origin: Origin,
    /// What the order still costs, by the rule that prices the bill.
    pub bill: Money,
    /// What is given on top of it.
    pub tip: Money,
    /// The shop whose rules settle it.
    pub shop: Shop,
    /// What is ordered, without the payment.
    pub order: PlaceOrder,
    /// The order that stands already and is only paid; none: the cart is placed and paid.
    pub placed: Option<PlacedOrder>,
    /// What must be said before: who must not eat what of it.
    pub diet: Option<Diet>,
    /// The wallet that it can be paid from.
    pub purse: Option<Purse>,
    /// What others than the last tender pay of it.
    pub parts: Vec<Part>,
    /// The part that Del takes out.
    pub selected: usize,
    /// How the rest will be paid.
    pub method: TenderMethod,
    /// The cash that was handed over, as typed.
    pub given: Field,
    /// The terminal's reference of a card payment, as typed.
    pub reference: Field,
    /// Where it stands.
    pub phase: Phase,
    /// What does not work yet.
    pub problem: Option<String>,
    /// The shop refused because no drawer is open.
    pub needs_drawer: bool,
    /// A fast-cash key that was pressed a moment ago; it counts once no scanner types on.
    pub armed: Option<(u64, Money)>,
    /// What was sent.
    pub sent: Option<Pending>,
}

impl Tender {
    /// A fresh one: cash, nothing typed.
    pub fn new(key: String, origin: Origin, bill: Money, shop: Shop, order: PlaceOrder) -> Self {
        Self {
            key,
            origin,
            bill,
            tip: Money::ZERO,
            shop,
            order,
            placed: None,
            diet: None,
            purse: None,
            parts: Vec::new(),
            selected: 0,
            method: TenderMethod::Cash,
            given: Field::new(16),
            reference: Field::new(64),
            phase: Phase::Choosing,
            problem: None,
            needs_drawer: false,
            armed: None,
            sent: None,
        }
    }

    /// The same for an order that stands already.
    pub fn for_placed(mut self, placed: PlacedOrder) -> Self {
        self.placed = Some(placed);
        self
    }

    /// The same where this customer's wallet may pay.
    pub fn of_customer(mut self, customer: Option<UserId>) -> Self {
        self.purse = customer.map(|of| Purse { of, holds: None });
        self
    }

    /// True while an answer is awaited.
    pub fn is_waiting(&self) -> bool {
        self.phase != Phase::Choosing
    }

    /// The currency of it.
    pub const fn currency(&self) -> Currency {
        self.shop.currency
    }

    /// All that is to be paid: the bill and the tip.
    pub fn due(&self) -> Money {
        self.bill + self.tip
    }

    /// What the parts leave: the last tender pays it.
    pub fn left(&self) -> Money {
        self.due() - self.parts.iter().map(|part| part.amount).sum()
    }

    /// The same as it can be handed over in notes and coins.
    pub fn in_cash(&self) -> Money {
        tender::rounded_cash(self.left(), &self.shop)
    }

    /// The sums on the fast-cash letters.
    pub fn fast_cash(&self) -> Vec<Money> {
        tender::fast_cash(self.in_cash(), self.currency(), FAST_LETTERS.len())
    }

    /// The cash that was handed over: what was typed, or the exact sum when nothing was.
    pub fn given(&self) -> Result<Money, String> {
        let due = self.in_cash();
        if self.given.text().is_empty() {
            return Ok(due);
        }
        let given = self.typed()?;
        if given < due {
            let (given, due) = (self.written(given), self.written(due));
            return Err(format!("{given} is less than {due}. Type what was handed over."));
        }
        Ok(given)
    }

    /// The amount that was typed.
    pub fn typed(&self) -> Result<Money, String> {
        amounts::typed(self.given.text(), self.currency()).map_err(amounts::mistyped)
    }

    /// What the wallet holds besides the parts that it pays already, as far as it is known.
    pub fn in_wallet(&self) -> Option<Money> {
        let holds = self.purse.as_ref()?.holds.as_ref()?.as_ref().ok()?;
        let parts = self.parts.iter().filter(|part| part.method == TenderMethod::Wallet);
        Some(*holds - parts.map(|part| part.amount).sum())
    }

    /// What the wallet does not reach, where it does not.
    pub fn short(&self) -> Option<Money> {
        self.in_wallet().map(|holds| self.left() - holds).filter(|short| *short > Money::ZERO)
    }

    /// The ways to pay that Tab goes through.
    pub fn methods(&self) -> &'static [TenderMethod] {
        match self.purse {
            Some(_) => &[TenderMethod::Cash, TenderMethod::Card, TenderMethod::Wallet],
            None => &[TenderMethod::Cash, TenderMethod::Card],
        }
    }

    /// Refuses a further part of `amount`: the last tender must have something left to pay.
    pub fn require_part(&self, method: TenderMethod, amount: Money) -> Result<(), String> {
        let left = self.left();
        if self.parts.len() + 1 >= tender::MAX_TENDERS {
            return Err(format!("At most {} parts; the last one takes the rest.", tender::MAX_TENDERS));
        }
        if amount <= Money::ZERO {
            return Err("Type how much of it is paid this way.".to_owned());
        }
        if amount >= left {
            let left = self.written(left);
            return Err(format!(
                "A part is less than the {left} that are left; the last one takes the rest."
            ));
        }
        match self.in_wallet() {
            Some(holds) if method == TenderMethod::Wallet && amount > holds => {
                Err(format!("The wallet holds {}.", self.written(holds)))
            }
            _ => Ok(()),
        }
    }

    /// One more part; the rest is paid in the next way.
    pub fn add_part(&mut self, part: Part) {
        self.method = match part.method {
            TenderMethod::Cash => TenderMethod::Card,
            TenderMethod::Card | TenderMethod::Wallet => TenderMethod::Cash,
        };
        self.selected = self.parts.len();
        self.parts.push(part);
        self.given.clear();
        self.reference.clear();
    }

    /// The payment as it is sent: the parts, and the last tender that takes the rest; `given` is the cash that was
    /// handed over for it. All in one, so that it is taken as a whole or not at all.
    pub fn payment(&self, given: Money) -> PayOrder {
        let currency = self.currency();
        let named = |reference: &str| Some(text::line(reference)).filter(|reference| !reference.is_empty());
        let mut tenders: Vec<TenderRequest> = self
            .parts
            .iter()
            .map(|part| TenderRequest {
                amount: Some(currency.amount(part.amount)),
                reference: named(&part.reference),
                ..TenderRequest::whole(part.method)
            })
            .collect();
        let rest = TenderRequest::whole(self.method);
        // What a card or a wallet is charged with is what the screen showed, whatever the menu says by now.
        let shown = Some(currency.amount(self.left()));
        tenders.push(match self.method {
            // Always said, also when exact: should the price have risen meanwhile, the shop refuses instead of
            // booking money that nobody handed over.
            TenderMethod::Cash => TenderRequest { tendered: Some(currency.amount(given)), ..rest },
            TenderMethod::Card => {
                TenderRequest { amount: shown, reference: named(self.reference.text()), ..rest }
            }
            TenderMethod::Wallet => TenderRequest { amount: shown, ..rest },
        });
        let tip = (!self.tip.is_zero()).then(|| currency.amount(self.tip));
        PayOrder { tip, ..PayOrder::with(tenders) }
    }

    /// An amount as people write it.
    pub fn written(&self, money: Money) -> String {
        amounts::written(money, self.currency())
    }
}

/// A way to pay, as one word.
pub const fn word(method: TenderMethod) -> &'static str {
    match method {
        TenderMethod::Cash => "cash",
        TenderMethod::Card => "card",
        TenderMethod::Wallet => "wallet",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tender(bill: i64, coin: i64) -> Tender {
        let shop = Shop { smallest_coin: Money::minor(coin), ..Shop::default() };
        Tender::new("k".into(), Origin::Opened, Money::minor(bill), shop, PlaceOrder::default())
    }

    fn part(method: TenderMethod, amount: i64) -> Part {
        Part { method, amount: Money::minor(amount), reference: String::new() }
    }

    /// What the shop books of it: amount, rounding and tip of each tender.
    fn booked(tender: &Tender, given: i64) -> Vec<(i64, i64, i64)> {
        let payment = tender.payment(Money::minor(given));
        let (tenders, tip) = payment.to_tenders(tender.currency(), "").unwrap();
        let taken = tender::settle(tender.due(), tip, &tenders, &tender.shop).unwrap();
        taken
            .iter()
            .map(|part| (part.amount.as_minor(), part.rounding.as_minor(), part.tip.as_minor()))
            .collect()
    }

    #[test]
    fn what_is_sent_settles_what_the_screen_showed() {
        let mut split = tender(2002, 5);
        split.tip = Money::minor(200);
        split.add_part(part(TenderMethod::Card, 1200));
        assert_eq!((split.left().as_minor(), split.in_cash().as_minor()), (1002, 1000));
        assert_eq!(booked(&split, 1000), [(1200, 0, 0), (1002, -2, 200)]);
    }

    #[test]
    fn a_part_leaves_something_for_the_last_one() {
        let mut split = tender(2000, 1);
        assert!(split.require_part(TenderMethod::Cash, Money::minor(2000)).is_err());
        assert!(split.require_part(TenderMethod::Cash, Money::ZERO).is_err());
        for _ in 1..tender::MAX_TENDERS {
            assert_eq!(split.require_part(TenderMethod::Card, Money::minor(1)), Ok(()));
            split.add_part(part(TenderMethod::Card, 1));
        }
        assert!(split.require_part(TenderMethod::Card, Money::minor(1)).is_err(), "20 with the last one");
    }

    #[test]
    fn a_wallet_counts_what_it_pays_already() {
        let mut split = tender(2000, 1).of_customer(Some(UserId::from_uuid(uuid::Uuid::nil())));
        if let Some(purse) = &mut split.purse {
            purse.holds = Some(Ok(Money::minor(560)));
        }
        assert_eq!(split.short(), Some(Money::minor(1440)));
        split.add_part(part(TenderMethod::Wallet, 500));
        assert_eq!(split.in_wallet(), Some(Money::minor(60)));
        assert!(split.require_part(TenderMethod::Wallet, Money::minor(61)).is_err());
        assert_eq!(split.require_part(TenderMethod::Wallet, Money::minor(60)), Ok(()));
    }
}
