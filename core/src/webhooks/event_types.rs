//! Of what an endpoint may ask to be told: single types (`order.created`), all of a kind (`order.*`), or, naming none,
//! everything that its owner may see.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::events::Topic;
use crate::refusal::FieldErrors;

/// The most that one endpoint names.
const MOST: usize = 100;

/// Every type that can be asked for, and when it happens. A test holds this list to what the flows append.
pub const KNOWN: &[(&str, &str)] = &[
    ("alert.created", "Somebody raised something that staff should know"),
    ("alert.escalated", "Something that staff know of got worse"),
    ("alert.opened", "Something happened that staff should know"),
    ("alert.resolved", "It was dealt with, or is no more"),
    ("alert.snoozed", "It was put aside for a while"),
    ("api_key.created", "A device or another system got a key"),
    ("api_key.revoked", "A key counts no more"),
    ("attribute.created", "Products can have one more property"),
    ("attribute.deleted", "A property of products is gone"),
    ("attribute.renamed", "A property of products is called otherwise"),
    ("cash_session.closed", "A cash drawer was counted and closed"),
    ("cash_session.moved", "Cash went into a drawer or out of it by hand"),
    ("cash_session.opened", "A cash drawer was counted and opened"),
    ("category.archived", "A section with a past left the menu"),
    ("category.created", "The menu has one more section"),
    ("category.deleted", "A section is gone"),
    ("category.updated", "A section changed"),
    ("coupon.archived", "A coupon that was used was withdrawn"),
    ("coupon.cleaned_up", "What was left of a coupon that ended was cleared away"),
    ("coupon.codes_made", "A batch of single-use codes was made"),
    ("coupon.created", "There is one more coupon"),
    ("coupon.deleted", "A coupon that nobody used is gone"),
    ("coupon.expired", "The time of a coupon is over"),
    ("coupon.expiring", "The time of a coupon is over soon"),
    ("coupon.updated", "A coupon changed"),
    ("menu.imported", "A file was imported into the menu"),
    ("order.coupon_applied", "A code was put on an order"),
    ("order.coupon_removed", "A code was taken off an order"),
    ("order.created", "Somebody ordered"),
    ("order.expired", "An order was not paid in time and called off"),
    ("order.paid", "Something was paid for an order"),
    ("order.refunded", "Money of an order went back"),
    ("order.status_changed", "An order went on, or was called off"),
    ("parked.added", "An order was put aside at the counter"),
    ("parked.discarded", "An order that was put aside was thrown away"),
    ("parked.recalled", "An order that was put aside was taken up again"),
    ("product.archived", "A product with a past left the menu"),
    ("product.back", "A product can be had again"),
    ("product.created", "The menu has one more product"),
    ("product.deleted", "A product is gone"),
    ("product.image_added", "A product has one more picture"),
    ("product.image_removed", "A picture of a product is gone"),
    ("product.images_ordered", "The pictures of a product stand in another order"),
    ("product.sold_out", "A product cannot be had for now"),
    ("product.updated", "A product changed"),
    ("receipt.printed", "A receipt was printed"),
    ("referral.attributed", "A new customer's first order came because of another customer"),
    ("referral.code_created", "A customer got a code to pass on"),
    ("referral.invited", "A customer invited somebody"),
    ("referral.redeemed", "Somebody said who recommended the shop"),
    ("referral.refused", "No bonus is paid for a new customer"),
    ("referral.rewarded", "The bonus for a new customer was paid"),
    ("return.approved", "A manager agreed to a return"),
    ("return.cancelled", "A customer called a return off"),
    ("return.completed", "A return is done"),
    ("return.received", "The goods of a return are back"),
    ("return.rejected", "A manager did not agree to a return"),
    ("return.requested", "A customer wants to give something back"),
    ("stock.limits_changed", "A product is low at another count"),
    ("stock.moved", "The count of a product changed"),
    ("tag.created", "Products can have one more tag"),
    ("tag.deleted", "A tag is gone"),
    ("tag.renamed", "A tag is called otherwise"),
    ("user.activated", "An account was switched on"),
    ("user.created", "An admin made an account"),
    ("user.deactivated", "An account was switched off"),
    ("user.password_changed", "Somebody changed their password"),
    ("user.password_reset", "Somebody replaced a forgotten password"),
    ("user.password_reset_requested", "Somebody asked for a code because of a forgotten password"),
    ("user.pin_set", "Somebody got a PIN, or lost it"),
    ("user.registered", "A customer registered"),
    ("user.role_changed", "Somebody may do more, or less"),
    ("user.signed_out_everywhere", "All sessions of somebody ended"),
    ("user.updated", "An account changed"),
    ("wallet.adjusted", "A manager corrected a wallet"),
    ("wallet.deposited", "Something was paid into a wallet"),
    ("wallet.transferred", "Something went from one wallet to another"),
];

/// True for what other systems are told of. Not of what is said to one person, nor of themselves: what is told of
/// being told would never end.
pub fn is_told(kind: &str) -> bool {
    Topic::of(kind).is_some_and(|topic| match topic {
        Topic::Accounts
        | Topic::Alerts
        | Topic::Coupons
        | Topic::Drawers
        | Topic::Menu
        | Topic::Orders
        | Topic::Parked
        | Topic::Referrals
        | Topic::Returns
        | Topic::Stock
        | Topic::Wallets => true,
        Topic::Carts | Topic::Jobs | Topic::Notifications | Topic::Webhooks => false,
    })
}

/// What an endpoint asks for. Empty: everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventTypes(BTreeSet<String>);

impl EventTypes {
    /// Of texts; what is wrong with each of them is told at its place in `event_types`.
    pub fn parse(given: &[String]) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        if given.len() > MOST {
            errors.add("event_types", format_args!("at most {MOST}"));
        }
        for (place, name) in given.iter().enumerate().take(MOST).filter(|(_, name)| !is_known(name)) {
            let example = "such as order.created, or order.* for all of a kind";
            let shown: String = crate::text::line(name).chars().take(60).collect();
            errors.add(format!("event_types.{place}"), format_args!("{shown} is no event type {example}"));
        }
        if errors.0.is_empty() { Ok(Self(given.iter().cloned().collect())) } else { Err(errors) }
    }

    /// True when this is asked for.
    pub fn include(&self, kind: &str) -> bool {
        let all_of_it =
            || kind.split_once('.').is_some_and(|(thing, _)| self.0.contains(&format!("{thing}.*")));
        self.0.is_empty() || self.0.contains(kind) || all_of_it()
    }

    /// In the order of their names.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }
}

fn is_known(name: &str) -> bool {
    match name.strip_suffix(".*") {
        Some(thing) => {
            KNOWN.iter().any(|(kind, _)| kind.split_once('.').is_some_and(|(first, _)| first == thing))
        }
        None => KNOWN.iter().any(|(kind, _)| *kind == name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(names: &[&str]) -> Result<EventTypes, FieldErrors> {
        EventTypes::parse(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn none_stand_for_all_and_a_star_for_all_of_a_kind() {
        assert!(types(&[]).unwrap().include("order.created"));
        let some = types(&["order.*", "stock.moved"]).unwrap();
        assert!(some.include("order.created") && some.include("order.paid") && some.include("stock.moved"));
        assert!(
            !some.include("stock.limits_changed")
                && !some.include("orders.created")
                && !some.include("order")
        );
    }

    #[test]
    fn only_what_happens_can_be_asked_for() {
        for wrong in
            ["", "*", "order", "order.", "order.*.*", "order.craeted", "ORDER.created", "webhook.disabled"]
        {
            let errors = types(&["order.created", wrong]).unwrap_err();
            assert!(errors.0.contains_key("event_types.1") && errors.0.len() == 1, "{wrong}: {errors:?}");
        }
        for wrong in ["webhook.*", "notification.*", "cart.*", "nothing.*"] {
            assert!(types(&[wrong]).is_err(), "{wrong}");
        }
        assert!(EventTypes::parse(&vec!["order.paid".to_owned(); 101]).is_err());
        assert_eq!(
            types(&["stock.moved", "order.*", "stock.moved"]).unwrap().names(),
            ["order.*", "stock.moved"]
        );
    }

    #[test]
    fn the_known_types_are_sorted_told_and_of_a_topic() {
        assert!(KNOWN.is_sorted_by(|one, other| one.0 < other.0));
        for (kind, what) in KNOWN {
            assert!(is_told(kind) && !what.ends_with('.'), "{kind}");
        }
        for kind in ["webhook.test", "notification.created", "cart.changed", "secret.thing"] {
            assert!(!is_told(kind), "{kind}");
        }
    }
}
