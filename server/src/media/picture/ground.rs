//! A picture seen on white: what is transparent in it cannot stay so in a JPEG. A view, because the picture is
//! large enough once.

use image::{DynamicImage, GenericImageView, Rgb, Rgba};

/// A part of a picture, on white.
pub struct OnWhite<'a> {
    picture: &'a DynamicImage,
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl<'a> OnWhite<'a> {
    /// All of it.
    pub fn all_of(picture: &'a DynamicImage) -> Self {
        let (width, height) = picture.dimensions();
        Self { picture, left: 0, top: 0, width, height }
    }

    /// The largest square in its middle.
    pub fn middle_of(picture: &'a DynamicImage) -> Self {
        let (width, height) = picture.dimensions();
        let side = width.min(height);
        Self { picture, left: (width - side) / 2, top: (height - side) / 2, width: side, height: side }
    }

    /// The shorter side.
    pub fn side(&self) -> u32 {
        self.width.min(self.height)
    }
}

impl GenericImageView for OnWhite<'_> {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        (self.width, self.height)
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
