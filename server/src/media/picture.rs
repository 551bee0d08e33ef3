//! Pictures that people send, made into pictures of our own: decoded, cropped or shrunk, turned upright and
//! written anew. Of the file that came in nothing is kept, whatever else was in it. Asked by the flows that
//! take pictures.

mod avatar;
mod decode;
mod gallery;
mod ground;
mod shrink;

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::Request;
use bytes::Bytes;
use comanda_core::id::UserId;
use comanda_core::refusal::Refusal;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, RgbImage};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

pub use avatar::avatar;
pub use gallery::{Pair, gallery};

use super::MediaPath;
use crate::respond::{Failure, upload};

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
        Ok(Self { path: user_path(&name)?, bytes: self.bytes })
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

fn user_path(name: &str) -> Result<MediaPath, Unfit> {
    format!("users/{name}.jpg").parse().map_err(|_| Unfit::Damaged)
}

/// Why a file is not taken. Each sentence goes on from the field's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// More bytes than a picture needs.
    #[error("is larger than 8 MiB; save the picture smaller and send that")]
    TooManyBytes,
    /// By its content, whatever its name says.
    #[error("is no JPEG, PNG, WebP or GIF; save the picture as JPEG or PNG and send that")]
    NotAPicture,
    /// Decoding it would take more memory than one picture may.
    #[error("has too many pixels; save the picture smaller and send that")]
    TooManyPixels,
    /// It begins like a picture.
    #[error(
        "is damaged or cut short and cannot be read; save the picture again as JPEG or PNG and send that"
    )]
    Damaged,
    /// A picture and something else.
    #[error("holds more than a picture; save the picture again as JPEG or PNG and send that")]
    SeveralThings,
}

impl From<Unfit> for Failure {
    fn from(unfit: Unfit) -> Self {
        Refusal::invalid("image", unfit).into()
    }
}

/// The file of a picture in a request, as its body or as the part `image` of a form.
pub async fn read(request: Request) -> Result<Bytes, Failure> {
    let file = upload::file_within(request, "image", decode::LARGEST_FILE).await?;
    Ok(file.ok_or(Unfit::TooManyBytes)?)
}

/// Makes pictures, few at a time; cheap to clone.
#[derive(Debug, Clone)]
pub struct Pictures(Arc<Semaphore>);

impl Pictures {
    /// At most `places` are made at a time; the others wait. Each may take [`decode::MEMORY`] and what comes
    /// out of it.
    pub fn new(places: usize) -> Self {
        Self(Arc::new(Semaphore::new(places.max(1))))
    }

    /// The picture of a person: [`avatar`] on a thread that may block.
    pub async fn avatar(&self, file: Bytes) -> Result<Picture, Failure> {
        self.make(move || avatar(&file)).await
    }

    /// The picture of a product or a section: [`gallery`] on a thread that may block.
    pub async fn gallery(&self, file: Bytes) -> Result<Pair, Failure> {
        self.make(move || gallery(&file)).await
    }

    async fn make<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Unfit> + Send + 'static,
    ) -> Result<T, Failure> {
        let place = Arc::clone(&self.0).acquire_owned().await;
        let place = place.map_err(|_| Failure::Unavailable("closing".to_owned()))?;
        let work = move || {
            // Held until the work is done, also when the caller has gone.
            let _place = place;
            work()
        };
        // A file that makes a decoder panic is damaged too.
        let made = tokio::task::spawn_blocking(work).await.unwrap_or(Err(Unfit::Damaged));
        Ok(made?)
    }
}

const QUALITY: u8 = 85;

/// As JPEG, without metadata.
fn encode(picture: RgbImage) -> Result<Bytes, Unfit> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    DynamicImage::from(picture).write_with_encoder(encoder).map_err(|_| Unfit::Damaged)?;
    Ok(bytes.into())
}

/// Turns a small picture the way its camera was held.
fn upright(picture: RgbImage, orientation: image::metadata::Orientation) -> RgbImage {
    let mut picture = DynamicImage::from(picture);
    picture.apply_orientation(orientation);
    picture.into_rgb8()
}

#[cfg(test)]
mod tests;
