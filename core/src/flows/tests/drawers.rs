//! Cash drawers: what goes in and out, what is reported, and what a closing settles for good.

use std::thread;

use super::people::{at_once, later, lingering};
use super::{PayOrder, Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::{self, drawers};
use crate::id::{CashSessionId, OrderId};
use crate::money::{Amount, Money};
use crate::orders::TenderMethod;
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::cash::{
    CashMove, CashMovementView, CashReportView, CashSessionView, CloseDrawer, DenominationCount, MoveCash,
    OpenDrawer, ReportKind,
};
use crate::wire::orders::PlaceOrder;
use crate::wire::{PaidOrder, TenderRequest};

pub(super) fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

impl Shop {
    pub(super) fn open_drawer(&self, drawer: &str, count: &str) -> CashSessionView {
        let open = OpenDrawer { opening_count: amount(count), drawer: Some(drawer.to_owned()) };
        self.by(&self.staff, move |tx, actor| drawers::open(tx, actor, &open, now())).unwrap()
    }

    pub(super) fn move_cash(
        &self,
        id: CashSessionId,
        kind: CashMove,
        sum: &str,
        note: &str,
    ) -> Result<CashMovementView> {
        let cash = MoveCash { kind, amount: amount(sum), note: Some(note.to_owned()) };
        self.by(&self.staff, move |tx, actor| drawers::move_cash(tx, actor, id, &cash, now()))
    }

    pub(super) fn close_drawer(&self, id: CashSessionId, counted: &str) -> Result<CashReportView> {
        let close = CloseDrawer { counted: Some(amount(counted)), denominations: Vec::new() };
        self.by(&self.staff, move |tx, actor| drawers::close(tx, actor, id, &close, later(60)))
    }

    pub(super) fn report(&self, id: CashSessionId) -> CashReportView {
        let staff = self.staff.clone();
        self.store.read(|tx| drawers::report(tx, &staff, id)).unwrap()
    }

    fn current(&self) -> Result<CashSessionView> {
        let staff = self.staff.clone();
        self.store.read(|tx| drawers::current(tx, &staff))
    }

    pub(super) fn pay(&self, order: OrderId, payment: PayOrder) -> Result<PaidOrder> {
        self.by(&self.staff, move |tx, actor| flows::orders::pay(tx, actor, order, &payment, now()))
    }

    /// An unpaid order of a customer: a soup and a tea, 7.15.
    pub(super) fn order_for(&self, customer: &Actor) -> OrderId {
        let items = super::items(&[(self.soup, 1), (self.tea, 1)]);
        let order = PlaceOrder { items, customer_id: customer.user_id(), ..PlaceOrder::default() };
        self.by(&self.staff, move |tx, actor| flows::orders::place(tx, actor, &order, now()))
            .unwrap()
            .order
            .id
    }
}

fn part(method: TenderMethod, sum: Option<&str>) -> TenderRequest {
    TenderRequest { amount: sum.map(amount), ..TenderRequest::whole(method) }
}

#[test]
fn a_day_of_a_drawer_is_told_and_put_away() {
    let shop = Shop::open();
    let main = shop.current().unwrap();
    let sold = shop.place(&[(shop.soup, 2)], Some(PayOrder::cash(Some(amount("20.00"))))).unwrap().order;
    assert_eq!(sold.total, amount("9.90"));
    shop.place(&[(shop.tea, 1)], Some(PayOrder::card(None))).unwrap();
    let tipped = PayOrder { tip: Some(amount("1.00")), ..PayOrder::cash(None) };
    shop.place(&[(shop.tea, 1)], Some(tipped)).unwrap();
    shop.move_cash(main.id, CashMove::PayIn, "20.00", "").unwrap();
    shop.move_cash(main.id, CashMove::PayOut, "4.50", "milk").unwrap();
    shop.move_cash(main.id, CashMove::Drop, "80.00", "").unwrap();
    let unpaid = shop.place(&[(shop.soup, 1)], None).unwrap().order;

    let x = shop.report(main.id);
    assert_eq!(x.kind, ReportKind::X);
    let cash = x.cash;
    assert_eq!((cash.opening_count, cash.sales, cash.tips), (amount("100"), amount("12.10"), amount("1")));
    assert_eq!((cash.paid_in, cash.paid_out, cash.drops), (amount("20"), amount("4.5"), amount("80")));
    assert_eq!((cash.expected, x.session.expected), (amount("48.60"), amount("48.60")));
    let told: Vec<_> = x.tenders.iter().map(|one| (one.method, one.payments, one.taken)).collect();
    let wanted = [
        (TenderMethod::Cash, 2, amount("13.10")),
        (TenderMethod::Card, 1, amount("2.20")),
        (TenderMethod::Wallet, 0, amount("0.00")),
    ];
    assert_eq!(told, wanted);
    let moves: Vec<_> = x.movements.iter().map(|one| (one.kind, one.note.as_str())).collect();
    assert_eq!(moves, [(CashMove::PayIn, ""), (CashMove::PayOut, "milk"), (CashMove::Drop, "")]);
    assert_eq!((x.open_orders.count, x.open_orders.due), (1, amount("4.95")));
    assert_eq!(x.open_orders.numbers, [unpaid.number]);

    let z = shop.close_drawer(main.id, "48.00").unwrap();
    assert_eq!((z.kind, z.cash, &z.tenders), (ReportKind::Z, x.cash, &x.tenders));
    assert_eq!((z.session.over_short, z.session.z_number), (Some(amount("-0.60")), Some(1)));
    assert_eq!(z.session.expected, amount("48.60"));
    shop.pay(unpaid.id, PayOrder::card(None)).unwrap();
    assert_eq!(shop.report(main.id), z, "it is told the same for ever");
    let drawer =
        "SELECT CAST(SUM(amount) AS TEXT) AS entry FROM ledger_entries WHERE account = 'cash_drawer:main'";
    assert_eq!(shop.text(drawer).as_deref(), Some("0"), "a closed drawer stands at nothing");
    for kind in ["opened", "moved", "closed"] {
        assert!(shop.events(&format!("cash_session.{kind}")) > 0, "{kind}");
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_went_back_in_cash_is_no_longer_in_the_drawer() {
    let shop = Shop::open();
    let id = shop.current().unwrap().id;
    let order = shop.place(&[(shop.soup, 2)], Some(PayOrder::cash(None))).unwrap().order;
    let cancel = crate::wire::orders::ChangeStatus {
        notes: Some("gone".to_owned()),
        ..crate::wire::orders::ChangeStatus::to(crate::orders::Status::Cancelled)
    };
    shop.by(&shop.staff, move |tx, by| flows::orders::change_status(tx, by, order.id, &cancel, now()))
        .unwrap();
    let x = shop.report(id);
    assert_eq!(
        (x.cash.sales, x.cash.refunds, x.cash.expected),
        (amount("9.9"), amount("9.9"), amount("100"))
    );
    let cash = x.tenders[0];
    assert_eq!((cash.payments, cash.taken, cash.refunded), (1, amount("9.90"), amount("9.90")));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn nobody_takes_out_more_than_should_be_there() {
    let shop = Shop::open();
    let id = shop.current().unwrap().id;
    for kind in [CashMove::PayOut, CashMove::Drop] {
        let refused = refusal(shop.move_cash(id, kind, "100.01", "milk"));
        assert_eq!(refused, Refusal::NotInDrawer { expected: amount("100.00") });
    }
    shop.move_cash(id, CashMove::PayIn, "100.01", "").unwrap();
    shop.move_cash(id, CashMove::Drop, "200.01", "").unwrap();
    let refused = refusal(shop.move_cash(id, CashMove::PayOut, "0.01", "milk"));
    assert_eq!(refused, Refusal::NotInDrawer { expected: amount("0.00") });
    assert_eq!(refusal(shop.move_cash(id, CashMove::PayOut, "1.00", " ")).to_string(), "note: say why");
    assert!(refusal(shop.move_cash(id, CashMove::PayIn, "0.00", "")).to_string().starts_with("amount:"));
    let nobody_knows = "cashsession_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    let refused = refusal(shop.move_cash(nobody_knows, CashMove::PayIn, "1.00", ""));
    assert_eq!(refused, Refusal::not_found("cash session"));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn of_many_who_empty_a_drawer_at_once_as_many_do_as_there_is_cash() {
    let shop = Shop::open();
    let id = shop.current().unwrap().id;
    let milk = MoveCash { kind: CashMove::PayOut, amount: amount("30.00"), note: Some("milk".to_owned()) };
    let answers = at_once(12, |_| {
        let milk = milk.clone();
        shop.by(&shop.staff, move |tx, by| lingering(drawers::move_cash(tx, by, id, &milk, now())))
    });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
    assert_eq!(shop.report(id).cash.expected, amount("10.00"));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_drawer_is_counted_in_notes_and_coins() {
    let shop = Shop::open();
    let id = shop.current().unwrap().id;
    let of = |value: &str, count: u32| DenominationCount { value: amount(value), count };
    let counted = |counted: Option<&str>, denominations: Vec<DenominationCount>| {
        let close = CloseDrawer { counted: counted.map(amount), denominations };
        shop.by(&shop.staff, move |tx, actor| drawers::close(tx, actor, id, &close, later(60)))
    };
    for (sum, told, field) in [
        (None, vec![], "counted"),
        (Some("-1.00"), vec![], "counted"),
        (Some("1.001"), vec![], "counted"),
        (Some("99.00"), vec![of("50.00", 2)], "counted"),
        (None, vec![of("50.00", 1), of("0.001", 1)], "denominations.1.value"),
        (None, vec![of("50.00", 1), of("50.0", 1)], "denominations.1.value"),
    ] {
        let told = refusal(counted(sum, told)).to_string();
        assert!(told.starts_with(&format!("{field}: ")), "{told}");
    }
    assert_eq!(shop.rows("cash_sessions WHERE closed_at IS NULL"), 1, "a refused count closes nothing");
    let z = counted(None, vec![of("50.00", 2), of("0.25", 2)]).unwrap();
    assert_eq!((z.session.counted, z.session.over_short), (Some(amount("100.50")), Some(amount("0.50"))));
    assert_eq!(z.session.denominations, [of("50.00", 2), of("0.25", 2)]);
    assert_eq!(shop.report(id), z);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_closed_drawer_stays_closed_and_the_next_session_is_another() {
    let shop = Shop::open();
    let id = shop.current().unwrap().id;
    shop.close_drawer(id, "100.00").unwrap();
    assert_eq!(refusal(shop.close_drawer(id, "90.00")), Refusal::CashSessionClosed);
    assert_eq!(refusal(shop.move_cash(id, CashMove::PayIn, "1.00", "")), Refusal::CashSessionClosed);
    assert_eq!(refusal(shop.current()), Refusal::not_found("open drawer"));
    let next = shop.open_drawer("main", "80.00");
    assert_eq!((next.number, shop.current().unwrap().id), (2, next.id));
    let bar = shop.open_drawer("bar", "0.00");
    assert_eq!(refusal(shop.current()), Refusal::not_found("open drawer"), "which of both is not clear");
    let staff = shop.staff.clone();
    let list = shop.store.read(|tx| drawers::list(tx, &staff, PageRequest::default())).unwrap();
    let told: Vec<_> = list.items.iter().map(|one| (one.number, one.expected, one.z_number)).collect();
    let wanted = [(3, amount("0"), None), (2, amount("80"), None), (1, amount("100"), Some(1))];
    assert_eq!((list.count, told), (3, wanted.to_vec()));
    let empty = shop.close_drawer(bar.id, "0.00").unwrap();
    assert_eq!((empty.session.z_number, empty.session.over_short), (Some(2), Some(amount("0"))));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn of_two_who_close_a_drawer_at_once_one_does() {
    let shop = Shop::open();
    let id = shop.current().unwrap().id;
    let count = CloseDrawer { counted: Some(amount("100.00")), denominations: Vec::new() };
    let answers = at_once(8, |_| {
        let count = count.clone();
        shop.by(&shop.staff, move |tx, by| lingering(drawers::close(tx, by, id, &count, now())))
    });
    let (closed, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(closed.len(), 1);
    for answer in refused {
        assert_eq!(refusal(answer), Refusal::CashSessionClosed);
    }
    assert_eq!(shop.rows("cash_sessions WHERE z_number = 1"), 1);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_sale_is_in_the_z_report_or_it_is_refused() {
    let shop = Shop::open();
    let id = shop.current().unwrap().id;
    let (z, sold) = thread::scope(|scope| {
        let sales: Vec<_> = (0..24)
            .map(|_| scope.spawn(|| shop.place(&[(shop.tea, 1)], Some(PayOrder::cash(None)))))
            .collect();
        let closing = scope.spawn(|| shop.close_drawer(id, "120.00"));
        let answers: Vec<_> = sales.into_iter().map(|sale| sale.join().unwrap()).collect();
        let (sold, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        for answer in refused {
            assert_eq!(refusal(answer), Refusal::DrawerClosed);
        }
        (closing.join().unwrap().unwrap(), sold.len())
    });
    assert_eq!(z.tenders[0].payments, u64::try_from(sold).unwrap());
    let sales = Money::minor(220).times(u32::try_from(sold).unwrap());
    assert_eq!(z.cash.sales, crate::money::Currency::default().amount(sales));
    assert_eq!(shop.report(id), z);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn cash_without_an_open_drawer_is_refused_and_changes_nothing() {
    let shop = Shop::open();
    let order = shop.place(&[(shop.soup, 1)], None).unwrap().order;
    shop.close_drawer(shop.current().unwrap().id, "100.00").unwrap();
    let before = [shop.rows("payments"), shop.rows("ledger_entries"), shop.rows("events")];
    assert_eq!(refusal(shop.pay(order.id, PayOrder::cash(None))), Refusal::DrawerClosed);
    let placed = shop.place(&[(shop.soup, 1)], Some(PayOrder::cash(None)));
    assert_eq!(refusal(placed), Refusal::DrawerClosed);
    assert_eq!([shop.rows("payments"), shop.rows("ledger_entries"), shop.rows("events")], before);
    let staff = shop.staff.clone();
    let stands = shop.store.read(|tx| flows::orders::load(tx, &staff, order.id)).unwrap();
    assert_eq!(stands, order);
    assert_eq!(shop.counts(shop.soup), (10, 1));
    shop.pay(order.id, PayOrder::card(None)).unwrap();
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn cash_wallet_and_card_each_get_exactly_their_part_of_one_payment() {
    let shop = Shop::open();
    let coins = |tx: &mut Tx<'_>| {
        let shop = store::settings::load_shop(tx)?;
        let rounded = crate::catalog::Shop { smallest_coin: Money::minor(5), ..shop };
        store::settings::save_shop(tx, &rounded)
    };
    shop.store.write(coins).unwrap();
    let (id, carl) = (shop.current().unwrap().id, shop.person("carl", Role::Customer));
    shop.deposited(&carl, "10.00");
    let before = shop.report(id).cash.expected;
    let order = shop.order_for(&carl);
    // 7.15 and a tip of 1.00: 2.01 from the wallet, 3.00 by card, and 3.14 in cash, for which 3.15 are kept.
    let tenders = vec![
        part(TenderMethod::Wallet, Some("2.01")),
        part(TenderMethod::Card, Some("3.00")),
        TenderRequest { tendered: Some(amount("6.00")), ..part(TenderMethod::Cash, None) },
    ];
    let payment = PayOrder { tip: Some(amount("1.00")), ..PayOrder::with(tenders) };
    let paid = shop.pay(order, payment).unwrap();
    assert_eq!((paid.order.paid, paid.order.due, paid.change), (amount("8.15"), amount("0"), amount("2.85")));
    assert_eq!(shop.balance(&carl), amount("7.99"));
    let x = shop.report(id);
    assert_eq!((x.cash.sales, x.cash.tips), (amount("2.15"), amount("1.00")));
    assert_eq!(x.cash.expected, amount("113.15"));
    assert_eq!(before, amount("110.00"));
    let taken: Vec<_> = x.tenders.iter().map(|one| (one.payments, one.taken)).collect();
    assert_eq!(taken, [(2, amount("13.15")), (1, amount("3.00")), (1, amount("2.01"))]);
    let rounded =
        "SELECT CAST(SUM(amount) AS TEXT) AS entry FROM ledger_entries WHERE account = 'cash_rounding'";
    assert_eq!(shop.text(rounded).as_deref(), Some("1"));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn drawers_are_for_staff() {
    let shop = Shop::open();
    let id = shop.current().unwrap().id;
    let others = [
        (shop.person("carl", Role::Customer), Refusal::Forbidden),
        (shop.device("door", DeviceRole::Kiosk), Refusal::Forbidden),
        (shop.device("till", DeviceRole::Counter), Refusal::Forbidden),
        (shop.device("app", DeviceRole::Integrator), Refusal::Forbidden),
        (Actor::Anonymous, Refusal::NotAuthenticated),
    ];
    for (actor, wanted) in others {
        let cash = MoveCash { kind: CashMove::PayIn, amount: amount("1.00"), note: None };
        let close = CloseDrawer { counted: Some(amount("100.00")), denominations: Vec::new() };
        let page = PageRequest::default();
        let refusals = [
            refusal(shop.by(&actor, move |tx, by| drawers::list(tx, by, page))),
            refusal(shop.by(&actor, drawers::current)),
            refusal(shop.by(&actor, move |tx, by| drawers::load(tx, by, id))),
            refusal(shop.by(&actor, move |tx, by| drawers::report(tx, by, id))),
            refusal(shop.by(&actor, move |tx, by| drawers::open(tx, by, &OpenDrawer::default(), now()))),
            refusal(shop.by(&actor, move |tx, by| drawers::move_cash(tx, by, id, &cash, now()))),
            refusal(shop.by(&actor, move |tx, by| drawers::close(tx, by, id, &close, now()))),
        ];
        assert!(refusals.iter().all(|refused| *refused == wanted), "{actor:?}: {refusals:?}");
    }
    assert_eq!(shop.broken_law(), None);
}
