//! Files that begin like a picture and cannot be read to the end.

use image::ImageFormat;

use super::{Bad, bad};
use crate::pictures::parts::{PNG, chunk, ihdr, png, stored, with_chunk, with_segment};
use crate::pictures::{FORMATS, encoded, noise, small};

/// Cut short, or wrong inside.
pub fn all() -> Vec<Bad> {
    [cut_short(), pngs(), jpegs(), gifs_and_webps()].concat()
}

fn cut_short() -> Vec<Bad> {
    let pixels = image::RgbImage::from_raw(60, 60, noise(60 * 60 * 3, 11)).unwrap();
    let mut all = Vec::new();
    for (format, kind) in FORMATS {
        let whole = encoded(&pixels.clone().into(), format);
        for part in 1..10 {
            let file = &whole[..whole.len() * part / 10];
            all.push(bad(format!("{part} tenths of a {format:?}"), file, kind));
        }
        all.push(bad(format!("a {format:?} without its last byte"), &whole[..whole.len() - 1], kind));
        all.push(bad(format!("the first 12 bytes of a {format:?}"), &whole[..12], kind));
    }
    all
}

fn pngs() -> Vec<Bad> {
    let of = |name: &str, file: Vec<u8>| bad(format!("a PNG {name}"), file, "image/png");
    let header = || ihdr(2, 2, 8, 0, false);
    let pixels = || chunk(b"IDAT", &stored(&[0, 1, 2, 0, 3, 4]));
    let mut wrong_sum = small(ImageFormat::Png);
    wrong_sum[PNG.len() + 22] ^= 1;
    let mut long = small(ImageFormat::Png);
    long[PNG.len() + 25] = 0x7F;
    vec![
        of("that is a sign alone", PNG.to_vec()),
        of("without a header", png(&[pixels()])),
        of("without pixels", png(&[header()])),
        of("with too few pixels", png(&[header(), chunk(b"IDAT", &stored(&[0, 1]))])),
        of("whose pixels are noise", png(&[header(), chunk(b"IDAT", &noise(40, 13))])),
        of("whose header is wrong", wrong_sum),
        of("of no width", png(&[ihdr(0, 2, 8, 0, false), pixels()])),
        of("of no height", png(&[ihdr(2, 0, 8, 0, false), pixels()])),
        of("of five bits", png(&[ihdr(2, 2, 5, 0, false), pixels()])),
        of("of an unknown colour", png(&[ihdr(2, 2, 8, 5, false), pixels()])),
        of("that lacks its palette", png(&[ihdr(2, 2, 8, 3, false), pixels()])),
        of("with two headers", with_chunk(&small(ImageFormat::Png), b"IHDR", &header()[8..21])),
        of("with a chunk of 2 GB", long),
        of("without an end", [PNG, &header(), &pixels()].concat()),
        of("with a needed chunk that nobody knows", png(&[header(), chunk(b"EVIL", b"x"), pixels()])),
    ]
}

fn jpegs() -> Vec<Bad> {
    let of = |name: &str, file: Vec<u8>| bad(format!("a JPEG {name}"), file, "image/jpeg");
    let whole = small(ImageFormat::Jpeg);
    let place = |marker: u8| whole.windows(2).position(|pair| pair == [0xFF, marker]).unwrap();
    let without = |marker: u8| {
        let at = place(marker);
        let length = usize::from(u16::from_be_bytes([whole[at + 2], whole[at + 3]]));
        [&whole[..at], &whole[at + 2 + length..]].concat()
    };
    let with = |at: usize, byte: u8| {
        let mut file = whole.clone();
        file[at] = byte;
        file
    };
    vec![
        of("that is a sign alone", b"\xFF\xD8\xFF\xE0".to_vec()),
        of("of two marks", b"\xFF\xD8\xFF\xD9".to_vec()),
        of("without a frame", without(0xC0)),
        of("without a scan", without(0xDA)),
        of("without codes", [&whole[..place(0xC4)], &whole[place(0xDA)..]].concat()),
        of("without a table of sizes", without(0xDB)),
        of("of the kind without loss", with(place(0xC0) + 1, 0xC3)),
        of("of the arithmetic kind", with(place(0xC0) + 1, 0xC9)),
        of("of no width", with(place(0xC0) + 8, 0)),
        of("of no height", with(place(0xC0) + 6, 0)),
        of("of twelve bits", with(place(0xC0) + 4, 12)),
        of("of no colours", with(place(0xC0) + 9, 0)),
        of("with a segment that reaches too far", with_segment(&whole[..300], 0xE1, &[1; 9])),
        of("without its end", whole[..whole.len() - 2].to_vec()),
    ]
}

fn gifs_and_webps() -> Vec<Bad> {
    let gif = small(ImageFormat::Gif);
    let webp = small(ImageFormat::WebP);
    let changed = |file: &[u8], at: usize, byte: u8| {
        let mut file = file.to_vec();
        file[at] = byte;
        file
    };
    let gifs = [
        ("that is a sign alone", b"GIF89a".to_vec()),
        ("of an unknown age", changed(&gif, 4, b'5')),
        ("without a picture", [&gif[..6], b"\x02\0\x02\0\0\0\0\x3B"].concat()),
        (
            "whose codes are too wide",
            [
                &gif[..6],
                b"\x02\0\x02\0\x80\0\0\0\0\0\xFF\xFF\xFF\x2C\0\0\0\0\x02\0\x02\0\0\x7F\x02\x84\x51\0\x3B",
            ]
            .concat(),
        ),
        ("with a block that nobody knows", [&gif[..gif.len() - 1], b"\x99\x3B"].concat()),
    ];
    let webps = [
        ("that is a sign alone", b"RIFF\x04\0\0\0WEBP".to_vec()),
        ("that says it is longer", changed(&webp, 6, 0x7F)),
        ("whose chunk is longer", changed(&webp, 18, 0x7F)),
        ("of an unknown kind", changed(&webp, 15, b'Z')),
        ("whose pixels have no sign", changed(&webp, 20, 0)),
    ];
    let gifs = gifs.into_iter().map(|(name, file)| bad(format!("a GIF {name}"), file, "image/gif"));
    gifs.chain(webps.into_iter().map(|(name, file)| bad(format!("a WebP {name}"), file, "image/webp")))
        .collect()
}
