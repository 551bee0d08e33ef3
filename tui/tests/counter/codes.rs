//! The coupons of the shop that these tests use, and its answers about them.

use comanda::msg::{Cmd, Msg};
use comanda::screens::coupons::errand::{Deed, Errand};
use comanda::screens::coupons::query::Question;
use comanda::screens::coupons::{CouponsCmd, CouponsMsg};
use comanda::trouble::Trouble;
use comanda_core::accounts::Tier;
use comanda_core::actor::Role;
use comanda_core::coupons::draft::CouponDraft;
use comanda_core::coupons::{Coupon, CouponCode};
use comanda_core::id::{CouponId, UserId};
use comanda_core::money::{Amount, Currency};
use comanda_core::refusal::Refusal;
use comanda_core::wire::catalog::Extent;
use comanda_core::wire::coupons::explain::BuyerView;
use comanda_core::wire::coupons::{
    AppliedCouponView, BestCoupons, CouponForm, CouponStats, CouponView, Explanation, ValidateCoupon,
};
use uuid::Uuid;

use crate::day::amount;
use crate::house::page_of;
use crate::menu::menu;
use crate::till::Till;

/// The coupon that this form makes.
pub fn made(number: u128, form: &CouponForm) -> CouponView {
    let now = "2026-11-22T12:41:00Z".parse().unwrap();
    let made = "2026-11-01T08:00:00Z".parse().unwrap();
    let shop = menu().shop.to_shop().unwrap();
    let draft: CouponDraft = form.onto(None, Extent::Whole, shop.currency, made).unwrap();
    let (code, draft) = draft.checked(&shop, None, made).unwrap();
    let coupon = Coupon {
        id: CouponId::from_uuid(Uuid::from_u128(number)),
        code,
        description: draft.description,
        terms: draft.terms,
        held: 0,
        consumed: 41,
        is_active: draft.is_active,
        is_public: draft.is_public,
        owner: None,
        batch: None,
        archived_at: None,
        created_at: made,
        updated_at: made,
        version: 1,
    };
    CouponView::of(&coupon, Currency::default(), now)
}

/// A fifth off an order of 15.00.
pub fn lunch() -> CouponView {
    let form = CouponForm {
        min_order_value: Some(Some(amount("15.00"))),
        max_uses: Some(Some(200)),
        valid_until: Some(Some("2026-12-01T23:00:00Z".parse().unwrap())),
        description: Some("A fifth off at lunch".into()),
        combinable: Some(true),
        ..CouponForm::percentage("LUNCH20", amount("20"))
    };
    made(1, &form)
}

/// Two off whatever it is, with others.
pub fn two() -> CouponView {
    made(2, &CouponForm { combinable: Some(true), ..CouponForm::fixed("TWO", amount("2.00")) })
}

/// One off, and no other code beside it.
pub fn alone() -> CouponView {
    made(3, &CouponForm::fixed("ALONE", amount("1.00")))
}

/// For regulars.
pub fn thanks() -> CouponView {
    let form = CouponForm {
        customer_tier: Some(Tier::Regular),
        combinable: Some(true),
        ..CouponForm::fixed("THANKS", amount("3.00"))
    };
    made(4, &form)
}

/// The courier for nothing.
pub fn courier() -> CouponView {
    made(5, &CouponForm::delivery("COURIER", amount("100")))
}

pub fn guest() -> BuyerView {
    BuyerView::default()
}

pub fn vip() -> BuyerView {
    BuyerView {
        tier: Some(Tier::Vip),
        placed: 42,
        delivered: 42,
        spent: amount("9410.00"),
        ..BuyerView::default()
    }
}

fn explanation(coupon: CouponView, buyer: BuyerView) -> Explanation {
    // The till judges by itself what the coupon and the buyer are told to be.
    Explanation {
        is_valid: true,
        discount_amount: Amount::default(),
        message: String::new(),
        rules: Vec::new(),
        suggestion: None,
        coupon,
        buyer,
    }
}

pub fn figures() -> CouponStats {
    let day = |day: &str, uses, given: &str| comanda_core::wire::coupons::uses::CouponDay {
        day: day.into(),
        uses,
        discount_given: amount(given),
    };
    CouponStats {
        held: 2,
        consumed: 39,
        released: 4,
        left: Some(159),
        customers: 17,
        discount_given: amount("182.40"),
        revenue: amount("912.00"),
        average_discount: Some(amount("4.68")),
        first_used_at: Some("2026-11-02T11:05:00Z".parse().unwrap()),
        last_used_at: Some("2026-11-22T12:30:00Z".parse().unwrap()),
        by_day: vec![day("2026-11-22", 12, "61.20"), day("2026-11-21", 27, "121.20")],
    }
}

impl Till {
    /// The Coupons screen with these on it; `role` is who looks.
    pub fn giving(role: Role, rows: Vec<CouponView>) -> Self {
        let mut till = Self::starting();
        till.hear(Msg::Opened(Vec::new()));
        till.sign_in("counter", role);
        till.serve(menu());
        till.press("alt-5").shop_offers(rows);
        till.hear(Msg::Coupons(CouponsMsg::Counted(4)));
        till.model.notice = None;
        till.asked.clear();
        till.pressed = 0;
        till
    }

    pub fn coupons_asked(&self) -> Option<(u64, Question)> {
        self.asked.iter().rev().find_map(|cmd| match cmd {
            Cmd::Coupons(CouponsCmd::List(number, question)) => Some((*number, question.clone())),
            _ => None,
        })
    }

    /// The shop answers the list that was asked for last.
    pub fn shop_offers(&mut self, rows: Vec<CouponView>) -> &mut Self {
        let (number, question) = self.coupons_asked().expect("coupons were asked for");
        self.hear(Msg::Coupons(CouponsMsg::Listed(number, question, Ok(Box::new(page_of(rows))))));
        self
    }

    /// What was asked about codes, each time.
    pub fn codes_asked(&self) -> Vec<(CouponCode, Option<UserId>, ValidateCoupon)> {
        let ask = |cmd: &Cmd| match cmd {
            Cmd::Coupons(CouponsCmd::Judge(code, of, question)) => {
                Some((code.clone(), *of, (**question).clone()))
            }
            _ => None,
        };
        self.asked.iter().filter_map(ask).collect()
    }

    /// The shop says what the code is that was asked about last.
    pub fn shop_knows(&mut self, coupon: CouponView, buyer: BuyerView) -> &mut Self {
        let (code, of, _) = self.codes_asked().pop().expect("a code was asked about");
        self.hear(Msg::Coupons(CouponsMsg::Judged(code, of, Ok(Box::new(explanation(coupon, buyer))))));
        self
    }

    pub fn shop_knows_no_such_code(&mut self) -> &mut Self {
        self.shop_does_not_know(Trouble::refused(Refusal::not_found("coupon")))
    }

    pub fn shop_does_not_know(&mut self, trouble: Trouble) -> &mut Self {
        let (code, of, _) = self.codes_asked().pop().expect("a code was asked about");
        self.hear(Msg::Coupons(CouponsMsg::Judged(code, of, Err(trouble))));
        self
    }

    /// `F6 code Enter`, and the shop knows it.
    pub fn uses(&mut self, coupon: CouponView) -> &mut Self {
        let code = coupon.code.clone();
        self.press("F6");
        if self
            .model
            .dialogs
            .last()
            .is_some_and(|top| matches!(top, comanda::app::Dialog::Coupon(dialog) if dialog.why.is_some()))
        {
            self.press("F6");
        }
        self.type_in(&code.to_lowercase()).press("enter").shop_knows(coupon, guest())
    }

    /// The shop says which codes take the most off.
    pub fn shop_finds_best(&mut self, codes: &[(&str, &str)]) -> &mut Self {
        let number = self.asked.iter().rev().find_map(|cmd| match cmd {
            Cmd::Coupons(CouponsCmd::Best(number, _)) => Some(*number),
            _ => None,
        });
        let best = |(number, (code, sum)): (u128, &(&str, &str))| AppliedCouponView {
            id: CouponId::from_uuid(Uuid::from_u128(number)),
            code: (*code).into(),
            amount: amount(sum),
        };
        let coupons = (1..).zip(codes).map(best).collect();
        let answer = BestCoupons { coupons, discount_amount: amount("0.00") };
        self.hear(Msg::Coupons(CouponsMsg::Best(number.expect("the best were asked for"), answer)));
        self
    }

    /// The codes on the order.
    pub fn codes(&self) -> Vec<&str> {
        self.model.sell.cart.codes.iter().map(CouponCode::as_str).collect()
    }

    /// What was to be changed about coupons, each time it was sent.
    pub fn coupon_errands(&self) -> Vec<Errand> {
        let sent = |cmd: &Cmd| match cmd {
            Cmd::Coupons(CouponsCmd::Do(errand)) => Some((**errand).clone()),
            _ => None,
        };
        self.asked.iter().filter_map(sent).collect()
    }

    /// The form that was sent last.
    pub fn coupon_sent(&self) -> CouponForm {
        match self.coupon_errands().pop().expect("something was sent").deed {
            Deed::Create(form) | Deed::Save(_, form) | Deed::Switch(_, form) => *form,
            Deed::Remove(id) => panic!("{id} is taken away"),
        }
    }

    pub fn shop_did(&mut self, answer: Result<Option<CouponView>, Trouble>) -> &mut Self {
        let key = self.coupon_errands().pop().expect("something was sent").key;
        self.hear(Msg::Coupons(CouponsMsg::Done(key, answer.map(|view| view.map(Box::new)))));
        self
    }
}
