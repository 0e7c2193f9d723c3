//! The questions about reassignments, which the address opens (`open=cancel`): one dialog each.
//! They are a part of the app of their own, which a page asks for when one is opened.

mod batch;
mod run;
mod speed;
mod throttles;

use super::run::Run;
use super::words::partition_of;
use crate::api::Load;
use crate::components::drawn;
use crate::pages::{Question, reassignment_dialog};
use crate::routes;
use castellan_api::ids::InstanceId;
use castellan_api::reassignment::{Partition, Throttles};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Opens the question whether to cancel a reassignment.
pub const CANCEL: &str = "cancel";
/// Opens the question about the partitions selected; with `-` and a key behind it, about that one.
pub const CANCEL_MOVES: &str = "cancel-moves";
/// Opens the question whether to remove the throttles that nobody needs.
pub const REMOVE_THROTTLES: &str = "remove-throttles";
/// Opens the throttle and batches of a reassignment.
pub const SPEED: &str = "speed";
/// Opens the question whether to plan the way back.
pub const UNDO: &str = "undo";

/// Before the key of a partition that the console itself moves.
pub const OWN: &str = "own:";

/// Keys of the rows selected.
pub type Selected = RwSignal<BTreeSet<String>>;

/// What the page with the question shows. It is `Copy`.
#[derive(Clone, Copy)]
pub enum Asked {
    /// What moves now and the throttles of an instance.
    List(StoredValue<InstanceId>, Selected, Load<Throttles>),
    /// One reassignment.
    Run(Run),
}

impl Asked {
    fn instance(self) -> InstanceId {
        match self {
            Self::List(id, ..) => id.get_value(),
            Self::Run(run) => run.instance(),
        }
    }

    /// True once what the question is about is known. Followed.
    fn known(self, open: &str) -> bool {
        match self {
            Self::List(_, _, throttles) => {
                open != REMOVE_THROTTLES || throttles.data.with(Option::is_some)
            }
            Self::Run(run) => run.phase.with(Option::is_some),
        }
    }

    fn selected(self) -> Selected {
        match self {
            Self::List(_, selected, _) => selected,
            Self::Run(run) => run.selected,
        }
    }

    /// The partitions that are asked about: the one behind the word, or those selected.
    fn partitions(self, rest: &str) -> Vec<Partition> {
        match rest.strip_prefix('-') {
            Some(key) => partition_of(key).into_iter().collect(),
            None => self.selected().with_untracked(of_others),
        }
    }
}

/// Partitions among the keys of rows, without those that the console itself moves.
pub fn of_others(keys: &BTreeSet<String>) -> Vec<Partition> {
    keys.iter()
        .filter(|key| !key.starts_with(OWN))
        .filter_map(|key| partition_of(key))
        .collect()
}

/// Closes what is open.
fn close(_: ()) {
    routes::set_param("open", None);
}

/// The question that is open, if any. Draw it once on the page.
#[component]
pub fn Dialogs(
    /// What the page shows.
    asked: Asked,
) -> impl IntoView {
    let open = Memo::new(|_| routes::param("open"));
    let known = Memo::new(move |_| open.with(|open| asked.known(open.as_deref().unwrap_or(""))));
    // Drawn once when it opens: figures that move must not take away what was typed.
    drawn(move || {
        let open = open.get()?;
        known
            .get()
            .then(|| reassignment_dialog(open, Question::Reassignment(asked)))
    })
}

/// The dialog of a word.
pub fn draw(open: &str, asked: Asked) -> Option<AnyView> {
    if let Some(rest) = open.strip_prefix(CANCEL_MOVES) {
        let partitions = asked.partitions(rest);
        return (!partitions.is_empty())
            .then(|| run::cancel_moves(asked, partitions))
            .flatten();
    }
    match (open, asked) {
        (REMOVE_THROTTLES, Asked::List(id, _, load)) => throttles::remove(id.get_value(), load),
        (SPEED, Asked::Run(run)) => speed::dialog(run),
        (CANCEL, Asked::Run(run)) => run::cancel(run),
        (UNDO, Asked::Run(run)) => run::undo(run),
        _ => None,
    }
}
