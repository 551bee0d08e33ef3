//! Nothing that somebody types in makes this server call the house. Each case goes as far as the call itself: a real
//! listener on the loopback counts who comes.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;

use chrono::DateTime;
use comanda_core::id::{DeliveryId, EventId};
use reqwest::dns::{Addrs, Name, Resolving};
use uuid::Uuid;

use super::*;
use receiver::{Answers, Receiver};

#[path = "../../../tests/src/receiver.rs"]
pub mod receiver;

/// Names that lead where a test says: to one address after the other, and to the last for ever.
#[derive(Default)]
struct Table(Mutex<HashMap<&'static str, Vec<Vec<IpAddr>>>>);

impl Table {
    fn of(names: &[(&'static str, &[&[&str]])]) -> Arc<Self> {
        let address = |text: &&str| text.parse().unwrap();
        let turns = |turns: &[&[&str]]| {
            turns.iter().rev().map(|turn| turn.iter().map(address).collect()).collect::<Vec<_>>()
        };
        Arc::new(Self(Mutex::new(names.iter().map(|(name, leads)| (*name, turns(leads))).collect())))
    }
}

impl Resolve for Table {
    fn resolve(&self, name: Name) -> Resolving {
        let mut names = self.0.lock().unwrap();
        let found = names.get_mut(name.as_str().trim_end_matches('.')).map(|turns| match turns.len() {
            0 | 1 => turns.last().cloned().unwrap_or_default(),
            _ => turns.pop().unwrap_or_default(),
        });
        Box::pin(async move {
            let found = found.ok_or("no such name")?;
            let found: Vec<SocketAddr> =
                found.into_iter().map(|address| SocketAddr::new(address, 0)).collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn digests() -> Digests {
    Digests::new(&"a key of the shop".to_owned().into())
}

fn claim(url: &str) -> Claim {
    Claim {
        delivery: DeliveryId::from_uuid(Uuid::from_u128(1)),
        endpoint: EndpointId::from_uuid(Uuid::from_u128(2)),
        cause: EventId::from_uuid(Uuid::from_u128(3)),
        url: url.to_owned(),
        payload: r#"{"type":"order.created","data":{"id":"order_1"}}"#.to_owned(),
        generations: vec![1],
        attempt: 1,
        until: DateTime::UNIX_EPOCH,
    }
}

async fn told(webhooks: &Webhooks, url: &str) -> Told {
    webhooks.tell(&digests(), &claim(url)).await
}

/// Hosts that are this machine, or the house around it, in every spelling that somebody thought of.
const HOSTS: &[&str] = &[
    // IPv4, and the ways in which resolvers and browsers read numbers.
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7f.0.0.0x1",
    "0177.0.0.1",
    "0177.1",
    "017700000001",
    "00000177.0.0.1",
    "0",
    "0.0.0.0",
    "0.0",
    "0x0",
    "10.0.0.1",
    "012.0.0.1",
    "167772161",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "192.168.257",
    "0xc0a80001",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "100.64.0.1",
    "100.127.255.254",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.19.255.254",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "4294967295",
    // IPv6, and IPv4 within it.
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::0001]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:0:0]",
    "[::ffff:169.254.169.254]",
    "[::ffff:10.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2002:a00:1::]",
    "[2001::1]",
    "[2001:db8::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[100::1]",
    // Letters that browsers take for digits and dots.
    "１２７.0.0.1",
    "127。0。0。1",
    "127．0．0．1",
    "①②⑦.⓪.⓪.①",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    // Names.
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ｌｏｃａｌｈｏｓｔ",
    "x.localhost",
    "printer.local",
    "db.internal",
    "metadata.google.internal",
    "metadata.google.internal.",
    "nas.lan",
    "router.home.arpa",
    "database",
];

/// Names that say nothing of where they lead.
const NAMES: &[(&str, &[&[&str]])] = &[
    ("loopback.example.com", &[&["127.0.0.1"]]),
    ("loopback6.example.com", &[&["::1"]]),
    ("mapped.example.com", &[&["::ffff:127.0.0.1"]]),
    ("private.example.com", &[&["10.0.0.5"]]),
    ("private172.example.com", &[&["172.20.0.1"]]),
    ("private192.example.com", &[&["192.168.1.1"]]),
    ("metadata.example.com", &[&["169.254.169.254"]]),
    ("cgnat.example.com", &[&["100.100.100.200"]]),
    ("zero.example.com", &[&["0.0.0.0"]]),
    ("ula.example.com", &[&["fd00::1"]]),
    ("nat64.example.com", &[&["64:ff9b::7f00:1"]]),
    ("several.example.com", &[&["127.0.0.1", "10.0.0.1", "::1"]]),
    ("rebind.example.com", &[&["10.1.1.1"], &["127.0.0.1"]]),
    ("nothing.example.com", &[&[]]),
    ("dot.example.com.", &[&["127.0.0.1"]]),
];

#[tokio::test]
async fn nothing_in_the_house_is_called_however_it_is_spelt() {
    let listener = Receiver::start().await;
    let port = listener.addr().port();
    let names: Vec<(&'static str, &[&[&str]])> =
        NAMES.iter().map(|(name, leads)| (name.trim_end_matches('.'), *leads)).collect();
    let webhooks = Webhooks::with_names(Reach::Public, Table::of(&names)).unwrap();
    let refused = HOSTS.iter().flat_map(|host| {
        [
            format!("https://{host}:{port}/"),
            format!("http://{host}:{port}/"),
            format!("https://{host}/latest/meta-data/"),
        ]
    });
    let others = [
        format!("https://user:secret@127.0.0.1:{port}/"),
        format!("https://example.com@127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}\\@example.com/"),
        format!("https://127.0.0.1:{port}/#x"),
        format!("ftp://127.0.0.1:{port}/"),
        format!("gopher://127.0.0.1:{port}/_POST"),
        "file:///etc/passwd".to_owned(),
        "https://127.0.0.1:0/".to_owned(),
    ];
    let mut count = 0;
    for url in refused.chain(others) {
        assert!(WebhookUrl::parse(&url, Reach::Public).is_err(), "{url} would be saved");
        let told = told(&webhooks, &url).await;
        assert!(told.status.is_none() && told.error.is_some(), "{url}: {told:?}");
        count += 1;
    }
    for (name, _) in NAMES {
        let url = format!("https://{name}:{port}/");
        assert!(WebhookUrl::parse(&url, Reach::Public).is_ok(), "{url}: its text says nothing");
        // As often as it takes for a name to lead elsewhere.
        for _ in 0..3 {
            let told = told(&webhooks, &url).await;
            let words = told.error.unwrap_or_default();
            assert_eq!(words, "Its name leads to no address that may be called.", "{url}");
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
    assert_eq!(listener.connections(), 0);
}

#[tokio::test]
async fn the_same_listener_is_reached_where_the_shop_says_so() {
    let listener = Receiver::start().await;
    let port = listener.addr().port();
    let names: &[(&'static str, &[&[&str]])] =
        &[("erp", &[&["127.0.0.1"]]), ("erp.example.com", &[&["127.0.0.1"]])];
    let webhooks = Webhooks::with_names(Reach::Private, Table::of(names)).unwrap();
    let hosts = ["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "erp", "erp.example.com"];
    for host in hosts {
        let told = told(&webhooks, &format!("http://{host}:{port}/in?x=1")).await;
        assert_eq!((told.status, told.error), (Some(200), None), "{host}");
    }
    assert!(listener.so_far().iter().all(|call| call.target.ends_with("/in?x=1")));
    assert_eq!(listener.count(), hosts.len());
    let wrong = told(&webhooks, "http://nobody.example.com/").await;
    assert_eq!(wrong.error.as_deref(), Some("Its name leads to no address that may be called."));
}

#[tokio::test]
async fn what_was_judged_is_what_is_called() {
    // First out in the world, then in the house: who asks twice and judges the first answer calls the second.
    let turns: &[(&'static str, &[&[&str]])] = &[
        ("a.example.com", &[&["8.8.8.8"], &["127.0.0.1"]]),
        ("b.example.com", &[&["127.0.0.1", "8.8.4.4", "::1"]]),
    ];
    let guarded = Guarded::new(Table::of(turns), Reach::Public);
    let found = async |name: &str| -> Result<Vec<String>, String> {
        let found = guarded.resolve(name.parse().unwrap()).await.map_err(|error| error.to_string())?;
        Ok(found.map(|address| address.ip().to_string()).collect())
    };
    assert_eq!(found("a.example.com").await, Ok(vec!["8.8.8.8".to_owned()]));
    assert!(found("a.example.com").await.is_err());
    assert_eq!(found("b.example.com").await, Ok(vec!["8.8.4.4".to_owned()]), "and not what stands beside it");
}

#[tokio::test]
async fn nobody_is_led_on() {
    let (first, house) = (Receiver::start().await, Receiver::start().await);
    first.answer(Answers::Redirect(house.url()));
    let webhooks = Webhooks::new(Reach::Private).unwrap();
    let told = told(&webhooks, &first.url()).await;
    assert_eq!(told.status, Some(302));
    assert_eq!(told.error.as_deref(), Some("It answered 302; redirects are not followed."));
    assert_eq!((first.count(), house.connections()), (1, 0));
}

#[tokio::test]
async fn a_call_says_who_calls_and_what_and_is_signed_by_each_secret_that_counts() {
    let receiver = Receiver::start().await;
    let webhooks = Webhooks::new(Reach::Private).unwrap();
    let claim = Claim { generations: vec![2, 1], ..claim(&receiver.url()) };
    assert_eq!(webhooks.tell(&digests(), &claim).await.error, None);
    let call = receiver.received(1).await.remove(0);
    assert_eq!((call.id(), &call.body[..]), (claim.cause.to_string().as_str(), claim.payload.as_bytes()));
    assert_eq!((call.header("content-type"), call.target.as_str()), ("application/json", "/hooks"));
    assert!(call.header("user-agent").starts_with("comanda-webhooks/"));
    for generation in [1, 2] {
        let secret = secrets::shown(&digests(), claim.endpoint, generation);
        let verified =
            standardwebhooks::Webhook::new(secret.expose()).unwrap().verify(&call.body, &call.headers);
        assert!(verified.is_ok(), "{generation}: {verified:?}");
    }
    let other = secrets::shown(&digests(), claim.endpoint, 3);
    assert!(
        standardwebhooks::Webhook::new(other.expose()).unwrap().verify(&call.body, &call.headers).is_err()
    );
}

#[tokio::test]
async fn what_goes_wrong_is_said_in_words_without_the_url() {
    let receiver = Receiver::start().await;
    let webhooks = Webhooks::new(Reach::Private).unwrap();
    receiver.answer(Answers::Busy(429, 120));
    let busy = told(&webhooks, &receiver.url()).await;
    assert_eq!((busy.status, busy.retry_after), (Some(429), Some(TimeDelta::seconds(120))));
    receiver.answer(Answers::Busy(500, 120));
    assert_eq!(told(&webhooks, &receiver.url()).await.retry_after, None, "only where it is asked for");
    receiver.answer(Answers::Status(204));
    assert_eq!(told(&webhooks, &receiver.url()).await.error, None);
    let url = format!("{}?token=hunter2", receiver.url());
    drop(receiver);
    tokio::task::yield_now().await;
    let words = told(&webhooks, &url).await.error.unwrap();
    assert!(
        words.starts_with("No connection came about: ") || words.starts_with("The connection broke"),
        "{words}"
    );
    assert!(!words.contains("hunter2"), "{words}");
}

#[tokio::test]
async fn an_answer_without_end_is_not_heard_out() {
    let receiver = Receiver::start().await;
    receiver.answer(Answers::Wordy(64 << 20));
    let webhooks = Webhooks::new(Reach::Private).unwrap();
    let begun = Instant::now();
    let told = told(&webhooks, &receiver.url()).await;
    assert_eq!((told.status, told.error), (Some(200), None));
    assert!(begun.elapsed() < Duration::from_secs(2));
}
