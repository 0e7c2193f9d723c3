//! Addresses: queries to and from structs, percent-encoding of path segments.

use serde::{Deserialize, Serialize, Serializer, de::DeserializeOwned};

/// A query struct as `a=1&b=2`, without the fields that are absent.
pub fn encode<T: Serialize>(query: &T) -> String {
    serde_urlencoded::to_string(query).unwrap_or_default()
}

/// A query struct from `a=1&b=2`; the message names the bad field.
pub fn decode<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_urlencoded::from_str(text).map_err(|error| error.to_string())
}

/// Percent-encodes one path segment.
pub fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A list in one query field, separated by commas: `columns=name,size`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct Commas(pub Vec<String>);

impl Commas {
    /// True if there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if it holds the word.
    pub fn has(&self, word: &str) -> bool {
        self.0.iter().any(|item| item == word)
    }
}

impl Serialize for Commas {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.join(","))
    }
}

impl<'de> Deserialize<'de> for Commas {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(Self(
            text.split(',')
                .filter(|item| !item.is_empty())
                .map(str::to_owned)
                .collect(),
        ))
    }
}
