//! The tabs, and the alerts there are. Narrow screens leave out what was counted.

use comanda_core::alerts::Severity;
use comanda_core::wire::alerts::AlertView;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::super::Size;
use super::super::canvas::Canvas;
use super::super::moment;
use crate::action::AlertsAct;
use crate::app::Model;
use crate::fit;
use crate::screens::alerts::{Filter, words};
use crate::theme::Theme;

/// Cells of the columns; the subject takes the rest.
const SIGN: usize = 2;
const WHEN: usize = 12;
const KIND: usize = 12;
const MEASURE: usize = 26;

/// Which columns there is room for.
#[derive(Clone, Copy)]
struct Columns {
    subject: usize,
    has_measure: bool,
}

impl Columns {
    const fn of(size: Size, cells: usize) -> Self {
        let has_measure = match size {
            Size::Wide | Size::Medium => true,
            Size::Small | Size::TooSmall => false,
        };
        let measure = if has_measure { MEASURE + 1 } else { 0 };
        Self { subject: cells.saturating_sub(1 + SIGN + 1 + WHEN + 1 + KIND + 1 + measure), has_measure }
    }

    fn row(self, [when, kind, subject, measure]: [&str; 4]) -> String {
        let measure =
            if self.has_measure { format!(" {}", fit::left(measure, MEASURE)) } else { String::new() };
        let (when, kind) = (fit::left(when, WHEN), fit::left(kind, KIND));
        format!("{when} {kind} {}{measure}", fit::left(subject, self.subject))
    }
}

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let alerts = &model.alerts;
    let (which, state) = alerts.list.told();
    let only = alerts.kind.map(|kind| format!(", {} only", words::kind_said(kind))).unwrap_or_default();
    let title = format!("Inbox{which}{only}{state}");
    let title = fit::cut(&title, usize::from(area.width).saturating_sub(4));
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), theme.accent()));
    draw_tabs(model, canvas, Rect { height: inner.height.min(1), ..inner });
    let cells = usize::from(inner.width);
    let columns = Columns::of(Size::of(model.size), cells);
    let head = columns.row(["When", "What", "About", "Counted"]);
    canvas.line(below(inner, 1), Line::styled(format!("    {head}"), theme.muted()));
    if alerts.list.rows.is_empty() {
        let style = if alerts.list.problem.is_some() { theme.warn() } else { theme.text() };
        let told = fit::wrapped(&nothing(model), cells.saturating_sub(2));
        let lines = told.into_iter().map(|part| Line::styled(format!(" {part}"), style)).collect();
        canvas.lines(below(inner, 3), lines);
        return;
    }
    draw_rows(model, columns, canvas, below(inner, 2));
}

fn below(inner: Rect, rows: u16) -> Rect {
    Rect { y: inner.y.saturating_add(rows), height: inner.height.saturating_sub(rows), ..inner }
}

/// Which alerts, each of which can be clicked.
fn draw_tabs(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let mut x = area.x + 1;
    for filter in Filter::ALL {
        let is_here = filter == model.alerts.filter;
        let text = format!("{}{}", if is_here { theme.here() } else { " " }, filter.name());
        let style = if is_here { theme.accent() } else { theme.muted() };
        let wide = u16::try_from(fit::width(&text)).unwrap_or(u16::MAX);
        let spot = Rect { x, width: wide, ..area }.intersection(area);
        canvas.button(spot, Line::styled(text, style), AlertsAct::Filter(filter));
        x = x.saturating_add(wide + 1);
    }
}

/// Only the rows that are seen are made, however long the list is.
fn draw_rows(model: &Model, columns: Columns, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let list = &model.alerts.list;
    let first = list.first_seen(area.height.into());
    for (offset, (index, alert)) in (0..area.height).zip(list.rows.iter().enumerate().skip(first)) {
        let spot = Rect { y: area.y + offset, height: 1, ..area };
        let line = row(model, alert, index == list.selected, columns, canvas.theme);
        canvas.button(spot, line, AlertsAct::Select(index));
    }
}

fn row(model: &Model, alert: &AlertView, is_here: bool, columns: Columns, theme: Theme) -> Line<'static> {
    let here = if is_here { theme.here() } else { " " };
    let style = match (is_here, alert.is_active) {
        (true, _) => theme.total(),
        (false, true) => theme.text(),
        (false, false) => theme.muted(),
    };
    let sending = model.alerts.sending.iter().find(|sending| sending.errand.about() == Some(alert.id));
    let measure = match sending {
        Some(sending) if sending.is_lost => "checking".to_owned(),
        Some(_) => "sending".to_owned(),
        None => standing(model, alert),
    };
    let told = columns.row([
        &moment(model, alert.created_at),
        words::kind(alert.alert_type),
        words::subject(alert),
        &measure,
    ]);
    let (sign, sign_style) = sign(model, alert, theme);
    Line::from(vec![
        Span::styled(here, style),
        Span::styled(fit::left(sign, SIGN), sign_style),
        Span::styled(format!(" {told}"), style),
    ])
}

/// What became of it, else what was counted.
fn standing(model: &Model, alert: &AlertView) -> String {
    if !alert.is_active {
        let by = alert.resolved_by.as_deref().unwrap_or("system");
        return format!("done by {by}");
    }
    match alert.snoozed_until.filter(|until| *until > model.now) {
        Some(until) => format!("aside until {}", moment(model, until)),
        None => words::measure(alert),
    }
}

/// How grave it is, or that it is dealt with or put aside, by a sign.
pub(super) fn sign(model: &Model, alert: &AlertView, theme: Theme) -> (&'static str, Style) {
    if !alert.is_active {
        return (theme.mark("✓", "ok"), theme.muted());
    }
    if alert.snoozed_until.is_some_and(|until| until > model.now) {
        return ("z", theme.muted());
    }
    match alert.severity {
        Severity::Critical => (theme.mark("‼", "!!"), theme.crit()),
        Severity::Warning => (theme.mark("▲", "!"), theme.warn()),
        Severity::Info => (theme.mark("·", "-"), theme.text()),
    }
}

/// What an empty list says: that all is well, and what to press.
fn nothing(model: &Model) -> String {
    let alerts = &model.alerts;
    if let Some(problem) = &alerts.list.problem {
        return format!("{problem} R asks again.");
    }
    if alerts.found.is_none() {
        return "The alerts are on their way.".to_owned();
    }
    if let Some(kind) = alerts.kind {
        return format!(
            "No {} alert is here. f looks for the next type, Esc shows all types.",
            words::kind_said(kind)
        );
    }
    match alerts.filter {
        Filter::Open => {
            "All is well: nothing needs anybody. a shows what was dealt with, Alt-1 sells.".to_owned()
        }
        Filter::Mine => {
            "You raised none and dealt with none of late. o shows those that are open.".to_owned()
        }
        Filter::All => "There was no alert yet. Esc goes back.".to_owned(),
    }
}
