//! The two tasks of a connection. Both end when the other end hangs up, when a frame makes no
//! sense, or when the connection is dropped.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::{Buf, BytesMut};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::{Line, Outgoing, lock};
use crate::Error;
use crate::frame::{Foreign, FrameFault, foreign, read_frame};
use crate::stream::{Reader, Writer};
use crate::tls::{Shown, after_handshake};

/// Queued requests are written together up to this many bytes.
const COALESCE: usize = 64 * 1024;

/// Reads answers and hands each to the call that waits for it.
pub(super) async fn read(line: Arc<Line>, mut reader: Reader) {
    loop {
        let mut frame = match read_frame(&mut reader, || line.frame_max()).await {
            Ok(frame) => frame,
            Err(fault) => return line.close(line.explain(fault)),
        };
        line.answers.fetch_add(1, Ordering::Relaxed);
        *lock(&line.last_used) = Instant::now();
        if frame.remaining() < 4 {
            return line.close(malformed(&line, "a frame too short for its header"));
        }
        let id = frame.get_i32();
        let waiter = lock(&line.pending).waiting.remove(&id);
        match waiter {
            // The receiver is gone when the call has just timed out.
            Some(waiter) => drop(waiter.answer.send(Ok(frame))),
            // A late answer to a call that was given up: dropped. An id never used is a fault.
            None if id >= 1 && id < line.next_id.load(Ordering::Relaxed) => {
                tracing::debug!(kafka.peer = %line.peer, "a late answer was dropped");
            }
            None => {
                return line.close(malformed(
                    &line,
                    "an answer to a question that was not asked",
                ));
            }
        }
    }
}

/// Writes requests in order, several at once where they wait, none while the broker asked for a
/// pause, and none whose caller has given up.
pub(super) async fn write(
    line: Arc<Line>,
    mut writer: Writer,
    mut queue: mpsc::Receiver<Outgoing>,
) {
    while let Some(first) = queue.recv().await {
        loop {
            let until = *lock(&line.paused_until);
            if until <= Instant::now() {
                break;
            }
            sleep_until(until).await;
        }
        let mut batch = BytesMut::new();
        let mut next = Some(first);
        while let Some(request) = next {
            if mark_sent(&line, &request) {
                batch.extend_from_slice(&request.frame);
            }
            next = if batch.len() < COALESCE {
                queue.try_recv().ok()
            } else {
                None
            };
        }
        if batch.is_empty() {
            continue;
        }
        *lock(&line.last_used) = Instant::now();
        if let Err(error) = write_all(&mut writer, &batch).await {
            // The reader may be about to learn more (an alert, an HTTP answer): let it speak.
            if error.kind() != io::ErrorKind::BrokenPipe
                && error.kind() != io::ErrorKind::ConnectionReset
            {
                line.close(line.explain(FrameFault::Io(error)));
            }
            return;
        }
    }
}

async fn write_all(writer: &mut Writer, bytes: &[u8]) -> io::Result<()> {
    writer.write_all(bytes).await?;
    writer.flush().await
}

/// Notes that the request goes out now; `false` when nobody waits for it any more.
fn mark_sent(line: &Line, request: &Outgoing) -> bool {
    match lock(&line.pending).waiting.get_mut(&request.id) {
        Some(waiter) => {
            waiter.sent = true;
            line.counters.add(request.api);
            true
        }
        None => false,
    }
}

fn malformed(line: &Line, why: &str) -> Error {
    Error::Malformed {
        peer: line.peer.clone(),
        what: "a request".to_owned(),
        why: why.to_owned(),
    }
}

impl Line {
    /// The error of a connection that ended with this fault.
    fn explain(&self, fault: FrameFault) -> Error {
        let peer = self.peer.clone();
        let answered = self.answers.load(Ordering::Relaxed);
        match fault {
            FrameFault::Length(head) if answered == 0 => match foreign(head) {
                Foreign::Tls if self.tls.is_none() => Error::PlaintextToTls { peer },
                Foreign::Tls => Error::NotKafka {
                    peer,
                    looks_like: "it looks like TLS inside TLS".to_owned(),
                },
                Foreign::Other(what) => Error::NotKafka {
                    peer,
                    looks_like: format!("it looks like {what}"),
                },
            },
            FrameFault::Length(head) => match u64::try_from(i32::from_be_bytes(head)) {
                Ok(bytes) => {
                    let max = u64::try_from(self.frame_max()).unwrap_or(u64::MAX);
                    Error::TooLarge { peer, bytes, max }
                }
                Err(_) => malformed(self, "a frame of negative length"),
            },
            FrameFault::Closed { inside: true } => self.lost(
                "the broker closed it in the middle of an answer".to_owned(),
                true,
            ),
            FrameFault::Closed { inside: false } => self.hung_up(answered),
            FrameFault::Io(error) => {
                if let Some(problem) = self
                    .tls
                    .as_ref()
                    .and_then(|shown| after_handshake(&error, shown, answered == 0))
                {
                    return Error::Tls { peer, problem };
                }
                match error.kind() {
                    io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => {
                        self.hung_up(answered)
                    }
                    _ => self.lost(error.to_string(), true),
                }
            }
        }
    }

    /// The peer closed the connection between two answers.
    fn hung_up(&self, answered: u64) -> Error {
        let peer = self.peer.clone();
        let negotiated = self.negotiated.load(Ordering::Relaxed);
        let signed_in = self.signed_in.load(Ordering::Relaxed);
        match (answered, self.tls.as_ref().map(Shown::certificate)) {
            (0, None) => Error::NotKafka {
                peer,
                looks_like: "it closed the connection without an answer, as a TLS listener or \
                             another kind of server does"
                    .to_owned(),
            },
            (0, Some(false)) => Error::NotKafka {
                peer,
                looks_like: "it closed the TLS connection without an answer; a listener that asks \
                             for a client certificate (mTLS) does that too"
                    .to_owned(),
            },
            (0, Some(true)) => Error::NotKafka {
                peer,
                looks_like: "it closed the TLS connection without an answer; the client \
                             certificate may not be accepted"
                    .to_owned(),
            },
            // Only ApiVersions was answered, nobody signed in, and somebody asks for more. Where
            // the address came from the cluster, that listener has worked without.
            (n, _) if n == negotiated && !signed_in && peer.broker.is_none() && self.waits() => {
                Error::SignInNeeded { peer }
            }
            _ => self.lost("the broker closed it".to_owned(), true),
        }
    }

    fn waits(&self) -> bool {
        !lock(&self.pending).waiting.is_empty()
    }
}
