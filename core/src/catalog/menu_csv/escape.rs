//! Signs that part a cell, and the same signs inside a name: there a backslash stands before them. A backslash
//! before anything else is a backslash, so files that were written without escapes read as they always did.

/// The characters that part cells which hold more than one thing, and the one that takes that from them.
const SIGNS: [char; 7] = [';', '=', '|', '(', ')', ':', '\\'];

/// `text` as a part of such a cell.
pub(super) fn escaped(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for c in text.chars() {
        if SIGNS.contains(&c) {
            cell.push('\\');
        }
        cell.push(c);
    }
    cell
}

/// What the part of a cell says.
pub(super) fn unescaped(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut rest = part.chars().peekable();
    while let Some(c) = rest.next() {
        match rest.next_if(|next| c == '\\' && SIGNS.contains(next)) {
            Some(sign) => text.push(sign),
            None => text.push(c),
        }
    }
    text
}

/// The parts of `cell` between those of `sign` that are not escaped.
pub(super) fn split(cell: &str, sign: char) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = places(cell, sign).chain([cell.len()]);
    ends.map(move |end| {
        let part = &cell[start..end];
        start = (end + sign.len_utf8()).min(cell.len());
        part
    })
}

/// What stands before and after the first `sign` that is not escaped.
pub(super) fn split_once(cell: &str, sign: char) -> Option<(&str, &str)> {
    part_at(cell, sign, places(cell, sign).next()?)
}

/// What stands before and after the last `sign` that is not escaped.
pub(super) fn rsplit_once(cell: &str, sign: char) -> Option<(&str, &str)> {
    part_at(cell, sign, places(cell, sign).last()?)
}

fn part_at(cell: &str, sign: char, place: usize) -> Option<(&str, &str)> {
    Some((cell.get(..place)?, cell.get(place + sign.len_utf8()..)?))
}

fn places(cell: &str, sign: char) -> impl Iterator<Item = usize> {
    let mut after_backslash = false;
    let is_sign = move |c: char| {
        let is_letter = std::mem::replace(&mut after_backslash, false);
        after_backslash = c == '\\' && !is_letter;
        c == sign && !is_letter
    };
    let mut is_sign = is_sign;
    cell.char_indices().filter(move |(_, c)| is_sign(*c)).map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_after_a_backslash_parts_nothing() {
        assert_eq!(split(r"a\;b;c\\;d", ';').collect::<Vec<_>>(), [r"a\;b", r"c\\", "d"]);
        assert_eq!(split_once(r"a\=b=c=d", '='), Some((r"a\=b", "c=d")));
        assert_eq!(rsplit_once(r"a=b\=c", '='), Some(("a", r"b\=c")));
        assert_eq!(split_once(r"a\=b", '='), None);
        assert_eq!(split("", ';').collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn a_backslash_before_anything_else_is_a_backslash() {
        assert_eq!(unescaped(r"C:\menu\; \\ \"), r"C:\menu; \ \");
    }
}
