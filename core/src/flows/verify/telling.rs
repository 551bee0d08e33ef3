//! What is true of what people were told and of letters.

use super::Law;

pub(super) const LAWS: &[Law] = &[Law {
    name: "told_once",
    rule: "nobody is told twice of the same event, in the app or by mail; a letter has an end exactly when it does not \
           wait, and nobody holds it then; of a long list of people no more were told than customers and staff there are",
    table: "letters",
    breach: "SELECT MIN(id) AS entry FROM notifications GROUP BY user_id, cause HAVING COUNT(*) > 1 \
             UNION ALL SELECT MIN(id) FROM letters GROUP BY address, cause HAVING COUNT(*) > 1 \
             UNION ALL SELECT id FROM letters WHERE (status = 'waiting') <> (settled_at IS NULL) \
             OR (status <> 'waiting' AND (claimed_until IS NOT NULL OR attempts < 1)) \
             UNION ALL SELECT cause FROM audiences WHERE told > (SELECT COUNT(*) FROM users) LIMIT 1",
}];
