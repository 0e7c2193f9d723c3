//! The shared side of a connection: sending one request, waiting for its answer, and what becomes
//! of all who wait when the connection ends.

use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use kacrab_protocol::frame::{RequestFrameSpec, encode_request_frame};
use kacrab_protocol::generated as wire;
use kacrab_protocol::version::response_header_version;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use super::{Line, Outgoing, PAUSE_MAX, WINDOW, Waiter, lock};
use crate::call::{Deadline, Message};
use crate::{ApiKey, ApiRanges, Error, Result};

/// Held while a request is queued; a sign-in waits for all of them.
type Gate<'a> = tokio::sync::RwLockReadGuard<'a, ()>;

impl Line {
    pub(crate) fn version(&self, api: ApiKey, min: i16, max: i16) -> Result<i16> {
        let common = self
            .ranges
            .get()
            .and_then(|ranges| ranges.common(api, min, max));
        common.ok_or_else(|| Error::Unsupported {
            peer: Some(self.peer.clone()),
            api,
            needs: None,
            detail: "",
        })
    }

    pub(super) fn frame_max(&self) -> usize {
        self.frame_max.load(Ordering::Relaxed)
    }

    /// Notes what the broker can do; from now on answers may be as large as `frame_max`.
    pub(crate) fn negotiated(&self, ranges: ApiRanges, frame_max: usize) {
        // 4.0 dropped the old versions of Fetch (KIP-896).
        let new = ranges
            .range(ApiKey::FETCH)
            .is_some_and(|range| range.min >= 4);
        if new || self.tls.is_none() {
            self.window.add_permits(WINDOW - 1);
        }
        let _ = self.ranges.set(ranges);
        self.frame_max.store(frame_max, Ordering::Relaxed);
        self.negotiated
            .store(self.answers.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Waits while the connection signs in anew.
    pub(super) async fn gated(&self, deadline: Deadline, api: ApiKey) -> Result<Gate<'_>> {
        let passed = timeout_at(deadline.at, self.gate.read()).await;
        passed.map_err(|_| self.timed_out(api, deadline))
    }

    /// One typed call. Those of the sign-in itself come without a gate.
    pub(crate) async fn exchange<M: Message>(
        &self,
        request: &M,
        version: i16,
        deadline: Deadline,
        gate: Option<Gate<'_>>,
    ) -> Result<M::Answer> {
        let write = |buf: &mut BytesMut| request.write(buf, version);
        let mut body = self.call(M::API, version, write, deadline, gate).await?;
        let answer = M::read(&mut body, version).map_err(|error| self.malformed(M::API, error))?;
        self.pause(M::pause_ms(&answer, version));
        Ok(answer)
    }

    pub(super) fn pause(&self, throttle_ms: i32) {
        if let Ok(ms @ 1..) = u64::try_from(throttle_ms) {
            let pause = Duration::from_millis(ms).min(PAUSE_MAX);
            let mut until = lock(&self.paused_until);
            *until = (*until).max(Instant::now() + pause);
        }
    }

    /// Sends one request and waits for its answer; gives the body without the header.
    pub(crate) async fn call(
        &self,
        api: ApiKey,
        version: i16,
        write: impl FnOnce(&mut BytesMut) -> kacrab_protocol::Result<()>,
        deadline: Deadline,
        gate: Option<Gate<'_>>,
    ) -> Result<Bytes> {
        let unwritable = |why: String| Error::Unwritable {
            what: format!("{api} version {version}"),
            why,
        };
        let key = wire::ApiKey::from_i16(api.0)
            .ok_or_else(|| unwritable("the codec does not know this call".to_owned()))?;
        let id = self.next_id.fetch_add(1, Ordering::Relaxed) & i32::MAX;
        let spec = RequestFrameSpec {
            api_key: key,
            api_version: version,
            correlation_id: id,
            client_id: &self.client_id,
            capacity_hint: 256,
        };
        let frame = encode_request_frame(spec, write)
            .map_err(|error| unwritable(error.to_string()))?
            .freeze();
        let (answer, answered) = oneshot::channel();
        {
            let mut pending = lock(&self.pending);
            if let Some(error) = &pending.closed {
                return Err(error.clone());
            }
            pending.waiting.insert(
                id,
                Waiter {
                    answer,
                    sent: false,
                },
            );
        }
        let _forget = Forget { line: self, id };
        let begun = self.answers.load(Ordering::Relaxed);
        let exchange = async {
            // Never closed; a permit lasts until the answer.
            let _permit = self.window.acquire().await;
            // The gate is held until the request is in the queue, so that it cannot slip between
            // the messages of a sign-in. A closed queue means a closed connection: the answer says why.
            let _ = self.queue.send(Outgoing { id, api, frame }).await;
            drop(gate);
            answered.await
        };
        match timeout_at(deadline.at, exchange).await {
            Ok(Ok(Ok(mut body))) => {
                self.strip_header(api, version, &mut body)?;
                Ok(body)
            }
            Ok(Ok(Err(error))) => Err(error),
            Ok(Err(_)) => Err(self.lost("the connection was closed".to_owned(), true)),
            Err(_) => {
                // Silence since the request was sent: the connection may be dead.
                if self.answers.load(Ordering::Relaxed) == begun {
                    self.retired.store(true, Ordering::Relaxed);
                }
                Err(self.timed_out(api, deadline))
            }
        }
    }

    /// Takes the tagged fields of a flexible answer's header off the body; the correlation id is
    /// gone already. ApiVersions answers always have header version 0 (KIP-511).
    fn strip_header(&self, api: ApiKey, version: i16, body: &mut Bytes) -> Result<()> {
        if response_header_version(api.0, version) >= 1 {
            kacrab_protocol::tagged::read_tagged_fields(body)
                .map_err(|error| self.malformed(api, error))?;
        }
        Ok(())
    }

    pub(crate) fn malformed(&self, api: ApiKey, why: impl ToString) -> Error {
        Error::Malformed {
            peer: self.peer.clone(),
            what: api.to_string(),
            why: why.to_string(),
        }
    }

    fn timed_out(&self, api: ApiKey, deadline: Deadline) -> Error {
        let paused = lock(&self.paused_until).saturating_duration_since(Instant::now());
        let advice = if !paused.is_zero() {
            "The broker asked this client to pause, because its quota of requests is used up."
        } else if self.ranges.get().is_none() {
            "Something accepts connections there but does not answer as a broker: check host and \
             port, and that the broker is not frozen."
        } else {
            "The broker may be overloaded or frozen; its answer, should it come, is dropped."
        };
        Error::TimedOut {
            peer: self.peer.clone(),
            what: api.to_string(),
            after: deadline.total,
            advice,
        }
    }

    pub(super) fn lost(&self, why: String, maybe_done: bool) -> Error {
        Error::Disconnected {
            peer: self.peer.clone(),
            why,
            maybe_done,
        }
    }

    /// Ends the connection with this error for everyone who waits.
    pub(crate) fn close(&self, error: Error) {
        let waiting = {
            let mut pending = lock(&self.pending);
            pending.closed.get_or_insert_with(|| match &error {
                Error::Disconnected { peer, why, .. } => Error::Disconnected {
                    peer: peer.clone(),
                    why: why.clone(),
                    maybe_done: false,
                },
                other => other.clone(),
            });
            std::mem::take(&mut pending.waiting)
        };
        for waiter in waiting.into_values() {
            let error = match &error {
                Error::Disconnected { peer, why, .. } => Error::Disconnected {
                    peer: peer.clone(),
                    why: why.clone(),
                    maybe_done: waiter.sent,
                },
                other => other.clone(),
            };
            let _ = waiter.answer.send(Err(error));
        }
    }
}

/// Takes a call off the books when it ends or is dropped.
struct Forget<'a> {
    line: &'a Line,
    id: i32,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        lock(&self.line.pending).waiting.remove(&self.id);
    }
}
