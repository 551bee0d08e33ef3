//! The job board: who may look, at what, and that looking is all there is.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use comanda_sdk::{JobQueue, Role};
use comanda_server::{Running, Settings, StartError};
use comanda_tests::shop::PASSWORD;
use comanda_tests::{Answered, Raw, Shop};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HOST};
use serde_json::Value;
use tempfile::TempDir;

/// Guesses at one account before there is a wait.
const FREE: usize = 10;
/// Within this time what another server changed acts here.
const SECONDS: Duration = Duration::from_secs(10);

/// A second server of the shop, which shows the board.
struct Board {
    server: Running,
    raw: Raw,
    _folder: TempDir,
}

impl Board {
    async fn of(shop: &Shop) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let board = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
        let settings = Settings { board, ..Settings::for_tests(&shop.database_url(), folder.path()) };
        let server = comanda_server::start(settings).await.unwrap();
        let raw = Raw::new(&format!("http://{}", server.board_addr().unwrap()));
        Self { server, raw, _folder: folder }
    }

    async fn ask(&self, method: Method, path: &str, name: &str, password: &str) -> Answered {
        let told = format!("Basic {}", BASE64_STANDARD.encode(format!("{name}:{password}")));
        Answered::of(self.raw.request(method, path).header(AUTHORIZATION, told)).await
    }

    async fn get(&self, path: &str, name: &str) -> Answered {
        self.ask(Method::GET, path, name, PASSWORD).await
    }
}

/// How many sessions were ever opened.
async fn sessions(shop: &Shop) -> usize {
    shop.database().contents().await["sessions"].len()
}

fn assert_safe(answered: &Answered) {
    assert_eq!(answered.header("cache-control"), "no-store");
    assert_eq!(answered.header("x-content-type-options"), "nosniff");
    let policy = answered.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_see_anything_of_the_board() {
    let shop = Shop::open().await;
    let board = Board::of(&shop).await;
    for path in ["/", "/api/v1/queues", "/api/v1/tasks", "/no/such/page", "/api/v1/events"] {
        let answered = board.raw.get(path).await;
        assert_eq!(answered.problem().unwrap().code, "not_authenticated", "{path}");
        assert!(answered.header("www-authenticate").starts_with("Basic realm="), "{path}");
        assert_safe(&answered);
        for name in ["customer", "staff", "manager"] {
            assert_eq!(board.get(path, name).await.problem().unwrap().code, "forbidden", "{name} {path}");
        }
    }
    let wrong = board.ask(Method::GET, "/", "admin", "not it").await;
    assert_eq!((wrong.status, wrong.problem().unwrap().code.as_str()), (401, "invalid_credentials"));
    assert!(wrong.header("www-authenticate").starts_with("Basic realm="));
    board.server.stop().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_sees_the_page_and_our_queues_with_one_sign_in() {
    let shop = Shop::open().await;
    let board = Board::of(&shop).await;
    let before = sessions(&shop).await;
    let page = board.get("/", "admin").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_safe(&page);
    let text = page.text();
    let named =
        text.split(['"', '\'']).filter(|text| text.starts_with("/apalis") || text.starts_with("/input"));
    let named: Vec<&str> = named.collect();
    assert!(named.len() >= 3, "{text}");
    for path in named {
        let part = board.get(path, "admin").await;
        assert!(part.status == 200 && !part.header("content-type").starts_with("text/html"), "{path}");
        assert_safe(&part);
    }
    let begun = Instant::now();
    loop {
        let queues = board.get("/api/v1/queues", "admin").await;
        assert_eq!((queues.status, queues.header("content-type")), (200, "application/json"));
        assert_safe(&queues);
        let queues: Vec<Value> = queues.read();
        let is_shown = |queue: &JobQueue| queues.iter().any(|shown| shown["name"] == queue.as_str());
        if JobQueue::ALL.iter().all(is_shown) {
            break;
        }
        assert!(begun.elapsed() < SECONDS, "{queues:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for queue in JobQueue::ALL {
        for what in ["tasks?page=1&page_size=5", "stats", "workers"] {
            let answered = board.get(&format!("/api/v1/queues/{queue}/{what}"), "admin").await;
            assert_eq!(answered.status, 200, "{queue} {what} {}", answered.text());
        }
    }
    for path in ["/api/v1/tasks", "/api/v1/workers", "/api/v1/overview"] {
        assert_eq!(board.get(path, "admin").await.status, 200, "{path}");
    }
    let chores: Vec<Value> = board.get("/api/v1/queues/chores/tasks?status=Done", "admin").await.read();
    if let Some(id) = chores.first().and_then(|chore| chore["ctx"]["task_id"].as_str()) {
        assert_eq!(board.get(&format!("/api/v1/queues/chores/tasks/{id}"), "admin").await.status, 200);
    }
    assert_eq!(board.get("/api/v1/events", "admin").await.status, 204, "the log is not followed");
    assert_eq!(board.get("/api/v1/no-such-thing", "admin").await.status, 404);
    assert_eq!(sessions(&shop).await, before + 1);
    board.server.stop().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_is_all_there_is_and_only_under_our_own_name() {
    let shop = Shop::open().await;
    let board = Board::of(&shop).await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
        for path in ["/", "/api/v1/queues/letters/tasks"] {
            let answered = board.ask(method.clone(), path, "admin", PASSWORD).await;
            assert_eq!((answered.status, answered.header("allow")), (405, "GET, HEAD"), "{method} {path}");
        }
    }
    assert_eq!(board.ask(Method::HEAD, "/", "admin", PASSWORD).await.status, 200);
    for (host, status) in [("evil.example", 421), ("localhost.evil.example:8002", 421), ("localhost", 200)] {
        let told = format!("Basic {}", BASE64_STANDARD.encode(format!("admin:{PASSWORD}")));
        let request = board.raw.request(Method::GET, "/").header(HOST, host).header(AUTHORIZATION, told);
        assert_eq!(Answered::of(request).await.status, status, "{host}");
    }
    board.server.stop().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_switched_off_elsewhere_is_refused_within_seconds() {
    let shop = Shop::open().await;
    let board = Board::of(&shop).await;
    assert_eq!(board.get("/", "admin").await.status, 200);
    // By another server of the shop: the board's own remembers who it knows.
    let set = |text: &str| format!("UPDATE users SET {text} WHERE username = 'admin'");
    shop.database().execute(&set("role = 'staff'")).await;
    turns(&board, 403).await;
    shop.database().execute(&set("role = 'admin'")).await;
    turns(&board, 200).await;
    shop.database().execute(&set("is_active = FALSE")).await;
    turns(&board, 401).await;
    shop.database().execute(&set("is_active = TRUE")).await;
    board.server.stop().await;
    shop.verify_and_close().await;
}

/// Waits until the admin is answered so, with few requests: those of somebody who is off are guesses.
async fn turns(board: &Board, status: u16) {
    let begun = Instant::now();
    loop {
        let now = board.get("/api/v1/overview", "admin").await.status;
        if now == status {
            return;
        }
        assert!(begun.elapsed() < SECONDS, "{now} and not {status}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_the_board_and_at_the_door_are_counted_together() {
    let shop = Shop::open().await;
    // Before there is a wait: by this session the books are replayed.
    let _signed_in = shop.signed_in(Role::Admin).await;
    let board = Board::of(&shop).await;
    for number in 0..FREE {
        if number % 2 == 0 {
            assert_eq!(board.ask(Method::GET, "/", "admin", "not it").await.status, 401, "{number}");
        } else {
            shop.client().login("admin", "not it").await.unwrap_err();
        }
    }
    let stopped = board.get("/", "admin").await;
    assert_eq!(stopped.problem().unwrap().code, "too_many_attempts");
    assert!(stopped.status == 429 && !stopped.header("retry-after").is_empty());
    board.server.stop().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_ends_with_its_server_and_takes_its_sessions_along() {
    let shop = Shop::open().await;
    let board = Board::of(&shop).await;
    assert_eq!(board.get("/", "admin").await.status, 200);
    let addr = board.server.board_addr().unwrap();

    let folder = tempfile::tempdir().unwrap();
    let taken = Settings { board: Some(addr), ..Settings::for_tests(&shop.database_url(), folder.path()) };
    let refused = comanda_server::start(taken).await.unwrap_err();
    assert!(matches!(refused, StartError::Board { .. }), "{refused}");
    assert!(refused.to_string().starts_with(&format!("cannot show the job board on {addr}: ")), "{refused}");

    board.server.stop().await;
    assert!(tokio::net::TcpStream::connect(addr).await.is_err());
    let contents = shop.database().contents().await;
    let open = contents["sessions"].iter().filter(|session| session["ended_at"].is_null()).count();
    assert_eq!(open, 0, "{:#?}", contents["sessions"]);
    shop.verify_and_close().await;
}
