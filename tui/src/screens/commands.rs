//! Help and the palette: the actions that count where they were opened, found by typing. Both are made from
//! the registry. Beside them the small list of screens that `g` opens.

use crossterm::event::KeyCode;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::action::{Action, Common, Listed, REGISTRY, Spec};
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;

/// The longest search, in characters.
const MAX_TYPED: usize = 40;

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Everything that has a key here, also what does nothing at the moment.
    Help,
    /// Everything that would do something now.
    Palette,
}

/// An action in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is done; `None` where the row stands for several keys that do several things.
    pub action: Option<Action>,
    /// What it does.
    pub label: &'static str,
    /// Its keys.
    pub keys: Vec<Key>,
    /// Whether it would do something now.
    pub is_enabled: bool,
    id: &'static str,
}

/// A list of actions that is being searched.
#[derive(Debug, Clone)]
pub struct Commands {
    /// Which of the two.
    pub kind: Kind,
    /// What was typed.
    pub typed: Field,
    /// What matches it, the best first.
    pub rows: Vec<Row>,
    /// The row that Enter takes.
    pub selected: usize,
    all: Vec<Row>,
}

impl Commands {
    /// The actions of the place where `model` is; it must not be open there yet.
    pub fn of(kind: Kind, model: &Model) -> Self {
        let all = gather(kind, model);
        Self { kind, typed: Field::new(MAX_TYPED), rows: all.clone(), selected: 0, all }
    }

    /// Searches again for what is typed.
    pub fn search(&mut self) {
        let needle = comanda_core::text::folded(self.typed.text());
        self.selected = 0;
        if needle.is_empty() {
            self.rows.clone_from(&self.all);
            return;
        }
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::new(&needle, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        let mut characters = Vec::new();
        let mut found: Vec<(u32, &Row)> = self
            .all
            .iter()
            .filter_map(|row| {
                let text = format!("{} {}", row.label, row.id);
                Some((pattern.score(Utf32Str::new(&text, &mut characters), &mut matcher)?, row))
            })
            .collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.rows = found.into_iter().map(|(_, row)| row.clone()).collect();
    }

    /// What Enter does.
    pub fn taken(&self, index: usize) -> Option<Action> {
        self.rows.get(index).filter(|row| row.is_enabled)?.action
    }
}

/// One row for each action, the nearest context first; keys that do one kind of thing share a row.
fn gather(kind: Kind, model: &Model) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let chain = Context::of(model).chain();
    for spec in chain.iter().flat_map(|place| REGISTRY.iter().filter(move |spec| spec.context == *place)) {
        let is_enabled = (spec.enabled)(model);
        if kind == Kind::Palette && (!is_enabled || spec.listed == Listed::HelpOnly) {
            continue;
        }
        match rows.iter_mut().find(|row| row.id == spec.id) {
            Some(row) => {
                row.keys.extend(&spec.keys);
                row.is_enabled |= is_enabled;
                row.action = row.action.filter(|action| *action == spec.action);
            }
            None => rows.push(Row {
                action: Some(spec.action),
                label: spec.label,
                keys: spec.keys.clone(),
                is_enabled,
                id: spec.id,
            }),
        }
    }
    rows
}

/// What can be done in these lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommandsAct {
    /// Open the help of this place.
    Help,
    /// Open the palette.
    Palette,
    /// Open the list of screens.
    Goto,
    /// The row above.
    Up,
    /// The row below.
    Down,
    /// Do what the selected row says.
    TakeHere,
    /// Do what this row says.
    Take(usize),
    /// Close it.
    Leave,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = opening();
    let list = |act, id, label| Spec::new(Context::Commands, act, id, label).help_only();
    rows.extend([
        list(CommandsAct::TakeHere, "commands.take", "Do what the selected row says")
            .key(Key::ENTER)
            .hint("do it"),
        list(CommandsAct::Down, "commands.down", "The row below").key(Key::named(KeyCode::Down)).hint("next"),
        list(CommandsAct::Up, "commands.up", "The row above").key(Key::named(KeyCode::Up)),
        list(CommandsAct::Leave, "commands.leave", "Close it").key(Key::ESC).hint("close"),
        Spec::new(Context::Goto, CommandsAct::Leave, "goto.leave", "Stay here")
            .key(Key::ESC)
            .hint("stay")
            .help_only(),
        Spec::new(Context::Goto, Common::GoSell, "go.sell", "Go to Sell").key(Key::char('s')).hint("sell"),
        Spec::new(Context::Goto, Common::GoOrders, "go.orders", "Go to Orders")
            .key(Key::char('o'))
            .hint("orders"),
        Spec::new(Context::Goto, Common::GoCustomers, "go.customers", "Go to Customers")
            .key(Key::char('u'))
            .hint("customers"),
        Spec::new(Context::Goto, Common::GoStock, "go.stock", "Go to Stock")
            .key(Key::char('t'))
            .hint("stock"),
        Spec::new(Context::Goto, Common::GoCoupons, "go.coupons", "Go to Coupons")
            .key(Key::char('c'))
            .hint("coupons")
            .when(|model| model.may(comanda_core::actor::Permission::SeeCoupons)),
        Spec::new(Context::Goto, Common::GoDrawer, "go.drawer", "Go to the cash drawer")
            .key(Key::char('d'))
            .hint("drawer"),
        Spec::new(Context::Goto, Common::GoAlerts, "go.alerts", "Go to Alerts")
            .key(Key::char('a'))
            .hint("alerts")
            .when(|model| model.may(comanda_core::actor::Permission::SeeAlerts)),
    ]);
    rows
}

/// What the key for help does.
const HELP: &str = "What can be done here";

/// The key for help on a screen whose characters are no text; the screen says where in its hints it stands.
pub fn help(context: Context) -> Spec {
    Spec::new(context, CommandsAct::Help, "app.help", HELP).key(Key::char('?')).hint("help").help_only()
}

/// F1 and Ctrl-P open them wherever one is, the characters where characters are no text.
fn opening() -> Vec<Spec> {
    let palette =
        |context| Spec::new(context, CommandsAct::Palette, "app.palette", "Find anything that can be done");
    let goto = |context| {
        Spec::new(context, CommandsAct::Goto, "app.goto", "Go to another screen")
            .key(Key::char('g'))
            .help_only()
    };
    let is_closed = |model: &Model| !matches!(model.dialogs.last(), Some(Dialog::Commands(_) | Dialog::Goto));
    vec![
        help(Context::Sell),
        Spec::new(Context::Everywhere, CommandsAct::Help, "app.help", HELP)
            .key(Key::f(1))
            .when(is_closed)
            .help_only(),
        palette(Context::Sell).key(Key::char(':')).help_only(),
        palette(Context::Orders).key(Key::char(':')).help_only(),
        palette(Context::Customers).key(Key::char(':')).help_only(),
        palette(Context::Stock).key(Key::char(':')).help_only(),
        palette(Context::Coupons).key(Key::char(':')).help_only(),
        palette(Context::Drawer).key(Key::char(':')).help_only(),
        palette(Context::Alerts).key(Key::char(':')).help_only(),
        palette(Context::Staff).key(Key::ctrl('p')).help_only(),
        goto(Context::Orders),
        goto(Context::Customers),
        goto(Context::Stock),
        goto(Context::Coupons),
        goto(Context::Drawer),
        goto(Context::Alerts),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Commands(CommandsAct::Take(_)) => Action::Commands(CommandsAct::TakeHere),
        other => other,
    }
}
