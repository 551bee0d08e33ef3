//! Who is calling: passwords, access tokens, sessions, and the extractor that handlers ask.

mod caller;
mod passwords;
mod session;
mod standing;
mod tokens;

pub use caller::Caller;
pub use passwords::{PasswordError, Passwords, require_strong};
pub use session::{renew, sign_in, sign_out};
pub use standing::Standings;
pub use tokens::{Claims, Tokens};
