//! Laws of choosing options.

use comanda_core::catalog::options::MAX_CHOICES;
use comanda_core::catalog::{OptionGroup, choose};
use comanda_core::id::OptionId;
use comanda_core::refusal::Refusal;
use proptest::prelude::*;

use crate::samples::{group, id};

/// Up to three groups of up to four options: 0 to 3, 10 to 13, 20 to 23.
fn groups() -> impl Strategy<Value = Vec<OptionGroup>> {
    let bounds = (0_u32..3, 0_u32..3, 1_usize..=4);
    prop::collection::vec(bounds, 0..4).prop_map(|bounds| {
        let group = |(index, (min, more, count)): (usize, (u32, u32, usize))| {
            group(index, min, (min + more).max(1), index * 10, count)
        };
        bounds.into_iter().enumerate().map(group).collect()
    })
}

proptest! {
    #[test]
    fn what_fits_every_group_is_accepted_and_nothing_else(
        groups in groups(),
        numbers in prop::collection::vec(prop::sample::select(vec![0_usize, 1, 2, 10, 11, 20, 21, 30]), 0..8),
    ) {
        let chosen: Vec<OptionId> = numbers.into_iter().map(id).collect();
        let belongs = |group: &OptionGroup, choice: &OptionId| group.options.iter().any(|o| o.id == *choice);
        let known = chosen.iter().all(|choice| groups.iter().any(|group| belongs(group, choice)));
        let fits = groups.iter().all(|group| {
            let count = chosen.iter().filter(|choice| belongs(group, choice)).count();
            count >= group.min as usize && count <= group.max as usize
        });
        match choose("Dish", &groups, &chosen) {
            Ok(answers) => {
                prop_assert!(known && fits);
                let mut given: Vec<OptionId> = answers.iter().map(|answer| answer.id).collect();
                let menu: Vec<OptionId> = groups.iter().flat_map(|g| &g.options).map(|o| o.id).collect();
                let place = |id: &OptionId| menu.iter().position(|other| other == id);
                prop_assert!(given.is_sorted_by_key(place), "in the order of the menu");
                let mut wanted = chosen.clone();
                given.sort();
                wanted.sort();
                prop_assert_eq!(given, wanted);
            }
            Err(Refusal::UnknownOption { .. }) => prop_assert!(!known),
            Err(refusal) => prop_assert!(known && !fits, "{refusal}"),
        }
    }
}

#[test]
fn more_choices_than_a_total_can_hold_are_refused() {
    let groups = [group(1, 0, u32::MAX, 0, 1)];
    assert_eq!(choose("Dish", &groups, &[id(0); MAX_CHOICES]).map(|answers| answers.len()), Ok(MAX_CHOICES));
    let refusal = choose("Dish", &groups, &[id(0); MAX_CHOICES + 1]).unwrap_err();
    assert_eq!(refusal, Refusal::invalid("options", "at most 200 choices"));
}
