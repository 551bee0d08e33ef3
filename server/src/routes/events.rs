//! `/api/events/…`: the log as a stream, and by asking. Both tell a caller what concerns them and what is of a topic
//! that is open to them, and both say where to go on.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};
use axum::response::sse::Sse;
use axum::response::{IntoResponse, Response};
use comanda_core::events::{Event, Follower, Topic};
use comanda_core::flows::events;
use comanda_core::refusal::Refusal;
use comanda_core::wire::{EventView, EventsView};
use tokio::time::Instant;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Badge;
use crate::feed::Telling;
use crate::openapi::tags;
use crate::respond::query::Query;
use crate::respond::{Failure, answer};
use crate::state::AppState;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// How many events are looked at for one answer.
const LOOKED_AT: u32 = 500;
/// How many of them are told, unless asked.
const TOLD: u32 = 100;
/// How long an answer may wait for something to happen, in seconds.
const LONGEST_WAIT: u32 = 25;

/// Both of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(stream))
}

/// Ask what happened
///
/// What the caller may see of what came after a place in the log, the oldest first. Ask with `after=` the last answer's
/// `last`, which moves on also over what the caller may not see; without `after` nothing is told but where the log is
/// now. One answer looks at 500 events at most. With `wait`, an answer that would be empty waits until something
/// happens. Topics that are not open to the caller bring only what concerns them.
#[utoipa::path(
    get, path = "/api/events/", operation_id = "list_events", tag = tags::EVENTS,
    params(
        ("after" = Option<i64>, Query, description = "The `last` of the answer before, or an event's `id`"),
        ("topics" = Option<String>, Query, description = "Only these, separated by commas: `orders,stock`"),
        ("limit" = Option<u32>, Query, description = "How many at most, 1 to 500; 100 unless told"),
        ("wait" = Option<u32>, Query, description = "How many seconds to wait for something to happen, 0 to 25"),
    ),
    responses(
        (status = 200, description = "What happened", body = EventsView),
        (status = 410, description = "`events_gone`: the log does not reach so far; load everything anew and go on \
                                      from the `last` of its facts"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, badge: Badge, uri: Uri) -> Result<Response, Failure> {
    let actor = badge.actor(&app).await?;
    let wanted = Asked::of(&uri)?;
    let Some(mut after) = wanted.after else { return answer::ok(&nothing(newest(&app).await?)) };
    let _place = app.feed().places().take(&actor)?;
    let until = Instant::now() + wanted.wait;
    let (closing, mut told) = (app.feed().closing(), app.feed().newest());
    let mut follower = Follower { actor, topics: wanted.topics };
    loop {
        told.borrow_and_update();
        let view = looked_at(&app, &follower, after, wanted.limit).await?;
        if !view.events.is_empty() || view.has_more || Instant::now() >= until || closing.is_cancelled() {
            return answer::ok(&view);
        }
        after = view.last;
        tokio::select! {
            () = closing.cancelled() => {}
            _ = told.changed() => {}
            () = tokio::time::sleep_until(until) => {}
        }
        // Who waited may not be who they were.
        follower.actor = badge.actor(&app).await?;
    }
}

/// Follow what happens
///
/// A stream of server-sent events. First comes `ready`, with the place in the log from which it tells: the newest event,
/// or the one of the header `Last-Event-ID` (or `after=`), after which nothing is left out. Then each event as it
/// happens, with its number as `id`, its type as `event` and the event as `data`. `position` only moves the `id` on,
/// over what the caller may not see. Something is said every 15 s. `bye` comes before the end, with its `reason`:
/// `token_ended` (come back with the next one), `session_ended`, `stopping`, `unavailable`. Topics that are not open to
/// the caller bring only what concerns them. One account or key may have 20 streams.
#[utoipa::path(
    get, path = "/api/events/stream/", operation_id = "stream_events", tag = tags::EVENTS,
    params(
        ("topics" = Option<String>, Query, description = "Only these, separated by commas: `orders,stock`"),
        ("after" = Option<i64>, Query, description = "Where to go on, for whoever cannot send `Last-Event-ID`"),
        ("Last-Event-ID" = Option<i64>, Header, description = "The last `id` that was received; counts before `after`"),
    ),
    responses(
        (status = 200, description = "What happens, as it happens", body = String, content_type = "text/event-stream"),
        (status = 410, description = "`events_gone`: the log does not reach so far; load everything anew and go on \
                                      from the `last` of its facts"),
        (status = 429, description = "`too_many_requests`: as many streams as one may have"),
        (status = 503, description = "`unavailable`: as many streams as there may be"),
    ),
    security(("bearer" = [])),
)]
pub async fn stream(
    State(app): State<AppState>,
    badge: Badge,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let actor = badge.actor(&app).await?;
    let wanted = Asked::of(&uri)?;
    let after = last_event_id(&headers)?.or(wanted.after);
    // Before the place in the log is looked up: from here on the ring is filled.
    let place = app.feed().places().take(&actor)?;
    let newest = newest(&app).await?;
    let position = after.unwrap_or(newest);
    if position > newest {
        return Err(Refusal::EventsGone { last: newest }.into());
    }
    let follower = Follower { actor, topics: wanted.topics };
    let telling = Telling::new(app, badge, follower, place, position);
    let mut response = Sse::new(telling.stream()).into_response();
    // A proxy that gathers answers would hold this one back for ever.
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

/// What is asked for.
struct Asked {
    after: Option<i64>,
    topics: Vec<Topic>,
    limit: usize,
    wait: Duration,
}

impl Asked {
    fn of(uri: &Uri) -> Result<Self, Refusal> {
        let mut query = Query::of(uri);
        let after = query.parsed("after", place_in_log, "is no place in the log");
        let topics = query.all_words("topics", Topic::ALL, Topic::as_str);
        let limit = query.parsed("limit", whole(1, LOOKED_AT), "is no number from 1 to 500");
        let wait = query.parsed("wait", whole(0, LONGEST_WAIT), "is no number of seconds from 0 to 25");
        query.finish()?;
        Ok(Self {
            after,
            topics,
            limit: usize::try_from(limit.unwrap_or(TOLD)).unwrap_or(usize::MAX),
            wait: Duration::from_secs(wait.unwrap_or(0).into()),
        })
    }
}

fn place_in_log(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number >= 0)
}

fn whole(least: u32, most: u32) -> impl Fn(&str) -> Option<u32> {
    move |text| text.parse().ok().filter(|number| (least..=most).contains(number))
}

fn last_event_id(headers: &HeaderMap) -> Result<Option<i64>, Refusal> {
    let Some(value) = headers.get(LAST_EVENT_ID).filter(|value| !value.is_empty()) else { return Ok(None) };
    let number = value.to_str().ok().and_then(place_in_log);
    number.map(Some).ok_or_else(|| Refusal::invalid("Last-Event-ID", "is no place in the log"))
}

async fn newest(app: &AppState) -> Result<i64, Failure> {
    Ok(app.read(events::progress).await?.last)
}

fn nothing(last: i64) -> EventsView {
    EventsView { events: Vec::new(), last, has_more: false }
}

/// What `follower` sees of what comes after number `after`, `limit` of it at most.
async fn looked_at(
    app: &AppState,
    follower: &Follower,
    after: i64,
    limit: usize,
) -> Result<EventsView, Failure> {
    let who = follower.clone();
    let page = app.read(move |tx| events::page(tx, &who, after, LOOKED_AT)).await?;
    if after > page.newest {
        return Err(Refusal::EventsGone { last: page.newest }.into());
    }
    let seen: Vec<&Event> = page.events.iter().filter(|event| follower.sees(event)).collect();
    let told: Vec<EventView> = seen.iter().take(limit).map(|event| EventView::from(*event)).collect();
    let last = match seen.get(..limit).and_then(<[_]>::last) {
        // What comes behind them was looked at, and is told next time.
        Some(last) if seen.len() > limit => last.number,
        Some(_) | None => page.read_to,
    };
    Ok(EventsView { events: told, last, has_more: last < page.newest })
}
