//! How the files of each format are laid out: where the picture ends, and which parts are no pixels. Asked by
//! `polyglot`.

use image::ImageFormat;

use crate::media::jpeg;

/// Where the picture ends; every part that is not needed to draw it is handed over. `None` when the file ends
/// before, or is laid out in no way that can be followed.
pub fn walk<'a>(file: &'a [u8], format: ImageFormat, metadata: &mut impl FnMut(&'a [u8])) -> Option<usize> {
    match format {
        ImageFormat::Jpeg => jpeg::walk(file, metadata).map(|outline| outline.end),
        ImageFormat::Png => png(file, metadata),
        ImageFormat::Gif => gif(file, metadata),
        ImageFormat::WebP => webp(file, metadata),
        // The decoder takes no other.
        _ => Some(file.len()),
    }
}

fn png<'a>(file: &'a [u8], metadata: &mut impl FnMut(&'a [u8])) -> Option<usize> {
    let mut rest = file.get(8..)?;
    loop {
        let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk()?)).ok()?;
        let kind = rest.get(4..8)?;
        let data = rest.get(8..)?.get(..length)?;
        // A checksum follows.
        rest = rest.get(8 + length + 4..)?;
        match kind {
            b"IEND" => {
                metadata(data);
                return Some(file.len() - rest.len());
            }
            b"IHDR" | b"PLTE" | b"IDAT" | b"fdAT" => {}
            _ => metadata(data),
        }
    }
}

fn gif<'a>(file: &'a [u8], metadata: &mut impl FnMut(&'a [u8])) -> Option<usize> {
    const PICTURE: u8 = 0x2C;
    const EXTENSION: u8 = 0x21;
    const END: u8 = 0x3B;
    let mut rest = after_colours(file.get(6..)?, 4, 7)?;
    loop {
        let (kind, after) = rest.split_first()?;
        rest = match *kind {
            // Its place and size, its colours, and the width of its codes.
            PICTURE => after_blocks(after_colours(after, 8, 9)?.get(1..)?)?,
            EXTENSION => {
                let next = after_blocks(after.get(1..)?)?;
                metadata(&after[..after.len() - next.len()]);
                next
            }
            END => return Some(file.len() - after.len()),
            _ => return None,
        };
    }
}

/// Behind a descriptor of this length and the table of colours that its byte at `flags` tells of.
fn after_colours(bytes: &[u8], flags: usize, length: usize) -> Option<&[u8]> {
    let flags = bytes.get(flags)?;
    let colours = if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    bytes.get(length + colours..)
}

/// Behind blocks that each begin with their length, up to the empty one.
fn after_blocks(mut bytes: &[u8]) -> Option<&[u8]> {
    loop {
        let (length, after) = bytes.split_first()?;
        if *length == 0 {
            return Some(after);
        }
        bytes = after.get(usize::from(*length)..)?;
    }
}

fn webp<'a>(file: &'a [u8], metadata: &mut impl FnMut(&'a [u8])) -> Option<usize> {
    let length = usize::try_from(u32::from_le_bytes(*file.get(4..)?.first_chunk()?)).ok()?;
    let mut rest = file.get(8..)?.get(..length)?.get(4..)?;
    while !rest.is_empty() {
        let length = usize::try_from(u32::from_le_bytes(*rest.get(4..)?.first_chunk()?)).ok()?;
        let data = rest.get(8..)?.get(..length)?;
        match rest.get(..4)? {
            b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF" => {}
            _ => metadata(data),
        }
        // Of an odd length one byte is left free; some leave none behind the last.
        rest = rest.get(8 + length + length % 2..).unwrap_or_default();
    }
    Some(8 + length)
}
