//! Holds what is promised of paths and of the files under them.

use super::*;

fn media() -> (Media, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (Media::in_folder(dir.path()).unwrap(), dir)
}

fn path(text: &str) -> MediaPath {
    text.parse().unwrap()
}

#[test]
fn only_plain_words_with_a_known_ending_are_paths() {
    for (text, content_type) in [
        ("users/0a-b_c.jpg", "image/jpeg"),
        ("a.png", "image/png"),
        ("products/1/2/large.webp", "image/webp"),
    ] {
        let path = path(text);
        assert_eq!((path.as_str(), path.content_type()), (text, content_type));
    }
    let long = format!("{}.jpg", "x".repeat(LONGEST));
    for text in [
        "",
        ".",
        "..",
        ".jpg",
        "/",
        "a",
        "a.",
        "a.gif",
        "a.svg",
        "a.html",
        "a.jpg/",
        "/a.jpg",
        "a//b.jpg",
        "../a.jpg",
        "a/../b.jpg",
        "..\\a.jpg",
        "a/./b.jpg",
        "./a.jpg",
        "%2e%2e/a.jpg",
        "a%00.jpg",
        "a\0.jpg",
        "a.jpg\0.png",
        "A.jpg",
        "é.jpg",
        "a b.jpg",
        "a.b.jpg",
        "a.jpg.html",
        "C:/a.jpg",
        "a#1.jpg",
        "~/a.jpg",
        &long,
    ] {
        assert_eq!(text.parse::<MediaPath>(), Err(NotAPath), "{text:?}");
    }
}

#[test]
fn an_address_names_a_file_of_ours_or_none() {
    let path = path("products/1/large.jpg");
    assert_eq!(path.url(), "/media/products/1/large.jpg");
    assert_eq!(MediaPath::of_url(&path.url()), Some(path));
    for url in ["products/1/large.jpg", "https://example.com/media/a.jpg", "/media/../a.jpg", "/media/"] {
        assert_eq!(MediaPath::of_url(url), None, "{url}");
    }
}

#[tokio::test]
async fn what_is_put_is_there_until_it_is_deleted() {
    let (media, dir) = media();
    let path = path("users/ada.jpg");
    assert!(media.get(&path).await.unwrap().is_none());
    for bytes in [&b"one"[..], b"another"] {
        media.put(&path, Bytes::from_static(bytes)).await.unwrap();
        let found = media.get(&path).await.unwrap().unwrap();
        assert_eq!(found.bytes().await.unwrap(), bytes);
    }
    assert_eq!(std::fs::read(dir.path().join("users/ada.jpg")).unwrap(), b"another");
    assert_eq!(std::fs::read_dir(dir.path().join("users")).unwrap().count(), 1, "a draft was left behind");
    media.delete(&path).await.unwrap();
    media.delete(&path).await.unwrap();
    assert!(media.get(&path).await.unwrap().is_none());
}

#[tokio::test]
async fn a_folder_that_went_away_is_put_off_and_no_defect() {
    let (media, dir) = media();
    drop(std::fs::write(dir.path().join("users"), "no folder"));
    let failure = media.put(&path("users/ada.jpg"), Bytes::from_static(b"x")).await.unwrap_err();
    assert!(matches!(failure, Failure::Unavailable(_)), "{failure:?}");
}
