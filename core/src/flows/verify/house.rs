//! What is true of the rest of the house.

use super::Law;

pub(super) const LAWS: &[Law] = &[
    Law {
        // Ids are cut out of the locations, so that each is one look-up: 32 characters of an order, 33 of a return.
        name: "keys",
        rule: "an idempotency key that was used has its answer, and what it created exists",
        table: "idempotency_keys",
        breach: "SELECT k.idempotency_key AS entry FROM idempotency_keys k \
                 LEFT JOIN orders o ON o.id = SUBSTR(k.location, 13, 32) \
                 LEFT JOIN returns r ON r.id = SUBSTR(k.location, 21, 33) \
                 WHERE k.status = 0 OR (k.location LIKE '/api/orders/order@_%' ESCAPE '@' AND o.id IS NULL) \
                 OR (k.location LIKE '/api/orders/returns/%' AND r.id IS NULL) \
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
    Law {
        name: "carts",
        rule: "no cart has more than 200 lines, the same line twice, more than 999 of one, or more than 5 codes",
        table: "cart_items",
        breach: "SELECT cart_id AS entry FROM cart_items GROUP BY cart_id HAVING COUNT(*) > 200 \
                 UNION ALL SELECT MIN(id) FROM cart_items GROUP BY cart_id, product_id, options, notes \
                 HAVING COUNT(*) > 1 \
                 UNION ALL SELECT id FROM cart_items WHERE quantity > 999 \
                 UNION ALL SELECT cart_id FROM cart_coupons GROUP BY cart_id HAVING COUNT(*) > 5 LIMIT 1",
    },
];
