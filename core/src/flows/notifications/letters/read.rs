//! What stands in a letter, read when it is sent: an order's letter shows the order as it is by then, and not as it was
//! before a mail server came back. Decides nothing and changes nothing.

use serde_json::Value;

use crate::accounts::called;
use crate::alerts::{AlertType, Severity};
use crate::catalog::Shop;
use crate::coupons::{Coupon, gives, words};
use crate::error::{Error, Result};
use crate::id::{CouponId, OrderId};
use crate::money::Amount;
use crate::notifications::letter::{
    About, AlertLetter, Content, CouponLetter, Letter, OrderLetter, OrderNews, Template, ThanksLetter,
    WalletLetter, Written,
};
use crate::orders::{DeliveryMethod, receipt};
use crate::store::{self, Tx};
use crate::text;

/// All that stands in `letter`. What cannot be read is broken: it will not be better the next time.
pub fn read(tx: &mut Tx<'_>, letter: &Letter) -> Result<Written> {
    let unreadable = |what: &str| Error::Broken(format!("{what} of letter {}", letter.id));
    let template = Template::parse(&letter.template).ok_or_else(|| unreadable("the template"))?;
    let about: About = serde_json::from_str(&letter.data).map_err(|_| unreadable("the data"))?;
    let shop = store::settings::load_shop(tx)?;
    let user = letter.user.map(|id| store::accounts::users::find(tx, id)).transpose()?.flatten();
    let name = user.map(|user| called(&user.first_name, &user.last_name, &user.username));
    let source = Source { about: &about, shop: &shop };
    let content = match template {
        Template::OrderConfirmation => source.order(tx, OrderNews::Confirmed)?,
        Template::OrderReady => source.order(tx, OrderNews::Ready)?,
        Template::OrderShipped => source.order(tx, OrderNews::Shipped)?,
        Template::OrderCancelled => source.order(tx, OrderNews::Cancelled)?,
        Template::OrderRefunded => source.order(tx, OrderNews::Refunded)?,
        Template::StockAlert => source.alert()?,
        Template::CouponExpiring => source.coupon(tx)?,
        Template::WalletChanged => source.wallet()?,
        Template::ReferralThanks => source.thanks(tx)?,
    };
    Ok(Written { shop: text::line(&shop.name), name: name.unwrap_or_default(), content })
}

/// What was written down of the event, and the shop that it happened in.
struct Source<'a> {
    about: &'a About,
    shop: &'a Shop,
}

impl Source<'_> {
    fn missing(&self, name: &str) -> Error {
        Error::Broken(format!("a letter about {} has no {name}", self.about.subject))
    }

    fn value(&self, name: &str) -> &Value {
        &self.about.facts[name]
    }

    fn text(&self, name: &str) -> Result<String> {
        self.value(name).as_str().map(text::line).ok_or_else(|| self.missing(name))
    }

    fn amount(&self, name: &str) -> Result<Amount> {
        self.text(name)?.parse().map_err(|_| self.missing(name))
    }

    fn money(&self, name: &str) -> Result<String> {
        Ok(self.shop.currency.written(self.amount(name)?))
    }

    fn at(&self) -> String {
        words::time(self.about.at, self.shop)
    }

    fn order(&self, tx: &mut Tx<'_>, news: OrderNews) -> Result<Content> {
        let id: OrderId = self.text("order")?.parse().map_err(|_| self.missing("order"))?;
        let order = store::orders::load(tx, id)?;
        let payments = store::payments::list(tx, id)?;
        let is_delivered = order.delivery_method == DeliveryMethod::Delivery;
        let expected = order.estimated_delivery.map(|at| words::time(at, self.shop));
        let reason = match news {
            OrderNews::Cancelled => &order.cancellation_reason,
            OrderNews::Refunded => &order.refund_reason,
            OrderNews::Confirmed | OrderNews::Ready | OrderNews::Shipped => "",
        };
        let given_back = match news {
            OrderNews::Refunded => self.money("amount")?,
            OrderNews::Cancelled if !order.refunded.is_zero() => {
                self.shop.currency.written(self.shop.currency.amount(order.refunded))
            }
            OrderNews::Cancelled | OrderNews::Confirmed | OrderNews::Ready | OrderNews::Shipped => {
                String::new()
            }
        };
        let letter = OrderLetter {
            bill: receipt::of(&order, &payments, 0, self.shop),
            at: self.at(),
            address: if is_delivered { text::line(&order.delivery_address) } else { String::new() },
            expected: expected.unwrap_or_default(),
            reason: text::line(reason),
            given_back,
        };
        Ok(Content::Order(news, Box::new(letter)))
    }

    fn alert(&self) -> Result<Content> {
        let word = |name: &str| self.text(name);
        let alert_type = AlertType::parse(&word("alert_type")?).ok_or_else(|| self.missing("alert_type"))?;
        let severity = Severity::parse(&word("severity")?).ok_or_else(|| self.missing("severity"))?;
        Ok(Content::Alert(AlertLetter {
            alert_type,
            severity,
            message: word("message")?,
            product: self.value("product")["name"].as_str().map(text::line).unwrap_or_default(),
            current: self.value("current_value").as_i64(),
            limit: self.value("threshold_value").as_i64(),
            at: self.at(),
        }))
    }

    fn find_coupon(&self, tx: &mut Tx<'_>) -> Result<Option<Coupon>> {
        let id: Option<CouponId> = self.value("coupon").as_str().and_then(|id| id.parse().ok());
        let Some(id) = id else { return Ok(None) };
        Ok(store::coupons::find_all(tx, &[id])?.pop())
    }

    fn until(&self, coupon: &Coupon) -> String {
        coupon.terms.valid_until.map(|until| words::time(until, self.shop)).unwrap_or_default()
    }

    fn coupon(&self, tx: &mut Tx<'_>) -> Result<Content> {
        let coupon = self.find_coupon(tx)?.ok_or_else(|| self.missing("coupon"))?;
        Ok(Content::Coupon(CouponLetter {
            code: coupon.code.to_string(),
            gives: gives::in_words(&coupon.terms.benefit, self.shop.currency),
            description: text::line(&coupon.description),
            until: self.until(&coupon),
            days: self.value("days").as_i64().ok_or_else(|| self.missing("days"))?,
        }))
    }

    fn wallet(&self) -> Result<Content> {
        let amount = self.money("amount")?;
        Ok(Content::Wallet(WalletLetter {
            came_in: !amount.starts_with('-'),
            amount: amount.trim_start_matches('-').to_owned(),
            balance: self.money("balance")?,
            at: self.at(),
        }))
    }

    fn thanks(&self, tx: &mut Tx<'_>) -> Result<Content> {
        let coupon = self.find_coupon(tx)?;
        Ok(Content::Thanks(ThanksLetter {
            amount: self.money("bonus")?,
            until: coupon.as_ref().map(|coupon| self.until(coupon)).unwrap_or_default(),
            code: coupon.map(|coupon| coupon.code.to_string()),
        }))
    }
}
