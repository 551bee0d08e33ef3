//! What makes the till ring by itself. A key that does nothing always rings.

/// What rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Bell {
    /// Nothing.
    Off,
    /// Critical alerts.
    #[default]
    Critical,
    /// Those, and orders that come in from elsewhere.
    Orders,
}

impl Bell {
    /// The next of them; the first comes after the last.
    pub const fn next(self) -> Self {
        match self {
            Self::Off => Self::Critical,
            Self::Critical => Self::Orders,
            Self::Orders => Self::Off,
        }
    }

    /// What is told when it is chosen.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Off => "The bell is off.",
            Self::Critical => "The bell rings for critical alerts.",
            Self::Orders => "The bell rings for critical alerts and for orders from elsewhere.",
        }
    }

    /// True when a critical alert rings.
    pub const fn rings_for_alerts(self) -> bool {
        match self {
            Self::Off => false,
            Self::Critical | Self::Orders => true,
        }
    }

    /// True when an order rings.
    pub const fn rings_for_orders(self) -> bool {
        match self {
            Self::Off | Self::Critical => false,
            Self::Orders => true,
        }
    }
}
