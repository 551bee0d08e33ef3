//! People, devices, and how they get in.

diesel::table! {
    users (id) {
        id -> Text,
        username -> Text,
        username_folded -> Text,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        first_name -> Text,
        last_name -> Text,
        role -> Text,
        password_hash -> Nullable<Text>,
        pin_hash -> Nullable<Text>,
        token_version -> BigInt,
        is_active -> Bool,
        date_of_birth -> Nullable<Date>,
        location -> Text,
        image -> Nullable<Text>,
        date_joined -> Timestamp,
        last_login -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    customers (user_id) {
        user_id -> Text,
        phone_number -> Nullable<Text>,
        address -> Text,
        city -> Text,
        state -> Text,
        country -> Text,
        postal_code -> Text,
        preferences -> Text,
        allergies -> Text,
        dietary_restrictions -> Text,
    }
}

diesel::table! {
    addresses (id) {
        id -> Text,
        user_id -> Text,
        label -> Text,
        address -> Text,
        city -> Text,
        state -> Text,
        country -> Text,
        postal_code -> Text,
        notes -> Text,
        is_default -> Bool,
    }
}

diesel::table! {
    user_words (word, user_id) {
        word -> Text,
        user_id -> Text,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        name -> Text,
        role -> Text,
        prefix -> Text,
        secret_hash -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    password_resets (id) {
        id -> Text,
        user_id -> Text,
        code_hash -> Text,
        tries -> BigInt,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    attempts (bucket) {
        bucket -> Text,
        failures -> BigInt,
        last_at -> Timestamp,
        blocked_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        api_key_id -> Nullable<Text>,
    }
}

diesel::table! {
    refresh_tokens (hash) {
        hash -> Text,
        session_id -> Text,
        issued_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}
