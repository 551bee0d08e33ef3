//! What happens, as it is followed and asked for: who is told what, for how long, and how many at once.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use comanda_sdk::events::{Update, Updates};
use comanda_sdk::wire::{Deposit, EventView, EventsView, MovementForm, ProductView, SetAvailability};
use comanda_sdk::{Client, Role, Topic};
use comanda_tests::process::Process;
use comanda_tests::raw::signed;
use comanda_tests::{Answered, Seat, Shop};
use futures::StreamExt;
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{amount, order_of, program};

const STREAM: &str = "/api/events/stream/";
const PATIENCE: Duration = Duration::from_secs(20);

/// The next that is told.
pub(super) async fn update(updates: &mut Updates) -> Update {
    timeout(PATIENCE, updates.next()).await.expect("nothing was told").expect("it ended")
}

/// The next event; whatever else is told meanwhile is no loss.
pub(super) async fn event(updates: &mut Updates) -> EventView {
    loop {
        match update(updates).await {
            Update::Event(event) => return event,
            Update::Connected => {}
            other => panic!("{other:?}"),
        }
    }
}

pub(super) async fn connected(mut updates: Updates) -> Updates {
    assert!(matches!(update(&mut updates).await, Update::Connected));
    updates
}

async fn place(by: &Client, product: &ProductView) -> String {
    by.orders().place(&order_of(product, 1)).await.unwrap().order.id.to_string()
}

/// Everything that is told of what came after `after`, until the log has nothing more.
async fn told(client: &Client, mut after: i64, topics: &[Topic], until: i64) -> Vec<EventView> {
    let mut told = Vec::new();
    while after < until {
        let asked = client.events().after(after).topics(topics.iter().copied()).wait(Duration::from_secs(5));
        let view: EventsView = asked.send().await.unwrap();
        assert!(view.last > after || view.events.is_empty());
        after = view.last;
        told.extend(view.events);
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_told_what_concerns_them_and_what_their_role_may_see() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(9)).await;
    let (staff, manager) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Manager).await);
    let (admin, customer) = (shop.signed_in(Role::Admin).await, shop.signed_in(Role::Customer).await);
    let kiosk = Client::builder(shop.url()).api_key(shop.token(Seat::Kiosk).await.unwrap()).build().unwrap();
    // What opened the shop has its numbers.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let before = admin.events().position().await.unwrap();

    let mut order = order_of(&soup, 1);
    order.customer_id = customer.user().map(|user| user.id);
    let theirs = staff.orders().place(&order).await.unwrap().order.id.to_string();
    let of_kiosk = place(&kiosk, &soup).await;
    staff.inventory().record(&MovementForm::restock(soup.id, 4)).await.unwrap();
    customer.wallet().deposit(&Deposit { amount: amount("5.00"), description: None }).await.unwrap();
    customer.cart().add(&order.items[0]).await.unwrap();
    let out = SetAvailability { is_sold_out: true, until: None };
    manager.products().set_availability(soup.id, &out).await.unwrap();
    admin.api_keys().create("another", comanda_sdk::DeviceRole::Kiosk).await.unwrap();

    // The last of them has its number when all have.
    let all = loop {
        let all = admin.events().after(before).limit(500).send().await.unwrap();
        if all.events.iter().any(|event| event.event_type.starts_with("api_key.")) {
            break all;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let seen = async |client: &Client, topics: &[Topic]| -> BTreeSet<String> {
        let events = told(client, before, topics, all.last).await;
        assert!(events.is_sorted_by_key(|event| event.id));
        // What follows from all this comes when the worker has come to it.
        let told = events.into_iter().filter(|event| !event.event_type.starts_with("notification."));
        told.map(|event| event.event_type.split('.').next().unwrap().to_owned()).collect()
    };
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<_>>();
    let stranger = shop.signed_in_as("stranger").await;
    assert_eq!(seen(&customer, &[]).await, set(&["cart", "order", "product", "wallet"]));
    assert_eq!(seen(&stranger, &[]).await, set(&["product"]));
    assert_eq!(seen(&kiosk, &[]).await, set(&["order", "product"]));
    assert_eq!(seen(&staff, &[]).await, set(&["order", "product", "stock"]));
    assert_eq!(seen(&manager, &[]).await, set(&["order", "product", "stock", "wallet"]));
    assert_eq!(seen(&admin, &[]).await, set(&["api_key", "order", "product", "stock", "wallet"]));
    assert_eq!(seen(&customer, &[Topic::Orders, Topic::Stock]).await, set(&["order"]));
    assert_eq!(seen(&stranger, &[Topic::Orders]).await, set(&[]), "filtered, and not refused");
    let orders = async |client: &Client| {
        let events = told(client, before, &[Topic::Orders], all.last).await;
        events.into_iter().map(|event| event.subject).collect::<BTreeSet<_>>()
    };
    assert_eq!(orders(&customer).await, BTreeSet::from([theirs.clone()]), "and nobody else's");
    assert_eq!(orders(&kiosk).await, BTreeSet::from([of_kiosk.clone()]));
    assert_eq!(orders(&staff).await, BTreeSet::from([theirs, of_kiosk]));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_tells_each_what_the_answers_tell_them() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (staff, customer) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Customer).await);
    let mut all = connected(staff.events().subscribe().stream()).await;
    let mut own = connected(customer.events().subscribe().topics([Topic::Orders]).stream()).await;
    place(&staff, &soup).await;
    let mut order = order_of(&soup, 1);
    order.customer_id = customer.user().map(|user| user.id);
    let theirs = staff.orders().place(&order).await.unwrap().order.id.to_string();
    place(&staff, &soup).await;
    let first = event(&mut all).await;
    assert_eq!((first.event_type.as_str(), first.data.is_object()), ("order.created", true));
    let second = event(&mut all).await;
    assert_eq!(second.subject, theirs);
    assert_eq!(event(&mut own).await, second);
    let again = staff.events().after(first.id - 1).topics([Topic::Orders]).send().await.unwrap();
    assert_eq!(again.events[..2], [first, second]);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_that_make_no_sense_are_refused_and_a_place_beyond_the_log_is_gone() {
    let shop = Shop::open().await;
    let (raw, token) = (shop.raw(), shop.token(Seat::Staff).await);
    let asked = async |path: &str, last: Option<&str>| {
        let mut request = signed(raw.request(Method::GET, path), token.as_deref());
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last);
        }
        Answered::of(request).await
    };
    for query in
        ["after=-1", "after=x", "after=1.5", "topics=secrets", "topics=orders,x", "limit=0", "limit=501"]
    {
        for path in ["/api/events/", STREAM] {
            let problem = asked(&format!("{path}?{query}"), None).await.problem().unwrap();
            assert_eq!((problem.status, problem.code.as_str()), (400, "invalid_input"), "{path}?{query}");
        }
    }
    assert_eq!(asked("/api/events/?wait=26", None).await.status, 400);
    for last in ["x", "-1", "99999999999999999999"] {
        assert_eq!(asked(STREAM, Some(last)).await.problem().unwrap().code, "invalid_input", "{last}");
    }
    assert_eq!(asked(STREAM, Some("")).await.status, 200);
    let here: EventsView = asked("/api/events/", None).await.read();
    assert!(here.events.is_empty() && !here.has_more);
    for (path, last) in [("/api/events/?after=1000000", None), (STREAM, Some("1000000"))] {
        let problem = asked(path, last).await.problem().unwrap();
        assert_eq!((problem.status, problem.code.as_str()), (410, "events_gone"));
        assert_eq!(problem.facts.unwrap()["last"], here.last);
    }
    let resumed = asked(&format!("{STREAM}?after=1000000"), Some("1")).await;
    assert!(resumed.text().starts_with("id: 1\nevent: ready"), "the header counts: {}", resumed.text());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_waits_until_something_happens_that_its_caller_sees() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (staff, customer) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Customer).await);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let after = staff.events().position().await.unwrap();
    let begun = Instant::now();
    let waiting = |client: &Client, seconds| {
        let asked = client.events().after(after).topics([Topic::Orders]).wait(Duration::from_secs(seconds));
        tokio::spawn(async move { asked.send().await.unwrap() })
    };
    let (of_staff, of_customer) = (waiting(&staff, 8), waiting(&customer, 1));
    tokio::time::sleep(Duration::from_millis(200)).await;
    let placed = place(&staff, &soup).await;
    let view = of_staff.await.unwrap();
    assert_eq!(view.events[0].subject, placed);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let view = of_customer.await.unwrap();
    assert!(view.events.is_empty() && view.last > after, "it moved on over what it did not tell: {view:?}");
    assert!(begun.elapsed() >= Duration::from_secs(1));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_is_not_held_back_by_anything_on_the_way() {
    let shop = Shop::open().await;
    let token = shop.token(Seat::Staff).await;
    let request = signed(shop.raw().request(Method::GET, STREAM), token.as_deref());
    let mut response = request.header("Accept-Encoding", "gzip, br").send().await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
    assert_eq!(header("content-encoding"), None);
    assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
    let first = timeout(Duration::from_secs(2), response.chunk()).await.unwrap().unwrap().unwrap();
    let first = String::from_utf8_lossy(&first).into_owned();
    assert!(first.contains("event: ready") && first.contains("retry: 1000"), "{first}");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_has_twenty_streams_and_a_place_is_free_again_when_one_ends() {
    let shop = Shop::open().await;
    let staff = shop.signed_in(Role::Staff).await;
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(connected(staff.events().subscribe().stream()).await);
    }
    let mut late =
        staff.events().subscribe().pauses(Duration::from_millis(50), Duration::from_millis(100)).stream();
    let Update::Lost { error, retry_in } = update(&mut late).await else { panic!("there was a place") };
    assert_eq!((error.status(), error.code()), (Some(429), Some("too_many_requests")));
    assert!(retry_in >= Duration::from_secs(5));
    let manager = shop.signed_in(Role::Manager).await;
    drop(connected(manager.events().subscribe().stream()).await);
    streams.clear();
    assert!(matches!(update(&mut late).await, Update::Connected));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_signed_out_hears_nothing_after_a_few_seconds() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (staff, manager) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Manager).await);
    let other = Client::builder(shop.url()).with_tokens(staff.tokens().unwrap()).build().unwrap();
    let mut updates = connected(other.events().subscribe().stream()).await;
    staff.logout().await.unwrap();
    shop.forget("staff");
    let begun = Instant::now();
    let error = loop {
        match update(&mut updates).await {
            Update::Ended { error } => break error,
            Update::Lost { .. } => {}
            other => panic!("{other:?}"),
        }
    };
    assert!(error.is_unauthenticated(), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
    place(&manager, &soup).await;
    assert!(updates.next().await.is_none());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_ends_its_streams_at_once() {
    let mut shop = Shop::open().await;
    let staff = shop.signed_in(Role::Staff).await;
    let mut updates = connected(staff.events().subscribe().stream()).await;
    let begun = Instant::now();
    shop.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(matches!(update(&mut updates).await, Update::Lost { .. }));
    shop.start().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_does_not_listen_holds_nobody_up() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (staff, token) = (shop.signed_in(Role::Staff).await, shop.token(Seat::Staff).await.unwrap());
    // Asks, and never reads what is told.
    let mut deaf = TcpStream::connect(shop.url().trim_start_matches("http://")).await.unwrap();
    let head = format!("GET {STREAM} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n");
    deaf.write_all(head.as_bytes()).await.unwrap();
    let mut updates = connected(staff.events().subscribe().topics([Topic::Orders]).stream()).await;
    // More than the connection of the deaf one takes.
    let rows = super::events_lost::rows("deaf", 1..=20_000, &"x".repeat(500));
    shop.database().execute(&rows).await;
    let placed = place(&staff, &soup).await;
    let begun = Instant::now();
    let mut count = 0;
    loop {
        let told = event(&mut updates).await;
        count += 1;
        if told.subject == placed {
            break;
        }
    }
    assert_eq!(count, 20_001, "after {:?}", begun.elapsed());
    // It has only fallen behind: all of it is still there.
    let (mut bytes, mut piece) = (Vec::new(), vec![0; 1 << 20]);
    while !bytes.windows(placed.len()).any(|part| part == placed.as_bytes()) {
        let count = timeout(PATIENCE, deaf.read(&mut piece)).await.unwrap().unwrap();
        assert!(count > 0, "it was sent away");
        // What was looked through is not looked through again.
        bytes.drain(..bytes.len().saturating_sub(placed.len()));
        bytes.extend_from_slice(&piece[..count]);
    }
    drop(deaf);
    shop.verify_and_close().await;
}

/// How long after its answer an order placed by `till` is told of by `updates`: the shortest, the middle and the longest
/// of fifteen.
async fn delays(till: &Client, product: &ProductView, updates: &mut Updates) -> [Duration; 3] {
    let mut delays = Vec::new();
    for _ in 0..15 {
        let placed = place(till, product).await;
        let begun = Instant::now();
        while event(updates).await.subject != placed {}
        delays.push(begun.elapsed());
        // Not in step with whoever looks five times a second.
        tokio::time::sleep(Duration::from_millis(37)).await;
    }
    delays.sort_unstable();
    [delays[0], delays[7], delays[14]]
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_of_one_shop_tell_of_what_happened_at_the_other() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let first = shop.signed_in(Role::Staff).await;
    let other = Process::serve(program(), &shop.database_url(), shop.data_dir()).await;
    let second = Client::builder(other.url()).with_tokens(first.tokens().unwrap()).build().unwrap();
    let orders = |client: &Client| client.events().subscribe().topics([Topic::Orders]).stream();
    let mut of_first = connected(orders(&first)).await;
    let at_home = delays(&first, &soup, &mut of_first).await;
    let mut of_second = connected(orders(&second)).await;
    let onward = delays(&first, &soup, &mut of_second).await;
    let mut of_first = connected(orders(&first)).await;
    let back = delays(&second, &soup, &mut of_first).await;
    println!("at one server {at_home:?}, to the other {onward:?}, and back {back:?}");
    assert!(at_home[1] < Duration::from_millis(250), "{at_home:?}");
    assert!(onward[1].max(back[1]) < Duration::from_millis(400), "{onward:?} {back:?}");
    other.ask_to_stop().await;
    assert!(other.ended_well().await);
    shop.verify_and_close().await;
}
