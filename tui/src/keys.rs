//! Keys as people name them. The registry binds them to actions; hints and help print them.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key with the modifiers that are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// What is held with it. Shift is never kept for characters: the character already tells.
    pub held: KeyModifiers,
}

impl Key {
    /// Enter, which accepts.
    pub const ENTER: Self = Self::named(KeyCode::Enter);
    /// Escape, which goes one layer back.
    pub const ESC: Self = Self::named(KeyCode::Esc);

    /// A key that writes `c`.
    pub const fn char(c: char) -> Self {
        Self::named(KeyCode::Char(c))
    }

    /// A key without a character of its own.
    pub const fn named(code: KeyCode) -> Self {
        Self { code, held: KeyModifiers::NONE }
    }

    /// Control and `c`.
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), held: KeyModifiers::CONTROL }
    }

    /// Alt and `c`.
    pub const fn alt(c: char) -> Self {
        Self { code: KeyCode::Char(c), held: KeyModifiers::ALT }
    }

    /// The function key with this number.
    pub const fn f(number: u8) -> Self {
        Self::named(KeyCode::F(number))
    }

    /// The character it writes, when it writes one.
    pub const fn written(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.held.is_empty() => Some(c),
            _ => None,
        }
    }

    /// The same key without caps lock: commands are the same in either case.
    pub fn lower(self) -> Self {
        match self.code {
            KeyCode::Char(c) => {
                Self { code: KeyCode::Char(c.to_lowercase().next().unwrap_or(c)), held: self.held }
            }
            _ => self,
        }
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let held = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        match event.code {
            // A line feed, which some scanners send, arrives as Ctrl-J.
            KeyCode::Char('j') if held == KeyModifiers::CONTROL => Self::ctrl('j'),
            KeyCode::Char(c) if held.contains(KeyModifiers::CONTROL) => {
                Self { code: KeyCode::Char(c.to_ascii_lowercase()), held }
            }
            code => Self { code, held },
        }
    }
}

/// As people name it: `F9`, `Ctrl-Z`, `Enter`, `q`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.held.contains(KeyModifiers::CONTROL) {
            f.write_str("Ctrl-")?;
        }
        if self.held.contains(KeyModifiers::ALT) {
            f.write_str("Alt-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) if self.held.is_empty() => write!(f, "{c}"),
            KeyCode::Char(c) => write!(f, "{}", c.to_uppercase()),
            KeyCode::F(number) => write!(f, "F{number}"),
            KeyCode::Enter => f.write_str("Enter"),
            KeyCode::Esc => f.write_str("Esc"),
            KeyCode::Tab => f.write_str("Tab"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            KeyCode::Backspace => f.write_str("Backspace"),
            KeyCode::Delete => f.write_str("Del"),
            KeyCode::Up => f.write_str("Up"),
            KeyCode::Down => f.write_str("Down"),
            KeyCode::Left => f.write_str("Left"),
            KeyCode::Right => f.write_str("Right"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::Home => f.write_str("Home"),
            KeyCode::End => f.write_str("End"),
            other => write!(f, "{other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_as_on_the_keyboard() {
        let named = [Key::ctrl('z'), Key::f(9), Key::ENTER, Key::char('q'), Key::alt('2')];
        assert_eq!(named.map(|key| key.to_string()), ["Ctrl-Z", "F9", "Enter", "q", "Alt-2"]);
    }

    #[test]
    fn shift_is_not_part_of_a_character() {
        let event = KeyEvent::new(KeyCode::Char('?'), KeyModifiers::SHIFT);
        assert_eq!(Key::from(event), Key::char('?'));
    }
}
