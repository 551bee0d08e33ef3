//! Parts of a file (RFC 9110, section 14): which bytes a reader asks for. One part is answered; whoever asks for
//! several, or in no way that can be understood, gets the whole.

use std::ops::Range;

use axum::http::header::{IF_RANGE, RANGE};
use axum::http::{HeaderMap, HeaderValue};

/// What a reader asks for of a file of some length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    Whole,
    /// These bytes, one at least.
    Part(Range<u64>),
    /// Bytes that it does not have.
    Nothing,
}

/// True when a part may be asked for: only then the length of the file matters.
pub fn is_asked_for(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    // The strong comparison: parts of different copies do not fit together. Dates are never told, so none fits.
    let holds = headers.get(IF_RANGE).is_none_or(|condition| condition == tag);
    headers.contains_key(RANGE) && holds
}

/// What the header asks for of `length` bytes.
pub fn wanted(headers: &HeaderMap, length: u64) -> Wanted {
    let text = headers.get(RANGE).and_then(|value| value.to_str().ok());
    text.and_then(|text| parsed(text, length)).unwrap_or(Wanted::Whole)
}

fn parsed(text: &str, length: u64) -> Option<Wanted> {
    let (unit, range) = text.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let range = match (first, last) {
        ("", last) => length.saturating_sub(number(last)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(length)
        }
    };
    Some(if range.is_empty() { Wanted::Nothing } else { Wanted::Part(range) })
}

/// One that is too large to be kept is larger than any file.
fn number(digits: &str) -> Option<u64> {
    let fits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Wanted {
        wanted(&HeaderMap::from_iter([(RANGE, HeaderValue::from_str(text).unwrap())]), 100)
    }

    #[test]
    fn one_part_is_given_as_far_as_it_is_there() {
        for (text, part) in [
            ("bytes=0-0", 0..1),
            ("bytes=10-19", 10..20),
            ("Bytes = 10-19", 10..20),
            ("bytes=90-", 90..100),
            ("bytes=90-99999999999999999999999", 90..100),
            ("bytes=-7", 93..100),
            ("bytes=-700", 0..100),
        ] {
            assert_eq!(asked(text), Wanted::Part(part), "{text}");
        }
    }

    #[test]
    fn what_is_not_there_is_told() {
        for text in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(asked(text), Wanted::Nothing, "{text}");
        }
        let none = HeaderMap::from_iter([(RANGE, HeaderValue::from_static("bytes=0-0"))]);
        assert_eq!(wanted(&none, 0), Wanted::Nothing);
    }

    #[test]
    fn several_parts_and_nonsense_get_the_whole() {
        for text in [
            "bytes=0-1,5-6",
            "bytes=5-1",
            "bytes=x-2",
            "bytes=1",
            "bytes=-",
            "lines=0-1",
            "",
            "bytes=+1-2",
            "bytes",
        ] {
            assert_eq!(asked(text), Wanted::Whole, "{text}");
        }
    }

    #[test]
    fn a_part_of_another_copy_is_not_wanted() {
        let tag = HeaderValue::from_static("\"abc\"");
        let with = |condition: &'static str| {
            let range = (RANGE, HeaderValue::from_static("bytes=0-1"));
            HeaderMap::from_iter([range, (IF_RANGE, HeaderValue::from_static(condition))])
        };
        assert!(is_asked_for(&with("\"abc\""), &tag));
        for other in ["\"abd\"", "W/\"abc\"", "Tue, 24 Nov 2026 09:00:00 GMT"] {
            assert!(!is_asked_for(&with(other), &tag), "{other}");
        }
        assert!(!is_asked_for(&HeaderMap::new(), &tag));
    }
}
