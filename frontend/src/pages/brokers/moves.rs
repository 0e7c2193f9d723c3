//! What leads from a broker to other screens: it is emptied, filled, or leads again what it should.
//! The queries are those that `plan::Asked` and `elections::View` read.

use crate::components::{MenuItem, lu};
use crate::i18n::text;
use crate::routes;
use crate::session::may_call;
use castellan_api::elections::ElectPreferred;
use castellan_api::ids::InstanceId;
use castellan_api::reassignment::PlanReassignment;
use castellan_api::screen::Screen;

/// What can be done with a broker; one that is `down` gets no replicas.
pub fn entries(id: &InstanceId, broker: i32, down: bool) -> Vec<MenuItem> {
    let t = text().brokers();
    let plan = |goal: &str| {
        let asked = vec![("goal", goal.to_owned()), ("brokers", broker.to_string())];
        routes::href_with(&Screen::PlanReassignment(id.clone()), &asked)
    };
    let mut items = Vec::new();
    if may_call::<PlanReassignment>(Some(id)) {
        items.push(MenuItem::link(t.drain, plan("drain")).icon(lu::LuArrowUpFromLine));
        if !down {
            items.push(MenuItem::link(t.fill, plan("fill")).icon(lu::LuArrowDownToLine));
        }
    }
    if may_call::<ElectPreferred>(Some(id)) {
        let screen = Screen::Elections(id.clone());
        let href = routes::href_with(&screen, &vec![("broker", broker.to_string())]);
        items.push(MenuItem::link(t.elect, href).icon(lu::LuVote));
    }
    items
}
