//! Who is asking, and what a role may do. Each flow asks here; a route that forgot to ask gains nothing.

use serde::{Deserialize, Serialize};

use crate::id::{ApiKeyId, UserId};
use crate::refusal::Refusal;

/// What a person is in the shop. A later role may do all that an earlier staff role may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Buys for itself.
    Customer,
    /// Counter and kitchen.
    Staff,
    /// Runs the menu, the stock and the money of the day.
    Manager,
    /// Runs the accounts and settings as well.
    Admin,
}

impl Role {
    /// Every role, from the least to the most.
    pub const ALL: [Self; 4] = [Self::Customer, Self::Staff, Self::Manager, Self::Admin];

    /// Its word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Staff => "staff",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }

    /// The role with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// True when whoever has it may do this.
    pub const fn may(self, permission: Permission) -> bool {
        role_may(self, permission)
    }
}

/// What a device or another system is in the shop. It calls with a key, and nobody stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeviceRole {
    /// A screen at which customers order for themselves.
    Kiosk,
    /// A till: staff sign in at it by PIN.
    Counter,
    /// Another system that brings orders.
    Integrator,
}

impl DeviceRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Kiosk, Self::Counter, Self::Integrator];

    /// Its word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Counter => "counter",
            Self::Integrator => "integrator",
        }
    }

    /// The role with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// One thing that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Price a basket without buying it.
    Quote,
    /// Place an order for a guest or for any customer.
    PlaceOrders,
    /// See every order of the shop.
    SeeAllOrders,
    /// Move an order along its workflow.
    AdvanceOrders,
    /// Call an order off.
    CancelOrders,
    /// Take cash and card payments.
    TakePayments,
    /// Create and change what is on the menu.
    ManageMenu,
    /// Replay the books.
    VerifyBooks,
    /// Look customers up, and read what the shop knows of them.
    SeeCustomers,
    /// Write customers down, and change what the shop knows of them.
    KeepCustomers,
    /// Create accounts and say what they may do; make and revoke keys.
    ManageAccounts,
    /// Let staff sign in by PIN.
    OfferPinLogin,
    /// See the counts of the stock and how they came about, and change them.
    KeepStock,
    /// Say that something is sold out for now, or back.
    SetAvailability,
    /// Open and close cash drawers, and say what went in and out of them.
    KeepDrawer,
    /// See the wallets of customers, and take deposits for them.
    FundWallets,
    /// Correct the balance of a wallet by hand.
    AdjustWallets,
    /// Give money of a paid order back.
    RefundOrders,
    /// Say what becomes of a customer's return.
    DecideReturns,
    /// See every coupon, and what became of it.
    SeeCoupons,
    /// Make coupons, change them and take them away.
    ManageCoupons,
    /// See what staff should know, and say that it is dealt with.
    SeeAlerts,
    /// Raise alerts by hand, and look for reasons to.
    ManageAlerts,
    /// Let another system be told of what happens.
    KeepWebhooks,
    /// See what the worker does and did, and let it try again.
    ManageJobs,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 25] = [
        Self::Quote,
        Self::PlaceOrders,
        Self::SeeAllOrders,
        Self::AdvanceOrders,
        Self::CancelOrders,
        Self::TakePayments,
        Self::ManageMenu,
        Self::VerifyBooks,
        Self::SeeCustomers,
        Self::KeepCustomers,
        Self::ManageAccounts,
        Self::OfferPinLogin,
        Self::KeepStock,
        Self::SetAvailability,
        Self::KeepDrawer,
        Self::FundWallets,
        Self::AdjustWallets,
        Self::RefundOrders,
        Self::DecideReturns,
        Self::SeeCoupons,
        Self::ManageCoupons,
        Self::SeeAlerts,
        Self::ManageAlerts,
        Self::KeepWebhooks,
        Self::ManageJobs,
    ];
}

/// Who asks for something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody signed in.
    Anonymous,
    /// A person with an account.
    User {
        /// Who.
        id: UserId,
        /// What they are called in the history of what they did.
        username: String,
        /// What they are.
        role: Role,
    },
    /// A device or another system, by its key.
    Device {
        /// Which key.
        id: ApiKeyId,
        /// What it is called in the history of what it did.
        name: String,
        /// What it is.
        role: DeviceRole,
    },
    /// The shop itself: the command line, the worker, the demo shop.
    System,
}

impl Actor {
    /// True when this actor may do it.
    pub const fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Anonymous => false,
            Self::System => true,
            Self::User { role, .. } => role_may(*role, permission),
            Self::Device { role, .. } => device_may(*role, permission),
        }
    }

    /// Refuses with `not_authenticated` or `forbidden` unless this actor may do it.
    pub const fn require(&self, permission: Permission) -> Result<(), Refusal> {
        match self {
            _ if self.may(permission) => Ok(()),
            Self::Anonymous => Err(Refusal::NotAuthenticated),
            Self::User { .. } | Self::Device { .. } | Self::System => Err(Refusal::Forbidden),
        }
    }

    /// The person who asks: for what somebody does to their own account.
    pub const fn require_person(&self) -> Result<UserId, Refusal> {
        match self {
            Self::User { id, .. } => Ok(*id),
            Self::Anonymous => Err(Refusal::NotAuthenticated),
            Self::Device { .. } | Self::System => Err(Refusal::Forbidden),
        }
    }

    /// The account behind the actor, if any.
    pub const fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            Self::Anonymous | Self::Device { .. } | Self::System => None,
        }
    }

    /// The key behind the actor, if any.
    pub const fn api_key_id(&self) -> Option<ApiKeyId> {
        match self {
            Self::Device { id, .. } => Some(*id),
            Self::Anonymous | Self::User { .. } | Self::System => None,
        }
    }

    /// Whose idempotency keys it uses: two actors never share one by accident.
    pub fn scope(&self) -> String {
        match self {
            Self::User { id, .. } => id.to_string(),
            Self::Device { id, .. } => id.to_string(),
            Self::Anonymous | Self::System => self.name().to_owned(),
        }
    }

    /// The name that history entries show.
    pub fn name(&self) -> &str {
        match self {
            Self::Anonymous => "guest",
            Self::User { username, .. } => username,
            Self::Device { name, .. } => name,
            Self::System => "system",
        }
    }
}

const fn role_may(role: Role, permission: Permission) -> bool {
    match (role, permission) {
        (_, Permission::Quote)
        | (
            Role::Staff | Role::Manager | Role::Admin,
            Permission::PlaceOrders
            | Permission::SeeAllOrders
            | Permission::AdvanceOrders
            | Permission::CancelOrders
            | Permission::TakePayments
            | Permission::SeeCustomers
            | Permission::KeepCustomers
            | Permission::KeepStock
            | Permission::SetAvailability
            | Permission::KeepDrawer
            | Permission::FundWallets
            | Permission::SeeCoupons
            | Permission::SeeAlerts,
        )
        | (
            Role::Manager | Role::Admin,
            Permission::ManageMenu
            | Permission::VerifyBooks
            | Permission::AdjustWallets
            | Permission::RefundOrders
            | Permission::DecideReturns
            | Permission::ManageCoupons
            | Permission::ManageAlerts,
        )
        | (Role::Admin, Permission::ManageAccounts | Permission::KeepWebhooks | Permission::ManageJobs) => {
            true
        }
        // A PIN is worth nothing without the device it is typed into, whoever asks.
        (_, Permission::OfferPinLogin)
        | (
            Role::Customer | Role::Staff | Role::Manager,
            Permission::ManageAccounts | Permission::KeepWebhooks | Permission::ManageJobs,
        )
        | (
            Role::Customer | Role::Staff,
            Permission::ManageMenu
            | Permission::VerifyBooks
            | Permission::AdjustWallets
            | Permission::RefundOrders
            | Permission::DecideReturns
            | Permission::ManageCoupons
            | Permission::ManageAlerts,
        )
        | (
            Role::Customer,
            Permission::PlaceOrders
            | Permission::SeeAllOrders
            | Permission::AdvanceOrders
            | Permission::CancelOrders
            | Permission::TakePayments
            | Permission::SeeCustomers
            | Permission::KeepCustomers
            | Permission::KeepStock
            | Permission::SetAvailability
            | Permission::KeepDrawer
            | Permission::FundWallets
            | Permission::SeeCoupons
            | Permission::SeeAlerts,
        ) => false,
    }
}

const fn device_may(role: DeviceRole, permission: Permission) -> bool {
    match (role, permission) {
        (_, Permission::Quote)
        | (DeviceRole::Kiosk | DeviceRole::Integrator, Permission::PlaceOrders)
        // A payment provider's own system: what it has taken goes into the wallet it was taken for.
        | (DeviceRole::Integrator, Permission::FundWallets | Permission::KeepWebhooks)
        | (DeviceRole::Counter, Permission::OfferPinLogin) => true,
        (DeviceRole::Counter, Permission::PlaceOrders)
        | (DeviceRole::Kiosk | DeviceRole::Integrator, Permission::OfferPinLogin)
        | (DeviceRole::Kiosk | DeviceRole::Counter, Permission::FundWallets | Permission::KeepWebhooks)
        | (
            _,
            Permission::SeeAllOrders
            | Permission::AdvanceOrders
            | Permission::CancelOrders
            | Permission::TakePayments
            | Permission::ManageMenu
            | Permission::VerifyBooks
            | Permission::SeeCustomers
            | Permission::KeepCustomers
            | Permission::KeepStock
            | Permission::SetAvailability
            | Permission::KeepDrawer
            | Permission::AdjustWallets
            | Permission::RefundOrders
            | Permission::DecideReturns
            | Permission::SeeCoupons
            | Permission::ManageCoupons
            | Permission::ManageAccounts
            | Permission::SeeAlerts
            | Permission::ManageAlerts
            | Permission::ManageJobs,
        ) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_staff_role_may_all_that_a_lower_one_may() {
        for permission in Permission::ALL {
            for pair in Role::ALL.windows(2) {
                assert!(
                    !role_may(pair[0], permission) || role_may(pair[1], permission),
                    "{pair:?} {permission:?}"
                );
            }
            assert!(!Actor::Anonymous.may(permission), "{permission:?}");
        }
    }

    #[test]
    fn customers_do_not_take_payments_and_staff_do_not_change_the_menu() {
        assert!(!role_may(Role::Customer, Permission::TakePayments));
        assert!(!role_may(Role::Staff, Permission::ManageMenu));
        assert!(role_may(Role::Manager, Permission::ManageMenu));
    }

    #[test]
    fn devices_bring_orders_and_do_not_take_money_for_them() {
        for role in DeviceRole::ALL {
            for permission in Permission::ALL {
                let may = match role {
                    DeviceRole::Kiosk => matches!(permission, Permission::Quote | Permission::PlaceOrders),
                    DeviceRole::Integrator => matches!(
                        permission,
                        Permission::Quote
                            | Permission::PlaceOrders
                            | Permission::FundWallets
                            | Permission::KeepWebhooks
                    ),
                    DeviceRole::Counter => {
                        matches!(permission, Permission::Quote | Permission::OfferPinLogin)
                    }
                };
                assert_eq!(device_may(role, permission), may, "{role:?} {permission:?}");
            }
        }
    }
}
