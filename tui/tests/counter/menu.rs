//! The menu that these tests sell from.

use comanda_core::catalog::TaxMode;
use comanda_core::id::{CategoryId, OptionGroupId, OptionId, ProductId};
use comanda_core::wire::catalog::CategoryRef;
use comanda_core::wire::{
    CategoryView, MenuView, OptionGroupView, OptionView, ProductView, ShopView, StockView,
};
use uuid::Uuid;

pub fn product_id(number: u128) -> ProductId {
    ProductId::from_uuid(Uuid::from_u128(number))
}

pub fn option_id(number: u128) -> OptionId {
    OptionId::from_uuid(Uuid::from_u128(number))
}

fn category(number: i32, name: &str, tax_rate: Option<&str>) -> CategoryView {
    CategoryView {
        id: category_id(number),
        name: name.into(),
        description: String::new(),
        image: None,
        version: 1,
        is_active: true,
        tax_rate: tax_rate.map(|rate| rate.parse().unwrap()),
        position: number,
    }
}

fn category_id(number: i32) -> CategoryId {
    CategoryId::from_uuid(Uuid::from_u128(u128::try_from(number + 1).unwrap()))
}

fn product(number: u128, name: &str, section: (i32, &str), price: &str, tax: &str) -> ProductView {
    let day = "2026-11-22T08:00:00Z".parse().unwrap();
    ProductView {
        id: product_id(number),
        name: name.into(),
        description: String::new(),
        price: price.parse().unwrap(),
        sale_price: None,
        tax_rate: tax.parse().unwrap(),
        category: CategoryRef { id: category_id(section.0), name: section.1.into() },
        image: None,
        images: Vec::new(),
        tags: Vec::new(),
        attributes: Vec::new(),
        options: Vec::new(),
        is_available: true,
        is_featured: false,
        allergens: Vec::new(),
        stock: None,
        is_sold_out: false,
        sold_out_until: None,
        sku: Some(format!("SKU-{number:05}")),
        plu: Some(number.to_string()),
        barcode: Some(format!("20000000{number:05}")),
        created_at: day,
        updated_at: day,
        version: 1,
    }
}

fn stock(available: u32, low: u32) -> StockView {
    StockView { on_hand: available, reserved: 0, available, low_stock_threshold: low, critical_threshold: 1 }
}

fn group(number: u128, name: &str, (min, max): (u32, u32), options: &[(&str, &str)]) -> OptionGroupView {
    let options = (0..).zip(options).map(|(place, (name, price))| OptionView {
        id: option_id(number * 10 + place),
        name: (*name).into(),
        price: price.parse().unwrap(),
    });
    OptionGroupView {
        id: OptionGroupId::from_uuid(Uuid::from_u128(number)),
        name: name.into(),
        min,
        max,
        options: options.collect(),
    }
}

const MAINS: (i32, &str) = (0, "Mains");
const SIDES: (i32, &str) = (1, "Sides");
const DRINKS: (i32, &str) = (2, "Drinks");

/// On the first page: q Burger, w Fries, e Lemonade. On Mains: q Burger … t Kofta.
pub fn menu() -> MenuView {
    let mut burger = product(11, "Beef Burger", MAINS, "13.50", "10.00");
    burger.is_featured = true;
    burger.options =
        vec![group(1, "Extras", (0, 2), &[("Cheese", "1.00"), ("Bacon", "1.50"), ("Fried egg", "1.50")])];
    let mut salmon = product(12, "Grilled Salmon", MAINS, "19.00", "10.00");
    salmon.stock = Some(stock(4, 6));
    let mut pizza = product(15, "Margherita Pizza", MAINS, "12.00", "10.00");
    pizza.sale_price = Some("9.90".parse().unwrap());
    pizza.options = vec![
        group(2, "Size", (1, 1), &[("Small", "0"), ("Large", "4.00")]),
        group(3, "Toppings", (0, 3), &[("Mushrooms", "1.20"), ("Olives", "1.00"), ("Prosciutto", "2.50")]),
    ];
    let mut kofta = product(14, "Lamb Kofta", MAINS, "16.00", "10.00");
    kofta.stock = Some(stock(0, 4));
    let koobideh = product(16, "کباب کوبیده", MAINS, "15.50", "10.00");
    let chicken = product(17, "宫保鸡丁", MAINS, "14.00", "10.00");
    let mut fries = product(22, "Fries", SIDES, "4.50", "10.00");
    fries.is_featured = true;
    let brulee = product(42, "Crème Brûlée", SIDES, "6.90", "10.00");
    let mut lemonade = product(35, "Lemonade", DRINKS, "3.50", "15.00");
    lemonade.is_featured = true;
    lemonade.stock = Some(stock(70, 15));
    let espresso = product(32, "Espresso", DRINKS, "2.80", "15.00");
    MenuView {
        shop: ShopView {
            name: "Café Demo".into(),
            currency: comanda_core::money::Currency::default(),
            time_zone: "Europe/Berlin".into(),
            day_cut_off: chrono::NaiveTime::from_hms_opt(4, 0, 0).unwrap(),
            tax_mode: TaxMode::Exclusive,
            tax_rate: "10.00".parse().unwrap(),
            delivery_fee: "3.00".parse().unwrap(),
            smallest_coin: None,
        },
        categories: vec![
            category(0, "Mains", None),
            category(1, "Sides", None),
            category(2, "Drinks", Some("15.00")),
        ],
        products: vec![burger, salmon, pizza, kofta, koobideh, chicken, fries, brulee, lemonade, espresso],
    }
}
