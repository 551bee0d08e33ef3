//! The menu as a CSV file, as restaurants keep it in their spreadsheets: read into drafts, each bad row named
//! by its line and its reason, and no row lost because another one is broken; and written so that it reads
//! the same. The import flow saves what this module reads, the export flow hands over what it writes.

mod cells;
mod escape;
mod formula;
mod header;
pub(super) mod lists;
mod records;
pub(super) mod repeats;
mod row;
mod write;

use serde::{Deserialize, Serialize};

pub use self::cells::{cells, given};
pub use self::write::write;

pub(super) use self::header::COLUMNS;
use self::header::Header;
use self::records::Records;
use self::repeats::Repeats;
use super::draft::{OptionGroupDraft, ProductDraft};
use super::given::Given;
use super::product::SoldOut;
use super::section::SectionDraft;
use crate::money::Currency;
use crate::refusal::Refusal;
use crate::text;

/// The most rows of a file.
pub const MAX_ROWS: usize = 20_000;
/// The most bytes of a file.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// The most characters of a cell that an error repeats.
const MAX_SHOWN: usize = 80;

/// The questions that a cell of the column `options` asks, for forms that are written in the same grammar:
/// `Size(1-1): Small=0|Large=2.50; Extras(0-3): Cheese=1.00`. The error says how to write it.
pub fn options(cell: &str, currency: Currency) -> Result<Vec<OptionGroupDraft>, String> {
    lists::options(cell, currency)
}

/// What stands in a menu file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParsedMenu {
    /// What it says of sections as such; only JSON can.
    pub sections: Vec<SectionDraft>,
    /// The good rows, in the order of the file.
    pub rows: Vec<MenuRow>,
    /// What is wrong with the others, in the order of the file.
    pub errors: Vec<ImportError>,
}

/// One good row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuRow {
    /// The line of the file where it starts, from 1; in JSON, which of the products, from 1.
    pub line: u64,
    /// What it says; fields whose column is not in the file are absent.
    pub draft: ProductDraft,
    /// Whether it is sold out for now; only JSON says so.
    pub sold_out: Given<Option<SoldOut>>,
}

/// One line of a file that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportError {
    /// The line of the file where the row starts, from 1; in JSON, which of the products, from 1.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What stands there.
    pub value: String,
}

impl ImportError {
    /// `message` about `value` in `column` of the row at `line`. Of the value as much is kept, cleaned, as
    /// helps to find it.
    pub fn new(line: u64, column: Option<&str>, message: impl Into<String>, value: &str) -> Self {
        Self { line, column: column.map(str::to_owned), message: message.into(), value: shown(value) }
    }
}

/// As much of a cell as helps to find it, on one line.
pub fn shown(cell: &str) -> String {
    let mut shown = text::line(cell);
    if let Some((end, _)) = shown.char_indices().nth(MAX_SHOWN) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableMenu {
    /// Too many bytes.
    #[error("the file is larger than {} MiB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// Too many rows.
    #[error("the file has more than {MAX_ROWS} products")]
    TooManyRows,
    /// Not UTF-8.
    #[error("line {line} is not UTF-8; save the file as \"CSV UTF-8\"")]
    NotUtf8 {
        /// The first line that is not.
        line: usize,
    },
    /// Nothing in it.
    #[error("the file is empty; its first line names the columns: name, category, price, …")]
    NoHeader,
    /// The header's quotes do not match.
    #[error("the header cannot be read: {0}")]
    BrokenHeader(&'static str),
    /// A column that every file needs is not there.
    #[error("the column {0} is missing; the first line names the columns: name, category, price, …")]
    MissingColumn(&'static str),
    /// Two columns have one name.
    #[error("the column {0} is there twice")]
    RepeatedColumn(&'static str),
    /// Not JSON, where it should be.
    #[error("the file is not JSON: {0}")]
    NotJson(String),
    /// JSON, but something of the document as a whole is not as it should be.
    #[error("{field}: {message}")]
    WrongField {
        /// What is wrong, by its path.
        field: String,
        /// Why.
        message: String,
    },
}

impl From<UnreadableMenu> for Refusal {
    fn from(reason: UnreadableMenu) -> Self {
        match reason {
            UnreadableMenu::TooLarge => Self::TooLarge,
            UnreadableMenu::WrongField { field, message } => Self::invalid(field, message),
            other => Self::invalid("file", other),
        }
    }
}

/// Reads a menu file in a shop of this currency.
pub fn parse(bytes: &[u8], currency: Currency) -> Result<ParsedMenu, UnreadableMenu> {
    if bytes.len() > MAX_BYTES {
        return Err(UnreadableMenu::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|invalid| UnreadableMenu::NotUtf8 {
        line: bytes[..invalid.valid_up_to()].split(|byte| *byte == b'\n').count(),
    })?;
    let mut records = Records::of(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    let first = records.next().ok_or(UnreadableMenu::NoHeader)?;
    let names = first.cells.map_err(UnreadableMenu::BrokenHeader)?;
    let (header, errors) = Header::read(first.line, &names)?;
    let mut menu = ParsedMenu { errors, ..ParsedMenu::default() };
    let mut repeats = Repeats::default();
    for (count, record) in records.enumerate() {
        if count >= MAX_ROWS {
            return Err(UnreadableMenu::TooManyRows);
        }
        let line = record.line;
        match row::read(&header, record, currency).and_then(|draft| repeats.admit(line, draft)) {
            Ok(draft) => menu.rows.push(MenuRow { line, draft, sold_out: Given::Absent }),
            Err(errors) => menu.errors.extend(errors),
        }
    }
    Ok(menu)
}
