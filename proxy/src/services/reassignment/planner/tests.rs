//! What holds for every plan, over random clusters and wishes; plans small enough to be checked
//! by hand or against all others are in the files below.

mod bounds;
mod by_hand;

use super::testing::*;
use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// As `uneven` has it.
type Uneven = (i128, i128);

const ALL: &[u8] = &[0, 1, 2, 3, 4];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, max_global_rejects: 200_000, ..ProptestConfig::default() })]

    #[test]
    fn every_plan_is_valid(case in case(ALL)) {
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        let open: BTreeSet<i32> = match &case.wish.goal {
            Goal::Fill(ids) => ids.iter().copied().collect(),
            _ => case.even().into_iter().collect(),
        };
        let mut last = None;
        for one in &outcome.plan.moves {
            prop_assert!(last < Some(one.partition));
            last = Some(one.partition);
            let partition = &case.partitions[one.partition];
            prop_assert!(one.replicas != partition.replicas);
        }
        for (one, list) in case.partitions.iter().zip(&outcome.after) {
            if !one.chosen {
                continue;
            }
            let different: BTreeSet<_> = list.iter().collect();
            prop_assert_eq!(different.len(), list.len(), "a broker twice");
            prop_assert_eq!(list.len(), case.wanted(one));
            for id in list {
                prop_assert!(case.stays(*id) || open.contains(id));
                prop_assert!(one.replicas.contains(id) || open.contains(id));
                let alive = case.brokers.iter().any(|broker| broker.id == *id && broker.alive);
                prop_assert!(one.replicas.contains(id) || alive);
            }
        }
    }

    #[test]
    fn what_is_not_chosen_stays(case in case(ALL)) {
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        for (one, list) in case.partitions.iter().zip(&outcome.after) {
            prop_assert!(one.chosen || *list == one.replicas);
        }
    }

    #[test]
    fn the_same_wish_has_the_same_plan(case in case(ALL)) {
        let plans = [(); 2].map(|()| case.plan().map(|outcome| outcome.plan));
        prop_assert_eq!(&plans[0], &plans[1]);
    }

    #[test]
    fn no_goal_pays_for_one_of_equal_or_lower_rank(case in case(&[2, 4, 4])) {
        prop_assume!(case.free());
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        let (before, after) = (case.loads(&case.before()), case.loads(&outcome.after));
        let even = case.even();
        let weights = case.wish.weights;
        let mut ranked: Vec<(u32, Uneven, Uneven)> = [weights.replicas, weights.leaders, weights.bytes]
            .into_iter()
            .enumerate()
            .filter(|(_, weight)| *weight > 0)
            .map(|(figure, weight)| (2 * weight, uneven(&before, &even, figure), uneven(&after, &even, figure)))
            .collect();
        let missing = |lists: &[Vec<i32>]| (i128::try_from(case.racks_missing(lists)).unwrap(), 0);
        let racks = match case.wish.racks {
            Racks::Strict => u32::MAX,
            Racks::BestEffort => (2 * weights.replicas).checked_sub(1).unwrap_or(u32::MAX),
            Racks::Ignore => 0,
        };
        if racks > 0 {
            ranked.push((racks, missing(&case.before()), missing(&outcome.after)));
        }
        ranked.sort_by_key(|(weight, ..)| std::cmp::Reverse(*weight));
        for group in ranked.chunk_by(|one, other| one.0 == other.0) {
            for (_, before, after) in group {
                prop_assert!(after.0 <= before.0 && after.1 <= before.1, "{ranked:?}");
            }
            if group.iter().any(|(_, before, after)| after < before) {
                break;
            }
        }
    }

    /// Where something is forced, evenness alone may get worse: measured is how many replicas would
    /// still have to move, come or go until all is even.
    #[test]
    fn what_is_forced_brings_replicas_no_further_from_even(case in case(ALL)) {
        prop_assume!(case.wish.weights == Weights::default());
        prop_assume!(case.wish.racks != Racks::Strict);
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        let even = case.even();
        let last = case.loads(&outcome.after);
        let total: i128 = even.iter().map(|id| last[id][0]).sum();
        let count = i128::try_from(even.len()).unwrap();
        let (floor, ceil) = (total / count, (total + count - 1) / count);
        let far = |lists: &[Vec<i32>]| {
            let loads = case.loads(lists);
            let off: i128 = even.iter().map(|id| (floor - loads[id][0]).max(0) + (loads[id][0] - ceil).max(0)).sum();
            let misplaced: usize = case.partitions.iter().zip(lists).filter(|(one, _)| one.chosen)
                .map(|(one, list)| list.len().abs_diff(case.wanted(one)) + list.iter().filter(|id| !case.stays(**id)).count())
                .sum();
            off + i128::try_from(misplaced).unwrap()
        };
        let (before, after) = (far(&case.before()), far(&outcome.after));
        prop_assert!(after <= before, "{before} -> {after}");
    }

    #[test]
    fn a_drain_moves_the_bound_and_nothing_else(case in case(&[1])) {
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        let plan = &outcome.plan;
        prop_assert_eq!(plan.replicas, plan.bound.replicas);
        prop_assert_eq!(plan.bytes, plan.bound.bytes);
        prop_assert_eq!(plan.bytes, plan.bound.bytes_for_counts);
        let drained = case.named();
        for (one, list) in case.partitions.iter().zip(&outcome.after) {
            let kept: Vec<i32> = one.replicas.iter().copied().filter(|id| !drained.contains(id)).collect();
            if kept.len() == one.replicas.len() {
                prop_assert_eq!(list, &one.replicas);
            }
            prop_assert!(kept.iter().all(|id| !one.chosen || list.contains(id)));
        }
    }

    #[test]
    fn a_change_of_the_replication_factor_moves_the_bound_and_nothing_else(case in case(&[3])) {
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        let plan = &outcome.plan;
        prop_assert_eq!(plan.replicas, plan.bound.replicas);
        prop_assert_eq!(plan.bytes, plan.bound.bytes);
        for (one, list) in case.partitions.iter().zip(&outcome.after) {
            let kept = one.replicas.iter().filter(|id| list.contains(id)).count();
            prop_assert_eq!(kept, list.len().min(one.replicas.len()));
        }
    }

    #[test]
    fn a_fill_moves_at_most_a_tenth_more_than_the_bound(case in case(&[2])) {
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        let plan = &outcome.plan;
        prop_assert!(10 * plan.replicas <= 11 * plan.bound.replicas, "{plan:?}");
        let filled = case.named();
        for broker in &outcome.measure.brokers {
            if filled.contains(&broker.id) {
                prop_assert_eq!(broker.replicas_out, 0);
            } else {
                prop_assert_eq!(broker.replicas_in, 0);
            }
        }
    }

    #[test]
    fn bytes_are_at_most_half_more_than_the_bound(case in case(ALL)) {
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        let plan = &outcome.plan;
        prop_assert!(2 * u128::from(plan.bytes) <= 3 * u128::from(plan.bound.bytes), "{plan:?}");
        prop_assert!(plan.bound.replicas <= plan.replicas);
        prop_assert!(plan.bound.bytes <= plan.bytes);
        prop_assert!(plan.bound.bytes_for_counts <= plan.bound.bytes);
    }

    #[test]
    fn leaders_stay_where_that_is_asked(case in case(ALL)) {
        prop_assume!(case.wish.keep_leaders);
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        for (one, list) in case.partitions.iter().zip(&outcome.after) {
            let leader = one.replicas.first();
            prop_assert!(!leader.is_some_and(|id| list.contains(id)) || list.first() == leader);
        }
    }

    #[test]
    fn those_kept_stand_in_the_order_they_had(case in case(ALL)) {
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        for (one, list) in case.partitions.iter().zip(&outcome.after) {
            let leader = list.first().copied();
            let order = |list: &[i32], other: &[i32]| -> Vec<i32> {
                list.iter().copied().filter(|id| other.contains(id) && Some(*id) != leader).collect()
            };
            let was = order(&one.replicas, list);
            let now = order(list, &one.replicas);
            prop_assert_eq!(was, now);
        }
    }

    #[test]
    fn strict_racks_are_never_lost_and_mended_by_balance(case in case(ALL)) {
        prop_assume!(case.wish.racks == Racks::Strict);
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        let most = case.racks(&case.even());
        for (one, list) in case.partitions.iter().zip(&outcome.after) {
            let (before, after) = (case.racks(&one.replicas), case.racks(list));
            prop_assert!(after >= before.min(list.len()), "{one:?} {list:?}");
            if one.chosen && case.wish.goal == Goal::Balance {
                prop_assert!(after >= list.len().min(most), "{one:?} {list:?}");
            }
        }
    }

    #[test]
    fn leaders_are_as_even_as_one_more_handover_could_make_them(case in case(&[0, 4])) {
        prop_assume!(!case.wish.keep_leaders && case.wish.weights == Weights::default());
        let Ok(outcome) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        let loads = case.loads(&outcome.after);
        let even = case.even();
        for (_, list) in case.partitions.iter().zip(&outcome.after).filter(|(one, _)| one.chosen) {
            for other in list.iter().skip(1) {
                let (from, to) = (loads[&list[0]][1], loads[other][1]);
                prop_assert!(!even.contains(other) || from <= to + 1, "{list:?} {loads:?}");
            }
        }
    }

    #[test]
    fn the_plan_and_its_measure_agree(case in case(ALL)) {
        let Ok(Outcome { plan, measure, after }) = case.plan() else { return Err(TestCaseError::reject("refused")); };
        prop_assert_eq!((plan.replicas, plan.bytes), (measure.replicas, measure.bytes));
        prop_assert_eq!(plan.moves.len() as u64, measure.partitions);
        let (before, after) = (case.loads(&case.before()), case.loads(&after));
        for broker in &measure.brokers {
            for (load, loads) in [(broker.before, &before), (broker.after, &after)] {
                let [replicas, leaders, bytes] = loads[&broker.id].map(|one| u64::try_from(one).unwrap());
                prop_assert_eq!(load, Load { replicas, leaders, bytes });
            }
        }
        let sum = |figure: fn(&BrokerMeasure) -> u64| measure.brokers.iter().map(figure).sum::<u64>();
        prop_assert_eq!(sum(|one| one.bytes_in), measure.bytes);
        prop_assert_eq!(sum(|one| one.bytes_out), measure.bytes);
        prop_assert_eq!(sum(|one| one.replicas_in), measure.replicas);
    }
}
