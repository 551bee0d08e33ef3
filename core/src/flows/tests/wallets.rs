//! Wallets: paid into, given from, corrected, and looked at; the books hold whoever does it, and however many at once.

use super::drawers::amount;
use super::people::{at_once, later};
use super::{PayOrder, Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::wallets::{self, TransactionQuery};
use crate::money::Amount;
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::wallet::{DepositMode, TransactionType};
use crate::wire::wallet::{
    AdjustWallet, Deposit, DepositMethod, FundWallet, Transacted, TransactionView, Transfer,
};

fn cash(sum: &str) -> FundWallet {
    FundWallet { amount: amount(sum), ..FundWallet::default() }
}

fn known_as(sum: &str, reference: &str) -> FundWallet {
    FundWallet { method: DepositMethod::Card, reference: Some(reference.to_owned()), ..cash(sum) }
}

impl Shop {
    /// Staff take this much in cash for a customer.
    pub(super) fn deposited(&self, customer: &Actor, sum: &str) -> Transacted {
        self.funded(&self.staff, customer, &cash(sum), DepositMode::Staff).unwrap()
    }

    fn funded(
        &self,
        by: &Actor,
        customer: &Actor,
        fund: &FundWallet,
        mode: DepositMode,
    ) -> Result<Transacted> {
        let (id, fund) = (customer.user_id().unwrap(), fund.clone());
        self.by(by, move |tx, actor| wallets::fund(tx, actor, id, &fund, mode, now()))
    }

    pub(super) fn balance(&self, of: &Actor) -> Amount {
        self.store.read(|tx| wallets::own(tx, of)).unwrap().balance
    }

    fn given(&self, from: &Actor, to: &str, sum: &str, note: &str) -> Result<Transacted> {
        let description = Some(note.to_owned());
        let transfer = Transfer { to: to.to_owned(), amount: amount(sum), description };
        self.by(from, move |tx, actor| wallets::transfer(tx, actor, &transfer, now()))
    }

    fn adjusted(&self, by: &Actor, of: &Actor, sum: &str, reason: &str) -> Result<Transacted> {
        let adjust = AdjustWallet { amount: amount(sum), reason: reason.to_owned() };
        let id = of.user_id().unwrap();
        self.by(by, move |tx, actor| wallets::adjust(tx, actor, id, &adjust, now()))
    }

    fn statement(&self, of: &Actor, query: TransactionQuery) -> Vec<TransactionView> {
        let page = PageRequest::default();
        self.store.read(|tx| wallets::own_transactions(tx, of, query, page)).unwrap().items
    }
}

#[test]
fn a_statement_tells_what_each_change_was_for() {
    let shop = Shop::open();
    let (carl, dora) = (shop.person("carl", Role::Customer), shop.person("dora", Role::Customer));
    let manager = shop.person("mina", Role::Manager);
    shop.deposited(&carl, "30.00");
    let order = shop.order_for(&carl);
    let paid = shop.pay(order, PayOrder::wallet()).unwrap();
    assert_eq!((paid.order.paid, paid.order.due), (amount("7.15"), amount("0.00")));
    let sent = shop.given(&carl, "Dora@Example.com", "5.00", "lunch").unwrap();
    assert_eq!((sent.balance, sent.transaction.amount), (amount("17.85"), amount("-5.00")));
    shop.adjusted(&manager, &carl, "-0.85", "counted twice").unwrap();
    let cancel = crate::wire::orders::ChangeStatus {
        notes: Some("gone".to_owned()),
        ..crate::wire::orders::ChangeStatus::to(crate::orders::Status::Cancelled)
    };
    shop.by(&shop.staff, move |tx, by| super::flows::orders::change_status(tx, by, order, &cancel, now()))
        .unwrap();

    let told: Vec<_> = shop
        .statement(&carl, TransactionQuery::default())
        .into_iter()
        .map(|one| (one.kind, one.amount, one.balance_after, one.description))
        .collect();
    let row = |kind, sum, after, words: &str| (kind, amount(sum), amount(after), words.to_owned());
    let wanted = [
        row(TransactionType::Refund, "7.15", "24.15", "Refund of order A-001"),
        row(TransactionType::Adjustment, "-0.85", "17.00", "counted twice"),
        row(TransactionType::TransferOut, "-5.00", "17.85", "To dora: lunch"),
        row(TransactionType::Purchase, "-7.15", "22.85", "Order A-001"),
        row(TransactionType::Deposit, "30.00", "30.00", "Deposit"),
    ];
    assert_eq!(told, wanted);
    let received = &shop.statement(&dora, TransactionQuery::default())[0];
    assert_eq!((received.kind, received.amount), (TransactionType::TransferIn, amount("5.00")));
    assert_eq!((received.description.as_str(), received.id), ("From carl: lunch", sent.transaction.id));
    let stats = shop.store.read(|tx| wallets::own_stats(tx, &carl)).unwrap();
    assert_eq!((stats.balance, stats.transactions), (amount("24.15"), 5));
    assert_eq!(
        (stats.deposited, stats.spent, stats.refunded),
        (amount("30"), amount("7.15"), amount("7.15"))
    );
    assert_eq!((stats.sent, stats.received, stats.adjusted), (amount("5"), amount("0"), amount("-0.85")));
    assert_eq!(stats.last_transaction_at, Some(now()));
    for kind in ["deposited", "transferred", "adjusted"] {
        assert_eq!(shop.events(&format!("wallet.{kind}")), 1, "{kind}");
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_statement_is_cut_by_type_and_by_the_shops_days() {
    let shop = Shop::open();
    let carl = shop.person("carl", Role::Customer);
    // Two in the morning belongs to the day before.
    for (time, sum) in [("21T12:00", "1.00"), ("22T03:59", "2.00"), ("22T04:00", "4.00")] {
        let (at, deposit) = (format!("2026-11-{time}:00Z").parse().unwrap(), cash(sum));
        let id = carl.user_id().unwrap();
        shop.by(&shop.staff, move |tx, actor| wallets::fund(tx, actor, id, &deposit, DepositMode::Staff, at))
            .unwrap();
    }
    shop.person("dora", Role::Customer);
    shop.given(&carl, "dora", "0.50", "").unwrap();
    let day = |text: &str| Some(text.parse().unwrap());
    let sums = |query: TransactionQuery| {
        shop.statement(&carl, query).iter().map(|one| one.amount).collect::<Vec<_>>()
    };
    let all = TransactionQuery::default();
    let until = TransactionQuery { end_date: day("2026-11-21"), ..all };
    assert_eq!(sums(until), [amount("2.00"), amount("1.00")]);
    let since = TransactionQuery { start_date: day("2026-11-22"), ..all };
    assert_eq!(sums(since), [amount("-0.50"), amount("4.00")]);
    assert_eq!(sums(TransactionQuery { kind: Some(TransactionType::TransferIn), ..all }), []);
    let out = TransactionQuery { kind: Some(TransactionType::TransferOut), ..all };
    assert_eq!(sums(out), [amount("-0.50")]);
    let deposits = TransactionQuery { kind: Some(TransactionType::Deposit), ..since };
    assert_eq!(sums(deposits), [amount("4.00")]);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn customers_pay_in_by_themselves_only_where_the_shop_is_only_shown() {
    let shop = Shop::open();
    let carl = shop.person("carl", Role::Customer);
    let deposit = |sum: &str, mode| {
        let deposit = Deposit { amount: amount(sum), description: Some("pocket money".to_owned()) };
        shop.by(&carl, move |tx, actor| wallets::deposit(tx, actor, &deposit, mode, now()))
    };
    for mode in [DepositMode::Staff, DepositMode::Provider] {
        assert_eq!(refusal(deposit("5.00", mode)), Refusal::DepositsNotOffered);
    }
    for wrong in ["0.00", "-1.00", "0.001"] {
        assert_eq!(refusal(deposit(wrong, DepositMode::Demo)).code(), "invalid_input", "{wrong}");
    }
    let done = deposit("5.00", DepositMode::Demo).unwrap();
    assert_eq!((done.balance, done.transaction.description.as_str()), (amount("5.00"), "pocket money"));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_transfer_goes_to_somebody_else_who_is_there_and_never_below_zero() {
    let shop = Shop::open();
    let (carl, dora) = (shop.person("carl", Role::Customer), shop.person("dora", Role::Customer));
    shop.deposited(&carl, "5.00");
    assert_eq!(refusal(shop.given(&carl, "CARL", "1.00", "")), Refusal::TransferToSelf);
    assert_eq!(refusal(shop.given(&carl, "nobody", "1.00", "")), Refusal::not_found("user"));
    let nowhere = refusal(shop.given(&carl, " ", "1.00", ""));
    assert_eq!(nowhere.to_string(), "to: give a user name or an e-mail address");
    let wanted = Refusal::InsufficientFunds { balance: amount("5.00"), needed: amount("5.01") };
    assert_eq!(refusal(shop.given(&carl, "dora", "5.01", "")), wanted);
    shop.given(&carl, "dora", "5.00", "").unwrap();
    shop.execute("UPDATE users SET is_active = FALSE WHERE username = 'carl'");
    assert_eq!(refusal(shop.given(&dora, "carl", "1.00", "")), Refusal::not_found("user"));
    assert_eq!((shop.balance(&carl), shop.balance(&dora)), (amount("0.00"), amount("5.00")));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn transfers_both_ways_at_once_neither_wait_for_ever_nor_lose_a_cent() {
    let shop = Shop::open();
    let (carl, dora) = (shop.person("carl", Role::Customer), shop.person("dora", Role::Customer));
    shop.deposited(&carl, "50.00");
    shop.deposited(&dora, "50.00");
    let answers = at_once(24, |turn| match turn % 2 {
        0 => shop.given(&carl, "dora", "3.00", ""),
        _ => shop.given(&dora, "carl", "2.00", ""),
    });
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!((shop.balance(&carl), shop.balance(&dora)), (amount("38.00"), amount("62.00")));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn staff_take_deposits_in_cash_into_an_open_drawer_or_by_card() {
    let shop = Shop::open();
    let carl = shop.person("carl", Role::Customer);
    let bar = shop.open_drawer("bar", "0.00");
    let named = FundWallet { drawer: Some("bar".to_owned()), ..cash("8.00") };
    let done = shop.funded(&shop.staff, &carl, &named, DepositMode::Provider).unwrap();
    assert_eq!((done.balance, done.transaction.by.as_str()), (amount("8.00"), "sara"));
    let by_card = FundWallet { drawer: Some("bar".to_owned()), ..known_as("2.00", "T-1") };
    shop.funded(&shop.staff, &carl, &by_card, DepositMode::Staff).unwrap();
    let x = shop.report(bar.id);
    assert_eq!((x.cash.deposits, x.cash.sales, x.cash.expected), (amount("8"), amount("0"), amount("8")));
    let taken: Vec<_> = x.tenders.iter().map(|one| (one.payments, one.taken)).collect();
    assert_eq!(taken, [(1, amount("8.00")), (1, amount("2.00")), (0, amount("0.00"))]);
    let closed = FundWallet { drawer: Some("yard".to_owned()), ..cash("1.00") };
    let refused = refusal(shop.funded(&shop.staff, &carl, &closed, DepositMode::Staff));
    assert_eq!(refused, Refusal::DrawerClosed);
    let odd = FundWallet { reference: Some("T-2".to_owned()), ..named };
    let refused = refusal(shop.funded(&shop.staff, &carl, &odd, DepositMode::Staff));
    assert!(refused.to_string().starts_with("reference: "), "{refused}");
    assert_eq!(shop.balance(&carl), amount("10.00"));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_a_provider_tells_twice_is_booked_once() {
    let shop = Shop::open();
    let (carl, dora) = (shop.person("carl", Role::Customer), shop.person("dora", Role::Customer));
    let paypoint = shop.device("paypoint", DeviceRole::Integrator);
    let tells =
        |customer: &Actor, fund: &FundWallet| shop.funded(&paypoint, customer, fund, DepositMode::Provider);
    let missing = refusal(tells(&carl, &cash("10.00")));
    assert_eq!(missing.to_string(), "reference: is required");
    let answers = at_once(12, |_| tells(&carl, &known_as("10.00", "pi_1")));
    let first = answers[0].as_ref().unwrap().clone();
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == &first), "{answers:?}");
    let used = Refusal::ReferenceUsed { reference: "pi_1".to_owned() };
    assert_eq!(refusal(tells(&carl, &known_as("10.01", "pi_1"))), used);
    assert_eq!(refusal(tells(&dora, &known_as("10.00", "pi_1"))), used);
    let source = "SELECT account AS entry FROM ledger_entries WHERE reference = 'pi_1'";
    let paypoints = format!("provider:{}", paypoint.api_key_id().unwrap());
    assert_eq!(shop.text(source), Some(paypoints), "by its id: another key may be called the same later");
    // Another provider's number, or the card terminal's, is another.
    let other = shop.device("terminal", DeviceRole::Integrator);
    shop.funded(&other, &dora, &known_as("3.00", "pi_1"), DepositMode::Provider).unwrap();
    shop.funded(&shop.staff, &dora, &known_as("4.00", "pi_1"), DepositMode::Provider).unwrap();
    assert_eq!((shop.balance(&carl), shop.balance(&dora)), (amount("10.00"), amount("7.00")));
    for mode in [DepositMode::Demo, DepositMode::Staff] {
        let refused = refusal(shop.funded(&paypoint, &carl, &known_as("1.00", "pi_2"), mode));
        assert_eq!(refused, Refusal::Forbidden, "{mode}");
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_correction_has_a_reason_and_leaves_no_debt() {
    let shop = Shop::open();
    let (carl, manager) = (shop.person("carl", Role::Customer), shop.person("mina", Role::Manager));
    let up = shop.adjusted(&manager, &carl, "5.00", "sorry").unwrap();
    assert_eq!((up.balance, up.transaction.kind), (amount("5.00"), TransactionType::Adjustment));
    let wanted = Refusal::InsufficientFunds { balance: amount("5.00"), needed: amount("5.01") };
    assert_eq!(refusal(shop.adjusted(&manager, &carl, "-5.01", "too much")), wanted);
    assert_eq!(refusal(shop.adjusted(&manager, &carl, "-1.00", " ")).to_string(), "reason: say why");
    assert_eq!(
        refusal(shop.adjusted(&manager, &carl, "0.00", "why")).to_string(),
        "amount: must not be zero"
    );
    let down = shop.adjusted(&manager, &carl, "-5.00", "mistake").unwrap();
    assert_eq!((down.balance, down.transaction.amount), (amount("0.00"), amount("-5.00")));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn of_many_orders_paid_from_one_wallet_as_many_are_as_it_holds() {
    let shop = Shop::open();
    let carl = shop.person("carl", Role::Customer);
    shop.deposited(&carl, "30.00");
    let orders: Vec<_> = (0..8).map(|_| shop.order_for(&carl)).collect();
    let answers = at_once(8, |turn| {
        let order = orders[turn];
        shop.by(&carl, move |tx, by| super::flows::orders::pay(tx, by, order, &PayOrder::wallet(), now()))
    });
    let (paid, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(paid.len(), 4);
    for answer in refused {
        assert_eq!(refusal(answer).code(), "insufficient_funds");
    }
    assert_eq!(shop.balance(&carl), amount("1.40"));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn wallets_of_others_are_for_staff_and_corrections_for_managers() {
    let shop = Shop::open();
    let (carl, dora) = (shop.person("carl", Role::Customer), shop.person("dora", Role::Customer));
    let id = carl.user_id().unwrap();
    let look = |by: &Actor| {
        let page = PageRequest::default();
        let by = by.clone();
        [
            shop.store.read(|tx| wallets::load(tx, &by, id)).map(drop),
            shop.store
                .read(|tx| wallets::transactions(tx, &by, id, TransactionQuery::default(), page))
                .map(drop),
        ]
    };
    let app = shop.device("app", DeviceRole::Integrator);
    for (actor, wanted) in [(&dora, Refusal::Forbidden), (&app, Refusal::Forbidden)]
        .into_iter()
        .chain([(&Actor::Anonymous, Refusal::NotAuthenticated)])
    {
        for answer in look(actor) {
            assert_eq!(refusal(answer), wanted);
        }
        assert_eq!(refusal(shop.adjusted(actor, &carl, "1.00", "gift")), wanted);
        assert_eq!(refusal(shop.funded(actor, &carl, &cash("1.00"), DepositMode::Demo)), wanted);
    }
    assert!(look(&shop.staff).iter().all(Result::is_ok));
    assert_eq!(refusal(shop.adjusted(&shop.staff, &carl, "1.00", "gift")), Refusal::Forbidden);
    let (kiosk, nobody) = (shop.device("door", DeviceRole::Kiosk), Actor::Anonymous);
    for (actor, wanted) in [(&kiosk, Refusal::Forbidden), (&nobody, Refusal::NotAuthenticated)] {
        assert_eq!(refusal(shop.store.read(|tx| wallets::own(tx, actor))), wanted);
        assert_eq!(refusal(shop.given(actor, "carl", "1.00", "")), wanted);
    }
    let absent = "user_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    let staff = shop.staff.clone();
    let refused = shop.store.read(|tx| wallets::load(tx, &staff, absent));
    assert_eq!(refusal(refused), Refusal::not_found("user"));
    let refused = shop.by(&shop.staff, move |tx, by| {
        wallets::fund(tx, by, absent, &cash("1.00"), DepositMode::Staff, later(1))
    });
    assert_eq!(refusal(refused), Refusal::not_found("user"));
    assert_eq!(shop.rows("ledger_entries WHERE account LIKE 'wallet%'"), 0);
    assert_eq!(shop.broken_law(), None);
}
