//! What the shop answers to a till that parks orders, looks into wallets and keeps a drawer.

use comanda::msg::{Cmd, Msg};
use comanda::screens::till::{Deed, Errand, Outcome, TillCmd, TillMsg};
use comanda::trouble::{Effect, Trouble};
use comanda_core::id::{CashSessionId, ParkedId, PostingId, WalletId};
use comanda_core::orders::TenderMethod;
use comanda_core::refusal::Refusal;
use comanda_core::wire::cash::{
    CashFigures, CashMove, CashMovementView, OpenOrders, ReportKind, TenderFigures,
};
use comanda_core::wire::{CashReportView, CashSessionView, ParkOrder, ParkedView, WalletView};
use uuid::Uuid;

use crate::day::amount;
use crate::house::page_of;
use crate::people::ahmadi;
use crate::till::Till;

pub fn session(number: u32) -> CashSessionView {
    CashSessionView {
        id: CashSessionId::from_uuid(Uuid::from_u128(number.into())),
        number,
        drawer: "main".into(),
        opened_by: "counter".into(),
        opened_at: "2026-11-22T08:00:00Z".parse().unwrap(),
        opening_count: amount("100.00"),
        expected: amount("130.05"),
        counted: None,
        over_short: None,
        denominations: Vec::new(),
        closed_by: None,
        closed_at: None,
        z_number: None,
    }
}

pub fn closed(mut session: CashSessionView, z_number: u32, counted: &str, by: &str) -> CashSessionView {
    session.counted = Some(amount(counted));
    session.over_short = Some(amount(by));
    session.closed_by = Some("reza".into());
    session.closed_at = Some("2026-11-22T16:30:00Z".parse().unwrap());
    session.z_number = Some(z_number);
    session
}

/// An X report of an open session, a Z report of a closed one.
pub fn report(session: CashSessionView) -> CashReportView {
    let figures = |method, payments, taken, refunded| TenderFigures {
        method,
        payments,
        taken: amount(taken),
        refunded: amount(refunded),
    };
    let moved = |number, kind, much, note: &str| CashMovementView {
        id: PostingId::from_uuid(Uuid::from_u128(number)),
        kind,
        amount: amount(much),
        note: note.into(),
        by: "counter".into(),
        created_at: "2026-11-22T10:05:00Z".parse().unwrap(),
    };
    CashReportView {
        kind: if session.z_number.is_some() { ReportKind::Z } else { ReportKind::X },
        cash: CashFigures {
            opening_count: session.opening_count,
            sales: amount("54.85"),
            tips: amount("2.00"),
            deposits: amount("20.00"),
            refunds: amount("14.85"),
            paid_in: amount("10.00"),
            paid_out: amount("12.00"),
            drops: amount("29.95"),
            expected: session.expected,
        },
        session,
        tenders: vec![
            figures(TenderMethod::Cash, 4, "56.85", "14.85"),
            figures(TenderMethod::Card, 2, "33.10", "0.00"),
            figures(TenderMethod::Wallet, 1, "12.00", "0.00"),
        ],
        movements: vec![
            moved(1, CashMove::PayIn, "10.00", ""),
            moved(2, CashMove::PayOut, "12.00", "milk"),
            moved(3, CashMove::Drop, "29.95", ""),
        ],
        open_orders: OpenOrders {
            count: 2,
            due: amount("34.00"),
            numbers: vec!["A-012".into(), "A-013".into()],
        },
    }
}

pub fn parked(number: u128, label: &str, order: &ParkOrder) -> ParkedView {
    ParkedView {
        id: ParkedId::from_uuid(Uuid::from_u128(number)),
        label: label.into(),
        item_count: order.order.items.iter().map(|item| item.quantity.get()).sum(),
        order: order.order.clone(),
        parked_by: "counter".into(),
        created_at: "2026-11-22T12:20:00Z".parse().unwrap(),
    }
}

impl Till {
    /// The order in the cart is for Ali Ahmadi.
    pub fn selling_to_ahmadi() -> Self {
        let mut till = Self::among(vec![ahmadi()]);
        till.press("enter");
        till.asked.clear();
        till
    }

    /// What was asked of the shop about wallets, parked orders and drawers.
    pub fn asks(&self) -> Vec<TillCmd> {
        let ask = |cmd: &Cmd| match cmd {
            Cmd::Till(cmd) => Some(cmd.clone()),
            _ => None,
        };
        self.asked.iter().filter_map(ask).collect()
    }

    /// The wallet that was asked for holds this much.
    pub fn wallet_holds(&mut self, balance: &str) -> &mut Self {
        let of = self.asks().into_iter().rev().find_map(|cmd| match cmd {
            TillCmd::Purse(of) => Some(of),
            _ => None,
        });
        let of = of.expect("a wallet was asked for");
        let wallet = WalletView {
            id: WalletId::from_uuid(Uuid::from_u128(1)),
            balance: amount(balance),
            currency: comanda_core::money::Currency::default(),
        };
        self.hear(Msg::Till(TillMsg::Purse(of, Ok(wallet))));
        self
    }

    /// The errands that were sent, each time.
    pub fn tasks(&self) -> Vec<Errand> {
        let task = |cmd: TillCmd| match cmd {
            TillCmd::Do(errand) => Some(*errand),
            _ => None,
        };
        self.asks().into_iter().filter_map(task).collect()
    }

    /// The shop does what was sent last.
    pub fn shop_does_it(&mut self) -> &mut Self {
        let errand = self.tasks().pop().expect("something was sent");
        let outcome = match &errand.deed {
            Deed::Park(order) => {
                Outcome::Parked(parked(77, order.label.as_deref().unwrap_or_default(), order))
            }
            Deed::Recall(id) => {
                let row = self.model.parked.rows.iter().find(|row| row.id == *id);
                Outcome::Recalled(row.expect("it was put aside").clone())
            }
            Deed::Discard(id) => Outcome::Discarded(*id),
            Deed::Open(open) => {
                let drawer = open.drawer.clone().unwrap_or_default();
                let (opening_count, expected) = (open.opening_count, open.opening_count);
                Outcome::Opened(CashSessionView { opening_count, expected, drawer, ..session(3) })
            }
            Deed::Move(_, cash) => Outcome::Moved(CashMovementView {
                id: PostingId::from_uuid(Uuid::from_u128(9)),
                kind: cash.kind,
                amount: cash.amount,
                note: cash.note.clone().unwrap_or_default(),
                by: "counter".into(),
                created_at: self.model.now,
            }),
            Deed::Close(_, close) => {
                let counted = close.counted.unwrap_or_default().to_string();
                Outcome::Closed(report(closed(session(3), 12, &counted, "-0.05")))
            }
        };
        self.hear(Msg::Till(TillMsg::Done(errand.key, Ok(Box::new(outcome)))));
        self
    }

    /// An errand is awaited that these tests know the answer to.
    pub fn can_obey(&self) -> bool {
        self.model.errand.as_ref().is_some_and(|sending| match sending.errand.deed {
            Deed::Recall(id) => self.model.parked.rows.iter().any(|row| row.id == id),
            Deed::Park(_) | Deed::Discard(_) | Deed::Open(_) | Deed::Move(..) | Deed::Close(..) => true,
        })
    }

    pub fn shop_does_not(&mut self, trouble: Trouble) -> &mut Self {
        let key = self.tasks().pop().expect("something was sent").key;
        self.hear(Msg::Till(TillMsg::Done(key, Err(trouble))));
        self
    }

    pub fn shop_says_no(&mut self, refusal: Refusal) -> &mut Self {
        self.shop_does_not(Trouble::refused(refusal))
    }

    pub fn answer_is_lost(&mut self) -> &mut Self {
        self.shop_does_not(Trouble { effect: Effect::Unknown, sentence: "Lost.".into() })
    }

    /// These are put aside.
    pub fn shop_keeps_aside(&mut self, rows: Vec<ParkedView>) -> &mut Self {
        self.hear(Msg::Till(TillMsg::Parked(Ok(Box::new(page_of(rows))))));
        self
    }

    /// The Drawer screen of a till whose drawer stands like this.
    pub fn at_the_drawer(now: Option<CashReportView>) -> Self {
        let mut till = Self::selling();
        till.press("F7").drawer_stands(now);
        till.model.notice = None;
        till.asked.clear();
        till.pressed = 0;
        till
    }

    pub fn drawer_stands(&mut self, now: Option<CashReportView>) -> &mut Self {
        let number = self.asks().into_iter().rev().find_map(|cmd| match cmd {
            TillCmd::Drawer(number) => Some(number),
            _ => None,
        });
        let number = number.expect("the drawer was asked for");
        let latest = if now.is_some() { session(3) } else { closed(session(3), 12, "130.00", "-0.05") };
        self.hear(Msg::Till(TillMsg::Drawer(number, Ok(now.map(Box::new)))));
        let past =
            vec![latest, closed(session(2), 11, "98.50", "-1.50"), closed(session(1), 10, "101.00", "0.00")];
        self.hear(Msg::Till(TillMsg::Sessions(number, 1, Ok(Box::new(page_of(past))))));
        self
    }
}
