//! What has to be known of a JPEG file before it is decoded and the decoder does not tell: whether it is
//! whole, where it ends, what it says beside the picture, and how much memory decoding asks for. Asked by
//! `picture` and by `polyglot`.

/// What the markers of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline {
    /// Bytes of the coefficients that the decoder keeps until the last scan. Zero for the plain kind, whose
    /// one scan is decoded as it comes.
    pub coefficients: u64,
    /// Where the picture ends: whatever follows is something else.
    pub end: usize,
}

const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const COMMENT: u8 = 0xFE;

/// Follows the markers up to the end of the picture; `None` when the file ends before.
pub fn outline(file: &[u8]) -> Option<Outline> {
    walk(file, &mut |_| {})
}

/// As [`outline`]; hands over every segment of the file that is no part of the picture, and the bytes between
/// segments, where none belong.
pub fn walk<'a>(file: &'a [u8], metadata: &mut impl FnMut(&'a [u8])) -> Option<Outline> {
    let (mut scans, mut frame, mut within_scan) = (0, Frame::default(), false);
    let mut rest = file.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let (before, marker, after) = next_marker(rest)?;
        if !within_scan && !before.is_empty() {
            metadata(before);
        }
        rest = after;
        match marker {
            END => {
                let end = file.len() - rest.len();
                return Some(Outline { coefficients: frame.coefficients(scans), end });
            }
            // These have no length: restarts inside a scan, and one that means nothing.
            0x01 | 0xD0..=0xD8 => continue,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
        let segment = rest.get(2..length)?;
        rest = rest.get(length..)?;
        within_scan = marker == SCAN;
        match marker {
            SCAN => scans += 1,
            // Tables among the frames.
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF => frame = Frame::read(marker, segment)?,
            0xE0..=0xEF | COMMENT => metadata(segment),
            _ => {}
        }
    }
}

/// What comes before the next marker, the marker, and what follows it.
fn next_marker(bytes: &[u8]) -> Option<(&[u8], u8, &[u8])> {
    let is_marker = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF);
    let at = bytes.windows(2).position(is_marker)?;
    Some((&bytes[..at], bytes[at + 1], &bytes[at + 2..]))
}

#[derive(Default)]
struct Frame {
    /// Sent in several passes over the whole picture.
    progressive: bool,
    /// What the coefficients of all components take.
    bytes: u64,
}

impl Frame {
    fn read(marker: u8, segment: &[u8]) -> Option<Self> {
        let side = |at: usize| Some(u64::from(u16::from_be_bytes(*segment.get(at..)?.first_chunk()?)));
        let (height, width) = (side(1)?, side(3)?);
        let samples = segment.get(6..)?.chunks_exact(3).map(|component| component[1]);
        let samples: Vec<(u64, u64)> =
            samples.map(|byte| (u64::from(byte >> 4), u64::from(byte & 15))).collect();
        let across = samples.iter().map(|(across, _)| *across).max()?.max(1);
        let down = samples.iter().map(|(_, down)| *down).max()?.max(1);
        let units = width.div_ceil(8 * across) * height.div_ceil(8 * down);
        let blocks: u64 = samples.iter().map(|(across, down)| across * down).sum();
        // SOF2, 6, 10 and 14 are the progressive ones; 64 coefficients of two bytes make a block.
        Some(Self { progressive: marker & 3 == 2, bytes: units * blocks * 128 })
    }

    const fn coefficients(&self, scans: u32) -> u64 {
        if self.progressive || scans > 1 { self.bytes } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Markers alone: a 4:2:0 frame that begins with `marker`, and `scans` scans.
    fn file(marker: u8, scans: usize) -> Vec<u8> {
        let frame = [0xFF, marker, 0, 17, 8, 0x10, 0, 0x20, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
        let scan = [0xFF, 0xDA, 0, 3, 1, 7, 0xFF, 0x00, 9, 0xFF, 0xD0, 1];
        [&[0xFF, 0xD8][..], &frame, &scan.repeat(scans), &[0xFF, 0xD9]].concat()
    }

    #[test]
    fn only_several_passes_cost_more_than_the_picture() {
        // 0x2000 by 0x1000 pixels, one and a half coefficients each, two bytes each.
        let all = 0x2000 * 0x1000 * 3;
        for (file, wanted) in [(file(0xC0, 1), 0), (file(0xC0, 2), all), (file(0xC2, 1), all)] {
            assert_eq!(outline(&file), Some(Outline { coefficients: wanted, end: file.len() }));
        }
    }

    #[test]
    fn a_file_that_ends_early_has_no_outline() {
        let whole = file(0xC2, 3);
        for length in 0..whole.len() {
            assert_eq!(outline(&whole[..length]), None, "{length}");
        }
        let more = [&whole[..], b"PK and more"].concat();
        assert_eq!(outline(&more).map(|outline| outline.end), Some(whole.len()));
    }

    #[test]
    fn what_is_no_part_of_the_picture_is_handed_over() {
        let whole = file(0xC0, 2);
        let comment = b"\xFF\xFE\0\x05abc";
        let spoken = [&whole[..2], comment, b"between", &whole[2..]].concat();
        let mut heard = Vec::new();
        walk(&spoken, &mut |metadata| heard.push(metadata)).unwrap();
        assert_eq!(heard, [&b"abc"[..], b"between"]);
    }

    #[test]
    fn nonsense_is_no_outline_and_no_panic() {
        let nonsense: [&[u8]; 5] =
            [b"", b"\xFF\xD8", b"\xFF\xD8\xFF\xC0\0\0", b"\xFF\xD8\xFF\xC0\0\x02", b"\xFF\xD8\xFF\xFF\xFF"];
        for file in nonsense {
            assert_eq!(outline(file), None, "{file:?}");
        }
    }
}
