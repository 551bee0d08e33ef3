//! The words by which products are found: looked up, and made anew for products whose tags are called
//! something else now.

use diesel::dsl::{self, And};
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};

use super::super::product_rows::ProductRow;
use super::super::schema::{product_tags, product_words, products};
use super::super::{Db, Tx};
use super::batch::replace_words;
use super::{bare, parts};
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::{ProductId, TagId};

/// How many products are in memory at a time.
const AT_ONCE: usize = 500;

type WordRange = And<dsl::GtEq<product_words::word, String>, dsl::Lt<product_words::word, String>>;
type Named = dsl::Select<dsl::Filter<product_words::table, WordRange>, product_words::product_id>;

/// The products that have a word which begins so.
pub fn with_word(begins: String) -> Named {
    // Whatever goes on after the word comes before the end of the range.
    let end = format!("{begins}{}", char::MAX);
    product_words::table
        .filter(product_words::word.ge(begins).and(product_words::word.lt(end)))
        .select(product_words::product_id)
}

/// The products that have this tag, none of which anybody else can change before this transaction ends.
pub fn lock_tagged(tx: &mut Tx<'_>, tag: TagId) -> Result<Vec<ProductId>> {
    let tagged = product_tags::table.filter(product_tags::tag_id.eq(tag)).select(product_tags::product_id);
    let tagged = products::table.filter(products::id.eq_any(tagged)).order(products::id).select(products::id);
    Ok(match &mut *tx.conn {
        Db::Postgres(conn) => tagged.for_update().load(conn)?,
        // There is only one writer: this transaction.
        Db::Sqlite(conn) => tagged.load(conn)?,
    })
}

/// Makes these products be found by what they are called now.
pub fn refresh_words(tx: &mut Tx<'_>, ids: &[ProductId], shop: &Shop) -> Result<()> {
    for some in ids.chunks(AT_ONCE) {
        let rows: Vec<ProductRow> = products::table
            .filter(products::id.eq_any(some))
            .select(ProductRow::as_select())
            .load(tx.conn)?;
        let mut found = bare(tx, rows, shop)?;
        parts::add_tags(tx, &mut found)?;
        replace_words(tx, &found.iter().collect::<Vec<_>>())?;
    }
    tx.mark_menu_changed();
    Ok(())
}

/// Takes a tag off all products; their words are still to be refreshed.
pub fn untag_all(tx: &mut Tx<'_>, tag: TagId) -> Result<()> {
    diesel::delete(product_tags::table.filter(product_tags::tag_id.eq(tag))).execute(tx.conn)?;
    Ok(())
}
