//! The tables, as `migrations/` makes them on every database.

diesel::table! {
    shop_settings (name) {
        name -> Text,
        value -> Text,
    }
}

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
        referral_code -> Nullable<Text>,
    }
}

diesel::table! {
    wallets (id) {
        id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    carts (id) {
        id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
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

diesel::table! {
    categories (id) {
        id -> Text,
        name -> Text,
        name_folded -> Text,
        description -> Text,
        image -> Nullable<Text>,
        is_active -> Bool,
        is_archived -> Bool,
        tax_rate -> Nullable<Integer>,
        position -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    products (id) {
        id -> Text,
        category_id -> Text,
        name -> Text,
        name_folded -> Text,
        description -> Text,
        price -> BigInt,
        sale_price -> Nullable<BigInt>,
        sku -> Nullable<Text>,
        plu -> Nullable<Text>,
        barcode -> Nullable<Text>,
        image -> Nullable<Text>,
        is_available -> Bool,
        is_featured -> Bool,
        is_archived -> Bool,
        sold_out_until -> Nullable<Timestamp>,
        allergens -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
        is_sold_out -> Bool,
    }
}

diesel::table! {
    product_words (word, product_id) {
        word -> Text,
        product_id -> Text,
    }
}

diesel::table! {
    product_images (id) {
        id -> Text,
        product_id -> Text,
        position -> Integer,
        image -> Text,
        thumbnail -> Text,
    }
}

diesel::table! {
    tags (id) {
        id -> Text,
        name -> Text,
        name_folded -> Text,
    }
}

diesel::table! {
    product_tags (product_id, position) {
        product_id -> Text,
        position -> Integer,
        tag_id -> Text,
    }
}

diesel::table! {
    product_attributes (product_id, position) {
        product_id -> Text,
        position -> Integer,
        attribute_id -> Text,
        value -> Text,
    }
}

diesel::table! {
    attributes (id) {
        id -> Text,
        name -> Text,
        name_folded -> Text,
    }
}

diesel::table! {
    option_groups (id) {
        id -> Text,
        product_id -> Text,
        position -> Integer,
        name -> Text,
        min_choices -> BigInt,
        max_choices -> BigInt,
    }
}

diesel::table! {
    option_choices (id) {
        id -> Text,
        group_id -> Text,
        product_id -> Text,
        position -> Integer,
        name -> Text,
        price -> BigInt,
    }
}

diesel::table! {
    stock (product_id) {
        product_id -> Text,
        on_hand -> BigInt,
        reserved -> BigInt,
        low_stock_threshold -> BigInt,
        critical_threshold -> BigInt,
    }
}

diesel::table! {
    stock_movements (id) {
        id -> Text,
        product_id -> Text,
        kind -> Text,
        quantity -> BigInt,
        on_hand_after -> BigInt,
        order_id -> Nullable<Text>,
        reason -> Text,
        done_by -> Text,
        created_at -> Timestamp,
        note -> Text,
        business_day -> Text,
        reverses_id -> Nullable<Text>,
    }
}

diesel::table! {
    menu_changes (stripe) {
        stripe -> Integer,
        changes -> BigInt,
    }
}

diesel::table! {
    order_counters (business_day) {
        business_day -> Text,
        last_number -> BigInt,
    }
}

diesel::table! {
    orders (id) {
        id -> Text,
        number -> Text,
        business_day -> Text,
        customer_id -> Nullable<Text>,
        guest_name -> Text,
        source -> Text,
        status -> Text,
        payment_status -> Text,
        delivery_method -> Text,
        delivery_address -> Text,
        delivery_notes -> Text,
        special_instructions -> Text,
        cancellation_reason -> Text,
        subtotal -> BigInt,
        discount -> BigInt,
        tax -> BigInt,
        tax_included -> Bool,
        delivery_fee -> BigInt,
        tip -> BigInt,
        total -> BigInt,
        paid -> BigInt,
        refunded -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        estimated_delivery -> Nullable<Timestamp>,
        delivered_at -> Nullable<Timestamp>,
        version -> BigInt,
        api_key_id -> Nullable<Text>,
        expires_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    order_lines (id) {
        id -> Text,
        order_id -> Text,
        position -> Integer,
        product_id -> Text,
        product_name -> Text,
        quantity -> BigInt,
        unit_price -> BigInt,
        options -> Text,
        notes -> Text,
        discount -> BigInt,
        net -> BigInt,
        tax_rate -> Integer,
        tax -> BigInt,
        is_tracked -> Bool,
        reserved -> BigInt,
        refunded_quantity -> BigInt,
    }
}

diesel::table! {
    order_history (id) {
        id -> Text,
        order_id -> Text,
        version -> BigInt,
        from_status -> Nullable<Text>,
        to_status -> Text,
        done_by -> Text,
        note -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    payments (id) {
        id -> Text,
        order_id -> Text,
        method -> Text,
        amount -> BigInt,
        tendered -> BigInt,
        reference -> Text,
        refund_of -> Nullable<Text>,
        taken_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    events (id) {
        id -> Text,
        kind -> Text,
        subject -> Text,
        data -> Text,
        done_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_keys (scope, idempotency_key) {
        scope -> Text,
        idempotency_key -> Text,
        fingerprint -> Text,
        status -> Integer,
        location -> Nullable<Text>,
        etag -> Nullable<Text>,
        body -> Binary,
        created_at -> Timestamp,
    }
}

diesel::joinable!(customers -> users (user_id));
diesel::joinable!(option_choices -> option_groups (group_id));
diesel::joinable!(product_attributes -> attributes (attribute_id));
diesel::joinable!(product_tags -> tags (tag_id));
diesel::joinable!(stock -> products (product_id));
diesel::joinable!(stock_movements -> products (product_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(sessions -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    shop_settings,
    users,
    customers,
    wallets,
    carts,
    addresses,
    user_words,
    api_keys,
    password_resets,
    attempts,
    sessions,
    refresh_tokens,
    categories,
    products,
    tags,
    product_tags,
    product_attributes,
    attributes,
    product_words,
    product_images,
    menu_changes,
    option_groups,
    option_choices,
    stock,
    stock_movements,
    order_counters,
    orders,
    order_lines,
    order_history,
    payments,
    events,
    idempotency_keys,
);
