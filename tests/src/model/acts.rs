//! What can happen at the table, and how the next act is drawn.

use super::books::{Back, Books, Way};
use super::dice::Dice;
use super::prices::PRICES;

/// How many guests sit at a table.
pub const GUESTS: usize = 3;
/// A sale remembers what happened to it; too many of them only wait.
const MOST_SALES: usize = 8;

/// How something is paid: several tenders, the last of which takes the rest.
pub type Tenders = Vec<(Way, Option<i64>)>;

/// One thing that happens.
#[derive(Debug, Clone)]
pub enum Act {
    Deposit { guest: usize, cents: i64 },
    Adjust { guest: usize, cents: i64 },
    Transfer { from: usize, to: usize, cents: i64 },
    Checkout { guest: usize, wanted: Vec<(usize, i64)>, is_delivery: bool, tip: i64, from_wallet: bool },
    Sell { guest: Option<usize>, wanted: Vec<(usize, i64)>, tip: i64, tenders: Tenders },
    Pay { sale: usize, tip: i64, tenders: Tenders },
    Advance { sale: usize },
    Cancel { sale: usize, by_owner: bool, to_shelf: bool, our_fault: bool },
    Refund { sale: usize, what: Back, our_fault: bool, to_wallet: bool, to_shelf: bool },
    AskBack { sale: usize, line: usize, count: i64, goods_come_back: bool },
    Agree { sale: usize, less: i64 },
    Receive { sale: usize, to_shelf: bool },
    PayBack { sale: usize },
    Forget { sale: usize, by_owner: bool },
    MoveCash { cents: i64 },
    CloseDrawer,
}

/// The next act.
pub fn draw(dice: &mut Dice, books: &Books) -> Act {
    let sales = books.sales.len();
    if sales == 0 || (sales < MOST_SALES && dice.once_in(5)) {
        return new_sale(dice);
    }
    // What happened last is what people go on with.
    let sale = if dice.once_in(2) { sales - 1 } else { dice.below(sales) };
    match dice.below(20) {
        0 | 1 => Act::Deposit { guest: dice.below(GUESTS), cents: dice.between(1, 3000) },
        2 => Act::Adjust { guest: dice.below(GUESTS), cents: nonzero(dice.between(-800, 500)) },
        3 => Act::Transfer { from: dice.below(GUESTS), to: dice.below(GUESTS), cents: dice.between(1, 1200) },
        4..=6 => Act::Pay { sale, tip: tip(dice), tenders: tenders(dice) },
        7..=11 => Act::Advance { sale },
        12 => Act::Cancel {
            sale,
            by_owner: dice.once_in(2),
            to_shelf: dice.once_in(2),
            our_fault: dice.once_in(3),
        },
        13 | 14 => refund(dice, books, sale),
        15 => Act::AskBack {
            sale,
            line: dice.below(books.sales[sale].lines.len()),
            count: dice.between(1, 3),
            goods_come_back: dice.once_in(2),
        },
        16 => Act::Agree { sale, less: if dice.once_in(3) { dice.between(1, 60) } else { 0 } },
        17 => Act::Receive { sale, to_shelf: dice.once_in(2) },
        18 if dice.once_in(4) => Act::Forget { sale, by_owner: dice.once_in(2) },
        18 => Act::PayBack { sale },
        _ if dice.once_in(12) => Act::CloseDrawer,
        _ => Act::MoveCash { cents: nonzero(dice.between(-2000, 1500)) },
    }
}

const fn nonzero(cents: i64) -> i64 {
    if cents == 0 { 1 } else { cents }
}

fn tip(dice: &mut Dice) -> i64 {
    if dice.once_in(4) { dice.between(1, 300) } else { 0 }
}

fn new_sale(dice: &mut Dice) -> Act {
    let wanted = wanted(dice);
    if dice.once_in(2) {
        let (guest, is_delivery) = (dice.below(GUESTS), dice.once_in(2));
        return Act::Checkout { guest, wanted, is_delivery, tip: tip(dice), from_wallet: dice.once_in(2) };
    }
    let guest = if dice.once_in(3) { None } else { Some(dice.below(GUESTS)) };
    let tenders = if dice.once_in(3) { Vec::new() } else { tenders(dice) };
    let tip = if tenders.is_empty() { 0 } else { tip(dice) };
    Act::Sell { guest, wanted, tip, tenders }
}

/// Each dish at most once: equal lines of a cart become one.
fn wanted(dice: &mut Dice) -> Vec<(usize, i64)> {
    let first = dice.below(PRICES.len());
    let lines = 1 + dice.below(PRICES.len());
    (0..lines).map(|line| ((first + line) % PRICES.len(), dice.between(1, 4))).collect()
}

fn way(dice: &mut Dice) -> Way {
    [Way::Cash, Way::Card, Way::Wallet][dice.below(3)]
}

fn tenders(dice: &mut Dice) -> Tenders {
    let mut tenders: Tenders = Vec::new();
    if dice.once_in(3) {
        tenders.push((way(dice), Some(dice.between(1, 900))));
    }
    // Sometimes only a part is paid.
    let part = if dice.once_in(5) { Some(dice.between(1, 900)) } else { None };
    tenders.push((way(dice), part));
    tenders
}

fn refund(dice: &mut Dice, books: &Books, sale: usize) -> Act {
    let of = &books.sales[sale];
    let what = match dice.below(3) {
        0 => Back::All,
        1 => Back::Cents(dice.between(1, 700)),
        _ => Back::Line(dice.below(of.lines.len()), dice.between(1, 3)),
    };
    let to_wallet = of.guest.is_some() && dice.once_in(3);
    Act::Refund { sale, what, our_fault: dice.once_in(3), to_wallet, to_shelf: dice.once_in(2) }
}
