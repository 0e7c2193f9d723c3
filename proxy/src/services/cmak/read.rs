//! CMAK's clusters from a text: its JSON in ZooKeeper in any wrapping people have it in, or the YAML
//! of cmak-operator. Pure; no text may make it panic or take more than its own size.

use castellan_api::problem::FieldError;
use castellan_api::rules::{CMAK_CLUSTERS_MAX, IMPORT_BYTES_MAX};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Documents of one text: lines of JSON, or parts of a YAML between `---`.
const DOCUMENTS_MAX: usize = 2_000;
/// How deep lists of clusters may be wrapped: a ConfigMap holds a text, that `cmak`, that `clusters`.
const WRAPPINGS_MAX: u32 = 8;

/// A cluster as the text has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// Line where it begins, where that is known.
    pub(super) line: Option<u32>,
    /// Its name, of the object itself or of the map it stands in.
    pub(super) name: String,
    /// Its settings, those of `clustersCommon` among them.
    pub(super) settings: Map<String, Value>,
}

/// Reads a text.
pub(super) fn read(text: &str) -> Result<Vec<Found>, FieldError> {
    let refuse = |detail: String| FieldError::new("/text", detail);
    if text.len() > IMPORT_BYTES_MAX {
        return Err(refuse(format!(
            "The text has {} bytes; at most {IMPORT_BYTES_MAX} are taken at once. Send it in parts.",
            text.len()
        )));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(refuse("The text is empty.".into()));
    }
    let documents = if text.trim_start().starts_with(['{', '[']) {
        json(text)
    } else {
        yaml(text)
    }
    .map_err(refuse)?;
    let mut found = Vec::new();
    for document in documents {
        let mut reader = Reader {
            line: document.line,
            found: &mut found,
        };
        reader
            .collect(document.value, None, WRAPPINGS_MAX)
            .map_err(refuse)?;
    }
    if found.is_empty() {
        return Err(refuse("The text names no cluster.".into()));
    }
    Ok(found)
}

struct Document {
    line: Option<u32>,
    value: Value,
}

fn too_many() -> String {
    format!("The text has more than {DOCUMENTS_MAX} documents. Send it in parts.")
}

/// One JSON value, or one after the other.
fn json(text: &str) -> Result<Vec<Document>, String> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut documents = Vec::new();
    // Lines are counted on from value to value, not each time from the top.
    let (mut counted, mut line) = (0, 1_u32);
    loop {
        let rest = text.get(values.byte_offset()..).unwrap_or_default();
        let begin = text.len() - rest.trim_start().len();
        let breaks = text.get(counted..begin).unwrap_or_default().matches('\n');
        line = line.saturating_add(u32::try_from(breaks.count()).unwrap_or(u32::MAX));
        counted = begin;
        match values.next() {
            None => return Ok(documents),
            Some(Ok(_)) if documents.len() >= DOCUMENTS_MAX => return Err(too_many()),
            Some(Ok(value)) => documents.push(Document {
                line: Some(line),
                value,
            }),
            Some(Err(error)) => {
                return Err(format!(
                    "The JSON cannot be read in line {}: {error}.",
                    error.line()
                ));
            }
        }
    }
}

/// The documents of a YAML text.
fn yaml(text: &str) -> Result<Vec<Document>, String> {
    if let Some(line) = line_of_anchor(text) {
        return Err(format!(
            "Line {line} gives a value a name to be repeated (&name). Such texts are not taken, for they can grow without end: write the value out."
        ));
    }
    let mut documents = Vec::new();
    for document in serde_yaml_ng::Deserializer::from_str(text) {
        if documents.len() >= DOCUMENTS_MAX {
            return Err(too_many());
        }
        match Value::deserialize(document) {
            // What stands between two separators may be nothing.
            Ok(Value::Null) => {}
            Ok(value) => documents.push(Document { line: None, value }),
            Err(error) => {
                let place = error
                    .location()
                    .map(|at| format!(" in line {}", at.line()))
                    .unwrap_or_default();
                return Err(format!("The YAML cannot be read{place}: {error}."));
            }
        }
    }
    Ok(documents)
}

/// The first line with something that YAML would take for an anchor. Quotes are not looked at: to
/// miss one would be worse than to ask for a text without ` &x`.
pub(in crate::services) fn line_of_anchor(text: &str) -> Option<usize> {
    let (mut line, mut before) = (1, ' ');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // The scanner takes one after any mark, and after a byte order mark anywhere.
        let begins = !before.is_alphanumeric();
        let mut named = || chars.peek().is_some_and(|next| !next.is_whitespace());
        if c == '&' && begins && named() {
            return Some(line);
        }
        if c == '\n' {
            line += 1;
        }
        before = c;
    }
    None
}

struct Reader<'a> {
    line: Option<u32>,
    found: &'a mut Vec<Found>,
}

impl Reader<'_> {
    /// The clusters of a value, whatever it is wrapped in; `key` is its name in the map around it.
    fn collect(&mut self, value: Value, key: Option<&str>, left: u32) -> Result<(), String> {
        let Some(left) = left.checked_sub(1) else {
            return Err("The text is nested deeper than any list of CMAK's clusters.".into());
        };
        let mut object = match value {
            Value::Array(list) => {
                return list
                    .into_iter()
                    .try_for_each(|one| self.collect(one, None, left));
            }
            Value::Object(object) => object,
            // A file of Helm values has much besides.
            _ if key.is_some() => return Ok(()),
            other => {
                return Err(format!(
                    "A cluster was expected, and {} found.",
                    kind(&other)
                ));
            }
        };
        if let Some(text) = object
            .get("data")
            .and_then(|data| data.get("clusters.yaml"))
            .and_then(Value::as_str)
        {
            for document in yaml(text)? {
                self.collect(document.value, None, left)?;
            }
            return Ok(());
        }
        // Of what Helm makes, the ConfigMap alone holds clusters.
        if ["apiVersion", "kind"]
            .iter()
            .all(|key| object.contains_key(*key))
        {
            return Ok(());
        }
        for wrapping in ["cmak", "cmak-operator"] {
            if let Some(inner @ Value::Object(_)) = object.remove(wrapping) {
                return self.collect(inner, None, left);
            }
        }
        match object.remove("clusters") {
            Some(Value::Array(list)) => {
                let common = match object.remove("clustersCommon") {
                    Some(Value::Object(common)) => common,
                    _ => Map::new(),
                };
                // Each cluster gets a copy of it.
                let weight = Value::Object(common.clone()).to_string().len();
                if weight.saturating_mul(list.len()) > IMPORT_BYTES_MAX {
                    return Err(
                        "clustersCommon is too large for so many clusters. Send them in parts."
                            .into(),
                    );
                }
                return list
                    .into_iter()
                    .try_for_each(|one| self.cluster(merged(&common, one)?, None));
            }
            // The answer of /api/status/clusters.
            Some(Value::Object(mut lists)) if lists.contains_key("active") => {
                return ["active", "pending"]
                    .into_iter()
                    .filter_map(|list| lists.remove(list))
                    .try_for_each(|list| self.collect(list, None, left));
            }
            Some(Value::Null) => return Ok(()),
            Some(other) => {
                object.insert("clusters".into(), other);
            }
            None => {}
        }
        if object.contains_key("curatorConfig") || object.get("name").is_some_and(Value::is_string)
        {
            return self.cluster(object, key);
        }
        if key.is_some() {
            return Ok(());
        }
        let before = self.found.len();
        for (key, value) in object {
            self.collect(value, Some(&key), left)?;
        }
        if self.found.len() == before {
            return Err(
                "No cluster was found. A cluster of CMAK has a name and a curatorConfig; the YAML of cmak-operator has cmak.clusters."
                    .into(),
            );
        }
        Ok(())
    }

    fn cluster(&mut self, settings: Map<String, Value>, key: Option<&str>) -> Result<(), String> {
        let own = settings.get("name").and_then(text);
        // The keys of a dump of ZooKeeper are whole paths.
        let key = key.map(|key| key.rsplit('/').next().unwrap_or(key).to_owned());
        let name = own.or(key).filter(|name| !name.trim().is_empty());
        let number = self.found.len() + 1;
        let Some(name) = name else {
            let place = self
                .line
                .map(|line| format!(" (the text from line {line})"))
                .unwrap_or_default();
            return Err(format!("Cluster {number}{place} has no name."));
        };
        if number > CMAK_CLUSTERS_MAX {
            return Err(format!(
                "The text names more than {CMAK_CLUSTERS_MAX} clusters. Send it in parts."
            ));
        }
        self.found.push(Found {
            line: self.line,
            name: name.trim().to_owned(),
            settings,
        });
        Ok(())
    }
}

/// A cluster of cmak-operator with what all of them have; what it says itself counts.
fn merged(common: &Map<String, Value>, own: Value) -> Result<Map<String, Value>, String> {
    let Value::Object(own) = own else {
        return Err(format!(
            "An entry of clusters is {}, not a cluster.",
            kind(&own)
        ));
    };
    let mut all = common.clone();
    for (key, value) in own {
        match (all.get_mut(&key), value) {
            (Some(Value::Object(there)), Value::Object(more)) => there.extend(more),
            (_, value) => {
                all.insert(key, value);
            }
        }
    }
    Ok(all)
}

/// A text, or what people leave without quotes.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
