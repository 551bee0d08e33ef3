//! Menus as files: what goes out comes in again as the same, what differs is told, and what is wrong costs only
//! itself.

use std::cell::RefCell;

use super::database::Database;
use super::*;
use crate::catalog::MenuFormat;
use crate::flows::export;
use crate::flows::import::{Import, Progress};
use crate::wire::ImportReport;
use crate::wire::menu::{CategoryChange, FieldChange};

/// Names with every sign that means something in a file, another alphabet, a dish that shares its name, one
/// that is reduced, one that is sold out until the evening, a section without dishes and one nobody sees.
const DOCUMENT: &str = r#"{
    "currency": "USD",
    "categories": [
        { "name": "Drinks; hot (or \\ cold)", "description": "All day", "tax_rate": "15.00", "position": 1 },
        { "name": "Later", "description": "Nothing\nyet", "is_active": false, "position": 0 },
        { "name": "Empty", "position": 7 }
    ],
    "products": [
        { "name": "=1+1", "category": "Drinks; hot (or \\ cold)", "price": "2.50",
          "tags": ["a;b", "c\\d", "e|f", "'=x"], "allergens": ["nuts (all)", "a=b"],
          "attributes": [{ "name": "a=b;c", "value": "x;y=z" }, { "name": "Empty", "value": "" }],
          "options": [
              { "name": "Size (cm): all", "min": 1, "max": 1, "options": [
                  { "name": "S|M=1", "price": "0.00" }, { "name": "L;XL", "price": "1.25" }] },
              { "name": "Extras\\", "min": 0, "max": 3, "options": [{ "name": "Egg", "price": "1.00" }] }] },
        { "name": "چای", "category": "Drinks; hot (or \\ cold)", "price": "3.00", "sale_price": "2.20",
          "description": "Line one,\n\"line\" two\n\n- three", "sku": "-T;1", "plu": "00042",
          "barcode": "4006381333931", "stock": 12, "low_stock_threshold": 5, "critical_threshold": 2,
          "is_featured": true, "image": "=cmd|'/c calc'!A1" },
        { "name": "Cola", "category": "Later", "price": "2.00" },
        { "name": "Cola", "category": "Later", "price": "3.00", "sku": "C-50", "is_available": false },
        { "name": "'Tis", "category": "Food", "price": "1.00", "stock": 0,
          "is_sold_out": true, "sold_out_until": "2026-11-24T18:00:00Z" },
        { "name": "Soup", "category": "Food", "price": "4.50", "is_sold_out": true }
    ]
}"#;

struct Kitchen {
    store: Store,
    _database: Database,
}

impl Kitchen {
    fn empty() -> Self {
        let database = Database::new();
        let store = Store::open(database.url()).unwrap();
        store.migrate().unwrap();
        Self { store, _database: database }
    }

    fn filled() -> Self {
        let kitchen = Self::empty();
        let report = kitchen.import(DOCUMENT);
        assert_eq!((report.created, &report.errors), (6, &vec![]), "{report:?}");
        kitchen
    }

    fn import(&self, file: &str) -> ImportReport {
        let file = file.to_owned();
        self.store
            .write(move |tx| flows::import::menu(tx, &Actor::System, file.as_bytes(), false, now()))
            .unwrap()
    }

    fn rehearse(&self, file: &str) -> ImportReport {
        // A rehearsal is a read: there is nothing it could write.
        self.store.read(|tx| flows::import::menu(tx, &Actor::System, file.as_bytes(), true, now())).unwrap()
    }

    fn export(&self, format: MenuFormat) -> String {
        self.store.read(|tx| export::menu(tx, &Actor::System, format, now())).unwrap().text
    }

    fn refuses(&self, file: &str) -> Refusal {
        refusal(self.store.read(|tx| flows::import::menu(tx, &Actor::System, file.as_bytes(), true, now())))
    }

    fn names(&self) -> Vec<String> {
        let menu = self.store.read(flows::catalog::menu).unwrap();
        menu.products.into_iter().map(|product| product.name).collect()
    }

    fn events(&self) -> usize {
        let count = |tx: &mut Tx<'_>| {
            use diesel::{QueryDsl, RunQueryDsl};
            let count: i64 = crate::store::schema::events::table.count().get_result(tx.conn)?;
            Ok(usize::try_from(count).unwrap())
        };
        self.store.read(count).unwrap()
    }
}

fn field(field: &str, from: &str, to: &str) -> FieldChange {
    FieldChange { field: field.to_owned(), from: from.to_owned(), to: to.to_owned() }
}

#[test]
fn what_was_exported_changes_nothing_when_it_comes_back() {
    let kitchen = Kitchen::filled();
    for format in MenuFormat::ALL {
        let file = kitchen.export(format);
        let (version, events) = (kitchen.store.menu_version(), kitchen.events());
        let report = kitchen.import(&file);
        assert_eq!((report.created, report.updated, report.unchanged), (0, 0, 6), "{report:?}");
        assert_eq!((report.errors, report.changes, report.category_changes), (vec![], vec![], vec![]));
        assert_eq!((kitchen.store.menu_version(), kitchen.events()), (version, events), "nothing is written");
        assert_eq!(kitchen.export(format), file);
    }
}

#[test]
fn what_was_exported_makes_the_same_file_of_an_empty_shop() {
    let kitchen = Kitchen::filled();
    for format in MenuFormat::ALL {
        let file = kitchen.export(format);
        let other = Kitchen::empty();
        let report = other.import(&file);
        assert_eq!((report.created, &report.errors), (6, &vec![]), "{file}");
        assert_eq!(other.export(format), file);
    }
}

#[test]
fn json_holds_what_a_table_cannot() {
    let other = Kitchen::empty();
    other.import(&Kitchen::filled().export(MenuFormat::Json));
    let menu = other.store.read(flows::catalog::menu).unwrap();
    let places: Vec<_> =
        menu.categories.iter().map(|category| (category.name.as_str(), category.position)).collect();
    assert_eq!(places, [("Drinks; hot (or \\ cold)", 1), ("Empty", 2), ("Food", 3)]);
    let tis = menu.products.iter().find(|product| product.name == "'Tis").unwrap();
    assert_eq!(tis.sold_out_until, Some("2026-11-24T18:00:00Z".parse().unwrap()));
    let soup = menu.products.iter().find(|product| product.name == "Soup").unwrap();
    assert_eq!((soup.is_sold_out, soup.sold_out_until), (true, None));
}

#[test]
fn no_cell_of_a_table_begins_like_a_formula() {
    let file = Kitchen::filled().export(MenuFormat::Csv);
    for cell in ["\n'=1+1,", ",'-T;1,", ",'=cmd|'/c calc'!A1,", "\n'Tis,"] {
        assert!(file.contains(cell), "{cell} in {file}");
    }
}

#[test]
fn only_what_differs_is_told_and_as_a_file_would_have_it() {
    let kitchen = Kitchen::empty();
    kitchen.import(
        "name,category,price,stock,tags,is_available\nSoup,Food,4.50,10,hot;new,true\nTea,Drinks,2,,,\n",
    );
    let file = "name,category,price,stock,tags,description,tax_rate\n\
                Soup,Food,4.8,12,hot,,\n\
                Tea,Drinks,2.00,,,,15\n\
                Bread,Bakery,1,,,Warm,\n\
                Nothing,Food,,,,,\n";
    let rehearsal = kitchen.rehearse(file);
    let told: Vec<_> = rehearsal
        .changes
        .iter()
        .map(|change| (change.line, change.product.as_str(), change.is_new))
        .collect();
    assert_eq!(told, [(2, "Soup", false), (3, "Tea", false), (4, "Bread", true)]);
    let fields = |index: usize| rehearsal.changes[index].fields.clone();
    assert_eq!(
        fields(0),
        [field("price", "4.50", "4.80"), field("tags", "hot;new", "hot"), field("stock", "10", "12")]
    );
    assert_eq!(fields(1), [field("tax_rate", "", "15.00")]);
    let bread = [("name", "Bread"), ("category", "Bakery"), ("price", "1.00"), ("description", "Warm")];
    assert_eq!(fields(2), bread.map(|(name, to)| field(name, "", to)));
    let section =
        |category: &str, is_new, fields| CategoryChange { category: category.to_owned(), is_new, fields };
    assert_eq!(
        rehearsal.category_changes,
        [section("Drinks", false, vec![field("tax_rate", "", "15.00")]), section("Bakery", true, vec![])]
    );
    assert_eq!(rehearsal.errors.len(), 1);
    let real = kitchen.import(file);
    assert_eq!(ImportReport { dry_run: false, ..rehearsal }, real);
    assert_eq!(kitchen.names(), ["Soup", "Tea", "Bread"]);
}

#[test]
fn long_texts_and_long_lists_of_changes_are_cut() {
    let row = |number: u32| format!("Dish {number},Food,1,{}\n", "x".repeat(100));
    let rows: String = (0..1_005).map(row).collect();
    let report = Kitchen::empty().rehearse(&format!("name,category,price,description\n{rows}"));
    assert_eq!((report.created, report.changes.len(), report.more_changes), (1_005, 1_000, 5));
    assert_eq!(report.changes[0].fields[3].to, format!("{}…", "x".repeat(80)));
}

#[test]
fn a_row_that_is_refused_leaves_nothing_behind() {
    let kitchen = Kitchen::empty();
    kitchen.import("name,category,price,plu\nTea,Drinks,2,7\n");
    let before = kitchen.export(MenuFormat::Json);
    let report = kitchen
        .import("name,category,price,plu,tags,tax_rate\nSoup,Food,4,7,fresh,15\nBroth,Drinks,4,7,fresh,20\n");
    assert_eq!((report.created, report.errors.len()), (0, 2), "{report:?}");
    assert_eq!(report.category_changes, []);
    assert_eq!(kitchen.export(MenuFormat::Json), before);
}

#[test]
fn a_wrong_product_of_a_document_costs_only_itself() {
    let kitchen = Kitchen::empty();
    let report = kitchen.import(
        r#"{"products": [
            {"name": "Tea", "category": "Drinks", "price": "2.00", "colour": "green"},
            {"name": "Soup", "category": "Food", "price": 4.5, "plu": "x", "is_available": "yes"},
            "Bread",
            {"name": "Cake", "category": "Food", "price": "3.00", "sold_out_until": "2026-11-24T18:00:00Z"},
            {"name": "Milk", "category": "Drinks", "price": "1.00", "options": [{"name": "Size"}], "colour": 1}
        ]}"#,
    );
    let told: Vec<_> = report
        .errors
        .iter()
        .map(|error| format!("{} {}: {}", error.line, error.column.as_deref().unwrap_or("-"), error.message))
        .collect();
    assert_eq!(
        told,
        [
            "1 colour: is not a field of a product; it was not read",
            "2 price: write the amount as a text such as \"12.50\"",
            "2 is_available: must be true or false",
            "2 plu: must be 1 to 5 digits",
            "3 -: a product is an object with fields",
            "4 sold_out_until: only counts where is_sold_out is true",
            "5 options: each entry needs the field min",
        ]
    );
    assert_eq!(kitchen.names(), ["Tea"]);
}

#[test]
fn a_document_that_is_no_menu_is_refused_whole() {
    let kitchen = Kitchen::empty();
    for (file, field, message) in [
        ("[]", "file", "a menu is an object with the field products"),
        ("{}", "products", "is required"),
        (r#"{"products": {}}"#, "products", "must be a list"),
        (r#"{"products": [], "currency": "EUR"}"#, "currency", "is EUR; this shop's is USD"),
        (r#"{"products": [], "currency": 5}"#, "currency", "is 5; this shop's is USD"),
        (r#"{"products": [], "categories": [{}]}"#, "categories.0.name", "is required"),
        (
            r#"{"products": [], "categories": [{"name": "A", "tax_rate": "101"}]}"#,
            "categories.0.tax_rate",
            "must be at most 100.00",
        ),
        (
            r#"{"products": [], "categories": [{"name": "A"}, {"name": "a"}]}"#,
            "categories.1.name",
            "is given twice",
        ),
        (
            r#"{"products": [], "categories": [{"name": "A", "position": -1}]}"#,
            "categories.0.position",
            "must be a whole number, not below zero",
        ),
    ] {
        assert_eq!(kitchen.refuses(file), Refusal::invalid(field, message), "{file}");
    }
    let Refusal::InvalidInput { errors } = kitchen.refuses(r#"{"products": [}"#) else { panic!() };
    assert!(errors.0["file"][0].starts_with("the file is not JSON: expected value at line 1"), "{errors:?}");
}

#[test]
fn a_section_that_changes_is_no_change_of_its_products() {
    let kitchen = Kitchen::filled();
    let report = kitchen.import(
        r#"{"categories": [{"name": "food", "is_active": false, "tax_rate": "5.00"}],
            "products": [{"name": "Soup", "category": "Food", "price": "4.50"}]}"#,
    );
    assert_eq!((report.updated, report.unchanged, report.changes.len()), (0, 1, 0));
    let fields = vec![field("is_active", "true", "false"), field("tax_rate", "", "5.00")];
    assert_eq!(
        report.category_changes,
        [CategoryChange { category: "Food".to_owned(), is_new: false, fields }]
    );
    assert!(!kitchen.names().contains(&"Soup".to_owned()), "what stands in it is not shown");
}

#[test]
fn products_that_share_a_name_are_not_taken_for_each_other() {
    let kitchen = Kitchen::empty();
    let file = "name,category,price,sku\nCola,Drinks,3,C-50\nCola,Drinks,2,\nCola,Drinks,4,C-100\n";
    assert_eq!(kitchen.import(file).created, 3);
    let again = kitchen.import(file);
    assert_eq!((again.unchanged, again.updated), (3, 0), "{again:?}");
}

#[test]
fn only_who_may_change_the_menu_imports_and_exports() {
    let shop = Shop::open();
    let staff = shop.staff.clone();
    let export = shop.store.read(|tx| export::menu(tx, &staff, MenuFormat::Csv, now()));
    assert_eq!(refusal(export), Refusal::Forbidden);
    let import = shop.store.read(|tx| flows::import::menu(tx, &staff, MENU.as_bytes(), true, now()));
    assert_eq!(refusal(import), Refusal::Forbidden);
}

#[test]
fn whoever_waits_is_told_how_far_an_import_has_come() {
    let row = |number: u32| format!("Dish {number},Food,1,3\n");
    let rows: String = (0..1_200).map(row).collect();
    let file = format!("name,category,price,stock\n{rows}");
    let kitchen = Kitchen::empty();
    let told = kitchen
        .store
        .write(move |tx| {
            let told = RefCell::new(Vec::new());
            let import =
                Import { file: file.as_bytes(), format: MenuFormat::Csv, dry_run: false, now: now() };
            flows::import::apply(tx, &Actor::System, import, &|progress| told.borrow_mut().push(progress))?;
            Ok(told.into_inner())
        })
        .unwrap();
    let read = |rows| Progress::Read { rows, of: 1_200 };
    let saved = |products| Progress::Saved { products, of: 1_200 };
    assert_eq!(told, [read(500), read(1_000), read(1_200), saved(500), saved(1_000), saved(1_200)]);
}

#[test]
fn what_a_file_changes_is_found_by_its_new_words_and_counted() {
    let kitchen = Kitchen::empty();
    kitchen.import(
        "name,category,price,sku,tags,attributes,options,stock\n\
                    Tea,Drinks,2,T,hot,Origin=Peru,Size(1-1): S=0,5\n\
                    Milk,Drinks,1,M,,,,\n",
    );
    // Codes change places, counts begin and end, and every part is another.
    let report = kitchen.import(
        "name,category,price,sku,plu,tags,attributes,options,stock\n\
                                 Green tea,Drinks,2,T,1,cold,Origin=China,Size(1-1): M=0|L=1,\n\
                                 Milk,Drinks,1,M,2,,,,4\n",
    );
    assert_eq!((report.updated, &report.errors), (2, &vec![]));
    let report = kitchen.import("name,category,price,sku,plu\nGreen tea,Drinks,2,T,3\nMilk,Drinks,1,M,1\n");
    assert_eq!((report.updated, &report.errors), (2, &vec![]));
    let found = |search: &str| {
        let query = flows::catalog::ProductQuery { search: Some(search.into()), ..Default::default() };
        let page = crate::page::PageRequest::new(1, 10).unwrap();
        kitchen.store.read(|tx| flows::catalog::products(tx, &query, page)).unwrap().items
    };
    assert_eq!(found("hot").len(), 0);
    let tea = found("green cold").remove(0);
    assert_eq!((tea.plu.as_deref(), tea.stock, tea.attributes[0].value.as_str()), (Some("3"), None, "China"));
    assert_eq!(tea.options[0].options.len(), 2);
    assert_eq!(found("milk")[0].stock.unwrap().on_hand, 4);
    let report = kitchen.store.read(|tx| flows::verify::replay(tx, &Actor::System)).unwrap();
    assert!(report.ok, "{report:?}");
}
