//! Stores written by the test itself, and bytes that are none; those of keytool are in the suites.

use p12_keystore::{
    EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKey, PrivateKeyChain,
};
use proptest::prelude::*;
use rcgen::{CertificateParams, DnType, KeyPair};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY as SHA1, digest};

use super::*;

/// A certificate and its PKCS #8 key.
fn identity(name: &str) -> (Vec<u8>, Vec<u8>) {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    (certificate.der().to_vec(), key.serialize_der())
}

fn der(text: &str, label: &str) -> Vec<Vec<u8>> {
    let begin = format!("-----BEGIN {label}-----");
    let end = format!("-----END {label}-----");
    text.split(&begin)
        .skip(1)
        .map(|part| {
            let base64: String = part
                .split(&end)
                .next()
                .unwrap()
                .split_whitespace()
                .collect();
            STANDARD.decode(base64).unwrap()
        })
        .collect()
}

/// A JKS as keytool writes it.
struct Jks(Vec<u8>, u32);

impl Jks {
    fn new() -> Self {
        Self(Vec::new(), 0)
    }

    fn head(&mut self, tag: u32, alias: &str) {
        self.1 += 1;
        self.0.extend(tag.to_be_bytes());
        self.text(alias);
        self.0.extend([0; 8]);
    }

    fn text(&mut self, text: &str) {
        self.0
            .extend(u16::try_from(text.len()).unwrap().to_be_bytes());
        self.0.extend(text.as_bytes());
    }

    fn block(&mut self, bytes: &[u8]) {
        self.0
            .extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
        self.0.extend(bytes);
    }

    fn certificate(mut self, alias: &str, der: &[u8]) -> Self {
        self.head(2, alias);
        self.text("X.509");
        self.block(der);
        self
    }

    fn key(mut self, alias: &str, key: &[u8], chain: &[&[u8]], password: &str) -> Self {
        self.head(1, alias);
        let password = utf16(password);
        let salt = [7_u8; 20];
        let (mut pad, mut octets) = (salt.to_vec(), salt.to_vec());
        for block in key.chunks(20) {
            pad = digest(&SHA1, &[&password[..], &pad].concat())
                .as_ref()
                .to_vec();
            octets.extend(block.iter().zip(&pad).map(|(a, b)| a ^ b));
        }
        octets.extend(digest(&SHA1, &[&password[..], key].concat()).as_ref());
        let mut info = vec![0x30, 0x0E, 0x06, 0x0A];
        info.extend([0x2B, 6, 1, 4, 1, 0x2A, 2, 0x11, 1, 1, 5, 0, 4, 0x82]);
        info.extend(u16::try_from(octets.len()).unwrap().to_be_bytes());
        info.extend(octets);
        let mut sequence = vec![0x30, 0x82];
        sequence.extend(u16::try_from(info.len()).unwrap().to_be_bytes());
        sequence.extend(info);
        self.block(&sequence);
        self.0
            .extend(u32::try_from(chain.len()).unwrap().to_be_bytes());
        for one in chain {
            self.text("X.509");
            self.block(one);
        }
        self
    }

    fn seal(self, password: &str) -> Vec<u8> {
        let mut all = vec![0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2];
        all.extend(self.1.to_be_bytes());
        all.extend(self.0);
        let sealed = [&utf16(password)[..], b"Mighty Aphrodite", &all].concat();
        all.extend(digest(&SHA1, &sealed).as_ref());
        all
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn pkcs12(store: &KeyStore, password: &str, old: bool) -> Vec<u8> {
    let writer = store
        .writer(password)
        .encryption_iterations(1_000)
        .mac_iterations(1_000);
    let writer = match old {
        true => writer
            .encryption_algorithm(EncryptionAlgorithm::PbeWithShaAnd40BitRc4Cbc)
            .mac_algorithm(MacAlgorithm::HmacSha1),
        false => writer,
    };
    writer.write().unwrap()
}

#[test]
fn jks_gives_what_was_put_in() {
    let ((ca, _), (leaf, key)) = (identity("ca"), identity("leaf"));
    let trust = Jks::new()
        .certificate("one", &ca)
        .certificate("two", &leaf)
        .seal("pässword");
    assert_eq!(
        der(&trust_store(&trust, "pässword").unwrap(), "CERTIFICATE"),
        [ca.clone(), leaf.clone()]
    );
    let store = Jks::new()
        .key("Kafka", &key, &[&leaf, &ca], "of the key")
        .seal("of the store");
    let read = key_store(&store, "of the store", Some("of the key"), None).unwrap();
    assert_eq!(der(&read.chain_pem, "CERTIFICATE"), [leaf, ca]);
    assert_eq!(der(read.key_pem.reveal(), "PRIVATE KEY"), [key]);
}

#[test]
fn pkcs12_old_and_new_gives_what_was_put_in() {
    let ((ca, _), (leaf, key)) = (identity("ca"), identity("leaf"));
    for old in [true, false] {
        let mut store = KeyStore::new();
        let ca_bag = p12_keystore::Certificate::from_der(&ca).unwrap();
        store.add_entry("ca", KeyStoreEntry::Certificate(ca_bag));
        let trust = pkcs12(&store, "secret", old);
        assert_eq!(
            der(&trust_store(&trust, "secret").unwrap(), "CERTIFICATE"),
            std::slice::from_ref(&ca)
        );
        let leaf_bag = p12_keystore::Certificate::from_der(&leaf).unwrap();
        let chain = PrivateKeyChain::new("1", PrivateKey::from_der(&key).unwrap(), [leaf_bag]);
        store.add_entry("kafka", KeyStoreEntry::PrivateKeyChain(chain));
        let both = pkcs12(&store, "secret", old);
        let read = key_store(&both, "secret", None, Some("KAFKA")).unwrap();
        assert_eq!(
            der(&read.chain_pem, "CERTIFICATE"),
            std::slice::from_ref(&leaf)
        );
        assert_eq!(
            der(read.key_pem.reveal(), "PRIVATE KEY"),
            std::slice::from_ref(&key)
        );
        // Beside a key only what is marked is trusted, not the key's own chain.
        assert_eq!(
            der(&trust_store(&both, "secret").unwrap(), "CERTIFICATE"),
            std::slice::from_ref(&ca)
        );
        let wrong = StoreProblem::WrongPassword {
            format: StoreFormat::Pkcs12,
        };
        assert_eq!(trust_store(&both, "Secret"), Err(wrong));
    }
}

#[test]
fn what_is_wrong_is_said_and_where() {
    let (leaf, key) = identity("leaf");
    let trust = Jks::new().certificate("one", &leaf).seal("s");
    let own = Jks::new().key("one", &key, &[&leaf], "k").seal("s");
    let several = Jks::new()
        .key("a", &key, &[&leaf], "k")
        .key("b", &key, &[&leaf], "k")
        .seal("s");
    let bare = Jks::new().key("one", &key, &[], "k").seal("s");
    let take = |bytes: &[u8], password: Option<&str>, alias: Option<&str>| {
        key_store(bytes, "s", password, alias).unwrap_err()
    };
    let mut cut = trust.clone();
    cut.truncate(trust.len() - 30);
    let pem_text = pem("CERTIFICATE", std::slice::from_ref(&leaf));
    let cases = [
        (
            trust_store(&trust, "x").unwrap_err(),
            StorePart::Password,
            "does not open the JKS store",
        ),
        (
            trust_store(&own, "s").unwrap_err(),
            StorePart::File,
            "it is a key store",
        ),
        (
            trust_store(&Jks::new().seal("s"), "s").unwrap_err(),
            StorePart::File,
            "no certificate",
        ),
        (
            trust_store(&cut, "s").unwrap_err(),
            StorePart::File,
            "cannot be read",
        ),
        (trust_store(b"", "s").unwrap_err(), StorePart::File, "empty"),
        (
            trust_store(b"hello", "s").unwrap_err(),
            StorePart::File,
            "neither",
        ),
        (
            trust_store(&[0x30, 0x03, 2, 1, 3], "s").unwrap_err(),
            StorePart::File,
            "PKCS#12 store cannot be read",
        ),
        (
            trust_store(&[0x30, 0x80, 2, 1, 3], "s").unwrap_err(),
            StorePart::File,
            "BER",
        ),
        (
            trust_store(&[0xCE, 0xCE, 0xCE, 0xCE, 0], "s").unwrap_err(),
            StorePart::File,
            "JCEKS",
        ),
        (
            trust_store(&[0, 0, 0, 2, 0, 0, 0, 20, 1], "s").unwrap_err(),
            StorePart::File,
            "Bouncy",
        ),
        (
            trust_store(pem_text.as_bytes(), "s").unwrap_err(),
            StorePart::File,
            "PEM text",
        ),
        (
            trust_store(&leaf, "s").unwrap_err(),
            StorePart::File,
            "single certificate",
        ),
        (
            take(&trust, None, None),
            StorePart::File,
            "it is a trust store",
        ),
        (
            take(&own, None, None),
            StorePart::KeyPassword,
            "a password of its own",
        ),
        (
            take(&own, Some("x"), None),
            StorePart::KeyPassword,
            "does not open the private key",
        ),
        (take(&several, Some("k"), None), StorePart::Alias, "(a, b)"),
        (
            take(&several, Some("k"), Some("c")),
            StorePart::Alias,
            "it holds a, b",
        ),
        (
            take(&bare, Some("k"), None),
            StorePart::File,
            "no certificate beside it",
        ),
    ];
    for (problem, part, words) in cases {
        assert_eq!(problem.part(), part, "{problem}");
        assert!(problem.to_string().contains(words), "{problem}");
    }
    assert!(key_store(&several, "s", Some("k"), Some("B")).is_ok());
}

proptest! {
    #[test]
    fn hostile_bytes_are_refused_without_harm(
        tail in proptest::collection::vec(any::<u8>(), 0..200),
        head in prop_oneof![
            Just(vec![0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2]),
            Just(vec![0x30, 0x82, 0, 100, 2, 1, 3]),
            Just(Vec::new()),
        ],
    ) {
        let bytes = [head, tail].concat();
        prop_assert!(trust_store(&bytes, "x").is_err());
        prop_assert!(key_store(&bytes, "x", None, None).is_err());
    }
}
