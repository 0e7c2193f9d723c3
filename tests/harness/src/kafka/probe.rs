//! Asks a broker whether it serves: three hand-written requests, so that readiness depends on no
//! client under test.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::properties::{BROKER_PASSWORD, BROKER_USER};

const SASL_HANDSHAKE: (i16, i16) = (17, 1);
const SASL_AUTHENTICATE: (i16, i16) = (36, 0);
const METADATA: (i16, i16) = (3, 1);
const DEADLINE: Duration = Duration::from_secs(3);

/// The ids of the brokers alive in the view of the broker at this internal port.
pub(super) async fn live_brokers(port: u16) -> Result<Vec<i32>> {
    timeout(DEADLINE, ask(port)).await.context("no answer")?
}

async fn ask(port: u16) -> Result<Vec<i32>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let mut body = Vec::new();
    put_string(&mut body, "PLAIN")?;
    let mut answer = Reader(call(&mut stream, SASL_HANDSHAKE, &body).await?);
    ensure!(answer.i16()? == 0, "handshake refused");

    let token = format!("\0{BROKER_USER}\0{BROKER_PASSWORD}");
    let mut body = i32::try_from(token.len())?.to_be_bytes().to_vec();
    body.extend_from_slice(token.as_bytes());
    let mut answer = Reader(call(&mut stream, SASL_AUTHENTICATE, &body).await?);
    ensure!(answer.i16()? == 0, "sign-in refused");

    // An empty list of topics: the brokers alone.
    let mut answer = Reader(call(&mut stream, METADATA, &0_i32.to_be_bytes()).await?);
    let count = answer.i32()?;
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(answer.i32()?);
        answer.string()?;
        answer.i32()?;
        answer.string()?;
    }
    ensure!(answer.i32()? >= 0, "no controller yet");
    ids.sort_unstable();
    Ok(ids)
}

async fn call(stream: &mut TcpStream, (key, version): (i16, i16), body: &[u8]) -> Result<Vec<u8>> {
    let mut frame = Vec::new();
    frame.extend_from_slice(&key.to_be_bytes());
    frame.extend_from_slice(&version.to_be_bytes());
    frame.extend_from_slice(&1_i32.to_be_bytes());
    put_string(&mut frame, "castellan-harness")?;
    frame.extend_from_slice(body);
    stream
        .write_all(&i32::try_from(frame.len())?.to_be_bytes())
        .await?;
    stream.write_all(&frame).await?;
    let size = stream.read_i32().await?;
    ensure!((4..1_000_000).contains(&size), "an answer of {size} bytes");
    let mut answer = vec![0; usize::try_from(size)?];
    stream.read_exact(&mut answer).await?;
    Ok(answer.split_off(4))
}

fn put_string(to: &mut Vec<u8>, text: &str) -> Result<()> {
    to.extend_from_slice(&i16::try_from(text.len())?.to_be_bytes());
    to.extend_from_slice(text.as_bytes());
    Ok(())
}

/// Reads an answer from its front.
struct Reader(Vec<u8>);

impl Reader {
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let Some((head, rest)) = self.0.split_first_chunk::<N>() else {
            bail!("a short answer")
        };
        let head = *head;
        self.0 = rest.to_vec();
        Ok(head)
    }

    fn i16(&mut self) -> Result<i16> {
        Ok(i16::from_be_bytes(self.take()?))
    }

    fn i32(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(self.take()?))
    }

    fn string(&mut self) -> Result<()> {
        for _ in 0..self.i16()?.max(0) {
            self.take::<1>()?;
        }
        Ok(())
    }
}
