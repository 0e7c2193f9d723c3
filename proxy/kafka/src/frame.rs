//! Frames on the wire: a length that is checked before anything is allocated, then the bytes; and
//! recognising peers that are no Kafka by their first bytes.

use std::io;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

/// Why no frame could be read.
#[derive(Debug)]
pub(crate) enum FrameFault {
    /// The peer closed the connection; `inside` a frame or between two.
    Closed { inside: bool },
    /// The network failed.
    Io(io::Error),
    /// The length is negative or above the limit.
    Length([u8; 4]),
}

/// A peer that is no Kafka, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// A TLS record.
    Tls,
    /// Another protocol, in words.
    Other(&'static str),
}

/// Greetings and error answers of what people point Kafka clients at.
const GREETINGS: &[(&[u8], &str)] = &[
    (b"HTTP", "a web server (HTTP)"),
    (b"<htm", "a web server (HTML)"),
    (b"<!DO", "a web server (HTML)"),
    (b"SSH-", "an SSH server"),
    (b"AMQP", "an AMQP broker such as RabbitMQ"),
    (b"-ERR", "a Redis server"),
    (b"220 ", "a mail or FTP server"),
    (b"+OK ", "a mail server"),
    (b"* OK", "a mail server"),
];

/// A protocol recognised by the first bytes of an answer; TLS excluded.
pub(crate) fn foreign_protocol(first: &[u8]) -> Option<&'static str> {
    GREETINGS
        .iter()
        .find(|(bytes, _)| first.starts_with(bytes))
        .map(|(_, name)| *name)
}

/// Whether an answer begins with a record of TLS.
pub(crate) fn is_tls(first: &[u8]) -> bool {
    let head = first.first_chunk::<4>();
    head.is_some_and(|head| matches!(foreign(*head), Foreign::Tls))
}

/// Who sent these four bytes in place of a length.
pub(crate) fn foreign(head: [u8; 4]) -> Foreign {
    match head {
        // A TLS record: alert or handshake, version 3.x.
        [0x15 | 0x16, 0x03, _, _] => Foreign::Tls,
        _ => Foreign::Other(
            foreign_protocol(&head).unwrap_or("something whose answers are no Kafka frames"),
        ),
    }
}

/// Reads one frame, without its length. `max` is asked once the length is there: the limit may
/// have been raised while waiting for it.
pub(crate) async fn read_frame(
    reader: &mut (impl AsyncRead + Unpin),
    max: impl Fn() -> usize,
) -> Result<Bytes, FrameFault> {
    let mut head = [0_u8; 4];
    let mut got = 0;
    while got < head.len() {
        let space = head.get_mut(got..).unwrap_or_default();
        match reader.read(space).await.map_err(FrameFault::Io)? {
            0 => return Err(FrameFault::Closed { inside: got > 0 }),
            n => got += n,
        }
    }
    let length = usize::try_from(i32::from_be_bytes(head))
        .ok()
        .filter(|length| *length <= max())
        .ok_or(FrameFault::Length(head))?;
    let mut body = BytesMut::with_capacity(length);
    while body.len() < length {
        let missing = u64::try_from(length - body.len()).unwrap_or(u64::MAX);
        let mut limited = (&mut *reader).take(missing);
        if limited.read_buf(&mut body).await.map_err(FrameFault::Io)? == 0 {
            return Err(FrameFault::Closed { inside: true });
        }
    }
    Ok(body.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lengths_are_checked_before_anything_is_allocated() {
        for head in [*b"HTTP", [0xff; 4], [0x7f, 0xff, 0xff, 0xff]] {
            let fault = read_frame(&mut &head[..], || 1024).await.unwrap_err();
            assert!(matches!(fault, FrameFault::Length(h) if h == head));
        }
        let frame = read_frame(&mut &b"\0\0\0\x02ab"[..], || 2).await.unwrap();
        assert_eq!(&frame[..], b"ab");
        let fault = read_frame(&mut &b"\0\0\0\x03ab"[..], || 9)
            .await
            .unwrap_err();
        assert!(matches!(fault, FrameFault::Closed { inside: true }));
    }

    #[test]
    fn peers_are_recognised() {
        assert_eq!(foreign([0x15, 3, 3, 0]), Foreign::Tls);
        assert_eq!(foreign([0x16, 3, 1, 0]), Foreign::Tls);
        assert_eq!(foreign(*b"HTTP"), Foreign::Other("a web server (HTTP)"));
    }
}
