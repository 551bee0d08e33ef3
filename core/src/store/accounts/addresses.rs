//! Where people want things delivered.

use diesel::{
    AsChangeset, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl,
    Selectable, SelectableHelper,
};

use crate::accounts::address::AddressDraft;
use crate::error::Result;
use crate::id::{AddressId, UserId};
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::store::schema::addresses;
use crate::wire::accounts::AddressView;

/// An address as it is stored.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = addresses)]
pub struct AddressRow {
    pub(crate) id: AddressId,
    pub(crate) user_id: UserId,
    pub(crate) label: String,
    pub(crate) address: String,
    pub(crate) city: String,
    pub(crate) state: String,
    pub(crate) country: String,
    pub(crate) postal_code: String,
    pub(crate) notes: String,
    pub(crate) is_default: bool,
}

impl AddressRow {
    /// What `draft` is once it is kept.
    pub fn of(id: AddressId, user_id: UserId, draft: AddressDraft, is_default: bool) -> Self {
        let AddressDraft { label, address, city, state, country, postal_code, notes, .. } = draft;
        Self { id, user_id, label, address, city, state, country, postal_code, notes, is_default }
    }

    /// As its owner sees it.
    pub fn into_view(self) -> AddressView {
        let Self { id, label, address, city, state, country, postal_code, notes, is_default, .. } = self;
        AddressView { id, label, address, city, state, country, postal_code, notes, is_default }
    }
}

/// The addresses of several people, the default first, then as they came.
pub fn list(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<AddressRow>> {
    Ok(addresses::table
        .filter(addresses::user_id.eq_any(users))
        .order((addresses::user_id, addresses::is_default.desc(), addresses::id))
        .select(AddressRow::as_select())
        .load(tx.conn)?)
}

/// An address of `user`, or `not_found`.
pub fn load(tx: &mut Tx<'_>, user: UserId, id: AddressId) -> Result<AddressRow> {
    let row = addresses::table
        .find(id)
        .filter(addresses::user_id.eq(user))
        .select(AddressRow::as_select())
        .first(tx.conn)
        .optional()?;
    row.ok_or_else(|| Refusal::not_found("address").into())
}

/// None of the addresses of `user` is offered first any more.
pub fn save_no_default(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    let first = addresses::table.filter(addresses::user_id.eq(user)).filter(addresses::is_default.eq(true));
    diesel::update(first).set(addresses::is_default.eq(false)).execute(tx.conn)?;
    Ok(())
}

/// A new address.
pub fn insert(tx: &mut Tx<'_>, row: &AddressRow) -> Result<()> {
    diesel::insert_into(addresses::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// Saves a changed address.
pub fn save(tx: &mut Tx<'_>, row: &AddressRow) -> Result<()> {
    diesel::update(addresses::table.find(row.id)).set(row).execute(tx.conn)?;
    Ok(())
}

/// Forgets an address; orders keep their own copy.
pub fn delete(tx: &mut Tx<'_>, id: AddressId) -> Result<()> {
    diesel::delete(addresses::table.find(id)).execute(tx.conn)?;
    Ok(())
}
