//! What has to be known of a JPEG file before it is decoded and the decoder does not tell: whether it is
//! whole, and how much memory it asks for beside the picture itself. Asked by `picture`.

/// What the markers of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline {
    /// Bytes of the coefficients that the decoder keeps until the last scan. Zero for the plain kind, whose
    /// one scan is decoded as it comes.
    pub coefficients: u64,
}

const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;

/// Follows the markers up to the end of the picture; `None` when the file ends before.
pub fn outline(file: &[u8]) -> Option<Outline> {
    let (mut scans, mut frame) = (0, Frame::default());
    let mut rest = file.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let (marker, after) = next_marker(rest)?;
        rest = after;
        match marker {
            END => return Some(Outline { coefficients: frame.coefficients(scans) }),
            // These have no length: restarts inside a scan, and one that means nothing.
            0x01 | 0xD0..=0xD8 => continue,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
        let segment = rest.get(2..length)?;
        rest = rest.get(length..)?;
        match marker {
            SCAN => scans += 1,
            // Tables among the frames.
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF => frame = Frame::read(marker, segment)?,
            _ => {}
        }
    }
}

/// The next marker and what follows it; the data of a scan is skipped.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let is_marker = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF);
    let at = bytes.windows(2).position(is_marker)?;
    Some((bytes[at + 1], &bytes[at + 2..]))
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
            assert_eq!(outline(&file), Some(Outline { coefficients: wanted }));
        }
    }

    #[test]
    fn a_file_that_ends_early_has_no_outline() {
        let whole = file(0xC2, 3);
        for length in 0..whole.len() {
            assert_eq!(outline(&whole[..length]), None, "{length}");
        }
        assert!(outline(&[&whole[..], b"PK and more"].concat()).is_some());
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
