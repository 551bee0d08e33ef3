//! A product that travelled is the same product: what a till prices is what the server prices.

use comanda_core::catalog::product::{Attribute, Tag};
use comanda_core::catalog::{Product, Shop, SoldOut, TaxMode};
use comanda_core::money::{BasisPoints, Currency, Money};
use comanda_core::stock::Stock;
use comanda_core::wire::{ProductView, ShopView};
use proptest::prelude::*;

use crate::samples::{group, id, noon, product};

fn a_product() -> impl Strategy<Value = Product> {
    let stock = prop::option::of((0_u32..100, 0_u32..5).prop_map(|(on_hand, low)| Stock {
        on_hand,
        reserved: on_hand / 2,
        low_stock_threshold: low,
        critical_threshold: low / 2,
    }));
    let code = prop::option::of("[0-9]{5}");
    (any::<[bool; 3]>(), 0_i64..1_000_000, 0_u32..10_000, stock, code, "\\PC{0,20}").prop_map(
        |([available, featured, reduced], price, rate, stock, code, name)| Product {
            name,
            sale_price: reduced.then(|| Money::minor(price / 2)),
            tax_rate: BasisPoints::new(rate),
            plu: code.clone(),
            barcode: code,
            is_available: available,
            is_featured: featured,
            sold_out: featured.then(|| SoldOut::Until(noon())),
            allergens: vec!["milk".to_owned()],
            tags: vec![Tag { id: id(7), name: "hot".to_owned() }],
            attributes: vec![Attribute { id: id(8), name: "Origin".to_owned(), value: "Peru".to_owned() }],
            options: vec![group(1, 1, 1, 10, 2), group(2, 0, 3, 20, 3)],
            stock,
            ..product(1, price)
        },
    )
}

proptest! {
    #[test]
    fn a_product_that_travelled_is_the_same(
        product in a_product(),
        code in prop::sample::select(vec!["USD", "JPY", "KWD"]),
    ) {
        let currency = Currency::new(code).unwrap();
        let text = serde_json::to_string(&ProductView::of(&product, currency)).unwrap();
        let view: ProductView = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(view.to_product(currency), Ok(product));
    }
}

#[test]
fn a_shop_that_travelled_prices_the_same() {
    let shop = Shop {
        currency: Currency::new("KWD").unwrap(),
        time_zone: chrono_tz::Asia::Kuwait,
        tax_mode: TaxMode::Inclusive,
        tax_rate: BasisPoints::new(525),
        delivery_fee: Money::minor(1250),
        ..Shop::default()
    };
    let text = serde_json::to_string(&ShopView::of(&shop)).unwrap();
    let view: ShopView = serde_json::from_str(&text).unwrap();
    assert_eq!(view.to_shop(), Ok(shop));
}
