//! A receipt as it travels; `orders::receipt` lays it out for paper.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::money::{Amount, Currency};
use crate::orders::receipt::paper;
use crate::orders::{DeliveryMethod, Source, Status, TenderMethod};
use crate::quantity::Quantity;
use crate::refusal::Refusal;

/// In which form a receipt is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReceiptFormat {
    /// Its figures.
    #[default]
    Json,
    /// Plain text, as wide as the paper.
    Text,
    /// The bytes that a receipt printer understands.
    Escpos,
}

crate::words::words!(ReceiptFormat { Json = "json", Text = "text", Escpos = "escpos" });

/// Print a receipt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintReceipt {
    /// In which form.
    #[serde(default)]
    pub format: ReceiptFormat,
    /// How many characters the paper is wide, 24 to 80; left out: 42.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u8>,
}

impl PrintReceipt {
    /// How wide the paper is; refused where no paper is.
    pub fn paper_width(self) -> Result<u8, Refusal> {
        let width = self.width.unwrap_or(paper::USUAL_WIDTH);
        if (paper::MIN_WIDTH..=paper::MAX_WIDTH).contains(&width) {
            return Ok(width);
        }
        let bounds = format!("must be between {} and {}", paper::MIN_WIDTH, paper::MAX_WIDTH);
        Err(Refusal::invalid("width", bounds))
    }
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptView {
    /// What the shop is called.
    pub shop: String,
    /// The order's number.
    pub number: String,
    /// Which print it is: 1 for the first; 0 when it was not printed yet. From 2 on it is marked as a copy.
    pub copy: u32,
    /// When the order was placed.
    pub created_at: DateTime<Utc>,
    /// The same on the shop's clock: `2026-11-24 12:41`.
    pub local_time: String,
    /// Where it came from.
    pub source: Source,
    /// Where it stands.
    pub status: Status,
    /// How it reaches the customer.
    pub delivery_method: DeliveryMethod,
    /// What the customer is called; empty when unknown.
    pub customer: String,
    /// Who took the first payment; empty while nobody did, also where the customer paid from the wallet.
    pub cashier: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// Its lines.
    pub lines: Vec<ReceiptLine>,
    /// Σ unit prices × quantities.
    pub subtotal: Amount,
    /// Σ discounts.
    pub discount: Amount,
    /// The codes that were used, and what each took off: together the discount.
    #[serde(default)]
    pub coupons: Vec<ReceiptCoupon>,
    /// What delivery cost before the discounts: with it the bill adds up from its first line to its last.
    pub delivery_fee: Amount,
    /// The tax, rate by rate.
    pub taxes: Vec<ReceiptTax>,
    /// True when prices contain the tax.
    pub tax_included: bool,
    /// The tip.
    pub tip: Amount,
    /// What was to be paid.
    pub total: Amount,
    /// What was paid, and what went back.
    pub payments: Vec<ReceiptPayment>,
    /// Σ payments.
    pub paid: Amount,
    /// Σ refunds.
    pub refunded: Amount,
    /// What is still to be paid.
    pub due: Amount,
    /// By it anybody who has the receipt can follow the order.
    pub tracking_token: Option<String>,
}

/// One line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptLine {
    /// What it is.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// What one cost, options included.
    pub unit_price: Amount,
    /// Unit price × quantity, before the discount.
    pub base: Amount,
    /// Its share of the discounts.
    pub discount: Amount,
    /// The choices that were made.
    pub options: Vec<String>,
    /// What the kitchen should know about it.
    #[serde(default)]
    pub notes: String,
    /// How many were given back.
    pub refunded_quantity: u32,
}

/// A code that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptCoupon {
    /// Which, as it was when it was used.
    pub code: String,
    /// What it took off.
    pub amount: Amount,
}

/// The tax of one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptTax {
    /// In percent.
    pub rate: Amount,
    /// Σ nets of its lines.
    pub net: Amount,
    /// The tax.
    pub tax: Amount,
}

/// One payment, or one refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptPayment {
    /// How.
    pub method: TenderMethod,
    /// How, in words: `Cash`, `Card`, `Wallet`.
    pub label: String,
    /// How much changed hands; below zero for a refund.
    pub amount: Amount,
    /// The cash that was handed over.
    pub tendered: Amount,
    /// What went back of it.
    pub change: Amount,
    /// What cash was rounded by.
    pub rounding: Amount,
    /// The terminal's reference.
    pub reference: String,
}
