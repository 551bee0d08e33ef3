//! Following what happens, told by servers that hang up, repeat themselves, forget, or turn away.

use std::time::Duration;

use comanda_sdk::events::{Update, Updates};
use comanda_sdk::{Client, Refusal, Topic};
use futures::StreamExt;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;
use wiremock::matchers::{header, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{client, pair, pair_of_another, problem, requests, signed_in, tokens};

const STREAM: &str = "/api/events/stream/";

fn event(id: i64) -> String {
    let data = json!({
        "id": id, "type": "order.created", "subject": format!("order_{id}"), "created_at": "2026-11-24T12:00:00Z",
        "data": {},
    });
    format!("id: {id}\nevent: order.created\ndata: {data}\n\n")
}

fn mark(name: &str, id: i64) -> String {
    format!("id: {id}\nevent: {name}\ndata: {{\"last\":{id}}}\n\n")
}

fn says(text: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(text, "text/event-stream")
}

/// Somebody with a key who waits a moment between two calls.
fn follower(server: &MockServer) -> Updates {
    let comanda = Client::builder(server.uri()).api_key("ck_test").build().unwrap();
    comanda.events().subscribe().pauses(Duration::from_millis(1), Duration::from_millis(5)).stream()
}

/// The next `count` of what is told, in words.
async fn told(updates: &mut Updates, count: usize) -> Vec<String> {
    let mut told = Vec::new();
    while told.len() < count {
        let update = timeout(Duration::from_secs(10), updates.next()).await.unwrap();
        told.push(match update {
            Some(Update::Connected) => "connected".to_owned(),
            Some(Update::Event(event)) => event.id.to_string(),
            Some(Update::Lost { .. }) => "lost".to_owned(),
            Some(Update::Missed) => "missed".to_owned(),
            Some(Update::Ended { error }) => format!("ended: {}", error.code().unwrap_or_default()),
            Some(other) => panic!("{other:?}"),
            None => "nothing more".to_owned(),
        });
    }
    told
}

async fn resumed_from(server: &MockServer, last: i64, answer: ResponseTemplate) {
    Mock::given(path(STREAM))
        .and(header("last-event-id", last.to_string()))
        .respond_with(answer)
        .up_to_n_times(1)
        .mount(server)
        .await;
}

async fn first(server: &MockServer, answer: ResponseTemplate) {
    Mock::given(path(STREAM)).respond_with(answer).up_to_n_times(1).mount(server).await;
}

#[tokio::test]
async fn a_lost_connection_is_taken_up_where_it_broke_and_nothing_is_told_twice() {
    let server = MockServer::start().await;
    // The last one breaks off in the middle.
    let half = &event(8)[..40];
    first(&server, says(&format!("{}: beat\n\n{}{}{half}", mark("ready", 5), event(6), event(7)))).await;
    let again = [mark("ready", 7), event(6), event(7), event(8), event(9)].concat();
    resumed_from(&server, 7, says(&again)).await;
    let mut updates = follower(&server);
    let wanted = ["connected", "6", "7", "lost", "connected", "8", "9", "lost"];
    assert_eq!(told(&mut updates, 8).await, wanted);
}

#[tokio::test]
async fn what_one_may_not_see_is_not_read_again() {
    let server = MockServer::start().await;
    first(&server, says(&[mark("ready", 5), event(6), mark("position", 900)].concat())).await;
    resumed_from(&server, 900, says(&[mark("ready", 900), event(901)].concat())).await;
    let mut updates = follower(&server);
    assert_eq!(told(&mut updates, 5).await, ["connected", "6", "lost", "connected", "901"]);
}

#[tokio::test]
async fn a_place_that_is_gone_is_told_and_followed_from_the_newest() {
    let server = MockServer::start().await;
    first(&server, says(&[mark("ready", 70), event(71)].concat())).await;
    resumed_from(&server, 71, problem(&Refusal::EventsGone { last: 40 }, 410)).await;
    resumed_from(&server, 40, says(&[mark("ready", 40), event(41)].concat())).await;
    let mut updates = follower(&server);
    let wanted = ["connected", "71", "lost", "missed", "connected", "41"];
    assert_eq!(told(&mut updates, 6).await, wanted);
}

#[tokio::test]
async fn what_is_wanted_is_asked_for() {
    let server = MockServer::start().await;
    Mock::given(path(STREAM))
        .and(query_param("topics", "orders,stock"))
        .and(header("last-event-id", "12"))
        .and(header("accept", "text/event-stream"))
        .and(header("authorization", "Bearer ck_test"))
        .respond_with(says(&[mark("ready", 12), event(13)].concat()))
        .mount(&server)
        .await;
    let comanda = Client::builder(server.uri()).api_key("ck_test").build().unwrap();
    let wanted = comanda.events().subscribe().topics([Topic::Orders, Topic::Stock]).after(12);
    assert_eq!(wanted.clone().events_only().next().await.unwrap().id, 13);
    assert_eq!(told(&mut wanted.stream(), 2).await, ["connected", "13"]);
}

#[tokio::test]
async fn a_token_that_ended_is_renewed_and_nobody_hears_of_it() {
    let server = MockServer::start().await;
    Mock::given(path(STREAM))
        .and(header("authorization", "Bearer second-access"))
        .respond_with(says(&[mark("ready", 1), event(2)].concat()))
        .mount(&server)
        .await;
    Mock::given(path(STREAM)).respond_with(problem(&Refusal::SessionEnded, 401)).mount(&server).await;
    Mock::given(path("/api/auth/token/refresh/"))
        .respond_with(tokens(pair("second", 900)))
        .mount(&server)
        .await;
    let comanda = signed_in(&server, 900).await;
    assert_eq!(told(&mut comanda.events().subscribe().stream(), 2).await, ["connected", "2"]);
}

#[tokio::test]
async fn whoever_cannot_sign_in_any_more_is_told_so_and_nothing_after_it() {
    let server = MockServer::start().await;
    Mock::given(path(STREAM)).respond_with(problem(&Refusal::SessionEnded, 401)).mount(&server).await;
    Mock::given(path("/api/auth/token/refresh/"))
        .respond_with(problem(&Refusal::SessionEnded, 401))
        .mount(&server)
        .await;
    let comanda = signed_in(&server, 900).await;
    let mut updates = comanda.events().subscribe().stream();
    assert_eq!(told(&mut updates, 2).await, ["ended: session_ended", "nothing more"]);
    assert_eq!(requests(&server, STREAM).await.len(), 1);

    Mock::given(path(STREAM)).respond_with(problem(&Refusal::NotAuthenticated, 401)).mount(&server).await;
    let mut updates = client(&server.uri()).events().subscribe().stream();
    assert!(told(&mut updates, 1).await[0].starts_with("ended"), "nobody was signed in");
}

#[tokio::test]
async fn what_one_person_follows_is_not_told_to_the_next() {
    let server = MockServer::start().await;
    first(&server, says(&[mark("ready", 1), event(2)].concat())).await;
    Mock::given(path("/api/auth/token/refresh/"))
        .respond_with(tokens(pair_of_another("next", 900)))
        .mount(&server)
        .await;
    let comanda = signed_in(&server, 900).await;
    let pauses = (Duration::from_millis(1), Duration::from_millis(5));
    let mut updates = comanda.events().subscribe().pauses(pauses.0, pauses.1).stream();
    assert_eq!(told(&mut updates, 3).await, ["connected", "2", "lost"]);
    let _comanda = comanda.with_tokens(serde_json::from_value(pair_of_another("other", 900)).unwrap());
    assert_eq!(told(&mut updates, 2).await, ["ended: session_ended", "nothing more"]);
    assert_eq!(requests(&server, STREAM).await.len(), 1);
}

async fn retry_in(updates: &mut Updates) -> Duration {
    loop {
        if let Some(Update::Lost { retry_in, .. }) = updates.next().await {
            return retry_in;
        }
    }
}

#[tokio::test]
async fn it_waits_as_long_as_the_server_asks_and_longer_each_time() {
    let server = MockServer::start().await;
    first(&server, says(&format!("retry: 700\n{}", mark("ready", 1)))).await;
    let busy = ResponseTemplate::new(503).insert_header("Retry-After", "3");
    first(&server, busy).await;
    let comanda = Client::builder(server.uri()).api_key("ck_test").build().unwrap();
    let mut updates = comanda.events().subscribe().stream();
    let first = retry_in(&mut updates).await;
    assert!((Duration::from_millis(700)..Duration::from_millis(1400)).contains(&first), "{first:?}");
    let second = retry_in(&mut updates).await;
    assert!((Duration::from_secs(3)..Duration::from_secs(4)).contains(&second), "{second:?}");
}

/// Says the pieces of each talk with so long between them, and hangs up.
async fn talks(talks: Vec<Vec<(Duration, String)>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for talk in talks {
            let (mut caller, _) = listener.accept().await.unwrap();
            let _ = caller.read(&mut [0; 4096]).await.unwrap();
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
            caller.write_all(head.as_bytes()).await.unwrap();
            for (pause, piece) in talk {
                tokio::time::sleep(pause).await;
                caller.write_all(piece.as_bytes()).await.unwrap();
            }
        }
        std::future::pending::<()>().await;
    });
    url
}

#[tokio::test]
async fn a_talk_that_ends_because_a_token_did_goes_on_unnoticed() {
    let bye = |reason: &str| format!("id: 2\nevent: bye\ndata: {{\"reason\":\"{reason}\"}}\n\n");
    let now = Duration::ZERO;
    let url = talks(vec![
        vec![(now, mark("ready", 1)), (now, event(2)), (Duration::from_millis(2100), bye("token_ended"))],
        vec![(now, mark("ready", 2)), (now, event(3)), (now, bye("stopping"))],
    ])
    .await;
    let comanda = Client::builder(url).api_key("ck_test").build().unwrap();
    let mut updates = comanda.events().subscribe().stream();
    assert_eq!(told(&mut updates, 4).await, ["connected", "2", "3", "lost"]);
}

#[tokio::test]
async fn a_talk_outlives_the_time_limit_of_a_call() {
    let (now, later) = (Duration::ZERO, Duration::from_millis(600));
    let url =
        talks(vec![vec![(now, mark("ready", 1)), (later, ": beat\n\n".to_owned()), (later, event(2))]]).await;
    let impatient =
        Client::builder(url).api_key("ck_test").timeout(Duration::from_millis(400)).build().unwrap();
    let mut updates = impatient.events().subscribe().stream();
    assert_eq!(told(&mut updates, 2).await, ["connected", "2"]);
}

#[tokio::test]
async fn whoever_asks_gets_a_page_and_where_to_go_on() {
    let server = MockServer::start().await;
    Mock::given(path("/api/events/"))
        .and(query_param("after", "7"))
        .and(query_param("topics", "menu"))
        .and(query_param("limit", "20"))
        .and(query_param("wait", "5"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({ "events": [], "last": 9, "has_more": true })),
        )
        .mount(&server)
        .await;
    let here = json!({ "events": [], "last": 7, "has_more": false });
    Mock::given(path("/api/events/"))
        .respond_with(ResponseTemplate::new(200).set_body_json(here))
        .mount(&server)
        .await;
    let comanda = client(&server.uri());
    let last = comanda.events().position().await.unwrap();
    let asked = comanda.events().after(last).topics([Topic::Menu]).limit(20).wait(Duration::from_secs(5));
    let view = asked.send().await.unwrap();
    assert_eq!((view.last, view.has_more), (9, true));
}
