//! Files that are pictures, decoded within limits. Sizes are judged by what the headers say, before anything is
//! decoded; what is no picture alone is not decoded at all.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::Unfit;
use crate::media::jpeg;
use crate::media::polyglot::{self, Content};

/// Bytes of a file, at most.
pub const LARGEST_FILE: usize = 8 << 20;
const LONGEST_SIDE: u32 = 10_000;
const MOST_PIXELS: u64 = 40_000_000;
/// What decoding one picture may take beside the file itself.
pub const MEMORY: u64 = 48 << 20;
/// What reading the headers may take, until the picture is decoded.
const METADATA: u64 = 4 << 20;
const TAKEN: [ImageFormat; 4] = [ImageFormat::Gif, ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];

/// The pixels of `file` and which way is up. Sizes are judged by what the headers say, before anything is
/// decoded.
pub fn decode(file: &[u8]) -> Result<(DynamicImage, Orientation), Unfit> {
    if file.len() > LARGEST_FILE {
        return Err(Unfit::TooManyBytes);
    }
    let mut reader = ImageReader::new(Cursor::new(file));
    // Of a PNG the colour profile and texts, which it unpacks before anybody can ask for its size.
    reader.limits(limits(METADATA));
    let reader = reader.with_guessed_format().map_err(|_| Unfit::Damaged)?;
    let format = reader.format().ok_or(Unfit::NotAPicture)?;
    if !TAKEN.contains(&format) {
        return Err(Unfit::NotAPicture);
    }
    match polyglot::content(file, format) {
        Content::Picture => {}
        Content::CutShort => return Err(Unfit::Damaged),
        Content::SeveralThings => return Err(Unfit::SeveralThings),
    }
    let mut decoder = reader.into_decoder().map_err(|error| unfit(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let needed = decoder.total_bytes().saturating_add(scratch(format, file, pixels)?);
    let left = MEMORY.checked_sub(needed).filter(|_| pixels <= MOST_PIXELS).ok_or(Unfit::TooManyPixels)?;
    decoder.set_limits(limits(left)).map_err(|error| unfit(&error))?;
    // Metadata that cannot be read does not make the picture unreadable.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| unfit(&error))?;
    Ok((picture, orientation))
}

/// What a decoder takes beside the decoded picture, where it does not keep to limits by itself.
fn scratch(format: ImageFormat, file: &[u8], pixels: u64) -> Result<u64, Unfit> {
    match format {
        // It keeps a copy of the file.
        ImageFormat::Jpeg => {
            let outline = jpeg::outline(file).ok_or(Unfit::Damaged)?;
            Ok(outline.coefficients + file.len() as u64)
        }
        // The numbers of its colours.
        ImageFormat::Gif => Ok(pixels),
        // Planes of transparency, or a canvas and a frame of an animation.
        ImageFormat::WebP if file.get(12..16) == Some(b"VP8X") => Ok(pixels * 8),
        ImageFormat::WebP => Ok(pixels * 5),
        _ => Ok(0),
    }
}

fn limits(memory: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(memory);
    limits
}

fn unfit(error: &ImageError) -> Unfit {
    match error {
        ImageError::Limits(_) => Unfit::TooManyPixels,
        ImageError::Unsupported(_) => Unfit::NotAPicture,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::IoError(_) => Unfit::Damaged,
    }
}
