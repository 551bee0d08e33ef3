//! The words that products share, as managers keep them: tags, and the names of properties.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::actor::{Actor, Permission};
use crate::catalog::names;
use crate::catalog::product::{AttributeName, Tag};
use crate::error::Result;
use crate::id::{AttributeId, TagId, kind};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::words::{attribute_words, tag_words};
use crate::store::{self, Tx};
use crate::wire::catalog::{AttributeEntry, TagEntry, WordForm};

/// One page of the tags, by name; those with a word that begins like `search`.
pub fn tags(tx: &mut Tx<'_>, search: Option<&str>, page: PageRequest) -> Result<Slice<TagEntry>> {
    let entry = |(tag, products): (Tag, u64)| TagEntry { id: tag.id, name: tag.name, products };
    Ok(tag_words::list(tx, search, page)?.map(entry))
}

/// A new tag.
pub fn create_tag(tx: &mut Tx<'_>, actor: &Actor, form: &WordForm, now: DateTime<Utc>) -> Result<TagEntry> {
    let name = wanted(actor, form)?;
    if tag_words::called(tx, &name)?.is_some() {
        return Err(taken().into());
    }
    let tag = Tag { id: tx.new_id::<kind::Tag>(), name };
    store::catalog::insert_tags(tx, std::slice::from_ref(&tag))?;
    tx.mark_menu_changed();
    append_event(tx, "tag.created", &tag.id.to_string(), &tag.name, actor, now)?;
    Ok(TagEntry { id: tag.id, name: tag.name, products: 0 })
}

/// Calls a tag something else, on every product that has it: they are found by the new word from now on.
pub fn rename_tag(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: TagId,
    form: &WordForm,
    now: DateTime<Utc>,
) -> Result<TagEntry> {
    let name = wanted(actor, form)?;
    let before = tag_words::load(tx, id)?;
    if tag_words::called(tx, &name)?.is_some_and(|other| other != id) {
        return Err(taken().into());
    }
    let tag = Tag { id, name };
    if tag != before {
        tag_words::rename(tx, &tag)?;
        let tagged = store::products::lock_tagged(tx, id)?;
        let shop = store::settings::load_shop(tx)?;
        store::products::refresh_words(tx, &tagged, &shop)?;
        append_event(tx, "tag.renamed", &id.to_string(), &tag.name, actor, now)?;
    }
    let products = tag_words::uses(tx, id)?;
    Ok(TagEntry { id, name: tag.name, products })
}

/// Takes a tag off all products, and away.
pub fn delete_tag(tx: &mut Tx<'_>, actor: &Actor, id: TagId, now: DateTime<Utc>) -> Result<()> {
    actor.require(Permission::ManageMenu)?;
    let gone = tag_words::load(tx, id)?;
    let tagged = store::products::lock_tagged(tx, id)?;
    store::products::untag_all(tx, id)?;
    tag_words::delete(tx, id)?;
    let shop = store::settings::load_shop(tx)?;
    store::products::refresh_words(tx, &tagged, &shop)?;
    append_event(tx, "tag.deleted", &id.to_string(), &gone.name, actor, now)
}

/// One page of the names of properties, by name; those with a word that begins like `search`.
pub fn attributes(tx: &mut Tx<'_>, search: Option<&str>, page: PageRequest) -> Result<Slice<AttributeEntry>> {
    let entry = |(attribute, products): (AttributeName, u64)| AttributeEntry {
        id: attribute.id,
        name: attribute.name,
        products,
    };
    Ok(attribute_words::list(tx, search, page)?.map(entry))
}

/// A new name of a property.
pub fn create_attribute(
    tx: &mut Tx<'_>,
    actor: &Actor,
    form: &WordForm,
    now: DateTime<Utc>,
) -> Result<AttributeEntry> {
    let name = wanted(actor, form)?;
    if attribute_words::called(tx, &name)?.is_some() {
        return Err(taken().into());
    }
    let attribute = AttributeName { id: tx.new_id::<kind::Attribute>(), name };
    store::catalog::insert_attributes(tx, std::slice::from_ref(&attribute))?;
    tx.mark_menu_changed();
    append_event(tx, "attribute.created", &attribute.id.to_string(), &attribute.name, actor, now)?;
    Ok(AttributeEntry { id: attribute.id, name: attribute.name, products: 0 })
}

/// Calls a property something else, on every product that has it.
pub fn rename_attribute(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: AttributeId,
    form: &WordForm,
    now: DateTime<Utc>,
) -> Result<AttributeEntry> {
    let name = wanted(actor, form)?;
    let before = attribute_words::load(tx, id)?;
    if attribute_words::called(tx, &name)?.is_some_and(|other| other != id) {
        return Err(taken().into());
    }
    let attribute = AttributeName { id, name };
    if attribute != before {
        attribute_words::rename(tx, &attribute)?;
        append_event(tx, "attribute.renamed", &id.to_string(), &attribute.name, actor, now)?;
    }
    let products = attribute_words::uses(tx, id)?;
    Ok(AttributeEntry { id, name: attribute.name, products })
}

/// Removes the name of a property that no product has: unlike a tag it carries values, which would be lost.
pub fn delete_attribute(tx: &mut Tx<'_>, actor: &Actor, id: AttributeId, now: DateTime<Utc>) -> Result<()> {
    actor.require(Permission::ManageMenu)?;
    let gone = attribute_words::load(tx, id)?;
    let count = attribute_words::uses(tx, id)?;
    if count > 0 {
        return Err(Refusal::InUse { name: gone.name, count }.into());
    }
    attribute_words::delete(tx, id)?;
    append_event(tx, "attribute.deleted", &id.to_string(), &gone.name, actor, now)
}

/// The word that somebody who may asks for, made safe to show.
fn wanted(actor: &Actor, form: &WordForm) -> Result<String, Refusal> {
    actor.require(Permission::ManageMenu)?;
    names::word(&form.name).map_err(|errors| Refusal::InvalidInput { errors })
}

fn taken() -> Refusal {
    Refusal::invalid("name", "is taken")
}

fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    word: &str,
    name: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    store::events::append(tx, what, word, &json!({ "name": name }), actor.name(), now)
}
