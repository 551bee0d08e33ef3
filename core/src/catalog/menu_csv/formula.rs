//! Spreadsheets take a cell that begins with certain signs for a formula and would run what a guest or a
//! supplier wrote into a name. Such a cell gets an apostrophe in front, which reading takes off again.

/// With these a formula can begin; the wide ones do so on keyboards of East Asia.
const BEGINNINGS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// `cell` as no spreadsheet runs it.
pub(super) fn guarded(cell: String) -> String {
    if begins_like_one(&cell) { format!("'{cell}") } else { cell }
}

/// What a cell says that may have been guarded.
pub(super) fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| begins_like_one(rest)).unwrap_or(cell)
}

/// Apostrophes in front do not count: what had one gets another, so that taking one off is always right.
fn begins_like_one(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(BEGINNINGS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_the_guard_off_gives_what_was_there() {
        for cell in ["=1+1", "'=1+1", "''@x", "-5", "+49", "'Tis", "''", "", "Tea", "＝A1", "'"] {
            let written = guarded(cell.to_owned());
            assert!(!written.starts_with(BEGINNINGS), "{written}");
            assert_eq!(unguarded(&written), cell);
        }
    }

    #[test]
    fn an_apostrophe_before_a_word_is_the_word_s_own() {
        assert_eq!((guarded("'Tis".to_owned()).as_str(), unguarded("'Tis")), ("'Tis", "'Tis"));
    }
}
