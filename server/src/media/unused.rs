//! Pictures that nothing shows any more, removed behind the commit that took them out of sight. When that
//! fails they only take room.

use super::MediaPath;
use crate::state::AppState;

/// Removes what is kept under these paths of this server (`/media/…`).
pub async fn remove(app: &AppState, shown_at: impl IntoIterator<Item = &String>) {
    let paths = shown_at.into_iter().filter_map(|path| path.strip_prefix("/media/")?.parse().ok());
    for path in paths.collect::<Vec<MediaPath>>() {
        if let Err(cause) = app.media().delete(&path).await {
            tracing::warn!(path = path.as_str(), ?cause, "a picture that nothing shows was not removed");
        }
    }
}
