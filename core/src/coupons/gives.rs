//! What a coupon gives, in a few words: for letters.

use super::{Benefit, Reward};
use crate::money::{BasisPoints, Currency, Money};

/// `10% off`, `$5.00 off`, `buy 2, get 1 free`, `up to 20% off`, `delivery for free`.
pub fn in_words(benefit: &Benefit, currency: Currency) -> String {
    let money = |money: Money| currency.written(currency.amount(money));
    let most = |cap: &Option<Money>| cap.map(|cap| format!(", at most {}", money(cap))).unwrap_or_default();
    let reward = |reward: Reward| match reward {
        Reward::Percentage(rate) => percent(rate),
        Reward::Fixed(value) => money(value),
    };
    match benefit {
        Benefit::Percentage { rate, cap } => format!("{} off{}", percent(*rate), most(cap)),
        Benefit::Fixed { value } => format!("{} off", money(*value)),
        Benefit::BuyGet { buy, get, .. } => format!("buy {buy}, get {get} free"),
        Benefit::Tiered { steps } => {
            let steps =
                steps.iter().map(|step| format!("{} off from {}", reward(step.reward), money(step.from)));
            steps.collect::<Vec<_>>().join(", ")
        }
        Benefit::Delivery { rate, cap: None } if rate.get() >= 10_000 => "delivery for free".to_owned(),
        Benefit::Delivery { rate, cap } => format!("{} off the delivery{}", percent(*rate), most(cap)),
    }
}

/// Without decimals that say nothing.
fn percent(rate: BasisPoints) -> String {
    let text = rate.to_string();
    let short = text.trim_end_matches('0').trim_end_matches('.');
    format!("{short}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coupons::TierStep;

    #[test]
    fn a_few_words_say_what_a_coupon_gives() {
        let words = |benefit: Benefit| in_words(&benefit, Currency::default());
        let rate = BasisPoints::new;
        assert_eq!(words(Benefit::Percentage { rate: rate(1000), cap: None }), "10% off");
        let capped = Benefit::Percentage { rate: rate(1250), cap: Some(Money::minor(500)) };
        assert_eq!(words(capped), "12.5% off, at most $5.00");
        assert_eq!(words(Benefit::Fixed { value: Money::minor(500) }), "$5.00 off");
        assert_eq!(words(Benefit::BuyGet { buy: 2, get: 1, max_sets: None }), "buy 2, get 1 free");
        let step = |from, reward| TierStep { from: Money::minor(from), reward };
        let steps =
            vec![step(2000, Reward::Percentage(rate(500))), step(5000, Reward::Fixed(Money::minor(1000)))];
        assert_eq!(words(Benefit::Tiered { steps }), "5% off from $20.00, $10.00 off from $50.00");
        assert_eq!(words(Benefit::Delivery { rate: rate(10_000), cap: None }), "delivery for free");
        assert_eq!(words(Benefit::Delivery { rate: rate(5000), cap: None }), "50% off the delivery");
    }
}
