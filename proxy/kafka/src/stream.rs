//! Byte streams of a connection: plain or TLS, split into halves; the first bytes remembered.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The reading half.
pub(crate) type Reader = Box<dyn AsyncRead + Send + Unpin>;
/// The writing half.
pub(crate) type Writer = Box<dyn AsyncWrite + Send + Unpin>;

/// Enough to recognise another protocol by its greeting.
const REMEMBERED: usize = 16;

/// A TCP stream that remembers the first bytes it received, so that a failed TLS handshake can say
/// what the peer is.
pub(crate) struct FirstBytes {
    tcp: TcpStream,
    first: Vec<u8>,
}

impl FirstBytes {
    pub(crate) fn new(tcp: TcpStream) -> Self {
        Self {
            tcp,
            first: Vec::new(),
        }
    }

    /// Up to 16 bytes.
    pub(crate) fn first(&self) -> &[u8] {
        &self.first
    }
}

impl AsyncRead for FirstBytes {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let done = Pin::new(&mut self.tcp).poll_read(cx, buf);
        let missing = REMEMBERED.saturating_sub(self.first.len());
        if missing > 0 {
            let new = buf.filled().get(before..).unwrap_or_default();
            let new: Vec<u8> = new.iter().take(missing).copied().collect();
            self.first.extend(new);
        }
        done
    }
}

impl AsyncWrite for FirstBytes {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
