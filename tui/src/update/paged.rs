//! One mechanism for the screens whose list comes page by page: asking for a page, showing what came, moving the selection
//! or the text beside it. What a screen adds is in its [`Lister`].

use comanda_core::wire::Page;

use super::shop::stumbled;
use crate::app::{Link, Model};
use crate::msg::{Cmd, Wake};
use crate::screens::paged::{LONG, Landing, Move, Paged, Pane, Row, Waiting, visible_rows};
use crate::trouble::Trouble;

/// Lines of the text beside the list that a screenful scrolls.
const SCREENFUL: usize = 10;

/// A list that comes page by page, and the text about its selected row.
pub(super) trait Lister {
    /// A row of it.
    type Row: Row;
    /// What was asked.
    type Question;

    /// The list.
    fn list(model: &Model) -> &Paged<Self::Row>;
    /// The same, to be changed.
    fn list_mut(model: &mut Model) -> &mut Paged<Self::Row>;
    /// The number of the next question.
    fn next_number(model: &mut Model) -> u64;
    /// Asks for this page; the timers of searches count for nothing any more.
    fn send(model: &mut Model, number: u64, page: u32) -> Vec<Cmd>;
    /// The timer after which it is told that the answer takes long.
    fn long(number: u64) -> Wake;
    /// The page that the question asked for.
    fn page_of(question: &Self::Question) -> u32;
    /// True when the rows answer what is looked for now.
    fn is_current(model: &Model) -> bool;
    /// A page is here; `is_same` when the same row is selected as before.
    fn came(model: &mut Model, question: Self::Question, is_same: bool) -> Vec<Cmd>;
    /// The selection moved.
    fn moved(model: &mut Model) -> Vec<Cmd>;
    /// What the arrows move.
    fn pane(model: &Model) -> Pane;
    /// Lines of the text above its upper edge.
    fn scroll_mut(model: &mut Model) -> &mut usize;
    /// Lines of the text that do not fit.
    fn overflow(model: &Model) -> usize;
}

/// Asks for the page that is shown again.
pub(super) fn ask<L: Lister>(model: &mut Model) -> Vec<Cmd> {
    let page = if L::is_current(model) { L::list(model).page.max(1) } else { 1 };
    ask_page::<L>(model, page)
}

/// Asks for the first page of another list.
pub(super) fn ask_anew<L: Lister>(model: &mut Model) -> Vec<Cmd> {
    L::list_mut(model).start_over();
    ask_page::<L>(model, 1)
}

fn ask_page<L: Lister>(model: &mut Model, page: u32) -> Vec<Cmd> {
    let number = L::next_number(model);
    L::list_mut(model).waiting = Waiting::For(number);
    let mut cmds = L::send(model, number, page);
    cmds.push(Cmd::After(LONG, L::long(number)));
    cmds
}

/// The answer takes long.
pub(super) fn takes_long<L: Lister>(model: &mut Model, number: u64) -> Vec<Cmd> {
    let list = L::list_mut(model);
    if list.waiting == Waiting::For(number) {
        list.waiting = Waiting::Long(number);
    }
    Vec::new()
}

/// The page that `question` asked for came, or did not.
pub(super) fn listed<L: Lister>(
    model: &mut Model,
    number: u64,
    question: L::Question,
    answer: Result<Box<Page<L::Row>>, Trouble>,
) -> Vec<Cmd> {
    if L::list(model).waiting.question() != Some(number) {
        return Vec::new();
    }
    match answer {
        Ok(found) => {
            model.link = Link::Open;
            let list = L::list_mut(model);
            let page = L::page_of(&question);
            let is_past_the_end = found.results.is_empty() && found.count > 0 && page > 1;
            let before = list.row().map(Row::id);
            list.show(page, *found);
            let (is_same, ending) = (list.row().map(Row::id) == before, list.last_page());
            let cmds = L::came(model, question, is_same);
            if is_past_the_end { ask_page::<L>(model, ending) } else { cmds }
        }
        Err(trouble) => {
            let list = L::list_mut(model);
            list.waiting = Waiting::No;
            list.landing = Landing::Same;
            list.problem = Some(trouble.sentence.clone());
            let cmds = stumbled(model, &trouble);
            model.warn(trouble.sentence);
            cmds
        }
    }
}

/// Selects the row at this place.
pub(super) fn select<L: Lister>(model: &mut Model, index: usize) -> Vec<Cmd> {
    L::list_mut(model).select(index);
    L::moved(model)
}

/// Where a key leads.
pub(super) fn go<L: Lister>(model: &mut Model, to: Move) -> Vec<Cmd> {
    match to {
        Move::Stay => Vec::new(),
        Move::Row(index) => select::<L>(model, index),
        Move::Page(page, landing) => {
            L::list_mut(model).landing = landing;
            ask_page::<L>(model, page)
        }
    }
}

/// One row or line further.
pub(super) fn step<L: Lister>(model: &mut Model, by: isize) -> Vec<Cmd> {
    match L::pane(model) {
        Pane::List => go::<L>(model, L::list(model).stepped(by)),
        Pane::Detail => scroll::<L>(model, by),
    }
}

/// A screenful further.
pub(super) fn leaf<L: Lister>(model: &mut Model, by: isize) -> Vec<Cmd> {
    match L::pane(model) {
        Pane::List => go::<L>(model, L::list(model).leafed(by, visible_rows(model.size.1))),
        Pane::Detail => scroll::<L>(model, by * SCREENFUL.cast_signed()),
    }
}

/// The view knows how long the text is and stops at its end.
fn scroll<L: Lister>(model: &mut Model, by: isize) -> Vec<Cmd> {
    let most = L::overflow(model);
    let scroll = L::scroll_mut(model);
    *scroll = (*scroll).min(most).saturating_add_signed(by).min(most);
    Vec::new()
}
