//! Messages a second, from how far log end offsets grow between reads. Pure: it is told what was read
//! and when, and asks nobody.

use super::Topology;
use castellan_kafka::TopicView;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A rate is taken over about a minute: the oldest read of the last 70 s, which is four reads ago
/// while somebody watches (every 15 s) and the one before otherwise (every 60 s).
const WINDOW_MS: i64 = 70_000;
/// Beyond this the read before is no ground for a rate of now.
const OLDEST_MS: i64 = 300_000;
/// Reads closer together than this, as a person may ask for, are not kept: 8 in a window at most.
const APART_MS: i64 = 10_000;
/// A shorter span says nothing.
const LEAST_MS: i64 = 1_000;

/// Messages a second, by topic and by the broker that leads. Counted in thousandths.
///
/// A topic's rate is the change of the sum of its log end offsets over about a minute. It is not known
/// before two reads have seen the same topic (by ID where Kafka has one) with the same partitions, and
/// not while the end of any of its partitions is unknown or has gone back (recreated, or cut off by an
/// unclean election): it is never negative. Brokers and the total add what is known.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    topology: Arc<Topology>,
    topics: Vec<Option<u64>>,
    brokers: BTreeMap<i32, u64>,
    total: Option<u64>,
}

/// Thousandths as messages a second.
pub fn per_second(thousandths: u64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "nobody reads the sixteenth digit"
    )]
    let thousandths = thousandths as f64;
    thousandths / 1_000.0
}

impl Rates {
    /// Of a topic by its place in the given topology, thousandths of a message a second.
    pub fn of(&self, topology: &Arc<Topology>, at: usize) -> Option<u64> {
        if Arc::ptr_eq(topology, &self.topology) {
            return self.topics.get(at).copied().flatten();
        }
        let topic = topology.cluster.topics.get(at)?;
        let mine = self.topology.position(topic.name())?;
        let same = self.topology.cluster.topics.get(mine)?.topic_id() == topic.topic_id();
        self.topics.get(mine).copied().flatten().filter(|_| same)
    }

    /// Into the partitions a broker leads, messages a second.
    pub fn led_by(&self, broker: i32) -> Option<f64> {
        self.brokers.get(&broker).copied().map(per_second)
    }

    /// Into the whole cluster, messages a second.
    pub fn total(&self) -> Option<f64> {
        self.total.map(per_second)
    }

    /// True if all figures are the same.
    pub fn same(&self, other: &Self) -> bool {
        self.total == other.total && self.brokers == other.brokers && self.topics == other.topics
    }
}

/// The last reads of log end offsets.
#[derive(Debug, Default)]
pub struct History {
    /// Oldest first.
    reads: VecDeque<Read>,
}

#[derive(Debug)]
struct Read {
    at: i64,
    topology: Arc<Topology>,
    ends: Vec<i64>,
}

impl History {
    /// Notes a read (−1: not known), and works out the rates since the reads before.
    pub fn read(&mut self, topology: &Arc<Topology>, ends: &[i64], now: i64) -> Rates {
        // a clock that was set back makes what was read before useless
        self.reads
            .retain(|read| read.at <= now && now - read.at <= OLDEST_MS);
        while self.reads.len() > 1
            && self
                .reads
                .front()
                .is_some_and(|one| now - one.at > WINDOW_MS)
        {
            self.reads.pop_front();
        }
        let rates = self.rates(topology, ends, now);
        if self
            .reads
            .back()
            .is_none_or(|last| now - last.at >= APART_MS)
        {
            let (topology, ends) = (topology.clone(), ends.to_vec());
            self.reads.push_back(Read {
                at: now,
                topology,
                ends,
            });
        }
        rates
    }

    fn rates(&self, topology: &Arc<Topology>, ends: &[i64], now: i64) -> Rates {
        let grounds: Vec<(&Read, i64)> = self
            .reads
            .iter()
            .map(|read| (read, now - read.at))
            .filter(|(_, span)| *span >= LEAST_MS)
            .collect();
        if grounds.is_empty() {
            let topology = topology.clone();
            return Rates {
                topology,
                ..Rates::default()
            };
        }
        // by broker and span: whole messages, so that nothing is rounded partition by partition
        let mut led: BTreeMap<(i32, i64), u64> = BTreeMap::new();
        let mut topics = Vec::with_capacity(topology.cluster.topics.len());
        for (at, topic) in topology.cluster.topics.iter().enumerate() {
            let after = ends.get(topic.flat_range()).unwrap_or_default();
            // back from now, as far as it was this topic and only grew: the oldest read that knows
            // every partition, else the oldest that knows some
            let mut best: Option<(&[i64], i64, Grown)> = None;
            let mut later = after;
            for (read, span) in grounds.iter().rev() {
                let Some(before) = read.ends_of(topology, at, &topic) else {
                    break;
                };
                if gone_back(before, later) {
                    break;
                }
                later = before;
                if let Some(grown) = grown(before, after)
                    && (grown.whole || best.is_none_or(|(.., best)| !best.whole))
                {
                    best = Some((before, *span, grown));
                }
            }
            let Some((before, span, grown)) = best else {
                topics.push(None);
                continue;
            };
            topics.push((grown.whole && !after.is_empty()).then(|| rate(grown.messages, span)));
            for (partition, (before, after)) in topic.partitions().zip(before.iter().zip(after)) {
                if let Some(more) = more(*before, *after) {
                    *led.entry((partition.leader, span)).or_default() += more;
                }
            }
        }
        let idle = topology.brokers.iter().filter(|broker| broker.leaders == 0);
        let mut brokers: BTreeMap<i32, u64> = idle.map(|broker| (broker.id, 0)).collect();
        for ((broker, span), messages) in led {
            *brokers.entry(broker).or_default() += rate(messages, span);
        }
        let total = Some(brokers.values().sum());
        Rates {
            topology: topology.clone(),
            topics,
            brokers,
            total,
        }
    }
}

impl Read {
    /// The ends of a topic as they were, where it was the same topic with the same partitions.
    fn ends_of(
        &self,
        topology: &Arc<Topology>,
        at: usize,
        topic: &TopicView<'_>,
    ) -> Option<&[i64]> {
        if Arc::ptr_eq(topology, &self.topology) {
            return self.ends.get(topology.cluster.topics.get(at)?.flat_range());
        }
        let mine = self.topology.cluster.topics.find(topic.name())?;
        let same = mine.topic_id() == topic.topic_id()
            && mine.partition_count() == topic.partition_count()
            && mine
                .partitions()
                .zip(topic.partitions())
                .all(|(one, two)| one.index == two.index);
        self.ends.get(mine.flat_range()).filter(|_| same)
    }
}

/// How far a topic has grown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grown {
    messages: u64,
    /// True if every partition is known.
    whole: bool,
}

/// Messages more in a partition; nothing if an end is not known or has gone back.
fn more(before: i64, after: i64) -> Option<u64> {
    if before < 0 {
        None
    } else {
        u64::try_from(after.checked_sub(before)?).ok()
    }
}

/// True if the end of a partition has gone back: the topic was recreated, or cut off.
fn gone_back(before: &[i64], after: &[i64]) -> bool {
    before
        .iter()
        .zip(after)
        .any(|(before, after)| *after >= 0 && after < before)
}

/// How far the ends of a topic have grown; nothing if one has gone back, or none is known.
fn grown(before: &[i64], after: &[i64]) -> Option<Grown> {
    let mut grown = Grown {
        messages: 0,
        whole: before.len() == after.len(),
    };
    let mut known = false;
    for (before, after) in before.iter().zip(after) {
        if *before < 0 || *after < 0 {
            grown.whole = false;
            continue;
        }
        grown.messages = grown.messages.saturating_add(more(*before, *after)?);
        known = true;
    }
    known.then_some(grown)
}

/// Thousandths of a message a second.
fn rate(messages: u64, span_ms: i64) -> u64 {
    let span = u128::try_from(span_ms).unwrap_or(1).max(1);
    u64::try_from(u128::from(messages) * 1_000_000 / span).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_never_negative_and_knows_what_it_does_not_know() {
        let whole = |messages| {
            Some(Grown {
                messages,
                whole: true,
            })
        };
        assert_eq!(grown(&[5, 0], &[8, 4]), whole(7));
        assert_eq!(grown(&[5, 5], &[5, 5]), whole(0));
        assert_eq!(
            grown(&[5, -1], &[9, 4]),
            Some(Grown {
                messages: 4,
                whole: false
            })
        );
        assert_eq!(
            grown(&[5, 3], &[9, -1]),
            Some(Grown {
                messages: 4,
                whole: false
            })
        );
        // gone back, though the sum has grown
        assert_eq!(grown(&[5, 5], &[4, 100]), None);
        assert!(gone_back(&[5, 5], &[4, 100]) && !gone_back(&[5, -1], &[-1, 0]));
        assert_eq!(grown(&[-1], &[4]), None);
        assert_eq!(grown(&[], &[]), None);
        assert_eq!(
            (more(-1, 5), more(5, -1), more(5, 4), more(5, 9)),
            (None, None, None, Some(4))
        );
    }

    #[test]
    fn thousandths_of_a_message_a_second() {
        assert_eq!(rate(60, 60_000), 1_000);
        assert_eq!(rate(1, 60_000), 16);
        assert_eq!(rate(u64::MAX, 1), u64::MAX);
        assert!((per_second(1_500) - 1.5).abs() < f64::EPSILON);
    }
}
