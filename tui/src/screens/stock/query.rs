//! What the Stock screen looks for: words, only what is low, and in which order.

use crate::field::Field;

/// The longest search, in characters.
const MAX_SEARCH: usize = 60;

/// In which order the list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// The fewest first.
    OnHand,
}

impl Order {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Name => Self::OnHand,
            Self::OnHand => Self::Name,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "by name",
            Self::OnHand => "fewest first",
        }
    }

    /// How it is asked for.
    pub const fn ordering(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::OnHand => "on_hand",
        }
    }
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Query {
    /// A code or a part of a name.
    pub words: Field,
    /// Those are being typed.
    pub is_typing: bool,
    /// Only what is at its limits or below.
    pub low_only: bool,
    /// In which order.
    pub order: Order,
}

impl Default for Query {
    fn default() -> Self {
        Self { words: Field::new(MAX_SEARCH), is_typing: false, low_only: false, order: Order::default() }
    }
}

impl Query {
    /// As it is asked, for this page.
    pub fn question(&self, page: u32) -> Question {
        Question {
            words: comanda_core::text::line(self.words.text()),
            low_only: self.low_only,
            order: self.order,
            page,
        }
    }
}

/// One page of one search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// A code or a part of a name; empty: everything that is counted.
    pub words: String,
    /// Only what is at its limits or below.
    pub low_only: bool,
    /// In which order.
    pub order: Order,
    /// Which page, from 1.
    pub page: u32,
}
