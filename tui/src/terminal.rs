//! The terminal, borrowed and given back. Whatever ends the program, an exit, an error, a panic in any of
//! its threads, a signal, the terminal is left as it was found.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture,
};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use crate::app::Model;
use crate::hits::Hits;
use crate::view;

/// The threads of this program that own the screen begin with this name. A panic elsewhere, in the shop
/// that runs beside, is that room's matter and only logged.
pub const THREAD_NAME: &str = "counter";

/// True while the terminal is ours. One terminal per process, hence a static: the panic hook has no other
/// way to know.
static BORROWED: AtomicBool = AtomicBool::new(false);

/// The borrowed terminal. Dropping it gives it back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Borrows the terminal: raw mode, alternate screen, mouse, bracketed paste, no cursor.
    pub fn borrow() -> io::Result<Self> {
        give_back_on_panic();
        enable_raw_mode()?;
        BORROWED.store(true, Ordering::SeqCst);
        let opened = execute!(
            stdout(),
            EnterAlternateScreen,
            EnableMouseCapture,
            EnableBracketedPaste,
            EnableFocusChange,
            cursor::Hide
        )
        .and_then(|()| Terminal::new(CrosstermBackend::new(buffered())));
        match opened {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Columns and rows.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height))
    }

    /// Draws one frame, as one update of the terminal. Nothing once the terminal was given back.
    pub fn draw(&mut self, model: &Model, hits: &mut Hits) -> io::Result<()> {
        if !is_borrowed() {
            return Ok(());
        }
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| view::draw(model, frame, hits))?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Forgets what is on the screen, so that the next frame draws every cell.
    pub fn repaint(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    /// Takes the mouse, or leaves it to the terminal.
    pub fn mouse(&mut self, take: bool) -> io::Result<()> {
        if take { execute!(stdout(), EnableMouseCapture) } else { execute!(stdout(), DisableMouseCapture) }
    }

    /// Rings the bell.
    pub fn bell(&mut self) -> io::Result<()> {
        execute!(stdout(), Print('\u{7}'))
    }
}

/// A whole frame goes out in one piece; the standard output would cut it into lines.
fn buffered() -> BufWriter<Stdout> {
    BufWriter::with_capacity(32 * 1024, stdout())
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// True while the terminal is ours.
pub fn is_borrowed() -> bool {
    BORROWED.load(Ordering::SeqCst)
}

/// Gives the terminal back, once. Errors are of no use to anybody here: the program is leaving.
pub fn give_back() {
    if BORROWED.swap(false, Ordering::SeqCst) {
        let mut out = stdout();
        let _ = execute!(
            out,
            EndSynchronizedUpdate,
            DisableFocusChange,
            DisableBracketedPaste,
            DisableMouseCapture,
            LeaveAlternateScreen,
            cursor::Show
        );
        let _ = disable_raw_mode();
        let _ = out.flush();
    }
}

/// Before a panic of this program is told, the terminal is given back, or nobody could read it.
fn give_back_on_panic() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let thread = std::thread::current();
            let name = thread.name().unwrap_or_default();
            tracing::error!(thread = name, "{info}");
            if name == "main" || name.starts_with(THREAD_NAME) {
                give_back();
                before(info);
            }
        }));
    });
}
