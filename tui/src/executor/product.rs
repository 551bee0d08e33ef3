//! Writing a product down: its picture is read first, so that nothing is sent when the file is not there; then
//! the section, the product, the picture, each under a key that follows from the first.

use comanda_core::wire::{CategoryForm, ProductForm};
use comanda_sdk::{Client, IdempotencyKey, Result};

use super::trouble;
use crate::msg::Msg;
use crate::screens::product::{ProductCmd, ProductMsg, Save, Saved, Unsaved};

/// A larger file is no picture of a product.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Asks, and says what came of it.
pub(super) async fn ask(client: Client, cmd: ProductCmd) -> Option<Msg> {
    let msg = match cmd {
        ProductCmd::Open(id) => {
            let answer = client.products().get(id).await;
            ProductMsg::Opened(answer.map(Box::new).map_err(|error| trouble("product", &error)))
        }
        ProductCmd::Save(save) => {
            let answer = save_whole(&client, &save).await;
            ProductMsg::Saved(save, answer.map(Box::new))
        }
        ProductCmd::Delete(id) => {
            let answer = client.products().delete(id).await;
            ProductMsg::Deleted(id, answer.map_err(|error| trouble("delete product", &error)))
        }
    };
    Some(Msg::Product(msg))
}

async fn save_whole(client: &Client, save: &Save) -> std::result::Result<Saved, Unsaved> {
    let picture = match &save.picture {
        Some(path) => Some(read(path).await.map_err(Unsaved::NoFile)?),
        None => None,
    };
    let product = write_down(client, save)
        .await
        .map_err(|error| Unsaved::Shop(trouble("write product down", &error)))?;
    let Some(picture) = picture else { return Ok(Saved { product, picture: None }) };
    let taken =
        async { client.products().add_image_with_key(product.id, picture, &key(save, "-picture")?).await };
    let refused = taken.await.err().map(|error| trouble("picture", &error));
    Ok(Saved { product, picture: refused })
}

async fn write_down(client: &Client, save: &Save) -> Result<comanda_core::wire::ProductView> {
    let mut form: ProductForm = save.form.clone();
    if let Some(name) = &save.section {
        let section = CategoryForm::new(name.as_str());
        let section = client.categories().create_with_key(&section, &key(save, "-section")?).await?;
        form.category_id = Some(section.id);
    }
    match save.id {
        None => client.products().create_with_key(&form, &key(save, "")?).await,
        Some(id) => client.products().update_with_key(id, &form, &key(save, "")?).await,
    }
}

fn key(save: &Save, what: &str) -> Result<IdempotencyKey> {
    let text = format!("{}{what}", save.key);
    text.parse().map_err(|error| comanda_sdk::Error::Config(format!("{error}")))
}

/// The file, or a sentence that says why not.
async fn read(path: &str) -> std::result::Result<Vec<u8>, String> {
    let told = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("There is no file {path}."),
        std::io::ErrorKind::PermissionDenied => format!("The file {path} may not be read."),
        _ => format!("The file {path} cannot be read: {error}."),
    };
    let known = tokio::fs::metadata(path).await.map_err(told)?;
    if !known.is_file() {
        return Err(format!("{path} is no file."));
    }
    if known.len() > MAX_BYTES {
        return Err(format!("{path} is too large for a picture."));
    }
    tokio::fs::read(path).await.map_err(told)
}
