//! Plans that are small enough to be checked by hand, and what is refused.

use super::super::testing::*;
use super::super::*;

fn brokers(ids: &[i32]) -> Vec<Broker> {
    ids.iter()
        .map(|id| Broker {
            id: *id,
            rack: None,
            alive: true,
        })
        .collect()
}

fn racked(racks: &[(i32, &str)]) -> Vec<Broker> {
    racks
        .iter()
        .map(|(id, rack)| Broker {
            id: *id,
            rack: Some((*rack).to_owned()),
            alive: true,
        })
        .collect()
}

fn partitions(lists: &[&[i32]]) -> Vec<Owned> {
    (lists.iter().zip(0..))
        .map(|(list, index)| Owned {
            topic: 0,
            index,
            replicas: list.to_vec(),
            bytes: 100,
            chosen: true,
            replication_factor: None,
        })
        .collect()
}

fn case(brokers: Vec<Broker>, lists: &[&[i32]], goal: Goal) -> Case {
    Case {
        wish: Wish {
            targets: brokers.iter().map(|one| one.id).collect(),
            goal,
            racks: Racks::Strict,
            keep_leaders: false,
            weights: Weights::default(),
        },
        brokers,
        partitions: partitions(lists),
    }
}

fn with_factor(mut case: Case, factor: usize) -> Case {
    for one in &mut case.partitions {
        one.replication_factor = Some(factor);
    }
    case
}

#[test]
fn what_is_even_stays() {
    let lists: &[&[i32]] = &[&[1, 2], &[2, 3], &[3, 1]];
    let plan = case(brokers(&[1, 2, 3]), lists, Goal::Balance)
        .plan()
        .unwrap()
        .plan;
    assert_eq!(plan.moves, []);
    assert_eq!(plan.bound, Bound::default());
}

#[test]
fn leaders_alone_are_evened_out_without_a_copy() {
    let lists: &[&[i32]] = &[&[1, 2, 3], &[1, 2, 3], &[1, 2, 3]];
    let outcome = case(brokers(&[1, 2, 3]), lists, Goal::Balance)
        .plan()
        .unwrap();
    assert_eq!((outcome.plan.replicas, outcome.plan.bytes), (0, 0));
    assert_eq!(outcome.plan.moves.len(), 2);
    let spread = outcome.measure.spread_after(&[1, 2, 3]);
    assert_eq!((spread.leaders.least, spread.leaders.most), (1, 1));
    let mut kept = case(brokers(&[1, 2, 3]), lists, Goal::Balance);
    kept.wish.keep_leaders = true;
    assert_eq!(kept.plan().unwrap().plan.moves, []);
}

#[test]
fn a_leader_goes_over_a_third_broker() {
    // 1 leads three and shares none with 3, but 2 shares with both
    let lists: &[&[i32]] = &[&[1, 2], &[1, 2], &[1, 2], &[2, 3]];
    let mut case = case(brokers(&[1, 2, 3]), lists, Goal::Balance);
    case.wish.weights = Weights {
        replicas: 0,
        leaders: 1,
        bytes: 0,
    };
    let spread = case.plan().unwrap().measure.spread_after(&[1, 2, 3]);
    assert_eq!((spread.leaders.least, spread.leaders.most), (1, 2));
}

#[test]
fn a_new_broker_is_filled_to_its_share() {
    let lists: &[&[i32]] = &[&[1, 2], &[2, 1], &[1, 2], &[2, 1], &[1, 2], &[2, 1]];
    let outcome = case(brokers(&[1, 2, 3]), lists, Goal::Fill(vec![3]))
        .plan()
        .unwrap();
    assert_eq!((outcome.plan.replicas, outcome.plan.bound.replicas), (4, 4));
    assert_eq!((outcome.plan.bytes, outcome.plan.bound.bytes), (400, 400));
    let spread = outcome.measure.spread_after(&[1, 2, 3]);
    assert_eq!((spread.replicas.least, spread.replicas.most), (4, 4));
    assert_eq!((spread.leaders.least, spread.leaders.most), (2, 2));
}

#[test]
fn small_partitions_move_where_bytes_do_not_count() {
    let mut case = case(brokers(&[1, 2]), &[&[1], &[1], &[1], &[1]], Goal::Balance);
    for (one, bytes) in case.partitions.iter_mut().zip([900, 5, 800, 7]) {
        one.bytes = bytes;
    }
    case.wish.weights.bytes = 0;
    let outcome = case.plan().unwrap();
    assert_eq!(outcome.plan.bytes, 12);
    assert_eq!(outcome.plan.bound.bytes, 12);
    // where they do, half of the bytes go too: 900 stays with one, 800 goes with another
    case.wish.weights.bytes = 1;
    let spread = case.plan().unwrap().measure.spread_after(&[1, 2]);
    assert!(spread.bytes.most <= 907, "{spread:?}");
}

#[test]
fn a_broker_is_drained_in_place() {
    let lists: &[&[i32]] = &[&[3, 1], &[1, 3], &[1, 2], &[2, 1]];
    let outcome = case(brokers(&[1, 2, 3, 4]), lists, Goal::Drain(vec![3]))
        .plan()
        .unwrap();
    assert_eq!(outcome.after, [[4, 1], [1, 4], [1, 2], [2, 1]]);
    assert_eq!(outcome.plan.bound.replicas, 2);
}

#[test]
fn a_dead_broker_that_only_lists_name_can_be_drained() {
    let outcome = case(brokers(&[1, 2]), &[&[9, 1], &[2, 1]], Goal::Drain(vec![9]))
        .plan()
        .unwrap();
    assert_eq!(outcome.after, [[1, 2], [2, 1]]);
    let of_2 = outcome
        .measure
        .brokers
        .iter()
        .find(|one| one.id == 2)
        .unwrap();
    assert_eq!((of_2.bytes_in, of_2.bytes_out), (100, 0));
    let of_1 = outcome
        .measure
        .brokers
        .iter()
        .find(|one| one.id == 1)
        .unwrap();
    assert_eq!(of_1.bytes_out, 100, "the dead leader cannot serve");
}

#[test]
fn excluded_brokers_are_left() {
    let lists: &[&[i32]] = &[&[1, 2], &[2, 3], &[3, 1]];
    let mut case = case(brokers(&[1, 2, 3, 4]), lists, Goal::Balance);
    case.wish.targets = vec![1, 2, 4];
    let outcome = case.plan().unwrap();
    assert!(outcome.after.iter().all(|list| !list.contains(&3)));
    assert_eq!((outcome.plan.replicas, outcome.plan.bound.replicas), (2, 2));
}

#[test]
fn the_replication_factor_grows_and_shrinks() {
    let lists: &[&[i32]] = &[&[1], &[2], &[3]];
    let grown = with_factor(case(brokers(&[1, 2, 3]), lists, Goal::ReplicationFactor), 2)
        .plan()
        .unwrap();
    assert_eq!((grown.plan.replicas, grown.plan.bound.replicas), (3, 3));
    let spread = grown.measure.spread_after(&[1, 2, 3]);
    assert_eq!((spread.replicas.least, spread.replicas.most), (2, 2));
    assert!(
        grown
            .after
            .iter()
            .zip(lists)
            .all(|(now, was)| now[0] == was[0])
    );

    let lists: &[&[i32]] = &[&[1, 2, 3], &[1, 2, 3], &[1, 2, 3]];
    let shrunk = with_factor(case(brokers(&[1, 2, 3]), lists, Goal::ReplicationFactor), 1)
        .plan()
        .unwrap();
    assert_eq!((shrunk.plan.replicas, shrunk.plan.bytes), (0, 0));
    let spread = shrunk.measure.spread_after(&[1, 2, 3]);
    assert_eq!((spread.replicas.least, spread.replicas.most), (1, 1));
}

#[test]
fn replicas_spread_over_racks() {
    let racks = racked(&[(1, "a"), (2, "a"), (3, "b"), (4, "b")]);
    let lists: &[&[i32]] = &[&[1, 2], &[3, 4], &[2, 1], &[4, 3]];
    let outcome = case(racks.clone(), lists, Goal::Balance).plan().unwrap();
    assert!(
        outcome
            .after
            .iter()
            .all(|list| (list[0] <= 2) != (list[1] <= 2)),
        "{outcome:?}"
    );
    assert_eq!((outcome.plan.replicas, outcome.plan.bound.replicas), (4, 4));
    assert_eq!(
        (
            outcome.measure.short_of_racks_before,
            outcome.measure.short_of_racks_after
        ),
        (4, 0)
    );
    let lists: &[&[i32]] = &[&[1], &[1], &[1], &[1]];
    let grown = with_factor(case(racks, lists, Goal::ReplicationFactor), 2)
        .plan()
        .unwrap();
    assert!(
        grown
            .after
            .iter()
            .all(|list| list.contains(&1) && !list.contains(&2)),
        "{grown:?}"
    );
}

#[test]
fn a_rack_that_cannot_be_kept_is_refused_where_racks_are_strict() {
    let racks = racked(&[(1, "a"), (2, "a"), (3, "b")]);
    let mut case = case(racks, &[&[1, 3]], Goal::Drain(vec![3]));
    let refusal = case.plan().unwrap_err();
    assert_eq!(refusal.topic(), Some(0));
    assert_eq!(
        refusal.to_string(),
        "Partition 0 of this topic stands in 2 racks and could stand in only 1: name brokers of \
         more racks, or let racks be best effort."
    );
    case.wish.racks = Racks::BestEffort;
    assert_eq!(case.plan().unwrap().after, [[1, 2]]);
}

#[test]
fn best_effort_lets_counts_come_first_and_strict_does_not() {
    let racks = racked(&[(1, "a"), (2, "a"), (3, "b")]);
    let lists: &[&[i32]] = &[&[1, 3], &[2, 3], &[1, 3], &[2, 3], &[1, 3], &[2, 3]];
    let mut case = case(racks, lists, Goal::Balance);
    assert_eq!(case.plan().unwrap().plan.replicas, 0);
    case.wish.racks = Racks::BestEffort;
    let outcome = case.plan().unwrap();
    let spread = outcome.measure.spread_after(&[1, 2, 3]);
    assert_eq!((spread.replicas.least, spread.replicas.most), (4, 4));
    assert_eq!(outcome.measure.short_of_racks_after, 2);
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let fresh = |goal| case(brokers(&[1, 2]), &[&[1, 2]], goal);
    let words = |case: &Case| case.plan().unwrap_err().to_string();

    assert_eq!(
        words(&with_factor(fresh(Goal::Balance), 3)),
        "Partition 0 of this topic shall have 3 replicas, but only 2 brokers may hold one: name \
         more brokers or ask for fewer replicas."
    );
    assert_eq!(
        words(&fresh(Goal::Drain(vec![2]))),
        "Partition 0 of this topic shall have 2 replicas, but only 1 brokers may hold one: name \
         more brokers or ask for fewer replicas."
    );
    assert_eq!(
        words(&fresh(Goal::Fill(vec![]))),
        "No broker is named to fill: name at least one."
    );
    assert_eq!(
        words(&fresh(Goal::Drain(vec![7]))),
        "There is no broker 7 in this cluster."
    );
    let mut none = fresh(Goal::Balance);
    none.wish.targets.clear();
    assert_eq!(
        words(&none),
        "No broker is named to put replicas on: name at least one."
    );
    let mut dead = fresh(Goal::Balance);
    dead.brokers[1].alive = false;
    assert_eq!(
        words(&dead),
        "Broker 2 cannot be given replicas: it is down. Leave it out or start it."
    );
    let mut unchosen = fresh(Goal::Balance);
    unchosen.partitions[0].chosen = false;
    assert_eq!(
        words(&unchosen),
        "No partition is chosen: choose at least one topic."
    );
    let twice = case(brokers(&[1, 2]), &[&[1, 1]], Goal::Balance);
    assert!(
        words(&twice).starts_with("Partition 0 of this topic has no replica, one broker twice")
    );
    assert!(words(&with_factor(fresh(Goal::Balance), 0)).starts_with("Partition 0"));
    assert!(words(&with_factor(fresh(Goal::Balance), usize::MAX)).contains("only 2 brokers"));
}

#[test]
fn a_topic_is_spread_where_that_costs_nothing() {
    // two topics of four, all on 1; half must go, and two of each do
    let mut case = case(brokers(&[1, 2]), &[[1].as_slice(); 8], Goal::Balance);
    for (place, one) in case.partitions.iter_mut().enumerate() {
        one.topic = u32::from(place >= 4);
    }
    let outcome = case.plan().unwrap();
    let moved = |range: std::ops::Range<usize>| {
        outcome.after[range]
            .iter()
            .filter(|list| list[0] == 2)
            .count()
    };
    assert_eq!((moved(0..4), moved(4..8)), (2, 2));
}

/// Of this thread: the machine may be busy with other things.
fn processor_time() -> std::time::Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    std::time::Duration::from_nanos(stat.split(' ').next().unwrap().parse().unwrap())
}

/// `cargo test --release -- --ignored`.
#[test]
#[ignore = "of a release build alone: it measures time"]
fn a_hundred_thousand_partitions_plan_in_two_seconds() {
    let ids: Vec<i32> = (0..30).collect();
    let mut lists = Vec::new();
    for place in 0..100_000 {
        lists.push([
            place % 10,
            (place + 1 + place / 10 % 4) % 10,
            (place + 5 + place / 100 % 5) % 10,
        ]);
    }
    let lists: Vec<&[i32]> = lists.iter().map(|list| list.as_slice()).collect();
    for goal in [
        Goal::Balance,
        Goal::Fill(vec![27, 28, 29]),
        Goal::Drain(vec![0]),
    ] {
        let mut case = case(brokers(&ids), &lists, goal);
        for (place, one) in (0_u32..).zip(&mut case.partitions) {
            one.topic = place / 10;
            one.bytes = u64::from(place % 977) << (place % 13);
        }
        case.with(|cluster| {
            let start = processor_time();
            plan(cluster, &case.wish).unwrap();
            let took = processor_time() - start;
            assert!(took.as_secs() < 2, "{took:?}");
        });
    }
}
