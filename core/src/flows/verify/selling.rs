//! What is true of orders.

use super::Law;

/// Of their figures.
pub(super) const FIGURES: &[Law] = &[
    Law {
        name: "totals",
        rule: "an order's total is the nets of its lines plus delivery, tip, and tax unless included",
        table: "orders",
        breach: "SELECT o.id AS entry FROM orders o LEFT JOIN (SELECT order_id, SUM(net) AS net, SUM(tax) AS tax, \
                 SUM(unit_price * quantity) AS base FROM order_lines GROUP BY order_id) l ON l.order_id = o.id \
                 WHERE l.order_id IS NULL OR o.tax <> l.tax OR o.subtotal <> l.base \
                 OR o.total <> l.net + o.delivery_fee + o.tip + (CASE WHEN o.tax_included THEN 0 ELSE o.tax END) \
                 ORDER BY o.id LIMIT 1",
    },
    Law {
        name: "lines",
        rule: "a line's net is its base less its discount, and is not negative",
        table: "order_lines",
        breach: "SELECT id AS entry FROM order_lines WHERE net <> unit_price * quantity - discount OR net < 0 \
                 ORDER BY id LIMIT 1",
    },
];

/// Of the way that orders go.
pub(super) const WAYS: &[Law] = &[Law {
    name: "histories",
    rule: "an order's history leads without a gap from its placing to where it stands",
    table: "order_history",
    breach: "SELECT order_id AS entry FROM (SELECT h.order_id, h.from_status, LAG(h.to_status) OVER w AS came, \
                 h.to_status, LEAD(h.id) OVER w AS next, o.status FROM order_history h \
                 JOIN orders o ON o.id = h.order_id WINDOW w AS (PARTITION BY h.order_id ORDER BY h.version)) walk \
                 WHERE from_status IS DISTINCT FROM came OR (next IS NULL AND to_status <> status) \
                 UNION ALL SELECT o.id FROM orders o \
                 WHERE NOT EXISTS (SELECT 1 FROM order_history h WHERE h.order_id = o.id) LIMIT 1",
}];
