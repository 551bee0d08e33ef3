//! Which of the wanted option groups and options are those that stand: by their ids, else by their names. What
//! stays keeps its id, so that baskets which were begun before the change still fit.

use std::collections::BTreeSet;

use super::super::options::{OptionChoice, OptionGroup};
use super::{OptionDraft, OptionGroupDraft};
use crate::id::{OptionGroupId, OptionId};
use crate::refusal::FieldErrors;
use crate::text::folded;

/// Where new option groups and options get their ids; this crate's rules cannot make any.
pub trait OptionIds {
    /// The id of a new group.
    fn group(&mut self) -> OptionGroupId;
    /// The id of a new option.
    fn option(&mut self) -> OptionId;
}

/// The wanted groups on those that stand. Ids that are not the product's, and ids that come twice, are errors.
pub(super) fn options_on(
    current: &[OptionGroup],
    wanted: &[OptionGroupDraft],
    ids: &mut impl OptionIds,
    errors: &mut FieldErrors,
) -> Vec<OptionGroup> {
    // What somebody names by its id is not found by its old name as well.
    let named: Vec<OptionGroupId> = wanted.iter().filter_map(|draft| draft.id).collect();
    let mut seen = BTreeSet::new();
    let mut groups = Vec::with_capacity(wanted.len());
    for (place, draft) in wanted.iter().enumerate() {
        let before = match draft.id {
            Some(id) => current.iter().find(|group| group.id == id),
            None => current
                .iter()
                .find(|group| !named.contains(&group.id) && folded(&group.name) == folded(&draft.name)),
        };
        if draft.id.is_some() && before.is_none() {
            errors.add(format!("options.{place}.id"), "is no group of this product");
        }
        if draft.id.is_some_and(|id| !seen.insert(id)) {
            errors.add(format!("options.{place}.id"), "is given twice");
        }
        let known = before.map_or(&[][..], |group| &group.options);
        groups.push(OptionGroup {
            id: before.map_or_else(|| ids.group(), |group| group.id),
            name: draft.name.clone(),
            min: draft.min,
            max: draft.max,
            options: choices_on(known, &draft.options, place, ids, errors),
        });
    }
    groups
}

fn choices_on(
    known: &[OptionChoice],
    wanted: &[OptionDraft],
    group: usize,
    ids: &mut impl OptionIds,
    errors: &mut FieldErrors,
) -> Vec<OptionChoice> {
    let named: Vec<OptionId> = wanted.iter().filter_map(|draft| draft.id).collect();
    let mut seen = BTreeSet::new();
    let mut choices = Vec::with_capacity(wanted.len());
    for (place, draft) in wanted.iter().enumerate() {
        let before = match draft.id {
            Some(id) => known.iter().find(|choice| choice.id == id),
            None => known
                .iter()
                .find(|choice| !named.contains(&choice.id) && folded(&choice.name) == folded(&draft.name)),
        };
        if draft.id.is_some() && before.is_none() {
            errors.add(format!("options.{group}.options.{place}.id"), "is no option of this group");
        }
        if draft.id.is_some_and(|id| !seen.insert(id)) {
            errors.add(format!("options.{group}.options.{place}.id"), "is given twice");
        }
        let id = before.map_or_else(|| ids.option(), |choice| choice.id);
        choices.push(OptionChoice { id, name: draft.name.clone(), price: draft.price });
    }
    choices
}
