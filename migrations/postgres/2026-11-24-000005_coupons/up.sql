-- Coupons: codes, the uses that orders make of them, and recommendations.

CREATE TABLE coupons (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    discount_type TEXT NOT NULL,
    valid_from TIMESTAMP NOT NULL,
    valid_until TIMESTAMP,
    customer_tier TEXT NOT NULL,
    max_uses BIGINT CHECK (max_uses >= 1),
    -- Uses of orders that are not paid, and of those that were: whoever comes one too late changes no row.
    held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
    consumed BIGINT NOT NULL DEFAULT 0 CHECK (consumed >= 0),
    -- All that is only asked once the coupon is known: what it gives, to which lines, under which conditions.
    terms TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    is_public BOOLEAN NOT NULL,
    owner_id TEXT REFERENCES users (id),
    batch_id TEXT,
    -- When it was seen that its time was over.
    expired_at TIMESTAMP,
    archived_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT coupons_uses_bounded CHECK (max_uses IS NULL OR held + consumed <= max_uses)
);
-- What was withdrawn gives its code free.
CREATE UNIQUE INDEX coupons_code_unique ON coupons (code) WHERE archived_at IS NULL;
CREATE INDEX coupons_code ON coupons (code);
CREATE INDEX coupons_created ON coupons (created_at, id);
CREATE INDEX coupons_batch ON coupons (batch_id, id) WHERE batch_id IS NOT NULL;
CREATE INDEX coupons_owner ON coupons (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX coupons_public ON coupons (valid_from, id) WHERE is_public AND is_active AND archived_at IS NULL;
CREATE INDEX coupons_until ON coupons (valid_until, id) WHERE valid_until IS NOT NULL AND expired_at IS NULL;

-- What an order takes off by a coupon. It stays with the order that was called off, released.
CREATE TABLE coupon_uses (
    id TEXT NOT NULL PRIMARY KEY,
    coupon_id TEXT NOT NULL REFERENCES coupons (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    customer_id TEXT REFERENCES users (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    delivery BIGINT NOT NULL CHECK (0 <= delivery AND delivery <= amount),
    status TEXT NOT NULL CHECK (status IN ('held', 'consumed', 'released')),
    business_day TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP,
    CONSTRAINT coupon_uses_once_an_order UNIQUE (order_id, coupon_id)
);
CREATE INDEX coupon_uses_coupon ON coupon_uses (coupon_id, created_at, id);
CREATE INDEX coupon_uses_customer ON coupon_uses (customer_id, coupon_id) WHERE customer_id IS NOT NULL;
CREATE INDEX coupon_uses_own ON coupon_uses (customer_id, created_at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX coupon_uses_created ON coupon_uses (created_at, id);

-- A code that was typed stays with the cart until it is ordered.
ALTER TABLE carts DROP COLUMN coupon_code;
CREATE TABLE cart_coupons (
    cart_id TEXT NOT NULL REFERENCES carts (id),
    position INTEGER NOT NULL,
    coupon_id TEXT NOT NULL REFERENCES coupons (id),
    PRIMARY KEY (cart_id, coupon_id)
);
CREATE INDEX cart_coupons_coupon ON cart_coupons (coupon_id);

-- Customers were told so many days before that a coupon ends.
CREATE TABLE coupon_notices (
    coupon_id TEXT NOT NULL REFERENCES coupons (id),
    days INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (coupon_id, days)
);

-- A coupon may leave out what was reduced already, also when it comes after the order.
ALTER TABLE order_lines ADD COLUMN is_reduced BOOLEAN NOT NULL DEFAULT FALSE;

-- The code that a customer passes on.
CREATE TABLE referral_codes (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    code TEXT NOT NULL CONSTRAINT referral_codes_unique UNIQUE,
    -- How many bonuses were paid: the cap holds whoever comes at once.
    rewarded BIGINT NOT NULL DEFAULT 0 CHECK (rewarded >= 0),
    created_at TIMESTAMP NOT NULL
);
-- Who came because of whom; each comes once.
CREATE TABLE referrals (
    id TEXT NOT NULL PRIMARY KEY,
    referrer_id TEXT NOT NULL REFERENCES users (id),
    referee_id TEXT NOT NULL CONSTRAINT referrals_once UNIQUE REFERENCES users (id),
    code TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'rewarded', 'refused')),
    order_id TEXT REFERENCES orders (id),
    bonus BIGINT NOT NULL DEFAULT 0 CHECK (bonus >= 0),
    -- What the bonus was: money in the wallet, or a coupon, which may be deleted once its time is over.
    posting_id TEXT CONSTRAINT referrals_posting_unique UNIQUE,
    coupon_id TEXT CONSTRAINT referrals_coupon_unique UNIQUE,
    reason TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP,
    CONSTRAINT referrals_not_oneself CHECK (referrer_id <> referee_id),
    CONSTRAINT referrals_settled CHECK ((status = 'pending') = (settled_at IS NULL)),
    CONSTRAINT referrals_paid_once CHECK ((status = 'rewarded') = ((posting_id IS NULL) <> (coupon_id IS NULL)))
);
CREATE INDEX referrals_referrer ON referrals (referrer_id, created_at, id);
-- Those whose first order is on its way: the only ones that can become due.
CREATE INDEX referrals_waiting ON referrals (created_at, id) WHERE order_id IS NOT NULL AND settled_at IS NULL;
CREATE INDEX referrals_order ON referrals (order_id) WHERE order_id IS NOT NULL;
-- Letters in which somebody passed a code on: one to each address.
CREATE TABLE referral_invitations (
    id TEXT NOT NULL PRIMARY KEY,
    referrer_id TEXT NOT NULL REFERENCES users (id),
    email_folded TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    CONSTRAINT referral_invitations_once UNIQUE (referrer_id, email_folded)
);
CREATE INDEX referral_invitations_lately ON referral_invitations (referrer_id, created_at);
-- Codes were taken down as they were typed, and nobody had given any.
ALTER TABLE customers DROP COLUMN referral_code;
