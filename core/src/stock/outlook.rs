//! How long what is left will do, if it goes on as it went. Called by the till.

/// What the last days say about the next ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// How many go a day, in tenths: 25 are two and a half.
    pub tenths_a_day: u64,
    /// After how many whole days nothing is left; `None` when nothing goes.
    pub days_left: Option<u64>,
}

/// The outlook for `available` units of which `went` so many on each of the last days.
pub fn outlook(available: u32, went: impl IntoIterator<Item = u64>) -> Outlook {
    let (days, taken) =
        went.into_iter().fold((0_u64, 0_u64), |(days, taken), went| (days + 1, taken.saturating_add(went)));
    if taken == 0 {
        return Outlook { tenths_a_day: 0, days_left: None };
    }
    // Half a tenth and more count as one.
    let tenths_a_day = taken.saturating_mul(20).saturating_add(days) / (2 * days);
    Outlook { tenths_a_day, days_left: Some(u64::from(available).saturating_mul(days) / taken) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(10, &[2, 3], 25, Some(4))]
    #[case(10, &[1, 0, 0], 3, Some(30))]
    #[case(10, &[0, 0, 2], 7, Some(15))]
    #[case(0, &[4], 40, Some(0))]
    #[case(3, &[4], 40, Some(0))]
    #[case(10, &[0, 0], 0, None)]
    #[case(10, &[], 0, None)]
    #[case(1, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 0, Some(26))]
    fn what_is_left_lasts_as_long_as_it_went(
        #[case] available: u32,
        #[case] went: &[u64],
        #[case] tenths_a_day: u64,
        #[case] days_left: Option<u64>,
    ) {
        assert_eq!(outlook(available, went.iter().copied()), Outlook { tenths_a_day, days_left });
    }

    proptest! {
        #[test]
        fn any_past_has_an_outlook(available: u32, went in prop::collection::vec(any::<u64>(), 0..40)) {
            let told = outlook(available, went.iter().copied());
            prop_assert_eq!(told.days_left.is_none(), went.iter().all(|went| *went == 0));
        }
    }
}
