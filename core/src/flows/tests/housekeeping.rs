//! What the shop forgets, and what it does not.

use chrono::{DateTime, Duration, Utc};
use diesel::RunQueryDsl;

use super::{Actor, Role, Shop, now};
use crate::flows::housekeeping;
use crate::flows::idempotency::{self, Answer, Keyed};
use crate::flows::jobs;
use crate::flows::schedule::Run;
use crate::id::kind;
use crate::jobs::JobStatus;
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::store::accounts::{resets, sessions};
use crate::wire::jobs::JobView;

impl Shop {
    fn clear(&self, run: Run, at: DateTime<Utc>, limit: u32) -> usize {
        self.store.write(move |tx| run(tx, at, limit)).unwrap()
    }

    fn write_down(&self, sql: impl Into<String>) {
        let sql = sql.into();
        self.store.write(move |tx| Ok(diesel::sql_query(&sql).execute(tx.conn)?)).unwrap();
    }
}

fn day(number: i64) -> DateTime<Utc> {
    now() + Duration::days(number)
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

#[test]
fn a_sign_in_is_forgotten_a_day_after_its_last_token_ended() {
    let shop = Shop::open();
    let user = shop.person("ada", Role::Customer).user_id().unwrap();
    for (name, ends) in [("over", [1, 1]), ("going", [1, 9])] {
        let opened = move |tx: &mut Tx<'_>| {
            let session = tx.new_id::<kind::Session>();
            sessions::insert_session(tx, session, user, None, now())?;
            for (place, end) in ends.iter().enumerate() {
                sessions::insert_token(tx, session, &format!("{name}{place}"), now(), day(*end))?;
            }
            Ok(())
        };
        shop.store.write(opened).unwrap();
    }
    assert_eq!(shop.clear(housekeeping::sign_ins, day(2), 10), 0, "it may still be asked for");
    assert_eq!(shop.clear(housekeeping::sign_ins, day(3), 2), 2);
    assert_eq!(shop.clear(housekeeping::sign_ins, day(3), 2), 1);
    assert_eq!(shop.clear(housekeeping::sign_ins, day(3), 2), 0);
    assert_eq!((shop.rows("refresh_tokens"), shop.rows("sessions")), (1, 1), "one goes on");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn codes_of_password_resets_are_forgotten_a_day_after_their_end() {
    let shop = Shop::open();
    let user = shop.person("ada", Role::Customer).user_id().unwrap();
    let sent = move |tx: &mut Tx<'_>| {
        let id = tx.new_id::<kind::PasswordReset>();
        resets::insert(tx, id, user, "hash", now(), day(1))
    };
    shop.store.write(sent).unwrap();
    assert_eq!(shop.clear(housekeeping::password_resets, day(2), 10), 0);
    assert_eq!(shop.clear(housekeeping::password_resets, day(3), 10), 1);
    assert_eq!(shop.rows("password_resets"), 0);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn keys_of_commands_are_kept_for_90_days() {
    let shop = Shop::open();
    for age in 0..5 {
        let key = Keyed { scope: "me".to_owned(), key: age.to_string(), fingerprint: String::new() };
        let answer = Answer { status: 200, location: None, etag: None, body: Vec::new() };
        let done = move |tx: &mut Tx<'_>| idempotency::once(tx, &key, day(age), |_| Ok(answer.clone()));
        shop.store.write(done).unwrap();
    }
    assert_eq!(shop.clear(housekeeping::idempotency_keys, day(90), 10), 0);
    assert_eq!(shop.clear(housekeeping::idempotency_keys, day(93), 2), 2, "the oldest first");
    assert_eq!(shop.clear(housekeeping::idempotency_keys, day(93), 2), 1);
    assert_eq!(shop.clear(housekeeping::idempotency_keys, day(93), 2), 0);
    assert_eq!(shop.rows("idempotency_keys"), 2);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn counts_of_guesses_are_forgotten_when_no_limit_asks_for_them() {
    let shop = Shop::open();
    for (bucket, age) in [("old", 0), ("older", -1), ("new", 1)] {
        shop.write_down(format!(
            "INSERT INTO attempts (bucket, failures, last_at) VALUES ('{bucket}', 1, '{}')",
            stamp(day(age))
        ));
    }
    assert_eq!(shop.clear(housekeeping::attempts, day(2), 1), 1);
    assert_eq!(shop.clear(housekeeping::attempts, day(2), 1), 1);
    assert_eq!(shop.clear(housekeeping::attempts, day(2), 1), 0, "25 hours are not over");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn news_that_were_read_are_forgotten_and_others_are_not() {
    let shop = Shop::open();
    let user = shop.person("ada", Role::Customer).user_id().unwrap();
    for (place, read) in ["NULL".to_owned(), format!("'{}'", stamp(now()))].iter().enumerate() {
        shop.write_down(format!(
            "INSERT INTO notifications (id, user_id, kind, title, message, cause, created_at, read_at) \
             VALUES ('notification_01h455vb4pex5vsknk084sn02{place}', '{user}', 'order', 't', 'm', '{place}', \
             '{}', {read})",
            stamp(now())
        ));
    }
    assert_eq!(shop.clear(housekeeping::notifications, day(90), 10), 0);
    assert_eq!(shop.clear(housekeeping::notifications, day(91), 10), 1);
    assert_eq!(shop.rows("notifications"), 1, "nobody has read it");
    assert_eq!(shop.broken_law(), None);
}

fn letter(shop: &Shop, place: usize, status: &str) {
    let settled = if status == "waiting" { "NULL".to_owned() } else { format!("'{}'", stamp(now())) };
    let at = stamp(now());
    shop.write_down(format!(
        "INSERT INTO letters (id, address, template, data, cause, status, attempts, next_at, created_at, \
         settled_at) VALUES ('letter_01h455vb4pex5vsknk084sn02{place}', 'a@b.c', 't', '{{}}', '{place}', \
         '{status}', 3, '{at}', '{at}', {settled})"
    ));
}

#[test]
fn letters_that_were_sent_are_forgotten_sooner_than_those_that_never_were() {
    let shop = Shop::open();
    for (place, status) in ["waiting", "sent", "dead"].into_iter().enumerate() {
        letter(&shop, place, status);
    }
    assert_eq!(shop.clear(housekeeping::letters, day(30), 10), 0);
    assert_eq!(shop.clear(housekeeping::letters, day(31), 10), 1);
    assert_eq!(shop.clear(housekeeping::letters, day(91), 10), 1);
    assert_eq!(shop.rows("letters"), 1, "what waits is never forgotten");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_dead_job_is_tried_again_with_what_it_is_about_by_whoever_may() {
    let shop = Shop::open();
    letter(&shop, 2, "dead");
    let id = "letter_01h455vb4pex5vsknk084sn022".parse().unwrap();
    let job = JobView {
        id: "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap(),
        queue: crate::jobs::JobQueue::Letters,
        status: JobStatus::Dead,
        subject: "letter_01h455vb4pex5vsknk084sn022".to_owned(),
        attempts: 1,
        run_at: now(),
        started_at: None,
        done_at: None,
        error: None,
    };
    let retry = |actor: Actor, job: JobView| {
        let work = Some(crate::flows::events::Work::Letter(id));
        shop.store.write(move |tx| jobs::retry(tx, &actor, &job, work, now()))
    };
    let manager = shop.person("max", Role::Manager);
    assert_eq!(super::refusal(retry(manager, job.clone())), Refusal::Forbidden);
    for status in [JobStatus::Waiting, JobStatus::Running, JobStatus::Done] {
        let refused = super::refusal(retry(Actor::System, JobView { status, ..job.clone() }));
        assert_eq!(refused, Refusal::NotRetryable { status: status.to_string() });
    }
    assert_eq!((shop.waiting_letters(), shop.events("job.retried")), (0, 0));
    retry(Actor::System, job).unwrap();
    assert_eq!((shop.waiting_letters(), shop.events("job.retried")), (1, 1));
    assert_eq!(shop.broken_law(), None);
}

impl Shop {
    fn waiting_letters(&self) -> i64 {
        use crate::store::schema::letters;
        use diesel::{ExpressionMethods, QueryDsl};
        let waiting = letters::table.filter(letters::status.eq("waiting")).filter(letters::attempts.eq(0));
        self.store.read(move |tx| Ok(waiting.count().get_result(tx.conn)?)).unwrap()
    }
}
