//! One more server on the database and the data directory of a [`Shop`], told what its own is not: a mail
//! server, limits, proxies. Also for what must be true on every server of a shop.

use comanda_sdk::Client;
use comanda_server::config::MailSettings;
use comanda_server::{Running, Settings};

use crate::{Raw, Shop};

/// Another server of a shop.
#[derive(Debug)]
pub struct Branch {
    running: Running,
    url: String,
}

impl Branch {
    /// Opens one with the settings that `change` leaves; it listens when this returns.
    pub async fn of(shop: &Shop, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::for_tests(&shop.database_url(), shop.data_dir());
        change(&mut settings);
        let running = comanda_server::start(settings).await.unwrap();
        let url = running.url();
        Self { running, url }
    }

    /// Opens one that sends its letters to the mail server at `smtp_url`.
    pub async fn with_mail(shop: &Shop, smtp_url: &str) -> Self {
        let mail = MailSettings::parse(Some(smtp_url), Some("Ada <post@shop.example>")).unwrap();
        Self::of(shop, |settings| settings.mail = mail).await
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// HTTP without the SDK, on connections of its own.
    pub fn raw(&self) -> Raw {
        Raw::new(&self.url)
    }

    /// A client that nobody is signed in to.
    pub fn client(&self) -> Client {
        Client::builder(&self.url).build().unwrap()
    }

    /// Closes it, once its answers and letters are on their way.
    pub async fn close(self) {
        self.running.stop().await;
    }
}
