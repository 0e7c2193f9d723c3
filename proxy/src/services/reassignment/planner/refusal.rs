//! Why no plan is made, in words for a person.

/// Why no plan is made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No partition may be changed.
    #[error("No partition is chosen: choose at least one topic.")]
    NothingChosen,
    /// No broker is named where some must be.
    #[error("No broker is named {purpose}: name at least one.")]
    NoBrokers {
        /// What the brokers are for: "to put replicas on".
        purpose: &'static str,
    },
    /// The cluster has no such broker.
    #[error("There is no broker {} in this cluster.", list(ids))]
    UnknownBroker {
        /// Their IDs, ascending.
        ids: Vec<i32>,
    },
    /// A broker that shall get replicas is down.
    #[error(
        "Broker {} cannot be given replicas: it is down. Leave it out or start it.",
        list(ids)
    )]
    DeadTarget {
        /// Their IDs, ascending.
        ids: Vec<i32>,
    },
    /// A chosen partition's own list makes no sense.
    #[error(
        "Partition {partition} of this topic has no replica, one broker twice, or shall have no \
         replica: leave the topic out."
    )]
    Broken {
        /// Index of the topic.
        topic: u32,
        /// The partition.
        partition: i32,
    },
    /// A partition needs more brokers than there are.
    #[error(
        "Partition {partition} of this topic shall have {replicas} replicas, but only {brokers} \
         brokers may hold one: name more brokers or ask for fewer replicas."
    )]
    TooFewBrokers {
        /// Index of the topic.
        topic: u32,
        /// The partition.
        partition: i32,
        /// Replicas it shall have.
        replicas: usize,
        /// Brokers that may hold one of them.
        brokers: usize,
    },
    /// A partition would have to stand in fewer racks than now, and racks are strict.
    #[error(
        "Partition {partition} of this topic stands in {before} racks and could stand in only \
         {after}: name brokers of more racks, or let racks be best effort."
    )]
    RacksLost {
        /// Index of the topic.
        topic: u32,
        /// The partition.
        partition: i32,
        /// Racks it stands in now, or as many replicas as it shall have if that is less.
        before: usize,
        /// Racks it could stand in.
        after: usize,
    },
}

impl Refusal {
    /// Index of the topic that "this topic" means, where the words say so.
    #[must_use]
    pub fn topic(&self) -> Option<u32> {
        match self {
            Self::Broken { topic, .. }
            | Self::TooFewBrokers { topic, .. }
            | Self::RacksLost { topic, .. } => Some(*topic),
            _ => None,
        }
    }
}

/// The first few numbers, and how many more there are.
fn list(ids: &[i32]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<String> = ids.iter().take(SHOWN).map(i32::to_string).collect();
    match ids.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
