//! Writing a customer down: the lines of the dialog, what they say, and which of them the shop's objections
//! are about.

use comanda_core::accounts::phone;
use comanda_core::id::UserId;
use comanda_core::refusal::FieldErrors;
use comanda_core::text;
use comanda_core::wire::ProfileView;
use comanda_core::wire::accounts::{ChangeCustomer, CreateCustomer, UpdateCustomer};

use crate::field::Field;
use crate::people;
use crate::screens::form::{FormDialog, FormField, Purpose};

/// From this many digits on, what was searched for is a whole telephone number.
const WHOLE_NUMBER: usize = 7;

/// The lines, each with the end of the path that an objection names it by.
const LINES: [(&str, &str); 5] = [
    ("First name", "first_name"),
    ("Last name", "last_name"),
    ("Phone", "phone_number"),
    ("E-mail", "email"),
    ("Allergies", "allergies"),
];

/// What is written down of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Where they are called.
    pub phone: String,
    /// Where mail goes; only its owner changes it later.
    pub email: Option<String>,
    /// What makes them ill.
    pub allergies: Vec<String>,
}

/// Which customer a dialog is about, and what became of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// Whose data it is; none: somebody new.
    pub id: Option<UserId>,
    /// The key of the last attempt whose answer was lost, and what was sent.
    pub unanswered: Option<(String, Draft)>,
    /// The key of the attempt that is on its way.
    pub sent: Option<String>,
}

impl Saving {
    const fn of(id: Option<UserId>) -> Self {
        Self { id, unanswered: None, sent: None }
    }
}

/// The dialog for somebody new; what was searched for is there already.
pub fn new_customer(words: &str) -> FormDialog {
    let digits = phone::digits(words).len();
    let has_letters = words.chars().any(char::is_alphabetic);
    let (first, last) = words.rsplit_once(' ').unwrap_or((words, ""));
    let texts = match (has_letters, digits) {
        (true, _) => [first, last, "", "", ""],
        (false, WHOLE_NUMBER..) => ["", "", words, "", ""],
        (false, _) => [""; 5],
    };
    FormDialog::new(Purpose::Customer(Saving::of(None)), "New customer", fields(texts, true))
}

/// The dialog for what is known of `view`.
pub fn known_customer(view: &ProfileView) -> FormDialog {
    let (user, profile) = (&view.user, &view.customer_profile);
    let name = people::called(&user.first_name, &user.last_name, &user.username);
    let allergies = profile.allergies.join(", ");
    let texts = [user.first_name.as_str(), &user.last_name, &profile.phone_number, "", &allergies];
    let purpose = Purpose::Customer(Saving::of(Some(user.id)));
    FormDialog::new(purpose, format!("Change {name}"), fields(texts, false))
}

fn fields(texts: [&str; 5], with_email: bool) -> Vec<FormField> {
    let lines = LINES.into_iter().zip(texts).filter(|((_, end), _)| with_email || *end != "email");
    lines.map(|((label, _), text)| FormField::new(label, Field::default().with(text))).collect()
}

/// What the lines say.
pub fn draft(form: &FormDialog) -> Draft {
    let typed = |label: &str| {
        let place = form.fields.iter().position(|field| field.label == label);
        place.map(|place| form.typed(place))
    };
    let allergies = typed("Allergies").unwrap_or_default();
    Draft {
        first_name: typed("First name").unwrap_or_default(),
        last_name: typed("Last name").unwrap_or_default(),
        phone: typed("Phone").unwrap_or_default(),
        email: typed("E-mail").filter(|address| !address.is_empty()),
        // Commas of other scripts too.
        allergies: allergies
            .split([',', '،', '、', ';'])
            .map(text::line)
            .filter(|word| !word.is_empty())
            .collect(),
    }
}

/// Puts what the shop objects to at the lines it is about, the cursor at the first of them.
pub fn object(form: &mut FormDialog, errors: &FieldErrors) {
    let mut first = None;
    let mut others = Vec::new();
    for (path, messages) in &errors.0 {
        let told = messages.join(", ");
        let line = LINES.iter().find(|(_, end)| path.split('.').any(|part| part == *end));
        let place = line.and_then(|(label, _)| form.fields.iter().position(|field| field.label == *label));
        match place {
            Some(place) => {
                form.fields[place].problem = Some(told);
                first = Some(first.map_or(place, |first: usize| first.min(place)));
            }
            None => others.push(told),
        }
    }
    form.focus = first.unwrap_or(form.focus);
    form.problem = (!others.is_empty()).then(|| others.join("; "));
}

impl Draft {
    fn profile(&self) -> UpdateCustomer {
        UpdateCustomer {
            phone_number: Some(self.phone.clone()),
            allergies: Some(self.allergies.clone()),
            ..UpdateCustomer::default()
        }
    }

    /// As it travels, for somebody new.
    pub fn to_create(&self) -> CreateCustomer {
        CreateCustomer {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            email: self.email.clone(),
            customer_profile: self.profile(),
        }
    }

    /// As it travels, for somebody who is known.
    pub fn to_change(&self) -> ChangeCustomer {
        ChangeCustomer {
            first_name: Some(self.first_name.clone()),
            last_name: Some(self.last_name.clone()),
            customer_profile: Some(self.profile()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Sara Ahmadi", ["Sara", "Ahmadi", ""])]
    #[case("sara", ["sara", "", ""])]
    #[case("0912 345 4417", ["", "", "0912 345 4417"])]
    #[case("4417", ["", "", ""])]
    #[case("", ["", "", ""])]
    fn what_was_searched_for_is_written_already(#[case] words: &str, #[case] texts: [&str; 3]) {
        let form = new_customer(words);
        let typed: Vec<String> = (0..3).map(|place| form.typed(place)).collect();
        assert_eq!(typed, texts);
    }

    #[test]
    fn allergies_are_words_between_commas() {
        let mut form = new_customer("");
        form.fields[4].field.set(" nuts, milk ,,شیر، egg");
        assert_eq!(draft(&form).allergies, ["nuts", "milk", "شیر", "egg"]);
    }

    #[test]
    fn objections_stand_at_their_lines() {
        let mut form = new_customer("");
        let mut errors = FieldErrors::one("customer_profile.phone_number", "is no number");
        errors.add("customer_profile.allergies.3", "at most 60 characters");
        errors.add("role", "not yours");
        object(&mut form, &errors);
        assert_eq!(form.focus, 2);
        assert_eq!(form.fields[2].problem.as_deref(), Some("is no number"));
        assert_eq!(form.fields[4].problem.as_deref(), Some("at most 60 characters"));
        assert_eq!(form.problem.as_deref(), Some("not yours"));
    }
}
