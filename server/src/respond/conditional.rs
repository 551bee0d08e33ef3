//! Entity tags: telling a reader that nothing changed, and a writer that something did.

use axum::http::header::{IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use comanda_core::refusal::Refusal;
use sha2::{Digest, Sha256};

/// The tag of a thing that counts its changes.
pub fn version_tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The weak tag of a document that was read: its digest, and before it the version of the thing that it shows,
/// where it shows one that counts its changes. What does not count, such as stock, is in the digest only. Weak because
/// the same document may leave compressed or not.
pub fn document_tag(version: Option<i64>, body: &[u8]) -> String {
    let digest = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(body)[..12]);
    version.map_or_else(|| format!("W/\"{digest}\""), |version| format!("W/\"{version}.{digest}\""))
}

/// True when the reader already has what `tag` names. Weak comparison, as reads ask for.
pub fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let Ok(tag) = tag.to_str() else { return false };
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|list| list.split(',')).any(|one| one.trim() == "*" || opaque(one) == opaque(tag))
}

/// The version that the writer saw, by its `If-Match`: the tag of a read or of a write. `*` and no header ask
/// for none.
pub fn expected_version(headers: &HeaderMap) -> Result<Option<i64>, Refusal> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    match opaque(text) {
        "*" => Ok(None),
        // Proxies that compress weaken tags on the way.
        tag => {
            let tag = tag.trim_matches('"');
            match tag.split_once('.').map_or(tag, |(version, _)| version).parse() {
                Ok(version) => Ok(Some(version)),
                Err(_) => Err(Refusal::invalid("If-Match", "is not the ETag of one version")),
            }
        }
    }
}

fn opaque(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))])
    }

    #[test]
    fn a_reader_that_has_it_is_told_so() {
        let tag = HeaderValue::from_static("W/\"abc\"");
        for (value, known) in [("W/\"abc\"", true), ("\"x\", \"abc\"", true), ("*", true), ("\"ab\"", false)]
        {
            assert_eq!(is_known(&headers("if-none-match", value), &tag), known, "{value}");
        }
        assert!(!is_known(&HeaderMap::new(), &tag));
    }

    #[test]
    fn a_document_is_tagged_by_what_it_shows() {
        assert_eq!(document_tag(Some(7), b"x"), "W/\"7.LXEWQrcmsEQBYnyp\"");
        assert_eq!(document_tag(None, b"x"), "W/\"LXEWQrcmsEQBYnyp\"");
    }

    #[test]
    fn a_writer_names_the_version_it_saw() {
        let of = |value| expected_version(&headers("if-match", value));
        assert_eq!(of("\"7\""), Ok(Some(7)));
        assert_eq!(of("W/\"7\""), Ok(Some(7)));
        assert_eq!(of("W/\"7.x-_9.1\""), Ok(Some(7)), "as it was read");
        assert_eq!(of("*"), Ok(None));
        assert!(of("W/\"x-_9\"").is_err(), "the digest of a list");
        assert!(of("\"seven\"").is_err());
        assert_eq!(expected_version(&HeaderMap::new()), Ok(None));
    }
}
