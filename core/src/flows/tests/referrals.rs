//! Recommendations: passed on, said, attributed to an order, and paid for once, however many servers pay at once.

use chrono::{DateTime, Duration, Utc};
use rstest::rstest;

use super::people::at_once;
use super::refunds::{all, amount};
use super::returns::asking;
use super::{Actor, PayOrder, Shop, items, now, refusal};
use crate::actor::Role;
use crate::error::Result;
use crate::flows::referrals::{self, Invitation};
use crate::flows::{accounts, coupons, orders};
use crate::money::{Amount, Money};
use crate::orders::DeliveryMethod;
use crate::referrals::{BonusKind, ReferralStatus, ReferralTerms};
use crate::refusal::Refusal;
use crate::returns::ReturnType;
use crate::store;
use crate::store::db_execute_for_tests as execute;
use crate::wire::accounts::{UpdateCustomer, UpdateProfile, UpdateUser};
use crate::wire::orders::PlaceOrder;
use crate::wire::referrals::{Invite, Invited, MyReferrals, RedeemReferral, Redeemed};
use crate::wire::{CancelOrder, OrderView};

fn hours(count: i64) -> DateTime<Utc> {
    now() + Duration::hours(count)
}

impl Shop {
    fn referrals_of(&self, whom: &Actor) -> MyReferrals {
        self.by(whom, |tx, by| referrals::mine(tx, by, now())).unwrap()
    }

    /// What somebody passes on.
    pub(super) fn code_of(&self, whom: &Actor) -> String {
        self.referrals_of(whom).code
    }

    fn redeem(&self, by: &Actor, code: &str) -> Result<Redeemed> {
        let command = RedeemReferral { code: code.to_owned() };
        self.by(by, move |tx, by| referrals::redeem(tx, by, &command, now()))
    }

    fn invite(&self, by: &Actor, email: &str, at: DateTime<Utc>) -> Result<(Invited, Invitation)> {
        let invite = Invite { email: email.to_owned() };
        self.by(by, move |tx, by| referrals::invite(tx, by, &invite, at))
    }

    fn pay_due(&self, at: DateTime<Utc>) -> usize {
        self.store.write(move |tx| referrals::pay_due(tx, at, 50)).unwrap()
    }

    fn thanks(&self, change: impl Fn(ReferralTerms) -> ReferralTerms + Send + 'static) {
        let changed = move |tx: &mut store::Tx<'_>| {
            let mut shop = store::settings::load_shop(tx)?;
            shop.referrals = change(shop.referrals);
            store::settings::save_shop(tx, &shop)
        };
        self.store.write(changed).unwrap();
    }

    fn calls(&self, whom: &Actor, number: &str) {
        let phone_number = Some(number.to_owned());
        let customer_profile = Some(UpdateCustomer { phone_number, ..UpdateCustomer::default() });
        let change = UpdateProfile { user: UpdateUser::default(), customer_profile };
        self.by(whom, move |tx, by| accounts::update_profile(tx, by, &change, None, now())).unwrap();
    }

    /// A customer whom `by` sent, and who was brought a tea.
    fn sent_and_served(&self, by: &Actor, name: &str) -> (Actor, OrderView) {
        let friend = self.person(name, Role::Customer);
        self.redeem(&friend, &self.code_of(by)).unwrap();
        let order = self.tea_for(&friend);
        self.brought(order.id);
        (friend, order)
    }

    fn tea_for(&self, whom: &Actor) -> OrderView {
        self.sold_and_paid(&[(self.tea, 1)], Some(whom), DeliveryMethod::Pickup, PayOrder::card(None))
    }

    fn standing_of(&self, whom: &Actor) -> (ReferralStatus, String) {
        let id = whom.user_id().unwrap();
        let row = self.store.read(|tx| store::referrals::find_of_referee(tx, id)).unwrap().unwrap();
        (row.status().unwrap(), row.reason)
    }

    fn order_of_referral(&self) -> Option<String> {
        self.text("SELECT order_id AS entry FROM referrals WHERE order_id IS NOT NULL")
    }
}

fn bent(shop: &Shop, sql: &'static str) {
    shop.store.write(move |tx| execute(tx, sql)).unwrap();
}

fn five() -> Amount {
    amount("5.00")
}

#[test]
fn a_code_is_made_when_it_is_first_asked_for_and_stays() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let codes = at_once(8, |_| shop.code_of(&ada));
    assert!(codes.iter().all(|code| *code == codes[0] && code.len() == 8), "{codes:?}");
    let mine = shop.referrals_of(&ada);
    assert_eq!((mine.invited, mine.rewarded, mine.bonus, mine.cap), (0, 0, five(), 20));
    assert_eq!(shop.events("referral.code_created"), 1);
    let refused = shop.by(&Actor::Anonymous, |tx, by| referrals::mine(tx, by, now()));
    assert_eq!(refusal(refused), Refusal::NotAuthenticated);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn the_bonus_is_paid_once_after_the_first_order_is_safe() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let (bob, order) = shop.sent_and_served(&ada, "bob");
    assert_eq!(shop.order_of_referral(), Some(order.id.to_string()));
    shop.tea_for(&bob);
    assert_eq!(shop.order_of_referral(), Some(order.id.to_string()), "the first stays the first");
    assert_eq!((shop.pay_due(hours(24)), shop.balance(&ada)), (0, amount("0.00")));
    assert_eq!((shop.pay_due(hours(25)), shop.balance(&ada)), (1, five()));
    assert_eq!((shop.pay_due(hours(26)), shop.balance(&ada)), (0, five()));
    let mine = shop.referrals_of(&ada);
    assert_eq!((mine.invited, mine.rewarded, mine.earned), (1, 1, five()));
    assert_eq!(
        (mine.referrals[0].name.as_str(), mine.referrals[0].status),
        ("bo…", ReferralStatus::Rewarded)
    );
    assert_eq!(mine.referrals[0].settled_at, Some(hours(25)));
    let events = ["redeemed", "attributed", "rewarded", "refused"];
    assert_eq!(events.map(|event| shop.events(&format!("referral.{event}"))), [1, 1, 1, 0]);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn however_many_servers_pay_each_bonus_is_paid_once_and_the_cap_holds() {
    let shop = Shop::open();
    shop.thanks(|terms| ReferralTerms { cap: 3, ..terms });
    let senders = ["ada", "eve"].map(|name| shop.person(name, Role::Customer));
    for sender in &senders {
        for number in 0..5 {
            let Actor::User { username, .. } = sender else { panic!() };
            shop.sent_and_served(sender, &format!("{username}{number}"));
        }
    }
    let store = &shop.store;
    let paid = at_once(8, |_| {
        let pay =
            |tx: &mut store::Tx<'_>| Ok(super::people::lingering(referrals::pay_due(tx, hours(25), 4)?));
        (0..6).map(|_| store.write(pay).unwrap()).sum::<usize>()
    });
    let left = shop.pay_due(hours(25));
    assert_eq!(paid.iter().sum::<usize>() + left, 10);
    for sender in &senders {
        assert_eq!(shop.balance(sender), amount("15.00"));
        assert_eq!(shop.referrals_of(sender).rewarded, 3);
    }
    assert_eq!(shop.rows("ledger_entries WHERE account = 'bonuses'"), 6);
    assert_eq!(shop.rows("referrals WHERE status = 'refused' AND reason = 'cap_reached'"), 4);
    assert_eq!((shop.events("referral.rewarded"), shop.events("referral.refused")), (6, 4));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_bonus_may_be_a_coupon_for_one_order_of_whoever_earned_it() {
    let shop = Shop::open();
    shop.thanks(|terms| ReferralTerms { paid_as: BonusKind::Coupon, ..terms });
    let ada = shop.person("ada", Role::Customer);
    let (bob, _) = shop.sent_and_served(&ada, "bob");
    assert_eq!((shop.pay_due(hours(25)), shop.balance(&ada)), (1, amount("0.00")));
    let code = shop.text("SELECT code AS entry FROM coupons").unwrap();
    let soups = |whom: &Actor| {
        let order = PlaceOrder {
            items: items(&[(shop.soup, 2)]),
            customer_id: whom.user_id(),
            coupon_codes: vec![code.clone()],
            ..PlaceOrder::default()
        };
        shop.by(&shop.staff, move |tx, by| orders::place(tx, by, &order, hours(26)))
    };
    assert_eq!(refusal(soups(&bob)).code(), "unknown_coupon", "it is hers");
    assert_eq!(soups(&ada).unwrap().order.discount_amount, five());
    assert_eq!(refusal(soups(&ada)).code(), "coupon_depleted");
    let id = shop.text("SELECT id AS entry FROM coupons").unwrap().parse().unwrap();
    let view = shop.store.read(|tx| coupons::load(tx, &ada, id, hours(26))).unwrap();
    assert_eq!((view.valid_until, view.is_public), (Some(hours(25) + Duration::days(90)), false));
    assert_eq!(shop.referrals_of(&ada).earned, five());
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn only_somebody_new_and_other_says_once_who_sent_them() {
    let shop = Shop::open();
    let (ada, bob) = (shop.person("ada", Role::Customer), shop.person("bob", Role::Customer));
    let (ada_s, bob_s) = (shop.code_of(&ada), shop.code_of(&bob));
    let unknown = Refusal::UnknownReferralCode { referral_code: "NOBODYS1".to_owned() };
    assert_eq!(refusal(shop.redeem(&bob, "nobodys1")), unknown);
    assert_eq!(refusal(shop.redeem(&ada, &ada_s)), Refusal::ReferralSelf);
    shop.calls(&ada, "+49 (30) 123-456");
    shop.calls(&bob, "49 30 12 34 56");
    assert_eq!(refusal(shop.redeem(&bob, &ada_s)), Refusal::ReferralSelf, "one telephone number");
    shop.calls(&bob, "49 30 12 34 57");
    let called_off = shop.tea_for(&bob);
    assert_eq!(refusal(shop.redeem(&bob, &ada_s)), Refusal::ReferralNotNew);
    shop.called_off(called_off.id);
    let said = shop.redeem(&bob, &ada_s).unwrap();
    assert_eq!((said.code.as_str(), said.status), (ada_s.as_str(), ReferralStatus::Pending));
    let again = at_once(6, |_| shop.redeem(&bob, &ada_s));
    assert!(again.into_iter().all(|refused| refusal(refused) == Refusal::ReferralRedeemed));
    let mut at_the_same_time = at_once(6, |_| shop.redeem(&ada, &bob_s));
    at_the_same_time.retain(Result::is_ok);
    assert_eq!(at_the_same_time.len(), 1);
    shop.thanks(|terms| ReferralTerms { bonus: Money::ZERO, ..terms });
    let eve = shop.person("eve", Role::Customer);
    assert_eq!(refusal(shop.redeem(&eve, &ada_s)), Refusal::ReferralsNotOffered);
    assert_eq!(refusal(shop.redeem(&Actor::Anonymous, &ada_s)), Refusal::NotAuthenticated);
    assert_eq!(shop.rows("referrals"), 2);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_first_order_that_is_called_off_leaves_it_to_the_next() {
    let shop = Shop::open();
    let (ada, bob) = (shop.person("ada", Role::Customer), shop.person("bob", Role::Customer));
    shop.redeem(&bob, &shop.code_of(&ada)).unwrap();
    let [first, second] = [(); 2].map(|()| shop.tea_for(&bob));
    let cancel = |order: &OrderView| {
        let id = order.id;
        let called_off = move |tx: &mut store::Tx<'_>, by: &Actor| {
            orders::cancel(tx, by, id, &CancelOrder::default(), now())
        };
        shop.by(&bob, called_off).unwrap();
    };
    cancel(&first);
    assert_eq!(shop.order_of_referral(), Some(second.id.to_string()), "it was placed already");
    cancel(&second);
    assert_eq!(shop.order_of_referral(), None);
    assert_eq!(shop.pay_due(hours(100)), 0);
    let third = shop.tea_for(&bob);
    assert_eq!(shop.order_of_referral(), Some(third.id.to_string()));
    assert_eq!(shop.events("referral.attributed"), 3);
    shop.brought(third.id);
    assert_eq!(shop.pay_due(hours(100)), 1);
    assert_eq!(shop.broken_law(), None);
}

#[rstest]
#[case::same_number("same_person", |shop: &Shop, [ada, bob]: [&Actor; 2], _: &OrderView| {
    shop.calls(ada, "555 0199");
    shop.calls(bob, "5550199");
})]
#[case::same_mailbox("same_person", |shop: &Shop, _: [&Actor; 2], _: &OrderView| {
    bent(shop, "UPDATE users SET email_folded = 'ada+x@example.com' WHERE username = 'bob'");
})]
#[case::gone_back("gone_back", |shop: &Shop, _: [&Actor; 2], order: &OrderView| {
    let manager = shop.manager();
    shop.give_money_back(&manager, order.id, &all("cold")).unwrap();
})]
#[case::closed("account_closed", |shop: &Shop, _: [&Actor; 2], _: &OrderView| {
    bent(shop, "UPDATE users SET is_active = FALSE WHERE username = 'ada'");
})]
fn there_is_no_bonus_where_it_turns_out_otherwise(
    #[case] reason: &str,
    #[case] turn: fn(&Shop, [&Actor; 2], &OrderView),
) {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let (bob, order) = shop.sent_and_served(&ada, "bob");
    turn(&shop, [&ada, &bob], &order);
    assert_eq!(shop.pay_due(hours(25)), 1);
    assert_eq!(shop.standing_of(&bob), (ReferralStatus::Refused, reason.to_owned()));
    assert_eq!((shop.pay_due(hours(50)), shop.balance(&ada)), (0, amount("0.00")));
    assert_eq!((shop.events("referral.refused"), shop.events("referral.rewarded")), (1, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_bonus_waits_for_a_return_and_for_a_shop_that_thanks() {
    let shop = Shop::open();
    let (ada, manager) = (shop.person("ada", Role::Customer), shop.manager());
    let (bob, order) = shop.sent_and_served(&ada, "bob");
    let asked = shop.ask_return(&bob, &asking(&order, ReturnType::Return, &[(0, 1)])).unwrap();
    assert_eq!(shop.pay_due(hours(50)), 0);
    shop.agree_return(&manager, asked.id, None).unwrap();
    shop.settle_return(&manager, asked.id, ReturnType::Return).unwrap();
    shop.thanks(|terms| ReferralTerms { bonus: Money::ZERO, ..terms });
    assert_eq!(shop.pay_due(hours(50)), 0);
    shop.thanks(|terms| ReferralTerms { bonus: Money::minor(250), ..terms });
    assert_eq!((shop.pay_due(hours(50)), shop.balance(&ada)), (1, amount("2.50")));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn one_that_waits_to_be_paid_keeps_nobody_behind_it_waiting() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    shop.sent_and_served(&ada, "eve");
    bent(&shop, "UPDATE orders SET paid = 0, payment_status = 'pending'");
    shop.sent_and_served(&ada, "bob");
    let one_at_a_time = shop.store.write(|tx| referrals::pay_due(tx, hours(25), 1));
    assert_eq!((one_at_a_time.unwrap(), shop.balance(&ada)), (1, five()));
}

#[test]
fn orders_of_guests_and_of_those_whom_nobody_sent_are_nobodys_first() {
    let shop = Shop::open();
    let (ada, bob) = (shop.person("ada", Role::Customer), shop.person("bob", Role::Customer));
    shop.redeem(&bob, &shop.code_of(&ada)).unwrap();
    shop.place(&[(shop.tea, 1)], None).unwrap();
    shop.tea_for(&ada);
    assert_eq!((shop.order_of_referral(), shop.events("referral.attributed")), (None, 0));
    let placed = at_once(4, |_| shop.tea_for(&bob).id.to_string());
    assert!(placed.contains(&shop.order_of_referral().unwrap()));
    assert_eq!(shop.events("referral.attributed"), 1);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn one_letter_goes_to_an_address_and_ten_a_day() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    shop.person("bob", Role::Customer);
    let (told, letter) = shop.invite(&ada, " Bob@Example.com ", now()).unwrap();
    assert_eq!((told.email.as_str(), told.code.clone()), ("Bob@Example.com", shop.code_of(&ada)));
    assert_eq!((letter.to, letter.code, letter.from), (told.email, told.code, None));
    for same in ["bob@example.com", "bob+2@example.com"] {
        assert_eq!(refusal(shop.invite(&ada, same, now())), Refusal::AlreadyInvited);
    }
    for own in ["ada@example.com", "Ada+x@example.com"] {
        assert_eq!(refusal(shop.invite(&ada, own, now())), Refusal::ReferralSelf);
    }
    assert_eq!(refusal(shop.invite(&ada, "nobody", now())).code(), "invalid_input");
    for number in 2..=10 {
        shop.invite(&ada, &format!("friend{number}@example.com"), hours(1)).unwrap();
    }
    let later = shop.invite(&ada, "one.more@example.com", hours(2));
    assert_eq!(refusal(later), Refusal::TooManyRequests { retry_after: 22 * 3600 });
    shop.invite(&shop.staff, "one.more@example.com", hours(2)).unwrap();
    shop.invite(&ada, "one.more@example.com", hours(24)).unwrap();
    let events =
        shop.text("SELECT data AS entry FROM events WHERE kind = 'referral.invited' AND data LIKE '%@%'");
    assert_eq!((shop.events("referral.invited"), events), (12, None), "to whom is not told");
    shop.thanks(|terms| ReferralTerms { bonus: Money::ZERO, ..terms });
    assert_eq!(refusal(shop.invite(&ada, "x@example.com", hours(90))), Refusal::ReferralsNotOffered);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn letters_that_are_asked_for_at_once_are_counted_too() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let sent = at_once(14, |number| shop.invite(&ada, &format!("f{number}@example.com"), now()).is_ok());
    assert_eq!(sent.into_iter().filter(|sent| *sent).count(), 10);
    let same = at_once(6, |_| shop.invite(&shop.staff, "bob@example.com", now()).is_ok());
    assert_eq!(same.into_iter().filter(|sent| *sent).count(), 1);
}

#[rstest]
#[case::not_booked(
    "DELETE FROM ledger_entries WHERE kind = 'referral_bonus'; UPDATE wallets SET balance = 0, entries = 0"
)]
#[case::another_amount("UPDATE referrals SET bonus = bonus + 1 WHERE status = 'rewarded'")]
#[case::another_posting("UPDATE referrals SET posting_id = 'posting_gone' WHERE status = 'rewarded'")]
#[case::no_order("UPDATE referrals SET order_id = NULL")]
#[case::too_many("UPDATE referral_codes SET rewarded = rewarded + 1")]
#[case::bonus_of_nobody("UPDATE ledger_entries SET reference = 'referral_gone' WHERE account = 'bonuses'")]
#[case::code_of_nobody("UPDATE referrals SET code = 'NOBODYS1'")]
#[case::order_of_another("UPDATE referrals SET order_id = (SELECT MAX(id) FROM orders)")]
#[case::refused_and_paid("UPDATE referrals SET bonus = 1 WHERE status = 'pending'")]
fn a_referral_that_breaks_its_law_is_named(#[case] bend: &'static str) {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    shop.sent_and_served(&ada, "bob");
    shop.pay_due(hours(25));
    let eve = shop.person("eve", Role::Customer);
    shop.redeem(&eve, &shop.code_of(&ada)).unwrap();
    shop.tea_for(&ada);
    assert_eq!(shop.broken_law(), None);
    bent(&shop, bend);
    assert_eq!(shop.broken_law().as_deref(), Some("referrals"));
}
