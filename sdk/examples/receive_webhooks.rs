//! Is told of orders by a shop. Needs a server with the demo shop that may call this machine:
//! `comanda-server serve --demo --webhooks-to-private-addresses allow`, then
//! `cargo run -p comanda-sdk --example receive_webhooks`.
#![allow(clippy::print_stdout, missing_docs, reason = "an example talks to whoever runs it")]

use comanda_sdk::webhooks::{self, WebhookEvent};
use comanda_sdk::wire::webhooks::CreateEndpoint;
use comanda_sdk::{Client, Secret};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let listener = TcpListener::bind("127.0.0.1:9000").await?;
    let secret = subscribe("http://127.0.0.1:8000", "http://127.0.0.1:9000/hooks").await?;
    loop {
        let event = receive(&listener, &secret).await?;
        println!("{}: {} of {:?}", event.id, event.event_type, event.subject());
    }
}

/// Once. Keep the secret as you keep a password; it is shown this one time.
pub async fn subscribe(shop: &str, url: &str) -> Result<Secret, Error> {
    let comanda = Client::builder(shop).build()?;
    comanda.login("admin", "comanda-demo").await?;
    let event_types = vec!["order.*".to_owned()];
    let create = CreateEndpoint { url: url.to_owned(), description: "example".to_owned(), event_types };
    let made = comanda.webhooks().create(&create).await?;
    comanda.webhooks().test(made.endpoint.id).await?;
    Ok(made.secret)
}

/// The next call that is really from the shop. A web framework does the reading for you; what counts is `verify` on the
/// bytes that came, and an answer that does not wait for your work.
pub async fn receive(listener: &TcpListener, secret: &Secret) -> Result<WebhookEvent, Error> {
    loop {
        let (mut stream, _) = listener.accept().await?;
        let (headers, body) = read(&mut stream).await?;
        let verified = webhooks::verify(&[secret.expose()], &headers, &body);
        let status = if verified.is_ok() { "200 OK" } else { "401 Unauthorized" };
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).await?;
        match verified {
            Ok(event) => return Ok(event),
            Err(error) => println!("refused: {error}"),
        }
    }
}

async fn read(stream: &mut TcpStream) -> Result<(HeaderMap, Vec<u8>), Error> {
    let mut bytes = Vec::new();
    loop {
        let mut some = [0; 4096];
        let length = stream.read(&mut some).await?;
        bytes.extend_from_slice(&some[..length]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            if length == 0 {
                return Err("it hung up".into());
            }
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let headers: HeaderMap = lines
            .filter_map(|(name, value)| {
                Some((name.parse::<HeaderName>().ok()?, value.trim().parse::<HeaderValue>().ok()?))
            })
            .collect();
        let announced = headers.get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
        let body_length: usize = announced.unwrap_or(0);
        if bytes.len() >= end + 4 + body_length {
            return Ok((headers, bytes[end + 4..end + 4 + body_length].to_vec()));
        }
        if length == 0 {
            return Err("it hung up".into());
        }
    }
}
