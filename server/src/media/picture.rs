//! Pictures that people send, made into pictures of our own: decoded, cropped, turned upright and written
//! anew. Of the file that came in nothing is kept, whatever else was in it. Asked by the routes that take
//! pictures.

use std::fmt::Write;
use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use comanda_core::id::UserId;
use comanda_core::refusal::Refusal;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{
    DynamicImage, GenericImageView, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb,
    RgbImage, Rgba,
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::{MediaPath, jpeg};
use crate::respond::Failure;

/// A picture that may be stored and served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Named after the bytes: the same picture has the same path, another one never has it.
    pub path: MediaPath,
    /// A JPEG without metadata.
    pub bytes: Bytes,
}

impl Picture {
    /// The same picture under a path of its owner's: removing it takes nothing from somebody who chose the
    /// same one.
    pub fn belonging_to(self, owner: UserId) -> Result<Self, Unfit> {
        let name = hex(&[owner.to_string().as_bytes(), &self.bytes]);
        Ok(Self { path: path(&name)?, bytes: self.bytes })
    }
}

/// The digest of `parts`, in lower-case digits.
fn hex(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn path(name: &str) -> Result<MediaPath, Unfit> {
    format!("users/{name}.jpg").parse().map_err(|_| Unfit::Damaged)
}

/// Why a file is not taken. Each sentence goes on from the field's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// More bytes than a picture needs.
    #[error("is larger than 8 MiB")]
    TooManyBytes,
    /// By its content, whatever its name says.
    #[error("is no picture; send a JPEG, PNG, WebP or GIF")]
    NotAPicture,
    /// Decoding it would take more memory than one picture may.
    #[error("has too many pixels; send a smaller one")]
    TooManyPixels,
    /// It begins like a picture.
    #[error("is damaged or cut short and cannot be read")]
    Damaged,
}

impl From<Unfit> for Failure {
    fn from(unfit: Unfit) -> Self {
        Refusal::invalid("image", unfit).into()
    }
}

/// Makes pictures, few at a time; cheap to clone.
#[derive(Debug, Clone)]
pub struct Pictures(Arc<Semaphore>);

impl Pictures {
    /// At most `places` are made at a time; the others wait. Each may take [`MEMORY`].
    pub fn new(places: usize) -> Self {
        Self(Arc::new(Semaphore::new(places.max(1))))
    }

    /// The picture of a person: [`avatar`] on a thread that may block.
    pub async fn avatar(&self, file: Bytes) -> Result<Picture, Failure> {
        let place = Arc::clone(&self.0).acquire_owned().await;
        let place = place.map_err(|_| Failure::Unavailable("closing".to_owned()))?;
        let make = move || {
            // Held until the work is done, also when the caller has gone.
            let _place = place;
            avatar(&file)
        };
        // A file that makes a decoder panic is damaged too.
        let picture = tokio::task::spawn_blocking(make).await.unwrap_or(Err(Unfit::Damaged));
        Ok(picture?)
    }
}

const LARGEST_FILE: usize = 8 << 20;
const LONGEST_SIDE: u32 = 10_000;
const MOST_PIXELS: u64 = 40_000_000;
/// What decoding one picture may take beside the file itself.
const MEMORY: u64 = 48 << 20;
/// Pixels a side of what comes out, at most.
const SIDE: u32 = 512;
const QUALITY: u8 = 85;

/// The middle square of the picture in `file`, upright, at most 512 pixels a side, on white. Blocks.
pub fn avatar(file: &[u8]) -> Result<Picture, Unfit> {
    if file.len() > LARGEST_FILE {
        return Err(Unfit::TooManyBytes);
    }
    let (decoded, orientation) = decode(file)?;
    let rough = Square::in_the_middle(&decoded).averaged();
    // The rest is done on the small square: turning it is the same, and takes no second large picture.
    drop(decoded);
    let side = rough.width().min(SIDE);
    let mut square = DynamicImage::from(imageops::resize(&rough, side, side, FilterType::CatmullRom));
    square.apply_orientation(orientation);
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    square.write_with_encoder(encoder).map_err(|_| Unfit::Damaged)?;
    Ok(Picture { path: path(&hex(&[&bytes]))?, bytes: bytes.into() })
}

/// The pixels of `file` and which way is up. Sizes are judged by what the headers say, before anything is
/// decoded.
fn decode(file: &[u8]) -> Result<(DynamicImage, Orientation), Unfit> {
    let mut reader = ImageReader::new(Cursor::new(file));
    reader.limits(limits(MEMORY));
    let reader = reader.with_guessed_format().map_err(|_| Unfit::Damaged)?;
    let format = reader.format().ok_or(Unfit::NotAPicture)?;
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

/// The middle of a picture, seen on white. A view: the picture is large enough once.
struct Square<'a> {
    picture: &'a DynamicImage,
    left: u32,
    top: u32,
    side: u32,
}

impl<'a> Square<'a> {
    fn in_the_middle(picture: &'a DynamicImage) -> Self {
        let (width, height) = picture.dimensions();
        let side = width.min(height);
        Self { picture, left: (width - side) / 2, top: (height - side) / 2, side }
    }

    /// At most twice as large as needed; blocks of pixels become their average, which takes no memory.
    fn averaged(&self) -> RgbImage {
        let side = self.side.min(2 * SIDE);
        imageops::thumbnail(self, side, side)
    }
}

impl GenericImageView for Square<'_> {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        (self.side, self.side)
    }

    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        let Rgba([red, green, blue, alpha]) = self.picture.get_pixel(self.left + x, self.top + y);
        Rgb([red, green, blue].map(|colour| on_white(colour, alpha)))
    }
}

/// A colour of this opacity on a white ground.
fn on_white(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u16::from(colour), u16::from(alpha));
    let mixed = (colour * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests;
