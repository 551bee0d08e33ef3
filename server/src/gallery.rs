//! The pictures of products and sections: made anew, kept, and then shown. What nothing shows in the end is
//! removed: of a command that was refused or only answered again, and of a picture that is taken away. Called
//! by `routes::pictures`.

use axum::http::StatusCode;
use bytes::Bytes;
use comanda_core::actor::Actor;
use comanda_core::error::Result as CoreResult;
use comanda_core::flows::catalog::{self, ImagePaths};
use comanda_core::flows::idempotency::Answer;
use comanda_core::id::{CategoryId, ImageId, ProductId};
use comanda_core::store::Tx;

use crate::clock;
use crate::media::MediaPath;
use crate::media::picture::Picture;
use crate::once::{Once, Told};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// One more picture of a product, made of what is in `file`.
pub async fn add_image(
    app: &AppState,
    actor: Actor,
    product: ProductId,
    file: Bytes,
    once: Once,
) -> Result<Answer, Failure> {
    let kept = app.pictures().gallery(file).await?.within(&format!("products/{product}"))?;
    let [image, thumbnail] = &kept;
    let paths = ImagePaths { image: image.path.url(), thumbnail: thumbnail.path.url() };
    let (by, now) = (actor.clone(), clock::now());
    let flow = move |tx: &mut Tx<'_>| {
        let image = catalog::add_image(tx, &by, product, &paths, now)?;
        let location = format!("/api/products/{product}/images/{}/", image.id);
        Ok(answer::located(answer::of(StatusCode::CREATED, &image)?, location))
    };
    show(app, actor, kept.into(), once, flow).await
}

/// Takes a picture of a product away.
pub async fn delete_image(
    app: &AppState,
    actor: Actor,
    product: ProductId,
    image: ImageId,
) -> Result<(), Failure> {
    let now = clock::now();
    let unused = app.write(move |tx| catalog::delete_image(tx, &actor, product, image, now)).await?;
    forget(app, [unused.image, unused.thumbnail]).await;
    Ok(())
}

/// Puts the picture in `file` on a section of the menu, in place of the one before.
pub async fn set_category_image(
    app: &AppState,
    actor: Actor,
    category: CategoryId,
    file: Bytes,
    once: Once,
) -> Result<Answer, Failure> {
    let [image, _] = app.pictures().gallery(file).await?.within(&format!("categories/{category}"))?;
    let (by, now, told) = (actor.clone(), clock::now(), Told::default());
    let (telling, path) = (told.clone(), image.path.url());
    let flow = move |tx: &mut Tx<'_>| {
        let (view, unused) = catalog::set_category_image(tx, &by, category, Some(&path), now)?;
        telling.set(unused);
        Ok(answer::versioned(answer::of(StatusCode::OK, &view)?, view.version))
    };
    let answer = show(app, actor, vec![image], once, flow).await?;
    forget(app, told.take()).await;
    Ok(answer)
}

/// Takes the picture of a section away.
pub async fn remove_category_image(
    app: &AppState,
    actor: Actor,
    category: CategoryId,
) -> Result<Answer, Failure> {
    let now = clock::now();
    let flow = move |tx: &mut Tx<'_>| catalog::set_category_image(tx, &actor, category, None, now);
    let (view, unused) = app.write(flow).await?;
    forget(app, unused).await;
    Ok(answer::versioned(answer::of(StatusCode::OK, &view)?, view.version))
}

/// Keeps `pictures` and runs `flow`, which shows them; removes them where it did not. Goes on when the caller
/// has gone.
async fn show(
    app: &AppState,
    actor: Actor,
    pictures: Vec<Picture>,
    once: Once,
    flow: impl Fn(&mut Tx<'_>) -> CoreResult<Answer> + Send + 'static,
) -> Result<Answer, Failure> {
    let app = app.clone();
    let work = async move {
        let urls: Vec<String> = pictures.iter().map(|picture| picture.path.url()).collect();
        let outcome = match keep(&app, pictures).await {
            Ok(()) => app.write_once(&actor, once, flow).await,
            Err(full) => Err(full),
        };
        let is_shown = match &outcome {
            // The same command again is answered with the picture that it made the first time.
            Ok(answer) => urls.iter().all(|url| has(&answer.body, url.as_bytes())),
            Err(Failure::Refused(_)) => false,
            // It is not known whether the database has it.
            Err(Failure::Protocol(_) | Failure::Unavailable(_) | Failure::Broken(_)) => true,
        };
        if !is_shown {
            forget(&app, urls).await;
        }
        outcome
    };
    tokio::spawn(work).await.unwrap_or_else(|cause| Err(Failure::Broken(cause.to_string())))
}

async fn keep(app: &AppState, pictures: Vec<Picture>) -> Result<(), Failure> {
    for picture in pictures {
        app.media().put(&picture.path, picture.bytes).await?;
    }
    Ok(())
}

/// Removes what lies at these addresses, as far as they are addresses of ours: nothing shows it any more.
pub async fn forget(app: &AppState, urls: impl IntoIterator<Item = String>) {
    for path in urls.into_iter().filter_map(|url| MediaPath::of_url(&url)) {
        app.media().forget(&path).await;
    }
}

fn has(body: &[u8], text: &[u8]) -> bool {
    body.windows(text.len()).any(|part| part == text)
}
