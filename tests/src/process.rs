//! The server's program as a process of its own, to be killed and asked to stop.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// A process that serves or works.
#[derive(Debug)]
pub struct Process {
    child: Child,
    url: String,
    /// Kept open: a program whose output nobody reads must not be stopped by that.
    output: Lines<BufReader<ChildStdout>>,
    /// From start to the first line that says it listens.
    pub ready_after: Duration,
}

impl Process {
    /// Starts `program serve` on this database and waits until it listens.
    pub async fn serve(program: &Path, database_url: &str, data_dir: &Path) -> Self {
        Self::serve_with(program, database_url, data_dir, &[], None).await
    }

    /// As [`Process::serve`], with more in its environment and what it logs in a file, where one is given.
    pub async fn serve_with(
        program: &Path,
        database_url: &str,
        data_dir: &Path,
        environment: &[(&str, &str)],
        log: Option<&Path>,
    ) -> Self {
        let started = Instant::now();
        let errors = log.map_or_else(Stdio::inherit, |log| File::create(log).unwrap().into());
        let arguments = ["serve", "--listen", "127.0.0.1:0"];
        let mut process = Self::start(program, &arguments, database_url, data_dir, environment, errors);
        let url = timeout(Duration::from_mins(1), said(&mut process.output, "listening on "));
        process.url = url.await.expect("it never listened");
        process.ready_after = started.elapsed();
        process
    }

    /// Starts `program work` on this database and waits until it works. It has no address.
    pub async fn work(program: &Path, database_url: &str, data_dir: &Path) -> Self {
        Self::work_with(program, database_url, data_dir, &[]).await
    }

    /// As [`Process::work`], with more in its environment.
    pub async fn work_with(
        program: &Path,
        database_url: &str,
        data_dir: &Path,
        environment: &[(&str, &str)],
    ) -> Self {
        let started = Instant::now();
        let mut process =
            Self::start(program, &["work"], database_url, data_dir, environment, Stdio::inherit());
        let works = timeout(Duration::from_mins(1), said(&mut process.output, "working"));
        works.await.expect("it never worked");
        process.ready_after = started.elapsed();
        process
    }

    fn start(
        program: &Path,
        arguments: &[&str],
        database_url: &str,
        data_dir: &Path,
        environment: &[(&str, &str)],
        errors: Stdio,
    ) -> Self {
        let mut child = Command::new(program)
            .args(arguments)
            .args(["--database-url", database_url, "--data-dir"])
            .arg(data_dir)
            .env("RUST_LOG", "warn")
            // One machine sends what a city would.
            .env("COMANDA_RATE_LIMITS", "off")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(errors)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, url: String::new(), output, ready_after: Duration::ZERO }
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.url.trim_start_matches("http://").parse().unwrap()
    }

    /// `kill -9`: it gets no chance to do anything.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// `SIGTERM`: asks it to stop and does not wait.
    pub async fn ask_to_stop(&self) {
        let pid = self.child.id().expect("a process that runs");
        let sent = Command::new("sh").arg("-c").arg(format!("kill -TERM {pid}")).status().await.unwrap();
        assert!(sent.success());
    }

    /// Waits for its end; true when it ended well.
    pub async fn ended_well(mut self) -> bool {
        let ended = timeout(Duration::from_secs(20), self.child.wait()).await;
        ended.expect("it did not stop").unwrap().success()
    }

    /// The memory it holds, in MiB; Linux only.
    pub fn resident_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
    }

    /// The seconds of CPU it has used.
    pub fn cpu_seconds(&self) -> f64 {
        cpu_seconds(self.child.id().expect("a process that runs"))
    }
}

/// The seconds of CPU that a process has used, all its threads together; Linux only.
pub fn cpu_seconds(pid: u32) -> f64 {
    /// Ticks a second in /proc, on every Linux this runs on.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    // The name in parentheses may contain spaces; the fields after it do not.
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let ticks: u32 =
        fields.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u32>().unwrap()).sum();
    f64::from(ticks) / TICKS
}

/// What stands behind `mark` in the first line that has it.
async fn said(output: &mut Lines<BufReader<ChildStdout>>, mark: &str) -> String {
    while let Some(line) = output.next_line().await.unwrap() {
        if let Some((_, rest)) = line.split_once(mark) {
            return rest.trim().to_owned();
        }
    }
    panic!("the program ended before it said {mark:?}")
}

/// Runs a command of the program to its end; the status and both outputs.
pub async fn run(
    program: &Path,
    database_url: &str,
    data_dir: &Path,
    arguments: &[&str],
) -> (i32, String, String) {
    let output = Command::new(program)
        .args(arguments)
        .args(["--database-url", database_url, "--data-dir"])
        .arg(data_dir)
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// A file of the repository, by its path from the root.
pub fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
