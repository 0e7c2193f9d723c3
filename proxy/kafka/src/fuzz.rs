//! One function for each reader of bytes that a peer or a person sends, for cargo-fuzz (`fuzz/` at the
//! root) and for the test that replays what it found. Each must end, whatever it is given.

use bytes::{Buf, Bytes};
use kacrab_protocol::generated as wire;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::call::Message;
use crate::{CertificateFacts, frame, keystore, log_dirs, metadata, offsets, open, sasl};

/// Its name, which is that of the folder of its corpus, and what reads.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("kafka_answers", answers),
    ("kafka_certificate", certificate),
    ("kafka_frame", frames),
    ("kafka_log_dirs", log_dirs),
    ("kafka_metadata", metadata),
    ("kafka_offsets", offsets),
    ("kafka_scram", scram),
    ("kafka_store", store),
];

/// The first byte chooses a version of the range, the rest is read at it.
fn versioned((min, max): (i16, i16), data: &[u8]) -> Option<(i16, &[u8])> {
    let (first, rest) = data.split_first()?;
    Some((min + i16::from(*first) % (max - min + 1), rest))
}

/// What a decoder may take of memory for so many bytes.
fn bound(input: &[u8], held: usize) {
    assert!(
        held <= input.len() * 64 + 16_384,
        "{held} bytes held for {} received",
        input.len()
    );
}

/// Metadata, decoded by hand.
pub fn metadata(data: &[u8]) {
    let Some((version, body)) = versioned((1, 13), data) else {
        return;
    };
    if let Ok((metadata, _)) = metadata::decode(body, version) {
        bound(body, metadata.topics.heap_bytes());
        let seen: usize = metadata.topics.iter().map(|t| t.partitions().count()).sum();
        assert_eq!(seen, metadata.topics.partition_count());
        for topic in metadata.topics.iter() {
            assert!(metadata.topics.find(topic.name()).is_some());
        }
    }
}

/// Log dirs, decoded by hand.
pub fn log_dirs(data: &[u8]) {
    let Some((version, body)) = versioned((0, 5), data) else {
        return;
    };
    if let Ok(answer) = log_dirs::decode(body, version) {
        let held = answer.dirs.iter().map(|dir| dir.replicas.heap_bytes());
        bound(body, held.sum());
        for dir in &answer.dirs {
            let seen: usize = dir.replicas.topics().map(|(_, one)| one.count()).sum();
            assert_eq!(seen, dir.replicas.len());
        }
    }
}

/// Offsets, decoded by hand, of two known topics.
pub fn offsets(data: &[u8]) {
    let Some((version, body)) = versioned((1, 11), data) else {
        return;
    };
    let known = metadata::made([("a".to_owned(), 2), ("b".to_owned(), 1)].into_iter());
    if let Ok(found) = offsets::decode(body, version, &known) {
        bound(body, found * 32);
    }
}

/// The answers that the codec decodes. The first byte chooses the call, the second the version.
pub fn answers(data: &[u8]) {
    let Some((call, data)) = data.split_first() else {
        return;
    };
    const READERS: &[fn(&[u8])] = &[
        read::<wire::AlterConfigsRequestData>,
        read::<wire::CreatePartitionsRequestData>,
        read::<wire::CreateTopicsRequestData>,
        read::<wire::DeleteRecordsRequestData>,
        read::<wire::DeleteTopicsRequestData>,
        read::<wire::DescribeClusterRequestData>,
        read::<wire::DescribeConfigsRequestData>,
        read::<wire::DescribeQuorumRequestData>,
        read::<wire::FindCoordinatorRequestData>,
        read::<wire::IncrementalAlterConfigsRequestData>,
        read::<wire::ListGroupsRequestData>,
        read::<wire::ListOffsetsRequestData>,
        read::<wire::SaslAuthenticateRequestData>,
        read::<wire::SaslHandshakeRequestData>,
        api_versions,
    ];
    if let Some(reader) = READERS.get(usize::from(*call) % READERS.len()) {
        reader(data);
    }
}

fn read<M: Message>(data: &[u8]) {
    if let Some((version, body)) = versioned((M::MIN, M::MAX), data) {
        let mut body = Bytes::copy_from_slice(body);
        if let Ok(answer) = M::read(&mut body, version) {
            M::pause_ms(&answer, version);
        }
    }
}

fn api_versions(data: &[u8]) {
    if let Some((version, body)) = versioned((0, 4), data) {
        let mut body = Bytes::copy_from_slice(body);
        if let Ok(answer) = wire::ApiVersionsResponseData::read(&mut body, version) {
            open::ranges(None, &answer).version_hint();
        }
    }
}

/// Frames one after the other, at most 4 kB each, until the bytes end.
pub fn frames(data: &[u8]) {
    let mut reader = data;
    loop {
        let before = reader.remaining();
        // All bytes are there: the future never waits.
        let read = futures_util::FutureExt::now_or_never(frame::read_frame(&mut reader, || 4096));
        match read {
            Some(Ok(frame)) => assert_eq!(frame.len() + 4, before - reader.remaining()),
            Some(Err(_)) => break,
            None => unreachable!("reading of what is there does not wait"),
        }
    }
    if let Some(head) = data.first_chunk::<4>() {
        frame::foreign(*head);
    }
}

/// What a broker says in a SCRAM exchange, its messages parted by zero bytes.
pub fn scram(data: &[u8]) {
    let messages: Vec<&[u8]> = data.split(|byte| *byte == 0).take(4).collect();
    sasl::play(&messages);
}

/// A certificate as a peer shows it, and PEM text as a person pastes it.
pub fn certificate(data: &[u8]) {
    let _ = CertificateFacts::read(&CertificateDer::from(data));
    for found in CertificateDer::pem_slice_iter(data).take(16).flatten() {
        let _ = CertificateFacts::read(&found);
    }
    let _ = rustls_pki_types::PrivateKeyDer::from_pem_slice(data);
}

/// JKS and PKCS#12 files.
pub fn store(data: &[u8]) {
    let _ = keystore::trust_store(data, "changeit");
    let _ = keystore::key_store(data, "changeit", None, None);
}

#[cfg(test)]
#[path = "../../../fuzz/replay.rs"]
mod tests;
