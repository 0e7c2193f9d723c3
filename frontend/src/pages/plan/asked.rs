//! What the address of the wizard says, and the wish it stands for.

use castellan_api::ids::TopicName;
use castellan_api::reassignment::{Choice, Goal, Racks, TopicReplicas, Weights, Wish};
use castellan_api::url::Commas;
use serde::{Deserialize, Serialize};

/// What the address of the wizard says; the table in [`super`] has each field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The step shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Stage>,
    /// Which topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub which: Option<Which>,
    /// Topics by name.
    #[serde(skip_serializing_if = "Commas::is_empty")]
    pub topics: Commas,
    /// Part of the names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub containing: Option<String>,
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<Aim>,
    /// The brokers the goal is about.
    #[serde(skip_serializing_if = "Commas::is_empty")]
    pub brokers: Commas,
    /// Where replicas of emptied brokers may go.
    #[serde(skip_serializing_if = "Commas::is_empty")]
    pub targets: Commas,
    /// Replicas of each partition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u32>,
    /// Another number for single topics, `topic:3`.
    #[serde(skip_serializing_if = "Commas::is_empty")]
    pub each: Commas,
    /// What holds of racks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub racks: Option<Racks>,
    /// True: leaders change only where they must.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_leaders: Option<bool>,
    /// Weight of replicas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub w_replicas: Option<u32>,
    /// Weight of leaders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub w_leaders: Option<u32>,
    /// Weight of bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub w_bytes: Option<u32>,
}

/// A step of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Which topics.
    Topics,
    /// Which brokers, and what for.
    Brokers,
}

/// Which topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// All.
    All,
    /// Those whose name contains a text.
    Containing,
    /// Those that are named.
    Named,
}

/// What for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// The same load on each broker.
    #[default]
    Balance,
    /// Brokers become empty.
    Drain,
    /// Brokers get their share.
    Fill,
    /// Another number of replicas.
    Replicas,
}

/// A list of numbers out of the address; what is no number is left out.
fn ids(words: &Commas) -> Vec<i32> {
    words
        .0
        .iter()
        .filter_map(|word| word.parse().ok())
        .collect()
}

fn words(ids: &[i32]) -> Commas {
    Commas(ids.iter().map(i32::to_string).collect())
}

impl Asked {
    /// The step to show: who comes by a link that says something has chosen the topics already.
    pub fn stage(&self) -> Stage {
        let said = self.goal.is_some() || !self.brokers.is_empty() || self.which() != Which::All;
        self.step
            .unwrap_or(if said { Stage::Brokers } else { Stage::Topics })
    }

    /// Which topics.
    pub fn which(&self) -> Which {
        self.which.unwrap_or(if !self.topics.is_empty() {
            Which::Named
        } else if self.containing.is_some() {
            Which::Containing
        } else {
            Which::All
        })
    }

    /// What for.
    pub fn aim(&self) -> Aim {
        self.goal.unwrap_or_default()
    }

    /// The brokers the goal is about.
    pub fn broker_ids(&self) -> Vec<i32> {
        ids(&self.brokers)
    }

    /// Where replicas of emptied brokers may go.
    pub fn target_ids(&self) -> Vec<i32> {
        ids(&self.targets)
    }

    /// Replicas of one topic, where it has a number of its own.
    pub fn each_of(&self, topic: &str) -> Option<u32> {
        self.each.0.iter().find_map(|one| {
            let (name, count) = one.split_once(':')?;
            (name == topic).then(|| count.parse().ok())?
        })
    }

    /// The weights.
    pub fn weights(&self) -> Weights {
        let usual = Weights::default();
        Weights {
            replicas: self.w_replicas.unwrap_or(usual.replicas),
            leaders: self.w_leaders.unwrap_or(usual.leaders),
            bytes: self.w_bytes.unwrap_or(usual.bytes),
        }
    }

    /// What the console is to plan by.
    pub fn wish(&self) -> Wish {
        let aim = self.aim();
        let topics = match self.which() {
            Which::All => Choice::All,
            Which::Containing => Choice::Containing(self.containing.clone().unwrap_or_default()),
            Which::Named => Choice::Named(self.topics.0.iter().map(TopicName::trusted).collect()),
        };
        let (goal, brokers) = match aim {
            Aim::Balance => (Goal::Balance, self.broker_ids()),
            Aim::Drain => {
                let drained = self.broker_ids();
                let mut targets = self.target_ids();
                targets.retain(|id| !drained.contains(id));
                (Goal::Drain(drained), targets)
            }
            Aim::Fill => (Goal::Fill(self.broker_ids()), Vec::new()),
            Aim::Replicas => (Goal::Replicas, self.broker_ids()),
        };
        let counted = matches!(aim, Aim::Balance | Aim::Replicas);
        let topic_replicas = self
            .topics
            .0
            .iter()
            .filter(|_| aim == Aim::Replicas && self.which() == Which::Named)
            .filter_map(|topic| {
                Some(TopicReplicas {
                    topic: TopicName::trusted(topic),
                    replicas: self.each_of(topic)?,
                })
            })
            .collect();
        Wish {
            topics,
            goal,
            brokers,
            replicas: self.replicas.filter(|_| counted),
            topic_replicas,
            racks: self.racks.unwrap_or_default(),
            keep_leaders: self.keep_leaders.unwrap_or_default(),
            weights: self.weights(),
        }
    }

    /// The address of a wish: how it can be changed.
    pub fn of(wish: &Wish) -> Self {
        let usual = Weights::default();
        let mut asked = Self {
            step: Some(Stage::Brokers),
            replicas: wish.replicas,
            racks: Some(wish.racks).filter(|racks| *racks != Racks::default()),
            keep_leaders: wish.keep_leaders.then_some(true),
            w_replicas: Some(wish.weights.replicas).filter(|weight| *weight != usual.replicas),
            w_leaders: Some(wish.weights.leaders).filter(|weight| *weight != usual.leaders),
            w_bytes: Some(wish.weights.bytes).filter(|weight| *weight != usual.bytes),
            brokers: words(&wish.brokers),
            ..Self::default()
        };
        match &wish.topics {
            Choice::All => {}
            Choice::Named(names) => {
                asked.topics = Commas(names.iter().map(ToString::to_string).collect());
            }
            Choice::Containing(part) => asked.containing = Some(part.clone()),
        }
        asked.each = Commas(
            wish.topic_replicas
                .iter()
                .map(|one| format!("{}:{}", one.topic, one.replicas))
                .collect(),
        );
        asked.goal = Some(match &wish.goal {
            Goal::Balance => Aim::Balance,
            Goal::Replicas => Aim::Replicas,
            Goal::Drain(brokers) => {
                asked.targets = std::mem::replace(&mut asked.brokers, words(brokers));
                Aim::Drain
            }
            Goal::Fill(brokers) => {
                asked.brokers = words(brokers);
                Aim::Fill
            }
        });
        asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_api::url::{decode, encode};

    fn read(query: &str) -> Asked {
        decode(query).unwrap_or_default()
    }

    #[test]
    fn links_of_other_pages_are_understood() {
        let drain = read("goal=drain&brokers=3");
        assert_eq!(drain.wish().goal, Goal::Drain(vec![3]));
        assert_eq!(drain.wish().topics, Choice::All);
        assert_eq!(drain.stage(), Stage::Brokers);
        assert_eq!(
            read("goal=fill&brokers=4,5").wish().goal,
            Goal::Fill(vec![4, 5])
        );
        let named = vec![TopicName::trusted("a"), TopicName::trusted("b")];
        assert_eq!(read("topics=a,b").wish().topics, Choice::Named(named));
        assert_eq!(read("").stage(), Stage::Topics);
    }

    #[test]
    fn a_wish_leads_back_to_its_address() {
        for query in [
            "step=brokers&goal=balance&brokers=1,2&replicas=3&racks=strict",
            "step=brokers&containing=ord&goal=drain&brokers=3&targets=4,5&keep_leaders=true",
            "step=brokers&topics=a,b&goal=replicas&replicas=2&each=a:3&w_bytes=0",
            "step=brokers&goal=fill&brokers=7,8",
        ] {
            let asked = read(query);
            assert_eq!(Asked::of(&asked.wish()), asked, "{query}");
            assert_eq!(read(&encode(&asked)), asked, "{query}");
        }
    }
}
