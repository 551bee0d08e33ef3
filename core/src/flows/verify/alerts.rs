//! What is true of alerts.

use super::Law;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "alerts",
        rule: "about one thing at most one alert is open",
        table: "alerts",
        breach: "SELECT topic AS entry FROM alerts WHERE is_active AND topic IS NOT NULL GROUP BY topic \
                 HAVING COUNT(*) > 1 ORDER BY topic LIMIT 1",
    },
    Law {
        // What was raised by hand is not seen by the shop. A product that was low before there were alerts has none
        // until the sweep comes by, so only those are asked that had one.
        name: "alerts_stock",
        rule: "an open alert about stock says what is on hand, of a product on the menu that is low; of one that is low \
               without an alert somebody resolved the last one by hand",
        table: "stock",
        breach: "SELECT a.id AS entry FROM alerts a LEFT JOIN stock s ON s.product_id = a.product_id \
                 LEFT JOIN products p ON p.id = a.product_id \
                 WHERE a.is_active AND a.topic = 'stock:' || a.product_id AND NOT a.is_by_hand \
                 AND (s.product_id IS NULL OR p.is_archived OR s.on_hand > s.low_stock_threshold \
                 OR a.current_value IS DISTINCT FROM s.on_hand \
                 OR a.severity <> (CASE WHEN s.on_hand <= s.critical_threshold THEN 'critical' ELSE 'warning' END) \
                 OR a.alert_type <> (CASE WHEN s.on_hand = 0 THEN 'out_of_stock' ELSE 'low_stock' END)) \
                 UNION ALL SELECT s.product_id FROM stock s JOIN products p ON p.id = s.product_id \
                 JOIN (SELECT topic, MAX(id) AS id FROM alerts WHERE topic IS NOT NULL GROUP BY topic) n \
                 ON n.topic = 'stock:' || s.product_id JOIN alerts a ON a.id = n.id \
                 WHERE s.on_hand <= s.low_stock_threshold AND NOT p.is_archived AND NOT a.is_active \
                 AND a.resolver_id IS NULL AND NOT a.is_by_hand LIMIT 1",
    },
];
