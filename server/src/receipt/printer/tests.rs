//! What the printer is sent, byte by byte.

use comanda_core::money::Currency;
use comanda_core::orders::{DeliveryMethod, Source, Status};
use comanda_core::quantity::Quantity;
use comanda_core::wire::receipt::{ReceiptLine, ReceiptPayment};

use super::*;

const WIDTH: u8 = 32;

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn receipt(name: &str, method: TenderMethod) -> ReceiptView {
    ReceiptView {
        shop: name.to_owned(),
        number: "A-042".to_owned(),
        copy: 1,
        created_at: std::time::SystemTime::UNIX_EPOCH.into(),
        local_time: "1970-01-01 00:00".to_owned(),
        source: Source::Counter,
        status: Status::Pending,
        delivery_method: DeliveryMethod::Pickup,
        customer: name.to_owned(),
        cashier: name.to_owned(),
        currency: Currency::default(),
        lines: vec![ReceiptLine {
            name: name.to_owned(),
            quantity: Quantity::ONE,
            unit_price: amount("4.50"),
            base: amount("4.50"),
            discount: amount("0.00"),
            options: vec![name.to_owned()],
            notes: name.to_owned(),
            refunded_quantity: 0,
        }],
        subtotal: amount("4.50"),
        discount: amount("0.00"),
        coupons: Vec::new(),
        delivery_fee: amount("0.00"),
        taxes: Vec::new(),
        tax_included: false,
        tip: amount("0.00"),
        total: amount("4.50"),
        payments: vec![ReceiptPayment {
            method,
            label: "Paid".to_owned(),
            amount: amount("4.50"),
            tendered: amount("4.50"),
            change: amount("0.00"),
            rounding: amount("0.00"),
            reference: name.to_owned(),
        }],
        paid: amount("4.50"),
        refunded: amount("0.00"),
        due: amount("0.00"),
        tracking_token: None,
    }
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}

#[test]
fn the_paper_is_begun_marked_and_cut() {
    let sent = bytes(&receipt("Café", TenderMethod::Card), WIDTH, Drawer::Opens).unwrap();
    assert!(sent.starts_with(&[0x1B, b'@', 0x1B, b't', 19]), "{sent:?}");
    assert!(sent.ends_with(&[0x1D, b'V', b'A', 0]) || sent.ends_with(&[0x1D, b'V', 0]), "{sent:?}");
    assert!(holds(&sent, &[b'C', b'a', b'f', 0x82]), "é as its page has it");
    // The number, twice as large, in the middle of half as many letters.
    assert!(holds(&sent, &[&[0x1D, b'!', 0x11][..], b"     A-042"].concat()), "{sent:?}");
}

#[test]
fn the_drawer_opens_for_the_first_print_of_what_was_paid_in_cash() {
    let opened = |method, drawer| holds(&bytes(&receipt("x", method), WIDTH, drawer).unwrap(), &OPEN_DRAWER);
    assert!(opened(TenderMethod::Cash, Drawer::Opens));
    assert!(!opened(TenderMethod::Cash, Drawer::Stays));
    assert!(!opened(TenderMethod::Card, Drawer::Opens));
    assert!(!opened(TenderMethod::Wallet, Drawer::Opens));
}

#[test]
fn nothing_that_people_wrote_is_a_command() {
    let hostile = "\u{1b}@\u{1b}p\0\u{19}\u{fa}\u{1d}V\0\u{10}\u{14}\n\u{202e}\u{9b}";
    let plain = "@pV";
    let commands = |name: &str| {
        let sent = bytes(&receipt(name, TenderMethod::Card), WIDTH, Drawer::Stays).unwrap();
        sent.iter().filter(|byte| **byte < b' ').count()
    };
    // As many as a harmless name of the same letters has.
    assert_eq!(commands(hostile), commands(plain));
    assert!(!holds(
        &bytes(&receipt(hostile, TenderMethod::Card), WIDTH, Drawer::Stays).unwrap(),
        &[0x1B, b'p']
    ));
}
