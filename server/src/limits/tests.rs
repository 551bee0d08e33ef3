//! Holds the limits by a clock that the tests move.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use governor::clock::FakeRelativeClock;

use super::*;

const LOGIN: (Method, &str) = (Method::POST, "/api/auth/login/");
const ORDER: (Method, &str) = (Method::POST, "/api/orders/");
const MENU: (Method, &str) = (Method::GET, "/api/menu/");

fn limits() -> (Limits<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    (Limits::new(&clock), clock)
}

fn at(ip: &str) -> ClientAddress {
    ClientAddress::of(ip.parse().unwrap())
}

/// How many of these requests are let through before one is too many, and what that one is told.
fn until_over(
    limits: &Limits<FakeRelativeClock>,
    caller: ClientAddress,
    what: &(Method, &str),
) -> (u32, Standing) {
    for count in 0..5_000 {
        match limits.rule(caller, &what.0, what.1) {
            Ruling::Within(_) => {}
            Ruling::Over(standing) => return (count, standing),
            Ruling::Free => panic!("{what:?} is not limited"),
        }
    }
    panic!("{what:?} has no limit")
}

#[test]
fn each_class_has_its_burst_and_fills_again_at_its_rate() {
    let (limits, clock) = limits();
    let caller = at("198.51.100.1");
    for (what, burst, a_minute) in [(LOGIN, 30, 60), (ORDER, 300, 1_200), (MENU, 1_000, 6_000)] {
        assert_eq!(until_over(&limits, caller, &what).0, burst, "{what:?}");
        clock.advance(Duration::from_secs(2));
        assert_eq!(until_over(&limits, caller, &what).0, a_minute / 30, "{what:?}");
        clock.advance(Duration::from_mins(10));
        assert_eq!(until_over(&limits, caller, &what).0, burst, "{what:?}: no more than a burst is saved up");
    }
}

#[test]
fn addresses_are_counted_apart() {
    let (limits, _) = limits();
    until_over(&limits, at("198.51.100.1"), &LOGIN);
    assert_eq!(until_over(&limits, at("198.51.100.2"), &LOGIN).0, 30);
}

#[test]
fn a_64_of_ipv6_is_one_caller() {
    let (limits, _) = limits();
    until_over(&limits, at("2001:db8:1:2::3"), &LOGIN);
    assert_eq!(until_over(&limits, at("2001:db8:1:2:aaaa::9"), &LOGIN).0, 0);
    assert_eq!(until_over(&limits, at("2001:db8:1:3::3"), &LOGIN).0, 30);
}

#[test]
fn classes_are_counted_apart() {
    let (limits, _) = limits();
    let caller = at("198.51.100.1");
    until_over(&limits, caller, &LOGIN);
    assert_eq!(until_over(&limits, caller, &ORDER).0, 300);
    assert_eq!(until_over(&limits, caller, &MENU).0, 1_000);
}

#[test]
fn asking_too_often_does_not_make_the_wait_longer() {
    let (limits, clock) = limits();
    let caller = at("198.51.100.1");
    until_over(&limits, caller, &LOGIN);
    for _ in 0..1_000 {
        limits.rule(caller, &LOGIN.0, LOGIN.1);
    }
    clock.advance(Duration::from_secs(1));
    assert_eq!(until_over(&limits, caller, &LOGIN).0, 1);
}

#[test]
fn what_is_left_is_told_in_the_headers() {
    let (limits, clock) = limits();
    let caller = at("198.51.100.1");
    let mut headers = HeaderMap::new();
    let Ruling::Within(standing) = limits.rule(caller, &MENU.0, MENU.1) else { panic!("not within") };
    standing.tell(&mut headers);
    assert_eq!(headers["ratelimit-policy"], "\"read\";q=1000;w=10");
    assert_eq!(headers["ratelimit"], "\"read\";r=999;t=1");

    until_over(&limits, caller, &LOGIN);
    clock.advance(Duration::from_millis(600));
    let (_, over) = until_over(&limits, caller, &LOGIN);
    over.tell(&mut headers);
    assert_eq!(headers["ratelimit-policy"], "\"sign_in\";q=30;w=30");
    assert_eq!(headers["ratelimit"], "\"sign_in\";r=0;t=1");
    assert_eq!(over.refusal(), Refusal::TooManyRequests { retry_after: 1 });
}

#[test]
fn ever_new_addresses_do_not_grow_the_memory_for_ever() {
    let (limits, clock) = limits();
    let swept_after = usize::try_from(Meter::<FakeRelativeClock>::SWEEP).unwrap();
    let mut most = 0;
    // A /32 of IPv6, ten thousand callers a second.
    for number in 0..10 * swept_after {
        let bits = (0x2001_0db8 << 96) | (number as u128) << 64;
        limits.rule(ClientAddress::of(IpAddr::from(Ipv6Addr::from_bits(bits))), &LOGIN.0, LOGIN.1);
        clock.advance(Duration::from_micros(100));
        most = most.max(limits.sign_in.kept());
    }
    // Those since the last sweep, and those of the two seconds before it.
    assert!(most <= swept_after + 20_000 + 1, "{most}");
}
