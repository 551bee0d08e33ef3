//! One connection on which a shop tells what happens: opened in somebody's name, read block by block, given up when
//! nothing is heard for too long. Used by `following`.

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use comanda_core::events::Topic;
use comanda_core::id::UserId;
use futures::stream::{self, BoxStream, StreamExt};
use reqwest::header::{ACCEPT, HeaderName, HeaderValue};
use sse_stream::{Sse, SseByteStream};
use tokio::time::timeout;

use crate::api::events::topics;
use crate::auth::session_ended;
use crate::call::Call;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::transport::{Failure, bearer};

const STREAM: &str = "api/events/stream/";
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// The shop says something every 15 s; whoever hears nothing for so long has lost it.
const SILENCE: Duration = Duration::from_secs(40);

/// An open connection.
pub(super) struct Line(Pin<Box<SseByteStream<BoxStream<'static, Result<Bytes>>>>>);

impl Line {
    /// Opens one in the name of `speaker`, of what comes after `last`. A token that no longer counts is renewed once.
    pub(super) async fn open(
        client: &Client,
        speaker: Option<UserId>,
        wanted: &[Topic],
        last: Option<i64>,
    ) -> std::result::Result<Self, Failure> {
        let mut call = Call::get(STREAM)
            .query(topics(wanted).into_iter().collect())
            .header(ACCEPT, HeaderValue::from_static("text/event-stream"));
        if let Some(last) = last {
            call = call.header(LAST_EVENT_ID, HeaderValue::from(last));
        }
        let access = client.access().await.map_err(Failure::unsent)?;
        // What one person began is not finished in the name of the next.
        if access.as_ref().map(|access| access.user) != speaker {
            return Err(Failure::unsent(session_ended()));
        }
        let Some(access) = access else {
            return client.open(&call, client.inner.api_key.clone()).await.map(Self::over);
        };
        let sign = |token: &str| bearer(token, "access token").map(Some).map_err(Failure::unsent);
        match client.open(&call, sign(&access.token)?).await {
            Err(refused) if refused.error.is_unauthenticated() => {
                let renewed = client.renew(&access).await.map_err(Failure::unsent)?;
                client.open(&call, sign(&renewed.token)?).await.map(Self::over)
            }
            opened => opened.map(Self::over),
        }
    }

    fn over(response: reqwest::Response) -> Self {
        Self::with(response, SILENCE)
    }

    /// Given up when nothing comes for `limit`, not even a beat.
    fn with(response: reqwest::Response, limit: Duration) -> Self {
        let pieces = stream::try_unfold(response, move |mut response| async move {
            let piece = timeout(limit, response.chunk()).await;
            let piece = piece.map_err(|_| Error::Timeout { limit })?;
            let piece = piece.map_err(|error| Error::Transport(error.without_url().into()))?;
            Ok(piece.map(|piece| (piece, response)))
        });
        Self(Box::pin(SseByteStream::new(pieces.boxed())))
    }

    /// The next block; nothing where the shop has hung up.
    pub(super) async fn next(&mut self) -> Option<Result<Sse>> {
        Some(self.0.next().await?.map_err(|error| match error {
            sse_stream::Error::Body(cause) => match cause.downcast::<Error>() {
                Ok(error) => *error,
                Err(cause) => unreadable(&cause.to_string()),
            },
            error => unreadable(&error.to_string()),
        }))
    }
}

/// What is not written as events are.
pub(super) fn unreadable(message: &str) -> Error {
    Error::Decode { at: "event".to_owned(), message: message.to_owned(), status: 200, request_id: None }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Beats four times, every 30 ms, and then is silent without hanging up.
    async fn falls_silent() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut caller, _) = listener.accept().await.unwrap();
            let _ = caller.read(&mut [0; 4096]).await.unwrap();
            caller.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await.unwrap();
            for _ in 0..4 {
                tokio::time::sleep(Duration::from_millis(30)).await;
                caller.write_all(b": beat\n\n").await.unwrap();
            }
            std::future::pending::<()>().await;
        });
        url
    }

    #[tokio::test]
    async fn a_shop_that_says_nothing_is_given_up_and_one_that_beats_is_not() {
        let response = reqwest::get(falls_silent().await).await.unwrap();
        let (begun, limit) = (tokio::time::Instant::now(), Duration::from_millis(100));
        let heard = Line::with(response, limit).next().await;
        assert!(matches!(heard, Some(Err(Error::Timeout { limit: told })) if told == limit));
        assert!(begun.elapsed() >= Duration::from_millis(4 * 30) + limit, "the beats were heard");
    }
}
