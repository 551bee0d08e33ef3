//! The vocabulary as managers keep it: tags and names of properties, how many products use each, renamed and
//! removed. What products look up while they are written is in `catalog`.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, TextExpressionMethods,
};

use super::Tx;
use super::schema::{attributes, product_attributes, product_tags, tags};
use crate::catalog::product::{AttributeName, Tag};
use crate::error::Result;
use crate::id::{AttributeId, TagId};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::text::{folded, like_literal};

/// What the name of a word is compared with: its beginning, and the beginning of a word in it.
fn patterns(search: &str) -> Option<(String, String)> {
    let begins = like_literal(search);
    // Signs alone mean nothing, rather than everything.
    (!begins.is_empty()).then(|| (format!("{begins}%"), format!("% {begins}%")))
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

macro_rules! kept {
    ($(#[$doc:meta])* $module:ident: $word:ident, $id:ident, $table:ident, $used:ident, $column:ident, $what:literal) => {
        $(#[$doc])*
        pub mod $module {
            use super::*;

            /// One page of the words, by name, and how many products use each.
            pub fn list(
                tx: &mut Tx<'_>,
                search: Option<&str>,
                page: PageRequest,
            ) -> Result<Slice<($word, u64)>> {
                let wanted = match search.map(patterns) {
                    None => None,
                    Some(Some(patterns)) => Some(patterns),
                    Some(None) => return Ok(Slice { count: 0, items: Vec::new() }),
                };
                let matching = || {
                    let all = $table::table.into_boxed();
                    match wanted.clone() {
                        None => all,
                        Some((begins, within)) => {
                            all.filter($table::name_folded.like(begins).or($table::name_folded.like(within)))
                        }
                    }
                };
                let count: i64 = matching().count().get_result(tx.conn)?;
                let rows: Vec<($id, String)> = matching()
                    .order_by(($table::name_folded, $table::id))
                    .limit(i64::from(page.size()))
                    .offset(i64::from(page.offset()))
                    .select(($table::id, $table::name))
                    .load(tx.conn)?;
                let ids: Vec<$id> = rows.iter().map(|(id, _)| *id).collect();
                let uses: Vec<($id, i64)> = $used::table
                    .filter($used::$column.eq_any(&ids))
                    .group_by($used::$column)
                    .select(($used::$column, count_star()))
                    .load(tx.conn)?;
                let uses: HashMap<$id, i64> = uses.into_iter().collect();
                let used = |id: $id| number(uses.get(&id).copied().unwrap_or(0));
                let items = rows.into_iter().map(|(id, name)| ($word { id, name }, used(id))).collect();
                Ok(Slice { count: number(count), items })
            }

            /// The word, or `not_found`.
            pub fn load(tx: &mut Tx<'_>, id: $id) -> Result<$word> {
                let found: Option<String> =
                    $table::table.find(id).select($table::name).first(tx.conn).optional()?;
                let name = found.ok_or_else(|| Refusal::not_found($what))?;
                Ok($word { id, name })
            }

            /// Which word is called so, whatever its accents.
            pub fn called(tx: &mut Tx<'_>, name: &str) -> Result<Option<$id>> {
                let is_it = $table::name_folded.eq(folded(name));
                Ok($table::table.filter(is_it).select($table::id).first(tx.conn).optional()?)
            }

            /// How many products use it.
            pub fn uses(tx: &mut Tx<'_>, id: $id) -> Result<u64> {
                let count: i64 = $used::table.filter($used::$column.eq(id)).count().get_result(tx.conn)?;
                Ok(number(count))
            }

            /// Calls it something else.
            pub fn rename(tx: &mut Tx<'_>, word: &$word) -> Result<()> {
                diesel::update($table::table.find(word.id))
                    .set(($table::name.eq(&word.name), $table::name_folded.eq(folded(&word.name))))
                    .execute(tx.conn)?;
                tx.mark_menu_changed();
                Ok(())
            }

            /// Removes a word that no product uses.
            pub fn delete(tx: &mut Tx<'_>, id: $id) -> Result<()> {
                diesel::delete($table::table.find(id)).execute(tx.conn)?;
                tx.mark_menu_changed();
                Ok(())
            }
        }
    };
}

kept! {
    /// Words that group products across sections.
    tag_words: Tag, TagId, tags, product_tags, tag_id, "tag"
}
kept! {
    /// The names of properties.
    attribute_words: AttributeName, AttributeId, attributes, product_attributes, attribute_id, "attribute"
}
