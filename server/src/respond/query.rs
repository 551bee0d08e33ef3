//! What stands behind the `?` of a list: filters, ordering, page. Everything that is wrong is told at once.

use std::fmt::Display;

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use comanda_core::page::{PageRequest, Slice};
use comanda_core::refusal::{FieldErrors, Refusal};
use comanda_core::wire::Page;

use super::Failure;

/// The parameters of a request while they are being read. Unknown ones are ignored, empty ones are absent.
pub struct Query {
    pairs: Vec<(String, String)>,
    errors: FieldErrors,
}

impl Query {
    /// The longest value that is looked at, in bytes.
    const LONGEST: usize = 500;

    /// Of this address.
    pub fn of(uri: &Uri) -> Self {
        let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let mut query = Self { pairs: Vec::new(), errors: FieldErrors::default() };
        for (name, value) in pairs.into_owned() {
            match value.trim() {
                "" => {}
                // No stored text holds such characters, and PostgreSQL does not even compare them.
                odd if odd.chars().any(char::is_control) => {
                    query.errors.add(name, "contains control characters");
                }
                long if long.len() > Self::LONGEST => query.errors.add(name, "is too long"),
                value => query.pairs.push((name, value.to_owned())),
            }
        }
        query
    }

    /// The last value of this name, as written.
    pub fn text(&self, name: &str) -> Option<String> {
        self.pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// The value of this name, read by `parse`; what it cannot read is told as `expected`.
    pub fn parsed<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Option<T>,
        expected: impl Display,
    ) -> Option<T> {
        let text = self.text(name)?;
        let value = parse(&text);
        if value.is_none() {
            self.errors.add(name, expected);
        }
        value
    }

    /// One of the words of an enumeration.
    pub fn word<T: Copy>(&mut self, name: &str, all: &[T], as_str: impl Fn(T) -> &'static str) -> Option<T> {
        let words: Vec<&str> = all.iter().map(|value| as_str(*value)).collect();
        let expected = format!("is none of {}", words.join(", "));
        self.parsed(name, |text| all.iter().copied().find(|value| as_str(*value) == text), expected)
    }

    /// As [`Query::word`], for a name that may have several values.
    pub fn all_words<T: Copy>(
        &mut self,
        name: &str,
        all: &[T],
        as_str: impl Fn(T) -> &'static str,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for word in self.words(name) {
            match all.iter().copied().find(|value| as_str(*value) == word) {
                Some(value) => values.push(value),
                None => self.errors.add(name, format_args!("{word} is no such word")),
            }
        }
        values
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        let parse = |text: &str| match text {
            "true" | "True" | "1" => Some(true),
            "false" | "False" | "0" => Some(false),
            _ => None,
        };
        self.parsed(name, parse, "is neither true nor false")
    }

    /// All values of this name, whether repeated or separated by commas.
    pub fn words(&self, name: &str) -> Vec<String> {
        let values = self.pairs.iter().filter(|(key, _)| key == name);
        let words = values.flat_map(|(_, value)| value.split(','));
        words.map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
    }

    /// `ordering=price,-created_at`: each read by `parse`, which knows the fields that may be ordered by.
    pub fn ordering<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let mut wanted = Vec::new();
        for word in self.words("ordering") {
            match parse(&word) {
                Some(order) => wanted.push(order),
                None => self.errors.add("ordering", format_args!("{word} is no field to order by")),
            }
        }
        wanted
    }

    /// `page` and `page_size`.
    pub fn page(&mut self) -> PageRequest {
        let whole = |text: &str| text.parse::<u32>().ok();
        let number = self.parsed("page", whole, "is no page number");
        let size = self.parsed("page_size", whole, "is no number of items");
        let size_fits = size.is_none_or(|size| (1..=PageRequest::MAX_SIZE).contains(&size));
        let page = PageRequest::new(number.unwrap_or(1), size.unwrap_or(PageRequest::DEFAULT_SIZE));
        match (page, size_fits) {
            (Some(page), _) => return page,
            (None, false) => {
                self.errors.add("page_size", format_args!("is not between 1 and {}", PageRequest::MAX_SIZE));
            }
            (None, true) => self.errors.add("page", "is no page of this list"),
        }
        PageRequest::default()
    }

    /// Refuses when anything was wrong.
    pub fn finish(self) -> Result<(), Refusal> {
        self.errors.into_result()
    }
}

/// The page that a list without filters is asked for.
pub struct Paged {
    /// Which.
    pub wanted: PageRequest,
    uri: Uri,
}

impl<S: Sync> FromRequestParts<S> for Paged {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut query = Query::of(&parts.uri);
        let wanted = query.page();
        query.finish()?;
        Ok(Self { wanted, uri: parts.uri.clone() })
    }
}

impl Paged {
    /// What was found, as it travels.
    pub fn page<T>(&self, slice: Slice<T>) -> Page<T> {
        page(slice, self.wanted, &self.uri)
    }
}

/// A page as it travels; its neighbours are named by path and query, so they hold behind any host name.
pub fn page<T>(slice: Slice<T>, request: PageRequest, uri: &Uri) -> Page<T> {
    let beyond = u64::from(request.offset()) + u64::from(request.size());
    let at = |number: u32| turned(uri, number);
    Page {
        next: (beyond < slice.count).then(|| at(request.number() + 1)),
        previous: (request.number() > 1).then(|| at(request.number() - 1)),
        count: slice.count,
        results: slice.items,
    }
}

fn turned(uri: &Uri, number: u32) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    query.extend_pairs(pairs.filter(|(name, _)| name != "page"));
    query.append_pair("page", &number.to_string());
    format!("{}?{}", uri.path(), query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::of(&format!("/api/products/?{text}").parse().unwrap())
    }

    fn refused(text: &str) -> Vec<String> {
        let mut query = query(text);
        query.page();
        query.flag("is_featured");
        query.ordering(|word| (word == "price").then_some(()));
        match query.finish() {
            Err(Refusal::InvalidInput { errors }) => errors.0.into_keys().collect(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn every_wrong_parameter_is_told_at_once() {
        assert_eq!(
            refused("page=0&is_featured=maybe&ordering=price,-colour"),
            ["is_featured", "ordering", "page"]
        );
        assert_eq!(refused("page_size=101"), ["page_size"]);
        assert_eq!(refused("page=99999999&page_size=100"), ["page"]);
        assert_eq!(refused("page=-1&page_size=x"), ["page", "page_size"]);
        assert_eq!(refused("search=a%00b"), ["search"]);
    }

    #[test]
    fn empty_parameters_are_absent_and_lists_may_be_repeated() {
        let mut query = query("page=&is_featured=&tags=hot,cold&tags=new&search=caf%C3%A9+au+lait");
        assert_eq!(query.page(), PageRequest::default());
        assert_eq!(query.flag("is_featured"), None);
        assert_eq!(query.words("tags"), ["hot", "cold", "new"]);
        assert_eq!(query.text("search").as_deref(), Some("café au lait"));
        assert!(query.finish().is_ok());
    }

    #[test]
    fn a_page_names_its_neighbours_and_keeps_the_filters() {
        let uri: Uri = "/api/products/?search=a%26b&page=2&page_size=3".parse().unwrap();
        let of = |count| page(Slice { count, items: vec![0; 3] }, PageRequest::new(2, 3).unwrap(), &uri);
        assert_eq!(of(7).next.as_deref(), Some("/api/products/?search=a%26b&page_size=3&page=3"));
        assert_eq!(of(7).previous.as_deref(), Some("/api/products/?search=a%26b&page_size=3&page=1"));
        assert_eq!(of(6).next, None);
    }
}
