//! What is true of recommendations.

use super::Law;

pub(super) const LAWS: &[Law] = &[Law {
    name: "referrals",
    rule: "a new customer came because of one other; a bonus in a wallet is booked once, for what it says, and there is \
           none without a referral; a code counts the bonuses that were paid; the first order is the new customer's \
           own, and not called off",
    table: "referrals",
    breach: "SELECT r.id AS entry FROM referrals r LEFT JOIN ledger_entries e ON e.posting_id = r.posting_id \
             AND e.account = 'wallet_' || SUBSTR(r.referrer_id, 6) AND e.kind = 'referral_bonus' \
             WHERE (r.posting_id IS NOT NULL AND (e.amount IS NULL OR e.amount <> r.bonus)) \
             OR (r.status = 'rewarded' AND (r.bonus <= 0 OR r.order_id IS NULL)) \
             OR (r.status <> 'rewarded' AND r.bonus <> 0) \
             UNION ALL SELECT e.posting_id FROM ledger_entries e LEFT JOIN referrals r \
             ON r.posting_id = e.posting_id AND e.reference = r.id WHERE e.account = 'bonuses' AND r.id IS NULL \
             UNION ALL SELECT c.user_id FROM referral_codes c LEFT JOIN (SELECT referrer_id, COUNT(*) AS paid \
             FROM referrals WHERE status = 'rewarded' GROUP BY referrer_id) p ON p.referrer_id = c.user_id \
             WHERE c.rewarded <> COALESCE(p.paid, 0) \
             UNION ALL SELECT r.id FROM referrals r LEFT JOIN referral_codes c \
             ON c.user_id = r.referrer_id AND c.code = r.code WHERE c.user_id IS NULL \
             UNION ALL SELECT r.id FROM referrals r JOIN orders o ON o.id = r.order_id \
             WHERE o.customer_id IS NULL OR o.customer_id <> r.referee_id OR o.status = 'cancelled' \
             UNION ALL SELECT referee_id FROM referrals GROUP BY referee_id HAVING COUNT(*) > 1 LIMIT 1",
}];
