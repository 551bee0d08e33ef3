-- The shop: accounts, menu, stock, orders, money, and the log of what happened.
-- Ids are TypeIDs made by the application. Money is minor units of the shop's currency.
CREATE TABLE shop_settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    username_folded TEXT NOT NULL CONSTRAINT users_username_unique UNIQUE,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL CONSTRAINT users_email_unique UNIQUE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('customer', 'staff', 'manager', 'admin')),
    password_hash TEXT NOT NULL,
    token_version BIGINT NOT NULL DEFAULT 1,
    is_active BOOLEAN NOT NULL,
    date_joined TIMESTAMP NOT NULL,
    last_login TIMESTAMP
);

-- A sign-in; its refresh tokens are one family.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE refresh_tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    issued_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

CREATE TABLE categories (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL CONSTRAINT categories_name_unique UNIQUE,
    description TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    tax_rate INTEGER CHECK (tax_rate BETWEEN 0 AND 10000),
    position INTEGER NOT NULL
);

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
CREATE INDEX products_category ON products (category_id, name_folded);
CREATE INDEX products_name ON products (name_folded, id);
CREATE INDEX products_price ON products (price, id);
CREATE INDEX products_created ON products (created_at, id);
CREATE INDEX products_featured ON products (is_featured, name_folded);

CREATE TABLE tags (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL CONSTRAINT tags_name_unique UNIQUE
);

CREATE TABLE product_tags (
    product_id TEXT NOT NULL REFERENCES products (id),
    position INTEGER NOT NULL,
    tag_id TEXT NOT NULL REFERENCES tags (id),
    PRIMARY KEY (product_id, position)
);
CREATE INDEX product_tags_tag ON product_tags (tag_id);

CREATE TABLE product_attributes (
    product_id TEXT NOT NULL REFERENCES products (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (product_id, position)
);

CREATE TABLE option_groups (
    id TEXT NOT NULL PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES products (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    min_choices BIGINT NOT NULL,
    max_choices BIGINT NOT NULL,
    CHECK (0 <= min_choices AND min_choices <= max_choices AND max_choices >= 1)
);
CREATE INDEX option_groups_product ON option_groups (product_id, position);

CREATE TABLE option_choices (
    id TEXT NOT NULL PRIMARY KEY,
    group_id TEXT NOT NULL REFERENCES option_groups (id),
    product_id TEXT NOT NULL REFERENCES products (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0)
);
CREATE INDEX option_choices_product ON option_choices (product_id, position);
CREATE INDEX option_choices_group ON option_choices (group_id);

-- A product without a row here is not counted.
CREATE TABLE stock (
    product_id TEXT NOT NULL PRIMARY KEY REFERENCES products (id),
    on_hand BIGINT NOT NULL,
    reserved BIGINT NOT NULL,
    low_stock_threshold BIGINT NOT NULL,
    critical_threshold BIGINT NOT NULL,
    CONSTRAINT stock_never_negative CHECK (0 <= reserved AND reserved <= on_hand)
);

CREATE TABLE stock_movements (
    id TEXT NOT NULL PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES products (id),
    kind TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    on_hand_after BIGINT NOT NULL CHECK (on_hand_after >= 0),
    order_id TEXT,
    reason TEXT NOT NULL,
    done_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX stock_movements_product ON stock_movements (product_id, created_at);

CREATE TABLE order_counters (
    business_day TEXT NOT NULL PRIMARY KEY,
    last_number BIGINT NOT NULL
);

CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    business_day TEXT NOT NULL,
    customer_id TEXT REFERENCES users (id),
    guest_name TEXT NOT NULL,
    source TEXT NOT NULL,
    status TEXT NOT NULL,
    payment_status TEXT NOT NULL,
    delivery_method TEXT NOT NULL,
    delivery_address TEXT NOT NULL,
    delivery_notes TEXT NOT NULL,
    special_instructions TEXT NOT NULL,
    cancellation_reason TEXT NOT NULL,
    subtotal BIGINT NOT NULL,
    discount BIGINT NOT NULL CHECK (discount >= 0),
    tax BIGINT NOT NULL CHECK (tax >= 0),
    tax_included BOOLEAN NOT NULL,
    delivery_fee BIGINT NOT NULL CHECK (delivery_fee >= 0),
    tip BIGINT NOT NULL CHECK (tip >= 0),
    total BIGINT NOT NULL CHECK (total >= 0),
    paid BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    estimated_delivery TIMESTAMP,
    delivered_at TIMESTAMP,
    version BIGINT NOT NULL,
    CONSTRAINT orders_number_unique UNIQUE (business_day, number),
    CONSTRAINT orders_refund_within_paid CHECK (0 <= refunded AND refunded <= paid AND paid <= total)
);
CREATE INDEX orders_created ON orders (created_at, id);
CREATE INDEX orders_status ON orders (status, created_at);
CREATE INDEX orders_payment_status ON orders (payment_status, created_at);
CREATE INDEX orders_customer ON orders (customer_id, created_at);

CREATE TABLE order_lines (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    product_id TEXT NOT NULL REFERENCES products (id),
    product_name TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity >= 1),
    unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
    options TEXT NOT NULL,
    notes TEXT NOT NULL,
    discount BIGINT NOT NULL CHECK (discount >= 0),
    net BIGINT NOT NULL CHECK (net >= 0),
    tax_rate INTEGER NOT NULL,
    tax BIGINT NOT NULL CHECK (tax >= 0),
    is_tracked BOOLEAN NOT NULL,
    reserved BIGINT NOT NULL,
    refunded_quantity BIGINT NOT NULL,
    CHECK (0 <= reserved AND reserved <= quantity),
    CHECK (0 <= refunded_quantity AND refunded_quantity <= quantity)
);
CREATE INDEX order_lines_order ON order_lines (order_id, position);
CREATE INDEX order_lines_product ON order_lines (product_id);

CREATE TABLE order_history (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    version BIGINT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    done_by TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    CONSTRAINT order_history_version_unique UNIQUE (order_id, version)
);

-- Money that came in for an order; a refund is negative and names what it gives back.
CREATE TABLE payments (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    method TEXT NOT NULL,
    amount BIGINT NOT NULL,
    tendered BIGINT NOT NULL,
    reference TEXT NOT NULL,
    refund_of TEXT REFERENCES payments (id),
    taken_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    CONSTRAINT payments_refund_is_negative CHECK ((refund_of IS NULL AND amount >= 0) OR (refund_of IS NOT NULL AND amount < 0))
);
CREATE INDEX payments_order ON payments (order_id, created_at);
CREATE INDEX payments_refund_of ON payments (refund_of);

-- What happened, appended in the transaction in which it happened.
CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    done_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX events_subject ON events (subject);

-- The answer to a command that was done once, to be given again.
CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    etag TEXT,
    body BYTEA NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (scope, idempotency_key)
);
