//! What people are called.

use crate::text;

/// Somebody's name as it is called out: given and family name, else the user name.
pub fn called(first_name: &str, last_name: &str, username: &str) -> String {
    let name = text::line(&format!("{first_name} {last_name}"));
    if name.is_empty() { text::line(username) } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_called_by_their_names_where_they_have_any() {
        assert_eq!(called("Sara", "Ahmadi", "sara.ahmadi.w0nt5"), "Sara Ahmadi");
        assert_eq!(called("", "Ahmadi", "x"), "Ahmadi");
        assert_eq!(called(" ", "", "sara"), "sara");
    }
}
