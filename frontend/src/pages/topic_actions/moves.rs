//! What leads from topics to other screens: their partitions are reassigned, by the console or by
//! hand, and their preferred leaders elected. The queries are those that `plan::Asked`,
//! `plan::ByHand` and `elections::View` read; as pairs they cost a list of topics next to nothing.

use crate::components::{MenuItem, lu};
use crate::i18n::text;
use crate::routes;
use crate::session::may_call;
use castellan_api::elections::ElectPreferred;
use castellan_api::ids::{InstanceId, TopicName};
use castellan_api::reassignment::PlanReassignment;
use castellan_api::screen::Screen;

/// The most topics that an address names.
pub const NAMED_MAX: usize = 300;

/// The address of a screen about these topics, whose names stand in this field of its query.
fn about(screen: &Screen, field: &'static str, names: &[String]) -> String {
    routes::href_with(screen, &vec![(field, names.join(","))])
}

/// The address of the plan for these topics; nothing for who may not plan.
pub fn plan_of(id: &InstanceId, names: &[String]) -> Option<String> {
    may_call::<PlanReassignment>(Some(id))
        .then(|| about(&Screen::PlanReassignment(id.clone()), "topics", names))
}

/// The address of the election for these topics; nothing for who may not elect.
pub fn election_of(id: &InstanceId, names: &[String]) -> Option<String> {
    may_call::<ElectPreferred>(Some(id))
        .then(|| about(&Screen::Elections(id.clone()), "topics", names))
}

/// What leads on from one topic.
pub fn entries(id: &InstanceId, topic: &TopicName) -> Vec<MenuItem> {
    let t = text().topic();
    let names = [topic.to_string()];
    let mut items = Vec::new();
    if let Some(href) = plan_of(id, &names) {
        items.push(MenuItem::link(t.reassign, href).icon(lu::LuShuffle));
        let href = about(&Screen::ManualReassignment(id.clone()), "topic", &names);
        items.push(MenuItem::link(t.by_hand, href).icon(lu::LuHand));
    }
    if let Some(href) = election_of(id, &names) {
        items.push(MenuItem::link(t.elect, href).icon(lu::LuVote));
    }
    items
}
