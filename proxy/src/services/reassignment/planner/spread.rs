//! How even loads are over some brokers: what the tests hold plans to.

use super::measure::{BrokerMeasure, Load, Measure};

/// How even a figure is over some brokers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Even {
    /// The least of any broker.
    pub least: u64,
    /// The most of any broker.
    pub most: u64,
    /// The standard deviation.
    pub deviation: f64,
}

/// How even the loads are over some brokers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// Of replicas.
    pub replicas: Even,
    /// Of preferred leaders.
    pub leaders: Even,
    /// Of bytes.
    pub bytes: Even,
}

impl Measure {
    /// How even they are after.
    #[must_use]
    pub fn spread_after(&self, over: &[i32]) -> Spread {
        self.spread(over, |broker| broker.after)
    }

    fn spread(&self, over: &[i32], which: fn(&BrokerMeasure) -> Load) -> Spread {
        let loads: Vec<Load> = (self.brokers.iter())
            .filter(|broker| over.contains(&broker.id))
            .map(which)
            .collect();
        let even =
            |figure: fn(&Load) -> u64| Even::of(&loads.iter().map(figure).collect::<Vec<_>>());
        Spread {
            replicas: even(|load| load.replicas),
            leaders: even(|load| load.leaders),
            bytes: even(|load| load.bytes),
        }
    }
}

impl Even {
    // A standard deviation is for the eye: that 2⁵³ bytes are rounded in it does not matter.
    #[allow(clippy::cast_precision_loss)]
    fn of(figures: &[u64]) -> Self {
        let count = figures.len().max(1) as f64;
        let mean = figures.iter().map(|one| *one as f64).sum::<f64>() / count;
        let squares = figures.iter().map(|one| (*one as f64 - mean).powi(2));
        Self {
            least: figures.iter().copied().min().unwrap_or(0),
            most: figures.iter().copied().max().unwrap_or(0),
            deviation: (squares.sum::<f64>() / count).sqrt(),
        }
    }
}
