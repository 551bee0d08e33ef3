//! What things cost at the model's table, in cents, worked out as on paper.

/// What the dishes cost.
pub const PRICES: [i64; 3] = [333, 450, 99];
/// What is added to everything, in percent.
pub const TAX: i64 = 10;
/// What a delivery costs.
pub const FEE: i64 = 250;
/// The smallest coin.
pub const COIN: i64 = 5;

/// `cents` in whole coins; half a coin is rounded up.
pub const fn in_coins(cents: i64) -> i64 {
    (cents * 2 + COIN) / (COIN * 2) * COIN
}

/// What each of the lines costs with its tax, all of them together rounded once.
pub fn with_tax(nets: &[i64]) -> Vec<i64> {
    let all: i64 = nets.iter().sum();
    let tax = (all * TAX * 2 + 100) / 200;
    let mut shares: Vec<i64> = nets.iter().map(|net| tax * net / all).collect();
    // Who was cut short the most gets the next cent.
    for _ in 0..tax - shares.iter().sum::<i64>() {
        let short = |at: usize| tax * nets[at] - shares[at] * all;
        let mut neediest = 0;
        for at in 1..nets.len() {
            if short(at) > short(neediest) {
                neediest = at;
            }
        }
        shares[neediest] += 1;
    }
    nets.iter().zip(shares).map(|(net, share)| net + share).collect()
}

/// What `more` of `count` pieces are worth of which `before` went back, where all of them cost `worth`.
pub const fn pieces(worth: i64, count: i64, before: i64, more: i64) -> i64 {
    rounded(worth * (before + more), count) - rounded(worth * before, count)
}

const fn rounded(dividend: i64, divisor: i64) -> i64 {
    (dividend * 2 + divisor) / (divisor * 2)
}
