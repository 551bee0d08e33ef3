//! People as the till names them: staff at sign-in, customers on the cart and in their list.

pub use comanda_core::accounts::called;

/// A telephone number in few cells: its beginning and the end that people know it by.
pub fn short_phone(number: &str, gap: &str) -> String {
    let digits = comanda_core::accounts::phone::digits(number);
    if digits.len() <= SHORT {
        return digits;
    }
    format!("{}{gap}{}", &digits[..4], &digits[digits.len() - 4..])
}

/// Numbers up to this long are shown whole.
const SHORT: usize = 9;

/// How many things: `1 item`, `3 items`.
pub fn counted(number: u32, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_before_user_names() {
        assert_eq!(called("Sara", "Ahmadi", "sara"), "Sara Ahmadi");
        assert_eq!(called("", " Ahmadi ", "sara"), "Ahmadi");
        assert_eq!(called("", "", "sara"), "sara");
    }

    #[test]
    fn long_numbers_keep_both_ends() {
        assert_eq!(short_phone("0912 345 4417", "…"), "0912…4417");
        assert_eq!(short_phone("+49 40 1234", "…"), "49401234");
    }
}
