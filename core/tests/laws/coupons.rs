//! Coupons against a model that was written apart from them ([`naive`]), on random carts, buyers, times and codes that
//! stand together: what is taken off, to the cent of each line, and whether it is taken at all. In every one of these
//! cases placing the order, the cart and the explanation agree, and what is suggested makes the code count.

mod naive;
mod worlds;

use std::collections::BTreeMap;

use comanda_core::cart::{self, CartLine};
use comanda_core::catalog::Product;
use comanda_core::coupons::draft::CouponDraft;
use comanda_core::coupons::suggest::{Room, Suggestion, with_more};
use comanda_core::coupons::{
    Claim, Condition, Coupon, DiscountType, InPlay, Judged, Occasion, judge, suggest,
};
use comanda_core::id::{ProductId, kind};
use comanda_core::money::Money;
use comanda_core::orders::DeliveryMethod;
use comanda_core::orders::place::{self, Wish, basket};
use comanda_core::wire::catalog::Extent;
use comanda_core::wire::{CouponForm, CouponView};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{TestCaseResult, TestRunner};

use crate::samples::id;
use worlds::{World, world};

/// How many random purchases are judged. Fewer would leave rare meetings of rules untried.
const PURCHASES: u32 = 100_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: PURCHASES, ..ProptestConfig::default() })]

    #[test]
    fn coupons_are_judged_as_the_model_judges_them(world in world()) {
        let in_play = world.in_play();
        let occasion = world.occasion();
        let judged = judge(&occasion, &in_play);
        as_the_model(&world, &judged)?;
        takes_no_more_than_there_is(&occasion, &judged)?;
        placing_agrees(&world, &in_play, &judged)?;
        the_cart_agrees(&world, &in_play)?;
        for one in &judged {
            the_suggestion_helps(&world, &occasion, &in_play, one)?;
        }
    }
}

fn as_the_model(world: &World, judged: &[Judged<'_>]) -> TestCaseResult {
    let wanted = naive::judge(world);
    for (one, (valid, taken)) in judged.iter().zip(wanted) {
        let shares: Vec<i64> = one.discount.shares.iter().map(|share| share.as_minor()).collect();
        prop_assert_eq!(&shares, &taken.lines, "{}", one.coupon.code);
        prop_assert_eq!(one.discount.delivery.as_minor(), taken.delivery, "{}", one.coupon.code);
        prop_assert_eq!(one.is_valid(), valid, "{} {:?}", one.coupon.code, one.rules);
    }
    Ok(())
}

fn takes_no_more_than_there_is(occasion: &Occasion<'_>, judged: &[Judged<'_>]) -> TestCaseResult {
    for (index, line) in occasion.lines.iter().enumerate() {
        let taken: Money = judged.iter().map(|one| one.discount.shares[index]).sum();
        prop_assert!(taken <= line.base());
    }
    let delivery: Money = judged.iter().map(|one| one.discount.delivery).sum();
    prop_assert!(delivery <= occasion.delivery_fee);
    for one in judged {
        let shares: Money = one.discount.shares.iter().copied().sum();
        prop_assert_eq!(one.applied().amount, shares + one.discount.delivery);
        prop_assert!(one.discount.shares.iter().all(|share| !share.is_negative()));
    }
    Ok(())
}

/// An order is accepted exactly when every code counts, and its figures are theirs.
fn placing_agrees(world: &World, in_play: &[InPlay<'_>], judged: &[Judged<'_>]) -> TestCaseResult {
    let wishes: Vec<Wish<'_>> = world.lines.iter().map(|line| line.wish()).collect();
    if wishes.is_empty() {
        return Ok(());
    }
    let claim = Claim { buyer: world.buyer, in_play };
    let method = if world.is_delivered { DeliveryMethod::Delivery } else { DeliveryMethod::Pickup };
    let placed = basket(&world.shop, &wishes, &claim, method, world.now);
    prop_assert_eq!(placed.is_ok(), judged.iter().all(Judged::is_valid), "{:?}", placed);
    if let Ok(basket) = placed {
        let taken: Money = judged.iter().map(|one| one.discount.amount()).sum();
        prop_assert_eq!(basket.quote.discount, taken);
        let of_lines: Money = basket.quote.lines.iter().map(|line| line.discount).sum();
        let delivery: Money = basket.coupons.iter().map(|one| one.delivery).sum();
        prop_assert_eq!(of_lines + delivery, basket.coupons.iter().map(|one| one.amount).sum::<Money>());
        prop_assert_eq!(basket.quote.full_delivery_fee(), place::delivery_fee(&world.shop, method));
        prop_assert!(basket.quote.lines.iter().all(|line| !line.net.is_negative()));
        prop_assert!(!basket.quote.total.is_negative());
    }
    Ok(())
}

/// A cart blocks its checkout exactly when the order would be refused, for a delivery: how it is delivered is not
/// known before.
fn the_cart_agrees(world: &World, in_play: &[InPlay<'_>]) -> TestCaseResult {
    let lines: Vec<CartLine> =
        (0..).zip(&world.lines).map(|(number, line)| cart_line(number, line)).collect();
    let products: BTreeMap<ProductId, Product> =
        world.lines.iter().map(|line| (line.product.id, line.product.clone())).collect();
    let claim = Claim { buyer: world.buyer, in_play };
    let priced = cart::price(&world.shop, &lines, &products, &claim, world.now);
    let wishes: Vec<Wish<'_>> = world.lines.iter().map(|line| line.wish()).collect();
    if wishes.is_empty() {
        return Ok(());
    }
    let placed = basket(&world.shop, &wishes, &claim, DeliveryMethod::Delivery, world.now);
    let blocked = priced.problems.iter().any(cart::priced::Problem::blocks_checkout);
    prop_assert_eq!(placed.is_err(), blocked, "{:?} {:?}", placed, priced.problems);
    Ok(())
}

fn cart_line(number: usize, line: &worlds::Line) -> CartLine {
    CartLine {
        id: id::<kind::CartItem>(number),
        product: line.product.id,
        product_name: line.product.name.clone(),
        quantity: line.quantity,
        options: Vec::new(),
        notes: number.to_string(),
        unit_price: line.product.sale_price.unwrap_or(line.product.price),
    }
}

/// What is suggested makes the code count, and no addition of any offer that costs less does.
fn the_suggestion_helps(
    world: &World,
    occasion: &Occasion<'_>,
    in_play: &[InPlay<'_>],
    one: &Judged<'_>,
) -> TestCaseResult {
    let offers = world.offers();
    let room = Room { offers: &offers, delivery_fee: world.shop.delivery_fee };
    let Some(suggestion) = suggest(occasion, in_play, one.coupon.id, room) else { return Ok(()) };
    prop_assert!(!one.is_valid(), "nothing is suggested for what counts");
    let stay: Vec<InPlay<'_>> =
        in_play.iter().filter(|other| !suggestion.without.contains(&other.coupon.code)).copied().collect();
    let mut changed = occasion.clone();
    changed.now = suggestion.wait_until.unwrap_or(occasion.now);
    prop_assert!(changed.now >= occasion.now);
    if suggestion.deliver {
        changed.delivery_fee = world.shop.delivery_fee;
    }
    let counts = |occasion: &Occasion<'_>| {
        let judged = judge(occasion, &stay);
        judged
            .iter()
            .find(|other| other.coupon.id == one.coupon.id)
            .map(|other| (other.is_valid(), other.discount.amount()))
    };
    let helped = match &suggestion.add {
        Some(add) => {
            let offer = offers.iter().find(|offer| offer.product == add.product).unwrap();
            prop_assert!(add.quantity <= offer.most);
            prop_assert_eq!(add.cost, offer.unit_price.times(add.quantity));
            nothing_cheaper_helps(&changed, &suggestion, &offers, &counts)?;
            with_more(&changed, offer, add.quantity)
        }
        None => changed,
    };
    prop_assert_eq!(counts(&helped), Some((true, suggestion.discount)), "{:?}", suggestion);
    Ok(())
}

fn nothing_cheaper_helps(
    occasion: &Occasion<'_>,
    suggestion: &Suggestion,
    offers: &[comanda_core::coupons::Offer<'_>],
    counts: &impl Fn(&Occasion<'_>) -> Option<(bool, Money)>,
) -> TestCaseResult {
    let cost = suggestion.add.as_ref().map(|add| add.cost).unwrap();
    for offer in offers {
        for quantity in (1..=offer.most).take_while(|count| offer.unit_price.times(*count) < cost) {
            let helps = counts(&with_more(occasion, offer, quantity)).is_some_and(|(valid, _)| valid);
            prop_assert!(!helps, "{} × {} costs less than {:?}", quantity, offer.name, suggestion.add);
        }
    }
    Ok(())
}

proptest! {
    /// What a till judges is what the shop judges.
    #[test]
    fn a_coupon_that_travelled_is_the_same(world in world()) {
        for (coupon, _) in &world.coupons {
            let text = serde_json::to_string(&CouponView::of(coupon, world.shop.currency, world.now)).unwrap();
            let view: CouponView = serde_json::from_str(&text).unwrap();
            let here = view.to_coupon(world.shop.currency).unwrap();
            let uses = (coupon.uses(), here.uses());
            prop_assert_eq!(uses.0, uses.1);
            prop_assert_eq!(Coupon { archived_at: None, ..coupon.clone() }, Coupon { held: 0, consumed: 0, ..here });
        }
    }

    /// Whoever sends back what they were shown changes nothing.
    #[test]
    fn a_form_of_what_is_shown_changes_nothing(world in world()) {
        for (coupon, _) in &world.coupons {
            let shown = serde_json::to_value(CouponView::of(coupon, world.shop.currency, world.now)).unwrap();
            let form: CouponForm = serde_json::from_value(shown).unwrap();
            let before = CouponDraft::of(coupon);
            for extent in [Extent::Whole, Extent::Part] {
                let after = form.onto(Some(before.clone()), extent, world.shop.currency, world.now);
                prop_assert_eq!(after.as_ref(), Ok(&before));
            }
        }
    }
}

/// What is tried above has to happen in it often enough.
#[test]
fn random_purchases_meet_every_kind_of_outcome() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..4_000 {
        let world = world().new_tree(&mut runner).unwrap().current();
        let (occasion, in_play, offers) = (world.occasion(), world.in_play(), world.offers());
        let judged = judge(&occasion, &in_play);
        let mut see = |what: String| *seen.entry(what).or_default() += 1;
        if judged.iter().all(Judged::is_valid) {
            see(format!("{} together", judged.len()));
        }
        for one in &judged {
            if one.is_valid() {
                see(format!("{} counts", one.coupon.terms.benefit.kind()));
            }
            one.failing().for_each(|rule| see(format!("{} fails", rule.condition)));
            let room = Room { offers: &offers, delivery_fee: world.shop.delivery_fee };
            let suggestion = suggest(&occasion, &in_play, one.coupon.id, room);
            let Some(Suggestion { without, deliver, add, wait_until, .. }) = suggestion else { continue };
            let parts = [!without.is_empty(), deliver, add.is_some(), wait_until.is_some()];
            for (part, is_told) in ["without", "deliver", "add", "wait"].into_iter().zip(parts) {
                if is_told {
                    see(format!("{part} helps"));
                }
            }
        }
    }
    let outcomes = DiscountType::ALL.iter().map(|kind| format!("{kind} counts"));
    let outcomes = outcomes.chain(Condition::ALL.iter().map(|condition| format!("{condition} fails")));
    let more = [
        "1 together",
        "2 together",
        "3 together",
        "without helps",
        "deliver helps",
        "add helps",
        "wait helps",
    ];
    for outcome in outcomes.chain(more.map(str::to_owned)) {
        let often = seen.get(&outcome).copied().unwrap_or(0);
        assert!(often >= 20, "{outcome}: only {often} times in {seen:?}");
    }
}
