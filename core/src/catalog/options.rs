//! Option groups of a product, and the check that a customer's choices fit them.

use crate::id::{OptionGroupId, OptionId};
use crate::money::Money;
use crate::refusal::Refusal;

/// The most choices of one line. Keeps the largest possible total inside what [`Money`] can hold.
pub const MAX_CHOICES: usize = 200;

/// A question about a product ("Size?") with its possible answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionGroup {
    /// Which.
    pub id: OptionGroupId,
    /// The question.
    pub name: String,
    /// The fewest answers; above 0 the group is required.
    pub min: u32,
    /// The most answers.
    pub max: u32,
    /// The possible answers, in the order they are shown.
    pub options: Vec<OptionChoice>,
}

/// One possible answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionChoice {
    /// Which.
    pub id: OptionId,
    /// What it is called.
    pub name: String,
    /// What it adds to the unit price.
    pub price: Money,
}

/// An answer that was given, as the order keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenOption {
    /// Which option it was.
    pub id: OptionId,
    /// The group's name.
    pub group: String,
    /// The option's name.
    pub name: String,
    /// What it added to the unit price.
    pub price: Money,
}

/// The chosen options in the order of the menu, or why the choice does not fit the groups of `product`.
pub fn choose(
    product: &str,
    groups: &[OptionGroup],
    chosen: &[OptionId],
) -> Result<Vec<ChosenOption>, Refusal> {
    if chosen.len() > MAX_CHOICES {
        return Err(Refusal::invalid("options", format!("at most {MAX_CHOICES} choices")));
    }
    let known = |id: &OptionId| groups.iter().flat_map(|group| &group.options).any(|option| option.id == *id);
    if let Some(unknown) = chosen.iter().find(|id| !known(id)) {
        return Err(Refusal::UnknownOption { name: product.to_owned(), option: *unknown });
    }
    let mut answers = Vec::with_capacity(chosen.len());
    for group in groups {
        let own = answers_to(group, chosen);
        let count = u32::try_from(own.len()).unwrap_or(u32::MAX);
        if !(group.min..=group.max).contains(&count) {
            return Err(Refusal::OptionCount {
                name: product.to_owned(),
                group: group.name.clone(),
                min: group.min,
                max: group.max,
                chosen: count,
            });
        }
        answers.extend(own);
    }
    Ok(answers)
}

/// Those of the chosen options that are answers to `groups`, in the order of the menu, whether they fit or not.
pub(crate) fn known(groups: &[OptionGroup], chosen: &[OptionId]) -> Vec<ChosenOption> {
    groups.iter().flat_map(|group| answers_to(group, chosen)).collect()
}

fn answers_to(group: &OptionGroup, chosen: &[OptionId]) -> Vec<ChosenOption> {
    let times = |option: &OptionChoice| chosen.iter().filter(|id| **id == option.id).count();
    let answers = group.options.iter().flat_map(|option| std::iter::repeat_n(option, times(option)));
    let answer = |option: &OptionChoice| ChosenOption {
        id: option.id,
        group: group.name.clone(),
        name: option.name.clone(),
        price: option.price,
    };
    answers.map(answer).collect()
}
