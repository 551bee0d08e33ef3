PRAGMA defer_foreign_keys = ON;
DROP TABLE attempts;
DROP TABLE password_resets;
DROP INDEX orders_api_key;
ALTER TABLE orders DROP COLUMN api_key_id;
DROP INDEX sessions_api_key;
ALTER TABLE sessions DROP COLUMN api_key_id;
DROP TABLE api_keys;
DROP INDEX users_last_name;
DROP INDEX users_joined;
DROP INDEX users_role;
DROP TABLE user_words;
DROP TABLE addresses;
DROP TABLE carts;
DROP TABLE wallets;
DROP TABLE customers;
CREATE TABLE users_kept AS SELECT * FROM users;
DROP TABLE users;
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
-- Whoever has no address or password gets one that nobody can use.
INSERT INTO users (id, username, username_folded, email, email_folded, first_name, last_name, role, password_hash, token_version, is_active, date_joined, last_login)
SELECT id, username, username_folded, COALESCE(email, ''), COALESCE(email_folded, id), first_name, last_name, role,
    COALESCE(password_hash, ''), token_version, is_active, date_joined, last_login FROM users_kept;
DROP TABLE users_kept;
