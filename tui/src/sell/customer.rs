//! The customer whom an order is for, as far as the till needs to know, and what of the order would make
//! them ill.

use comanda_core::accounts::Tier;
use comanda_core::accounts::profile::warnings;
use comanda_core::id::UserId;
use comanda_core::wire::ProfileView;

use super::cart::{Cart, Line};
use super::menu::Menu;
use crate::people;

/// Whom an order is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Who.
    pub id: UserId,
    /// What they are called; empty until the shop told.
    pub name: String,
    /// Where they are called.
    pub phone: String,
    /// The group their past puts them in, once the shop told.
    pub tier: Option<Tier>,
    /// What makes them ill.
    pub allergies: Vec<String>,
    /// Where their orders usually go.
    pub address: String,
}

impl Customer {
    /// Somebody of whom nothing else is known yet.
    pub const fn unknown(id: UserId) -> Self {
        Self {
            id,
            name: String::new(),
            phone: String::new(),
            tier: None,
            allergies: Vec::new(),
            address: String::new(),
        }
    }

    /// The allergens of `line` that they must not eat.
    pub fn must_not_eat<'a>(&self, line: &Line, menu: &'a Menu) -> Vec<&'a str> {
        menu.product(line.product)
            .map_or_else(Vec::new, |product| warnings(&self.allergies, &product.allergens))
    }
}

impl From<&ProfileView> for Customer {
    fn from(view: &ProfileView) -> Self {
        let (user, profile) = (&view.user, &view.customer_profile);
        let usual = profile.addresses.iter().find(|address| address.is_default);
        Self {
            id: user.id,
            name: people::called(&user.first_name, &user.last_name, &user.username),
            phone: profile.phone_number.clone(),
            tier: Some(profile.tier),
            allergies: profile.allergies.clone(),
            address: usual.map_or_else(
                || joined([&profile.address, &profile.postal_code, &profile.city]),
                |usual| joined([&usual.address, &usual.postal_code, &usual.city]),
            ),
        }
    }
}

/// The parts that say something, with commas between.
fn joined<const N: usize>(parts: [&String; N]) -> String {
    let told: Vec<&str> = parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    told.join(", ")
}

/// What must be said before an order is paid: who must not eat what, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diet {
    /// Who.
    pub name: String,
    /// What they must not eat.
    pub allergens: Vec<String>,
    /// The dishes that have it.
    pub dishes: Vec<String>,
}

impl Diet {
    /// What is to be said about `cart`, if anything.
    pub fn of(cart: &Cart, menu: &Menu) -> Option<Self> {
        let customer = cart.customer.as_ref()?;
        let mut diet = Self { name: customer.name.clone(), allergens: Vec::new(), dishes: Vec::new() };
        for line in &cart.lines {
            let found = customer.must_not_eat(line, menu);
            if !found.is_empty() && !diet.dishes.contains(&line.name) {
                diet.dishes.push(line.name.clone());
            }
            for allergen in found {
                if !diet.allergens.iter().any(|known| known == allergen) {
                    diet.allergens.push(allergen.to_owned());
                }
            }
        }
        (!diet.dishes.is_empty()).then_some(diet)
    }
}
