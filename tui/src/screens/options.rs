//! The choices of a product: each group is a question, each choice has a letter.

use comanda_core::catalog::{OptionGroup, Product};
use comanda_core::id::{OptionId, ProductId};
use comanda_core::quantity::Quantity;
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::context::Context;
use crate::keys::Key;

/// The letters of the choices, in reading order; further choices are reached with the arrows.
pub const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";

/// What the dialog will change when it is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// A new line of this many.
    New(Quantity),
    /// The line at this place of the cart.
    Line(usize),
}

/// The choices that were made so far.
#[derive(Debug, Clone)]
pub struct OptionsDialog {
    /// Of which product.
    pub product: ProductId,
    /// For what.
    pub purpose: For,
    /// What was chosen.
    pub chosen: Vec<OptionId>,
    /// The choice under the cursor, over all groups.
    pub cursor: usize,
    /// What does not fit yet.
    pub problem: Option<String>,
}

impl OptionsDialog {
    /// The questions of `product`. Where exactly one answer is wanted, the first one is there already.
    pub fn new(product: &Product, purpose: For) -> Self {
        let exactly_one = |group: &&OptionGroup| group.min == 1 && group.max == 1;
        let chosen = product
            .options
            .iter()
            .filter(exactly_one)
            .filter_map(|group| group.options.first().map(|option| option.id))
            .collect();
        Self { product: product.id, purpose, chosen, cursor: 0, problem: None }
    }

    /// The questions of a line that was answered before.
    pub fn again(product: &Product, line: usize, chosen: Vec<OptionId>) -> Self {
        Self { product: product.id, purpose: For::Line(line), chosen, cursor: 0, problem: None }
    }

    /// Chooses the choice at `index` over all groups, or takes it back. Where one answer is wanted it
    /// replaces the other one; beyond the most answers it is not taken.
    pub fn toggle(&mut self, product: &Product, index: usize) {
        let Some((group, option)) = at(product, index) else { return };
        self.cursor = index;
        self.problem = None;
        let of_group = |id: &OptionId| group.options.iter().any(|option| option.id == *id);
        if self.chosen.contains(&option) {
            if group.min == 0 || group.max > 1 {
                self.chosen.retain(|id| *id != option);
            }
        } else if group.max == 1 {
            self.chosen.retain(|id| !of_group(id));
            self.chosen.push(option);
        } else if self.chosen.iter().filter(|id| of_group(id)).count() < group.max as usize {
            self.chosen.push(option);
        } else {
            self.problem = Some(format!("{}: at most {}. Take one back first.", group.name, group.max));
        }
    }
}

/// The group and the id of the choice at `index` over all groups.
fn at(product: &Product, index: usize) -> Option<(&OptionGroup, OptionId)> {
    let choices = product.options.iter().flat_map(|group| group.options.iter().map(move |o| (group, o.id)));
    choices.into_iter().nth(index)
}

/// How many choices `product` offers over all groups.
pub fn count(product: &Product) -> usize {
    product.options.iter().map(|group| group.options.len()).sum()
}

/// True when ordering `product` needs an answer.
pub fn asks(product: &Product) -> bool {
    product.options.iter().any(|group| group.min > 0)
}

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OptionsAct {
    /// Take the product with these choices.
    Accept,
    /// Leave it.
    Cancel,
    /// To the next choice.
    Next,
    /// To the previous choice.
    Previous,
    /// Choose what is under the cursor, or take it back.
    ToggleHere,
    /// Choose the one at this place over all groups, or take it back.
    Toggle(usize),
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = vec![
        Spec::new(Context::Options, OptionsAct::Accept, "options.accept", "Take it with these choices")
            .key(Key::ENTER)
            .hint("take it")
            .help_only(),
        Spec::new(Context::Options, OptionsAct::ToggleHere, "options.toggle", "Choose, or take back")
            .key(Key::char(' '))
            .hint("choose")
            .help_only(),
        Spec::new(Context::Options, OptionsAct::Next, "options.next", "Next choice")
            .key(Key::named(KeyCode::Down))
            .key(Key::named(KeyCode::Tab))
            .hint("next")
            .help_only(),
        Spec::new(Context::Options, OptionsAct::Previous, "options.previous", "Previous choice")
            .key(Key::named(KeyCode::Up))
            .key(Key::named(KeyCode::BackTab))
            .help_only(),
        Spec::new(Context::Options, OptionsAct::Cancel, "options.cancel", "Leave it")
            .key(Key::ESC)
            .hint("leave it")
            .help_only(),
    ];
    rows.extend(LETTERS.iter().enumerate().map(|(index, letter)| {
        Spec::new(Context::Options, OptionsAct::Toggle(index), "options.letter", "Choose by its letter")
            .key(Key::char(char::from(*letter)))
            .help_only()
    }));
    rows
}
