//! Forms on top of what stands.

use uuid::Uuid;

use super::*;
use crate::id::{CategoryId, TagId};
use crate::stock::Stock;
use crate::wire::ProductView;

fn category(number: u128, name: &str) -> Category {
    Category {
        id: CategoryId::from_uuid(Uuid::from_u128(number)),
        name: name.to_owned(),
        description: String::new(),
        image: None,
        is_active: true,
        is_archived: number == 9,
        tax_rate: None,
        position: 0,
        version: 1,
    }
}

fn tea(stock: Option<Stock>) -> Product {
    let text = r#"{"id":"product_01h455vb4pex5vsknk084sn02q","name":"Tea","description":"","price":"3.00",
        "sale_price":null,"tax_rate":"10.00","category":{"id":"category_00000000000000000000000001","name":"Drinks"},
        "image":null,"tags":[],"attributes":[],"options":[],"is_available":true,"is_featured":false,"allergens":[],
        "stock":null,"sold_out_until":null,"sku":null,"plu":null,"barcode":null,
        "created_at":"2026-11-24T12:00:00Z","updated_at":"2026-11-24T12:00:00Z","version":1}"#;
    let view: ProductView = serde_json::from_str(text).unwrap();
    Product { stock, ..view.to_product(Currency::default()).unwrap() }
}

fn read(form: &ProductForm, extent: Extent, product: Option<&Product>) -> Result<ProductDraft, FieldErrors> {
    let categories = [category(1, "Drinks"), category(2, "Food"), category(9, "Gone")];
    let tags = [Tag { id: TagId::from_uuid(Uuid::from_u128(5)), name: "hot".to_owned() }];
    form.to_draft(
        extent,
        Catalogue { currency: Currency::default(), categories: &categories, tags: &tags, product },
    )
}

fn fields(result: Result<ProductDraft, FieldErrors>) -> Vec<String> {
    result.unwrap_err().0.into_keys().collect()
}

fn form(text: &str) -> ProductForm {
    serde_json::from_str(text).unwrap()
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    let empty = ProductForm::default();
    let errors = read(&empty, Extent::Whole, None).unwrap_err();
    let told: Vec<(&str, &str)> = errors.0.iter().map(|(f, m)| (f.as_str(), m[0].as_str())).collect();
    assert_eq!(told, [("category_id", "is required"), ("name", "is required"), ("price", "is required")]);
    assert_eq!(fields(read(&empty, Extent::Whole, Some(&tea(None)))), ["category_id", "name", "price"]);
    let wrong =
        form(r#"{"plu":"abc","sale_price":"0.001","options":[{"name":"","min":0,"max":0,"options":[]}]}"#);
    assert_eq!(
        fields(read(&wrong, Extent::Whole, None)),
        ["category_id", "name", "options", "plu", "price", "sale_price"]
    );
}

#[test]
fn a_part_stands_on_what_is_there() {
    let draft = read(&form(r#"{"sku":null}"#), Extent::Part, Some(&tea(None))).unwrap();
    assert_eq!(
        draft,
        ProductDraft {
            name: "Tea".to_owned(),
            category: "Drinks".to_owned(),
            price: Money::minor(300),
            sku: Given::Value(None),
            ..ProductDraft::default()
        }
    );
}

#[test]
fn sections_and_tags_have_to_be_there() {
    let named = |text: &str| fields(read(&form(text), Extent::Part, Some(&tea(None))));
    assert_eq!(named(r#"{"category_id":"category_00000000000000000000000003"}"#), ["category_id"]);
    assert_eq!(
        named(r#"{"category_id":"category_00000000000000000000000009"}"#),
        ["category_id"],
        "archived"
    );
    assert_eq!(named(r#"{"tag_ids":["tag_00000000000000000000000006"]}"#), ["tag_ids"]);
    assert_eq!(named(r#"{"tag_ids":[],"tags":[]}"#), ["tag_ids"]);
    let known = form(r#"{"tag_ids":["tag_00000000000000000000000005"]}"#);
    let draft = read(&known, Extent::Part, Some(&tea(None))).unwrap();
    assert_eq!(draft.tags, Given::Value(vec!["hot".to_owned()]));
}

#[test]
fn counting_begins_and_ends_by_word_and_goes_on_by_movements() {
    let counted = tea(Some(Stock { on_hand: 8, ..Stock::default() }));
    let uncounted = tea(None);
    let stock =
        |text: &str, product: &Product| read(&form(text), Extent::Part, Some(product)).map(|d| d.stock);
    assert_eq!(stock(r#"{"initial_stock":4}"#, &uncounted), Ok(Given::Value(Some(4))));
    assert_eq!(stock(r#"{"track_stock":true}"#, &uncounted), Ok(Given::Value(Some(0))));
    assert_eq!(stock(r#"{"track_stock":true}"#, &counted), Ok(Given::Absent), "it goes on");
    assert_eq!(stock(r#"{"track_stock":false}"#, &counted), Ok(Given::Value(None)));
    for (text, product, field) in [
        (r#"{"initial_stock":4}"#, &counted, "initial_stock"),
        (r#"{"initial_stock":4,"track_stock":false}"#, &uncounted, "initial_stock"),
        (r#"{"initial_stock":4000000}"#, &uncounted, "initial_stock"),
        (r#"{"low_stock_threshold":4}"#, &uncounted, "low_stock_threshold"),
        (r#"{"critical_threshold":4,"track_stock":false}"#, &counted, "critical_threshold"),
    ] {
        let errors = stock(text, product).unwrap_err();
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), [field], "{text}");
    }
}

#[test]
fn what_is_off_the_menu_is_not_shown_first() {
    let tea = |is_available, is_featured| Product { is_available, is_featured, ..tea(None) };
    let told = |text: &str, product: &Product| read(&form(text), Extent::Part, Some(product)).map(drop);
    let refused = Err(FieldErrors::one("is_featured", "only what is available can be featured"));
    assert_eq!(told(r#"{"is_featured":true}"#, &tea(false, false)), refused);
    assert_eq!(told(r#"{"is_available":false}"#, &tea(true, true)), refused);
    assert_eq!(told(r#"{"is_available":false,"is_featured":false}"#, &tea(true, true)), Ok(()));
    assert_eq!(told(r#"{"is_featured":true,"is_available":true}"#, &tea(false, false)), Ok(()));
    assert_eq!(told(r#"{"price":"2.00"}"#, &tea(false, true)), Ok(()), "as a file left it");
    let new = form(
        r#"{"name":"Tea","price":"2.00","category_id":"category_00000000000000000000000001","is_featured":true}"#,
    );
    assert!(read(&new, Extent::Whole, None).is_ok());
}

#[test]
fn prices_of_options_are_told_by_their_place() {
    let text = r#"{"options":[{"name":"Size","min":1,"max":1,"options":[
        {"name":"Small","price":"0.00"},{"name":"Large","price":"0.001"}]}]}"#;
    assert_eq!(fields(read(&form(text), Extent::Part, Some(&tea(None)))), ["options.0.options.1.price"]);
}

#[test]
fn a_section_needs_a_name_of_its_own() {
    let categories = [category(1, "Drinks"), category(2, "Food")];
    let read = |form: &CategoryForm, extent, standing| form.to_draft(extent, standing, &categories);
    let is = |result: Result<SectionDraft, FieldErrors>, field: &str, message: &str| {
        assert_eq!(result, Err(FieldErrors::one(field, message)));
    };
    is(read(&CategoryForm::default(), Extent::Whole, Some(&categories[0])), "name", "is required");
    is(read(&CategoryForm::new("FOOD"), Extent::Part, Some(&categories[0])), "name", "is taken");
    assert!(read(&CategoryForm::new("DRINKS"), Extent::Part, Some(&categories[0])).is_ok());
    let negative = CategoryForm { tax_rate: Some(Some("-1".parse().unwrap())), ..CategoryForm::default() };
    let errors = read(&negative, Extent::Part, Some(&categories[0])).unwrap_err();
    assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["tax_rate"]);
}
