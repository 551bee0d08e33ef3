//! A field that a form or a file may leave out: what is not given stays as it is.

/// What somebody said about one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Given<T> {
    /// Nothing: it keeps its value.
    #[default]
    Absent,
    /// It shall be this.
    Value(T),
}

impl<T> Given<T> {
    /// The given value, or `current` where none was given.
    pub fn or(self, current: T) -> T {
        match self {
            Self::Absent => current,
            Self::Value(value) => value,
        }
    }

    /// Overwrites `current` with the given value, if there is one.
    pub fn write_on(self, current: &mut T) {
        if let Self::Value(value) = self {
            *current = value;
        }
    }

    /// The given value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Absent => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The given value, translated.
    pub fn map<U>(self, translate: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Self::Absent => Given::Absent,
            Self::Value(value) => Given::Value(translate(value)),
        }
    }
}

impl<T> Given<Option<T>> {
    /// Nothing to say counts as not said: for fields that cannot be emptied.
    pub fn unless_empty(self) -> Given<T> {
        match self {
            Self::Value(Some(value)) => Given::Value(value),
            Self::Value(None) | Self::Absent => Given::Absent,
        }
    }
}
