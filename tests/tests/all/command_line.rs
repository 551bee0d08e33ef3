//! `comanda-server` as an operator types it.

use comanda_sdk::MenuFile;
use comanda_sdk::wire::{ImportReport, Page, ProductView};
use comanda_tests::Shop;
use comanda_tests::process::{in_repository, run};

/// Runs the program on the shop's database; what it printed.
async fn succeeds(shop: &Shop, arguments: &[&str]) -> String {
    let (status, out, err) = run(super::program(), &shop.database_url(), shop.data_dir(), arguments).await;
    assert_eq!(status, 0, "{arguments:?}: {out} {err}");
    out
}

async fn products(shop: &Shop) -> Page<ProductView> {
    shop.client().products().list().send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shop_is_loaded_once_however_often_it_is_asked_for() {
    let shop = Shop::open_empty().await;
    succeeds(&shop, &["demo"]).await;
    let first = products(&shop).await;
    assert!(first.count >= 24, "{}", first.count);
    let before = shop.fingerprint().await;
    succeeds(&shop, &["demo"]).await;
    assert_eq!(products(&shop).await, first);
    assert_eq!(shop.fingerprint().await, before);
    for user in ["admin", "manager", "counter", "kitchen", "customer"] {
        shop.client().login(user, "comanda-demo").await.unwrap();
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_is_created_from_a_password_file() {
    let shop = Shop::open_empty().await;
    let file = shop.data_dir().join("password");
    std::fs::write(&file, "a long enough one\n").unwrap();
    let arguments = [
        "admin",
        "create",
        "--username",
        "Boss",
        "--email",
        "boss@example.com",
        "--role",
        "admin",
        "--password-file",
    ];
    let arguments = [&arguments[..], &[file.to_str().unwrap()]].concat();
    succeeds(&shop, &arguments).await;
    let user = shop.client().login("boss", "a long enough one").await.unwrap();
    assert_eq!((user.username.as_str(), user.role), ("Boss", comanda_sdk::Role::Admin));

    let (status, _, told) = run(super::program(), &shop.database_url(), shop.data_dir(), &arguments).await;
    assert!(status == 1 && told.contains("taken"), "{status} {told}");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_menu_file_is_imported_as_over_http() {
    let shop = Shop::open().await;
    let file = in_repository("tests/data/menu-messy.csv");
    let path = file.to_str().unwrap();
    let rehearsal = succeeds(&shop, &["import", path, "--dry-run"]).await;
    assert_eq!(products(&shop).await.count, 0);
    let real = succeeds(&shop, &["import", path]).await;
    for told in [&rehearsal, &real] {
        assert!(told.contains("406") && told.contains("32"), "the counts and the first bad line: {told}");
    }
    // Another process changed the menu: this server may show the old one for as long as half a second.
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(1);
    while products(&shop).await.count == 0 && std::time::Instant::now() < patience {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(products(&shop).await.count, 406, "a change is seen within a second");
    let manager = shop.signed_in(comanda_sdk::Role::Manager).await;
    let again = manager.products().import(MenuFile::csv(std::fs::read(&file).unwrap()), true).await.unwrap();
    assert_eq!(again.created, ImportReport::default().created);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_menu_file_goes_out_and_comes_back_and_each_difference_is_a_line() {
    let shop = Shop::open_empty().await;
    let file = |name: &str| shop.data_dir().join(name).to_str().unwrap().to_owned();
    std::fs::write(file("first.csv"), "name,category,price,stock\nSoup,Mains,4.50,10\n\"=1+1\",Mains,1,\n")
        .unwrap();
    succeeds(&shop, &["import", &file("first.csv")]).await;
    std::fs::write(
        file("second.csv"),
        "name,category,price,stock,plu\nSoup,Mains,4.80,12,\nTea,Drinks,2.5,,7\nCake,Mains,much,,\n",
    )
    .unwrap();
    let told = succeeds(&shop, &["import", &file("second.csv"), "--dry-run"]).await;
    let expected = [
        "+ section Drinks",
        "~ Soup: price 4.50 → 4.80, stock 10 → 12",
        "+ Tea (Drinks) 2.50",
        "line 4, price: write the amount as a decimal such as \"12.50\" (\"much\")",
        "1 would be created, 1 would be updated, 0 stay as they are, 1 lines left out",
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);

    let csv = succeeds(&shop, &["export", "-"]).await;
    assert!(csv.contains("\r\nSoup,Mains,4.50,"), "nothing was changed: {csv}");
    assert!(csv.contains("\r\n'=1+1,Mains,1.00,"), "{csv}");
    for name in ["menu.csv", "menu.JSON"] {
        assert_eq!(succeeds(&shop, &["export", &file(name)]).await, "");
        let again = succeeds(&shop, &["import", &file(name)]).await;
        assert_eq!(again, "0 were created, 0 were updated, 2 stay as they are, 0 lines left out\n");
    }
    assert_eq!(std::fs::read_to_string(file("menu.csv")).unwrap(), csv);
    let json = succeeds(&shop, &["export", "-", "--format", "json"]).await;
    assert_eq!(std::fs::read_to_string(file("menu.JSON")).unwrap(), json);

    let arguments = ["export", &file("menu.txt")];
    let (status, _, told) = run(super::program(), &shop.database_url(), shop.data_dir(), &arguments).await;
    assert!(status == 1 && told.contains("--format csv"), "{status} {told}");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_import_says_nothing_of_its_progress_where_no_terminal_is() {
    let shop = Shop::open_empty().await;
    let file = shop.data_dir().join("menu.csv");
    std::fs::write(&file, comanda_tests::menu::numbered(3_000)).unwrap();
    let arguments = ["import", file.to_str().unwrap()];
    let (status, out, err) = run(super::program(), &shop.database_url(), shop.data_dir(), &arguments).await;
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains("… and 2000 more products\n3000 were created"), "{out}");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_goes_down_and_up_again() {
    let mut shop = Shop::open_empty().await;
    shop.stop().await;
    let status = succeeds(&shop, &["migrate", "status"]).await;
    assert!(status.contains("shop"), "{status}");
    succeeds(&shop, &["migrate", "down"]).await;
    assert_ne!(succeeds(&shop, &["migrate", "status"]).await, status);
    succeeds(&shop, &["migrate", "up"]).await;
    succeeds(&shop, &["migrate", "up"]).await;
    assert_eq!(succeeds(&shop, &["migrate", "status"]).await, status);
    succeeds(&shop, &["verify"]).await;
    shop.start().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_document_is_the_served_one() {
    let shop = Shop::open_empty().await;
    let printed: serde_json::Value = serde_json::from_str(&succeeds(&shop, &["openapi"]).await).unwrap();
    let served: serde_json::Value = shop.raw().get("/api/openapi.json").await.read();
    assert_eq!(printed, served);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_database_is_told_in_a_sentence() {
    let shop = Shop::open_empty().await;
    for url in
        ["mysql://nowhere/db", "postgres://nobody:nothing@127.0.0.1:1/none", "sqlite:///proc/nowhere/shop.db"]
    {
        let (status, _, told) = run(super::program(), url, shop.data_dir(), &["verify"]).await;
        assert!(status != 0 && !told.is_empty(), "{url}: {status}");
        assert!(!told.contains("panicked") && !told.contains("nothing@"), "{told}");
    }
    shop.verify_and_close().await;
}
