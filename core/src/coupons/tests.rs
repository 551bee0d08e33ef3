//! Coupons judged on small baskets whose results are worked out by hand.
