//! Topics that were deleted through the console, so that it can tell of one that comes back: where
//! the cluster creates topics by itself, a client that still uses the name makes it again. Kept in
//! memory: after a restart a topic that is back is a topic like any other.

use castellan_api::instances::{Finding, FindingLink, Severity};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Names remembered; the oldest are forgotten first.
const MOST: usize = 1_000;
/// How long a name is remembered, milliseconds.
const KEPT_MS: i64 = 24 * 3_600_000;

/// When each name was deleted, milliseconds since 1970 UTC.
#[derive(Debug, Default)]
pub struct Deleted(Mutex<BTreeMap<String, i64>>);

impl Deleted {
    fn names(&self) -> MutexGuard<'_, BTreeMap<String, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers topics that are gone from the cluster.
    pub fn remember<'a>(&self, topics: impl IntoIterator<Item = &'a str>, now: i64) {
        let mut names = self.names();
        names.retain(|_, deleted| now.saturating_sub(*deleted) < KEPT_MS);
        names.extend(topics.into_iter().map(|name| (name.to_owned(), now)));
        while names.len() > MOST {
            let oldest = names.iter().min_by_key(|(_, deleted)| **deleted);
            let Some(oldest) = oldest.map(|(name, _)| name.clone()) else {
                break;
            };
            names.remove(&oldest);
        }
    }

    /// Forgets topics that somebody made again on purpose.
    pub fn forget<'a>(&self, topics: impl IntoIterator<Item = &'a str>) {
        let mut names = self.names();
        for name in topics {
            names.remove(name);
        }
    }

    /// One finding a topic that `exists` again.
    pub fn findings(&self, exists: impl Fn(&str) -> bool, auto_create: bool) -> Vec<Finding> {
        let by = if auto_create {
            "This cluster creates topics by itself: a client still uses the name. Stop the client, then delete the topic again."
        } else {
            "Another tool or a client made it, without messages and with the cluster's defaults unless that tool said otherwise."
        };
        self.names()
            .iter()
            .filter(|(name, _)| exists(name))
            .map(|(name, deleted)| Finding {
                severity: Severity::Warning,
                title: format!("{name} is back after it was deleted"),
                detail: by.to_owned(),
                since: *deleted,
                link: FindingLink::Nowhere,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_that_comes_back_is_told_until_it_is_made_on_purpose() {
        let deleted = Deleted::default();
        deleted.remember(["a", "b"], 5);
        let titles = |exists: &[&str]| -> Vec<String> {
            let found = deleted.findings(|name| exists.contains(&name), true);
            found.into_iter().map(|finding| finding.title).collect()
        };
        assert!(titles(&["c"]).is_empty());
        assert_eq!(titles(&["a", "c"]), ["a is back after it was deleted"]);
        deleted.forget(["a"]);
        assert!(titles(&["a"]).is_empty());
        deleted.remember(["z"], 5 + KEPT_MS);
        assert!(titles(&["b"]).is_empty(), "a day later nobody asks");
    }

    #[test]
    fn the_oldest_are_forgotten_first() {
        let deleted = Deleted::default();
        for at in 0..=1_000_i32 {
            deleted.remember([format!("t{at}").as_str()], i64::from(at));
        }
        assert_eq!(deleted.findings(|_| true, false).len(), MOST);
        assert!(deleted.findings(|name| name == "t0", false).is_empty());
    }
}
