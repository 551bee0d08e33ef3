//! Carts: one for each account, under the account's own id. Its row is held by whoever changes its lines.

use diesel::dsl::max;
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};

use super::db::insert_all;
use super::schema::{cart_coupons, cart_items, carts, coupons};
use super::{Db, Tx};
use crate::cart::{Cart, CartCoupon, CartLine};
use crate::error::{Error, Result};
use crate::id::{CartId, CartItemId, CouponId, OptionId, ProductId, UserId};
use crate::money::Money;
use crate::quantity::Quantity;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = cart_items)]
struct ItemRow {
    id: CartItemId,
    cart_id: CartId,
    product_id: ProductId,
    product_name: String,
    quantity: i64,
    options: String,
    notes: String,
    unit_price: i64,
}

impl ItemRow {
    fn of(cart_id: CartId, line: &CartLine) -> Result<Self> {
        Ok(Self {
            id: line.id,
            cart_id,
            product_id: line.product,
            product_name: line.product_name.clone(),
            quantity: line.quantity.into(),
            options: serde_json::to_string(&line.options)
                .map_err(|cause| Error::Broken(cause.to_string()))?,
            notes: line.notes.clone(),
            unit_price: line.unit_price.as_minor(),
        })
    }

    fn into_line(self) -> Result<CartLine> {
        let options: Vec<OptionId> = serde_json::from_str(&self.options)
            .map_err(|cause| Error::Broken(format!("options of {}: {cause}", self.id)))?;
        Ok(CartLine {
            id: self.id,
            product: self.product_id,
            product_name: self.product_name,
            quantity: Quantity::try_from(self.quantity).map_err(|cause| Error::Broken(cause.to_string()))?,
            options,
            notes: self.notes,
            unit_price: Money::minor(self.unit_price),
        })
    }
}

/// The cart of an account.
pub fn load(tx: &mut Tx<'_>, user: UserId) -> Result<Cart> {
    let id = CartId::from_uuid(user.uuid());
    let coupons: Vec<(CouponId, String)> = cart_coupons::table
        .inner_join(coupons::table)
        .filter(cart_coupons::cart_id.eq(id))
        .order_by((cart_coupons::position, cart_coupons::coupon_id))
        .select((coupons::id, coupons::code))
        .load(tx.conn)?;
    let coupons = coupons.into_iter().map(|(id, code)| CartCoupon { id, code }).collect();
    // Ids rise with time.
    let rows: Vec<ItemRow> = cart_items::table
        .filter(cart_items::cart_id.eq(id))
        .order_by(cart_items::id)
        .select(ItemRow::as_select())
        .load(tx.conn)?;
    let lines = rows.into_iter().map(ItemRow::into_line).collect::<Result<_>>()?;
    Ok(Cart { id, coupons, lines })
}

/// The cart of an account, which nobody else can change before this transaction ends.
pub fn lock(tx: &mut Tx<'_>, user: UserId) -> Result<Cart> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let id = CartId::from_uuid(user.uuid());
        carts::table.find(id).select(carts::id).for_update().first::<CartId>(conn).optional()?;
    }
    load(tx, user)
}

/// Writes lines down, new ones and changed ones; the cart is held.
pub fn save(tx: &mut Tx<'_>, cart: CartId, lines: &[&CartLine]) -> Result<()> {
    remove(tx, cart, &lines.iter().map(|line| line.id).collect::<Vec<_>>())?;
    let rows: Vec<ItemRow> = lines.iter().map(|line| ItemRow::of(cart, line)).collect::<Result<_>>()?;
    insert_all!(tx, cart_items::table, &rows)?;
    Ok(())
}

/// Takes lines out; the cart is held.
pub fn remove(tx: &mut Tx<'_>, cart: CartId, lines: &[CartItemId]) -> Result<()> {
    let gone = cart_items::table.filter(cart_items::id.eq_any(lines)).filter(cart_items::cart_id.eq(cart));
    diesel::delete(gone).execute(tx.conn)?;
    Ok(())
}

/// Takes everything out; the cart is held.
pub fn clear(tx: &mut Tx<'_>, cart: CartId) -> Result<()> {
    diesel::delete(cart_items::table.filter(cart_items::cart_id.eq(cart))).execute(tx.conn)?;
    Ok(())
}

/// One more coupon, after those it has; the cart is held.
pub fn add_coupon(tx: &mut Tx<'_>, cart: CartId, coupon: CouponId) -> Result<()> {
    let last: Option<i32> = cart_coupons::table
        .filter(cart_coupons::cart_id.eq(cart))
        .select(max(cart_coupons::position))
        .first(tx.conn)?;
    let row = (
        cart_coupons::cart_id.eq(cart),
        cart_coupons::position.eq(last.map_or(0, |last| last + 1)),
        cart_coupons::coupon_id.eq(coupon),
    );
    diesel::insert_into(cart_coupons::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// Takes coupons off; the cart is held.
pub fn remove_coupons(tx: &mut Tx<'_>, cart: CartId, coupons: &[CouponId]) -> Result<()> {
    let gone = cart_coupons::table
        .filter(cart_coupons::cart_id.eq(cart))
        .filter(cart_coupons::coupon_id.eq_any(coupons));
    diesel::delete(gone).execute(tx.conn)?;
    Ok(())
}
