//! Open returns: looked through, decided by managers, received and paid back.

use comanda::app::Dialog;
use comanda::msg::{Cmd, Msg};
use comanda::screens::money::{Deed, Outcome, ReturnDeed};
use comanda::screens::orders::{OrdersCmd, OrdersMsg};
use comanda::trouble::Trouble;
use comanda_core::actor::Role;
use comanda_core::id::{LineId, ReturnId, ReturnItemId};
use comanda_core::orders::TenderMethod;
use comanda_core::refusal::Refusal;
use comanda_core::returns::{ReturnReason, ReturnStatus, ReturnType};
use comanda_core::wire::orders::CustomerRef;
use comanda_core::wire::orders::ProductRef;
use comanda_core::wire::returns::{ApproveReturn, ApproveReturnItem, ReceiveReturn, ReturnItemView};
use comanda_core::wire::{RefundTo, ReturnView};
use rstest::rstest;
use uuid::Uuid;

use crate::back::{dinner, part, refund};
use crate::day::amount;
use crate::house::lost;
use crate::till::{Till, user_id};

fn item(number: u128, name: &str, count: i64) -> ReturnItemView {
    ReturnItemView {
        id: ReturnItemId::from_uuid(Uuid::from_u128(number)),
        order_item: LineId::from_uuid(Uuid::from_u128(50)),
        product: ProductRef { id: crate::menu::product_id(14), name: name.into() },
        quantity: count.try_into().unwrap(),
        approved_quantity: None,
        reason: ReturnReason::Damaged,
        description: String::new(),
    }
}

/// Of the dinner: three Kofta and one of another script.
pub fn wish(number: u128, kind: ReturnType, status: ReturnStatus) -> ReturnView {
    let mut other = item(number * 10 + 1, "宫保鸡丁", 1);
    (other.reason, other.description) = (ReturnReason::WrongItem, "I asked for rice".into());
    ReturnView {
        id: ReturnId::from_uuid(Uuid::from_u128(number)),
        order: dinner().id,
        order_number: format!("A-{number:03}"),
        customer: CustomerRef { id: user_id("ahmadi"), username: "ahmadi".into(), name: "Ali Ahmadi".into() },
        return_type: kind,
        reason: ReturnReason::Damaged,
        description: "It came cold, and the box was open.".into(),
        status,
        items: vec![item(number * 10, "Lamb Kofta", 3), other],
        refund_amount: amount("15.50"),
        admin_notes: String::new(),
        rejection_reason: String::new(),
        is_restocked: false,
        refund: None,
        created_at: "2026-11-22T12:00:00Z".parse().unwrap(),
        updated_at: "2026-11-22T12:00:00Z".parse().unwrap(),
        decided_by: None,
        decided_at: None,
        received_at: None,
        completed_at: None,
        version: 3,
    }
}

pub fn open_returns() -> Vec<ReturnView> {
    use ReturnStatus::{Approved, Pending, Processing};
    vec![
        wish(40, ReturnType::ReturnRefund, Pending),
        wish(41, ReturnType::Return, Approved),
        wish(42, ReturnType::Refund, Approved),
        wish(43, ReturnType::ReturnRefund, Processing),
    ]
}

impl Till {
    /// The Orders screen with these returns over it.
    pub fn deciding(role: Role, rows: Vec<ReturnView>) -> Self {
        let mut till = Self::settling(role, &dinner());
        till.press("v").shop_returns(rows);
        till
    }

    pub fn returns_asked(&self) -> Option<u64> {
        self.asked.iter().rev().find_map(|cmd| match cmd {
            Cmd::Orders(OrdersCmd::Returns(number)) => Some(*number),
            _ => None,
        })
    }

    pub fn shop_returns(&mut self, rows: Vec<ReturnView>) -> &mut Self {
        let number = self.returns_asked().expect("the returns were asked for");
        self.hear(Msg::Orders(OrdersMsg::Returns(number, Ok(rows))));
        self
    }

    fn returns_sent(&self) -> Vec<ReturnDeed> {
        let sent = |errand: comanda::screens::money::Errand| match errand.deed {
            Deed::Return(_, deed) => Some(deed),
            _ => None,
        };
        self.money_sent().into_iter().filter_map(sent).collect()
    }
}

#[rstest]
#[case::pending("", "a agrees to what is shown")]
#[case::approved("down", "s on the shelf, w waste")]
#[case::money_only("down down", "b pays back as it was paid")]
#[case::received("down down down", "b pays back as it was paid")]
fn each_return_says_what_follows(#[case] keys: &str, #[case] told: &str) {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press(keys);
    let picture = till.picture(100, 30);
    assert!(picture.contains(told), "{picture}");
}

#[test]
fn agreeing_takes_all_unless_fewer_are_said() {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press("a");
    let all = ApproveReturn { version: Some(3), ..ApproveReturn::default() };
    assert_eq!(till.returns_sent(), [ReturnDeed::Approve(all)]);
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press("tab - - down - a");
    let fewer = |number: u128, quantity| ApproveReturnItem {
        id: ReturnItemId::from_uuid(Uuid::from_u128(number)),
        quantity,
    };
    let wanted = ApproveReturn {
        items: vec![fewer(400, 1), fewer(401, 0)],
        version: Some(3),
        ..ApproveReturn::default()
    };
    assert_eq!(till.returns_sent(), [ReturnDeed::Approve(wanted)]);
}

#[test]
fn agreeing_to_nothing_is_rejecting() {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press("tab - - - - down - a");
    assert!(till.returns_sent().is_empty() && till.picture(80, 24).contains("x rejects it"));
}

#[test]
fn rejecting_needs_a_reason_that_the_customer_reads() {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press("x enter");
    assert!(till.returns_sent().is_empty() && till.picture(80, 24).contains("the customer reads it"));
    till.type_in("all was eaten").press("enter");
    assert!(matches!(&till.returns_sent()[0],
        ReturnDeed::Reject(reject) if reject.rejection_reason == "all was eaten"));
    let mut done = wish(40, ReturnType::ReturnRefund, ReturnStatus::Rejected);
    done.version = 4;
    till.shop_gives(Outcome::Return(Box::new(done), None));
    assert_eq!(till.told(), "The return of A-040 is rejected.");
    let Some(Dialog::Returns(dialog)) = till.model.dialogs.last() else { panic!("the list stays") };
    assert_eq!(dialog.rows.as_ref().map(Vec::len), Some(3));
}

#[rstest]
#[case("s", true)]
#[case("w", false)]
fn what_came_back_goes_on_the_shelf_or_is_waste(#[case] key: &str, #[case] restock: bool) {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press("down").press(key);
    assert_eq!(till.returns_sent(), [ReturnDeed::Receive(ReceiveReturn { restock })]);
}

#[rstest]
#[case("b", RefundTo::Origin)]
#[case("i", RefundTo::Wallet)]
fn what_was_agreed_is_paid_back_and_told(#[case] key: &str, #[case] to: RefundTo) {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press("down down").press(key);
    assert!(matches!(&till.returns_sent()[0], ReturnDeed::PayBack(paid) if paid.to == to));
    let parts = vec![part(95, TenderMethod::Cash, "-15.50", "0.00")];
    let done = wish(42, ReturnType::Refund, ReturnStatus::Completed);
    let paid = refund("15.50", "return: damaged", Vec::new(), parts);
    till.shop_gives(Outcome::Return(Box::new(done), Some(Box::new(paid))));
    assert_eq!(till.told(), "15.50 of A-042 was given back. Give back 15.50 in cash.");
}

#[test]
fn steps_that_cannot_be_taken_do_nothing() {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press("s w b i down a x b i down s w a");
    assert!(till.returns_sent().is_empty());
}

#[test]
fn staff_look_and_managers_decide() {
    let mut till = Till::deciding(Role::Staff, open_returns());
    for key in ["a", "x", "down s", "down b"] {
        till.press(key);
        assert!(
            till.picture(100, 30).contains("Only managers decide returns. F12 hands the till to one."),
            "{key}"
        );
    }
    assert!(till.money_sent().is_empty());
}

#[test]
fn a_lost_answer_keeps_its_key_and_a_refusal_keeps_the_list() {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press("down down b").shop_keeps_it(lost());
    till.press("esc b a enter");
    let keys: Vec<String> = till.money_sent().into_iter().map(|errand| errand.key).collect();
    assert_eq!((keys.len(), keys[0] == keys[1]), (2, true));
    till.shop_keeps_it(Trouble::refused(Refusal::DrawerClosed));
    assert!(till.picture(80, 24).contains("No cash drawer is open."));
}

#[test]
fn a_scanned_code_decides_nothing() {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.scan("abasbaaa", &["enter"]);
    assert!(till.money_sent().is_empty());
}
