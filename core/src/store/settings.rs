//! The shop's settings: named values in a table, a default for each that is not there.

use std::num::ParseIntError;

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::Tx;
use super::schema::shop_settings;
use crate::accounts::TierThresholds;
use crate::catalog::{Shop, TaxMode};
use crate::error::{Error, Result};
use crate::money::{BasisPoints, Currency, Money};
use crate::referrals::{BonusKind, ReferralTerms};

const NAME: &str = "name";
const CURRENCY: &str = "currency";
const TIME_ZONE: &str = "time_zone";
const DAY_CUT_OFF: &str = "day_cut_off";
const TAX_MODE: &str = "tax_mode";
const TAX_RATE: &str = "tax_rate";
const DELIVERY_FEE: &str = "delivery_fee";
const REGULAR_ORDERS: &str = "regular_orders";
const REGULAR_SPENT: &str = "regular_spent";
const VIP_ORDERS: &str = "vip_orders";
const VIP_SPENT: &str = "vip_spent";
const HOLD_MINUTES_WEB: &str = "hold_minutes_web";
const HOLD_MINUTES_KIOSK: &str = "hold_minutes_kiosk";
const HOLD_MINUTES_COUNTER: &str = "hold_minutes_counter";
const SMALLEST_COIN: &str = "smallest_coin";
const RETURN_HOURS: &str = "return_hours";
const REFERRAL_BONUS: &str = "referral_bonus";
const REFERRAL_PAID_AS: &str = "referral_paid_as";
const REFERRAL_CAP: &str = "referral_cap";
const DEMAND_WINDOW_MINUTES: &str = "demand_window_minutes";
const DEMAND_ORDERS: &str = "demand_orders";
const PRICE_CHANGE_PERCENT: &str = "price_change_percent";
/// Stands for "as long as it takes".
const NEVER: &str = "never";

/// What prices, days and totals of this shop depend on.
pub fn load_shop(tx: &mut Tx<'_>) -> Result<Shop> {
    let rows: Vec<(String, String)> =
        shop_settings::table.select((shop_settings::name, shop_settings::value)).load(tx.conn)?;
    let mut shop = Shop::default();
    if let Some((_, code)) = rows.iter().find(|(name, _)| name == CURRENCY) {
        let unreadable = || Error::Broken(format!("setting {CURRENCY} is not readable: {code}"));
        shop.currency = Currency::new(code).ok_or_else(unreadable)?;
        // What is not set follows the currency: a hundred yen are no hundred dollars.
        shop.tiers = TierThresholds::usual(shop.currency);
        shop.referrals = ReferralTerms::usual(shop.currency);
    }
    for (name, value) in rows {
        read_into(&mut shop, &name, &value)
            .ok_or_else(|| Error::Broken(format!("setting {name} is not readable: {value}")))?;
    }
    Ok(shop)
}

fn read_into(shop: &mut Shop, name: &str, value: &str) -> Option<()> {
    match name {
        NAME => value.clone_into(&mut shop.name),
        TIME_ZONE => shop.time_zone = value.parse().ok()?,
        DAY_CUT_OFF => shop.day_cut_off = value.parse().ok()?,
        TAX_MODE => shop.tax_mode = tax_mode(value)?,
        TAX_RATE => shop.tax_rate = BasisPoints::new(value.parse().ok()?),
        DELIVERY_FEE => shop.delivery_fee = Money::minor(value.parse().ok()?),
        REGULAR_ORDERS => shop.tiers.regular_orders = value.parse().ok()?,
        REGULAR_SPENT => shop.tiers.regular_spent = Money::minor(value.parse().ok()?),
        VIP_ORDERS => shop.tiers.vip_orders = value.parse().ok()?,
        VIP_SPENT => shop.tiers.vip_spent = Money::minor(value.parse().ok()?),
        HOLD_MINUTES_WEB => shop.holds.web = minutes(value).ok()?,
        HOLD_MINUTES_KIOSK => shop.holds.kiosk = minutes(value).ok()?,
        HOLD_MINUTES_COUNTER => shop.holds.counter = minutes(value).ok()?,
        SMALLEST_COIN => shop.smallest_coin = Money::minor(value.parse().ok()?),
        RETURN_HOURS => shop.return_hours = value.parse().ok()?,
        REFERRAL_BONUS => shop.referrals.bonus = Money::minor(value.parse().ok()?),
        REFERRAL_PAID_AS => shop.referrals.paid_as = BonusKind::parse(value)?,
        REFERRAL_CAP => shop.referrals.cap = value.parse().ok()?,
        DEMAND_WINDOW_MINUTES => shop.alerts.demand_window_minutes = value.parse().ok()?,
        DEMAND_ORDERS => shop.alerts.demand_orders = value.parse().ok()?,
        PRICE_CHANGE_PERCENT => shop.alerts.price_change_percent = value.parse().ok()?,
        // A newer release may know more settings than this one.
        _ => {}
    }
    Some(())
}

fn tax_mode(word: &str) -> Option<TaxMode> {
    match word {
        "exclusive" => Some(TaxMode::Exclusive),
        "inclusive" => Some(TaxMode::Inclusive),
        _ => None,
    }
}

/// A number of minutes, or never.
fn minutes(text: &str) -> std::result::Result<Option<u32>, ParseIntError> {
    if text == NEVER { Ok(None) } else { text.parse().map(Some) }
}

/// Writes all settings of `shop`.
pub fn save_shop(tx: &mut Tx<'_>, shop: &Shop) -> Result<()> {
    let tax_mode = match shop.tax_mode {
        TaxMode::Exclusive => "exclusive",
        TaxMode::Inclusive => "inclusive",
    };
    let told = |minutes: Option<u32>| minutes.map_or_else(|| NEVER.to_owned(), |minutes| minutes.to_string());
    let values = [
        (NAME, shop.name.clone()),
        (CURRENCY, shop.currency.code().to_owned()),
        (TIME_ZONE, shop.time_zone.name().to_owned()),
        (DAY_CUT_OFF, shop.day_cut_off.format("%H:%M:%S").to_string()),
        (TAX_MODE, tax_mode.to_owned()),
        (TAX_RATE, shop.tax_rate.get().to_string()),
        (DELIVERY_FEE, shop.delivery_fee.as_minor().to_string()),
        (REGULAR_ORDERS, shop.tiers.regular_orders.to_string()),
        (REGULAR_SPENT, shop.tiers.regular_spent.as_minor().to_string()),
        (VIP_ORDERS, shop.tiers.vip_orders.to_string()),
        (VIP_SPENT, shop.tiers.vip_spent.as_minor().to_string()),
        (HOLD_MINUTES_WEB, told(shop.holds.web)),
        (HOLD_MINUTES_KIOSK, told(shop.holds.kiosk)),
        (HOLD_MINUTES_COUNTER, told(shop.holds.counter)),
        (SMALLEST_COIN, shop.smallest_coin.as_minor().to_string()),
        (RETURN_HOURS, shop.return_hours.to_string()),
        (REFERRAL_BONUS, shop.referrals.bonus.as_minor().to_string()),
        (REFERRAL_PAID_AS, shop.referrals.paid_as.to_string()),
        (REFERRAL_CAP, shop.referrals.cap.to_string()),
        (DEMAND_WINDOW_MINUTES, shop.alerts.demand_window_minutes.to_string()),
        (DEMAND_ORDERS, shop.alerts.demand_orders.to_string()),
        (PRICE_CHANGE_PERCENT, shop.alerts.price_change_percent.to_string()),
    ];
    let names = values.iter().map(|(name, _)| *name);
    diesel::delete(shop_settings::table.filter(shop_settings::name.eq_any(names))).execute(tx.conn)?;
    let rows: Vec<_> = values
        .into_iter()
        .map(|(name, value)| (shop_settings::name.eq(name), shop_settings::value.eq(value)))
        .collect();
    super::db::insert_all!(tx, shop_settings::table, &rows)?;
    tx.mark_menu_changed();
    Ok(())
}
