//! Writing a draft on the product that stands: what is not given stays, and the whole must still be right.
//! The caller compares before and after to know whether anything changed.

use super::super::options::{OptionChoice, OptionGroup};
use super::super::product::Product;
use super::{OptionGroupDraft, ProductDraft};
use crate::id::{OptionGroupId, OptionId};
use crate::money::Money;
use crate::refusal::FieldErrors;
use crate::stock::Stock;
use crate::text;

impl ProductDraft {
    /// Writes on `product` all but its section, its tags and its properties, which have ids of
    /// their own. Refuses what only
    /// shows together with what stands: a kept sale price at or above the new price, fewer in stock than are
    /// promised. On a refusal `product` is half written and of no use.
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
        if let Some(groups) = self.options.value() {
            product.options = options_on(&product.options, groups, ids);
        }
        let mut errors = FieldErrors::default();
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

/// Where new option groups and options get their ids; this crate's rules cannot make any.
pub trait OptionIds {
    /// The id of a new group.
    fn group(&mut self) -> OptionGroupId;
    /// The id of a new option.
    fn option(&mut self) -> OptionId;
}

/// The wanted groups. One that is called as before keeps its id, and so does each of its options: baskets
/// that were begun before the change still fit.
fn options_on(
    current: &[OptionGroup],
    wanted: &[OptionGroupDraft],
    ids: &mut impl OptionIds,
) -> Vec<OptionGroup> {
    let mut groups = Vec::with_capacity(wanted.len());
    for draft in wanted {
        let before = current.iter().find(|group| same(&group.name, &draft.name));
        let known = before.map_or(&[][..], |group| &group.options);
        groups.push(OptionGroup {
            id: before.map_or_else(|| ids.group(), |group| group.id),
            name: draft.name.clone(),
            min: draft.min,
            max: draft.max,
            options: draft.options.iter().map(|o| choice_on(known, &o.name, o.price, ids)).collect(),
        });
    }
    groups
}

fn choice_on(known: &[OptionChoice], name: &str, price: Money, ids: &mut impl OptionIds) -> OptionChoice {
    let before = known.iter().find(|choice| same(&choice.name, name));
    OptionChoice { id: before.map_or_else(|| ids.option(), |choice| choice.id), name: name.to_owned(), price }
}

fn same(a: &str, b: &str) -> bool {
    text::folded(a) == text::folded(b)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::catalog::draft::OptionDraft;
    use crate::catalog::given::Given;
    use crate::id::{CategoryId, ProductId};
    use crate::money::BasisPoints;

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

    #[test]
    fn options_that_keep_their_names_keep_their_ids() {
        let option = |name: &str, price| OptionDraft { name: name.to_owned(), price: Money::minor(price) };
        let size = |options| OptionGroupDraft { name: "Size".to_owned(), min: 1, max: 1, options };
        let wanted = |options| ProductDraft { options: Given::Value(vec![size(options)]), ..draft() };
        let mut ids = Counting(100);
        let mut product = tea();
        wanted(vec![option("Small", 0), option("Large", 100)]).write_on(&mut product, &mut ids).unwrap();
        let before = product.options.clone();
        wanted(vec![option("large", 150), option("Huge", 300)]).write_on(&mut product, &mut ids).unwrap();
        let after = &product.options[0];
        assert_eq!(after.id, before[0].id);
        assert_eq!(after.options[0].id, before[0].options[1].id);
        assert_eq!(after.options[0].price, Money::minor(150));
        assert!(before[0].options.iter().all(|choice| choice.id != after.options[1].id));
    }
}
