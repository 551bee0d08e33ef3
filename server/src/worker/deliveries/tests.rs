//! From an order to the receiver, through the whole server: signed, tried again, given up, and never two at once.

use std::path::Path;
use std::time::Duration;

use comanda_core::actor::{Actor, DeviceRole, Role};
use comanda_core::flows::accounts::{self, NewUser};
use comanda_core::flows::events::{self, Work};
use comanda_core::flows::webhooks::DeliveryQuery;
use comanda_core::id::EndpointId;
use comanda_core::page::PageRequest;
use comanda_core::webhooks::DeliveryStatus;
use comanda_core::wire::webhooks::{ChangeEndpoint, CreateEndpoint, DeliveryView};
use standardwebhooks::Webhook;
use tokio::time::Instant;

use super::*;
use crate::config::{DatabaseUrl, PrivateAddresses, Settings};
use crate::running;
use crate::webhooks::secrets;
use crate::webhooks::tests::receiver::{Answers, Receiver};
use crate::worker::run;

/// A shop that may call this machine, and its admin.
struct Room {
    app: AppState,
    admin: Actor,
    dir: tempfile::TempDir,
}

fn open(dir: &Path) -> AppState {
    let settings = Settings::for_tests(DatabaseUrl::in_dir(dir).as_str(), dir);
    running::open(&Settings { webhooks: PrivateAddresses::Allow, ..settings }).unwrap()
}

impl Room {
    async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let app = open(dir.path());
        let admin = app.write(|tx| {
            let new = NewUser {
                username: "olga".to_owned(),
                email: Some("o@example.com".to_owned()),
                ..NewUser::default()
            };
            let user = accounts::create_user(tx, &Actor::System, &new, Role::Admin, clock::now())?;
            Ok(Actor::User { id: user.id, username: user.username, role: user.role })
        });
        Self { admin: admin.await.unwrap(), app, dir }
    }

    async fn endpoint(&self, url: &str) -> EndpointId {
        let form = CreateEndpoint {
            url: url.to_owned(),
            event_types: vec!["api_key.created".to_owned()],
            ..CreateEndpoint::default()
        };
        let (by, reach) = (self.admin.clone(), self.app.webhooks().reach());
        self.app.write(move |tx| webhooks::create(tx, &by, &form, reach, clock::now())).await.unwrap().id
    }

    /// Something happens, so many times; what the worker has to do because of it.
    async fn happen(&self, count: usize) -> Vec<Work> {
        let by = self.admin.clone();
        let happen = self.app.write(move |tx| {
            for number in 0..count {
                let name = format!("key {number}");
                let form = comanda_core::wire::accounts::CreateApiKey { name, role: DeviceRole::Kiosk };
                let hash = uuid::Uuid::now_v7().to_string();
                let secret = accounts::NewKeySecret { prefix: "ck_".to_owned(), hash };
                accounts::create_api_key(tx, &by, &form, &secret, clock::now())?;
            }
            events::number(tx, "test", clock::now(), 10_000)?;
            Ok(events::dispatch(tx, clock::now(), 10_000)?.work)
        });
        happen.await.unwrap().into_iter().filter(|work| matches!(work, Work::Delivery(_))).collect()
    }

    async fn told(&self, endpoint: EndpointId) -> Vec<DeliveryView> {
        let by = self.admin.clone();
        let query = DeliveryQuery { endpoint: Some(endpoint), ..DeliveryQuery::default() };
        let page = PageRequest::new(1, 100).unwrap();
        self.app.read(move |tx| webhooks::deliveries(tx, &by, &query, page)).await.unwrap().items
    }

    async fn run(&self, work: Work) -> Outcome {
        run(&self.app, work).await.unwrap()
    }

    fn verifies(
        &self,
        endpoint: EndpointId,
        generation: u32,
        call: &crate::webhooks::tests::receiver::Received,
    ) -> bool {
        let secret = secrets::shown(self.app.digests(), endpoint, generation);
        Webhook::new(secret.expose()).unwrap().verify(&call.body, &call.headers).is_ok()
    }
}

#[tokio::test]
async fn what_happens_is_told_signed_and_once() {
    let (room, receiver) = (Room::open().await, Receiver::start().await);
    let endpoint = room.endpoint(&receiver.url()).await;
    let [work] = room.happen(1).await[..] else { panic!("one delivery") };
    for _ in 0..3 {
        assert_eq!(room.run(work).await, Outcome::Done);
    }
    let calls = receiver.received(1).await;
    assert_eq!(calls.len(), 1);
    assert!(room.verifies(endpoint, 1, &calls[0]) && !room.verifies(endpoint, 2, &calls[0]));
    assert_eq!(calls[0].event_type(), "api_key.created");
    let told = room.told(endpoint).await;
    assert_eq!((told[0].status, told[0].last_status), (DeliveryStatus::Delivered, Some(200)));
    assert_eq!(told[0].event.to_string(), calls[0].id());
}

#[tokio::test]
async fn while_a_secret_is_replaced_both_sign() {
    let (room, receiver) = (Room::open().await, Receiver::start().await);
    let endpoint = room.endpoint(&receiver.url()).await;
    let by = room.admin.clone();
    room.app.write(move |tx| webhooks::rotate_secret(tx, &by, endpoint, clock::now())).await.unwrap();
    let [work] = room.happen(1).await[..] else { panic!("one delivery") };
    room.run(work).await;
    let call = receiver.received(1).await.remove(0);
    assert!(room.verifies(endpoint, 1, &call) && room.verifies(endpoint, 2, &call));
    assert_eq!(call.header("webhook-signature").split(' ').count(), 2);
}

#[tokio::test]
async fn what_fails_is_due_again_and_says_why() {
    let (room, receiver) = (Room::open().await, Receiver::start().await);
    let endpoint = room.endpoint(&receiver.url()).await;
    receiver.answer_first(1, Answers::Status(500));
    let [work] = room.happen(1).await[..] else { panic!("one delivery") };
    let Outcome::Again(at) = room.run(work).await else { panic!("again") };
    let pause = (at - clock::now()).num_milliseconds();
    assert!((3_000..6_000).contains(&pause), "{pause}");
    assert_eq!(room.run(work).await, Outcome::Done, "not before its time");
    let told = room.told(endpoint).await.remove(0);
    assert_eq!((told.status, told.attempts, told.last_status), (DeliveryStatus::Waiting, 1, Some(500)));
    assert_eq!(told.attempt_log[0].error.as_deref(), Some("It answered 500."));
    tokio::time::sleep((at - clock::now()).to_std().unwrap_or_default()).await;
    assert_eq!(room.run(work).await, Outcome::Done);
    let (told, calls) = (room.told(endpoint).await.remove(0), receiver.received(2).await);
    assert_eq!((told.status, told.attempt_log.len()), (DeliveryStatus::Delivered, 2));
    assert_eq!((calls[0].id(), &calls[0].body), (calls[1].id(), &calls[1].body), "the same to the byte");
    let by = room.admin.clone();
    let Work::Delivery(id) = work else { panic!("{work:?}") };
    room.app.write(move |tx| webhooks::resend(tx, &by, id, clock::now())).await.unwrap();
    assert_eq!(room.run(work).await, Outcome::Done);
    assert_eq!(receiver.received(3).await[2].id(), calls[0].id());
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_not_called_again() {
    let (room, receiver) = (Room::open().await, Receiver::start().await);
    let endpoint = room.endpoint(&receiver.url()).await;
    receiver.answer(Answers::Status(410));
    let work = room.happen(3).await;
    assert_eq!(room.run(work[0]).await, Outcome::Dead("It answered 410.".to_owned()));
    for work in &work[1..] {
        assert_eq!(room.run(*work).await, Outcome::Done);
    }
    assert_eq!(receiver.count(), 1);
    assert!(room.told(endpoint).await.iter().all(|told| told.status == DeliveryStatus::Dead));
    assert!(room.happen(1).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn many_workers_of_two_servers_tell_each_thing_once() {
    let (room, receiver) = (Room::open().await, Receiver::start().await);
    room.endpoint(&receiver.url()).await;
    let second = open(room.dir.path());
    let work = room.happen(40).await;
    let mut waiting: Vec<Work> = work.iter().chain(&work).copied().collect();
    while !waiting.is_empty() {
        let done = waiting.iter().enumerate().map(|(place, work)| {
            let app = if place % 2 == 0 { room.app.clone() } else { second.clone() };
            let work = *work;
            tokio::spawn(async move { (work, run(&app, work).await.unwrap()) })
        });
        let done: Vec<_> = futures::future::join_all(done).await.into_iter().map(Result::unwrap).collect();
        waiting =
            done.into_iter().filter(|(_, outcome)| *outcome != Outcome::Done).map(|(work, _)| work).collect();
        if !waiting.is_empty() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    assert_eq!((receiver.count(), receiver.ids().len()), (40, 40));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_endpoint_keeps_no_other_waiting() {
    let (room, slow, quick) = (Room::open().await, Receiver::start().await, Receiver::start().await);
    slow.answer(Answers::Slowly(Duration::from_secs(4)));
    let lame = room.endpoint(&slow.url()).await;
    let to_slow = room.happen(12).await;
    for work in to_slow {
        let app = room.app.clone();
        tokio::spawn(async move { run(&app, work).await.unwrap() });
    }
    slow.received(4).await;
    let by = room.admin.clone();
    let off =
        ChangeEndpoint { event_types: Some(vec!["tag.created".to_owned()]), ..ChangeEndpoint::default() };
    let reach = room.app.webhooks().reach();
    room.app.write(move |tx| webhooks::change(tx, &by, lame, &off, reach, clock::now())).await.unwrap();
    room.endpoint(&quick.url()).await;
    let begun = Instant::now();
    for work in room.happen(20).await {
        assert_eq!(room.run(work).await, Outcome::Done);
    }
    assert_eq!(quick.received(20).await.len(), 20);
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(slow.most_at_once(), 4);
    let put_off = room.told(lame).await.into_iter().filter(|told| told.attempts == 0).collect::<Vec<_>>();
    assert!(
        put_off.len() >= 8 && put_off.iter().all(|told| told.attempt_log.is_empty()),
        "no attempt is counted"
    );
}
