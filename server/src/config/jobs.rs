//! Where the worker's queue is kept, who works it off, and how often it is looked at: `JOBS_URL`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::ConfigError;

/// The file of the queue. It may be lost: what is to be done stands in the shop's own database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobsFile(PathBuf);

impl JobsFile {
    /// `sqlite://path`; without a URL a file in `data_dir`.
    pub fn parse(url: Option<&str>, data_dir: &Path) -> Result<Self, ConfigError> {
        let Some(url) = url.filter(|url| !url.is_empty()) else { return Ok(Self::in_dir(data_dir)) };
        let later = ["postgres", "postgresql", "redis", "rediss"];
        match url.split_once("://") {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self(PathBuf::from(path))),
            Some((scheme, _)) if later.contains(&scheme) => Err(ConfigError::JobsUrlLater(scheme.to_owned())),
            _ => Err(ConfigError::JobsUrl),
        }
    }

    /// The file that is used when none is named.
    pub fn in_dir(data_dir: &Path) -> Self {
        Self(data_dir.join("jobs.db"))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// Who does what is done after the answer and by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerPlace {
    /// This process, beside serving.
    Here,
    /// Another one, `comanda-server work`, or another server.
    Elsewhere,
}

/// How often the worker looks around. Whatever this process itself brings is seen at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// For events whose effects are not written down.
    pub look: Duration,
    /// For jobs whose time has come, or that another process put into the queue.
    pub poll: Duration,
    /// For work that the queue has lost.
    pub sweep: Duration,
    /// For hours of the schedule.
    pub tick: Duration,
    /// How often a worker says that it is alive; one that was silent four times has its jobs taken over.
    pub heartbeat: Duration,
    /// How long what is due is left to whoever wrote it down, before the sweep takes it; on a database that other
    /// machines share.
    pub grace: Duration,
}

impl Pace {
    /// In the house.
    pub const USUAL: Self = Self {
        look: Duration::from_millis(200),
        poll: Duration::from_secs(1),
        sweep: Duration::from_secs(5),
        tick: Duration::from_mins(1),
        heartbeat: Duration::from_secs(1),
        grace: Duration::from_mins(1),
    };

    /// For tests, which do not like to wait.
    pub const QUICK: Self = Self {
        look: Duration::from_millis(15),
        poll: Duration::from_millis(200),
        sweep: Duration::from_millis(500),
        tick: Duration::from_secs(1),
        heartbeat: Duration::from_secs(1),
        grace: Duration::from_secs(2),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(url: &str) -> Result<JobsFile, ConfigError> {
        JobsFile::parse(Some(url), Path::new("shop"))
    }

    #[test]
    fn the_queue_lies_in_the_data_directory_unless_a_file_is_named() {
        assert_eq!(JobsFile::parse(None, Path::new("shop")).unwrap().path(), Path::new("shop/jobs.db"));
        assert_eq!(file("").unwrap().path(), Path::new("shop/jobs.db"));
        assert_eq!(file("sqlite:///srv/jobs.db").unwrap().path(), Path::new("/srv/jobs.db"));
        assert_eq!(file("sqlite://jobs.db").unwrap().path(), Path::new("jobs.db"));
    }

    #[test]
    fn another_kind_of_queue_is_refused_with_when_it_comes() {
        for url in ["postgres://u:hunter2@h/d", "postgresql://h/d", "redis://:hunter2@h", "rediss://h"] {
            let told = file(url).unwrap_err().to_string();
            assert!(told.contains("come later") && told.contains("sqlite://"), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
        for url in ["sqlite://", "jobs.db", "mysql://u:hunter2@h"] {
            let told = file(url).unwrap_err().to_string();
            assert!(told.starts_with("JOBS_URL") && !told.contains("hunter2"), "{told}");
        }
    }
}
