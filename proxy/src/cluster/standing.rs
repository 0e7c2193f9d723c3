//! How each broker stands: alive, silent or down, and since when. It is told what happened and keeps
//! the account; it must not call brokers.

use super::figures::BrokerFigures;
use super::snapshot::Standing;
use castellan_api::brokers::BrokerState;
use castellan_kafka::{Address, Broker, ErrorKind};
use std::collections::BTreeMap;

/// The account of an instance's brokers.
#[derive(Debug, Default)]
pub struct Standings {
    known: BTreeMap<i32, Standing>,
    looked: bool,
}

impl Standings {
    /// Takes over the brokers of fresh metadata. Brokers that are gone are down while replicas are
    /// assigned to them, and forgotten otherwise. True if something changed.
    pub fn metadata(&mut self, brokers: &[Broker], figures: &[BrokerFigures], now: i64) -> bool {
        let before = self.known.clone();
        let since = self.looked.then_some(now);
        self.looked = true;
        for broker in brokers {
            let address = Address::new(broker.host.clone(), broker.port).to_string();
            let standing = self
                .known
                .entry(broker.id)
                .or_insert_with(|| alive(broker.id, since));
            if standing.state == BrokerState::Down {
                (standing.state, standing.since) = (BrokerState::Alive, since);
            }
            standing.address = Some(address);
            standing.rack.clone_from(&broker.rack);
        }
        for figures in figures.iter().filter(|figures| figures.replicas > 0) {
            self.known.entry(figures.id).or_insert_with(|| Standing {
                state: BrokerState::Down,
                ..alive(figures.id, since)
            });
        }
        let inside = |id: i32| brokers.iter().any(|broker| broker.id == id);
        let assigned = |id: i32| {
            figures
                .iter()
                .any(|figures| figures.id == id && figures.replicas > 0)
        };
        self.known.retain(|id, _| inside(*id) || assigned(*id));
        for standing in self
            .known
            .values_mut()
            .filter(|standing| !inside(standing.id))
        {
            match standing.state {
                BrokerState::Down => {}
                // it was already not answering when it left: down since then
                BrokerState::Silent => standing.state = BrokerState::Down,
                BrokerState::Alive => {
                    (standing.state, standing.since) = (BrokerState::Down, since);
                }
            }
            standing.why = None;
        }
        self.known != before
    }

    /// A broker answered. True if that is news.
    pub fn answered(&mut self, id: i32, now: i64) -> bool {
        match self.known.get_mut(&id) {
            Some(standing) if standing.state == BrokerState::Silent => {
                standing.state = BrokerState::Alive;
                standing.since = Some(now);
                standing.why = None;
                true
            }
            _ => false,
        }
    }

    /// A broker did not answer. True if that is news.
    pub fn failed(&mut self, id: i32, why: &str, now: i64) -> bool {
        match self.known.get_mut(&id) {
            Some(standing) if standing.state == BrokerState::Alive => {
                standing.state = BrokerState::Silent;
                standing.since = Some(now);
                standing.why = Some(why.to_owned());
                true
            }
            _ => false,
        }
    }

    /// All, by ID.
    pub fn list(&self) -> Vec<Standing> {
        self.known.values().cloned().collect()
    }
}

fn alive(id: i32, since: Option<i64>) -> Standing {
    Standing {
        id,
        address: None,
        rack: None,
        state: BrokerState::Alive,
        since,
        why: None,
    }
}

/// True if the error means that the broker did not answer; an error code is an answer.
pub fn is_silence(error: &castellan_kafka::Error) -> bool {
    !matches!(
        error.kind(),
        ErrorKind::Kafka(_)
            | ErrorKind::Unsupported { .. }
            | ErrorKind::Invalid
            | ErrorKind::UnknownBroker
            | ErrorKind::Malformed
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brokers(ids: &[i32]) -> Vec<Broker> {
        ids.iter()
            .map(|id| Broker {
                id: *id,
                host: format!("b{id}"),
                port: 9092,
                rack: None,
            })
            .collect()
    }

    fn figures(ids: &[i32]) -> Vec<BrokerFigures> {
        ids.iter()
            .map(|id| BrokerFigures {
                id: *id,
                replicas: 5,
                ..BrokerFigures::default()
            })
            .collect()
    }

    fn states(standings: &Standings) -> Vec<(i32, BrokerState, Option<i64>)> {
        standings
            .list()
            .into_iter()
            .map(|one| (one.id, one.state, one.since))
            .collect()
    }

    #[test]
    fn a_broker_dies_and_comes_back() {
        let mut all = Standings::default();
        assert!(all.metadata(&brokers(&[1, 2]), &figures(&[1, 2]), 10));
        assert!(!all.metadata(&brokers(&[1, 2]), &figures(&[1, 2]), 11));
        assert!(all.failed(2, "timed out", 20) && !all.failed(2, "timed out", 21));
        assert_eq!(
            states(&all).last(),
            Some(&(2, BrokerState::Silent, Some(20)))
        );
        assert!(all.metadata(&brokers(&[1]), &figures(&[1, 2]), 30));
        // down since it fell silent, and its address is still known
        assert_eq!(states(&all).last(), Some(&(2, BrokerState::Down, Some(20))));
        assert_eq!(
            all.list().last().unwrap().address.as_deref(),
            Some("b2:9092")
        );
        assert!(!all.answered(2, 35));
        all.metadata(&brokers(&[1, 2]), &figures(&[1, 2]), 40);
        assert_eq!(
            states(&all).last(),
            Some(&(2, BrokerState::Alive, Some(40)))
        );
        assert_eq!(states(&all).first(), Some(&(1, BrokerState::Alive, None)));
    }

    #[test]
    fn who_is_assigned_and_was_never_seen_is_down_and_who_holds_nothing_is_forgotten() {
        let mut all = Standings::default();
        all.metadata(&brokers(&[1, 4]), &figures(&[1, 3]), 10);
        assert_eq!(
            states(&all),
            [
                (1, BrokerState::Alive, None),
                (3, BrokerState::Down, None),
                (4, BrokerState::Alive, None)
            ]
        );
        all.metadata(&brokers(&[1]), &figures(&[1]), 20);
        assert_eq!(states(&all).len(), 1);
        assert!(all.failed(1, "x", 30) && all.answered(1, 40));
    }
}
