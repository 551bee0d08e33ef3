//! Cash drawers: which one cash goes into, and what should be in it. Called by the flows that take or give cash.

pub mod count;
pub mod figures;

use chrono::{DateTime, Utc};

use crate::id::{CashSessionId, UserId};
use crate::money::Money;
use crate::refusal::Refusal;
use crate::text;
use crate::time::BusinessDay;

/// The drawer of a shop that has only one.
pub const MAIN: &str = "main";
/// The longest name of a drawer, in characters.
const MAX_NAME: usize = 32;

/// The cash of one drawer from one count to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashSession {
    /// Which.
    pub id: CashSessionId,
    /// Counts the sessions of the shop, from 1.
    pub number: u32,
    /// Of which drawer.
    pub drawer: String,
    /// Who opened it.
    pub opened_by: String,
    /// Whose account that is.
    pub opener: Option<UserId>,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// On which day of trade.
    pub business_day: BusinessDay,
    /// What was counted then.
    pub opening_count: Money,
    /// How it was closed, once it is.
    pub closing: Option<Closing>,
}

/// How a drawer was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// What should have been in it.
    pub expected: Money,
    /// What was counted.
    pub counted: Money,
    /// By which notes and coins, where they were told.
    pub denominations: Vec<Denomination>,
    /// The orders that were not paid then.
    pub open_orders: Unpaid,
    /// Who closed it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Counts the closings of the shop, from 1 and without gaps.
    pub z_number: u32,
}

/// How many there were of one note or coin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denomination {
    /// What one is worth.
    pub value: Money,
    /// How many.
    pub count: u32,
}

/// Orders that were not paid at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unpaid {
    /// How many.
    pub count: u64,
    /// What they owed.
    pub due: Money,
    /// The numbers of the first of them.
    pub numbers: Vec<String>,
}

/// The name of a drawer, cleaned; without one it is the [`MAIN`] one.
pub fn name(given: Option<&str>) -> Result<String, Refusal> {
    let name = text::line(given.unwrap_or(MAIN));
    match name.chars().count() {
        0 => Err(Refusal::invalid("drawer", "give it a name, or leave it out")),
        1..=MAX_NAME => Ok(name),
        _ => Err(Refusal::invalid("drawer", format!("at most {MAX_NAME} characters"))),
    }
}

/// The drawer into which cash goes: the one that is `wanted`; else the only open one; else the one that the cashier
/// opened. `open` are those that are open.
pub fn choose<'a>(
    open: &'a [CashSession],
    wanted: Option<&str>,
    cashier: Option<UserId>,
) -> Result<&'a CashSession, Refusal> {
    if let Some(wanted) = wanted {
        let named = open.iter().find(|session| session.drawer == text::line(wanted));
        return named.ok_or(Refusal::DrawerClosed);
    }
    let mut own = open.iter().filter(|session| cashier.is_some() && session.opener == cashier);
    match (open, own.next(), own.next()) {
        ([], ..) => Err(Refusal::DrawerClosed),
        ([only], ..) | (_, Some(only), None) => Ok(only),
        (_, None | Some(_), _) => {
            let names: Vec<&str> = open.iter().map(|session| session.drawer.as_str()).collect();
            Err(Refusal::invalid("drawer", format!("say which: {}", names.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn session(drawer: &str, opener: u128) -> CashSession {
        CashSession {
            id: CashSessionId::from_uuid(Uuid::from_u128(opener)),
            number: 1,
            drawer: drawer.to_owned(),
            opened_by: "sara".to_owned(),
            opener: Some(user(opener)),
            opened_at: DateTime::UNIX_EPOCH,
            business_day: BusinessDay::of_date(DateTime::UNIX_EPOCH.date_naive()),
            opening_count: Money::ZERO,
            closing: None,
        }
    }

    fn user(number: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(number))
    }

    fn chosen(open: &[CashSession], wanted: Option<&str>, cashier: u128) -> Result<String, String> {
        choose(open, wanted, Some(user(cashier)))
            .map(|session| session.drawer.clone())
            .map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn cash_goes_where_the_cashier_says_or_into_the_only_one_or_into_their_own() {
        let (main, bar) = (session("main", 1), session("bar", 2));
        let both = [main.clone(), bar.clone()];
        assert_eq!(chosen(&both, Some("bar"), 1), Ok("bar".to_owned()));
        assert_eq!(chosen(std::slice::from_ref(&main), None, 2), Ok("main".to_owned()));
        assert_eq!(chosen(&both, None, 2), Ok("bar".to_owned()));
        assert_eq!(chosen(&both, None, 3), Err("drawer: say which: main, bar".to_owned()));
        assert_eq!(
            chosen(&[bar.clone(), session("main", 2)], None, 2),
            Err("drawer: say which: bar, main".to_owned())
        );
        let closed = Refusal::DrawerClosed.to_string();
        assert_eq!(chosen(&[], None, 1), Err(closed.clone()));
        assert_eq!(chosen(&[main], Some("bar"), 1), Err(closed));
    }

    #[test]
    fn a_drawer_has_a_short_name() {
        assert_eq!(name(None), Ok("main".to_owned()));
        assert_eq!(name(Some(" bar\u{7} ")), Ok("bar".to_owned()));
        assert!(name(Some(" ")).is_err());
        assert!(name(Some(&"x".repeat(33))).is_err());
    }
}
