//! The Coupons screen: the codes there are, what became of them, and making them. What it remembers, and what the
//! till asks of the shop about codes; the dialog on Sell is in `dialog`, the form in `form`, the keys in `acts`.

mod acts;
pub mod dialog;
pub mod errand;
pub mod form;
pub mod query;
pub mod stats;
pub mod told;

use comanda_core::coupons::CouponCode;
use comanda_core::id::{CouponId, UserId};
use comanda_core::wire::Page;
use comanda_core::wire::coupons::explain::FindBest;
use comanda_core::wire::coupons::{BestCoupons, CouponStats, CouponView, Explanation, ValidateCoupon};

use crate::screens::paged::{Paged, Pane, Row};
use crate::sell::coupons::why::Why;
use crate::trouble::Trouble;
use errand::{Errand, Sending};
use query::{Query, Question};

pub use acts::{CouponsAct, actions, by_keyboard};

impl Row for CouponView {
    type Id = CouponId;
    fn id(&self) -> CouponId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}

/// What the Coupons screen remembers.
#[derive(Debug, Clone, Default)]
pub struct Coupons {
    /// What is looked for.
    pub query: Query,
    /// What the shop answered.
    pub list: Paged<CouponView>,
    /// What that answers; none before the first answer.
    pub found: Option<Question>,
    /// How many can be used.
    pub active: Option<u64>,
    /// What the arrows move.
    pub pane: Pane,
    /// Lines of the detail above its upper edge.
    pub scroll: usize,
    /// The code that is to be explained for the cart of Sell, until the shop told.
    pub asked: Option<CouponCode>,
    /// What is explained in place of the detail.
    pub why: Option<Why>,
    /// What was sent and is not answered yet.
    pub sending: Vec<Sending>,
    /// The timer of the search that counts.
    pub resting: u64,
    numbers: u64,
}

impl Coupons {
    /// The next number for a question or a timer.
    pub const fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Forgets everything but the numbers: a late answer must not be taken for a new one.
    pub fn forget(&mut self) {
        *self = Self { numbers: self.numbers + 1, ..Self::default() };
    }

    /// True when the rows answer what is looked for.
    pub fn is_current(&self) -> bool {
        let wanted = self.query.question(1);
        self.found.as_ref().is_some_and(|found| Question { page: 1, ..found.clone() } == wanted)
    }
}

/// Which timer rang.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CouponsWake {
    /// The fingers rested.
    Search(u64),
    /// The answer takes long.
    Long(u64),
    /// It is time to ask for the lost answer with this key again.
    Again(String),
}

/// Answers about coupons.
#[derive(Debug, Clone)]
pub enum CouponsMsg {
    /// The page that this question asked for.
    Listed(u64, Question, Result<Box<Page<CouponView>>, Trouble>),
    /// How many can be used.
    Counted(u64),
    /// What the shop says of a code for this buyer.
    Judged(CouponCode, Option<UserId>, Result<Box<Explanation>, Trouble>),
    /// The codes that take the most off.
    Best(u64, BestCoupons),
    /// What became of the errand with this key.
    Done(String, Result<Option<Box<CouponView>>, Trouble>),
    /// What a coupon came to.
    Stats(CouponId, Result<Box<CouponStats>, Trouble>),
    /// A timer rang.
    Woke(CouponsWake),
}

/// What is asked about coupons.
#[derive(Debug, Clone, PartialEq)]
pub enum CouponsCmd {
    /// A page; the number comes back with it.
    List(u64, Question),
    /// How many can be used.
    Count,
    /// What the shop says of a code.
    Judge(CouponCode, Option<UserId>, Box<ValidateCoupon>),
    /// The codes that take the most off; the number comes back with them.
    Best(u64, Box<FindBest>),
    /// Change something.
    Do(Box<Errand>),
    /// What a coupon came to.
    Stats(CouponId),
}
