//! Rules on the text of one file.

use super::{Finding, Source};

const MAX_LINES: usize = 700;
const SHAPELESS: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "manager", "misc",
];
const INLINE_STYLE: &str = concat!("style", "=\"");
/// Where raw colours are given their names.
const TOKENS: &str = "style/tokens.css";

/// Checks one file.
pub fn check(source: &Source, findings: &mut Vec<Finding>) {
    names(source, findings);
    header(source, findings);
    length(source, findings);
    for (index, line) in source.text.lines().enumerate() {
        let mut report = |message: &str| {
            findings.push(Finding::new(source, index + 1, message));
        };
        // A Markdown line may end in two spaces, and a snapshot is as the program printed it.
        if line.ends_with([' ', '\t']) && !source.has_extension(&["md", "snap"]) {
            report("space at the end of the line");
        }
        if names_machine(line) {
            report("a path or host of one machine: nobody else has it");
        }
        let comment = line.trim_start().starts_with("//");
        if source.path.starts_with("frontend/") && !comment && line.contains(INLINE_STYLE) {
            report(
                "an inline style, which the Content-Security-Policy refuses: use style:property=",
            );
        }
        if raw_colour(source, line) {
            report("a raw colour: use a token of style/tokens.css");
        }
    }
}

fn names(source: &Source, findings: &mut Vec<Finding>) {
    for part in source.path.split('/') {
        let stem = part.split('.').next().unwrap_or(part);
        if SHAPELESS.contains(&stem) {
            findings.push(Finding::new(
                source,
                1,
                format!("`{stem}` says nothing: name the thing"),
            ));
        }
    }
}

fn header(source: &Source, findings: &mut Vec<Finding>) {
    if source.is_rust() && !source.text.starts_with("//!") {
        let message = "begin with //!: what the file holds and what it must not do";
        findings.push(Finding::new(source, 1, message));
    }
}

fn length(source: &Source, findings: &mut Vec<Finding>) {
    let lines = source.text.lines().count();
    if lines > MAX_LINES && source.has_extension(&["rs", "css", "js"]) {
        let message = format!("{lines} lines: split it (at most {MAX_LINES})");
        findings.push(Finding::new(source, lines, message));
    }
}

/// Absolute paths of the machines that we work on, and their package mirrors.
fn names_machine(line: &str) -> bool {
    let places = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
    ];
    let absolute = places.iter().any(|place| {
        line.match_indices(place).any(|(at, _)| {
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            before.is_none_or(|char| !char.is_alphanumeric() && !"._-/}".contains(char))
        })
    });
    absolute || line.contains(concat!("arti", "factory"))
}

fn raw_colour(source: &Source, line: &str) -> bool {
    if source.path == TOKENS {
        return false;
    }
    let functions = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab("];
    match source.path.rsplit_once('.') {
        Some((_, "css")) => {
            let value = line.split_once(':').map_or("", |(_, value)| value);
            functions.iter().any(|function| value.contains(function))
                || value
                    .match_indices('#')
                    .any(|(at, _)| is_hex(value.get(at + 1..)))
        }
        Some((_, "rs")) if source.path.starts_with("frontend/") => line
            .match_indices("\"#")
            .any(|(at, _)| is_hex(line.get(at + 2..))),
        _ => false,
    }
}

/// Whether the text begins with 3, 4, 6 or 8 hexadecimal digits and then something else.
fn is_hex(text: Option<&str>) -> bool {
    let text = text.unwrap_or_default();
    let digits = text.chars().take_while(char::is_ascii_hexdigit).count();
    let next = text.chars().nth(digits);
    matches!(digits, 3 | 4 | 6 | 8) && next.is_none_or(|char| !char.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::super::{Source, found};
    use super::check;

    fn findings(path: &str, text: &str) -> Vec<String> {
        found(
            &Source {
                path: path.to_owned(),
                text: text.to_owned(),
            },
            check,
        )
    }

    #[test]
    fn tidy_files_pass() {
        assert!(findings("proxy/src/app.rs", "//! App.\nuse a::b;\n").is_empty());
        assert!(
            findings(
                "style/topics.css",
                "a:hover { color: var(--x); }\n#add { }\n"
            )
            .is_empty()
        );
        assert!(findings("style/tokens.css", "--x: #fff;\n").is_empty());
        assert!(findings("README.md", "see tests/wo\x72k/x and src/work/y  \n").is_empty());
    }

    #[test]
    fn each_rule_bites() {
        for (path, text) in [
            ("proxy/src/utils.rs", "//! x\n"),
            ("proxy/src/common/a.rs", "//! x\n"),
            ("proxy/src/a.rs", "use x;\n"),
            ("proxy/src/a.rs", "//! x \n"),
            ("a.md", concat!("cd /wo", "rk/main\n")),
            (
                "frontend/src/a.rs",
                concat!("//! x\nview! { <p style", "=\"a\"> }\n"),
            ),
            ("frontend/src/a.rs", "//! x\nlet c = \"#a1b2c3\";\n"),
            ("style/a.css", "a { color: #fff }\n"),
            ("style/a.css", "a { color: rgb(1 2 3) }\n"),
        ] {
            assert_eq!(findings(path, text).len(), 1, "{path}: {text}");
        }
        let long = "//! x\n".repeat(701);
        assert_eq!(findings("proxy/src/a.rs", &long).len(), 1);
    }
}
