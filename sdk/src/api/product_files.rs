//! Whole menus as files: CSV for spreadsheets, JSON for programs. What was exported can be imported again, and
//! is the same.

use bytes::Bytes;
use comanda_core::wire::ImportReport;
use reqwest::Method;

use super::products::Products;
use crate::call::Call;
use crate::error::Result;
use crate::key::IdempotencyKey;

/// In which form a menu is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// For spreadsheets.
    Csv,
    /// For programs; has also what a table cannot hold.
    Json,
}

impl ExportFormat {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// A menu to import.
#[derive(Debug, Clone)]
pub enum MenuFile {
    /// CSV in UTF-8 with a header row.
    Csv(Bytes),
    /// What [`ExportFormat::Json`] gives.
    Json(Bytes),
}

impl MenuFile {
    /// A file in CSV.
    pub fn csv(file: impl Into<Bytes>) -> Self {
        Self::Csv(file.into())
    }

    /// A file in JSON.
    pub fn json(file: impl Into<Bytes>) -> Self {
        Self::Json(file.into())
    }

    fn carried_by(self, call: Call) -> Call {
        match self {
            Self::Csv(file) => call.content("text/csv; charset=utf-8", file),
            Self::Json(file) => call.content("application/json", file),
        }
    }
}

impl Products<'_> {
    /// Puts a menu into the catalogue; with `dry_run` only says what that would do.
    pub async fn import(self, menu: MenuFile, dry_run: bool) -> Result<ImportReport> {
        self.import_with_key(menu, dry_run, &IdempotencyKey::new()).await
    }

    /// As [`import`](Self::import), under a key that the caller keeps.
    pub async fn import_with_key(
        self,
        menu: MenuFile,
        dry_run: bool,
        key: &IdempotencyKey,
    ) -> Result<ImportReport> {
        let call = Call::new(Method::POST, "api/products/import/")
            .keyed(key)
            .query(vec![("dry_run", dry_run.to_string())]);
        self.client.call(&menu.carried_by(call)).await
    }

    /// The whole catalogue as a file.
    pub async fn export(self, format: ExportFormat) -> Result<Bytes> {
        let call = Call::get("api/products/export/").query(vec![("format", format.as_str().to_owned())]);
        Ok(self.client.send(&call).await?.body)
    }
}
