//! The picture of a person: read, made anew, kept, and then put on the account. A picture that nothing shows
//! any more is removed; when that fails it only takes room.

use bytes::Bytes;
use comanda_core::actor::Actor;
use comanda_core::flows::accounts;
use comanda_core::flows::idempotency::Answer;

use super::people::shown;
use crate::clock;
use crate::media::MediaPath;
use crate::once::{Once, Told};
use crate::respond::Failure;
use crate::state::AppState;

/// Puts the picture in `file` on the actor's account.
pub async fn set_image(app: &AppState, actor: Actor, file: Bytes, once: Once) -> Result<Answer, Failure> {
    let owner = actor.require_person()?;
    let picture = app.pictures().avatar(file).await?.belonging_to(owner)?;
    app.media().put(&picture.path, picture.bytes).await?;
    replace(app, actor, Some(picture.path), once).await
}

/// Takes the picture off the actor's account.
pub async fn remove_image(app: &AppState, actor: Actor) -> Result<Answer, Failure> {
    let once = Once::without_key();
    replace(app, actor, None, once).await
}

async fn replace(
    app: &AppState,
    actor: Actor,
    path: Option<MediaPath>,
    once: Once,
) -> Result<Answer, Failure> {
    let (by, now, told) = (actor.clone(), clock::now(), Told::default());
    let telling = told.clone();
    let flow = move |tx: &mut comanda_core::store::Tx<'_>| {
        let path = path.as_ref().map(MediaPath::as_str);
        let (view, unused) = accounts::set_image(tx, &by, path, now)?;
        telling.set(unused);
        shown(&view)
    };
    let answer = app.write_once(&actor, once, flow).await?;
    if let Some(unused) = told.take().and_then(|path| path.parse().ok()) {
        app.media().forget(&unused).await;
    }
    Ok(answer)
}
