//! The stock of the shop that these tests look after, and its answers.

use comanda::msg::{Cmd, Msg};
use comanda::screens::product::{ProductCmd, ProductMsg, Save, Saved, Unsaved};
use comanda::screens::stock::errand::{Deed, Errand, Outcome};
use comanda::screens::stock::query::Question;
use comanda::screens::stock::{StockCmd, StockMsg};
use comanda::trouble::{Effect, Trouble};
use comanda_core::actor::Role;
use comanda_core::id::{CategoryId, MovementId};
use comanda_core::refusal::Refusal;
use comanda_core::stock::{MovementKind, Stock};
use comanda_core::wire::catalog::CategoryRef;
use comanda_core::wire::catalog::ProductRef;
use comanda_core::wire::inventory::{StockDayView, StockSummaryView};
use comanda_core::wire::{MovementView, Page, ProductView, StockEntryView};
use uuid::Uuid;

use crate::menu::{menu, product_id};
use crate::till::Till;

/// `on_hand`, `reserved`, warning and critical limit of a product of the menu.
pub fn entry(
    number: u128,
    name: &str,
    (on_hand, reserved): (u32, u32),
    (low, critical): (u32, u32),
) -> StockEntryView {
    let counts = Stock { on_hand, reserved, low_stock_threshold: low, critical_threshold: critical };
    let first = chrono::NaiveDate::from_ymd_opt(2026, 11, 9).unwrap();
    let days = (0..14_u64).map(|day| StockDayView {
        day: first + chrono::Days::new(day),
        came: if day % 7 == 0 { 40 } else { 0 },
        went: (day * (number % 100).try_into().unwrap_or(1)) % 11,
    });
    StockEntryView {
        product: ProductRef { id: product_id(number), name: name.into() },
        category: CategoryRef { id: CategoryId::from_uuid(Uuid::from_u128(1)), name: "Mains".into() },
        sku: Some(format!("SKU-{number:05}")),
        plu: Some(number.to_string()),
        barcode: Some(format!("20000000{number:05}")),
        on_hand,
        reserved,
        available: counts.available(),
        low_stock_threshold: low,
        critical_threshold: critical,
        level: counts.level(),
        is_sold_out: false,
        sold_out_until: None,
        days: Some(days.collect()),
    }
}

/// Salmon is low, lemonade is not, kofta is used up; names of other scripts, one of them sold out by word.
pub fn house() -> Vec<StockEntryView> {
    let mut gong = entry(17, "宫保鸡丁", (22, 0), (10, 4));
    gong.is_sold_out = true;
    vec![
        entry(12, "Grilled Salmon", (4, 2), (6, 1)),
        entry(14, "Lamb Kofta", (0, 0), (4, 1)),
        entry(35, "Lemonade", (70, 3), (15, 5)),
        gong,
        entry(16, "کباب کوبیده", (3, 0), (10, 4)),
    ]
}

pub fn movement(number: u128, of: &StockEntryView, kind: MovementKind, quantity: i64) -> MovementView {
    MovementView {
        id: MovementId::from_uuid(Uuid::from_u128(number)),
        product: of.product.clone(),
        kind,
        quantity,
        on_hand_after: u32::try_from(i64::from(of.on_hand) + quantity).unwrap_or(0),
        reason: if kind == MovementKind::Sale { "A-041".into() } else { "spoiled".into() },
        note: String::new(),
        by: "reza".into(),
        order: None,
        reverses: None,
        reversed_by: None,
        created_at: "2026-11-22T10:05:00Z".parse().unwrap(),
    }
}

pub fn page_of<T>(results: Vec<T>) -> Page<T> {
    Page { count: results.len() as u64, next: None, previous: None, results }
}

pub fn lost() -> Trouble {
    Trouble { effect: Effect::Unknown, sentence: "The answer was lost.".into() }
}

impl Till {
    /// The Stock screen with these on it; `role` is who looks.
    pub fn looking_after(role: Role, rows: Vec<StockEntryView>) -> Self {
        let mut till = Self::starting();
        till.hear(Msg::Opened(Vec::new()));
        till.sign_in("counter", role);
        till.serve(menu());
        till.press("alt-4").shop_has(rows);
        till.hear(Msg::Stock(StockMsg::Counted(StockSummaryView {
            tracked: 5,
            warning: 2,
            critical: 1,
            used_up: 1,
        })));
        till.model.notice = None;
        till.asked.clear();
        till.pressed = 0;
        till
    }

    pub fn stock_asked(&self) -> Option<(u64, Question)> {
        self.asked.iter().rev().find_map(|cmd| match cmd {
            Cmd::Stock(StockCmd::List(number, question)) => Some((*number, question.clone())),
            _ => None,
        })
    }

    /// The shop answers the list that was asked for last.
    pub fn shop_has(&mut self, rows: Vec<StockEntryView>) -> &mut Self {
        let (number, question) = self.stock_asked().expect("the stock was asked for");
        self.hear(Msg::Stock(StockMsg::Listed(number, question, Ok(Box::new(page_of(rows))))));
        self
    }

    /// The shop says what moved of the selected product.
    pub fn shop_recalls(&mut self, rows: Vec<MovementView>) -> &mut Self {
        let number = self.model.stock.recent.number;
        self.hear(Msg::Stock(StockMsg::Recent(number, Ok(rows))));
        self
    }

    /// What was to be changed, each time it was sent.
    pub fn errands(&self) -> Vec<Errand> {
        let sent = |cmd: &Cmd| match cmd {
            Cmd::Stock(StockCmd::Do(errand)) => Some((**errand).clone()),
            _ => None,
        };
        self.asked.iter().filter_map(sent).collect()
    }

    /// The shop does what was sent last.
    pub fn shop_does(&mut self) -> &mut Self {
        let errand = self.errands().pop().expect("something was sent");
        self.shop_does_this(&errand)
    }

    pub fn shop_does_this(&mut self, errand: &Errand) -> &mut Self {
        let rows = self.model.stock.list.rows.clone();
        let row = |id| rows.iter().find(|row| row.product.id == id).cloned();
        let number = 100 + self.errands().len() as u128;
        let outcome = match &errand.deed {
            Deed::Record(form) => {
                let of = row(form.product_id).unwrap_or_else(|| entry(35, "Lemonade", (70, 3), (15, 5)));
                let quantity = match form.kind {
                    MovementKind::Count => form.quantity - i64::from(of.on_hand),
                    _ => form.quantity,
                };
                Outcome::Moved(movement(number, &of, form.kind, quantity))
            }
            Deed::Reverse(id) => {
                let mut back = movement(number, &rows[0], MovementKind::Adjustment, 2);
                back.reverses = Some(*id);
                Outcome::Moved(back)
            }
            Deed::Limits(id, limits) => {
                let mut of = row(*id).unwrap();
                of.low_stock_threshold = limits.low_stock_threshold;
                of.critical_threshold = limits.critical_threshold;
                of.days = None;
                Outcome::Limits(of)
            }
            Deed::Availability(id, wanted) => {
                let mut view = menu().products.into_iter().find(|view| view.id == *id).unwrap();
                view.is_sold_out = wanted.is_sold_out;
                view.sold_out_until = wanted.until;
                view.version = 2;
                Outcome::Availability(Box::new(view))
            }
        };
        self.hear(Msg::Stock(StockMsg::Done(errand.key.clone(), Ok(Box::new(outcome)))));
        self
    }

    pub fn shop_will_not(&mut self, trouble: Trouble) -> &mut Self {
        let key = self.errands().pop().expect("something was sent").key;
        self.hear(Msg::Stock(StockMsg::Done(key, Err(trouble))));
        self
    }

    /// What stands in the receive dialog was looked for; this may be meant.
    pub fn shop_means(&mut self, rows: Vec<StockEntryView>) -> &mut Self {
        let asked = self.asked.iter().rev().find_map(|cmd| match cmd {
            Cmd::Stock(StockCmd::Look(number, words)) => Some((*number, words.clone())),
            _ => None,
        });
        let (number, words) = asked.expect("something was looked for");
        self.hear(Msg::Stock(StockMsg::Looked(number, words, Ok(rows))));
        self
    }

    /// True when something was looked for in the receive dialog.
    pub fn looked(&self) -> bool {
        self.asked.iter().any(|cmd| matches!(cmd, Cmd::Stock(StockCmd::Look(..))))
    }

    /// The products that were to be written down.
    pub fn products_sent(&self) -> Vec<Save> {
        let sent = |cmd: &Cmd| match cmd {
            Cmd::Product(ProductCmd::Save(save)) => Some((**save).clone()),
            _ => None,
        };
        self.asked.iter().filter_map(sent).collect()
    }

    pub fn shop_keeps(&mut self, view: ProductView, picture: Option<Trouble>) -> &mut Self {
        let save = self.products_sent().pop().expect("a product was sent");
        let saved = Saved { product: view, picture };
        self.hear(Msg::Product(ProductMsg::Saved(Box::new(save), Ok(Box::new(saved)))));
        self
    }

    pub fn shop_does_not_keep(&mut self, why: Unsaved) -> &mut Self {
        let save = self.products_sent().pop().expect("a product was sent");
        self.hear(Msg::Product(ProductMsg::Saved(Box::new(save), Err(why))));
        self
    }

    pub fn stock_names(&self) -> Vec<String> {
        self.model.stock.list.rows.iter().map(|row| row.product.name.clone()).collect()
    }
}

/// The shop's refusal that the count is another one.
pub fn stock_changed(on_hand: u32) -> Trouble {
    Trouble::refused(Refusal::StockChanged {
        product: product_id(12),
        name: "Grilled Salmon".into(),
        expected: 4,
        on_hand,
    })
}
