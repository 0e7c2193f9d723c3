//! Rules on the Cargo.toml files: every dependency stands once, in the root, and is used; our
//! crates see each other one way.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::{Finding, Source};

const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// What of ours a crate may depend on; crates not named here are free.
const OURS: &[(&str, &[&str])] = &[
    ("proxy/api/Cargo.toml", &[]),
    ("proxy/kafka/Cargo.toml", &["castellan-api", "fake-kafka"]),
    ("frontend/Cargo.toml", &["castellan-api"]),
    (
        "proxy/Cargo.toml",
        &["castellan-api", "castellan-kafka", "fake-kafka"],
    ),
    ("tests/fake-kafka/Cargo.toml", &[]),
    ("tests/harness/Cargo.toml", &[]),
];

/// Checks the manifests among the files.
pub fn check(sources: &[Source], findings: &mut Vec<Finding>) -> Result<()> {
    let is_manifest = |source: &&Source| source.path.ends_with("Cargo.toml");
    let root = sources.iter().find(|source| source.path == "Cargo.toml");
    let root = root.context("no Cargo.toml here")?;
    let declared = declared(root)?;
    let mut used = BTreeSet::new();
    for source in sources
        .iter()
        .filter(is_manifest)
        .filter(|source| source.path != root.path)
    {
        let manifest: Table = source.text.parse().with_context(|| source.path.clone())?;
        for (name, value) in dependencies(&manifest) {
            if value.get("workspace").and_then(Value::as_bool) != Some(true) {
                let message = format!("`{name}` must be `workspace = true`: versions stand once");
                findings.push(Finding::new(source, line_of(source, name), message));
            }
            let allowed = OURS.iter().find(|(path, _)| *path == source.path);
            let ours = name.starts_with("castellan") || name == "fake-kafka";
            if ours && allowed.is_some_and(|(_, names)| !names.contains(&name.as_str())) {
                let message = format!("must not see `{name}`: imports go one way");
                findings.push(Finding::new(source, line_of(source, name), message));
            }
            used.insert(name.clone());
        }
    }
    for name in declared.difference(&used) {
        let message = format!("no crate uses `{name}`");
        findings.push(Finding::new(root, line_of(root, name), message));
    }
    Ok(())
}

fn declared(root: &Source) -> Result<BTreeSet<String>> {
    let manifest: Table = root.text.parse().context("Cargo.toml")?;
    let table = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"));
    let table = table
        .and_then(Value::as_table)
        .context("no [workspace.dependencies]")?;
    Ok(table.keys().cloned().collect())
}

fn dependencies(manifest: &Table) -> Vec<(&String, &Value)> {
    let mut tables: Vec<&Table> = vec![manifest];
    let targets = manifest.get("target").and_then(Value::as_table);
    tables.extend(
        targets
            .into_iter()
            .flat_map(|targets| targets.values().filter_map(Value::as_table)),
    );
    let kinds = tables.into_iter().flat_map(|table| {
        KINDS
            .iter()
            .filter_map(|kind| table.get(*kind).and_then(Value::as_table))
    });
    kinds.flatten().collect()
}

fn line_of(source: &Source, name: &str) -> usize {
    source
        .text
        .lines()
        .position(|line| line.starts_with(name))
        .map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::check;

    fn messages(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> = files
            .iter()
            .map(|(path, text)| Source {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            })
            .collect();
        let mut findings = Vec::new();
        check(&sources, &mut findings).unwrap();
        findings
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn versions_stand_once_and_are_used() {
        let root = (
            "Cargo.toml",
            "[workspace.dependencies]\na = \"1\"\nb = \"1\"\n",
        );
        let good = (
            "proxy/Cargo.toml",
            "[dependencies]\na.workspace = true\nb = { workspace = true }\n",
        );
        assert!(messages(&[root, good]).is_empty());
        let bad = (
            "proxy/Cargo.toml",
            "[dependencies]\na = \"1\"\n[dev-dependencies]\n",
        );
        assert_eq!(messages(&[root, bad]).len(), 2);
    }

    #[test]
    fn our_crates_see_each_other_one_way() {
        let root = (
            "Cargo.toml",
            "[workspace.dependencies]\ncastellan-kafka = \"1\"\n",
        );
        let text = "[dependencies]\ncastellan-kafka.workspace = true\n";
        assert!(messages(&[root, ("proxy/Cargo.toml", text)]).is_empty());
        assert_eq!(messages(&[root, ("frontend/Cargo.toml", text)]).len(), 1);
    }
}
