//! What staff look at: counts with their filters, days, the summary, and the history of what moved. On `SQLite`
//! also by which index.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::connection::InstrumentationEvent;
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl};
use rstest::rstest;

use super::{Actor, PayOrder, Shop, now};
use crate::flows::import;
use crate::flows::inventory::{self, MovementQuery, StockFilter, StockSortKey};
use crate::page::{PageRequest, Sort};
use crate::stock::{MovementKind, StockLevel};
use crate::store::stock::entries;
use crate::store::stock::movements as rows;
use crate::store::{self, Backend, Db, Tx};
use crate::wire::inventory::StockSummaryView;
use crate::wire::{MovementForm, MovementView, StockEntryView};

const PANTRY: &str = "name,category,price,description,sku,stock,low_stock_threshold,critical_threshold\n\
                      Flour,Pantry,1.00,Fine and white,P-1,40,5,1\n\
                      Rice,Pantry,1.00,Long grain,P-2,5,5,1\n\
                      Beans,Pantry,1.00,White and dry,P-3,1,5,1\n\
                      Salt,Pantry,1.00,Fine,P-4,0,0,0\n";

/// Soup 10 (3), Cake 1 (0), Flour 40 (5, 1), Rice 5 (5, 1), Beans 1 (5, 1), Salt 0 (0).
fn pantry() -> Shop {
    let shop = Shop::open();
    shop.store.write(|tx| import::menu(tx, &Actor::System, PANTRY.as_bytes(), false, now())).unwrap();
    shop
}

fn listed(shop: &Shop, filter: StockFilter, days: Option<u32>, page: PageRequest) -> Vec<StockEntryView> {
    let list = move |tx: &mut Tx<'_>, by: &Actor| inventory::stock_list(tx, by, &filter, days, page, now());
    shop.by(&shop.staff, list).unwrap().items
}

fn names(shop: &Shop, filter: StockFilter) -> Vec<String> {
    let found = listed(shop, filter, None, PageRequest::default());
    found.into_iter().map(|entry| entry.product.name).collect()
}

fn by(key: StockSortKey, descending: bool) -> StockFilter {
    StockFilter { ordering: vec![Sort { key, descending }], ..StockFilter::default() }
}

fn moved_at(shop: &Shop, form: &MovementForm, at: DateTime<Utc>) -> MovementView {
    let form = form.clone();
    shop.by(&shop.staff, move |tx, by| inventory::record_movement(tx, by, &form, at)).unwrap()
}

#[test]
fn counts_stand_with_their_product_and_section() {
    let shop = pantry();
    shop.place(&[(shop.soup, 3)], None).unwrap();
    let soup = shop.soup;
    let entry = shop.by(&shop.staff, move |tx, by| inventory::stock_entry(tx, by, soup)).unwrap();
    assert_eq!((entry.product.name.as_str(), entry.category.name.as_str()), ("Soup", "Food"));
    assert_eq!((entry.on_hand, entry.reserved, entry.available), (10, 3, 7));
    assert_eq!((entry.level, entry.is_sold_out, entry.days), (StockLevel::Ok, false, None));
    let tea = shop.tea;
    let untracked = shop.by(&shop.staff, move |tx, by| inventory::stock_entry(tx, by, tea));
    assert_eq!(super::refusal(untracked).code(), "not_found");
}

#[rstest]
#[case::all(&[], &["Beans", "Cake", "Flour", "Rice", "Salt", "Soup"])]
#[case::ok(&[StockLevel::Ok], &["Cake", "Flour", "Soup"])]
#[case::warning(&[StockLevel::Warning], &["Rice"])]
#[case::critical(&[StockLevel::Critical], &["Beans", "Salt"])]
#[case::low(&[StockLevel::Warning, StockLevel::Critical], &["Beans", "Rice", "Salt"])]
#[case::not_critical(&[StockLevel::Ok, StockLevel::Warning], &["Cake", "Flour", "Rice", "Soup"])]
#[case::not_warned(&[StockLevel::Ok, StockLevel::Critical], &["Beans", "Cake", "Flour", "Salt", "Soup"])]
#[case::each(&StockLevel::ALL, &["Beans", "Cake", "Flour", "Rice", "Salt", "Soup"])]
fn counts_are_filtered_by_level_as_the_rule_has_it(#[case] levels: &[StockLevel], #[case] wanted: &[&str]) {
    let shop = pantry();
    let filter = StockFilter { levels: levels.to_vec(), ..StockFilter::default() };
    assert_eq!(names(&shop, filter.clone()), wanted);
    let found = listed(&shop, filter, None, PageRequest::default());
    assert!(found.iter().all(|entry| levels.is_empty() || levels.contains(&entry.level)), "{found:?}");
}

#[test]
fn counts_are_searched_sorted_and_paged() {
    let shop = pantry();
    shop.place(&[(shop.soup, 9)], None).unwrap();
    let search = |words: &str| StockFilter { search: Some(words.to_owned()), ..StockFilter::default() };
    assert_eq!(names(&shop, search("whit")), ["Beans", "Flour"]);
    assert_eq!(names(&shop, search("fine flou")), ["Flour"]);
    assert_eq!(names(&shop, search("P-2")), ["Rice"]);
    assert_eq!(names(&shop, search("tea")), [""; 0], "it is not counted");
    let section = listed(&shop, search("salt"), None, PageRequest::default())[0].category.id;
    let in_section = StockFilter { category: Some(section), ..StockFilter::default() };
    assert_eq!(names(&shop, in_section), ["Beans", "Flour", "Rice", "Salt"]);
    assert_eq!(
        names(&shop, by(StockSortKey::OnHand, false)),
        ["Salt", "Beans", "Cake", "Rice", "Soup", "Flour"]
    );
    assert_eq!(
        names(&shop, by(StockSortKey::Available, true)),
        ["Flour", "Rice", "Beans", "Cake", "Soup", "Salt"]
    );
    assert_eq!(
        names(&shop, by(StockSortKey::Name, true)),
        ["Soup", "Salt", "Rice", "Flour", "Cake", "Beans"]
    );
    let second = listed(&shop, StockFilter::default(), None, PageRequest::new(2, 4).unwrap());
    let second: Vec<_> = second.into_iter().map(|entry| entry.product.name).collect();
    assert_eq!(second, ["Salt", "Soup"]);
}

#[test]
fn the_summary_counts_what_is_low() {
    let shop = pantry();
    shop.place(&[(shop.cake, 1)], None).unwrap();
    let summary = shop.by(&shop.staff, inventory::summary).unwrap();
    assert_eq!(summary, StockSummaryView { tracked: 6, warning: 1, critical: 2, used_up: 2 });
    let empty = Shop::open();
    let none = "DELETE FROM stock";
    empty.store.write(move |tx| store::db_execute_for_tests(tx, none)).unwrap();
    assert_eq!(empty.by(&empty.staff, inventory::summary).unwrap(), StockSummaryView::default());
}

#[test]
fn each_day_tells_what_came_and_what_went() {
    let shop = pantry();
    // The import of the same noon brought 10; at 03:59 it is still the day before.
    let night = now() - Duration::hours(8) - Duration::minutes(1);
    moved_at(&shop, &MovementForm::restock(shop.soup, 6), now() - Duration::days(3));
    moved_at(&shop, &MovementForm::waste(shop.soup, 2, "old"), now() - Duration::days(3));
    moved_at(&shop, &MovementForm::adjustment(shop.soup, 1, "found"), now() - Duration::days(3));
    moved_at(&shop, &MovementForm::waste(shop.soup, 1, "old"), night);
    shop.place(&[(shop.soup, 2)], Some(PayOrder::card(None))).unwrap();
    let days = |count| {
        let found = listed(&shop, by(StockSortKey::Name, true), Some(count), PageRequest::default());
        let days = found[0].days.clone().unwrap();
        days.iter().map(|day| (day.day.to_string(), day.came, day.went)).collect::<Vec<_>>()
    };
    let told = |day: &str, came, went| (day.to_owned(), came, went);
    let week = [
        told("2026-11-19", 7, 2),
        told("2026-11-20", 0, 0),
        told("2026-11-21", 0, 1),
        told("2026-11-22", 10, 2),
    ];
    assert_eq!(days(4), week);
    assert_eq!(days(3), week[1..]);
    let slip = moved_at(&shop, &MovementForm::restock(shop.soup, 90), now() - Duration::days(1));
    shop.by(&shop.staff, move |tx, by| inventory::reverse_movement(tx, by, slip.id, now())).unwrap();
    assert_eq!(days(4), week, "a slip that was taken back moved nothing");
    assert_eq!(days(31).len(), 31);
    for wrong in [0, 32] {
        let list = move |tx: &mut Tx<'_>, by: &Actor| {
            inventory::stock_list(tx, by, &StockFilter::default(), Some(wrong), PageRequest::default(), now())
        };
        assert_eq!(super::refusal(shop.by(&shop.staff, list)).code(), "invalid_input");
    }
}

#[test]
fn the_history_is_filtered_by_product_kind_and_day() {
    let shop = pantry();
    for days_ago in [40, 3, 2, 1] {
        let at = now() - Duration::days(days_ago);
        moved_at(&shop, &MovementForm::restock(shop.soup, 5), at);
        moved_at(&shop, &MovementForm::waste(shop.cake, 1, "old"), at);
        moved_at(&shop, &MovementForm::restock(shop.cake, 1), at + Duration::minutes(1));
    }
    let date = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
    let found = |query: MovementQuery| {
        let page = PageRequest::new(1, 100).unwrap();
        let list = move |tx: &mut Tx<'_>, by: &Actor| inventory::movements(tx, by, &query, page);
        let slice = shop.by(&shop.staff, list).unwrap();
        assert_eq!(slice.count, slice.items.len() as u64);
        slice.items.into_iter().map(|view| (view.product.name, view.quantity)).collect::<Vec<_>>()
    };
    let all = MovementQuery::default();
    assert_eq!(found(all.clone()).len(), 5 + 12, "salt came as nothing");
    let soup = MovementQuery { product: Some(shop.soup), ..all.clone() };
    assert_eq!(found(soup.clone()).len(), 5);
    let waste = MovementQuery { kind: Some(MovementKind::Waste), ..all.clone() };
    assert_eq!(found(waste.clone()).len(), 4);
    let told = |name: &str, quantity| (name.to_owned(), quantity);
    let between = |query: MovementQuery| MovementQuery {
        start_date: date("2026-11-19"),
        end_date: date("2026-11-20"),
        ..query
    };
    let day = [told("Cake", 1), told("Cake", -1), told("Soup", 5)];
    assert_eq!(found(between(all.clone())), [day.clone(), day].concat());
    assert_eq!(found(between(soup.clone())).len(), 2);
    assert_eq!(found(between(waste)).len(), 2);
    let both = MovementQuery { kind: Some(MovementKind::Waste), ..soup };
    assert_eq!(found(both), []);
    let from = MovementQuery { start_date: date("2026-11-21"), ..all.clone() };
    assert_eq!(found(from).len(), 3 + 5);
    assert_eq!(found(MovementQuery { end_date: date("2026-10-13"), ..all }).len(), 3);
}

#[derive(QueryableByName)]
struct PlanRow {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// How `SQLite` goes about the queries that `flow` makes: what is looked up by which index, query by query.
/// Nothing on other databases.
fn plans<T>(shop: &Shop, flow: impl Fn(&mut Tx<'_>) -> crate::error::Result<T>) -> Vec<String> {
    if shop.store.backend() != Backend::Sqlite {
        return Vec::new();
    }
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let ears = Arc::clone(&asked);
    let explained = shop.store.read(|tx| {
        let heard = Arc::clone(&ears);
        let Db::Sqlite(conn) = &mut *tx.conn else { return Ok(Vec::new()) };
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                let text = query.to_string();
                heard.lock().unwrap().push(text.split(" -- binds").next().unwrap().to_owned());
            }
        });
        flow(tx)?;
        let Db::Sqlite(conn) = &mut *tx.conn else { return Ok(Vec::new()) };
        conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
        let mut plans = Vec::new();
        for query in ears.lock().unwrap().iter() {
            let explain = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}"));
            let steps: Vec<PlanRow> = explain.load(conn)?;
            plans.push(steps.into_iter().map(|step| step.detail).collect::<Vec<_>>().join("; "));
        }
        Ok(plans)
    });
    explained.unwrap()
}

#[test]
fn long_histories_are_read_by_an_index_that_goes_all_the_way() {
    let shop = pantry();
    let page = PageRequest::default();
    let all = MovementQuery::default();
    let soup = MovementQuery { product: Some(shop.soup), ..all.clone() };
    let waste = MovementQuery { kind: Some(MovementKind::Waste), ..all.clone() };
    let dated = MovementQuery { start_date: Some(now().date_naive()), ..all.clone() };
    let of_a_day = |query: &MovementQuery| MovementQuery {
        start_date: Some(now().date_naive()),
        end_date: Some(now().date_naive()),
        ..query.clone()
    };
    for (query, index) in [
        (&all, "stock_movements_created"),
        (&dated, "stock_movements_created (created_at>?)"),
        (&of_a_day(&all), "stock_movements_created (created_at>? AND created_at<?)"),
        (&soup, "stock_movements_product (product_id=?)"),
        (&of_a_day(&soup), "stock_movements_product (product_id=? AND business_day>? AND business_day<?)"),
        (&waste, "stock_movements_kind (kind=?)"),
        (&of_a_day(&waste), "stock_movements_kind (kind=? AND created_at>? AND created_at<?)"),
    ] {
        for plan in plans(&shop, |tx| rows::list(tx, query, page)) {
            assert!(plan.contains(index), "{query:?}: {plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{query:?} is sorted by hand: {plan}");
        }
    }
    let delivered = shop.moved(&MovementForm::restock(shop.soup, 1)).unwrap().id;
    for plan in plans(&shop, |tx| rows::reversals(tx, &[delivered])) {
        assert!(plan.contains("stock_movements_reverses_unique"), "{plan}");
    }
}

#[test]
fn what_is_low_is_found_among_what_is_low_and_days_need_nothing_but_their_index() {
    let shop = pantry();
    let page = PageRequest::default();
    for levels in [
        vec![StockLevel::Warning, StockLevel::Critical],
        vec![StockLevel::Critical],
        vec![StockLevel::Warning],
    ] {
        let low = StockFilter { levels, ..StockFilter::default() };
        for plan in plans(&shop, |tx| entries::list(tx, &low, page)) {
            assert!(plan.contains("INDEX stock_low"), "{plan}");
        }
    }
    let today = crate::time::BusinessDay::of_date(now().date_naive());
    let products = [shop.soup, shop.cake];
    for plan in plans(&shop, |tx| store::stock::days::moved(tx, &products, today, today)) {
        assert!(plan.contains("COVERING INDEX stock_movements_product"), "{plan}");
    }
    let list = |tx: &mut Tx<'_>| {
        inventory::stock_list(tx, &Actor::System, &StockFilter::default(), Some(14), page, now())
    };
    let queries = plans(&shop, list);
    assert!(
        queries.is_empty() || queries.len() == 5,
        "as many as there are, whatever is listed: {queries:?}"
    );
}

#[test]
fn orders_that_run_out_are_found_by_their_time() {
    let shop = Shop::open();
    shop.place(&[(shop.soup, 1)], None).unwrap();
    shop.store
        .write(|tx| store::db_execute_for_tests(tx, "UPDATE orders SET expires_at = created_at"))
        .unwrap();
    let queries = plans(&shop, |tx| store::orders::lock_expired(tx, now(), 10));
    assert!(queries.iter().all(|plan| !plan.contains("SCAN")), "{queries:?}");
    assert!(queries.first().is_none_or(|plan| plan.contains("INDEX orders_expiring")), "{queries:?}");
}
