//! Codes, what orders take off by them, and recommendations.

diesel::table! {
    coupons (id) {
        id -> Text,
        code -> Text,
        description -> Text,
        discount_type -> Text,
        valid_from -> Timestamp,
        valid_until -> Nullable<Timestamp>,
        customer_tier -> Text,
        max_uses -> Nullable<BigInt>,
        held -> BigInt,
        consumed -> BigInt,
        terms -> Text,
        is_active -> Bool,
        is_public -> Bool,
        owner_id -> Nullable<Text>,
        batch_id -> Nullable<Text>,
        expired_at -> Nullable<Timestamp>,
        archived_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    coupon_uses (id) {
        id -> Text,
        coupon_id -> Text,
        order_id -> Text,
        customer_id -> Nullable<Text>,
        code -> Text,
        position -> Integer,
        amount -> BigInt,
        delivery -> BigInt,
        status -> Text,
        business_day -> Text,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    cart_coupons (cart_id, coupon_id) {
        cart_id -> Text,
        position -> Integer,
        coupon_id -> Text,
    }
}

diesel::table! {
    coupon_notices (coupon_id, days) {
        coupon_id -> Text,
        days -> Integer,
        created_at -> Timestamp,
    }
}

diesel::table! {
    referral_codes (user_id) {
        user_id -> Text,
        code -> Text,
        rewarded -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    referrals (id) {
        id -> Text,
        referrer_id -> Text,
        referee_id -> Text,
        code -> Text,
        status -> Text,
        order_id -> Nullable<Text>,
        bonus -> BigInt,
        posting_id -> Nullable<Text>,
        coupon_id -> Nullable<Text>,
        reason -> Text,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    referral_invitations (id) {
        id -> Text,
        referrer_id -> Text,
        email_folded -> Text,
        created_at -> Timestamp,
    }
}
