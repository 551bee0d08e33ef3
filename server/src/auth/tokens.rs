//! Signed tokens: JWTs with one algorithm, one issuer, one audience and one purpose. An access token lives for
//! minutes and stands for a session; a device token says for a year that somebody signed in from there.

use chrono::{DateTime, TimeDelta, Utc};
use comanda_core::id::{SessionId, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a token says. Its fields are checked, never trusted for what the holder may do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    purpose: String,
    /// Whose it is.
    pub sub: UserId,
    /// The session it stands for; ended, it counts no more.
    pub sid: SessionId,
    /// The token version of the account when it was made; an older one counts no more.
    pub ver: i64,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl Claims {
    /// When the token ends.
    pub fn ends_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.exp, 0)
    }
}

/// What a token is good for. One is never taken for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Speaks for somebody.
    Access,
    /// Says that a device is known.
    Device,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Device => "device",
        }
    }

    /// How long such a token lives.
    pub const fn lifetime(self) -> TimeDelta {
        match self {
            Self::Access => TimeDelta::minutes(15),
            Self::Device => TimeDelta::days(365),
        }
    }
}

/// Whom a token is for.
#[derive(Debug, Clone, Copy)]
pub struct Holder {
    /// Whose it is.
    pub user: UserId,
    /// The session it is given out in.
    pub session: SessionId,
    /// The token version of the account.
    pub version: i64,
}

/// Makes and checks tokens with the key of this server.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Tokens {
    const ISSUER: &str = "comanda";
    const AUDIENCE: &str = "comanda-api";
    /// Seconds by which the clocks of several servers may differ.
    const LEEWAY: u64 = 5;
    /// No token of ours is longer, in bytes.
    const LONGEST: usize = 2048;

    /// From the server's secret key.
    pub fn new(key: &SecretString) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"comanda access token v1\0");
        digest.update(key.expose_secret().as_bytes());
        let bytes = digest.finalize();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[Self::ISSUER]);
        validation.set_audience(&[Self::AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = Self::LEEWAY;
        Self {
            encoding: EncodingKey::from_secret(&bytes),
            decoding: DecodingKey::from_secret(&bytes),
            validation,
        }
    }

    /// A token for `holder`, and when it ends.
    pub fn issue(
        &self,
        purpose: Purpose,
        holder: &Holder,
        now: DateTime<Utc>,
    ) -> Result<(String, DateTime<Utc>), jsonwebtoken::errors::Error> {
        let ends = now + purpose.lifetime();
        let claims = Claims {
            iss: Self::ISSUER.to_owned(),
            aud: Self::AUDIENCE.to_owned(),
            purpose: purpose.as_str().to_owned(),
            sub: holder.user,
            sid: holder.session,
            ver: holder.version,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: ends.timestamp(),
        };
        let token = encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?;
        Ok((token, DateTime::from_timestamp(claims.exp, 0).unwrap_or(ends)))
    }

    /// What `token` says, when this server made it for `purpose` and it counts now.
    pub fn check(&self, purpose: Purpose, token: &str) -> Option<Claims> {
        if token.len() > Self::LONGEST {
            return None;
        }
        let claims = decode::<Claims>(token, &self.decoding, &self.validation).ok()?.claims;
        (claims.purpose == purpose.as_str()).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
    use serde_json::{Value, json};

    use super::*;
    use crate::clock;

    fn tokens() -> Tokens {
        Tokens::new(&"a key of the shop that nobody knows".to_owned().into())
    }

    fn holder() -> Holder {
        let uuid = uuid::Uuid::now_v7();
        Holder { user: UserId::from_uuid(uuid), session: SessionId::from_uuid(uuid), version: 3 }
    }

    fn issued(tokens: &Tokens, at: DateTime<Utc>) -> String {
        tokens.issue(Purpose::Access, &holder(), at).unwrap().0
    }

    /// A good token with some claims replaced (null: removed), signed with the right key.
    fn with(changes: &Value) -> String {
        let tokens = tokens();
        let token = issued(&tokens, clock::now());
        let payload = BASE64.decode(token.split('.').nth(1).unwrap()).unwrap();
        let mut claims: Value = serde_json::from_slice(&payload).unwrap();
        for (name, value) in changes.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        encode(&Header::new(Algorithm::HS256), &claims, &tokens.encoding).unwrap()
    }

    #[test]
    fn a_fresh_token_counts_and_says_whose_it_is() {
        let claims = tokens().check(Purpose::Access, &issued(&tokens(), clock::now())).unwrap();
        assert_eq!(claims.ver, 3);
    }

    #[test]
    fn a_device_token_is_no_access_token_nor_the_other_way_round() {
        let tokens = tokens();
        let device = tokens.issue(Purpose::Device, &holder(), clock::now()).unwrap().0;
        assert!(tokens.check(Purpose::Device, &device).is_some());
        assert!(tokens.check(Purpose::Access, &device).is_none());
        assert!(tokens.check(Purpose::Device, &issued(&tokens, clock::now())).is_none());
    }

    #[test]
    fn a_token_of_another_key_is_refused() {
        let other = Tokens::new(&"another key of another shop entirely".to_owned().into());
        assert!(tokens().check(Purpose::Access, &issued(&other, clock::now())).is_none());
    }

    #[test]
    fn an_expired_token_is_refused_and_so_is_one_of_the_future() {
        let at = |delta| issued(&tokens(), clock::now() + delta);
        assert!(
            tokens()
                .check(Purpose::Access, &at(-Purpose::Access.lifetime() - TimeDelta::seconds(10)))
                .is_none()
        );
        assert!(tokens().check(Purpose::Access, &at(TimeDelta::seconds(60))).is_none());
        assert!(
            tokens()
                .check(Purpose::Access, &at(-Purpose::Access.lifetime() + TimeDelta::seconds(10)))
                .is_some()
        );
    }

    #[test]
    fn a_token_without_signature_is_refused_whatever_its_header_says() {
        let token = issued(&tokens(), clock::now());
        let payload = token.split('.').nth(1).unwrap();
        for alg in ["none", "None", "NONE", "nOnE", "HS256", "HS384", "RS256", ""] {
            let header = BASE64.encode(json!({ "alg": alg, "typ": "JWT" }).to_string());
            assert!(tokens().check(Purpose::Access, &format!("{header}.{payload}.")).is_none(), "{alg}");
            assert!(tokens().check(Purpose::Access, &format!("{header}.{payload}")).is_none(), "{alg}");
        }
    }

    #[test]
    fn only_one_algorithm_is_accepted() {
        let tokens = tokens();
        let claims = tokens.check(Purpose::Access, &issued(&tokens, clock::now())).unwrap();
        for algorithm in [Algorithm::HS384, Algorithm::HS512] {
            let token = encode(&Header::new(algorithm), &claims, &tokens.encoding).unwrap();
            assert!(tokens.check(Purpose::Access, &token).is_none(), "{algorithm:?}");
        }
    }

    #[test]
    fn every_claim_is_needed_and_checked() {
        assert!(tokens().check(Purpose::Access, &with(&json!({}))).is_some());
        for changes in [
            json!({ "purpose": "refresh" }),
            json!({ "purpose": null }),
            json!({ "iss": "somebody" }),
            json!({ "iss": null }),
            json!({ "aud": "other-api" }),
            json!({ "aud": ["other-api"] }),
            json!({ "aud": null }),
            json!({ "sub": null }),
            json!({ "sub": "admin" }),
            json!({ "sub": "order_01h455vb4pex5vsknk084sn02q" }),
            json!({ "sid": null }),
            json!({ "sid": "user_01h455vb4pex5vsknk084sn02q" }),
            json!({ "purpose": "device" }),
            json!({ "exp": null }),
            json!({ "exp": "9999999999" }),
            json!({ "exp": -1 }),
            json!({ "nbf": null }),
            json!({ "nbf": 99_999_999_999_i64 }),
            json!({ "ver": null }),
            json!({ "ver": "3" }),
        ] {
            assert!(tokens().check(Purpose::Access, &with(&changes)).is_none(), "{changes}");
        }
    }

    #[test]
    fn rubbish_is_refused() {
        let token = issued(&tokens(), clock::now());
        let huge = "a".repeat(100_000);
        let longer = format!("{token}x");
        for rubbish in ["", ".", "..", "...", "a.b.c", &token[1..], &token[..token.len() - 2], &huge, &longer]
        {
            assert!(tokens().check(Purpose::Access, rubbish).is_none());
        }
    }
}
