//! The counts of one class: a bucket for each address, which fills again with time. Read by `limits`.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::RateLimiter;
use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;

use super::{Class, ClientAddress, Ruling, Standing};

/// Counts the requests of one class.
pub struct Meter<C: Clock> {
    class: Class,
    /// Whole seconds until one more request may come after one that was counted.
    next: u32,
    buckets: RateLimiter<ClientAddress, DashMapStateStore<ClientAddress>, C, StateInformationMiddleware>,
    begun: AtomicU32,
}

impl<C: Clock> Meter<C> {
    /// So many buckets are begun between two sweeps. Whoever calls from ever new addresses makes the map grow
    /// by no more than this beyond the buckets that are not full again.
    pub const SWEEP: u32 = 16_384;

    /// Nobody has asked anything yet.
    pub fn new(class: Class, clock: C) -> Self {
        let quota = class.quota();
        let buckets = RateLimiter::new(quota, DashMapStateStore::default(), clock);
        Self { class, next: whole_seconds(quota.replenish_interval()), buckets, begun: AtomicU32::new(0) }
    }

    /// Counts one request of `caller`, unless it is one too many.
    pub fn rule(&self, caller: ClientAddress) -> Ruling {
        match self.buckets.check_key(&caller) {
            Ok(bucket) => {
                let remaining = bucket.remaining_burst_capacity();
                // Of a bucket that was not there yet, or was full again.
                if remaining + 1 == self.class.quota().burst_size().get() {
                    self.begin();
                }
                Ruling::Within(Standing { class: self.class, remaining, next: self.next })
            }
            Err(until) => {
                let wait = until.wait_time_from(self.buckets.clock().now());
                Ruling::Over(Standing { class: self.class, remaining: 0, next: whole_seconds(wait) })
            }
        }
    }

    fn begin(&self) {
        if self.begun.fetch_add(1, Ordering::Relaxed) % Self::SWEEP == Self::SWEEP - 1 {
            self.buckets.retain_recent();
        }
    }

    /// How many buckets are kept.
    #[cfg(test)]
    pub fn kept(&self) -> usize {
        self.buckets.len()
    }
}

/// Rounded up, and never none: nobody should ask again at once.
fn whole_seconds(time: Duration) -> u32 {
    let up = u64::from(time.subsec_nanos() > 0);
    u32::try_from(time.as_secs() + up).unwrap_or(u32::MAX).max(1)
}
