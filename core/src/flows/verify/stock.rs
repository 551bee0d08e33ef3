//! What is true of the stock.

use super::Law;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "stock_movements",
        rule: "what is on hand is the sum of its movements",
        table: "stock",
        breach: "SELECT s.product_id AS entry FROM stock s LEFT JOIN (SELECT product_id, SUM(quantity) AS moved \
                 FROM stock_movements GROUP BY product_id) m ON m.product_id = s.product_id \
                 WHERE s.on_hand <> COALESCE(m.moved, 0) ORDER BY s.product_id LIMIT 1",
    },
    Law {
        // Movements need no order for this: whatever a count was before one of them, it was after another.
        name: "stock_counts",
        rule: "each movement starts where another ended, the first at nothing and the last at what is on hand",
        table: "stock_movements",
        breach: "SELECT product_id AS entry FROM (SELECT product_id, on_hand_after AS stood, 1 AS times \
                 FROM stock_movements UNION ALL SELECT product_id, on_hand_after - quantity, -1 FROM stock_movements \
                 UNION ALL SELECT product_id, 0, 1 FROM stock UNION ALL SELECT product_id, on_hand, -1 FROM stock) \
                 counts GROUP BY product_id, stood HAVING SUM(times) <> 0 ORDER BY product_id LIMIT 1",
    },
    Law {
        name: "stock_reversals",
        rule: "a movement is taken back at most once, in full, and not if it was an order's",
        table: "stock_movements",
        breach: "SELECT r.id AS entry FROM stock_movements r LEFT JOIN stock_movements m ON m.id = r.reverses_id \
                 WHERE r.reverses_id IS NOT NULL AND (m.id IS NULL OR m.product_id <> r.product_id \
                 OR m.quantity <> -r.quantity OR m.reverses_id IS NOT NULL OR m.order_id IS NOT NULL) \
                 UNION ALL SELECT reverses_id FROM stock_movements WHERE reverses_id IS NOT NULL \
                 GROUP BY reverses_id HAVING COUNT(*) > 1 LIMIT 1",
    },
    Law {
        name: "stock_reserved",
        rule: "what is reserved is what open orders were promised, and no more than is on hand",
        table: "stock",
        breach: "SELECT s.product_id AS entry FROM stock s LEFT JOIN (SELECT product_id, SUM(reserved) AS promised \
                 FROM order_lines WHERE reserved > 0 GROUP BY product_id) l ON l.product_id = s.product_id \
                 WHERE s.reserved <> COALESCE(l.promised, 0) OR s.reserved < 0 OR s.reserved > s.on_hand \
                 ORDER BY s.product_id LIMIT 1",
    },
    Law {
        name: "goods_left",
        rule: "what is paid or in the kitchen is no longer reserved",
        table: "order_lines",
        breach: "SELECT l.id AS entry FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.reserved > 0 \
                 AND (o.paid >= o.total OR o.status NOT IN ('pending', 'processing')) ORDER BY l.id LIMIT 1",
    },
    Law {
        name: "expiries",
        rule: "only an order that holds goods and has nothing paid runs out of time",
        table: "orders",
        breach: "SELECT o.id AS entry FROM orders o WHERE o.expires_at IS NOT NULL AND (o.paid > 0 \
                 OR o.paid >= o.total OR o.status NOT IN ('pending', 'processing') OR NOT EXISTS \
                 (SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.reserved > 0)) ORDER BY o.id LIMIT 1",
    },
];
