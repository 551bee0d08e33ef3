//! What the lines of the form of a coupon say, and which of them cannot be read.

use chrono::{DateTime, Utc};
use comanda_core::accounts::Tier;
use comanda_core::catalog::Shop;
use comanda_core::coupons::{Day, DiscountType};
use comanda_core::money::Amount;
use comanda_core::wire::coupons::{CouponForm, SeasonalRestrictions, TierForm, TierType, TimeRestrictions};

use super::times::End;
use super::{
    ACTIVE, AGAIN, AMOUNT, BEFORE, BUY, CAP, CODE, CUSTOMERS, DATES, DAYS, DESCRIPTION, Editing, FREE, FROM,
    HAD, HOURS, KIND, MIN_ITEMS, MIN_ORDER, MIN_SECTION, MONTHS, NOT_PRODUCTS, NOT_SECTIONS, ONLY_PRODUCTS,
    ONLY_SECTIONS, PER_PERSON, PERCENT, PUBLIC, REDUCED, Read, SETS, SPENT, STACKS, TIERS, UNTIL, USES,
    lines, times,
};
use crate::amounts;
use crate::screens::form::{FormDialog, FormField};

/// The lines, and what is wrong with some of them.
struct Reader<'a> {
    form: &'a FormDialog,
    shop: &'a Shop,
    now: DateTime<Utc>,
    wrong: Vec<(&'static str, String)>,
}

/// What the form says. An empty line takes a condition away.
pub fn read(form: &FormDialog, editing: &Editing, shop: &Shop, now: DateTime<Utc>) -> Read {
    let mut reader = Reader { form, shop, now, wrong: Vec::new() };
    let mut coupon = CouponForm {
        code: Some(form.said(CODE)),
        description: Some(form.said(DESCRIPTION)),
        discount_type: lines::kind_of(&form.said(KIND)),
        is_active: Some(reader.is_on(ACTIVE)),
        is_public: Some(reader.is_on(PUBLIC)),
        combinable: Some(reader.is_on(STACKS)),
        applies_to_discounted_items: Some(reader.is_on(REDUCED)),
        version: editing.before.as_ref().map(|before| before.version),
        ..CouponForm::default()
    };
    reader.benefit(editing.kind, &mut coupon);
    reader.window(editing, &mut coupon);
    reader.limits(&mut coupon);
    reader.schedule(&mut coupon);
    coupon.applicable_products = Some(picked(form, ONLY_PRODUCTS, &editing.products));
    coupon.applicable_categories = Some(picked(form, ONLY_SECTIONS, &editing.sections));
    coupon.excluded_products = Some(picked(form, NOT_PRODUCTS, &editing.products));
    coupon.excluded_categories = Some(picked(form, NOT_SECTIONS, &editing.sections));
    if reader.wrong.is_empty() { Ok(coupon) } else { Err(reader.wrong) }
}

fn picked<T: Copy>(form: &FormDialog, label: &str, names: &[(T, String)]) -> Vec<T> {
    let places = form.line(label).map(FormField::taken).unwrap_or_default();
    places.into_iter().filter_map(|place| names.get(place)).map(|(id, _)| *id).collect()
}

impl Reader<'_> {
    fn is_on(&self, label: &str) -> bool {
        self.form.line(label).is_some_and(FormField::is_on)
    }

    fn taken(&self, label: &str) -> Vec<usize> {
        self.form.line(label).map(FormField::taken).unwrap_or_default()
    }

    /// A whole number; nothing where the line is empty.
    fn count(&mut self, label: &'static str) -> Option<u32> {
        let text = self.form.said(label);
        if text.is_empty() {
            return None;
        }
        let count = text.parse().ok();
        if count.is_none() {
            self.wrong.push((label, "is a whole number such as 5".to_owned()));
        }
        count
    }

    /// An amount; nothing where the line is empty.
    fn money(&mut self, label: &'static str) -> Option<Amount> {
        let text = self.form.said(label);
        if text.is_empty() {
            return None;
        }
        match amounts::typed(&text, self.shop.currency) {
            Ok(money) => Some(self.shop.currency.amount(money)),
            Err(error) => {
                self.wrong.push((label, amounts::mistyped(error)));
                None
            }
        }
    }

    fn percent(&mut self, label: &'static str) -> Option<Amount> {
        let text = self.form.said(label);
        let plain = text.trim_end_matches('%').trim();
        if plain.is_empty() {
            return None;
        }
        let percent = plain.parse().ok();
        if percent.is_none() {
            self.wrong.push((label, "is a number such as 20 or 12.5".to_owned()));
        }
        percent
    }

    fn benefit(&mut self, kind: DiscountType, coupon: &mut CouponForm) {
        match kind {
            DiscountType::Percentage | DiscountType::Delivery => {
                coupon.discount_value = self.percent(PERCENT);
                coupon.max_discount = Some(self.money(CAP));
            }
            DiscountType::Fixed => coupon.discount_value = self.money(AMOUNT),
            DiscountType::BuyXGetY => {
                coupon.buy_x_count = self.count(BUY);
                coupon.get_y_count = self.count(FREE);
                coupon.max_sets = Some(self.count(SETS));
            }
            DiscountType::Tiered => coupon.tiers = Some(self.tiers()),
        }
    }

    /// `20=10%, 50=8`.
    fn tiers(&mut self) -> Vec<TierForm> {
        let text = self.form.said(TIERS);
        let mut tiers = Vec::new();
        for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            let Some(tier) = self.tier(part) else {
                let told = format!("{part}: write 20=10% for ten percent from 20 on, 50=8 for 8 from 50 on");
                self.wrong.push((TIERS, told));
                break;
            };
            tiers.push(tier);
        }
        tiers
    }

    fn tier(&self, part: &str) -> Option<TierForm> {
        let (from, value) = part.split_once('=')?;
        let amount = |text: &str| {
            let money = amounts::typed(text.trim(), self.shop.currency).ok()?;
            Some(self.shop.currency.amount(money))
        };
        let (kind, value) = match value.trim().strip_suffix('%') {
            Some(percent) => (TierType::Percentage, percent.trim().parse().ok()?),
            None => (TierType::Fixed, amount(value)?),
        };
        Some(TierForm { min_amount: amount(from)?, kind, value })
    }

    /// From and until; what was not touched keeps its seconds.
    fn window(&mut self, editing: &Editing, coupon: &mut CouponForm) {
        let (from, until) = (self.form.said(FROM), self.form.said(UNTIL));
        if from != editing.times.0 && !from.is_empty() {
            coupon.valid_from = self.time(FROM, &from, End::From);
        }
        if until != editing.times.1 || editing.before.is_none() {
            coupon.valid_until = Some(match until.as_str() {
                "" => None,
                text => self.time(UNTIL, text, End::Until),
            });
        }
    }

    fn time(&mut self, label: &'static str, text: &str, end: End) -> Option<DateTime<Utc>> {
        let at = times::typed(text, end, self.now, self.shop);
        if at.is_none() {
            self.wrong.push((label, times::HOW.to_owned()));
        }
        at
    }

    fn limits(&mut self, coupon: &mut CouponForm) {
        coupon.max_uses = Some(self.count(USES));
        coupon.max_uses_per_user = Some(self.count(PER_PERSON));
        coupon.usage_interval_days = Some(self.count(AGAIN));
        coupon.min_order_value = Some(self.money(MIN_ORDER));
        coupon.min_order_items = Some(self.count(MIN_ITEMS));
        coupon.min_category_items = Some(self.count(MIN_SECTION));
        coupon.customer_tier = Some(lines::group_of(&self.form.said(CUSTOMERS)).unwrap_or(Tier::All));
        coupon.min_customer_orders = Some(self.count(HAD));
        coupon.max_customer_orders = Some(self.count(BEFORE));
        coupon.min_customer_spent = Some(self.money(SPENT));
    }

    fn schedule(&mut self, coupon: &mut CouponForm) {
        let days = self.taken(DAYS).into_iter().filter_map(|place| Day::ALL.get(place).copied()).collect();
        let text = self.form.said(HOURS);
        let hours = times::hours(&text);
        if hours.is_none() && !text.is_empty() {
            self.wrong.push((HOURS, "write the hours as 11:00-15:00".to_owned()));
        }
        let daily = TimeRestrictions { days, hours };
        coupon.time_restrictions = Some((daily != TimeRestrictions::default()).then_some(daily));
        let months =
            self.taken(MONTHS).into_iter().filter_map(|place| u32::try_from(place + 1).ok()).collect();
        let dates = times::dates(&self.form.said(DATES)).unwrap_or_else(|part| {
            self.wrong.push((DATES, format!("{part} is no day of the year; write 24 Dec, 31 Dec")));
            std::collections::BTreeSet::new()
        });
        let yearly = SeasonalRestrictions { months, dates };
        coupon.seasonal_restrictions = Some((yearly != SeasonalRestrictions::default()).then_some(yearly));
    }
}
