//! Money: what came in, what went back, where it is.

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
        rounding -> BigInt,
        tip -> BigInt,
        refund_id -> Nullable<Text>,
    }
}

diesel::table! {
    refunds (id) {
        id -> Text,
        order_id -> Text,
        amount -> BigInt,
        delivery_fee -> BigInt,
        destination -> Text,
        reason -> Text,
        business_day -> Text,
        done_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    refund_lines (refund_id, line_id) {
        refund_id -> Text,
        line_id -> Text,
        quantity -> BigInt,
        amount -> BigInt,
        is_restocked -> Bool,
    }
}

diesel::table! {
    wallets (id) {
        id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        balance -> BigInt,
        entries -> BigInt,
    }
}

diesel::table! {
    counters (name) {
        name -> Text,
        last_number -> BigInt,
    }
}

diesel::table! {
    cash_sessions (id) {
        id -> Text,
        number -> BigInt,
        drawer -> Text,
        opened_by -> Text,
        opener_id -> Nullable<Text>,
        opened_at -> Timestamp,
        business_day -> Text,
        opening_count -> BigInt,
        expected -> Nullable<BigInt>,
        counted -> Nullable<BigInt>,
        over_short -> Nullable<BigInt>,
        denominations -> Text,
        closed_by -> Nullable<Text>,
        closed_at -> Nullable<Timestamp>,
        open_orders -> Text,
        z_number -> Nullable<BigInt>,
    }
}

diesel::table! {
    ledger_entries (posting_id, position) {
        posting_id -> Text,
        position -> Integer,
        account -> Text,
        amount -> BigInt,
        kind -> Text,
        sequence -> Nullable<BigInt>,
        balance_after -> Nullable<BigInt>,
        order_id -> Nullable<Text>,
        cash_session_id -> Nullable<Text>,
        reference -> Nullable<Text>,
        note -> Text,
        done_by -> Text,
        created_at -> Timestamp,
    }
}
