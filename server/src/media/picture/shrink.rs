//! Makes a picture smaller: each pixel that comes out is the average of all that it covers, also of those that
//! it covers in part. Row by row: the library's filters keep a copy of four floats a pixel, which is larger
//! than all that one picture may take.

use image::{GenericImageView, Rgb, RgbImage};

type Sums = Vec<[u64; 3]>;

/// `picture`, with its longer side at most `longest`; never larger than it is.
pub fn shrunk_to(longest: u32, picture: &impl GenericImageView<Pixel = Rgb<u8>>) -> RgbImage {
    let (width, height) = picture.dimensions();
    let longer = u64::from(width.max(height));
    let wanted = longer.min(u64::from(longest));
    let scaled = |side: u32| {
        let scaled = (u64::from(side) * wanted + longer / 2).checked_div(longer).unwrap_or_default();
        u32::try_from(scaled).unwrap_or(longest).clamp(1, side.max(1))
    };
    averaged(picture, scaled(width), scaled(height))
}

fn averaged(picture: &impl GenericImageView<Pixel = Rgb<u8>>, width: u32, height: u32) -> RgbImage {
    let (from_width, from_height) = picture.dimensions();
    let mut small = RgbImage::new(width, height);
    // One row more: the last pixel falls into none behind the last.
    let mut rows: [Sums; 2] = [vec![[0; 3]; width as usize], vec![[0; 3]; width as usize]];
    let mut row: Sums = vec![[0; 3]; width as usize + 1];
    let whole = u64::from(from_width) * u64::from(from_height);
    for y in 0..from_height {
        row.fill([0; 3]);
        for x in 0..from_width {
            let Rgb(colours) = picture.get_pixel(x, y);
            let (at, shares) = share_of(x, from_width, width);
            for (place, share) in shares.into_iter().enumerate().filter(|(_, share)| *share > 0) {
                add(&mut row[at + place], colours.map(u64::from), share);
            }
        }
        let (at, shares) = share_of(y, from_height, height);
        for (sums, share) in rows.iter_mut().zip(shares) {
            for (sum, colours) in sums.iter_mut().zip(&row) {
                add(sum, *colours, share);
            }
        }
        let next = share_of(y + 1, from_height, height).0;
        if next > at {
            write(&mut small, at, &rows[0], whole);
            rows.swap(0, 1);
            rows[1].fill([0; 3]);
        }
    }
    small
}

/// The first of the places of the small side into which a place of the large one falls, and how much of it
/// falls there and into the one behind.
fn share_of(place: u32, large: u32, small: u32) -> (usize, [u64; 2]) {
    let (large, small) = (u64::from(large), u64::from(small));
    let begin = u64::from(place) * small;
    let first = begin / large;
    let here = small.min((first + 1) * large - begin);
    (usize::try_from(first).unwrap_or(usize::MAX), [here, small - here])
}

fn add(sum: &mut [u64; 3], colours: [u64; 3], share: u64) {
    for (sum, colour) in sum.iter_mut().zip(colours) {
        *sum += colour * share;
    }
}

fn write(small: &mut RgbImage, y: usize, sums: &Sums, whole: u64) {
    let average = |sum: u64| u8::try_from((sum + whole / 2) / whole).unwrap_or(u8::MAX);
    let row = small.rows_mut().nth(y).into_iter().flatten();
    for (pixel, sums) in row.zip(sums) {
        *pixel = Rgb(sums.map(average));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(width: u32, height: u32, value: impl Fn(u32, u32) -> u8) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| Rgb([value(x, y); 3]))
    }

    #[test]
    fn the_longer_side_is_as_long_as_it_may_be_and_the_other_in_proportion() {
        for ((width, height), wanted) in [
            ((3200, 1600), (1600, 800)),
            ((1600, 3201), (800, 1600)),
            ((2000, 1501), (1600, 1201)),
            ((1600, 1600), (1600, 1600)),
            ((40, 30), (40, 30)),
            ((9000, 1), (1600, 1)),
            ((1, 9000), (1, 1600)),
        ] {
            let picture = RgbImage::new(width, height);
            assert_eq!(shrunk_to(1600, &picture).dimensions(), wanted, "{width} by {height}");
        }
    }

    #[test]
    fn every_pixel_counts_as_much_as_it_is_covered() {
        // Three become two: each takes one and a half.
        let row = grey(3, 1, |x, _| [30, 60, 150][x as usize]);
        let column = grey(1, 3, |_, y| [30, 60, 150][y as usize]);
        for picture in [row, column] {
            let values: Vec<u8> = shrunk_to(2, &picture).pixels().map(|pixel| pixel.0[0]).collect();
            assert_eq!(values, [40, 120]);
        }
    }

    #[test]
    fn a_picture_that_fits_stays_as_it_is() {
        let picture = grey(7, 5, |x, y| u8::try_from(x * 31 + y * 7).unwrap());
        assert_eq!(shrunk_to(1600, &picture), picture);
    }

    #[test]
    fn one_colour_stays_that_colour() {
        let picture = grey(1601, 37, |_, _| 255);
        assert!(shrunk_to(320, &picture).pixels().all(|pixel| pixel.0 == [255; 3]));
    }
}
