//! A shop, its products and its orders, as the laws need them.

use chrono::{DateTime, Utc};
use comanda_core::catalog::{OptionChoice, OptionGroup, Product, Shop, TaxMode};
use comanda_core::coupons::{Benefit, Coupon, CouponCode, Terms};
use comanda_core::id::{CategoryId, Id, LineId, OrderId, ProductId};
use comanda_core::money::{BasisPoints, Money};
use comanda_core::orders::place::{Basket, Wish};
use comanda_core::orders::{DeliveryMethod, Order, OrderLine, OrderNumber, Source, Status};
use comanda_core::stock::Stock;
use uuid::Uuid;

pub fn id<K: type_safe_id::StaticType>(number: usize) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number as u128))
}

pub fn noon() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub fn product(number: usize, price: i64) -> Product {
    Product {
        id: id(number),
        category_id: CategoryId::from_uuid(Uuid::nil()),
        category_name: "Food".to_owned(),
        category_is_active: true,
        name: format!("Dish {number}"),
        description: String::new(),
        price: Money::minor(price),
        sale_price: None,
        tax_rate: BasisPoints::new(1000),
        sku: None,
        plu: None,
        barcode: None,
        image: None,
        images: vec![],
        is_available: true,
        is_featured: false,
        sold_out: None,
        is_archived: false,
        allergens: vec![],
        tags: vec![],
        attributes: vec![],
        options: vec![],
        stock: None,
        created_at: noon(),
        updated_at: noon(),
        version: 1,
    }
}

pub fn counted(number: usize, on_hand: u32) -> Product {
    let stock = Stock { on_hand, ..Stock::default() };
    Product { stock: Some(stock), ..product(number, 250) }
}

/// A group with options `first`, `first + 1`, ….
pub fn group(number: usize, min: u32, max: u32, first: usize, count: usize) -> OptionGroup {
    let option = |number| OptionChoice {
        id: id(number),
        name: format!("Option {number}"),
        price: Money::minor(10).times(u32::try_from(number).unwrap()),
    };
    let options = (first..first + count).map(option).collect();
    OptionGroup { id: id(number), name: format!("Group {number}"), min, max, options }
}

/// The order that `wishes` become.
pub fn order(number: usize, shop: &Shop, wishes: &[Wish<'_>], basket: &Basket) -> Order {
    let count = u32::try_from(number).unwrap();
    let lines = wishes.iter().zip(&basket.options).zip(&basket.quote.lines);
    Order {
        id: OrderId::from_uuid(Uuid::from_u128(number as u128)),
        number: OrderNumber { source: Source::Counter, count }.to_string(),
        business_day: shop.business_day(noon()),
        customer: None,
        guest_name: "Ada".to_owned(),
        source: Source::Counter,
        api_key: None,
        status: Status::Pending,
        delivery_method: DeliveryMethod::Pickup,
        delivery_address: String::new(),
        delivery_notes: String::new(),
        special_instructions: String::new(),
        cancellation_reason: String::new(),
        refund_reason: String::new(),
        tracking_token: None,
        lines: lines
            .enumerate()
            .map(|(index, ((wish, options), line))| OrderLine {
                id: LineId::from_uuid(Uuid::from_u128((number * 1000 + index) as u128)),
                product: wish.product.id,
                name: wish.product.name.clone(),
                quantity: wish.quantity,
                unit_price: line.unit_price,
                options: options.clone(),
                notes: String::new(),
                discount: line.discount,
                net: line.net,
                is_reduced: wish.product.sale_price.is_some(),
                tax_rate: wish.product.tax_rate,
                tax: line.tax,
                tracked: wish.product.stock.is_some(),
                reserved: wish.product.stock.map_or(0, |_| wish.quantity.get()),
                refunded_quantity: 0,
            })
            .collect(),
        coupons: basket.coupons.clone(),
        subtotal: basket.quote.subtotal,
        discount: basket.quote.discount,
        tax: basket.quote.tax,
        tax_included: shop.tax_mode == TaxMode::Inclusive,
        delivery_fee: basket.quote.delivery_fee,
        tip: basket.quote.tip,
        total: basket.quote.total,
        paid: Money::ZERO,
        refunded: Money::ZERO,
        created_at: noon(),
        updated_at: noon(),
        confirmed_at: None,
        estimated_delivery: None,
        delivered_at: None,
        expires_at: None,
        version: 1,
    }
}

pub fn product_id(number: usize) -> ProductId {
    id(number)
}

/// A code that may stand beside others, for everybody, from noon on.
pub fn coupon(code: &str, benefit: Benefit) -> Coupon {
    Coupon {
        id: id(code.len()),
        code: CouponCode::try_from(code).unwrap(),
        description: String::new(),
        terms: Terms { combinable: true, ..Terms::of(benefit, noon()) },
        held: 0,
        consumed: 0,
        is_active: true,
        is_public: true,
        owner: None,
        batch: None,
        archived_at: None,
        created_at: noon(),
        updated_at: noon(),
        version: 1,
    }
}
