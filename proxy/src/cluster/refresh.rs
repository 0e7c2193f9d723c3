//! One refresher per instance: it alone asks the cluster on a schedule, owns what is known, and
//! publishes it. Every other part of the console reads what it published.

mod cost;
mod reads;
mod schedule;
mod state;

pub(super) use cost::Costs;

use super::connect;
use super::instance::Shared;
use super::snapshot::Snapshot;
use crate::clock::Clock;
use castellan_api::events::{Event, Part};
use castellan_kafka::{Client, ClientConfig};
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use reads::Outcome;
use schedule::{Lane, Schedule};
use state::State;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Topics whose configs are asked for in one call: an answer of some 300 kB.
const SLICE: usize = 500;
/// How long all slices together take, once everything was read a first time.
const PASS: Duration = Duration::from_secs(60);
/// Explicit refreshes and writes waiting to be looked at: each is a caller that waits.
pub(super) const COMMANDS: usize = 64;

/// What a write is expected to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Nothing that metadata would show: configs, deleted records.
    Any,
    /// The topics exist and have leaders.
    Present,
    /// The topics are gone.
    Absent,
    /// Each topic has at least so many partitions.
    Partitions(u32),
}

/// What the refresher is asked to do.
#[derive(Debug)]
pub(super) enum Command {
    /// Read everything again.
    Refresh(oneshot::Sender<()>),
    /// Read again what a write touched.
    Touch(Vec<String>, Expect, oneshot::Sender<()>),
}

struct Done {
    lane: Option<Lane>,
    epoch: u64,
    took: Duration,
    /// Processor time.
    spent: Duration,
    outcome: Outcome,
}

/// The refresher of one instance.
pub(super) struct Refresher {
    shared: Arc<Shared>,
    clock: Clock,
    clients: VecDeque<ClientConfig>,
    client: Client,
    state: State,
    schedule: Schedule,
    flying: FuturesUnordered<BoxFuture<'static, Done>>,
    commands: mpsc::Receiver<Command>,
    /// Grows with every write that is looked at: what was asked before may be older than it.
    epoch: u64,
    touching: bool,
    touches: VecDeque<(Vec<String>, Expect, oneshot::Sender<()>)>,
    waiting: Vec<oneshot::Sender<()>>,
    configs: VecDeque<String>,
    passes: u32,
}

impl Refresher {
    /// A refresher that tries these configurations in turn until one works. The error says why the
    /// first makes no sense.
    pub(super) fn new(
        shared: Arc<Shared>,
        clock: Clock,
        configs: Vec<ClientConfig>,
        commands: mpsc::Receiver<Command>,
    ) -> Result<Self, String> {
        let mut clients = VecDeque::from(configs);
        let first = clients
            .pop_front()
            .ok_or("at least one broker address is needed")?;
        let client = shared
            .make_client(first)
            .map_err(|error| error.to_string())?;
        let state = State::new(shared.serial(), clock.now_ms());
        let schedule = Schedule::new(Instant::now());
        Ok(Self {
            shared,
            clock,
            clients,
            client,
            state,
            schedule,
            flying: FuturesUnordered::new(),
            commands,
            epoch: 0,
            touching: false,
            touches: VecDeque::new(),
            waiting: Vec::new(),
            configs: VecDeque::new(),
            passes: 0,
        })
    }

    /// Runs until it is cancelled; calls under way are dropped then.
    pub(super) async fn run(mut self, cancel: CancellationToken) {
        self.publish();
        let shared = self.shared.clone();
        loop {
            let next = self.launch();
            tokio::select! {
                () = cancel.cancelled() => break,
                Some(done) = self.flying.next() => self.done(done),
                command = self.commands.recv() => match command {
                    Some(command) => self.command(command),
                    None => break,
                },
                () = shared.events().somebody_came() => {}
                () = tokio::time::sleep_until(next) => {}
            }
        }
    }

    /// Starts every lane that is due; says when the next one is.
    fn launch(&mut self) -> Instant {
        let now = Instant::now();
        let watched = self.shared.events().watched(self.clock.now_ms());
        let mut next = now + Duration::from_secs(60);
        for lane in Lane::ALL {
            if !self.makes_sense(lane) {
                continue;
            }
            match self.schedule.due(lane, watched) {
                Some(due) if due <= now => self.start(lane, now),
                Some(due) => next = next.min(due),
                None => {}
            }
        }
        next
    }

    fn makes_sense(&self, lane: Lane) -> bool {
        match lane {
            Lane::Metadata => true,
            Lane::Quorum => self.state.reached() && self.state.is_kraft(),
            Lane::Moves => self.state.reached() && self.state.tells_moves(),
            _ => self.state.reached(),
        }
    }

    fn start(&mut self, lane: Lane, now: Instant) {
        let client = self.client.clone();
        let Some(topology) = self.state.topology() else {
            if lane == Lane::Metadata {
                self.fly(Some(lane), now, async move {
                    Outcome::Metadata(client.metadata().await)
                });
            }
            return;
        };
        match lane {
            Lane::Metadata => {
                self.fly(Some(lane), now, async move {
                    Outcome::Metadata(client.metadata().await)
                });
            }
            Lane::Alive => {
                self.fly(Some(lane), now, async move {
                    Outcome::Alive(client.api_versions().await)
                });
            }
            Lane::Offsets => self.fly(Some(lane), now, async move {
                let tables = reads::offsets(&client, &topology.cluster).await;
                Outcome::Offsets(topology, tables)
            }),
            Lane::Quorum => self.fly(Some(lane), now, async move {
                Outcome::Quorum(client.describe_quorum().await)
            }),
            Lane::LogDirs => self.fly(Some(lane), now, async move {
                Outcome::LogDirs(topology, client.describe_log_dirs().await)
            }),
            Lane::Configs => {
                let slice = self.slice();
                self.fly(Some(lane), now, async move {
                    Outcome::Configs(reads::configs(&client, slice.into_iter()).await)
                });
            }
            Lane::Groups => {
                self.fly(Some(lane), now, async move {
                    Outcome::Groups(client.list_groups().await)
                });
            }
            Lane::Moves => {
                self.fly(Some(lane), now, async move {
                    Outcome::Moves(client.list_reassignments().await)
                });
            }
            Lane::Facts => {
                let brokers = self.state.alive_brokers();
                self.fly(Some(lane), now, async move {
                    Outcome::Facts(reads::facts(&client, brokers).await)
                });
            }
        }
    }

    fn fly(
        &mut self,
        lane: Option<Lane>,
        now: Instant,
        work: impl Future<Output = Outcome> + Send + 'static,
    ) {
        if let Some(lane) = lane {
            self.schedule.started(lane, now);
        }
        let epoch = self.epoch;
        self.flying.push(Box::pin(async move {
            let (outcome, spent) = cost::Measured::new(work).await;
            Done {
                lane,
                epoch,
                took: now.elapsed(),
                spent,
                outcome,
            }
        }));
    }

    /// The next topics whose configs are read: new ones first, then all again.
    fn slice(&mut self) -> Vec<String> {
        if self.configs.is_empty() {
            let missing = self.state.without_configs();
            self.configs = if missing.is_empty() {
                let topology = self.state.topology().unwrap_or_default();
                topology
                    .cluster
                    .topics
                    .iter()
                    .map(|topic| topic.name().to_owned())
                    .collect()
            } else {
                missing.into()
            };
        }
        self.configs
            .drain(..self.configs.len().min(SLICE))
            .collect()
    }

    /// When the next slice is read: at once while there are topics nobody knows, else so that all
    /// slices together take a minute.
    fn pace_configs(&mut self) {
        let topics = self
            .state
            .topology()
            .map_or(0, |topology| topology.cluster.topics.len());
        let slices = u32::try_from(topics.div_ceil(SLICE))
            .unwrap_or(u32::MAX)
            .max(1);
        let pause = if self.passes == 0 {
            Duration::ZERO
        } else {
            PASS / slices
        };
        self.schedule.pace(Lane::Configs, pause);
    }

    fn done(&mut self, done: Done) {
        let before = cost::spent();
        if let Some(lane) = done.lane {
            self.schedule
                .ended(lane, done.took, done.outcome.waited(), Instant::now());
        }
        let now = self.clock.now_ms();
        // Asked before a write and answered after it: it may not show the write.
        let older = done.epoch < self.epoch;
        match done.outcome {
            Outcome::Metadata(_) | Outcome::Offsets(..) if older => {}
            Outcome::Metadata(Ok(metadata)) => self.seen(metadata, now),
            Outcome::Metadata(Err(error)) => self.not_seen(&error, now),
            Outcome::Alive(answer) => self.state.alive(answer, now),
            Outcome::Offsets(topology, tables) => self.state.offsets(topology, tables, now),
            Outcome::Quorum(answer) => self.state.quorum(&answer, now),
            Outcome::LogDirs(topology, answer) => self.state.log_dirs(topology, answer, now),
            Outcome::Configs(answer) => self.configs_read(answer, older, now),
            Outcome::Groups(answer) => self.state.groups(answer, now),
            Outcome::Moves(answer) => self.state.moves(answer, now),
            Outcome::Facts(answer) => self.state.broker_facts(answer, now),
            Outcome::Touched(touched) => {
                self.touching = false;
                let mut touched = *touched;
                let (unused, _) = oneshot::channel();
                let waiting = std::mem::replace(&mut touched.done, unused);
                self.state.touched(touched, now);
                self.waiting.push(waiting);
            }
        }
        self.publish();
        if let Some(lane) = done.lane {
            let taken_over = cost::spent().saturating_sub(before);
            self.shared.costs().add(lane, done.spent + taken_over);
        }
        if !matches!(done.lane, Some(lane) if lane != Lane::Metadata) {
            for waiting in self.waiting.drain(..) {
                // nobody waits any more: no matter
                let _ = waiting.send(());
            }
        }
        self.next_touch();
    }

    fn seen(&mut self, metadata: castellan_kafka::Metadata, now: i64) {
        self.clients.clear();
        self.state.metadata(metadata, now);
        if self.passes > 0 && !self.state.without_configs().is_empty() {
            self.schedule.force(Lane::Configs);
            self.configs.clear();
        }
    }

    fn not_seen(&mut self, error: &castellan_kafka::Error, now: i64) {
        let never = self.state.topology().is_none();
        if never
            && connect::may_be_mechanism(error)
            && let Some(config) = self.clients.pop_front()
            && let Ok(client) = self.shared.make_client(config)
        {
            self.client = client;
            self.schedule.force(Lane::Metadata);
            return;
        }
        tracing::warn!(instance.id = %self.shared.id(), "the cluster does not answer: {error}");
        self.state.unreachable(error.to_string(), now);
        self.schedule.failed();
    }

    fn configs_read(
        &mut self,
        answer: castellan_kafka::Result<Vec<castellan_kafka::DescribedConfigs>>,
        older: bool,
        now: i64,
    ) {
        let complete = self.configs.is_empty();
        match answer {
            Ok(described) if !older => self.state.configs(described, complete, now),
            Ok(_) => self.configs.clear(),
            Err(error) => {
                tracing::warn!(instance.id = %self.shared.id(), "topic configs were not read: {error}");
                self.passes += 1;
            }
        }
        self.passes += u32::from(complete);
        self.pace_configs();
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Refresh(done) => {
                for lane in Lane::ALL {
                    self.schedule.force(lane);
                }
                self.waiting.push(done);
            }
            Command::Touch(topics, expect, done) => {
                self.touches.push_back((topics, expect, done));
                self.next_touch();
            }
        }
    }

    fn next_touch(&mut self) {
        if self.touching {
            return;
        }
        if let Some((topics, expect, done)) = self.touches.pop_front() {
            self.touching = true;
            self.epoch += 1;
            let client = self.client.clone();
            let touch = reads::touch(client, topics, expect, done);
            self.fly(None, Instant::now(), touch);
        }
    }

    fn publish(&mut self) {
        self.state.finish(self.clock.now_ms());
        let snapshot = self.shared.publish(&mut self.state.snapshot);
        let mut read = std::mem::take(&mut self.state.read);
        read.sort_unstable();
        read.dedup();
        for part in read {
            if let Some((version, as_of)) = version(&snapshot, part) {
                self.shared.events().publish(Event::Snapshot {
                    part,
                    version,
                    as_of,
                });
            }
        }
    }
}

/// Version and age of a part. That of the metadata counts the cluster's facts too.
fn version(snapshot: &Snapshot, part: Part) -> Option<(u64, i64)> {
    match part {
        Part::Metadata => snapshot
            .metadata
            .as_ref()
            .map(|part| (part.version, part.as_of)),
        Part::Offsets => snapshot
            .offsets
            .as_ref()
            .map(|part| (part.version, part.as_of)),
        Part::LogDirs => snapshot
            .log_dirs
            .as_ref()
            .map(|part| (part.version, part.as_of)),
        Part::Configs => snapshot
            .configs
            .as_ref()
            .map(|part| (part.version, part.as_of)),
        Part::Groups => snapshot
            .groups
            .as_ref()
            .map(|part| (part.version, part.as_of)),
        Part::Moves => snapshot
            .moves
            .as_ref()
            .map(|part| (part.version, part.as_of)),
    }
}
