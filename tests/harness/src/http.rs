//! The smallest HTTP client that tests and tools need: plain http on loopback, one request a
//! connection, answers read whole. Not for streams.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const DEADLINE: Duration = Duration::from_secs(60);

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none; the message has the body.
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("{} is not JSON: {}", self.status, self.text()))
    }
}

/// Sends one request to `address` (`host:port`) and reads the whole answer.
///
/// # Errors
/// When the connection fails, the answer is not HTTP or takes over a minute.
pub async fn request(
    method: &str,
    address: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Answer> {
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body).await?;
        read_answer(&mut stream).await
    };
    timeout(DEADLINE, exchange)
        .await
        .context("no answer in time")?
        .with_context(|| format!("{method} http://{address}{path}"))
}

/// Reads to the length the answer gives, else to the end of the connection.
async fn read_answer(stream: &mut TcpStream) -> Result<Answer> {
    let mut raw = Vec::new();
    let head_end = loop {
        if let Some(at) = raw.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        ensure!(
            stream.read_buf(&mut raw).await? > 0,
            "the answer ends within its head"
        );
    };
    let mut body = raw.split_off(head_end + 4);
    let head = String::from_utf8_lossy(&raw).into_owned();
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split_whitespace().nth(1))
        .and_then(|code| code.parse().ok())
        .context("not an HTTP answer")?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted);
    if let Some((_, length)) = header("content-length") {
        let length: usize = length.parse().context("content-length")?;
        while body.len() < length && stream.read_buf(&mut body).await? > 0 {}
    } else {
        stream.read_to_end(&mut body).await?;
    }
    if header("transfer-encoding").is_some_and(|(_, value)| value == "chunked") {
        body = join_chunks(&body)?;
    }
    Ok(Answer {
        status,
        headers,
        body,
    })
}

fn join_chunks(mut rest: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest
            .windows(2)
            .position(|two| two == b"\r\n")
            .context("a cut chunk")?;
        let (size, after) = rest.split_at_checked(end).context("a cut chunk")?;
        let size = usize::from_str_radix(std::str::from_utf8(size)?.trim(), 16)?;
        if size == 0 {
            return Ok(body);
        }
        body.extend_from_slice(after.get(2..2 + size).context("a cut chunk")?);
        rest = after.get(4 + size..).context("a cut chunk")?;
    }
}
