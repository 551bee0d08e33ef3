//! What every request to the board passes: the right host, a method that only looks, an admin; and what every answer
//! bears. Nothing of the board is shown before that, not even its page.

use std::sync::Arc;

use apalis_board::axum::ui::ServeUI;
use axum::extract::{Request, State};
use axum::http::header::{
    ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use comanda_core::actor::Permission;
use comanda_core::refusal::Refusal;
use sha2::{Digest, Sha256};

use super::guests::{Guests, Shown};
use super::host::Host;
use crate::front::REQUEST_ID;
use crate::limits::{ClientAddress, TrustedProxies};
use crate::respond::{self, Failure};
use crate::state::AppState;

const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"Comanda jobs\", charset=\"UTF-8\"");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Who is let in, and where.
pub struct Gate {
    app: AppState,
    guests: Arc<Guests>,
    host: Host,
    proxies: TrustedProxies,
    policy: HeaderValue,
}

impl Gate {
    /// Before a board that answers to `host`.
    pub fn new(app: AppState, guests: Arc<Guests>, host: Host, proxies: TrustedProxies) -> Self {
        Self { app, guests, host, proxies, policy: policy() }
    }

    /// Who says that they may look, and from where.
    fn shown(&self, request: &Request) -> Result<(Shown, ClientAddress), Failure> {
        if !self.host.is_meant(request.uri(), request.headers()) {
            return Err(Failure::Protocol(StatusCode::MISDIRECTED_REQUEST));
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(Failure::Protocol(StatusCode::METHOD_NOT_ALLOWED));
        }
        let shown = basic(request.headers()).ok_or(Refusal::NotAuthenticated)?;
        Ok((shown, self.proxies.caller(request)))
    }

    async fn admit(&self, shown: Result<(Shown, ClientAddress), Failure>) -> Result<(), Failure> {
        let (shown, from) = shown?;
        let actor = self.guests.recognize(&self.app, shown, from).await?;
        Ok(actor.require(Permission::ManageJobs)?)
    }

    /// What every answer bears.
    fn seal(&self, answer: Response) -> Response {
        let id = uuid::Uuid::now_v7().simple().to_string();
        let mut answer = respond::finish(answer, &id);
        let status = answer.status();
        let headers = answer.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, CHALLENGE);
        }
        if status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        if let Ok(id) = HeaderValue::try_from(id) {
            headers.insert(REQUEST_ID, id);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        answer
    }
}

/// Lets through who may look, and sends every answer off with its safe headers.
pub async fn pass(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let answer = match gate.admit(gate.shown(&request)).await {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    };
    gate.seal(answer)
}

/// The name and the password of the only `Authorization` header; two of them are none, and control characters are in
/// neither.
fn basic(headers: &HeaderMap) -> Option<Shown> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (scheme, told) = values.next()?.to_str().ok()?.split_once(' ')?;
    if values.next().is_some() || !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(told.trim()).ok()?).ok()?;
    let (username, password) = text.split_once(':').filter(|_| !text.contains(char::is_control))?;
    Some(Shown { username: username.to_owned(), password: password.to_owned() })
}

/// Only what came with the page, and of scripts in the page itself only the one that is there today.
fn policy() -> HeaderValue {
    let page = ServeUI::get_file("index.html").and_then(|file| file.contents_utf8()).unwrap_or_default();
    let script =
        page.split_once("<script type=\"module\">").and_then(|(_, rest)| rest.split_once("</script>"));
    let script = script.map_or("", |(script, _)| script).replace("\r\n", "\n");
    let hash = BASE64_STANDARD.encode(Sha256::digest(script));
    let text = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(text)
        .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(values: &[&'static str]) -> Option<(String, String)> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_static(value));
        }
        basic(&headers).map(|shown| (shown.username, shown.password))
    }

    #[test]
    fn only_one_name_with_its_password_is_taken() {
        let ada = ("ada".to_owned(), "a:b".to_owned());
        assert_eq!(shown(&["Basic YWRhOmE6Yg=="]), Some(ada.clone()));
        assert_eq!(shown(&["basic  YWRhOmE6Yg=="]), Some(ada));
        let (no_colon, nul, no_text) = ("Basic YWRh", "Basic YWRhOgBi", "Basic /zph");
        let twice = &["Basic YWRhOmE6Yg==", "Basic YWRhOmE6Yg=="];
        for none in [&[][..], &["Bearer YWRhOmE6Yg=="], &["Basic ?"], &[no_colon], &[nul], &[no_text], twice]
        {
            assert_eq!(shown(none), None, "{none:?}");
        }
    }

    #[test]
    fn the_page_runs_its_own_script_and_loads_nothing_from_elsewhere() {
        let page = ServeUI::get_file("index.html").unwrap().contents_utf8().unwrap();
        assert_eq!(page.matches("<script").count(), 1);
        assert!(page.contains("<script type=\"module\">"));
        assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("\"//"), "{page}");
        let policy = policy();
        let nothing = BASE64_STANDARD.encode(Sha256::digest(""));
        assert!(!policy.to_str().unwrap().contains(&nothing), "{policy:?}");
    }
}
