//! Pictures of products and sections, from the upload to the last byte that is served; and what is no picture.

mod files;
mod refused;

use std::collections::BTreeSet;
use std::path::Path;

use comanda_sdk::Role;
use comanda_sdk::id::{ImageId, ProductId};
use comanda_sdk::wire::{CategoryView, ImageView};
use comanda_tests::fixture::PICTURE;
use comanda_tests::raw::signed;
use comanda_tests::{Answered, Seat, Shop};
use image::RgbImage;
use reqwest::Method;

/// All that the server keeps, by the addresses at which it serves it.
fn kept(shop: &Shop) -> BTreeSet<String> {
    fn walk(folder: &Path, url: &str, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let entry = entry.unwrap();
            let url = format!("{url}/{}", entry.file_name().into_string().unwrap());
            if entry.path().is_dir() {
                walk(&entry.path(), &url, found);
            } else {
                found.insert(url);
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(&shop.data_dir().join("media"), "/media", &mut found);
    found
}

fn urls(images: &[ImageView]) -> BTreeSet<String> {
    images.iter().flat_map(|image| [image.url.clone(), image.thumbnail.clone()]).collect()
}

fn drawn(file: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(file, image::ImageFormat::Jpeg).unwrap().to_rgb8()
}

fn images_of(product: ProductId) -> String {
    format!("/api/products/{product}/images/")
}

/// Sends `file` as the body of a request.
async fn upload(shop: &Shop, seat: Seat, method: Method, path: &str, file: &[u8]) -> Answered {
    let token = shop.token(seat).await;
    let request = signed(shop.raw().request(method, path), token.as_deref());
    Answered::of(request.header("Content-Type", "image/png").body(file.to_vec())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_life_of_the_pictures_of_a_product() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (manager, guest) = (shop.signed_in(Role::Manager).await, shop.client());
    let products = manager.products();
    assert_eq!(guest.products().images(soup.id).await.unwrap(), []);

    let first = products.add_image(soup.id, PICTURE).await.unwrap();
    let second = products.add_image(soup.id, PICTURE).await.unwrap();
    assert!(first.url.starts_with("/media/products/") && first.url != second.url);
    assert_eq!(guest.products().images(soup.id).await.unwrap(), [first.clone(), second.clone()]);
    let seen = guest.products().get(soup.id).await.unwrap();
    assert_eq!((seen.image.as_ref(), seen.images.len()), (Some(&first.url), 2));
    assert_eq!(kept(&shop), urls(&[first.clone(), second.clone()]));

    let ordered = products.order_images(soup.id, [second.id, first.id]).await.unwrap();
    assert_eq!(ordered, [second.clone(), first.clone()]);
    let seen = guest.products().get(soup.id).await.unwrap();
    assert_eq!((seen.image.as_ref(), seen.images), (Some(&second.url), ordered));

    products.delete_image(soup.id, second.id).await.unwrap();
    assert_eq!(guest.products().get(soup.id).await.unwrap().image, Some(first.url.clone()));
    assert_eq!(kept(&shop), urls(std::slice::from_ref(&first)));
    assert_eq!(shop.raw().get(&second.url).await.status, 404);
    assert_eq!(shop.raw().get(&first.url).await.status, 200);
    assert_eq!(products.delete_image(soup.id, second.id).await.unwrap_err().status(), Some(404));

    products.delete_image(soup.id, first.id).await.unwrap();
    assert_eq!(guest.products().get(soup.id).await.unwrap().image, None);
    assert_eq!(kept(&shop), BTreeSet::new());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_says_where_the_picture_is_and_a_form_does_as_well() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let answered = upload(&shop, Seat::Manager, Method::POST, &images_of(soup.id), PICTURE).await;
    let image: ImageView = answered.read();
    let location = format!("/api/products/{}/images/{}/", soup.id, image.id);
    assert_eq!((answered.status, answered.header("location")), (201, location.as_str()));

    let token = shop.token(Seat::Manager).await;
    let form = [
        &b"--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"../a.php\"\r\n\r\n"[..],
        PICTURE,
        b"\r\n--x--\r\n",
    ];
    let request = signed(shop.raw().request(Method::POST, &images_of(soup.id)), token.as_deref());
    let request = request.header("Content-Type", "multipart/form-data; boundary=x").body(form.concat());
    let sent = Answered::of(request).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    assert_eq!(kept(&shop), urls(&[image, sent.read()]));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_of_a_section_takes_the_place_of_the_one_before() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let manager = shop.signed_in(Role::Manager).await;
    let set = async || manager.categories().set_image(soup.category.id, PICTURE).await.unwrap();
    let only = |view: &CategoryView| BTreeSet::from_iter(view.image.clone());
    let first = set().await;
    assert_eq!(kept(&shop), only(&first));
    let second = set().await;
    assert_eq!(kept(&shop), only(&second));
    assert_ne!(first.image, second.image);
    assert_eq!(shop.raw().get(second.image.as_ref().unwrap()).await.header("content-type"), "image/jpeg");
    let listed = shop.client().categories().list().send().await.unwrap().results;
    assert_eq!(listed[0].image, second.image);

    assert_eq!(manager.categories().remove_image(soup.category.id).await.unwrap().image, None);
    assert_eq!(kept(&shop), BTreeSet::new());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_upload_again_is_answered_alike_and_leaves_one_picture() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (raw, token) = (shop.raw(), shop.token(Seat::Manager).await);
    let section = format!("/api/products/categories/{}/image/", soup.category.id);
    for (method, path) in [(Method::POST, images_of(soup.id)), (Method::PUT, section)] {
        let before = kept(&shop).len();
        let send = async |file: &[u8]| {
            let key = format!("once at {path}");
            let request = raw.request(method.clone(), &path).header("Idempotency-Key", key);
            Answered::of(signed(request, token.as_deref()).body(file.to_vec())).await
        };
        let first = send(PICTURE).await;
        let after_first = kept(&shop);
        assert!(first.status < 300 && after_first.len() > before, "{}", first.text());
        let again = send(PICTURE).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body));
        let other = [PICTURE, &b"\n"[..]].concat();
        let problem = send(&other).await.problem().unwrap();
        assert_eq!((problem.status, problem.code.as_str()), (422, "idempotency_key_reused"));
        assert_eq!(kept(&shop), after_first, "{method} {path}");
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_refused_command_no_file_is_left() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let manager = shop.signed_in(Role::Manager).await;
    for _ in 0..10 {
        manager.products().add_image(soup.id, PICTURE).await.unwrap();
    }
    let full = kept(&shop);
    assert_eq!(full.len(), 20);
    let error = manager.products().add_image(soup.id, PICTURE).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(422), Some("limit_reached")));
    assert_eq!(kept(&shop), full);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_and_what_is_not_there_is_told_before_the_file_is_looked_at() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let section = |id: &str| format!("/api/products/categories/{id}/image/");
    let (absent, nowhere) = ("product_01h455vb4pex5vsknk084sn02q", "category_01h455vb4pex5vsknk084sn02q");
    for (seat, method, path, wanted) in [
        (Seat::Staff, Method::POST, images_of(soup.id), (403, "forbidden")),
        (Seat::Staff, Method::PUT, section(&soup.category.id.to_string()), (403, "forbidden")),
        (Seat::Anonymous, Method::POST, images_of(soup.id), (401, "not_authenticated")),
        (Seat::Manager, Method::POST, images_of(absent.parse().unwrap()), (404, "not_found")),
        (Seat::Manager, Method::PUT, section(nowhere), (404, "not_found")),
    ] {
        let problem = upload(&shop, seat, method, &path, b"no picture").await.problem().unwrap();
        assert_eq!((problem.status, problem.code.as_str()), wanted, "{path}");
    }
    let manager = shop.signed_in(Role::Manager).await;
    let bread = shop.product("Bread", "1.00", None).await;
    let of_bread = manager.products().add_image(bread.id, PICTURE).await.unwrap();
    let error = manager.products().delete_image(soup.id, of_bread.id).await.unwrap_err();
    assert_eq!(error.status(), Some(404), "another product's picture");
    let stranger: ImageId = "image_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    for order in [vec![], vec![stranger], vec![of_bread.id, of_bread.id], vec![of_bread.id, stranger]] {
        let error = manager.products().order_images(bread.id, order).await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(400), Some("invalid_input")));
    }
    assert_eq!(kept(&shop), urls(&[of_bread]));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_can_be_had_in_parts() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let manager = shop.signed_in(Role::Manager).await;
    let image = manager.products().add_image(soup.id, PICTURE).await.unwrap();
    let raw = shop.raw();
    let ranged = async |range: &'static str| {
        Answered::of(raw.request(Method::GET, &image.url).header("Range", range)).await
    };
    let whole = raw.get(&image.url).await;
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let (first, rest) = (ranged("bytes=0-99").await, ranged("bytes=100-").await);
    assert_eq!((first.status, rest.status), (206, 206));
    assert_eq!(first.header("content-range"), format!("bytes 0-99/{}", whole.body.len()));
    assert_eq!([first.body, rest.body].concat(), whole.body);
    let beyond = ranged("bytes=9000000-").await;
    let problem = beyond.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (416, "range_not_satisfiable"));
    assert_eq!(beyond.header("content-range"), format!("bytes */{}", whole.body.len()));
    shop.verify_and_close().await;
}
