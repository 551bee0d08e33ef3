//! Replays the laws on everything that is stored, and names the first entry that breaks one.

use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::orders::{Status, status};
use crate::store::{self, Tx};

/// What the replay found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyReport {
    /// True when every law holds.
    pub ok: bool,
    /// The laws that were replayed, in order, up to the first that is broken.
    pub laws: Vec<LawReport>,
}

/// One law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LawReport {
    /// Its name in `docs/invariants.md`.
    pub law: String,
    /// What it says.
    pub rule: String,
    /// How many entries it was replayed on.
    pub entries: u64,
    /// The first entry that breaks it.
    pub broken: Option<String>,
}

struct Law {
    name: &'static str,
    rule: &'static str,
    table: &'static str,
    /// Selects an `entry` that breaks the law.
    breach: &'static str,
}

const LAWS: [Law; 14] = [
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
        rule: "a payment is refunded at most once over, and a cancelled order keeps nothing",
        table: "payments",
        breach: "SELECT p.id AS entry FROM payments p JOIN payments r ON r.refund_of = p.id GROUP BY p.id, p.amount \
                 HAVING p.amount + SUM(r.amount) < 0 UNION ALL SELECT id FROM orders \
                 WHERE status = 'cancelled' AND paid <> refunded LIMIT 1",
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
    Law {
        name: "histories",
        rule: "an order's history leads without a gap from its placing to where it stands",
        table: "order_history",
        breach: "SELECT order_id AS entry FROM (SELECT h.order_id, h.from_status, LAG(h.to_status) OVER w AS came, \
                 h.to_status, LEAD(h.id) OVER w AS next, o.status FROM order_history h \
                 JOIN orders o ON o.id = h.order_id WINDOW w AS (PARTITION BY h.order_id ORDER BY h.version)) walk \
                 WHERE from_status IS DISTINCT FROM came OR (next IS NULL AND to_status <> status) \
                 UNION ALL SELECT o.id FROM orders o \
                 WHERE NOT EXISTS (SELECT 1 FROM order_history h WHERE h.order_id = o.id) LIMIT 1",
    },
    Law {
        name: "keys",
        rule: "an idempotency key that was used has its answer, and what it created exists",
        table: "idempotency_keys",
        breach: "SELECT k.idempotency_key AS entry FROM idempotency_keys k \
                 LEFT JOIN orders o ON k.location = '/api/orders/' || o.id || '/' \
                 WHERE k.status = 0 OR (k.location LIKE '/api/orders/%' AND o.id IS NULL) \
                 ORDER BY k.idempotency_key LIMIT 1",
    },
    Law {
        name: "accounts",
        rule: "an account has a profile, a wallet and a cart of its own, one default among its addresses, and \
               each of its sessions one way on",
        table: "users",
        breach: "SELECT u.id AS entry FROM users u LEFT JOIN customers c ON c.user_id = u.id \
                 LEFT JOIN wallets w ON w.user_id = u.id LEFT JOIN carts b ON b.user_id = u.id \
                 WHERE c.user_id IS NULL OR w.id IS NULL OR b.id IS NULL \
                 OR w.id <> 'wallet_' || SUBSTR(u.id, 6) OR b.id <> 'cart_' || SUBSTR(u.id, 6) \
                 UNION ALL SELECT user_id FROM addresses GROUP BY user_id \
                 HAVING SUM(CASE WHEN is_default THEN 1 ELSE 0 END) <> 1 \
                 UNION ALL SELECT session_id FROM refresh_tokens WHERE used_at IS NULL GROUP BY session_id \
                 HAVING COUNT(*) > 1 LIMIT 1",
    },
    Law {
        name: "menu",
        rule: "sections stand at 0, 1, 2 and so on; what is on the menu stands in a section that is there; what is \
               no more holds no code",
        table: "products",
        breach: "SELECT id AS entry FROM (SELECT id, position, ROW_NUMBER() OVER (ORDER BY position, id) - 1 AS place \
                 FROM categories WHERE NOT is_archived) standing WHERE position <> place \
                 UNION ALL SELECT p.id FROM products p JOIN categories c ON c.id = p.category_id \
                 WHERE c.is_archived AND NOT p.is_archived \
                 UNION ALL SELECT id FROM products WHERE is_archived \
                 AND (sku IS NOT NULL OR plu IS NOT NULL OR barcode IS NOT NULL) LIMIT 1",
    },
];

/// Replays every law up to the first that is broken.
pub fn replay(tx: &mut Tx<'_>, actor: &Actor) -> Result<VerifyReport> {
    actor.require(Permission::VerifyBooks)?;
    let mut laws = Vec::with_capacity(LAWS.len() + 1);
    for law in &LAWS {
        let broken = store::verify::first_breach(tx, law.breach)?;
        let entries = store::verify::count(tx, law.table)?;
        let is_broken = broken.is_some();
        laws.push(LawReport { law: law.name.to_owned(), rule: law.rule.to_owned(), entries, broken });
        if is_broken {
            return Ok(VerifyReport { ok: false, laws });
        }
    }
    let steps = illegal_step(tx)?;
    let ok = steps.broken.is_none();
    laws.push(steps);
    Ok(VerifyReport { ok, laws })
}

/// The workflow itself is a rule of this crate, not a query.
fn illegal_step(tx: &mut Tx<'_>) -> Result<LawReport> {
    let legal = |step: &store::verify::StepTaken| match (step.from, step.to, step.method) {
        (None, Some(Status::Pending), Some(_)) => true,
        (Some(from), Some(to), Some(method)) => status::next(from, method).contains(&to),
        _ => false,
    };
    let taken = store::verify::steps_taken(tx)?;
    Ok(LawReport {
        law: "statuses".to_owned(),
        rule: "no order took a step that its workflow does not have".to_owned(),
        entries: store::verify::count(tx, "order_history")?,
        broken: taken.into_iter().find(|step| !legal(step)).map(|step| step.entry),
    })
}
