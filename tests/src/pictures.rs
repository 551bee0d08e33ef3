//! Files that are pictures, and files that pretend to be: made here, the same ones every time.

pub mod bad;
pub mod good;
mod parts;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

/// The formats that the server takes, and the type that browsers send with each.
pub const FORMATS: [(ImageFormat, &str); 4] = [
    (ImageFormat::Png, "image/png"),
    (ImageFormat::Jpeg, "image/jpeg"),
    (ImageFormat::WebP, "image/webp"),
    (ImageFormat::Gif, "image/gif"),
];

/// What is above in [`two_halves`].
pub const RED: Rgba<u8> = Rgba([220, 20, 20, 255]);
/// What is below.
pub const BLUE: Rgba<u8> = Rgba([20, 20, 220, 255]);

/// Red above, blue below.
pub fn two_halves(width: u32, height: u32) -> DynamicImage {
    RgbaImage::from_fn(width, height, |_, y| if y < height / 2 { RED } else { BLUE }).into()
}

/// A picture as a file of this format.
pub fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let is_opaque = format == ImageFormat::Jpeg;
    let picture = if is_opaque { picture.to_rgb8().into() } else { picture.clone() };
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A small picture of this format.
pub fn small(format: ImageFormat) -> Vec<u8> {
    encoded(&two_halves(48, 32), format)
}

/// Bytes that follow no rule.
pub fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let next = || {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[4]
    };
    std::iter::repeat_with(next).take(length).collect()
}
