//! Which part may see which: the one-way imports of ARCHITECTURE.md.

use super::{Finding, Source};

/// A crate that stays where it is, among the sources of the product; tests may look at anything.
struct Fence {
    name: &'static str,
    within: &'static [&'static str],
}

const FENCES: &[Fence] = &[
    Fence {
        name: "axum",
        within: &["proxy/src/http/", "proxy/src/http.rs", "proxy/src/main.rs"],
    },
    Fence {
        name: "axum_server",
        within: &["proxy/src/http/", "proxy/src/main.rs"],
    },
    Fence {
        name: "sqlx",
        within: &["proxy/src/store/", "proxy/src/store.rs"],
    },
    Fence {
        name: "kacrab_protocol",
        within: &["proxy/kafka/", "tests/fake-kafka/"],
    },
];

/// Lowest first: a layer may use those before it, never one after it.
const LAYERS: &[&str] = &["store", "cluster", "access", "tasks", "services", "http"];

/// Checks one file.
pub fn check(source: &Source, findings: &mut Vec<Finding>) {
    let product = source.path.starts_with("proxy/") || source.path.starts_with("frontend/");
    if !source.is_rust() || !product {
        return;
    }
    let layer = layer_of(&source.path);
    for (index, line) in source.text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for fence in FENCES {
            let outside = !fence
                .within
                .iter()
                .any(|place| source.path.starts_with(place));
            if outside && uses(code, fence.name) {
                let places = fence.within.join(", ");
                let message = format!("`{}` belongs in {places}", fence.name);
                findings.push(Finding::new(source, index + 1, message));
            }
        }
        let Some(layer) = layer else { continue };
        for above in LAYERS.iter().skip(layer + 1) {
            if uses(code, &format!("crate::{above}")) {
                let own = LAYERS.get(layer).unwrap_or(&"");
                let message = format!("`{own}` must not see `{above}`: imports go one way");
                findings.push(Finding::new(source, index + 1, message));
            }
        }
    }
}

/// The place of a file of the proxy in [`LAYERS`].
fn layer_of(path: &str) -> Option<usize> {
    let inside = path.strip_prefix("proxy/src/")?;
    let first = inside.split(['/', '.']).next()?;
    LAYERS.iter().position(|layer| *layer == first)
}

/// Whether `name::` or `name;` or `name as` stands in the line as a whole word.
fn uses(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code.get(at + name.len()..).unwrap_or_default();
        let starts = before.is_none_or(|char| !char.is_alphanumeric() && char != '_');
        let imported = code
            .trim_start()
            .trim_start_matches("pub ")
            .starts_with("use ");
        starts && (after.starts_with("::") || imported && after.starts_with([';', ' ', ',', '}']))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Source, found};
    use super::check;

    fn findings(path: &str, text: &str) -> usize {
        found(
            &Source {
                path: path.to_owned(),
                text: text.to_owned(),
            },
            check,
        )
        .len()
    }

    #[test]
    fn imports_go_one_way() {
        assert_eq!(findings("proxy/src/http/mount.rs", "use axum::Router;"), 0);
        assert_eq!(
            findings("proxy/src/services/topics.rs", "use axum::Router;"),
            1
        );
        assert_eq!(
            findings("proxy/src/services/topics.rs", "// as axum::Router does"),
            0
        );
        assert_eq!(findings("proxy/src/store/users.rs", "sqlx::query(\"\")"), 0);
        assert_eq!(
            findings("proxy/src/access/session.rs", "sqlx::query(\"\")"),
            1
        );
        assert_eq!(
            findings("proxy/src/cluster/a.rs", "use kacrab_protocol::X;"),
            1
        );
        assert_eq!(
            findings("proxy/src/cluster/a.rs", "use crate::services::topics;"),
            1
        );
        assert_eq!(
            findings("proxy/src/services/a.rs", "use crate::cluster::Snapshot;"),
            0
        );
        assert_eq!(findings("proxy/src/store.rs", "use crate::http;"), 1);
        assert_eq!(
            findings("proxy/src/services/a.rs", "use crate::httpx::A;"),
            0
        );
    }
}
