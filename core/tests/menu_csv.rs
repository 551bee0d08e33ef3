//! Menu files: what is read, what is refused and in which words, and that no bad row costs a good one.

#![expect(clippy::unwrap_used, reason = "a test may")]

use comanda_core::catalog::AttributeDraft;
use comanda_core::catalog::menu_csv::{self, ParsedMenu, UnreadableMenu};
use comanda_core::catalog::{Given, OptionDraft, OptionGroupDraft, ProductDraft};
use comanda_core::money::{BasisPoints, Currency, Money};
use proptest::prelude::*;
use rstest::rstest;

fn parse(text: &str) -> ParsedMenu {
    menu_csv::parse(text.as_bytes(), Currency::default()).unwrap()
}

/// The one good row of a file whose header is name, category, price and `columns`.
fn draft(columns: &str, row: &str) -> ProductDraft {
    let mut menu = parse(&format!("name,category,price,{columns}\n{row}\n"));
    assert_eq!(menu.errors, [], "{row}");
    assert_eq!(menu.rows.len(), 1, "{row}");
    menu.rows.remove(0).draft
}

/// `line column: message [value]` for each error of the file.
fn complaints(text: &str) -> Vec<String> {
    let told = |error: &menu_csv::ImportError| {
        let column = error.column.as_deref().unwrap_or("-");
        format!("{} {column}: {} [{}]", error.line, error.message, error.value)
    };
    parse(text).errors.iter().map(told).collect()
}

fn names(menu: &ParsedMenu) -> Vec<&str> {
    menu.rows.iter().map(|row| row.draft.name.as_str()).collect()
}

#[test]
fn every_column_is_read() {
    let header = "options,image,tax_rate,is_featured,is_available,critical_threshold,low_stock_threshold,\
                  stock,barcode,plu,sku,allergens,attributes,tags,sale_price,description,price,category,name";
    let row = "Size(1-1): Small=0|Large=2.50; Extras(0-3): Cheese=1.00,img/latte.jpg,5.5,yes,FALSE,2,5,\
               12,4006381333931,42,LAT-1,milk; soy,Origin=Peru;Roast=dark,hot;vegan,3.20,Smooth,3.90,Coffee,Latte";
    let menu = parse(&format!("{header}\n{row}\n"));
    assert_eq!(menu.errors, []);
    let cents = Money::minor;
    let text = |text: &str| text.to_owned();
    let option = |name: &str, price| OptionDraft { id: None, name: text(name), price: cents(price) };
    let group =
        |name: &str, min, max, options| OptionGroupDraft { id: None, name: text(name), min, max, options };
    assert_eq!(
        menu.rows[0].draft,
        ProductDraft {
            name: text("Latte"),
            category: text("Coffee"),
            price: cents(390),
            sale_price: Given::Value(Some(cents(320))),
            description: Given::Value(text("Smooth")),
            tags: Given::Value(vec![text("hot"), text("vegan")]),
            attributes: Given::Value(vec![
                AttributeDraft { name: text("Origin"), value: text("Peru") },
                AttributeDraft { name: text("Roast"), value: text("dark") },
            ]),
            allergens: Given::Value(vec![text("milk"), text("soy")]),
            sku: Given::Value(Some(text("LAT-1"))),
            plu: Given::Value(Some(text("42"))),
            barcode: Given::Value(Some(text("4006381333931"))),
            stock: Given::Value(Some(12)),
            low_stock_threshold: Given::Value(5),
            critical_threshold: Given::Value(2),
            is_available: Given::Value(false),
            is_featured: Given::Value(true),
            tax_rate: Given::Value(BasisPoints::new(550)),
            image: Given::Value(Some(text("img/latte.jpg"))),
            options: Given::Value(vec![
                group("Size", 1, 1, vec![option("Small", 0), option("Large", 250)]),
                group("Extras", 0, 3, vec![option("Cheese", 100)]),
            ]),
        }
    );
}

#[test]
fn a_column_that_is_not_there_says_nothing() {
    let menu = parse("name,category,price\nTea,Drinks,2\n");
    let expected = ProductDraft {
        name: "Tea".to_owned(),
        category: "Drinks".to_owned(),
        price: Money::minor(200),
        ..ProductDraft::default()
    };
    assert_eq!(menu.rows[0].draft, expected);
}

#[test]
fn an_empty_cell_empties_what_can_be_empty_and_keeps_the_rest() {
    let columns = "sale_price,description,tags,sku,stock,options,is_available,low_stock_threshold,tax_rate";
    let draft = draft(columns, "Tea,Drinks,2,,,,,,,,,");
    assert_eq!(draft.sale_price, Given::Value(None));
    assert_eq!(draft.description, Given::Value(String::new()));
    assert_eq!(draft.tags, Given::Value(vec![]));
    assert_eq!(draft.sku, Given::Value(None));
    assert_eq!(draft.stock, Given::Value(None));
    assert_eq!(draft.options, Given::Value(vec![]));
    assert_eq!(draft.is_available, Given::Absent);
    assert_eq!(draft.low_stock_threshold, Given::Absent);
    assert_eq!(draft.tax_rate, Given::Absent);
}

#[test]
fn files_from_spreadsheets_are_read() {
    let menu =
        parse("\u{FEFF}Name , CATEGORY,Price,\r\n\"Tea, green\",Drinks,2.5,\r\n,,,\r\n\r\nSoup,Food,4,\r\n");
    assert_eq!(menu.errors, []);
    assert_eq!(names(&menu), ["Tea, green", "Soup"]);
    assert_eq!(menu.rows[1].line, 5);
    assert_eq!(names(&parse("name,category,price\rTea,Drinks,2\rSoup,Food,4")), ["Tea", "Soup"]);
}

#[test]
fn quoted_cells_hold_commas_quotes_and_lines() {
    let draft =
        draft("description", "\"The \"\"Big\"\" One\", Food , 9 ,\"Bread,\nmeat\r\nand \"\"love\"\"\"");
    assert_eq!(draft.name, "The \"Big\" One");
    assert_eq!(draft.category, "Food");
    assert_eq!(draft.description, Given::Value("Bread,\nmeat\nand \"love\"".to_owned()));
}

#[test]
fn a_quote_inside_a_bare_cell_is_just_a_quote() {
    assert_eq!(names(&parse("name,category,price\nPizza 12\",Food,9\n")), ["Pizza 12\""]);
}

#[rstest]
#[case("2", 200)]
#[case("2.5", 250)]
#[case("2.50", 250)]
#[case(" 2.500 ", 250)]
#[case("0.01", 1)]
fn prices_are_read_with_and_without_cents(#[case] price: &str, #[case] minor: i64) {
    let menu = parse(&format!("name,category,price\nTea,Drinks,{price}\n"));
    assert_eq!(menu.rows[0].draft.price, Money::minor(minor));
}

#[test]
fn prices_follow_the_currency() {
    let yen = Currency::new("JPY").unwrap();
    let menu = menu_csv::parse(b"name,category,price\nTea,Drinks,450\nSoup,Food,450.50\n", yen).unwrap();
    assert_eq!(menu.rows[0].draft.price, Money::minor(450));
    assert_eq!(menu.errors[0].message, "has more than 0 decimals");
}

#[test]
fn other_alphabets_are_read_as_they_are() {
    let menu =
        parse("name,category,price\nدوغ,نوشیدنی,3\nБорщ,Супы,4\n味噌汁,汁物,5\nCrème brûlée 🍮,Desserts,6\n");
    assert_eq!(names(&menu), ["دوغ", "Борщ", "味噌汁", "Crème brûlée 🍮"]);
}

#[test]
fn escapes_and_direction_overrides_are_taken_out() {
    let draft = draft("tags", "\u{1b}[31mTea\u{202E},Drinks,2,\u{7}hot;HOT; hot");
    assert_eq!(draft.name, "[31mTea");
    assert_eq!(draft.tags, Given::Value(vec!["hot".to_owned()]));
}

#[rstest]
#[case("price", "", "price: is required []")]
#[case("price", "0", "price: must be more than zero [0]")]
#[case("price", "-1", "price: must be more than zero [-1]")]
#[case("price", "\"2,50\"", "price: write the amount as a decimal such as \"12.50\" [2,50]")]
#[case("price", "2.505", "price: has more than 2 decimals [2.505]")]
#[case("price", "9999999999999", "price: is out of range [9999999999999]")]
#[case("name", "", "name: is required []")]
#[case("category", " ", "category: is required []")]
#[case("sale_price", "5", "sale_price: must be below the price [5]")]
#[case("sale_price", "free", "sale_price: write the amount as a decimal such as \"12.50\" [free]")]
#[case("plu", "123456", "plu: must be 1 to 5 digits [123456]")]
#[case("plu", "A1", "plu: must be 1 to 5 digits [A1]")]
#[case("barcode", "1234567", "barcode: must be 8 to 14 digits [1234567]")]
#[case("barcode", "٤٠٠٦٣٨١٣", "barcode: must be 8 to 14 digits [٤٠٠٦٣٨١٣]")]
#[case("stock", "-3", "stock: must be a whole number, not below zero [-3]")]
#[case("stock", "2000000", "stock: must be at most 1000000 [2000000]")]
#[case("is_available", "maybe", "is_available: must be true or false [maybe]")]
#[case("tax_rate", "101", "tax_rate: must be at most 100.00 [101]")]
#[case("attributes", "Peru", "attributes: write \"Peru\" as key=value [Peru]")]
#[case("attributes", "a=1;A=2", "attributes: A is given twice [a=1;A=2]")]
#[case("options", "Size", "options: write \"Size\" as Name(fewest-most): Option=price|Option=price [Size]")]
#[case("options", "Size(1-1): Big", "options: write \"Big\" as Option=price [Size(1-1): Big]")]
#[case("options", "Size(1-1):", "options: Size has no options [Size(1-1):]")]
#[case(
    "options",
    "S(1-1): A=x",
    "options: A=x: write the amount as a decimal such as \"12.50\" [S(1-1): A=x]"
)]
#[case("options", "S(1-1): A=-1", "options: must not be negative [S(1-1): A=-1]")]
#[case("options", "S(0-2): A=0|a=1", "options: S: a is given twice [S(0-2): A=0|a=1]")]
fn a_bad_cell_is_named_with_its_reason(#[case] column: &str, #[case] cell: &str, #[case] complaint: &str) {
    let mut columns = vec!["name", "category", "price"];
    let mut cells = vec!["Tea", "Drinks", "5"];
    if let Some(index) = columns.iter().position(|name| *name == column) {
        cells[index] = cell;
    } else {
        columns.push(column);
        cells.push(cell);
    }
    let text = format!("{}\n{}\n", columns.join(","), cells.join(","));
    assert_eq!(complaints(&text), [format!("2 {complaint}")]);
    assert_eq!(parse(&text).rows, []);
}

#[rstest]
#[case("S(2-1): A=0")]
#[case("S(0-0): A=0")]
#[case("S(0-100): A=0")]
fn an_option_group_needs_bounds_that_can_be_met(#[case] options: &str) {
    let told = complaints(&format!("name,category,price,options\nTea,Drinks,5,{options}\n"));
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("the most answers must be 1 to 99 and not below the fewest"), "{told:?}");
}

#[test]
fn all_that_is_wrong_with_a_row_is_told_at_once() {
    let told = complaints("name,category,price,sale_price,plu\n,Drinks,x,3,abc\n");
    assert_eq!(
        told,
        [
            "2 price: write the amount as a decimal such as \"12.50\" [x]",
            "2 name: is required []",
            "2 plu: must be 1 to 5 digits [abc]",
        ]
    );
}

#[test]
fn a_broken_line_in_the_middle_costs_itself_only() {
    let text = "name,category,price,description\n\
                Tea,Drinks,2,\"two\nlines\"\n\
                Broken,Food\n\
                \"Unclosed,Food,3,\n\
                Soup,Food,4,\"warm\"\n\
                \"Half\" quoted,Food,5,\n\
                Extra,Food,5,,,\n\
                Bread,Food,1,\n";
    assert_eq!(names(&parse(text)), ["Tea", "Soup", "Bread"]);
    assert_eq!(
        complaints(text),
        [
            "4 -: has 2 cells; the header has 4 []",
            "5 -: text follows a closing quote; write a quote inside quotes twice (\"\") []",
            "7 -: text follows a closing quote; write a quote inside quotes twice (\"\") []",
            "8 -: has 6 cells; the header has 4 []",
        ]
    );
}

#[test]
fn an_unclosed_quote_does_not_swallow_the_rest_of_the_file() {
    let text = "name,category,price\n\"Oops,Food,3\nTea,Drinks,2\nSoup,Food,4\n";
    assert_eq!(names(&parse(text)), ["Tea", "Soup"]);
    assert_eq!(complaints(text), ["2 -: a quote is opened and never closed []"]);
}

#[test]
fn stray_quotes_on_every_line_are_read_in_linear_time() {
    let mut text = "name,category,price\n".to_owned();
    text.push_str(&"a\",\"\n".repeat(19_000));
    assert!(parse(&text).rows.is_empty());
}

#[test]
fn an_unknown_column_is_named_and_the_others_are_read() {
    let text = "name,colour,category,price\nTea,green,Drinks,2\n";
    assert_eq!(complaints(text), ["1 colour: is not a column of a menu; it was not read [colour]"]);
    assert_eq!(names(&parse(text)), ["Tea"]);
}

#[rstest]
#[case("", UnreadableMenu::NoHeader)]
#[case("\u{FEFF}\n\n", UnreadableMenu::NoHeader)]
#[case("name,price\nTea,2\n", UnreadableMenu::MissingColumn("category"))]
#[case("name,category,price,Name\n", UnreadableMenu::RepeatedColumn("name"))]
#[case("\"name,category,price\n", UnreadableMenu::BrokenHeader("a quote is opened and never closed"))]
fn a_file_without_a_usable_header_is_refused_whole(#[case] text: &str, #[case] reason: UnreadableMenu) {
    assert_eq!(menu_csv::parse(text.as_bytes(), Currency::default()), Err(reason));
}

#[test]
fn a_file_that_is_not_utf_8_is_refused_with_its_line() {
    let bytes = b"name,category,price\nTea,Drinks,2\nCr\xE8me,Food,3\n";
    assert_eq!(menu_csv::parse(bytes, Currency::default()), Err(UnreadableMenu::NotUtf8 { line: 3 }));
}

#[test]
fn too_many_rows_are_refused() {
    let file = |rows| format!("name,category,price\n{}", "Tea,Drinks,2\n".repeat(rows));
    let parse = |rows| menu_csv::parse(file(rows).as_bytes(), Currency::default());
    assert_eq!(parse(menu_csv::MAX_ROWS).unwrap().rows.len(), menu_csv::MAX_ROWS);
    assert_eq!(parse(menu_csv::MAX_ROWS + 1), Err(UnreadableMenu::TooManyRows));
}

#[test]
fn the_same_product_twice_is_an_update_of_it() {
    let text = "name,category,price,sku,plu\nTea,Drinks,2,T-1,7\nGreen tea,Drinks,3,T-1,7\nSoup,Food,4,,8\nSOUP,food,5,,8\n";
    assert_eq!(complaints(text), Vec::<String>::new());
    assert_eq!(parse(text).rows.len(), 4);
}

#[test]
fn products_may_share_a_name_but_no_plu_and_no_barcode() {
    let text = "name,category,price,sku,plu,barcode\n\
                Cola,Drinks,2,C-33,1,40063813\n\
                Cola,Drinks,3,C-50,1,\n\
                Cola,Drinks,4,C-100,3,40063813\n\
                Cola,Offers,1,C-00,4,\n";
    assert_eq!(
        complaints(text),
        [
            "3 plu: stands on line 2 already, for another product [1]",
            "4 barcode: stands on line 2 already, for another product [40063813]",
        ]
    );
    assert_eq!(parse(text).rows.len(), 2);
}

#[test]
fn a_section_has_one_tax_rate() {
    let text = "name,category,price,tax_rate\nTea,Drinks,2,5\nBeer,DRINKS,4,20\nWater,Drinks,1,\nMilk,Drinks,1,5.00\n";
    assert_eq!(complaints(text), ["3 tax_rate: DRINKS has another rate on line 2 [20.00]"]);
}

#[test]
fn a_long_value_is_cut_and_cleaned_in_the_answer() {
    let told =
        parse(&format!("name,category,price\nTea,Drinks,\u{1b}{}\n", "9".repeat(500))).errors.remove(0);
    assert_eq!(told.value, format!("{}…", "9".repeat(80)));
}

fn a_file() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop::string::string_regex("[a-z ,\"\n;é]{0,12}").unwrap();
    prop::collection::vec(prop::collection::vec(cell, 1..6), 1..12)
}

proptest! {
    /// Whatever a proper CSV writer writes comes back: each row with its cells, on its line.
    #[test]
    fn what_a_csv_writer_wrote_is_read_back(rows in a_file(), windows in any::<bool>()) {
        let end = if windows { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(end).flexible(true).from_writer(vec![]);
        writer.write_record(["name", "category", "price", "description"]).unwrap();
        let mut expected = vec![];
        let mut line = 2;
        for row in &rows {
            let description = row.concat();
            let clean: Vec<&str> = description.lines().map(str::trim).collect();
            writer.write_record(["Tea", "Drinks", "2", &description]).unwrap();
            expected.push((line, Given::Value(clean.join("\n").trim().to_owned())));
            line += 1 + description.matches('\n').count() as u64;
        }
        let bytes = writer.into_inner().unwrap();
        let menu = menu_csv::parse(&bytes, Currency::default()).unwrap();
        prop_assert_eq!(&menu.errors, &vec![]);
        let read: Vec<_> = menu.rows.into_iter().map(|row| (row.line, row.draft.description)).collect();
        prop_assert_eq!(read, expected);
    }

    /// Any bytes end in an answer: no panic, and each error names a line of the file.
    #[test]
    fn any_text_is_answered(text in "(name,category,price,options\n)?([a-z0-9,\"\r\n():|=;.é-]{0,200})") {
        if let Ok(menu) = menu_csv::parse(text.as_bytes(), Currency::default()) {
            let lines = 1 + text.matches(['\n', '\r']).count() as u64;
            for error in &menu.errors {
                prop_assert!((1..=lines).contains(&error.line), "{error:?}");
            }
        }
    }
}
