//! What goes back of an order, and how: before it is asked for, by the rule that the shop decides by; afterwards as
//! the shop answered. Shown by the dialogs that call an order off and that give money back.

use comanda_core::catalog::Shop;
use comanda_core::money::{Currency, Money};
use comanda_core::orders::refund::{self, Decision, Fee, Wanted, Way};
use comanda_core::orders::{Order, Payment, TenderMethod, cancel};
use comanda_core::wire::{OrderView, PaymentView, RefundView};

use super::Whole;
use crate::amounts;

/// An order as far as it is known: its payments and refunds come a moment later than itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The order.
    pub order: OrderView,
    /// Its payments, once they are here.
    pub payments: Option<Vec<PaymentView>>,
    /// What went back before.
    pub refunds: Vec<RefundView>,
}

/// What would go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back {
    /// All of it, and for what.
    pub decision: Decision,
    /// What changes hands, by the way it goes; empty while the payments are not known.
    pub ways: Vec<(TenderMethod, Money)>,
}

impl Known {
    /// `order` with what is known of it.
    pub fn of(order: &OrderView, whole: Option<&Whole>) -> Self {
        let whole = whole.filter(|whole| whole.order.id == order.id);
        Self {
            order: order.clone(),
            payments: whole.map(|whole| whole.payments.clone()),
            refunds: whole.map(|whole| whole.refunds.clone()).unwrap_or_default(),
        }
    }

    /// What of the delivery fee went back before.
    fn fee_back(&self, currency: Currency) -> Money {
        let fee = |refund: &RefundView| currency.money(refund.delivery_fee).unwrap_or_default();
        self.refunds.iter().map(fee).sum()
    }

    /// What of the delivery fee could still go back.
    pub fn fee_left(&self, currency: Currency) -> Money {
        let money = |amount| currency.money(amount).unwrap_or_default();
        let left = money(self.order.delivery_fee) - self.fee_back(currency);
        left.min(money(self.order.paid) - money(self.order.refunded)).max(Money::ZERO)
    }

    fn judged(&self, currency: Currency) -> Result<Order, String> {
        self.order
            .to_order(currency)
            .map_err(|error| format!("An amount of the order {error}. R asks again."))
    }

    /// What would be given back for `wanted`, or why nothing can be.
    pub fn refund(&self, wanted: &Wanted, fee: Fee, way: Way, shop: &Shop) -> Result<Back, String> {
        let order = self.judged(shop.currency)?;
        let decision = refund::decide(&order, self.fee_back(shop.currency), wanted, fee, shop)
            .map_err(|refusal| super::refund::advice(&refusal))?;
        Ok(self.going(&order, decision, way, shop))
    }

    /// What goes back when the order is called off; nothing where nothing was paid.
    pub fn cancel(&self, shop_fault: bool, shop: &Shop) -> Result<Option<Back>, String> {
        let order = self.judged(shop.currency)?;
        let remaining = order.paid - order.refunded;
        if remaining <= Money::ZERO {
            return Ok(None);
        }
        let fee = cancel::fee(&order, shop_fault);
        let decided = refund::decide(&order, self.fee_back(shop.currency), &Wanted::Rest, fee, shop);
        let decision = match decided {
            Ok(decision) => decision,
            // A part of it was paid, for nothing in particular.
            Err(_) if order.paid < order.total => {
                Decision { amount: remaining, delivery_fee: Money::ZERO, lines: Vec::new() }
            }
            Err(_) => return Ok(None),
        };
        Ok(Some(self.going(&order, decision, Way::Origin, shop)))
    }

    fn going(&self, order: &Order, decision: Decision, way: Way, shop: &Shop) -> Back {
        let read = |view: &PaymentView| view.to_payment(order.id, shop.currency).ok();
        let payments: Option<Vec<Payment>> =
            self.payments.as_ref().map(|payments| payments.iter().filter_map(read).collect());
        let parts = payments.map(|payments| refund::by_tender(&payments, decision.amount, way, shop));
        let parts = parts.unwrap_or_default();
        let parts: Vec<_> = parts.iter().map(|part| (part.method, part.amount - part.rounding)).collect();
        Back { decision, ways: by_way(&parts) }
    }
}

impl Back {
    /// `14.85 in cash and 3.00 on the card terminal`.
    pub fn words(&self, currency: Currency) -> String {
        if self.ways.is_empty() {
            return amounts::written(self.decision.amount, currency);
        }
        said(&self.ways, currency)
    }
}

/// The parts that go the same way together, in the order cash, card, wallet.
fn by_way(parts: &[(TenderMethod, Money)]) -> Vec<(TenderMethod, Money)> {
    let sum = |method| parts.iter().filter(|(way, _)| *way == method).map(|(_, money)| *money).sum::<Money>();
    let ways =
        [TenderMethod::Cash, TenderMethod::Card, TenderMethod::Wallet].map(|method| (method, sum(method)));
    ways.into_iter().filter(|(_, money)| !money.is_zero()).collect()
}

fn said(ways: &[(TenderMethod, Money)], currency: Currency) -> String {
    let words: Vec<String> = ways
        .iter()
        .map(|(method, money)| format!("{} {}", amounts::written(*money, currency), way_word(*method)))
        .collect();
    words.join(" and ")
}

/// How money goes back, in words.
pub const fn way_word(method: TenderMethod) -> &'static str {
    match method {
        TenderMethod::Cash => "in cash",
        TenderMethod::Card => "on the card terminal",
        TenderMethod::Wallet => "into the wallet",
    }
}

/// What has to be done with the money that went back, as the shop booked it: `Give back 14.85 in cash.` Nothing
/// where nothing went back.
pub fn told(refund: Option<&RefundView>, currency: Currency) -> Option<String> {
    let money = |amount| currency.money(amount).unwrap_or_default();
    let given = refund?.payments.iter();
    let given: Vec<_> =
        given.map(|part| (part.method, -(money(part.amount) + money(part.rounding)))).collect();
    let (wallet, by_hand): (Vec<_>, Vec<_>) =
        by_way(&given).into_iter().partition(|(method, _)| *method == TenderMethod::Wallet);
    let by_hand = (!by_hand.is_empty()).then(|| format!("Give back {}.", said(&by_hand, currency)));
    let wallet = wallet
        .first()
        .map(|(_, money)| format!("{} is back in the wallet.", amounts::written(*money, currency)));
    let told: Vec<String> = by_hand.into_iter().chain(wallet).collect();
    (!told.is_empty()).then(|| told.join(" "))
}
