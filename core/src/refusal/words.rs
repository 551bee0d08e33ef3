//! The sentences of refusals that need more than their facts in a row.

use crate::orders::Status;

pub(super) fn out_of_stock(name: &str, requested: u32, available: u32) -> String {
    match available {
        0 => format!("{name} is sold out."),
        left => format!("Only {left} {name} left; the order wants {requested}."),
    }
}

pub(super) fn stock_promised(name: &str, on_hand: u32, reserved: u32) -> String {
    if reserved == 0 {
        return format!("{name}: there are only {on_hand}, so no more than that can go.");
    }
    let free = on_hand.saturating_sub(reserved);
    format!(
        "{name}: {reserved} of {on_hand} are promised to orders, so at most {free} can go. Cancel an order first."
    )
}

pub(super) fn option_count(name: &str, group: &str, min: u32, max: u32) -> String {
    match (min, max) {
        (min, max) if min == max => format!("{name}: choose {min} of {group}."),
        (0, max) => format!("{name}: choose at most {max} of {group}."),
        (min, max) => format!("{name}: choose {min} to {max} of {group}."),
    }
}

pub(super) fn invalid_transition(from: Status, to: Status, allowed: &[Status]) -> String {
    let steps: Vec<&str> = allowed.iter().map(|status| status.as_str()).collect();
    match steps.as_slice() {
        [] => format!("An order that is {from} stays {from}."),
        steps => format!("An order that is {from} cannot become {to}; next: {}.", steps.join(", ")),
    }
}

pub(super) fn too_many_back(name: &str, left: u32, asked: u32) -> String {
    match left {
        0 => format!("No {name} is left to give back."),
        left => format!("Only {left} {name} can still be given back; {asked} were asked for."),
    }
}

pub(super) fn order_settled(status: Status, is_paid: bool) -> String {
    match (status, is_paid) {
        (Status::Delivered | Status::Cancelled | Status::Refunded, _) => {
            format!("The order is {status}; its coupons stay as they are.")
        }
        (_, true) => {
            "Something of the order is paid already, so its coupons stay as they are. Have it cancelled and \
                      order again to use others."
                .to_owned()
        }
        (_, false) => format!("The order is {status}; its coupons stay as they are."),
    }
}
