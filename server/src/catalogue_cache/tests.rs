use std::sync::atomic::{AtomicU32, Ordering};

use comanda_core::flows::demo;
use comanda_core::store::Store;

use super::*;
use crate::Settings;
use crate::config::Demo;
use crate::running;

impl Shown for u32 {}

/// How often the page was rendered.
#[derive(Clone, Default)]
struct Count(Arc<AtomicU32>);

impl Count {
    async fn ask(&self, app: &AppState) -> Response {
        let count = self.clone();
        let view: View<u32> = Box::new(move |_| Ok(count.0.fetch_add(1, Ordering::SeqCst)));
        let request = Request::get("/counted/").body(Body::empty()).unwrap();
        answer(app, request, move |_| Ok(view)).await.unwrap()
    }

    fn seen(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

fn open() -> (AppState, Settings, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings { demo: Demo::Leave, ..Settings::embedded_demo(dir.path()) };
    (running::open(&settings).unwrap(), settings, dir)
}

fn change_the_menu(store: &Store) {
    let hashes = demo::Hashes { password: "x".to_owned(), pin: "x".to_owned() };
    let menu = b"name,category,price\nTea,Drinks,2.00\n";
    let report = store.write(move |tx| demo::load(tx, menu, &hashes, crate::clock::now())).unwrap();
    assert!(report.loaded, "{report:?}");
}

async fn grow_stale() {
    tokio::time::sleep(CatalogueCache::FRESH + Duration::from_millis(50)).await;
}

#[tokio::test]
async fn a_page_is_rendered_once_for_as_long_as_the_menu_stays_the_same() {
    let (app, _settings, _dir) = open();
    let count = Count::default();
    count.ask(&app).await;
    let uri = Uri::from_static("/counted/");
    assert!(at_hand(&app, &uri, &HeaderMap::new()).is_some());
    grow_stale().await;
    assert!(at_hand(&app, &uri, &HeaderMap::new()).is_none(), "it was not looked for long");
    count.ask(&app).await;
    assert_eq!(count.seen(), 1, "a look is no rendering");
    assert!(at_hand(&app, &uri, &HeaderMap::new()).is_some());
}

#[tokio::test]
async fn a_change_of_this_process_is_seen_by_the_next_read() {
    let (app, _settings, _dir) = open();
    let count = Count::default();
    count.ask(&app).await;
    change_the_menu(app.store());
    count.ask(&app).await;
    assert_eq!(count.seen(), 2);
}

#[tokio::test]
async fn a_change_of_another_process_is_seen_after_half_a_second() {
    let (app, settings, _dir) = open();
    let count = Count::default();
    count.ask(&app).await;
    change_the_menu(&Store::open(settings.database_url.as_str()).unwrap());
    grow_stale().await;
    count.ask(&app).await;
    assert_eq!(count.seen(), 2);
}
