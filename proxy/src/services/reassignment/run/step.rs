//! A turn while partitions move: look, cancel what is to be canceled, begin what may begin.

use super::super::words;
use super::look::{Look, Stand};
use super::{Driver, IDLE, LOOK, SOON, Turn};
use crate::error::Error;
use crate::services::topics::refusal;
use crate::store::reassignments::{Move, MoveState};
use castellan_api::action::Action;
use castellan_api::reassignment::{MoveOrder, Phase};
use castellan_kafka::{ErrorCode, Reassign};
use std::collections::{BTreeMap, BTreeSet};

/// Partitions of one request to the controller.
const AT_ONCE: usize = 500;
/// A move that stands as it should not is believed after so many looks: brokers learn of a change a
/// moment after the controller.
const LOOKS: u32 = 3;

impl Driver<'_> {
    pub(super) async fn step(&mut self) -> Result<Turn, Error> {
        let instance = self.instance()?;
        instance.events().viewed(self.now());
        let looked = self.look_at(&self.places(MoveState::Moving)).await;
        let look = match looked {
            Ok(look) => look,
            Err(error) => {
                self.because(Some(format!("The cluster cannot be asked now: {error}")))
                    .await?;
                return Ok(Turn::Wait(IDLE));
            }
        };
        self.settle(&look);
        self.measure().await;
        self.cancel_what_is_asked().await?;
        self.watch(&instance).await?;
        self.run.phase = self.phase();
        let why = self.stopped().map(str::to_owned);
        self.because(why).await?;
        let mut pause = LOOK;
        if self.set_throttle().await? && self.run.phase == Phase::Moving && self.submit().await? {
            pause = SOON;
        }
        Ok(Turn::Wait(
            if self.count(MoveState::Moving) == 0 && pause == LOOK {
                IDLE.min(LOOK)
            } else {
                pause
            },
        ))
    }

    /// Where it is, by what people asked and what was seen.
    fn phase(&self) -> Phase {
        if self.heard_cancel {
            Phase::Canceling
        } else if self.run.control.paused {
            Phase::Paused
        } else if self.stopped().is_some() {
            Phase::Stopped
        } else {
            Phase::Moving
        }
    }

    /// Asks the cluster how these moves stand.
    pub(super) async fn look_at(&self, places: &[u32]) -> Result<Look, Error> {
        let client = self.client()?;
        let moves: Vec<&Move> = places
            .iter()
            .filter_map(|place| self.moves.get(*place as usize))
            .collect();
        let partitions: Vec<(&str, i32)> = moves
            .iter()
            .map(|one| (one.topic.as_str(), one.partition))
            .collect();
        let topics: BTreeSet<&str> = partitions.iter().map(|(topic, _)| *topic).collect();
        let topics: Vec<&str> = topics.into_iter().collect();
        // first what moves, then where it is: the other way round a move that ends between the two
        // would look as if it had never been
        let ongoing = client.list_reassignments_of(&partitions).await?;
        let metadata = client.metadata_for(&topics).await?;
        Ok(Look::new(metadata, ongoing))
    }

    /// Takes over how the moves under way stand.
    fn settle(&mut self, look: &Look) {
        for place in self.places(MoveState::Moving) {
            let Some(one) = self.moves.get(place as usize) else {
                continue;
            };
            let asked = one.cancel_asked || self.heard_cancel;
            let stand = look.stand(one);
            match stand {
                Stand::Moving => {
                    self.odd.remove(&place);
                    self.sent.insert(place);
                    continue;
                }
                Stand::There => {
                    self.put(place, MoveState::Done, None);
                    continue;
                }
                _ => {}
            }
            let times = self.odd.entry(place).or_default();
            *times += 1;
            if *times < LOOKS {
                continue;
            }
            let words = match stand {
                Stand::Back if asked => {
                    self.put(place, MoveState::Canceled, None);
                    continue;
                }
                // recorded, and then the console was cut off before it told Kafka
                Stand::Back if !self.sent.contains(&place) => {
                    self.put(place, MoveState::Waiting, None);
                    continue;
                }
                Stand::Back => {
                    let why = words::item("Another tool canceled it.");
                    self.put(place, MoveState::Canceled, Some(why));
                    continue;
                }
                Stand::Elsewhere(target) => {
                    format!("Another tool moves it to {} now.", words::brokers(&target))
                }
                Stand::Gone => "The topic was deleted.".to_owned(),
                Stand::Other(now) => {
                    format!(
                        "Somebody else changed it: it is on {} now.",
                        words::brokers(&now)
                    )
                }
                Stand::Moving | Stand::There => continue,
            };
            self.put(place, MoveState::Failed, Some(words::item(words)));
        }
    }

    /// Lets go of what nobody wants any more.
    async fn cancel_what_is_asked(&mut self) -> Result<(), Error> {
        let whole = self.heard_cancel;
        let asked = |one: &&Move| whole || one.cancel_asked;
        let waiting = self
            .moves
            .iter()
            .filter(|one| one.state == MoveState::Waiting);
        let waiting: Vec<u32> = waiting.filter(asked).map(|one| one.position).collect();
        for place in waiting {
            self.put(place, MoveState::Canceled, None);
        }
        let moving = self
            .moves
            .iter()
            .filter(|one| one.state == MoveState::Moving);
        let wanted: Vec<Reassign> = moving
            .filter(asked)
            .map(|one| Reassign {
                topic: one.topic.clone(),
                partition: one.partition,
                replicas: None,
            })
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let client = self.client()?;
        for part in wanted.chunks(AT_ONCE) {
            // what failed here is asked again at the next look
            match client.alter_reassignments(part).await {
                Ok(results) => {
                    let failed = results.iter().filter_map(|one| one.as_ref().err());
                    let failed: Vec<String> = failed
                        .filter(|error| {
                            error.code() != Some(ErrorCode::NO_REASSIGNMENT_IN_PROGRESS)
                        })
                        .map(ToString::to_string)
                        .collect();
                    if let Some(first) = failed.first() {
                        self.work
                            .log(&format!(
                                "{} could not be canceled yet: {first}",
                                failed.len()
                            ))
                            .await?;
                    }
                }
                Err(error) => {
                    self.work
                        .log(&format!("They could not be canceled yet: {error}"))
                        .await?;
                }
            }
        }
        Ok(())
    }

    /// Hands the next partitions to Kafka, as many as may move at once. True if there were any.
    async fn submit(&mut self) -> Result<bool, Error> {
        let places = self.next();
        if places.is_empty() {
            return Ok(false);
        }
        if let Err(why) = self.work.allowed(Action::PartitionReassign).await? {
            self.stop_by_itself(why).await?;
            return Ok(false);
        }
        if !self.name_throttled(&places).await? {
            return Ok(false);
        }
        // recorded before Kafka is touched
        for place in &places {
            self.put(*place, MoveState::Moving, None);
        }
        self.write().await?;
        let client = self.client()?;
        for part in places.chunks(AT_ONCE) {
            let moves = part
                .iter()
                .filter_map(|place| self.moves.get(*place as usize));
            let wanted: Vec<Reassign> = moves
                .map(|one| Reassign {
                    topic: one.topic.clone(),
                    partition: one.partition,
                    replicas: Some(one.new.clone()),
                })
                .collect();
            let results = match client.alter_reassignments(&wanted).await {
                Ok(results) => results,
                Err(error) => {
                    // what of it was done shows at the next look; the rest goes back to waiting
                    self.work
                        .log(&format!(
                            "Kafka did not take {} partitions: {error}",
                            part.len()
                        ))
                        .await?;
                    continue;
                }
            };
            for (place, result) in part.iter().zip(results) {
                match result {
                    Ok(()) => {
                        self.sent.insert(*place);
                    }
                    Err(error) if refusal::later(&error) => {
                        self.put(*place, MoveState::Waiting, None);
                    }
                    Err(error) => {
                        self.put(*place, MoveState::Failed, Some(refusal::item(&error)));
                    }
                }
            }
        }
        let bytes: u64 = places
            .iter()
            .filter_map(|place| self.moves.get(*place as usize)?.bytes)
            .sum();
        self.work
            .log(&format!(
                "{} begin to move, {}.",
                words::counted(places.len() as u64, "partition"),
                words::bytes(bytes)
            ))
            .await?;
        Ok(true)
    }

    /// The partitions that move next: those of the smallest topics first, or of the largest, and of a
    /// topic one after the other.
    fn next(&self) -> Vec<u32> {
        let at_once = self.run.control.speed.at_once as usize;
        let moving = usize::try_from(self.count(MoveState::Moving)).unwrap_or(usize::MAX);
        let room = at_once.saturating_sub(moving);
        // one more each time a single one is done would be a request for each
        if room == 0 || (moving > 0 && room * 5 < at_once) {
            return Vec::new();
        }
        let mut topics: BTreeMap<&str, u64> = BTreeMap::new();
        for one in &self.moves {
            *topics.entry(&one.topic).or_default() += one.bytes.unwrap_or(0);
        }
        let mut waiting: Vec<&Move> = self
            .moves
            .iter()
            .filter(|one| one.state == MoveState::Waiting)
            .collect();
        let largest = self.run.control.speed.order == MoveOrder::LargestFirst;
        waiting.sort_by_key(|one| {
            let bytes = topics.get(one.topic.as_str()).copied().unwrap_or(0);
            let bytes = if largest { u64::MAX - bytes } else { bytes };
            (bytes, one.position)
        });
        waiting
            .into_iter()
            .take(room)
            .map(|one| one.position)
            .collect()
    }
}
