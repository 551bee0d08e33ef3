//! Files that are a picture and something else as well: a page, a script, an archive, a program. Nothing of
//! such a file would be kept, as every picture is drawn anew; it is refused all the same, because nobody sends
//! one by accident. Photographs are what must pass: what is looked for has a structure that compressed pixels
//! do not have by chance, and what cameras append is known. See decision 0009. Asked by `picture`.

mod layout;
mod signs;
mod trailer;

use image::ImageFormat;

/// What a file is, beside the picture that it begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// The picture and nothing else.
    Picture,
    /// It ends before the picture does.
    CutShort,
    /// Something else as well.
    SeveralThings,
}

/// Looks through `file`, which begins like a picture of this format. Reads it once or twice, keeps nothing.
pub fn content(file: &[u8], format: ImageFormat) -> Content {
    let (mut speaks, mut is_one_of_several) = (false, false);
    let end = layout::walk(file, format, &mut |metadata| {
        speaks |= signs::in_metadata(metadata);
        is_one_of_several |= trailer::announces_pictures(metadata);
    });
    let Some(end) = end else { return Content::CutShort };
    let tail = file.get(end..).unwrap_or_default();
    let tail_fits = trailer::is_from_a_camera(tail, is_one_of_several, &mut |metadata| {
        speaks |= signs::in_metadata(metadata);
    });
    let is_more = speaks || !tail_fits || signs::begins_like_code(file) || signs::anywhere(file);
    if is_more { Content::SeveralThings } else { Content::Picture }
}

#[cfg(test)]
mod tests;
