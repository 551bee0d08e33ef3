//! A program that borrows the terminal as the counter does and then breaks down, in its first thread or in
//! a task: how the tests see that the terminal is given back, without a trigger in the product.

use std::process::ExitCode;

use comanda::terminal::{self, Screen};

#[expect(clippy::panic, reason = "that is what it is for")]
fn main() -> ExitCode {
    let Ok(_screen) = Screen::borrow() else { return ExitCode::FAILURE };
    if std::env::args().nth(1).as_deref() == Some("task") {
        let name = format!("{}-worker", terminal::THREAD_NAME);
        let broken = std::thread::Builder::new().name(name).spawn(|| panic!("in a task"));
        let told = broken.map(|thread| thread.join().is_err());
        return if matches!(told, Ok(true)) { ExitCode::from(101) } else { ExitCode::FAILURE };
    }
    panic!("in the first thread")
}
