//! Calls that carry a file, as a form of one part. Used by `api`.

use bytes::Bytes;
use futures::TryStreamExt;
use reqwest::header::HeaderValue;
use reqwest::multipart::{Form, Part};

use crate::call::Call;
use crate::error::{Error, Result};

/// `call` with `file` as the part `name` of its form. The bytes are laid out once, so that it can be sent again.
pub(crate) async fn with_file(call: Call, name: &'static str, file: Bytes) -> Result<Call> {
    let form = Form::new().part(name, Part::stream(file).file_name(name));
    let kind = HeaderValue::try_from(format!("multipart/form-data; boundary={}", form.boundary()))
        .map_err(|error| Error::Config(error.to_string()))?;
    let body: Vec<Bytes> = form
        .into_stream()
        .try_collect()
        .await
        .map_err(|error| Error::Config(format!("cannot set up the form: {error}")))?;
    Ok(call.body(kind, body.concat().into()))
}
