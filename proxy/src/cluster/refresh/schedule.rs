//! When which part is read again. It must not read.

use std::time::Duration;
use tokio::time::Instant;

/// A part that is read on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// Brokers, topics, partitions.
    Metadata,
    /// A connection to every broker: who answers, and what it can do. No request while all are open.
    Alive,
    /// Log start and end offsets.
    Offsets,
    /// Who leads the KRaft quorum.
    Quorum,
    /// Sizes on disk.
    LogDirs,
    /// A slice of the topics' configs.
    Configs,
    /// How many groups there are.
    Groups,
    /// What Kafka moves.
    Moves,
    /// Some configs of the brokers.
    Facts,
}

impl Lane {
    pub(super) const ALL: [Self; 9] = [
        Self::Metadata,
        Self::Alive,
        Self::Offsets,
        Self::Quorum,
        Self::LogDirs,
        Self::Configs,
        Self::Groups,
        Self::Moves,
        Self::Facts,
    ];

    /// Its name in the metrics.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Alive => "connections",
            Self::Offsets => "offsets",
            Self::Quorum => "quorum",
            Self::LogDirs => "log_dirs",
            Self::Configs => "configs",
            Self::Groups => "groups",
            Self::Moves => "moves",
            Self::Facts => "broker_configs",
        }
    }

    const fn period(self, watched: bool) -> Duration {
        let seconds = match self {
            _ if !watched => 60,
            Self::Metadata | Self::Alive => 5,
            Self::Offsets | Self::Quorum | Self::Moves => 15,
            Self::LogDirs | Self::Configs | Self::Groups | Self::Facts => 60,
        };
        Duration::from_secs(seconds)
    }
}

/// A part is read for at most a tenth of the time: after it took so long, it rests nine times that.
const REST: u32 = 9;
/// The pause after a failed look at the cluster, whoever watches.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug)]
struct Clock {
    started: Option<Instant>,
    /// Not before this.
    rests_until: Instant,
    flying: bool,
    forced: bool,
    /// In place of the lane's own.
    period: Option<Duration>,
}

/// The lanes' clocks.
#[derive(Debug)]
pub(super) struct Schedule {
    clocks: [Clock; 9],
}

impl Schedule {
    pub(super) fn new(now: Instant) -> Self {
        let clock = Clock {
            started: None,
            rests_until: now,
            flying: false,
            forced: false,
            period: None,
        };
        Self { clocks: [clock; 9] }
    }

    /// When the lane is to be read next; `None` while it is being read.
    pub(super) fn due(&self, lane: Lane, watched: bool) -> Option<Instant> {
        let clock = self.clock(lane)?;
        if clock.flying {
            return None;
        }
        let Some(started) = clock.started else {
            return Some(clock.rests_until);
        };
        let period = clock.period.unwrap_or_else(|| lane.period(watched));
        match clock.forced {
            // what somebody asked for explicitly is the metadata; the rest keeps to its tenth
            true if lane == Lane::Metadata => Some(started),
            true => Some(clock.rests_until),
            false => Some((started + period).max(clock.rests_until)),
        }
    }

    /// The lane is being read from now.
    pub(super) fn started(&mut self, lane: Lane, now: Instant) {
        self.change(lane, |clock| {
            clock.started = Some(now);
            clock.flying = true;
            clock.forced = false;
            clock.period = None;
        });
    }

    /// The lane was read. `waited`: for a broker that did not answer in time, which is no load on any,
    /// so that the others are read again after the lane's usual period.
    pub(super) fn ended(&mut self, lane: Lane, took: Duration, waited: bool, now: Instant) {
        let rest = if waited {
            lane.period(true).min(took * REST)
        } else {
            took * REST
        };
        self.change(lane, |clock| {
            clock.flying = false;
            clock.rests_until = now + rest;
        });
    }

    /// The look at the cluster failed: again soon.
    pub(super) fn failed(&mut self) {
        self.pace(Lane::Metadata, AFTER_FAILURE);
    }

    /// Another period than the lane's own, once.
    pub(super) fn pace(&mut self, lane: Lane, period: Duration) {
        self.change(lane, |clock| clock.period = Some(period));
    }

    /// Read it as soon as may be.
    pub(super) fn force(&mut self, lane: Lane) {
        self.change(lane, |clock| clock.forced = true);
    }

    fn clock(&self, lane: Lane) -> Option<&Clock> {
        self.clocks.get(lane as usize)
    }

    fn change(&mut self, lane: Lane, change: impl FnOnce(&mut Clock)) {
        if let Some(clock) = self.clocks.get_mut(lane as usize) {
            change(clock);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_keep_their_periods_and_rest() {
        let zero = Instant::now();
        let at = |seconds| zero + Duration::from_secs(seconds);
        let mut schedule = Schedule::new(zero);
        assert_eq!(schedule.due(Lane::Offsets, true), Some(zero));
        schedule.started(Lane::Offsets, zero);
        assert_eq!(schedule.due(Lane::Offsets, true), None);
        schedule.ended(Lane::Offsets, Duration::from_millis(10), false, at(0));
        assert_eq!(schedule.due(Lane::Offsets, true), Some(at(15)));
        assert_eq!(schedule.due(Lane::Offsets, false), Some(at(60)));
        // slow: 4 s of reading, 36 s of rest
        schedule.started(Lane::Offsets, at(15));
        schedule.ended(Lane::Offsets, Duration::from_secs(4), false, at(19));
        assert_eq!(schedule.due(Lane::Offsets, true), Some(at(55)));
        schedule.force(Lane::Offsets);
        assert_eq!(schedule.due(Lane::Offsets, true), Some(at(55)));
        schedule.started(Lane::Metadata, at(0));
        schedule.ended(Lane::Metadata, Duration::from_secs(4), false, at(4));
        schedule.force(Lane::Metadata);
        assert_eq!(schedule.due(Lane::Metadata, true), Some(at(0)));
        schedule.started(Lane::Metadata, at(5));
        schedule.ended(Lane::Metadata, Duration::ZERO, false, at(5));
        schedule.failed();
        assert_eq!(schedule.due(Lane::Metadata, false), Some(at(10)));
        // a broker that is silent for 5 s: the others are read after another 15 s, not 45
        schedule.started(Lane::Offsets, at(100));
        schedule.ended(Lane::Offsets, Duration::from_secs(5), true, at(105));
        assert_eq!(schedule.due(Lane::Offsets, true), Some(at(120)));
    }
}
