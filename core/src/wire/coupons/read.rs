//! From what was sent to what the rules decide about: a form becomes a draft, a view becomes the coupon again.

use chrono::{DateTime, SubsecRound, Utc};

use super::form::{CouponForm, SeasonalRestrictions, TierForm, TierType, TimeRestrictions};
use super::{Benefit, Coupon, CouponView, Reward, TierStep};
use crate::coupons::draft::CouponDraft;
use crate::coupons::{CouponCode, CustomerTerms, DiscountType, Limits, Minimum, Schedule, Scope, Terms};
use crate::money::{Amount, BasisPoints, Currency, Money};
use crate::refusal::FieldErrors;
use crate::wire::catalog::Extent;

impl CouponForm {
    /// The draft that it makes of the one `before`, still to be checked; or which fields cannot be read. A form of
    /// [`Extent::Whole`] names at least code and type.
    pub fn onto(
        &self,
        before: Option<CouponDraft>,
        extent: Extent,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<CouponDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        if extent == Extent::Whole {
            for (field, is_missing) in
                [("code", self.code.is_none()), ("discount_type", self.discount_type.is_none())]
            {
                if is_missing {
                    errors.add(field, "is required");
                }
            }
        }
        let benefit = self.benefit(before.as_ref().map(|draft| &draft.terms.benefit), currency, &mut errors);
        let nothing = || CouponDraft {
            code: String::new(),
            description: String::new(),
            terms: Terms::of(Benefit::Fixed { value: Money::ZERO }, now),
            is_active: true,
            is_public: true,
        };
        let mut draft = before.unwrap_or_else(nothing);
        draft.terms.benefit = benefit;
        self.write_on(&mut draft, currency, &mut errors);
        if errors.0.is_empty() { Ok(draft) } else { Err(errors) }
    }

    fn write_on(&self, draft: &mut CouponDraft, currency: Currency, errors: &mut FieldErrors) {
        set(&mut draft.code, self.code.as_ref());
        set(&mut draft.description, self.description.as_ref());
        set(&mut draft.is_active, self.is_active.as_ref());
        set(&mut draft.is_public, self.is_public.as_ref());
        let mut money = |field: &str, given: Option<Option<Amount>>, current: &mut Option<Money>| {
            if let Some(given) = given {
                *current = errors.money(field, given, currency);
            }
        };
        let terms = &mut draft.terms;
        money("min_order_value", self.min_order_value, &mut terms.minimum.order_value);
        money("min_customer_spent", self.min_customer_spent, &mut terms.customer.min_spent);
        set(&mut terms.minimum.order_items, self.min_order_items.as_ref());
        set(&mut terms.minimum.category_items, self.min_category_items.as_ref());
        set(&mut terms.customer.tier, self.customer_tier.as_ref());
        set(&mut terms.customer.min_orders, self.min_customer_orders.as_ref());
        set(&mut terms.customer.max_orders, self.max_customer_orders.as_ref());
        set(&mut terms.limits.uses, self.max_uses.as_ref());
        set(&mut terms.limits.uses_per_customer, self.max_uses_per_user.as_ref());
        set(&mut terms.limits.interval_days, self.usage_interval_days.as_ref());
        // What the database keeps is what the answer says.
        let kept = |at: DateTime<Utc>| at.trunc_subsecs(6);
        set(&mut terms.valid_from, self.valid_from.map(kept).as_ref());
        set(&mut terms.valid_until, self.valid_until.map(|at| at.map(kept)).as_ref());
        set(&mut terms.combinable, self.combinable.as_ref());
        set(&mut terms.scope.with_reduced, self.applies_to_discounted_items.as_ref());
        let scope = &mut terms.scope;
        set(&mut scope.products, all(self.applicable_products.as_ref()).as_ref());
        set(&mut scope.categories, all(self.applicable_categories.as_ref()).as_ref());
        set(&mut scope.excluded_products, all(self.excluded_products.as_ref()).as_ref());
        set(&mut scope.excluded_categories, all(self.excluded_categories.as_ref()).as_ref());
        if let Some(given) = &self.time_restrictions {
            let TimeRestrictions { days, hours } = given.clone().unwrap_or_default();
            (terms.schedule.days, terms.schedule.hours) = (days, hours);
        }
        if let Some(given) = &self.seasonal_restrictions {
            let SeasonalRestrictions { months, dates } = given.clone().unwrap_or_default();
            (terms.schedule.months, terms.schedule.dates) = (months, dates);
        }
    }

    /// What it takes off. Of another type than before nothing is kept.
    fn benefit(&self, before: Option<&Benefit>, currency: Currency, errors: &mut FieldErrors) -> Benefit {
        let none = Benefit::Fixed { value: Money::ZERO };
        let Some(kind) = self.discount_type.or(before.map(Benefit::kind)) else { return none };
        self.refuse_what_others_have(kind, errors);
        let before = before.filter(|before| before.kind() == kind);
        match kind {
            DiscountType::Percentage | DiscountType::Delivery => {
                let (old_rate, old_cap) = match before {
                    Some(Benefit::Percentage { rate, cap } | Benefit::Delivery { rate, cap }) => {
                        (Some(*rate), *cap)
                    }
                    _ => (None, None),
                };
                let rate =
                    self.discount_value.map_or(old_rate, |value| percent("discount_value", value, errors));
                let rate = required("discount_value", rate, self.discount_value.is_some(), errors);
                let cap = match self.max_discount {
                    Some(given) => errors.money("max_discount", given, currency),
                    None => old_cap,
                };
                match kind {
                    DiscountType::Delivery => Benefit::Delivery { rate, cap },
                    _ => Benefit::Percentage { rate, cap },
                }
            }
            DiscountType::Fixed => {
                let old = match before {
                    Some(Benefit::Fixed { value }) => Some(*value),
                    _ => None,
                };
                let value = match self.discount_value {
                    Some(given) => errors.money("discount_value", Some(given), currency),
                    None => old,
                };
                Benefit::Fixed {
                    value: required("discount_value", value, self.discount_value.is_some(), errors),
                }
            }
            DiscountType::BuyXGetY => {
                let (old_buy, old_get, old_sets) = match before {
                    Some(Benefit::BuyGet { buy, get, max_sets }) => (Some(*buy), Some(*get), *max_sets),
                    _ => (None, None, None),
                };
                Benefit::BuyGet {
                    buy: required("buy_x_count", self.buy_x_count.or(old_buy), false, errors),
                    get: required("get_y_count", self.get_y_count.or(old_get), false, errors),
                    max_sets: self.max_sets.unwrap_or(old_sets),
                }
            }
            DiscountType::Tiered => match (&self.tiers, before) {
                (Some(tiers), _) => Benefit::Tiered { steps: steps(tiers, currency, errors) },
                (None, Some(before)) => before.clone(),
                (None, None) => {
                    errors.add("tiers", "is required");
                    none
                }
            },
        }
    }

    /// A field that another type has would have no effect.
    fn refuse_what_others_have(&self, kind: DiscountType, errors: &mut FieldErrors) {
        let has_rate = matches!(kind, DiscountType::Percentage | DiscountType::Delivery);
        let (counts, tiers) = (kind == DiscountType::BuyXGetY, kind == DiscountType::Tiered);
        let fields = [
            ("discount_value", self.discount_value.is_some(), has_rate || kind == DiscountType::Fixed),
            ("max_discount", self.max_discount.flatten().is_some(), has_rate),
            ("buy_x_count", self.buy_x_count.is_some(), counts),
            ("get_y_count", self.get_y_count.is_some(), counts),
            ("max_sets", self.max_sets.flatten().is_some(), counts),
            ("tiers", self.tiers.as_ref().is_some_and(|tiers| !tiers.is_empty()), tiers),
        ];
        for (field, is_given, has_effect) in fields {
            if is_given && !has_effect {
                errors.add(field, format!("a coupon of the type {kind} has none; leave it out"));
            }
        }
    }
}

fn set<T: Clone>(current: &mut T, given: Option<&T>) {
    if let Some(given) = given {
        current.clone_from(given);
    }
}

fn all<T: Copy + Ord>(given: Option<&Vec<T>>) -> Option<std::collections::BTreeSet<T>> {
    given.map(|ids| ids.iter().copied().collect())
}

/// `value`, which is missing unless it was given and could not be read.
fn required<T: Default>(field: &str, value: Option<T>, was_given: bool, errors: &mut FieldErrors) -> T {
    if value.is_none() && !was_given {
        errors.add(field, "is required");
    }
    value.unwrap_or_default()
}

fn percent(field: &str, value: Amount, errors: &mut FieldErrors) -> Option<BasisPoints> {
    BasisPoints::try_from(value).map_err(|invalid| errors.add(field, invalid)).ok()
}

fn steps(tiers: &[TierForm], currency: Currency, errors: &mut FieldErrors) -> Vec<TierStep> {
    let step = |(index, tier): (usize, &TierForm)| {
        let field = |name: &str| format!("tiers.{index}.{name}");
        let from = errors.money(&field("min_amount"), Some(tier.min_amount), currency).unwrap_or_default();
        let reward = match tier.kind {
            TierType::Percentage => {
                Reward::Percentage(percent(&field("value"), tier.value, errors).unwrap_or_default())
            }
            TierType::Fixed => {
                Reward::Fixed(errors.money(&field("value"), Some(tier.value), currency).unwrap_or_default())
            }
        };
        TierStep { from, reward }
    };
    tiers.iter().enumerate().map(step).collect()
}

impl CouponView {
    /// The coupon that travelled so, for whoever judges it where they are; nothing where it cannot be read. Its uses
    /// are told as consumed.
    pub fn to_coupon(&self, currency: Currency) -> Option<Coupon> {
        let money = |amount: Amount| currency.money(amount).ok();
        let optional = |amount: Option<Amount>| amount.map_or(Some(None), |amount| money(amount).map(Some));
        let rate = || self.discount_value.and_then(|value| BasisPoints::try_from(value).ok());
        let benefit = match self.discount_type {
            DiscountType::Percentage => {
                Benefit::Percentage { rate: rate()?, cap: optional(self.max_discount)? }
            }
            DiscountType::Delivery => Benefit::Delivery { rate: rate()?, cap: optional(self.max_discount)? },
            DiscountType::Fixed => Benefit::Fixed { value: money(self.discount_value?)? },
            DiscountType::BuyXGetY => {
                Benefit::BuyGet { buy: self.buy_x_count?, get: self.get_y_count?, max_sets: self.max_sets }
            }
            DiscountType::Tiered => {
                let mut errors = FieldErrors::default();
                let steps = steps(&self.tiers, currency, &mut errors);
                errors.into_result().ok()?;
                Benefit::Tiered { steps }
            }
        };
        let hours = self.time_restrictions.clone().unwrap_or_default();
        let season = self.seasonal_restrictions.clone().unwrap_or_default();
        Some(Coupon {
            id: self.id,
            code: CouponCode::try_from(self.code.as_str()).ok()?,
            description: self.description.clone(),
            terms: Terms {
                benefit,
                scope: Scope {
                    products: self.applicable_products.iter().copied().collect(),
                    categories: self.applicable_categories.iter().copied().collect(),
                    excluded_products: self.excluded_products.iter().copied().collect(),
                    excluded_categories: self.excluded_categories.iter().copied().collect(),
                    with_reduced: self.applies_to_discounted_items,
                },
                valid_from: self.valid_from,
                valid_until: self.valid_until,
                schedule: Schedule {
                    days: hours.days,
                    hours: hours.hours,
                    months: season.months,
                    dates: season.dates,
                },
                minimum: Minimum {
                    order_value: optional(self.min_order_value)?,
                    order_items: self.min_order_items,
                    category_items: self.min_category_items,
                },
                customer: CustomerTerms {
                    tier: self.customer_tier,
                    min_orders: self.min_customer_orders,
                    max_orders: self.max_customer_orders,
                    min_spent: optional(self.min_customer_spent)?,
                },
                limits: Limits {
                    uses: self.max_uses,
                    uses_per_customer: self.max_uses_per_user,
                    interval_days: self.usage_interval_days,
                },
                combinable: self.combinable,
            },
            held: 0,
            consumed: self.current_uses,
            is_active: self.is_active,
            is_public: self.is_public,
            owner: self.owner,
            batch: self.batch,
            // What was withdrawn is not shown to anybody who could use it.
            archived_at: None,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}
