//! Every language says all that the English says, in its own words.

use super::*;

/// What stands in a text in place of an argument.
pub(super) trait Sample {
    const SAMPLE: Self;
}

macro_rules! sample {
    ($($type:ty = $sample:literal,)*) => {
        $(impl Sample for $type { const SAMPLE: Self = $sample; })*
    };
}

sample! {
    &str = "‹arg›",
    i32 = 7,
    i64 = 7,
    u16 = 7,
    u32 = 7,
    u64 = 7,
}

/// Texts that hold no Chinese: names and signs. Everything else was forgotten.
const NAMES: &[&str] = &[
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PRIVATE KEY-----",
    "/ ‹arg›",
    "7 / 7",
    "7 / 7 ‹arg›",
    "Bootstrap",
    "Broker",
    "Broker 7",
    "CA",
    "Castellan",
    "Castellan ‹arg›",
    "CSV",
    "Follower",
    "Go",
    "ID",
    "Java",
    "Kafka",
    "Kafka ‹arg›",
    "Leader",
    "Python",
    "TLS",
    "YAML",
    "cleanup.policy",
    "librdkafka",
    "max.message.bytes",
    "message.timestamp.type",
    "‹arg›",
    "‹arg› / ‹arg›",
];

/// A Chinese character, or a sign as Chinese writes it.
fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// What is wrong with a group's texts.
fn faults(
    group: &str,
    english: Vec<(&'static str, String)>,
    chinese: Vec<(&'static str, String)>,
) -> Vec<String> {
    english
        .into_iter()
        .zip(chinese)
        .filter_map(|((name, english), (_, chinese))| {
            // Kafka's name of a config has no plain words where the English has none.
            let untold = english.is_empty() && chinese.is_empty();
            let said =
                untold || chinese.chars().any(is_chinese) || NAMES.contains(&chinese.as_str());
            let lost = ["‹arg›", "7"]
                .into_iter()
                .filter(|sample| english.contains(*sample) && !chinese.contains(*sample))
                .count();
            let fault = match (said, lost) {
                (false, _) => "is not Chinese",
                (true, 1..) => "leaves an argument out",
                (true, 0) => return None,
            };
            Some(format!(
                "{group}.{name} {fault}: {chinese:?}, in English {english:?}"
            ))
        })
        .collect()
}

macro_rules! all_groups {
    ($($name:ident: $type:ty,)*) => {
        fn all_faults() -> Vec<String> {
            let mut all = Vec::new();
            $(all.extend(faults(
                stringify!($name),
                <$type>::EN.samples(),
                <$type>::ZH.samples(),
            ));)*
            all
        }
    };
}

super::with_groups!(all_groups);

#[test]
fn every_text_is_in_chinese_and_keeps_its_arguments() {
    let faults = all_faults();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_test_finds_what_was_forgotten() {
    let text = |text: &str| vec![("title", text.to_owned())];
    assert_eq!(faults("topics", text("Topics"), text("Topics")).len(), 1);
    assert_eq!(faults("topics", text("Topics"), text("主题")).len(), 0);
    assert_eq!(faults("topics", text("7 topics"), text("主题")).len(), 1);
    assert_eq!(faults("topics", text("Brokers"), text("Broker")).len(), 0);
}

#[test]
fn configs_with_plain_words_have_them_in_chinese() {
    for config in [
        "retention.ms",
        "retention.bytes",
        "cleanup.policy",
        "max.message.bytes",
        "message.timestamp.type",
        "min.insync.replicas",
        "flush.messages",
        "compression.type",
    ] {
        assert!(
            (topic::Topic::ZH.plain)(config).chars().any(is_chinese),
            "{config}"
        );
    }
}
