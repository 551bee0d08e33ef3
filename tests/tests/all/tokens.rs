//! Access tokens that nobody should be let in with: each is shown on a protected route, is refused with 401,
//! and leaves the database as it was. The good ones beside them are let in: else the refusals said nothing.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD as BASE64};
use comanda_sdk::wire::TokenPair;
use comanda_sdk::{DeviceRole, Role};
use comanda_tests::forge::{self, Forge, Signing};
use comanda_tests::shop::PASSWORD;
use comanda_tests::{Answered, Shop};
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

/// A route that people with a token and devices with a key may use, and nobody else.
const DOOR: &str = "/api/orders/";
const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

/// What a forger has to work with: a good token and its claims, and the keys of the server.
struct Workshop {
    shop: Shop,
    forge: Forge,
    pair: TokenPair,
    claims: Value,
}

/// What it is, and the values of the `Authorization` headers.
type Forgery = (String, Vec<String>);

impl Workshop {
    async fn open() -> Self {
        let shop = Shop::open().await;
        let pair = shop.signed_in(Role::Staff).await.tokens().unwrap();
        let (forge, claims) = (Forge::of(shop.data_dir()), forge::claims(&pair.access));
        Self { shop, forge, pair, claims }
    }

    /// As the server would sign it.
    fn signed(&self, header: &str, payload: &str) -> String {
        forge::token(Signing::Hs256, header, payload, &self.forge.token_key())
    }

    /// The good claims, some of them changed (null: left out), as the server would sign them.
    fn with(&self, changes: &Value) -> String {
        let mut claims = self.claims.clone();
        for (name, value) in changes.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        self.signed(HEADER, &claims.to_string())
    }

    fn parts(&self) -> [&str; 3] {
        self.pair.access.split('.').collect::<Vec<_>>().try_into().unwrap()
    }

    async fn show(&self, values: &[String]) -> Answered {
        let mut request = self.shop.raw().request(Method::GET, DOOR);
        for value in values {
            request = request.header(AUTHORIZATION, value);
        }
        Answered::of(request).await
    }

    async fn let_in(&self, value: String) {
        let answered = self.show(std::slice::from_ref(&value)).await;
        assert_eq!(answered.status, 200, "{value}: {}", answered.text());
    }

    /// Shows each, and looks that nothing came of it.
    async fn turn_away(&self, forgeries: Vec<Forgery>, at_least: usize) {
        assert!(forgeries.len() >= at_least, "{}", forgeries.len());
        let before = self.shop.fingerprint().await;
        for (what, values) in forgeries {
            let answered = self.show(&values).await;
            let problem = answered.problem().unwrap_or_else(|wrong| panic!("{what}: {wrong}"));
            assert_eq!(problem.status, 401, "{what}: {}", answered.text());
            assert!(["not_authenticated", "session_ended"].contains(&problem.code.as_str()), "{what}");
            assert_eq!(answered.header("www-authenticate"), "Bearer", "{what}");
        }
        assert_eq!(self.shop.fingerprint().await, before);
    }

    /// The good token is as good as before.
    async fn close(self) {
        self.let_in(format!("Bearer {}", self.pair.access)).await;
        self.shop.verify_and_close().await;
    }
}

fn bearer(what: impl Into<String>, token: impl AsRef<str>) -> Forgery {
    (what.into(), vec![format!("Bearer {}", token.as_ref())])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_counts_by_its_one_algorithm_and_its_own_key() {
    let at = Workshop::open().await;
    let payload = at.claims.to_string();
    let [_, middle, signature] = at.parts();
    let mut forgeries = Vec::new();
    for alg in ["none", "None", "NONE", "nOnE", "", "HS1", "hs256", "HS256 "] {
        let header = BASE64.encode(json!({ "alg": alg, "typ": "JWT" }).to_string());
        for end in ["", ".", &format!(".{signature}")] {
            forgeries.push(bearer(format!("alg {alg:?}, then {end:?}"), format!("{header}.{middle}{end}")));
        }
    }
    for (alg, signing) in [("HS384", Signing::Hs384), ("HS512", Signing::Hs512)] {
        for told in [alg, "HS256"] {
            let token =
                forge::token(signing, &format!(r#"{{"alg":"{told}"}}"#), &payload, &at.forge.token_key());
            forgeries.push(bearer(format!("{alg} told as {told}, the right key"), token));
        }
    }
    let public =
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n";
    for alg in ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"] {
        let header = format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#);
        let by_public_key = forge::token(Signing::Hs256, &header, &payload, public.as_bytes());
        forgeries.push(bearer(format!("{alg}, HMAC with a public key"), by_public_key));
        forgeries.push(bearer(format!("{alg}, HMAC with the right key"), at.signed(&header, &payload)));
    }
    let digest_key = at.forge.digest_key();
    let keys: [&[u8]; 6] =
        [b"", b"secret", &[0; 32], at.forge.secret(), &digest_key, &at.forge.token_key()[..31]];
    for key in keys {
        let token = forge::token(Signing::Hs256, HEADER, &payload, key);
        forgeries.push(bearer(format!("a key of {} bytes", key.len()), token));
    }
    at.turn_away(forgeries, 48).await;
    at.let_in(format!("Bearer {}", at.signed(HEADER, &payload))).await;
    at.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_not_say_which_key_to_check_it_with() {
    let at = Workshop::open().await;
    let payload = at.claims.to_string();
    let mut forgeries = Vec::new();
    // Each with the key that a server would use that believed it.
    let own = b"a key of the forger's own";
    let jwk = json!({ "kty": "oct", "k": BASE64.encode(own), "alg": "HS256" });
    for (hint, key) in [
        (json!({ "kid": "../../../../../../dev/null" }), &b""[..]),
        (json!({ "kid": "/dev/null" }), b""),
        (json!({ "kid": "/proc/sys/kernel/randomize_va_space" }), b"2\n"),
        (json!({ "kid": "' UNION SELECT 'key" }), b"key"),
        (json!({ "kid": "x'; DROP TABLE sessions; --" }), b""),
        (json!({ "kid": "https://forger.example/key" }), own),
        (json!({ "kid": "|sleep 5" }), b""),
        (json!({ "kid": 0 }), b""),
        (json!({ "kid": ["a", "b"] }), b""),
        (json!({ "jku": "https://forger.example/jwks.json" }), own),
        (json!({ "x5u": "https://forger.example/cert.pem" }), own),
        (json!({ "x5c": [BASE64_STANDARD.encode(own)] }), own),
        (json!({ "jwk": jwk }), own),
        (json!({ "kid": "k", "jwk": jwk, "jku": "file:///dev/null" }), own),
    ] {
        let mut header = json!({ "typ": "JWT", "alg": "HS256" });
        header.as_object_mut().unwrap().extend(hint.as_object().unwrap().clone());
        let token = forge::token(Signing::Hs256, &header.to_string(), &payload, key);
        forgeries.push(bearer(hint.to_string(), token));
    }
    at.turn_away(forgeries, 14).await;
    at.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_tampered_with_does_not_count() {
    let at = Workshop::open().await;
    let ([head, middle, signature], good) = (at.parts(), at.pair.access.as_str());
    let admin = at.shop.signed_in(Role::Admin).await.tokens().unwrap().access;
    let theirs = admin.split('.').nth(1).unwrap();
    let backwards: String = signature.chars().rev().collect();
    let long = "a".repeat(100_000);
    let mut forgeries = vec![
        bearer("nothing", ""),
        bearer("dots", ".."),
        bearer("no token", "nonsense"),
        bearer("no signature", format!("{head}.{middle}.")),
        bearer("no dot either", format!("{head}.{middle}")),
        bearer("half a signature", &good[..good.len() - 20]),
        bearer("one character short", &good[..good.len() - 1]),
        bearer("the first one gone", &good[1..]),
        bearer("longer", format!("{good}A")),
        bearer("a part too many", format!("{good}.{signature}")),
        bearer("the signature backwards", format!("{head}.{middle}.{backwards}")),
        bearer("somebody else's claims", format!("{head}.{theirs}.{signature}")),
        bearer("another header", format!("{}.{middle}.{signature}", BASE64.encode(r#"{"alg":"HS256"}"#))),
        bearer("its parts in another order", format!("{middle}.{head}.{signature}")),
        bearer("100 kB", &long),
        bearer("100 kB of a signature", format!("{head}.{middle}.{long}")),
        bearer("100 kB of claims", at.with(&json!({ "more": long }))),
        bearer("a token in a token", at.signed(HEADER, good)),
        bearer("a token in a token, and it says so", at.signed(r#"{"alg":"HS256","cty":"JWT"}"#, good)),
        bearer("a list of claims", at.signed(HEADER, &json!([at.claims]).to_string())),
        bearer("no JSON", at.signed(HEADER, "claims")),
        bearer("a claim twice", at.signed(HEADER, &at.claims.to_string().replacen('{', "{\"ver\":1,", 1))),
        bearer("a header that is none", at.signed("[]", &at.claims.to_string())),
    ];
    forgeries.extend(misspelt(&at));
    at.turn_away(forgeries, 30).await;
    at.close().await;
}

/// Of Base64 as tokens are written in.
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The good token, its bytes written otherwise.
fn misspelt(at: &Workshop) -> Vec<Forgery> {
    let ([head, middle, signature], good) = (at.parts(), at.pair.access.as_str());
    let bytes = BASE64.decode(signature).unwrap();
    // The last of 43 characters has two bits that no byte is made of.
    let (most, last) = signature.split_at(signature.len() - 1);
    let place = ALPHABET.iter().position(|letter| *letter == last.as_bytes()[0]).unwrap();
    let twin = char::from(ALPHABET[place + 1]);
    // One whose signature is written differently in the usual alphabet.
    let iat = at.claims["iat"].as_i64().unwrap();
    let telling = (0..).map(|back| at.with(&json!({ "iat": iat - back })));
    let telling = telling.into_iter().find(|token| token[token.len() - 43..].contains(['-', '_'])).unwrap();
    let (before, letters) = telling.split_at(telling.len() - 43);
    let usual = letters.replace('-', "+").replace('_', "/");
    vec![
        bearer("padding", format!("{head}.{middle}.{}", BASE64_URL_SAFE.encode(&bytes))),
        bearer("padding of the claims", format!("{head}.{middle}=.{signature}")),
        bearer("the other alphabet", format!("{before}{usual}")),
        bearer("the usual Base64", format!("{head}.{middle}.{}", BASE64_STANDARD.encode(&bytes))),
        bearer("idle bits", format!("{head}.{middle}.{most}{twin}")),
        bearer("a space", good.replacen('.', ". ", 1)),
        bearer("a tab", good.replacen('.', ".\t", 1)),
        bearer("percent signs", good.replace('.', "%2E")),
        bearer("quotation marks", format!("\"{good}\"")),
        bearer("upper case", good.to_uppercase()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_claim_must_be_there_and_right() {
    let at = Workshop::open().await;
    let exp = at.claims["exp"].as_i64().unwrap();
    let now = forge::now().timestamp();
    let (sub, sid) = (at.claims["sub"].as_str().unwrap(), at.claims["sid"].as_str().unwrap());
    let mut wrong: Vec<Value> = ["iss", "aud", "purpose", "sub", "sid", "ver", "iat", "nbf", "exp"]
        .map(|name| json!({ name: null }))
        .into();
    wrong.extend([
        json!({ "iss": "comanda2" }),
        json!({ "iss": "" }),
        json!({ "iss": 7 }),
        json!({ "aud": "comanda" }),
        json!({ "aud": ["other-api"] }),
        json!({ "aud": {} }),
        json!({ "purpose": "device" }),
        json!({ "purpose": "refresh" }),
        json!({ "purpose": "Access" }),
        json!({ "purpose": ["access"] }),
        json!({ "exp": exp.to_string() }),
        json!({ "exp": -1 }),
        json!({ "exp": 0 }),
        json!({ "exp": now - 10 }),
        json!({ "exp": 1e300 }),
        json!({ "exp": u64::MAX }),
        json!({ "exp": true }),
        json!({ "nbf": now + 60 }),
        json!({ "nbf": "0" }),
        json!({ "nbf": i64::MAX }),
        json!({ "sub": "admin" }),
        json!({ "sub": "" }),
        json!({ "sub": sub.to_uppercase() }),
        json!({ "sub": sub.trim_start_matches("user_") }),
        json!({ "sub": sub.replacen("user_", "order_", 1) }),
        json!({ "sub": format!("{sub}' OR '1'='1") }),
        json!({ "sub": [sub] }),
        json!({ "sid": sid.replacen("session_", "user_", 1) }),
        json!({ "sid": "session_01h455vb4pex5vsknk084sn02q" }),
        json!({ "sid": sub.replacen("user_", "session_", 1) }),
        json!({ "sid": "" }),
        json!({ "ver": at.claims["ver"].as_i64().unwrap() - 1 }),
        json!({ "ver": at.claims["ver"].as_i64().unwrap() + 1 }),
        json!({ "ver": at.claims["ver"].to_string() }),
        json!({ "ver": 1.5 }),
        json!({ "ver": -1 }),
    ]);
    let forgeries = wrong.iter().map(|change| bearer(change.to_string(), at.with(change))).collect();
    at.turn_away(forgeries, 45).await;
    at.let_in(format!("Bearer {}", at.with(&json!({})))).await;
    at.let_in(format!("Bearer {}", at.with(&json!({ "exp": exp + 1, "role": "admin" })))).await;
    at.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_speaks_for_its_owner_and_only_while_it_lasts() {
    let at = Workshop::open().await;
    let admin = at.shop.signed_in(Role::Admin).await.tokens().unwrap();
    let theirs = forge::claims(&admin.access);
    let gone = at.shop.client();
    gone.login("staff", PASSWORD).await.unwrap();
    let ended = gone.tokens().unwrap();
    gone.logout().await.unwrap();
    let called_back = at.shop.client();
    called_back.login("manager", PASSWORD).await.unwrap();
    let old = called_back.tokens().unwrap();
    called_back.logout_all().await.unwrap();
    let stays = at.shop.client();
    stays.login("manager", PASSWORD).await.unwrap();
    let mut called_back_by = forge::claims(&stays.tokens().unwrap().access);
    at.let_in(format!("Bearer {}", at.with(&called_back_by))).await;
    called_back_by["ver"] = forge::claims(&old.access)["ver"].clone();

    at.turn_away(
        vec![
            bearer("the admin, in a session of staff", at.with(&json!({ "sub": theirs["sub"] }))),
            bearer("staff, in the admin's session", at.with(&json!({ "sid": theirs["sid"] }))),
            bearer("a session that ended", &ended.access),
            bearer("the same by hand", at.with(&json!({ "sid": forge::claims(&ended.access)["sid"] }))),
            bearer("called back", &old.access),
            bearer("called back, in a session that goes on", at.with(&called_back_by)),
            bearer("a refresh token", &at.pair.refresh),
            bearer("the token of a known device", at.pair.device.as_ref().unwrap().expose()),
            bearer("a password", PASSWORD),
        ],
        9,
    )
    .await;
    let by_access = json!({ "refresh": at.pair.access });
    let answered = at.shop.raw().json(Method::POST, "/api/auth/token/refresh/", None, &by_access).await;
    assert_eq!(answered.problem().unwrap().code, "session_ended", "an access token buys no next pair");
    at.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_as_bearer_in_one_header_and_nowhere_else() {
    let at = Workshop::open().await;
    let good = at.pair.access.as_str();
    let bearer = format!("Bearer {good}");
    let one = |what: &str, value: String| (what.to_owned(), vec![value]);
    let basic = BASE64_STANDARD.encode(format!("staff:{PASSWORD}"));
    at.turn_away(
        vec![
            ("no header".to_owned(), Vec::new()),
            ("two headers".to_owned(), vec![bearer.clone(), bearer.clone()]),
            ("a good one and a bad one".to_owned(), vec![bearer.clone(), "Bearer x".to_owned()]),
            ("a bad one and a good one".to_owned(), vec!["Basic x".to_owned(), bearer.clone()]),
            one("name and password", format!("Basic {basic}")),
            one("Basic with a token", format!("Basic {good}")),
            one("another scheme", format!("Token {good}")),
            one("JWT", format!("JWT {good}")),
            one("no scheme", good.to_owned()),
            one("the scheme alone", "Bearer".to_owned()),
            one("a colon", format!("Bearer: {good}")),
            one("no space", format!("Bearer{good}")),
            one("a tab", format!("Bearer\t{good}")),
            one("twice", format!("Bearer Bearer {good}")),
            one("two of them", format!("Bearer {good}, Bearer {good}")),
            one("more behind it", format!("Bearer {good} {good}")),
        ],
        16,
    )
    .await;
    let elsewhere = at
        .shop
        .raw()
        .request(Method::GET, &format!("{DOOR}?access_token={good}"))
        .header("X-Authorization", &bearer)
        .header("Cookie", format!("access={good}; Authorization={good}"));
    assert_ne!(Answered::of(elsewhere).await.status, 200);
    for scheme in ["Bearer", "bearer", "BEARER"] {
        at.let_in(format!("{scheme} {good}")).await;
    }
    at.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_counts_to_the_letter_and_until_it_is_revoked() {
    let at = Workshop::open().await;
    let admin = at.shop.signed_in(Role::Admin).await;
    let revoked = admin.api_keys().create("gone", DeviceRole::Kiosk).await.unwrap();
    admin.api_keys().revoke(revoked.key.id).await.unwrap();
    let key = admin.api_keys().create("kiosk", DeviceRole::Kiosk).await.unwrap();
    let secret = key.secret.expose();
    let bare = secret.strip_prefix("comanda_").unwrap();
    let swapped: String = bare
        .chars()
        .map(|c| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() })
        .collect();
    at.turn_away(
        vec![
            bearer("revoked", revoked.secret.expose()),
            bearer("made up", format!("comanda_{}", "A".repeat(43))),
            bearer("its shown beginning", &key.key.prefix),
            bearer("the beginning of all", "comanda_"),
            bearer("cut short", &secret[..secret.len() - 1]),
            bearer("longer", format!("{secret}A")),
            bearer("padded", format!("{secret}=")),
            bearer("the other case", format!("comanda_{swapped}")),
            bearer("a shouted beginning", format!("COMANDA_{bare}")),
            bearer("without its beginning", bare),
            bearer("its digest", forge::stored(secret)),
            bearer("the digest as a secret", format!("comanda_{}", forge::stored(secret))),
            bearer("its id", key.key.id.to_string()),
            bearer("SQL", "comanda_' OR '1'='1"),
            bearer("100 kB", format!("comanda_{}", "A".repeat(100_000))),
            ("as a password".to_owned(), vec![format!("Basic {}", BASE64_STANDARD.encode(secret))]),
            ("twice".to_owned(), vec![format!("Bearer {secret}"), format!("Bearer {secret}")]),
        ],
        17,
    )
    .await;
    at.let_in(format!("bearer {secret}")).await;
    at.close().await;
}
