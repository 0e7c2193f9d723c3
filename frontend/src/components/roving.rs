//! A group that is one tab stop: arrows lead around its members, Home and End to the outermost.

use crate::dom;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// Arrows that lead on and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrows {
    /// Right and left.
    Across,
    /// Down and up.
    Along,
    /// All four.
    Both,
}

/// Members of the group that heard a key, and the one with the focus.
pub struct Roving {
    members: Vec<HtmlElement>,
    now: Option<usize>,
}

impl Roving {
    /// Members below the element that listens; `None` if there are none.
    pub fn heard(event: &KeyboardEvent, members: &str) -> Option<Self> {
        let group = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())?;
        let members = dom::all(&group, members);
        let focused = dom::focused();
        let now = focused.and_then(|focused| members.iter().position(|one| *one == focused));
        (!members.is_empty()).then_some(Self { members, now })
    }

    /// The member with the focus.
    pub fn now(&self) -> Option<&HtmlElement> {
        self.members.get(self.now?)
    }

    /// The member a key leads to; `None`: the key means something else.
    pub fn led_by(&self, key: &str, arrows: Arrows) -> Option<&HtmlElement> {
        self.members
            .get(led(key, arrows, self.now, self.members.len())?)
    }

    /// The next member, from the one with the focus and around, whose words begin so.
    pub fn starting_with(&self, letter: &str) -> Option<&HtmlElement> {
        let letter = letter.to_lowercase();
        let from = self.now.map_or(0, |at| at + 1);
        (0..self.members.len())
            .filter_map(|step| self.members.get((from + step) % self.members.len()))
            .find(|member| {
                let words = member.text_content().unwrap_or_default();
                words.trim().to_lowercase().starts_with(&letter)
            })
    }
}

/// Where a key leads among `len` members.
fn led(key: &str, arrows: Arrows, now: Option<usize>, len: usize) -> Option<usize> {
    let last = len.checked_sub(1)?;
    let on = match key {
        "ArrowRight" => arrows != Arrows::Along,
        "ArrowDown" => arrows != Arrows::Across,
        _ => false,
    };
    let back = match key {
        "ArrowLeft" => arrows != Arrows::Along,
        "ArrowUp" => arrows != Arrows::Across,
        _ => false,
    };
    match key {
        "Home" => Some(0),
        "End" => Some(last),
        _ if on => Some(now.map_or(0, |at| if at == last { 0 } else { at + 1 })),
        _ if back => Some(now.map_or(last, |at| at.checked_sub(1).unwrap_or(last))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrows, led};

    #[test]
    fn arrows_lead_around() {
        assert_eq!(led("ArrowRight", Arrows::Across, Some(2), 3), Some(0));
        assert_eq!(led("ArrowLeft", Arrows::Across, Some(0), 3), Some(2));
        assert_eq!(led("ArrowDown", Arrows::Along, Some(0), 3), Some(1));
        assert_eq!(led("ArrowUp", Arrows::Both, Some(1), 3), Some(0));
        assert_eq!(led("End", Arrows::Along, None, 3), Some(2));
    }

    #[test]
    fn without_a_focus_they_begin_at_an_end() {
        assert_eq!(led("ArrowDown", Arrows::Along, None, 3), Some(0));
        assert_eq!(led("ArrowUp", Arrows::Along, None, 3), Some(2));
    }

    #[test]
    fn other_keys_and_empty_groups_lead_nowhere() {
        assert_eq!(led("ArrowUp", Arrows::Across, Some(1), 3), None);
        assert_eq!(led("ArrowRight", Arrows::Along, Some(1), 3), None);
        assert_eq!(led("x", Arrows::Both, Some(1), 3), None);
        assert_eq!(led("Home", Arrows::Both, None, 0), None);
    }
}
