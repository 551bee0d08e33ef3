//! The picture of a product or a section: all of it, in two sizes.

use bytes::Bytes;

use super::decode::decode;
use super::ground::OnWhite;
use super::shrink::shrunk_to;
use super::{Picture, Unfit, encode, hex, upright};

/// A picture and the same one, small; both are JPEGs without metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// At most 1600 pixels on its longer side.
    pub image: Bytes,
    /// At most 320 pixels on its longer side.
    pub thumbnail: Bytes,
}

impl Pair {
    /// Both as they are kept in `folder`, under paths that no other upload has, not even of the same picture:
    /// each can be removed without a look at the others.
    pub fn within(self, folder: &str) -> Result<[Picture; 2], Unfit> {
        let name = hex(&[&rand::random::<[u8; 16]>(), &self.image]);
        let kept = |name: &str, bytes: Bytes| {
            let path = format!("{folder}/{name}.jpg").parse().map_err(|_| Unfit::Damaged)?;
            Ok(Picture { path, bytes })
        };
        Ok([kept(&name, self.image)?, kept(&format!("{name}-{THUMBNAIL}"), self.thumbnail)?])
    }
}

/// Pixels of the longer side, at most.
const LONGEST: u32 = 1600;
/// The same of the thumbnail.
const THUMBNAIL: u32 = 320;

/// The picture in `file`, upright, whole and on white; small ones stay as small as they are. Blocks.
pub fn gallery(file: &[u8]) -> Result<Pair, Unfit> {
    let (decoded, orientation) = decode(file)?;
    let image = shrunk_to(LONGEST, &OnWhite::all_of(&decoded));
    // Turned only now: that takes no second large picture.
    drop(decoded);
    let image = upright(image, orientation);
    let thumbnail = encode(shrunk_to(THUMBNAIL, &image))?;
    Ok(Pair { image: encode(image)?, thumbnail })
}
