//! People and devices for these tests, and the steps they take again and again.

use std::sync::Barrier;
use std::thread;

use chrono::{DateTime, Duration, Utc};

use super::{Shop, now, user};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::accounts::{self, Guess, NewKeySecret, NewToken, Rotation, SessionStart};
use crate::id::{SessionId, UserId};
use crate::store::{self, Tx};
use crate::wire::accounts::CreateApiKey;

/// The hash of everybody's password here.
pub(super) const HASH: &str = "not a hash";
/// The hash of everybody's PIN.
pub(super) const PIN_HASH: &str = "the hash of a PIN";

/// `count` threads do the same at once; what each of them got.
pub(super) fn at_once<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(count);
    thread::scope(|scope| {
        let actors: Vec<_> = (0..count)
            .map(|number| {
                let (barrier, act) = (&barrier, &act);
                scope.spawn(move || {
                    barrier.wait();
                    act(number)
                })
            })
            .collect();
        actors.into_iter().map(|actor| actor.join().unwrap()).collect()
    })
}

/// A flow that is not committed before others have begun.
pub(super) fn lingering<T>(outcome: T) -> T {
    thread::sleep(std::time::Duration::from_millis(10));
    outcome
}

pub(super) fn later(seconds: i64) -> DateTime<Utc> {
    now() + Duration::seconds(seconds)
}

pub(super) fn token(hash: &str, expires_at: DateTime<Utc>) -> NewToken {
    NewToken { hash: hash.to_owned(), expires_at }
}

/// A session of `user` that begins now, by password; or by PIN at the device that `key` acts for.
pub(super) fn start(user: UserId, key: Option<&Actor>, first: &str, lasts: Duration) -> SessionStart {
    SessionStart {
        user,
        api_key: key.and_then(Actor::api_key_id),
        token: token(first, now() + lasts),
        guess: Guess::default(),
        hash: Some(key.map_or(HASH, |_| PIN_HASH).to_owned()),
        rehashed: None,
    }
}

impl Shop {
    /// Runs a flow in `actor`'s name.
    pub(super) fn by<T: Send + 'static>(
        &self,
        actor: &Actor,
        flow: impl Fn(&mut Tx<'_>, &Actor) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let actor = actor.clone();
        self.store.write(move |tx| flow(tx, &actor))
    }

    /// Somebody of this name and role, who has just been given an account.
    pub(super) fn person(&self, name: &str, role: Role) -> Actor {
        let username = name.to_owned();
        let id = self.store.write(move |tx| user(tx, &username, role)).unwrap();
        Actor::User { id, username: name.to_owned(), role }
    }

    /// A device with a key whose secret's digest is `name`.
    pub(super) fn device(&self, name: &str, role: DeviceRole) -> Actor {
        let form = CreateApiKey { name: name.to_owned(), role };
        let secret = NewKeySecret { prefix: "ck_".to_owned(), hash: name.to_owned() };
        let key = self
            .by(&Actor::System, move |tx, actor| accounts::create_api_key(tx, actor, &form, &secret, now()))
            .unwrap();
        Actor::Device { id: key.id, name: key.name, role }
    }

    /// Gives somebody a PIN.
    pub(super) fn give_pin(&self, to: &Actor) {
        let id = to.user_id().unwrap();
        self.by(&Actor::System, move |tx, actor| accounts::set_pin(tx, actor, id, Some(PIN_HASH), now()))
            .unwrap();
    }

    pub(super) fn open_session(&self, start: &SessionStart) -> Result<SessionId> {
        let start = start.clone();
        self.store.write(move |tx| accounts::start_session(tx, &start, now()))
    }

    /// A session of `actor` whose first refresh token is `first`.
    pub(super) fn session(&self, actor: &Actor, first: &str) -> SessionId {
        self.open_session(&start(actor.user_id().unwrap(), None, first, Duration::days(30))).unwrap()
    }

    /// What `presented` came to at that moment, with `next` as its successor.
    pub(super) fn rotate(&self, presented: &str, next: &str, at: DateTime<Utc>) -> Rotation {
        let (presented, next) = (presented.to_owned(), token(next, at + Duration::days(30)));
        self.store.write(move |tx| accounts::rotate(tx, &presented, &next, at)).unwrap()
    }

    /// Who acts through the session, while it stands.
    pub(super) fn standing(&self, session: SessionId) -> Option<Actor> {
        self.store.read(|tx| accounts::standing(tx, session)).unwrap().map(|standing| standing.actor)
    }

    /// How many rows there are of `table`, which may go on with a condition.
    pub(super) fn rows(&self, table: &str) -> u64 {
        self.store.read(|tx| store::verify::count(tx, table)).unwrap()
    }

    /// The text that `query` selects as `entry`.
    pub(super) fn text(&self, query: &str) -> Option<String> {
        self.store.read(|tx| store::verify::first_breach(tx, query)).unwrap()
    }

    pub(super) fn execute(&self, sql: &'static str) {
        self.store.write(move |tx| store::db_execute_for_tests(tx, sql)).unwrap();
    }
}
