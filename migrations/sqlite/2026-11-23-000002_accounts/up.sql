-- Accounts in full: people with or without an address, their profiles, devices with keys, and what guards them.
-- SQLite cannot loosen a column: the table is made again. What refers to it is checked at the commit.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE users_kept AS SELECT * FROM users;
DROP TABLE users;
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    username_folded TEXT NOT NULL CONSTRAINT users_username_unique UNIQUE,
    email TEXT,
    email_folded TEXT CONSTRAINT users_email_unique UNIQUE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('customer', 'staff', 'manager', 'admin')),
    password_hash TEXT,
    pin_hash TEXT,
    token_version BIGINT NOT NULL DEFAULT 1,
    is_active BOOLEAN NOT NULL,
    date_of_birth DATE,
    location TEXT NOT NULL DEFAULT '',
    image TEXT,
    date_joined TIMESTAMP NOT NULL,
    last_login TIMESTAMP,
    version BIGINT NOT NULL DEFAULT 1
);
INSERT INTO users (id, username, username_folded, email, email_folded, first_name, last_name, role, password_hash, token_version, is_active, date_joined, last_login)
-- What a way down put in place of nothing is nothing again.
SELECT id, username, username_folded, NULLIF(email, ''), CASE WHEN email = '' THEN NULL ELSE email_folded END, first_name,
    last_name, role, NULLIF(password_hash, ''), token_version, is_active, date_joined, last_login FROM users_kept;
DROP TABLE users_kept;

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
    word TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    PRIMARY KEY (word, user_id)
) WITHOUT ROWID;
CREATE INDEX user_words_user ON user_words (user_id);
-- Close to how the program splits names; an accent in a given or family name is folded once it is saved again.
WITH RECURSIVE parts (user_id, word, rest) AS (
    SELECT id, '', REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(
        LOWER(username_folded || ' ' || COALESCE(email_folded, '') || ' ' || first_name || ' ' || last_name),
        '.', ' '), ',', ' '), '@', ' '), '_', ' '), '+', ' '), '-', ' ') || ' '
    FROM users
    UNION ALL
    SELECT user_id, SUBSTR(rest, 1, INSTR(rest, ' ') - 1), SUBSTR(rest, INSTR(rest, ' ') + 1) FROM parts
    WHERE rest <> ''
)
INSERT INTO user_words (word, user_id) SELECT DISTINCT word, user_id FROM parts WHERE word <> '';

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
