//! What customers are written: one function for each letter, its words in `emails/`. Called by the routes of
//! accounts and of referrals.

use comanda_core::flows::referrals::Invitation;
use comanda_core::text;

use super::{Letter, masked};

/// The code that lets its holder choose a new password; good for `minutes`.
pub fn password_reset(to: &str, code: &str, minutes: i64, shop: &str) -> Letter {
    let minutes = minutes.to_string();
    let facts = [("code", code), ("minutes", minutes.as_str()), ("shop", shop)];
    written(to, include_str!("../emails/password_reset.txt"), &facts)
}

/// To the owner of an account whose password is a new one.
pub fn password_changed(to: &str, shop: &str) -> Letter {
    written(to, include_str!("../emails/password_changed.txt"), &[("shop", shop)])
}

/// To the address that an account had until now. Of the new one it shows only as much as its owner needs.
pub fn email_changed(to: &str, new_address: &str, shop: &str) -> Letter {
    let address = masked(new_address);
    let facts = [("address", address.as_str()), ("shop", shop)];
    written(to, include_str!("../emails/email_changed.txt"), &facts)
}

/// To somebody to whom a customer recommends the shop.
pub fn invitation(letter: &Invitation) -> Letter {
    let name = letter.from.as_deref().unwrap_or("A friend");
    let facts = [("name", name), ("code", letter.code.as_str()), ("shop", letter.shop.as_str())];
    written(&letter.to, include_str!("../emails/referral_invitation.txt"), &facts)
}

/// The letter of a template, whose first line is its subject.
fn written(to: &str, template: &str, facts: &[(&str, &str)]) -> Letter {
    let (subject, text) = template.split_once('\n').unwrap_or((template, ""));
    Letter {
        to: to.to_owned(),
        subject: filled(subject.trim_start_matches("Subject: "), facts),
        text: filled(text.trim_start(), facts),
    }
}

/// Each `{name}` becomes its fact, on one line; in one pass, so that no fact is read as a template.
fn filled(template: &str, facts: &[(&str, &str)]) -> String {
    let mut parts = template.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let fact = facts.iter().find(|(known, _)| *known == name);
        text.push_str(&fact.map(|(_, fact)| text::line(fact)).unwrap_or_default());
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_letter(shop: &str) -> [Letter; 4] {
        let (to, code) = ("bob@example.com".to_owned(), "K7M2PQ9X".to_owned());
        [
            password_reset("ada@example.com", "493 027", 10, shop),
            password_changed("ada@example.com", shop),
            email_changed("ada@example.com", "lovelace@example.org", shop),
            invitation(&Invitation { to, from: Some("Ada".to_owned()), code, shop: shop.to_owned() }),
        ]
    }

    #[test]
    fn a_letter_says_who_writes_and_leaves_nothing_unfilled() {
        for letter in every_letter("Café Comanda") {
            assert!(letter.subject.contains("Café Comanda"), "{}", letter.subject);
            assert!(letter.text.starts_with("Hello,\n") && letter.text.ends_with("\nCafé Comanda\n"));
            for text in [&letter.subject, &letter.text] {
                assert!(!text.contains(['{', '}']) && !text.contains("Subject"), "{text}");
            }
            assert!(letter.text.contains("not"), "what to do if it was not them: {}", letter.text);
        }
    }

    /// Each template wants exactly the facts that it is given.
    #[test]
    fn every_fact_of_a_letter_is_told() {
        let [reset, _, moved, invitation] = every_letter("x");
        assert!(invitation.text.contains("\n    K7M2PQ9X\n") && invitation.subject == "Ada recommends x");
        assert!(
            reset.text.contains("\n    493 027\n") && reset.text.contains("10 minutes"),
            "{}",
            reset.text
        );
        assert!(
            moved.text.contains("l***@example.org") && !moved.text.contains("lovelace"),
            "{}",
            moved.text
        );
        for template in [
            include_str!("../emails/password_reset.txt"),
            include_str!("../emails/password_changed.txt"),
            include_str!("../emails/email_changed.txt"),
        ] {
            let wanted = template.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            for (name, _) in wanted {
                assert!(["shop", "code", "minutes", "address"].contains(&name), "{name}");
            }
        }
    }

    #[test]
    fn a_fact_is_no_template_and_stays_on_its_line() {
        let letter = password_reset("ada@example.com", "{shop}", 10, "A\r\nBcc: eve@example.com{code}");
        assert!(letter.text.contains("\n    {shop}\n"), "{}", letter.text);
        assert_eq!(letter.subject, "Choose a new password at A  Bcc: eve@example.com{code}");
    }
}
