//! How a TCP connection is made. The console supplies its own [`Dial`], which applies its rules
//! for outbound addresses; [`DirectDial`] has none and is for tests and tools.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use futures_util::future::BoxFuture;
use tokio::net::TcpStream;

/// Resolves a host and connects to it. The client adds its own time limit around it.
pub trait Dial: Send + Sync {
    /// Connects to `host:port`. An implementation that checks addresses must connect to the very
    /// address it checked.
    fn dial<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Result<TcpStream, DialError>>;
}

/// Why no connection was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DialError {
    /// DNS gave no address.
    #[error("the name {host} could not be resolved: {why}")]
    NotResolved {
        /// The name asked for.
        host: String,
        /// What the resolver said.
        why: String,
    },
    /// A rule of the caller forbids this address.
    #[error("connecting to {addr} is not allowed: {why}")]
    Refused {
        /// The address, as resolved where it was.
        addr: String,
        /// The rule.
        why: String,
    },
    /// The network did not connect.
    #[error("{addr} {why}")]
    Connect {
        /// The address tried.
        addr: String,
        /// How it failed.
        why: ConnectFault,
    },
}

/// How a TCP connect failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectFault {
    /// The host answered that nothing listens there.
    PortClosed,
    /// No answer within the time limit.
    TimedOut,
    /// No route, or another error of the network.
    Unreachable(String),
}

impl fmt::Display for ConnectFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortClosed => f.write_str("refused the connection: nothing listens on that port"),
            Self::TimedOut => f.write_str("did not answer in time"),
            Self::Unreachable(why) => write!(f, "cannot be reached: {why}"),
        }
    }
}

impl DialError {
    /// The error of one failed connect to one address.
    pub fn from_io(addr: impl fmt::Display, error: &io::Error) -> Self {
        let why = match error.kind() {
            io::ErrorKind::ConnectionRefused => ConnectFault::PortClosed,
            io::ErrorKind::TimedOut => ConnectFault::TimedOut,
            _ => ConnectFault::Unreachable(error.to_string()),
        };
        Self::Connect {
            addr: addr.to_string(),
            why,
        }
    }
}

/// Connects wherever it is told to, trying each resolved address in turn.
#[derive(Debug, Clone, Copy, Default)]
pub struct DirectDial;

impl Dial for DirectDial {
    fn dial<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Result<TcpStream, DialError>> {
        Box::pin(async move {
            let not_resolved = |why: String| DialError::NotResolved {
                host: host.to_owned(),
                why,
            };
            let addresses: Vec<SocketAddr> = tokio::net::lookup_host((host, port))
                .await
                .map_err(|error| not_resolved(error.to_string()))?
                .collect();
            let mut last = not_resolved("the name has no address".to_owned());
            for address in addresses {
                match TcpStream::connect(address).await {
                    Ok(stream) => return Ok(stream),
                    Err(error) => last = DialError::from_io(address, &error),
                }
            }
            Err(last)
        })
    }
}
