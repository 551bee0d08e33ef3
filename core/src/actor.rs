//! Who is asking, and what a role may do. Each flow asks here; a route that forgot to ask gains nothing.

use serde::{Deserialize, Serialize};

use crate::id::UserId;
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
    /// Create accounts and say what they may do.
    ManageAccounts,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 9] = [
        Self::Quote,
        Self::PlaceOrders,
        Self::SeeAllOrders,
        Self::AdvanceOrders,
        Self::CancelOrders,
        Self::TakePayments,
        Self::ManageMenu,
        Self::VerifyBooks,
        Self::ManageAccounts,
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
        }
    }

    /// Refuses with `not_authenticated` or `forbidden` unless this actor may do it.
    pub const fn require(&self, permission: Permission) -> Result<(), Refusal> {
        match self {
            _ if self.may(permission) => Ok(()),
            Self::Anonymous => Err(Refusal::NotAuthenticated),
            Self::User { .. } | Self::System => Err(Refusal::Forbidden),
        }
    }

    /// The account behind the actor, if any.
    pub const fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            Self::Anonymous | Self::System => None,
        }
    }

    /// The name that history entries show.
    pub fn name(&self) -> &str {
        match self {
            Self::Anonymous => "guest",
            Self::User { username, .. } => username,
            Self::System => "system",
        }
    }
}

const fn role_may(role: Role, permission: Permission) -> bool {
    match (role, permission) {
        (Role::Admin, _)
        | (_, Permission::Quote)
        | (
            Role::Staff | Role::Manager,
            Permission::PlaceOrders
            | Permission::SeeAllOrders
            | Permission::AdvanceOrders
            | Permission::CancelOrders
            | Permission::TakePayments,
        )
        | (Role::Manager, Permission::ManageMenu | Permission::VerifyBooks) => true,
        (Role::Staff | Role::Manager, Permission::ManageAccounts)
        | (Role::Staff, Permission::ManageMenu | Permission::VerifyBooks)
        | (
            Role::Customer,
            Permission::PlaceOrders
            | Permission::SeeAllOrders
            | Permission::AdvanceOrders
            | Permission::CancelOrders
            | Permission::TakePayments
            | Permission::ManageMenu
            | Permission::VerifyBooks
            | Permission::ManageAccounts,
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
}
