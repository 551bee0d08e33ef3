//! Holds what is promised of pictures, with files made here: whole and broken ones, bombs, and files that are
//! several things at once.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{
    ExtendedColorType, Frame, GenericImageView, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
};

use super::avatar::SIDE;
use super::decode::LARGEST_FILE;
use super::*;

const FORMATS: [ImageFormat; 4] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif];
const RED: Rgba<u8> = Rgba([220, 20, 20, 255]);
const BLUE: Rgba<u8> = Rgba([20, 20, 220, 255]);

/// Red above, blue below.
fn two_halves(width: u32, height: u32) -> DynamicImage {
    RgbaImage::from_fn(width, height, |_, y| if y < height / 2 { RED } else { BLUE }).into()
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let picture = match format {
        ImageFormat::Jpeg => DynamicImage::from(picture.to_rgb8()),
        _ => picture.clone(),
    };
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn read(picture: &Picture) -> RgbImage {
    read_jpeg(&picture.bytes)
}

fn read_jpeg(bytes: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(bytes, ImageFormat::Jpeg).unwrap().to_rgb8()
}

/// About the same colour; JPEG changes a little.
fn is_near(pixel: Rgb<u8>, wanted: [u8; 3]) -> bool {
    pixel.0.iter().zip(wanted).all(|(is, wanted)| is.abs_diff(wanted) < 24)
}

#[test]
fn every_format_becomes_the_middle_square_as_jpeg() {
    for format in FORMATS {
        let picture = avatar(&encoded(&two_halves(1100, 600), format)).unwrap();
        let square = read(&picture);
        assert_eq!(square.dimensions(), (SIDE, SIDE), "{format:?}");
        assert!(is_near(*square.get_pixel(256, 100), [220, 20, 20]), "{format:?}");
        assert!(is_near(*square.get_pixel(256, 400), [20, 20, 220]), "{format:?}");
        assert!(picture.bytes.starts_with(&[0xFF, 0xD8]) && picture.bytes.ends_with(&[0xFF, 0xD9]));
    }
}

#[test]
fn the_middle_is_what_is_kept() {
    let is_middle = |at: u32| (100..200).contains(&at);
    let wide = RgbaImage::from_fn(300, 100, |x, _| if is_middle(x) { BLUE } else { RED });
    let high = RgbaImage::from_fn(100, 300, |_, y| if is_middle(y) { BLUE } else { RED });
    for picture in [wide, high] {
        let square = read(&avatar(&encoded(&picture.into(), ImageFormat::Png)).unwrap());
        for (x, y) in [(4, 4), (95, 4), (4, 95), (95, 95)] {
            assert!(is_near(*square.get_pixel(x, y), [20, 20, 220]), "{x}, {y}");
        }
    }
}

#[test]
fn a_small_picture_stays_small() {
    for (width, height, side) in [(1, 1, 1), (40, 30, 30), (511, 600, 511), (1, 9000, 1), (700, 700, SIDE)] {
        let square = read(&avatar(&encoded(&two_halves(width, height), ImageFormat::Png)).unwrap());
        assert_eq!(square.dimensions(), (side, side));
    }
}

#[test]
fn the_name_is_the_hash_of_what_came_out() {
    let file = encoded(&two_halves(64, 64), ImageFormat::Png);
    let (one, same) = (avatar(&file).unwrap(), avatar(&file).unwrap());
    let other = avatar(&encoded(&two_halves(65, 65), ImageFormat::Png)).unwrap();
    assert_eq!(one, same);
    assert_ne!(one.path, other.path);
    let name = one.path.as_str().strip_prefix("users/").and_then(|name| name.strip_suffix(".jpg")).unwrap();
    let hash = (0..name.len()).step_by(2).map(|at| u8::from_str_radix(&name[at..at + 2], 16).unwrap());
    assert_eq!(hash.collect::<Vec<_>>(), Sha256::digest(&one.bytes).to_vec());
}

#[test]
fn what_is_transparent_is_white() {
    let clear = RgbaImage::from_pixel(64, 64, Rgba([0, 0, 0, 0])).into();
    let half = RgbaImage::from_pixel(64, 64, Rgba([0, 0, 0, 128])).into();
    for (picture, wanted) in [(clear, 255), (half, 127)] {
        for format in [ImageFormat::Png, ImageFormat::WebP] {
            let square = read(&avatar(&encoded(&picture, format)).unwrap());
            assert!(is_near(*square.get_pixel(32, 32), [wanted; 3]), "{format:?} {wanted}");
        }
    }
}

/// A TIFF header and one entry: the orientation; and a word that must not survive.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 52.5200 13.4050");
    exif
}

fn with_exif(picture: &DynamicImage, format: ImageFormat, exif: Vec<u8>) -> Vec<u8> {
    let mut file = Vec::new();
    let (rgb, size) = (picture.to_rgb8(), picture.dimensions());
    let write = |mut encoder: Box<dyn Metadata + '_>| encoder.write(exif, &rgb, size);
    match format {
        ImageFormat::Png => write(Box::new(Some(PngEncoder::new(&mut file)))),
        ImageFormat::WebP => write(Box::new(Some(WebPEncoder::new_lossless(&mut file)))),
        _ => write(Box::new(Some(JpegEncoder::new_with_quality(&mut file, 95)))),
    }
    file
}

/// Encoders that write metadata, by one name.
trait Metadata {
    fn write(&mut self, exif: Vec<u8>, rgb: &RgbImage, size: (u32, u32));
}

impl<E: ImageEncoder> Metadata for Option<E> {
    fn write(&mut self, exif: Vec<u8>, rgb: &RgbImage, (width, height): (u32, u32)) {
        let mut encoder = self.take().unwrap();
        encoder.set_exif_metadata(exif).unwrap();
        encoder.write_image(rgb, width, height, ExtendedColorType::Rgb8).unwrap();
    }
}

#[test]
fn the_picture_stands_upright_as_its_camera_says() {
    // Where red is afterwards: x and y of a pixel in the middle of that half.
    let red = [(1, (128, 40)), (3, (128, 216)), (4, (128, 216)), (6, (216, 128)), (8, (40, 128))];
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        for (orientation, (x, y)) in red {
            let file = with_exif(&two_halves(256, 256), format, exif(orientation));
            let square = read(&avatar(&file).unwrap());
            assert!(is_near(*square.get_pixel(x, y), [220, 20, 20]), "{format:?} {orientation}");
            assert!(is_near(*square.get_pixel(255 - x, 255 - y), [20, 20, 220]), "{format:?} {orientation}");
        }
    }
}

#[test]
fn of_the_metadata_nothing_is_left() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = with_exif(&two_halves(64, 64), format, exif(1));
        assert!(contains(&file, b"GPS 52"), "{format:?}: the test writes none");
        let picture = avatar(&file).unwrap();
        assert!(!contains(&picture.bytes, b"GPS") && !contains(&picture.bytes, b"Exif"), "{format:?}");
    }
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}

/// Whatever hangs on behind a picture or hides in it: archives, pages, scripts, another picture.
#[test]
fn a_file_that_is_several_things_is_refused() {
    let tails: [&[u8]; 5] = [
        b"PK\x03\x04 malice.exe PK\x05\x06",
        b"<html><script>malice()</script></html>",
        b"<?php malice(); ?>",
        b"#!/bin/sh\nmalice\n",
        b"%PDF-1.7 malice %%EOF",
    ];
    for format in FORMATS {
        let clean = encoded(&two_halves(64, 64), format);
        for tail in tails {
            let tailed = [&clean[..], tail].concat();
            assert_eq!(avatar(&tailed), Err(Unfit::SeveralThings), "{format:?}");
            assert_eq!(gallery(&tailed), Err(Unfit::SeveralThings), "{format:?}");
        }
        for other in FORMATS {
            let both = [clean.clone(), encoded(&two_halves(32, 32), other)].concat();
            assert_eq!(avatar(&both), Err(Unfit::SeveralThings), "{format:?} {other:?}");
        }
        let filled = [&clean[..], &[0; 900]].concat();
        assert_eq!(avatar(&filled), avatar(&clean), "{format:?}");
    }
}

/// All of a picture comes out, and none of what else was in the file.
#[test]
fn a_picture_for_the_gallery_is_whole_and_comes_in_two_sizes() {
    for format in FORMATS {
        let pair = gallery(&encoded(&two_halves(2000, 1000), format)).unwrap();
        for (bytes, size) in [(&pair.image, (1600, 800)), (&pair.thumbnail, (320, 160))] {
            let picture = read_jpeg(bytes);
            assert_eq!(picture.dimensions(), size, "{format:?}");
            let (width, height) = size;
            for x in [2, width - 3] {
                assert!(is_near(*picture.get_pixel(x, height / 4), [220, 20, 20]), "{format:?}");
                assert!(is_near(*picture.get_pixel(x, height * 3 / 4), [20, 20, 220]), "{format:?}");
            }
        }
    }
}

#[test]
fn a_picture_for_the_gallery_stands_upright_without_its_metadata() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        // Six: the camera was turned, and what was above lies on the right.
        let pair = gallery(&with_exif(&two_halves(500, 400), format, exif(6))).unwrap();
        for (bytes, size) in [(&pair.image, (400, 500)), (&pair.thumbnail, (256, 320))] {
            let picture = read_jpeg(bytes);
            assert_eq!(picture.dimensions(), size, "{format:?}");
            assert!(is_near(*picture.get_pixel(size.0 - 9, 9), [220, 20, 20]), "{format:?}");
            assert!(is_near(*picture.get_pixel(9, size.1 - 9), [20, 20, 220]), "{format:?}");
            assert!(!contains(bytes, b"GPS") && !contains(bytes, b"Exif"), "{format:?}");
        }
    }
}

#[test]
fn a_picture_for_the_gallery_is_on_white_and_never_enlarged() {
    let clear = RgbaImage::from_pixel(64, 48, Rgba([0, 0, 0, 0])).into();
    let pair = gallery(&encoded(&clear, ImageFormat::Png)).unwrap();
    for bytes in [&pair.image, &pair.thumbnail] {
        let picture = read_jpeg(bytes);
        assert_eq!(picture.dimensions(), (64, 48));
        assert!(is_near(*picture.get_pixel(32, 24), [255; 3]));
    }
}

#[test]
fn only_the_first_picture_of_an_animation_is_taken() {
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new(&mut file);
    for colour in [RED, BLUE] {
        encoder.encode_frame(Frame::new(RgbaImage::from_pixel(32, 32, colour))).unwrap();
    }
    drop(encoder);
    assert!(is_near(*read(&avatar(&file).unwrap()).get_pixel(16, 16), [220, 20, 20]));
}

#[test]
fn what_is_no_picture_is_refused_whatever_its_name() {
    let files: [&[u8]; 9] = [
        b"",
        b"just text",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><img src=x onerror=alert(1)>",
        b"PK\x03\x04\x14\0\0\0\x08\0",
        b"%PDF-1.7",
        b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0",
        b"II*\0\x08\0\0\0",
        b"\0\0\0\x20ftypavif",
    ];
    for file in files {
        assert_eq!(avatar(file), Err(Unfit::NotAPicture), "{:?}", String::from_utf8_lossy(file));
    }
}

/// A picture that does not compress well.
fn noise(side: u32) -> DynamicImage {
    let low = |number: u32| number.to_le_bytes()[0];
    RgbaImage::from_fn(side, side, |x, y| Rgba([low(x * y), low(x ^ y), low(x * 7), 255])).into()
}

#[test]
fn a_file_that_was_cut_short_is_refused() {
    for format in FORMATS {
        let whole = encoded(&noise(200), format);
        assert!(avatar(&whole).is_ok());
        for part in 1..10 {
            let cut = &whole[..whole.len() * part / 10];
            assert_eq!(avatar(cut), Err(Unfit::Damaged), "{format:?} {part}/10");
        }
        for length in 0..whole.len().min(80) {
            assert!(avatar(&whole[..length]).is_err(), "{format:?} {length} bytes");
        }
    }
}

#[test]
fn a_damaged_file_never_breaks_more_than_itself() {
    for format in FORMATS {
        let whole = encoded(&noise(24), format);
        for at in 0..whole.len().min(800) {
            for value in [0xFF, whole[at] ^ 0x10] {
                let mut file = whole.clone();
                file[at] = value;
                // Some damage cannot be seen. None may panic.
                if let Ok(picture) = avatar(&file) {
                    assert!(read(&picture).width() <= SIDE);
                }
            }
        }
    }
}

/// A PNG that says it has this size and holds next to nothing.
fn png_bomb(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([depth, colour, 0, 0, 0]);
    let chunk = |kind: &[u8], data: &[u8]| {
        let typed = [kind, data].concat();
        let size = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&size[..], &typed, &crc(&typed).to_be_bytes()].concat()
    };
    [
        &b"\x89PNG\r\n\x1a\n"[..],
        &chunk(b"IHDR", &header),
        &chunk(b"IDAT", &[0x78, 0x9C, 0x63, 0, 0]),
        &chunk(b"IEND", &[]),
    ]
    .concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// The same picture, saying it is larger than it is.
fn jpeg_bomb(width: u16, height: u16, marker: u8) -> Vec<u8> {
    let mut file = encoded(&two_halves(16, 16), ImageFormat::Jpeg);
    let at = file.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    file[at + 1] = marker;
    file[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    file[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    file
}

fn gif_bomb(width: u16, height: u16) -> Vec<u8> {
    let mut file = encoded(&two_halves(16, 16), ImageFormat::Gif);
    file[6..8].copy_from_slice(&width.to_le_bytes());
    file[8..10].copy_from_slice(&height.to_le_bytes());
    file
}

fn webp_bomb(width: u32, height: u32) -> Vec<u8> {
    let mut file = encoded(&two_halves(16, 16), ImageFormat::WebP);
    let at = file.windows(4).position(|word| word == b"VP8L").unwrap() + 9;
    let size = (width - 1) | (height - 1) << 14;
    let kept = u32::from(file[at + 3] >> 4) << 28;
    file[at..at + 4].copy_from_slice(&(size | kept).to_le_bytes());
    file
}

#[test]
fn a_picture_that_would_burst_is_refused_before_it_is_decoded() {
    let bombs = [
        png_bomb(10_001, 1, 8, 2),
        png_bomb(1, 10_001, 8, 2),
        png_bomb(9_000, 9_000, 1, 0),
        png_bomb(6_400, 6_400, 8, 0),
        png_bomb(5_000, 5_000, 8, 2),
        png_bomb(3_000, 3_000, 16, 6),
        png_bomb(u32::MAX >> 1, u32::MAX >> 1, 8, 6),
        jpeg_bomb(65_535, 65_535, 0xC0),
        jpeg_bomb(5_000, 5_000, 0xC0),
        jpeg_bomb(4_000, 3_000, 0xC2),
        gif_bomb(65_535, 65_535),
        gif_bomb(4_000, 4_000),
        webp_bomb(16_383, 16_383),
        webp_bomb(3_000, 2_500),
    ];
    let begun = std::time::Instant::now();
    for (number, bomb) in bombs.iter().enumerate() {
        assert_eq!(avatar(bomb), Err(Unfit::TooManyPixels), "bomb {number}");
    }
    assert!(begun.elapsed().as_millis() < 500, "{:?}: something was decoded", begun.elapsed());
    assert_eq!(avatar(&vec![0xFF; LARGEST_FILE + 1]), Err(Unfit::TooManyBytes));
}

#[test]
fn a_photograph_of_twelve_megapixels_is_no_bomb() {
    let picture = avatar(&jpeg_bomb(4_000, 3_000, 0xC0)).unwrap();
    assert_eq!(read(&picture).dimensions(), (SIDE, SIDE));
}

#[tokio::test]
async fn a_refusal_names_the_field_and_says_what_to_do() {
    let refused = Pictures::new(1).avatar(Bytes::from_static(b"no picture")).await.unwrap_err();
    let Failure::Refused(refusal) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal, Refusal::invalid("image", Unfit::NotAPicture));
    assert!(Unfit::NotAPicture.to_string().ends_with("save the picture as JPEG or PNG and send that"));
    let file = encoded(&two_halves(64, 64), ImageFormat::Png);
    assert_eq!(Pictures::new(0).avatar(file.clone().into()).await.unwrap(), avatar(&file).unwrap());
}
