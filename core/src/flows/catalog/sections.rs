//! Sections of the menu: managers make, change, order and remove them. Their places are 0, 1, 2, … without a
//! gap, so all of them are held while one changes.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::fresh;
use crate::actor::{Actor, Permission};
use crate::catalog::{Category, Given, section};
use crate::error::{Error, Result};
use crate::id::CategoryId;
use crate::refusal::{FieldErrors, Refusal};
use crate::store::{self, Tx};
use crate::wire::catalog::Extent;
use crate::wire::{CategoryForm, CategoryView};

/// One section, also one that is not shown.
pub fn category(tx: &mut Tx<'_>, id: CategoryId) -> Result<CategoryView> {
    Ok(CategoryView::of(&store::sections::load(tx, id)?))
}

/// A new section: the last one, or at the place that the form says.
pub fn create_category(
    tx: &mut Tx<'_>,
    actor: &Actor,
    form: &CategoryForm,
    now: DateTime<Utc>,
) -> Result<CategoryView> {
    actor.require(Permission::ManageMenu)?;
    store::sections::lock_all(tx)?;
    let mut sections = store::sections::current(tx)?;
    let draft = form.to_draft(Extent::Whole, None, &sections).map_err(refused)?;
    let places = places(&sections);
    let mut new = fresh::category(&draft.name, sections.len());
    draft.write_on(&mut new);
    let last = sections.len();
    sections.push(new);
    section::move_to(&mut sections, last, draft.position.or(u32::MAX));
    let new = sections.iter().find(|category| !places.contains_key(&category.id)).cloned();
    let new = new.ok_or_else(|| Error::Broken("the new section is nowhere".to_owned()))?;
    store::catalog::insert_categories(tx, std::slice::from_ref(&new))?;
    save_places(tx, &sections, &places)?;
    append_event(tx, "category.created", &new, actor, now)?;
    Ok(CategoryView::of(&new))
}

/// Changes a section, at the version that the form names where it names one.
pub fn update_category(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CategoryId,
    form: &CategoryForm,
    extent: Extent,
    now: DateTime<Utc>,
) -> Result<CategoryView> {
    actor.require(Permission::ManageMenu)?;
    store::sections::lock_all(tx)?;
    let before = store::sections::load(tx, id)?;
    Refusal::unless_current(form.version, before.version)?;
    let mut sections = store::sections::current(tx)?;
    let draft = form.to_draft(extent, Some(&before), &sections).map_err(refused)?;
    let places = places(&sections);
    let from = sections.iter().position(|category| category.id == id).unwrap_or(sections.len());
    if let Given::Value(to) = draft.position {
        section::move_to(&mut sections, from, to);
    }
    let place = sections.iter().find(|category| category.id == id).map_or(0, |category| category.position);
    let mut after = Category { position: place, ..before.clone() };
    draft.write_on(&mut after);
    if after != before {
        after.version += 1;
        sections.retain(|category| category.id != id);
        save_places(tx, &sections, &places)?;
        store::catalog::save_category(tx, &after)?;
        append_event(tx, "category.updated", &after, actor, now)?;
    }
    Ok(CategoryView::of(&after))
}

/// Removes a section in which nothing stands any more, at the version `seen` where one is given. One that
/// archived products stand in is only taken out of sight. Answers with the path of its picture, which nothing
/// shows any more.
pub fn delete_category(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CategoryId,
    seen: Option<i64>,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    actor.require(Permission::ManageMenu)?;
    store::sections::lock_all(tx)?;
    let gone = store::sections::load(tx, id)?;
    Refusal::unless_current(seen, gone.version)?;
    store::sections::lock(tx, id)?;
    let (current, archived) = store::sections::products_in(tx, id)?;
    if current > 0 {
        return Err(Refusal::InUse { name: gone.name, count: current }.into());
    }
    if archived > 0 {
        let hidden = Category {
            is_active: false,
            is_archived: true,
            image: None,
            version: gone.version + 1,
            ..gone.clone()
        };
        store::catalog::save_category(tx, &hidden)?;
        append_event(tx, "category.archived", &gone, actor, now)?;
    } else {
        store::sections::delete(tx, id)?;
        append_event(tx, "category.deleted", &gone, actor, now)?;
    }
    let mut others = store::sections::current(tx)?;
    let places = places(&others);
    section::count_places(&mut others);
    save_places(tx, &others, &places)?;
    Ok(gone.image)
}

fn places(sections: &[Category]) -> HashMap<CategoryId, i32> {
    sections.iter().map(|category| (category.id, category.position)).collect()
}

/// Saves those that stand elsewhere than `before`. Making room for another is no change that would make
/// anybody's version stale.
fn save_places(tx: &mut Tx<'_>, sections: &[Category], before: &HashMap<CategoryId, i32>) -> Result<()> {
    let moved =
        |category: &&Category| before.get(&category.id).is_some_and(|place| *place != category.position);
    sections.iter().filter(moved).try_for_each(|category| store::catalog::save_category(tx, category))
}

fn refused(errors: FieldErrors) -> Refusal {
    Refusal::InvalidInput { errors }
}

/// Puts a picture that is kept at `path` on a section, or takes it away. Answers with the path of the picture
/// before, which nothing shows any more.
pub fn set_category_image(
    tx: &mut Tx<'_>,
    actor: &Actor,
    category: CategoryId,
    path: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(CategoryView, Option<String>)> {
    actor.require(Permission::ManageMenu)?;
    store::sections::lock_all(tx)?;
    let mut category = store::sections::load(tx, category)?;
    let before = std::mem::replace(&mut category.image, path.map(str::to_owned));
    let unused = before.filter(|before| Some(before.as_str()) != path);
    category.version += 1;
    store::catalog::save_category(tx, &category)?;
    append_event(tx, "category.updated", &category, actor, now)?;
    Ok((CategoryView::of(&category), unused))
}

fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    category: &Category,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "category": category.id, "name": category.name, "version": category.version });
    store::events::append(tx, what, &category.id.to_string(), &data, actor.name(), now)
}
