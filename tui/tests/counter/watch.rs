//! Alerts as the shop would tell of them, and a till that hears of what happens by itself.

use std::time::Duration;

use comanda::live::{Alarms, LiveCmd, LiveMsg, LiveWake, Shown};
use comanda::msg::{Cmd, Msg};
use comanda::screens::alerts::errand::{Deed, Errand};
use comanda::screens::alerts::{AlertsCmd, AlertsMsg, Question};
use comanda::trouble::{Effect, Trouble};
use comanda_core::actor::Role;
use comanda_core::alerts::{AlertType, Severity};
use comanda_core::id::AlertId;
use comanda_core::wire::EventView;
use comanda_core::wire::alerts::{AlertCounts, AlertView};
use comanda_core::wire::orders::ProductRef;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::house::page_of;
use crate::menu::{menu, product_id};
use crate::till::Till;

pub fn alert(number: u128, kind: AlertType, severity: Severity, about: Option<(u128, &str)>) -> AlertView {
    let name = about.map_or("The kitchen's printer", |(_, name)| name);
    let (current, limit) = match kind {
        AlertType::LowStock => (Some(4), Some(6)),
        AlertType::OutOfStock => (Some(0), Some(10)),
        AlertType::HighDemand => (Some(31), Some(20)),
        AlertType::PriceChange => (Some(25), Some(10)),
        AlertType::System => (None, None),
    };
    let at = "2026-11-22T12:38:00Z".parse().unwrap();
    AlertView {
        id: AlertId::from_uuid(Uuid::from_u128(number)),
        product: about.map(|(id, name)| ProductRef { id: product_id(id), name: name.into() }),
        alert_type: kind,
        severity,
        message: format!("{name} needs somebody."),
        threshold_value: limit,
        current_value: current,
        is_active: true,
        snoozed_until: None,
        opened_by: "system".into(),
        created_at: at,
        updated_at: at,
        resolved_at: None,
        resolved_by: None,
        resolution_notes: String::new(),
        version: 1,
    }
}

/// Nothing is left of the kofta.
pub fn out() -> AlertView {
    alert(1, AlertType::OutOfStock, Severity::Critical, Some((14, "Lamb Kofta")))
}

/// Open ones of every kind.
pub fn inbox() -> Vec<AlertView> {
    let mut aside = alert(4, AlertType::PriceChange, Severity::Info, Some((16, "کباب کوبیده")));
    aside.snoozed_until = Some("2026-11-22T13:40:00Z".parse().unwrap());
    vec![
        out(),
        alert(2, AlertType::LowStock, Severity::Warning, Some((12, "Grilled Salmon"))),
        alert(3, AlertType::HighDemand, Severity::Info, Some((17, "宫保鸡丁"))),
        aside,
        alert(5, AlertType::System, Severity::Warning, None),
    ]
}

/// The same after somebody dealt with it.
pub fn done(mut alert: AlertView, by: &str) -> AlertView {
    alert.is_active = false;
    alert.resolved_at = Some("2026-11-22T12:40:00Z".parse().unwrap());
    alert.resolved_by = Some(by.into());
    alert.resolution_notes = "Two trays came out of the cold room.".into();
    alert.version += 1;
    alert
}

pub fn counts(critical: u64, open: u64) -> AlertCounts {
    AlertCounts { open, critical, snoozed: 0 }
}

pub fn away() -> Trouble {
    Trouble { effect: Effect::NotThisTime, sentence: "The server cannot be reached.".into() }
}

impl Till {
    /// The counter is signed in and hears what happens.
    pub fn following() -> Self {
        let mut till = Self::selling();
        till.is_heard();
        till.asked.clear();
        till
    }

    /// The Alerts screen with these on it.
    pub fn at_alerts(role: Role, rows: Vec<AlertView>) -> Self {
        let mut till = Self::starting();
        till.hear(Msg::Opened(Vec::new()));
        till.sign_in("counter", role);
        till.serve(menu());
        till.is_heard();
        till.press("alt-7").shop_alerts(rows);
        till.model.notice = None;
        till.asked.clear();
        till.pressed = 0;
        till
    }

    fn following_number(&self) -> u64 {
        self.model.live.following.expect("the shop is followed")
    }

    /// The shop is heard, and answers what the header counts: 12 orders, no alert.
    pub fn is_heard(&mut self) -> &mut Self {
        let number = self.following_number();
        self.hear(Msg::Live(LiveMsg::Connected(number)));
        self.counts_orders(12).warns(Vec::new())
    }

    /// The question that was asked last, of those that are not answered.
    pub fn counts_orders(&mut self, count: u64) -> &mut Self {
        if let Some(number) = self.model.live.orders.asked {
            self.hear(Msg::Live(LiveMsg::Orders(number, Ok(count))));
        }
        self
    }

    /// These critical alerts are open.
    pub fn warns(&mut self, critical: Vec<AlertView>) -> &mut Self {
        if let Some(number) = self.model.live.alerts_asked {
            let counts = counts(critical.len() as u64, critical.len() as u64);
            let told = Alarms { counts, critical, took: Duration::from_millis(38) };
            self.hear(Msg::Live(LiveMsg::Alarms(number, Ok(Box::new(told)))));
        }
        self
    }

    /// This happened.
    pub fn happens(&mut self, kind: &str, subject: &str, data: Value) -> &mut Self {
        let id = self.model.live.last + 1;
        self.happened(id, kind, subject, data)
    }

    /// The same as the event of this number.
    pub fn happened(&mut self, id: i64, kind: &str, subject: &str, data: Value) -> &mut Self {
        let event = EventView {
            id,
            event_type: kind.into(),
            subject: subject.into(),
            created_at: self.model.now,
            data,
        };
        let number = self.following_number();
        self.hear(Msg::Live(LiveMsg::Event(number, Box::new(event))));
        self
    }

    /// An order came to this state.
    pub fn order_is(&mut self, kind: &str, order: &comanda_core::wire::OrderView) -> &mut Self {
        let data = json!({
            "order": order.id, "number": order.number, "status": order.status, "version": order.version,
        });
        self.happens(kind, &order.id.to_string(), data)
    }

    /// What happened is asked for now.
    pub fn bursts_end(&mut self) -> &mut Self {
        let due: Vec<Shown> = self.model.live.due.keys().copied().collect();
        for shown in due {
            self.hear(Msg::Live(LiveMsg::Woke(LiveWake::Due(shown))));
        }
        self
    }

    /// The shop is not heard any more; it is called again after so many seconds.
    pub fn is_lost(&mut self, seconds: u64) -> &mut Self {
        let number = self.following_number();
        self.hear(Msg::Live(LiveMsg::Lost(number, away(), Duration::from_secs(seconds))));
        self
    }

    pub fn seconds_pass(&mut self, seconds: u32) -> &mut Self {
        for _ in 0..seconds {
            if self.model.live.is_counting {
                self.hear(Msg::Live(LiveMsg::Woke(LiveWake::Second)));
            }
        }
        self
    }

    /// What was asked to hear of the shop.
    pub fn listened(&self) -> Vec<LiveCmd> {
        let live = |cmd: &Cmd| match cmd {
            Cmd::Live(cmd) => Some(cmd.clone()),
            _ => None,
        };
        self.asked.iter().filter_map(live).collect()
    }

    pub fn bells(&self) -> usize {
        self.asked.iter().filter(|cmd| matches!(cmd, Cmd::Bell)).count()
    }

    pub fn alerts_asked(&self) -> Option<(u64, Question)> {
        self.asked.iter().rev().find_map(|cmd| match cmd {
            Cmd::Alerts(AlertsCmd::List(number, question)) => Some((*number, question.clone())),
            _ => None,
        })
    }

    pub fn shop_alerts(&mut self, rows: Vec<AlertView>) -> &mut Self {
        let (number, question) = self.alerts_asked().expect("the alerts were asked for");
        self.hear(Msg::Alerts(AlertsMsg::Listed(number, question, Ok(Box::new(page_of(rows))))));
        self
    }

    /// What was to be done about alerts, each time it was sent.
    pub fn alert_errands(&self) -> Vec<Errand> {
        let sent = |cmd: &Cmd| match cmd {
            Cmd::Alerts(AlertsCmd::Do(errand)) => Some((**errand).clone()),
            _ => None,
        };
        self.asked.iter().filter_map(sent).collect()
    }

    /// The shop does what was sent last.
    pub fn shop_deals(&mut self) -> &mut Self {
        let errand = self.alert_errands().pop().expect("something was sent");
        let rows = self.model.alerts.list.rows.clone();
        let of = rows.into_iter().find(|row| Some(row.id) == errand.about()).unwrap_or_else(out);
        let dealt = match errand.deed {
            Deed::Resolve(..) => done(of, "counter"),
            Deed::Snooze(_, snooze) => AlertView {
                snoozed_until: Some(self.model.now + chrono::TimeDelta::minutes(snooze.minutes.into())),
                version: of.version + 1,
                ..of
            },
            Deed::Raise(_) => of,
        };
        self.hear(Msg::Alerts(AlertsMsg::Done(errand.key, Ok(Box::new(dealt)))));
        self
    }

    pub fn shop_does_not_deal(&mut self, trouble: Trouble) -> &mut Self {
        let errand = self.alert_errands().pop().expect("something was sent");
        self.hear(Msg::Alerts(AlertsMsg::Done(errand.key, Err(trouble))));
        self
    }

    pub fn alert_names(&self) -> Vec<&str> {
        self.model.alerts.list.rows.iter().map(comanda::screens::alerts::words::subject).collect()
    }

    /// The first line of the screen at this size.
    pub fn header(&mut self, columns: u16, rows: u16) -> String {
        let picture = self.picture(columns, rows);
        picture.lines().next().unwrap_or_default().trim_matches('"').to_owned()
    }
}
