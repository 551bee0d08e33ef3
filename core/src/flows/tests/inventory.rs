//! Stock that is moved by hand: what counts become, what stays with orders, and who may do it.

use std::thread;

use super::{PayOrder, Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::inventory::{self, MovementQuery};
use crate::id::{MovementId, ProductId};
use crate::orders::Status;
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::stock::{MovementKind, StockLevel};
use crate::store;
use crate::wire::inventory::{CountLine, CountReport, CountSheet};
use crate::wire::orders::ChangeStatus;
use crate::wire::{MovementForm, MovementView, StockEntryView, Thresholds};

impl Shop {
    /// Moves stock as the staff of the shop do.
    pub(super) fn moved(&self, form: &MovementForm) -> Result<MovementView> {
        let form = form.clone();
        self.by(&self.staff, move |tx, actor| inventory::record_movement(tx, actor, &form, now()))
    }

    fn reversed(&self, id: MovementId) -> Result<MovementView> {
        self.by(&self.staff, move |tx, actor| inventory::reverse_movement(tx, actor, id, now()))
    }

    fn counted(&self, lines: &[(ProductId, u32, Option<u32>)]) -> Result<CountReport> {
        let line = |(product_id, counted, expected_on_hand): &(ProductId, u32, Option<u32>)| CountLine {
            product_id: *product_id,
            counted: *counted,
            expected_on_hand: *expected_on_hand,
        };
        let sheet = CountSheet { lines: lines.iter().map(line).collect(), note: Some("Friday".to_owned()) };
        self.by(&self.staff, move |tx, actor| inventory::count(tx, actor, &sheet, now()))
    }

    fn limited(&self, by: &Actor, low: u32, critical: u32) -> Result<StockEntryView> {
        let (soup, limits) =
            (self.soup, Thresholds { low_stock_threshold: low, critical_threshold: critical });
        self.by(by, move |tx, actor| inventory::set_thresholds(tx, actor, soup, limits, now()))
    }

    fn history(&self, product: ProductId) -> Vec<MovementView> {
        let query = MovementQuery { product: Some(product), ..MovementQuery::default() };
        let page = PageRequest::default();
        self.by(&self.staff, move |tx, actor| inventory::movements(tx, actor, &query, page)).unwrap().items
    }

    /// How many events of this kind there are.
    pub(super) fn events(&self, kind: &str) -> u64 {
        self.rows(&format!("events WHERE kind = '{kind}'"))
    }
}

fn field(refused: Refusal) -> String {
    match refused {
        Refusal::InvalidInput { errors } => errors.0.into_keys().collect::<Vec<_>>().join(" "),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_kind_moves_the_count_and_is_written_down() {
    let shop = Shop::open();
    let forms = [
        MovementForm { note: Some("Miller\nno. 7".to_owned()), ..MovementForm::restock(shop.soup, 20) },
        MovementForm::waste(shop.soup, 3, " spilt\u{7} "),
        MovementForm::adjustment(shop.soup, -2, "staff meal"),
        MovementForm::new(shop.soup, MovementKind::Return, 1),
        MovementForm::count(shop.soup, 24),
    ];
    let moved: Vec<MovementView> = forms.iter().map(|form| shop.moved(form).unwrap()).collect();
    let told: Vec<_> = moved.iter().map(|view| (view.quantity, view.on_hand_after)).collect();
    assert_eq!(told, [(20, 30), (-3, 27), (-2, 25), (1, 26), (-2, 24)]);
    assert_eq!((moved[0].note.as_str(), moved[1].reason.as_str()), ("Miller\nno. 7", "spilt"));
    assert_eq!((moved[1].by.as_str(), moved[1].product.name.as_str()), ("sara", "Soup"));
    assert_eq!(shop.counts(shop.soup), (24, 0));
    let newest_first: Vec<MovementView> = moved.into_iter().rev().collect();
    assert_eq!(shop.history(shop.soup)[..5], newest_first);
    assert_eq!(shop.events("stock.moved"), 5);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_count_that_finds_what_the_books_say_is_remembered() {
    let shop = Shop::open();
    let right = shop.moved(&MovementForm::count(shop.soup, 10)).unwrap();
    assert_eq!((right.quantity, right.on_hand_after), (0, 10));
    assert_eq!(shop.history(shop.soup)[0], right);
    assert_eq!(refusal(shop.reversed(right.id)), Refusal::NotReversible, "nothing moved");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_refused_movement_changes_nothing() {
    let shop = Shop::open();
    shop.place(&[(shop.soup, 4)], None).unwrap();
    let stale = MovementForm { expected_on_hand: Some(9), ..MovementForm::restock(shop.soup, 5) };
    let changed =
        Refusal::StockChanged { product: shop.soup, name: "Soup".to_owned(), expected: 9, on_hand: 10 };
    assert_eq!(refusal(shop.moved(&stale)), changed);
    let promised =
        Refusal::StockPromised { product: shop.soup, name: "Soup".to_owned(), on_hand: 10, reserved: 4 };
    for form in [MovementForm::waste(shop.soup, 7, "spilt"), MovementForm::count(shop.soup, 3)] {
        assert_eq!(refusal(shop.moved(&form)), promised);
    }
    let untracked = Refusal::NotTracked { product: shop.tea, name: "Tea".to_owned() };
    assert_eq!(refusal(shop.moved(&MovementForm::restock(shop.tea, 1))), untracked);
    let nobody_knows: ProductId = "product_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    assert_eq!(field(refusal(shop.moved(&MovementForm::restock(nobody_knows, 1)))), "product_id");
    let sold = MovementForm::new(shop.soup, MovementKind::Sale, -1);
    assert_eq!(field(refusal(shop.moved(&sold))), "kind");
    assert_eq!(field(refusal(shop.moved(&MovementForm::waste(shop.soup, 1, "")))), "reason");
    assert_eq!(shop.counts(shop.soup), (10, 4));
    assert_eq!((shop.history(shop.soup).len(), shop.events("stock.moved")), (1, 0));
    let seen = MovementForm { expected_on_hand: Some(10), ..MovementForm::waste(shop.soup, 6, "spilt") };
    assert_eq!(shop.moved(&seen).unwrap().on_hand_after, 4, "what nobody was promised may go");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_is_no_longer_on_the_menu_is_not_moved() {
    let shop = Shop::open();
    let archive = format!("UPDATE products SET is_archived = TRUE WHERE id = '{}'", shop.soup);
    shop.store.write(move |tx| store::db_execute_for_tests(tx, &archive)).unwrap();
    assert_eq!(field(refusal(shop.moved(&MovementForm::restock(shop.soup, 1)))), "product_id");
    assert_eq!(
        field(refusal(shop.counted(&[(shop.cake, 1, None), (shop.soup, 1, None)]))),
        "lines.1.product_id"
    );
    let manager = shop.person("mina", Role::Manager);
    assert_eq!(refusal(shop.limited(&manager, 3, 1)), Refusal::not_found("product"));
}

#[test]
fn a_sheet_brings_the_books_to_what_was_found() {
    let shop = Shop::open();
    let report = shop.counted(&[(shop.cake, 1, None), (shop.soup, 7, Some(10))]).unwrap();
    assert_eq!((report.right, report.differences.len()), (1, 1));
    let soup = &report.differences[0];
    assert_eq!((soup.product.id, soup.quantity, soup.on_hand_after), (shop.soup, -3, 7));
    assert_eq!((soup.kind, soup.note.as_str()), (MovementKind::Count, "Friday"));
    assert_eq!(shop.history(shop.cake)[0].quantity, 0, "somebody looked");
    assert_eq!(shop.events("stock.moved"), 2);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_sheet_is_booked_whole_or_not_at_all() {
    let shop = Shop::open();
    shop.place(&[(shop.cake, 1)], None).unwrap();
    let soup = (shop.soup, 7, None);
    let refused = |lines: &[_]| refusal(shop.counted(lines));
    assert_eq!(refused(&[soup, (shop.cake, 0, None)]).code(), "stock_promised");
    assert_eq!(refused(&[soup, (shop.cake, 1, Some(2))]).code(), "stock_changed");
    assert_eq!(refused(&[soup, (shop.tea, 1, None)]).code(), "not_tracked");
    assert_eq!(field(refused(&[soup, (shop.cake, 1, None), soup])), "lines.2.product_id");
    assert_eq!(field(refused(&[])), "lines");
    assert_eq!((shop.counts(shop.soup), shop.history(shop.soup).len()), ((10, 0), 1));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_movement_is_taken_back_once() {
    let shop = Shop::open();
    let delivered = shop.moved(&MovementForm::restock(shop.soup, 200)).unwrap();
    let back = shop.reversed(delivered.id).unwrap();
    assert_eq!((back.kind, back.quantity, back.on_hand_after), (MovementKind::Adjustment, -200, 10));
    assert_eq!((back.reason.as_str(), back.reverses), ("taken back", Some(delivered.id)));
    assert_eq!(refusal(shop.reversed(delivered.id)), Refusal::AlreadyReversed);
    assert_eq!(refusal(shop.reversed(back.id)), Refusal::NotReversible, "that would go on for ever");
    let history = shop.history(shop.soup);
    assert_eq!(history[1].reversed_by, Some(back.id));
    assert_eq!((history[0].reversed_by, history[0].reverses), (None, Some(delivered.id)));
    assert_eq!(shop.counts(shop.soup), (10, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_orders_moved_is_not_taken_back_here() {
    let shop = Shop::open();
    let order = shop.place(&[(shop.soup, 2)], Some(PayOrder::cash(None))).unwrap().order;
    assert_eq!(refusal(shop.reversed(shop.history(shop.soup)[0].id)), Refusal::NotReversible);
    let cancel = ChangeStatus { notes: Some("gone".to_owned()), ..ChangeStatus::to(Status::Cancelled) };
    shop.by(&shop.staff, move |tx, by| super::flows::orders::change_status(tx, by, order.id, &cancel, now()))
        .unwrap();
    let returned = &shop.history(shop.soup)[0];
    assert_eq!(returned.kind, MovementKind::Return);
    assert_eq!(refusal(shop.reversed(returned.id)), Refusal::NotReversible);
    let nobody_knows = "movement_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    assert_eq!(refusal(shop.reversed(nobody_knows)), Refusal::not_found("movement"));
}

#[test]
fn a_delivery_of_which_some_is_promised_is_not_taken_back() {
    let shop = Shop::open();
    let delivered = shop.moved(&MovementForm::restock(shop.soup, 5)).unwrap();
    shop.place(&[(shop.soup, 11)], None).unwrap();
    let promised =
        Refusal::StockPromised { product: shop.soup, name: "Soup".to_owned(), on_hand: 15, reserved: 11 };
    assert_eq!(refusal(shop.reversed(delivered.id)), promised);
    assert_eq!(shop.counts(shop.soup), (15, 11));
}

#[test]
fn a_movement_that_many_take_back_at_once_is_taken_back_once() {
    let shop = Shop::open();
    let delivered = shop.moved(&MovementForm::restock(shop.soup, 5)).unwrap().id;
    let taken_back: usize = thread::scope(|scope| {
        let people: Vec<_> = (0..12).map(|_| scope.spawn(|| shop.reversed(delivered))).collect();
        let answers = people.into_iter().map(|person| person.join().unwrap());
        answers
            .map(|answer| match answer {
                Ok(_) => 1,
                refused => {
                    assert_eq!(refusal(refused), Refusal::AlreadyReversed);
                    0
                }
            })
            .sum()
    });
    assert_eq!((taken_back, shop.counts(shop.soup)), (1, (10, 0)));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn movements_at_once_all_count() {
    let shop = Shop::open();
    thread::scope(|scope| {
        for turn in 0..24 {
            let shop = &shop;
            scope.spawn(move || match turn % 3 {
                0 => shop.moved(&MovementForm::restock(shop.soup, 3)).map(drop).unwrap(),
                1 => shop.moved(&MovementForm::waste(shop.soup, 1, "spilt")).map(drop).unwrap(),
                _ => shop.place(&[(shop.soup, 1)], Some(PayOrder::card(None))).map(drop).unwrap(),
            });
        }
    });
    assert_eq!(shop.counts(shop.soup), (10 + 24 - 8 - 8, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn managers_set_the_limits_at_which_a_product_is_low() {
    let shop = Shop::open();
    let manager = shop.person("mina", Role::Manager);
    assert_eq!(refusal(shop.limited(&shop.staff, 12, 10)), Refusal::Forbidden);
    let entry = shop.limited(&manager, 12, 9).unwrap();
    assert_eq!((entry.low_stock_threshold, entry.critical_threshold), (12, 9));
    assert_eq!(entry.level, StockLevel::Warning);
    assert_eq!(shop.limited(&manager, 12, 10).unwrap().level, StockLevel::Critical);
    assert_eq!(shop.limited(&manager, 12, 10).unwrap().level, StockLevel::Critical);
    assert_eq!(shop.events("stock.limits_changed"), 2, "those it has already change nothing");
    assert_eq!(field(refusal(shop.limited(&manager, 4, 5))), "critical_threshold");
    let tea = shop.tea;
    let limits = Thresholds { low_stock_threshold: 1, critical_threshold: 0 };
    let refused = shop.by(&manager, move |tx, by| inventory::set_thresholds(tx, by, tea, limits, now()));
    assert_eq!(refusal(refused).code(), "not_tracked");
}

#[test]
fn the_stock_is_for_staff() {
    let shop = Shop::open();
    let customer = shop.person("carl", Role::Customer);
    let others = [
        customer,
        shop.device("door", DeviceRole::Kiosk),
        shop.device("till", DeviceRole::Counter),
        shop.device("app", DeviceRole::Integrator),
    ];
    let delivered = shop.moved(&MovementForm::restock(shop.soup, 1)).unwrap().id;
    for (actor, wanted) in others
        .iter()
        .map(|actor| (actor, Refusal::Forbidden))
        .chain([(&Actor::Anonymous, Refusal::NotAuthenticated)])
    {
        let soup = shop.soup;
        let form = MovementForm::restock(soup, 1);
        let sheet = CountSheet {
            lines: vec![CountLine { product_id: soup, counted: 1, expected_on_hand: None }],
            note: None,
        };
        let page = PageRequest::default();
        let refusals = [
            refusal(shop.by(actor, move |tx, by| inventory::record_movement(tx, by, &form, now()))),
            refusal(shop.by(actor, move |tx, by| inventory::count(tx, by, &sheet, now()))),
            refusal(shop.by(actor, move |tx, by| inventory::reverse_movement(tx, by, delivered, now()))),
            refusal(shop.by(actor, inventory::summary)),
            refusal(shop.by(actor, move |tx, by| inventory::stock_entry(tx, by, soup))),
            refusal(
                shop.by(actor, move |tx, by| inventory::movements(tx, by, &MovementQuery::default(), page)),
            ),
            refusal(shop.by(actor, move |tx, by| {
                inventory::stock_list(tx, by, &inventory::StockFilter::default(), None, page, now())
            })),
            refusal(shop.limited(actor, 2, 1)),
        ];
        assert!(refusals.iter().all(|refused| *refused == wanted), "{actor:?}: {refusals:?}");
    }
}
