//! The command line of `comanda-server`: what can be asked, and the environment that stands in for flags.
//!
//! Parsed by `main`, carried out by `commands`. A flag wins over the environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use comanda_core::actor::{DeviceRole, Role};
use comanda_core::catalog::MenuFormat;
use comanda_core::wallet::DepositMode;

use crate::config::{PrivateAddresses, RateLimits};

/// Comanda's server: a restaurant's ordering over HTTP.
#[derive(Debug, Parser)]
#[command(name = "comanda-server", version, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Where the shop is kept.
    #[command(flatten)]
    pub place: Place,
}

/// Where the shop is kept; every command needs it.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// Database: `sqlite://path` or `postgres://…`; by default a file in the data directory
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL", global = true)]
    pub database_url: Option<String>,
    /// Directory of everything the server keeps outside the database
    #[arg(long, env = "COMANDA_DATA_DIR", value_name = "DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,
}

/// What can be asked of the server's program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API over HTTP until told to stop
    Serve(Serve),
    /// Do what is done after the answer and by the clock, and serve nothing, until told to stop
    Work(Work),
    /// Bring the database's schema up to date, back one step, or say where it stands
    Migrate {
        /// Which way.
        #[command(subcommand)]
        direction: Migrate,
    },
    /// Accounts of the people who run the shop
    Admin {
        /// What to do with them.
        #[command(subcommand)]
        action: Admin,
    },
    /// Keys of devices and other systems
    ApiKey {
        /// What to do with them.
        #[command(subcommand)]
        action: ApiKey,
    },
    /// Load the demo shop into the database (twice is once)
    Demo,
    /// Replay the books; exits with 1 and names the first broken entry when a law does not hold
    Verify,
    /// Import a menu from a file in CSV or JSON
    Import(Import),
    /// Export the menu as a file that can be imported again
    Export(Export),
    /// Print the OpenAPI document
    Openapi,
}

/// How to serve.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Address to listen on; port 0 picks a free one
    #[arg(long, env = "COMANDA_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:8000")]
    pub listen: SocketAddr,
    /// Load the demo shop first, when nobody has an account yet
    #[arg(long)]
    pub demo: bool,
    /// Origins of other sites whose pages may call the API, separated by commas
    #[arg(long, env = "COMANDA_CORS_ORIGINS", value_name = "ORIGINS", value_delimiter = ',')]
    pub cors_origins: Vec<String>,
    /// Who pays into wallets; by default `demo` together with --demo, else `staff`
    #[arg(long, env = "COMANDA_DEPOSITS", value_enum, value_name = "WHO")]
    pub deposits: Option<Deposits>,
    /// Whether an address that asks too often is told to wait
    #[arg(long, env = "COMANDA_RATE_LIMITS", value_enum, value_name = "SWITCH", default_value = "on")]
    pub rate_limits: RateLimits,
    /// Proxies whose X-Forwarded-For is believed: addresses and networks, separated by commas
    #[arg(long, env = "COMANDA_TRUSTED_PROXIES", value_name = "PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<String>,
    /// Leave to another process what is done after the answer and by the clock
    #[arg(long, env = "COMANDA_NO_WORKER")]
    pub no_worker: bool,
    /// What it takes to work, which is also done here unless told otherwise
    #[command(flatten)]
    pub work: Work,
}

/// What it takes to work.
#[derive(Debug, Clone, Args)]
pub struct Work {
    /// URL that customers reach this server by
    #[arg(long, env = "COMANDA_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Mail server, `smtp://user:password@host` or `smtps://…`; by default letters go into files
    #[arg(long, env = "SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<String>,
    /// Sender of the letters, `Café Ada <post@shop.example>`
    #[arg(long, env = "MAIL_FROM", value_name = "SENDER")]
    pub mail_from: Option<String>,
    /// Where pictures are kept, `file://folder`; by default a folder in the data directory
    #[arg(long, env = "MEDIA_URL", hide_env_values = true, value_name = "URL")]
    pub media_url: Option<String>,
    /// Whether webhooks may call private addresses, and call them without TLS
    #[arg(long, env = "COMANDA_WEBHOOKS_PRIVATE", value_enum, value_name = "SWITCH", default_value = "deny")]
    pub webhooks_to_private_addresses: PrivateAddresses,
    /// Queue of the worker, `sqlite://path`; by default a file in the data directory
    #[arg(long, env = "JOBS_URL", hide_env_values = true, value_name = "URL")]
    pub jobs_url: Option<String>,
    /// Address of a page on which admins watch the jobs, `127.0.0.1:8002`; by default there is none
    #[arg(long, env = "COMANDA_BOARD", value_name = "ADDR")]
    pub board: Option<SocketAddr>,
}

impl Serve {
    /// Who pays into wallets: nobody gives away money that was not asked to.
    pub fn deposits(&self) -> DepositMode {
        match (self.deposits, self.demo) {
            (Some(who), _) => who.into(),
            (None, true) => DepositMode::Demo,
            (None, false) => DepositMode::Staff,
        }
    }
}

/// Who pays into wallets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deposits {
    /// Customers by themselves, from nowhere: for a shop that is only shown
    Demo,
    /// Staff, at the counter
    Staff,
    /// Staff, and the system of a payment provider by its key
    Provider,
}

impl From<Deposits> for DepositMode {
    fn from(who: Deposits) -> Self {
        match who {
            Deposits::Demo => Self::Demo,
            Deposits::Staff => Self::Staff,
            Deposits::Provider => Self::Provider,
        }
    }
}

/// Which way to migrate.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Migrate {
    /// Run every migration that is missing
    Up,
    /// Take the newest migration back
    Down,
    /// List the migrations and whether they ran
    Status,
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Create an account for somebody who works here
    Create(CreateAdmin),
}

/// The account to create.
#[derive(Debug, Args)]
pub struct CreateAdmin {
    /// Name to sign in with
    #[arg(long, value_name = "NAME")]
    pub username: String,
    /// Where mail goes
    #[arg(long, value_name = "EMAIL")]
    pub email: String,
    /// What they may do
    #[arg(long, value_enum)]
    pub role: StaffRole,
    /// File that holds the password; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub password_file: PathBuf,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum ApiKey {
    /// Make a key and print its secret, which is not kept: `… > till-1.key`
    Create(CreateKey),
}

/// The key to make.
#[derive(Debug, Args)]
pub struct CreateKey {
    /// What it is for, `till 1`
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// What it may do
    #[arg(long, value_enum)]
    pub role: KeyRole,
}

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyRole {
    /// A till: staff sign in at it by PIN
    Counter,
    /// A screen at which customers order for themselves
    Kiosk,
    /// Another system that brings orders
    Integrator,
}

impl From<KeyRole> for DeviceRole {
    fn from(role: KeyRole) -> Self {
        match role {
            KeyRole::Counter => Self::Counter,
            KeyRole::Kiosk => Self::Kiosk,
            KeyRole::Integrator => Self::Integrator,
        }
    }
}

/// The roles that the command line hands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StaffRole {
    /// Counter and kitchen
    Staff,
    /// Menu, stock and money
    Manager,
    /// Everything
    Admin,
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Staff => Self::Staff,
            StaffRole::Manager => Self::Manager,
            StaffRole::Admin => Self::Admin,
        }
    }
}

/// The menu to import.
#[derive(Debug, Args)]
pub struct Import {
    /// Menu in CSV with a header row, or the JSON that `export` writes; UTF-8; - reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Change nothing, say what would happen
    #[arg(long)]
    pub dry_run: bool,
}

/// Where to export the menu to.
#[derive(Debug, Args)]
pub struct Export {
    /// File to write; - writes to standard output
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Form of the file; by default the one its name ends with, and CSV on standard output
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<FileFormat>,
}

/// The forms in which a menu is a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// For spreadsheets
    Csv,
    /// For programs; holds also what a table cannot
    Json,
}

impl From<FileFormat> for MenuFormat {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Csv => Self::Csv,
            FileFormat::Json => Self::Json,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_has_no_contradictions() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_may_stand_on_either_side_of_the_command() {
        for line in [
            ["comanda-server", "--data-dir", "shop", "verify"],
            ["comanda-server", "verify", "--data-dir", "shop"],
        ] {
            let cli = Cli::try_parse_from(line).unwrap();
            assert_eq!(cli.place.data_dir, PathBuf::from("shop"));
        }
    }

    #[test]
    fn a_customer_is_not_created_by_the_command_line() {
        let line = ["comanda-server", "admin", "create", "--username", "a", "--email", "a@b.c", "--role"];
        let with = |role| Cli::try_parse_from(line.into_iter().chain([role, "--password-file", "-"]));
        assert!(with("admin").is_ok());
        assert!(with("customer").is_err());
    }
}
