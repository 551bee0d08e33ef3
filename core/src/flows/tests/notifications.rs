//! Who is told of what happens: once each, by the ways that they want.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::people::at_once;
use super::{PayOrder, Shop, items, now, refusal};
use crate::actor::{Actor, Role};
use crate::flows::events::{self, Work};
use crate::flows::{self, notifications};
use crate::id::UserId;
use crate::orders::Status;
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::store::{self, events::Concerns};
use crate::wire::orders::PlaceOrder;
use crate::wire::{CancelOrder, NotificationView, PreferencesForm, WaysForm};

impl Shop {
    /// Numbers and dispatches all that happened so far; what is to be done then.
    pub(super) fn announced(&self) -> Vec<Work> {
        let mut work = Vec::new();
        loop {
            self.store.write(|tx| events::number(tx, "one", now(), 1000)).unwrap();
            let dispatched = self.store.write(|tx| events::dispatch(tx, now(), 100)).unwrap();
            if dispatched.events == 0 {
                return work;
            }
            work.extend(dispatched.work);
        }
    }

    /// That something happened that other flows write down.
    pub(super) fn wrote_down(&self, kind: &'static str, owner: Option<UserId>, data: Value) {
        let appended = self.store.write(move |tx| {
            let concerns = Concerns { owner, via: None };
            let subject = data["id"].as_str().unwrap_or("x").to_owned();
            store::events::append_for(tx, concerns, kind, &subject, &data, "system", now())
        });
        appended.unwrap();
    }

    fn low_on_soup(&self, severity: &str, tells: bool) {
        let data = json!({
            "id": "alert_01kb3s0000e008000000000001", "alert_type": "low_stock", "severity": severity,
            "message": "Soup: 3 left, the limit is 3.", "product": { "id": self.soup, "name": "Soup" },
            "threshold_value": 3, "current_value": 3, "tells": tells,
        });
        self.wrote_down("alert.opened", None, data);
    }

    pub(super) fn told_in_app(&self, actor: &Actor) -> Vec<NotificationView> {
        let actor = actor.clone();
        let query = notifications::NotificationQuery::default();
        let page = PageRequest::new(1, 100).unwrap();
        self.store.read(move |tx| notifications::list(tx, &actor, query, page)).unwrap().items
    }

    fn titles_told(&self, actor: &Actor) -> Vec<String> {
        self.told_in_app(actor).into_iter().map(|told| told.title).rev().collect()
    }

    /// The letters to somebody, by template, the oldest first.
    pub(super) fn letters_to(&self, name: &str) -> Vec<String> {
        let query = format!(
            "SELECT COALESCE(GROUP_CONCAT(template), '') AS entry FROM (SELECT template FROM letters \
             WHERE address = '{name}@example.com' ORDER BY id) AS own"
        );
        let query = match self.store.backend() {
            store::Backend::Sqlite => query,
            store::Backend::Postgres => query.replace("GROUP_CONCAT(template)", "STRING_AGG(template, ',')"),
        };
        let found = self.text(&query).unwrap();
        found.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    fn wishes(&self, actor: &Actor, form: PreferencesForm) {
        self.by(actor, move |tx, by| notifications::set_preferences(tx, by, &form, now())).unwrap();
    }

    /// Soup that the counter takes for somebody.
    pub(super) fn counter_takes(&self, customer: &Actor) -> crate::wire::OrderView {
        let order = PlaceOrder {
            items: items(&[(self.soup, 1)]),
            customer_id: customer.user_id(),
            ..PlaceOrder::default()
        };
        self.by(&self.staff, move |tx, by| flows::orders::place(tx, by, &order, now())).unwrap().order
    }
}

const OFF: Option<WaysForm> = Some(WaysForm { in_app: Some(false), email: Some(false) });

#[test]
fn everybody_who_may_see_alerts_is_told_and_nobody_else() {
    let shop = Shop::open();
    let (manager, admin) = (shop.person("max", Role::Manager), shop.person("ann", Role::Admin));
    let customer = shop.person("ada", Role::Customer);
    shop.person("gone", Role::Staff);
    shop.execute("UPDATE users SET is_active = FALSE WHERE username = 'gone'");
    shop.announced();
    shop.low_on_soup("warning", true);
    let work = shop.announced();
    for actor in [&shop.staff, &manager, &admin] {
        let told = shop.told_in_app(actor);
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((told.title.as_str(), told.kind.as_str()), ("Low stock: Soup", "stock_alert"));
        assert_eq!(told.message, "Soup: 3 left, the limit is 3.");
        assert_eq!(told.link.as_deref(), Some("/api/alerts/alert_01kb3s0000e008000000000001/"));
    }
    assert_eq!(shop.told_in_app(&customer), []);
    assert_eq!((shop.rows("notifications"), shop.rows("letters"), work.len()), (3, 3, 3));
    assert_eq!(shop.letters_to("sara"), ["stock_alert"]);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn an_alert_that_tells_nobody_tells_nobody() {
    let shop = Shop::open();
    shop.low_on_soup("info", false);
    assert_eq!(shop.announced(), []);
    assert_eq!(shop.rows("notifications") + shop.rows("letters"), 0);
}

#[test]
fn a_notification_reaches_apps_as_an_event_of_its_owner_and_tells_nobody_in_turn() {
    let shop = Shop::open();
    shop.low_on_soup("warning", true);
    shop.announced();
    assert_eq!(shop.events("notification.created"), 1);
    let owner = shop.text("SELECT owner_id AS entry FROM events WHERE kind = 'notification.created'");
    assert_eq!(owner, shop.staff.user_id().map(|id| id.to_string()));
    assert_eq!(shop.announced(), []);
    assert_eq!(shop.rows("notifications"), 1);
}

#[test]
fn people_get_what_they_want_by_the_ways_they_want() {
    let shop = Shop::open();
    let (quiet, mail_alone) = (shop.person("quiet", Role::Staff), shop.person("mail", Role::Staff));
    shop.person("mute", Role::Staff);
    shop.execute("UPDATE users SET email = NULL, email_folded = NULL WHERE username = 'mute'");
    shop.wishes(&quiet, PreferencesForm { stock_alert: OFF, ..PreferencesForm::default() });
    let by_mail = Some(WaysForm { in_app: Some(false), email: None });
    shop.wishes(&mail_alone, PreferencesForm { stock_alert: by_mail, ..PreferencesForm::default() });
    shop.low_on_soup("critical", true);
    shop.announced();
    assert_eq!((shop.told_in_app(&quiet).len(), shop.letters_to("quiet").len()), (0, 0));
    assert_eq!((shop.told_in_app(&mail_alone).len(), shop.letters_to("mail").len()), (0, 1));
    assert_eq!((shop.rows("notifications"), shop.rows("letters")), (2, 2), "sara by both, mute in the app");
}

#[test]
fn the_customer_follows_an_order_from_its_confirmation_on() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    shop.announced();
    let order = shop.counter_takes(&ada);
    let (id, staff) = (order.id, shop.staff.clone());
    shop.store.write(move |tx| flows::orders::pay(tx, &staff, id, &PayOrder::cash(None), now())).unwrap();
    shop.stepped(id, &[Status::Processing, Status::Preparing, Status::Ready, Status::Delivered]);
    shop.announced();
    let number = &order.number;
    let wanted = ["received", "accepted", "ready", "delivered"].map(|what| format!("Order {number} {what}"));
    assert_eq!(shop.titles_told(&ada), wanted);
    assert_eq!(shop.letters_to("ada"), ["order_confirmation", "order_ready"]);
    assert_eq!(shop.told_in_app(&ada)[0].link, Some(format!("/api/orders/{id}/")));
    assert_eq!(shop.told_in_app(&shop.staff), [], "staff are not told of each order");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn nobody_is_told_in_the_app_of_what_they_just_did() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    shop.announced();
    let item = items(&[(shop.soup, 1)]).remove(0);
    shop.by(&ada, move |tx, by| flows::cart::add(tx, by, &item, now())).unwrap();
    let order =
        shop.by(&ada, |tx, by| flows::orders::checkout(tx, by, &crate::wire::Checkout::default(), now()));
    let id = order.unwrap().order.id;
    shop.by(&ada, move |tx, by| flows::orders::cancel(tx, by, id, &CancelOrder::default(), now())).unwrap();
    shop.announced();
    assert_eq!(shop.titles_told(&ada), Vec::<String>::new());
    assert_eq!(
        shop.letters_to("ada"),
        ["order_confirmation", "order_cancelled"],
        "what one may want to keep"
    );
}

#[test]
fn an_order_that_ran_out_says_why_and_once() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    shop.announced();
    let order = shop.counter_takes(&ada);
    shop.execute("UPDATE orders SET expires_at = created_at");
    shop.store.write(|tx| flows::orders::expire_unpaid(tx, now(), 10)).unwrap();
    shop.announced();
    let told = &shop.told_in_app(&ada)[0];
    assert_eq!(told.title, format!("Order {} cancelled", order.number));
    assert_eq!(told.message, format!("Your order {} was cancelled: not paid in time.", order.number));
    assert_eq!(shop.letters_to("ada"), ["order_confirmation", "order_cancelled"]);
}

#[test]
fn guests_are_nobody_who_could_be_told() {
    let shop = Shop::open();
    shop.place(&[(shop.soup, 1)], None).unwrap();
    assert_eq!(shop.announced(), []);
}

#[test]
fn money_that_staff_put_into_a_wallet_or_friends_give_is_told() {
    let shop = Shop::open();
    let (ada, ben) = (shop.person("ada", Role::Customer), shop.person("ben", Role::Customer));
    shop.announced();
    let (owner, manager) = (ada.user_id().unwrap(), shop.person("max", Role::Manager));
    let adjust = crate::wire::AdjustWallet { amount: "12.50".parse().unwrap(), reason: "a gift".to_owned() };
    shop.by(&manager, move |tx, by| flows::wallets::adjust(tx, by, owner, &adjust, now())).unwrap();
    let transfer: crate::wire::Transfer =
        serde_json::from_value(json!({ "to": "ben", "amount": "2.50" })).unwrap();
    shop.by(&ada, move |tx, by| flows::wallets::transfer(tx, by, &transfer, now())).unwrap();
    shop.announced();
    assert_eq!(shop.titles_told(&ada), ["$12.50 in your wallet"]);
    assert_eq!(shop.told_in_app(&ada)[0].message, "$12.50 was added to your wallet. You have $12.50 now.");
    assert_eq!(shop.told_in_app(&ben)[0].message, "ada gave you $2.50.");
    assert_eq!(shop.letters_to("ada"), ["wallet_changed"]);
}

#[test]
fn the_log_dispatched_by_many_at_once_tells_everybody_once() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    for _ in 0..3 {
        shop.counter_takes(&ada);
        shop.low_on_soup("warning", true);
    }
    shop.store.write(|tx| events::number(tx, "one", now(), 1000)).unwrap();
    let work = at_once(8, |_| shop.store.write(|tx| events::dispatch(tx, now(), 100)).unwrap());
    assert_eq!(work.iter().filter(|dispatched| dispatched.events > 0).count(), 1);
    shop.announced();
    let told = (shop.told_in_app(&ada).len(), shop.told_in_app(&shop.staff).len(), shop.rows("letters"));
    assert_eq!(told, (3, 3, 6));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn an_event_of_another_age_stops_no_other() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let owner = ada.user_id();
    shop.announced();
    for kind in ["order.created", "order.refunded", "wallet.deposited", "wallet.transferred", "alert.opened"]
    {
        shop.wrote_down(
            kind,
            owner,
            json!({ "tells": true, "alert_type": 7, "accounts": ["wallet_x", null] }),
        );
    }
    for kind in ["coupon.expiring", "referral.rewarded", "order.status_changed", "user.role_changed"] {
        shop.wrote_down(kind, None, json!([1, 2]));
        shop.wrote_down(kind, None, json!({ "coupon": "coupon_x", "referrer": "nobody", "days": "7" }));
    }
    shop.counter_takes(&ada);
    shop.announced();
    assert_eq!(shop.told_in_app(&ada).len(), 1);
}

#[test]
fn reading_is_idempotent_counted_and_nobody_elses() {
    let shop = Shop::open();
    let (ada, ben) = (shop.person("ada", Role::Customer), shop.person("ben", Role::Customer));
    for _ in 0..3 {
        shop.counter_takes(&ada);
    }
    shop.counter_takes(&ben);
    shop.announced();
    let unread = |actor: &Actor| {
        let actor = actor.clone();
        shop.store.read(move |tx| notifications::unread(tx, &actor)).unwrap().unread
    };
    let first = shop.told_in_app(&ada)[0].id;
    let read = |actor: &Actor, later: i64| {
        let at = now() + chrono::Duration::minutes(later);
        shop.by(actor, move |tx, by| notifications::mark_read(tx, by, first, at))
    };
    assert_eq!(refusal(read(&ben, 0)), Refusal::not_found("notification"));
    assert_eq!(unread(&ada), 3);
    assert_eq!(read(&ada, 1).unwrap(), read(&ada, 2).unwrap(), "it was read when it was read first");
    assert_eq!((unread(&ada), shop.events("notification.read")), (2, 1));
    let marked =
        at_once(6, |_| shop.by(&ada, |tx, by| notifications::mark_all_read(tx, by, now())).unwrap().marked);
    assert_eq!(marked.iter().sum::<u64>(), 2);
    assert_eq!((unread(&ada), unread(&ben), shop.events("notification.all_read")), (0, 1, 1));
    let ids: BTreeSet<_> = shop.told_in_app(&ada).into_iter().map(|told| told.id).collect();
    assert_eq!(ids.len(), 3);
    assert!(refusal(shop.by(&Actor::System, notifications::unread)) == Refusal::Forbidden);
}

#[test]
fn what_a_form_leaves_out_of_the_preferences_stays() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let usual = shop.by(&ada, notifications::preferences).unwrap();
    assert!(usual.order.email && usual.order.in_app && !usual.stock_alert.email);
    shop.wishes(&ada, PreferencesForm { order: OFF, ..PreferencesForm::default() });
    let back = Some(WaysForm { in_app: Some(true), email: None });
    shop.wishes(&ada, PreferencesForm { order: back, ..PreferencesForm::default() });
    shop.wishes(&ada, PreferencesForm::default());
    let now_wanted = shop.by(&ada, notifications::preferences).unwrap();
    assert!(now_wanted.order.in_app && !now_wanted.order.email && now_wanted.coupon.email);
    assert_eq!(shop.events("notification.preferences_changed"), 2);
}

#[rstest::rstest]
#[case::settled("UPDATE letters SET settled_at = created_at")]
#[case::unsettled("UPDATE letters SET status = 'sent', attempts = 1")]
#[case::never_tried("UPDATE letters SET status = 'sent', settled_at = created_at")]
#[case::held(
    "UPDATE letters SET status = 'dead', attempts = 1, settled_at = created_at, claimed_until = created_at"
)]
#[case::told_twice(
    "DROP INDEX notifications_once; INSERT INTO notifications (id, user_id, kind, title, message, cause, created_at) \
     SELECT 'notification_twice', user_id, kind, title, message, cause, created_at FROM notifications"
)]
#[case::written_to_twice(
    "DROP INDEX letters_once; INSERT INTO letters (id, address, template, data, cause, status, next_at, created_at) \
     SELECT 'letter_twice', address, template, data, cause, status, next_at, created_at FROM letters"
)]
#[case::many_more_than_there_are(
    "INSERT INTO audiences (cause, kind, data, happened_at, told, created_at) \
     SELECT cause, 'coupon.expiring', '{}', created_at, 1000, created_at FROM letters"
)]
fn what_was_told_can_be_seen_to_be_broken(#[case] bend: &'static str) {
    let shop = Shop::open();
    shop.counter_takes(&shop.person("ada", Role::Customer));
    shop.announced();
    assert_eq!(shop.broken_law(), None);
    shop.execute(bend);
    assert_eq!(shop.broken_law().as_deref(), Some("told_once"));
}
