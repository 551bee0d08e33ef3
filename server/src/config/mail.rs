//! How letters leave the house: `SMTP_URL` and `MAIL_FROM`.

use std::fmt;

use lettre::message::Mailbox;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{Address, AsyncSmtpTransport, Tokio1Executor};
use url::{Host, Url};

use super::ConfigError;

/// How letters leave the house.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Whom they are from.
    pub from: Mailbox,
    /// Where they go.
    pub delivery: Delivery,
}

/// Where letters go.
#[derive(Debug, Clone)]
pub enum Delivery {
    /// To a mail server.
    Smtp(SmtpServer),
    /// Into files in the data directory, for shops that have no mail server yet.
    Files,
}

impl MailSettings {
    /// From the command line; what is empty counts as not given.
    pub fn parse(smtp_url: Option<&str>, from: Option<&str>) -> Result<Self, ConfigError> {
        let mut settings = Self::default();
        if let Some(url) = smtp_url.filter(|url| !url.is_empty()) {
            settings.delivery = Delivery::Smtp(SmtpServer::parse(url)?);
        }
        if let Some(from) = from.filter(|from| !from.is_empty()) {
            settings.from = from.parse().map_err(|_| ConfigError::MailFrom(from.to_owned()))?;
        }
        Ok(settings)
    }
}

/// Into files, from a sender that nobody can answer.
impl Default for MailSettings {
    fn default() -> Self {
        let address = Address::new_dangerous("no-reply", "localhost");
        Self { from: Mailbox::new(Some("Comanda".to_owned()), address), delivery: Delivery::Files }
    }
}

/// A mail server and how to talk to it. Its `Debug` shows the host alone.
#[derive(Clone)]
pub struct SmtpServer {
    host: String,
    connection: Box<AsyncSmtpTransportBuilder>,
}

impl SmtpServer {
    /// `smtps://user:password@host`, or `smtp://…` with STARTTLS. Without TLS only where that is said
    /// (`?tls=none`), or on this machine: a password and a code must not travel in the open by mistake.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let wrong = |why: &str| ConfigError::SmtpUrl(why.to_owned());
        let mut url = Url::parse(text).map_err(|_| wrong("is no URL"))?;
        let host = url.host().ok_or_else(|| wrong("names no host"))?.to_owned();
        let asked = url.query_pairs().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        let tls = match (url.scheme(), asked.as_slice()) {
            ("smtps", []) => None,
            ("smtp", []) if is_this_machine(&host) => None,
            ("smtp", []) => Some("tls=required"),
            ("smtp", [one]) if one == "tls=none" => None,
            ("smtp", [one]) if one == "tls=required" => Some("tls=required"),
            ("smtp", [one]) if one == "tls=opportunistic" => Some("tls=opportunistic"),
            ("smtp", _) => return Err(wrong("knows tls=required, tls=opportunistic and tls=none")),
            _ => return Err(wrong("starts with smtp:// or smtps://")),
        };
        url.set_query(tls);
        let connection = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str());
        let connection = connection.map_err(|cause| ConfigError::SmtpUrl(cause.to_string()))?;
        Ok(Self { host: host.to_string(), connection: Box::new(connection) })
    }

    /// What sends by it.
    pub fn transport(&self) -> AsyncSmtpTransport<Tokio1Executor> {
        self.connection.as_ref().clone().build()
    }
}

/// `smtp` is no scheme that the URL's parser knows, so it leaves addresses as names.
fn is_this_machine(host: &Host) -> bool {
    match host {
        Host::Domain(name) => {
            name == "localhost" || name.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback())
        }
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpServer({})", self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tls(url: &str) -> String {
        let shown = format!("{:?}", SmtpServer::parse(url).unwrap().connection);
        let after = shown.split("tls: ").nth(1).unwrap().to_owned();
        after.split(['(', ',', ' ']).next().unwrap().to_owned()
    }

    #[test]
    fn nothing_travels_in_the_open_by_mistake() {
        assert_eq!(tls("smtp://user:pass@mail.example:587"), "Required");
        assert_eq!(tls("smtp://mail.example?tls=required"), "Required");
        assert_eq!(tls("smtp://mail.example?tls=opportunistic"), "Opportunistic");
        assert_eq!(tls("smtps://user:pass@mail.example"), "Wrapper");
        for open in ["smtp://127.0.0.1:1025", "smtp://localhost:1025", "smtp://mailpit:1025?tls=none"] {
            assert_eq!(tls(open), "None", "{open}");
        }
        // Names that only look like this machine.
        assert_eq!(tls("smtp://localhost.example"), "Required");
        assert_eq!(tls("smtp://127.0.0.1.example"), "Required");
    }

    #[test]
    fn a_wrong_url_is_named_without_its_password() {
        for url in [
            "mail.example",
            "http://u:hunter2@mail.example",
            "smtp://u:hunter2@mail.example?tls=maybe",
            "smtp://u:hunter2@mail.example?timeout=3",
            "smtp:///",
        ] {
            let told = SmtpServer::parse(url).unwrap_err().to_string();
            assert!(told.starts_with("SMTP_URL") && !told.contains("hunter2"), "{url}: {told}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let settings =
            MailSettings::parse(Some("smtp://u:hunter2@mail.example"), Some("Ada <ada@shop.example>"))
                .unwrap();
        let shown = format!("{settings:?}");
        assert!(shown.contains("mail.example") && !shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn the_sender_is_a_mailbox() {
        let from = |text: &str| MailSettings::parse(None, Some(text)).map(|known| known.from.to_string());
        assert_eq!(from("Café Ada <post@shop.example>").unwrap(), "Café Ada <post@shop.example>");
        assert_eq!(from("post@shop.example").unwrap(), "post@shop.example");
        for wrong in ["Comanda", "a@b\r\nBcc: c@d", "a@b, c@d"] {
            assert!(from(wrong).unwrap_err().to_string().starts_with("MAIL_FROM"), "{wrong}");
        }
    }

    #[test]
    fn what_is_empty_counts_as_not_given() {
        let settings = MailSettings::parse(Some(""), Some("")).unwrap();
        assert!(matches!(settings.delivery, Delivery::Files));
        assert_eq!(settings.from.to_string(), "Comanda <no-reply@localhost>");
    }
}
