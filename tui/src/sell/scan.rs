//! Tells a scanner from fingers. A scanner types a whole code within milliseconds and ends it with Enter or
//! Tab, wherever the keys happen to go; the guard notices, so that a code never ends up in an amount.

use std::time::Duration;

use crossterm::event::KeyCode;

use crate::keys::Key;

/// Characters of one scan come at most this far apart; no fingers keep that up.
pub const LONGEST_GAP: Duration = Duration::from_millis(30);
/// Fewer characters than this are typing.
const SHORTEST_CODE: usize = 6;
/// Some scanners send carriage return and line feed: the second one is dropped when it follows this soon.
const LINE_FEED_AFTER: Duration = Duration::from_millis(50);
/// After a scan, Enter on an empty line means nothing for this long.
const SETTLING: Duration = Duration::from_millis(150);

/// What a key turns out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A key like any other, the first of what may become a scan.
    First,
    /// A key that follows another one as fast as only a machine types.
    Following,
    /// The end of a scan of this code: what its characters did before must be undone.
    Scan(String),
    /// Nothing: the line feed after a carriage return, or an Enter too soon after a scan.
    Dropped,
}

/// Watches the gaps between keys.
#[derive(Debug, Clone, Default)]
pub struct ScanGuard {
    burst: String,
    last_char: Option<Duration>,
    last_enter: Option<Duration>,
    last_scan: Option<Duration>,
}

impl ScanGuard {
    /// What the key that went down at `at` is; `at` counts from the start of the program.
    pub fn judge(&mut self, key: Key, at: Duration) -> Verdict {
        let since = |then: Option<Duration>| then.map(|then| at.saturating_sub(then));
        let is_fast = since(self.last_char).is_some_and(|gap| gap <= LONGEST_GAP);
        let is_end = matches!(key.code, KeyCode::Enter | KeyCode::Tab) || key == Key::ctrl('j');
        if is_end {
            if key == Key::ctrl('j') && since(self.last_enter).is_some_and(|gap| gap <= LINE_FEED_AFTER) {
                return Verdict::Dropped;
            }
            self.last_enter = Some(at);
            let code = std::mem::take(&mut self.burst);
            if is_fast && code.chars().count() >= SHORTEST_CODE {
                self.last_scan = Some(at);
                return Verdict::Scan(code);
            }
            let settling = since(self.last_scan).is_some_and(|gap| gap <= SETTLING);
            return if settling && code.is_empty() { Verdict::Dropped } else { Verdict::First };
        }
        let Some(c) = key.written() else {
            self.burst.clear();
            self.last_char = None;
            return Verdict::First;
        };
        if !is_fast {
            self.burst.clear();
        }
        self.burst.push(c);
        self.last_char = Some(at);
        if is_fast { Verdict::Following } else { Verdict::First }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(guard: &mut ScanGuard, text: &str, gap: u64, from: u64) -> u64 {
        let mut at = from;
        for c in text.chars() {
            guard.judge(Key::char(c), Duration::from_millis(at));
            at += gap;
        }
        at
    }

    #[test]
    fn a_fast_code_with_enter_is_a_scan() {
        let mut guard = ScanGuard::default();
        let at = typed(&mut guard, "2000000081113", 8, 1000);
        assert_eq!(guard.judge(Key::ENTER, Duration::from_millis(at)), Verdict::Scan("2000000081113".into()));
    }

    #[test]
    fn fingers_are_no_scanner() {
        let mut guard = ScanGuard::default();
        let at = typed(&mut guard, "2000000081113", 60, 1000);
        assert_eq!(guard.judge(Key::ENTER, Duration::from_millis(at)), Verdict::First);
        let at = typed(&mut guard, "14", 5, at + 500);
        assert_eq!(guard.judge(Key::ENTER, Duration::from_millis(at)), Verdict::First);
    }

    #[test]
    fn the_line_feed_after_a_carriage_return_is_dropped() {
        let mut guard = ScanGuard::default();
        let at = typed(&mut guard, "2000000081113", 8, 1000);
        guard.judge(Key::ENTER, Duration::from_millis(at));
        assert_eq!(guard.judge(Key::ctrl('j'), Duration::from_millis(at + 8)), Verdict::Dropped);
        let at = typed(&mut guard, "2000000082127", 8, 5000);
        assert_eq!(
            guard.judge(Key::ctrl('j'), Duration::from_millis(at)),
            Verdict::Scan("2000000082127".into())
        );
    }

    #[test]
    fn enter_right_after_a_scan_opens_no_payment() {
        let mut guard = ScanGuard::default();
        let at = typed(&mut guard, "2000000081113", 8, 1000);
        guard.judge(Key::ENTER, Duration::from_millis(at));
        assert_eq!(guard.judge(Key::ENTER, Duration::from_millis(at + 100)), Verdict::Dropped);
        assert_eq!(guard.judge(Key::ENTER, Duration::from_millis(at + 400)), Verdict::First);
    }
}
