PRAGMA defer_foreign_keys = ON;
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
) WITHOUT ROWID;
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
CREATE TABLE products_kept AS SELECT * FROM products;
CREATE TABLE words_kept AS SELECT product_id, GROUP_CONCAT(word, ' ') AS words FROM product_words GROUP BY product_id;
DROP TABLE product_words;
DROP TABLE products;
CREATE TABLE products (
    id TEXT NOT NULL PRIMARY KEY,
    category_id TEXT NOT NULL REFERENCES categories (id),
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    search_text TEXT NOT NULL,
    description TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    sale_price BIGINT CHECK (sale_price >= 0),
    sku TEXT CONSTRAINT products_sku_unique UNIQUE,
    plu TEXT CONSTRAINT products_plu_unique UNIQUE,
    barcode TEXT CONSTRAINT products_barcode_unique UNIQUE,
    image TEXT,
    is_available BOOLEAN NOT NULL,
    is_featured BOOLEAN NOT NULL,
    is_archived BOOLEAN NOT NULL,
    sold_out_until TIMESTAMP,
    allergens TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);
-- What is sold out until further notice is so for a very long time.
INSERT INTO products (id, category_id, name, name_folded, search_text, description, price, sale_price, sku, plu, barcode, image,
    is_available, is_featured, is_archived, sold_out_until, allergens, created_at, updated_at, version)
SELECT k.id, category_id, name, name_folded, COALESCE(w.words, name_folded), description, price, sale_price, sku, plu, barcode,
    image, is_available, is_featured, is_archived,
    CASE WHEN is_sold_out THEN COALESCE(sold_out_until, '9999-01-01 00:00:00') END, allergens, created_at, updated_at, version
FROM products_kept k LEFT JOIN words_kept w ON w.product_id = k.id;
DROP TABLE words_kept;
DROP TABLE products_kept;
CREATE INDEX products_category ON products (category_id, name_folded);
CREATE INDEX products_name ON products (name_folded, id);
CREATE INDEX products_price ON products (price, id);
CREATE INDEX products_created ON products (created_at, id);
CREATE INDEX products_featured ON products (is_featured, name_folded);
DROP INDEX categories_position;
DROP INDEX categories_name_unique;
CREATE TABLE categories_kept AS SELECT * FROM categories;
DROP TABLE categories;
CREATE TABLE categories (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL CONSTRAINT categories_name_unique UNIQUE,
    description TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    tax_rate INTEGER CHECK (tax_rate BETWEEN 0 AND 10000),
    position INTEGER NOT NULL
);
-- A section that is no more lets go of its name.
INSERT INTO categories (id, name, name_folded, description, is_active, tax_rate, position)
SELECT id, name, CASE WHEN is_archived THEN id ELSE name_folded END, description, is_active AND NOT is_archived, tax_rate, position
FROM categories_kept;
DROP TABLE categories_kept;
