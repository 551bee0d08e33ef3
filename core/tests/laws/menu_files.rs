//! A menu that was written as a file reads as the same menu, whatever it is called and whatever it costs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use comanda_core::catalog::menu_csv::{self, ParsedMenu};
use comanda_core::catalog::product::{Attribute, Tag};
use comanda_core::catalog::{
    AttributeDraft, Given, OptionChoice, OptionDraft, OptionGroup, OptionGroupDraft, Product, ProductDraft,
    SoldOut, menu_json,
};
use comanda_core::money::{BasisPoints, Currency, Money};
use comanda_core::stock::Stock;
use comanda_core::text::{folded, line, paragraph};
use comanda_core::wire::MenuDocument;
use proptest::prelude::*;

use crate::samples::{id, noon, product};

/// Text with all that means something in a file, to a spreadsheet or on a screen.
fn a_text() -> impl Strategy<Value = String> {
    prop_oneof!["[aB1 é=+@;|():\\\\'\",\n\r\t\u{202E}ى🍮＝-]{0,14}", "\\PC{0,10}"]
}

/// What may be the name of something.
fn a_name() -> impl Strategy<Value = String> {
    let name = a_text().prop_map(|text| line(&text));
    name.prop_map(|name| if folded(&name).is_empty() { format!("{name}x") } else { name })
}

fn names(most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(a_name(), 0..=most).prop_map(|names| {
        let mut seen = BTreeSet::new();
        names.into_iter().filter(|name| seen.insert(folded(name))).collect()
    })
}

fn a_price() -> impl Strategy<Value = Money> {
    prop_oneof![1_i64..10_000, 1..=Money::MAX_INPUT.as_minor()].prop_map(Money::minor)
}

fn some_options() -> impl Strategy<Value = Vec<OptionGroup>> {
    let answers = (names(4), prop::collection::vec(0_i64..100_000, 4), 0_u32..3, 1_u32..5);
    (names(3), prop::collection::vec(answers, 3)).prop_map(|(groups, answers)| {
        let group = |(name, (options, prices, min, more)): (String, (Vec<String>, Vec<i64>, u32, u32))| {
            let choice = |(name, price)| OptionChoice { id: id(1), name, price: Money::minor(price) };
            let options = options.into_iter().zip(prices).map(choice).collect();
            OptionGroup { id: id(1), name, min, max: min + more, options }
        };
        let groups = groups.into_iter().zip(answers).map(group);
        groups.filter(|group| !group.options.is_empty()).collect()
    })
}

fn some_stock() -> impl Strategy<Value = Option<Stock>> {
    prop::option::of((0_u32..=1_000_000, 0_u32..50).prop_map(|(on_hand, low)| Stock {
        on_hand,
        reserved: on_hand / 2,
        low_stock_threshold: low,
        critical_threshold: low / 2,
    }))
}

fn a_product() -> impl Strategy<Value = Product> {
    let texts = (a_name(), a_name(), a_text(), prop::option::of(a_name()));
    let lists = (names(4), names(3), names(3), prop::collection::vec(a_text(), 3), some_options());
    (texts, lists, (a_price(), some_stock(), any::<[bool; 3]>())).prop_map(
        |(
            (name, category, description, image),
            (tags, allergens, attributes, values, options),
            (price, stock, [available, reduced, sold_out]),
        )| {
            let values = values.iter().map(|value| line(value));
            Product {
                name,
                category_name: category,
                description: paragraph(&description),
                image,
                sale_price: (reduced && price > Money::minor(1)).then(|| Money::minor(price.as_minor() / 2)),
                is_available: available,
                is_featured: available && reduced,
                sold_out: sold_out.then(|| SoldOut::Until(noon() + Duration::microseconds(price.as_minor()))),
                tags: tags.into_iter().map(|name| Tag { id: id(1), name }).collect(),
                attributes: attributes
                    .into_iter()
                    .zip(values)
                    .map(|(name, value)| Attribute { id: id(1), name, value })
                    .collect(),
                allergens,
                options,
                stock,
                ..product(1, price.as_minor())
            }
        },
    )
}

/// Products with codes of their own, some of which begin like formulas.
fn a_menu() -> impl Strategy<Value = Vec<Product>> {
    prop::collection::vec(a_product(), 0..6).prop_map(|mut products| {
        for (number, product) in products.iter_mut().enumerate() {
            product.sku = Some(format!("{}{number}", ["=", "-", "'", "S;"][number % 4]));
            product.plu = Some(format!("{number:05}"));
        }
        products
    })
}

/// The sections that have a rate of their own, by name.
fn own_rates(products: &[Product]) -> BTreeMap<String, BasisPoints> {
    let sections = products.iter().map(|product| folded(&product.category_name));
    sections.filter(|name| name.len() % 2 == 0).map(|name| (name, BasisPoints::new(1_500))).collect()
}

/// What a file says that has everything of this product.
fn draft(product: &Product, own_rate: Option<BasisPoints>) -> ProductDraft {
    let option =
        |option: &OptionChoice| OptionDraft { id: None, name: option.name.clone(), price: option.price };
    ProductDraft {
        name: product.name.clone(),
        category: product.category_name.clone(),
        price: product.price,
        sale_price: Given::Value(product.sale_price),
        description: Given::Value(product.description.clone()),
        tags: Given::Value(product.tags.iter().map(|tag| tag.name.clone()).collect()),
        attributes: Given::Value(
            product
                .attributes
                .iter()
                .map(|attribute| AttributeDraft {
                    name: attribute.name.clone(),
                    value: attribute.value.clone(),
                })
                .collect(),
        ),
        allergens: Given::Value(product.allergens.clone()),
        sku: Given::Value(product.sku.clone()),
        plu: Given::Value(product.plu.clone()),
        barcode: Given::Value(None),
        stock: Given::Value(product.stock.map(|stock| stock.on_hand)),
        low_stock_threshold: product.stock.map_or(Given::Absent, |s| Given::Value(s.low_stock_threshold)),
        critical_threshold: product.stock.map_or(Given::Absent, |s| Given::Value(s.critical_threshold)),
        is_available: Given::Value(product.is_available),
        is_featured: Given::Value(product.is_featured),
        tax_rate: own_rate.map_or(Given::Absent, Given::Value),
        image: Given::Value(product.image.clone()),
        options: Given::Value(
            product
                .options
                .iter()
                .map(|group| OptionGroupDraft {
                    id: None,
                    name: group.name.clone(),
                    min: group.min,
                    max: group.max,
                    options: group.options.iter().map(option).collect(),
                })
                .collect(),
        ),
    }
}

fn drafts(menu: &ParsedMenu) -> Vec<&ProductDraft> {
    menu.rows.iter().map(|row| &row.draft).collect()
}

fn a_currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec!["USD", "JPY", "KWD"]).prop_map(|code| Currency::new(code).unwrap())
}

proptest! {
    #[test]
    fn a_menu_written_as_csv_reads_the_same(products in a_menu(), currency in a_currency()) {
        let rates = own_rates(&products);
        let rate = |product: &Product| rates.get(&folded(&product.category_name)).copied();
        let text = menu_csv::write(products.iter().map(|product| (product, rate(product))), currency);
        let menu = menu_csv::parse(text.as_bytes(), currency).unwrap();
        prop_assert_eq!(&menu.errors, &vec![], "{}", text);
        let expected: Vec<_> = products.iter().map(|product| draft(product, rate(product))).collect();
        prop_assert_eq!(drafts(&menu), expected.iter().collect::<Vec<_>>(), "{}", text);
    }

    /// As another program's reader sees it: the right cells, and none that a spreadsheet would run.
    #[test]
    fn a_menu_written_as_csv_is_csv_to_everybody(products in a_menu(), currency in a_currency()) {
        let text = menu_csv::write(products.iter().map(|product| (product, None)), currency);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(records.len(), products.len() + 1);
        for (record, product) in records.iter().skip(1).zip(&products) {
            let there = [product.description.clone(), format!("'{}", product.description)];
            prop_assert!(there.iter().any(|text| text == &record[3]), "{record:?}");
            prop_assert!(record.iter().all(|cell| !formula(cell)), "{record:?}");
        }
    }

    #[test]
    fn a_menu_written_as_json_reads_the_same(products in a_menu(), currency in a_currency()) {
        let text = MenuDocument::of(currency, [], &products).to_text().unwrap();
        let menu = menu_json::parse(text.as_bytes(), currency).unwrap();
        prop_assert_eq!(&menu.errors, &vec![], "{}", text);
        let expected: Vec<_> = products.iter().map(|product| draft(product, None)).collect();
        prop_assert_eq!(drafts(&menu), expected.iter().collect::<Vec<_>>(), "{}", text);
        let sold_out: Vec<_> = menu.rows.iter().map(|row| row.sold_out).collect();
        let expected: Vec<_> = products.iter().map(|product| Given::Value(product.sold_out)).collect();
        prop_assert_eq!(sold_out, expected);
        let document: MenuDocument = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(document.to_text().unwrap(), text);
    }

    /// Any text ends in an answer.
    #[test]
    fn any_document_is_answered(
        text in prop_oneof!["\\{\"products\":\\[[a-z0-9{}\\[\\]:,\". -]{0,80}\\]\\}", "[{}\\[\\]a-z\":, ]{0,60}"],
    ) {
        let _ = menu_json::parse(text.as_bytes(), Currency::default());
    }
}

fn formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}
