//! How far a long command has come: one line on a terminal that is written over, and nothing anywhere else.

use std::io::{IsTerminal, Stderr, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is done sooner needs no word.
const A_MOMENT: Duration = Duration::from_millis(700);
/// The line is written again no sooner than after this.
const BETWEEN: Duration = Duration::from_millis(80);

/// A line that says how far something has come.
pub(super) struct Meter<W = Stderr> {
    line: Option<Mutex<Line<W>>>,
}

struct Line<W> {
    out: W,
    next: Instant,
    is_shown: bool,
}

impl Meter {
    /// On standard error, where that is a terminal.
    pub fn on_standard_error() -> Self {
        let out = std::io::stderr();
        let is_terminal = out.is_terminal();
        Self::on(out, is_terminal, A_MOMENT)
    }
}

impl<W: Write> Meter<W> {
    fn on(out: W, is_terminal: bool, delay: Duration) -> Self {
        let line = Line { out, next: Instant::now() + delay, is_shown: false };
        Self { line: is_terminal.then(|| Mutex::new(line)) }
    }

    /// Shows this, unless something was shown just now. A terminal that went away is no failure.
    pub fn show(&self, text: &str) {
        self.with(|line| {
            let now = Instant::now();
            if now >= line.next {
                let _ = write!(line.out, "\r\x1b[2K{text}").and_then(|()| line.out.flush());
                (line.next, line.is_shown) = (now + BETWEEN, true);
            }
        });
    }

    /// Takes away what is shown, before anything else is said.
    pub fn clear(&self) {
        self.with(|line| {
            if std::mem::take(&mut line.is_shown) {
                let _ = write!(line.out, "\r\x1b[2K").and_then(|()| line.out.flush());
            }
        });
    }

    fn with(&self, act: impl FnOnce(&mut Line<W>)) {
        if let Some(line) = &self.line {
            act(&mut line.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(is_terminal: bool, delay: Duration) -> String {
        let mut out = Vec::new();
        let meter = Meter::on(&mut out, is_terminal, delay);
        meter.show("1 of 2");
        meter.show("2 of 2, too soon after the first");
        meter.clear();
        meter.clear();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn one_line_is_written_over_and_taken_away() {
        assert_eq!(shown(true, Duration::ZERO), "\r\x1b[2K1 of 2\r\x1b[2K");
    }

    #[test]
    fn what_is_soon_done_or_no_terminal_shows_nothing() {
        assert_eq!(shown(true, Duration::from_mins(1)), "");
        assert_eq!(shown(false, Duration::ZERO), "");
    }
}
