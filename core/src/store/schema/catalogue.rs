//! The menu and the stock.

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
