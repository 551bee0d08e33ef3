//! How long alerts were open until somebody dealt with them. Called by the figures of `flows::alerts`.

/// So many waits, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// How many.
    pub count: u64,
    /// Half of them were no longer than this; between the two in the middle, where two are.
    pub median: u64,
    /// Their sum by their number, cut off.
    pub average: u64,
    /// The longest.
    pub longest: u64,
}

/// What these come to; nothing where there are none.
pub fn of(mut seconds: Vec<u64>) -> Option<Waits> {
    seconds.sort_unstable();
    let longest = *seconds.last()?;
    let middle = seconds.len() / 2;
    let (below, above) = (seconds[(seconds.len() - 1) / 2], seconds[middle]);
    let sum: u128 = seconds.iter().copied().map(u128::from).sum();
    let count = seconds.len() as u64;
    let average = u64::try_from(sum / u128::from(count)).unwrap_or(u64::MAX);
    Some(Waits { count, median: below + (above - below) / 2, average, longest })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[], None)]
    #[case(&[7], Some((1, 7, 7, 7)))]
    #[case(&[90, 10], Some((2, 50, 50, 90)))]
    #[case(&[600, 1, 2], Some((3, 2, 201, 600)))]
    #[case(&[u64::MAX, u64::MAX], Some((2, u64::MAX, u64::MAX, u64::MAX)))]
    fn one_that_nobody_saw_for_a_week_does_not_move_the_middle(
        #[case] waits: &[u64],
        #[case] told: Option<(u64, u64, u64, u64)>,
    ) {
        let of = of(waits.to_vec());
        assert_eq!(of.map(|of| (of.count, of.median, of.average, of.longest)), told);
    }
}
