//! The Orders screen: the orders of the day, one of them whole, and its next step.

use crate::action::{Action, Spec};

/// What the Orders screen remembers.
#[derive(Debug, Clone, Default)]
pub struct Orders {}

/// What can be done on the Orders screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrdersAct {}

/// Answers to what the Orders screen asked for.
#[derive(Debug, Clone)]
pub enum OrdersMsg {}

/// What the Orders screen asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrdersCmd {}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    Vec::new()
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    action
}
