-- Orders and money in full: carts, a ledger of balanced postings, wallets, cash drawers, refunds by line, returns.

-- Whoever pays from a wallet changes its balance and its count of entries in one statement.
ALTER TABLE wallets ADD COLUMN balance BIGINT NOT NULL DEFAULT 0 CONSTRAINT wallets_never_negative CHECK (balance >= 0);
ALTER TABLE wallets ADD COLUMN entries BIGINT NOT NULL DEFAULT 0;

ALTER TABLE carts ADD COLUMN coupon_code TEXT;
-- A product that is gone leaves its lines behind: whoever wanted it is told.
CREATE TABLE cart_items (
    id TEXT NOT NULL PRIMARY KEY,
    cart_id TEXT NOT NULL REFERENCES carts (id),
    product_id TEXT NOT NULL,
    product_name TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity >= 1),
    options TEXT NOT NULL,
    notes TEXT NOT NULL,
    unit_price BIGINT NOT NULL
);
CREATE INDEX cart_items_cart ON cart_items (cart_id, id);

-- Orders that the counter put aside; nothing of them is priced, promised or sold.
CREATE TABLE parked_orders (
    id TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    order_document TEXT NOT NULL,
    item_count BIGINT NOT NULL,
    parked_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

-- Numbers without gaps: the row is held until the transaction that took one ends.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    last_number BIGINT NOT NULL
);

-- The cash of a drawer from one count to the next.
CREATE TABLE cash_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL CONSTRAINT cash_sessions_number_unique UNIQUE,
    drawer TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    opener_id TEXT REFERENCES users (id),
    opened_at TIMESTAMP NOT NULL,
    business_day TEXT NOT NULL,
    opening_count BIGINT NOT NULL CHECK (opening_count >= 0),
    expected BIGINT,
    counted BIGINT CHECK (counted >= 0),
    over_short BIGINT,
    denominations TEXT NOT NULL DEFAULT '[]',
    closed_by TEXT,
    closed_at TIMESTAMP,
    -- The orders that were not paid then: reports of closed drawers stay as they were.
    open_orders TEXT NOT NULL DEFAULT '{}',
    z_number BIGINT CONSTRAINT cash_sessions_z_number_unique UNIQUE,
    CONSTRAINT cash_sessions_closed_whole CHECK (
        (closed_at IS NULL AND closed_by IS NULL AND expected IS NULL AND counted IS NULL AND over_short IS NULL AND z_number IS NULL)
        OR (closed_at IS NOT NULL AND closed_by IS NOT NULL AND over_short = counted - expected AND z_number IS NOT NULL))
);
CREATE UNIQUE INDEX cash_sessions_open_unique ON cash_sessions (drawer) WHERE closed_at IS NULL;
CREATE INDEX cash_sessions_opened ON cash_sessions (opened_at, id);

-- Double entry: the amounts of one posting add up to nothing. An amount is what the shop owes more, or has less.
CREATE TABLE ledger_entries (
    posting_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    account TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    kind TEXT NOT NULL,
    sequence BIGINT,
    balance_after BIGINT CHECK (balance_after >= 0),
    order_id TEXT,
    cash_session_id TEXT REFERENCES cash_sessions (id),
    reference TEXT,
    note TEXT NOT NULL,
    done_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (posting_id, position)
);
-- The entries of a wallet, in their order.
CREATE UNIQUE INDEX ledger_entries_wallet_unique ON ledger_entries (account, sequence) WHERE sequence IS NOT NULL;
CREATE INDEX ledger_entries_session ON ledger_entries (cash_session_id) WHERE cash_session_id IS NOT NULL;
-- What a payment provider has told once is booked once.
CREATE UNIQUE INDEX ledger_entries_reference_unique ON ledger_entries (account, reference) WHERE reference IS NOT NULL;

-- Money that went back for an order, and for what.
CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    delivery_fee BIGINT NOT NULL CHECK (0 <= delivery_fee AND delivery_fee <= amount),
    destination TEXT NOT NULL,
    reason TEXT NOT NULL,
    business_day TEXT NOT NULL,
    done_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX refunds_order ON refunds (order_id, id);
CREATE INDEX refunds_day ON refunds (business_day);
CREATE TABLE refund_lines (
    refund_id TEXT NOT NULL REFERENCES refunds (id),
    line_id TEXT NOT NULL REFERENCES order_lines (id),
    quantity BIGINT NOT NULL CHECK (quantity >= 1),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    is_restocked BOOLEAN NOT NULL,
    PRIMARY KEY (refund_id, line_id)
);
CREATE INDEX refund_lines_line ON refund_lines (line_id);

-- What cash was rounded by, how much of it was a tip, and which refund it belongs to.
ALTER TABLE payments ADD COLUMN rounding BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payments ADD COLUMN tip BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payments ADD COLUMN refund_id TEXT REFERENCES refunds (id);
-- What was paid before there was a ledger, booked as it would have been. A posting of a payment bears its number.
INSERT INTO ledger_entries (posting_id, position, account, amount, kind, order_id, note, done_by, created_at)
SELECT 'posting_' || SUBSTR(id, 9), 0, CASE method WHEN 'cash' THEN 'cash_drawer:main' ELSE 'provider:card' END, -amount,
    CASE WHEN amount > 0 THEN 'payment' ELSE 'refund' END, order_id, '', taken_by, created_at
FROM payments WHERE amount <> 0
UNION ALL
SELECT 'posting_' || SUBSTR(id, 9), 1, 'orders', amount, CASE WHEN amount > 0 THEN 'payment' ELSE 'refund' END, order_id, '', taken_by,
    created_at
FROM payments WHERE amount <> 0;

-- By it a guest follows an order without an account.
ALTER TABLE orders ADD COLUMN tracking_token TEXT;
ALTER TABLE orders ADD COLUMN refund_reason TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX orders_tracking_unique ON orders (tracking_token) WHERE tracking_token IS NOT NULL;

-- Each print of a receipt; all but the first are marked as copies.
CREATE TABLE receipt_prints (
    order_id TEXT NOT NULL REFERENCES orders (id),
    copy BIGINT NOT NULL,
    printed_by TEXT NOT NULL,
    printed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (order_id, copy)
);

CREATE TABLE returns (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    customer_id TEXT NOT NULL REFERENCES users (id),
    return_type TEXT NOT NULL,
    reason TEXT NOT NULL,
    description TEXT NOT NULL,
    status TEXT NOT NULL,
    refund_amount BIGINT NOT NULL CHECK (refund_amount >= 0),
    admin_notes TEXT NOT NULL,
    rejection_reason TEXT NOT NULL,
    is_restocked BOOLEAN NOT NULL,
    refund_id TEXT REFERENCES refunds (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    decided_by TEXT,
    decided_at TIMESTAMP,
    received_at TIMESTAMP,
    completed_at TIMESTAMP,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX returns_open_unique ON returns (order_id) WHERE status IN ('pending', 'approved', 'processing');
CREATE INDEX returns_order ON returns (order_id);
CREATE INDEX returns_created ON returns (created_at, id);
CREATE INDEX returns_status ON returns (status, created_at, id);
CREATE INDEX returns_customer ON returns (customer_id, created_at, id);
CREATE TABLE return_items (
    id TEXT NOT NULL PRIMARY KEY,
    return_id TEXT NOT NULL REFERENCES returns (id),
    position INTEGER NOT NULL,
    line_id TEXT NOT NULL REFERENCES order_lines (id),
    quantity BIGINT NOT NULL CHECK (quantity >= 1),
    approved BIGINT CHECK (0 <= approved AND approved <= quantity),
    reason TEXT NOT NULL,
    description TEXT NOT NULL
);
CREATE INDEX return_items_return ON return_items (return_id, position);
CREATE INDEX return_items_line ON return_items (line_id);
