//! A file in a request: the body itself, or a part of a form.

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use bytes::BytesMut;
use comanda_core::refusal::Refusal;
use futures::StreamExt;

use super::Failure;

/// The bytes of the file, however it came, or nothing when it is longer than `most`; in a form it is the part of this
/// name, or the first file. What is too long is read to its end all the same, up to the limit of the route, but not
/// kept: whoever is answered while they still send does not hear it.
pub async fn file_within(request: Request, name: &str, most: usize) -> Result<Option<Bytes>, Failure> {
    let mut file = Gathered::within(most);
    if is_form(&request) {
        file.read_form(request, name).await?;
    } else {
        file.read_body(request).await?;
    }
    if file.length == 0 {
        return Err(missing(name));
    }
    Ok((file.length <= most).then(|| file.bytes.freeze()))
}

fn is_form(request: &Request) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.to_ascii_lowercase().starts_with("multipart/form-data"))
}

fn missing(name: &str) -> Failure {
    Refusal::invalid(name, "is missing or empty").into()
}

/// What has come so far.
struct Gathered {
    bytes: BytesMut,
    length: usize,
    most: usize,
}

impl Gathered {
    fn within(most: usize) -> Self {
        Self { bytes: BytesMut::new(), length: 0, most }
    }

    fn push(&mut self, chunk: &[u8]) {
        self.length = self.length.saturating_add(chunk.len());
        if self.length <= self.most {
            self.bytes.extend_from_slice(chunk);
        } else {
            self.bytes = BytesMut::new();
        }
    }

    async fn read_body(&mut self, request: Request) -> Result<(), Failure> {
        let mut body = request.into_limited_body().into_data_stream();
        while let Some(chunk) = body.next().await {
            // The limit of the route is above that of the file.
            let is_too_long = self.length > self.most;
            let status = if is_too_long { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST };
            self.push(&chunk.map_err(|_| Failure::from(status))?);
        }
        Ok(())
    }

    async fn read_form(&mut self, request: Request, name: &str) -> Result<(), Failure> {
        let unread = |cause: MultipartError| match cause.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Failure::from(Refusal::TooLarge),
            _ => Failure::from(Refusal::invalid(name, "the form cannot be read")),
        };
        let form = Multipart::from_request(request, &()).await;
        let mut form = form.map_err(|_| Refusal::invalid(name, "the form cannot be read"))?;
        while let Some(field) = form.next_field().await.map_err(unread)? {
            if field.name() == Some(name) || field.file_name().is_some() {
                return self.read_field(field).await.map_err(unread);
            }
        }
        Ok(())
    }

    async fn read_field(&mut self, mut field: Field<'_>) -> Result<(), MultipartError> {
        while let Some(chunk) = field.chunk().await? {
            self.push(&chunk);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    const MOST: usize = 1_000_000;

    async fn read(kind: &str, body: Vec<u8>) -> Result<Option<usize>, u16> {
        // It comes in pieces, as from the network.
        let pieces: Vec<Result<Vec<u8>, std::io::Error>> =
            body.chunks(60_000).map(|piece| Ok(piece.to_vec())).collect();
        let body = Body::from_stream(futures::stream::iter(pieces));
        let request = Request::builder().header(CONTENT_TYPE, kind).body(body).unwrap();
        let file = file_within(request, "image", MOST).await;
        file.map(|file| file.map(|file| file.len())).map_err(|failure| failure.status().as_u16())
    }

    async fn both(length: usize) -> [Result<Option<usize>, u16>; 2] {
        let part = b"--x\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n";
        let form = [&part[..], &vec![7; length], b"\r\n--x--\r\n"].concat();
        [read("image/png", vec![7; length]).await, read("multipart/form-data; boundary=x", form).await]
    }

    #[tokio::test]
    async fn a_file_is_read_as_far_as_it_may_be_long() {
        // Without a layer that says otherwise a request may have 2 MiB.
        for (length, wanted) in [
            (0, Err(400)),
            (1, Ok(Some(1))),
            (MOST, Ok(Some(MOST))),
            (MOST + 1, Ok(None)),
            (3 * MOST, Err(413)),
        ] {
            assert_eq!(both(length).await, [wanted; 2], "{length}");
        }
    }

    #[tokio::test]
    async fn a_form_that_cannot_be_read_is_the_callers_mistake() {
        for (kind, body) in [
            ("multipart/form-data", &b"nothing"[..]),
            ("multipart/form-data; boundary=x", b"--x--"),
            ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ] {
            assert_eq!(read(kind, body.to_vec()).await, Err(400), "{kind} {}", body.escape_ascii());
        }
    }
}
