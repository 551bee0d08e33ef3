//! Whatever is no picture, or not only a picture, is refused with what to do about it; the server stays as
//! small as it was.

use std::path::Path;
use std::time::Duration;

use comanda_sdk::wire::ProductView;
use comanda_tests::pictures::bad::{self, Bad};
use comanda_tests::pictures::good;
use comanda_tests::process::Process;
use comanda_tests::raw::signed;
use comanda_tests::{Answered, Raw, Seat, Shop};
use futures::StreamExt;
use reqwest::Method;

/// How much more memory the server may hold than before.
const MOST_MIB: f64 = 64.0;

/// A server that is a program of its own, so that its memory can be looked at.
struct Kitchen {
    shop: Shop,
    server: Process,
    raw: Raw,
    token: String,
    soup: ProductView,
}

impl Kitchen {
    async fn open(program: &Path) -> Self {
        let mut shop = Shop::open().await;
        let soup = shop.product("Soup", "4.50", None).await;
        let token = shop.token(Seat::Manager).await.unwrap();
        shop.stop().await;
        let server = Process::serve(program, &shop.database_url(), shop.data_dir()).await;
        let raw = Raw::new(server.url());
        Self { shop, server, raw, token, soup }
    }

    /// Where pictures are sent: of a product, of a section, of oneself.
    fn places(&self) -> [(Method, String); 3] {
        let section = format!("/api/products/categories/{}/image/", self.soup.category.id);
        [
            (Method::POST, super::images_of(self.soup.id)),
            (Method::PUT, section),
            (Method::PUT, "/api/auth/profile/image/".to_owned()),
        ]
    }

    /// Sends a file to one of the places: as the body, or as a part of a form.
    async fn send(&self, place: usize, kind: &str, file: &[u8], in_form: bool) -> Answered {
        let (method, path) = self.places()[place].clone();
        let request = signed(self.raw.request(method, &path), Some(&self.token));
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"image\"; filename=\"photo.jpg\"\r\n\
             Content-Type: {kind}\r\n\r\n"
        );
        Answered::of(if in_form {
            let form = [head.as_bytes(), file, b"\r\n--edge--\r\n"].concat();
            request.header("Content-Type", "multipart/form-data; boundary=edge").body(form)
        } else {
            request.header("Content-Type", kind).body(file.to_vec())
        })
        .await
    }

    /// Sends a bad file, and is told what is wrong with it.
    async fn refused(&self, number: usize, place: usize, bad: &Bad) {
        let told = format!("{} ({} bytes) at {place}", bad.name, bad.file.len());
        let answered = self.send(place, bad.kind, &bad.file, number % 3 == 1).await;
        let problem = answered.problem().unwrap_or_else(|error| panic!("{told}: {error}"));
        assert_eq!((problem.status, problem.code.as_str()), (400, "invalid_input"), "{told}");
        let errors = problem.errors.unwrap().0;
        let message = errors.get("image").and_then(|messages| messages.first()).unwrap();
        let helps = message.ends_with("and send that") || message == "is missing or empty";
        assert!(helps, "{told}: {message}");
    }

    async fn close(mut self) {
        self.server.kill().await;
        self.shop.start().await;
        assert_eq!(super::kept(&self.shop).len(), 0);
        self.shop.verify_and_close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_two_hundred_bad_files_are_refused_and_the_server_stays_small() {
    let kitchen = Kitchen::open(super::super::program()).await;
    let files = bad::all();
    assert!(files.len() >= 200, "only {}", files.len());
    let (before, small) = (kitchen.shop.fingerprint().await, kitchen.server.resident_mib());
    let mut largest = small;
    for (number, bad) in files.iter().enumerate() {
        kitchen.refused(number, 0, bad).await;
        if number % 5 == 0 {
            kitchen.refused(number, 1 + number % 2, bad).await;
        }
        largest = largest.max(kitchen.server.resident_mib());
    }
    println!("{} bad files: from {small:.1} to {largest:.1} MiB", files.len());
    assert!(largest - small < MOST_MIB, "from {small} to {largest} MiB");

    // All of them again, eight at a time.
    let uploads = files.iter().enumerate().map(|(number, bad)| kitchen.refused(number, number % 3, bad));
    let all = futures::stream::iter(uploads).buffer_unordered(8).collect::<Vec<()>>();
    let watch = async {
        loop {
            largest = largest.max(kitchen.server.resident_mib());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! { _ = all => {}, () = watch => {} }
    println!("eight at a time: up to {largest:.1} MiB");
    assert!(largest - small < MOST_MIB, "from {small} to {largest} MiB");
    assert_eq!(kitchen.shop.fingerprint().await, before);

    kitchen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_picture_takes_no_more_memory_than_one_may() {
    let kitchen = Kitchen::open(super::super::program()).await;
    let small = kitchen.server.resident_mib();
    let large = good::large();
    let mut largest = small;
    // Of a product, and of oneself.
    for place in [0, 2] {
        let sending = kitchen.send(place, "image/png", &large, false);
        let watch = async {
            loop {
                largest = largest.max(kitchen.server.resident_mib());
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let answered = tokio::select! { answered = sending => answered, () = watch => unreachable!() };
        assert!(answered.status < 300, "{}", answered.text());
    }
    println!("a picture as large as one may be: from {small:.1} to {largest:.1} MiB");
    assert!(largest - small < MOST_MIB, "from {small} to {largest} MiB");
    for (place, (_, path)) in kitchen.places().into_iter().enumerate() {
        let gone = match place {
            0 => {
                let listed: Vec<comanda_sdk::wire::ImageView> = kitchen.raw.get(&path).await.read();
                format!("{path}{}/", listed[0].id)
            }
            _ => path,
        };
        let request = signed(kitchen.raw.request(Method::DELETE, &gone), Some(&kitchen.token));
        assert!(Answered::of(request).await.status < 300, "{gone}");
    }
    kitchen.close().await;
}
