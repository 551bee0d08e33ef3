//! The picture of a person: the middle square, small.

use image::imageops::{self, FilterType};

use super::decode::decode;
use super::ground::OnWhite;
use super::{Picture, Unfit, encode, hex, upright, user_path};

/// Pixels a side of what comes out, at most.
pub const SIDE: u32 = 512;

/// The middle square of the picture in `file`, upright, at most 512 pixels a side, on white. Blocks.
pub fn avatar(file: &[u8]) -> Result<Picture, Unfit> {
    let (decoded, orientation) = decode(file)?;
    let square = OnWhite::middle_of(&decoded);
    // At most twice as large as needed; blocks of pixels become their average, which takes no memory.
    let rough = square.side().min(2 * SIDE);
    let rough = imageops::thumbnail(&square, rough, rough);
    // The rest is done on the small square: turning it is the same, and takes no second large picture.
    drop(decoded);
    let side = rough.width().min(SIDE);
    let small = imageops::resize(&rough, side, side, FilterType::CatmullRom);
    let bytes = encode(upright(small, orientation))?;
    Ok(Picture { path: user_path(&hex(&[&bytes]))?, bytes })
}
