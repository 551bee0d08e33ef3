//! What is true of the money.

use super::Law;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "payments",
        rule: "what an order was paid and refunded is the sum of its payments, and no more than its total",
        table: "orders",
        breach: "SELECT o.id AS entry FROM orders o LEFT JOIN (SELECT order_id, \
                 SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END) AS came, \
                 SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END) AS went FROM payments GROUP BY order_id) p \
                 ON p.order_id = o.id WHERE o.paid <> COALESCE(p.came, 0) OR o.refunded <> COALESCE(p.went, 0) \
                 OR o.refunded > o.paid OR o.paid > o.total ORDER BY o.id LIMIT 1",
    },
    Law {
        name: "refunds",
        rule: "a payment is refunded at most once over; a cancelled order keeps nothing but a delivery fee that was earned, \
               and a refunded one nothing",
        table: "payments",
        breach: "SELECT p.id AS entry FROM payments p JOIN payments r ON r.refund_of = p.id GROUP BY p.id, p.amount \
                 HAVING p.amount + SUM(r.amount) < 0 UNION ALL SELECT id FROM orders \
                 WHERE (status = 'refunded' AND paid <> refunded) OR (status = 'cancelled' AND paid - refunded > \
                 (CASE WHEN delivery_method = 'delivery' AND paid >= total THEN delivery_fee ELSE 0 END)) LIMIT 1",
    },
    Law {
        name: "refund_lines",
        rule: "what a refund gave back is its parts, and what went back of a line is what its refunds say",
        table: "refunds",
        breach: "SELECT r.id AS entry FROM refunds r LEFT JOIN (SELECT refund_id, -SUM(amount) AS went FROM payments \
                 WHERE refund_id IS NOT NULL GROUP BY refund_id) p ON p.refund_id = r.id \
                 LEFT JOIN (SELECT refund_id, SUM(amount) AS worth FROM refund_lines GROUP BY refund_id) l \
                 ON l.refund_id = r.id WHERE r.amount <> COALESCE(p.went, 0) \
                 OR COALESCE(l.worth, 0) + r.delivery_fee > r.amount \
                 UNION ALL SELECT l.id FROM order_lines l LEFT JOIN (SELECT line_id, SUM(quantity) AS back \
                 FROM refund_lines GROUP BY line_id) b ON b.line_id = l.id \
                 WHERE l.refunded_quantity <> COALESCE(b.back, 0) LIMIT 1",
    },
    Law {
        name: "ledger",
        rule: "the entries of a posting add up to nothing",
        table: "ledger_entries",
        breach: "SELECT posting_id AS entry FROM ledger_entries GROUP BY posting_id HAVING SUM(amount) <> 0 \
                 ORDER BY posting_id LIMIT 1",
    },
    Law {
        name: "wallets",
        rule: "a wallet holds the sum of its entries, each of which starts where the one before it ended",
        table: "wallets",
        breach: "SELECT w.id AS entry FROM wallets w LEFT JOIN (SELECT account, SUM(amount) AS held, COUNT(*) AS entries \
                 FROM ledger_entries WHERE sequence IS NOT NULL GROUP BY account) e ON e.account = w.id \
                 WHERE w.balance <> COALESCE(e.held, 0) OR w.entries <> COALESCE(e.entries, 0) OR w.balance < 0 \
                 UNION ALL SELECT account FROM (SELECT account, amount, sequence, balance_after, \
                 LAG(balance_after, 1, 0) OVER w AS before, ROW_NUMBER() OVER w AS place FROM ledger_entries \
                 WHERE sequence IS NOT NULL WINDOW w AS (PARTITION BY account ORDER BY sequence)) walk \
                 WHERE balance_after <> before + amount OR sequence <> place \
                 UNION ALL SELECT account FROM ledger_entries \
                 WHERE (account LIKE 'wallet@_%' ESCAPE '@') <> (sequence IS NOT NULL) LIMIT 1",
    },
    Law {
        name: "payments_booked",
        rule: "each payment and each refund is in the ledger with what it paid",
        table: "payments",
        breach: "SELECT p.id AS entry FROM payments p LEFT JOIN (SELECT posting_id, SUM(amount) AS booked \
                 FROM ledger_entries WHERE account = 'orders' GROUP BY posting_id) e \
                 ON e.posting_id = 'posting_' || SUBSTR(p.id, 9) WHERE p.amount <> COALESCE(e.booked, 0) \
                 UNION ALL SELECT e.posting_id FROM ledger_entries e LEFT JOIN payments p \
                 ON p.id = 'payment_' || SUBSTR(e.posting_id, 9) WHERE e.account = 'orders' AND p.id IS NULL LIMIT 1",
    },
    Law {
        name: "returns",
        rule: "an order has one open return at most; no more is agreed to than was asked for; what was paid out is the \
               refund of that order and amount, and only a return that is done has one",
        table: "returns",
        breach: "SELECT i.return_id AS entry FROM return_items i JOIN returns r ON r.id = i.return_id \
                 WHERE r.status IN ('approved', 'processing', 'completed') \
                 AND (i.approved IS NULL OR i.approved > i.quantity) \
                 UNION ALL SELECT r.id FROM returns r LEFT JOIN refunds f \
                 ON f.id = r.refund_id AND f.order_id = r.order_id AND f.amount = r.refund_amount \
                 WHERE (r.status = 'completed' AND r.return_type <> 'return') <> (r.refund_id IS NOT NULL) \
                 OR (r.refund_id IS NOT NULL AND f.id IS NULL) \
                 UNION ALL SELECT order_id FROM returns WHERE status IN ('pending', 'approved', 'processing') \
                 GROUP BY order_id HAVING COUNT(*) > 1 LIMIT 1",
    },
    Law {
        name: "drawers",
        rule: "a closed drawer should have held what its entries say, stands at nothing and was over or short by what \
               was counted; a drawer is opened once; sessions and Z reports are numbered without gaps; no cash moves \
               without a session",
        table: "cash_sessions",
        breach: "SELECT s.id AS entry FROM cash_sessions s LEFT JOIN (SELECT cash_session_id, \
                 -SUM(CASE WHEN kind IN ('over_short', 'closing') THEN 0 ELSE amount END) AS folded, \
                 -SUM(CASE WHEN kind = 'opening' THEN amount ELSE 0 END) AS opened, \
                 -SUM(CASE WHEN kind = 'over_short' THEN amount ELSE 0 END) AS differs, SUM(amount) AS stands, \
                 MIN(account) AS first, MAX(account) AS last FROM ledger_entries \
                 WHERE account LIKE 'cash@_drawer:%' ESCAPE '@' GROUP BY cash_session_id) e \
                 ON e.cash_session_id = s.id WHERE s.opening_count <> COALESCE(e.opened, 0) \
                 OR e.first <> 'cash_drawer:' || s.drawer OR e.last <> 'cash_drawer:' || s.drawer \
                 OR (s.closed_at IS NOT NULL AND (s.expected <> COALESCE(e.folded, 0) \
                 OR s.over_short <> s.counted - s.expected OR s.over_short <> COALESCE(e.differs, 0) \
                 OR COALESCE(e.stands, 0) <> 0)) \
                 UNION ALL SELECT drawer FROM cash_sessions WHERE closed_at IS NULL GROUP BY drawer \
                 HAVING COUNT(*) > 1 \
                 UNION ALL SELECT id FROM (SELECT id, number, ROW_NUMBER() OVER (ORDER BY number, id) AS place \
                 FROM cash_sessions) counted WHERE number <> place \
                 UNION ALL SELECT id FROM (SELECT id, z_number, ROW_NUMBER() OVER (ORDER BY z_number, id) AS place \
                 FROM cash_sessions WHERE z_number IS NOT NULL) reported WHERE z_number <> place \
                 UNION ALL SELECT posting_id FROM ledger_entries WHERE account LIKE 'cash@_drawer:%' ESCAPE '@' \
                 AND cash_session_id IS NULL AND created_at >= (SELECT MIN(opened_at) FROM cash_sessions) LIMIT 1",
    },
];
