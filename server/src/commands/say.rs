//! Everything that commands tell people: results on standard output, failures on standard error.

use std::fmt::Display;
use std::io::Write;

use comanda_core::flows::demo::DemoReport;
use comanda_core::flows::verify::VerifyReport;
use comanda_core::store::MigrationState;
use comanda_core::wire::menu::{CategoryChange, FieldChange, ImportChange};
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
        let (products, people) = (report.menu.created, report.users);
        let (coupons, orders) = (report.coupons, report.orders);
        line(&format!(
            "loaded the demo shop: {products} products, {people} people, {coupons} coupons, {orders} orders"
        ));
        line(&format!("every account of the demo shop has the password {PASSWORD}"));
    } else {
        line("this shop was set up already; nothing was changed");
    }
}

/// What an import did: what changed, then what was left out, then the totals.
pub fn imported(report: &ImportReport) {
    report.category_changes.iter().map(section_change).for_each(|change| line(&change));
    report.changes.iter().map(product_change).for_each(|change| line(&change));
    if report.more_changes > 0 {
        line(&format!("… and {} more products", report.more_changes));
    }
    for error in &report.errors {
        let column = error.column.as_deref().map(|column| format!(", {column}")).unwrap_or_default();
        let value = comanda_core::text::line(&error.value);
        line(&format!("line {}{column}: {} ({value:?})", error.line, error.message));
    }
    let verb = if report.dry_run { "would be" } else { "were" };
    line(&format!(
        "{} {verb} created, {} {verb} updated, {} stay as they are, {} lines left out",
        report.created,
        report.updated,
        report.unchanged,
        report.errors.len(),
    ));
}

fn section_change(change: &CategoryChange) -> String {
    match (change.is_new, change.fields.is_empty()) {
        (true, true) => format!("+ section {}", change.category),
        (true, false) => format!("+ section {}: {}", change.category, fields(&change.fields)),
        (false, _) => format!("~ section {}: {}", change.category, fields(&change.fields)),
    }
}

fn product_change(change: &ImportChange) -> String {
    if !change.is_new {
        return format!("~ {}: {}", change.product, fields(&change.fields));
    }
    let given = |name: &str| change.fields.iter().find(|field| field.field == name);
    let to = |name: &str| given(name).map(|field| field.to.as_str()).unwrap_or_default();
    format!("+ {} ({}) {}", change.product, to("category"), to("price"))
}

fn fields(fields: &[FieldChange]) -> String {
    let shown = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
    let told =
        fields.iter().map(|field| format!("{} {} → {}", field.field, shown(&field.from), shown(&field.to)));
    told.collect::<Vec<_>>().join(", ")
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

#[cfg(test)]
mod tests {
    use super::*;

    fn field(field: &str, from: &str, to: &str) -> FieldChange {
        FieldChange { field: field.to_owned(), from: from.to_owned(), to: to.to_owned() }
    }

    #[test]
    fn a_difference_reads_as_a_person_would_tell_it() {
        let product = |product: &str, is_new, fields| ImportChange {
            line: 2,
            product: product.to_owned(),
            is_new,
            fields,
        };
        let new = vec![field("name", "", "Tea"), field("category", "", "Drinks"), field("price", "", "2.50")];
        assert_eq!(product_change(&product("Tea", true, new)), "+ Tea (Drinks) 2.50");
        let changed = vec![field("price", "4.50", "4.80"), field("stock", "", "12")];
        let told = "~ Soup: price 4.50 → 4.80, stock nothing → 12";
        assert_eq!(product_change(&product("Soup", false, changed)), told);
        let section =
            |is_new, fields| section_change(&CategoryChange { category: "Food".to_owned(), is_new, fields });
        assert_eq!(section(true, vec![]), "+ section Food");
        assert_eq!(
            section(false, vec![field("tax_rate", "", "5.00")]),
            "~ section Food: tax_rate nothing → 5.00"
        );
    }
}
