//! Holds how pictures are served: to everybody, for ever, and nothing but what was put there.

use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH};

use super::*;

const PATH: &str = "users/0123abcd.jpg";

/// A shop with one picture, and a secret beside the folder of pictures.
fn with_a_picture() -> (Front, tempfile::TempDir) {
    let (front, dir) = shop();
    let file = dir.path().join("media").join(PATH);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, b"\xFF\xD8 a picture \xFF\xD9").unwrap();
    std::fs::write(dir.path().join("secret.jpg"), "secret").unwrap();
    (front, dir)
}

#[tokio::test]
async fn a_picture_is_for_everybody_and_may_be_kept_for_ever() {
    let (front, _dir) = with_a_picture();
    let (first, body) = call(&front, Request::get(format!("/media/{PATH}"))).await;
    assert_eq!((first.status, &body[..]), (StatusCode::OK, &b"\xFF\xD8 a picture \xFF\xD9"[..]));
    assert_eq!(first.headers[CONTENT_TYPE], "image/jpeg");
    assert_eq!(first.headers[CONTENT_LENGTH], "15");
    assert_eq!(first.headers[CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(first.headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
    let (head, body) = call(&front, Request::head(format!("/media/{PATH}"))).await;
    assert_eq!((head.status, body.len()), (StatusCode::OK, 0));
    let again = Request::get(format!("/media/{PATH}")).header(IF_NONE_MATCH, first.headers[ETAG].clone());
    let (second, body) = call(&front, again).await;
    assert_eq!((second.status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(second.headers[ETAG], first.headers[ETAG]);
    assert_eq!(second.headers[CACHE_CONTROL], first.headers[CACHE_CONTROL]);
}

#[tokio::test]
async fn nothing_but_pictures_can_be_reached() {
    let (front, dir) = with_a_picture();
    std::fs::write(dir.path().join("media/page.html"), "<script>").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc", dir.path().join("media/etc")).unwrap();
    let absolute = format!("/media/{}", dir.path().join("secret.jpg").display());
    let long = format!("/media/{}.jpg", "x".repeat(5_000));
    for path in [
        "/media/users/none.jpg",
        "/media/",
        "/media",
        "/media/users",
        "/media/users/",
        "/media/page.html",
        "/media/../secret.jpg",
        "/media/users/../../secret.jpg",
        "/media/%2e%2e/secret.jpg",
        "/media/%2e%2e%2fsecret.jpg",
        "/media/..%5csecret.jpg",
        "/media/%252e%252e/secret.jpg",
        "/media//secret.jpg",
        "/media/secret.jpg%00.png",
        "/media/users/0123abcd.jpg%00",
        "/media/users/0123ABCD.jpg",
        "/media/%ff.jpg",
        "/media/etc/passwd",
        &absolute,
        &long,
    ] {
        let problem = problem(&front, Request::get(path)).await;
        assert_eq!((problem.status, problem.code.as_str()), (404, "not_found"), "{path}");
    }
}
