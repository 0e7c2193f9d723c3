//! A TCP proxy with faults: what a network, a stuck machine or a wrong server does to a client.
//! It runs on a thread of its own, so it serves whichever runtime or thread a test uses.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::process::free_ports;

/// What the proxy does with connections, old and new, until told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Passes everything on.
    None,
    /// Resets open connections and every new one at once.
    Cut,
    /// Accepts and keeps connections, passes nothing on; what came meanwhile follows when it ends.
    Freeze,
    /// One byte a second in each direction.
    Trickle,
    /// Holds every piece of data for this long first.
    Delay(Duration),
    /// Accepts, reads and never answers; nothing reaches the other side.
    BlackHole,
    /// Answers what comes as a web server would, with `400 Bad Request`.
    Http,
}

const HTTP_ANSWER: &[u8] = b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\
    Content-Type: text/html\r\nContent-Length: 28\r\nConnection: close\r\n\r\n\
    <h1>400 Bad Request</h1>\r\n\r\n";

/// A proxy before one address. Ends, with its connections, on drop.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    fault: watch::Sender<Fault>,
    counts: Arc<Counts>,
    task: JoinHandle<()>,
}

/// What has passed.
#[derive(Debug, Default)]
struct Counts {
    connections: AtomicU64,
    requests: AtomicU64,
    to_server: AtomicU64,
    to_client: AtomicU64,
}

impl Proxy {
    /// Listens on a free loopback port and passes connections on to `upstream` (`host:port`).
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(upstream: &str) -> Result<Self> {
        let port = free_ports(1)?.into_iter().next().context("no port")?;
        let runtime = runtime()?;
        let upstream: Arc<str> = upstream.into();
        let (fault, _) = watch::channel(Fault::None);
        let counts = Arc::new(Counts::default());
        let listening = runtime.spawn(TcpListener::bind(("127.0.0.1", port)));
        let listener = listening.await?.context("listen")?;
        let task = runtime.spawn(accept(
            listener,
            upstream,
            fault.clone(),
            Arc::clone(&counts),
        ));
        Ok(Self {
            port,
            fault,
            counts,
            task,
        })
    }

    /// A proxy with nothing behind it that shows this fault to all who come.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn alone(fault: Fault) -> Result<Self> {
        let proxy = Self::start("127.0.0.1:9").await?;
        proxy.set(fault);
        Ok(proxy)
    }

    /// The port clients connect to.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `127.0.0.1:port`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Changes what happens, for open connections too.
    pub fn set(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }

    /// Connections accepted so far.
    pub fn connections(&self) -> u64 {
        self.counts.connections.load(Ordering::Relaxed)
    }

    /// Kafka requests that came so far. Means something only where what passes is not TLS.
    pub fn requests(&self) -> u64 {
        self.counts.requests.load(Ordering::Relaxed)
    }

    /// Bytes passed on to the server so far.
    pub fn bytes_to_server(&self) -> u64 {
        self.counts.to_server.load(Ordering::Relaxed)
    }

    /// Bytes passed on to clients so far.
    pub fn bytes_to_client(&self) -> u64 {
        self.counts.to_client.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.fault.send_replace(Fault::Cut);
        self.task.abort();
    }
}

fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    let make = || {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder
            .worker_threads(1)
            .thread_name("fault-proxy")
            .enable_all()
            .build()
            .ok()
    };
    RUNTIME
        .get_or_init(make)
        .as_ref()
        .context("no runtime for the proxy")
}

async fn accept(
    listener: TcpListener,
    upstream: Arc<str>,
    fault: watch::Sender<Fault>,
    counts: Arc<Counts>,
) {
    while let Ok((client, _)) = listener.accept().await {
        counts.connections.fetch_add(1, Ordering::Relaxed);
        let serving = serve(
            client,
            Arc::clone(&upstream),
            fault.subscribe(),
            Arc::clone(&counts),
        );
        tokio::spawn(serving);
    }
}

async fn serve(
    mut client: TcpStream,
    upstream: Arc<str>,
    mut fault: watch::Receiver<Fault>,
    counts: Arc<Counts>,
) -> io::Result<()> {
    client.set_nodelay(true)?;
    let now = *fault.borrow_and_update();
    match now {
        Fault::Cut => return client.set_zero_linger(),
        Fault::Http => return answer_http(client).await,
        Fault::BlackHole => return swallow(client, fault).await,
        _ => {}
    }
    let mut server = TcpStream::connect(&*upstream).await?;
    server.set_nodelay(true)?;
    let was_cut = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = server.split();
        let requests = Some((&counts.requests, Frames::default()));
        let up = pass(
            from_client,
            to_server,
            fault.clone(),
            &counts.to_server,
            requests,
        );
        let down = pass(
            from_server,
            to_client,
            fault.clone(),
            &counts.to_client,
            None,
        );
        tokio::select! {
            () = cut(&mut fault) => true,
            ended = async { tokio::try_join!(up, down) } => ended.is_err(),
        }
    };
    if was_cut {
        // A reset, not a polite end, is what a cut looks like.
        client.set_zero_linger()?;
    }
    Ok(())
}

async fn cut(fault: &mut watch::Receiver<Fault>) {
    let _ = fault.wait_for(|fault| *fault == Fault::Cut).await;
}

async fn pass(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut fault: watch::Receiver<Fault>,
    count: &AtomicU64,
    mut requests: Option<(&AtomicU64, Frames)>,
) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return to.shutdown().await;
        }
        let data = buffer.get(..read).unwrap_or_default();
        if let Some((requests, frames)) = &mut requests {
            requests.fetch_add(frames.begun_in(data), Ordering::Relaxed);
        }
        send(&mut to, data, &mut fault, count).await?;
    }
}

/// Where a stream of Kafka's frames (a length of 4 bytes, then as many) stands.
#[derive(Debug, Default)]
struct Frames {
    /// Bytes of the length that came.
    head: u8,
    /// The length as far as it came.
    length: u32,
    /// Bytes of the frame still to come.
    rest: usize,
}

impl Frames {
    /// How many frames have their length end in this piece of the stream.
    fn begun_in(&mut self, mut data: &[u8]) -> u64 {
        let mut begun = 0;
        while !data.is_empty() {
            if self.rest > 0 {
                let skipped = self.rest.min(data.len());
                self.rest -= skipped;
                data = data.get(skipped..).unwrap_or_default();
            } else if let Some((first, after)) = data.split_first() {
                self.length = self.length << 8 | u32::from(*first);
                self.head += 1;
                data = after;
                if self.head == 4 {
                    begun += 1;
                    self.rest = self.length as usize;
                    (self.head, self.length) = (0, 0);
                }
            }
        }
        begun
    }
}

/// Writes one piece of data as the fault of the moment has it; looks again when that changes.
async fn send(
    to: &mut WriteHalf<'_>,
    mut data: &[u8],
    fault: &mut watch::Receiver<Fault>,
    count: &AtomicU64,
) -> io::Result<()> {
    while let Some((first, rest)) = data.split_first() {
        let now = *fault.borrow_and_update();
        match now {
            Fault::None => {
                to.write_all(data).await?;
                count.fetch_add(data.len() as u64, Ordering::Relaxed);
                return Ok(());
            }
            Fault::Trickle => {
                tokio::select! {
                    _ = fault.changed() => continue,
                    () = tokio::time::sleep(Duration::from_secs(1)) => {}
                }
                to.write_all(&[*first]).await?;
                count.fetch_add(1, Ordering::Relaxed);
                data = rest;
            }
            Fault::Delay(delay) => {
                tokio::time::sleep(delay).await;
                to.write_all(data).await?;
                count.fetch_add(data.len() as u64, Ordering::Relaxed);
                return Ok(());
            }
            // Dropped, as by a hole in the network.
            Fault::BlackHole => return Ok(()),
            Fault::Cut | Fault::Freeze | Fault::Http => {
                if fault.changed().await.is_err() {
                    return Err(io::ErrorKind::ConnectionReset.into());
                }
            }
        }
    }
    Ok(())
}

async fn swallow(mut client: TcpStream, mut fault: watch::Receiver<Fault>) -> io::Result<()> {
    let mut buffer = vec![0; 4096];
    loop {
        tokio::select! {
            () = cut(&mut fault) => return Ok(()),
            read = client.read(&mut buffer) => {
                if read? == 0 {
                    return Ok(());
                }
            }
        }
    }
}

async fn answer_http(mut client: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; 4096];
    let _ = client.read(&mut buffer).await?;
    client.write_all(HTTP_ANSWER).await?;
    client.flush().await?;
    // Read on until the client leaves: a reset could overtake the answer.
    while client.read(&mut buffer).await? > 0 {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Frames;

    #[test]
    fn frames_are_counted_however_they_are_cut() {
        let stream = [0, 0, 0, 2, 7, 7, 0, 0, 0, 0, 0, 0, 1, 0, 9];
        let more = [stream.to_vec(), vec![1; 255]].concat();
        for size in 1..=more.len() {
            let mut frames = Frames::default();
            let begun: u64 = more.chunks(size).map(|piece| frames.begun_in(piece)).sum();
            assert_eq!(begun, 3, "{size}");
        }
    }
}
