//! What is asked for, as the planner takes it; and what is asked for partition by partition.

use super::json;
use super::plan::{Ground, undone};
use super::planner::{self, Cluster, Move, Partition};
use super::words;
use crate::app::App;
use crate::error::Error;
use castellan_api::ids::InstanceId;
use castellan_api::problem::FieldError;
use castellan_api::reassignment::{Choice, Goal, ManualPartition, PlanRequest, Racks, Wish};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Partitions that may be named one by one in a request: what a person or a file names.
const NAMED_MAX: usize = 200_000;
/// Refusals of a list that are told at once.
const TOLD: usize = 50;

/// What is asked for, with what the store had to tell.
pub(super) enum Asked {
    /// The console chooses.
    Automatic(Box<Wish>),
    /// Partition by partition: replicas, the preferred leader first.
    Listed {
        /// In words.
        title: String,
        /// True: what does not exist any more is left out, not refused.
        lenient: bool,
        /// Where in the request a partition stands, and its replicas.
        partitions: BTreeMap<(String, i32), (String, Vec<i32>)>,
    },
}

/// A plan in the making.
pub(super) struct Made {
    /// In words.
    pub(super) title: String,
    /// What changes.
    pub(super) moves: Vec<Move>,
    /// Partitions looked at.
    pub(super) looked_at: u64,
    /// Replicas and bytes that any plan with the same result moves at least; absent: it was not the
    /// console that chose.
    pub(super) least: Option<(u64, u64)>,
}

/// Reads a request.
pub(super) async fn asked(
    app: &App,
    instance: &InstanceId,
    request: &PlanRequest,
) -> Result<Asked, Error> {
    match request {
        PlanRequest::Automatic(wish) => Ok(Asked::Automatic(Box::new(wish.clone()))),
        PlanRequest::Manual(list) => manual(list),
        PlanRequest::Json(text) => from_json(text),
        PlanRequest::Undo(task) => {
            let (title, back) = undone(app, instance, task).await?;
            let partitions = back
                .into_iter()
                .map(|(key, replicas)| (key, ("/undo".to_owned(), replicas)))
                .collect();
            Ok(Asked::Listed {
                title,
                lenient: true,
                partitions,
            })
        }
    }
}

fn manual(list: &[ManualPartition]) -> Result<Asked, Error> {
    if list.len() > NAMED_MAX {
        return Err(Error::field(
            "/manual",
            format!("Name at most {NAMED_MAX} partitions."),
        ));
    }
    let mut partitions = BTreeMap::new();
    for (at, one) in list.iter().enumerate() {
        let pointer = format!("/manual/{at}/replicas");
        let key = (one.topic.as_str().to_owned(), one.partition);
        if partitions
            .insert(key, (pointer, one.replicas.clone()))
            .is_some()
        {
            return Err(Error::field(
                format!("/manual/{at}"),
                format!("{}-{} stands here twice.", one.topic, one.partition),
            ));
        }
    }
    Ok(Asked::Listed {
        title: chosen_by_hand(&partitions),
        lenient: false,
        partitions,
    })
}

fn from_json(text: &str) -> Result<Asked, Error> {
    let list = json::parse(text).map_err(|error| Error::field("/json", error.to_string()))?;
    let partitions: BTreeMap<_, _> = list
        .into_iter()
        .map(|one| {
            let key = (one.topic, one.partition);
            (key, ("/json".to_owned(), one.replicas))
        })
        .collect();
    Ok(Asked::Listed {
        title: chosen_by_hand(&partitions),
        lenient: false,
        partitions,
    })
}

fn chosen_by_hand(partitions: &BTreeMap<(String, i32), (String, Vec<i32>)>) -> String {
    let topics: BTreeSet<&str> = partitions.keys().map(|(topic, _)| topic.as_str()).collect();
    match topics.iter().next() {
        Some(one) if topics.len() == 1 => format!("Chosen brokers for {one}"),
        _ => format!(
            "Chosen brokers for {}",
            words::counted(topics.len() as u64, "topic")
        ),
    }
}

/// Makes the moves.
pub(super) fn made(ground: &Ground, asked: &Asked) -> Result<Made, Error> {
    match asked {
        Asked::Automatic(wish) => automatic(ground, wish),
        Asked::Listed {
            title,
            lenient,
            partitions,
        } => listed(ground, title, *lenient, partitions),
    }
}

fn listed(
    ground: &Ground,
    title: &str,
    lenient: bool,
    partitions: &BTreeMap<(String, i32), (String, Vec<i32>)>,
) -> Result<Made, Error> {
    let alive: HashMap<i32, bool> = ground
        .brokers
        .iter()
        .map(|broker| (broker.id, broker.alive))
        .collect();
    let (mut moves, mut errors) = (Vec::new(), Vec::new());
    for ((topic, partition), (pointer, replicas)) in partitions {
        let place = ground
            .number(topic)
            .and_then(|number| ground.place(number, *partition));
        let Some(place) = place else {
            if !lenient {
                let detail = format!("There is no partition {topic}-{partition}.");
                errors.push(FieldError::new(pointer.clone(), detail));
            }
            continue;
        };
        let now = ground.partitions.get(place).map(|one| ground.replicas(one));
        let now = now.unwrap_or_default();
        if let Some(why) = refused(replicas, now, &alive) {
            let detail = format!("{topic}-{partition}: {why}");
            errors.push(FieldError::new(pointer.clone(), detail));
        } else if now != replicas.as_slice() {
            moves.push(Move {
                partition: place,
                replicas: replicas.clone(),
            });
        }
    }
    if !errors.is_empty() {
        errors.truncate(TOLD);
        return Err(Error::Invalid(errors));
    }
    moves.sort_by_key(|one| one.partition);
    Ok(Made {
        title: title.to_owned(),
        moves,
        looked_at: partitions.len() as u64,
        least: None,
    })
}

/// Why replicas cannot be those of a partition.
fn refused(replicas: &[i32], now: &[i32], alive: &HashMap<i32, bool>) -> Option<String> {
    if replicas.is_empty() {
        return Some("It needs at least one broker.".into());
    }
    for (at, id) in replicas.iter().enumerate() {
        if replicas.iter().take(at).any(|other| other == id) {
            return Some(format!("Broker {id} stands here twice."));
        }
        match alive.get(id) {
            None => return Some(format!("There is no broker {id}.")),
            // one that has the replica already is given nothing
            Some(false) if !now.contains(id) => {
                return Some(format!(
                    "Broker {id} is away: it cannot be given a replica now."
                ));
            }
            Some(_) => {}
        }
    }
    None
}

fn automatic(ground: &Ground, wish: &Wish) -> Result<Made, Error> {
    let chosen = chosen(ground, &wish.topics)?;
    let factors: BTreeMap<&str, usize> = wish
        .topic_replicas
        .iter()
        .map(|one| (one.topic.as_str(), one.replicas as usize))
        .collect();
    let partitions: Vec<Partition<'_>> = ground
        .partitions
        .iter()
        .map(|one| {
            let own = factors.get(ground.topic(one.topic)).copied();
            Partition {
                topic: one.topic,
                index: one.index,
                replicas: ground.replicas(one),
                bytes: one.bytes.unwrap_or(0),
                chosen: chosen.contains(&one.topic),
                replication_factor: own.or(wish.replicas.map(|count| count as usize)),
            }
        })
        .collect();
    let cluster = Cluster {
        brokers: &ground.brokers,
        partitions: &partitions,
    };
    let plan = planner::plan(&cluster, &as_planned(ground, wish))
        .map_err(|refusal| in_words(ground, &refusal))?;
    let looked_at = partitions.iter().filter(|one| one.chosen).count() as u64;
    Ok(Made {
        title: title(wish),
        moves: plan.moves,
        looked_at,
        least: Some((plan.bound.replicas, plan.bound.bytes)),
    })
}

fn as_planned(ground: &Ground, wish: &Wish) -> planner::Wish {
    let targets = if wish.brokers.is_empty() {
        let alive = ground.brokers.iter().filter(|broker| broker.alive);
        alive.map(|broker| broker.id).collect()
    } else {
        wish.brokers.clone()
    };
    planner::Wish {
        targets,
        goal: match &wish.goal {
            Goal::Balance => planner::Goal::Balance,
            Goal::Drain(brokers) => planner::Goal::Drain(brokers.clone()),
            Goal::Fill(brokers) => planner::Goal::Fill(brokers.clone()),
            Goal::Replicas => planner::Goal::ReplicationFactor,
        },
        racks: match wish.racks {
            Racks::Strict => planner::Racks::Strict,
            Racks::BestEffort => planner::Racks::BestEffort,
            Racks::Ignore => planner::Racks::Ignore,
        },
        keep_leaders: wish.keep_leaders,
        weights: planner::Weights {
            replicas: wish.weights.replicas,
            leaders: wish.weights.leaders,
            bytes: wish.weights.bytes,
        },
    }
}

/// The topics that may be moved, by the planner's number.
fn chosen(ground: &Ground, choice: &Choice) -> Result<BTreeSet<u32>, Error> {
    let numbered = || (0_u32..).zip(&ground.topics);
    match choice {
        Choice::All => Ok(numbered().map(|(number, _)| number).collect()),
        Choice::Containing(text) => {
            let found: BTreeSet<u32> = numbered()
                .filter(|(_, name)| name.contains(text.as_str()))
                .map(|(number, _)| number)
                .collect();
            if found.is_empty() {
                let detail = format!("No topic has {text:?} in its name.");
                return Err(Error::field("/automatic/topics", detail));
            }
            Ok(found)
        }
        Choice::Named(names) => names
            .iter()
            .map(|name| {
                ground.number(name.as_str()).ok_or_else(|| {
                    Error::field(
                        "/automatic/topics",
                        format!("There is no topic {name}. Was it deleted?"),
                    )
                })
            })
            .collect(),
    }
}

fn in_words(ground: &Ground, refusal: &planner::Refusal) -> Error {
    let pointer = match refusal {
        planner::Refusal::NothingChosen | planner::Refusal::Broken { .. } => "/automatic/topics",
        planner::Refusal::RacksLost { .. } => "/automatic/racks",
        _ => "/automatic/brokers",
    };
    let words = refusal.to_string();
    let words = match refusal.topic() {
        Some(topic) => words.replace("this topic", &format!("topic {}", ground.topic(topic))),
        None => words,
    };
    Error::field(pointer, words)
}

fn title(wish: &Wish) -> String {
    let of = match &wish.topics {
        Choice::All => String::new(),
        Choice::Containing(text) => format!(" of topics with {text:?}"),
        Choice::Named(names) => match names.as_slice() {
            [one] => format!(" of {one}"),
            many => format!(" of {}", words::counted(many.len() as u64, "topic")),
        },
    };
    match &wish.goal {
        Goal::Balance => format!("Balance partitions{of}"),
        Goal::Drain(brokers) => format!("Drain {}{of}", words::brokers(brokers)),
        Goal::Fill(brokers) => format!("Fill {}{of}", words::brokers(brokers)),
        Goal::Replicas => match wish.replicas {
            Some(1) => format!("1 replica{of}"),
            Some(count) => format!("{count} replicas{of}"),
            None => format!("Change replicas{of}"),
        },
    }
}
