//! One line of text that people type into: the cursor and the usual editing keys.

use crossterm::event::{KeyCode, KeyModifiers};
use tui_input::{Input, InputRequest};

use crate::keys::Key;

/// A line that can be edited.
#[derive(Debug, Clone)]
pub struct Field {
    input: Input,
    most: usize,
}

impl Field {
    /// An empty line of at most `most` characters.
    pub fn new(most: usize) -> Self {
        Self { input: Input::default(), most }
    }

    /// The same with a text in it and the cursor behind it.
    pub fn with(mut self, text: &str) -> Self {
        self.set(text);
        self
    }

    /// What stands there.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// What stands before the cursor, and what behind it.
    pub fn parts(&self) -> (&str, &str) {
        let text = self.input.value();
        let at = text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(index, _)| index);
        text.split_at(at)
    }

    /// Puts `text` in place of what stands there.
    pub fn set(&mut self, text: &str) {
        self.input = Input::new(text.chars().take(self.most).collect());
    }

    /// Empties the line.
    pub fn clear(&mut self) {
        self.input.reset();
    }

    /// Types `text`, without its control characters.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_control()) {
            if self.input.value().chars().count() < self.most {
                self.input.handle(InputRequest::InsertChar(c));
            }
        }
    }

    /// Does what `key` does to a line of text; says whether it does anything.
    pub fn edit(&mut self, key: Key) -> bool {
        if let Some(c) = key.written() {
            self.insert(c.encode_utf8(&mut [0; 4]));
            return true;
        }
        let word = key.held.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let request = match key.code {
            KeyCode::Backspace if word => InputRequest::DeletePrevWord,
            KeyCode::Backspace => InputRequest::DeletePrevChar,
            KeyCode::Delete => InputRequest::DeleteNextChar,
            KeyCode::Left if word => InputRequest::GoToPrevWord,
            KeyCode::Left => InputRequest::GoToPrevChar,
            KeyCode::Right if word => InputRequest::GoToNextWord,
            KeyCode::Right => InputRequest::GoToNextChar,
            KeyCode::Home => InputRequest::GoToStart,
            KeyCode::End => InputRequest::GoToEnd,
            KeyCode::Char('u') if key == Key::ctrl('u') => InputRequest::DeleteLine,
            _ => return false,
        };
        self.input.handle(request);
        true
    }
}

impl Default for Field {
    /// A line as long as a name or a note may be.
    fn default() -> Self {
        Self::new(200)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_splits_at_the_cursor_between_characters() {
        let mut field = Field::new(10).with("قهوه");
        field.edit(Key::named(KeyCode::Left));
        assert_eq!(field.parts(), ("قهو", "ه"));
    }

    #[test]
    fn what_is_too_long_or_invisible_is_not_taken() {
        let mut field = Field::new(3);
        field.insert("a\u{1b}bcd");
        assert_eq!(field.text(), "abc");
    }
}
