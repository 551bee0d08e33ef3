//! Letters on their way: taken up by one, tried again, given up, revived; and many people who are told page by page.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::coupons::tenth;
use super::people::at_once;
use super::{PayOrder, Shop, now, refusal};
use crate::actor::{Actor, Role};
use crate::error::Error;
use crate::flows;
use crate::flows::events::Work;
use crate::flows::notifications::audience::{self, Progress};
use crate::flows::notifications::{self, letters};
use crate::id::LetterId;
use crate::notifications::letter::{Content, Letter, OrderNews, next_attempt};
use crate::refusal::Refusal;
use crate::wire::coupons::CouponForm;

fn later(minutes: i64) -> DateTime<Utc> {
    now() + Duration::minutes(minutes)
}

impl Shop {
    /// A letter to ada about an order of hers.
    fn letter_to_ada(&self) -> LetterId {
        let ada = self.person("ada", Role::Customer);
        self.counter_takes(&ada);
        let work = self.announced();
        let [Work::Letter(id)] = work.as_slice() else { panic!("{work:?}") };
        *id
    }

    fn took_up(&self, id: LetterId, at: DateTime<Utc>) -> Option<Letter> {
        self.store.write(move |tx| letters::begin(tx, id, at)).unwrap()
    }

    fn letters_due(&self, at: DateTime<Utc>) -> Vec<Work> {
        self.store.read(move |tx| notifications::due(tx, at, 100)).unwrap()
    }
}

#[test]
fn a_letter_is_in_one_pair_of_hands_at_a_time() {
    let shop = Shop::open();
    let id = shop.letter_to_ada();
    assert_eq!(shop.letters_due(now()), [Work::Letter(id)]);
    let begun = at_once(8, |_| shop.took_up(id, now()));
    assert_eq!(begun.iter().flatten().count(), 1);
    assert_eq!(shop.letters_due(later(0)), [], "somebody is at it");
    assert_eq!(shop.letters_due(later(1)), [Work::Letter(id)], "they are gone");
    let second = shop.took_up(id, later(1)).unwrap();
    assert_eq!(second.attempt, 2);
    shop.store.write(move |tx| letters::sent(tx, id, later(1))).unwrap();
    assert!(shop.took_up(id, later(9)).is_none());
    assert_eq!((shop.letters_due(later(9)), shop.rows("letters WHERE status = 'sent'")), (Vec::new(), 1));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn whoever_lost_a_letter_to_another_says_no_more_about_it_but_that_it_was_sent() {
    let shop = Shop::open();
    let id = shop.letter_to_ada();
    let slow = shop.took_up(id, now()).unwrap();
    let quick = shop.took_up(id, later(1)).unwrap();
    let (late, said) = (slow.clone(), quick.clone());
    shop.store.write(move |tx| letters::dead(tx, &late, "x", later(2))).unwrap();
    assert_eq!(shop.rows("letters WHERE status = 'waiting' AND last_error IS NULL"), 1);
    shop.store.write(move |tx| letters::again(tx, &said, later(6), "put off")).unwrap();
    shop.store.write(move |tx| letters::sent(tx, id, later(2))).unwrap();
    shop.store.write(move |tx| letters::dead(tx, &quick, "x", later(3))).unwrap();
    assert_eq!(shop.rows("letters WHERE status = 'sent'"), 1, "what was sent stays sent");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_letter_is_tried_for_two_days_and_then_given_up_and_can_be_revived() {
    let shop = Shop::open();
    let (id, mut at, mut attempts) = (shop.letter_to_ada(), now(), 0);
    let given_up = loop {
        let letter = shop.took_up(id, at).unwrap();
        attempts += 1;
        assert_eq!(letter.attempt, attempts);
        let Some(next) = next_attempt(letter.attempt, at) else { break letter };
        shop.store
            .write(move |tx| letters::again(tx, &letter, next, "the mail server\r\nanswered 451"))
            .unwrap();
        assert_eq!(
            (shop.letters_due(next - Duration::seconds(1)), shop.letters_due(next)),
            (Vec::new(), vec![Work::Letter(id)])
        );
        at = next;
    };
    assert_eq!(attempts, 9);
    assert_eq!(
        shop.text("SELECT last_error AS entry FROM letters").unwrap(),
        "the mail server  answered 451"
    );
    assert!(at - now() > Duration::hours(40) && at - now() < Duration::hours(50), "{}", at - now());
    shop.store.write(move |tx| letters::dead(tx, &given_up, "it never worked", at)).unwrap();
    assert_eq!(shop.letters_due(at + Duration::days(9)), []);
    let admin = shop.person("ann", Role::Admin);
    let seen = shop.by(&admin, move |tx, by| letters::load(tx, by, id)).unwrap();
    assert_eq!((seen.to.as_str(), seen.last_error.as_deref()), ("a***@example.com", Some("it never worked")));
    assert_eq!(seen.next_at, None);
    let again = at + Duration::days(9);
    let revived = shop.by(&admin, move |tx, by| letters::revive(tx, by, id, again)).unwrap();
    assert_eq!((revived.attempts, revived.next_at), (0, Some(again)));
    assert_eq!(shop.letters_due(again), [Work::Letter(id)]);
    let refused = refusal(shop.by(&admin, move |tx, by| letters::revive(tx, by, id, again)));
    assert_eq!(refused, Refusal::NotRetryable { status: "waiting".to_owned() });
    let refused = refusal(shop.by(&shop.staff, move |tx, by| letters::revive(tx, by, id, again)));
    assert_eq!(refused, Refusal::Forbidden);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn an_orders_letter_shows_the_order_as_it_is() {
    let shop = Shop::open();
    let id = shop.letter_to_ada();
    let (staff, order) = (shop.staff.clone(), shop.text("SELECT id AS entry FROM orders").unwrap());
    let order = order.parse().unwrap();
    shop.store.write(move |tx| flows::orders::pay(tx, &staff, order, &PayOrder::cash(None), now())).unwrap();
    let letter = shop.took_up(id, now()).unwrap();
    let written = shop.store.read(move |tx| letters::read(tx, &letter)).unwrap();
    assert_eq!((written.shop.as_str(), written.name.as_str()), ("Comanda", "ada"));
    let Content::Order(OrderNews::Confirmed, order) = written.content else { panic!("{written:?}") };
    assert_eq!(order.bill.lines[0].name, "Soup");
    assert_eq!(order.bill.paid, order.bill.total);
    assert_eq!(order.at, "Sun 22 Nov 2026, 12:00");
}

#[test]
fn what_cannot_be_read_is_broken_and_keeps_no_other_letter() {
    let shop = Shop::open();
    let id = shop.letter_to_ada();
    let letter = shop.took_up(id, now()).unwrap();
    let reads = |letter: Letter| shop.store.read(move |tx| letters::read(tx, &letter));
    for bent in [
        Letter { template: "of_another_age".to_owned(), ..letter.clone() },
        Letter { data: "{".to_owned(), ..letter.clone() },
        Letter { template: "stock_alert".to_owned(), ..letter.clone() },
        Letter { template: "coupon_expiring".to_owned(), ..letter.clone() },
        Letter { template: "wallet_changed".to_owned(), ..letter.clone() },
    ] {
        assert!(matches!(reads(bent.clone()), Err(Error::Broken(_))), "{bent:?}");
    }
    assert!(reads(letter.clone()).is_ok());
    assert!(!format!("{letter:?}").contains("ada"), "neither its address nor what is in it is shown");
}

fn expiring(code: &str) -> CouponForm {
    CouponForm { valid_until: Some(Some(now() + Duration::days(3))), ..tenth(code) }
}

impl Shop {
    fn tell_of_ends(&self) -> Vec<Work> {
        self.store.write(|tx| flows::coupons::expiring_soon(tx, now(), 100)).unwrap();
        self.announced()
    }

    /// All pages of what `work` says; how many pages those were.
    fn tell_all(&self, work: &[Work]) -> usize {
        let mut pages = 0;
        for one in work {
            let Work::Audience(cause) = *one else { continue };
            assert!(self.store.write(move |tx| audience::begin(tx, cause, now())).unwrap());
            while self.store.write(move |tx| audience::tell_page(tx, cause, now())).unwrap() == Progress::More
            {
                pages += 1;
            }
        }
        pages
    }
}

#[test]
fn the_end_of_a_coupon_is_told_to_all_who_can_use_it_page_by_page_and_once() {
    let shop = Shop::open();
    let customers: Vec<Actor> = (0..450).map(|n| shop.person(&format!("guest{n}"), Role::Customer)).collect();
    let used = shop.coupon(CouponForm {
        max_uses_per_user: Some(Some(1)),
        is_public: Some(true),
        ..expiring("ONCE")
    });
    let buyer = customers[3].clone();
    let order = crate::wire::orders::PlaceOrder {
        items: super::items(&[(shop.soup, 1)]),
        customer_id: buyer.user_id(),
        coupon_codes: vec!["ONCE".to_owned()],
        ..crate::wire::orders::PlaceOrder::default()
    };
    shop.by(&shop.staff, move |tx, by| flows::orders::place(tx, by, &order, now())).unwrap();
    shop.execute("UPDATE users SET is_active = FALSE WHERE username = 'guest7'");
    shop.announced();
    let before = shop.rows("letters");
    let work = shop.tell_of_ends();
    let [Work::Audience(cause)] = work.as_slice() else { panic!("{work:?}") };
    assert_eq!(shop.letters_due(now()), [work.clone(), shop.letters_due(now())[1..].to_vec()].concat());
    assert_eq!(shop.tell_all(&work), 3);
    assert_eq!(shop.rows("notifications WHERE kind = 'coupon'"), 448, "all but who used it and who is gone");
    assert_eq!(shop.rows("letters") - before, 448);
    assert_eq!(shop.told_in_app(&buyer).iter().filter(|told| told.kind.as_str() == "coupon").count(), 0);
    let told = &shop.told_in_app(&customers[9])[0];
    assert_eq!(
        (told.message.as_str(), told.title.as_str()),
        ("Coupon ONCE expires in 7 days.", "Coupon ONCE expires in 7 days")
    );
    assert_eq!(told.link, Some(format!("/api/coupons/{}/", used.id)));
    let cause = *cause;
    assert!(!shop.store.write(move |tx| audience::begin(tx, cause, later(9))).unwrap(), "all were told");
    assert_eq!(shop.store.write(move |tx| audience::tell_page(tx, cause, later(9))).unwrap(), Progress::All);
    assert_eq!(shop.tell_of_ends(), [], "once for each number of days");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn two_who_tell_the_same_people_at_once_tell_each_once() {
    let shop = Shop::open();
    for n in 0..230 {
        shop.person(&format!("guest{n}"), Role::Customer);
    }
    shop.coupon(CouponForm { is_public: Some(true), ..expiring("ALL") });
    let work = shop.tell_of_ends();
    let [Work::Audience(cause)] = work.as_slice() else { panic!("{work:?}") };
    let cause = *cause;
    at_once(4, |_| {
        while shop.store.write(move |tx| audience::tell_page(tx, cause, now())).unwrap() == Progress::More {}
    });
    assert_eq!((shop.rows("notifications"), shop.rows("letters")), (230, 230));
    assert_eq!(shop.text("SELECT CAST(told AS TEXT) AS entry FROM audiences").unwrap(), "230");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_personal_coupon_tells_its_owner_and_a_hidden_one_nobody() {
    let shop = Shop::open();
    let (ada, ben) = (shop.person("ada", Role::Customer), shop.person("ben", Role::Customer));
    let owned = shop.coupon(CouponForm { is_public: Some(false), ..expiring("ADAS") }).id;
    shop.coupon(CouponForm { is_public: Some(false), ..expiring("HIDDEN") });
    let id = ada.user_id();
    shop.store
        .write(move |tx| {
            let sql = format!("UPDATE coupons SET owner_id = '{}' WHERE id = '{owned}'", id.unwrap());
            crate::store::db_execute_for_tests(tx, &sql)
        })
        .unwrap();
    let work = shop.tell_of_ends();
    assert!(matches!(work.as_slice(), [Work::Letter(_)]), "{work:?}");
    assert_eq!((shop.told_in_app(&ada).len(), shop.told_in_app(&ben).len()), (1, 0));
    let [Work::Letter(id)] = work.as_slice() else { panic!("{work:?}") };
    let letter = shop.took_up(*id, now()).unwrap();
    let written = shop.store.read(move |tx| letters::read(tx, &letter)).unwrap();
    let Content::Coupon(coupon) = written.content else { panic!("{written:?}") };
    assert_eq!((coupon.code.as_str(), coupon.gives.as_str(), coupon.days), ("ADAS", "10% off", 7));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn letters_are_seen_by_those_who_look_after_the_shop_alone() {
    let shop = Shop::open();
    let id = shop.letter_to_ada();
    for actor in [shop.staff.clone(), shop.person("max", Role::Manager)] {
        assert_eq!(refusal(shop.by(&actor, move |tx, by| letters::load(tx, by, id))), Refusal::Forbidden);
    }
    let page = crate::page::PageRequest::default();
    let admin = shop.person("ann", Role::Admin);
    let seen = shop.by(&admin, move |tx, by| letters::list(tx, by, None, page)).unwrap();
    assert_eq!(seen.count, 1);
    assert!(!json!(seen.items).to_string().contains("ada@"), "{seen:?}");
}
