//! Price stories: what a bill comes to, as data. Each `price_stories/*.toml` holds stories that somebody worked
//! out by hand; one is added for every question about a price that ever had to be answered.
//!
//! A story has `name`, and where they differ from a new shop's: `currency`, `tax_mode`, `tax_rate`,
//! `delivery_fee`, `tip`. Its `items` have a `price`, and may have `sale_price`, `options` (what each adds),
//! `quantity`, `tax_rate`; its `discounts` have `shares` (one per item) and may have `delivery`. Whatever
//! `expect` names is compared; `nets` and `taxes` are per line.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use std::path::Path;

use comanda_core::catalog::TaxMode;
use comanda_core::money::{Amount, BasisPoints, Currency, Money};
use comanda_core::pricing::{self, Charges, Discount, Item, Quote, Step};
use comanda_core::quantity::Quantity;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    story: Vec<Story>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    name: String,
    #[serde(default)]
    currency: Currency,
    #[serde(default)]
    tax_mode: TaxMode,
    tax_rate: Option<Amount>,
    #[serde(default)]
    delivery_fee: Amount,
    #[serde(default)]
    tip: Amount,
    items: Vec<StoryItem>,
    #[serde(default)]
    discounts: Vec<StoryDiscount>,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoryItem {
    price: Amount,
    sale_price: Option<Amount>,
    #[serde(default)]
    options: Vec<Amount>,
    quantity: Option<Quantity>,
    tax_rate: Option<Amount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoryDiscount {
    shares: Vec<Amount>,
    #[serde(default)]
    delivery: Amount,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    subtotal: Option<Amount>,
    discount: Option<Amount>,
    delivery_fee: Option<Amount>,
    nets: Option<Vec<Amount>>,
    taxes: Option<Vec<Amount>>,
    tax: Option<Amount>,
    total: Amount,
}

impl Story {
    fn money(&self, amount: Amount) -> Money {
        self.currency.money(amount).unwrap_or_else(|invalid| panic!("{}: {amount} {invalid}", self.name))
    }

    fn quote(&self) -> Quote {
        let items: Vec<Item> = self.items.iter().map(|item| self.item(item)).collect();
        let discounts: Vec<Discount> = self.discounts.iter().map(|given| self.discount(given)).collect();
        let charges = Charges { delivery_fee: self.money(self.delivery_fee), tip: self.money(self.tip) };
        pricing::quote(&items, &discounts, charges, self.tax_mode)
    }

    fn item(&self, item: &StoryItem) -> Item {
        let rate = item.tax_rate.or(self.tax_rate).map(|rate| BasisPoints::try_from(rate).unwrap());
        Item {
            price: self.money(item.price),
            sale_price: item.sale_price.map(|price| self.money(price)),
            options: item.options.iter().map(|price| self.money(*price)).sum(),
            quantity: item.quantity.unwrap_or(Quantity::ONE),
            tax_rate: rate.unwrap_or(BasisPoints::new(1000)),
        }
    }

    fn discount(&self, discount: &StoryDiscount) -> Discount {
        assert_eq!(discount.shares.len(), self.items.len(), "{}: one share per item", self.name);
        Discount {
            label: "Discount".to_owned(),
            shares: discount.shares.iter().map(|share| self.money(*share)).collect(),
            delivery: self.money(discount.delivery),
        }
    }

    /// What came out differently, one line each.
    fn differences(&self) -> Vec<String> {
        let quote = self.quote();
        let mut told = Vec::new();
        let mut compare = |what: &str, expected: &[Amount], found: &[Money]| {
            let found: Vec<Amount> = found.iter().map(|money| self.currency.amount(*money)).collect();
            if expected != found {
                told.push(format!("{what}: expected {}, found {}", list(expected), list(&found)));
            }
        };
        let one = |amount: &Option<Amount>, found: Money| (amount.map(|a| vec![a]), vec![found]);
        let lines = |part: fn(&pricing::Line) -> Money| quote.lines.iter().map(part).collect::<Vec<_>>();
        let expect = &self.expect;
        let compared = [
            ("subtotal", one(&expect.subtotal, quote.subtotal)),
            ("discount", one(&expect.discount, quote.discount)),
            ("delivery_fee", one(&expect.delivery_fee, quote.delivery_fee)),
            ("nets", (expect.nets.clone(), lines(|line| line.net))),
            ("taxes", (expect.taxes.clone(), lines(|line| line.tax))),
            ("tax", one(&expect.tax, quote.tax)),
            ("total", (Some(vec![expect.total]), vec![quote.total])),
            ("the steps add up to", (Some(vec![self.currency.amount(quote.total)]), vec![added_up(&quote)])),
        ];
        for (what, (expected, found)) in &compared {
            if let Some(expected) = expected {
                compare(what, expected, found);
            }
        }
        told
    }
}

/// What the derivation comes to when somebody adds it up on paper.
fn added_up(quote: &Quote) -> Money {
    let adds = |step: &Step| match step {
        Step::Discount { amount, .. } => -*amount,
        Step::Tax { included: true, .. } => Money::ZERO,
        Step::Base { amount, .. }
        | Step::DeliveryFee { amount }
        | Step::Tip { amount }
        | Step::Tax { amount, included: false, .. } => *amount,
    };
    quote.steps.iter().map(adds).sum()
}

fn list(amounts: &[Amount]) -> String {
    amounts.iter().map(Amount::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_bill_comes_to_what_its_story_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/price_stories");
    let mut told = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let file: File =
            toml::from_str(&text).unwrap_or_else(|broken| panic!("{}: {broken}", path.display()));
        for story in &file.story {
            count += 1;
            for difference in story.differences() {
                told.push(format!("{}: {}\n    {difference}", path.display(), story.name));
            }
        }
    }
    assert!(told.is_empty(), "{} of {count} stories end differently:\n{}", told.len(), told.join("\n"));
    assert!(count >= 40, "stories went missing: {count}");
}
