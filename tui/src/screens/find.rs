//! The search line of the Sell screen.

use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;

/// What can be done while a search is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindAct {
    /// Take the selected result.
    TakeHere,
    /// Take this result, counted from 0.
    Take(usize),
    /// Select the next result.
    Next,
    /// Select the previous result.
    Previous,
    /// Say that the selected result is sold out for now, or back.
    SoldOut,
    /// Back to the quick keys.
    Leave,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let found = |model: &Model| model.sell.find.as_ref().is_some_and(|find| !find.results.is_empty());
    vec![
        Spec::new(Context::Find, FindAct::TakeHere, "find.take", "Add the selected result")
            .key(Key::ENTER)
            .hint("add")
            .when(found)
            .help_only(),
        Spec::new(Context::Find, FindAct::Next, "find.next", "Next result")
            .key(Key::named(KeyCode::Down))
            .hint("next")
            .when(found)
            .help_only(),
        Spec::new(Context::Find, FindAct::Previous, "find.previous", "Previous result")
            .key(Key::named(KeyCode::Up))
            .when(found)
            .help_only(),
        Spec::new(Context::Find, FindAct::SoldOut, "find.86", "86: the selected result is sold out, or back")
            .key(Key::ctrl('n'))
            .hint("86")
            .when(found)
            .help_only(),
        Spec::new(Context::Find, FindAct::Leave, "find.leave", "Leave the search")
            .key(Key::ESC)
            .hint("back")
            .help_only(),
    ]
}
