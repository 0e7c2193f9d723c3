//! The brokers to choose from: racks, states, what they hold.

use crate::api::{Load, Watch, load};
use crate::components::Tone;
use crate::i18n::text;
use castellan_api::brokers::{BrokerQuery, BrokerState, BrokerSummary, ListBrokers};
use castellan_api::endpoint::InstancePath;
use castellan_api::events::Part;
use castellan_api::ids::InstanceId;
use castellan_api::page::{PER_PAGE_MAX, Page};
use leptos::prelude::*;

/// The brokers of the instance, kept up to date.
#[derive(Clone, Copy)]
pub struct Brokers {
    /// How the load stands.
    pub load: Load<Page<BrokerSummary>>,
    /// All of them, by ID.
    pub all: Memo<Vec<BrokerSummary>>,
}

impl Brokers {
    /// Asks for them.
    pub fn of(id: &InstanceId) -> Self {
        let path = InstancePath {
            instance: id.clone(),
        };
        let query = BrokerQuery {
            per_page: Some(PER_PAGE_MAX),
            ..BrokerQuery::default()
        };
        let load = load::<ListBrokers>(
            move || Some((path.clone(), query.clone())),
            &[Watch::Part(Part::Metadata), Watch::Part(Part::LogDirs)],
        );
        let all = Memo::new(move |_| {
            let mut all = load
                .get()
                .map(|page| page.items.clone())
                .unwrap_or_default();
            all.sort_by_key(|broker| broker.id);
            all
        });
        Self { load, all }
    }

    /// IDs of those that are in the cluster. Followed.
    pub fn alive(self) -> Vec<i32> {
        self.all.with(|all| {
            let alive = all.iter().filter(|broker| is_alive(broker));
            alive.map(|broker| broker.id.0).collect()
        })
    }
}

/// True if replicas can be put on it: one that only did not answer the console is in the cluster.
pub fn is_alive(broker: &BrokerSummary) -> bool {
    broker.state != BrokerState::Down
}

/// Tone and word of a broker's state.
pub fn state(broker: &BrokerSummary) -> (Tone, &'static str) {
    let t = text().plan();
    match broker.state {
        BrokerState::Down => (Tone::Crit, t.down),
        BrokerState::Silent => (Tone::Warn, t.silent),
        BrokerState::Alive if broker.replicas == 0 => (Tone::Idle, t.empty),
        BrokerState::Alive => (Tone::Ok, t.alive),
    }
}
