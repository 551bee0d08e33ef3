//! What is true of coupons and of the uses that orders make of them.

use super::{Law, LawReport};
use crate::error::Result;
use crate::store::{self, Tx};

/// How many coupons are looked at in one go.
const AT_ONCE: u32 = 500;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "coupons",
        rule: "what an order's coupons took off is what its lines and its delivery fee gave",
        table: "coupon_uses",
        breach: "SELECT o.id AS entry FROM orders o LEFT JOIN (SELECT order_id, SUM(discount) AS given FROM order_lines \
                 GROUP BY order_id) l ON l.order_id = o.id LEFT JOIN (SELECT order_id, SUM(amount) AS taken, \
                 SUM(delivery) AS of_fee FROM coupon_uses GROUP BY order_id) u ON u.order_id = o.id \
                 WHERE o.discount <> COALESCE(u.taken, 0) \
                 OR COALESCE(l.given, 0) <> COALESCE(u.taken, 0) - COALESCE(u.of_fee, 0) ORDER BY o.id LIMIT 1",
    },
    Law {
        name: "coupon_uses",
        rule: "a coupon counts the uses that orders make of it, and has no fewer; a use is held while its order is not \
               paid, consumed once it is, and released when it is called off; an order has 5 at most",
        table: "coupons",
        breach: "SELECT c.id AS entry FROM coupons c LEFT JOIN (SELECT coupon_id, \
                 SUM(CASE WHEN status = 'held' THEN 1 ELSE 0 END) AS held, \
                 SUM(CASE WHEN status = 'consumed' THEN 1 ELSE 0 END) AS consumed FROM coupon_uses GROUP BY coupon_id) u \
                 ON u.coupon_id = c.id WHERE c.held <> COALESCE(u.held, 0) OR c.consumed <> COALESCE(u.consumed, 0) \
                 OR c.held + c.consumed > COALESCE(c.max_uses, c.held + c.consumed) \
                 UNION ALL SELECT u.id FROM coupon_uses u JOIN orders o ON o.id = u.order_id \
                 WHERE u.customer_id IS DISTINCT FROM o.customer_id OR u.status <> (CASE \
                 WHEN o.status = 'cancelled' THEN 'released' WHEN o.paid >= o.total THEN 'consumed' ELSE 'held' END) \
                 UNION ALL SELECT order_id FROM coupon_uses GROUP BY order_id HAVING COUNT(*) > 5 LIMIT 1",
    },
];

/// How often each customer may use a coupon stands in its terms, which no query reads.
pub(super) fn above_a_customers_limit(tx: &mut Tx<'_>) -> Result<LawReport> {
    let mut report = LawReport {
        law: "coupon_uses_per_customer".to_owned(),
        rule: "no customer uses a coupon more often than it says".to_owned(),
        entries: store::verify::count(tx, "coupon_uses")?,
        broken: None,
    };
    let mut after = None;
    loop {
        let again = store::verify::used_again(tx, after, AT_ONCE)?;
        let Some((last, _)) = again.last() else { return Ok(report) };
        after = Some(*last);
        let ids: Vec<_> = again.iter().map(|(id, _)| *id).collect();
        let most = |id| again.iter().find(|(other, _)| *other == id).map_or(0, |(_, uses)| *uses);
        let mut coupons = store::coupons::find_all(tx, &ids)?;
        coupons.sort_by_key(|coupon| coupon.id);
        let above = coupons.into_iter().find(|coupon| {
            coupon.terms.limits.uses_per_customer.is_some_and(|limit| most(coupon.id) > u64::from(limit))
        });
        if let Some(coupon) = above {
            report.broken = Some(coupon.id.to_string());
            return Ok(report);
        }
    }
}
