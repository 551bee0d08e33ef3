//! Sections of the menu: managers make, change, order and remove them. Their places are 0, 1, 2, … without a
//! gap, so all of them are held while one changes.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::actor::{Actor, Permission};
use crate::catalog::Category;
use crate::error::Result;
use crate::id::CategoryId;
use crate::store::{self, Tx};
use crate::wire::CategoryView;

/// One section, also one that is not shown.
pub fn category(tx: &mut Tx<'_>, id: CategoryId) -> Result<CategoryView> {
    Ok(CategoryView::of(&store::sections::load(tx, id)?))
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
