//! Every rule of a code in lines: what came out and the way out first, then what fails and why, then what holds.

use comanda_core::coupons::Verdict;
use ratatui::text::Line;

use crate::fit;
use crate::sell::coupons::why::{Row, Why};
use crate::theme::Theme;

/// Cells of the names of the rules.
const NAME: usize = 14;

/// The lines; `mends` is the key that does what is suggested, where one does.
pub(super) fn lines(why: &Why, mends: bool, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let style = if why.is_valid { theme.ok() } else { theme.warn() };
    lines.push(Line::styled(fit::cut(&theme.plain(&why.result), cells), style));
    if let Some(suggested) = &why.suggested {
        let key = if mends && why.can_be_mended() { " Key a does it." } else { "" };
        for part in fit::wrapped(&theme.plain(&format!("{suggested}{key}")), cells) {
            lines.push(Line::styled(part, theme.accent()));
        }
    }
    lines.push(Line::raw(""));
    let asked = |row: &&Row| row.verdict != Verdict::NotEvaluated;
    for row in why.rows.iter().filter(asked) {
        rule(&mut lines, row, cells, theme);
    }
    let others: Vec<&str> = why.rows.iter().filter(|row| !asked(row)).map(|row| row.name).collect();
    if !others.is_empty() {
        let mark = theme.mark("·", "-");
        for part in fit::wrapped(&format!("{mark} not asked: {}", others.join(", ")), cells) {
            lines.push(Line::styled(part, theme.muted()));
        }
    }
    lines
}

fn rule(lines: &mut Vec<Line<'static>>, row: &Row, cells: usize, theme: Theme) {
    let fails = row.verdict == Verdict::Fail;
    let (mark, style) =
        if fails { (theme.mark("✗", "x"), theme.warn()) } else { (theme.mark("✓", "v"), theme.text()) };
    let told = theme.plain(&row.told);
    for (place, part) in fit::wrapped(&told, cells.saturating_sub(NAME + 2)).into_iter().enumerate() {
        let (mark, name) = if place == 0 { (mark, row.name) } else { (" ", "") };
        lines.push(Line::styled(format!("{mark} {}{part}", fit::left(name, NAME)), style));
    }
    if let Some(hint) = &row.hint {
        for part in fit::wrapped(&theme.plain(hint), cells.saturating_sub(4)) {
            lines.push(Line::styled(format!("    {part}"), theme.text()));
        }
    }
}
