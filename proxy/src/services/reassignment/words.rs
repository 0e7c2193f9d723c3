//! Figures and refusals in words.

use castellan_api::page::Missing;
use castellan_api::problem::ItemError;
use castellan_kafka::BrokerFailure;

/// Bytes as people say them, in powers of 1,000.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let (mut whole, mut rest, mut unit) = (bytes, 0, 0);
    while whole >= 1_000 && unit + 1 < UNITS.len() {
        rest = whole % 1_000;
        whole /= 1_000;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or("B");
    if unit == 0 || whole >= 100 {
        format!("{whole} {name}")
    } else {
        format!("{whole}.{} {name}", rest / 100)
    }
}

/// Brokers by their IDs, as `broker 1` or `brokers 1, 2 and 3`.
pub(super) fn brokers(ids: &[i32]) -> String {
    match ids {
        [] => "no broker".to_owned(),
        [one] => format!("broker {one}"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(ToString::to_string).collect();
            format!("brokers {} and {last}", first.join(", "))
        }
    }
}

/// A number of things, as `1 topic` or `12 topics`.
pub(super) fn counted(count: u64, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}

/// With a small first letter, to stand within a sentence.
pub(super) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// With a capital first letter, to begin a sentence.
pub(super) fn upper(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The fate of an item in words.
pub(super) fn item(detail: impl Into<String>) -> ItemError {
    ItemError {
        detail: detail.into(),
        kafka: None,
    }
}

/// A broker that did not answer, as the API shows it.
pub(super) fn missing(failure: &BrokerFailure) -> Missing {
    Missing {
        broker: Some(failure.broker),
        address: failure.address.clone(),
        why: failure.error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_said_with_three_digits() {
        let said = [0, 999, 1_000, 12_345, 999_999, 1_140_000_000_000].map(bytes);
        assert_eq!(
            said,
            ["0 B", "999 B", "1.0 kB", "12.3 kB", "999 kB", "1.1 TB"]
        );
    }

    #[test]
    fn brokers_are_named() {
        assert_eq!(brokers(&[3]), "broker 3");
        assert_eq!(brokers(&[1, 2, 3]), "brokers 1, 2 and 3");
    }
}
