//! Menus in CSV for the tests to sell from.

use std::fmt::Write as _;

/// A menu with one of everything: alphabets, tags, choices, a reduced price, counts, one dish that is sold
/// out and one that is off the menu.
pub const SMALL: &str = "\
name,category,price,sale_price,description,tags,attributes,allergens,sku,plu,barcode,stock,low_stock_threshold,is_available,is_featured,options
Lentil soup,Starters,4.50,3.90,Red lentils and cumin,vegan;hot,Serves=1,celery,STR-1,11,2000000000008,20,5,true,false,Size(1-1): Small=0|Large=1.50
Lamb kebab,Mains,14.00,,Two skewers with rice,grill,,,MAI-1,21,,,,true,true,Extras(0-2): Egg=1.00|Butter=0.50
Joojeh kebab,Mains,12.00,,Chicken with saffron,grill,,milk,MAI-2,22,,0,2,true,false,
Crème brûlée,Desserts,6.00,,\"Vanilla, burnt sugar\",sweet,,egg;milk,DES-1,31,,,,false,false,
Tea,Drinks,2.00,,Black,vegan;hot,,,DRK-1,41,2000000000015,,,true,false,
چای,Drinks,2.30,,,hot,,,DRK-2,42,,,,true,false,
";

/// `count` dishes named `Dish 001`, `Dish 002`, …
pub fn numbered(count: u32) -> String {
    let mut csv = "name,category,price\n".to_owned();
    for number in 1..=count {
        let _ = writeln!(csv, "Dish {number:03},Mains,{}.{:02}", 5 + number % 20, number % 100);
    }
    csv
}

/// One dish; without `stock` it is not counted.
pub fn dish(name: &str, price: &str, stock: Option<u32>) -> String {
    let stock = stock.map(|count| count.to_string()).unwrap_or_default();
    format!("name,category,price,stock\n{name},Mains,{price},{stock}\n")
}
