//! The two forms in which a menu is a file: CSV for spreadsheets, JSON for programs.

use super::menu_csv::{self, ParsedMenu, UnreadableMenu};
use super::menu_json;
use crate::money::Currency;

/// In which form a menu is a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MenuFormat {
    /// For spreadsheets.
    Csv,
    /// For programs; holds also what a table cannot.
    Json,
}

impl MenuFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Json];

    /// Its word, which is also how the names of such files end.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// The form with this word, in capitals or not.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(word))
    }

    /// The form of this file, by how it begins: no table of a menu begins as JSON does.
    pub fn of(file: &[u8]) -> Self {
        let text = file.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(file).trim_ascii_start();
        if text.starts_with(b"{") || text.starts_with(b"[") { Self::Json } else { Self::Csv }
    }

    /// Reads a file of this form in a shop of this currency.
    pub fn read(self, file: &[u8], currency: Currency) -> Result<ParsedMenu, UnreadableMenu> {
        match self {
            Self::Csv => menu_csv::parse(file, currency),
            Self::Json => menu_json::parse(file, currency),
        }
    }
}
