//! The loop: waits for something to happen, updates for all of it, draws once. Writes nothing while nothing
//! happens.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Timelike, Utc};
use comanda_core::wire::Secret;
use crossterm::event::{Event, EventStream, MouseButton, MouseEvent, MouseEventKind};
use futures::StreamExt;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use crate::action;
use crate::app::{Model, Place, Start};
use crate::executor::{Address, Executor};
use crate::hits::Hits;
use crate::keys::Key;
use crate::live::{Bell, Live};
use crate::msg::{Cmd, Msg};
use crate::printer::Printer;
use crate::terminal::Screen;
use crate::theme::Theme;
use crate::update::update;

/// At most one frame in this time: a scanner's burst is one frame, not twenty.
const FRAME: Duration = Duration::from_millis(8);
/// A click this soon after the window got the focus only gave it the focus.
const FOCUS_CLICK: Duration = Duration::from_millis(100);

/// What the program is told on its command line.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which shop.
    pub place: Place,
    /// The till's own key, where the shop is a server.
    pub api_key: Option<Secret>,
    /// Where its files are.
    pub data_dir: PathBuf,
    /// Where receipts come out.
    pub printer: Option<Printer>,
    /// How it looks.
    pub theme: Theme,
    /// What rings.
    pub bell: Bell,
}

/// Runs the counter until somebody leaves.
pub async fn run(settings: Settings) -> io::Result<()> {
    let mut screen = Screen::borrow()?;
    let (post, posted) = unbounded_channel();
    let executor =
        Executor::new(post.clone(), settings.data_dir.clone()).with_printer(settings.printer.clone());
    let start = Start {
        place: settings.place.clone(),
        is_keyed: Beside::is_keyed(&settings),
        theme: settings.theme,
        now: wall_clock(),
        run: Uuid::now_v7().to_string(),
        size: screen.size()?,
    };
    let mut runner = Runner {
        model: Model {
            printer: settings.printer.clone(),
            live: Live::with_bell(settings.bell),
            ..Model::new(start)
        },
        hits: Hits::default(),
        executor: executor.clone(),
        started: Instant::now(),
        focused: None,
        bells: false,
    };
    // The first frame stands before anything is asked of anybody.
    screen.draw(&runner.model, &mut runner.hits)?;
    let beside = Beside::open(&settings, &executor);
    signals(&post)?;
    let result = runner.run(&mut screen, posted).await;
    drop(screen);
    // Closing may take a moment; the terminal is given back already.
    beside.close();
    result
}

/// The shop that runs beside the screen, if there is one.
struct Beside {
    #[cfg(feature = "embedded")]
    shop: Option<crate::embedded::Shop>,
}

impl Beside {
    /// Whether the till will have a key of its own: the shop inside this process gives it one.
    const fn is_keyed(settings: &Settings) -> bool {
        match &settings.place {
            Place::Server(_) => settings.api_key.is_some(),
            Place::Demo => cfg!(feature = "embedded"),
        }
    }

    /// The server that the command line names.
    fn address(settings: &Settings, url: &str) -> Address {
        Address { api_key: settings.api_key.clone(), ..Address::of(url) }
    }

    #[cfg(feature = "embedded")]
    fn open(settings: &Settings, executor: &Executor) -> Self {
        let Place::Server(url) = &settings.place else {
            let (runtime, executor) = (tokio::runtime::Handle::current(), executor.clone());
            let shop = crate::embedded::Shop::open(&settings.data_dir, move |told| {
                let _runtime = runtime.enter();
                match told {
                    Ok(found) => executor.open(found),
                    Err(why) => executor.not_open(why),
                }
            });
            return Self { shop: Some(shop) };
        };
        executor.open(Self::address(settings, url));
        Self { shop: None }
    }

    #[cfg(not(feature = "embedded"))]
    fn open(settings: &Settings, executor: &Executor) -> Self {
        match &settings.place {
            Place::Server(url) => executor.open(Self::address(settings, url)),
            Place::Demo => {
                executor.not_open("this program has no demo shop in it; use --server URL".to_owned());
            }
        }
        Self {}
    }

    #[cfg(feature = "embedded")]
    fn close(self) {
        if let Some(shop) = self.shop {
            shop.close();
        }
    }

    #[cfg(not(feature = "embedded"))]
    fn close(self) {
        let Self {} = self;
    }
}

/// The machine's wish to end the program comes in like any other message.
fn signals(post: &tokio::sync::mpsc::UnboundedSender<Msg>) -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        for kind in [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()] {
            let mut signals = signal(kind)?;
            let post = post.clone();
            tokio::spawn(async move {
                while signals.recv().await.is_some() {
                    let _ = post.send(Msg::Stop);
                }
            });
        }
    }
    Ok(())
}

/// What the terminal says, in the order it says it.
type Events = UnboundedReceiver<io::Result<Event>>;

/// Forwards what the terminal says into a channel: the stream itself must not be asked whether it has more,
/// because it keeps the waker of whoever asked first.
fn terminal_events() -> Events {
    let (forward, events) = unbounded_channel();
    tokio::spawn(async move {
        let mut stream = EventStream::new();
        while let Some(event) = stream.next().await {
            if forward.send(event).is_err() {
                break;
            }
        }
    });
    events
}

struct Runner {
    model: Model,
    hits: Hits,
    executor: Executor,
    started: Instant,
    focused: Option<Instant>,
    bells: bool,
}

/// Whether the loop goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Leave,
}

impl Runner {
    async fn run(&mut self, screen: &mut Screen, mut posted: UnboundedReceiver<Msg>) -> io::Result<()> {
        let mut events = terminal_events();
        let mut last_frame = Instant::now();
        let mut is_stale = true;
        let mut minute = next_minute();
        loop {
            let msgs = tokio::select! {
                biased;
                () = sleep_until(last_frame + FRAME), if is_stale => {
                    screen.draw(&self.model, &mut self.hits)?;
                    last_frame = Instant::now();
                    is_stale = false;
                    continue;
                }
                event = events.recv() => match event {
                    Some(event) => self.drain(event?, &mut events)?,
                    // The terminal is gone: nobody can sell here any more.
                    None => vec![Msg::Stop],
                },
                msg = posted.recv() => msg.into_iter().collect(),
                () = sleep_until(minute) => {
                    minute = next_minute();
                    vec![Msg::Minute(wall_clock())]
                }
            };
            for msg in msgs {
                if self.handle(msg, screen)? == Next::Leave {
                    return Ok(());
                }
                is_stale = true;
            }
            while let Ok(msg) = posted.try_recv() {
                if self.handle(msg, screen)? == Next::Leave {
                    return Ok(());
                }
                is_stale = true;
            }
            if std::mem::take(&mut self.bells) {
                screen.bell()?;
            }
            if is_stale && last_frame.elapsed() >= FRAME {
                screen.draw(&self.model, &mut self.hits)?;
                last_frame = Instant::now();
                is_stale = false;
            }
        }
    }

    /// `first` and everything else that the terminal has to say already.
    fn drain(&mut self, first: Event, events: &mut Events) -> io::Result<Vec<Msg>> {
        let mut msgs: Vec<Msg> = self.msg_of(first).into_iter().collect();
        while let Ok(event) = events.try_recv() {
            msgs.extend(self.msg_of(event?));
        }
        if msgs.iter().any(|msg| matches!(msg, Msg::Act(_) | Msg::Paste(_))) {
            // Keys tell the time themselves.
            msgs.push(Msg::Input(self.started.elapsed()));
        }
        Ok(msgs)
    }

    fn msg_of(&mut self, event: Event) -> Option<Msg> {
        match event {
            Event::Key(key) => Some(Msg::Key(key, self.started.elapsed())),
            Event::Paste(text) => Some(Msg::Paste(text)),
            Event::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
            Event::Mouse(mouse) => self.mouse(mouse),
            Event::FocusGained => {
                self.focused = Some(Instant::now());
                None
            }
            Event::FocusLost => None,
        }
    }

    /// What a click or the wheel asks for. The wheel is the arrow keys.
    fn mouse(&mut self, mouse: MouseEvent) -> Option<Msg> {
        use crossterm::event::KeyCode::{Down, Up};
        let action = match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                let gave_focus = self.focused.take().is_some_and(|at| at.elapsed() < FOCUS_CLICK);
                self.hits.at(mouse.column, mouse.row).filter(|_| !gave_focus)
            }
            MouseEventKind::ScrollUp => action::lookup(&self.model, Key::named(Up)),
            MouseEventKind::ScrollDown => action::lookup(&self.model, Key::named(Down)),
            _ => None,
        };
        action.map(Msg::Act)
    }

    fn handle(&mut self, msg: Msg, screen: &mut Screen) -> io::Result<Next> {
        let has_crashed = matches!(msg, Msg::Crashed);
        for cmd in update(&mut self.model, msg) {
            match cmd {
                Cmd::Quit if has_crashed => return Err(io::Error::other("a task of the program broke down")),
                Cmd::Quit => return Ok(Next::Leave),
                // However many keys were refused at once, one bell is enough.
                Cmd::Bell => self.bells = true,
                Cmd::Repaint => screen.repaint()?,
                Cmd::Mouse(take) => screen.mouse(take)?,
                cmd => self.executor.run(cmd),
            }
        }
        Ok(Next::GoOn)
    }
}

/// The one place that reads the wall clock.
#[expect(clippy::disallowed_methods, reason = "the clock at the program's edge")]
fn wall_clock() -> DateTime<Utc> {
    Utc::now()
}

/// When the shown minute ends.
fn next_minute() -> Instant {
    let into = wall_clock().second();
    Instant::now() + Duration::from_secs(u64::from(60 - into.min(59)))
}
