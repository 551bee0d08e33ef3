//! The log of what happened, and what follows from it.

diesel::table! {
    events (id) {
        seq -> BigInt,
        id -> Text,
        kind -> Text,
        subject -> Text,
        owner_id -> Nullable<Text>,
        via_id -> Nullable<Text>,
        data -> Text,
        done_by -> Text,
        created_at -> Timestamp,
        number -> Nullable<BigInt>,
    }
}

diesel::table! {
    event_relay (id) {
        id -> Integer,
        last_number -> BigInt,
        dispatched -> BigInt,
        holder -> Text,
        held_until -> Timestamp,
    }
}

diesel::table! {
    alerts (id) {
        id -> Text,
        alert_type -> Text,
        severity -> Text,
        topic -> Nullable<Text>,
        product_id -> Nullable<Text>,
        message -> Text,
        threshold_value -> Nullable<BigInt>,
        current_value -> Nullable<BigInt>,
        is_active -> Bool,
        told -> Text,
        is_by_hand -> Bool,
        opened_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        snoozed_until -> Nullable<Timestamp>,
        resolved_at -> Nullable<Timestamp>,
        resolved_by -> Nullable<Text>,
        resolver_id -> Nullable<Text>,
        resolution_notes -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    notifications (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        title -> Text,
        message -> Text,
        link -> Nullable<Text>,
        cause -> Text,
        created_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    notification_preferences (user_id, kind) {
        user_id -> Text,
        kind -> Text,
        in_app -> Bool,
        by_mail -> Bool,
    }
}

diesel::table! {
    letters (id) {
        id -> Text,
        user_id -> Nullable<Text>,
        address -> Text,
        template -> Text,
        data -> Text,
        cause -> Text,
        status -> Text,
        attempts -> Integer,
        next_at -> Timestamp,
        claimed_until -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    audiences (cause) {
        cause -> Text,
        kind -> Text,
        data -> Text,
        happened_at -> Timestamp,
        up_to -> Text,
        told -> BigInt,
        claimed_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    webhook_endpoints (id) {
        id -> Text,
        user_id -> Nullable<Text>,
        api_key_id -> Nullable<Text>,
        url -> Text,
        description -> Text,
        event_types -> Text,
        is_active -> Bool,
        generation -> Integer,
        previous_until -> Nullable<Timestamp>,
        failing_since -> Nullable<Timestamp>,
        disabled_at -> Nullable<Timestamp>,
        disabled_reason -> Text,
        archived_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Text,
        endpoint_id -> Text,
        cause -> Text,
        event_number -> Nullable<BigInt>,
        event_type -> Text,
        payload -> Text,
        status -> Text,
        attempts -> Integer,
        next_at -> Timestamp,
        claimed_until -> Nullable<Timestamp>,
        last_status -> Nullable<Integer>,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    webhook_attempts (delivery_id, number) {
        delivery_id -> Text,
        number -> Integer,
        status -> Nullable<Integer>,
        error -> Nullable<Text>,
        duration_ms -> Integer,
        created_at -> Timestamp,
    }
}

diesel::table! {
    schedule (name) {
        name -> Text,
        done_for -> Nullable<Timestamp>,
        done_at -> Nullable<Timestamp>,
        done_count -> BigInt,
        holder -> Text,
        held_until -> Timestamp,
    }
}
