//! The DescribeLogDirs answer, decoded by hand in one pass into flat arrays: with many brokers each
//! topic is named by every one of them, and an allocation for each would be most of the cost.

use super::{LogDir, ReplicaRow, Replicas, TopicRow};
use crate::ErrorCode;
use crate::input::{Input, Why};

/// A whole answer; the broker of its directories is not in it.
#[derive(Debug)]
pub(crate) struct Answer {
    /// How long the client shall pause.
    pub(crate) throttle_ms: i32,
    /// That of the whole call (version 3).
    pub(crate) error: ErrorCode,
    /// The directories.
    pub(crate) dirs: Vec<LogDir>,
}

/// Decodes the body (without the header). Bytes after the end are let pass, as other clients do.
pub(crate) fn decode(body: &[u8], version: i16) -> Result<Answer, Why> {
    let mut input = Input::new(body, version >= 2);
    let throttle_ms = input.i32()?;
    let error = if version >= 3 { input.i16()? } else { 0 };
    // error, path, topics: at least 4 bytes.
    let count = input.count(4)?;
    let mut dirs = Vec::with_capacity(count.min(16));
    for _ in 0..count {
        dirs.push(dir(&mut input, version)?);
    }
    input.tagged_fields()?;
    Ok(Answer {
        throttle_ms,
        error: ErrorCode(error),
        dirs,
    })
}

fn dir(input: &mut Input<'_>, version: i16) -> Result<LogDir, Why> {
    let error = ErrorCode(input.i16()?);
    let path = input.text()?.to_owned();
    let replicas = replicas(input)?;
    let mut volume = [-1, -1];
    if version >= 4 {
        volume = [input.i64()?, input.i64()?];
    }
    let cordoned = version >= 5 && input.u8()? != 0;
    input.tagged_fields()?;
    let [total_bytes, usable_bytes] = volume.map(|bytes| u64::try_from(bytes).ok());
    Ok(LogDir {
        broker: -1,
        path,
        error,
        total_bytes,
        usable_bytes,
        cordoned,
        replicas,
    })
}

fn replicas(input: &mut Input<'_>) -> Result<Replicas, Why> {
    let mut all = Replicas::default();
    // name, partitions: at least 2 bytes.
    let topics = input.count(2)?;
    all.topics.reserve_exact(topics);
    for _ in 0..topics {
        let name = input.text()?;
        let name_start = place(all.names.len())?;
        all.names.push_str(name);
        // index, size, lag, future: 21 bytes.
        let count = input.count(21)?;
        all.replicas.reserve(count);
        for _ in 0..count {
            all.replicas.push(ReplicaRow {
                partition: input.i32()?,
                size_bytes: input.i64()?,
                offset_lag: input.i64()?,
                future: input.u8()? != 0,
            });
            input.tagged_fields()?;
        }
        input.tagged_fields()?;
        all.topics.push(TopicRow {
            name_start,
            replicas: place(count)?,
            name_len: u16::try_from(name.len()).map_err(|_| "a topic name is too long")?,
        });
    }
    Ok(all)
}

fn place(at: usize) -> Result<u32, Why> {
    u32::try_from(at).map_err(|_| "it is too large")
}
