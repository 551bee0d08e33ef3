//! How refusals travel.

use super::*;

#[test]
fn the_code_on_the_wire_is_the_code() {
    let refusals = [
        Refusal::EmptyOrder,
        Refusal::not_found("order"),
        Refusal::invalid("price", "is required"),
        Refusal::StaleVersion { current: 3 },
    ];
    for refusal in refusals {
        let value = serde_json::to_value(&refusal).unwrap();
        assert_eq!(value["code"], refusal.code());
        assert_eq!(serde_json::from_value::<Refusal>(value).unwrap(), refusal);
    }
}
