//! The receipt: shown as wide as the screen allows, printed once for each key, and what is told when it does not
//! come out.

use comanda::app::Dialog;
use comanda::executor::{Address, Executor};
use comanda::msg::{Cmd, Msg};
use comanda::printer::Printer;
use comanda::screens::orders::{OrdersCmd, OrdersMsg, Print, Unprinted};
use comanda::trouble::{Effect, Trouble};
use comanda_core::actor::Role;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc::unbounded_channel;

use crate::back::dinner;
use crate::till::Till;

pub const PAPER: &str = "          CAFE DEMO\n\n1 Lamb Kofta         10.00\n\nTOTAL                18.00\n";

impl Till {
    /// Looking at the receipt of the dinner; with a printer, unless told.
    pub fn reading(printer: Option<&str>, size: (u16, u16)) -> Self {
        let mut till = Self::settling(Role::Staff, &dinner());
        till.model.printer = printer.map(|printer| printer.parse().unwrap());
        till.picture(size.0, size.1);
        till.press("p");
        till.hear(Msg::Orders(OrdersMsg::Receipt(dinner().id, Ok(PAPER.into()))));
        till
    }

    pub fn has_printed(&self) -> bool {
        !self.prints().is_empty()
    }

    fn prints(&self) -> Vec<Print> {
        let print = |cmd: &Cmd| match cmd {
            Cmd::Orders(OrdersCmd::Print(print)) => Some((**print).clone()),
            _ => None,
        };
        self.asked.iter().filter_map(print).collect()
    }

    pub fn paper_comes_out(&mut self, answer: Result<(), Unprinted>) -> &mut Self {
        let print = self.prints().pop().expect("something was printed");
        self.hear(Msg::Orders(OrdersMsg::Printed(Box::new(print), answer)));
        self
    }
}

#[test]
fn a_receipt_is_as_wide_as_the_screen_allows() {
    for (size, width) in [((100, 30), 72), ((80, 24), 42), ((60, 20), 32)] {
        let till = Till::reading(None, size);
        assert!(till.asked.contains(&Cmd::Orders(OrdersCmd::Receipt(dinner().id, width))), "{size:?}");
    }
}

#[test]
fn a_receipt_is_shown_as_it_is_laid_out() {
    let mut till = Till::reading(None, (80, 24));
    assert!(till.picture(80, 24).contains("1 Lamb Kofta         10.00"));
    till.press("esc");
    assert!(till.model.dialogs.is_empty());
}

#[test]
fn without_a_printer_it_says_how_to_set_one() {
    let mut till = Till::reading(None, (100, 30));
    assert!(till.picture(100, 30).contains("--printer tcp://HOST:9100"));
    till.press("p");
    assert!(till.prints().is_empty());
}

#[test]
fn what_did_not_come_out_is_the_same_print_again_and_then_a_copy() {
    let mut till = Till::reading(Some("tcp://printer:9100"), (100, 30));
    till.press("p p p");
    assert_eq!(till.prints().len(), 1, "one at a time");
    let sentence =
        "The printer at tcp://printer:9100 does not answer. Check paper and cable; p prints again.";
    till.paper_comes_out(Err(Unprinted::Printer(sentence.into())));
    assert!(till.picture(100, 30).contains("does not answer"));
    till.press("p");
    till.paper_comes_out(Err(Unprinted::Shop(Trouble { effect: Effect::Unknown, sentence: "Lost.".into() })));
    till.press("p").paper_comes_out(Ok(()));
    assert!(till.picture(100, 30).contains("The receipt of A-047 is printed."));
    till.press("enter");
    let keys: Vec<String> = till.prints().into_iter().map(|print| print.key).collect();
    assert_eq!(
        (keys.len(), keys[0] == keys[1], keys[1] == keys[2], keys[2] == keys[3]),
        (4, true, true, false)
    );
}

#[test]
fn who_does_not_wait_is_told_on_the_screen() {
    let mut till = Till::reading(Some("/dev/usb/lp0"), (100, 30));
    till.press("p esc");
    assert!(till.model.dialogs.is_empty());
    till.paper_comes_out(Ok(()));
    assert_eq!(till.told(), "The receipt of A-047 is printed.");
}

#[test]
fn a_scanned_code_prints_nothing() {
    let mut till = Till::reading(Some("tcp://printer:9100"), (100, 30));
    till.scan("ppp-pppp", &["enter"]);
    assert!(till.prints().is_empty() && matches!(till.model.dialogs.last(), Some(Dialog::Receipt(_))));
}

/// A shop that answers every request with these bytes.
async fn shop_that_prints(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 16 * 1024];
            let _ = stream.read(&mut request).await;
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\nconnection: close\r\n";
            let head = format!("{head}content-length: {}\r\n\r\n", bytes.len());
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(bytes).await;
        }
    });
    url
}

/// What the executor says to a print at this printer.
async fn printed_at(printer: Printer) -> Result<(), Unprinted> {
    let folder = tempfile::tempdir().unwrap();
    let (post, mut posted) = unbounded_channel();
    let executor = Executor::new(post, folder.path().to_owned()).with_printer(Some(printer));
    executor.open(Address::of(&shop_that_prints(b"\x1b@receipt\n").await));
    assert!(matches!(posted.recv().await, Some(Msg::Opened(_))));
    let print = Print { key: "run-1".into(), id: dinner().id, number: "A-047".into() };
    executor.run(Cmd::Orders(OrdersCmd::Print(Box::new(print))));
    match posted.recv().await {
        Some(Msg::Orders(OrdersMsg::Printed(_, answer))) => answer,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_printer_on_the_network_gets_the_bytes_of_the_shop() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let printer = Printer::Network(listener.local_addr().unwrap().to_string());
    let paper = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut paper = Vec::new();
        stream.read_to_end(&mut paper).await.unwrap();
        paper
    });
    assert_eq!(printed_at(printer).await, Ok(()));
    assert_eq!(paper.await.unwrap(), b"\x1b@receipt\n");
}

#[tokio::test]
async fn a_file_gets_the_bytes_of_the_shop() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("receipts");
    assert_eq!(printed_at(Printer::File(path.clone())).await, Ok(()));
    assert_eq!(std::fs::read(path).unwrap(), b"\x1b@receipt\n");
}

#[tokio::test]
async fn a_printer_that_is_away_is_one_sentence() {
    let told = printed_at("tcp://127.0.0.1:9".parse().unwrap()).await;
    let sentence = "The printer at tcp://127.0.0.1:9 does not answer. Check paper and cable; p prints again.";
    assert_eq!(told, Err(Unprinted::Printer(sentence.into())));
}
