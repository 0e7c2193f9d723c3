//! Words of reassignments: phases, states of a partition, brokers before and after, amounts.

use crate::components::{Badge, Cell, Tone};
use crate::format::{Figure, MISSING, NBSP, bytes, number};
use crate::i18n::text;
use castellan_api::ids::TopicName;
use castellan_api::reassignment::{
    MoveCounts, MoveProgress, MoveState, Partition, Phase, ReassignmentSummary, Throttle,
};
use castellan_api::tasks::TaskState;

/// Tone and word of where a reassignment is.
pub fn phase_words(summary: &ReassignmentSummary) -> (Tone, &'static str) {
    let t = text().reassignments();
    match summary.phase {
        Phase::Scheduled => (Tone::Idle, t.scheduled),
        Phase::Queued => (Tone::Idle, t.queued),
        Phase::Moving => (Tone::Run, t.moving_word),
        Phase::Paused => (Tone::Idle, t.paused),
        Phase::Stopped => (Tone::Warn, t.stopped),
        Phase::Canceling => (Tone::Run, t.canceling),
        Phase::CleaningUp => (Tone::Run, t.cleaning_up),
        Phase::Ended => match summary.task.state {
            TaskState::Failed => (Tone::Crit, t.failed),
            TaskState::Canceled => (Tone::Idle, t.canceled),
            _ => (Tone::Ok, t.done),
        },
    }
}

/// Tone and word of how far a partition is.
pub fn move_words(one: &MoveProgress) -> (Tone, &'static str) {
    let t = text().reassignments();
    match one.state {
        MoveState::Waiting => (Tone::Idle, t.waiting),
        MoveState::Moving if one.catching_up => (Tone::Run, t.catching_up),
        MoveState::Moving => (Tone::Run, t.adding),
        MoveState::Done => (Tone::Ok, t.done),
        MoveState::Canceled => (Tone::Idle, t.canceled),
        MoveState::Failed => (Tone::Crit, t.failed),
    }
}

/// All partitions of a reassignment.
pub const fn all_of(counts: &MoveCounts) -> u64 {
    counts.waiting + counts.moving + counts.done + counts.canceled + counts.failed
}

/// Whole percent, rounded down, so that 100 means the end.
pub fn percent_of(part: u64, whole: u64) -> Option<u32> {
    let share = (u128::from(part.min(whole)) * 100).checked_div(u128::from(whole))?;
    u32::try_from(share).ok()
}

/// `8.1 of 8.4 GB`: the unit once where both have it.
pub fn amount(part: u64, whole: u64) -> String {
    let (part, whole) = (bytes(part), bytes(whole));
    let first = if part.unit == whole.unit {
        part.text
    } else {
        part.whole()
    };
    (text().reassignments().of)(&first, &whole.whole())
}

/// `178.2 MB/s`, its unit apart.
pub fn per_second(rate: u64) -> (String, String) {
    let Figure { text, unit, .. } = bytes(rate);
    (text, format!("{unit}/s"))
}

/// `178.2 MB/s`.
pub fn per_second_whole(rate: u64) -> String {
    let (text, unit) = per_second(rate);
    format!("{text}{NBSP}{unit}")
}

/// A partition's name, as `orders / 3`.
pub fn partition_name(topic: &TopicName, partition: i32) -> String {
    format!("{topic} / {partition}")
}

/// What names a partition in addresses and rows, as `orders:3`; no topic has a colon.
pub fn partition_key(topic: &TopicName, partition: i32) -> String {
    format!("{topic}:{partition}")
}

/// The partition that a key names.
pub fn partition_of(key: &str) -> Option<Partition> {
    let (topic, partition) = key.rsplit_once(':')?;
    Some(Partition {
        topic: topic.parse().ok()?,
        partition: partition.parse().ok()?,
    })
}

fn badge(id: i32, class: &'static str, title: fn(i32) -> String) -> Badge {
    Badge {
        text: id.to_string(),
        class,
        title: title(id),
    }
}

/// Brokers that lose the replica, and those that get it; where there are none, those that stay.
pub fn change(old: &[i32], new: &[i32]) -> Cell {
    let t = text().reassignments();
    let side = |here: &[i32], there: &[i32], class: &'static str, title: fn(i32) -> String| {
        let only: Vec<Badge> = here
            .iter()
            .filter(|id| !there.contains(id))
            .map(|id| badge(*id, class, title))
            .collect();
        if only.is_empty() {
            here.iter().map(|id| badge(*id, "", t.broker)).collect()
        } else {
            only
        }
    };
    Cell::Change(
        side(old, new, "minus", t.badge_removing),
        side(new, old, "plus", t.badge_adding),
    )
}

/// All replicas of a partition that moves: those that come, go, or are behind.
pub fn replicas(all: &[i32], adding: &[i32], removing: &[i32], isr: &[i32]) -> Cell {
    let t = text().reassignments();
    let one = |id: &i32| {
        if adding.contains(id) {
            badge(*id, "plus", t.badge_adding)
        } else if removing.contains(id) {
            badge(*id, "minus", t.badge_removing)
        } else if isr.contains(id) {
            badge(*id, "", t.broker)
        } else {
            badge(*id, "out", t.badge_out)
        }
    };
    Cell::Badges(all.iter().map(one).collect())
}

/// Broker or topic of a throttle.
pub fn throttled(one: &Throttle) -> String {
    match (&one.topic, one.broker) {
        (Some(topic), _) => topic.to_string(),
        (None, Some(broker)) => (text().reassignments().broker)(broker),
        (None, None) => MISSING.to_owned(),
    }
}

/// `2 of 3`.
pub fn count_of(part: usize, all: usize) -> String {
    (text().reassignments().of)(&number(part as u64), &number(all as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back_to_their_partition() {
        let topic = TopicName::trusted("orders.events_v2");
        let partition = partition_of(&partition_key(&topic, 14));
        let wanted = Partition {
            topic,
            partition: 14,
        };
        assert_eq!(partition, Some(wanted));
        assert_eq!(partition_of("orders"), None);
        assert_eq!(partition_of("orders:x"), None);
    }

    #[test]
    fn a_hundred_percent_is_the_end() {
        assert_eq!(percent_of(0, 0), None);
        assert_eq!(percent_of(999, 1_000), Some(99));
        assert_eq!(percent_of(1_000, 1_000), Some(100));
        assert_eq!(percent_of(u64::MAX, u64::MAX), Some(100));
    }
}
