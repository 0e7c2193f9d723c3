//! Every text of the app is used: one that nobody shows would still be translated and carried to
//! every browser. The other languages have the same texts as the English, by their types.

use super::{Finding, Source};

const CATALOGUE: &str = "frontend/src/i18n/";

/// Checks the catalogue against the app.
pub fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    let (catalogue, app): (Vec<&Source>, Vec<&Source>) = sources
        .iter()
        .filter(|source| source.is_rust() && source.path.starts_with("frontend/src/"))
        .partition(|source| source.path.starts_with(CATALOGUE));
    for group in catalogue {
        let stem = group.path.trim_start_matches(CATALOGUE);
        let stem = stem.trim_end_matches(".rs");
        if stem.contains('/') {
            continue; // another language
        }
        // The group `common` has a file name that says more.
        let method = if stem == "words" { "common" } else { stem };
        let (called, named) = (format!(".{method}()"), format!("i18n::{stem}::"));
        let users: Vec<&&Source> = app
            .iter()
            .filter(|source| source.text.contains(&called) || source.text.contains(&named))
            .collect();
        for (index, line) in group.text.lines().enumerate() {
            let Some(name) = field(line) else { continue };
            let use_of = format!(".{name}");
            if !users.iter().any(|user| uses(&user.text, &use_of)) {
                findings.push(Finding::new(
                    group,
                    index + 1,
                    format!("no page shows the text `{name}`"),
                ));
            }
        }
    }
}

/// The name of the text that a line of a `texts!` defines.
fn field(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("        ")?;
    let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))?;
    let (name, rest) = rest.split_at_checked(end)?;
    let first = name.chars().next()?;
    let defines = rest.starts_with(" = ") || (rest.starts_with('(') && rest.contains(") ="));
    (first.is_ascii_lowercase() && defines).then_some(name)
}

fn uses(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted).any(|(at, _)| {
        let after = text
            .get(at + wanted.len()..)
            .and_then(|rest| rest.chars().next());
        !after.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_text_that_no_page_shows_is_told() {
        let group = "texts! {\n    Topics {\n        title = \"Topics\";\n        \
                     left(count: u64) = format!(\"{count} left\");\n        titled = \"x\";\n    }\n}\n";
        let sources = [
            source("frontend/src/i18n/topics.rs", group),
            source(
                "frontend/src/pages/topics.rs",
                "text().topics(); t.title; (t.left)(3)",
            ),
            source("frontend/src/pages/other.rs", "t.titled"),
            source("frontend/src/i18n/zh/topics.rs", group),
        ];
        let mut findings = Vec::new();
        check(&sources, &mut findings);
        let messages: Vec<&str> = findings.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(messages, ["no page shows the text `titled`"]);
    }
}
