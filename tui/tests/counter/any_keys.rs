//! Whatever is pressed, at whatever size: no panic, and the cursor of the view stays on the screen.

use std::time::Duration;

use comanda::msg::Msg;
use comanda::trouble::Effect;
use crossterm::event::KeyEvent;
use proptest::prelude::*;

use crate::day::{day, page};
use crate::till::{Till, key};

const WORDS: &[&str] = &[
    "q", "w", "e", "r", "t", "a", "s", "d", "f", "g", "z", "x", "c", "v", "b", "h", "m", "n", "p", "u", "y",
    "0", "1", "2", "3", "5", "9", "*", ".", "/", "+", "-", "enter", "enter", "esc", "tab", "space", "del",
    "back", "up", "down", "F2", "F8", "F9", "F12", "ctrl-z", "ctrl-x", "ctrl-u", "ctrl-t", "ctrl-j", "alt-1",
    "alt-2", "alt-2", "F1", "R", "?", ":", "é", "宫", "ک",
];

#[derive(Debug, Clone)]
enum Step {
    Key(&'static str, u64),
    Resize(u16, u16),
    Taken,
    Lost,
    SignedIn,
    Menu,
    Listed,
    Told,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => (prop::sample::select(WORDS), prop::sample::select(vec![2_u64, 10, 200]))
            .prop_map(|(word, gap)| Step::Key(word, gap)),
        2 => (1_u16..200, 1_u16..60).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        1 => Just(Step::Taken),
        1 => Just(Step::Lost),
        1 => Just(Step::SignedIn),
        1 => Just(Step::Menu),
        2 => Just(Step::Listed),
        2 => Just(Step::Told),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
    #[test]
    fn any_keys_at_any_size_leave_a_picture(steps in prop::collection::vec(step(), 1..80)) {
        let mut till = Till::selling();
        let mut size = (100, 30);
        let mut clock = Duration::from_secs(5);
        for step in steps {
            match step {
                Step::Key(word, gap) => {
                    clock += Duration::from_millis(gap);
                    let event: KeyEvent = key(word);
                    till.hear(Msg::Key(event, clock));
                }
                Step::Resize(columns, rows) => size = (columns, rows),
                Step::Taken if till.sent().is_some() => { till.shop_takes_it(); }
                Step::Lost if till.sent().is_some() => { till.answer_fails(Effect::Unknown); }
                Step::SignedIn => till.sign_in("counter", comanda_core::actor::Role::Staff),
                Step::Menu => till.serve(crate::menu::menu()),
                Step::Listed if till.question().is_some() => {
                    till.shop_lists(page(day()));
                }
                Step::Told if till.model.orders.list.row().is_some() => {
                    till.shop_tells();
                }
                Step::Taken | Step::Lost | Step::Listed | Step::Told => {}
            }
            till.picture(size.0, size.1);
        }
    }
}

#[test]
fn every_size_has_a_picture() {
    let mut till = Till::selling();
    till.press("q w 1 5 enter");
    for columns in 1..=110 {
        for rows in 1..=35 {
            till.picture(columns, rows);
        }
    }
    assert!(till.picture(59, 19).starts_with("\"need 60x20, have 59x19"));
}
