//! Random days of a shelf against a plain telling of the rules.

use proptest::prelude::*;
use rstest::rstest;

use super::*;

fn of(on_hand: u32, low: u32, critical: u32) -> Stock {
    Stock { on_hand, reserved: 0, low_stock_threshold: low, critical_threshold: critical }
}

#[rstest]
#[case(6, None)]
#[case(5, Some((AlertType::LowStock, Severity::Warning, 5, "Soup: 5 left, limit 5.")))]
#[case(3, Some((AlertType::LowStock, Severity::Warning, 5, "Soup: 3 left, limit 5.")))]
#[case(2, Some((AlertType::LowStock, Severity::Critical, 2, "Soup: 2 left, limit 2.")))]
#[case(0, Some((AlertType::OutOfStock, Severity::Critical, 2, "Soup: nothing left.")))]
fn a_limit_is_passed_when_it_is_reached(
    #[case] on_hand: u32,
    #[case] told: Option<(AlertType, Severity, i64, &str)>,
) {
    let facts = facts("So\u{1b}up", &of(on_hand, 5, 2));
    if let Some(facts) = &facts {
        assert_eq!(facts.current_value, Some(i64::from(on_hand)));
    }
    let facts = facts.map(|of| (of.alert_type, of.severity, of.threshold_value.unwrap(), of.message));
    assert_eq!(facts, told.map(|(kind, severity, limit, words)| (kind, severity, limit, words.to_owned())));
}

#[test]
fn a_product_with_no_limits_is_told_of_when_nothing_is_left() {
    assert_eq!(facts("Soup", &of(1, 0, 0)), None);
    assert_eq!(facts("Soup", &of(0, 0, 0)).unwrap().alert_type, AlertType::OutOfStock);
}

/// What may happen to a shelf.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The count is this now.
    Count(u32),
    /// The limits are these now.
    Limits(u32, u32),
    /// Nobody counts any more, or again from this.
    Track(Option<u32>),
    /// Somebody resolves what is open.
    Resolve,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0u32..9).prop_map(Step::Count),
        2 => (0u32..7, 0u32..7).prop_map(|(one, two)| Step::Limits(one.max(two), one.min(two))),
        1 => proptest::option::of(0u32..9).prop_map(Step::Track),
        2 => Just(Step::Resolve),
    ]
}

/// The rules as one would tell them to a new colleague.
#[derive(Debug, Default)]
struct Telling {
    open: Option<(StockLevel, StockLevel)>,
    is_silenced: bool,
    told: Vec<StockLevel>,
}

impl Telling {
    fn look(&mut self, before: Option<Stock>, after: Option<Stock>) {
        let level = |stock: Option<Stock>| stock.map_or(StockLevel::Ok, |stock| stock.level());
        let now = level(after);
        let fell = before.zip(after).is_some_and(|(before, after)| after.on_hand < before.on_hand);
        if now == StockLevel::Ok {
            (self.open, self.is_silenced) = (None, false);
            return;
        }
        match &mut self.open {
            Some((is, gravest)) => {
                *is = now;
                if now > *gravest {
                    *gravest = now;
                    self.told.push(now);
                }
            }
            None if self.is_silenced && !fell && now <= level(before) => {}
            None => {
                self.open = Some((now, now));
                self.is_silenced = false;
                self.told.push(now);
            }
        }
    }
}

proptest! {
    #[test]
    fn a_shelf_is_told_of_as_the_rules_say(steps in prop::collection::vec(step(), 1..80)) {
        let (mut stock, mut standing, mut told) = (Some(of(8, 3, 1)), None::<Standing>, Vec::new());
        let mut telling = Telling::default();
        for step in steps {
            let before = stock;
            match step {
                Step::Count(on_hand) => stock = stock.map(|stock| Stock { on_hand, ..stock }),
                Step::Limits(low, critical) => stock = stock.map(|stock| of(stock.on_hand, low, critical)),
                Step::Track(on_hand) => stock = on_hand.map(|on_hand| of(on_hand, 3, 1)),
                Step::Resolve => {
                    telling.is_silenced |= telling.open.take().is_some();
                    standing = None;
                    continue;
                }
            }
            let started_anew = matches!(step, Step::Track(Some(_))) && before.is_some();
            let before = before.filter(|_| !started_anew);
            if started_anew {
                // Counting ended and began again: both are told.
                standing = None;
                telling.look(None, None);
            }
            telling.look(before, stock);
            match decide("Soup", before.as_ref(), stock.as_ref(), standing.as_ref()) {
                Decision::Nothing => {}
                Decision::Open(facts) => {
                    prop_assert!(standing.is_none());
                    told.push(facts.severity);
                    standing = Some(Standing { told: Some(facts.severity), facts, is_by_hand: false });
                }
                Decision::Change { facts, is_graver, tells } => {
                    let open = standing.as_mut().unwrap();
                    prop_assert_eq!(is_graver, facts.severity > open.facts.severity);
                    if tells {
                        told.push(facts.severity);
                        open.told = Some(facts.severity);
                    }
                    open.facts = facts;
                }
                Decision::Resolve => prop_assert!(standing.take().is_some()),
            }
            // Whoever looks at nothing because it is quiet misses nothing.
            if is_quiet(before.as_ref(), stock.as_ref()) {
                prop_assert!(standing.is_none());
            }
            let open = standing.as_ref().map(|open| open.facts.severity);
            prop_assert_eq!(open, telling.open.map(|(is, _)| severity(is)));
            if let Some(open) = &standing {
                prop_assert_eq!(Some(open.facts.clone()), facts("Soup", &stock.unwrap()));
            }
        }
        prop_assert_eq!(told, telling.told.into_iter().map(severity).collect::<Vec<_>>());
    }
}

fn severity(level: StockLevel) -> Severity {
    match level {
        StockLevel::Ok => Severity::Info,
        StockLevel::Warning => Severity::Warning,
        StockLevel::Critical => Severity::Critical,
    }
}
