//! A scripted broker for unit tests and faults. It answers each call from a closure and can be made
//! to stay silent, dawdle, cut a frame, or speak nonsense. It keeps no state and is no Kafka: it
//! must not be used where a real broker is meant.
//!
//! ```text
//! let broker = FakeKafka::start(
//!     |port| Script::new().on(ApiKey::Metadata, |request| Reply::of(request, |buf, v| answer.write(buf, v))),
//! ).await?;
//! ```

mod metadata;
mod scale;
mod script;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use kacrab_protocol::version::{request_header_version, response_header_version};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

pub use kacrab_protocol::generated::{self, ApiKey};
pub use metadata::{Shape, metadata};
pub use scale::{Fleet, Scale};
pub use script::Script;

/// The largest request it reads, bytes.
const REQUEST_MAX: usize = 64 * 1024 * 1024;

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    /// The call.
    pub api_key: i16,
    /// Its version.
    pub version: i16,
    /// To be repeated in the answer.
    pub correlation_id: i32,
    /// The body after the header.
    pub body: Bytes,
}

/// What to do with a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Answer with this body; header and length are added.
    Body(Bytes),
    /// Send these bytes as they are.
    Raw(Bytes),
    /// Never answer.
    Silence,
    /// Answer after this long, other requests of the connection waiting meanwhile.
    After(Duration, Box<Reply>),
    /// Answer byte by byte with this pause between.
    Slowly(Duration, Bytes),
    /// Send the first bytes of the answer, then close.
    Cut(usize, Bytes),
    /// Close the connection.
    Close,
}

impl Reply {
    /// The answer that `write` encodes at the version of the request; one that cannot be encoded
    /// closes the connection.
    pub fn of(
        request: &Request,
        write: impl FnOnce(&mut BytesMut, i16) -> kacrab_protocol::Result<()>,
    ) -> Self {
        let mut body = BytesMut::new();
        match write(&mut body, request.version) {
            Ok(()) => Self::Body(body.freeze()),
            Err(_) => Self::Close,
        }
    }
}

/// A listening fake broker; stops when dropped.
#[derive(Debug)]
pub struct FakeKafka {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

/// What passed at a broker.
#[derive(Debug, Default)]
struct Seen {
    /// Call and version of every request.
    requests: Vec<(i16, i16)>,
    /// Bytes of whole answers, by call.
    sent: BTreeMap<i16, u64>,
}

impl Drop for FakeKafka {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl FakeKafka {
    /// Listens on a free port of 127.0.0.1 and answers by the script. The script is made with the
    /// port, so that it can advertise itself.
    pub async fn start(script: impl FnOnce(u16) -> Script) -> io::Result<Self> {
        Self::start_on(0, script).await
    }

    /// The same on this port; 0 is a free one.
    pub async fn start_on(port: u16, script: impl FnOnce(u16) -> Script) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let script = Arc::new(script(address.port()));
        let seen = Arc::new(Mutex::new(Seen::default()));
        let noted = seen.clone();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, script.clone(), noted.clone()));
            }
        });
        Ok(Self {
            address,
            seen,
            task,
        })
    }

    /// Accepts connections and never says anything.
    pub async fn silent() -> io::Result<Self> {
        Self::start(|_| Script::new().on_any(|_| Reply::Silence)).await
    }

    /// Answers the first bytes of every connection with these and closes.
    pub async fn greeting(bytes: &'static [u8]) -> io::Result<Self> {
        Self::start(|_| Script::new().greet(bytes)).await
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How often this call was received.
    pub fn received(&self, api: ApiKey) -> usize {
        self.seen()
            .iter()
            .filter(|(key, _)| *key == api as i16)
            .count()
    }

    /// Call and version of every request so far.
    pub fn seen(&self) -> Vec<(i16, i16)> {
        self.noted().requests.clone()
    }

    /// How many requests so far.
    pub fn count(&self) -> usize {
        self.noted().requests.len()
    }

    /// Bytes of all whole answers to this call so far, with length and header.
    pub fn sent(&self, api: ApiKey) -> u64 {
        self.noted()
            .sent
            .get(&(api as i16))
            .copied()
            .unwrap_or_default()
    }

    fn noted(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn serve(
    mut stream: TcpStream,
    script: Arc<Script>,
    seen: Arc<Mutex<Seen>>,
) -> io::Result<()> {
    if let Some(greeting) = script.greeting() {
        let mut first = [0_u8; 64];
        let _ = stream.read(&mut first).await?;
        stream.write_all(greeting).await?;
        return stream.shutdown().await;
    }
    loop {
        let length = usize::try_from(stream.read_u32().await?).unwrap_or(usize::MAX);
        if length > REQUEST_MAX {
            return Ok(());
        }
        let mut frame = BytesMut::zeroed(length);
        stream.read_exact(&mut frame).await?;
        let Some(request) = parse(frame.freeze()) else {
            return Ok(());
        };
        let noted = || seen.lock().unwrap_or_else(PoisonError::into_inner);
        noted().requests.push((request.api_key, request.version));
        let reply = script.reply(&request);
        if let Reply::Body(body) = &reply {
            let bytes = u64::try_from(4 + framed(&request, body)).unwrap_or(u64::MAX);
            *noted().sent.entry(request.api_key).or_default() += bytes;
        }
        if !send(&mut stream, &request, reply).await? {
            return stream.shutdown().await;
        }
    }
}

/// Reads the header (version 1 or 2); `None` when it makes no sense.
fn parse(mut frame: Bytes) -> Option<Request> {
    let (api_key, version) = (frame.try_get_i16().ok()?, frame.try_get_i16().ok()?);
    let correlation_id = frame.try_get_i32().ok()?;
    let client_id = usize::try_from(frame.try_get_i16().ok()?).unwrap_or(0);
    if frame.len() < client_id {
        return None;
    }
    frame.advance(client_id);
    if request_header_version(api_key, version) >= 2 {
        kacrab_protocol::tagged::read_tagged_fields(&mut frame).ok()?;
    }
    Some(Request {
        api_key,
        version,
        correlation_id,
        body: frame,
    })
}

fn is_flexible(request: &Request) -> bool {
    response_header_version(request.api_key, request.version) >= 1
}

/// What the length before the frame says.
fn framed(request: &Request, body: &[u8]) -> usize {
    4 + usize::from(is_flexible(request)) + body.len()
}

fn frame(request: &Request, body: &[u8]) -> Bytes {
    let length = framed(request, body);
    let mut out = BytesMut::with_capacity(4 + length);
    out.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    out.put_i32(request.correlation_id);
    if is_flexible(request) {
        out.put_u8(0);
    }
    out.extend_from_slice(body);
    out.freeze()
}

/// Sends a reply; `false` when the connection shall be closed.
async fn send(stream: &mut TcpStream, request: &Request, mut reply: Reply) -> io::Result<bool> {
    while let Reply::After(delay, then) = reply {
        tokio::time::sleep(delay).await;
        reply = *then;
    }
    match reply {
        Reply::Body(body) => stream.write_all(&frame(request, &body)).await?,
        Reply::Raw(bytes) => stream.write_all(&bytes).await?,
        Reply::Slowly(pause, body) => {
            for byte in frame(request, &body) {
                stream.write_all(&[byte]).await?;
                tokio::time::sleep(pause).await;
            }
        }
        Reply::Cut(at, body) => {
            let whole = frame(request, &body);
            stream.write_all(whole.get(..at).unwrap_or(&whole)).await?;
            return Ok(false);
        }
        Reply::Close => return Ok(false),
        Reply::Silence | Reply::After(..) => {}
    }
    Ok(true)
}
