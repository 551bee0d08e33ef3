//! The X and the Z report of a drawer as text, in lines of the same length, as a receipt printer has them too. Plain
//! ASCII but for the names that people gave.

use chrono::{DateTime, Utc};
use comanda_core::money::{Amount, Currency, Money};
use comanda_core::orders::TenderMethod;
use comanda_core::wire::CashReportView;
use comanda_core::wire::cash::{CashMove, ReportKind};

use super::closing::differs;
use crate::amounts;
use crate::fit;

/// What the report is called: `X report`, `Z report 12`.
pub fn title(report: &CashReportView) -> String {
    match (report.kind, report.session.z_number) {
        (ReportKind::X, _) => "X report".to_owned(),
        (ReportKind::Z, Some(number)) => format!("Z report {number}"),
        (ReportKind::Z, None) => "Z report".to_owned(),
    }
}

/// The report in lines of at most `cells`; `clock` tells a moment as the shop's clock shows it.
pub fn text(
    report: &CashReportView,
    currency: Currency,
    clock: &dyn Fn(DateTime<Utc>) -> String,
    cells: usize,
) -> Vec<String> {
    let rule = "-".repeat(cells);
    let mut lines = head(report, clock, cells);
    lines.push(rule.clone());
    lines.extend(cash(report, currency, cells));
    lines.push(rule);
    lines.extend(tenders(report, currency, cells));
    lines.extend(counted(report, currency, cells));
    lines.extend(movements(report, currency, clock, cells));
    lines.extend(open_orders(report, currency, cells));
    lines
}

fn head(report: &CashReportView, clock: &dyn Fn(DateTime<Utc>) -> String, cells: usize) -> Vec<String> {
    let session = &report.session;
    let which = format!("Session {}", session.number);
    let mut lines = vec![
        fit::spread(&title(report), &format!("drawer {}", session.drawer), cells),
        fit::spread(&which, &format!("opened {} by {}", clock(session.opened_at), session.opened_by), cells),
    ];
    if let (Some(at), Some(by)) = (session.closed_at, &session.closed_by) {
        lines.push(fit::right(&format!("closed {} by {by}", clock(at)), cells));
    }
    lines
}

/// What came and went, and what it comes to.
fn cash(report: &CashReportView, currency: Currency, cells: usize) -> Vec<String> {
    let cash = &report.cash;
    let row = |name: &str, amount: Amount| fit::spread(name, &amounts::shown(amount, currency), cells);
    let less = |name: &str, amount: Amount| {
        let money = currency.money(amount).unwrap_or_default();
        fit::spread(name, &amounts::written(-money, currency), cells)
    };
    let mut lines = vec![
        row("Opening count", cash.opening_count),
        row("Cash sales", cash.sales),
        row("Cash tips", cash.tips),
        row("Deposits", cash.deposits),
        less("Refunds", cash.refunds),
        row("Paid in", cash.paid_in),
        less("Paid out", cash.paid_out),
        less("To the safe", cash.drops),
        row("EXPECTED", cash.expected),
    ];
    if let (Some(counted), Some(over)) = (report.session.counted, report.session.over_short) {
        let over = currency.money(over).unwrap_or_default();
        lines.push(row("Counted", counted));
        lines.push(fit::spread("Difference", &differs(over, currency), cells));
    }
    lines
}

fn tenders(report: &CashReportView, currency: Currency, cells: usize) -> Vec<String> {
    let mut lines = vec![fit::spread("By method", "taken, given back", cells)];
    for tender in &report.tenders {
        let name = match tender.method {
            TenderMethod::Cash => "Cash",
            TenderMethod::Card => "Card",
            TenderMethod::Wallet => "Wallet",
        };
        let back = currency.money(tender.refunded).unwrap_or_default();
        let taken = amounts::shown(tender.taken, currency);
        let moved =
            if back.is_zero() { taken } else { format!("{taken}, {}", amounts::written(-back, currency)) };
        lines.push(fit::spread(&format!("{name} {}x", tender.payments), &moved, cells));
    }
    if report.tenders.is_empty() {
        lines.push("nothing yet".to_owned());
    }
    lines
}

/// By which notes and coins it was counted.
fn counted(report: &CashReportView, currency: Currency, cells: usize) -> Vec<String> {
    if report.session.denominations.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["-".repeat(cells), "Notes and coins".to_owned()];
    for one in &report.session.denominations {
        let worth = currency.money(one.value).map_or(Money::ZERO, |value| value.times(one.count));
        let name = format!("{} x {}", one.count, amounts::shown(one.value, currency));
        lines.push(fit::spread(&name, &amounts::written(worth, currency), cells));
    }
    lines
}

fn movements(
    report: &CashReportView,
    currency: Currency,
    clock: &dyn Fn(DateTime<Utc>) -> String,
    cells: usize,
) -> Vec<String> {
    if report.movements.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["-".repeat(cells), "Moved by hand".to_owned()];
    for moved in &report.movements {
        let (word, sign) = match moved.kind {
            CashMove::PayIn => ("in", ""),
            CashMove::PayOut => ("out", "-"),
            CashMove::Drop => ("to the safe", "-"),
        };
        let for_what = if moved.note.is_empty() { String::new() } else { format!(": {}", moved.note) };
        let name = format!("{} {word}{for_what} ({})", clock(moved.created_at), moved.by);
        lines.push(fit::spread(&name, &format!("{sign}{}", amounts::shown(moved.amount, currency)), cells));
    }
    lines
}

fn open_orders(report: &CashReportView, currency: Currency, cells: usize) -> Vec<String> {
    let open = &report.open_orders;
    if open.count == 0 {
        return Vec::new();
    }
    let count = format!("Not paid: {} {}", open.count, if open.count == 1 { "order" } else { "orders" });
    let mut lines = vec!["-".repeat(cells), fit::spread(&count, &amounts::shown(open.due, currency), cells)];
    lines.extend(fit::wrapped(&open.numbers.join(", "), cells));
    lines
}
