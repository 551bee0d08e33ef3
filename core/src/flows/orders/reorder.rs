//! Order again: what was in an order goes into the cart of whoever asks, as far as it can still be had.

use chrono::{DateTime, Utc};

use super::require_visible;
use crate::actor::Actor;
use crate::cart::{self as rule, CartLine};
use crate::error::Result;
use crate::flows::cart::{changed, products_of, view};
use crate::id::{CartItemId, OptionId, OrderId, kind};
use crate::orders::OrderLine;
use crate::orders::place::Wish;
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::cart::{LeftOut, Reordered};
use crate::wire::orders::ProductRef;

/// Puts the lines of an order that the actor may see into the actor's own cart. What cannot be had is left out, and
/// it is said why.
pub fn reorder(tx: &mut Tx<'_>, actor: &Actor, id: OrderId, now: DateTime<Utc>) -> Result<Reordered> {
    let user = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let order = store::orders::load(tx, id)?;
    require_visible(actor, &order)?;
    let mut cart = store::carts::lock(tx, user)?;
    let of_cart = cart.lines.iter().map(|line| line.product);
    let products =
        products_of(tx, of_cart.chain(order.lines.iter().map(|line| line.product)).collect(), &shop)?;
    let mut touched: Vec<CartItemId> = Vec::new();
    let mut left_out = Vec::new();
    for old in &order.lines {
        let product = products.get(&old.product).ok_or(Refusal::UnknownProduct { product: old.product });
        let fresh = tx.new_id::<kind::CartItem>();
        match product.and_then(|product| again(&cart.lines, fresh, old, product, now)) {
            Ok(line) => {
                touched.push(line.id);
                cart.put(line);
            }
            Err(refusal) => left_out.push(LeftOut {
                product: ProductRef { id: old.product, name: old.name.clone() },
                quantity: old.quantity,
                reason: why(&old.name, &refusal),
            }),
        }
    }
    if !touched.is_empty() {
        let lines: Vec<&CartLine> = cart.lines.iter().filter(|line| touched.contains(&line.id)).collect();
        store::carts::save(tx, cart.id, &lines)?;
        changed(tx, actor, &cart, now)?;
    }
    Ok(Reordered { cart: view(tx, &shop, &cart, &products, now)?, left_out })
}

fn again(
    lines: &[CartLine],
    id: CartItemId,
    old: &OrderLine,
    product: &crate::catalog::Product,
    now: DateTime<Utc>,
) -> Result<CartLine, Refusal> {
    let options: Vec<OptionId> = old.options.iter().map(|option| option.id).collect();
    let wish = Wish { product, quantity: old.quantity, options: &options };
    rule::add(lines, id, &wish, &old.notes, now)
}

/// Nothing stands in the cart yet that could be taken out or changed.
fn why(name: &str, refusal: &Refusal) -> String {
    match refusal {
        Refusal::UnknownProduct { .. } => format!("{name} is no longer on the menu."),
        Refusal::UnknownOption { .. } => {
            format!("{name} no longer comes with all that was chosen; add it with other choices.")
        }
        Refusal::InvalidInput { .. } => {
            format!("There would be too many of {name} on one line of the cart; order what is there first.")
        }
        // The others say it themselves: not available now, sold out or too few left, other choices, a full cart.
        other => other.to_string(),
    }
}
