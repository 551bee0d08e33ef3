//! Plays the same acts at a real server, through the SDK, and in the model, and compares what both say.

use std::fmt::Write as _;

use comanda_core::id::{CashSessionId, LineId, OrderId, ReturnId, UserId};
use comanda_sdk::wire::accounts::CreateUser;
use comanda_sdk::wire::cart::{Checkout, PayWith};
use comanda_sdk::wire::cash::{CashMove, CloseDrawer, MoveCash, OpenDrawer};
use comanda_sdk::wire::returns::{ApproveReturn, CompleteReturn, ReceiveReturn};
use comanda_sdk::wire::wallet::{AdjustWallet, FundWallet, Transfer};
use comanda_sdk::wire::{
    CancelOrder, ChangeStatus, OrderView, PayOrder, PlaceOrder, PlaceOrderItem, ProductView, RefundLine,
    RefundOrder, RefundTo, RequestReturn, RequestReturnItem, TenderRequest,
};
use comanda_sdk::{
    Amount, Client, Currency, DeliveryMethod, Error, Money, Quantity, ReturnReason, ReturnType, Role, Status,
    TenderMethod,
};

use super::acts::{self, Act, GUESTS, Tenders};
use super::books::{Back, Books, Sale, Stage, Way};
use super::dice::Dice;
use super::prices::PRICES;
use crate::Shop;
use crate::shop::PASSWORD;

/// On the shelf at the beginning: enough for every game.
const SHELF: u32 = 1_000_000;
/// In the drawer at the beginning, in cents.
const FLOAT: i64 = 20_000;

const SETTINGS: &str = "DELETE FROM shop_settings WHERE name IN ('delivery_fee', 'smallest_coin'); \
     INSERT INTO shop_settings (name, value) VALUES ('delivery_fee', '250'), ('smallest_coin', '5')";

/// A table: its guests, its dishes, its drawer. Several can be played at once in one shop.
pub struct Table {
    name: String,
    staff: Client,
    manager: Client,
    guests: Vec<(Client, UserId, String)>,
    dishes: Vec<ProductView>,
    session: CashSessionId,
    books: Books,
    /// The orders of the model's sales, and their returns.
    orders: Vec<(OrderId, Vec<LineId>, Option<ReturnId>)>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

fn written(cents: i64) -> Amount {
    Currency::default().amount(Money::minor(cents))
}

fn cents(amount: Amount) -> i64 {
    Currency::default().money(amount).unwrap().as_minor()
}

fn units(count: i64) -> Quantity {
    Quantity::try_from(count).unwrap()
}

impl Table {
    /// What the shop must be told before its server starts, for a table to be set in it.
    pub const SETTINGS: &str = SETTINGS;

    /// Sets a table.
    pub async fn set(shop: &Shop, name: &str) -> Self {
        let admin = shop.signed_in(Role::Admin).await;
        let mut guests = Vec::new();
        for number in 0..GUESTS {
            let username = format!("{name}{number}");
            let form = CreateUser {
                username: username.clone(),
                email: format!("{username}@example.com"),
                password: PASSWORD.into(),
                first_name: String::new(),
                last_name: String::new(),
                role: Role::Customer,
                pin: None,
            };
            let id = admin.users().create(&form).await.unwrap().id;
            let client = shop.client();
            client.login(&username, PASSWORD).await.unwrap();
            guests.push((client, id, username));
        }
        let mut csv = "name,category,price,stock\n".to_owned();
        for (number, price) in PRICES.iter().enumerate() {
            let price = written(*price);
            writeln!(csv, "{name} dish {number},{name},{price},{SHELF}").unwrap();
        }
        let all = shop.import(&csv).await;
        let dish = |number: usize| all.iter().find(|dish| dish.name == format!("{name} dish {number}"));
        let dishes = (0..PRICES.len()).map(|number| dish(number).unwrap().clone()).collect();
        let staff = shop.signed_in(Role::Staff).await;
        let session = open(&staff, name, FLOAT).await;
        let manager = shop.signed_in(Role::Manager).await;
        let wallets = vec![0; GUESTS];
        let shelf = [i64::from(SHELF); PRICES.len()];
        let books = Books { wallets, drawer: FLOAT, shelf, ..Books::default() };
        Self { name: name.to_owned(), staff, manager, guests, dishes, session, books, orders: Vec::new() }
    }

    /// Plays one game of so many acts; what went wrong, told with the acts that led there.
    pub async fn play(&mut self, seed: u64, acts: usize) -> Result<(), String> {
        self.books.sales.clear();
        self.orders.clear();
        let mut dice = Dice::new(seed);
        let mut played = Vec::new();
        for _ in 0..acts {
            let act = acts::draw(&mut dice, &self.books);
            played.push(format!("{act:?}"));
            if let Err(difference) = self.act(&act).await {
                return Err(format!("seed {seed}: {difference}\n{}", played.join("\n")));
            }
        }
        self.compare_all()
            .await
            .map_err(|difference| format!("seed {seed}: {difference}\n{}", played.join("\n")))
    }

    async fn act(&mut self, act: &Act) -> Result<(), String> {
        let mut books = self.books.clone();
        match act {
            Act::Deposit { guest, cents: given } => {
                books.deposit(*guest, *given);
                let fund = FundWallet {
                    amount: written(*given),
                    drawer: Some(self.name.clone()),
                    ..FundWallet::default()
                };
                let done = self.staff.wallets().deposit(self.guests[*guest].1, &fund).await;
                same(Ok(()), &done)?;
                equal("balance", cents(done.unwrap().balance), books.wallets[*guest])?;
            }
            Act::Adjust { guest, cents: given } => {
                let said = books.adjust(*guest, *given);
                let adjust = AdjustWallet { amount: written(*given), reason: "a game".to_owned() };
                let done = self.manager.wallets().adjust(self.guests[*guest].1, &adjust).await;
                same(said, &done)?;
            }
            Act::Transfer { from, to, cents: given } => {
                let said = books.transfer(*from, *to, *given);
                let transfer =
                    Transfer { to: self.guests[*to].2.clone(), amount: written(*given), description: None };
                let done = self.guests[*from].0.wallet().transfer(&transfer).await;
                same(said, &done)?;
            }
            Act::MoveCash { cents: given } => {
                let said = books.move_cash(*given);
                let kind = if *given > 0 { CashMove::PayIn } else { CashMove::PayOut };
                let cash = MoveCash { kind, amount: written(given.abs()), note: Some("a game".to_owned()) };
                let done = self.staff.cash_sessions().move_cash(self.session, &cash).await;
                same(said, &done)?;
            }
            Act::CloseDrawer => self.close(books.drawer).await?,
            Act::Checkout { .. } | Act::Sell { .. } => self.order(act, &mut books).await?,
            Act::Pay { sale, tip, tenders } => {
                let said = books.pay(*sale, *tip, tenders);
                let payment = self.payment(*tip, tenders);
                let done = self.staff.orders().pay(self.orders[*sale].0, &payment).await;
                same(said, &done)?;
                if let Ok(paid) = done {
                    compare(&paid.order, &books.sales[*sale])?;
                }
            }
            Act::Advance { sale } => {
                let said = books.advance(*sale);
                let to = ChangeStatus::to(status(said.unwrap_or(Stage::Processing)));
                if said.is_ok() {
                    let done = self.staff.orders().change_status(self.orders[*sale].0, &to).await;
                    same(said.map(drop), &done)?;
                    compare(&done.unwrap(), &books.sales[*sale])?;
                }
            }
            Act::Cancel { .. } | Act::Refund { .. } => self.undo(act, &mut books).await?,
            Act::AskBack { .. }
            | Act::Agree { .. }
            | Act::Receive { .. }
            | Act::PayBack { .. }
            | Act::Forget { .. } => {
                self.give_back(act, &mut books).await?;
            }
        }
        self.books = books;
        Ok(())
    }

    fn payment(&self, tip: i64, tenders: &Tenders) -> PayOrder {
        let tender = |(way, amount): &(Way, Option<i64>)| TenderRequest {
            amount: amount.map(written),
            ..TenderRequest::whole(match way {
                Way::Cash => TenderMethod::Cash,
                Way::Card => TenderMethod::Card,
                Way::Wallet => TenderMethod::Wallet,
            })
        };
        let tip = (tip != 0).then(|| written(tip));
        let drawer = Some(self.name.clone());
        PayOrder { tip, drawer, ..PayOrder::with(tenders.iter().map(tender).collect()) }
    }

    fn items(&self, wanted: &[(usize, i64)]) -> Vec<PlaceOrderItem> {
        wanted.iter().map(|(dish, count)| PlaceOrderItem::new(self.dishes[*dish].id, units(*count))).collect()
    }

    async fn order(&mut self, act: &Act, books: &mut Books) -> Result<(), String> {
        let (said, done) = match act {
            Act::Checkout { guest, wanted, is_delivery, tip, from_wallet } => {
                let mut sale = Sale::new(Some(*guest), *is_delivery, wanted);
                let tenders: Tenders = if *from_wallet { vec![(Way::Wallet, None)] } else { Vec::new() };
                if !from_wallet {
                    sale.total += tip;
                }
                let said = books.sell(sale, if *from_wallet { *tip } else { 0 }, &tenders);
                let cart = self.guests[*guest].0.cart();
                cart.clear().await.map_err(|error| error.to_string())?;
                for item in self.items(wanted) {
                    cart.add(&item).await.map_err(|error| error.to_string())?;
                }
                let method = if *is_delivery { DeliveryMethod::Delivery } else { DeliveryMethod::Pickup };
                let checkout = Checkout {
                    delivery_method: method,
                    delivery_address: is_delivery.then(|| "1 Quay".to_owned()),
                    tip: (*tip != 0).then(|| written(*tip)),
                    pay_with: from_wallet.then_some(PayWith::Wallet),
                    ..Checkout::default()
                };
                (said, cart.checkout(&checkout).await)
            }
            Act::Sell { guest, wanted, tip, tenders } => {
                let said = books.sell(Sale::new(*guest, false, wanted), *tip, tenders);
                let order = PlaceOrder {
                    items: self.items(wanted),
                    customer_id: guest.map(|guest| self.guests[guest].1),
                    payment: (!tenders.is_empty()).then(|| self.payment(*tip, tenders)),
                    ..PlaceOrder::default()
                };
                (said, self.staff.orders().place(&order).await)
            }
            other => unreachable!("{other:?} makes no order"),
        };
        same(said, &done)?;
        if let Ok(placed) = done {
            compare(&placed.order, books.sales.last().unwrap())?;
            let lines = placed.order.items.iter().map(|item| item.id).collect();
            self.orders.push((placed.order.id, lines, None));
        }
        Ok(())
    }

    async fn undo(&mut self, act: &Act, books: &mut Books) -> Result<(), String> {
        let (sale, said, done) = match act {
            Act::Cancel { sale, by_owner, to_shelf, our_fault } => {
                let owner = books.sales[*sale].guest.filter(|_| *by_owner);
                let to_shelf = *to_shelf && owner.is_none();
                let said = books.cancel(*sale, owner.is_some(), to_shelf, *our_fault);
                let (id, lines, _) = &self.orders[*sale];
                let cancel = CancelOrder {
                    reason: Some("a game".to_owned()),
                    restock_items: if to_shelf { lines.clone() } else { Vec::new() },
                    shop_fault: *our_fault,
                    drawer: Some(self.name.clone()),
                    version: None,
                };
                let client = owner.map_or(&self.staff, |guest| &self.guests[guest].0);
                (*sale, said, client.orders().cancel(*id, &cancel).await)
            }
            Act::Refund { sale, what, our_fault, to_wallet, to_shelf } => {
                let said = books.refund(*sale, *what, *our_fault, *to_wallet, *to_shelf);
                let (id, lines, _) = &self.orders[*sale];
                let mut refund = RefundOrder {
                    reason: "a game".to_owned(),
                    to: if *to_wallet { RefundTo::Wallet } else { RefundTo::Origin },
                    restock: *to_shelf,
                    shop_fault: *our_fault,
                    drawer: Some(self.name.clone()),
                    ..RefundOrder::default()
                };
                match what {
                    Back::All => {}
                    Back::Cents(given) => refund.amount = Some(written(*given)),
                    Back::Line(line, count) => {
                        let line =
                            RefundLine { item_id: lines[*line], quantity: units(*count), restock: None };
                        refund.lines = vec![line];
                    }
                }
                (*sale, said, self.manager.orders().refund(*id, &refund).await)
            }
            other => unreachable!("{other:?} undoes nothing"),
        };
        same(said, &done)?;
        done.map_or(Ok(()), |refunded| compare(&refunded.order, &books.sales[sale]))
    }

    async fn give_back(&mut self, act: &Act, books: &mut Books) -> Result<(), String> {
        let (sale, said, done) = match act {
            Act::AskBack { sale, line, count, goods_come_back } => {
                let Some(guest) = books.sales[*sale].guest else { return Ok(()) };
                let said = books.ask_back(*sale, *line, *count, *goods_come_back);
                let (id, lines, _) = &self.orders[*sale];
                let item = RequestReturnItem {
                    order_item: lines[*line],
                    quantity: units(*count),
                    reason: None,
                    description: None,
                };
                let kind = if *goods_come_back { ReturnType::ReturnRefund } else { ReturnType::Refund };
                let request = RequestReturn {
                    order: *id,
                    return_type: kind,
                    reason: ReturnReason::Damaged,
                    description: "a game".to_owned(),
                    items: vec![item],
                };
                (*sale, said, self.guests[guest].0.returns().request(&request).await)
            }
            Act::Agree { sale, .. }
            | Act::Receive { sale, .. }
            | Act::PayBack { sale }
            | Act::Forget { sale, .. } => {
                let Some(wish) = self.orders[*sale].2 else { return Ok(()) };
                let returns = self.manager.returns();
                match act {
                    Act::Agree { less, .. } => {
                        let said = books.agree(*sale, *less);
                        let approve = Self::approval(books, *sale, *less);
                        (*sale, said, returns.approve(wish, &approve).await)
                    }
                    Act::Receive { to_shelf, .. } => {
                        let said = books.receive(*sale, *to_shelf);
                        (*sale, said, returns.receive(wish, ReceiveReturn { restock: *to_shelf }).await)
                    }
                    Act::PayBack { .. } => {
                        let said = books.pay_back(*sale);
                        let drawer = Some(self.name.clone());
                        let complete = CompleteReturn { to: RefundTo::Origin, drawer };
                        (*sale, said, returns.complete_refund(wish, &complete).await)
                    }
                    _ => {
                        let by_owner = matches!(act, Act::Forget { by_owner: true, .. });
                        let said = books.forget(*sale, by_owner);
                        let guest = books.sales[*sale].guest.unwrap();
                        let done = if by_owner {
                            self.guests[guest].0.returns().cancel(wish).await
                        } else {
                            returns.reject(wish, "a game").await
                        };
                        (*sale, said, done)
                    }
                }
            }
            other => unreachable!("{other:?} gives nothing back"),
        };
        same(said, &done)?;
        if let Ok(wish) = done {
            self.orders[sale].2 = books.sales[sale].wish.is_some().then_some(wish.id);
            if let Some(agreed) = books.sales[sale].wish.as_ref().and_then(|wish| wish.agreed) {
                equal("what was agreed to", cents(wish.refund_amount), agreed)?;
            }
        }
        Ok(())
    }

    /// `books` have agreed already.
    fn approval(books: &Books, sale: usize, less: i64) -> ApproveReturn {
        let agreed = books.sales[sale].wish.as_ref().and_then(|wish| wish.agreed);
        ApproveReturn {
            refund_amount: agreed.filter(|_| less > 0).map(written),
            admin_notes: Some("a game".to_owned()),
            ..ApproveReturn::default()
        }
    }

    async fn close(&mut self, expected: i64) -> Result<(), String> {
        let counted = CloseDrawer { counted: Some(written(expected)), denominations: Vec::new() };
        let closed = self.staff.cash_sessions().close(self.session, &counted).await;
        let session = closed.map_err(|error| error.to_string())?.session;
        equal("over or short", session.over_short.map(cents), Some(0))?;
        self.session = open(&self.staff, &self.name, expected).await;
        Ok(())
    }

    /// Whatever was not in the answers: wallets, the drawer, the shelf.
    async fn compare_all(&self) -> Result<(), String> {
        for (guest, (client, ..)) in self.guests.iter().enumerate() {
            let wallet = client.wallet().get().await.map_err(|error| error.to_string())?;
            equal("wallet", cents(wallet.balance), self.books.wallets[guest])?;
        }
        let session =
            self.staff.cash_sessions().get(self.session).await.map_err(|error| error.to_string())?;
        equal("drawer", cents(session.expected), self.books.drawer)?;
        for (dish, product) in self.dishes.iter().enumerate() {
            let stock = self.staff.inventory().get(product.id).await.map_err(|error| error.to_string())?;
            let counts = (i64::from(stock.on_hand), i64::from(stock.reserved));
            equal("counts", counts, (self.books.shelf[dish], self.books.promised[dish]))?;
        }
        for (sale, (id, ..)) in self.books.sales.iter().zip(&self.orders) {
            compare(&self.staff.orders().get(*id).await.map_err(|error| error.to_string())?, sale)?;
        }
        Ok(())
    }
}

async fn open(staff: &Client, drawer: &str, counted: i64) -> CashSessionId {
    let open = OpenDrawer { opening_count: written(counted), drawer: Some(drawer.to_owned()) };
    staff.cash_sessions().open(&open).await.unwrap().id
}

const fn status(stage: Stage) -> Status {
    match stage {
        Stage::Pending => Status::Pending,
        Stage::Processing => Status::Processing,
        Stage::Preparing => Status::Preparing,
        Stage::Ready => Status::Ready,
        Stage::Shipped => Status::Shipped,
        Stage::Delivered => Status::Delivered,
        Stage::Cancelled => Status::Cancelled,
        Stage::Refunded => Status::Refunded,
    }
}

/// The shop does what the model says, or refuses it for the same reason where the model has a word for it.
fn same<T>(said: Result<(), &str>, done: &Result<T, Error>) -> Result<(), String> {
    match (said, done) {
        (Ok(()), Ok(_)) => Ok(()),
        (Err(""), Err(error)) if error.code().is_some() => Ok(()),
        (Err(word), Err(error)) if error.code() == Some(word) => Ok(()),
        (said, Ok(_)) => Err(format!("the model says {said:?}, the shop has done it")),
        (said, Err(error)) => Err(format!("the model says {said:?}, the shop {:?}: {error}", error.code())),
    }
}

fn compare(order: &OrderView, sale: &Sale) -> Result<(), String> {
    equal("status", order.status, status(sale.stage))?;
    equal("total", cents(order.total), sale.total)?;
    equal("paid", cents(order.paid), sale.paid())?;
    equal("refunded", cents(order.refunded), sale.back)?;
    equal("due", cents(order.due), sale.due())?;
    for (item, line) in order.items.iter().zip(&sale.lines) {
        equal("line", cents(item.line_total) + cents(item.tax), line.worth)?;
        equal("pieces back", i64::from(item.refunded_quantity), line.back)?;
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over figures as they come")]
fn equal<T: PartialEq + std::fmt::Debug>(what: &str, shop: T, model: T) -> Result<(), String> {
    if shop == model { Ok(()) } else { Err(format!("{what}: the shop says {shop:?}, the model {model:?}")) }
}
