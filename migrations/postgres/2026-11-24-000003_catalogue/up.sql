-- The catalogue in full: sections with pictures, pictures of products, a vocabulary, words to search by; stock with
-- days and reasons; promises that run out.
ALTER TABLE categories ADD COLUMN image TEXT;
ALTER TABLE categories ADD COLUMN is_archived BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE categories ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- The name of a section that is no more may be used again.
ALTER TABLE categories DROP CONSTRAINT categories_name_unique;
CREATE UNIQUE INDEX categories_name_unique ON categories (name_folded) WHERE NOT is_archived;
-- Places without gaps: from now on that is a law.
UPDATE categories SET position = standing.place
FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY position, name_folded) - 1 AS place FROM categories) AS standing
WHERE standing.id = categories.id;
CREATE INDEX categories_position ON categories (position, name_folded);

-- "86": sold out until a time, or until further notice.
ALTER TABLE products ADD COLUMN is_sold_out BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE products SET is_sold_out = TRUE WHERE sold_out_until IS NOT NULL;

-- The words a product is found by, folded: of its name, its description, its tags and its codes.
CREATE TABLE product_words (
    word TEXT COLLATE "C" NOT NULL,
    product_id TEXT NOT NULL REFERENCES products (id),
    PRIMARY KEY (word, product_id)
);
CREATE INDEX product_words_product ON product_words (product_id);
-- Close to how the program splits texts; the rest follows when a product is saved again.
INSERT INTO product_words (word, product_id)
SELECT DISTINCT word, id FROM products, REGEXP_SPLIT_TO_TABLE(search_text, '[ .,()/&_-]+') AS word
WHERE word <> '';
-- A code is also found without the signs in it.
INSERT INTO product_words (word, product_id)
SELECT LOWER(REPLACE(REPLACE(REPLACE(REPLACE(sku, '-', ''), '.', ''), '/', ''), '_', '')), id FROM products
WHERE sku IS NOT NULL
ON CONFLICT DO NOTHING;
ALTER TABLE products DROP COLUMN search_text;

-- Every order of the list has an index that goes all the way, past what is no longer there.
DROP INDEX products_category;
DROP INDEX products_name;
DROP INDEX products_price;
DROP INDEX products_created;
DROP INDEX products_featured;
CREATE INDEX products_category ON products (category_id, name_folded, id);
CREATE INDEX products_name ON products (name_folded, id) WHERE NOT is_archived;
CREATE INDEX products_price ON products (price, name_folded, id) WHERE NOT is_archived;
CREATE INDEX products_created ON products (created_at, name_folded, id) WHERE NOT is_archived;
CREATE INDEX products_updated ON products (updated_at, name_folded, id) WHERE NOT is_archived;
CREATE INDEX products_featured ON products (is_featured, name_folded, id) WHERE NOT is_archived;

-- The names of properties, which products share.
CREATE TABLE attributes (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL CONSTRAINT attributes_name_unique UNIQUE
);
-- Decimal digits are digits of an id, too: a number makes one that no clock will.
INSERT INTO attributes (id, name, name_folded)
SELECT 'attribute_' || LPAD((ROW_NUMBER() OVER (ORDER BY LOWER(name)))::TEXT, 26, '0'), MIN(name), LOWER(name)
FROM product_attributes GROUP BY LOWER(name);
ALTER TABLE product_attributes ADD COLUMN attribute_id TEXT REFERENCES attributes (id);
UPDATE product_attributes SET attribute_id = (SELECT id FROM attributes WHERE name_folded = LOWER(product_attributes.name));
ALTER TABLE product_attributes ALTER COLUMN attribute_id SET NOT NULL;
ALTER TABLE product_attributes DROP COLUMN name;
CREATE INDEX product_attributes_attribute ON product_attributes (attribute_id);

-- Pictures of products; the first is the one that lists show.
CREATE TABLE product_images (
    id TEXT NOT NULL PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES products (id),
    position INTEGER NOT NULL,
    image TEXT NOT NULL,
    thumbnail TEXT NOT NULL
);
CREATE INDEX product_images_product ON product_images (product_id, position);

CREATE INDEX stock_low ON stock (product_id) WHERE on_hand <= low_stock_threshold;

ALTER TABLE stock_movements ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE stock_movements ADD COLUMN business_day TEXT NOT NULL DEFAULT '';
ALTER TABLE stock_movements ADD COLUMN reverses_id TEXT;
UPDATE stock_movements SET business_day = TO_CHAR(created_at, 'YYYY-MM-DD');
DROP INDEX stock_movements_product;
CREATE INDEX stock_movements_product ON stock_movements (product_id, business_day, id, quantity, reverses_id);
CREATE INDEX stock_movements_created ON stock_movements (created_at, id);
CREATE INDEX stock_movements_kind ON stock_movements (kind, created_at, id);
-- What was taken back is not taken back again.
CREATE UNIQUE INDEX stock_movements_reverses_unique ON stock_movements (reverses_id) WHERE reverses_id IS NOT NULL;

-- Until when an unpaid order holds its goods.
ALTER TABLE orders ADD COLUMN expires_at TIMESTAMP;
UPDATE orders SET expires_at = created_at + INTERVAL '15 minutes'
WHERE status IN ('pending', 'processing') AND paid = 0 AND source <> 'counter'
    AND EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = orders.id AND l.reserved > 0);
CREATE INDEX orders_expiring ON orders (expires_at) WHERE expires_at IS NOT NULL;

-- Their sum changes with every commit that changes what the menu shows, in whichever process it happens.
-- Several rows, so that commits seldom wait for each other.
CREATE TABLE menu_changes (
    stripe INTEGER NOT NULL PRIMARY KEY,
    changes BIGINT NOT NULL
);
INSERT INTO menu_changes (stripe, changes) VALUES (0, 1), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0),
    (8, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0), (14, 0), (15, 0);
