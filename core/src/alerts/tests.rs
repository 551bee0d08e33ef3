//! What becomes of an open alert, whatever it is about.

use super::*;

fn facts(severity: Severity) -> Facts {
    Facts {
        alert_type: AlertType::LowStock,
        severity,
        message: format!("it is {severity}"),
        threshold_value: None,
        current_value: None,
    }
}

fn standing(severity: Severity, told: Option<Severity>) -> Standing {
    Standing { facts: facts(severity), told, is_by_hand: false }
}

fn alert() -> Alert {
    let id = AlertId::from_uuid(uuid::Uuid::from_u128(1));
    let standing = standing(Severity::Warning, Some(Severity::Warning));
    Alert::opened(id, "stock:x".to_owned(), None, standing, DateTime::UNIX_EPOCH)
}

#[test]
fn every_type_but_system_is_about_something_that_is_open_once() {
    let product = ProductId::from_uuid(uuid::Uuid::from_u128(7));
    for alert_type in AlertType::ALL.iter().copied() {
        let matter = Matter::of(alert_type);
        assert_eq!(matter.is_none(), alert_type == AlertType::System);
        if let Some(matter) = matter {
            assert_eq!(matter.topic(product), format!("{}{product}", matter.prefix()));
        }
    }
    assert_eq!(Matter::of(AlertType::LowStock), Matter::of(AlertType::OutOfStock));
}

#[test]
fn what_grows_graver_is_told_once_for_each_severity() {
    let (warning, critical) = (Severity::Warning, Severity::Critical);
    for (told, tells) in [(None, true), (Some(Severity::Info), true), (Some(critical), false)] {
        let decision = Decision::between(Some(&standing(warning, told)), Some(facts(critical)), true);
        assert_eq!(decision, Decision::Change { facts: facts(critical), is_graver: true, tells });
    }
    let better = Decision::between(Some(&standing(critical, Some(critical))), Some(facts(warning)), true);
    assert_eq!(better, Decision::Change { facts: facts(warning), is_graver: false, tells: false });
    let same = Decision::between(Some(&standing(warning, None)), Some(facts(warning)), true);
    assert_eq!(same, Decision::Nothing);
}

#[test]
fn what_somebody_raised_is_theirs_until_the_shop_sees_it_too() {
    let raised = Standing { is_by_hand: true, ..standing(Severity::Warning, Some(Severity::Warning)) };
    assert_eq!(Decision::between(Some(&raised), None, true), Decision::Nothing);
    let seen = Decision::between(Some(&raised), Some(facts(Severity::Warning)), false);
    let taken = Decision::Change { facts: facts(Severity::Warning), is_graver: false, tells: false };
    assert_eq!(seen, taken);
    let mut alert = Alert { standing: raised, ..alert() };
    alert.change(facts(Severity::Warning), false, false, DateTime::UNIX_EPOCH);
    assert_eq!(Decision::between(Some(&alert.standing), None, true), Decision::Resolve);
}

#[test]
fn what_was_put_aside_wakes_when_it_grows_graver_and_not_before() {
    let until = DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(1);
    let mut alert = alert();
    alert.snooze(until, DateTime::UNIX_EPOCH);
    alert.change(facts(Severity::Warning), false, false, DateTime::UNIX_EPOCH);
    assert_eq!((alert.snoozed_until, alert.version), (Some(until), 3));
    alert.change(facts(Severity::Critical), true, true, DateTime::UNIX_EPOCH);
    assert_eq!((alert.snoozed_until, alert.standing.told), (None, Some(Severity::Critical)));
}
