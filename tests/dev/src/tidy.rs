//! The house rules of ARCHITECTURE.md that a machine can check. Clippy and rustfmt have theirs;
//! these are ours.

mod imports;
mod manifests;
mod text;
mod texts;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// A file of the repository.
#[derive(Debug)]
pub struct Source {
    /// Relative to the root of the workspace, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    fn has_extension(&self, wanted: &[&str]) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, extension)| wanted.contains(&extension))
    }

    fn is_rust(&self) -> bool {
        self.has_extension(&["rs"])
    }
}

/// A broken rule: `path:line: what`.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl Finding {
    fn new(source: &Source, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: source.path.clone(),
            line,
            message: message.into(),
        }
    }
}

/// Checks every file; prints what is wrong.
pub fn run() -> Result<()> {
    let sources = read_all(Path::new("."))?;
    let mut findings = Vec::new();
    for source in &sources {
        text::check(source, &mut findings);
        imports::check(source, &mut findings);
    }
    texts::check(&sources, &mut findings);
    manifests::check(&sources, &mut findings)?;
    for Finding {
        path,
        line,
        message,
    } in &findings
    {
        println!("{path}:{line}: {message}");
    }
    ensure!(
        findings.is_empty(),
        "{} tidy rule(s) broken",
        findings.len()
    );
    println!("  {} files are tidy", sources.len());
    Ok(())
}

/// What is text and ours: not built, not fetched, not binary.
const EXTENSIONS: &[&str] = &[
    "rs", "toml", "md", "css", "html", "sql", "js", "json", "svg", "sh", "xml", "yml", "yaml",
    "txt", "snap",
];
const SKIPPED_DIRS: &[&str] = &["target", ".git", ".cache", "node_modules"];

fn read_all(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut dirs = vec![root.to_path_buf()];
    while let Some(dir) = dirs.pop() {
        let entries = fs::read_dir(&dir).with_context(|| dir.display().to_string())?;
        for entry in entries {
            let entry = entry?;
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                if !SKIPPED_DIRS.contains(&name.as_str()) {
                    dirs.push(path);
                }
            } else if is_text(&path) && name != "Cargo.lock" {
                let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
                let path = path.strip_prefix(root)?.to_string_lossy().into_owned();
                sources.push(Source { path, text });
            }
        }
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(sources)
}

fn is_text(path: &Path) -> bool {
    let in_ci = path
        .parent()
        .and_then(Path::file_name)
        .is_some_and(|name| name == ".ci");
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy());
    in_ci || extension.is_some_and(|extension| EXTENSIONS.contains(&&*extension))
}

#[cfg(test)]
pub(crate) fn found(source: &Source, check: fn(&Source, &mut Vec<Finding>)) -> Vec<String> {
    let mut findings = Vec::new();
    check(source, &mut findings);
    findings
        .into_iter()
        .map(|finding| format!("{}: {}", finding.line, finding.message))
        .collect()
}
