//! Two weeks of the demo shop's stock: what was delivered, cooked, thrown away and counted before today, so that
//! its history has something to show. Ends with the counts that the menu says.

use chrono::{DateTime, Days, Duration, NaiveTime, Utc};

use crate::actor::Actor;
use crate::catalog::{Product, Shop};
use crate::error::Result;
use crate::flows::inventory;
use crate::store::Tx;
use crate::wire::MovementForm;
use crate::wire::inventory::{CountLine, CountSheet};

/// How many days before today something moved.
const DAYS: u32 = 14;

/// Who keeps the stock.
pub(super) struct Keepers<'a> {
    /// Takes deliveries and counts the shelves.
    pub counter: &'a Actor,
    /// Cooks, and throws away.
    pub kitchen: &'a Actor,
}

/// When the menu was put up: before the first of these days.
pub(super) fn opening(shop: &Shop, now: DateTime<Utc>) -> DateTime<Utc> {
    morning(shop, now, DAYS + 1)
}

/// Eight in the morning of a business day, so many days ago; all that happens on it comes later, and before today.
fn morning(shop: &Shop, now: DateTime<Utc>, days_ago: u32) -> DateTime<Utc> {
    let today = shop.business_day(now).date();
    let date = today.checked_sub_days(Days::new(days_ago.into())).unwrap_or(today);
    date.and_time(NaiveTime::MIN).and_utc() + Duration::hours(8)
}

/// Moves what is counted of `products` through the days before today.
pub(super) fn two_weeks(
    tx: &mut Tx<'_>,
    shop: &Shop,
    keepers: &Keepers<'_>,
    products: &[Product],
    now: DateTime<Utc>,
) -> Result<()> {
    let mut shelves: Vec<Shelf<'_>> =
        products.iter().filter_map(Shelf::of).zip(0..).map(|(shelf, seed)| Shelf { seed, ..shelf }).collect();
    for days_ago in (1..=DAYS).rev() {
        let opens = morning(shop, now, days_ago);
        for shelf in &mut shelves {
            shelf.delivery(tx, keepers, days_ago, opens)?;
        }
        for shelf in &mut shelves {
            shelf.day(tx, keepers, days_ago, opens + Duration::hours(5))?;
        }
        if days_ago % 7 == 1 {
            count(tx, keepers, &mut shelves, days_ago, opens + Duration::hours(13))?;
        }
    }
    Ok(())
}

/// One product's place on the shelves.
struct Shelf<'a> {
    product: &'a Product,
    /// Makes its days others than its neighbour's.
    seed: u32,
    on_hand: u32,
    /// Where it has to stand today.
    goal: u32,
    /// To where it is filled up.
    full: u32,
}

impl<'a> Shelf<'a> {
    fn of(product: &'a Product) -> Option<Self> {
        let stock = product.stock?;
        let full = stock.on_hand.max(4 * stock.low_stock_threshold).max(10);
        Some(Self { product, seed: 0, on_hand: stock.on_hand, goal: stock.on_hand, full })
    }

    /// Between 0 and `below`, the same each time.
    fn some(&self, days_ago: u32, below: u32) -> u32 {
        (self.seed * 7 + days_ago * 5 + self.seed * days_ago * 3) % below.max(1)
    }

    fn book(&mut self, tx: &mut Tx<'_>, by: &Actor, form: &MovementForm, at: DateTime<Utc>) -> Result<()> {
        self.on_hand = inventory::record_movement(tx, by, form, at)?.on_hand_after;
        Ok(())
    }

    /// What runs low is filled up; of what is nearly gone today nothing came lately.
    fn delivery(
        &mut self,
        tx: &mut Tx<'_>,
        keepers: &Keepers<'_>,
        days_ago: u32,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let level = if days_ago > 3 { self.full } else { self.goal };
        let is_due = self.on_hand <= level / 3 || (days_ago == 1 && self.on_hand < self.goal);
        let missing = level.saturating_sub(self.on_hand);
        if !is_due || missing == 0 {
            return Ok(());
        }
        let note = format!("Delivery note {}", 4100 + self.seed * 20 + days_ago);
        let form = MovementForm { note: Some(note), ..MovementForm::restock(self.product.id, missing) };
        self.book(tx, keepers.counter, &form, at + Duration::minutes(i64::from(self.seed % 40)))
    }

    /// What is cooked, and now and then thrown away.
    fn day(
        &mut self,
        tx: &mut Tx<'_>,
        keepers: &Keepers<'_>,
        days_ago: u32,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let at = at + Duration::minutes(i64::from(self.seed % 40));
        let above = self.on_hand.saturating_sub(self.goal);
        // The last days lead to where it stands today.
        let cooked = match days_ago {
            1 => above,
            2..=4 => above / days_ago,
            _ => (1 + self.some(days_ago, self.full / 4)).min(self.on_hand),
        };
        let spoilt = u32::from(cooked > 1 && self.some(days_ago, 6) == 0);
        if cooked > spoilt {
            let form =
                MovementForm::adjustment(self.product.id, -i64::from(cooked - spoilt), "used for catering");
            self.book(tx, keepers.kitchen, &form, at)?;
        }
        if spoilt > 0 {
            let reason = ["past its date", "dropped", "sent back"][self.seed as usize % 3];
            let form = MovementForm::waste(self.product.id, spoilt, reason);
            self.book(tx, keepers.kitchen, &form, at + Duration::hours(2))?;
        }
        Ok(())
    }
}

/// The shelves are counted on an evening. Yesterday all stood as the books have it; the time before, here and
/// there one was missing.
fn count(
    tx: &mut Tx<'_>,
    keepers: &Keepers<'_>,
    shelves: &mut [Shelf<'_>],
    days_ago: u32,
    at: DateTime<Utc>,
) -> Result<()> {
    let mut lines = Vec::with_capacity(shelves.len());
    for shelf in shelves {
        let is_missing = days_ago > 1 && shelf.seed % 6 == 2;
        shelf.on_hand = shelf.on_hand.saturating_sub(is_missing.into());
        let (product_id, counted) = (shelf.product.id, shelf.on_hand);
        lines.push(CountLine { product_id, counted, expected_on_hand: None });
    }
    if lines.is_empty() {
        return Ok(());
    }
    let sheet = CountSheet { lines, note: Some("Weekly count".to_owned()) };
    inventory::count(tx, keepers.counter, &sheet, at).map(drop)
}
