//! Many codes of one kind at once.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use chrono::{DateTime, Duration, Utc};

use super::coupons::tenth;
use super::refunds::amount;
use super::{Actor, PayOrder, Shop, now, refusal};
use crate::actor::Role;
use crate::coupons::code::UNAMBIGUOUS;
use crate::coupons::{CouponCode, CouponStatus};
use crate::error::Result;
use crate::flows;
use crate::flows::coupons::CouponQuery;
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::wire::coupons::{CouponForm, MadeCodes, MakeCodes};

fn gift() -> CouponForm {
    CouponForm { code: None, ..tenth("") }
}

fn of(count: u32, coupon: CouponForm) -> MakeCodes {
    MakeCodes { count, prefix: Some(" summer ".to_owned()), coupon }
}

impl Shop {
    fn make_codes(&self, make: &MakeCodes) -> Result<MadeCodes> {
        let make = make.clone();
        self.store.write(move |tx| flows::coupons::make_codes(tx, &Actor::System, &make, now()))
    }

    fn wrong_with(&self, make: &MakeCodes) -> Vec<String> {
        match refusal(self.make_codes(make)) {
            Refusal::InvalidInput { errors } => errors.0.into_keys().collect(),
            other => panic!("{other:?}"),
        }
    }

    fn cleaned_up(&self, at: DateTime<Utc>) -> usize {
        self.store.write(move |tx| flows::coupons::clean_up(tx, at, 2)).unwrap()
    }
}

#[test]
fn all_letters_of_a_code_come_about_equally_often_and_no_other() {
    let shop = Shop::open();
    let length = 60_000;
    let code = shop.store.read(|tx| Ok(tx.new_code(length))).unwrap();
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    for byte in code.bytes() {
        *counts.entry(byte).or_default() += 1;
    }
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), UNAMBIGUOUS.to_vec());
    assert!(!counts.keys().any(|letter| b"01ILOU".contains(letter)), "{code}");
    let expected = length / UNAMBIGUOUS.len();
    let squares: usize = counts.values().map(|count| count.abs_diff(expected).pow(2)).sum();
    // Chi square of 29 degrees of freedom: beyond 80 comes by chance once in a million runs.
    assert!(squares < 80 * expected, "{counts:?}");
}

#[test]
fn codes_are_many_each_another_for_one_use_and_in_one_batch() {
    let shop = Shop::open();
    let made = shop.make_codes(&of(1_000, gift())).unwrap();
    assert_eq!((made.count, made.codes.iter().collect::<BTreeSet<_>>().len()), (1_000, 1_000));
    for code in &made.codes {
        let rest = code.strip_prefix("SUMMER-").unwrap();
        assert!(rest.len() == 10 && rest.bytes().all(|byte| UNAMBIGUOUS.contains(&byte)), "{code}");
        assert_eq!(CouponCode::try_from(code.as_str()).unwrap().as_str(), code);
    }
    let query = CouponQuery { batch: Some(made.batch), ..CouponQuery::default() };
    let page = PageRequest::new(2, 100).unwrap();
    let listed =
        shop.store.read(move |tx| flows::coupons::list(tx, &Actor::System, &query, page, now())).unwrap();
    assert_eq!((listed.count, listed.items.len()), (1_000, 100));
    for one in listed.items {
        assert_eq!((one.max_uses, one.is_public, one.batch), (Some(1), false, Some(made.batch)));
        assert_eq!(one.status, CouponStatus::Active);
    }
    assert_eq!(shop.events("coupon.codes_made"), 1, "one word about all of them");
    assert_eq!(shop.events("coupon.created"), 0);
    let more = shop.make_codes(&MakeCodes { prefix: None, ..of(1, gift()) }).unwrap();
    assert_eq!(more.codes[0].len(), 10, "without a beginning");
    assert_ne!(more.batch, made.batch);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_code_is_used_once_however_many_try_at_the_same_moment() {
    let shop = Shop::open();
    let code = shop.make_codes(&of(1, gift())).unwrap().codes.remove(0);
    let placed: usize = thread::scope(|scope| {
        let buy = || usize::from(shop.soup_with(1, &[&code], Some(PayOrder::card(None))).is_ok());
        let buyers: Vec<_> = (0..8).map(|_| scope.spawn(buy)).collect();
        buyers.into_iter().map(|buyer| buyer.join().unwrap()).sum()
    });
    assert_eq!(placed, 1);
    let refused = refusal(shop.soup_with(1, &[&code.to_lowercase()], None));
    assert!(matches!(refused, Refusal::CouponDepleted { .. }), "{refused:?}");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_is_wrong_with_a_batch_is_told_by_its_fields() {
    let shop = Shop::open();
    assert_eq!(shop.wrong_with(&of(0, gift())), ["count"]);
    assert_eq!(shop.wrong_with(&of(1_001, gift())), ["count"]);
    assert_eq!(shop.wrong_with(&of(u32::MAX, gift())), ["count"]);
    for prefix in ["A B", "ÄÖÜ", "A/B", "ABCDEFGHIJKLMNOPQRSTU"] {
        let make = MakeCodes { prefix: Some(prefix.to_owned()), ..of(1, gift()) };
        assert_eq!(shop.wrong_with(&make), ["prefix"], "{prefix}");
    }
    assert_eq!(shop.wrong_with(&of(1, tenth("MINE"))), ["coupon.code"]);
    for most in [Some(2), None] {
        let make = of(1, CouponForm { max_uses: Some(most), ..gift() });
        assert_eq!(shop.wrong_with(&make), ["coupon.max_uses"], "{most:?}");
    }
    assert_eq!(shop.wrong_with(&of(1, CouponForm::default())), ["coupon.discount_type"]);
    let above = CouponForm { discount_value: Some(amount("100.01")), ..gift() };
    assert_eq!(shop.wrong_with(&of(1, above)), ["coupon.discount_value"]);
    let nothing = CouponForm { applicable_products: Some(vec![unknown()]), ..gift() };
    assert_eq!(shop.wrong_with(&of(1, nothing)), ["coupon.applicable_products"]);
    assert_eq!((shop.rows("coupons"), shop.events("coupon.codes_made")), (0, 0));
    let longest = MakeCodes { prefix: Some("ABCDEFGHIJKLMNOPQRST".to_owned()), ..of(1, gift()) };
    assert_eq!(shop.make_codes(&longest).unwrap().codes[0].len(), 31);
    let once = of(1, CouponForm { max_uses: Some(Some(1)), is_public: Some(true), ..gift() });
    shop.make_codes(&once).unwrap();
    assert_eq!(shop.rows("coupons WHERE is_public"), 1);
}

fn unknown() -> crate::id::ProductId {
    crate::id::ProductId::from_uuid(uuid::Uuid::nil())
}

#[test]
fn who_may_not_make_coupons_makes_no_codes() {
    let shop = Shop::open();
    let customer = shop.person("ada", Role::Customer);
    for actor in [shop.staff.clone(), customer, Actor::Anonymous] {
        let make = of(1, gift());
        let refused = shop.store.write(move |tx| flows::coupons::make_codes(tx, &actor, &make, now()));
        assert!(matches!(refusal(refused), Refusal::Forbidden | Refusal::NotAuthenticated));
    }
    assert_eq!(shop.rows("coupons"), 0);
}

#[test]
fn codes_that_nobody_used_are_thrown_away_30_days_after_their_end() {
    let shop = Shop::open();
    let end = now() + Duration::days(10);
    let ends = CouponForm { valid_until: Some(Some(end)), ..gift() };
    let codes = shop.make_codes(&of(6, ends.clone())).unwrap().codes;
    shop.coupon(CouponForm { code: Some("ALONE".to_owned()), max_uses: Some(Some(1)), ..ends });
    shop.make_codes(&of(1, gift())).unwrap();
    shop.soup_with(1, &[&codes[0]], Some(PayOrder::card(None))).unwrap();
    let called_off = shop.soup_with(1, &[&codes[1]], None).unwrap().order;
    shop.called_off(called_off.id);
    let kept = end + Duration::days(30);
    assert_eq!(shop.cleaned_up(kept - Duration::seconds(1)), 0);
    assert_eq!((shop.cleaned_up(kept), shop.cleaned_up(kept), shop.cleaned_up(kept)), (2, 2, 0));
    assert_eq!(shop.rows("coupons WHERE batch_id IS NOT NULL"), 3, "used, called off, without end");
    assert_eq!(shop.rows("coupons WHERE code = 'ALONE'"), 1);
    assert_eq!(shop.events("coupon.cleaned_up"), 2);
    assert_eq!(shop.broken_law(), None);
}
