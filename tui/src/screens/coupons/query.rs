//! What the Coupons screen looks for: words, and only what stands somewhere.

use comanda_core::coupons::CouponStatus;

use crate::field::Field;

/// The longest search, in characters.
const MAX_SEARCH: usize = 60;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Query {
    /// A part of a code or of a description.
    pub words: Field,
    /// Those are being typed.
    pub is_typing: bool,
    /// Only what stands here; none: everything.
    pub status: Option<CouponStatus>,
}

impl Default for Query {
    fn default() -> Self {
        Self { words: Field::new(MAX_SEARCH), is_typing: false, status: None }
    }
}

impl Query {
    /// As it is asked, for this page.
    pub fn question(&self, page: u32) -> Question {
        Question { words: comanda_core::text::line(self.words.text()), status: self.status, page }
    }

    /// The next of the places where coupons stand; everything comes after the last.
    pub fn next_status(&mut self) {
        let place = CouponStatus::ALL.iter().position(|status| Some(*status) == self.status);
        self.status = CouponStatus::ALL.get(place.map_or(0, |place| place + 1)).copied();
    }
}

/// One page of one search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// A part of a code or of a description; empty: all.
    pub words: String,
    /// Only what stands here.
    pub status: Option<CouponStatus>,
    /// Which page, from 1.
    pub page: u32,
}
