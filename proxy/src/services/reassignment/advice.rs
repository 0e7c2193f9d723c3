//! What throttle makes sense for a plan, in numbers and in words.

use super::kept::{self, Kept};
use super::throttle::{Burden, Moved};
use super::words;
use crate::access::Cx;
use crate::error::Error;
use castellan_api::endpoint::PlanPath;
use castellan_api::reassignment::{Advice, AdviceQuery, AdviseThrottle, ThrottleVerdict};

/// A cluster whose topics of the plan get less than this a second is lightly loaded: a throttle would
/// only make it last longer.
const LIGHT_BYTES_PER_S: u64 = 1_000_000;

/// Says what throttle makes sense for a plan, and how long it takes under one.
pub async fn advise(
    cx: Cx<AdviseThrottle>,
    path: PlanPath,
    query: AdviceQuery,
    (): (),
) -> Result<Advice, Error> {
    let (kept, _) = kept::find(cx.app(), &path.instance, &path.plan).await?;
    Ok(advice(&kept, &query))
}

fn advice(kept: &Kept, query: &AdviceQuery) -> Advice {
    let moves = &kept.moves;
    let burden = Burden::of(moves.iter().map(|one| Moved {
        old: &one.old,
        new: &one.new,
        bytes: one.bytes.unwrap_or(0),
        produced_bytes_per_s: one.produced_bytes_per_s.unwrap_or(0),
    }));
    let known = moves.iter().all(|one| one.produced_bytes_per_s.is_some());
    let produced: u64 = moves
        .iter()
        .filter_map(|one| one.produced_bytes_per_s)
        .sum();
    let most_replicas = moves
        .iter()
        .map(|one| one.old.len().max(one.new.len()))
        .max();
    let least = burden.least();
    let proposed = (produced >= LIGHT_BYTES_PER_S)
        .then(|| produced.saturating_mul(most_replicas.unwrap_or(1) as u64));
    let in_time = query.within_s.and_then(|seconds| burden.within(seconds));
    let asked = query.throttle_bytes_per_s;
    let seconds = asked.and_then(|rate| burden.seconds(rate));
    let verdict = asked.map(|rate| match (least, seconds) {
        (Some((least, _)), _) if rate <= least => ThrottleVerdict::TooSmall,
        (_, None) => ThrottleVerdict::TooSmall,
        _ => ThrottleVerdict::Sensible,
    });
    Advice {
        proposed_bytes_per_s: proposed,
        least_bytes_per_s: least.map(|(rate, _)| rate),
        for_time_bytes_per_s: in_time.map(|(rate, _)| rate),
        broker: in_time.or(least).map(|(_, id)| id),
        verdict,
        words: in_words(asked, verdict, least, proposed, known),
        seconds,
        produced_bytes_per_s: known.then_some(produced),
    }
}

fn in_words(
    asked: Option<u64>,
    verdict: Option<ThrottleVerdict>,
    least: Option<(u64, i32)>,
    proposed: Option<u64>,
    known: bool,
) -> String {
    let starves = least.map(|(rate, id)| {
        format!(
            "At {}/s or less normal replication would starve: broker {id} replicates so much of what is produced to \
             these partitions.",
            words::bytes(rate)
        )
    });
    let not_known = if known {
        ""
    } else {
        " What is produced to some of them is not known yet, so leave room."
    };
    match (asked, verdict) {
        (Some(rate), Some(ThrottleVerdict::TooSmall)) => format!(
            "{}/s is too small. {}{not_known}",
            words::bytes(rate),
            starves.unwrap_or_else(|| "It would never end.".into())
        ),
        (Some(rate), _) => format!(
            "{}/s is sensible. {}{not_known}",
            words::bytes(rate),
            starves.unwrap_or_else(|| "Nearly nothing is produced to these partitions now.".into())
        ),
        (None, _) => match proposed {
            Some(rate) => format!(
                "{}/s leaves room for what is produced now, on every broker.{not_known}",
                words::bytes(rate)
            ),
            None => format!(
                "The topics of the plan are lightly loaded: no throttle is needed.{not_known}"
            ),
        },
    }
}
