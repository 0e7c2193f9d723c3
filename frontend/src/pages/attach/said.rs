//! What the console said of a form, beside the fields it is about.

use super::form::Form;
use crate::api::Failure;
use leptos::prelude::*;

impl Form {
    /// What the console said of a field of the connection, whether it came with a check
    /// (`/username`) or with the instance (`/connection/username`). Followed.
    pub fn said(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failure.with(|failure| {
                let failure = failure.as_ref()?;
                failure
                    .field(&format!("/connection/{field}"))
                    .or_else(|| failure.field(&format!("/{field}")))
            })
        })
    }

    /// What the console said of the addresses, all in one. Followed.
    pub fn said_of_addresses(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failure.with(|failure| match failure.as_ref()? {
                Failure::Problem(problem) => problem
                    .errors
                    .iter()
                    .find(|error| error.pointer.contains("/bootstrap"))
                    .map(|error| error.detail.clone()),
                _ => None,
            })
        })
    }

    /// The failure, where it is not shown beside fields in full. Followed.
    pub fn other_failure(self) -> Option<Failure> {
        self.failure.get().filter(|failure| match failure {
            Failure::Problem(problem) => {
                problem.errors.is_empty()
                    || !problem
                        .errors
                        .iter()
                        .all(|error| shown_at_field(&error.pointer))
            }
            _ => true,
        })
    }
}

/// Fields of a connection by which a refusal is shown.
const FIELDS: [&str; 17] = [
    "username",
    "password",
    "security",
    "mechanism",
    "ca_pem",
    "client_cert_pem",
    "client_key_pem",
    "trust_store",
    "trust_store/content",
    "trust_store/password",
    "key_store",
    "key_store/content",
    "key_store/password",
    "key_store/key_password",
    "key_store/alias",
    "allow_plain_unencrypted",
    "bootstrap",
];

fn shown_at_field(pointer: &str) -> bool {
    let own = ["/name", "/description", "/partitions_max", "/cmak_alias"];
    let inner = pointer
        .strip_prefix("/connection")
        .unwrap_or(pointer)
        .trim_start_matches('/');
    own.contains(&pointer)
        || FIELDS.contains(&inner)
        || inner.starts_with("bootstrap/")
        || pointer.starts_with("/tags/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_find_their_fields() {
        for pointer in [
            "/name",
            "/connection/password",
            "/bootstrap/1",
            "/tags/0/key",
            "/ca_pem",
            "/connection/key_store/key_password",
        ] {
            assert!(shown_at_field(pointer), "{pointer}");
        }
        assert!(!shown_at_field("/tags"));
    }
}
