//! Writing a draft on the product that stands: what is not given stays, and the whole must still be right.
//! The caller compares before and after to know whether anything changed.

use super::super::product::Product;
use super::ProductDraft;
use super::options_on::{OptionIds, options_on};
use crate::refusal::FieldErrors;
use crate::stock::Stock;

impl ProductDraft {
    /// Writes on `product` all but its section, its tags and its properties, which have ids of their own.
    /// Refuses what only shows together with what stands: a kept sale price at or above the new price, fewer in
    /// stock than are promised, options of another product. On a refusal `product` is half written and of no use.
    pub fn write_on(&self, product: &mut Product, ids: &mut impl OptionIds) -> Result<(), FieldErrors> {
        product.name.clone_from(&self.name);
        product.price = self.price;
        self.sale_price.write_on(&mut product.sale_price);
        self.description.clone().write_on(&mut product.description);
        self.allergens.clone().write_on(&mut product.allergens);
        self.sku.clone().write_on(&mut product.sku);
        self.plu.clone().write_on(&mut product.plu);
        self.barcode.clone().write_on(&mut product.barcode);
        self.image.clone().write_on(&mut product.image);
        self.is_available.write_on(&mut product.is_available);
        self.is_featured.write_on(&mut product.is_featured);
        let mut errors = FieldErrors::default();
        if let Some(groups) = self.options.value() {
            product.options = options_on(&product.options, groups, ids, &mut errors);
        }
        product.stock = self.counts_on(product.stock, &mut errors);
        if product.sale_price.is_some_and(|sale_price| sale_price >= product.price) {
            errors.add("sale_price", "must be below the price");
        }
        if errors.0.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn counts_on(&self, current: Option<Stock>, errors: &mut FieldErrors) -> Option<Stock> {
        let reserved = current.map_or(0, |stock| stock.reserved);
        let wanted = self.stock.or(current.map(|stock| stock.on_hand));
        if reserved > wanted.unwrap_or(0) {
            errors.add("stock", format!("{reserved} are promised to orders; it cannot be less"));
        }
        let mut stock = Stock { on_hand: wanted?, ..current.unwrap_or_default() };
        self.low_stock_threshold.write_on(&mut stock.low_stock_threshold);
        self.critical_threshold.write_on(&mut stock.critical_threshold);
        if stock.critical_threshold > stock.low_stock_threshold {
            errors.add("critical_threshold", "must not be above low_stock_threshold");
        }
        Some(stock)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::catalog::draft::{OptionDraft, OptionGroupDraft};
    use crate::catalog::given::Given;
    use crate::id::{CategoryId, OptionGroupId, OptionId, ProductId};
    use crate::money::{BasisPoints, Money};

    /// Counts upwards from 100.
    struct Counting(u128);

    impl OptionIds for Counting {
        fn group(&mut self) -> OptionGroupId {
            self.0 += 1;
            OptionGroupId::from_uuid(Uuid::from_u128(self.0))
        }
        fn option(&mut self) -> OptionId {
            self.0 += 1;
            OptionId::from_uuid(Uuid::from_u128(self.0))
        }
    }

    fn tea() -> Product {
        Product {
            id: ProductId::from_uuid(Uuid::from_u128(1)),
            category_id: CategoryId::from_uuid(Uuid::from_u128(2)),
            category_name: "Drinks".to_owned(),
            category_is_active: true,
            name: "Tea".to_owned(),
            description: "Green".to_owned(),
            price: Money::minor(300),
            sale_price: Some(Money::minor(250)),
            tax_rate: BasisPoints::new(1000),
            sku: Some("T-1".to_owned()),
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
            stock: Some(Stock { on_hand: 8, reserved: 3, low_stock_threshold: 5, critical_threshold: 1 }),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    fn draft() -> ProductDraft {
        ProductDraft {
            name: "Tea".to_owned(),
            category: "Drinks".to_owned(),
            price: Money::minor(300),
            ..ProductDraft::default()
        }
    }

    fn written(draft: &ProductDraft) -> Result<Product, FieldErrors> {
        let mut product = tea();
        draft.write_on(&mut product, &mut Counting(100)).map(|()| product)
    }

    #[test]
    fn what_is_not_given_stays() {
        assert_eq!(written(&draft()), Ok(tea()));
    }

    #[test]
    fn what_is_given_is_written_and_what_is_emptied_is_empty() {
        let draft = ProductDraft {
            sale_price: Given::Value(None),
            sku: Given::Value(None),
            plu: Given::Value(Some("7".to_owned())),
            is_available: Given::Value(false),
            stock: Given::Value(Some(4)),
            low_stock_threshold: Given::Value(2),
            ..draft()
        };
        let product = written(&draft).unwrap();
        assert_eq!((product.sale_price, product.sku, product.plu.as_deref()), (None, None, Some("7")));
        assert!(!product.is_available);
        let stock = product.stock.unwrap();
        assert_eq!((stock.on_hand, stock.reserved, stock.low_stock_threshold), (4, 3, 2));
    }

    #[test]
    fn a_price_at_or_below_the_sale_price_that_stays_is_refused() {
        let errors = written(&ProductDraft { price: Money::minor(250), ..draft() }).unwrap_err();
        assert_eq!(errors, FieldErrors::one("sale_price", "must be below the price"));
    }

    #[test]
    fn fewer_than_are_promised_is_refused_and_so_is_no_longer_counting_them() {
        for stock in [Some(2), None] {
            let errors = written(&ProductDraft { stock: Given::Value(stock), ..draft() }).unwrap_err();
            assert_eq!(errors, FieldErrors::one("stock", "3 are promised to orders; it cannot be less"));
        }
    }

    fn option(id: Option<OptionId>, name: &str, price: i64) -> OptionDraft {
        OptionDraft { id, name: name.to_owned(), price: Money::minor(price) }
    }

    fn group(id: Option<OptionGroupId>, name: &str, options: Vec<OptionDraft>) -> OptionGroupDraft {
        OptionGroupDraft { id, name: name.to_owned(), min: 1, max: 1, options }
    }

    fn wanted(groups: Vec<OptionGroupDraft>) -> ProductDraft {
        ProductDraft { options: Given::Value(groups), ..draft() }
    }

    /// Tea that comes small or large, and whoever makes the next ids.
    fn sized_tea() -> (Product, Counting) {
        let (mut product, mut ids) = (tea(), Counting(100));
        let size = group(None, "Size", vec![option(None, "Small", 0), option(None, "Large", 100)]);
        wanted(vec![size]).write_on(&mut product, &mut ids).unwrap();
        (product, ids)
    }

    #[test]
    fn options_that_keep_their_names_keep_their_ids() {
        let (mut product, mut ids) = sized_tea();
        let before = product.options.clone();
        let size = group(None, "Size", vec![option(None, "large", 150), option(None, "Huge", 300)]);
        wanted(vec![size]).write_on(&mut product, &mut ids).unwrap();
        let after = &product.options[0];
        assert_eq!(after.id, before[0].id);
        assert_eq!(after.options[0].id, before[0].options[1].id);
        assert_eq!(after.options[0].price, Money::minor(150));
        assert!(before[0].options.iter().all(|choice| choice.id != after.options[1].id));
    }

    #[test]
    fn options_that_name_their_ids_keep_them_under_another_name() {
        let (mut product, mut ids) = sized_tea();
        let before = product.options[0].clone();
        let (small, large) = (before.options[0].id, before.options[1].id);
        // Names are exchanged, and a new group takes the old name of the renamed one.
        let renamed = vec![option(Some(small), "Large", 0), option(Some(large), "Small", 100)];
        let groups =
            vec![group(None, "Size", vec![option(None, "Small", 0)]), group(Some(before.id), "Cup", renamed)];
        wanted(groups).write_on(&mut product, &mut ids).unwrap();
        let [new, cup] = &product.options[..] else { panic!("{:?}", product.options) };
        assert_ne!(new.id, before.id);
        assert_ne!(new.options[0].id, small);
        assert_eq!((cup.id, cup.name.as_str()), (before.id, "Cup"));
        assert_eq!((cup.options[0].id, cup.options[0].name.as_str()), (small, "Large"));
        assert_eq!((cup.options[1].id, cup.options[1].name.as_str()), (large, "Small"));
    }

    #[test]
    fn ids_of_options_that_are_not_the_product_s_or_come_twice_are_refused() {
        let (product, _) = sized_tea();
        let size = product.options[0].id;
        let small = product.options[0].options[0].id;
        let foreign_group = OptionGroupId::from_uuid(Uuid::from_u128(7));
        let foreign = OptionId::from_uuid(Uuid::from_u128(7));
        let plain = || vec![option(None, "Small", 0)];
        let cases = [
            (vec![group(Some(foreign_group), "Size", plain())], "options.0.id"),
            (vec![group(None, "Size", vec![option(Some(foreign), "Small", 0)])], "options.0.options.0.id"),
            (vec![group(None, "Cup", vec![option(Some(small), "Small", 0)])], "options.0.options.0.id"),
            (vec![group(Some(size), "A", plain()), group(Some(size), "B", plain())], "options.1.id"),
            (
                vec![group(None, "Size", vec![option(Some(small), "A", 0), option(Some(small), "B", 0)])],
                "options.0.options.1.id",
            ),
        ];
        for (groups, field) in cases {
            let mut again = product.clone();
            let errors = wanted(groups).write_on(&mut again, &mut Counting(500)).unwrap_err();
            assert_eq!(errors.0.keys().collect::<Vec<_>>(), [field]);
        }
    }
}
