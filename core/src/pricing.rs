//! The life of a total, in one function: [`quote`]. Every total of the house, on a till, on a bill or in a
//! test, comes from here, and each of its cents is explained by a [`Step`].
//!
//! 1. unit price + options, times quantity: the line's base; 2. the sale price where there is one;
//! 3. discounts, already shared out to lines; 4. delivery fee; 5. tax, rounded once per rate; 6. tip;
//! 7. total.

use std::collections::BTreeMap;

use crate::catalog::TaxMode;
use crate::money::{BasisPoints, Money, allocate};
use crate::quantity::Quantity;

/// One line to be priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The price of one.
    pub price: Money,
    /// The reduced price of one, if it is reduced.
    pub sale_price: Option<Money>,
    /// What the chosen options add to one.
    pub options: Money,
    /// How many.
    pub quantity: Quantity,
    /// The rate it is taxed at.
    pub tax_rate: BasisPoints,
}

impl Item {
    /// What one costs: the reduced price where there is one, plus options.
    pub fn unit_price(&self) -> Money {
        self.sale_price.unwrap_or(self.price) + self.options
    }

    /// What the line costs before discount and tax.
    pub fn base(&self) -> Money {
        self.unit_price().times(self.quantity.get())
    }
}

/// A reduction that was decided elsewhere (by a coupon), shared out to the lines it applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount {
    /// What it is called on the bill.
    pub label: String,
    /// Its share of each line, in the order of the lines; at most what is left of the line.
    pub shares: Vec<Money>,
    /// Its share of the delivery fee.
    pub delivery: Money,
}

impl Discount {
    /// All of it.
    pub fn amount(&self) -> Money {
        self.shares.iter().copied().sum::<Money>() + self.delivery
    }
}

/// What is added to the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Charges {
    /// What delivery costs.
    pub delivery_fee: Money,
    /// What the customer gives on top.
    pub tip: Money,
}

/// One line of a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What one costs.
    pub unit_price: Money,
    /// Unit price × quantity.
    pub base: Money,
    /// Its share of all discounts.
    pub discount: Money,
    /// Base − discount. Contains the tax when prices do.
    pub net: Money,
    /// Its share of the tax.
    pub tax: Money,
}

/// Why a total is what it is: one addition of the derivation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A line's unit price × quantity.
    Base {
        /// Which line, from 0.
        line: usize,
        /// What it adds.
        amount: Money,
    },
    /// A line's share of a discount.
    Discount {
        /// Which line, from 0; `None` is the delivery fee.
        line: Option<usize>,
        /// What it is called.
        label: String,
        /// What it takes away, as a positive amount.
        amount: Money,
    },
    /// The delivery fee before discounts.
    DeliveryFee {
        /// What it adds.
        amount: Money,
    },
    /// The tax of one rate over the nets of its lines.
    Tax {
        /// The rate.
        rate: BasisPoints,
        /// The sum of the nets it was computed from.
        net: Money,
        /// The tax; adds to the total only when prices do not contain it.
        amount: Money,
        /// True when `net` already contains it.
        included: bool,
    },
    /// The tip.
    Tip {
        /// What it adds.
        amount: Money,
    },
}

/// A priced basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// In the order of the items.
    pub lines: Vec<Line>,
    /// Σ bases.
    pub subtotal: Money,
    /// Σ discounts, the delivery fee's share among them.
    pub discount: Money,
    /// Σ taxes; part of the nets when prices contain it.
    pub tax: Money,
    /// What is charged for delivery.
    pub delivery_fee: Money,
    /// The tip.
    pub tip: Money,
    /// Σ nets + delivery fee + tip, + tax unless the nets contain it.
    pub total: Money,
    /// Where each cent comes from.
    pub steps: Vec<Step>,
}

impl Quote {
    /// What delivery costs before discounts: beside the whole [`discount`](Self::discount) it adds up to the total.
    pub fn full_delivery_fee(&self) -> Money {
        let of_lines: Money = self.lines.iter().map(|line| line.discount).sum();
        self.delivery_fee + self.discount - of_lines
    }
}

/// Prices `items` with `discounts` and `charges`. Each discount has one share per item.
pub fn quote(items: &[Item], discounts: &[Discount], charges: Charges, mode: TaxMode) -> Quote {
    let mut steps = Vec::with_capacity(items.len() + 3);
    let mut lines: Vec<Line> = items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            steps.push(Step::Base { line: index, amount: item.base() });
            let base = item.base();
            Line { unit_price: item.unit_price(), base, discount: Money::ZERO, net: base, tax: Money::ZERO }
        })
        .collect();
    let mut delivery_fee = charges.delivery_fee;
    for discount in discounts {
        take_off(discount, &mut lines, &mut delivery_fee, &mut steps);
    }
    if !charges.delivery_fee.is_zero() {
        steps.push(Step::DeliveryFee { amount: charges.delivery_fee });
    }
    add_tax(items, &mut lines, mode, &mut steps);
    if !charges.tip.is_zero() {
        steps.push(Step::Tip { amount: charges.tip });
    }
    let tax: Money = lines.iter().map(|line| line.tax).sum();
    let nets: Money = lines.iter().map(|line| line.net).sum();
    let on_top = if mode == TaxMode::Exclusive { tax } else { Money::ZERO };
    Quote {
        subtotal: lines.iter().map(|line| line.base).sum(),
        discount: discounts.iter().map(Discount::amount).sum(),
        tax,
        delivery_fee,
        tip: charges.tip,
        total: nets + delivery_fee + on_top + charges.tip,
        lines,
        steps,
    }
}

fn take_off(discount: &Discount, lines: &mut [Line], delivery_fee: &mut Money, steps: &mut Vec<Step>) {
    debug_assert_eq!(discount.shares.len(), lines.len(), "one share per line");
    debug_assert!(discount.delivery <= *delivery_fee, "at most the delivery fee is taken off");
    for (index, (line, share)) in lines.iter_mut().zip(&discount.shares).enumerate() {
        debug_assert!(
            *share <= line.net && !share.is_negative(),
            "a share is at most what is left of its line"
        );
        line.discount += *share;
        line.net -= *share;
        if !share.is_zero() {
            steps.push(Step::Discount { line: Some(index), label: discount.label.clone(), amount: *share });
        }
    }
    if !discount.delivery.is_zero() {
        *delivery_fee -= discount.delivery;
        steps.push(Step::Discount { line: None, label: discount.label.clone(), amount: discount.delivery });
    }
}

/// One rounding per rate, then shared out, so that a receipt's tax lines add up to the tax that is owed.
fn add_tax(items: &[Item], lines: &mut [Line], mode: TaxMode, steps: &mut Vec<Step>) {
    let mut by_rate: BTreeMap<BasisPoints, Vec<usize>> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        by_rate.entry(item.tax_rate).or_default().push(index);
    }
    for (rate, members) in by_rate {
        let nets: Vec<Money> = members.iter().map(|&index| lines[index].net).collect();
        let net: Money = nets.iter().copied().sum();
        let amount = match mode {
            TaxMode::Exclusive => net.percent(rate),
            TaxMode::Inclusive => net - net.without_tax(rate),
        };
        for (&index, share) in members.iter().zip(allocate(amount, &nets)) {
            lines[index].tax = share;
        }
        steps.push(Step::Tax { rate, net, amount, included: mode == TaxMode::Inclusive });
    }
}
