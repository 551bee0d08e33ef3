//! A whole menu goes out as a file and comes in again, over HTTP as on the command line.

use comanda_sdk::{ExportFormat, MenuFile, Role};
use comanda_tests::raw::signed;
use comanda_tests::{Answered, Seat, Shop, menu};
use reqwest::Method;
use serde_json::Value;

/// A formula, a name with every sign that parts a cell, a text of two lines, and a bad row among good ones.
const SIGNS: &str = "\
name,category,price,description,tags,options,stock
'=1+1,Drinks,2.50,\"Line one,
line two\",a\\;b;c\\\\d,Size \\(cm\\)(1-1): S\\|M=0|L=1.50,7
Broken,Drinks,free,,,,
Soup,Mains,4.50,,,,
";

async fn export(shop: &Shop, query: &str) -> Answered {
    let token = shop.token(Seat::Manager).await;
    let request = shop.raw().request(Method::GET, &format!("/api/products/export/{query}"));
    Answered::of(signed(request, token.as_deref())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_comes_back_unchanged_and_makes_the_same_shop_elsewhere() {
    let (shop, other) = (Shop::open().await, Shop::open().await);
    shop.import(menu::SMALL).await;
    let manager = shop.signed_in(Role::Manager).await;
    let report = manager.products().import(MenuFile::csv(SIGNS), false).await.unwrap();
    assert_eq!((report.created, report.errors.len(), report.errors[0].line), (2, 1, 4), "{report:?}");
    for format in [ExportFormat::Csv, ExportFormat::Json] {
        let file = manager.products().export(format).await.unwrap();
        let carried = |file| match format {
            ExportFormat::Csv => MenuFile::Csv(file),
            ExportFormat::Json => MenuFile::Json(file),
        };
        let before = shop.fingerprint().await;
        let again = manager.products().import(carried(file.clone()), true).await.unwrap();
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 8), "{again:?}");
        assert_eq!((again.errors, again.changes), (vec![], vec![]));
        assert_eq!(shop.fingerprint().await, before, "a dry run changes nothing");

        let elsewhere = other.signed_in(Role::Manager).await;
        elsewhere.products().import(carried(file.clone()), false).await.unwrap();
        assert_eq!(elsewhere.products().export(format).await.unwrap(), file);
    }
    let products = other.client().products().list().send().await.unwrap();
    let formula = products.results.iter().find(|product| product.name == "=1+1").unwrap();
    assert_eq!(formula.description, "Line one,\nline two");
    let tags: Vec<&str> = formula.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(tags, ["a;b", "c\\d"]);
    assert_eq!(
        (formula.options[0].name.as_str(), formula.options[0].options[0].name.as_str()),
        ("Size (cm)", "S|M")
    );
    shop.verify_and_close().await;
    other.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_a_file_that_nobody_caches() {
    let shop = Shop::open().await;
    shop.import(SIGNS.split("Broken").next().unwrap()).await;
    for (query, kind, ending) in [
        ("", "text/csv; charset=utf-8", ".csv\""),
        ("?format=csv", "text/csv; charset=utf-8", ".csv\""),
        ("?format=json", "application/json", ".json\""),
    ] {
        let file = export(&shop, query).await;
        assert_eq!((file.status, file.header("content-type")), (200, kind));
        assert_eq!(file.header("cache-control"), "no-store");
        let named = file.header("content-disposition");
        assert!(named.starts_with("attachment; filename=\"menu-20") && named.ends_with(ending), "{named}");
    }
    let csv = export(&shop, "").await.text();
    assert!(csv.starts_with("name,category,price,description,sale_price,tags,"), "{csv}");
    assert!(csv.contains("\r\n'=1+1,Drinks,2.50,"), "no cell begins like a formula: {csv}");
    let wrong = export(&shop, "?format=xlsx").await.problem().unwrap();
    assert_eq!((wrong.status, wrong.errors.unwrap().0.contains_key("format")), (400, true));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_for_what_it_is_however_it_comes() {
    let shop = Shop::open().await;
    shop.import(menu::SMALL).await;
    let token = shop.token(Seat::Manager).await;
    let (csv, json) = (export(&shop, "").await.text(), export(&shop, "?format=json").await.text());
    let form = |file: &str| {
        format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"menu\"\r\n\r\n{file}\r\n--x--\r\n"
        )
    };
    for (kind, body) in [
        ("text/csv", csv.clone()),
        ("application/json; charset=utf-8", json.clone()),
        ("application/octet-stream", csv.clone()),
        ("text/plain", json.clone()),
        ("multipart/form-data; boundary=x", form(&csv)),
        ("multipart/form-data; boundary=x", form(&json)),
    ] {
        let path = "/api/products/import/?dry_run=true";
        let request = shop.raw().request(Method::POST, path).header("Content-Type", kind).body(body);
        let told = Answered::of(signed(request, token.as_deref())).await;
        assert_eq!((told.status, told.read::<Value>()["unchanged"].as_u64()), (200, Some(6)), "{kind}");
    }
    for (kind, body) in [("text/csv", json), ("application/json", csv)] {
        let request =
            shop.raw().request(Method::POST, "/api/products/import/").header("Content-Type", kind).body(body);
        let told = Answered::of(signed(request, token.as_deref())).await.problem().unwrap();
        assert_eq!((told.status, told.code.as_str()), (400, "invalid_input"), "{kind}");
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_in_another_order_of_fields_is_the_same_command() {
    let shop = Shop::open().await;
    let token = shop.token(Seat::Manager).await.unwrap();
    let send = async |body: &str| {
        let request = shop.raw().request(Method::POST, "/api/products/import/").body(body.to_owned());
        let request = request.header("Content-Type", "application/json").header("Idempotency-Key", "menu-1");
        Answered::of(signed(request, Some(&token))).await
    };
    let first = send(r#"{"products": [{"name": "Tea", "category": "Drinks", "price": "2.00"}]}"#).await;
    let again = send(r#"{ "products":[{"price":"2.00","category":"Drinks","name":"Tea"}] }"#).await;
    assert_eq!((first.status, &first.body), (200, &again.body));
    assert_eq!(again.read::<Value>()["created"], 1);
    let other = send(r#"{"products": [{"name": "Tea", "category": "Drinks", "price": "3.00"}]}"#).await;
    assert_eq!(other.problem().unwrap().code, "idempotency_key_reused");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_what_differs_and_the_run_does_just_that() {
    let shop = Shop::open().await;
    shop.import("name,category,price,stock\nSoup,Mains,4.50,10\nBread,Mains,1.00,\n").await;
    let manager = shop.signed_in(Role::Manager).await;
    let file = "name,category,price,stock\nSoup,Mains,4.80,12\nBread,Mains,1,\nTea,Drinks,2.5,\n";
    let before = shop.fingerprint().await;
    let rehearsal = manager.products().import(MenuFile::csv(file), true).await.unwrap();
    assert_eq!(shop.fingerprint().await, before);
    let told: Vec<String> = rehearsal
        .changes
        .iter()
        .map(|change| {
            let fields = change.fields.iter().map(|f| format!("{} {:?} {:?}", f.field, f.from, f.to));
            format!("{} {} {}", change.line, change.product, fields.collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_eq!(
        told,
        [
            r#"2 Soup price "4.50" "4.80", stock "10" "12""#,
            r#"4 Tea name "" "Tea", category "" "Drinks", price "" "2.50""#,
        ]
    );
    let real = manager.products().import(MenuFile::csv(file), false).await.unwrap();
    assert_eq!((real.changes, real.unchanged), (rehearsal.changes, 1));
    assert_eq!(manager.products().import(MenuFile::csv(file), true).await.unwrap().unchanged, 3);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_managers_take_the_menu_out_or_bring_one() {
    let shop = Shop::open().await;
    for role in [Role::Customer, Role::Staff] {
        let client = shop.signed_in(role).await;
        let before = shop.fingerprint().await;
        let export = client.products().export(ExportFormat::Csv).await.unwrap_err();
        let import = client.products().import(MenuFile::csv(menu::SMALL), true).await.unwrap_err();
        assert_eq!((export.status(), import.status()), (Some(403), Some(403)), "{role:?}");
        assert_eq!(shop.fingerprint().await, before);
    }
    shop.verify_and_close().await;
}
