//! The tables, as `migrations/` makes them on every database.

mod accounts;
mod catalogue;
mod log;
mod money;
mod offers;
mod selling;

pub use accounts::{
    addresses, api_keys, attempts, customers, password_resets, refresh_tokens, sessions, user_words, users,
};
pub use catalogue::{
    attributes, categories, menu_changes, option_choices, option_groups, product_attributes, product_images,
    product_tags, product_words, products, stock, stock_movements, tags,
};
pub use log::{
    alerts, audiences, event_relay, events, letters, notification_preferences, notifications, schedule,
    webhook_attempts, webhook_deliveries, webhook_endpoints,
};
pub use money::{cash_sessions, counters, ledger_entries, payments, refund_lines, refunds, wallets};
pub use offers::{
    cart_coupons, coupon_notices, coupon_uses, coupons, referral_codes, referral_invitations, referrals,
};
pub use selling::{
    cart_items, carts, order_counters, order_history, order_lines, orders, parked_orders, receipt_prints,
    return_items, returns,
};

diesel::table! {
    shop_settings (name) {
        name -> Text,
        value -> Text,
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

diesel::joinable!(alerts -> products (product_id));
diesel::joinable!(cart_coupons -> coupons (coupon_id));
diesel::joinable!(customers -> users (user_id));
diesel::joinable!(option_choices -> option_groups (group_id));
diesel::joinable!(product_attributes -> attributes (attribute_id));
diesel::joinable!(product_tags -> tags (tag_id));
diesel::joinable!(stock -> products (product_id));
diesel::joinable!(stock_movements -> products (product_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(webhook_deliveries -> webhook_endpoints (endpoint_id));
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
    cart_items,
    parked_orders,
    refunds,
    refund_lines,
    receipt_prints,
    returns,
    return_items,
    counters,
    cash_sessions,
    ledger_entries,
    coupons,
    coupon_uses,
    cart_coupons,
    coupon_notices,
    referral_codes,
    referrals,
    referral_invitations,
    events,
    event_relay,
    alerts,
    notifications,
    notification_preferences,
    letters,
    audiences,
    webhook_endpoints,
    webhook_deliveries,
    webhook_attempts,
    schedule,
    idempotency_keys,
);
