//! What the shop forgets: sign-ins that are over, keys that nobody will ask for again, news that were read, letters that
//! were sent. The schedule asks for it daily; each takes a bounded number at a time and says how many those were, and
//! what is deleted has no effect left that anybody could miss.

mod sign_ins;
mod told;

pub use sign_ins::{attempts, idempotency_keys, password_resets, sign_ins};
pub use told::{deliveries, letters, notifications};
