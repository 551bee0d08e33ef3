//! How an order comes to be, whoever brings it: priced, goods taken, paid where it is paid at once, numbered and
//! written down, in one transaction. Called by [`place`](super::place()) and [`checkout`](super::checkout()).

use chrono::{DateTime, Utc};

use super::{append_event, goods, history_entry, load_products, money, view, wishes};
use crate::accounts::called;
use crate::actor::{Actor, DeviceRole, Role};
use crate::catalog::{Shop, TaxMode};
use crate::error::Result;
use crate::flows::coupons::{self, Claimed, ForWhom};
use crate::flows::referrals;
use crate::id::{UserId, kind};
use crate::money::Money;
use crate::orders::hold;
use crate::orders::place::{self as rule, Basket, MAX_TEXT, Wish};
use crate::orders::{Customer, DeliveryMethod, Order, OrderLine, OrderNumber, PaymentStatus, Source, Status};
use crate::refusal::{FieldErrors, Refusal};
use crate::stock::Movement;
use crate::store::{self, Tx};
use crate::text;
use crate::wire::orders::{PlaceOrder, PlaceOrderItem};
use crate::wire::{PaidOrder, PayOrder};

/// What an order is made of.
pub(super) struct Draft<'a> {
    /// What is ordered; notes of at most [`MAX_TEXT`] characters.
    pub items: &'a [PlaceOrderItem],
    /// How it reaches the customer.
    pub method: DeliveryMethod,
    /// What was said about it.
    pub texts: Texts,
    /// Whose it is; none for a guest.
    pub customer: Option<Customer>,
    /// What the customer gives on top, besides the tip of the payment.
    pub tip: Money,
    /// What the customer thinks it costs.
    pub expected_total: Option<Money>,
    /// The codes that are used.
    pub codes: &'a [String],
    /// Pays it at once.
    pub payment: Option<&'a PayOrder>,
    /// Where the payment stands in the command, for field errors.
    pub payment_path: &'a str,
}

/// The free texts of an order, cleaned and bounded.
#[derive(Default)]
pub(super) struct Texts {
    pub delivery_address: String,
    pub delivery_notes: String,
    pub special_instructions: String,
    pub guest_name: String,
}

/// A text of a command, cleaned; one that is too long is one more error.
pub(super) fn read_text(field: &str, given: Option<&str>, errors: &mut FieldErrors) -> String {
    let cleaned = text::paragraph(given.unwrap_or_default());
    if cleaned.chars().count() > MAX_TEXT {
        errors.add(field, format!("at most {MAX_TEXT} characters"));
    }
    cleaned
}

/// All texts of an order that is placed without a cart.
pub(super) fn read_texts(command: &PlaceOrder, errors: &mut FieldErrors) -> Texts {
    let mut read = |field: &str, given: &Option<String>| read_text(field, given.as_deref(), errors);
    let texts = Texts {
        delivery_address: read("delivery_address", &command.delivery_address),
        delivery_notes: read("delivery_notes", &command.delivery_notes),
        special_instructions: read("special_instructions", &command.special_instructions),
        guest_name: text::line(&read("guest_name", &command.guest_name)),
    };
    for (index, item) in command.items.iter().enumerate() {
        read(&format!("items.{index}.notes"), &item.notes);
    }
    texts
}

/// An account that is in use, as the customer of an order.
pub(in crate::flows) fn load_customer(tx: &mut Tx<'_>, id: UserId) -> Result<Customer> {
    let user = store::accounts::users::find(tx, id)?.filter(|user| user.is_active);
    let user = user.ok_or_else(|| Refusal::invalid("customer_id", "there is no such customer"))?;
    let name = called(&user.first_name, &user.last_name, &user.username);
    Ok(Customer { id: user.id, username: user.username, name })
}

/// Makes an order of `draft`, and pays it where it comes with a payment.
pub(super) fn order(
    tx: &mut Tx<'_>,
    shop: &Shop,
    actor: &Actor,
    draft: &Draft<'_>,
    now: DateTime<Utc>,
) -> Result<PaidOrder> {
    let products = load_products(tx, draft.items, shop)?;
    let wishes = wishes(draft.items, &products)?;
    let whom = ForWhom::ordering(draft.customer.as_ref().map(|customer| customer.id));
    let claimed = Claimed::of_codes(tx, draft.codes, whom, shop)?;
    let basket = rule::basket(shop, &wishes, &claimed.claim(&claimed.in_play()), draft.method, now)?;
    let lines = lines(tx, &wishes, draft.items, &basket);
    let mut order = unpaid(tx, shop, actor, draft, &basket.quote, lines, now);
    order.coupons = basket.coupons;
    order.add_tip(draft.tip);
    require_total(&order, draft.expected_total, shop)?;
    let payments = match draft.payment {
        Some(payment) => money::settle(tx, &mut order, payment, draft.payment_path, shop, actor, now)?,
        None => Vec::new(),
    };
    let sold = take_goods(tx, &mut order, &wishes)?;
    let drawer = draft.payment.and_then(|payment| payment.drawer.as_deref());
    money::book(tx, &order, &payments, drawer, draft.payment_path, shop, actor, now)?;
    order.expires_at = hold::until(&order, &shop.holds);
    // The counter is taken last: on PostgreSQL every other order waits for it. Coupons come just before it.
    coupons::take(tx, &order.coupons, &claimed.coupons)?;
    let count = store::orders::next_number(tx, order.business_day)?;
    order.number = OrderNumber { source: order.source, count }.to_string();
    store::orders::insert(tx, &order)?;
    coupons::record(tx, &order, now)?;
    referrals::attribute(tx, &order, actor, now)?;
    goods::record(tx, &order, &sold, shop, actor, now)?;
    store::payments::insert(tx, &payments)?;
    let entry = history_entry(tx, &order, None, actor, "", now);
    store::orders::append_history(tx, &entry, order.version)?;
    append_event(tx, "order.created", &order, shop, actor, now)?;
    Ok(PaidOrder::of(view(&order, shop, actor), &[], &payments, shop.currency))
}

fn require_total(order: &Order, expected: Option<Money>, shop: &Shop) -> Result<(), Refusal> {
    match expected {
        Some(expected) if expected != order.total => Err(Refusal::TotalChanged {
            expected: shop.currency.amount(expected),
            total: shop.currency.amount(order.total),
        }),
        Some(_) | None => Ok(()),
    }
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

fn lines(tx: &Tx<'_>, wishes: &[Wish<'_>], items: &[PlaceOrderItem], basket: &Basket) -> Vec<OrderLine> {
    let priced = wishes.iter().zip(items).zip(&basket.options).zip(&basket.quote.lines);
    priced
        .map(|(((wish, item), options), line)| OrderLine {
            id: tx.new_id::<kind::Line>(),
            product: wish.product.id,
            name: wish.product.name.clone(),
            quantity: wish.quantity,
            unit_price: line.unit_price,
            options: options.clone(),
            notes: text::paragraph(item.notes.as_deref().unwrap_or_default()),
            discount: line.discount,
            net: line.net,
            is_reduced: wish.product.sale_price.is_some(),
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

fn unpaid(
    tx: &Tx<'_>,
    shop: &Shop,
    actor: &Actor,
    draft: &Draft<'_>,
    quote: &crate::pricing::Quote,
    lines: Vec<OrderLine>,
    now: DateTime<Utc>,
) -> Order {
    let texts = &draft.texts;
    Order {
        id: tx.new_id::<kind::Order>(),
        number: String::new(),
        business_day: shop.business_day(now),
        customer: draft.customer.clone(),
        guest_name: texts.guest_name.clone(),
        source: source(actor),
        api_key: actor.api_key_id(),
        status: Status::Pending,
        delivery_method: draft.method,
        delivery_address: texts.delivery_address.clone(),
        delivery_notes: texts.delivery_notes.clone(),
        special_instructions: texts.special_instructions.clone(),
        cancellation_reason: String::new(),
        refund_reason: String::new(),
        tracking_token: Some(tx.new_token()),
        lines,
        coupons: Vec::new(),
        subtotal: quote.subtotal,
        discount: quote.discount,
        tax: quote.tax,
        tax_included: shop.tax_mode == TaxMode::Inclusive,
        delivery_fee: quote.delivery_fee,
        tip: quote.tip,
        total: quote.total,
        paid: Money::ZERO,
        refunded: Money::ZERO,
        created_at: now,
        updated_at: now,
        confirmed_at: None,
        estimated_delivery: None,
        delivered_at: None,
        expires_at: None,
        version: 1,
    }
}
