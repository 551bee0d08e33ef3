//! Searching while selling.

use super::{sell, sold_out};
use crate::action::FindAct;
use crate::app::Model;
use crate::keys::Key;
use crate::msg::Cmd;
use crossterm::event::KeyCode;

pub(super) fn perform(model: &mut Model, act: FindAct) -> Vec<Cmd> {
    let Some(find) = &mut model.sell.find else { return Vec::new() };
    let count = find.results.len().max(1);
    match act {
        FindAct::TakeHere => return take(model),
        FindAct::Take(index) => {
            find.selected = index;
            return take(model);
        }
        FindAct::Next => find.selected = (find.selected + 1) % count,
        FindAct::Previous => find.selected = (find.selected + count - 1) % count,
        FindAct::SoldOut => {
            let found = find.taken();
            return sold_out::open_at(model, found);
        }
        FindAct::Leave => model.sell.find = None,
    }
    Vec::new()
}

fn take(model: &mut Model) -> Vec<Cmd> {
    let Some(find) = model.sell.find.take() else { return Vec::new() };
    match find.taken() {
        Some(index) => sell::take(model, index, find.quantity),
        None => Vec::new(),
    }
}

/// One more key of the search.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    let (Some(find), Some(menu)) = (&mut model.sell.find, &model.menu) else { return Vec::new() };
    if let Some(c) = key.written() {
        find.push(c, menu);
    } else if key == Key::named(KeyCode::Backspace) {
        find.pop(menu);
    } else if key == Key::ctrl('u') {
        find.text.clear();
        find.search(menu);
    } else if key == Key::ENTER {
        let text = find.text.clone();
        model.warn(if text.is_empty() {
            "Type a part of the name, or Esc to go back.".to_owned()
        } else {
            format!("Nothing is called {text}. Type less of it, or Esc to go back.")
        });
    }
    Vec::new()
}
