//! What alerts and orders add up to: what is ordered most, what is ordered more than before, and how soon people deal
//! with alerts. For managers, by business days.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::actor::{Actor, Permission};
use crate::alerts::response::{self, Waits};
use crate::alerts::{AlertType, Severity, trend};
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::ProductId;
use crate::refusal::Refusal;
use crate::store::alerts::figures::{self, Over, Sold};
use crate::store::past_orders;
use crate::store::stock::movements::names;
use crate::store::{self, Tx};
use crate::time::BusinessDay;
use crate::wire::alerts::{
    PopularProduct, PopularityView, ResponseView, SeverityWaits, TrendingProduct, TrendingView, TypeWaits,
    WaitView,
};
use crate::wire::catalog::ProductRef;

/// So many days a period has when nobody says.
const USUAL_DAYS: u64 = 30;
/// And so many at most.
const MOST_DAYS: i64 = 366;
/// So many products a list has when nobody says, and so many at most.
const USUAL: u32 = 10;
const MOST: u32 = 100;
/// So many products are compared with the period before.
const MOST_COMPARED: u32 = 10_000;
/// So many alerts are looked at.
const MOST_ALERTS: u32 = 20_000;

/// A period in business days as a caller says it, and how many products are wanted of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day; the thirtieth up to the last when not given.
    pub start_date: Option<NaiveDate>,
    /// The last day; today when not given.
    pub end_date: Option<NaiveDate>,
    /// How many products; 1 to 100, 10 when not given.
    pub limit: Option<u32>,
}

impl Period {
    fn read(self, shop: &Shop, now: DateTime<Utc>) -> Result<(past_orders::Period, u32), Refusal> {
        let last = self.end_date.unwrap_or_else(|| shop.business_day(now).date());
        let usual = || last.checked_sub_days(Days::new(USUAL_DAYS - 1)).unwrap_or(last);
        let first = self.start_date.unwrap_or_else(usual);
        let days = (last - first).num_days() + 1;
        if days < 1 {
            return Err(Refusal::invalid("end_date", "is before start_date"));
        }
        if days > MOST_DAYS {
            let why = format_args!("is more than {MOST_DAYS} days after start_date");
            return Err(Refusal::invalid("end_date", why));
        }
        let limit = self.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(Refusal::invalid("limit", format_args!("is not between 1 and {MOST}")));
        }
        Ok((period(shop, first, last), limit))
    }
}

fn period(shop: &Shop, first: NaiveDate, last: NaiveDate) -> past_orders::Period {
    let after = last.succ_opt().unwrap_or(last);
    past_orders::Period {
        first,
        last,
        from: shop.day_start(BusinessDay::of_date(first)),
        until: shop.day_start(BusinessDay::of_date(after)),
    }
}

/// What was ordered most in a period, and its part of all.
pub fn popularity(
    tx: &mut Tx<'_>,
    actor: &Actor,
    wanted: Period,
    now: DateTime<Utc>,
) -> Result<PopularityView> {
    actor.require(Permission::ManageAlerts)?;
    let shop = store::settings::load_shop(tx)?;
    let (period, limit) = wanted.read(&shop, now)?;
    let sold = figures::sold(tx, &period, limit)?;
    let (orders, units) = figures::all_sold(tx, &period)?;
    let names = names_of(tx, sold.iter().map(|sold| sold.product))?;
    let product = |sold: Sold| PopularProduct {
        product: called(&names, sold.product),
        orders: sold.orders,
        units: sold.units,
        share: trend::share(sold.units, units),
    };
    let products = sold.into_iter().map(product).collect();
    Ok(PopularityView { start_date: period.first, end_date: period.last, orders, units, products })
}

/// What is ordered more than in the period before, which is as long; the largest rise first, then what fell.
pub fn trending(tx: &mut Tx<'_>, actor: &Actor, wanted: Period, now: DateTime<Utc>) -> Result<TrendingView> {
    actor.require(Permission::ManageAlerts)?;
    let shop = store::settings::load_shop(tx)?;
    let (this, limit) = wanted.read(&shop, now)?;
    let days = Days::new((this.last - this.first).num_days().unsigned_abs() + 1);
    let earlier = |day: NaiveDate| day.checked_sub_days(days).unwrap_or(day);
    let before = period(&shop, earlier(this.first), earlier(this.last));
    let mut two: BTreeMap<ProductId, (Option<Sold>, u64)> = BTreeMap::new();
    for sold in figures::sold(tx, &this, MOST_COMPARED)? {
        two.entry(sold.product).or_default().0 = Some(sold);
    }
    for sold in figures::sold(tx, &before, MOST_COMPARED)? {
        two.entry(sold.product).or_default().1 = sold.units;
    }
    let mut products: Vec<(ProductId, u64, u64, u64)> = two
        .into_iter()
        .map(|(id, (sold, before))| match sold {
            Some(sold) => (id, sold.orders, sold.units, before),
            None => (id, 0, 0, before),
        })
        .collect();
    products.sort_by_key(|(_, _, units, before)| i128::from(*before) - i128::from(*units));
    products.truncate(limit as usize);
    let names = names_of(tx, products.iter().map(|(id, ..)| *id))?;
    let product = |(id, orders, units, units_before)| TrendingProduct {
        product: called(&names, id),
        orders,
        units,
        units_before,
        growth: trend::growth(units, units_before),
    };
    Ok(TrendingView {
        start_date: this.first,
        end_date: this.last,
        before_start_date: before.first,
        before_end_date: before.last,
        products: products.into_iter().map(product).collect(),
    })
}

/// How long the alerts that were raised in a period were open until somebody resolved them; those that the shop
/// resolved apart.
pub fn response(tx: &mut Tx<'_>, actor: &Actor, wanted: Period, now: DateTime<Utc>) -> Result<ResponseView> {
    actor.require(Permission::ManageAlerts)?;
    let shop = store::settings::load_shop(tx)?;
    let (period, _) = wanted.read(&shop, now)?;
    let over = figures::over(tx, period.from, period.until, MOST_ALERTS)?;
    let waits = |of: &dyn Fn(&Over) -> bool| {
        let seconds = over.iter().filter(|over| of(over)).map(|over| over.seconds).collect();
        response::of(seconds).map(wait)
    };
    let of_severity = |severity: Severity| {
        let waits = waits(&|over| over.by_people && over.severity == severity)?;
        Some(SeverityWaits { severity, waits })
    };
    let of_type = |alert_type: AlertType| {
        let waits = waits(&|over| over.by_people && over.alert_type == alert_type)?;
        Some(TypeWaits { alert_type, waits })
    };
    Ok(ResponseView {
        start_date: period.first,
        end_date: period.last,
        by_people: waits(&|over| over.by_people),
        by_the_shop: waits(&|over| !over.by_people),
        by_severity: Severity::ALL.iter().rev().copied().filter_map(of_severity).collect(),
        by_type: AlertType::ALL.iter().copied().filter_map(of_type).collect(),
        is_partial: over.len() >= MOST_ALERTS as usize,
    })
}

const fn wait(waits: Waits) -> WaitView {
    WaitView {
        count: waits.count,
        median_seconds: waits.median,
        average_seconds: waits.average,
        longest_seconds: waits.longest,
    }
}

fn names_of(tx: &mut Tx<'_>, of: impl Iterator<Item = ProductId>) -> Result<HashMap<ProductId, String>> {
    names(tx, &of.collect::<Vec<_>>())
}

fn called(names: &HashMap<ProductId, String>, id: ProductId) -> ProductRef {
    ProductRef { id, name: names.get(&id).cloned().unwrap_or_default() }
}
