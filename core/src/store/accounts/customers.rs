//! What the shop knows of people as customers, and what they bought.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::{
    AsChangeset, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl,
    Selectable, SelectableHelper,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::accounts::profile::Profile;
use crate::accounts::{Patronage, PhoneNumber};
use crate::error::{Error, Result};
use crate::id::{OrderId, UserId};
use crate::money::Money;
use crate::orders::Status;
use crate::store::schema::{customers, orders};
use crate::store::{Db, Tx};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = customers, primary_key(user_id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct CustomerRow {
    user_id: UserId,
    phone_number: Option<String>,
    address: String,
    city: String,
    state: String,
    country: String,
    postal_code: String,
    preferences: String,
    allergies: String,
    dietary_restrictions: String,
}

impl CustomerRow {
    fn of(user_id: UserId, profile: &Profile) -> Result<Self> {
        Ok(Self {
            user_id,
            phone_number: profile.phone_number.as_ref().map(|number| number.as_str().to_owned()),
            address: profile.address.clone(),
            city: profile.city.clone(),
            state: profile.state.clone(),
            country: profile.country.clone(),
            postal_code: profile.postal_code.clone(),
            preferences: json(&profile.preferences)?,
            allergies: json(&profile.allergies)?,
            dietary_restrictions: json(&profile.dietary_restrictions)?,
        })
    }

    fn into_profile(self) -> Result<Profile> {
        let number = self.phone_number.as_deref().map(PhoneNumber::try_from).transpose();
        let broken = |what: &str| Error::Broken(format!("the {what} of customer {}", self.user_id));
        Ok(Profile {
            phone_number: number.map_err(|_| broken("phone_number"))?,
            preferences: read(&self.preferences).ok_or_else(|| broken("preferences"))?,
            allergies: read(&self.allergies).ok_or_else(|| broken("allergies"))?,
            dietary_restrictions: read(&self.dietary_restrictions)
                .ok_or_else(|| broken("dietary_restrictions"))?,
            address: self.address,
            city: self.city,
            state: self.state,
            country: self.country,
            postal_code: self.postal_code,
        })
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::Broken(cause.to_string()))
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// The profile of a new account.
pub fn insert(tx: &mut Tx<'_>, user: UserId, profile: &Profile) -> Result<()> {
    diesel::insert_into(customers::table).values(CustomerRow::of(user, profile)?).execute(tx.conn)?;
    Ok(())
}

/// Nobody else counts what this customer has bought or used, in order to take more, before this transaction ends.
pub fn lock(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let row = customers::table.find(user).select(customers::user_id).for_update();
        row.first::<UserId>(conn).optional()?;
    }
    Ok(())
}

/// The profile of an account.
pub fn load(tx: &mut Tx<'_>, user: UserId) -> Result<Profile> {
    let rows: Vec<CustomerRow> =
        customers::table.find(user).select(CustomerRow::as_select()).load(tx.conn)?;
    let row = rows.into_iter().next();
    row.ok_or_else(|| Error::Broken(format!("account {user} has no profile")))?.into_profile()
}

/// The profiles of several accounts.
pub fn load_all(tx: &mut Tx<'_>, users: &[UserId]) -> Result<BTreeMap<UserId, Profile>> {
    let rows: Vec<CustomerRow> = customers::table
        .filter(customers::user_id.eq_any(users))
        .select(CustomerRow::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(|row| Ok((row.user_id, row.into_profile()?))).collect()
}

/// Saves a profile whose account this transaction has locked.
pub fn save(tx: &mut Tx<'_>, user: UserId, profile: &Profile) -> Result<()> {
    let row = CustomerRow::of(user, profile)?;
    diesel::update(customers::table.find(user)).set(row).execute(tx.conn)?;
    Ok(())
}

/// What several customers have bought; who bought nothing is left out.
pub fn patronage(tx: &mut Tx<'_>, users: &[UserId]) -> Result<BTreeMap<UserId, Patronage>> {
    bought(tx, users, None)
}

/// What a customer has bought by other orders than `except`.
pub fn patronage_without(tx: &mut Tx<'_>, user: UserId, except: Option<OrderId>) -> Result<Patronage> {
    Ok(bought(tx, &[user], except)?.remove(&user).unwrap_or_default())
}

fn bought(tx: &mut Tx<'_>, users: &[UserId], except: Option<OrderId>) -> Result<BTreeMap<UserId, Patronage>> {
    let placed =
        format!("CAST(SUM(CASE WHEN status <> '{}' THEN 1 ELSE 0 END) AS BIGINT)", Status::Cancelled);
    let arrived =
        format!("CAST(SUM(CASE WHEN status = '{}' THEN 1 ELSE 0 END) AS BIGINT)", Status::Delivered);
    let spent = format!(
        "CAST(SUM(CASE WHEN status = '{}' THEN paid - refunded ELSE 0 END) AS BIGINT)",
        Status::Delivered
    );
    // No order has this one.
    let except = except.unwrap_or_else(|| OrderId::from_uuid(uuid::Uuid::nil()));
    let rows: Vec<(Option<UserId>, i64, i64, i64)> = orders::table
        .filter(orders::customer_id.eq_any(users))
        .filter(orders::id.ne(except))
        .group_by(orders::customer_id)
        .select((orders::customer_id, sql::<BigInt>(&placed), sql::<BigInt>(&arrived), sql::<BigInt>(&spent)))
        .load(tx.conn)?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let told = |(user, placed, arrived, spent): (Option<UserId>, i64, i64, i64)| {
        let past = Patronage { placed: count(placed), delivered: count(arrived), spent: Money::minor(spent) };
        user.map(|user| (user, past))
    };
    Ok(rows.into_iter().filter_map(told).collect())
}
