//! Holds what is promised of letters, with a real mail server and with real files.

use mail_parser::MessageParser;

use super::*;
use crate::clock;
use crate::config::{Delivery, SmtpServer};
use crate::smtp::Smtp;

fn by_smtp(url: &str) -> Mailer {
    let delivery = Delivery::Smtp(SmtpServer::parse(url).unwrap());
    Mailer::new(&MailSettings { delivery, ..MailSettings::default() }, Path::new("unused"))
}

fn letter(to: &str) -> Letter {
    letters::password_reset(to, "493027", 10, "Café Comanda").unwrap()
}

#[tokio::test]
async fn a_letter_reaches_its_reader_through_a_mail_server() {
    let smtp = Smtp::start().await;
    by_smtp(&smtp.url()).send(&letter("ada@example.com")).await.unwrap();
    let [received] = smtp.received(1).await.try_into().unwrap();
    assert_eq!(
        (received.from.as_str(), &*received.to),
        ("no-reply@localhost", &["ada@example.com".to_owned()][..])
    );
    assert_eq!(received.subject(), "Choose a new password at Café Comanda");
    assert!(received.text().contains("\n    493027\n"), "{}", received.data);
    let message = MessageParser::new().parse(&received.data).unwrap();
    assert!(message.message_id().is_some_and(|id| id.ends_with("@localhost")));
    assert!((message.date().unwrap().to_timestamp() - clock::now().timestamp()).abs() < 60);
    assert_eq!(message.header("Auto-Submitted").and_then(|value| value.as_text()), Some("auto-generated"));
    assert!(message.body_html(0).is_some_and(|page| page.contains("493027")), "{}", received.data);
    let (text, page) = (received.data.find("text/plain"), received.data.find("text/html"));
    assert!(received.data.contains("multipart/alternative") && text < page, "the best comes last (RFC 2046)");
}

#[tokio::test]
async fn a_letter_that_was_written_down_is_known_again_by_its_message_id() {
    let smtp = Smtp::start().await;
    let mailer = by_smtp(&smtp.url());
    let id = LetterId::from_uuid(uuid::Uuid::now_v7());
    let letter = Letter { id: Some(id), ..letter("ada@example.com") };
    for _ in 0..2 {
        mailer.line().await.unwrap().send(&letter).await.unwrap();
    }
    let received = smtp.received(2).await;
    let ids = received
        .iter()
        .map(|mail| MessageParser::new().parse(&mail.data).unwrap().message_id().unwrap().to_owned());
    assert_eq!(ids.collect::<Vec<_>>(), vec![format!("{id}@localhost"); 2]);
}

#[tokio::test]
async fn without_a_mail_server_a_letter_is_a_file_that_only_the_shop_reads() {
    let dir = tempfile::tempdir().unwrap();
    Mailer::new(&MailSettings::default(), dir.path()).send(&letter("ada@example.com")).await.unwrap();
    let folder = dir.path().join("mail");
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    let [file] = files.as_slice() else { panic!("{files:?}") };
    assert_eq!(file.extension().unwrap(), "eml");
    let bytes = std::fs::read(file).unwrap();
    let message = MessageParser::new().parse(&bytes).unwrap();
    assert!(message.body_text(0).unwrap().contains("493027"));
    assert!(message.body_html(0).unwrap().contains("493027"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[tokio::test]
async fn nothing_that_was_typed_becomes_a_header_or_another_recipient() {
    let smtp = Smtp::start().await;
    let mailer = by_smtp(&smtp.url());
    let sly = Letter { subject: "Hi\r\nBcc: eve@example.com".to_owned(), ..letter("ada@example.com") };
    mailer.send(&sly).await.unwrap();
    let [received] = smtp.received(1).await.try_into().unwrap();
    assert_eq!(received.to, ["ada@example.com"]);
    let message = MessageParser::new().parse(&received.data).unwrap();
    assert_eq!(message.subject(), Some("Hi  Bcc: eve@example.com"));
    assert!(message.bcc().is_none());
    for to in ["a@b\r\nRCPT TO:<eve@example.com>", "a@b, eve@example.com", "", "ada", "ada@", "<a@b>"] {
        assert!(matches!(mailer.send(&letter(to)).await, Err(MailError::Address)), "{to}");
    }
}

#[tokio::test]
async fn a_posted_letter_is_tried_again_when_it_was_put_off() {
    let smtp = Smtp::start_busy(1).await;
    let mailer = by_smtp(&smtp.url());
    // By a thread of the store, as it were.
    std::thread::spawn(move || mailer.post(Ok(letter("ada@example.com")))).join().unwrap();
    assert_eq!(smtp.received(1).await.len(), 1);
}

#[tokio::test]
async fn a_letter_to_nobody_is_not_tried_again() {
    let smtp = Smtp::start().await;
    let failure = by_smtp(&smtp.url()).send(&letter("nobody@example.com")).await.unwrap_err();
    assert!(!failure.is_passing() && failure.is_for_good(), "{failure}");
    assert!(!failure.to_string().contains("nobody"), "{failure}");
}

#[tokio::test]
async fn a_wrong_password_and_a_server_that_is_away_are_failures_without_the_password() {
    let smtp = Smtp::start().await;
    let (wrong, right) = (smtp.url().replace("letters", "hunter2"), smtp.url());
    let failure = by_smtp(&wrong).send(&letter("ada@example.com")).await.unwrap_err();
    assert!(!failure.is_passing() && !format!("{failure:?}").contains("hunter2"), "{failure:?}");
    assert!(!failure.is_for_good(), "no letter is lost by a wrong password");
    drop(smtp);
    tokio::task::yield_now().await;
    let failure = by_smtp(&right).send(&letter("ada@example.com")).await.unwrap_err();
    assert!(failure.is_passing(), "{failure:?}");
}

#[tokio::test]
async fn finishing_waits_for_what_was_posted_and_skips_the_pauses() {
    let smtp = Smtp::start_busy(2).await;
    let mailer = by_smtp(&smtp.url());
    mailer.post(Ok(letter("ada@example.com")));
    mailer.post(Ok(letter("bob@example.com")));
    let begun = std::time::Instant::now();
    mailer.finish().await;
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(smtp.received(2).await.len(), 2);
}

#[tokio::test]
async fn only_so_many_letters_wait_for_a_mail_server_that_says_nothing() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mailer = by_smtp(&format!("smtp://{}", silent.local_addr().unwrap()));
    for _ in 0..Mailer::PLACES {
        mailer.post(Ok(letter("ada@example.com")));
    }
    // A place is taken until the letter is gone, not only until its turn comes.
    tokio::time::sleep(Duration::from_millis(50)).await;
    mailer.post(Ok(letter("bob@example.com")));
    assert_eq!(mailer.0.under_way.len(), Mailer::PLACES);
}

#[test]
fn a_letter_shows_neither_its_text_nor_its_address() {
    let shown = format!("{:?}", letter("ada@example.com"));
    assert_eq!(shown, "Letter to a***@example.com");
    for (address, wanted) in [("", "***@"), ("@x", "***@x"), ("née@x@y", "n***@y"), ("ada", "a***@")] {
        assert_eq!(masked(address), wanted);
    }
}
