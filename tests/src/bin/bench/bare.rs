//! What the reads are compared with: an axum handler that answers the same bytes and does nothing else.

use std::path::Path;
use std::process::Stdio;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// Serves the bytes of `file` at every path until the process is killed.
pub async fn serve(file: &Path) {
    let body = Bytes::from(std::fs::read(file).unwrap());
    let answer = move || {
        let body = body.clone();
        async move { ([(CONTENT_TYPE, "application/json")], body) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    axum::serve(listener, Router::new().fallback(answer)).await.unwrap();
}

/// Starts [`serve`] in a process of its own; the process and its address.
pub async fn start(file: &Path) -> (Child, std::net::SocketAddr) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("--bare")
        .arg(file)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let addr = lines.next_line().await.unwrap().unwrap().parse().unwrap();
    (child, addr)
}
