//! Pictures that are taken, of all kinds that people send.

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, Frame, ImageEncoder, ImageFormat, RgbaImage};

use super::parts::{exif, film, ihdr, png, samsung, saying, stored, with_chunk, with_segment, zeros};
use super::{BLUE, RED, encoded, small, two_halves};

/// A picture whose upper half is red and whose lower half is blue, once it stands upright.
#[derive(Debug, Clone)]
pub struct Good {
    /// What is special about it.
    pub name: &'static str,
    /// The file.
    pub file: Vec<u8>,
    /// Width and height, upright.
    pub size: (u32, u32),
}

/// All of them.
pub fn all() -> Vec<Good> {
    let good = |name, file: Vec<u8>, size| Good { name, file, size };
    let blob = |name, file: &[u8]| Good { name, file: file.to_vec(), size: (96, 64) };
    let (jpeg, tiny) = (small(ImageFormat::Jpeg), (48, 32));
    vec![
        good("a JPEG", encoded(&two_halves(2400, 1800), ImageFormat::Jpeg), (2400, 1800)),
        blob("a progressive JPEG", include_bytes!("../../data/pictures/progressive.jpg")),
        blob("a CMYK JPEG", include_bytes!("../../data/pictures/cmyk.jpg")),
        good("a JPEG that lies on its side", on_its_side(), (300, 400)),
        good(
            "a JPEG that says where it was taken",
            saying(&jpeg, ImageFormat::Jpeg, b"GPS 52.5200 13.4050"),
            tiny,
        ),
        good("a JPEG of a phone, with previews and a film", of_a_phone(), tiny),
        good("a JPEG of a Samsung phone", [&jpeg[..], &samsung()].concat(), tiny),
        good("a JPEG with filling behind it", [&jpeg[..], &[0; 500]].concat(), tiny),
        good("a PNG with alpha", with_alpha(ImageFormat::Png), (700, 500)),
        good("a PNG of 16 bits", of_16_bits(), tiny),
        good("a PNG with a palette", with_a_palette(false), (40, 40)),
        good("an interlaced PNG", with_a_palette(true), (40, 40)),
        good("a PNG with EXIF and texts", told_of(), tiny),
        good("a PNG with a text that unpacks to 100 MB", with_a_packed_text(), tiny),
        good("a WebP without loss, with alpha", with_alpha(ImageFormat::WebP), (700, 500)),
        good("a WebP with EXIF", webp_on_its_side(), (300, 400)),
        blob("a WebP with loss", include_bytes!("../../data/pictures/lossy.webp")),
        blob("a WebP with loss and alpha", include_bytes!("../../data/pictures/lossy-alpha.webp")),
        blob("an animated WebP", include_bytes!("../../data/pictures/animated.webp")),
        good("a GIF", small(ImageFormat::Gif), tiny),
        good("an animated GIF", animated(), (64, 64)),
    ]
}

/// As large in memory as a picture may be, of 16 bits, with a colour profile that says 40 MB of nothing.
pub fn large() -> Vec<u8> {
    let profile = [&b"nothing\0\0"[..], &zeros(40_000_000)].concat();
    let picture = two_halves(2_500, 2_450).to_rgba16().into();
    with_chunk(&encoded(&picture, ImageFormat::Png), b"iCCP", &profile)
}

/// As cameras write it: what was the top lies on the right.
fn lying() -> DynamicImage {
    two_halves(300, 400).rotate270()
}

fn on_its_side() -> Vec<u8> {
    let (mut file, picture) = (Vec::new(), lying().to_rgb8());
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 90);
    encoder.set_exif_metadata(exif(6)).unwrap();
    encoder.write_image(&picture, 400, 300, ExtendedColorType::Rgb8).unwrap();
    file
}

fn webp_on_its_side() -> Vec<u8> {
    let (mut file, picture) = (Vec::new(), lying().to_rgb8());
    let mut encoder = WebPEncoder::new_lossless(&mut file);
    encoder.set_exif_metadata(exif(6)).unwrap();
    encoder.write_image(&picture, 400, 300, ExtendedColorType::Rgb8).unwrap();
    file
}

fn of_a_phone() -> Vec<u8> {
    let jpeg = small(ImageFormat::Jpeg);
    let announcing = with_segment(&jpeg, 0xE2, b"MPF\0II*\0\x08\0\0\0");
    [&announcing[..], &jpeg, &[0; 100], &jpeg, &film()].concat()
}

fn with_alpha(format: ImageFormat) -> Vec<u8> {
    let mut picture = two_halves(700, 500).to_rgba8();
    picture.put_pixel(0, 0, image::Rgba([0, 0, 0, 0]));
    encoded(&picture.into(), format)
}

fn of_16_bits() -> Vec<u8> {
    encoded(&two_halves(48, 32).to_rgba16().into(), ImageFormat::Png)
}

fn told_of() -> Vec<u8> {
    let (mut file, picture) = (Vec::new(), two_halves(48, 32).to_rgb8());
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_exif_metadata(exif(1)).unwrap();
    encoder.write_image(&picture, 48, 32, ExtendedColorType::Rgb8).unwrap();
    saying(&file, ImageFormat::Png, b"GPS 52.5200 13.4050")
}

fn with_a_packed_text() -> Vec<u8> {
    let text = [&b"Comment\0\0"[..], &zeros(100_000_000)].concat();
    with_chunk(&small(ImageFormat::Png), b"zTXt", &text)
}

/// 40 by 40 pixels of one byte each; interlaced in the seven passes of the standard.
fn with_a_palette(interlaced: bool) -> Vec<u8> {
    const PASSES: [(usize, usize, usize, usize); 7] =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    let passes = if interlaced { &PASSES[..] } else { &[(0, 0, 1, 1)] };
    let mut rows = Vec::new();
    for (left, top, across, down) in passes {
        for y in (*top..40).step_by(*down) {
            rows.push(0);
            rows.extend((*left..40).step_by(*across).map(|_| u8::from(y >= 20)));
        }
    }
    let palette = super::parts::chunk(b"PLTE", &[&RED.0[..3], &BLUE.0[..3]].concat());
    png(&[ihdr(40, 40, 8, 3, interlaced), palette, super::parts::chunk(b"IDAT", &stored(&rows))])
}

fn animated() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new(&mut file);
    encoder.encode_frame(Frame::new(two_halves(64, 64).to_rgba8())).unwrap();
    encoder.encode_frame(Frame::new(RgbaImage::from_pixel(64, 64, BLUE))).unwrap();
    drop(encoder);
    file
}
