//! One alert, whole: what it says, what was counted, who raised it and who dealt with it.

use comanda_core::wire::alerts::AlertView;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use super::super::moment;
use super::list::sign;
use crate::app::Model;
use crate::fit;
use crate::screens::alerts::words;
use crate::screens::paged::Pane;
use crate::theme::Theme;

/// Cells of the names of what is told.
const LABEL: usize = 10;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let Some(alert) = model.alerts.list.row() else {
        canvas.boxed(area, Line::styled(" Alert ", theme.accent()));
        return;
    };
    let title = format!("{} {}", words::kind(alert.alert_type), words::subject(alert));
    let title = fit::cut(&title, usize::from(area.width).saturating_sub(4));
    let style = if model.alerts.pane == Pane::Detail { theme.accent() } else { theme.total() };
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), style));
    let text = text_of(inner);
    let lines = lines(model, alert, usize::from(text.width), theme);
    let overflow = lines.len().saturating_sub(usize::from(text.height));
    let scroll = model.alerts.scroll.min(overflow);
    canvas.lines(text, lines.into_iter().skip(scroll).take(usize::from(text.height)).collect());
    if overflow > scroll {
        let more = format!("{} more below {}", overflow - scroll, theme.mark("↓", "v"));
        let spot = Rect {
            y: area.bottom().saturating_sub(1),
            x: area.x + 2,
            width: area.width.saturating_sub(4),
            height: 1,
        };
        canvas.line(spot, Line::styled(fit::cut(&more, spot.width.into()), theme.muted()));
    }
}

/// Lines that do not fit into `area`.
pub(super) fn overflow(model: &Model, area: Rect) -> usize {
    let Some(alert) = model.alerts.list.row() else { return 0 };
    let inner = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    let text = text_of(inner);
    lines(model, alert, usize::from(text.width), model.theme).len().saturating_sub(usize::from(text.height))
}

/// The text has a free column on both sides.
fn text_of(inner: Rect) -> Rect {
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

fn lines(model: &Model, alert: &AlertView, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut tell = |label: &str, text: &str, style: Style| {
        for (place, part) in fit::wrapped(text, cells.saturating_sub(LABEL)).into_iter().enumerate() {
            let label = if place == 0 { label } else { "" };
            lines.push(Line::from(vec![
                Span::styled(fit::left(label, LABEL), theme.muted()),
                Span::styled(part, style),
            ]));
        }
    };
    let (mark, style) = sign(model, alert, theme);
    tell("", &format!("{mark} {}", theme.plain(&alert.message)), style);
    tell("Severity", words::severity(alert.severity), theme.text());
    let measure = words::measure(alert);
    if !measure.is_empty() {
        tell("Counted", &measure, theme.text());
    }
    let raised = format!("{} by {}", moment(model, alert.created_at), alert.opened_by);
    tell("Raised", &raised, theme.text());
    if let Some(until) = alert.snoozed_until.filter(|until| alert.is_active && *until > model.now) {
        let told = format!("until {}; it wakes by itself when it gets worse", moment(model, until));
        tell("Aside", &told, theme.text());
    }
    if let Some(at) = alert.resolved_at {
        let by = alert.resolved_by.as_deref().unwrap_or("system");
        tell("Done", &format!("{} by {by}", moment(model, at)), theme.ok());
        if !alert.resolution_notes.is_empty() {
            tell("Note", &theme.plain(&alert.resolution_notes), theme.text());
        }
    }
    lines
}
