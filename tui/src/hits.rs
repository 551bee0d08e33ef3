//! What lies under the mouse: filled by the view while it draws a frame, asked by `update` on a click.

use ratatui::layout::{Position, Rect};

use crate::action::Action;

/// What a click on a region does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// It performs this.
    Perform(Action),
    /// Nothing, and nothing below it either: the body of a dialog.
    Cover,
}

/// The regions of one frame, in the order they were drawn.
#[derive(Debug, Clone, Default)]
pub struct Hits(Vec<(Rect, Target)>);

impl Hits {
    /// Forgets the last frame.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// A click within `area` performs `action`.
    pub fn add(&mut self, area: Rect, action: impl Into<Action>) {
        self.0.push((area, Target::Perform(action.into())));
    }

    /// A click within `area` reaches nothing that was drawn before.
    pub fn cover(&mut self, area: Rect) {
        self.0.push((area, Target::Cover));
    }

    /// What a click at this cell performs: what was drawn last lies on top.
    pub fn at(&self, column: u16, row: u16) -> Option<Action> {
        let position = Position::new(column, row);
        let (_, target) = self.0.iter().rev().find(|(area, _)| area.contains(position))?;
        match target {
            Target::Perform(action) => Some(*action),
            Target::Cover => None,
        }
    }

    /// Everything that can be clicked.
    pub fn actions(&self) -> impl Iterator<Item = Action> + '_ {
        self.0.iter().filter_map(|(_, target)| match target {
            Target::Perform(action) => Some(*action),
            Target::Cover => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::{ConfirmAct, SellAct};

    #[test]
    fn the_top_most_region_wins_and_a_dialog_covers_what_is_below() {
        let mut hits = Hits::default();
        hits.add(Rect::new(0, 0, 80, 24), SellAct::Pay);
        hits.cover(Rect::new(10, 10, 20, 5));
        hits.add(Rect::new(12, 12, 5, 1), ConfirmAct::Yes);
        assert_eq!(hits.at(0, 0), Some(SellAct::Pay.into()));
        assert_eq!(hits.at(11, 11), None);
        assert_eq!(hits.at(12, 12), Some(ConfirmAct::Yes.into()));
        assert_eq!(hits.at(90, 12), None);
    }
}
