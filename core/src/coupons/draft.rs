//! What somebody wants a coupon to be, before it is one. What can never work is refused here, field by field; what
//! works and is hardly meant is told by [`warnings`](super::warnings).

use chrono::{DateTime, Datelike, Utc};

use super::terms::{Benefit, Reward, Terms, TierStep};
use super::{Coupon, CouponCode};
use crate::accounts::Tier;
use crate::catalog::Shop;
use crate::money::{BasisPoints, Money};
use crate::refusal::FieldErrors;
use crate::text;

/// Characters of a description.
const MAX_DESCRIPTION: usize = 500;
/// Steps of a tiered coupon.
const MAX_STEPS: usize = 20;
/// Units to pay for or to get, sets, uses of one account.
const MAX_COUNT: u32 = 1_000;
/// Uses by all together.
const MAX_USES: u32 = 10_000_000;
/// Days between two uses.
const MAX_INTERVAL: u32 = 3_650;
/// Products or sections that a coupon names.
const MAX_NAMED: usize = 500;
/// The years that a clock and both databases know.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=9998;
/// All of it.
const WHOLE: BasisPoints = BasisPoints::new(10_000);

/// A coupon as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouponDraft {
    /// What people type.
    pub code: String,
    /// What customers read about it.
    pub description: String,
    /// What it gives, and under which conditions.
    pub terms: Terms,
    /// Switched on.
    pub is_active: bool,
    /// Shown to customers.
    pub is_public: bool,
}

/// What of a coupon is taken already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Uses by all together.
    pub total: u64,
    /// Uses by the account that used it most.
    pub most_by_one: u64,
}

impl CouponDraft {
    /// The draft of a coupon as it stands.
    pub fn of(coupon: &Coupon) -> Self {
        Self {
            code: coupon.code.to_string(),
            description: coupon.description.clone(),
            terms: coupon.terms.clone(),
            is_active: coupon.is_active,
            is_public: coupon.is_public,
        }
    }

    /// The draft with its texts made safe to show and its code read, or what is wrong with each of its fields. `before`
    /// is what it changes.
    pub fn checked(
        mut self,
        shop: &Shop,
        before: Option<(&Coupon, Taken)>,
        now: DateTime<Utc>,
    ) -> Result<(CouponCode, Self), FieldErrors> {
        let mut errors = FieldErrors::default();
        let code = CouponCode::try_from(self.code.as_str());
        if let Err(invalid) = &code {
            errors.add("code", invalid);
        }
        self.description = text::paragraph(&self.description);
        if self.description.chars().count() > MAX_DESCRIPTION {
            errors.add("description", format!("at most {MAX_DESCRIPTION} characters"));
        }
        check_benefit(&self.terms.benefit, &mut errors);
        check_scope(&self.terms, &mut errors);
        check_minimum(&self.terms, &mut errors);
        check_customer(&self.terms, &mut errors);
        check_limits(&self.terms, before.map_or(Taken::default(), |(_, taken)| taken), &mut errors);
        check_times(&self.terms, before.map(|(coupon, _)| &coupon.terms), shop, now, &mut errors);
        match code {
            Ok(code) if errors.0.is_empty() => Ok((code, self)),
            _ => Err(errors),
        }
    }
}

fn check_benefit(benefit: &Benefit, errors: &mut FieldErrors) {
    match benefit {
        Benefit::Percentage { rate, cap } | Benefit::Delivery { rate, cap } => {
            check_rate("discount_value", *rate, errors);
            check_above_zero("max_discount", *cap, errors);
        }
        Benefit::Fixed { value } => check_above_zero("discount_value", Some(*value), errors),
        Benefit::BuyGet { buy, get, max_sets } => {
            check_count("buy_x_count", Some(*buy), MAX_COUNT, errors);
            check_count("get_y_count", Some(*get), MAX_COUNT, errors);
            check_count("max_sets", *max_sets, MAX_COUNT, errors);
        }
        Benefit::Tiered { steps } => check_steps(steps, errors),
    }
}

fn check_steps(steps: &[TierStep], errors: &mut FieldErrors) {
    if steps.is_empty() || steps.len() > MAX_STEPS {
        errors.add("tiers", format!("1 to {MAX_STEPS} steps"));
    }
    for (index, step) in steps.iter().enumerate() {
        let field = |name: &str| format!("tiers.{index}.{name}");
        check_above_zero(&field("min_amount"), Some(step.from), errors);
        match step.reward {
            Reward::Percentage(rate) => check_rate(&field("value"), rate, errors),
            Reward::Fixed(value) => check_above_zero(&field("value"), Some(value), errors),
        }
    }
    for (index, pair) in steps.windows(2).enumerate() {
        let (lower, higher) = (pair[0], pair[1]);
        let field = |name: &str| format!("tiers.{}.{name}", index + 1);
        if higher.from <= lower.from {
            errors.add(field("min_amount"), "is above that of the step before");
        }
        let gives_less = match (lower.reward, higher.reward) {
            (Reward::Percentage(lower), Reward::Percentage(higher)) => higher <= lower,
            (Reward::Fixed(lower), Reward::Fixed(higher)) => higher <= lower,
            _ => false,
        };
        if gives_less {
            errors.add(field("value"), "is above that of the step before");
        }
    }
}

fn check_scope(terms: &Terms, errors: &mut FieldErrors) {
    let scope = &terms.scope;
    let counts = [
        ("applicable_products", scope.products.len()),
        ("applicable_categories", scope.categories.len()),
        ("excluded_products", scope.excluded_products.len()),
        ("excluded_categories", scope.excluded_categories.len()),
    ];
    for (field, count) in counts {
        if count > MAX_NAMED {
            errors.add(field, format!("at most {MAX_NAMED}"));
        }
    }
    if !scope.products.is_disjoint(&scope.excluded_products) {
        errors.add("excluded_products", "names a product that applicable_products names, too");
    }
    if !scope.categories.is_disjoint(&scope.excluded_categories) {
        errors.add("excluded_categories", "names a section that applicable_categories names, too");
    }
}

fn check_minimum(terms: &Terms, errors: &mut FieldErrors) {
    let minimum = &terms.minimum;
    check_above_zero("min_order_value", minimum.order_value, errors);
    check_count("min_order_items", minimum.order_items, MAX_COUNT, errors);
    check_count("min_category_items", minimum.category_items, MAX_COUNT, errors);
    if minimum.category_items.is_some() && terms.scope.categories.is_empty() {
        errors.add("min_category_items", "say of which sections in applicable_categories");
    }
}

fn check_customer(terms: &Terms, errors: &mut FieldErrors) {
    let customer = &terms.customer;
    check_above_zero("min_customer_spent", customer.min_spent, errors);
    check_count("min_customer_orders", customer.min_orders, MAX_COUNT, errors);
    if customer.max_orders.is_some_and(|most| most > MAX_COUNT) {
        errors.add("max_customer_orders", format!("at most {MAX_COUNT}"));
    }
    if customer.min_orders.zip(customer.max_orders).is_some_and(|(least, most)| least > most) {
        errors.add("max_customer_orders", "is below min_customer_orders: nobody could use it");
    }
    let is_new = customer.tier == Tier::New;
    if is_new && customer.min_orders.is_some() {
        errors.add("min_customer_orders", "new customers have none: nobody could use it");
    }
    if is_new && customer.min_spent.is_some() {
        errors.add("min_customer_spent", "new customers have spent nothing: nobody could use it");
    }
}

fn check_limits(terms: &Terms, taken: Taken, errors: &mut FieldErrors) {
    let limits = &terms.limits;
    check_count("max_uses", limits.uses, MAX_USES, errors);
    check_count("max_uses_per_user", limits.uses_per_customer, MAX_COUNT, errors);
    check_count("usage_interval_days", limits.interval_days, MAX_INTERVAL, errors);
    if limits.uses.is_some_and(|most| u64::from(most) < taken.total) {
        errors.add("max_uses", format!("{} uses are taken already", taken.total));
    }
    if limits.uses_per_customer.is_some_and(|most| u64::from(most) < taken.most_by_one) {
        errors
            .add("max_uses_per_user", format!("a customer has used it {} times already", taken.most_by_one));
    }
    if limits.uses.zip(limits.uses_per_customer).is_some_and(|(all, one)| one > all) {
        errors.add("max_uses_per_user", "is above max_uses");
    }
}

fn check_times(
    terms: &Terms,
    before: Option<&Terms>,
    shop: &Shop,
    now: DateTime<Utc>,
    errors: &mut FieldErrors,
) {
    let (from, until, schedule) = (terms.valid_from, terms.valid_until, &terms.schedule);
    for (field, at) in [("valid_from", Some(from)), ("valid_until", until)] {
        if at.is_some_and(|at| !YEARS.contains(&at.year())) {
            errors.add(field, format!("is between {} and {}", YEARS.start(), YEARS.end()));
        }
    }
    if schedule.hours.is_some_and(|hours| hours.start == hours.end) {
        errors.add("time_restrictions.hours", "start and end are the same; leave them out for the whole day");
    }
    if schedule.months.iter().any(|month| !(1..=12).contains(month)) {
        errors.add("seasonal_restrictions.months", "1 to 12");
    }
    let Some(until) = until else {
        if errors.0.is_empty() && schedule.next_opening(from, shop.time_zone).is_none() {
            errors.add("seasonal_restrictions", "these months and dates never meet: nobody could use it");
        }
        return;
    };
    let is_changed = before.is_none_or(|before| before.valid_until != terms.valid_until);
    if until <= from {
        errors.add("valid_until", "is after valid_from");
    } else if is_changed && until <= now {
        errors.add("valid_until", "is over already");
    } else if errors.0.is_empty()
        && schedule.next_opening(from, shop.time_zone).is_none_or(|open| open >= until)
    {
        let field = if schedule.has_season() { "seasonal_restrictions" } else { "time_restrictions" };
        errors.add(field, "never holds between valid_from and valid_until: nobody could use it");
    }
}

fn check_rate(field: &str, rate: BasisPoints, errors: &mut FieldErrors) {
    if rate == BasisPoints::default() || rate > WHOLE {
        errors.add(field, "is above 0 and at most 100 percent");
    }
}

fn check_above_zero(field: &str, amount: Option<Money>, errors: &mut FieldErrors) {
    if amount.is_some_and(|amount| amount <= Money::ZERO) {
        errors.add(field, "must be above 0");
    }
}

fn check_count(field: &str, count: Option<u32>, most: u32, errors: &mut FieldErrors) {
    if count.is_some_and(|count| !(1..=most).contains(&count)) {
        errors.add(field, format!("1 to {most}"));
    }
}
