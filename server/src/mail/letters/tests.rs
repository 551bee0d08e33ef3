//! Holds the words of letters, as text and as pages, also where people have tried to be funny.

use comanda_core::alerts::{AlertType, Severity};
use comanda_core::id::LetterId;
use comanda_core::notifications::letter::{
    self, AlertLetter, Content, CouponLetter, OrderLetter, OrderNews, ThanksLetter, WalletLetter, Written,
};
use comanda_core::wire::ReceiptView;
use serde_json::json;

use super::*;

fn with_codes(shop: &str) -> [Letter; 4] {
    let (to, code) = ("bob@example.com".to_owned(), "K7M2PQ9X".to_owned());
    [
        password_reset("ada@example.com", "493 027", 10, shop).unwrap(),
        password_changed("ada@example.com", shop).unwrap(),
        email_changed("ada@example.com", "lovelace@example.org", shop).unwrap(),
        invitation(&Invitation { to, from: Some("Ada".to_owned()), code, shop: shop.to_owned() }).unwrap(),
    ]
}

/// What the core hands over is on one line and clean already; marks that mean something in HTML are not.
fn bill(name: &str) -> ReceiptView {
    serde_json::from_value(json!({
        "shop": "Café Comanda", "number": "W-042", "copy": 0, "created_at": "2026-11-24T11:41:00Z",
        "local_time": "2026-11-24 12:41", "source": "web", "status": "processing", "delivery_method": "pickup",
        "customer": "Ada", "cashier": "", "currency": "USD",
        "lines": [
            { "name": name, "quantity": 2, "unit_price": "10.50", "base": "21.00", "discount": "2.10",
              "options": ["Large", "Cheese & onions"], "notes": "no <b>salt</b>", "refunded_quantity": 0 },
            { "name": "Tea", "quantity": 1, "unit_price": "2.00", "base": "2.00", "discount": "0.00",
              "options": [], "notes": "", "refunded_quantity": 0 },
        ],
        "subtotal": "23.00", "discount": "2.10", "coupons": [{ "code": "TENTH", "amount": "2.10" }],
        "delivery_fee": "0.00", "taxes": [{ "rate": "10.00", "net": "20.90", "tax": "2.09" }], "tax_included": false,
        "tip": "1.00", "total": "23.99", "payments": [], "paid": "20.00", "refunded": "0.00", "due": "3.99",
        "tracking_token": null,
    }))
    .unwrap()
}

fn order(name: &str) -> Box<OrderLetter> {
    Box::new(OrderLetter {
        bill: bill(name),
        at: "Tue 24 Nov 2026, 12:41".to_owned(),
        address: String::new(),
        expected: String::new(),
        reason: String::new(),
        given_back: String::new(),
    })
}

fn delivered(name: &str) -> Box<OrderLetter> {
    let (address, expected) = ("1 Harbour St, <Berlin>".to_owned(), "Tue 24 Nov 2026, 13:15".to_owned());
    Box::new(OrderLetter { address, expected, ..*order(name) })
}

fn given_back(name: &str) -> Box<OrderLetter> {
    let (reason, given_back) = ("the oven & the <stove> broke".to_owned(), "$20.00".to_owned());
    Box::new(OrderLetter { reason, given_back, ..*order(name) })
}

fn contents(name: &str) -> Vec<(&'static str, Content)> {
    let coupon = CouponLetter {
        code: "TENTH".to_owned(),
        gives: "10% off".to_owned(),
        description: format!("on {name}"),
        until: "Tue 1 Dec 2026, 00:00".to_owned(),
        days: 7,
    };
    let alert = AlertLetter {
        alert_type: AlertType::LowStock,
        severity: Severity::Critical,
        message: format!("{name}: 2 left, the limit is 3."),
        product: name.to_owned(),
        current: Some(2),
        limit: Some(3),
        at: "Tue 24 Nov 2026, 12:41".to_owned(),
    };
    let wallet = WalletLetter {
        amount: "$12.50".to_owned(),
        came_in: true,
        balance: "$20.00".to_owned(),
        at: "Tue 24 Nov 2026, 12:41".to_owned(),
    };
    let code = Some("K7M2PQ9X".to_owned());
    let thanks = ThanksLetter { amount: "$5.00".to_owned(), code, until: "Tue 1 Dec 2026, 00:00".to_owned() };
    let in_wallet = ThanksLetter { code: None, until: String::new(), ..thanks.clone() };
    vec![
        ("order_confirmation", Content::Order(OrderNews::Confirmed, order(name))),
        ("order_confirmation_delivery", Content::Order(OrderNews::Confirmed, delivered(name))),
        ("order_ready", Content::Order(OrderNews::Ready, order(name))),
        ("order_shipped", Content::Order(OrderNews::Shipped, delivered(name))),
        ("order_cancelled", Content::Order(OrderNews::Cancelled, given_back(name))),
        ("order_cancelled_unpaid", Content::Order(OrderNews::Cancelled, order(name))),
        ("order_refunded", Content::Order(OrderNews::Refunded, given_back(name))),
        ("stock_alert", Content::Alert(alert)),
        ("coupon_expiring", Content::Coupon(coupon)),
        ("wallet_changed", Content::Wallet(wallet.clone())),
        ("wallet_taken", Content::Wallet(WalletLetter { came_in: false, ..wallet })),
        ("referral_thanks", Content::Thanks(thanks)),
        ("referral_thanks_wallet", Content::Thanks(in_wallet)),
    ]
}

fn from_event(shop: &str, name: &str, content: Content) -> Letter {
    let letter = letter::Letter {
        id: LetterId::from_uuid(uuid::Uuid::from_u128(7)),
        to: "ada@example.com".to_owned(),
        template: String::new(),
        data: String::new(),
        user: None,
        attempt: 1,
    };
    of(&letter, &Written { shop: shop.to_owned(), name: name.to_owned(), content }).unwrap()
}

#[test]
fn letters_read_as_they_should() {
    for (name, content) in contents("Soup <script>alert(1)</script> & \"bread\"") {
        let letter = from_event("Café Comanda", "Ada <Lovelace>", content);
        insta::assert_snapshot!(format!("{name}_text"), format!("{}\n\n{}", letter.subject, letter.text));
        insta::assert_snapshot!(format!("{name}_html"), letter.html);
    }
    let names = ["password_reset", "password_changed", "email_changed", "referral_invitation"];
    for (name, letter) in names.into_iter().zip(with_codes("Café Comanda")) {
        insta::assert_snapshot!(format!("{name}_text"), format!("{}\n\n{}", letter.subject, letter.text));
        insta::assert_snapshot!(format!("{name}_html"), letter.html);
    }
}

#[test]
fn nothing_that_people_typed_is_read_as_a_page_or_as_a_header() {
    let sly = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let lines = "Ada\r\nBcc: eve@example.com\u{1b}[31m\u{202e}";
    let mut all: Vec<Letter> = with_codes(&format!("{sly}{lines}")).into();
    all.extend(contents(sly).into_iter().map(|(_, content)| from_event(lines, lines, content)));
    for letter in &all {
        assert!(!letter.html.contains("<script") && !letter.html.contains("<img"), "{}", letter.html);
        for text in [&letter.subject, &letter.text, &letter.html] {
            let is_clean = |c: char| c == '\n' || !(c.is_control() || c == '\u{202e}');
            assert!(text.chars().all(is_clean), "{text:?}");
            assert!(!text.contains("\nBcc:"), "{text}");
        }
        assert!(!letter.subject.contains('\n'));
    }
}

#[test]
fn every_page_is_one_that_common_readers_show() {
    let all = contents("Soup").into_iter().map(|(_, content)| from_event("Café Comanda", "", content));
    for letter in all.chain(with_codes("Café Comanda")) {
        let page = &letter.html;
        for wanted in
            ["<!DOCTYPE html>", "lang=\"en\"", "charset=\"utf-8\"", "max-width:600px", "Café Comanda"]
        {
            assert!(page.contains(wanted), "{wanted}: {page}");
        }
        for strange in ["http:", "https:", "<img", "<style", "<link", "{{", "{%"] {
            assert!(!page.contains(strange), "{strange}: {page}");
        }
        assert!(
            letter.text.starts_with("Hello,\n") && letter.text.contains("\nCafé Comanda\n\n--\nYou get this")
        );
        assert!(letter.text.ends_with(".\n"), "{}", letter.text);
        assert!(!letter.text.contains(['{', '}']), "{}", letter.text);
        assert!(!letter.text.contains("\n\n\n"), "{:?}", letter.text);
        assert!(!letter.subject.is_empty() && letter.subject.chars().count() < 70, "{}", letter.subject);
    }
}

#[test]
fn a_letter_about_a_code_says_what_to_do_if_it_was_not_them() {
    let [reset, changed, moved, invitation] = with_codes("x");
    assert!(reset.text.contains("\n    493 027\n") && reset.text.contains("10 minutes"), "{}", reset.text);
    assert!(moved.text.contains("l***@example.org") && !moved.text.contains("lovelace"), "{}", moved.text);
    assert!(invitation.text.contains("\n    K7M2PQ9X\n") && invitation.subject == "Ada recommends x");
    for letter in [&reset, &changed, &moved] {
        assert!(letter.text.contains("not"), "{}", letter.text);
    }
}

#[test]
fn a_fact_is_no_template_and_stays_on_its_line() {
    let letter = password_reset("ada@example.com", "{{ frame.shop }}", 10, "A\r\nBcc: eve@example.com{code}");
    let letter = letter.unwrap();
    assert!(letter.text.contains("\n    {{ frame.shop }}\n"), "{}", letter.text);
    assert_eq!(letter.subject, "Choose a new password at A  Bcc: eve@example.com{code}");
}
