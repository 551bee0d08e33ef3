//! What a receipt printer is driven with (ESC/POS): the lines of the paper between commands that only this file sends.

use std::cell::RefCell;

use comanda_core::error::{Error, Result};
use comanda_core::money::Amount;
use comanda_core::orders::TenderMethod;
use comanda_core::orders::receipt::paper::{self, PaperLine, Style};
use comanda_core::wire::ReceiptView;
use escpos::driver::Driver;
use escpos::errors::Result as Printed;
use escpos::printer::Printer;
use escpos::utils::{PageCode, Protocol};

use super::{Drawer, page};

/// A pulse of 50 ms for the drawer at pin 2, and half a second of rest. The crate's own command ends before its
/// times, and so takes the next two bytes for them.
const OPEN_DRAWER: [u8; 5] = [0x1B, b'p', 0, 25, 250];
/// How far the paper comes out before it is cut, in lines.
const FEED_BEFORE_CUT: u8 = 4;

/// The bytes that print `receipt` on paper of this width and cut it off.
pub fn bytes(receipt: &ReceiptView, width: u8, drawer: Drawer) -> Result<Vec<u8>> {
    let opens = drawer == Drawer::Opens && has_cash(receipt);
    let lines = paper::lay_out(&page::for_page(receipt.clone()), width);
    let printed = print(&lines, usize::from(width), opens);
    printed.map_err(|cause| Error::Broken(format!("a receipt could not be made: {cause}")))
}

/// True where some of it was paid in cash.
fn has_cash(receipt: &ReceiptView) -> bool {
    let cash = receipt.payments.iter().filter(|payment| payment.method == TenderMethod::Cash);
    cash.into_iter().any(|payment| payment.tendered != Amount::default())
}

fn print(lines: &[PaperLine], width: usize, opens_drawer: bool) -> Printed<Vec<u8>> {
    let mut printer = Printer::new(Memory::default(), Protocol::default(), None);
    printer.init()?.page_code(PageCode::PC858)?;
    if opens_drawer {
        printer.custom(&OPEN_DRAWER)?;
    }
    for line in lines {
        let (is_bold, size, width) = match line.style {
            Style::Plain => (false, 1, width),
            Style::Title | Style::Strong => (true, 1, width),
            Style::Large => (true, 2, width / 2),
        };
        printer.bold(is_bold)?.size(size, size)?;
        printer.custom(&page::bytes(line.on(width).trim_end()))?.feed()?;
    }
    printer.bold(false)?.reset_size()?.feeds(FEED_BEFORE_CUT)?.print_cut()?;
    Ok(printer.driver().0.into_inner())
}

/// A printer that only remembers.
#[derive(Default)]
struct Memory(RefCell<Vec<u8>>);

impl Driver for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn write(&self, data: &[u8]) -> Printed<()> {
        self.0.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> Printed<usize> {
        Ok(0)
    }

    fn flush(&self) -> Printed<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
