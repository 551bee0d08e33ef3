//! Who has to wait before the next attempt to sign in, and how long. Counted down by a timer that runs only
//! while somebody waits.

use comanda_core::id::UserId;

/// The most that are remembered; the server remembers all of them.
const MOST: usize = 50;

/// Whose attempt it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Of this person, by PIN.
    Person(UserId),
    /// Of whoever goes by this name, by password.
    Name(String),
    /// Of everybody at this till.
    Everybody,
}

/// The seconds that are left, for each who waits.
#[derive(Debug, Clone, Default)]
pub struct Waits {
    left: Vec<(Whose, u32)>,
    is_ticking: bool,
}

impl Waits {
    /// From now on `whose` next attempt is refused for so long; true when a timer has to be started.
    pub fn begin(&mut self, whose: Whose, seconds: u32) -> bool {
        self.left.retain(|(other, _)| *other != whose);
        if self.left.len() == MOST {
            self.left.remove(0);
        }
        self.left.push((whose, seconds.max(1)));
        !std::mem::replace(&mut self.is_ticking, true)
    }

    /// A second passed; true while somebody still waits.
    pub fn tick(&mut self) -> bool {
        self.left.retain_mut(|(_, seconds)| {
            *seconds = seconds.saturating_sub(1);
            *seconds > 0
        });
        self.is_ticking = !self.left.is_empty();
        self.is_ticking
    }

    /// The seconds until `whose` next attempt.
    pub fn left(&self, whose: &Whose) -> Option<u32> {
        let counts = |other: &Whose| other == whose || *other == Whose::Everybody;
        self.left.iter().filter(|(other, _)| counts(other)).map(|(_, seconds)| *seconds).max()
    }

    /// Forgets them: the server tells again.
    pub fn clear(&mut self) {
        self.left.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_waits_for_themselves_and_all_when_the_till_asks_too_often() {
        let (sara, reza) = (Whose::Name("sara".into()), Whose::Name("reza".into()));
        let mut waits = Waits::default();
        assert!(waits.begin(sara.clone(), 2));
        assert!(!waits.begin(Whose::Everybody, 1), "one timer is enough");
        assert_eq!((waits.left(&sara), waits.left(&reza)), (Some(2), Some(1)));
        assert!(waits.tick());
        assert_eq!((waits.left(&sara), waits.left(&reza)), (Some(1), None));
        assert!(!waits.tick());
        assert!(waits.begin(reza, 0), "the timer ended and is started again");
    }
}
