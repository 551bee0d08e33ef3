DROP TABLE menu_changes;
DROP INDEX orders_expiring;
ALTER TABLE orders DROP COLUMN expires_at;
DROP INDEX stock_movements_reverses_unique;
DROP INDEX stock_movements_kind;
DROP INDEX stock_movements_created;
DROP INDEX stock_movements_product;
ALTER TABLE stock_movements DROP COLUMN reverses_id;
ALTER TABLE stock_movements DROP COLUMN business_day;
ALTER TABLE stock_movements DROP COLUMN note;
CREATE INDEX stock_movements_product ON stock_movements (product_id, created_at);
DROP INDEX stock_low;
DROP TABLE product_images;
CREATE TABLE product_attributes_kept AS SELECT p.product_id, p.position, a.name, p.value
FROM product_attributes p JOIN attributes a ON a.id = p.attribute_id;
DROP TABLE product_attributes;
CREATE TABLE product_attributes (
    product_id TEXT NOT NULL REFERENCES products (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (product_id, position)
);
INSERT INTO product_attributes (product_id, position, name, value)
SELECT product_id, position, name, value FROM product_attributes_kept;
DROP TABLE product_attributes_kept;
DROP TABLE attributes;
DROP INDEX products_featured;
DROP INDEX products_updated;
DROP INDEX products_created;
DROP INDEX products_price;
DROP INDEX products_name;
DROP INDEX products_category;
ALTER TABLE products ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
UPDATE products SET search_text = COALESCE(
    (SELECT STRING_AGG(word, ' ') FROM product_words WHERE product_id = products.id), name_folded);
ALTER TABLE products ALTER COLUMN search_text DROP DEFAULT;
DROP TABLE product_words;
-- What is sold out until further notice is so for a very long time.
UPDATE products SET sold_out_until = CASE WHEN is_sold_out THEN COALESCE(sold_out_until, '9999-01-01 00:00:00') END;
ALTER TABLE products DROP COLUMN is_sold_out;
CREATE INDEX products_category ON products (category_id, name_folded);
CREATE INDEX products_name ON products (name_folded, id);
CREATE INDEX products_price ON products (price, id);
CREATE INDEX products_created ON products (created_at, id);
CREATE INDEX products_featured ON products (is_featured, name_folded);
DROP INDEX categories_position;
DROP INDEX categories_name_unique;
-- A section that is no more lets go of its name.
UPDATE categories SET name_folded = id, is_active = FALSE WHERE is_archived;
ALTER TABLE categories ADD CONSTRAINT categories_name_unique UNIQUE (name_folded);
ALTER TABLE categories DROP COLUMN version;
ALTER TABLE categories DROP COLUMN is_archived;
ALTER TABLE categories DROP COLUMN image;
