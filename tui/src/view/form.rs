//! A dialog with lines to fill in. Where they do not all fit, it scrolls so that the one with the cursor is seen
//! together with what is wrong with it.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use super::dialogs::WIDTH;
use crate::action::{Action, FormAct};
use crate::fit;
use crate::screens::form::{FormDialog, FormField, Input, Purpose};
use crate::theme::Theme;

/// Cells of the names of what a coupon comes to.
const LABEL: usize = 14;
/// Cells of the form of a product, where there is room.
const WIDE: u16 = 72;

/// One row of the dialog.
struct Row {
    /// The line of the form that it belongs to.
    of: usize,
    line: Line<'static>,
    /// What a click on it does.
    act: Option<Action>,
}

pub(super) fn draw(form: &FormDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let columns = if matches!(form.purpose, Purpose::Product(_) | Purpose::Coupon(_)) { WIDE } else { WIDTH };
    let width = usize::from(columns.min(body.width.saturating_sub(4)));
    let labels = form.fields.iter().map(|line| fit::width(line.label)).max().unwrap_or(0).max(8);
    let cells = width.saturating_sub(labels + 2);
    let mut rows = Vec::new();
    let page = form.page();
    for (index, line) in form.fields.iter().enumerate().filter(|(_, line)| line.page == page) {
        rows_of(&mut rows, form, (index, line), (labels, cells), canvas);
    }
    if page + 1 == form.pages.len() {
        rows.extend(looked_at(form, width, canvas.theme));
    }
    let high = u16::try_from(rows.len() + 3).unwrap_or(u16::MAX);
    let title = match form.pages.get(page) {
        Some(name) => format!("{}, step {} of {}: {name}", form.title, page + 1, form.pages.len()),
        None => form.title.clone(),
    };
    let inner = canvas.dialog(body, columns, high, &title);
    let room = usize::from(inner.height.saturating_sub(3)).max(1);
    let last = rows.iter().rposition(|row| row.of == form.focus).unwrap_or(0);
    let start = rows.iter().position(|row| row.of == form.focus).unwrap_or(0);
    let first = (last + 1).saturating_sub(room).min(start);
    let (above, below) = (first, rows.len().saturating_sub(first + room));
    for (offset, row) in (1_u16..).zip(rows.into_iter().skip(first).take(room)) {
        let spot = Rect { y: inner.y.saturating_add(offset), height: 1, ..inner }.intersection(inner);
        match row.act {
            Some(act) => canvas.button(spot, row.line, act),
            None => canvas.line(spot, row.line),
        }
    }
    draw_more(canvas, inner, (above, below));
    draw_told(form, canvas, inner);
}

/// The line with its cursor or its words, and below it what is wrong with it or what can be taken.
fn rows_of(
    rows: &mut Vec<Row>,
    form: &FormDialog,
    (index, line): (usize, &FormField),
    (labels, cells): (usize, usize),
    canvas: &Canvas<'_, '_>,
) {
    let theme = canvas.theme;
    let has_focus = index == form.focus;
    let style = if has_focus { theme.accent() } else { theme.muted() };
    let mark = if has_focus { theme.here() } else { " " };
    let mut spans = vec![Span::styled(format!("{mark}{} ", fit::left(line.label, labels)), style)];
    let is_choice = line.input != Input::Text;
    // Words that do not fit beside the name go below it.
    let mut further: Vec<Vec<Span<'static>>> = Vec::new();
    match (&line.input, has_focus) {
        (Input::Switch, true) => {
            spans.push(Span::raw(format!("< {} >", line.field.text())));
        }
        (Input::Choices(_), true) => {
            spans.push(Span::raw("< "));
            spans.extend(canvas.typed(line.field.parts(), cells.saturating_sub(4)));
            spans.push(Span::raw(" >"));
        }
        (Input::Text | Input::Picks { .. }, true) => spans.extend(canvas.typed(line.field.parts(), cells)),
        (Input::Choice(words), true) => {
            further = words_of(words, |_, word| word == line.field.text(), None, cells, theme);
        }
        (Input::Several { words, taken, here }, true) => {
            further = words_of(words, |place, _| taken.contains(&place), Some(*here), cells, theme);
        }
        (_, false) => spans.push(Span::raw(fit::cut(&line.said(), cells))),
    }
    let act = if has_focus && is_choice { FormAct::NextChoice } else { FormAct::Focus(index) };
    let indent = " ".repeat(labels + 2);
    let mut further = further.into_iter();
    spans.extend(further.next().unwrap_or_default());
    rows.push(Row { of: index, line: Line::from(spans), act: Some(act.into()) });
    for words in further {
        let spans = std::iter::once(Span::raw(indent.clone())).chain(words);
        rows.push(Row { of: index, line: spans.collect(), act: None });
    }
    if let (Input::Choices(words), true) = (&line.input, has_focus) {
        let dot = theme.mark(" · ", ", ");
        let told = fit::cut(&format!("{}, or type", words.join(dot)), cells);
        rows.push(Row { of: index, line: Line::styled(format!("{indent}{told}"), theme.muted()), act: None });
    }
    if let (Input::Picks { .. }, true) = (&line.input, has_focus) {
        rows.extend(picks(index, line, (&indent, cells), theme));
    }
    if let Some(problem) = &line.problem {
        for part in fit::wrapped(&format!("! {problem}"), cells) {
            rows.push(Row {
                of: index,
                line: Line::styled(format!("{indent}{part}"), theme.warn()),
                act: None,
            });
        }
    }
}

/// The words of a line in rows of `cells`, those that are taken in brackets, the one that Space is about marked.
fn words_of(
    words: &[&'static str],
    is_taken: impl Fn(usize, &str) -> bool,
    here: Option<usize>,
    cells: usize,
    theme: Theme,
) -> Vec<Vec<Span<'static>>> {
    let mut rows = vec![Vec::new()];
    let mut used = 0;
    for (place, word) in words.iter().enumerate() {
        let is_taken = is_taken(place, word);
        let text = if is_taken { format!("[{word}]") } else { format!(" {word} ") };
        let style = match here {
            Some(here) if here == place => theme.selected(),
            _ if is_taken => theme.total(),
            _ => theme.text(),
        };
        if used + fit::width(&text) > cells {
            rows.push(Vec::new());
            used = 0;
        }
        used += fit::width(&text);
        rows.last_mut().into_iter().for_each(|row: &mut Vec<_>| row.push(Span::styled(text.clone(), style)));
    }
    rows
}

/// What is picked, and what the typed part of a name offers.
fn picks(index: usize, line: &FormField, (indent, cells): (&str, usize), theme: Theme) -> Vec<Row> {
    let Input::Picks { names, here, .. } = &line.input else { return Vec::new() };
    let row = |line: Line<'static>| Row { of: index, line, act: None };
    let said = line.said();
    let told = match said.as_str() {
        "" => "type a part of a name; Enter takes it".to_owned(),
        said => format!("{said} (Backspace takes the last one back)"),
    };
    let mut rows: Vec<Row> = fit::wrapped(&told, cells)
        .into_iter()
        .map(|part| row(Line::styled(format!("{indent}{part}"), theme.muted())))
        .collect();
    for (place, offered) in line.offered().into_iter().enumerate() {
        let mark = if place == *here { theme.here() } else { " " };
        let name = names.get(offered).map(String::as_str).unwrap_or_default();
        let style = if place == *here { theme.total() } else { theme.text() };
        rows.push(row(Line::styled(
            format!("{indent}{mark}{}", fit::cut(name, cells.saturating_sub(1))),
            style,
        )));
    }
    rows
}

/// What a coupon that is being written comes to, below the lines of the last step.
fn looked_at(form: &FormDialog, width: usize, theme: Theme) -> Vec<Row> {
    let Purpose::Coupon(editing) = &form.purpose else { return Vec::new() };
    let look = &editing.look;
    let last = form.fields.len().saturating_sub(1);
    let mut rows = vec![Row { of: last, line: Line::raw(""), act: None }];
    let mut tell = |label: &str, text: &str, style: ratatui::style::Style| {
        for (place, part) in
            fit::wrapped(&theme.plain(text), width.saturating_sub(LABEL)).into_iter().enumerate()
        {
            let label = if place == 0 { label } else { "" };
            let line = Line::styled(format!(" {}{part}", fit::left(label, LABEL - 1)), style);
            rows.push(Row { of: last, line, act: None });
        }
    };
    for (label, problem) in &look.wrong {
        tell(label, &format!("! {problem}"), theme.warn());
    }
    for warning in &look.warnings {
        tell("Look", &format!("! {warning}"), theme.warn());
    }
    if let Some(on_cart) = &look.on_cart {
        tell("Test", on_cart, theme.accent());
    }
    for (label, text) in &look.summary {
        tell(label, text, theme.text());
    }
    rows
}

/// How many rows lie above and below what is seen.
fn draw_more(canvas: &mut Canvas<'_, '_>, inner: Rect, (above, below): (usize, usize)) {
    let theme = canvas.theme;
    let told = match (above, below) {
        (0, 0) => return,
        (0, below) => format!("{below} more below {}", theme.mark("↓", "v")),
        (above, 0) => format!("{above} more above {}", theme.mark("↑", "^")),
        (above, below) => format!("{above} more above, {below} below"),
    };
    let row = Rect { height: 1, ..inner };
    canvas.line(row, Line::styled(fit::right(&told, inner.width.into()), theme.muted()));
}

/// What is wrong as a whole, or what the lines come to, on the last two rows.
fn draw_told(form: &FormDialog, canvas: &mut Canvas<'_, '_>, inner: Rect) {
    let theme = canvas.theme;
    let cells = usize::from(inner.width);
    let (text, style) = match (&form.problem, form.told()) {
        (Some(problem), _) => (problem.clone(), theme.warn()),
        (None, _) if form.is_sent() => {
            (format!("on its way to the shop{}", theme.mark("…", "...")), theme.muted())
        }
        // The last step says all of it.
        (None, Some(_)) if !form.pages.is_empty() && form.page() + 1 == form.pages.len() => return,
        (None, Some(told)) => (theme.plain(&told), theme.muted()),
        (None, None) => return,
    };
    let parts = fit::wrapped(&text, cells);
    let room = parts.len().min(2);
    let from = inner.bottom().saturating_sub(u16::try_from(room).unwrap_or(2));
    let area = Rect { y: from, height: inner.bottom().saturating_sub(from), ..inner };
    let shown = parts.into_iter().take(2).map(|part| Line::styled(part, style)).collect();
    canvas.lines(area, shown);
}
