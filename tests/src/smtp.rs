//! A mail server for tests: real SMTP on a port of the loopback, which keeps what it is sent. The server's own
//! tests compile this file too, so it stands on nothing else of this crate.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mail_parser::MessageParser;
use mailin::response::{AUTH_OK, AUTHENTICATION_REQUIRED, INTERNAL_ERROR, INVALID_CREDENTIALS, OK};
use mailin::{Action, AuthMechanism, Handler, Response, SessionBuilder};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Who may send, and by which password.
const USER: &str = "comanda";
const PASSWORD: &str = "letters";
/// The longest that a test waits for letters.
const PATIENCE: Duration = Duration::from_secs(10);

/// A mail server; it stops when it is dropped. It knows everybody whose address does not begin with `nobody`.
#[derive(Debug)]
pub struct Smtp {
    addr: SocketAddr,
    received: watch::Sender<Vec<ReceivedMail>>,
    serving: JoinHandle<()>,
}

/// A letter that came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceivedMail {
    /// Sender, by the envelope.
    pub from: String,
    /// Recipients, by the envelope.
    pub to: Vec<String>,
    /// Headers and body, as they came.
    pub data: String,
}

impl ReceivedMail {
    /// The subject, decoded.
    pub fn subject(&self) -> String {
        let message = MessageParser::new().parse(&self.data).expect("this is no mail");
        message.subject().unwrap_or_default().to_owned()
    }

    /// The text, decoded.
    pub fn text(&self) -> String {
        let message = MessageParser::new().parse(&self.data).expect("this is no mail");
        message.body_text(0).unwrap_or_default().replace("\r\n", "\n")
    }
}

impl ReceivedMail {
    /// The page that says the same, decoded.
    #[allow(dead_code, reason = "not every test that stands on this file looks at pages")]
    pub fn html(&self) -> String {
        let message = MessageParser::new().parse(&self.data).expect("this is no mail");
        message.body_html(0).unwrap_or_default().replace("\r\n", "\n")
    }

    /// What mailboxes know it by.
    #[allow(dead_code, reason = "not every test that stands on this file asks for it")]
    pub fn message_id(&self) -> String {
        let message = MessageParser::new().parse(&self.data).expect("this is no mail");
        message.message_id().unwrap_or_default().to_owned()
    }
}

impl Smtp {
    /// Listens when this returns.
    pub async fn start() -> Self {
        Self::start_busy(0).await
    }

    /// Puts off the first `refusals` letters: 451, come back later.
    pub async fn start_busy(refusals: usize) -> Self {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), refusals).await
    }

    /// As the one before it on this address, which is gone.
    #[allow(dead_code, reason = "not every test that stands on this file lets one go")]
    pub async fn start_again(addr: SocketAddr) -> Self {
        Self::start_at(addr, 0).await
    }

    /// Where it listens.
    #[allow(dead_code, reason = "not every test that stands on this file asks for it")]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    async fn start_at(addr: SocketAddr, refusals: usize) -> Self {
        let listener = TcpListener::bind(addr).await.expect("the port is not free");
        let addr = listener.local_addr().expect("it listens nowhere");
        let received = watch::Sender::default();
        let post_box = PostBox {
            received: received.clone(),
            refusals: Arc::new(AtomicUsize::new(refusals)),
            known: false,
            letter: ReceivedMail::default(),
        };
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, post_box.clone()));
            }
        });
        Self { addr, received, serving }
    }

    /// What to set `SMTP_URL` to.
    pub fn url(&self) -> String {
        format!("smtp://{USER}:{PASSWORD}@{}", self.addr)
    }

    /// What came in so far.
    #[allow(dead_code, reason = "not every test that stands on this file asks for it")]
    pub fn so_far(&self) -> Vec<ReceivedMail> {
        self.received.borrow().clone()
    }

    /// What came in so far, once it is at least `count` letters. Panics when they take too long.
    pub async fn received(&self, count: usize) -> Vec<ReceivedMail> {
        let mut letters = self.received.subscribe();
        let enough = letters.wait_for(|letters| letters.len() >= count);
        let received = tokio::time::timeout(PATIENCE, enough).await;
        let received = received.unwrap_or_else(|_| panic!("{count} letters did not come"));
        received.expect("the server went away").clone()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What one conversation puts letters into.
#[derive(Clone)]
struct PostBox {
    received: watch::Sender<Vec<ReceivedMail>>,
    refusals: Arc<AtomicUsize>,
    known: bool,
    letter: ReceivedMail,
}

impl Handler for PostBox {
    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        self.known = (user, password) == (USER, PASSWORD);
        if self.known { AUTH_OK } else { INVALID_CREDENTIALS }
    }

    fn mail(&mut self, _: IpAddr, _: &str, _: &str) -> Response {
        let one_less = |left: usize| left.checked_sub(1);
        match self.known {
            false => AUTHENTICATION_REQUIRED,
            true if self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok() => {
                INTERNAL_ERROR
            }
            true => OK,
        }
    }

    fn rcpt(&mut self, to: &str) -> Response {
        if to.starts_with("nobody") { Response::custom(550, format!("no mailbox {to} here")) } else { OK }
    }

    fn data_start(&mut self, _: &str, from: &str, _: bool, to: &[String]) -> Response {
        self.letter = ReceivedMail { from: from.to_owned(), to: to.to_vec(), data: String::new() };
        OK
    }

    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.letter.data.push_str(&String::from_utf8_lossy(bytes));
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let letter = std::mem::take(&mut self.letter);
        self.received.send_modify(|letters| letters.push(letter));
        OK
    }
}

/// One conversation, line by line, until somebody hangs up.
async fn converse(stream: TcpStream, post_box: PostBox) -> io::Result<()> {
    let caller = stream.peer_addr()?.ip();
    let mut builder = SessionBuilder::new("post.example");
    let mut session =
        builder.enable_auth(AuthMechanism::Plain).insecure_enable_plaintext_auth().build(caller, post_box);
    let mut stream = BufStream::new(stream);
    let (mut answer, mut line) = (session.greeting(), Vec::new());
    loop {
        stream.write_all(&answer.buffer()?).await?;
        stream.flush().await?;
        line.clear();
        if answer.action == Action::Close || stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        answer = session.process(&line);
    }
}
