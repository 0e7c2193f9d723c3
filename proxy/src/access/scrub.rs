//! What a trace may keep of a request or an answer: everything but secrets, and not too much.

use serde_json::{Map, Value};

/// What stands for a secret.
pub const HIDDEN: &str = "•••";
/// Longer texts are cut: an imported list is known by its beginning.
const TEXT_CHARS_MAX: usize = 16_384;
/// Larger values are told by their size alone.
const BYTES_MAX: usize = 512 * 1_024;

/// JSON without its secrets; null if it is empty or no JSON.
pub fn scrubbed(bytes: &[u8]) -> Value {
    let Ok(mut value) = serde_json::from_slice::<Value>(bytes) else {
        return Value::Null;
    };
    scrub(&mut value);
    if bytes.len() > BYTES_MAX && value.to_string().len() > BYTES_MAX {
        return serde_json::json!({ "left_out": "too large for a trace", "bytes": bytes.len() });
    }
    value
}

/// Hides the secrets in a value.
pub fn scrub(value: &mut Value) {
    match value {
        Value::Object(fields) => scrub_object(fields),
        Value::Array(items) => items.iter_mut().for_each(scrub),
        Value::String(text) => {
            if text.contains("PRIVATE KEY-----") || text.starts_with("cst_") {
                HIDDEN.clone_into(text);
            } else if let Some((cut, _)) = text.char_indices().nth(TEXT_CHARS_MAX) {
                let chars = text.chars().count();
                text.truncate(cut);
                text.push_str(&format!("… (cut: {chars} characters)"));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn scrub_object(fields: &mut Map<String, Value>) {
    // A change of one's own password: {"present": …, "new": …}.
    let password_change = fields.contains_key("present") && fields.contains_key("new");
    // A trust or key store: {"content": …, "password": …}; a password can be tried on its bytes.
    let store = fields.contains_key("content") && fields.contains_key("password");
    // A config as a pair: {"name": "ssl.key.password", "value": …}.
    let secret_pair = ["name", "key"]
        .iter()
        .filter_map(|key| fields.get(*key).and_then(Value::as_str))
        .any(secret_name);
    for (key, value) in fields {
        let hide = secret_name(key)
            || (store && key == "content")
            || (password_change && matches!(key.as_str(), "present" | "new"))
            || (secret_pair && matches!(key.as_str(), "value" | "old" | "new" | "default"));
        match value {
            Value::String(text) if hide => HIDDEN.clone_into(text),
            _ => scrub(value),
        }
    }
}

fn secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "password",
        "secret",
        "token",
        "key_pem",
        "jaas",
        "private_key",
        "credential",
    ]
    .iter()
    .any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        let with = |hidden: &str| {
            json!({
                "user": "ada",
                "password": hidden,
                "connection": { "username": "k", "password": hidden, "client_key_pem": hidden },
                "configs": { "sasl.jaas.config": hidden, "retention.ms": "1" },
                "pairs": [
                    { "name": "ssl.key.password", "value": hidden },
                    { "name": "retention.ms", "value": "1" },
                ],
                "has_password": true,
                "token": { "id": "abcdef01", "name": "ci" },
                "ca_pem": "public",
                "key_store": { "content": hidden, "password": hidden, "alias": "kafka" },
            })
        };
        let body = with("hunter22222").to_string();
        assert_eq!(scrubbed(body.as_bytes()), with(HIDDEN));
    }

    #[test]
    fn a_password_change_shows_neither_and_a_config_change_both() {
        assert_eq!(
            scrubbed(br#"{"present":"a","new":"b"}"#),
            json!({ "present": HIDDEN, "new": HIDDEN })
        );
        let change = json!({ "name": "retention.ms", "old": "1", "new": "2" });
        assert_eq!(scrubbed(change.to_string().as_bytes()), change);
    }

    #[test]
    fn what_is_too_long_is_cut_and_what_is_no_json_is_nothing() {
        let seen = scrubbed(
            json!({ "content": "x".repeat(20_000) })
                .to_string()
                .as_bytes(),
        );
        assert!(
            seen["content"]
                .as_str()
                .unwrap()
                .ends_with("(cut: 20000 characters)")
        );
        assert_eq!(scrubbed(b""), Value::Null);
        assert_eq!(scrubbed(b"<html>"), Value::Null);
        let many = json!(vec!["x".repeat(1_000); 1_000]).to_string();
        assert!(scrubbed(many.as_bytes()).get("left_out").is_some());
    }
}
