//! Configs as they are being changed: only what the user touched, as Kafka writes it.

use crate::format::{NBSP, bytes, duration, number};
use crate::i18n::text;
use castellan_api::configs::{Config, ConfigSource};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Configs as they are being changed.
#[derive(Clone, Copy)]
pub struct Draft {
    /// What was touched: the new value, or `None` to reset it to the cluster's default.
    pub set: RwSignal<BTreeMap<String, Option<String>>>,
    /// Configs whose field holds what cannot be sent.
    pub bad: RwSignal<BTreeSet<String>>,
}

impl Draft {
    /// Nothing touched.
    pub fn new() -> Self {
        Self {
            set: RwSignal::new(BTreeMap::new()),
            bad: RwSignal::new(BTreeSet::new()),
        }
    }

    /// Sets a value, or resets it where there is none.
    pub fn put(self, name: &str, value: Option<String>) {
        self.mark(name, false);
        if self.set.with_untracked(|set| set.get(name) != Some(&value)) {
            self.set.update(|set| {
                set.insert(name.to_owned(), value);
            });
        }
    }

    /// Leaves a value as it is.
    pub fn leave(self, name: &str) {
        self.mark(name, false);
        if self.set.with_untracked(|set| set.contains_key(name)) {
            self.set.update(|set| {
                set.remove(name);
            });
        }
    }

    /// The field holds what cannot be sent.
    pub fn refuse(self, name: &str) {
        self.mark(name, true);
    }

    fn mark(self, name: &str, bad: bool) {
        if self.bad.with_untracked(|all| all.contains(name)) != bad {
            self.bad.update(|all| {
                if bad {
                    all.insert(name.to_owned());
                } else {
                    all.remove(name);
                }
            });
        }
    }

    /// What was done to a config. Followed.
    pub fn of(self, name: &str) -> Option<Option<String>> {
        self.set.with(|set| set.get(name).cloned())
    }

    /// What is sent, or nothing while a field is wrong. Followed.
    pub fn good(self) -> Option<BTreeMap<String, Option<String>>> {
        self.bad.with(BTreeSet::is_empty).then(|| self.set.get())
    }

    /// The values set, without those to reset. Followed.
    pub fn values(self) -> BTreeMap<String, String> {
        self.set.with(|set| {
            set.iter()
                .filter_map(|(name, value)| Some((name.clone(), value.clone()?)))
                .collect()
        })
    }
}

impl Default for Draft {
    fn default() -> Self {
        Self::new()
    }
}

/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;

/// A config's value as people read it beside Kafka's own; nothing where they are the same.
pub fn in_words(name: &str, value: &str) -> Option<String> {
    let amount: i64 = value.parse().ok()?;
    if amount == i64::MAX {
        return Some(text().topic().no_end.to_owned());
    }
    if name.ends_with(".ms") {
        return (0..=i64::MAX / 2)
            .contains(&amount)
            .then(|| duration(amount));
    }
    if name.ends_with(".bytes") {
        let amount = u64::try_from(amount)
            .ok()
            .filter(|amount| (1_000..u64::MAX / 4).contains(amount))?;
        return Some(match amount.is_multiple_of(1 << 20) {
            true => format!("{}{NBSP}MiB", number(amount >> 20)),
            false => bytes(amount).whole(),
        });
    }
    None
}

/// True if the topic itself sets it.
pub fn set_here(config: &Config) -> bool {
    config.source == ConfigSource::Topic
}
