//! What the demo shop's staff should know besides what is low: a price that went up this morning, and a matter that
//! somebody has dealt with.

use chrono::{DateTime, Duration, Utc};

use crate::actor::Actor;
use crate::alerts::{AlertType, Severity};
use crate::catalog::{Product, Shop};
use crate::error::Result;
use crate::flows::{alerts, catalog};
use crate::money::Money;
use crate::store::{self, Tx};
use crate::wire::ProductForm;
use crate::wire::alerts::{CreateAlert, ResolveAlert};
use crate::wire::catalog::Extent;

/// Raises and resolves them, as if it had been this morning.
pub(super) fn raise(
    tx: &mut Tx<'_>,
    shop: &Shop,
    manager: &Actor,
    counter: &Actor,
    products: &[Product],
    now: DateTime<Utc>,
) -> Result<()> {
    let printer = CreateAlert {
        alert_type: AlertType::System,
        severity: Severity::Warning,
        message: "The kitchen's printer prints every second line only.".to_owned(),
        product_id: None,
        threshold_value: None,
        current_value: None,
    };
    let raised = alerts::create(tx, manager, &printer, now - Duration::hours(5))?;
    let notes = ResolveAlert { notes: "New ribbon, from the drawer below the till.".to_owned() };
    alerts::resolve(tx, counter, raised.id, &notes, now - Duration::hours(5) + Duration::minutes(12))?;
    match products.iter().find(|product| product.sale_price.is_none() && product.price > Money::minor(4)) {
        Some(product) => dearer(tx, shop, manager, product, now - Duration::hours(3)),
        None => Ok(()),
    }
}

/// Until this morning it cost a quarter less than the menu says.
fn dearer(tx: &mut Tx<'_>, shop: &Shop, manager: &Actor, product: &Product, at: DateTime<Utc>) -> Result<()> {
    let cheaper = Product { price: Money::minor(product.price.as_minor() * 3 / 4), ..product.clone() };
    store::products::save_many(tx, &[(&cheaper, product)])?;
    let form = ProductForm { price: Some(shop.currency.amount(product.price)), ..ProductForm::default() };
    catalog::update_product(tx, manager, product.id, &form, Extent::Part, at).map(drop)
}
