//! The secrets that sign: they follow from this server's key, the endpoint and the generation, so none is kept, and
//! the same command again tells the same secret.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use comanda_core::id::EndpointId;
use comanda_core::wire::Secret;

use crate::auth::{Digests, Subject};

/// How a secret begins, by Standard Webhooks.
const BEGINS: &str = "whsec_";

/// The bytes that sign.
pub fn bytes(digests: &Digests, endpoint: EndpointId, generation: u32) -> [u8; 32] {
    digests.bytes(Subject::Webhook, &[endpoint.to_string().as_bytes(), &generation.to_le_bytes()])
}

/// The same as receivers are given it.
pub fn shown(digests: &Digests, endpoint: EndpointId, generation: u32) -> Secret {
    format!("{BEGINS}{}", BASE64_STANDARD.encode(bytes(digests, endpoint, generation))).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_of_one_shop_one_endpoint_and_one_generation() {
        let [ours, others] = ["a key", "another"].map(|key| Digests::new(&key.to_owned().into()));
        let [one, two] = [1, 2].map(|number| EndpointId::from_uuid(uuid::Uuid::from_u128(number)));
        let first = shown(&ours, one, 1);
        assert_eq!(first, shown(&ours, one, 1));
        for other in [shown(&others, one, 1), shown(&ours, two, 1), shown(&ours, one, 2)] {
            assert_ne!(first, other);
        }
        let (_, text) = first.expose().split_once(BEGINS).unwrap();
        assert_eq!(BASE64_STANDARD.decode(text).unwrap(), bytes(&ours, one, 1));
    }
}
