//! Pictures of all kinds that people send are taken.

use comanda_sdk::Role;
use comanda_tests::Shop;
use comanda_tests::pictures::{BLUE, RED, good};

use super::drawn;

/// The size of a picture whose longer side is at most `longest`.
fn within(longest: u32, (width, height): (u32, u32)) -> (u32, u32) {
    let longer = width.max(height);
    let wanted = longer.min(longest);
    let scaled = |side: u32| (side * wanted + longer / 2) / longer;
    (scaled(width), scaled(height))
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_every_kind_come_out_upright_in_two_sizes_and_tell_nothing() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let manager = shop.signed_in(Role::Manager).await;
    let pictures = good::all();
    assert!(pictures.len() >= 15);
    for good in pictures {
        let added = manager.products().add_image(soup.id, good.file.clone()).await;
        let image = added.unwrap_or_else(|error| panic!("{}: {error:?}", good.name));
        for (url, longest) in [(&image.url, 1600), (&image.thumbnail, 320)] {
            let served = shop.raw().get(url).await;
            assert_eq!((served.status, served.header("content-type")), (200, "image/jpeg"), "{}", good.name);
            for told in [&b"GPS"[..], b"Exif", b"Camera-Serial", b"http", b"ftyp", b"SEFT"] {
                let is_told = served.body.windows(told.len()).any(|part| part == told);
                assert!(!is_told, "{} tells {}", good.name, told.escape_ascii());
            }
            let picture = drawn(&served.body);
            assert_eq!(picture.dimensions(), within(longest, good.size), "{}", good.name);
            let (width, height) = picture.dimensions();
            for (y, wanted) in [(height / 4, RED), (height * 3 / 4, BLUE)] {
                let pixel = picture.get_pixel(width / 2, y);
                let is_near = pixel.0.iter().zip(wanted.0).all(|(is, wanted)| is.abs_diff(wanted) < 40);
                assert!(is_near, "{}: {pixel:?} at {y}", good.name);
            }
        }
        manager.products().delete_image(soup.id, image.id).await.unwrap();
        let again = manager.account().set_image(good.file).await;
        again.unwrap_or_else(|error| panic!("{} as a portrait: {error:?}", good.name));
    }
    manager.account().remove_image().await.unwrap();
    assert_eq!(super::kept(&shop).len(), 0);
    shop.verify_and_close().await;
}
