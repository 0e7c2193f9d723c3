//! A keep-alive HTTP/1.1 client that costs next to nothing beside what it measures: blocking
//! sockets, one thread a connection. The standard library is optimised even where this command is
//! built for debugging, an async runtime would not be.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

const DEADLINE: Duration = Duration::from_secs(30);
/// How long a stream is listened to before the caller gets a look at other things.
const LISTEN: Duration = Duration::from_millis(250);
const BUFFER: usize = 64 * 1024;

/// A console, and as whom it is asked.
#[derive(Debug, Clone)]
pub struct Target {
    /// `host:port`.
    pub address: String,
    /// The session cookie, `name=value`.
    pub cookie: String,
    /// The path of the instance, `/api/v1/instances/ID`.
    pub instance: String,
}

impl Target {
    /// A GET of this path, ready to be sent; `headers` are lines with their ends.
    pub fn request(&self, path: &str, headers: &str) -> Vec<u8> {
        format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n{headers}\r\n",
            self.address, self.cookie
        )
        .into_bytes()
    }

    /// A GET of the list of topics with this query.
    pub fn list(&self, query: &str, headers: &str) -> Vec<u8> {
        self.request(&format!("{}/topics?{query}", self.instance), headers)
    }
}

/// An open connection; answers are read whole.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
    line: Vec<u8>,
    body: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub fn open(target: &Target) -> Result<Self> {
        let stream = TcpStream::connect(&target.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        Ok(Self {
            stream: BufReader::with_capacity(BUFFER, stream),
            line: Vec::new(),
            body: Vec::new(),
        })
    }

    /// Sends a request and reads the answer; gives its status.
    pub fn ask(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.get_mut().write_all(request)?;
        let head = self.head()?;
        self.body.clear();
        match head.length {
            Some(length) => self.append(length)?,
            None if head.chunked => loop {
                self.next_line()?;
                let size = std::str::from_utf8(&self.line)?.trim();
                let size = usize::from_str_radix(size, 16).context("the size of a chunk")?;
                self.append(size)?;
                self.next_line()?;
                if size == 0 {
                    break;
                }
            },
            None => {}
        }
        Ok(head.status)
    }

    /// The body of the last answer, as it was sent.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    fn head(&mut self) -> Result<Head> {
        self.next_line()?;
        let line = std::str::from_utf8(&self.line)?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
        let mut head = Head {
            status: status.context("not an HTTP answer")?,
            length: None,
            chunked: false,
        };
        loop {
            self.next_line()?;
            let line = std::str::from_utf8(&self.line)?.trim_end();
            if line.is_empty() {
                return Ok(head);
            }
            head.add(line)?;
        }
    }

    fn next_line(&mut self) -> Result<()> {
        self.line.clear();
        let read = self.stream.read_until(b'\n', &mut self.line)?;
        ensure!(read > 0, "the console closed the connection");
        Ok(())
    }

    fn append(&mut self, length: usize) -> Result<()> {
        let from = self.body.len();
        self.body.resize(from + length, 0);
        let into = self.body.get_mut(from..).unwrap_or_default();
        Ok(self.stream.read_exact(into)?)
    }
}

#[derive(Debug, PartialEq)]
struct Head {
    status: u16,
    length: Option<usize>,
    chunked: bool,
}

impl Head {
    fn add(&mut self, line: &str) -> Result<()> {
        let (name, value) = line.split_once(':').context("a line without a name")?;
        if name.eq_ignore_ascii_case("content-length") {
            self.length = Some(value.trim().parse()?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            self.chunked = value.trim().eq_ignore_ascii_case("chunked");
        }
        Ok(())
    }
}

/// The stream of what changed in the instance, as an open page holds it.
#[derive(Debug)]
pub struct Events {
    stream: BufReader<TcpStream>,
    line: Vec<u8>,
}

impl Events {
    /// Opens it.
    pub fn open(target: &Target) -> Result<Self> {
        let mut connection = Connection::open(target)?;
        let accept = "Accept: text/event-stream\r\n";
        let request = target.request(&format!("{}/events", target.instance), accept);
        connection.stream.get_mut().write_all(&request)?;
        let status = connection.head()?.status;
        ensure!(status == 200, "the stream of events answered {status}");
        let stream = connection.stream;
        stream.get_ref().set_read_timeout(Some(LISTEN))?;
        let line = Vec::new();
        Ok(Self { stream, line })
    }

    /// What the next event says, or nothing when none came for a moment. An event is written by
    /// the console as one piece, so no line of it is cut by the chunks between.
    pub fn heard(&mut self) -> Result<Option<String>> {
        loop {
            match self.stream.read_until(b'\n', &mut self.line) {
                Ok(0) => bail!("the console ended the stream of events"),
                Ok(_) => {}
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    return Ok(None);
                }
                Err(error) => return Err(error.into()),
            }
            let line = String::from_utf8_lossy(&self.line).into_owned();
            self.line.clear();
            if let Some(data) = line.strip_prefix("data: ") {
                return Ok(Some(data.trim_end().to_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::{Connection, Events, Target};

    /// A server that answers each request with the next of these.
    fn serve(answers: &'static [&'static str]) -> Target {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in answers {
                assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Target {
            address,
            cookie: "a=b".to_owned(),
            instance: "/i".to_owned(),
        }
    }

    #[test]
    fn answers_are_read_whole_one_after_the_other() {
        let target = serve(&[
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n1\r\n!\r\n0\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\n\r\n",
        ]);
        let mut connection = Connection::open(&target).unwrap();
        for (status, body) in [(200, "hello"), (404, "no!"), (304, "")] {
            assert_eq!(connection.ask(&target.request("/", "")).unwrap(), status);
            assert_eq!(connection.body(), body.as_bytes());
        }
    }

    #[test]
    fn events_are_told_from_the_chunks_around_them() {
        let target = serve(&["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
             d\r\nretry: 2000\n\n\r\n18\r\nid: 1\ndata: {\"kind\":1}\n\n\r\n"]);
        let mut events = Events::open(&target).unwrap();
        assert_eq!(events.heard().unwrap().as_deref(), Some("{\"kind\":1}"));
    }
}
