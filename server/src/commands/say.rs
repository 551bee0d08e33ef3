//! Everything that commands tell people: results on standard output, failures on standard error.

use std::fmt::Display;
use std::io::Write;

use comanda_core::flows::demo::DemoReport;
use comanda_core::flows::verify::VerifyReport;
use comanda_core::store::MigrationState;
use comanda_core::wire::{ImportReport, UserView};

use crate::demo::PASSWORD;

/// One line. A reader that went away (`| head`) is no failure.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Why a command did not work.
pub fn failure(error: &dyn Display) {
    let _ = writeln!(std::io::stderr().lock(), "comanda-server: {error}");
}

/// Where a server can be reached now. Scripts wait for this line.
pub fn listening(url: &str) {
    line(&format!("listening on {url}"));
}

/// Who was created.
pub fn created(user: &UserView) {
    line(&format!("created {} {} ({})", user.role.as_str(), user.username, user.id));
}

/// What the demo shop holds now.
pub fn demo(report: &DemoReport) {
    if report.loaded {
        let (products, people, orders) = (report.menu.created, report.users, report.orders);
        line(&format!("loaded the demo shop: {products} products, {people} people, {orders} orders"));
        line(&format!("every account of the demo shop has the password {PASSWORD}"));
    } else {
        line("this shop was set up already; nothing was changed");
    }
}

/// What an import did, line by line where it did nothing.
pub fn imported(report: &ImportReport) {
    let verb = if report.dry_run { "would be" } else { "were" };
    line(&format!(
        "{} {verb} created, {} {verb} updated, {} stay as they are, {} lines left out",
        report.created,
        report.updated,
        report.unchanged,
        report.errors.len(),
    ));
    for error in &report.errors {
        let column = error.column.as_deref().map(|column| format!(", {column}")).unwrap_or_default();
        let value = comanda_core::text::line(&error.value);
        line(&format!("line {}{column}: {} ({value:?})", error.line, error.message));
    }
}

/// Each migration and whether it ran.
pub fn migrations(states: &[MigrationState]) {
    for state in states {
        line(&format!("{} {}", if state.applied { "applied" } else { "missing" }, state.name));
    }
}

/// What was checked, and the first entry that is broken.
pub fn verified(report: &VerifyReport) {
    for law in &report.laws {
        match &law.broken {
            None => line(&format!("{}: holds for {} entries", law.law, law.entries)),
            Some(entry) => line(&format!("{}: BROKEN at {entry}: {}", law.law, law.rule)),
        }
    }
    line(if report.ok { "the books are in order" } else { "the books are NOT in order" });
}
