//! A real menu, with all that people do to a spreadsheet, goes into the catalogue.

use comanda_sdk::wire::ImportReport;
use comanda_sdk::{MenuFile, Role};
use comanda_tests::Shop;
use comanda_tests::process::in_repository;
use serde_json::{Value, json};

fn messy() -> (Vec<u8>, Value) {
    let read = |name: &str| std::fs::read(in_repository(&format!("tests/data/{name}"))).unwrap();
    (read("menu-messy.csv"), serde_json::from_slice(&read("menu-messy.expected.json")).unwrap())
}

fn counts(report: &ImportReport) -> Value {
    json!({ "created": report.created, "updated": report.updated, "unchanged": report.unchanged })
}

fn places(report: &ImportReport) -> Value {
    report.errors.iter().map(|error| json!({ "line": error.line, "column": error.column })).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn good_lines_go_in_and_each_bad_line_is_named() {
    let shop = Shop::open().await;
    let (csv, expected) = messy();
    let manager = shop.signed_in(Role::Manager).await;

    let report = manager.products().import(MenuFile::csv(csv), false).await.unwrap();
    assert_eq!(places(&report), expected["errors"]);
    assert!(report.errors.iter().all(|error| !error.message.is_empty()), "{:?}", report.errors);
    let first = json!({
        "created": expected["created"], "updated": expected["updated"], "unchanged": expected["unchanged"],
    });
    assert_eq!(counts(&report), first);
    assert!(!report.dry_run);
    assert_eq!(manager.products().list().send().await.unwrap().count, report.created);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_tells_the_same_and_changes_nothing() {
    let shop = Shop::open().await;
    let (csv, _) = messy();
    let manager = shop.signed_in(Role::Manager).await;
    let rehearsal = manager.products().import(MenuFile::csv(csv.clone()), true).await.unwrap();
    assert!(rehearsal.dry_run);
    assert_eq!(manager.products().list().send().await.unwrap().count, 0);
    let real = manager.products().import(MenuFile::csv(csv), false).await.unwrap();
    assert_eq!(ImportReport { dry_run: false, ..rehearsal }, real);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_again_creates_nothing() {
    let shop = Shop::open().await;
    let (csv, expected) = messy();
    let manager = shop.signed_in(Role::Manager).await;
    manager.products().import(MenuFile::csv(csv.clone()), false).await.unwrap();
    let again = manager.products().import(MenuFile::csv(csv), false).await.unwrap();
    assert_eq!(counts(&again), expected["again"]);
    assert_eq!(places(&again), expected["errors"]);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_with_and_without_cents_mean_what_they_say() {
    let shop = Shop::open().await;
    let products = shop.import("category,price,name\nA,3,Whole\nA,3.5,Half\nA,3.05,Full\n").await;
    let price = |name: &str| products.iter().find(|p| p.name == name).unwrap().price;
    assert_eq!(price("Whole"), super::amount("3.00"));
    assert_eq!(price("Half"), super::amount("3.50"));
    assert_eq!(price("Full"), super::amount("3.05"));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_menu_is_refused_whole() {
    let shop = Shop::open().await;
    let manager = shop.signed_in(Role::Manager).await;
    for file in [
        &b""[..],
        b"\xff\xfe\x00",
        b"name,price\nSoup,4.50\n",
        b"{\"name\": 1}",
        b"name,name,category,price\n",
    ] {
        let before = shop.fingerprint().await;
        let error = manager.products().import(MenuFile::csv(file.to_vec()), false).await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(400), Some("invalid_input")), "{file:?}");
        assert_eq!(shop.fingerprint().await, before);
    }
    shop.verify_and_close().await;
}
