//! Small files that would become large ones in memory.

use image::ImageFormat;

use super::{Bad, bad};
use crate::pictures::parts::{be32, chunk, ihdr, png, zeros};
use crate::pictures::small;

/// By what their headers say; some keep the promise.
pub fn all() -> Vec<Bad> {
    [pngs(), jpegs(), gifs(), webps()].concat()
}

fn pngs() -> Vec<Bad> {
    let pixels = || chunk(b"IDAT", &zeros(100_000));
    let sizes = [
        (10_001, 1, 8, 2),
        (1, 10_001, 8, 2),
        (9_000, 9_000, 1, 0),
        (6_400, 6_400, 8, 0),
        (5_000, 5_000, 8, 2),
        (4_000, 4_000, 16, 2),
        (3_000, 3_000, 16, 6),
        (60_000, 60_000, 8, 3),
        (1 << 30, 1 << 30, 8, 6),
        (u32::MAX >> 1, u32::MAX >> 1, 8, 6),
        (u32::MAX, 1, 8, 0),
    ];
    let mut all = Vec::new();
    for (width, height, depth, colour) in sizes {
        for interlaced in [false, true] {
            let palette = chunk(b"PLTE", &[0; 6]);
            let file = png(&[ihdr(width, height, depth, colour, interlaced), palette, pixels()]);
            all.push(bad(
                format!("a PNG of {width} by {height}, {depth} bits of kind {colour}"),
                file,
                "image/png",
            ));
        }
    }
    let whole = png(&[ihdr(9_000, 9_000, 8, 2, false), chunk(b"IDAT", &zeros(9_000 * 27_001))]);
    all.push(bad("a PNG that unpacks to 240 MB", whole, "image/png"));
    let animation = chunk(b"acTL", &[be32(100_000), be32(0)].concat());
    let moving = png(&[ihdr(8_000, 8_000, 8, 6, false), animation, pixels()]);
    all.push(bad("an animated PNG of 8000 by 8000", moving, "image/png"));
    all
}

fn jpegs() -> Vec<Bad> {
    let of_size = |(width, height): (u16, u16), marker: u8| {
        let mut file = small(ImageFormat::Jpeg);
        let at = file.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
        file[at + 1] = marker;
        file[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
        file[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
        file
    };
    let sizes = [(65_535, 65_535), (10_001, 10), (10, 10_001), (5_000, 5_000), (9_999, 9_999)];
    let mut all = Vec::new();
    for size in sizes {
        for marker in [0xC0, 0xC2] {
            let name = format!("a JPEG of {size:?}, frame {marker:X}");
            all.push(bad(name, of_size(size, marker), "image/jpeg"));
        }
    }
    all.push(bad("a progressive JPEG of 12 million pixels", of_size((4_000, 3_000), 0xC2), "image/jpeg"));
    all
}

fn gifs() -> Vec<Bad> {
    let sized = |width: u16, height: u16| {
        let mut file = small(ImageFormat::Gif);
        file[6..8].copy_from_slice(&width.to_le_bytes());
        file[8..10].copy_from_slice(&height.to_le_bytes());
        file
    };
    let mut all: Vec<Bad> = [(65_535, 65_535), (10_001, 1), (1, 10_001), (4_000, 4_000), (9_000, 8_000)]
        .into_iter()
        .map(|(width, height)| {
            bad(format!("a GIF of {width} by {height}"), sized(width, height), "image/gif")
        })
        .collect();
    // Ten thousand frames on a canvas that is too large.
    let small = sized(8_000, 8_000);
    let frame = b"\x2C\0\0\0\0\x02\0\x02\0\0\x02\x02\x84\x51\0".repeat(10_000);
    let at = small.len() - 1;
    let moving = [&small[..at], &frame, &small[at..]].concat();
    all.push(bad("an animated GIF of 8000 by 8000", moving, "image/gif"));
    all
}

fn webps() -> Vec<Bad> {
    let sized = |width: u32, height: u32| {
        let mut file = small(ImageFormat::WebP);
        let at = file.windows(4).position(|word| word == b"VP8L").unwrap() + 9;
        let size = (width - 1) | (height - 1) << 14 | u32::from(file[at + 3] >> 4) << 28;
        file[at..at + 4].copy_from_slice(&size.to_le_bytes());
        file
    };
    let canvas = |width: u32, height: u32, flags: u8| {
        let size = [&(width - 1).to_le_bytes()[..3], &(height - 1).to_le_bytes()[..3]].concat();
        let extended = [&b"VP8X\x0A\0\0\0"[..], &[flags, 0, 0, 0], &size].concat();
        let inside = [b"WEBP", &extended[..], &small(ImageFormat::WebP)[12..]].concat();
        [&b"RIFF"[..], &u32::try_from(inside.len()).unwrap().to_le_bytes(), &inside].concat()
    };
    let flat = [(16_383, 16_383), (3_000, 2_500), (10_001, 1), (1, 16_000)];
    let wide = [(16_383, 16_383, 0), (1 << 24, 1 << 7, 0), (8_000, 8_000, 0x02), (9_000, 9_000, 0x10)];
    let flat = flat.map(|(width, height)| (format!("{width} by {height}"), sized(width, height)));
    let wide = wide.map(|(width, height, flags)| {
        (format!("{width} by {height}, flags {flags:X}"), canvas(width, height, flags))
    });
    flat.into_iter()
        .chain(wide)
        .map(|(name, file)| bad(format!("a WebP of {name}"), file, "image/webp"))
        .collect()
}
