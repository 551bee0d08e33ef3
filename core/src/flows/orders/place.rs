//! Place an order, with its payment where one is given: all of it in one transaction, or none.

use chrono::{DateTime, Utc};

use super::{append_event, goods, history_entry, load_products, money, view, wishes};
use crate::accounts::called;
use crate::actor::{Actor, DeviceRole, Permission, Role};
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::kind;
use crate::orders::hold;
use crate::orders::place::{self as rule, Basket, Wish};
use crate::orders::{Customer, DeliveryMethod, Order, OrderLine, OrderNumber, PaymentStatus, Source, Status};
use crate::refusal::{FieldErrors, Refusal};
use crate::stock::Movement;
use crate::store::{self, Tx};
use crate::text;
use crate::wire::orders::{PlaceOrder, PlaceOrderItem, QuoteRequest};
use crate::wire::{PaidOrder, QuoteView};

/// The longest note, address or name, in characters.
const MAX_TEXT: usize = 500;

/// The price of a basket and where each cent comes from; changes nothing.
pub fn quote(
    tx: &mut Tx<'_>,
    actor: &Actor,
    request: &QuoteRequest,
    now: DateTime<Utc>,
) -> Result<QuoteView> {
    actor.require(Permission::Quote)?;
    let shop = store::settings::load_shop(tx)?;
    let products = load_products(tx, &request.items, &shop)?;
    let wishes = wishes(&request.items, &products)?;
    let basket = rule::basket(&shop, &wishes, &[], request.delivery_method, now)?;
    Ok(QuoteView::of(&shop, &wishes, &basket))
}

/// Places an order for a guest or a customer, and pays it when the command carries a payment.
pub fn place(tx: &mut Tx<'_>, actor: &Actor, command: &PlaceOrder, now: DateTime<Utc>) -> Result<PaidOrder> {
    actor.require(Permission::PlaceOrders)?;
    if command.customer_id.is_some() {
        actor.require(Permission::SeeCustomers)?;
    }
    if command.payment.is_some() {
        actor.require(Permission::TakePayments)?;
    }
    let shop = store::settings::load_shop(tx)?;
    let texts = Texts::read(command)?;
    let customer = match command.customer_id {
        Some(id) => Some(load_customer(tx, id)?),
        None => None,
    };
    let products = load_products(tx, &command.items, &shop)?;
    let wishes = wishes(&command.items, &products)?;
    let basket = rule::basket(&shop, &wishes, &[], command.delivery_method, now)?;
    let lines = lines(tx, &wishes, &command.items, basket.options.clone(), &basket);
    let mut order = order(tx, &shop, actor, command, texts, customer, &basket, lines, now);
    let payments = match &command.payment {
        Some(payment) => money::take(tx, &mut order, payment, "payment.", &shop, actor, now)?,
        None => Vec::new(),
    };
    let sold = take_goods(tx, &mut order, &wishes)?;
    order.expires_at = hold::until(&order, &shop.holds);
    // The counter is taken last: on PostgreSQL every other order waits for it.
    let count = store::orders::next_number(tx, order.business_day)?;
    order.number = OrderNumber { source: order.source, count }.to_string();
    store::orders::insert(tx, &order)?;
    goods::record(tx, &order, &sold, &shop, actor, now)?;
    store::payments::insert(tx, &payments)?;
    let entry = history_entry(tx, &order, None, actor, "", now);
    store::orders::append_history(tx, &entry, order.version)?;
    append_event(tx, "order.created", &order, &shop, actor, now)?;
    Ok(PaidOrder::of(view(&order, &shop, actor), &[], &payments, shop.currency))
}

/// What is paid leaves the shelf at once; the rest is promised.
fn take_goods(tx: &mut Tx<'_>, order: &mut Order, wishes: &[Wish<'_>]) -> Result<Vec<Movement>> {
    if order.payment_status() == PaymentStatus::Paid {
        return goods::sell_at_once(tx, wishes);
    }
    goods::reserve(tx, wishes)?;
    for line in order.lines.iter_mut().filter(|line| line.tracked) {
        line.reserved = line.quantity.get();
    }
    Ok(Vec::new())
}

/// The free texts of a command, cleaned and bounded.
struct Texts {
    delivery_address: String,
    delivery_notes: String,
    special_instructions: String,
    guest_name: String,
}

impl Texts {
    fn read(command: &PlaceOrder) -> Result<Self, Refusal> {
        let mut errors = FieldErrors::default();
        let mut read = |field: &str, given: &Option<String>| {
            let cleaned = text::paragraph(given.as_deref().unwrap_or_default());
            if cleaned.chars().count() > MAX_TEXT {
                errors.add(field, format!("at most {MAX_TEXT} characters"));
            }
            cleaned
        };
        let texts = Self {
            delivery_address: read("delivery_address", &command.delivery_address),
            delivery_notes: read("delivery_notes", &command.delivery_notes),
            special_instructions: read("special_instructions", &command.special_instructions),
            guest_name: text::line(&read("guest_name", &command.guest_name)),
        };
        for (index, item) in command.items.iter().enumerate() {
            read(&format!("items.{index}.notes"), &item.notes);
        }
        if command.delivery_method == DeliveryMethod::Delivery && texts.delivery_address.is_empty() {
            errors.add("delivery_address", "say where to deliver");
        }
        errors.into_result()?;
        Ok(texts)
    }
}

fn load_customer(tx: &mut Tx<'_>, id: crate::id::UserId) -> Result<Customer> {
    let user = store::accounts::users::find(tx, id)?.filter(|user| user.is_active);
    let user = user.ok_or_else(|| Refusal::invalid("customer_id", "there is no such customer"))?;
    let name = called(&user.first_name, &user.last_name, &user.username);
    Ok(Customer { id: user.id, username: user.username, name })
}

fn lines(
    tx: &Tx<'_>,
    wishes: &[Wish<'_>],
    items: &[PlaceOrderItem],
    options: Vec<Vec<crate::catalog::ChosenOption>>,
    basket: &Basket,
) -> Vec<OrderLine> {
    let priced = wishes.iter().zip(items).zip(options).zip(&basket.quote.lines);
    priced
        .map(|(((wish, item), options), line)| OrderLine {
            id: tx.new_id::<kind::Line>(),
            product: wish.product.id,
            name: wish.product.name.clone(),
            quantity: wish.quantity,
            unit_price: line.unit_price,
            options,
            notes: text::paragraph(item.notes.as_deref().unwrap_or_default()),
            discount: line.discount,
            net: line.net,
            tax_rate: wish.product.tax_rate,
            tax: line.tax,
            tracked: wish.product.stock.is_some(),
            reserved: 0,
            refunded_quantity: 0,
        })
        .collect()
}

/// Where an order comes from is who brings it.
const fn source(actor: &Actor) -> Source {
    match actor {
        Actor::Device { role: DeviceRole::Kiosk, .. } => Source::Kiosk,
        Actor::Device { role: DeviceRole::Integrator, .. } => Source::Integrator,
        Actor::User { role: Role::Customer, .. } | Actor::Anonymous => Source::Web,
        Actor::Device { role: DeviceRole::Counter, .. } | Actor::User { .. } | Actor::System => {
            Source::Counter
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "an order is made of all of these, once")]
fn order(
    tx: &Tx<'_>,
    shop: &Shop,
    actor: &Actor,
    command: &PlaceOrder,
    texts: Texts,
    customer: Option<Customer>,
    basket: &Basket,
    lines: Vec<OrderLine>,
    now: DateTime<Utc>,
) -> Order {
    let quote = &basket.quote;
    Order {
        id: tx.new_id::<kind::Order>(),
        number: String::new(),
        business_day: shop.business_day(now),
        customer,
        guest_name: texts.guest_name,
        source: source(actor),
        api_key: actor.api_key_id(),
        status: Status::Pending,
        delivery_method: command.delivery_method,
        delivery_address: texts.delivery_address,
        delivery_notes: texts.delivery_notes,
        special_instructions: texts.special_instructions,
        cancellation_reason: String::new(),
        refund_reason: String::new(),
        tracking_token: Some(tx.new_token()),
        lines,
        subtotal: quote.subtotal,
        discount: quote.discount,
        tax: quote.tax,
        tax_included: shop.tax_mode == crate::catalog::TaxMode::Inclusive,
        delivery_fee: quote.delivery_fee,
        tip: quote.tip,
        total: quote.total,
        paid: crate::money::Money::ZERO,
        refunded: crate::money::Money::ZERO,
        created_at: now,
        updated_at: now,
        confirmed_at: None,
        estimated_delivery: None,
        delivered_at: None,
        expires_at: None,
        version: 1,
    }
}
