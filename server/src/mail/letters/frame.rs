//! What every letter has around its words, and how both of its forms come about.

use std::fmt;

use comanda_core::text;

/// Around the words of a letter. Its texts are on one line and without control characters; HTML is escaped by the
/// templates.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Who writes.
    pub shop: String,
    /// In the list of letters.
    pub subject: String,
    /// Beside the subject, where a reader shows the beginning of a letter.
    pub preheader: String,
    /// Whom it greets; empty when unknown.
    pub name: String,
    /// Why one gets it, and what to do about that.
    pub why: String,
}

impl Frame {
    /// From `shop`, about `subject`.
    pub fn new(shop: &str, subject: impl fmt::Display) -> Self {
        Self {
            shop: text::line(shop),
            subject: text::line(&subject.to_string()),
            preheader: String::new(),
            name: String::new(),
            why: String::new(),
        }
    }

    /// Greets `name`.
    pub fn to(self, name: &str) -> Self {
        Self { name: text::line(name), ..self }
    }

    /// Begins so where only the beginning is shown.
    pub fn previewed(self, preheader: &str) -> Self {
        Self { preheader: text::line(preheader), ..self }
    }

    /// Says why one gets it.
    pub fn because(self, why: &str) -> Self {
        Self { why: text::line(why), ..self }
    }
}

/// The letter to `$to` whose two forms are made of `$facts` by these templates.
macro_rules! rendered {
    ($to:expr, $text:tt, $html:tt, $frame:expr, $facts:ident : $type:ty) => {{
        #[derive(askama::Template)]
        #[template(path = $text)]
        struct Text<'a> {
            frame: &'a $crate::mail::letters::frame::Frame,
            #[allow(dead_code, reason = "some letters have no facts")]
            facts: &'a $type,
        }
        #[derive(askama::Template)]
        #[template(path = $html)]
        struct Html<'a> {
            frame: &'a $crate::mail::letters::frame::Frame,
            #[allow(dead_code, reason = "some letters have no facts")]
            facts: &'a $type,
        }
        let (frame, facts) = (&$frame, &$facts);
        let text = askama::Template::render(&Text { frame, facts })?;
        let html = askama::Template::render(&Html { frame, facts })?;
        let ended = |text: String| format!("{}\n", text.trim_end());
        Ok($crate::mail::Letter {
            id: None,
            to: $to.to_owned(),
            subject: frame.subject.clone(),
            text: ended(text),
            html: ended(html),
        })
    }};
}
pub(super) use rendered;
