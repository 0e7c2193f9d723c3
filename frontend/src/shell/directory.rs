//! The instances the user may see: for the switcher, the counts in the navigation, and names.

use crate::api::{Load, Watch, load};
use crate::components::Tone;
use crate::i18n::text;
use crate::routes;
use crate::session::session;
use castellan_api::endpoint::NoPath;
use castellan_api::events::Part;
use castellan_api::instances::{InstanceQuery, InstanceStatus, InstanceSummary, ListInstances};
use castellan_api::page::{PER_PAGE_MAX, Page};
use leptos::prelude::*;

/// The instances the user may see.
#[derive(Clone, Copy)]
pub struct Directory {
    /// All of them, as one page.
    pub load: Load<Page<InstanceSummary>>,
}

one_for_the_page!(
    /// The instances the user may see. Call `directory().load.again()` after attaching, changing or
    /// detaching one.
    directory -> Directory
);

impl Directory {
    fn new() -> Self {
        let signed_in = Memo::new(|_| session().user().map(|user| user.user_id));
        let ask = move || {
            signed_in.get()?;
            let query = InstanceQuery {
                per_page: Some(PER_PAGE_MAX),
                ..InstanceQuery::default()
            };
            Some((NoPath, query))
        };
        Self {
            load: load::<ListInstances>(ask, &[Watch::Instance, Watch::Part(Part::Metadata)]),
        }
    }
}

/// The instance of the screen, once known. Followed.
pub fn instance_summary() -> Option<InstanceSummary> {
    let id = routes::instance()?;
    directory()
        .load
        .get()?
        .items
        .iter()
        .find(|instance| instance.id == id)
        .cloned()
}

/// Name of the instance of the screen; empty until known. Followed.
pub fn instance_name() -> String {
    instance_summary()
        .map(|instance| instance.name)
        .unwrap_or_default()
}

/// Tone and word of a status.
pub fn status_words(status: InstanceStatus) -> (Tone, &'static str) {
    let t = text().shell();
    match status {
        InstanceStatus::Connecting => (Tone::Run, t.connecting),
        InstanceStatus::Connected => (Tone::Ok, t.connected),
        InstanceStatus::Degraded => (Tone::Warn, t.degraded),
        InstanceStatus::Unreachable => (Tone::Crit, t.unreachable),
        InstanceStatus::Disabled => (Tone::Idle, t.disabled),
    }
}
