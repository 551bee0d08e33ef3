//! Who may change the standing of whose account: roles, switching off, closing.

use crate::actor::{Actor, Role};
use crate::id::UserId;
use crate::refusal::Refusal;

/// What somebody wants to do to an account's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Give it this role.
    Role(Role),
    /// Let it sign in again.
    Activate,
    /// Keep it from signing in.
    Deactivate,
}

/// The account as it stands, and how many others could take an admin's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Whose it is.
    pub id: UserId,
    /// What it may do.
    pub role: Role,
    /// False once it was switched off.
    pub is_active: bool,
    /// Active admins besides this one.
    pub other_admins: u64,
}

/// Refuses what would lock everybody out: nobody changes their own standing, and the last admin stays one.
pub fn check(actor: &Actor, account: &Account, change: Change) -> Result<(), Refusal> {
    let (role, is_active) = match change {
        Change::Role(role) => (role, account.is_active),
        Change::Activate => (account.role, true),
        Change::Deactivate => (account.role, false),
    };
    let stays = role == account.role && is_active == account.is_active;
    let was_admin = account.role == Role::Admin && account.is_active;
    let is_admin = role == Role::Admin && is_active;
    match () {
        () if stays => Ok(()),
        () if was_admin && !is_admin && account.other_admins == 0 => Err(Refusal::LastAdmin),
        () if actor.user_id() == Some(account.id) => Err(Refusal::OwnAccount),
        () => Ok(()),
    }
}

/// Refuses to close an account that its owner may not close alone: a customer's is their own, staff are let
/// go by an admin.
pub fn check_closing(actor: &Actor, account: &Account) -> Result<(), Refusal> {
    if actor.user_id() == Some(account.id) && account.role == Role::Customer {
        return Ok(());
    }
    check(actor, account, Change::Deactivate)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(number))
    }

    fn admin() -> Actor {
        Actor::User { id: id(1), username: "ada".to_owned(), role: Role::Admin }
    }

    fn account(number: u128, role: Role, other_admins: u64) -> Account {
        Account { id: id(number), role, is_active: true, other_admins }
    }

    #[test]
    fn nobody_changes_their_own_standing() {
        let own = account(1, Role::Admin, 3);
        for change in [Change::Role(Role::Manager), Change::Deactivate] {
            assert_eq!(check(&admin(), &own, change), Err(Refusal::OwnAccount));
        }
        assert_eq!(check(&admin(), &own, Change::Role(Role::Admin)), Ok(()), "nothing changes");
    }

    #[test]
    fn the_last_admin_stays_one_whoever_asks() {
        for actor in [admin(), Actor::System] {
            for number in [1, 2] {
                let last = account(number, Role::Admin, 0);
                for change in [Change::Role(Role::Staff), Change::Deactivate] {
                    assert_eq!(check(&actor, &last, change), Err(Refusal::LastAdmin));
                }
            }
        }
        assert_eq!(check(&admin(), &account(2, Role::Admin, 1), Change::Deactivate), Ok(()));
        let switched_off = Account { is_active: false, ..account(2, Role::Admin, 1) };
        assert_eq!(check(&admin(), &switched_off, Change::Role(Role::Staff)), Ok(()));
    }

    #[test]
    fn customers_close_their_own_account_and_staff_do_not() {
        let customer = Actor::User { id: id(1), username: "cleo".to_owned(), role: Role::Customer };
        assert_eq!(check_closing(&customer, &account(1, Role::Customer, 1)), Ok(()));
        let staff = Actor::User { id: id(1), username: "sara".to_owned(), role: Role::Staff };
        assert_eq!(check_closing(&staff, &account(1, Role::Staff, 1)), Err(Refusal::OwnAccount));
        assert_eq!(check_closing(&admin(), &account(2, Role::Staff, 1)), Ok(()));
    }
}
