//! The cart: what is being bought, and its price by the very rule that prices the bill.

use chrono::{DateTime, Utc};
use comanda_core::catalog::{Product, choose};
use comanda_core::coupons::{Claim, CouponCode};
use comanda_core::id::{OptionId, ProductId, UserId};
use comanda_core::money::Money;
use comanda_core::orders::DeliveryMethod;
use comanda_core::orders::place::{self, Wish};
use comanda_core::pricing::{self, Charges, Item, Quote};
use comanda_core::quantity::Quantity;
use comanda_core::refusal::Refusal;
use comanda_core::wire::{PlaceOrder, PlaceOrderItem};

use super::coupons::{Facts, Placed, judged_at, standings};
use super::customer::Customer;
use super::menu::Menu;

/// What is being bought, and for whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cart {
    /// The lines, in the order they were added.
    pub lines: Vec<Line>,
    /// The line that `+`, `-`, Del, note and options are about.
    pub selected: usize,
    /// How it reaches the customer.
    pub method: DeliveryMethod,
    /// Where to.
    pub address: String,
    /// What the courier should know.
    pub courier_note: String,
    /// What the guest wants to be called by.
    pub guest: String,
    /// The customer it is for; none: a guest.
    pub customer: Option<Customer>,
    /// The codes that are to be used, in the order they were added.
    pub codes: Vec<CouponCode>,
}

/// One line of the cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Of what.
    pub product: ProductId,
    /// What it was called when it was added.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// The choices.
    pub options: Vec<OptionId>,
    /// What the kitchen should know.
    pub note: String,
}

/// What the cart costs, and why it could not be sold as it stands.
#[derive(Debug, Clone)]
pub struct Priced {
    /// The price, line by line.
    pub quote: Quote,
    /// Why the shop would refuse the goods.
    pub refusal: Option<Refusal>,
    /// How the codes stand, in their order.
    pub codes: Vec<Placed>,
}

impl Cart {
    /// True when nothing is in it.
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// `quantity` more of a product with these choices: on the line that has the same, else on a new one.
    /// That line is then selected.
    pub fn add(
        &mut self,
        product: &Product,
        quantity: Quantity,
        options: Vec<OptionId>,
    ) -> Result<(), Refusal> {
        let same =
            |line: &Line| line.product == product.id && line.options == options && line.note.is_empty();
        if let Some(index) = self.lines.iter().position(same) {
            let line = &mut self.lines[index];
            line.quantity = line
                .quantity
                .plus(quantity)
                .map_err(|error| Refusal::invalid(product.name.as_str(), error))?;
            self.selected = index;
            return Ok(());
        }
        if self.lines.len() >= place::MAX_LINES {
            return Err(Refusal::invalid("cart", format!("at most {} lines", place::MAX_LINES)));
        }
        let (product, name) = (product.id, product.name.clone());
        self.lines.push(Line { product, name, quantity, options, note: String::new() });
        self.selected = self.lines.len() - 1;
        Ok(())
    }

    /// The selected line.
    pub fn line(&self) -> Option<&Line> {
        self.lines.get(self.selected)
    }

    /// The selected line, to be changed.
    pub fn line_mut(&mut self) -> Option<&mut Line> {
        self.lines.get_mut(self.selected)
    }

    /// Takes the selected line out; the one after it is selected.
    pub fn remove(&mut self) -> Option<Line> {
        let removed = (self.selected < self.lines.len()).then(|| self.lines.remove(self.selected));
        self.selected = self.selected.min(self.lines.len().saturating_sub(1));
        removed
    }

    /// How many of a product it holds, over all lines.
    pub fn count_of(&self, product: ProductId) -> u32 {
        self.lines.iter().filter(|line| line.product == product).map(|line| line.quantity.get()).sum()
    }

    /// How many units it holds.
    pub fn units(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity.get()).sum()
    }

    /// Its price at `now`. A cart that would be refused is priced all the same, so that the screen can show
    /// both.
    pub fn priced(&self, menu: &Menu, facts: &Facts, now: DateTime<Utc>) -> Priced {
        let standings = standings(self, menu, facts, now);
        if self.is_empty() {
            let nothing = pricing::quote(&[], &[], Charges::default(), menu.shop.tax_mode);
            return Priced { quote: nothing, refusal: None, codes: standings.placed };
        }
        let gone = self.lines.iter().find(|line| menu.product(line.product).is_none());
        let refusal = gone.map(|line| Refusal::UnknownProduct { product: line.product });
        let claim: Claim<'_> = standings.claim();
        let now = if self.codes.is_empty() { now } else { judged_at(now) };
        let (quote, refusal) = match place::basket(&menu.shop, &self.wishes(menu), &claim, self.method, now) {
            Ok(basket) if refusal.is_none() => (basket.quote, None),
            Ok(_) => (self.price_anyway(menu), refusal),
            Err(other) => (self.price_anyway(menu), refusal.or(Some(other))),
        };
        Priced { quote, refusal, codes: standings.placed }
    }

    /// The lines as the rules know them, without those that are no longer on the menu.
    pub fn wishes<'a>(&'a self, menu: &'a Menu) -> Vec<Wish<'a>> {
        let wish = |line: &'a Line| {
            let product = menu.product(line.product)?;
            Some(Wish { product, quantity: line.quantity, options: &line.options })
        };
        self.lines.iter().filter_map(wish).collect()
    }

    /// Whose account it is for; none: a guest.
    pub fn buyer(&self) -> Option<UserId> {
        self.customer.as_ref().map(|customer| customer.id)
    }

    /// The price without asking whether it can be sold; a line of something unknown costs nothing.
    fn price_anyway(&self, menu: &Menu) -> Quote {
        let item = |line: &Line| {
            let product = menu.product(line.product);
            let chosen = product.and_then(|p| choose(&p.name, &p.options, &line.options).ok());
            Item {
                price: product.map_or(Money::ZERO, |product| product.price),
                sale_price: product.and_then(|product| product.sale_price),
                options: chosen.unwrap_or_default().iter().map(|option| option.price).sum(),
                quantity: line.quantity,
                tax_rate: product.map_or(menu.shop.tax_rate, |product| product.tax_rate),
            }
        };
        let items: Vec<Item> = self.lines.iter().map(item).collect();
        let charges =
            Charges { delivery_fee: place::delivery_fee(&menu.shop, self.method), tip: Money::ZERO };
        pricing::quote(&items, &[], charges, menu.shop.tax_mode)
    }

    /// The order that it asks for, not yet paid.
    pub fn order(&self) -> PlaceOrder {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let item = |line: &Line| PlaceOrderItem {
            product_id: line.product,
            quantity: line.quantity,
            options: line.options.clone(),
            notes: given(&line.note),
        };
        let delivered = self.method == DeliveryMethod::Delivery;
        PlaceOrder {
            items: self.lines.iter().map(item).collect(),
            delivery_method: self.method,
            delivery_address: given(&self.address).filter(|_| delivered),
            delivery_notes: given(&self.courier_note).filter(|_| delivered),
            guest_name: given(&self.guest),
            customer_id: self.buyer(),
            coupon_codes: self.codes.iter().map(ToString::to_string).collect(),
            ..PlaceOrder::default()
        }
    }

    /// The cart that asked for `order`; what is no longer on the menu is called by its id.
    pub fn of_order(order: &PlaceOrder, menu: Option<&Menu>) -> Self {
        let line = |item: &PlaceOrderItem| Line {
            product: item.product_id,
            name: menu
                .and_then(|menu| menu.product(item.product_id))
                .map_or_else(|| item.product_id.to_string(), |product| product.name.clone()),
            quantity: item.quantity,
            options: item.options.clone(),
            note: item.notes.clone().unwrap_or_default(),
        };
        Self {
            lines: order.items.iter().map(line).collect(),
            selected: 0,
            method: order.delivery_method,
            address: order.delivery_address.clone().unwrap_or_default(),
            courier_note: order.delivery_notes.clone().unwrap_or_default(),
            guest: order.guest_name.clone().unwrap_or_default(),
            customer: order.customer_id.map(Customer::unknown),
            codes: order.coupon_codes.iter().filter_map(|code| code.as_str().try_into().ok()).collect(),
        }
    }
}
