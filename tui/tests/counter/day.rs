//! A day of orders, as the shop would answer with them, and a till that looks at it.

use comanda::msg::{Cmd, Msg};
use comanda::screens::orders::query::Question;
use comanda::screens::orders::{Change, OrdersCmd, OrdersMsg, OrdersWake, Whole};
use comanda::trouble::Trouble;
use comanda_core::id::{HistoryId, LineId, OptionId, OrderId, PaymentId, ProductId};
use comanda_core::money::Amount;
use comanda_core::orders::{DeliveryMethod, PaymentStatus, Source, Status, TenderMethod, status};
use comanda_core::quantity::Quantity;
use comanda_core::wire::orders::{ChosenOptionView, OrderItemView, ProductRef};
use comanda_core::wire::{HistoryEntryView, OrderView, Page, PaymentView};
use uuid::Uuid;

use crate::till::Till;

pub fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// Order `A-0nn`, placed so many minutes before the till's clock stands; paid unless told.
pub fn order(number: u8, status: Status, minutes: i64) -> OrderView {
    let placed = "2026-11-22T12:41:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()
        - chrono::TimeDelta::minutes(minutes);
    let total = amount("14.85");
    OrderView {
        id: OrderId::from_uuid(id(number.into())),
        number: format!("A-{number:03}"),
        customer: None,
        guest_name: String::new(),
        source: Source::Counter,
        status,
        payment_status: PaymentStatus::Paid,
        delivery_method: DeliveryMethod::Pickup,
        items: vec![item("Beef Burger", 1, "13.50")],
        subtotal: amount("13.50"),
        discount_amount: amount("0.00"),
        coupons: Vec::new(),
        tax: amount("1.35"),
        tax_included: false,
        delivery_fee: amount("0.00"),
        tip: amount("0.00"),
        total,
        paid: total,
        refunded: amount("0.00"),
        due: amount("0.00"),
        delivery_address: String::new(),
        delivery_notes: String::new(),
        special_instructions: String::new(),
        cancellation_reason: String::new(),
        refund_reason: String::new(),
        tracking_token: None,
        allowed_transitions: status::next(status, DeliveryMethod::Pickup).to_vec(),
        created_at: placed,
        updated_at: placed,
        confirmed_at: None,
        estimated_delivery: None,
        delivered_at: None,
        expires_at: None,
        version: 1,
    }
}

pub fn unpaid(mut order: OrderView) -> OrderView {
    order.payment_status = PaymentStatus::Pending;
    order.paid = amount("0.00");
    order.due = order.total;
    order
}

/// The same order after a step.
pub fn after(mut order: OrderView, status: Status) -> OrderView {
    order.status = status;
    order.version += 1;
    order.allowed_transitions = status::next(status, order.delivery_method).to_vec();
    order
}

pub fn item(name: &str, count: i64, total: &str) -> OrderItemView {
    OrderItemView {
        id: LineId::from_uuid(id(50)),
        product: ProductRef { id: ProductId::from_uuid(id(1)), name: name.into() },
        quantity: Quantity::try_from(count).unwrap(),
        unit_price: amount(total),
        options: Vec::new(),
        notes: String::new(),
        line_total: amount(total),
        discount: amount("0.00"),
        tax: amount("0.00"),
        refunded_quantity: 0,
    }
}

pub fn payment(number: u128, method: TenderMethod, sum: &str) -> PaymentView {
    PaymentView {
        id: PaymentId::from_uuid(id(number)),
        method,
        amount: amount(sum),
        rounding: Amount::default(),
        tip: Amount::default(),
        tendered: amount(sum),
        change: amount("0.00"),
        reference: String::new(),
        refund_of: None,
        taken_by: "counter".into(),
        created_at: "2026-11-22T12:35:00Z".parse().unwrap(),
    }
}

fn step(number: u128, from: Option<Status>, to: Status, note: &str) -> HistoryEntryView {
    HistoryEntryView {
        id: HistoryId::from_uuid(id(number)),
        from,
        to,
        by: "counter".into(),
        note: note.into(),
        created_at: "2026-11-22T12:35:00Z".parse().unwrap(),
    }
}

/// A list with some of everything.
pub fn day() -> Vec<OrderView> {
    let mut delivery = order(44, Status::Ready, 31);
    delivery.delivery_method = DeliveryMethod::Delivery;
    delivery.allowed_transitions = status::next(Status::Ready, DeliveryMethod::Delivery).to_vec();
    delivery.guest_name = "قهوه‌خانه Ahmadi".into();
    delivery.delivery_address = "Mill Lane 3, second door on the left, ring twice".into();
    delivery.delivery_notes = "mind the dog".into();
    let mut large = order(43, Status::Preparing, 71);
    large.source = Source::Integrator;
    large.number = "P-043".into();
    large.guest_name = "宫保".into();
    large.special_instructions = "all at once, please".into();
    large.items = vec![item("Margherita Pizza", 2, "30.00"), item("Fries", 3, "13.50")];
    large.items[1].id = LineId::from_uuid(id(51));
    large.items[0].options = vec![
        ChosenOptionView {
            id: OptionId::from_uuid(id(20)),
            group: "Size".into(),
            name: "Large".into(),
            price: amount("3.00"),
        },
        ChosenOptionView {
            id: OptionId::from_uuid(id(21)),
            group: "Crust".into(),
            name: "Thin".into(),
            price: amount("0.00"),
        },
    ];
    large.items[0].notes = "no basil".into();
    large.items[0].discount = amount("3.00");
    large.discount_amount = amount("3.00");
    large.subtotal = amount("46.50");
    large.tax = amount("4.35");
    large.tip = amount("2.00");
    large.delivery_fee = amount("2.50");
    large.total = amount("52.35");
    large.paid = large.total;
    vec![unpaid(order(45, Status::Pending, 5)), delivery, large, order(42, Status::Ready, 130)]
}

/// All that the shop tells about an order.
pub fn whole(order: &OrderView) -> Whole {
    let mut payments =
        vec![payment(70, TenderMethod::Cash, "20.00"), payment(71, TenderMethod::Card, "32.35")];
    payments[0].tendered = amount("50.00");
    payments[0].change = amount("30.00");
    payments[1].reference = "TX-77".into();
    if order.total == amount("14.85") {
        payments = vec![payment(70, TenderMethod::Cash, "14.85")];
    }
    if order.due == order.total {
        payments.clear();
    }
    let history = vec![
        step(80, None, Status::Pending, ""),
        step(81, Some(Status::Pending), Status::Processing, "rush"),
    ];
    Whole { order: order.clone(), payments, refunds: Vec::new(), history }
}

pub fn page(rows: Vec<OrderView>) -> Page<OrderView> {
    Page { count: rows.len() as u64, next: None, previous: None, results: rows }
}

impl Till {
    /// The Orders screen with this list on it.
    pub fn looking_at(rows: Vec<OrderView>) -> Self {
        let mut till = Self::selling();
        till.press("alt-2").shop_lists(page(rows));
        till
    }

    /// The list that was asked for last.
    pub fn question(&self) -> Option<(u64, Question)> {
        self.asked.iter().rev().find_map(|cmd| match cmd {
            Cmd::Orders(OrdersCmd::List(number, question)) => Some((*number, question.clone())),
            _ => None,
        })
    }

    pub fn times_listed(&self) -> usize {
        self.asked.iter().filter(|cmd| matches!(cmd, Cmd::Orders(OrdersCmd::List(..)))).count()
    }

    /// The steps that were asked for.
    pub fn changes(&self) -> Vec<Change> {
        let change = |cmd: &Cmd| match cmd {
            Cmd::Orders(OrdersCmd::Change(change)) => Some((**change).clone()),
            _ => None,
        };
        self.asked.iter().filter_map(change).collect()
    }

    /// The orders that were looked at.
    pub fn looks(&self) -> Vec<OrderId> {
        let look = |cmd: &Cmd| match cmd {
            Cmd::Orders(OrdersCmd::Look(id)) => Some(*id),
            _ => None,
        };
        self.asked.iter().filter_map(look).collect()
    }

    /// The shop answers the question that was asked last.
    pub fn shop_lists(&mut self, page: Page<OrderView>) -> &mut Self {
        let (number, question) = self.question().expect("a list was asked for");
        self.hear(Msg::Orders(OrdersMsg::Listed(number, question.page, Ok(Box::new(page)))));
        self
    }

    pub fn list_fails(&mut self, trouble: Trouble) -> &mut Self {
        let (number, question) = self.question().expect("a list was asked for");
        self.hear(Msg::Orders(OrdersMsg::Listed(number, question.page, Err(trouble))));
        self
    }

    /// The shop tells all of the selected order.
    pub fn shop_tells(&mut self) -> &mut Self {
        let order = self.selected();
        self.hear(Msg::Orders(OrdersMsg::Looked(order.id, Ok(Box::new(whole(&order))))));
        self
    }

    /// The shop makes the step that was asked for last.
    pub fn shop_makes_the_step(&mut self) -> &mut Self {
        let change = self.changes().pop().expect("a step was asked for");
        let order = self.model.orders.list.rows.iter().find(|order| order.id == change.id).unwrap();
        let order = after(order.clone(), change.change.status);
        self.hear(Msg::Orders(OrdersMsg::Changed(Box::new(change), Ok(Box::new(order)))));
        self
    }

    pub fn step_fails(&mut self, trouble: Trouble) -> &mut Self {
        let change = self.changes().pop().expect("a step was asked for");
        self.hear(Msg::Orders(OrdersMsg::Changed(Box::new(change), Err(trouble))));
        self
    }

    /// The answer that is awaited takes long.
    pub fn shop_takes_long(&mut self) -> &mut Self {
        let (number, _) = self.question().expect("a list was asked for");
        self.hear(Msg::Orders(OrdersMsg::Woke(OrdersWake::Long(number))));
        self
    }

    /// The order under the cursor.
    pub fn selected(&self) -> OrderView {
        self.model.orders.list.row().expect("an order is selected").clone()
    }

    /// The numbers on the list.
    pub fn numbers(&self) -> Vec<&str> {
        self.model.orders.list.rows.iter().map(|order| order.number.as_str()).collect()
    }
}
