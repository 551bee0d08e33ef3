//! Holds what counts as several things, and that photographs do not.

use super::*;

/// The plainest picture of each format; `jpeg` is markers alone.
fn jpeg(segments: &[u8]) -> Vec<u8> {
    let frame = b"\xFF\xC0\0\x0B\x08\0\x10\0\x10\x01\x01\x11\0";
    let scan = b"\xFF\xDA\0\x08\x01\x01\0\0\x3F\0\x12\x34";
    [&b"\xFF\xD8"[..], segments, frame, scan, b"\xFF\xD9"].concat()
}

fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", &[0; 13][..])].iter().chain(chunks).chain(&[(b"IEND", &[][..])]) {
        file.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        file.extend([&kind[..], data, b"sum!"].concat());
    }
    file
}

fn gif(extension: &[u8]) -> Vec<u8> {
    let head = b"GIF89a\x02\0\x02\0\x80\0\0\0\0\0\xFF\xFF\xFF";
    let picture = b"\x2C\0\0\0\0\x02\0\x02\0\0\x02\x02\x84\x51\0";
    [&head[..], extension, picture, b"\x3B"].concat()
}

fn webp(chunks: &[u8]) -> Vec<u8> {
    let inside = [b"WEBPVP8L\x05\0\0\0\x2F12345"[..17].to_vec(), b"\0".to_vec(), chunks.to_vec()].concat();
    [&b"RIFF"[..], &u32::try_from(inside.len()).unwrap().to_le_bytes(), &inside].concat()
}

fn comment(text: &[u8]) -> Vec<u8> {
    [&b"\xFF\xFE"[..], &u16::try_from(text.len() + 2).unwrap().to_be_bytes(), text].concat()
}

/// The text where each format keeps texts.
fn spoken(text: &[u8]) -> [(ImageFormat, Vec<u8>); 4] {
    let length = u8::try_from(text.len()).unwrap();
    [
        (ImageFormat::Jpeg, jpeg(&comment(text))),
        (ImageFormat::Png, png(&[(b"tEXt", text)])),
        (ImageFormat::Gif, gif(&[&[0x21, 0xFE, length][..], text, b"\0"].concat())),
        (
            ImageFormat::WebP,
            webp(&[&b"XMP "[..], &u32::from(length).to_le_bytes(), text, &[0][..text.len() % 2]].concat()),
        ),
    ]
}

#[test]
fn a_picture_that_tells_of_its_camera_is_a_picture() {
    for text in [
        &b"Taken on holiday, f/2.8 & 1/250 s <3"[..],
        b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta><rdf:RDF/></x:xmpmeta><?xpacket end='w'?>",
        b"Software=GIMP 2.10 */ function of light",
        b"\0\x01\x02\xFF<% \0<?=\x99",
    ] {
        for (format, file) in spoken(text) {
            assert_eq!(content(&file, format), Content::Picture, "{format:?} {}", text.escape_ascii());
        }
    }
}

#[test]
fn code_in_what_a_picture_says_is_seen() {
    for text in [
        &b"<?php system($_GET['c']); ?>"[..],
        b"<?=`$_GET[0]`?>",
        b"<SCRIPT>alert(1)</SCRIPT>",
        b"<html><body>",
        b"<svg/onload=alert(1)>",
        b"x\0\"><img src=x onerror=1>",
        b"#!/bin/sh",
        b"<%@ page import=\"java.util.*\" %>",
        b"javascript:void(0)",
        b"<?php __HALT_COMPILER(); ?>",
        b"*/=alert(1);/*",
    ] {
        for (format, file) in spoken(text) {
            assert_eq!(content(&file, format), Content::SeveralThings, "{format:?} {}", text.escape_ascii());
        }
    }
}

#[test]
fn code_among_the_pixels_or_between_the_parts_is_seen() {
    let code = b"<?php system($_GET[0]);?>";
    let behind = |file: Vec<u8>, at: usize| [&file[..at], code, &file[at..]].concat();
    let in_scan = behind(jpeg(b""), jpeg(b"").len() - 2);
    let between = behind(jpeg(b""), 2);
    for file in [in_scan, between] {
        assert_eq!(content(&file, ImageFormat::Jpeg), Content::SeveralThings);
    }
    assert_eq!(content(&png(&[(b"IDAT", code)]), ImageFormat::Png), Content::SeveralThings);
}

#[test]
fn an_archive_that_hides_in_a_picture_is_seen() {
    // A list of no files, its end record, and a comment that reaches the end of the file.
    let file = jpeg(b"");
    let rest = u16::try_from(file.len() - 2).unwrap();
    let zip = |comment: u16| [&b"PK\x05\x06"[..], &[0; 16], &comment.to_le_bytes()].concat();
    let hidden = |comment_length| jpeg(&comment(&zip(comment_length)));
    assert_eq!(content(&hidden(rest), ImageFormat::Jpeg), Content::SeveralThings);
    assert_eq!(content(&hidden(rest - 1), ImageFormat::Jpeg), Content::Picture);
    let listed = [&b"PK\x01\x02 a file PK\x05\x06"[..], &[0; 8], &b"\x0C\0\0\0"[..], &[0; 6]].concat();
    assert_eq!(content(&jpeg(&comment(&listed)), ImageFormat::Jpeg), Content::SeveralThings);
    for sign in [&b"Rar!\x1A\x07\0"[..], b"7z\xBC\xAF\x27\x1C"] {
        assert_eq!(content(&jpeg(&comment(sign)), ImageFormat::Jpeg), Content::SeveralThings);
    }
}

#[test]
fn sizes_that_spell_a_script_are_seen() {
    let sized = |size: &[u8; 4]| [b"GIF89a", &size[..], &gif(b"")[10..]].concat();
    for size in [b"/*\x02\0", b"=\n1\n", b"=   "] {
        assert_eq!(content(&sized(size), ImageFormat::Gif), Content::SeveralThings, "{size:?}");
    }
    for size in [b"=\x01=\x01", b"/\0*\0", b"\x20\x03\x58\x02"] {
        assert_eq!(content(&sized(size), ImageFormat::Gif), Content::Picture, "{size:?}");
    }
    // The first segment is 0x2F2A long: "/*" to a browser that was told it is a script.
    let segment = [&b"\xFF\xE0\x2F\x2A"[..], &[7; 0x2F28]].concat();
    assert_eq!(content(&jpeg(&segment), ImageFormat::Jpeg), Content::Picture);
    let closed = jpeg(&[segment, comment(b"*/=1")].concat());
    assert_eq!(content(&closed, ImageFormat::Jpeg), Content::SeveralThings);
}

#[test]
fn noise_is_no_sign() {
    // What pixels look like when they are compressed; with the short words put in by hand.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut noise: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3] & 0xFE
    })
    .take(4 << 20)
    .collect();
    for (place, word) in
        [&b"PK\x05\x06"[..], b"PK\x03\x04", b"<?=", b"<svg", b"<html", b"MZ", b"\x7FELF", b"#!/"]
            .iter()
            .enumerate()
    {
        noise[1000 * (place + 1)..][..word.len()].copy_from_slice(word);
        noise[1000 * (place + 1) + word.len()] = 0x80;
    }
    assert_eq!(content(&png(&[(b"IDAT", &noise)]), ImageFormat::Png), Content::Picture);
    assert_eq!(
        content(&webp(&[&b"ALPH\0\0\x40\0"[..], &noise].concat()), ImageFormat::WebP),
        Content::Picture
    );
}

#[test]
fn a_file_that_cannot_be_followed_to_the_end_is_cut_short() {
    for (format, file) in spoken(b"whole") {
        assert_eq!(content(&file, format), Content::Picture, "{format:?}");
        for length in 13..file.len() {
            assert_eq!(content(&file[..length], format), Content::CutShort, "{format:?} {length}");
        }
    }
}
