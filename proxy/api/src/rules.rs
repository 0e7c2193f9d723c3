//! Rules of input, the same in the app and in the proxy. Errors say what to do.

/// Kafka's rule for topic names: 1 to 249 of `[a-zA-Z0-9._-]`, not `.` or `..`.
pub fn topic_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("A topic needs a name.".into());
    }
    if name == "." || name == ".." {
        return Err(format!("Kafka does not allow the name {name:?}."));
    }
    if name.len() > 249 {
        return Err(format!(
            "The name has {} characters; Kafka allows 249.",
            name.len()
        ));
    }
    match name
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')))
    {
        Some(c) => Err(format!(
            "{c:?} is not allowed: use letters, digits, '.', '_' and '-'."
        )),
        None => Ok(()),
    }
}

/// What a person should know of a topic name that Kafka would take.
pub fn topic_name_warning(name: &str) -> Option<&'static str> {
    match name.chars().next() {
        Some('.' | '_' | '-') if !name.starts_with("__") => Some(
            "The name starts with a special character; other consoles do not measure such topics.",
        ),
        _ if name.starts_with("__") => Some(
            "Names that start with __ are for Kafka's own topics; this one will be hidden by default.",
        ),
        _ => None,
    }
}

/// The name under which Kafka's metrics would know a topic: `.` and `_` are one there.
pub fn folded_topic_name(name: &str) -> String {
    name.replace('.', "_")
}

/// True for topics Kafka or its tools keep for themselves.
pub fn internal_topic(name: &str) -> bool {
    name.starts_with("__")
}

/// Name of an instance: 4 to 64 letters, digits, `-`, `_`; starts with a letter.
pub fn instance_name(name: &str) -> Result<(), String> {
    let count = name.chars().count();
    if !(4..=64).contains(&count) {
        return Err(format!(
            "The name has {count} characters; 4 to 64 are needed."
        ));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err("The name must start with a letter.".into());
    }
    match name
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
    {
        Some(c) => Err(format!(
            "{c:?} is not allowed: use letters, digits, '-' and '_'."
        )),
        None => Ok(()),
    }
}

/// Name under which CMAK's addresses know an instance: any text of 1 to 255 characters that can be
/// a part of an address.
pub fn cmak_alias(alias: &str) -> Result<(), String> {
    let count = alias.chars().count();
    if count == 0 || count > CMAK_ALIAS_MAX {
        return Err(format!(
            "The alias has {count} characters; 1 to {CMAK_ALIAS_MAX} are needed."
        ));
    }
    if alias == "." || alias == ".." {
        return Err(format!(
            "Browsers fold {alias:?} away. Choose another alias."
        ));
    }
    if alias.trim() != alias {
        return Err("The alias starts or ends with a space.".into());
    }
    if alias.chars().any(char::is_control) {
        return Err("The alias holds a control character.".into());
    }
    Ok(())
}

/// What to say to a store of too many bytes.
pub fn store_too_large(bytes: usize) -> String {
    let grouped = |number: usize| format!("{},{:03}", number / 1_000, number % 1_000);
    format!(
        "The file has {} bytes; at most {} are read. A store needs the brokers' authorities alone.",
        grouped(bytes),
        grouped(STORE_BYTES_MAX)
    )
}

/// A description of at most `max` characters, without control characters but line ends.
pub fn description(text: &str, max: usize) -> Result<(), String> {
    let count = text.chars().count();
    if count > max {
        return Err(format!(
            "The description has {count} characters; at most {max} are kept."
        ));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err("The description holds a control character.".into());
    }
    Ok(())
}

/// Characters of a topic's description.
pub const TOPIC_DESCRIPTION_MAX: usize = 200;
/// Characters of an instance's description.
pub const INSTANCE_DESCRIPTION_MAX: usize = 1_024;
/// Characters of the name under which CMAK's addresses know an instance.
pub const CMAK_ALIAS_MAX: usize = 255;
/// Clusters of CMAK that are read at once.
pub const CMAK_CLUSTERS_MAX: usize = 200;
/// Bytes of a JKS or PKCS#12 store; that of a Java installation, with every public authority, has
/// 180,000.
pub const STORE_BYTES_MAX: usize = 350_000;
/// Tags of an instance.
pub const TAGS_MAX: usize = 20;
/// Topics of a batch.
pub const BATCH_MAX: usize = 1_000;
/// Bytes of an imported list.
pub const IMPORT_BYTES_MAX: usize = 2_000_000;

fn tag_part(text: &str, what: &str, max: usize) -> Result<(), String> {
    let count = text.chars().count();
    if count == 0 || count > max {
        return Err(format!(
            "The {what} has {count} characters; 1 to {max} are needed."
        ));
    }
    if let Some(c) = text
        .chars()
        .find(|c| "=*<>\\,/".contains(*c) || c.is_control())
    {
        return Err(format!(
            "The {what} holds {c:?}; none of = * < > \\ , / is allowed."
        ));
    }
    if text.trim() != text {
        return Err(format!("The {what} starts or ends with a space."));
    }
    Ok(())
}

/// Key of a tag: 1 to 36 characters.
pub fn tag_key(key: &str) -> Result<(), String> {
    tag_part(key, "key", 36)
}

/// Value of a tag: 1 to 43 characters.
pub fn tag_value(value: &str) -> Result<(), String> {
    tag_part(value, "value", 43)
}

/// Name of a console user: 3 to 64 letters, digits, `.`, `_`, `-`, `@`; starts with a letter.
pub fn user_name(name: &str) -> Result<(), String> {
    let count = name.chars().count();
    if !(3..=64).contains(&count) {
        return Err(format!(
            "The name has {count} characters; 3 to 64 are needed."
        ));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err("The name must start with a letter.".into());
    }
    match name
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@')))
    {
        Some(c) => Err(format!(
            "{c:?} is not allowed: use letters, digits, '.', '_', '-' and '@'."
        )),
        None => Ok(()),
    }
}

/// Password of a console user: 10 to 128 characters, not the user's name in either direction, and
/// not one character over and over. (Length is what counts: NIST SP 800-63B.)
pub fn password(password: &str, user: &str) -> Result<(), String> {
    let count = password.chars().count();
    if count < 10 {
        return Err(format!(
            "The password has {count} characters; at least 10 are needed."
        ));
    }
    if count > 128 {
        return Err(format!(
            "The password has {count} characters; at most 128 are allowed."
        ));
    }
    let lower = password.to_lowercase();
    let name = user.to_lowercase();
    if !name.is_empty() && (lower == name || lower.chars().rev().eq(name.chars())) {
        return Err("The password must not be the name of the user, nor its reverse.".into());
    }
    let mut characters = password.chars();
    let first = characters.next();
    if characters.all(|c| Some(c) == first) {
        return Err("The password is one character over and over.".into());
    }
    Ok(())
}

/// A bootstrap address: `host:port`, IPv6 in brackets. Gives host and port.
pub fn address(text: &str) -> Result<(String, u16), String> {
    let bad = || {
        format!("{text:?} is not an address: host:port is expected, as kafka-1.example.com:9092.")
    };
    let (host, port) = text.rsplit_once(':').ok_or_else(bad)?;
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').ok_or_else(bad)?,
        None if host.contains(':') => {
            return Err(format!(
                "{text:?}: write an IPv6 address in brackets, as [::1]:9092."
            ));
        }
        None => host,
    };
    let port: u16 = port
        .parse()
        .map_err(|_| format!("{text:?}: the port must be a number from 1 to 65535."))?;
    if port == 0 {
        return Err(format!(
            "{text:?}: the port must be a number from 1 to 65535."
        ));
    }
    if host.is_empty()
        || host.len() > 253
        || !host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._:%".contains(c))
    {
        return Err(bad());
    }
    Ok((host.to_owned(), port))
}

/// An origin that may frame the app: scheme, host and port, no path.
pub fn origin(text: &str) -> Result<(), String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .ok_or_else(|| format!("{text:?} is not an origin: https://host is expected."))?;
    let host = rest.rsplit_once(':').map_or(rest, |(host, port)| {
        if port.parse::<u16>().is_ok() {
            host
        } else {
            rest
        }
    });
    let good = !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'));
    if good {
        Ok(())
    } else {
        Err(format!(
            "{text:?} is not an origin: no path, no wildcard, small letters."
        ))
    }
}

/// Partitions of a topic: at least 1; over 200 is allowed and worth a warning.
pub fn partitions(count: i32) -> Result<(), String> {
    match count {
        i32::MIN..=0 => Err("A topic needs at least 1 partition.".into()),
        1..=10_000 => Ok(()),
        _ => Err("More than 10,000 partitions in one topic are refused here: no cluster serves them well.".into()),
    }
}

/// Replicas of a topic on a cluster of `brokers`.
pub fn replicas(count: i32, brokers: u32) -> Result<(), String> {
    if count < 1 {
        return Err("A topic needs at least 1 replica.".into());
    }
    if u32::try_from(count).unwrap_or(u32::MAX) > brokers {
        return Err(format!(
            "{count} replicas need {count} brokers; {brokers} are alive."
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topic_names_follow_kafka() {
        for good in [
            "a",
            "orders.events-v2_x",
            "A".repeat(249).as_str(),
            "__consumer_offsets",
        ] {
            assert_eq!(topic_name(good), Ok(()), "{good}");
        }
        for bad in ["", ".", "..", "a b", "ä", "a/b", "A".repeat(250).as_str()] {
            assert!(topic_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(address("kafka-1:9092"), Ok(("kafka-1".into(), 9092)));
        assert_eq!(address("[::1]:9092"), Ok(("::1".into(), 9092)));
        for bad in [
            "kafka",
            "kafka:0",
            "kafka:99999",
            "::1:9092",
            ":9092",
            "http://a:1",
            "a b:1",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn aliases_are_any_text_an_address_can_hold() {
        for good in [
            "a",
            "orders.eu_west-1",
            "Köln / Nord",
            "ü".repeat(255).as_str(),
        ] {
            assert_eq!(cmak_alias(good), Ok(()), "{good}");
        }
        for bad in ["", ".", "..", " a", "a\n", "a".repeat(256).as_str()] {
            assert!(cmak_alias(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn tags() {
        assert_eq!(tag_key("env"), Ok(()));
        for bad in ["", " env", "a=b", "a/b", "x".repeat(37).as_str()] {
            assert!(tag_key(bad).is_err(), "{bad}");
        }
        assert!(tag_value(&"x".repeat(44)).is_err());
    }

    #[test]
    fn passwords() {
        assert_eq!(password("correct horse", "ada"), Ok(()));
        assert!(password("short", "ada").is_err());
        assert!(password("aaaaaaaaaaaa", "ada").is_err());
        assert!(password("ecalevolada", "adalovelace").is_err());
    }

    #[test]
    fn origins() {
        assert_eq!(origin("https://portal.example.com"), Ok(()));
        assert_eq!(origin("http://127.0.0.1:8080"), Ok(()));
        for bad in ["*", "https://*", "https://a/", "portal", "https://a b"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
