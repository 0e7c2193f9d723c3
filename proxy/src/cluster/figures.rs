//! Figures computed from the partitions of a cluster: what lists show of topics and brokers, counted
//! as CMAK counts. Pure; it must not know where the partitions come from.

use std::collections::BTreeSet;

/// A partition as far as figures need it.
#[derive(Clone, Copy, Debug)]
pub struct PartitionFacts<'a> {
    /// Leader, if there is one.
    pub leader: Option<i32>,
    /// Replicas in their order, the preferred leader first.
    pub replicas: &'a [i32],
    /// In-sync replicas.
    pub isr: &'a [i32],
}

impl PartitionFacts<'_> {
    /// True if fewer replicas are in sync than there are.
    pub const fn under_replicated(&self) -> bool {
        self.isr.len() < self.replicas.len()
    }

    /// True if its leader is the first of its replicas.
    pub fn preferred(&self) -> bool {
        self.leader.is_some() && self.leader == self.replicas.first().copied()
    }
}

/// What a list shows of a topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TopicFigures {
    /// Partitions.
    pub partitions: u32,
    /// Replicas of the first partition; others may differ during a reassignment.
    pub replicas: u32,
    /// Partitions with fewer in-sync replicas than replicas.
    pub under_replicated: u32,
    /// Partitions without a leader.
    pub offline: u32,
    /// Partitions led by their preferred replica.
    pub preferred: u32,
    /// Brokers that hold an in-sync replica.
    pub brokers: u32,
    /// 100 × [`TopicFigures::brokers`] ÷ brokers of the cluster.
    pub spread_percent: u32,
    /// 100 × brokers with more in-sync replicas than their share ÷ [`TopicFigures::brokers`].
    pub skew_percent: u32,
    /// 100 × brokers that lead more than their share ÷ [`TopicFigures::brokers`].
    pub leader_skew_percent: u32,
}

impl TopicFigures {
    /// Partitions led by their preferred replica, percent; 100 for a topic without partitions.
    pub const fn preferred_percent(&self) -> u32 {
        match (self.preferred * 100).checked_div(self.partitions) {
            Some(percent) => percent,
            None => 100,
        }
    }

    /// Under-replicated partitions, percent.
    pub const fn under_replicated_percent(&self) -> u32 {
        match (self.under_replicated * 100).checked_div(self.partitions) {
            Some(percent) => percent,
            None => 0,
        }
    }

    /// Most in-sync replicas a broker may hold before CMAK calls it skewed.
    pub fn fair_replicas(&self) -> u32 {
        fair(self.partitions.saturating_mul(self.replicas), self.brokers)
    }

    /// Most partitions a broker may lead before CMAK calls it leader-skewed.
    pub fn fair_leaders(&self) -> u32 {
        fair(self.partitions, self.brokers)
    }
}

/// `ceil(total ÷ among)`.
fn fair(total: u32, among: u32) -> u32 {
    total.div_ceil(among.max(1))
}

/// What a list shows of a broker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BrokerFigures {
    /// Broker ID.
    pub id: i32,
    /// Topics it holds replicas of.
    pub topics: u32,
    /// Replicas assigned to it.
    pub replicas: u32,
    /// Partitions it leads.
    pub leaders: u32,
    /// Partitions whose preferred leader it is.
    pub preferred_leaders: u32,
    /// Replicas of it that are out of sync.
    pub out_of_sync: u32,
    /// Distance from the even share of replicas, percent.
    pub skew_percent: i32,
    /// Distance from the even share of leaders, percent.
    pub leader_skew_percent: i32,
}

/// Sums over all topics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Topics, internal ones included.
    pub topics: u32,
    /// Partitions.
    pub partitions: u32,
    /// Replicas.
    pub replicas: u32,
    /// Partitions with fewer in-sync replicas than replicas.
    pub under_replicated: u32,
    /// Partitions without a leader.
    pub offline: u32,
    /// Topics whose partitions have one replica.
    pub single_replica_topics: u32,
}

/// Adds up a cluster, topic by topic; one pass, no allocation for a topic.
#[derive(Debug)]
pub struct Counter {
    alive: usize,
    brokers: Vec<BrokerFigures>,
    totals: Totals,
    topic: Vec<Share>,
    touched: Vec<usize>,
}

/// A broker's part of the topic that is being counted.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    in_sync: u32,
    leaders: u32,
    replicas: u32,
}

impl Counter {
    /// `alive`: the brokers of the cluster; `assigned`: every broker that holds a replica.
    pub fn new(alive: &[i32], assigned: impl IntoIterator<Item = i32>) -> Self {
        let mut ids: BTreeSet<i32> = assigned.into_iter().collect();
        ids.extend(alive);
        let brokers: Vec<_> = ids
            .into_iter()
            .map(|id| BrokerFigures {
                id,
                ..BrokerFigures::default()
            })
            .collect();
        let topic = vec![Share::default(); brokers.len()];
        Self {
            alive: alive.len(),
            brokers,
            totals: Totals::default(),
            topic,
            touched: Vec::new(),
        }
    }

    /// Counts a topic.
    pub fn topic<'a>(
        &mut self,
        partitions: impl Iterator<Item = PartitionFacts<'a>>,
    ) -> TopicFigures {
        let mut figures = TopicFigures::default();
        for partition in partitions {
            if figures.partitions == 0 {
                figures.replicas = count(partition.replicas.len());
            }
            figures.partitions += 1;
            figures.under_replicated += u32::from(partition.under_replicated());
            figures.offline += u32::from(partition.leader.is_none());
            figures.preferred += u32::from(partition.preferred());
            self.partition(&partition);
        }
        self.finish(&mut figures);
        self.totals.topics += 1;
        self.totals.partitions += figures.partitions;
        self.totals.under_replicated += figures.under_replicated;
        self.totals.offline += figures.offline;
        self.totals.single_replica_topics += u32::from(figures.replicas == 1);
        figures
    }

    fn partition(&mut self, partition: &PartitionFacts<'_>) {
        self.totals.replicas += count(partition.replicas.len());
        for (at, replica) in partition.replicas.iter().enumerate() {
            let in_sync = partition.isr.contains(replica);
            self.with(*replica, |broker, share| {
                broker.replicas += 1;
                broker.out_of_sync += u32::from(!in_sync);
                broker.preferred_leaders += u32::from(at == 0);
                share.replicas += 1;
                share.in_sync += u32::from(in_sync);
            });
        }
        if let Some(leader) = partition.leader {
            self.with(leader, |broker, share| {
                broker.leaders += 1;
                share.leaders += 1;
            });
        }
    }

    fn with(&mut self, id: i32, change: impl FnOnce(&mut BrokerFigures, &mut Share)) {
        let Ok(at) = self.brokers.binary_search_by_key(&id, |broker| broker.id) else {
            return;
        };
        if let (Some(broker), Some(share)) = (self.brokers.get_mut(at), self.topic.get_mut(at)) {
            if share.replicas + share.leaders == 0 {
                self.touched.push(at);
            }
            change(broker, share);
        }
    }

    /// CMAK's percentages, and the shares emptied for the next topic.
    fn finish(&mut self, figures: &mut TopicFigures) {
        let shares = || self.touched.iter().filter_map(|at| self.topic.get(*at));
        figures.brokers = count(shares().filter(|share| share.in_sync > 0).count());
        let (most, most_leaders) = (figures.fair_replicas(), figures.fair_leaders());
        let skewed = count(shares().filter(|share| share.in_sync > most).count());
        let leader_skewed = count(
            shares()
                .filter(|share| share.in_sync > 0 && share.leaders > most_leaders)
                .count(),
        );
        figures.spread_percent = percent(figures.brokers, count(self.alive));
        figures.skew_percent = percent(skewed, figures.brokers);
        figures.leader_skew_percent = percent(leader_skewed, figures.brokers);
        for at in self.touched.drain(..) {
            if let Some(share) = self.topic.get_mut(at) {
                if share.replicas > 0
                    && let Some(broker) = self.brokers.get_mut(at)
                {
                    broker.topics += 1;
                }
                *share = Share::default();
            }
        }
    }

    /// The brokers by ID, and the sums.
    pub fn end(mut self) -> (Vec<BrokerFigures>, Totals) {
        let replicas: u32 = self.brokers.iter().map(|broker| broker.replicas).sum();
        let leaders: u32 = self.brokers.iter().map(|broker| broker.leaders).sum();
        let (known, alive) = (self.brokers.len(), self.alive);
        for broker in &mut self.brokers {
            broker.skew_percent = distance(broker.replicas, replicas, known);
            broker.leader_skew_percent = distance(broker.leaders, leaders, alive);
        }
        (self.brokers, self.totals)
    }
}

/// How far `mine` is from the even share of `total` among so many, percent, rounded to zero.
fn distance(mine: u32, total: u32, among: usize) -> i32 {
    let (total, among) = (i64::from(total), i64::try_from(among).unwrap_or(i64::MAX));
    let difference = i64::from(mine).saturating_mul(among).saturating_sub(total);
    difference
        .saturating_mul(100)
        .checked_div(total)
        .map_or(0, |percent| {
            i32::try_from(percent).unwrap_or(if percent < 0 { i32::MIN } else { i32::MAX })
        })
}

fn percent(part: u32, whole: u32) -> u32 {
    (part.saturating_mul(100)).checked_div(whole).unwrap_or(0)
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Line = (Option<i32>, Vec<i32>, Vec<i32>);

    /// One partition a line: `leader | replicas | isr`, `-` for no leader.
    fn lines(text: &str) -> Vec<Line> {
        let list = |text: &str| {
            text.split_whitespace()
                .map(|id| id.parse().unwrap())
                .collect()
        };
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| {
                let mut parts = line.split('|');
                let leader = parts.next().unwrap().trim().parse().ok();
                (
                    leader,
                    list(parts.next().unwrap()),
                    list(parts.next().unwrap()),
                )
            })
            .collect()
    }

    fn topic(alive: &[i32], text: &str) -> (TopicFigures, Vec<BrokerFigures>, Totals) {
        let lines = lines(text);
        let assigned: Vec<i32> = lines.iter().flat_map(|line| line.1.clone()).collect();
        let mut counter = Counter::new(alive, assigned);
        let figures = counter.topic(lines.iter().map(|(leader, replicas, isr)| PartitionFacts {
            leader: *leader,
            replicas,
            isr,
        }));
        let (brokers, totals) = counter.end();
        (figures, brokers, totals)
    }

    #[test]
    fn an_even_topic_has_no_skew() {
        let (topic, brokers, totals) = topic(&[1, 2, 3], "1|1 2|1 2\n2|2 3|2 3\n3|3 1|3 1");
        assert_eq!(topic.spread_percent, 100);
        assert_eq!((topic.skew_percent, topic.leader_skew_percent), (0, 0));
        assert_eq!(
            (topic.preferred_percent(), topic.under_replicated_percent()),
            (100, 0)
        );
        assert!(
            brokers
                .iter()
                .all(|broker| broker.skew_percent == 0 && broker.topics == 1)
        );
        assert_eq!((totals.partitions, totals.replicas), (3, 6));
    }

    #[test]
    fn skew_is_counted_as_cmak_counts() {
        // 4 partitions, 2 replicas, brokers 1 to 3 of 6: share ceil(8/3) = 3, leaders ceil(4/3) = 2.
        let (topic, brokers, _) = topic(
            &[1, 2, 3, 4, 5, 6],
            "1|1 2|1 2
             1|1 2|1 2
             1|1 3|1 3
             3|1 3|1 3",
        );
        assert_eq!((topic.brokers, topic.spread_percent), (3, 50));
        assert_eq!((topic.fair_replicas(), topic.fair_leaders()), (3, 2));
        assert_eq!((topic.skew_percent, topic.leader_skew_percent), (33, 33));
        assert_eq!(topic.preferred_percent(), 75);
        let first = brokers.first().unwrap();
        assert_eq!(
            (first.replicas, first.leaders, first.preferred_leaders),
            (4, 3, 4)
        );
        assert_eq!((first.skew_percent, first.leader_skew_percent), (200, 350));
        assert_eq!(brokers.last().unwrap().skew_percent, -100);
    }

    #[test]
    fn only_in_sync_replicas_count_for_spread_and_skew() {
        // broker 3 is down: it is assigned, holds nothing in sync, and is not of the cluster
        let (topic, brokers, totals) = topic(&[1, 2], "1|1 3|1\n2|2 3|2\n-|3|3");
        assert_eq!((topic.brokers, topic.spread_percent), (3, 150));
        assert_eq!((topic.under_replicated, topic.offline), (2, 1));
        let down = brokers.last().unwrap();
        assert_eq!(
            (down.id, down.replicas, down.out_of_sync, down.leaders),
            (3, 3, 2, 0)
        );
        assert_eq!((totals.under_replicated, totals.offline), (2, 1));
        assert_eq!(topic.under_replicated_percent(), 66);
    }

    #[test]
    fn a_topic_without_partitions_divides_by_nothing() {
        let (topic, _, totals) = topic(&[], "");
        assert_eq!(topic.preferred_percent(), 100);
        assert_eq!(totals.topics, 1);
    }
}
