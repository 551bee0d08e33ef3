//! Holds how pictures are served: to everybody, for ever, and nothing but what was put there.

use axum::http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, IF_RANGE, RANGE};

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
async fn a_part_of_a_picture_is_enough() {
    let (front, _dir) = with_a_picture();
    let path = format!("/media/{PATH}");
    let (whole, bytes) = call(&front, Request::get(&path)).await;
    assert_eq!(whole.headers[ACCEPT_RANGES], "bytes");
    for (range, span, part) in [
        ("bytes=0-4", "bytes 0-4/15", 0..5),
        ("bytes=5-", "bytes 5-14/15", 5..15),
        ("bytes=-2", "bytes 13-14/15", 13..15),
    ] {
        let (answer, body) = call(&front, Request::get(&path).header(RANGE, range)).await;
        assert_eq!(
            (answer.status, &body[..]),
            (StatusCode::PARTIAL_CONTENT, &bytes[part.clone()]),
            "{range}"
        );
        assert_eq!(answer.headers[CONTENT_RANGE], span);
        assert_eq!(answer.headers[CONTENT_LENGTH], part.len().to_string());
        for name in [CONTENT_TYPE, CACHE_CONTROL, ETAG, ACCEPT_RANGES] {
            assert_eq!(answer.headers[&name], whole.headers[&name], "{range} {name}");
        }
    }
    let many = Request::get(&path).header(RANGE, "bytes=0-1,3-4");
    let head = Request::head(&path).header(RANGE, "bytes=0-1");
    let of_another = Request::get(&path).header(RANGE, "bytes=0-1").header(IF_RANGE, "\"another\"");
    for (request, length) in [(many, 15), (head, 0), (of_another, 15)] {
        let (answer, body) = call(&front, request).await;
        assert_eq!((answer.status, body.len()), (StatusCode::OK, length));
        assert_eq!(answer.headers[CONTENT_LENGTH], "15");
    }
    let of_this =
        Request::get(&path).header(RANGE, "bytes=0-1").header(IF_RANGE, whole.headers[ETAG].clone());
    assert_eq!(call(&front, of_this).await.0.status, StatusCode::PARTIAL_CONTENT);
    let known =
        Request::get(&path).header(RANGE, "bytes=0-1").header(IF_NONE_MATCH, whole.headers[ETAG].clone());
    assert_eq!(call(&front, known).await.0.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_part_that_is_not_there_is_a_problem_that_says_how_long_the_picture_is() {
    let (front, _dir) = with_a_picture();
    let beyond = || Request::get(format!("/media/{PATH}")).header(RANGE, "bytes=15-");
    let problem = problem(&front, beyond()).await;
    assert_eq!((problem.status, problem.code.as_str()), (416, "range_not_satisfiable"));
    let (answer, _) = call(&front, beyond()).await;
    assert_eq!(answer.headers[CONTENT_RANGE], "bytes */15");
    let absent = Request::get("/media/users/none.jpg").header(RANGE, "bytes=0-");
    assert_eq!(call(&front, absent).await.0.status, StatusCode::NOT_FOUND);
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
