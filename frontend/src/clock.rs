//! The time as signals: ages are words that change on their own, at most once a second.

use crate::dom;
use leptos::prelude::*;

/// Seconds between two steps of [`slow`].
const SLOW_S: i64 = 10;

/// The two clocks.
#[derive(Clone, Copy)]
pub struct Clock {
    fast: RwSignal<i64>,
    slow: RwSignal<i64>,
}

impl Clock {
    fn new() -> Self {
        let now = dom::now();
        let clock = Self {
            fast: RwSignal::new(now),
            slow: RwSignal::new(now),
        };
        dom::every(1_000, move || {
            if dom::hidden() {
                return;
            }
            let now = dom::now();
            clock.fast.set(now);
            if now - clock.slow.get_untracked() >= SLOW_S * 1_000 {
                clock.slow.set(now);
            }
        });
        clock
    }
}

one_for_the_page!(
    /// The clocks of the page.
    clock -> Clock
);

/// Starts the clocks.
pub fn start() {
    clock();
}

/// Now, in steps of a second. Reading it in a view draws that view each second.
pub fn now() -> i64 {
    clock().fast.get()
}

/// Now, in steps of ten seconds: for tables and ages over a minute.
pub fn slow() -> i64 {
    clock().slow.get()
}
