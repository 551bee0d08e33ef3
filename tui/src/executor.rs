//! Does what `update` asks for: talks to the shop through the SDK, keeps the journal, minds the timers, and
//! posts what comes of it. Each task that breaks down is told too, so that nothing waits for ever.

mod alerts;
mod coupons;
mod customers;
mod device;
mod live;
mod money;
mod orders;
mod product;
mod sign_in;
mod stock;
mod till;

use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use comanda_core::wire::{MenuView, PaidOrder, Secret};
use comanda_sdk::{Client, IdempotencyKey};
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::journal::{Entry, Journal, Pending};
use crate::live::{LiveCmd, LiveMsg};
use crate::msg::{Cmd, Msg};
use crate::printer::Printer;
use crate::screens::till::{Errand, TillMsg};
use crate::trouble::{Effect, Trouble};
use device::Device;
use live::Follower;

/// How often the SDK repeats a call by itself. Few: people are waiting, and the till asks again anyway.
const RETRIES: usize = 2;

/// Runs commands on the runtime it was made in.
#[derive(Debug, Clone)]
pub struct Executor {
    post: UnboundedSender<Msg>,
    data_dir: PathBuf,
    printer: Option<Printer>,
    shop: Arc<Mutex<Option<Shop>>>,
    follower: Follower,
}

/// The shop once it can be reached.
#[derive(Debug, Clone)]
struct Shop {
    client: Client,
    journal: Journal,
    errands: Journal<Errand>,
    menu: Arc<Mutex<Option<Arc<MenuView>>>>,
    device: Device,
    is_keyed: bool,
}

/// Where the shop is, and as what the till comes to it.
#[derive(Debug, Clone)]
pub struct Address {
    /// Its URL.
    pub url: String,
    /// The name that the till's files about it go by.
    pub name: String,
    /// The till's own key, by which people sign in with a PIN.
    pub api_key: Option<Secret>,
}

impl Address {
    /// The server at `url`, whose files go by that too; the till has no key of its own there.
    pub fn of(url: &str) -> Self {
        Self { url: url.to_owned(), name: url.to_owned(), api_key: None }
    }
}

impl Executor {
    /// An executor that posts to `post` and keeps its files under `data_dir`.
    pub fn new(post: UnboundedSender<Msg>, data_dir: PathBuf) -> Self {
        Self { post, data_dir, printer: None, shop: Arc::default(), follower: Follower::default() }
    }

    /// The same with a printer for receipts.
    #[must_use]
    pub fn with_printer(self, printer: Option<Printer>) -> Self {
        Self { printer, ..self }
    }

    /// From now on the shop is there.
    pub fn open(&self, address: Address) {
        match self.reach(address) {
            Ok((shop, pending, begun)) => {
                *self.shop.lock().unwrap_or_else(PoisonError::into_inner) = Some(shop);
                self.tell(Msg::Opened(pending));
                if !begun.is_empty() {
                    self.tell(Msg::Till(TillMsg::Unanswered(begun)));
                }
            }
            Err(why) => self.not_open(why),
        }
    }

    fn reach(&self, address: Address) -> Result<(Shop, Vec<Pending>, Vec<Errand>), String> {
        let Address { url, name, api_key } = address;
        let device = Device::of(&self.data_dir, &name);
        let is_keyed = api_key.is_some();
        let mut builder =
            Client::builder(url).retries(RETRIES).user_agent(concat!("comanda/", env!("CARGO_PKG_VERSION")));
        if let Some(key) = api_key {
            builder = builder.api_key(key);
        }
        if let Some(token) = device.kept() {
            builder = builder.device(token);
        }
        let client = builder.build().map_err(|error| error.to_string())?;
        let journal = Journal::open(&self.data_dir, &name).map_err(|error| error.to_string())?;
        let pending = journal.pending().map_err(|error| error.to_string())?;
        let errands = Journal::open(&self.data_dir, &name).map_err(|error| error.to_string())?;
        let begun = errands.pending().map_err(|error| error.to_string())?;
        Ok((Shop { client, journal, errands, menu: Arc::default(), device, is_keyed }, pending, begun))
    }

    /// The shop does not open, and why.
    pub fn not_open(&self, why: String) {
        self.tell(Msg::NotOpened(why));
    }

    /// Does `cmd` and posts what comes of it. The commands about the terminal are the runner's.
    pub fn run(&self, cmd: Cmd) {
        let Some(shop) = self.shop.lock().unwrap_or_else(PoisonError::into_inner).clone() else {
            tracing::error!(?cmd, "asked of a shop that is not open");
            return;
        };
        match cmd {
            Cmd::SignIn { username, password } => {
                self.answer(sign_in::by_password(shop.client, shop.device, username, password));
            }
            Cmd::SignInByPin { user, pin } => self.answer(sign_in::by_pin(shop.client, user, pin)),
            Cmd::LoadPeople => self.answer(sign_in::people(shop.client, shop.is_keyed)),
            Cmd::SignOut => self.answer(sign_in::out(shop.client)),
            Cmd::LoadMenu => self.answer(load_menu(shop)),
            Cmd::Place(pending) => self.answer(place(shop, *pending)),
            Cmd::Settle(key) => {
                if let Err(error) = shop.journal.settle(&key) {
                    tracing::error!(key, %error, "a settled payment stays in the journal");
                }
            }
            Cmd::After(pause, wake) => self.answer(async move {
                tokio::time::sleep(pause).await;
                Some(wake.into())
            }),
            Cmd::Money(errand) => self.answer(money::send(shop.client, *errand)),
            Cmd::Orders(cmd) => self.answer(orders::ask(shop.client, self.printer.clone(), cmd)),
            Cmd::Customers(cmd) => self.answer(customers::ask(shop.client, cmd)),
            Cmd::Coupons(cmd) => self.answer(coupons::ask(shop.client, cmd)),
            Cmd::Alerts(cmd) => self.answer(alerts::ask(shop.client, cmd)),
            Cmd::Live(cmd) => self.follow(shop.client, cmd),
            Cmd::Stock(cmd) => self.answer(stock::ask(shop.client, cmd)),
            Cmd::Product(cmd) => self.answer(product::ask(shop.client, cmd)),
            Cmd::Till(cmd) => self.answer(till::ask(shop.client, shop.errands, cmd)),
            Cmd::Bell | Cmd::Repaint | Cmd::Mouse(_) | Cmd::Quit => {}
        }
    }

    fn follow(&self, client: Client, cmd: LiveCmd) {
        match cmd {
            LiveCmd::Follow(number, topics) => {
                let task = self.watched(live::follow(client, self.post.clone(), number, topics));
                self.follower.put(Some(task));
            }
            LiveCmd::Leave => self.follower.put(None),
            LiveCmd::Orders(number) => self.answer(live::orders(client, number)),
            LiveCmd::Alarms(number) => self.answer(live::alarms(client, number)),
        }
    }

    fn answer(&self, work: impl Future<Output = Option<Msg>> + Send + 'static) {
        self.watched(work);
    }

    /// Does `work`, posts what comes of it, and tells when it breaks down.
    fn watched(&self, work: impl Future<Output = Option<Msg>> + Send + 'static) -> AbortHandle {
        let executor = self.clone();
        let task = tokio::spawn(work);
        let handle = task.abort_handle();
        tokio::spawn(async move {
            match task.await {
                Ok(Some(msg)) => executor.tell(msg),
                Err(error) if error.is_panic() => executor.tell(Msg::Crashed),
                Ok(None) | Err(_) => {}
            }
        });
        handle
    }

    fn tell(&self, msg: Msg) {
        // The runner is gone only when the program ends.
        let _ = self.post.send(msg);
    }
}

async fn load_menu(shop: Shop) -> Option<Msg> {
    let asked = Instant::now();
    match shop.client.menu().get_shared().await {
        Ok(menu) => {
            let mut known = shop.menu.lock().unwrap_or_else(PoisonError::into_inner);
            let is_news = known.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &menu));
            *known = Some(Arc::clone(&menu));
            Some(if is_news { Msg::Menu(Ok(menu)) } else { Msg::Live(LiveMsg::SameMenu(asked.elapsed())) })
        }
        Err(error) => Some(Msg::Menu(Err(trouble("menu", &error)))),
    }
}

/// Written down first; only then sent.
async fn place(shop: Shop, pending: Pending) -> Option<Msg> {
    let key = pending.key.clone();
    if let Err(why) = write_down(shop.journal.clone(), pending.clone()).await {
        return Some(Msg::NotJournalled(key, why));
    }
    let answer = match key.parse::<IdempotencyKey>() {
        Ok(named) => {
            send(&shop.client, &pending, &named).await.map(Box::new).map_err(|error| trouble("place", &error))
        }
        Err(error) => Err(Trouble { effect: Effect::NotThisTime, sentence: format!("{error}.") }),
    };
    Some(Msg::Placed(key, answer))
}

/// Writes `entry` into `journal`, or says why it cannot be written.
async fn write_down<E: Entry + Send + 'static>(journal: Journal<E>, entry: E) -> Result<(), String> {
    let key = entry.key().to_owned();
    let written = match tokio::task::spawn_blocking(move || journal.write(&entry)).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    tracing::error!(key, why = written, "the journal cannot be written");
    Err(written)
}

async fn send(client: &Client, pending: &Pending, key: &IdempotencyKey) -> comanda_sdk::Result<PaidOrder> {
    match (&pending.placed, &pending.order.payment) {
        (Some(placed), Some(payment)) => client.orders().pay_with_key(placed.id, payment, key).await,
        _ => client.orders().place_with_key(&pending.order, key).await,
    }
}

fn trouble(what: &str, error: &comanda_sdk::Error) -> Trouble {
    tracing::warn!(what, %error, code = error.code(), request_id = error.request_id(), "refused or failed");
    Trouble::of(error)
}
