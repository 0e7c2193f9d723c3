//! What the refresher knows and how each answer changes it. It must not call brokers.

use super::reads::{OffsetTables, Touched};
use crate::cluster::capabilities::Feature;
use crate::cluster::snapshot::{
    BrokerDirs, BrokerRates, ClusterFacts, Dir, FOLLOWER_RATE, Groups, History, Interner,
    LEADER_RATE, LogDirs, Moves, Offsets, Part, Rates, Snapshot, Told, TopicConfigs, Topology,
};
use crate::cluster::standing::{self, Standings};
use crate::cluster::{capabilities::Capabilities, facts};
use castellan_api::brokers::BrokerState;
use castellan_api::controller::Controller;
use castellan_api::events::Part as Kind;
use castellan_api::instances::InstanceStatus;
use castellan_api::page::Missing;
use castellan_kafka::{
    ApiRanges, BrokerFailure, ConfigResource, ConfigSource, DescribedConfigs, ListedGroup, LogDir,
    Metadata, Partial, Quorum, Reassigning, Result,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Looks that must fail one after the other before an instance that was seen is unreachable.
const FAILURES: u32 = 2;

/// The refresher's state: the snapshot in the making, and what is needed to make it.
pub(super) struct State {
    pub(super) snapshot: Snapshot,
    standings: Standings,
    interner: Interner,
    /// The topology whose topics alone are among the configs.
    swept: Option<Arc<Topology>>,
    /// The ends that rates are worked out from: of whole reads alone, not of those after a write.
    history: History,
    facts: ClusterFacts,
    failures: u32,
    /// Versions of parts begin after this one, so that they never go back.
    base: u64,
    /// Versions of the parts the rows were joined from.
    joined: [u64; 4],
    /// Parts that were read since the last publication.
    pub(super) read: Vec<Kind>,
}

/// A failed broker as the API shows it.
pub(super) fn missing(failure: &BrokerFailure) -> Missing {
    Missing {
        broker: Some(failure.broker),
        address: failure.address.clone(),
        why: format!(
            "{} (after {:.1} s)",
            failure.error,
            failure.after.as_secs_f64()
        ),
    }
}

impl State {
    pub(super) fn new(base: u64, now: i64) -> Self {
        Self {
            snapshot: Snapshot::empty(InstanceStatus::Connecting, now),
            standings: Standings::default(),
            interner: Interner::default(),
            swept: None,
            history: History::default(),
            facts: ClusterFacts::default(),
            failures: 0,
            base,
            joined: [0; 4],
            read: Vec::new(),
        }
    }

    /// The topology that was read last.
    pub(super) fn topology(&self) -> Option<Arc<Topology>> {
        self.snapshot
            .metadata
            .as_ref()
            .map(|part| part.data.clone())
    }

    /// True if the last look at the cluster succeeded.
    pub(super) const fn reached(&self) -> bool {
        self.failures == 0 && self.snapshot.metadata.is_some()
    }

    pub(super) fn is_kraft(&self) -> bool {
        self.facts.apis.iter().any(ApiRanges::is_kraft)
    }

    pub(super) fn metadata(&mut self, metadata: Metadata, now: i64) {
        self.failures = 0;
        let old = self.topology();
        let topology = match old.filter(|old| *old.cluster == metadata) {
            Some(same) => same,
            None => Arc::new(Topology::new(Arc::new(metadata))),
        };
        self.standings
            .metadata(&topology.cluster.brokers, &topology.brokers, now);
        if !self.is_kraft() && !self.facts.apis.is_empty() {
            let broker = topology.cluster.controller_id;
            let known = broker.map(|broker| Controller::ZooKeeper { broker });
            self.facts.controller = Some(known.unwrap_or(Controller::Unknown));
            self.put_facts(now);
        }
        put(
            &mut self.snapshot.metadata,
            self.base,
            topology,
            Vec::new(),
            now,
            |old, new| std::ptr::eq(old, new),
        );
        self.read.push(Kind::Metadata);
    }

    /// The cluster did not answer.
    pub(super) fn unreachable(&mut self, why: String, now: i64) {
        self.failures = self.failures.saturating_add(1);
        if self.snapshot.metadata.is_none() || self.failures >= FAILURES {
            self.status(InstanceStatus::Unreachable, Some(why), now);
        }
        self.read.push(Kind::Metadata);
    }

    pub(super) fn alive(&mut self, answer: Result<Partial<Vec<ApiRanges>>>, now: i64) {
        let Ok(partial) = answer else { return };
        self.answered(
            partial.value.iter().filter_map(|ranges| ranges.broker),
            &partial.missing,
            now,
        );
        let mut apis = partial.value;
        // what a silent broker could do it still can
        let gone = self.facts.apis.iter().filter(|old| {
            partial
                .missing
                .iter()
                .any(|failure| Some(failure.broker) == old.broker)
        });
        apis.extend(gone.cloned().collect::<Vec<_>>());
        apis.sort_by_key(|ranges| ranges.broker);
        self.facts.kafka_version = Capabilities(&apis).version();
        self.facts.features = facts::features(&apis);
        self.facts.apis = apis;
        self.put_facts(now);
    }

    pub(super) fn quorum(&mut self, answer: &Result<Quorum>, now: i64) {
        // Who may not describe the cluster does not learn the leader: that is no trouble of it.
        let controller = answer.as_ref().map_or(Controller::Unknown, facts::kraft);
        self.facts.controller = Some(controller);
        self.put_facts(now);
    }

    /// True if the cluster tells what it moves.
    pub(super) fn tells_moves(&self) -> bool {
        Capabilities(&self.facts.apis).has(Feature::Reassignment)
    }

    pub(super) fn moves(&mut self, answer: Result<Vec<Reassigning>>, now: i64) {
        // who may not see them sees none; an old list would be worse than none
        let moves = Moves {
            ongoing: answer.ok(),
            rates: self.rates(),
        };
        self.put_moves(moves, now);
    }

    fn rates(&self) -> BTreeMap<i32, BrokerRates> {
        let old = self.snapshot.moves.as_ref();
        old.map(|part| part.rates.clone()).unwrap_or_default()
    }

    fn put_moves(&mut self, moves: Moves, now: i64) {
        let moves = Arc::new(moves);
        put(
            &mut self.snapshot.moves,
            self.base,
            moves,
            Vec::new(),
            now,
            Moves::eq,
        );
        self.read.push(Kind::Moves);
    }

    /// Configs of the brokers: those that hold for all are of the first that answered.
    pub(super) fn broker_facts(&mut self, answer: Result<Vec<DescribedConfigs>>, now: i64) {
        let Ok(brokers) = answer else { return };
        let mut rates = self.rates();
        let mut first = true;
        for (resource, entries) in brokers {
            let (ConfigResource::Broker(id), Ok(entries)) = (resource, entries) else {
                continue;
            };
            let entry = |name: &str| entries.iter().find(|entry| entry.name == name);
            let value = |name: &str| entry(name).and_then(|entry| entry.value.as_deref());
            if std::mem::take(&mut first) {
                self.facts.auto_create_topics =
                    value("auto.create.topics.enable").and_then(|text| text.parse().ok());
                self.facts.num_partitions =
                    value("num.partitions").and_then(|text| text.parse().ok());
                self.facts.default_replication_factor =
                    value("default.replication.factor").and_then(|text| text.parse().ok());
            }
            // where nothing is set brokers tell the default, which is no limit
            let rate = |name| {
                let set = entry(name).filter(|entry| entry.source == ConfigSource::Broker);
                set.and_then(|entry| entry.value.clone())
            };
            let own = BrokerRates {
                leader: rate(LEADER_RATE),
                follower: rate(FOLLOWER_RATE),
            };
            if own == BrokerRates::default() {
                rates.remove(&id);
            } else {
                rates.insert(id, own);
            }
        }
        let ongoing = self.snapshot.moves.as_ref();
        let ongoing = ongoing.and_then(|part| part.ongoing.clone());
        self.put_moves(Moves { ongoing, rates }, now);
        self.put_facts(now);
    }

    fn put_facts(&mut self, now: i64) {
        let facts = Arc::new(self.facts.clone());
        let before = self.snapshot.cluster.as_ref().map(|part| part.version);
        put(
            &mut self.snapshot.cluster,
            self.base,
            facts,
            Vec::new(),
            now,
            |old, new| {
                old.controller == new.controller
                    && old.features == new.features
                    && old.apis == new.apis
                    && old.auto_create_topics == new.auto_create_topics
                    && old.num_partitions == new.num_partitions
                    && old.default_replication_factor == new.default_replication_factor
            },
        );
        if before != self.snapshot.cluster.as_ref().map(|part| part.version) {
            self.brokers_changed();
        }
    }

    /// What is shown of the brokers changed, though the metadata did not: the same page shows both,
    /// so they have one version.
    fn brokers_changed(&mut self) {
        if let Some(part) = &self.snapshot.metadata {
            let next = Part {
                version: part.version + 1,
                ..Part::clone(part)
            };
            self.snapshot.metadata = Some(Arc::new(next));
        }
        self.read.push(Kind::Metadata);
    }

    pub(super) fn offsets(&mut self, topology: Arc<Topology>, tables: OffsetTables, now: i64) {
        let leaders: BTreeSet<i32> = topology
            .brokers
            .iter()
            .filter(|broker| broker.leaders > 0)
            .map(|broker| broker.id)
            .collect();
        let failures: Vec<BrokerFailure> = tables
            .start
            .missing
            .into_iter()
            .chain(tables.end.missing)
            .collect();
        self.answered(leaders.into_iter(), &failures, now);
        let (mut start, mut end) = (tables.start.offsets, tables.end.offsets);
        // before the gaps are filled: what is not known now has no rate now
        let rates = Arc::new(self.history.read(&topology, &end, now));
        if let Some(old) = &self.snapshot.offsets {
            old.fill(&topology, &mut start, &mut end);
        }
        self.put_offsets(Offsets::new(topology, start, end, rates), &failures, now);
    }

    fn put_offsets(&mut self, offsets: Offsets, failures: &[BrokerFailure], now: i64) {
        let missing = each_once(failures);
        let offsets = Arc::new(offsets);
        put(
            &mut self.snapshot.offsets,
            self.base,
            offsets,
            missing,
            now,
            Offsets::same,
        );
        self.read.push(Kind::Offsets);
    }

    pub(super) fn log_dirs(
        &mut self,
        topology: Arc<Topology>,
        answer: Result<Partial<Vec<LogDir>>>,
        now: i64,
    ) {
        let Ok(partial) = answer else { return };
        let told = partial.value.iter().map(|dir| dir.broker);
        self.answered(told, &partial.missing, now);
        let mut brokers: Vec<BrokerDirs> = Vec::new();
        for dir in &partial.value {
            let size_bytes = dir.replicas.size_bytes();
            let shown = Dir {
                path: dir.path.clone(),
                error: dir.error.ok().err().map(|code| code.explain().to_owned()),
                replicas: u32::try_from(dir.replicas.len()).unwrap_or(u32::MAX),
                size_bytes,
                total_bytes: dir.total_bytes,
                usable_bytes: dir.usable_bytes,
            };
            match brokers
                .iter_mut()
                .find(|broker| broker.broker == dir.broker)
            {
                Some(broker) => broker.dirs.push(shown),
                None => brokers.push(BrokerDirs {
                    broker: dir.broker,
                    dirs: vec![shown],
                }),
            }
        }
        let replicas = partial.value.iter().flat_map(|dir| {
            let broker = dir.broker;
            dir.replicas.topics().flat_map(move |(topic, replicas)| {
                replicas.map(move |replica| Told {
                    topic,
                    partition: replica.partition,
                    broker,
                    size_bytes: replica.size_bytes,
                    lag: replica.offset_lag,
                })
            })
        });
        let log_dirs = Arc::new(LogDirs::new(topology, brokers, replicas));
        let missing = each_once(&partial.missing);
        put(
            &mut self.snapshot.log_dirs,
            self.base,
            log_dirs,
            missing,
            now,
            LogDirs::same,
        );
        self.read.push(Kind::LogDirs);
    }

    /// Takes over the configs of some topics; `complete` once every topic was read.
    pub(super) fn configs(&mut self, described: Vec<DescribedConfigs>, complete: bool, now: i64) {
        let old = self.snapshot.configs.clone();
        let known = |name: &str| old.as_ref().and_then(|part| part.get(name));
        let mut fresh = Vec::new();
        for (resource, entries) in described {
            let (ConfigResource::Topic(name), Ok(entries)) = (resource, entries) else {
                continue;
            };
            let values = entries
                .iter()
                .map(|entry| (entry.name.as_str(), entry.value.as_deref()));
            let row = self.interner.row(values);
            if known(&name) != Some(&row) {
                fresh.push((Arc::<str>::from(name), row));
            }
        }
        let topology = self.topology();
        let swept = match (&topology, &self.swept) {
            (Some(now), Some(then)) => Arc::ptr_eq(now, then),
            (now, _) => now.is_none(),
        };
        let same = swept
            && fresh.is_empty()
            && old.as_ref().is_some_and(|part| part.complete || !complete);
        // Most reads bring nothing new: what thousands of topics have is not copied for that.
        let configs = match old {
            Some(old) if same => old.data.clone(),
            old => {
                let mut configs = old.map(|part| (*part.data).clone()).unwrap_or_default();
                configs.topics.extend(fresh);
                if let Some(topology) = &topology {
                    configs
                        .topics
                        .retain(|name, _| topology.position(name).is_some());
                }
                configs.complete |= complete;
                self.swept = topology;
                Arc::new(configs)
            }
        };
        put(
            &mut self.snapshot.configs,
            self.base,
            configs,
            Vec::new(),
            now,
            |old: &TopicConfigs, new| std::ptr::eq(old, new) || old == new,
        );
        self.read.push(Kind::Configs);
    }

    pub(super) fn groups(&mut self, answer: Result<Partial<Vec<ListedGroup>>>, now: i64) {
        let Ok(partial) = answer else { return };
        let answered: BTreeSet<i32> = partial
            .value
            .iter()
            .map(|group| group.coordinator)
            .collect();
        self.answered(answered.into_iter(), &partial.missing, now);
        let known = self.snapshot.brokers.len();
        if partial.value.is_empty() && !partial.is_whole() && partial.missing.len() >= known {
            return; // nobody answered: that is not "no groups"
        }
        let groups = Groups {
            count: u32::try_from(partial.value.len()).unwrap_or(u32::MAX),
        };
        let missing = each_once(&partial.missing);
        put(
            &mut self.snapshot.groups,
            self.base,
            Arc::new(groups),
            missing,
            now,
            Groups::eq,
        );
        self.read.push(Kind::Groups);
    }

    pub(super) fn touched(&mut self, touched: Touched, now: i64) {
        match touched.metadata {
            Ok(metadata) => self.metadata(metadata, now),
            Err(error) => self.unreachable(error.to_string(), now),
        }
        if let (Some((seen, tables)), Some(topology)) = (touched.offsets, self.topology()) {
            let count = topology.cluster.topics.partition_count();
            let (mut start, mut end) = (vec![-1; count], vec![-1; count]);
            let seen = Arc::new(Topology::new(Arc::new(seen)));
            let none = Arc::<Rates>::default();
            Offsets::new(seen, tables.start.offsets, tables.end.offsets, none)
                .fill(&topology, &mut start, &mut end);
            let as_of = self.snapshot.offsets.as_ref().map(|part| part.as_of);
            if let Some(old) = &self.snapshot.offsets {
                old.fill(&topology, &mut start, &mut end);
            }
            let rates = self
                .snapshot
                .offsets
                .as_ref()
                .map(|part| part.data.rates.clone());
            // the others were not read: the part keeps its age and rates
            let offsets = Offsets::new(topology, start, end, rates.unwrap_or_default());
            self.put_offsets(offsets, &[], as_of.unwrap_or(now));
        }
        if let Ok(described) = touched.configs {
            let as_of = self
                .snapshot
                .configs
                .as_ref()
                .map_or(now, |part| part.as_of);
            self.configs(described, false, as_of);
        }
    }

    /// Names of topics whose configs were never read.
    pub(super) fn without_configs(&self) -> Vec<String> {
        let Some(topology) = self.topology() else {
            return Vec::new();
        };
        let known = self.snapshot.configs.as_ref();
        let names = topology.cluster.topics.iter().map(|topic| topic.name());
        names
            .filter(|name| known.is_none_or(|part| part.get(name).is_none()))
            .map(str::to_owned)
            .collect()
    }

    fn answered(&mut self, told: impl Iterator<Item = i32>, failures: &[BrokerFailure], now: i64) {
        for failure in failures
            .iter()
            .filter(|failure| standing::is_silence(&failure.error))
        {
            self.standings
                .failed(failure.broker, &failure.error.to_string(), now);
        }
        let failed = |id: i32| failures.iter().any(|failure| failure.broker == id);
        for id in told.filter(|id| !failed(*id)).collect::<Vec<_>>() {
            self.standings.answered(id, now);
        }
    }

    /// Brings what follows from the parts up to date; before each publication.
    pub(super) fn finish(&mut self, now: i64) {
        let brokers = self.standings.list();
        if *self.snapshot.brokers != brokers {
            self.snapshot.brokers = Arc::new(brokers);
            self.brokers_changed();
        }
        let versions = self.versions();
        if versions != self.joined {
            self.snapshot.join();
            self.joined = versions;
        }
        if self.reached() {
            let why = self.degraded();
            let status = if why.is_some() {
                InstanceStatus::Degraded
            } else {
                InstanceStatus::Connected
            };
            self.status(status, why, now);
        }
        let totals = self
            .snapshot
            .metadata
            .as_ref()
            .map(|part| part.totals)
            .unwrap_or_default();
        let below = self.snapshot.below_min_isr.unwrap_or(0);
        let nobody = match &self.facts.controller {
            Some(Controller::KRaft { leader, .. }) => leader.is_none(),
            Some(Controller::Unknown) => !self.is_kraft(),
            _ => false,
        };
        let since = &mut self.snapshot.since;
        mark(
            &mut since.under_replicated,
            totals.under_replicated > 0,
            now,
        );
        mark(&mut since.offline, totals.offline > 0, now);
        mark(&mut since.below_min_isr, below > 0, now);
        mark(&mut since.no_controller, nobody, now);
    }

    fn versions(&self) -> [u64; 4] {
        let snapshot = &self.snapshot;
        [
            snapshot.metadata.as_ref().map_or(0, |part| part.version),
            snapshot.offsets.as_ref().map_or(0, |part| part.version),
            snapshot.log_dirs.as_ref().map_or(0, |part| part.version),
            snapshot.configs.as_ref().map_or(0, |part| part.version),
        ]
    }

    /// The brokers that answer.
    pub(super) fn alive_brokers(&self) -> Vec<i32> {
        let alive = self
            .snapshot
            .brokers
            .iter()
            .filter(|one| one.state == BrokerState::Alive);
        alive.map(|one| one.id).collect()
    }

    fn degraded(&self) -> Option<String> {
        let standing = |state| self.snapshot.brokers.iter().find(|one| one.state == state);
        if let Some(down) = standing(BrokerState::Down) {
            return Some(format!("Broker {} is down.", down.id));
        }
        if let Some(silent) = standing(BrokerState::Silent) {
            return Some(silent.words());
        }
        match self
            .snapshot
            .metadata
            .as_ref()
            .map_or(0, |part| part.totals.offline)
        {
            0 => None,
            1 => Some("1 partition has no leader.".into()),
            many => Some(format!("{many} partitions have no leader.")),
        }
    }

    fn status(&mut self, status: InstanceStatus, why: Option<String>, now: i64) {
        if self.snapshot.status != status {
            self.snapshot.status = status;
            self.snapshot.since.status = now;
            self.brokers_changed();
        }
        self.snapshot.why = why;
    }
}

fn mark(since: &mut Option<i64>, on: bool, now: i64) {
    *since = on.then(|| since.unwrap_or(now));
}

fn each_once(failures: &[BrokerFailure]) -> Vec<Missing> {
    let mut seen = BTreeSet::new();
    failures
        .iter()
        .filter(|failure| seen.insert(failure.broker))
        .map(missing)
        .collect()
}

/// Puts fresh data in place; what is the same keeps its version and its allocation.
fn put<T>(
    slot: &mut Option<Arc<Part<T>>>,
    base: u64,
    data: Arc<T>,
    missing: Vec<Missing>,
    as_of: i64,
    same: impl Fn(&T, &T) -> bool,
) {
    let (version, data) = match slot {
        Some(old) if same(&old.data, &data) => {
            (old.version + u64::from(old.missing != missing), data)
        }
        Some(old) => (old.version + 1, data),
        None => (base + 1, data),
    };
    *slot = Some(Arc::new(Part {
        as_of,
        version,
        missing,
        data,
    }));
}
