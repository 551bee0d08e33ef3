//! Where an endpoint may be. The server's own tests call what gets past this.

use super::InvalidUrl::{Credentials, Fragment, Port, Private, Scheme, TooLong, Unreadable};
use super::*;

fn refused(text: &str, reach: Reach) -> Option<InvalidUrl> {
    WebhookUrl::parse(text, reach).err()
}

#[test]
fn receivers_in_the_world_are_taken_as_they_will_be_called() {
    for (text, called) in [
        ("https://example.com/hooks?k=1", "https://example.com/hooks?k=1"),
        ("HTTPS://Example.COM", "https://example.com/"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com./a", "https://example.com./a"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://134744072/", "https://8.8.8.8/"),
        ("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"),
        ("https://notlocalhost.com/", "https://notlocalhost.com/"),
        ("https://local.example.com/", "https://local.example.com/"),
    ] {
        assert_eq!(
            WebhookUrl::parse(text, Reach::Public).map(|url| url.to_string()).as_deref(),
            Ok(called),
            "{text}"
        );
    }
}

#[test]
fn no_spelling_of_an_address_of_the_house_is_taken() {
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0x0.0x0.0x1",
        "0177.0.0.1",
        "017700000001",
        "0x7f.1",
        "127.0.0.1.",
        "0",
        "0.0.0.0",
        "00.0",
        "10.0.0.1",
        "167772161",
        "012.0.0.1",
        "0xa.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "192.168.257",
        "0xc0a80001",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "4294967295",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:169.254.169.254]",
        "[0:0:0:0:0:ffff:a9fe:a9fe]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:7f00:1::]",
        "[2001:0:1::1]",
        "[2001:db8::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[ff02::1]",
        "１２７.0.0.1",
        "127。0。0。1",
        "127．0．0．1",
        "①②⑦.0.0.1",
        "%31%32%37.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "ｌocalhost",
        "ⓛocalhost",
        "a.localhost",
        "printer.local",
        "db.internal",
        "metadata.google.internal",
        "metadata.google.internal.",
        "nas.lan",
        "router.home.arpa",
        "intranet",
        "db",
    ] {
        for text in [format!("https://{host}/"), format!("https://{host}:8443/x?y=z")] {
            assert_eq!(refused(&text, Reach::Public), Some(Private), "{text}");
        }
    }
}

#[test]
fn only_https_without_secrets_or_tricks_is_taken() {
    for (text, why) in [
        ("http://example.com/", Scheme),
        ("ftp://example.com/", Scheme),
        ("file:///etc/passwd", Scheme),
        ("gopher://example.com/_x", Scheme),
        ("data:text/plain,x", Scheme),
        ("javascript:alert(1)", Scheme),
        ("ws://example.com/", Scheme),
        ("https://user@example.com/", Credentials),
        ("https://:secret@example.com/", Credentials),
        ("https://127.0.0.1@example.com/", Credentials),
        ("https://example.com@127.0.0.1/", Credentials),
        ("https://example.com/#top", Fragment),
        ("https://example.com:0/", Port),
        ("https://example.com:65536/", Unreadable),
        ("https://example.com:-1/", Unreadable),
        ("https://", Unreadable),
        ("https:///", Unreadable),
        ("//example.com/", Unreadable),
        ("example.com", Unreadable),
        ("", Unreadable),
        (" https://example.com/", Unreadable),
        ("https://exam\nple.com/", Unreadable),
        ("https://example.com/\t", Unreadable),
        ("https://example.com\\@127.0.0.1/", Unreadable),
        ("https://[::1", Unreadable),
        ("https://[fe80::1%25eth0]/", Unreadable),
        ("https://127.0.0.256/", Unreadable),
        ("https://1.2.3.4.5/", Unreadable),
        ("https://0x100000000/", Unreadable),
        ("https://exa%00mple.com/", Unreadable),
        ("https://example..com/", Private),
        ("https://example.com../", Private),
    ] {
        assert_eq!(refused(text, Reach::Public), Some(why), "{text}");
    }
    let long = format!("https://example.com/{}", "x".repeat(LONGEST));
    assert_eq!(refused(&long, Reach::Public), Some(TooLong));
}

#[test]
fn a_shop_may_reach_its_own_networks_where_it_says_so() {
    for text in
        ["http://127.0.0.1:8080/", "https://10.0.0.7/", "http://[::1]/", "http://localhost/", "http://erp/in"]
    {
        assert_eq!(refused(text, Reach::Private), None, "{text}");
        assert!(refused(text, Reach::Public).is_some(), "{text}");
    }
    for (text, why) in [("ftp://erp/", Scheme), ("http://u:p@erp/", Credentials), ("http://erp:0/", Port)] {
        assert_eq!(refused(text, Reach::Private), Some(why), "{text}");
    }
}
