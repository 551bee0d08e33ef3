//! RFC 4180 records, each with the physical line it starts on. A record whose quotes do not match costs its
//! first line only: reading goes on with the next line, so a stray quote cannot swallow the rest of a file.

/// The most bytes of one record: more than the largest product takes.
const MAX_BYTES: usize = 2 * 1024 * 1024;
/// The most cells of one record.
const MAX_CELLS: usize = 100;
/// How many bytes may be read in vain. A file of stray quotes would be read to its end once for each of its
/// lines; when it turns out to be one, its records are no longer looked for so far.
const MAX_WASTED: usize = 16 * 1024 * 1024;
const MAX_BYTES_AFTER_WASTE: usize = 16 * 1024;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The line it starts on, from 1.
    pub line: u64,
    /// Its cells, or why it cannot be read.
    pub cells: Result<Vec<String>, &'static str>,
}

/// The records of a text, without the empty ones. Lines end in `\n`, `\r\n` or `\r`.
pub(super) struct Records<'a> {
    rest: &'a str,
    line: u64,
    /// How many bytes were read for records that turned out to be none.
    wasted: usize,
}

/// Why there is no record, and after how many bytes that showed.
type Fault = (&'static str, usize);

impl<'a> Records<'a> {
    pub fn of(text: &'a str) -> Self {
        Self { rest: text, line: 1, wasted: 0 }
    }

    /// Leaves out the first `bytes` of the rest, and counts the lines in them.
    fn advance(&mut self, bytes: usize) {
        let (read, rest) = self.rest.split_at(bytes);
        let ends = read.matches(['\n', '\r']).count() - read.matches("\r\n").count();
        self.line += u64::try_from(ends).unwrap_or(0);
        self.rest = rest;
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while !self.rest.is_empty() {
            let line = self.line;
            let most = if self.wasted > MAX_WASTED { MAX_BYTES_AFTER_WASTE } else { MAX_BYTES };
            let window = &self.rest[..self.rest.floor_char_boundary(most)];
            let record = match record(window) {
                Ok((_, bytes)) if bytes == window.len() && bytes < self.rest.len() => {
                    Err(("is too long", bytes))
                }
                other => other,
            };
            match record {
                Ok((cells, bytes)) => {
                    self.advance(bytes);
                    // Spreadsheets leave rows of nothing but commas behind their tables.
                    if cells.iter().any(|cell| !cell.trim().is_empty()) {
                        return Some(Record { line, cells: Ok(cells) });
                    }
                }
                Err((reason, bytes)) => {
                    self.wasted += bytes;
                    self.advance(line_length(self.rest));
                    return Some(Record { line, cells: Err(reason) });
                }
            }
        }
        None
    }
}

/// The cells of the record at the beginning of `text`, and how many bytes it takes with its line end.
fn record(text: &str) -> Result<(Vec<String>, usize), Fault> {
    let mut cells = Vec::new();
    let mut at = 0;
    while cells.len() < MAX_CELLS {
        let (cell, bytes) = cell(&text[at..]).map_err(|(reason, bytes)| (reason, at + bytes))?;
        cells.push(cell);
        at += bytes;
        match text[at..].strip_prefix(',') {
            Some(_) => at += 1,
            None => return Ok((cells, at + line_end(&text[at..]))),
        }
    }
    Err(("has more than 100 cells", at))
}

/// The cell at the beginning of `text`, and how many bytes it takes.
fn cell(text: &str) -> Result<(String, usize), Fault> {
    let indent = blanks(text);
    if let Some(quoted) = text[indent..].strip_prefix('"') {
        let (cell, bytes) = unquote(quoted)?;
        let end = indent + 1 + bytes;
        let end = end + blanks(&text[end..]);
        return if text[end..].is_empty() || text[end..].starts_with([',', '\n', '\r']) {
            Ok((cell, end))
        } else {
            Err(("text follows a closing quote; write a quote inside quotes twice (\"\")", end))
        };
    }
    let end = text.find([',', '\n', '\r']).unwrap_or(text.len());
    Ok((text[..end].to_owned(), end))
}

/// What stands before the closing quote, and how many bytes that takes with the quote.
fn unquote(text: &str) -> Result<(String, usize), Fault> {
    let mut cell = String::new();
    let mut at = 0;
    while let Some(quote) = text[at..].find('"') {
        cell.push_str(&text[at..at + quote]);
        at += quote + 1;
        if !text[at..].starts_with('"') {
            return Ok((cell, at));
        }
        cell.push('"');
        at += 1;
    }
    Err(("a quote is opened and never closed", text.len()))
}

/// How many bytes of spaces and tabs `text` begins with.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// How many bytes the line end at the beginning of `text` takes.
fn line_end(text: &str) -> usize {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// How many bytes the first line of `text` takes with its end.
fn line_length(text: &str) -> usize {
    let length = text.find(['\n', '\r']).unwrap_or(text.len());
    length + line_end(&text[length..])
}
