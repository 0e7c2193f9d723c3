//! Live updates: one stream of server-sent events for the instance on the screen, turned into
//! counters that loads follow. Closed in hidden tabs; opened again with back-off; where streams
//! are blocked it falls back to asking every 15 s.

use crate::api::{Watch, address};
use crate::dom;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::events::{Event, Part, WatchInstance};
use castellan_api::ids::InstanceId;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

/// Loads ask again at most once in this time, milliseconds.
const SETTLE_MS: i32 = 2_000;
/// Without a stream, everything is asked again each time this has passed, milliseconds.
const POLL_MS: i64 = 15_000;
/// Tries to open a stream that never opened before polling begins.
const TRIES: u32 = 3;
/// Without any answer for this long, what is shown is called stale, milliseconds.
const STALE_MS: i64 = 45_000;
/// Longest wait between two tries, milliseconds.
const WAIT_MAX_MS: i32 = 30_000;

/// How fresh the screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// No instance on the screen, or the stream is not open yet.
    Quiet,
    /// The stream is open.
    Live,
    /// It broke and is being opened again.
    Reconnecting,
    /// Streams are blocked: asking at intervals.
    Polling,
    /// Nothing was heard since then, milliseconds since 1970 UTC.
    Stale(i64),
}

const PARTS: [Watch; 8] = [
    Watch::Part(Part::Metadata),
    Watch::Part(Part::Offsets),
    Watch::Part(Part::LogDirs),
    Watch::Part(Part::Configs),
    Watch::Part(Part::Groups),
    Watch::Part(Part::Moves),
    Watch::Tasks,
    Watch::Instance,
];

/// The stream's state.
#[derive(Clone, Copy)]
pub struct Live {
    /// How fresh the screen is.
    pub freshness: RwSignal<Freshness>,
    /// When the metadata was read, milliseconds since 1970 UTC; absent until told.
    pub as_of: RwSignal<Option<i64>>,
    counters: [RwSignal<u32>; PARTS.len()],
}

one_for_the_page!(
    /// The live updates of the page.
    live -> Live
);

/// What is not a signal: the stream, and what waits to be told to the loads.
#[derive(Default)]
struct Wire {
    instance: Option<InstanceId>,
    source: Option<EventSource>,
    versions: [u64; 6],
    dirty: [bool; PARTS.len()],
    flush_set: bool,
    failures: u32,
    opened: bool,
    turn: u32,
    heard: i64,
    polled: i64,
}

thread_local! {
    static WIRE: RefCell<Wire> = RefCell::new(Wire::default());
}

fn wire<T>(with: impl FnOnce(&mut Wire) -> T) -> T {
    WIRE.with(|wire| with(&mut wire.borrow_mut()))
}

impl Live {
    fn new() -> Self {
        let live = Self {
            freshness: RwSignal::new(Freshness::Quiet),
            as_of: RwSignal::new(None),
            counters: std::array::from_fn(|_| RwSignal::new(0)),
        };
        dom::on_document("visibilitychange", move |_| {
            if dom::hidden() {
                close();
            } else {
                live.open();
                live.changed(&PARTS);
            }
        });
        dom::every(1_000, move || live.look());
        live
    }

    /// Makes the reader follow these. Called by `load`.
    pub fn follow(self, watch: &[Watch]) {
        for one in watch {
            if let Some(counter) = place(*one).and_then(|at| self.counters.get(at)) {
                counter.track();
            }
        }
    }

    /// Tells the loads that these changed: after a change of our own, and by the stream.
    pub fn changed(self, what: &[Watch]) {
        let set = wire(|wire| {
            for at in what.iter().filter_map(|one| place(*one)) {
                if let Some(dirty) = wire.dirty.get_mut(at) {
                    *dirty = true;
                }
            }
            !std::mem::replace(&mut wire.flush_set, true)
        });
        if set {
            dom::after(SETTLE_MS, move || {
                let dirty = wire(|wire| {
                    wire.flush_set = false;
                    std::mem::take(&mut wire.dirty)
                });
                for (counter, _) in self.counters.iter().zip(dirty).filter(|(_, dirty)| *dirty) {
                    counter.update(|count| *count = count.wrapping_add(1));
                }
            });
        }
    }

    /// Follows another instance, or none.
    pub fn watch(self, instance: Option<InstanceId>) {
        if wire(|wire| wire.instance == instance) {
            return;
        }
        close();
        wire(|wire| {
            *wire = Wire {
                instance,
                turn: wire.turn.wrapping_add(1),
                ..Wire::default()
            }
        });
        self.as_of.set(None);
        self.freshness.set(Freshness::Quiet);
        self.open();
    }

    fn open(self) {
        if dom::hidden() {
            return;
        }
        let Some(instance) = wire(|wire| wire.instance.clone().filter(|_| wire.source.is_none()))
        else {
            return;
        };
        let address = address::<WatchInstance>(&InstancePath { instance }, &NoQuery {});
        let Ok(source) = EventSource::new(&address) else {
            return;
        };
        let turn = wire(|wire| {
            wire.source = Some(source.clone());
            wire.turn = wire.turn.wrapping_add(1);
            if wire.heard == 0 {
                wire.heard = dom::now();
            }
            wire.turn
        });
        let current = move || wire(|wire| wire.turn == turn);
        let opened = Closure::<dyn FnMut()>::new(move || {
            if current() {
                self.opened();
            }
        });
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        opened.forget();
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if current() {
                self.message(&event);
            }
        });
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        message.forget();
        let failed = Closure::<dyn FnMut()>::new(move || {
            if current() {
                self.broken();
            }
        });
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        failed.forget();
    }

    fn opened(self) {
        let again = wire(|wire| {
            wire.failures = 0;
            wire.heard = dom::now();
            std::mem::replace(&mut wire.opened, true)
        });
        self.freshness.set(Freshness::Live);
        if again {
            self.changed(&PARTS);
        }
    }

    fn message(self, message: &MessageEvent) {
        wire(|wire| wire.heard = dom::now());
        let Some(text) = message.data().as_string() else {
            return;
        };
        match serde_json::from_str::<Event>(&text) {
            Ok(Event::Reset) => self.changed(&PARTS),
            Ok(Event::Snapshot {
                part,
                version,
                as_of,
            }) => {
                if part == Part::Metadata {
                    self.as_of.set(Some(as_of));
                }
                let new = wire(|wire| {
                    place(Watch::Part(part))
                        .and_then(|at| wire.versions.get_mut(at))
                        .is_some_and(|known| std::mem::replace(known, version) != version)
                });
                if new {
                    self.changed(&[Watch::Part(part)]);
                }
            }
            Ok(Event::Task { .. }) => self.changed(&[Watch::Tasks]),
            Ok(Event::Instance) => self.changed(&[Watch::Instance]),
            // An event of a newer console: nothing this app shows.
            Err(_) => {}
        }
    }

    /// The browser tries again by itself while it calls the stream connecting; where it gave up,
    /// this does, later each time.
    fn broken(self) {
        if !matches!(
            self.freshness.get_untracked(),
            Freshness::Polling | Freshness::Stale(_)
        ) {
            self.freshness.set(Freshness::Reconnecting);
        }
        let (wait, turn) = wire(|wire| {
            wire.failures = wire.failures.saturating_add(1);
            if !wire.opened && wire.failures >= TRIES {
                self.freshness.set(Freshness::Polling);
            }
            let gone = wire
                .source
                .as_ref()
                .is_some_and(|source| source.ready_state() == EventSource::CLOSED);
            if gone {
                wire.source = None;
            }
            let doubled = 1_000i32.saturating_mul(1 << wire.failures.min(5));
            (gone.then_some(doubled.min(WAIT_MAX_MS)), wire.turn)
        });
        if let Some(wait) = wait {
            dom::after(wait, move || {
                if wire(|wire| wire.turn == turn) {
                    self.open();
                }
            });
        }
    }

    /// Once a second: polls where the stream is blocked, and calls stale what has grown old.
    fn look(self) {
        if dom::hidden() {
            return;
        }
        let freshness = self.freshness.get_untracked();
        let now = dom::now();
        let (heard, poll) = wire(|wire| {
            let poll = freshness == Freshness::Polling && now - wire.polled >= POLL_MS;
            if poll {
                wire.polled = now;
            }
            (wire.heard, poll)
        });
        if poll {
            self.changed(&PARTS);
        }
        if freshness == Freshness::Reconnecting && heard > 0 && now - heard > STALE_MS {
            self.freshness.set(Freshness::Stale(heard));
        }
    }
}

fn close() {
    let source = wire(|wire| {
        wire.turn = wire.turn.wrapping_add(1);
        wire.source.take()
    });
    if let Some(source) = source {
        source.close();
    }
}

fn place(watch: Watch) -> Option<usize> {
    PARTS.iter().position(|one| *one == watch)
}
