//! What is ordered, from the cart to the return.

diesel::table! {
    carts (id) {
        id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    cart_items (id) {
        id -> Text,
        cart_id -> Text,
        product_id -> Text,
        product_name -> Text,
        quantity -> BigInt,
        options -> Text,
        notes -> Text,
        unit_price -> BigInt,
    }
}

diesel::table! {
    parked_orders (id) {
        id -> Text,
        label -> Text,
        order_document -> Text,
        item_count -> BigInt,
        parked_by -> Text,
        created_at -> Timestamp,
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
        tracking_token -> Nullable<Text>,
        refund_reason -> Text,
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
        is_reduced -> Bool,
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
    receipt_prints (order_id, copy) {
        order_id -> Text,
        copy -> BigInt,
        printed_by -> Text,
        printed_at -> Timestamp,
    }
}

diesel::table! {
    returns (id) {
        id -> Text,
        order_id -> Text,
        customer_id -> Text,
        return_type -> Text,
        reason -> Text,
        description -> Text,
        status -> Text,
        refund_amount -> BigInt,
        admin_notes -> Text,
        rejection_reason -> Text,
        is_restocked -> Bool,
        refund_id -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        received_at -> Nullable<Timestamp>,
        completed_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    return_items (id) {
        id -> Text,
        return_id -> Text,
        position -> Integer,
        line_id -> Text,
        quantity -> BigInt,
        approved -> Nullable<BigInt>,
        reason -> Text,
        description -> Text,
    }
}
