//! A receipt on monospaced paper, line by line: plain text for whoever wants it, and what a printer is driven with.
//! No line is wider than the paper, whatever people called things.

use unicode_width::UnicodeWidthStr;

use crate::money::Amount;
use crate::orders::DeliveryMethod;
use crate::text;
use crate::wire::receipt::{ReceiptLine, ReceiptPayment, ReceiptView};

/// The narrowest paper, in characters.
pub const MIN_WIDTH: u8 = 24;
/// The widest paper, in characters.
pub const MAX_WIDTH: u8 = 80;
/// What 80 mm paper takes of the usual letters.
pub const USUAL_WIDTH: u8 = 42;

/// How a line stands on the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// In the middle, and bold where letters can be.
    Title,
    /// Bold where letters can be.
    Strong,
    /// In the middle, in letters of twice the size where there are any: half as many fit.
    Large,
}

/// One line, at most as wide as the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    /// What it says.
    pub text: String,
    /// How.
    pub style: Style,
}

impl PaperLine {
    /// What stands on paper of this width: in the middle, where its style says so.
    pub fn on(&self, width: usize) -> String {
        match self.style {
            Style::Plain | Style::Strong => self.text.clone(),
            Style::Title | Style::Large => centred(&self.text, width),
        }
    }
}

fn centred(text: &str, width: usize) -> String {
    let before = width.saturating_sub(text.width()) / 2;
    format!("{}{text}", " ".repeat(before))
}

/// The receipt as plain text of this width; each line ends with a line feed.
pub fn text(receipt: &ReceiptView, width: u8) -> String {
    let mut text = String::new();
    for line in lay_out(receipt, width) {
        text.push_str(line.on(usize::from(width)).trim_end());
        text.push('\n');
    }
    text
}

/// The receipt, line by line.
pub fn lay_out(receipt: &ReceiptView, width: u8) -> Vec<PaperLine> {
    let mut paper = Paper { width: usize::from(width), lines: Vec::new() };
    head(receipt, &mut paper);
    paper.rule();
    receipt.lines.iter().for_each(|line| dish(line, &mut paper));
    paper.rule();
    sums(receipt, &mut paper);
    if !receipt.payments.is_empty() {
        paper.rule();
        receipt.payments.iter().for_each(|payment| tender(payment, &mut paper));
    }
    balance(receipt, &mut paper);
    foot(receipt, &mut paper);
    paper.lines
}

fn head(receipt: &ReceiptView, paper: &mut Paper) {
    paper.all(&receipt.shop, Style::Title);
    paper.all(&receipt.number, Style::Large);
    mark(receipt, paper);
    let way = match receipt.delivery_method {
        DeliveryMethod::Pickup => "Pickup",
        DeliveryMethod::Delivery => "Delivery",
    };
    paper.pair(&receipt.local_time, way, Style::Plain);
    for (label, name) in [("For", &receipt.customer), ("Served by", &receipt.cashier)] {
        if !name.is_empty() {
            paper.hanging(&format!("{label} "), name);
        }
    }
}

/// Whatever is not the original says so, above and below.
fn mark(receipt: &ReceiptView, paper: &mut Paper) {
    if receipt.copy >= 2 {
        paper.all(&format!("*** COPY {} ***", receipt.copy), Style::Title);
    }
}

fn dish(line: &ReceiptLine, paper: &mut Paper) {
    let count = format!("{} x ", line.quantity);
    paper.pair(&format!("{count}{}", line.name), &line.base.to_string(), Style::Plain);
    if line.quantity.get() > 1 {
        paper.hanging("    ", &format!("each {}", line.unit_price));
    }
    line.options.iter().for_each(|option| paper.hanging("  + ", option));
    if !line.notes.is_empty() {
        paper.hanging("  > ", &line.notes);
    }
    if !is_zero(line.discount) {
        paper.pair("    Discount", &format!("-{}", line.discount), Style::Plain);
    }
    if line.refunded_quantity > 0 {
        paper.hanging("    ", &format!("{} given back", line.refunded_quantity));
    }
}

fn sums(receipt: &ReceiptView, paper: &mut Paper) {
    paper.pair("Subtotal", &receipt.subtotal.to_string(), Style::Plain);
    if !is_zero(receipt.delivery_fee) {
        paper.pair("Delivery", &receipt.delivery_fee.to_string(), Style::Plain);
    }
    for coupon in &receipt.coupons {
        paper.pair(&format!("Coupon {}", coupon.code), &format!("-{}", coupon.amount), Style::Plain);
    }
    if receipt.coupons.is_empty() && !is_zero(receipt.discount) {
        paper.pair("Discount", &format!("-{}", receipt.discount), Style::Plain);
    }
    for tax in &receipt.taxes {
        let label = if receipt.tax_included { "Incl. tax" } else { "Tax" };
        paper.pair(&format!("{label} {} %", tax.rate), &tax.tax.to_string(), Style::Plain);
    }
    if !is_zero(receipt.tip) {
        paper.pair("Tip", &receipt.tip.to_string(), Style::Plain);
    }
    paper.pair(&format!("TOTAL {}", receipt.currency), &receipt.total.to_string(), Style::Strong);
}

fn tender(payment: &ReceiptPayment, paper: &mut Paper) {
    let is_refund = payment.amount.to_string().starts_with('-');
    let label = if is_refund { format!("Refund {}", payment.label) } else { payment.label.clone() };
    paper.pair(&label, &payment.amount.to_string(), Style::Plain);
    if !is_zero(payment.change) {
        paper.pair("    Given", &payment.tendered.to_string(), Style::Plain);
        paper.pair("    Change", &payment.change.to_string(), Style::Plain);
    }
    if !is_zero(payment.rounding) {
        paper.pair("    Rounding", &payment.rounding.to_string(), Style::Plain);
    }
    if !payment.reference.is_empty() {
        paper.hanging("    ", &payment.reference);
    }
}

fn balance(receipt: &ReceiptView, paper: &mut Paper) {
    if !is_zero(receipt.refunded) {
        paper.pair("Given back", &format!("-{}", receipt.refunded), Style::Plain);
    }
    if !is_zero(receipt.due) {
        paper.pair(&format!("DUE {}", receipt.currency), &receipt.due.to_string(), Style::Strong);
    }
}

fn foot(receipt: &ReceiptView, paper: &mut Paper) {
    if let Some(token) = &receipt.tracking_token {
        paper.rule();
        paper.all("Follow your order:", Style::Title);
        paper.all(token, Style::Title);
    }
    mark(receipt, paper);
}

fn is_zero(amount: Amount) -> bool {
    amount == Amount::default()
}

struct Paper {
    width: usize,
    lines: Vec<PaperLine>,
}

impl Paper {
    fn push(&mut self, text: String, style: Style) {
        self.lines.push(PaperLine { text, style });
    }

    fn rule(&mut self) {
        self.push("-".repeat(self.width), Style::Plain);
    }

    /// All of a text, on as many lines as it takes.
    fn all(&mut self, text: &str, style: Style) {
        let width = match style {
            Style::Plain | Style::Title | Style::Strong => self.width,
            Style::Large => self.width / 2,
        };
        for line in wrapped(text, width) {
            self.push(line, style);
        }
    }

    /// A text behind its mark, with what does not fit below it.
    fn hanging(&mut self, mark: &str, text: &str) {
        let indent = " ".repeat(mark.width());
        for (index, part) in wrapped(text, self.width - mark.width()).into_iter().enumerate() {
            self.push(format!("{}{part}", if index == 0 { mark } else { &indent }), Style::Plain);
        }
    }

    /// A text at the left and an amount at the right of its first line.
    fn pair(&mut self, left: &str, right: &str, style: Style) {
        let right = text::line(right);
        let room = self.width.saturating_sub(right.width() + 1);
        let indent = &left[..left.len() - left.trim_start().len()];
        let parts = wrapped(left.trim_start(), room - indent.width());
        for (index, part) in parts.into_iter().enumerate() {
            let part = format!("{indent}{part}");
            if index == 0 {
                let gap = " ".repeat(self.width - part.width() - right.width());
                self.push(format!("{part}{gap}{right}"), style);
            } else {
                self.push(format!("{indent}{}", part.trim_start()), style);
            }
        }
    }
}

/// `text` in lines of at most `width` columns: between words where that is possible, else within one. One line at
/// least. Nothing but what has a picture of its own is let through.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text::line(text).split(' ').filter(|word| !word.is_empty()) {
        let last = lines.len() - 1;
        let line = &lines[last];
        let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if joined.width() <= width {
            lines[last] = joined;
            continue;
        }
        let mut line = String::new();
        for piece in word.chars() {
            line.push(piece);
            if line.width() > width {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(piece);
            }
        }
        lines.push(line);
    }
    // A word that did not fit on the empty first line began below it.
    if lines.len() > 1 && lines[0].is_empty() {
        lines.remove(0);
    }
    lines
}
