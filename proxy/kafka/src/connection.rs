//! One connection to one broker: requests are pipelined, answers are matched by correlation id,
//! every call has a deadline, and its two tasks end with it. Opening it is in `open.rs`.

mod line;
mod tasks;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::sync::{RwLock, Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::call::{Deadline, Message};
use crate::stream::{Reader, Writer};
use crate::tls::Shown;
use crate::{ApiKey, ApiRanges, Error, Peer, Result, TlsFacts};

/// Requests waiting to be written on one connection; brokers answer one at a time, so that more
/// would only wait longer.
const QUEUE: usize = 128;
/// Requests under way on one connection. Over TLS to brokers below 4.0 it is one: 2.7 (on Java 17)
/// leaves a pipelined request in its TLS buffer until its next poll, 300 ms later, and so misses
/// the end of a session. Brokers answer one request of a connection at a time in any case.
const WINDOW: usize = 64;
/// The longest pause a broker may ask for by `throttle_time_ms`.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// Brokers close idle connections after 10 minutes (connections.max.idle.ms); one that was idle
/// for this long is not trusted with a request.
const IDLE_MAX: Duration = Duration::from_secs(240);

/// Requests sent, by call.
#[derive(Debug)]
pub(crate) struct Counters(Vec<AtomicU64>);

impl Counters {
    pub(crate) fn new() -> Self {
        Self((0..128).map(|_| AtomicU64::new(0)).collect())
    }

    fn add(&self, api: ApiKey) {
        if let Some(count) = usize::try_from(api.0).ok().and_then(|at| self.0.get(at)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn of(&self, api: ApiKey) -> u64 {
        let count = usize::try_from(api.0).ok().and_then(|at| self.0.get(at));
        count.map_or(0, |count| count.load(Ordering::Relaxed))
    }

    pub(crate) fn total(&self) -> u64 {
        self.0
            .iter()
            .map(|count| count.load(Ordering::Relaxed))
            .sum()
    }
}

/// What opening a connection showed of its security.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionFacts {
    /// TLS, where it is used.
    pub tls: Option<TlsFacts>,
    /// The SASL mechanism signed in with.
    pub mechanism: Option<&'static str>,
    /// How long the sign-in is valid (KIP-368), as the broker said at the last one; `None` for
    /// ever.
    pub session_lifetime: Option<Duration>,
}

/// An open connection. Closes when dropped.
pub struct Connection {
    pub(crate) line: Arc<Line>,
    tasks: Vec<JoinHandle<()>>,
    pub(crate) session: Mutex<Option<JoinHandle<()>>>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        if let Some(session) = lock(&self.session).take() {
            session.abort();
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("peer", &self.line.peer)
            .finish_non_exhaustive()
    }
}

/// What the tasks and the callers of a connection share.
pub(crate) struct Line {
    pub(crate) peer: Peer,
    pub(crate) facts: Mutex<SessionFacts>,
    pub(crate) ranges: OnceLock<ApiRanges>,
    /// Whether TLS is spoken, and what this side shows then.
    pub(crate) tls: Option<Shown>,
    pub(crate) signed_in: AtomicBool,
    client_id: String,
    counters: Arc<Counters>,
    frame_max: AtomicUsize,
    next_id: AtomicI32,
    /// Answers read so far.
    answers: AtomicU64,
    /// Answers it took to learn the versions; `u64::MAX` until then.
    negotiated: AtomicU64,
    queue: mpsc::Sender<Outgoing>,
    pending: Mutex<Pending>,
    paused_until: Mutex<Instant>,
    last_used: Mutex<Instant>,
    retired: AtomicBool,
    /// Held for writing while signing in anew (KIP-368): brokers take nothing else then.
    pub(crate) gate: RwLock<()>,
    /// A permit for each request that may be under way at once.
    window: Semaphore,
}

struct Outgoing {
    id: i32,
    api: ApiKey,
    frame: Bytes,
}

#[derive(Default)]
struct Pending {
    waiting: HashMap<i32, Waiter>,
    closed: Option<Error>,
}

struct Waiter {
    answer: oneshot::Sender<Result<Bytes>>,
    sent: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a line is made with.
pub(crate) struct LineSetup {
    pub(crate) peer: Peer,
    pub(crate) tls: Option<Shown>,
    pub(crate) facts: SessionFacts,
    pub(crate) client_id: String,
    pub(crate) counters: Arc<Counters>,
    pub(crate) frame_max: usize,
}

impl Connection {
    /// Starts the two tasks on a connected stream.
    pub(crate) fn start(reader: Reader, writer: Writer, setup: LineSetup) -> Self {
        let (queue, queued) = mpsc::channel(QUEUE);
        let now = Instant::now();
        let line = Arc::new(Line {
            peer: setup.peer,
            facts: Mutex::new(setup.facts),
            ranges: OnceLock::new(),
            tls: setup.tls,
            signed_in: AtomicBool::new(false),
            client_id: setup.client_id,
            counters: setup.counters,
            frame_max: AtomicUsize::new(setup.frame_max),
            next_id: AtomicI32::new(1),
            answers: AtomicU64::new(0),
            negotiated: AtomicU64::new(u64::MAX),
            queue,
            pending: Mutex::default(),
            paused_until: Mutex::new(now),
            last_used: Mutex::new(now),
            retired: AtomicBool::new(false),
            gate: RwLock::new(()),
            window: Semaphore::new(1),
        });
        let tasks = vec![
            tokio::spawn(tasks::read(line.clone(), reader)),
            tokio::spawn(tasks::write(line.clone(), writer, queued)),
        ];
        Self {
            line,
            tasks,
            session: Mutex::new(None),
        }
    }

    /// Who is at the other end.
    pub fn peer(&self) -> &Peer {
        &self.line.peer
    }

    /// What the broker can do.
    pub fn ranges(&self) -> Option<&ApiRanges> {
        self.line.ranges.get()
    }

    /// What is known of its security.
    pub fn facts(&self) -> SessionFacts {
        lock(&self.line.facts).clone()
    }

    /// `false` once it broke, went silent or idled so long that the broker may have hung up.
    pub fn usable(&self) -> bool {
        !self.line.retired.load(Ordering::Relaxed)
            && lock(&self.line.pending).closed.is_none()
            && lock(&self.line.last_used).elapsed() < IDLE_MAX
    }

    /// The highest version of a call both sides speak.
    pub(crate) fn version<M: Message>(&self) -> Result<i16> {
        self.line.version(M::API, M::MIN, M::MAX)
    }

    /// One typed call at the highest common version; the request is made for that version.
    pub(crate) async fn send<M: Message>(
        &self,
        make: impl FnOnce(i16) -> M,
        deadline: Deadline,
    ) -> Result<(M::Answer, i16)> {
        let version = self.version::<M>()?;
        let request = make(version);
        let gate = self.line.gated(deadline, M::API).await?;
        let answer = self
            .line
            .exchange::<M>(&request, version, deadline, Some(gate))
            .await?;
        Ok((answer, version))
    }

    /// One call whose answer the caller decodes: its body without the header.
    pub(crate) async fn send_raw(
        &self,
        api: ApiKey,
        version: i16,
        write: impl FnOnce(&mut BytesMut) -> kacrab_protocol::Result<()>,
        deadline: Deadline,
    ) -> Result<Bytes> {
        let gate = self.line.gated(deadline, api).await?;
        self.line
            .call(api, version, write, deadline, Some(gate))
            .await
    }

    /// Pauses the sends of this connection, as the broker asked.
    pub(crate) fn pause(&self, throttle_ms: i32) {
        self.line.pause(throttle_ms);
    }
}
