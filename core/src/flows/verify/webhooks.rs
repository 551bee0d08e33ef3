//! What is true of other systems that are told.

use super::Law;

pub(super) const LAWS: &[Law] = &[Law {
    name: "webhooks",
    rule: "an endpoint is told of an event once, of one that happened, and only after it was passed on; what arrived \
           has an attempt that says so; what waits is not settled, and what is settled waits no more; attempts are \
           numbered 1, 2, 3 and so on",
    table: "webhook_deliveries",
    breach: "SELECT MIN(id) AS entry FROM webhook_deliveries GROUP BY endpoint_id, cause HAVING COUNT(*) > 1 \
             UNION ALL SELECT d.id FROM webhook_deliveries d JOIN events e ON e.id = d.cause \
             WHERE d.event_number IS NULL OR e.number IS NULL OR e.number <> d.event_number OR e.kind <> d.event_type \
             UNION ALL SELECT d.id FROM webhook_deliveries d JOIN event_relay r ON r.id = 1 \
             WHERE d.event_number > r.dispatched \
             UNION ALL SELECT d.id FROM webhook_deliveries d LEFT JOIN (SELECT delivery_id, COUNT(*) AS made, \
             MAX(number) AS newest, MIN(number) AS oldest, SUM(CASE WHEN error IS NULL AND status BETWEEN 200 AND 299 \
             THEN 1 ELSE 0 END) AS arrived FROM webhook_attempts GROUP BY delivery_id) a ON a.delivery_id = d.id \
             WHERE (d.status = 'waiting') <> (d.settled_at IS NULL) \
             OR (d.status = 'delivered' AND COALESCE(a.arrived, 0) = 0) \
             OR d.attempts > COALESCE(a.made, 0) OR a.newest <> a.made OR a.oldest <> 1 LIMIT 1",
}];
