//! What is to be asked for again because of what happened: each thing once for however much happened, and never while
//! its last question is under way or somebody has it in hands.

use std::collections::BTreeMap;

/// Something that the till shows and that the shop knows better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shown {
    /// What can be sold.
    Menu,
    /// The list of the Orders screen.
    Orders,
    /// The list of the Stock screen.
    Stock,
    /// The list of the Coupons screen.
    Coupons,
    /// The list of the Customers screen.
    Customers,
    /// The Drawer screen.
    Drawer,
    /// The list of the Alerts screen.
    Alerts,
    /// The orders that are put aside.
    Parked,
    /// How many orders are open.
    OpenOrders,
    /// How many alerts are open, and which are critical.
    Alarms,
}

/// How it stands about asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// The timer runs.
    Soon,
    /// It cannot be asked for now.
    Held,
}

/// What is to be asked for.
pub type Dues = BTreeMap<Shown, Due>;
