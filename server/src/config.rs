//! The settings of one server, made once from flags and environment and passed on; nothing else reads them.
//!
//! Built by `main` from the command line, or in code by tests and by the terminal that carries its own shop.

mod jobs;
mod mail;
mod media;
mod secret;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use axum::http::HeaderValue;
use comanda_core::wallet::DepositMode;
use comanda_core::webhooks::Reach;

use crate::cli::{Place, Serve, Work};

pub use crate::limits::TrustedProxies;
pub use jobs::{JobsFile, Pace, WorkerPlace};
pub use mail::{Delivery, MailSettings, SmtpServer};
pub use media::MediaPlace;
pub use secret::{SecretError, SecretKey};

/// Everything a server is told before it starts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `sqlite://path` or `postgres://…`; may hold a password, so it is never printed.
    pub database_url: DatabaseUrl,
    /// Where the server keeps what is not in the database.
    pub data_dir: PathBuf,
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// What signs the access tokens.
    pub secret_key: SecretKey,
    /// How customers reach this server.
    pub public_url: Option<url::Url>,
    /// Exact origins whose pages may call the API.
    pub cors_origins: Vec<HeaderValue>,
    /// How letters leave the house.
    pub mail: MailSettings,
    /// Where pictures are kept.
    pub media: MediaPlace,
    /// Where the worker's queue is kept.
    pub jobs: JobsFile,
    /// Who works it off.
    pub worker: WorkerPlace,
    /// How often the worker looks around.
    pub pace: Pace,
    /// Where admins watch the jobs in a browser; port 0 picks a free one.
    pub board: Option<SocketAddr>,
    /// Whether the demo shop is loaded at the start.
    pub demo: Demo,
    /// Who pays into wallets.
    pub deposits: DepositMode,
    /// Whether addresses that ask too often are turned away.
    pub rate_limits: RateLimits,
    /// Who may say on whose behalf a request comes.
    pub trusted_proxies: TrustedProxies,
    /// Whether webhooks reach into the shop's own networks.
    pub webhooks: PrivateAddresses,
}

/// Whether addresses that ask too often are turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RateLimits {
    /// By the limits of each class of requests
    On,
    /// Nobody is
    Off,
}

/// Whether webhooks may call private addresses, and call them without TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum PrivateAddresses {
    /// They may: everybody who keeps webhooks is trusted with the network
    Allow,
    /// Only what is out on the internet is called, by https
    Deny,
}

impl From<PrivateAddresses> for Reach {
    fn from(addresses: PrivateAddresses) -> Self {
        match addresses {
            PrivateAddresses::Allow => Self::Private,
            PrivateAddresses::Deny => Self::Public,
        }
    }
}

/// Whether a start loads the demo shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demo {
    /// Into a shop in which nobody has an account yet.
    Load,
    /// The database stays as it is.
    Leave,
}

/// A database's URL. Its `Debug` hides it: there may be a password in it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that is used when no database is named.
    pub fn in_dir(data_dir: &Path) -> Self {
        Self(format!("sqlite://{}", data_dir.join("comanda.db").display()))
    }
}

impl From<&str> for DatabaseUrl {
    fn from(url: &str) -> Self {
        Self(url.to_owned())
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://…", self.0.split("://").next().unwrap_or_default())
    }
}

/// A setting that makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The public URL is none.
    #[error("COMANDA_PUBLIC_URL: {0:?} is no http(s) URL")]
    PublicUrl(String),
    /// An origin is none.
    #[error("COMANDA_CORS_ORIGINS: {0:?} is no origin such as https://shop.example")]
    Origin(String),
    /// A proxy is none.
    #[error("COMANDA_TRUSTED_PROXIES: {0:?} is no address or network such as 10.0.0.0/8")]
    TrustedProxy(String),
    /// The mail server cannot be used. Its URL may hold a password, so only what is wrong is told.
    #[error("SMTP_URL: {0}; wanted: smtp://user:password@host or smtps://user:password@host")]
    SmtpUrl(String),
    /// The sender of letters is none.
    #[error("MAIL_FROM: {0:?} is no sender such as Café Ada <post@shop.example>")]
    MailFrom(String),
    /// The queue cannot be kept there yet.
    #[error("JOBS_URL: jobs on {0}:// come later; wanted: sqlite://data/jobs.db")]
    JobsUrlLater(String),
    /// The queue cannot be kept there. The URL may hold a password, so it is not told.
    #[error("JOBS_URL names no file; wanted: sqlite://data/jobs.db")]
    JobsUrl,
    /// Pictures cannot be kept there.
    #[error("MEDIA_URL names no folder; wanted: file:///srv/comanda/media")]
    MediaUrl,
}

impl Place {
    /// The database that the command line names, or the file in the data directory.
    pub fn database(&self) -> DatabaseUrl {
        match self.database_url.as_deref() {
            Some(url) if !url.is_empty() => DatabaseUrl::from(url),
            _ => DatabaseUrl::in_dir(&self.data_dir),
        }
    }
}

impl Settings {
    /// From the command line; `secret` is `COMANDA_SECRET_KEY`, where it is set.
    pub fn from_command_line(
        place: &Place,
        serve: &Serve,
        secret: Option<String>,
    ) -> Result<Self, ConfigError> {
        let given = |text: &&String| !text.is_empty();
        let cors_origins = serve.cors_origins.iter().filter(given).map(|text| origin(text));
        Ok(Self {
            listen: serve.listen,
            cors_origins: cors_origins.collect::<Result<_, _>>()?,
            worker: if serve.no_worker { WorkerPlace::Elsewhere } else { WorkerPlace::Here },
            demo: if serve.demo { Demo::Load } else { Demo::Leave },
            deposits: serve.deposits(),
            rate_limits: serve.rate_limits,
            trusted_proxies: trusted_proxies(&serve.trusted_proxies)?,
            ..Self::to_work(place, &serve.work, secret)?
        })
    }

    /// For a worker that does not serve; `secret` is `COMANDA_SECRET_KEY`, where it is set.
    pub fn to_work(place: &Place, work: &Work, secret: Option<String>) -> Result<Self, ConfigError> {
        let public_url = work.public_url.as_ref().filter(|text| !text.is_empty());
        Ok(Self {
            database_url: place.database(),
            secret_key: SecretKey::given_or_kept(secret),
            public_url: public_url.map(|text| http_url(text)).transpose()?,
            mail: MailSettings::parse(work.smtp_url.as_deref(), work.mail_from.as_deref())?,
            media: MediaPlace::parse(work.media_url.as_deref(), &place.data_dir)?,
            jobs: JobsFile::parse(work.jobs_url.as_deref(), &place.data_dir)?,
            worker: WorkerPlace::Here,
            pace: Pace::USUAL,
            board: work.board,
            data_dir: place.data_dir.clone(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            cors_origins: Vec::new(),
            demo: Demo::Leave,
            deposits: DepositMode::Staff,
            rate_limits: RateLimits::On,
            trusted_proxies: TrustedProxies::default(),
            webhooks: work.webhooks_to_private_addresses,
        })
    }

    /// A server for a test: this database, a free port of the loopback, a key made in `data_dir`; as many
    /// requests as the test likes, and wallets that their owners fill.
    pub fn for_tests(database_url: &str, data_dir: &Path) -> Self {
        Self {
            database_url: DatabaseUrl::from(database_url),
            data_dir: data_dir.to_owned(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            secret_key: SecretKey::Kept,
            public_url: None,
            cors_origins: Vec::new(),
            mail: MailSettings::default(),
            media: MediaPlace::in_dir(data_dir),
            jobs: JobsFile::in_dir(data_dir),
            worker: WorkerPlace::Here,
            pace: Pace::QUICK,
            board: None,
            demo: Demo::Leave,
            deposits: DepositMode::Demo,
            rate_limits: RateLimits::Off,
            trusted_proxies: TrustedProxies::default(),
            webhooks: PrivateAddresses::Deny,
        }
    }

    /// The demo shop inside another program: its file in `data_dir`, a free port of the loopback.
    pub fn embedded_demo(data_dir: &Path) -> Self {
        let database = DatabaseUrl::in_dir(data_dir);
        let nearby = Self::for_tests(database.as_str(), data_dir);
        Self { demo: Demo::Load, rate_limits: RateLimits::On, pace: Pace::USUAL, ..nearby }
    }

    /// True when others than this machine may call: weak keys are not accepted then.
    pub fn is_production(&self) -> bool {
        !self.listen.ip().is_loopback() || self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}

fn http_url(text: &str) -> Result<url::Url, ConfigError> {
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        _ => Err(ConfigError::PublicUrl(text.to_owned())),
    }
}

fn origin(text: &str) -> Result<HeaderValue, ConfigError> {
    let wrong = || ConfigError::Origin(text.to_owned());
    let url = http_url(text.trim()).map_err(|_| wrong())?;
    HeaderValue::from_str(&url.origin().ascii_serialization()).map_err(|_| wrong())
}

fn trusted_proxies(entries: &[String]) -> Result<TrustedProxies, ConfigError> {
    let given = entries.iter().map(String::as_str).filter(|text| !text.is_empty());
    TrustedProxies::parse(given).map_err(|text| ConfigError::TrustedProxy(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command};

    fn settings(line: &[&str]) -> Result<Settings, ConfigError> {
        let cli = Cli::try_parse_from([&["comanda-server", "serve"], line].concat()).unwrap();
        let Command::Serve(serve) = &cli.command else { panic!("not serve") };
        Settings::from_command_line(&cli.place, serve, None)
    }

    #[test]
    fn the_database_is_a_file_in_the_data_directory_unless_named() {
        let url = |line: &[&str]| settings(line).unwrap().database_url.as_str().to_owned();
        assert_eq!(url(&["--data-dir", "shop"]), "sqlite://shop/comanda.db");
        assert_eq!(url(&["--database-url", "postgres://h/d"]), "postgres://h/d");
        assert_eq!(url(&["--database-url", "", "--data-dir", "shop"]), "sqlite://shop/comanda.db");
    }

    #[test]
    fn a_server_that_others_reach_is_in_production() {
        let production = |line: &[&str]| settings(line).unwrap().is_production();
        assert!(!production(&[]));
        assert!(!production(&["--listen", "[::1]:0", "--public-url", "http://localhost:8000"]));
        assert!(production(&["--listen", "0.0.0.0:8000"]));
        assert!(production(&["--public-url", "https://shop.example"]));
    }

    #[test]
    fn origins_are_exact_and_wrong_ones_are_named() {
        let both = settings(&["--cors-origins", "https://a.example/,http://localhost:3000"]).unwrap();
        assert_eq!(both.cors_origins, ["https://a.example", "http://localhost:3000"]);
        let wrong = settings(&["--cors-origins", "https://a.example,*"]).unwrap_err();
        assert!(wrong.to_string().contains("\"*\""), "{wrong}");
        assert!(settings(&["--public-url", "ftp://a"]).is_err());
    }

    #[test]
    fn limits_are_on_and_no_proxy_is_trusted_unless_told() {
        let proxies = |line: &[&str]| format!("{:?}", settings(line).unwrap().trusted_proxies);
        assert_eq!(settings(&[]).unwrap().rate_limits, RateLimits::On);
        assert_eq!(settings(&["--rate-limits", "off"]).unwrap().rate_limits, RateLimits::Off);
        assert_eq!(proxies(&[]), proxies(&["--trusted-proxies", ""]));
        assert_ne!(proxies(&[]), proxies(&["--trusted-proxies", "::1,10.0.0.0/8"]));
        let wrong = settings(&["--trusted-proxies", "::1,proxy.example"]).unwrap_err().to_string();
        assert!(wrong.contains("COMANDA_TRUSTED_PROXIES") && wrong.contains("\"proxy.example\""), "{wrong}");
    }

    #[test]
    fn staff_take_deposits_unless_the_shop_is_the_demo_or_told_otherwise() {
        let deposits = |line: &[&str]| settings(line).unwrap().deposits;
        assert_eq!(deposits(&[]), DepositMode::Staff);
        assert_eq!(deposits(&["--demo"]), DepositMode::Demo);
        assert_eq!(deposits(&["--demo", "--deposits", "staff"]), DepositMode::Staff);
        assert_eq!(deposits(&["--deposits", "provider"]), DepositMode::Provider);
        assert_eq!(Settings::embedded_demo(Path::new("shop")).deposits, DepositMode::Demo);
    }

    #[test]
    fn settings_do_not_show_the_password_of_the_database() {
        let shown = format!("{:?}", settings(&["--database-url", "postgres://u:hunter2@h/d"]).unwrap());
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
