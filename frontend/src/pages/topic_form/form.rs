//! What is typed into the form, and the topic it stands for.

use crate::api::Failure;
use crate::components::field::parse_number;
use crate::pages::topic_actions::draft::Draft;
use crate::pages::topic_actions::partitions::assignment;
use castellan_api::rules;
use castellan_api::topics::{NewTopic, TopicDefaults};
use leptos::prelude::*;

/// Fields that show what the console refuses in them.
pub const POINTERS: &[&str] = &[
    "/name",
    "/partitions",
    "/replicas",
    "/assignment",
    "/description",
];

/// The config that synchronous replication sets.
pub const MIN_ISR: &str = "min.insync.replicas";

/// What is typed.
#[derive(Clone, Copy)]
pub struct Form {
    /// Name.
    pub name: RwSignal<String>,
    /// Partitions; empty: the cluster's default.
    pub partitions: RwSignal<String>,
    /// Replicas; empty: the cluster's default.
    pub replicas: RwSignal<String>,
    /// Description.
    pub description: RwSignal<String>,
    /// Configs that were touched.
    pub draft: Draft,
    /// True: `min.insync.replicas` follows the replicas.
    pub sync: RwSignal<bool>,
    /// True: brokers are chosen by hand.
    pub placed: RwSignal<bool>,
    /// The brokers chosen.
    pub rows: RwSignal<String>,
    /// Why the last dry run was refused.
    pub failure: RwSignal<Option<Failure>>,
}

impl Form {
    /// An empty form.
    pub fn new() -> Self {
        Self {
            name: RwSignal::new(String::new()),
            partitions: RwSignal::new(String::new()),
            replicas: RwSignal::new(String::new()),
            description: RwSignal::new(String::new()),
            draft: Draft::new(),
            sync: RwSignal::new(false),
            placed: RwSignal::new(false),
            rows: RwSignal::new(String::new()),
            failure: RwSignal::new(None),
        }
    }

    /// Follows why the dry run is refused.
    pub fn refused(self, failure: RwSignal<Option<Failure>>) {
        Effect::new(move || self.failure.set(failure.get()));
    }

    /// What the console says is wrong with a field.
    pub fn error(self, pointer: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failure
                .with(|failure| failure.as_ref().and_then(|failure| failure.field(pointer)))
        })
    }

    /// Brokers chosen by hand: `Some(None)` if what is typed says none.
    fn chosen(self) -> Option<Option<Vec<Vec<i32>>>> {
        self.placed.get().then(|| {
            self.rows
                .with(|rows| assignment(rows))
                .filter(|rows| !rows.is_empty())
        })
    }

    /// Replicas it would have. Followed.
    pub fn replica_count(self, defaults: &TopicDefaults) -> Option<i32> {
        if let Some(rows) = self.chosen() {
            return rows?.first().and_then(|row| i32::try_from(row.len()).ok());
        }
        match self.replicas.with(|typed| typed.trim().to_owned()) {
            typed if typed.is_empty() => defaults.replicas,
            typed => parse_number(&typed).and_then(|count| i32::try_from(count).ok()),
        }
    }

    /// Partitions it would have. Followed.
    pub fn partition_count(self, defaults: &TopicDefaults) -> Option<i32> {
        if let Some(rows) = self.chosen() {
            return i32::try_from(rows?.len()).ok();
        }
        match self.partitions.with(|typed| typed.trim().to_owned()) {
            typed if typed.is_empty() => defaults.partitions,
            typed => parse_number(&typed).and_then(|count| i32::try_from(count).ok()),
        }
    }

    /// How many fields must be corrected before the cluster is asked. Followed.
    pub fn wrong(self, defaults: &TopicDefaults) -> usize {
        let name = self
            .name
            .with(|name| rules::topic_name(name.trim()).is_err());
        let description = self
            .description
            .with(|text| rules::description(text, rules::TOPIC_DESCRIPTION_MAX).is_err());
        let placed = self.chosen() == Some(None);
        let count = |typed: RwSignal<String>, bad: &dyn Fn(i32) -> bool| {
            !self.placed.get()
                && typed.with(|typed| {
                    !typed.trim().is_empty()
                        && parse_number(typed)
                            .and_then(|count| i32::try_from(count).ok())
                            .is_none_or(bad)
                })
        };
        let partitions = count(self.partitions, &|count| rules::partitions(count).is_err());
        let replicas = count(self.replicas, &|count| {
            rules::replicas(count, defaults.brokers).is_err()
        });
        let configs = self.draft.bad.with(std::collections::BTreeSet::len);
        [name, description, placed, partitions, replicas]
            .iter()
            .filter(|wrong| **wrong)
            .count()
            + configs
    }

    /// The topic, once no field is wrong. Followed.
    pub fn topic(self, defaults: &TopicDefaults) -> Option<NewTopic> {
        if self.wrong(defaults) > 0 {
            return None;
        }
        let mut configs = self.draft.values();
        if self.sync.get()
            && let Some(replicas) = self
                .replica_count(defaults)
                .filter(|replicas| *replicas >= 2)
        {
            configs.insert(MIN_ISR.to_owned(), replicas.to_string());
        }
        let count = |typed: RwSignal<String>| typed.with(|typed| parse_number(typed));
        let assignment = self.chosen().flatten();
        let counted = assignment.is_none();
        Some(NewTopic {
            name: self.name.with(|name| name.trim().to_owned()),
            partitions: count(self.partitions)
                .and_then(|count| i32::try_from(count).ok())
                .filter(|_| counted),
            replicas: count(self.replicas)
                .and_then(|count| i16::try_from(count).ok())
                .filter(|_| counted),
            assignment,
            configs,
            description: self.description.get(),
        })
    }
}
