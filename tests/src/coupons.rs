//! Coupons of a test's shop, made by the flow that managers reach.

use std::time::SystemTime;

use comanda_core::actor::Actor;
use comanda_core::flows;
use comanda_core::store::Store;
use comanda_sdk::wire::CouponView;
use comanda_sdk::wire::coupons::CouponForm;

use crate::Shop;

impl Shop {
    /// A coupon that counts from now on.
    pub async fn coupon(&self, form: CouponForm) -> CouponView {
        let url = self.database_url();
        let create = move || {
            let store = Store::open(&url).unwrap();
            let now = SystemTime::now().into();
            store.write(move |tx| flows::coupons::create(tx, &Actor::System, &form, now)).unwrap().coupon
        };
        tokio::task::spawn_blocking(create).await.unwrap()
    }
}
