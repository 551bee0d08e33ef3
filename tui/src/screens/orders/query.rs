//! Which orders the list shows, and how that is asked of the server.

use chrono::NaiveDate;
use comanda_core::orders::{PaymentStatus, Status};

/// The groups that people look through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Group {
    /// Somebody still has to do something about them.
    #[default]
    InWork,
    /// Of this business day, whatever became of them.
    Today,
    /// Waiting to be handed over.
    Ready,
    /// Not all of the money is there.
    Unpaid,
    /// Whatever became of them, whenever it was.
    All,
}

impl Group {
    /// In the order of their tabs.
    pub const ALL: [Self; 5] = [Self::InWork, Self::Today, Self::Ready, Self::Unpaid, Self::All];

    /// Its name on the tab.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InWork => "in work",
            Self::Today => "today",
            Self::Ready => "ready",
            Self::Unpaid => "unpaid",
            Self::All => "all",
        }
    }

    /// The group on the next tab; after the last comes the first.
    pub const fn next(self) -> Self {
        match self {
            Self::InWork => Self::Today,
            Self::Today => Self::Ready,
            Self::Ready => Self::Unpaid,
            Self::Unpaid => Self::All,
            Self::All => Self::InWork,
        }
    }

    /// What to say when nothing is in it.
    pub const fn nothing(self) -> &'static str {
        match self {
            Self::InWork => "Nothing is in work.",
            Self::Today => "No order came in today.",
            Self::Ready => "Nothing waits to be handed over.",
            Self::Unpaid => "Everything is paid.",
            Self::All => "No order came in yet.",
        }
    }

    /// Only orders that stand here; none: wherever they stand.
    pub const fn statuses(self) -> &'static [Status] {
        use Status::{Delivered, Pending, Preparing, Processing, Ready, Shipped};
        match self {
            Self::InWork => &[Pending, Processing, Preparing, Ready, Shipped],
            Self::Today | Self::All => &[],
            Self::Ready => &[Ready],
            // A cancelled order is not paid either, but nobody waits for its money.
            Self::Unpaid => &[Pending, Processing, Preparing, Ready, Shipped, Delivered],
        }
    }

    /// Only orders whose money stands here.
    pub const fn payment(self) -> Option<PaymentStatus> {
        match self {
            Self::Unpaid => Some(PaymentStatus::Pending),
            Self::InWork | Self::Today | Self::Ready | Self::All => None,
        }
    }
}

/// Which end of the list comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The latest order on top.
    #[default]
    Newest,
    /// Who waits longest on top.
    Oldest,
}

impl Sort {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Newest => Self::Oldest,
            Self::Oldest => Self::Newest,
        }
    }

    /// Its name in the title of the list.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest first",
            Self::Oldest => "oldest first",
        }
    }

    /// As the server calls it.
    pub const fn ordering(self) -> &'static str {
        match self {
            Self::Newest => "-created_at",
            Self::Oldest => "created_at",
        }
    }
}

/// One page of one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Of this group.
    pub group: Group,
    /// In this order.
    pub sort: Sort,
    /// Only with these words in number or name; empty: all.
    pub search: String,
    /// The business day that is today.
    pub today: NaiveDate,
    /// Which page, from 1.
    pub page: u32,
}
