//! The signs of pages, scripts, archives and programs. Asked by `polyglot`.
//!
//! Compressed pixels contain every short word sooner or later. A word counts where it is long enough for its
//! place, or where text goes on behind it: of 100 000 photographs of 8 MiB less than one shows a sign by chance.

/// A word, in lower case, and how many bytes of text have to follow before it counts.
struct Sign(&'static [u8], usize);

/// What counts wherever it stands: about 44 bits of chance or more.
const ANYWHERE: [Sign; 11] = [
    Sign(b"<?php", 8),
    Sign(b"<?=", 12),
    Sign(b"<script", 1),
    Sign(b"<html", 8),
    Sign(b"<!doctype", 1),
    Sign(b"<svg", 12),
    Sign(b"<iframe", 1),
    Sign(b"<jsp:", 8),
    Sign(b"<%@", 16),
    Sign(b"<!entity", 1),
    Sign(b"__halt_compiler", 0),
];

/// What counts in the parts that are no pixels as well; they are short.
const IN_METADATA: [Sign; 31] = [
    Sign(b"#!/bin/", 1),
    Sign(b"#!/usr/", 1),
    Sign(b"<?php", 1),
    Sign(b"<html", 1),
    Sign(b"<svg", 2),
    Sign(b"<body", 4),
    Sign(b"<head>", 0),
    Sign(b"<img ", 4),
    Sign(b"<img/", 4),
    Sign(b"<object", 1),
    Sign(b"<embed", 1),
    Sign(b"<form", 6),
    Sign(b"<meta ", 4),
    Sign(b"<link ", 4),
    Sign(b"<style", 1),
    Sign(b"<%=", 12),
    Sign(b"<% ", 12),
    Sign(b"<? ", 16),
    Sign(b"javascript:", 0),
    Sign(b"vbscript:", 0),
    Sign(b"onerror=", 0),
    Sign(b"onload=", 0),
    Sign(b"alert(", 1),
    Sign(b"eval(", 4),
    Sign(b"system(", 1),
    Sign(b"passthru(", 0),
    Sign(b"shell_exec", 0),
    Sign(b"base64_decode", 0),
    Sign(b"document.cookie", 0),
    Sign(b"powershell", 0),
    Sign(b"%pdf-", 4),
];

/// True when something else begins somewhere in `file`, or all of it is something else.
pub fn anywhere(file: &[u8]) -> bool {
    let begins = starts(&ANYWHERE);
    file.iter().enumerate().any(|(at, byte)| match byte {
        b'P' => is_zip(file, at),
        b'R' => file[at..].starts_with(b"Rar!\x1A\x07"),
        b'7' => file[at..].starts_with(b"7z\xBC\xAF\x27\x1C"),
        byte if begins[usize::from(*byte)] => is_one_of(&ANYWHERE, &file[at..]),
        _ => false,
    }) || is_read_by_place(file)
}

/// True when a part that is no pixels holds code.
pub fn in_metadata(part: &[u8]) -> bool {
    let begins = starts(&IN_METADATA);
    let is_sign =
        |(at, byte): (usize, &u8)| begins[usize::from(*byte)] && is_one_of(&IN_METADATA, &part[at..]);
    part.iter().enumerate().any(is_sign)
}

/// True when the very first bytes are a script to whoever reads them as one: lengths and sizes of the picture
/// that spell the beginning of a comment or of an assignment.
pub fn begins_like_code(file: &[u8]) -> bool {
    let comment_at = |at: usize| file.get(at..).is_some_and(|rest| rest.starts_with(b"/*"));
    let comment_ends = || file.windows(2).any(|pair| pair == b"*/");
    // Of a JPEG the length of its first segment, of a WebP that of the file; both are lengths by chance too.
    let is_comment = comment_at(4) && comment_ends();
    // Of a GIF width and height, which are never that large.
    let assigned = file.get(6..10).is_some_and(|size| size[0] == b'=' && size.iter().copied().all(is_text));
    is_comment || (file.starts_with(b"GIF8") && (comment_at(6) || assigned))
}

/// What opens a file by what stands at a fixed place in it.
fn is_read_by_place(file: &[u8]) -> bool {
    let stands = |word: &[u8], at: usize| file.get(at..).is_some_and(|rest| rest.starts_with(word));
    let near_the_top = &file[..file.len().min(1024)];
    let pdf = near_the_top.windows(5).any(|word| word == b"%PDF-");
    let disk_image = file.len().checked_sub(512).is_some_and(|at| stands(b"koly\0\0\0\x04", at));
    pdf || disk_image || stands(b"ustar", 257) || stands(b"CD001", 0x8001)
}

/// True when a ZIP ends with what stands at `at`: its last record reaches the end of the file, or the list of
/// its files lies where the record says.
fn is_zip(file: &[u8], at: usize) -> bool {
    let record = &file[at..];
    let is_whole = || {
        let comment = usize::from(u16::from_le_bytes(*record.get(20..)?.first_chunk()?));
        let list = usize::try_from(u32::from_le_bytes(*record.get(12..)?.first_chunk()?)).ok()?;
        let list = at.checked_sub(list).and_then(|start| file.get(start..));
        Some(record.len() == 22 + comment || list.is_some_and(|list| list.starts_with(b"PK\x01\x02")))
    };
    record.starts_with(b"PK\x05\x06") && is_whole().unwrap_or_default()
}

/// The bytes with which a sign may begin.
fn starts(signs: &[Sign]) -> [bool; 256] {
    let mut starts = [false; 256];
    for Sign(word, _) in signs {
        starts[usize::from(word[0])] = true;
        starts[usize::from(word[0].to_ascii_uppercase())] = true;
    }
    starts
}

fn is_one_of(signs: &[Sign], bytes: &[u8]) -> bool {
    signs.iter().any(|Sign(word, text)| {
        let Some((head, after)) = bytes.split_at_checked(word.len()) else { return false };
        let follows = || after.get(..*text).is_some_and(|after| after.iter().copied().all(is_text));
        head.eq_ignore_ascii_case(word) && follows()
    })
}

fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
