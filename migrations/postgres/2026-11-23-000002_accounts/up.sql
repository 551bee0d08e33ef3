-- Accounts in full: people with or without an address, their profiles, devices with keys, and what guards them.
ALTER TABLE users ALTER COLUMN email DROP NOT NULL;
ALTER TABLE users ALTER COLUMN email_folded DROP NOT NULL;
ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL;
-- What a way down put in place of nothing is nothing again.
UPDATE users SET email = NULL, email_folded = NULL WHERE email = '';
UPDATE users SET password_hash = NULL WHERE password_hash = '';
ALTER TABLE users ADD COLUMN pin_hash TEXT;
ALTER TABLE users ADD COLUMN date_of_birth DATE;
ALTER TABLE users ADD COLUMN location TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN image TEXT;
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- What the shop knows of a person as a customer. Everybody with an account has one, and a wallet and a cart,
-- whose ids are the account's with another prefix.
CREATE TABLE customers (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    phone_number TEXT,
    address TEXT NOT NULL,
    city TEXT NOT NULL,
    state TEXT NOT NULL,
    country TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    preferences TEXT NOT NULL,
    allergies TEXT NOT NULL,
    dietary_restrictions TEXT NOT NULL,
    referral_code TEXT
);
INSERT INTO customers (user_id, address, city, state, country, postal_code, preferences, allergies, dietary_restrictions)
SELECT id, '', '', '', '', '', '{}', '[]', '[]' FROM users;

CREATE TABLE wallets (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL CONSTRAINT wallets_user_unique UNIQUE REFERENCES users (id),
    created_at TIMESTAMP NOT NULL
);
INSERT INTO wallets (id, user_id, created_at) SELECT REPLACE(id, 'user_', 'wallet_'), id, date_joined FROM users;

CREATE TABLE carts (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL CONSTRAINT carts_user_unique UNIQUE REFERENCES users (id),
    created_at TIMESTAMP NOT NULL
);
INSERT INTO carts (id, user_id, created_at) SELECT REPLACE(id, 'user_', 'cart_'), id, date_joined FROM users;

CREATE TABLE addresses (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    label TEXT NOT NULL,
    address TEXT NOT NULL,
    city TEXT NOT NULL,
    state TEXT NOT NULL,
    country TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    notes TEXT NOT NULL,
    is_default BOOLEAN NOT NULL
);
CREATE INDEX addresses_user ON addresses (user_id, id);
-- One default at most.
CREATE UNIQUE INDEX addresses_default_unique ON addresses (user_id) WHERE is_default;

-- The words an account is found by; a telephone number stands here backwards as well, for its end.
CREATE TABLE user_words (
    word TEXT COLLATE "C" NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    PRIMARY KEY (word, user_id)
);
CREATE INDEX user_words_user ON user_words (user_id);
-- Close to how the program splits names; an accent in a given or family name is folded once it is saved again.
INSERT INTO user_words (word, user_id)
SELECT DISTINCT word, id FROM users, REGEXP_SPLIT_TO_TABLE(
    LOWER(CONCAT_WS(' ', username_folded, email_folded, first_name, last_name)), '[ .,@_+-]+') AS word
WHERE word <> '';

CREATE INDEX users_role ON users (role, username_folded);
CREATE INDEX users_joined ON users (date_joined, id);
CREATE INDEX users_last_name ON users (role, last_name, id);

-- Keys of devices and other systems; of the secret only a digest.
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('kiosk', 'counter', 'integrator')),
    prefix TEXT NOT NULL,
    secret_hash TEXT NOT NULL CONSTRAINT api_keys_secret_unique UNIQUE,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP,
    revoked_at TIMESTAMP
);

-- A session that was opened by PIN ends with the key of its device.
ALTER TABLE sessions ADD COLUMN api_key_id TEXT REFERENCES api_keys (id);
CREATE INDEX sessions_api_key ON sessions (api_key_id);

-- The device that brought an order without a person behind it.
ALTER TABLE orders ADD COLUMN api_key_id TEXT REFERENCES api_keys (id);
CREATE INDEX orders_api_key ON orders (api_key_id, created_at);

-- Codes sent by mail to whoever forgot a password.
CREATE TABLE password_resets (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    code_hash TEXT NOT NULL,
    tries BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX password_resets_user ON password_resets (user_id, id);

-- Guesses at passwords, PINs and codes, by what they were made at.
CREATE TABLE attempts (
    bucket TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at TIMESTAMP NOT NULL,
    blocked_until TIMESTAMP
);
CREATE INDEX attempts_last ON attempts (last_at);
