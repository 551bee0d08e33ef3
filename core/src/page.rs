//! Bounded lists: which page a caller wants, and what came back.

/// Page `number` (from 1) of `size` items (1 to [`PageRequest::MAX_SIZE`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PageRequest {
    number: u32,
    size: u32,
}

impl PageRequest {
    /// The most items a page may hold.
    pub const MAX_SIZE: u32 = 100;
    /// The items of a page when the caller does not say.
    pub const DEFAULT_SIZE: u32 = 10;
    /// Beyond this many skipped items a list is no longer paged through but filtered.
    const MAX_OFFSET: u32 = 10_000_000;

    /// The wanted page; `None` where number or size are outside their bounds.
    pub fn new(number: u32, size: u32) -> Option<Self> {
        let bounded = (1..=Self::MAX_SIZE).contains(&size)
            && number >= 1
            && number.checked_mul(size).is_some_and(|end| end <= Self::MAX_OFFSET);
        bounded.then_some(Self { number, size })
    }

    /// From 1.
    pub const fn number(self) -> u32 {
        self.number
    }

    /// Items on a page.
    pub const fn size(self) -> u32 {
        self.size
    }

    /// How many items come before this page.
    pub const fn offset(self) -> u32 {
        (self.number - 1) * self.size
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { number: 1, size: Self::DEFAULT_SIZE }
    }
}

/// One sort key of a list: by what, and which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<K> {
    /// By what.
    pub key: K,
    /// Largest first.
    pub descending: bool,
}

impl<K> Sort<K> {
    /// `name`, or `-name` for the other direction; `None` for what `key` does not know.
    pub fn parse(text: &str, key: impl Fn(&str) -> Option<K>) -> Option<Self> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        key(name).map(|key| Self { key, descending })
    }
}

/// One page of a list, and how long the whole list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T> {
    /// Items in the whole list.
    pub count: u64,
    /// Items of this page.
    pub items: Vec<T>,
}

impl<T> Slice<T> {
    /// The same page with each item translated.
    pub fn map<U>(self, translate: impl FnMut(T) -> U) -> Slice<U> {
        Slice { count: self.count, items: self.items.into_iter().map(translate).collect() }
    }
}
