//! Each law can fail: the stored data is bent by hand, and the replay names the law.

use rstest::rstest;

use super::returns::asking;
use super::{PayOrder, Shop};
use crate::accounts::address::AddressDraft;
use crate::actor::Role;
use crate::orders::{DeliveryMethod, Status};
use crate::quantity::Quantity;
use crate::returns::ReturnType;
use crate::store::db_execute_for_tests as execute;
use crate::wire::cash::CashMove;
use crate::wire::orders::{ChangeStatus, PlaceOrderItem};
use crate::wire::{MovementForm, RefundTo, TenderRequest};
use crate::{flows, refusal::Refusal};

fn busy_shop() -> Shop {
    let shop = Shop::open();
    shop.place(&[(shop.soup, 2), (shop.tea, 1)], None).unwrap();
    let cash =
        TenderRequest { amount: Some("2.00".parse().unwrap()), ..PayOrder::cash(None).tenders.remove(0) };
    let split = PayOrder::with([vec![cash], PayOrder::card(None).tenders].concat());
    let paid = shop.place(&[(shop.soup, 1)], Some(split)).unwrap();
    let staff = shop.staff.clone();
    let cancel = ChangeStatus { notes: Some("guest left".to_owned()), ..ChangeStatus::to(Status::Cancelled) };
    shop.store
        .write(move |tx| flows::orders::change_status(tx, &staff, paid.order.id, &cancel, super::now()))
        .unwrap();
    shop.place(&[(shop.tea, 1)], None).unwrap();
    shop.moved(&MovementForm::waste(shop.soup, 2, "spilt")).unwrap();
    let delivered = shop.moved(&MovementForm::restock(shop.cake, 5)).unwrap().id;
    shop.by(&shop.staff, move |tx, actor| {
        flows::inventory::reverse_movement(tx, actor, delivered, super::now())
    })
    .unwrap();
    for address in ["1 Quay", "2 Quay"] {
        let draft = AddressDraft { address: address.to_owned(), ..AddressDraft::default() };
        shop.by(&shop.staff, move |tx, actor| flows::accounts::add_address(tx, actor, &draft)).unwrap();
    }
    for product in [shop.soup, shop.tea] {
        let item = PlaceOrderItem::new(product, Quantity::ONE);
        shop.by(&shop.staff, move |tx, actor| flows::cart::add(tx, actor, &item, super::now())).unwrap();
    }
    shop.session(&shop.staff, "token");
    let bar = shop.open_drawer("bar", "50.00").id;
    shop.move_cash(bar, CashMove::PayOut, "12.50", "milk").unwrap();
    shop.close_drawer(bar, "37.00").unwrap();
    shop
}

#[test]
fn the_laws_hold_after_a_sale_and_a_cancellation() {
    assert_eq!(busy_shop().broken_law(), None);
}

#[rstest]
#[case::total("UPDATE orders SET total = total + 1", "totals")]
#[case::tax("UPDATE order_lines SET tax = tax + 1", "totals")]
#[case::no_lines("DELETE FROM refund_lines; DELETE FROM order_lines", "totals")]
#[case::net("UPDATE order_lines SET net = net + 1, discount = 1", "totals")]
#[case::discount("UPDATE order_lines SET discount = discount + 1", "lines")]
#[case::movement("UPDATE stock_movements SET quantity = quantity + 1", "stock_movements")]
#[case::on_hand("UPDATE stock SET on_hand = on_hand + 1", "stock_movements")]
#[case::count("UPDATE stock_movements SET on_hand_after = on_hand_after + 1", "stock_counts")]
#[case::count_between(
    "UPDATE stock_movements SET on_hand_after = on_hand_after + 1 WHERE kind = 'waste'",
    "stock_counts"
)]
#[case::reversal_of_nothing(
    "UPDATE stock_movements SET reverses_id = 'movement_gone' WHERE reverses_id IS NOT NULL",
    "stock_reversals"
)]
#[case::reversal_of_an_order(
    "UPDATE stock_movements SET order_id = 'order_gone' WHERE kind = 'restock'",
    "stock_reversals"
)]
#[case::reversal_of_something_else(
    "UPDATE stock_movements SET reverses_id = (SELECT MIN(id) FROM stock_movements WHERE kind = 'waste') \
     WHERE reverses_id IS NOT NULL",
    "stock_reversals"
)]
#[case::two_reversals(
    "DROP INDEX stock_movements_reverses_unique; INSERT INTO stock_movements (id, product_id, kind, quantity, \
     on_hand_after, reason, done_by, created_at, business_day, reverses_id) SELECT 'movement_b', product_id, kind, \
     quantity, on_hand_after, reason, done_by, created_at, business_day, reverses_id FROM stock_movements \
     WHERE reverses_id IS NOT NULL; INSERT INTO stock_movements (id, product_id, kind, quantity, on_hand_after, \
     reason, done_by, created_at, business_day) SELECT 'movement_a', product_id, 'restock', 5, 6, reason, done_by, \
     created_at, business_day FROM stock_movements WHERE id = 'movement_b'",
    "stock_reversals"
)]
#[case::expiry_of_the_cancelled(
    "UPDATE orders SET expires_at = created_at WHERE status = 'cancelled'",
    "expiries"
)]
#[case::expiry_without_goods("UPDATE orders SET expires_at = created_at WHERE subtotal = 200", "expiries")]
#[case::expiry_of_what_is_paid_in_part(
    "INSERT INTO payments (id, order_id, method, amount, tendered, reference, taken_by, created_at) \
     SELECT 'payment_part', id, 'cash', 100, 100, '', 'sara', created_at FROM orders WHERE subtotal = 1100; \
     UPDATE orders SET paid = 100, expires_at = created_at WHERE subtotal = 1100",
    "expiries"
)]
#[case::reserved("UPDATE order_lines SET reserved = 0", "stock_reserved")]
#[case::paid("UPDATE orders SET paid = paid - 1, refunded = refunded - 1 WHERE paid > 0", "payments")]
#[case::payment("DELETE FROM payments WHERE amount < 0", "payments")]
#[case::refund(
    "UPDATE payments SET refund_of = (SELECT MIN(p.id) FROM payments p WHERE p.order_id = payments.order_id \
     AND p.amount > 0) WHERE amount < 0",
    "refunds"
)]
#[case::not_refunded(
    "DELETE FROM payments WHERE amount < 0; UPDATE orders SET refunded = 0 WHERE status = 'cancelled'",
    "refunds"
)]
#[case::kept(
    "UPDATE orders SET status = 'cancelled', cancellation_reason = 'x' WHERE status = 'pending'; \
              UPDATE order_history SET to_status = 'cancelled' WHERE from_status IS NULL",
    "goods_left"
)]
#[case::status("UPDATE orders SET status = 'processing' WHERE status = 'pending'", "histories")]
#[case::history("DELETE FROM order_history WHERE from_status IS NULL", "histories")]
#[case::step(
    "UPDATE order_history SET to_status = 'ready' WHERE from_status IS NOT NULL; \
              UPDATE orders SET status = 'ready' WHERE status = 'cancelled'",
    "statuses"
)]
#[case::key(
    "INSERT INTO idempotency_keys (scope, idempotency_key, fingerprint, status, location, body, created_at) \
             VALUES ('s', 'k', 'f', 201, '/api/orders/order_gone/', '', '2026-11-22 12:00:00')",
    "keys"
)]
#[case::key_of_a_return(
    "INSERT INTO idempotency_keys (scope, idempotency_key, fingerprint, status, location, body, created_at) \
             VALUES ('s', 'k', 'f', 201, '/api/orders/returns/return_gone/', '', '2026-11-22 12:00:00')",
    "keys"
)]
#[case::unanswered(
    "INSERT INTO idempotency_keys (scope, idempotency_key, fingerprint, status, location, body, \
                    created_at) VALUES ('s', 'k', 'f', 0, NULL, '', '2026-11-22 12:00:00')",
    "keys"
)]
#[case::profile("DELETE FROM customers", "accounts")]
#[case::wallet("DELETE FROM wallets", "accounts")]
#[case::wallet_of_another_id("UPDATE wallets SET id = 'wallet_00000000000000000000000000'", "accounts")]
#[case::cart("DELETE FROM cart_items; DELETE FROM carts", "accounts")]
#[case::cart_of_another_id(
    "DELETE FROM cart_items; UPDATE carts SET id = 'cart_00000000000000000000000000'",
    "accounts"
)]
#[case::no_default("UPDATE addresses SET is_default = FALSE", "accounts")]
#[case::two_defaults(
    "DROP INDEX addresses_default_unique; UPDATE addresses SET is_default = TRUE",
    "accounts"
)]
#[case::two_successors(
    "INSERT INTO refresh_tokens (hash, session_id, issued_at, expires_at) \
     SELECT 'another', session_id, issued_at, expires_at FROM refresh_tokens",
    "accounts"
)]
#[case::gap("UPDATE categories SET position = position + 1", "menu")]
#[case::twice("UPDATE categories SET position = 0", "menu")]
#[case::no_section("UPDATE categories SET is_archived = TRUE", "menu")]
#[case::refund("UPDATE refunds SET amount = amount + 1", "refund_lines")]
#[case::refund_of_too_little("UPDATE refund_lines SET amount = amount + 1000", "refund_lines")]
#[case::line_went_back("UPDATE order_lines SET refunded_quantity = 0", "refund_lines")]
#[case::posting("UPDATE ledger_entries SET amount = amount + 1 WHERE account = 'safe'", "ledger")]
#[case::balance("UPDATE wallets SET balance = balance + 1", "wallets")]
#[case::payment_unbooked("DELETE FROM ledger_entries WHERE kind = 'payment'", "payments_booked")]
#[case::booked_for_nothing(
    "INSERT INTO ledger_entries (posting_id, position, account, amount, kind, note, done_by, created_at) VALUES \
     ('posting_x', 0, 'orders', 5, 'payment', '', 'x', '2026-11-24 10:00:00'), \
     ('posting_x', 1, 'demo', -5, 'payment', '', 'x', '2026-11-24 10:00:00')",
    "payments_booked"
)]
#[case::cart_too_long(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) \
     INSERT INTO cart_items (id, cart_id, product_id, product_name, quantity, options, notes, unit_price) \
     SELECT 'cartitem_' || i, cart_id, 'product_' || i, '', 1, '[]', '', 1 FROM n, (SELECT MIN(cart_id) AS cart_id \
     FROM cart_items) c",
    "carts"
)]
#[case::line_twice("UPDATE cart_items SET product_id = (SELECT MIN(product_id) FROM cart_items)", "carts")]
#[case::line_too_large("UPDATE cart_items SET quantity = 1000", "carts")]
#[case::expected(
    "UPDATE cash_sessions SET expected = expected + 1, over_short = over_short - 1 WHERE closed_at IS NOT NULL",
    "drawers"
)]
#[case::over_short(
    "UPDATE cash_sessions SET counted = counted + 1, over_short = over_short + 1 WHERE closed_at IS NOT NULL",
    "drawers"
)]
#[case::opening("UPDATE cash_sessions SET opening_count = opening_count + 1", "drawers")]
#[case::not_put_away(
    "DELETE FROM ledger_entries WHERE posting_id IN (SELECT posting_id FROM ledger_entries WHERE kind = 'closing')",
    "drawers"
)]
#[case::sold_after_the_z(
    "UPDATE ledger_entries SET cash_session_id = (SELECT id FROM cash_sessions WHERE drawer = 'bar'), \
     account = CASE account WHEN 'cash_drawer:main' THEN 'cash_drawer:bar' ELSE account END WHERE kind = 'payment'",
    "drawers"
)]
#[case::another_drawer(
    "UPDATE ledger_entries SET account = 'cash_drawer:bar' WHERE account = 'cash_drawer:main'",
    "drawers"
)]
#[case::opened_twice(
    "DROP INDEX cash_sessions_open_unique; INSERT INTO cash_sessions (id, number, drawer, opened_by, opened_at, \
     business_day, opening_count) SELECT 'cash_session_b', 3, drawer, opened_by, opened_at, business_day, 0 \
     FROM cash_sessions WHERE closed_at IS NULL",
    "drawers"
)]
#[case::session_number("UPDATE cash_sessions SET number = number + 1 WHERE number = 2", "drawers")]
#[case::z_number("UPDATE cash_sessions SET z_number = 2 WHERE z_number = 1", "drawers")]
#[case::cash_from_nowhere(
    "UPDATE ledger_entries SET cash_session_id = NULL WHERE kind = 'payment' AND account = 'cash_drawer:main'",
    "drawers"
)]
#[case::kept_code("UPDATE products SET is_archived = TRUE, plu = '7' WHERE name = 'Tea'", "menu")]
fn a_broken_law_is_named(#[case] bend: &'static str, #[case] law: &str) {
    let shop = busy_shop();
    shop.store.write(move |tx| execute(tx, bend)).unwrap();
    assert_eq!(shop.broken_law().as_deref(), Some(law));
}

/// One return that ended in a payout, and one that is open.
fn shop_with_returns() -> Shop {
    let shop = Shop::open();
    let (manager, ada) = (shop.manager(), shop.person("ada", Role::Customer));
    let order =
        shop.sold_and_paid(&[(shop.soup, 3)], Some(&ada), DeliveryMethod::Pickup, PayOrder::card(None));
    shop.brought(order.id);
    let asked = shop.ask_return(&ada, &asking(&order, ReturnType::Refund, &[(0, 1)])).unwrap();
    shop.agree_return(&manager, asked.id, None).unwrap();
    shop.complete_return(&manager, asked.id, RefundTo::Origin).unwrap();
    let open = shop.ask_return(&ada, &asking(&order, ReturnType::Return, &[(0, 1)])).unwrap();
    shop.agree_return(&manager, open.id, None).unwrap();
    assert_eq!(shop.broken_law(), None);
    shop
}

#[rstest]
#[case::not_agreed("UPDATE return_items SET approved = NULL")]
#[case::not_linked("UPDATE returns SET refund_id = NULL")]
#[case::another_amount("UPDATE returns SET refund_amount = refund_amount + 1 WHERE refund_id IS NOT NULL")]
#[case::paid_while_open("UPDATE returns SET status = 'cancelled' WHERE refund_id IS NOT NULL")]
#[case::two_open("DROP INDEX returns_open_unique; UPDATE returns SET status = 'pending', refund_id = NULL")]
fn a_return_that_breaks_its_law_is_named(#[case] bend: &'static str) {
    let shop = shop_with_returns();
    shop.store.write(move |tx| execute(tx, bend)).unwrap();
    assert_eq!(shop.broken_law().as_deref(), Some("returns"));
}

#[test]
fn only_managers_replay_the_books() {
    let shop = Shop::open();
    let staff = shop.staff.clone();
    let refused = shop.store.read(|tx| flows::verify::replay(tx, &staff));
    assert_eq!(super::refusal(refused), Refusal::Forbidden);
}
