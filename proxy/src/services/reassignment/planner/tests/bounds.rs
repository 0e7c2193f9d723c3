//! The bound against all plans there are, for clusters small enough to try them all.

use super::super::testing::*;
use super::super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// All lists of so many different brokers, as sets: order copies nothing.
fn sets(brokers: &[i32], size: usize) -> Vec<Vec<i32>> {
    let Some((first, rest)) = brokers.split_first() else {
        return if size == 0 { vec![vec![]] } else { vec![] };
    };
    let mut all = sets(rest, size);
    if size > 0 {
        for mut set in sets(rest, size - 1) {
            set.push(*first);
            all.push(set);
        }
    }
    all
}

struct Least {
    replicas: u64,
    bytes: u64,
    bytes_for_counts: u64,
}

/// The least that any plan copies that has the same counts, racks of each partition, and bytes
/// where those count.
fn least(case: &Case, outcome: &Outcome) -> Least {
    let goal = case.loads(&outcome.after);
    let open: BTreeSet<i32> = case.even().into_iter().collect();
    let mut least = Least {
        replicas: u64::MAX,
        bytes: u64::MAX,
        bytes_for_counts: u64::MAX,
    };
    let mut lists: Vec<Vec<i32>> = Vec::new();
    try_all(case, outcome, &open, &mut lists, &mut |lists| {
        let loads = case.loads(lists);
        let same = |figure: usize| {
            goal.iter()
                .all(|(id, load)| loads[id][figure] == load[figure])
        };
        if !same(0) {
            return;
        }
        let (mut replicas, mut bytes) = (0, 0);
        for (one, list) in case.partitions.iter().zip(lists) {
            let new = list.iter().filter(|id| !one.replicas.contains(id)).count() as u64;
            replicas += new;
            bytes += new * one.bytes;
        }
        least.replicas = least.replicas.min(replicas);
        least.bytes_for_counts = least.bytes_for_counts.min(bytes);
        if case.wish.weights.bytes == 0 || same(2) {
            least.bytes = least.bytes.min(bytes);
        }
    });
    least
}

fn try_all(
    case: &Case,
    outcome: &Outcome,
    open: &BTreeSet<i32>,
    lists: &mut Vec<Vec<i32>>,
    look: &mut impl FnMut(&[Vec<i32>]),
) {
    let Some(one) = case.partitions.get(lists.len()) else {
        look(lists);
        return;
    };
    let all: Vec<i32> = case.brokers.iter().map(|broker| broker.id).collect();
    let choices = if one.chosen {
        sets(&all, case.wanted(one))
    } else {
        vec![one.replicas.clone()]
    };
    let racks = case.racks(&outcome.after[lists.len()]);
    for list in choices {
        let allowed = list
            .iter()
            .all(|id| open.contains(id) || (one.replicas.contains(id) && case.stays(*id)));
        let racked = case.wish.racks == Racks::Ignore || case.racks(&list) == racks;
        if !one.chosen || (allowed && racked) {
            lists.push(list);
            try_all(case, outcome, open, lists, look);
            lists.pop();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, max_global_rejects: 200_000, ..ProptestConfig::default() })]

    #[test]
    fn no_plan_with_the_same_result_copies_less_than_the_bound(case in sized_case(&[0, 1, 2, 3, 4], 2..=4, 5)) {
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        let bound = outcome.plan.bound;
        let least = least(&case, &outcome);
        prop_assert!(bound.replicas <= least.replicas);
        prop_assert!(bound.bytes <= least.bytes, "{bound:?} {}", least.bytes);
        prop_assert!(bound.bytes_for_counts <= least.bytes_for_counts);
    }
}

#[test]
fn all_sets_are_tried() {
    let found: BTreeMap<usize, usize> = (0..=4)
        .map(|size| (size, sets(&[1, 2, 3, 4], size).len()))
        .collect();
    assert_eq!(
        found,
        BTreeMap::from([(0, 1), (1, 4), (2, 6), (3, 4), (4, 1)])
    );
}
