//! The planner of partition reassignments: which replicas go where, in as few copies as the wish
//! allows. Pure and deterministic: it knows no cluster but the one it is handed, and has no clock.
//!
//! What is evened out, in this order: racks where they are [`Racks::Strict`], then the goals of
//! [`Weights`] from the heaviest to the lightest; under [`Racks::BestEffort`] the racks stand
//! right after the replicas, or first where those do not count. A step for one goal never makes
//! worse a goal of equal or higher rank. A broker without a rack counts as a rack of its own.
//!
//! How a plan comes about:
//! 1. What the wish forces: replicas that leave, are added or removed (`place`). This is exactly
//!    the bound, and for a drain and a change of the replication factor nothing else is copied.
//! 2. Balance only: partitions that stand in fewer racks than they could get more (`racks`).
//! 3. Replicas are evened out by moves from fuller to emptier brokers (`counts`), leaders by the
//!    order of the replicas, which costs no bytes (`leaders`), bytes by moves and exchanges
//!    (`volumes`): for balance all chosen replicas may move; for the other goals only those may
//!    that are copied anyway.
//!
//! No step that is optional takes the bytes copied above 1.5 × the bound of the plan (`ledger`):
//! what only such a step would even out stays uneven.
//!
//! That a topic's replicas are spread over the brokers is a tie-break: it decides which of several
//! equally good replicas moves and where to, and never costs a copy, for balance neither.

mod counts;
mod leaders;
mod ledger;
mod lists;
mod loads;
mod measure;
mod place;
mod pool;
mod racks;
mod refusal;
mod roster;
#[cfg(test)]
mod spread;
mod state;
mod volumes;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use measure::{BrokerMeasure, Load, Measure, measure};
pub use refusal::Refusal;

use roster::Roster;
use state::State;

/// What there is: the brokers, and all partitions, since those that stay count in the loads too.
#[derive(Clone, Copy, Debug)]
pub struct Cluster<'a> {
    /// The brokers, in any order. Replicas on a broker that is not among them are taken to stand
    /// on a dead broker without a rack.
    pub brokers: &'a [Broker],
    /// The partitions, in any order.
    pub partitions: &'a [Partition<'a>],
}

/// A broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broker {
    /// `broker.id`.
    pub id: i32,
    /// `broker.rack`; without one it counts as a rack of its own.
    pub rack: Option<String>,
    /// Whether it is up; a dead one is never given a replica.
    pub alive: bool,
}

/// A partition.
#[derive(Clone, Copy, Debug)]
pub struct Partition<'a> {
    /// Index of its topic, in the caller's order: any number, the same for the same topic.
    pub topic: u32,
    /// Its number within the topic.
    pub index: i32,
    /// Its brokers, the preferred leader first.
    pub replicas: &'a [i32],
    /// Bytes of one replica; 0 when unknown.
    pub bytes: u64,
    /// Whether it may be changed; the others count in the loads alone.
    pub chosen: bool,
    /// The number of replicas it shall have; `None`: as it is. Only [`Goal::Balance`] and
    /// [`Goal::ReplicationFactor`] look at it.
    pub replication_factor: Option<usize>,
}

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Brokers that replicas may be put on, and over which loads are evened out.
    pub targets: Vec<i32>,
    /// What for.
    pub goal: Goal,
    /// What racks count for.
    pub racks: Racks,
    /// A preferred leader changes only where its broker loses the replica.
    pub keep_leaders: bool,
    /// What to even out.
    pub weights: Weights,
}

/// What a plan is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Evens the loads of the target brokers out; chosen replicas on other brokers leave them.
    /// Replication factors are brought to what is wanted.
    Balance,
    /// Chosen replicas on these brokers leave them, each for the best target; no other moves. The
    /// brokers drained are never targets.
    Drain(Vec<i32>),
    /// These brokers get replicas of the fuller targets until they have their even share; the
    /// others only give. They count as targets.
    Fill(Vec<i32>),
    /// Replicas are added or removed, none moves.
    ReplicationFactor,
}

/// What racks count for. The rule: a partition stands in as many racks as it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Racks {
    /// Above all else. A plan under which a partition would have to stand in fewer racks than
    /// before, and than it has replicas, is refused.
    Strict,
    /// A new replica goes to a rack its partition is not in if there is one; replica counts that
    /// could not be evened out otherwise come first. Nothing is refused.
    BestEffort,
    /// For nothing.
    Ignore,
}

/// How much each goal counts: the heavier is the higher in rank, equals never pay for each other,
/// and 0 is "do not care".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// Of the number of replicas on each broker.
    pub replicas: u32,
    /// Of the number of partitions whose preferred leader each broker is.
    pub leaders: u32,
    /// Of the bytes on each broker.
    pub bytes: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            replicas: 3,
            leaders: 2,
            bytes: 1,
        }
    }
}

/// A partition's new replicas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Index of the partition in [`Cluster::partitions`].
    pub partition: usize,
    /// Its brokers to be, the preferred leader first; those kept stand in the order they had, but
    /// for a new leader, which comes to the front.
    pub replicas: Vec<i32>,
}

/// What to do, and how much of it nobody could spare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The partitions whose list of replicas changes, in the order of the input.
    pub moves: Vec<Move>,
    /// Replicas that are copied to a broker that had none.
    pub replicas: u64,
    /// Bytes of those.
    pub bytes: u64,
    /// The least that any plan with the same result copies.
    pub bound: Bound,
}

/// The least that any plan with the same result copies; `ledger` has the formula and its proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// Replicas, for the same number of replicas on each broker and, unless racks are ignored, of
    /// racks of each partition.
    pub replicas: u64,
    /// Bytes, for the same result as that; where the weight of bytes is not 0, for the same bytes
    /// on each broker as well.
    pub bytes: u64,
    /// Bytes, for the same result as `replicas`, whatever the bytes on each broker: never more
    /// than `bytes`.
    pub bytes_for_counts: u64,
}

/// Plans a reassignment.
///
/// # Errors
/// A [`Refusal`] where the wish cannot be met, or names what there is not.
pub fn plan(cluster: &Cluster<'_>, wish: &Wish) -> Result<Plan, Refusal> {
    let roster = Roster::new(cluster, wish)?;
    let first = made(cluster, wish, roster.clone(), false)?;
    if !first.held_back {
        return Ok(first.into_plan());
    }
    // what stood in the way was the bytes: once more with the smallest replicas, whatever else
    // would speak for larger ones
    let second = made(cluster, wish, roster, true)?;
    if second.unevenness() < first.unevenness() {
        Ok(second.into_plan())
    } else {
        Ok(first.into_plan())
    }
}

fn made<'a>(
    cluster: &'a Cluster<'a>,
    wish: &'a Wish,
    roster: Roster,
    thrifty: bool,
) -> Result<State<'a>, Refusal> {
    let mut state = State::new(cluster, wish, roster)?;
    state.thrifty = thrifty;
    state.thin_out();
    state.house()?;
    state.settle();
    if state.balances() {
        state.mend_racks();
    }
    state.check_racks()?;
    state.open_pool(!state.moves_freely());
    if matches!(wish.goal, Goal::Fill(_)) {
        state.fill();
        state.open_pool(true);
    }
    state.even_out();
    Ok(state)
}
