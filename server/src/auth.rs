//! Who is calling: passwords, access tokens, sessions, and the extractor that handlers ask.

pub mod api_keys;
mod caller;
mod digests;
mod images;
mod own_password;
mod passwords;
mod people;
mod recovery;
mod session;
mod standing;
mod strength;
mod tokens;

pub use caller::{Badge, Caller, InSession};
pub use digests::{Digests, Subject, stored};
pub use images::{remove_image, set_image};
pub use own_password::change_password;
pub use passwords::{PasswordError, Passwords};
pub use people::{change_user, create_user, register, set_pin, update_profile, update_user};
pub use recovery::{confirm_reset, request_reset};
pub use session::{renew, sign_in, sign_in_by_pin, sign_out, sign_out_everywhere};
pub use standing::Standings;
pub use strength::{Owner, weakness};
pub use tokens::{Claims, Purpose, Tokens};

use comanda_core::refusal::Refusal;
use comanda_core::wire::Secret;

/// Refuses a form that asks for a password twice and got two.
fn require_same(password: &Secret, again: Option<&Secret>, field: &str) -> Result<(), Refusal> {
    let differs = again.is_some_and(|again| again != password);
    if differs { Err(Refusal::invalid(field, "is not the same as the password")) } else { Ok(()) }
}
