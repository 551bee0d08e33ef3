//! Sections and tags: the vocabulary that products refer to.

use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};

use super::Tx;
use super::db::insert_all;
use super::product_rows::CategoryRow;
use super::schema::{attributes, categories, tags};
use crate::catalog::product::{AttributeName, Category, Tag};
use crate::error::Result;
use crate::id::{AttributeId, TagId};
use crate::page::{PageRequest, Slice};
use crate::text::folded;

/// Every section in the order of the menu, those that are no more among them. A menu has few; all of them are
/// loaded wherever one is needed.
pub fn all_categories(tx: &mut Tx<'_>) -> Result<Vec<Category>> {
    let rows: Vec<CategoryRow> = categories::table
        .order_by((categories::position, categories::name_folded))
        .select(CategoryRow::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(CategoryRow::into_category).collect())
}

/// One page of the sections that are shown, or of those that are not.
pub fn list_categories(tx: &mut Tx<'_>, is_active: bool, page: PageRequest) -> Result<Slice<Category>> {
    let shown = || {
        categories::table.filter(categories::is_active.eq(is_active).and(categories::is_archived.eq(false)))
    };
    let count: i64 = shown().count().get_result(tx.conn)?;
    let rows: Vec<CategoryRow> = shown()
        .order_by((categories::position, categories::name_folded))
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(CategoryRow::as_select())
        .load(tx.conn)?;
    let items = rows.into_iter().map(CategoryRow::into_category).collect();
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// New sections.
pub fn insert_categories(tx: &mut Tx<'_>, new: &[Category]) -> Result<()> {
    let rows: Vec<CategoryRow> = new.iter().map(CategoryRow::of).collect();
    insert_all!(tx, categories::table, &rows)?;
    tx.mark_menu_changed();
    Ok(())
}

/// A section as it now is.
pub fn save_category(tx: &mut Tx<'_>, category: &Category) -> Result<()> {
    diesel::update(categories::table.find(category.id)).set(CategoryRow::of(category)).execute(tx.conn)?;
    tx.mark_menu_changed();
    Ok(())
}

/// Every tag, by its word.
pub fn all_tags(tx: &mut Tx<'_>) -> Result<Vec<Tag>> {
    let rows: Vec<(TagId, String)> =
        tags::table.order_by(tags::name_folded).select((tags::id, tags::name)).load(tx.conn)?;
    Ok(rows.into_iter().map(|(id, name)| Tag { id, name }).collect())
}

/// Every name of a property, by name.
pub fn all_attributes(tx: &mut Tx<'_>) -> Result<Vec<AttributeName>> {
    let rows: Vec<(AttributeId, String)> = attributes::table
        .order_by(attributes::name_folded)
        .select((attributes::id, attributes::name))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(id, name)| AttributeName { id, name }).collect())
}

/// New names of properties.
pub fn insert_attributes(tx: &mut Tx<'_>, new: &[AttributeName]) -> Result<()> {
    let rows: Vec<_> = new
        .iter()
        .map(|attribute| {
            (
                attributes::id.eq(attribute.id),
                attributes::name.eq(attribute.name.clone()),
                attributes::name_folded.eq(folded(&attribute.name)),
            )
        })
        .collect();
    insert_all!(tx, attributes::table, &rows)?;
    Ok(())
}

/// New tags.
pub fn insert_tags(tx: &mut Tx<'_>, new: &[Tag]) -> Result<()> {
    let rows: Vec<_> = new
        .iter()
        .map(|tag| {
            (tags::id.eq(tag.id), tags::name.eq(tag.name.clone()), tags::name_folded.eq(folded(&tag.name)))
        })
        .collect();
    insert_all!(tx, tags::table, &rows)?;
    Ok(())
}
