//! The parts of which files are made: chunks, segments, boxes, and what follows pictures.

use image::ImageFormat;

use super::noise;

/// The sign with which every PNG begins.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A chunk of a PNG.
pub fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let typed = [kind, data].concat();
    [&be32(data.len())[..], &typed, &crc(&typed).to_be_bytes()].concat()
}

/// The header of a PNG.
pub fn ihdr(width: u32, height: u32, depth: u8, colour: u8, interlaced: bool) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    chunk(b"IHDR", &[&size[..], &[depth, colour, 0, 0, u8::from(interlaced)]].concat())
}

/// A whole PNG of these chunks.
pub fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    [PNG, &chunks.concat(), &chunk(b"IEND", &[])].concat()
}

/// A zlib stream that holds `data` as it is.
pub fn stored(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = data.chunks(0xFFFF).collect::<Vec<_>>();
    for (place, block) in blocks.iter().enumerate() {
        let length = u16::try_from(block.len()).unwrap();
        stream.push(u8::from(place + 1 == blocks.len()));
        stream.extend([length.to_le_bytes(), (!length).to_le_bytes()].concat());
        stream.extend(*block);
    }
    stream.extend(adler(data).to_be_bytes());
    stream
}

/// A zlib stream of this many zeros, in as few bytes as deflate can: one for 160.
pub fn zeros(count: usize) -> Vec<u8> {
    let (mut stream, mut bits, mut filled) = (vec![0x78, 0x01], 0_u32, 0);
    let mut write = |value: u32, length: u32| {
        bits |= value << filled;
        filled += length;
        while filled >= 8 {
            stream.push(bits.to_le_bytes()[0]);
            bits >>= 8;
            filled -= 8;
        }
    };
    // The last block, with the codes that the standard fixes; a zero, and again and again 258 like it.
    write(0b011, 3);
    write(0b0000_1100, 8);
    for _ in 0..count / 258 {
        write(0b1010_0011, 8);
        write(0, 5);
    }
    // The end, and as many bits as fill the last byte.
    write(0, 7);
    write(0, 7);
    let ones = u32::try_from(1 + count / 258 * 258).unwrap() % 65_521;
    stream.extend((ones << 16 | 1).to_be_bytes());
    stream
}

/// `file`, a JPEG, with a segment right behind its first marker.
pub fn with_segment(file: &[u8], marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&file[..2], &[0xFF, marker], &length, data, &file[2..]].concat()
}

/// `file` with `text` where its format keeps what people say about a picture.
pub fn saying(file: &[u8], format: ImageFormat, text: &[u8]) -> Vec<u8> {
    match format {
        ImageFormat::Png => with_chunk(file, b"tEXt", &[b"Comment\0", text].concat()),
        ImageFormat::Gif => {
            let blocks =
                text.chunks(255).flat_map(|block| [&[u8::try_from(block.len()).unwrap()], block].concat());
            let extension = [vec![0x21, 0xFE], blocks.collect(), vec![0]].concat();
            // Before the mark of its end.
            let at = file.len() - 1;
            [&file[..at], &extension, &file[at..]].concat()
        }
        ImageFormat::WebP => with_webp_chunk(file, b"XMP ", text),
        _ => with_segment(file, 0xFE, text),
    }
}

/// `file`, a PNG, with a chunk behind its header.
pub fn with_chunk(file: &[u8], kind: &[u8], data: &[u8]) -> Vec<u8> {
    let after_header = PNG.len() + 25;
    [&file[..after_header], &chunk(kind, data), &file[after_header..]].concat()
}

/// `file`, a WebP, with a chunk at its end.
pub fn with_webp_chunk(file: &[u8], kind: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_le_bytes();
    let mut file = [file, kind, &length, data, &[0][..data.len() % 2]].concat();
    let size = u32::try_from(file.len() - 8).unwrap().to_le_bytes();
    file[4..8].copy_from_slice(&size);
    file
}

/// A box of a film.
pub fn film_box(kind: &[u8], data: &[u8]) -> Vec<u8> {
    [&be32(data.len() + 8)[..], kind, data].concat()
}

/// What phones append to a picture that moves.
pub fn film() -> Vec<u8> {
    let parts = [
        film_box(b"ftyp", b"mp42\0\0\0\0mp42"),
        film_box(b"mdat", &noise(3000, 7)),
        film_box(b"moov", &[0; 64]),
    ];
    parts.concat()
}

/// What Samsung's phones append.
pub fn samsung() -> Vec<u8> {
    let block = [&b"\0\0\x01\x0A\x0E\0\0\0Image_UTC_Data1732440000000"[..]].concat();
    let length = u32::try_from(block.len()).unwrap().to_le_bytes();
    let list = [&b"SEFH\x6B\0\0\0\x01\0\0\0\0\0\x01\x0A"[..], &length, &length].concat();
    [&block[..], &list, &24_u32.to_le_bytes(), b"SEFT"].concat()
}

/// A ZIP of one file that is stored as it is, wherever it stands.
pub fn zip(name: &[u8], data: &[u8]) -> Vec<u8> {
    let (size, names) =
        (u32::try_from(data.len()).unwrap().to_le_bytes(), u16::try_from(name.len()).unwrap());
    let about = [
        &b"\x14\0\0\0\0\0\0\0\0\0"[..],
        &crc(data).to_le_bytes(),
        &size,
        &size,
        &names.to_le_bytes(),
        b"\0\0",
    ];
    let local = [b"PK\x03\x04", &about.concat()[..], name, data].concat();
    let listed = [b"PK\x01\x02\x14\0", &about.concat()[..], &[0; 14], name].concat();
    let place = [
        u32::try_from(listed.len()).unwrap().to_le_bytes(),
        u32::try_from(local.len()).unwrap().to_le_bytes(),
    ];
    [&local[..], &listed, b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &place.concat(), b"\0\0"].concat()
}

/// A TIFF header with an orientation, as cameras write it, and words that must not get out.
pub fn exif(orientation: u8) -> Vec<u8> {
    let entry = [0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
    [&b"II*\0\x08\0\0\0\x01\0"[..], &entry, &[0; 4], b"GPS 52.5200 13.4050 Camera-Serial-4711"].concat()
}

/// A number of four bytes, the largest first.
pub fn be32(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_be_bytes()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

fn adler(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}
