//! Files that are a picture, and something else as well.

use image::ImageFormat;

use super::{Bad, bad};
use crate::pictures::parts::{
    chunk, film, film_box, ihdr, png, saying, stored, with_chunk, with_segment, with_webp_chunk, zip,
};
use crate::pictures::{FORMATS, noise, small};

/// Behind a picture, in what is said about it, in its pixels, or in the numbers of its header.
pub fn all() -> Vec<Bad> {
    [behind(), said(), archives(), spelt(), by_place(), behind_what_phones_append(), among_the_pixels()]
        .concat()
}

fn behind() -> Vec<Bad> {
    let tails: Vec<(&str, Vec<u8>)> = vec![
        ("a ZIP", zip(b"evil.exe", b"MZ")),
        ("a ZIP behind zeros", [vec![0; 64], zip(b"evil.exe", b"MZ")].concat()),
        ("a page", b"<html><script>malice()</script></html>".to_vec()),
        ("PHP", b"<?php system($_GET['c']); ?>".to_vec()),
        ("a script", b"#!/bin/sh\nmalice\n".to_vec()),
        ("PDF", b"%PDF-1.7 malice %%EOF".to_vec()),
        ("RAR", b"Rar!\x1A\x07\x01\0 malice".to_vec()),
        ("7z", b"7z\xBC\xAF\x27\x1C\0\x04 malice".to_vec()),
        ("a program of Linux", b"\x7FELF\x02\x01\x01\0 malice".to_vec()),
        ("a program of Windows", b"MZ\x90\0\x03\0\0\0 malice".to_vec()),
        ("a PNG", small(ImageFormat::Png)),
        ("a GIF", small(ImageFormat::Gif)),
        ("a JPEG", small(ImageFormat::Jpeg)),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec()),
        ("a sound", b"ID3\x04\0\0\0\0\0\x0ATIT2malice".to_vec()),
        ("text", b"the password is hunter2".to_vec()),
        ("noise", noise(4000, 17)),
        ("one byte", b"x".to_vec()),
    ];
    let mut all = Vec::new();
    for (format, kind) in FORMATS {
        for (name, tail) in &tails {
            all.push(bad(
                format!("a {format:?} and {name} behind it"),
                [&small(format)[..], tail].concat(),
                kind,
            ));
        }
    }
    all
}

fn said() -> Vec<Bad> {
    let texts: [&[u8]; 12] = [
        b"<?php system($_GET['c']); ?>",
        b"<?=`$_GET[0]`?>",
        b"<?php __HALT_COMPILER(); ?>\r\nphar",
        b"<script>alert(document.domain)</script>",
        b"<SCRIPT SRC=//example.com/x.js></SCRIPT>",
        b"\"><img src=x onerror=alert(1)>",
        b"<html><body onload=alert(1)>",
        b"<!DOCTYPE html><title>x</title>",
        b"<svg/onload=alert(1)>",
        b"<%@ page import=\"java.util.*\" %><% out.println(1); %>",
        b"*/=eval(atob('YWxlcnQoMSk='));/*",
        b"%PDF-1.4 1 0 obj << /Type /Catalog >> endobj",
    ];
    let mut all = Vec::new();
    for (format, kind) in FORMATS {
        for text in texts {
            let name = format!("a {format:?} that says {}", text.escape_ascii());
            all.push(bad(name, saying(&small(format), format, text), kind));
        }
    }
    let code = texts[0];
    let (jpeg, png, webp) = (small(ImageFormat::Jpeg), small(ImageFormat::Png), small(ImageFormat::WebP));
    for marker in [0xE0, 0xE1, 0xE2, 0xED, 0xEF] {
        let name = format!("a JPEG with PHP in its segment {marker:X}");
        all.push(bad(name, with_segment(&jpeg, marker, code), "image/jpeg"));
    }
    for kind in [b"iTXt", b"zTXt", b"eXIf", b"prVt", b"iCCP"] {
        let name = format!("a PNG with PHP in its {}", kind.escape_ascii());
        all.push(bad(name, with_chunk(&png, kind, code), "image/png"));
    }
    for kind in [b"EXIF", b"ICCP", b"EVIL"] {
        let name = format!("a WebP with PHP in its {}", kind.escape_ascii());
        all.push(bad(name, with_webp_chunk(&webp, kind, code), "image/webp"));
    }
    let between = [&jpeg[..2], code, &jpeg[2..]].concat();
    all.push(bad("a JPEG with PHP between its segments", between, "image/jpeg"));
    all
}

/// An archive in what is said; its last record claims the rest of the file as a comment.
fn archives() -> Vec<Bad> {
    let mut all = Vec::new();
    for (format, kind) in FORMATS {
        let archive = zip(b"evil", b"malice");
        let with = |comment: usize| {
            let end = archive.len() - 2;
            let comment = u16::try_from(comment).unwrap().to_le_bytes();
            saying(&small(format), format, &[&archive[..end], &comment].concat())
        };
        let file = with(0);
        let at = file.windows(4).position(|word| word == b"PK\x05\x06").unwrap();
        all.push(bad(format!("a {format:?} around a ZIP"), with(file.len() - at - 22), kind));
        all.push(bad(format!("a {format:?} around a ZIP that ends in it"), file, kind));
    }
    all
}

/// Sizes and lengths that are a script to whoever reads them as one.
fn spelt() -> Vec<Bad> {
    let mut all = Vec::new();
    for size in [b"/*\x10\0", b"/*/*", b"=1/*", b"=\n1;", b"=\t1\n"] {
        let mut file = saying(&small(ImageFormat::Gif), ImageFormat::Gif, b"*/=1;");
        file[6..10].copy_from_slice(size);
        all.push(bad(format!("a GIF of the size {}", size.escape_ascii()), file, "image/gif"));
    }
    let said = with_segment(&small(ImageFormat::Jpeg), 0xFE, b"*/=1;/*");
    let long = with_segment(&said, 0xE0, &[0; 0x2F2A - 2]);
    all.push(bad("a JPEG that begins with a comment", long, "image/jpeg"));
    let webp = small(ImageFormat::WebP);
    let missing = 0x2A2F + 8 - webp.len() - 8;
    let mut text = vec![0; missing];
    text[..5].copy_from_slice(b"*/=1;");
    all.push(bad("a WebP that begins with a comment", with_webp_chunk_of(&webp, &text), "image/webp"));
    all
}

/// As [`with_webp_chunk`], of an odd length without the byte behind it.
fn with_webp_chunk_of(file: &[u8], data: &[u8]) -> Vec<u8> {
    let mut file = with_webp_chunk(file, b"XMP ", data);
    if data.len() % 2 == 1 {
        file.pop();
    }
    let size = u32::try_from(file.len() - 8).unwrap().to_le_bytes();
    file[4..8].copy_from_slice(&size);
    file
}

/// What is opened by what stands at a certain place.
fn by_place() -> Vec<Bad> {
    let comment = |at: usize, word: &[u8]| {
        // Behind the first marker, the comment's marker and its length.
        let text = [&vec![b'.'; at - 6][..], word].concat();
        with_segment(&small(ImageFormat::Jpeg), 0xFE, &text)
    };
    let png = |at: usize, word: &[u8]| {
        let text = [&vec![b'.'; at - 41][..], word, &[b'.'; 600]].concat();
        with_chunk(&small(ImageFormat::Png), b"tEXt", &text)
    };
    vec![
        bad("a JPEG and PDF", comment(800, b"%PDF-1.4"), "image/jpeg"),
        bad("a PNG and PDF", png(700, b"%PDF-1.4"), "image/png"),
        bad("a JPEG and a tape archive", comment(257, b"ustar\x0000"), "image/jpeg"),
        bad("a PNG and a tape archive", png(257, b"ustar\x0000"), "image/png"),
        bad("a JPEG and a CD", comment(0x8001, b"CD001\x01"), "image/jpeg"),
        bad("a PNG and a CD", png(0x8001, b"CD001\x01"), "image/png"),
    ]
}

fn behind_what_phones_append() -> Vec<Bad> {
    let jpeg = small(ImageFormat::Jpeg);
    let announcing = with_segment(&jpeg, 0xE2, b"MPF\0II*\0\x08\0\0\0");
    let talking = saying(&jpeg, ImageFormat::Jpeg, b"<?php system($_GET['c']); ?>");
    let evil = film_box(b"evil", b"malice");
    let page = film_box(b"free", b"<script>malice()</script>");
    let of = |name: &str, parts: &[&[u8]]| bad(format!("a JPEG, {name}"), parts.concat(), "image/jpeg");
    vec![
        of("a film and a ZIP", &[&jpeg, &film(), &zip(b"evil", b"MZ")]),
        of("a film and text", &[&jpeg, &film(), b"malice"]),
        of("a film with a part that none has", &[&jpeg, &film(), &evil]),
        of("a film with a page in it", &[&jpeg, &film(), &page]),
        of("a film that is cut short", &[&jpeg, &film()[..2000]]),
        of("a preview that talks", &[&announcing, &talking]),
        of("a preview and a program", &[&announcing, &jpeg, b"MZ\x90\0"]),
        of("a preview that is cut short", &[&announcing, &jpeg[..200]]),
        of("the end of a Samsung's without the rest", &[&jpeg, b"malice SEFT"]),
    ]
}

fn among_the_pixels() -> Vec<Bad> {
    let code = b"\0<?=$_GET[0]($_POST[1]);?>aaaaaa";
    let rows = ihdr(31, 1, 8, 0, false);
    let jpeg = small(ImageFormat::Jpeg);
    let at = jpeg.len() - 2;
    let in_scan = [&jpeg[..at], &code[1..], &jpeg[at..]].concat();
    vec![
        bad("a PNG whose pixels are PHP", png(&[rows, chunk(b"IDAT", &stored(code))]), "image/png"),
        bad("a JPEG with PHP in its scan", in_scan, "image/jpeg"),
    ]
}
