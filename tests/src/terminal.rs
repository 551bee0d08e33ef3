//! A program on a terminal of its own: keys and clicks in, the screen as a person sees it out. Used by the
//! tests that drive the counter's program itself.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system};
use vt100::{MouseProtocolMode, Parser};

/// How long something may take to show on the screen of a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two keys: slower than a scanner types, faster than people.
const BY_HAND: Duration = Duration::from_millis(60);
/// Between two looks at the screen.
const BLINK: Duration = Duration::from_millis(15);

/// The counter's program, as the last build left it beside this test; built when it is missing.
pub fn counter() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        let profile = test.parent().and_then(Path::parent).expect("a test lies in target/<profile>/deps");
        let program = profile.join(format!("comanda{}", std::env::consts::EXE_SUFFIX));
        if !program.exists() {
            let mut build = Command::new(env!("CARGO"));
            build.args(["build", "--package", "comanda", "--target-dir"]).arg(profile.parent().unwrap());
            if profile.ends_with("release") {
                build.arg("--release");
            }
            let ended = build.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null()).status().unwrap();
            assert!(ended.success(), "the counter cannot be built");
        }
        program
    })
}

/// A program on a terminal.
pub struct Terminal {
    child: Reaped,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    received: Arc<Mutex<Parser>>,
    reading: thread::JoinHandle<()>,
    /// Kept open, or the settings of the line would go with the program.
    slave: Box<dyn SlavePty + Send>,
    settings_before: String,
}

/// A program that does not outlive its test, also when that fails.
struct Reaped(Box<dyn Child + Send + Sync>);

impl Drop for Reaped {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

/// How a terminal was left.
#[derive(Debug)]
pub struct Left {
    /// How the program ended.
    pub status: ExitStatus,
    /// What the screen shows.
    pub screen: String,
    /// What is not as it was found; empty when all is.
    pub changed: Vec<&'static str>,
}

impl Terminal {
    /// Starts `program` on a terminal of this many columns and rows.
    pub fn start<A: AsRef<OsStr>>(program: &Path, arguments: &[A], columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let settings_before = settings(&*pair.master);
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        command.env("RUST_BACKTRACE", "0");
        let child = Reaped(pair.slave.spawn_command(command).unwrap());
        let received = Arc::new(Mutex::new(Parser::new(some(rows), some(columns), 0)));
        let (reader, sink) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&received));
        let reading = thread::spawn(move || receive(reader, &sink));
        let keyboard = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, keyboard, received, reading, slave: pair.slave, settings_before }
    }

    /// Presses keys, one word each: `q F8 enter ctrl-q alt-2`.
    pub fn press(&mut self, keys: &str) {
        for word in keys.split_whitespace() {
            self.send(&bytes(word));
        }
    }

    /// Types a text.
    pub fn type_in(&mut self, text: &str) {
        for c in text.chars() {
            self.send(c.to_string().as_bytes());
        }
    }

    /// A scanner reads `code`: all of it at once, with Enter behind it.
    pub fn scan(&mut self, code: &str) {
        self.send(format!("{code}\r").as_bytes());
        // Then a person does something again.
        thread::sleep(BY_HAND * 3);
    }

    /// Presses and releases the left button on the first place where the screen shows `text`.
    pub fn click(&mut self, text: &str) {
        let screen = self.wait_for(text);
        let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap();
        let before = &line[..line.find(text).unwrap()];
        let (column, row) = (before.chars().count() + 1, row + 1);
        self.send(format!("\u{1b}[<0;{column};{row}M\u{1b}[<0;{column};{row}m").as_bytes());
    }

    fn send(&mut self, bytes: &[u8]) {
        self.keyboard.write_all(bytes).unwrap();
        self.keyboard.flush().unwrap();
        thread::sleep(BY_HAND);
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.lock().screen_mut().set_size(some(rows), some(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// What the screen shows.
    pub fn screen(&self) -> String {
        self.lock().screen().contents()
    }

    /// Waits until the screen shows `text`; the whole screen then.
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("the screen shows {text:?}"), |screen| screen.contains(text))
    }

    /// Waits until the screen no longer shows `text`.
    pub fn wait_without(&self, text: &str) -> String {
        self.wait_until(&format!("{text:?} is gone"), |screen| !screen.contains(text))
    }

    /// Waits until the screen is as `what` says and `holds` tells.
    pub fn wait_until(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let since = Instant::now();
        loop {
            let screen = self.screen();
            if holds(&screen) {
                return screen;
            }
            assert!(since.elapsed() < PATIENCE, "waited in vain until {what}:\n{screen}");
            thread::sleep(BLINK);
        }
    }

    /// True while the program has the mouse, bracketed paste and the alternate screen.
    pub fn is_borrowed(&self) -> bool {
        let received = self.lock();
        let screen = received.screen();
        screen.alternate_screen()
            && screen.bracketed_paste()
            && screen.mouse_protocol_mode() != MouseProtocolMode::None
            && settings(&*self.master) != self.settings_before
    }

    /// `SIGTERM`: asks the program to stop.
    pub fn terminate(&self) {
        let pid = self.child.0.process_id().expect("a program that runs");
        let sent = Command::new("sh").arg("-c").arg(format!("kill -TERM {pid}")).status().unwrap();
        assert!(sent.success());
    }

    /// `kill -9`: the program gets no chance to do anything.
    pub fn kill(mut self) {
        self.child.0.kill().unwrap();
        self.child.0.wait().unwrap();
    }

    /// Waits for the program's end and looks at what it left.
    pub fn left(mut self) -> Left {
        let since = Instant::now();
        let status = loop {
            match self.child.0.try_wait().unwrap() {
                Some(status) => break status,
                None if since.elapsed() > PATIENCE => panic!("it does not end:\n{}", self.screen()),
                None => thread::sleep(BLINK),
            }
        };
        let settings_now = settings(&*self.master);
        let Self { slave, reading, received, settings_before, .. } = self;
        // Once nobody has it open the terminal ends, after the last of what the program wrote.
        drop(slave);
        reading.join().unwrap();
        let received = received.lock().unwrap_or_else(PoisonError::into_inner);
        let screen = received.screen();
        let facts = [
            (screen.alternate_screen(), "the alternate screen is still shown"),
            (screen.mouse_protocol_mode() != MouseProtocolMode::None, "the mouse is still taken"),
            (screen.bracketed_paste(), "pasted text still comes in brackets"),
            (screen.hide_cursor(), "the cursor is still hidden"),
            (settings_now != settings_before, "the line settings are not what they were"),
        ];
        let changed = facts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, told)| told).collect();
        Left { status, screen: screen.contents(), changed }
    }

    fn lock(&self) -> MutexGuard<'_, Parser> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn receive(mut reader: Box<dyn Read + Send>, sink: &Mutex<Parser>) {
    let mut buffer = [0; 8192];
    loop {
        match reader.read(&mut buffer) {
            Ok(count) if count > 0 => {
                sink.lock().unwrap_or_else(PoisonError::into_inner).process(&buffer[..count]);
            }
            // On Linux a terminal that nobody has open any more reads as an error.
            Ok(_) | Err(_) => return,
        }
    }
}

fn some(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).expect("a terminal has cells")
}

const fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// The settings of the line, as text that can be compared.
fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("a terminal has line settings"))
}

/// What a terminal sends for a key.
fn bytes(word: &str) -> Vec<u8> {
    let letter = |prefix: &str| word.strip_prefix(prefix).and_then(|rest| rest.bytes().next());
    if let Some(letter) = letter("ctrl-") {
        return vec![letter & 0x1f];
    }
    if let Some(letter) = letter("alt-") {
        return vec![0x1b, letter];
    }
    match word {
        "enter" => b"\r".to_vec(),
        "esc" => b"\x1b".to_vec(),
        "tab" => b"\t".to_vec(),
        "up" => b"\x1b[A".to_vec(),
        "down" => b"\x1b[B".to_vec(),
        "F3" => b"\x1bOR".to_vec(),
        "F4" => b"\x1bOS".to_vec(),
        "F5" => b"\x1b[15~".to_vec(),
        "F6" => b"\x1b[17~".to_vec(),
        "F7" => b"\x1b[18~".to_vec(),
        "F8" => b"\x1b[19~".to_vec(),
        "F9" => b"\x1b[20~".to_vec(),
        "F10" => b"\x1b[21~".to_vec(),
        "F12" => b"\x1b[24~".to_vec(),
        "space" => b" ".to_vec(),
        "del" => b"\x1b[3~".to_vec(),
        _ if word.chars().count() == 1 => word.as_bytes().to_vec(),
        _ => panic!("no key is called {word}"),
    }
}
