//! What the SDK's errors mean at the counter: one sentence with the next step, and what is known about the
//! effect. Made by the executor, shown by whichever screen asked.

use comanda_core::refusal::Refusal;
use comanda_sdk as sdk;

/// Why a request did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What is known about the effect.
    pub effect: Effect,
    /// One sentence, with what to do next.
    pub sentence: String,
}

/// What is known about the effect of a request that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The shop said no: nothing was done, and asking again says the same.
    Refused(Box<Refusal>),
    /// Nobody is signed in any more; this attempt did nothing.
    SessionEnded,
    /// This attempt did nothing; a later one may.
    NotThisTime,
    /// One request too many: this attempt did nothing, one more is taken after this many seconds.
    Later(u32),
    /// It may have been done.
    Unknown,
}

/// What is told when the server ended the session.
pub const SESSION_ENDED: &str = "Your session has ended; sign in again. The cart is kept.";

impl Trouble {
    /// The trouble behind an error of the SDK.
    pub fn of(error: &sdk::Error) -> Self {
        let effect = effect(error);
        let mut sentence = sentence(error, &effect);
        if let Some(id) = error.request_id().filter(|_| error.refusal().is_none()) {
            sentence.push_str(" [");
            sentence.push_str(id);
            sentence.push(']');
        }
        Self { effect, sentence }
    }

    /// A refusal made here, by the same rules.
    pub fn refused(refusal: Refusal) -> Self {
        Self { sentence: advice(&refusal), effect: Effect::Refused(Box::new(refusal)) }
    }
}

fn effect(error: &sdk::Error) -> Effect {
    if error.is_unknown_outcome() || error.code() == Some("in_flight") {
        return Effect::Unknown;
    }
    match error.refusal() {
        Some(refusal @ (Refusal::InvalidCredentials | Refusal::InvalidPin)) => {
            Effect::Refused(Box::new(refusal))
        }
        _ if error.is_unauthenticated() => Effect::SessionEnded,
        Some(Refusal::TooManyRequests { retry_after }) => Effect::Later(retry_after),
        Some(Refusal::Forbidden) | None => Effect::NotThisTime,
        Some(refusal) => Effect::Refused(Box::new(refusal)),
    }
}

fn sentence(error: &sdk::Error, effect: &Effect) -> String {
    match effect {
        Effect::Refused(refusal) => advice(refusal),
        Effect::SessionEnded => SESSION_ENDED.to_owned(),
        Effect::Unknown => {
            "The answer was lost. Asking again with the same key; nothing is charged twice.".to_owned()
        }
        Effect::NotThisTime | Effect::Later(_) => match error {
            sdk::Error::Transport(_) => {
                "The server cannot be reached. Check the network, then try again.".to_owned()
            }
            sdk::Error::Timeout { .. } => "The server did not answer in time. Try again.".to_owned(),
            sdk::Error::Problem(problem) => match problem.refusal() {
                Some(refusal) => advice(&refusal),
                None => format!("{} Try again; if it stays, tell whoever runs the server.", problem.detail),
            },
            other => format!("{other}. Check the address of the server, then try again."),
        },
    }
}

/// What `refusal` says, and what to do about it at the counter.
pub fn advice(refusal: &Refusal) -> String {
    let next = match refusal {
        Refusal::OutOfStock { available: 0, .. } | Refusal::ProductUnavailable { .. } => {
            "Offer something else."
        }
        Refusal::OutOfStock { .. } => "Lower the quantity with -.",
        Refusal::UnknownProduct { .. } => "Remove the marked line with Del.",
        Refusal::UnknownOption { .. } | Refusal::OptionCount { .. } => "Press m to choose again.",
        Refusal::Forbidden => "Ask a manager to sign in (F12).",
        Refusal::NotEnoughCash { .. } => "Type what was handed over.",
        Refusal::NotAuthenticated | Refusal::InvalidCredentials => "Check both and try again.",
        Refusal::InvalidPin => "Type it again.",
        Refusal::DrawerClosed => "F7 counts and opens one.",
        Refusal::EmptyOrder => "Press a quick key or / to search.",
        _ => return refusal.to_string(),
    };
    format!("{refusal} {next}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use comanda_core::id::ProductId;

    #[test]
    fn a_refusal_says_what_is_left_and_what_to_do() {
        let product: ProductId = "product_01h455vb4pex5vsknk084sn02q".parse().unwrap();
        let refusal = Refusal::OutOfStock { product, name: "Kofta".into(), requested: 3, available: 2 };
        assert_eq!(
            Trouble::refused(refusal).sentence,
            "Only 2 Kofta left; the order wants 3. Lower the quantity with -."
        );
    }
}
