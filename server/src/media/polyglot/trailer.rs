//! What may follow the end of a picture: nothing, filling, and what cameras and phones put there. Asked by
//! `polyglot`.

use crate::media::jpeg;

/// One behind another, of all kinds.
const MOST_THINGS: u32 = 16;

/// True of metadata that says that more pictures follow the first: previews, maps of depth or brightness.
pub fn announces_pictures(metadata: &[u8]) -> bool {
    const XMP: &[u8] = b"http://ns.adobe.com/x";
    let has = |word: &[u8]| metadata.windows(word.len()).any(|part| part == word);
    metadata.starts_with(b"MPF\0")
        || (metadata.starts_with(XMP) && (has(b"ontainer:Directory") || has(b"GDepth:") || has(b"GImage:")))
}

/// True when `tail`, which follows a picture, is none or one that a camera makes. Hands over the metadata of
/// the pictures in it; these may only be there where the first one announced them.
pub fn is_from_a_camera<'a>(tail: &'a [u8], has_pictures: bool, metadata: &mut impl FnMut(&'a [u8])) -> bool {
    let mut rest = tail;
    for _ in 0..MOST_THINGS {
        if is_filling(rest) || is_samsungs(rest) || is_huaweis(rest) {
            return true;
        }
        let filled = rest.iter().take_while(|byte| **byte == 0).count();
        // A film's first box begins with zeros too.
        let after = if has_pictures && rest[filled..].starts_with(&[0xFF, 0xD8, 0xFF]) {
            jpeg::walk(&rest[filled..], metadata).map(|outline| filled + outline.end)
        } else {
            (filled.saturating_sub(3)..=filled).find_map(|skipped| Some(skipped + film(&rest[skipped..])?))
        };
        match after {
            Some(after) => rest = &rest[after..],
            None => return false,
        }
    }
    false
}

/// Bytes that say nothing.
fn is_filling(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, 0x00 | 0xFF | b' ' | b'\t' | b'\r' | b'\n'))
}

/// The length of the film (ISO 14496-12) with which `bytes` begins: its boxes, of the kinds that films of
/// phones have, one behind another.
fn film(bytes: &[u8]) -> Option<usize> {
    const KINDS: [&[u8]; 11] =
        [b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta", b"moof", b"mfra", b"udta"];
    if bytes.get(4..8)? != b"ftyp" {
        return None;
    }
    let mut at = 0;
    while let Some(kind) = bytes.get(at + 4..at + 8).filter(|kind| KINDS.contains(kind)) {
        let length = match u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?) {
            // Up to the end of the file.
            0 if kind == b"mdat" => bytes.len() - at,
            1 => usize::try_from(u64::from_be_bytes(*bytes.get(at + 8..)?.first_chunk()?)).ok()?,
            length => usize::try_from(length).ok()?,
        };
        at = at.checked_add(length).filter(|end| length >= 8 && *end <= bytes.len())?;
    }
    Some(at)
}

/// The blocks of a Samsung phone: a list of them stands at the end, and they lie before it without a gap.
fn is_samsungs(bytes: &[u8]) -> bool {
    samsungs_blocks(bytes).is_some_and(|length| length == 0)
}

/// How many bytes come before the first block.
fn samsungs_blocks(bytes: &[u8]) -> Option<usize> {
    let (list, length) = bytes.strip_suffix(b"SEFT")?.split_last_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (blocks, list) = list.split_at_checked(list.len().checked_sub(length)?)?;
    let entries = list.strip_prefix(b"SEFH")?.get(8..)?.chunks_exact(12);
    let mut before = blocks.len();
    for entry in entries {
        let number = |at: usize| usize::try_from(u32::from_le_bytes(*entry.get(at..)?.first_chunk()?)).ok();
        // Each says how far before the list it begins.
        let start = blocks.len().checked_sub(number(4)?)?;
        blocks.get(start..)?.get(..number(8)?)?;
        before = before.min(start);
    }
    Some(before)
}

/// The line behind the films of Huawei phones: `v2_f30     3:1         LIVE_1234567`.
fn is_huaweis(bytes: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'_' | b':');
    bytes.len() <= 64
        && bytes.iter().all(plain)
        && bytes.starts_with(b"v")
        && bytes.windows(5).any(|part| part == b"LIVE_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(tail: &[u8]) -> bool {
        is_from_a_camera(tail, false, &mut |_| {})
    }

    /// Two boxes.
    fn a_film() -> Vec<u8> {
        [&b"\0\0\0\x10ftypmp42\0\0\0\0"[..], b"\0\0\0\x0Cmdat1234"].concat()
    }

    fn samsungs(blocks: &[u8], offset: u32) -> Vec<u8> {
        let length = u32::try_from(blocks.len()).unwrap();
        let entry = [&b"\0\0\x30\x0A"[..], &offset.to_le_bytes(), &length.to_le_bytes()].concat();
        let list = [&b"SEFH\x6B\0\0\0\x01\0\0\0"[..], &entry].concat();
        [blocks, &list, &24_u32.to_le_bytes(), b"SEFT"].concat()
    }

    #[test]
    fn nothing_and_filling_may_follow() {
        for tail in [&b""[..], b"\n", b"\0\0\0", b"\xFF\xFF", b" \r\n\0"] {
            assert!(fits(tail), "{tail:?}");
        }
        assert!(!fits(b"\0\0x\0"));
    }

    #[test]
    fn films_of_phones_may_follow_and_nothing_behind_them() {
        let film = a_film();
        let line = b"v2_f30     3:1         LIVE_1234567";
        for tail in [film.clone(), [&[0; 9][..], &film].concat(), [&film[..], line].concat()] {
            assert!(fits(&tail), "{tail:?}");
        }
        // The first three bytes of a box are zeros, and zeros are filling.
        for length in 4..film.len() {
            let between_boxes = (16..20).contains(&length);
            assert_eq!(fits(&film[..length]), between_boxes, "{length}");
        }
        for more in [&b"PK\x03\x04"[..], b"MZ", b"\0\0\0\x08evil", b"\0\0\0\0mdat\0\0", b"LIVE_ <script>"] {
            let tail = [&film[..], more].concat();
            assert_eq!(fits(&tail), more.ends_with(b"mdat\0\0"), "{more:?}");
        }
    }

    #[test]
    fn the_blocks_of_a_samsung_may_follow_and_nothing_between() {
        assert!(fits(&samsungs(b"\0\0\x30\x0A\x03\0\0\0Now1234", 15)));
        assert!(!fits(&samsungs(b"evil\0\0\x30\x0A\x03\0\0\0Now1234", 15)));
        assert!(!fits(&samsungs(b"\0\0", 900)));
        assert!(!fits(b"SEFT"));
        assert!(!fits(b"\xFF\xFF\xFF\xFFSEFT"));
    }

    #[test]
    fn pictures_may_follow_where_they_are_announced() {
        let jpeg = b"\xFF\xD8\xFF\xD9";
        for (pictures, wanted) in [(true, true), (false, false)] {
            let tail = [&jpeg[..], b"\0\0", jpeg].concat();
            assert_eq!(is_from_a_camera(&tail, pictures, &mut |_| {}), wanted);
        }
        assert!(announces_pictures(b"MPF\0II*\0"));
        assert!(announces_pictures(b"http://ns.adobe.com/xap/1.0/\0<x GContainer:Directory/>"));
        assert!(!announces_pictures(b"Exif\0\0MPF\0"));
    }
}
