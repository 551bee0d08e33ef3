//! Who may say who sent them, and when somebody is thanked for it.

use chrono::{DateTime, TimeDelta, Utc};
use rstest::rstest;
use uuid::Uuid;

use super::person::{mailbox, shown, signature};
use super::*;
use crate::catalog::Shop;
use crate::id::UserId;
use crate::orders::{Order, Status};

fn person(number: u128, address: &str, digits: &str) -> Person {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let id = Some(UserId::from_uuid(Uuid::from_u128(number)));
    Person { id, mailbox: given(address).as_deref().map(mailbox), digits: given(digits) }
}

#[rstest]
#[case::account(person(1, "", ""), person(1, "", ""), true)]
#[case::mailbox(person(1, "ada@x.co", ""), person(2, "ada@x.co", ""), true)]
#[case::mailbox_with_a_tag(person(1, "ada+b@x.co", ""), person(2, "ada+c@x.co", ""), true)]
#[case::tag_alone(person(1, "+b@x.co", ""), person(2, "+c@x.co", ""), false)]
#[case::other_host(person(1, "ada@x.co", ""), person(2, "ada@y.co", ""), false)]
#[case::number(person(1, "ada@x.co", "5550199"), person(2, "bob@x.co", "5550199"), true)]
#[case::neither_has_any(person(1, "", ""), person(2, "", ""), false)]
#[case::others(person(1, "ada@x.co", "5550199"), person(2, "bob@x.co", "5550198"), false)]
fn one_person_has_one_account_mailbox_or_number(
    #[case] one: Person,
    #[case] two: Person,
    #[case] same: bool,
) {
    assert_eq!((one.is(&two), two.is(&one)), (same, same));
}

#[test]
fn whoever_registers_is_nobody_yet() {
    let new = Person { id: None, mailbox: None, digits: None };
    assert!(!new.is(&new.clone()));
}

#[test]
fn only_somebody_new_says_once_who_sent_them() {
    let (ada, bob) = (person(1, "ada@x.co", ""), person(2, "bob@x.co", ""));
    let past = |placed| Patronage { placed, ..Patronage::default() };
    assert_eq!(require_redeemable(&bob, &past(0), false, &ada), Ok(()));
    assert_eq!(require_redeemable(&bob, &past(1), false, &ada), Err(Refusal::ReferralNotNew));
    assert_eq!(require_redeemable(&bob, &past(0), true, &ada), Err(Refusal::ReferralRedeemed));
    assert_eq!(require_redeemable(&ada, &past(0), false, &ada), Err(Refusal::ReferralSelf));
}

#[test]
fn a_code_is_read_as_people_type_it() {
    assert_eq!(read_code(" k7m2-pq 9x "), "K7M2PQ9X");
    assert_eq!(read_code(&"x".repeat(100)).len(), 40);
}

#[test]
fn a_shop_without_a_bonus_asks_for_no_recommendations() {
    let terms = Shop::default().referrals;
    assert_eq!(terms.require_offered(), Ok(()));
    for none in [ReferralTerms { bonus: Money::ZERO, ..terms }, ReferralTerms { cap: 0, ..terms }] {
        assert_eq!(none.require_offered(), Err(Refusal::ReferralsNotOffered));
    }
}

#[test]
fn others_learn_a_given_name_or_two_letters() {
    assert_eq!(
        (shown(" Sara ", "sara.ahmadi"), shown("", "sara.ahmadi")),
        ("Sara".to_owned(), "sa…".to_owned())
    );
}

#[rstest]
#[case("Ana-Lucía", true)]
#[case("O'Neil", true)]
#[case("WIN at evil.example", false)]
#[case("http://evil", false)]
#[case("", false)]
#[case("a name that is much too long for one", false)]
fn a_letter_is_signed_with_names_only(#[case] given: &str, #[case] is_name: bool) {
    assert_eq!(signature(given).is_some(), is_name);
}

fn at(hours: i64) -> DateTime<Utc> {
    let noon: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
    noon + TimeDelta::hours(hours)
}

/// Delivered at noon: status, and what was paid and refunded of 10.00.
fn first(status: Status, paid: i64, refunded: i64) -> Order {
    let order = crate::orders::tests::order(status, 1000, paid, refunded);
    Order { delivered_at: Some(at(0)), ..order }
}

#[rstest]
#[case::on_its_way(first(Status::Shipped, 1000, 0), 25, Due::Later)]
#[case::window_open(first(Status::Delivered, 1000, 0), 24, Due::Later)]
#[case::window_over(first(Status::Delivered, 1000, 0), 25, Due::Now)]
#[case::not_paid(first(Status::Delivered, 900, 0), 25, Due::Later)]
#[case::a_part_went_back(first(Status::Delivered, 1000, 999), 25, Due::Now)]
#[case::a_part_of_a_part(first(Status::Delivered, 900, 100), 25, Due::Later)]
#[case::all_went_back(first(Status::Refunded, 1000, 1000), 1, Due::Never(NoBonus::GoneBack))]
#[case::called_off(first(Status::Cancelled, 1000, 1000), 25, Due::Later)]
fn a_bonus_is_due_once_the_order_is_safe(#[case] order: Order, #[case] hours: i64, #[case] wanted: Due) {
    let (ada, bob, shop) = (person(1, "ada@x.co", ""), person(2, "bob@x.co", ""), Shop::default());
    let due = |open| bonus::due(&order, open, [&ada, &bob], true, &shop, at(hours));
    assert_eq!(due(false), wanted);
    if wanted == Due::Now {
        assert_eq!(due(true), Due::Later, "something is being returned");
        let late = at(hours);
        let same = bonus::due(&order, false, [&ada, &ada], true, &shop, late);
        assert_eq!(same, Due::Never(NoBonus::SamePerson));
        let gone = bonus::due(&order, false, [&ada, &bob], false, &shop, late);
        assert_eq!(gone, Due::Never(NoBonus::AccountClosed));
    }
}
