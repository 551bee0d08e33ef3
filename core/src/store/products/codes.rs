//! The codes by which products are told apart at tills and on paper.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, Queryable, RunQueryDsl, Selectable, SelectableHelper,
};

use super::super::Tx;
use super::super::schema::products;
use crate::catalog::Product;
use crate::error::Result;

/// Another product with a code of the one that was asked about.
#[derive(Queryable, Selectable)]
#[diesel(table_name = products)]
pub struct CodeOwner {
    /// What it is called.
    pub name: String,
    /// Its own code of the shop.
    pub sku: Option<String>,
    /// The digits a cashier types for it.
    pub plu: Option<String>,
    /// What a scanner reads on it.
    pub barcode: Option<String>,
}

/// The other products that have one of the codes of `product`: at most three.
pub fn owners_of_codes(tx: &mut Tx<'_>, product: &Product) -> Result<Vec<CodeOwner>> {
    // What is not given equals nothing: these compare with NULL.
    let has_one = products::sku
        .eq(product.sku.clone())
        .or(products::plu.eq(product.plu.clone()))
        .or(products::barcode.eq(product.barcode.clone()));
    let owners = products::table
        .filter(products::id.ne(product.id))
        .filter(has_one)
        .order_by(products::id)
        .select(CodeOwner::as_select())
        .load(tx.conn)?;
    Ok(owners)
}
