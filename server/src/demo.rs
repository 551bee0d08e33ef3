//! The demo shop: a menu and one account of each role, for trying things out.

use comanda_core::error::{Error, Result};
use comanda_core::flows::demo::{self, DemoReport, Hashes};
use comanda_core::store::Store;

use crate::auth::Passwords;
use crate::clock;

const MENU: &[u8] = include_bytes!("../demo/menu.csv");
/// The password of every demo account.
pub const PASSWORD: &str = "comanda-demo";
/// The PIN of everybody who works in the demo shop.
pub const PIN: &str = "1234";

/// Loads the demo shop; what is there already stays.
pub fn load(store: &Store) -> Result<DemoReport> {
    let hash = |text: &str| Passwords::hash(text).map_err(|cause| Error::Broken(cause.to_string()));
    let (hashes, now) = (Hashes { password: hash(PASSWORD)?, pin: hash(PIN)? }, clock::now());
    store.write(move |tx| demo::load(tx, MENU, &hashes, now))
}

/// Loads the demo shop where nobody has set up a shop yet: a start never undoes what people changed.
pub fn load_into_empty(store: &Store) -> Result<()> {
    if store.read(demo::is_set_up)? { Ok(()) } else { load(store).map(drop) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Instant;

    use comanda_core::actor::Actor;
    use comanda_core::alerts::AlertType;
    use comanda_core::flows::alerts::{self, AlertQuery};
    use comanda_core::flows::inventory::{self, MovementQuery, StockFilter};
    use comanda_core::flows::verify;
    use comanda_core::page::PageRequest;
    use comanda_core::stock::MovementKind;
    use comanda_core::store::Tx;
    use comanda_core::wire::{MovementView, StockEntryView};

    use super::*;
    use crate::config::DatabaseUrl;

    const TRACKED: usize = 26;

    /// What is on the shelves, and what moved, the newest first; without ids.
    fn stock(hashes: &Hashes) -> (Vec<StockEntryView>, Vec<MovementView>) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(DatabaseUrl::in_dir(dir.path()).as_str()).unwrap();
        store.migrate().unwrap();
        let (hashes, now) = (hashes.clone(), "2026-11-24T04:10:00Z".parse().unwrap());
        let begun = Instant::now();
        store.write(move |tx| demo::load(tx, MENU, &hashes, now)).unwrap();
        println!("loaded in {:?}", begun.elapsed());
        let report = store.read(|tx| verify::replay(tx, &Actor::System)).unwrap();
        assert!(report.ok, "{report:#?}");
        let all = |tx: &mut Tx<'_>| {
            let (page, filter) = (PageRequest::new(1, 100).unwrap(), StockFilter::default());
            let counts = inventory::stock_list(tx, &Actor::System, &filter, Some(14), page, now)?.items;
            let mut moved = Vec::new();
            for number in 1.. {
                let page = PageRequest::new(number, 100).unwrap();
                let slice = inventory::movements(tx, &Actor::System, &MovementQuery::default(), page)?;
                moved.extend(slice.items);
                if moved.len() as u64 >= slice.count {
                    break;
                }
            }
            Ok((counts, moved))
        };
        store.read(all).unwrap()
    }

    fn hashes() -> Hashes {
        Hashes { password: "not a hash".to_owned(), pin: "nor this".to_owned() }
    }

    #[test]
    fn the_demo_shop_has_two_weeks_of_stock_behind_it() {
        let (counts, moved) = stock(&hashes());
        assert_eq!(counts.len(), TRACKED);
        for entry in &counts {
            let days = entry.days.as_ref().unwrap();
            let busy = days.iter().filter(|day| day.came + day.went > 0).count();
            assert!(busy >= 7, "{}: {busy} days", entry.product.name);
            assert!(days.iter().any(|day| day.came > 0), "{}: nothing came", entry.product.name);
        }
        let kinds: BTreeSet<&str> = moved.iter().map(|view| view.kind.as_str()).collect();
        let wanted = ["adjustment", "count", "restock", "sale", "waste"];
        assert_eq!(kinds, BTreeSet::from(wanted));
        let by: BTreeSet<&str> = moved.iter().map(|view| view.by.as_str()).collect();
        assert_eq!(by, BTreeSet::from(["counter", "kitchen", "system"]));
        assert!(moved.iter().all(|view| (view.kind == MovementKind::Sale) == view.order.is_some()));
        assert!(moved.iter().any(|view| view.kind == MovementKind::Count && view.quantity < 0));
    }

    #[test]
    fn the_demo_shop_ends_with_the_counts_of_its_menu() {
        let (counts, moved) = stock(&hashes());
        let menu = std::str::from_utf8(MENU).unwrap();
        for entry in counts {
            let sku = entry.sku.unwrap();
            let line = menu.lines().find(|line| line.contains(&sku)).unwrap();
            let sold = moved.iter().filter(|view| view.product.id == entry.product.id);
            let sold: i64 =
                sold.filter(|view| view.kind == MovementKind::Sale).map(|view| view.quantity).sum();
            let before = i64::from(entry.on_hand) - sold;
            let (_, codes) = line.split_once(&sku).unwrap();
            assert_eq!(codes.split(',').nth(3).unwrap(), before.to_string(), "{sku}");
        }
    }

    #[test]
    fn the_demo_shop_is_the_same_each_time() {
        let told = || {
            let moved = stock(&hashes()).1.into_iter();
            moved.map(|view| (view.product.name, view.quantity, view.created_at)).collect::<Vec<_>>()
        };
        assert_eq!(told(), told());
    }

    #[test]
    fn the_demo_shop_has_something_to_know_about() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(DatabaseUrl::in_dir(dir.path()).as_str()).unwrap();
        store.migrate().unwrap();
        let (hashes, now) = (hashes(), "2026-11-24T12:00:00Z".parse().unwrap());
        store.write(move |tx| demo::load(tx, MENU, &hashes, now)).unwrap();
        let query = |is_active| AlertQuery { is_active: Some(is_active), ..AlertQuery::default() };
        let page = PageRequest::new(1, 100).unwrap();
        let of = |is_active| {
            store.read(|tx| alerts::list(tx, &Actor::System, &query(is_active), page, now)).unwrap().items
        };
        let open: BTreeSet<&str> = of(true).iter().map(|alert| alert.alert_type.as_str()).collect();
        assert_eq!(open, BTreeSet::from(["low_stock", "out_of_stock", "price_change"]));
        let summary = store.read(|tx| inventory::summary(tx, &Actor::System)).unwrap();
        let low = of(true).iter().filter(|alert| alert.alert_type != AlertType::PriceChange).count();
        assert_eq!(low as u64, summary.warning + summary.critical);
        assert!(of(false).iter().any(|alert| !alert.resolution_notes.is_empty()));
        let swept = store.write(move |tx| alerts::sweep_stock(tx, now, 100)).unwrap();
        assert_eq!(swept, 0);
    }
}
