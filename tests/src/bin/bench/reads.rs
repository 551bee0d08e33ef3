//! What everybody reads: the first page of the products and the menu, beside a handler that answers the
//! same bytes.

use std::time::Duration;

use comanda_tests::Shop;
use comanda_tests::load::{self, Connection, Measured};
use comanda_tests::process::Process;

use super::{CLIENTS, bare, millis, row};

/// How often the two take turns, so that a busy moment of the machine hits both.
const TURNS: u32 = 4;

/// Measures both reads and prints them.
pub async fn measure(span: Duration) {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let server = Process::serve(&program, &shop.database_url(), shop.data_dir()).await;
    let addr = server.addr();
    println!(
        "server on an existing {} database: ready after {}, {:.1} MiB resident when idle",
        shop.database_kind(),
        millis(server.ready_after),
        server.resident_mib(),
    );
    println!();
    row("reads, 32 keep-alive clients", &["req/s", "median", "p99", "ratio"].map(str::to_owned));
    for path in ["/api/products/", "/api/menu/"] {
        let request = load::get(addr, path);
        let body = Connection::open(addr).await.exchange(&request).await.to_vec();
        let file = folder.path().join("body");
        std::fs::write(&file, &body).unwrap();
        let (child, bare_addr) = bare::start(&file).await;
        let (ours, theirs) =
            side_by_side((addr, request), (bare_addr, load::get(bare_addr, path)), span).await;
        drop(child);
        let ratio = ours.per_second() / theirs.per_second();
        print(&format!("GET {path} ({} bytes)", body.len()), ours, &format!("{ratio:.2}"));
        print("  a bare axum handler, same bytes", theirs, "1");
    }
    server.kill().await;
    shop.verify_and_close().await;
}

type Target = (std::net::SocketAddr, Vec<u8>);

async fn side_by_side(one: Target, other: Target, span: Duration) -> (Measured, Measured) {
    let mut measured = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        for (target, into) in [&one, &other].into_iter().zip(&mut measured) {
            let request = target.1.clone();
            into.push(load::run(target.0, CLIENTS, span / TURNS, move |_| request.clone()).await);
        }
    }
    let [ours, theirs] = measured.map(|parts| Measured::together(&parts));
    (ours, theirs)
}

fn print(what: &str, measured: Measured, ratio: &str) {
    let cells = [
        format!("{:.0}", measured.per_second()),
        millis(measured.median),
        millis(measured.p99),
        ratio.to_owned(),
    ];
    row(what, &cells);
}
