//! The demo shop: a menu, people, and a morning's orders, so that everything has something to show.
//! Loading it twice is loading it once.

mod alerts;
mod coupons;
mod stock;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::catalog::{Product, Shop};
use crate::error::{Error, Result};
use crate::flows::{accounts, drawers, events, import, orders};
use crate::id::UserId;
use crate::orders::{DeliveryMethod, Status};
use crate::quantity::Quantity;
use crate::store::{self, Tx};
use crate::wire::accounts::{CreateCustomer, UpdateCustomer};
use crate::wire::orders::{ChangeStatus, PlaceOrder, PlaceOrderItem};
use crate::wire::{ImportReport, OpenDrawer, PayOrder};

/// What was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoReport {
    /// False when the shop was there already.
    pub loaded: bool,
    /// What the menu came to.
    pub menu: ImportReport,
    /// How many accounts.
    pub users: usize,
    /// How many orders.
    pub orders: usize,
    /// How many coupons.
    #[serde(default)]
    pub coupons: usize,
}

/// The people of the demo shop: user name, given name, family name, role.
pub const USERS: [(&str, &str, &str, Role); 5] = [
    ("admin", "Ada", "Owner", Role::Admin),
    ("manager", "Mina", "Manager", Role::Manager),
    ("counter", "Sara", "Counter", Role::Staff),
    ("kitchen", "Karim", "Kitchen", Role::Staff),
    ("customer", "Chris", "Customer", Role::Customer),
];

/// What its people show to get in, hashed.
#[derive(Debug, Clone)]
pub struct Hashes {
    /// Of the password that all of them share.
    pub password: String,
    /// Of the PIN of those who work there.
    pub pin: String,
}

/// Somebody who comes often: given name, family name, telephone number, what makes them ill.
type Regular = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// What bringing an order costs, in whole units of the currency.
const DELIVERY: u32 = 3;
/// What the drawer is opened with, in whole units of the currency.
const FLOAT: u32 = 200;

/// The customers in the counter's book.
const REGULARS: [Regular; 5] = [
    ("Ali", "Ahmadi", "0912 345 4417", &["nuts"]),
    ("Ngozi", "Okafor", "+234 803 555 0142", &[]),
    ("Signe", "Lindqvist", "070-555 01 77", &["milk", "gluten"]),
    ("Lucía", "Reyes", "600 555 013", &[]),
    ("Hana", "Nováková", "+420 601 555 244", &["fish"]),
];

/// True once anybody has an account here: nothing is left to load.
pub fn is_set_up(tx: &mut Tx<'_>) -> Result<bool> {
    store::accounts::users::any(tx)
}

/// Loads the demo shop, unless anybody has an account here: a shop that is in use is left alone.
pub fn load(tx: &mut Tx<'_>, menu_csv: &[u8], hashes: &Hashes, now: DateTime<Utc>) -> Result<DemoReport> {
    if is_set_up(tx)? {
        let menu = ImportReport::default();
        return Ok(DemoReport { loaded: false, menu, users: 0, orders: 0, coupons: 0 });
    }
    let shop = store::settings::load_shop(tx)?;
    let delivery_fee = shop.currency.unit().times(DELIVERY);
    let shop = Shop { name: "Café Comanda".to_owned(), delivery_fee, ..shop };
    store::settings::save_shop(tx, &shop)?;
    let (mut staff, mut manager) = (Vec::new(), Actor::System);
    for (username, first_name, last_name, role) in USERS {
        let new = accounts::NewUser {
            username: username.to_owned(),
            email: Some(format!("{username}@demo.example")),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            password_hash: Some(hashes.password.clone()),
            pin_hash: (role != Role::Customer).then(|| hashes.pin.clone()),
            referral_code: None,
        };
        let user = accounts::create_user(tx, &Actor::System, &new, role, now)?;
        let actor = Actor::User { id: user.id, username: user.username, role };
        match role {
            Role::Staff => staff.push(actor),
            Role::Manager => manager = actor,
            Role::Customer | Role::Admin => {}
        }
    }
    let [counter, kitchen] = staff.try_into().map_err(|_| Error::Broken("two work here".to_owned()))?;
    let menu = import::menu(tx, &Actor::System, menu_csv, false, stock::opening(&shop, now))?;
    let keepers = stock::Keepers { counter: &counter, kitchen: &kitchen };
    let products = store::products::all(tx, &shop)?;
    stock::two_weeks(tx, &shop, &keepers, &products, now)?;
    let book = book(tx, &counter, now)?;
    // Small change for the day, counted before the first guest came.
    let float =
        OpenDrawer { opening_count: shop.currency.amount(shop.currency.unit().times(FLOAT)), drawer: None };
    drawers::open(tx, &counter, &float, now - Duration::hours(4))?;
    let coupons = coupons::offer(tx, &shop, &products, now)?;
    alerts::raise(tx, &shop, &manager, &counter, &products, now)?;
    let orders = morning(tx, &shop, &counter, &book, now)?;
    // Nobody gets letters about weeks in which there was no shop.
    events::leave_behind(tx, now)?;
    Ok(DemoReport { loaded: true, menu, users: USERS.len(), orders, coupons })
}

/// The customers that the counter has written down, by family name.
type Book = Vec<(&'static str, UserId)>;

fn book(tx: &mut Tx<'_>, counter: &Actor, now: DateTime<Utc>) -> Result<Book> {
    let mut written = Vec::with_capacity(REGULARS.len());
    for (first_name, last_name, phone_number, allergies) in REGULARS {
        let customer_profile = UpdateCustomer {
            phone_number: Some(phone_number.to_owned()),
            allergies: Some(allergies.iter().map(|allergen| (*allergen).to_owned()).collect()),
            ..UpdateCustomer::default()
        };
        let (first_name, email) = (first_name.to_owned(), None);
        let form = CreateCustomer { first_name, last_name: last_name.to_owned(), email, customer_profile };
        let customer = accounts::create_customer(tx, counter, &form, now - Duration::days(90))?;
        written.push((last_name, customer.user.id));
    }
    Ok(written)
}

/// A scripted morning: minutes ago, lines, delivered or picked up, paid, how far it has come, and with which code.
struct Past {
    minutes_ago: i64,
    lines: &'static [(usize, u32)],
    guest: &'static str,
    method: DeliveryMethod,
    is_paid: bool,
    steps: &'static [Status],
    code: Option<&'static str>,
}

const PICKED_UP: &[Status] = &[Status::Processing, Status::Preparing, Status::Ready, Status::Delivered];
const READY: &[Status] = &[Status::Processing, Status::Preparing, Status::Ready];
const COOKING: &[Status] = &[Status::Processing, Status::Preparing];
const UNDER_WAY: &[Status] = &[Status::Processing, Status::Preparing, Status::Ready, Status::Shipped];

const fn past(
    minutes_ago: i64,
    lines: &'static [(usize, u32)],
    guest: &'static str,
    is_paid: bool,
    steps: &'static [Status],
) -> Past {
    Past { minutes_ago, lines, guest, method: DeliveryMethod::Pickup, is_paid, steps, code: None }
}

const MORNING: [Past; 12] = [
    Past { code: Some(coupons::OF_THE_MORNING), ..past(176, &[(0, 2), (3, 1)], "Ahmadi", true, PICKED_UP) },
    past(151, &[(1, 1)], "", true, PICKED_UP),
    past(133, &[(2, 1), (4, 2), (5, 1)], "Okafor", true, PICKED_UP),
    past(112, &[(3, 3)], "", true, PICKED_UP),
    past(95, &[(6, 1), (0, 1)], "Lindqvist", true, PICKED_UP),
    Past { method: DeliveryMethod::Delivery, ..past(41, &[(2, 2), (7, 2)], "Reyes", true, UNDER_WAY) },
    past(27, &[(5, 4)], "Novák", true, READY),
    past(16, &[(1, 2), (6, 2)], "", true, COOKING),
    past(9, &[(4, 1)], "Haddad", true, COOKING),
    past(6, &[(0, 1), (2, 1), (3, 1)], "", true, &[Status::Processing]),
    past(3, &[(7, 1)], "Tanaka", false, &[]),
    past(1, &[(5, 2), (1, 1)], "", true, &[]),
];

fn morning(tx: &mut Tx<'_>, shop: &Shop, counter: &Actor, book: &Book, now: DateTime<Utc>) -> Result<usize> {
    let simple = |product: &Product| {
        product.is_available
            && product.options.is_empty()
            && product.stock.is_none_or(|stock| stock.available() > 20)
    };
    let products: Vec<Product> = store::products::all(tx, shop)?.into_iter().filter(simple).collect();
    if products.is_empty() {
        return Ok(0);
    }
    for order in &MORNING {
        let customer = book.iter().find(|(name, _)| *name == order.guest).map(|(_, id)| *id);
        replay(tx, order, customer, &products, counter, now - Duration::minutes(order.minutes_ago))?;
    }
    Ok(MORNING.len())
}

fn replay(
    tx: &mut Tx<'_>,
    past: &Past,
    customer_id: Option<UserId>,
    products: &[Product],
    counter: &Actor,
    at: DateTime<Utc>,
) -> Result<()> {
    let item = |(index, count): &(usize, u32)| -> Result<PlaceOrderItem> {
        let quantity =
            Quantity::try_from(i64::from(*count)).map_err(|cause| Error::Broken(cause.to_string()))?;
        Ok(PlaceOrderItem::new(products[index % products.len()].id, quantity))
    };
    let command = PlaceOrder {
        items: past.lines.iter().map(item).collect::<Result<_>>()?,
        delivery_method: past.method,
        delivery_address: (past.method == DeliveryMethod::Delivery).then(|| "12 Harbour Street".to_owned()),
        customer_id,
        coupon_codes: past.code.map(str::to_owned).into_iter().collect(),
        guest_name: Some(past.guest.to_owned()),
        payment: past.is_paid.then(|| PayOrder::card(Some("demo".to_owned()))),
        ..PlaceOrder::default()
    };
    let placed = orders::place(tx, counter, &command, at)?;
    let mut at = at;
    for step in past.steps {
        at += Duration::minutes(2);
        orders::change_status(tx, counter, placed.order.id, &ChangeStatus::to(*step), at)?;
    }
    Ok(())
}
