//! The menu as rules see it: what is for sale, at which price, with which choices; and what somebody wants
//! it to be.

pub mod draft;
pub mod given;
pub mod menu_csv;
pub mod menu_file;
pub mod menu_json;
pub mod names;
pub mod options;
pub mod product;
pub mod search;
pub mod section;
pub mod shop;

pub use draft::{AttributeDraft, OptionDraft, OptionGroupDraft, ProductDraft};
pub use given::Given;
pub use menu_file::MenuFormat;
pub(crate) use options::known;
pub use options::{ChosenOption, OptionChoice, OptionGroup, choose};
pub use product::{Category, Product, SoldOut};
pub use section::SectionDraft;
pub use shop::{Shop, TaxMode};
