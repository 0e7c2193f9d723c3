//! What is typed into a form of a connection, and what it says as the API's own types.

use super::stores::StoreForm;
use crate::api::Failure;
use crate::components::field::parse_number;
use castellan_api::instances::{
    AttachedInstance, Connection, InstanceDetail, InstanceEdit, Mechanism, SecurityProtocol,
};
use castellan_api::rules;
use leptos::prelude::*;

/// What is typed. It is `Copy`; its parts are signals.
#[derive(Clone, Copy)]
pub struct Form {
    /// Name.
    pub name: RwSignal<String>,
    /// Description.
    pub description: RwSignal<String>,
    /// Limit of partitions; empty: none.
    pub limit: RwSignal<String>,
    /// Name under which CMAK's addresses know it; empty: its name.
    pub alias: RwSignal<String>,
    /// Addresses, by lines and commas.
    pub bootstrap: RwSignal<String>,
    /// Protocol.
    pub security: RwSignal<SecurityProtocol>,
    /// Mechanism; `None`: found out.
    pub mechanism: RwSignal<Option<Mechanism>>,
    /// User.
    pub username: RwSignal<String>,
    /// Password.
    pub password: RwSignal<String>,
    /// CA certificates.
    pub ca: RwSignal<String>,
    /// Client certificate.
    pub client_cert: RwSignal<String>,
    /// Its key.
    pub client_key: RwSignal<String>,
    /// CA certificates as a store.
    pub trust_store: StoreForm,
    /// Client certificate and key as a store.
    pub key_store: StoreForm,
    /// False: names in certificates are not compared.
    pub verify_host: RwSignal<bool>,
    /// True: PLAIN without TLS.
    pub allow_plain: RwSignal<bool>,
    /// What was typed is checked even where no field was left: a try to send.
    pub touched: RwSignal<bool>,
    /// Why the last try failed.
    pub failure: RwSignal<Option<Failure>>,
    /// True if a password is kept already.
    pub has_password: RwSignal<bool>,
    /// True if a client certificate with its key is kept already.
    pub has_key: RwSignal<bool>,
}

impl Default for Form {
    fn default() -> Self {
        Self::new()
    }
}

impl Form {
    /// An empty form.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            name: empty(),
            description: empty(),
            limit: empty(),
            alias: empty(),
            bootstrap: empty(),
            security: RwSignal::new(SecurityProtocol::SaslSsl),
            mechanism: RwSignal::new(None),
            username: empty(),
            password: empty(),
            ca: empty(),
            client_cert: empty(),
            client_key: empty(),
            trust_store: StoreForm::new(),
            key_store: StoreForm::new(),
            verify_host: RwSignal::new(true),
            allow_plain: RwSignal::new(false),
            touched: RwSignal::new(false),
            failure: RwSignal::new(None),
            has_password: RwSignal::new(false),
            has_key: RwSignal::new(false),
        }
    }

    /// Puts in what is recorded.
    pub fn fill(self, detail: &InstanceDetail) {
        let summary = &detail.summary;
        self.name.set(summary.name.clone());
        self.description.set(summary.description.clone());
        self.limit.set(
            summary
                .partitions_max
                .map(|most| most.to_string())
                .unwrap_or_default(),
        );
        self.alias
            .set(summary.cmak_alias.clone().unwrap_or_default());
        self.bootstrap.set(summary.bootstrap.join("\n"));
        self.security.set(detail.security);
        self.mechanism.set(detail.mechanism);
        self.username
            .set(detail.username.clone().unwrap_or_default());
        self.password.set(String::new());
        self.ca.set(detail.ca_pem.clone().unwrap_or_default());
        self.client_cert
            .set(detail.client_cert_pem.clone().unwrap_or_default());
        self.client_key.set(String::new());
        self.trust_store.clear();
        self.key_store.clear();
        self.verify_host.set(detail.verify_host);
        self.allow_plain.set(detail.allow_plain_unencrypted);
        self.has_password.set(detail.has_password);
        self.has_key.set(detail.client_cert_pem.is_some());
        self.touched.set(false);
        self.failure.set(None);
    }

    /// The connection as typed. Followed.
    pub fn connection(self) -> Connection {
        let filled = |text: RwSignal<String>| {
            let text = text.get();
            (!text.trim().is_empty()).then_some(text)
        };
        let security = self.security.get();
        let (sasl, tls) = (security.sasl(), security.tls());
        let stored_key = self.key_store.chosen.get();
        Connection {
            bootstrap: addresses(&self.bootstrap.get()),
            security,
            mechanism: self.mechanism.get().filter(|_| sasl),
            username: filled(self.username)
                .map(|user| user.trim().to_owned())
                .filter(|_| sasl),
            password: Some(self.password.get()).filter(|text| sasl && !text.is_empty()),
            ca_pem: filled(self.ca).filter(|_| tls && !self.trust_store.chosen.get()),
            client_cert_pem: filled(self.client_cert).filter(|_| tls && !stored_key),
            client_key_pem: filled(self.client_key).filter(|_| tls && !stored_key),
            trust_store: self.trust_store.trust_store().filter(|_| tls),
            key_store: self.key_store.key_store().filter(|_| tls),
            verify_host: !tls || self.verify_host.get(),
            allow_plain_unencrypted: security == SecurityProtocol::SaslPlaintext
                && self.allow_plain.get(),
        }
    }

    /// The limit as typed: 0 stands for none.
    fn limit(self) -> u32 {
        parse_number(&self.limit.get())
            .and_then(|most| u32::try_from(most).ok())
            .unwrap_or(0)
    }

    /// The alias as typed. Followed.
    fn alias(self) -> Option<String> {
        Some(self.alias.get().trim().to_owned()).filter(|alias| !alias.is_empty())
    }

    /// Whether the connection may be sent as typed: the rules of the fields hold. Followed.
    pub fn connection_is_right(self) -> bool {
        let connection = self.connection();
        let sasl = connection.security.sasl();
        !connection.bootstrap.is_empty()
            && connection
                .bootstrap
                .iter()
                .all(|one| rules::address(one).is_ok())
            && (!sasl || connection.username.is_some())
            && (!sasl || connection.password.is_some() || self.has_password.get())
            && (!connection.security.tls()
                || (self.trust_store.is_right() && self.key_store.is_right()))
    }

    /// Whether all of it may be sent as typed. Followed.
    pub fn is_right(self) -> bool {
        let limit = self.limit.get();
        let limited =
            parse_number(&limit).is_some_and(|most| most > 0 && u32::try_from(most).is_ok());
        self.connection_is_right()
            && rules::instance_name(self.name.get().trim()).is_ok()
            && rules::description(&self.description.get(), rules::INSTANCE_DESCRIPTION_MAX).is_ok()
            && (limit.trim().is_empty() || limited)
            && self
                .alias()
                .is_none_or(|alias| rules::cmak_alias(&alias).is_ok())
    }

    /// A cluster to attach, as typed.
    pub fn attached(self, tags: Vec<castellan_api::instances::Tag>) -> AttachedInstance {
        AttachedInstance {
            name: self.name.get_untracked().trim().to_owned(),
            description: self.description.get_untracked(),
            connection: untrack(|| self.connection()),
            partitions_max: Some(untrack(|| self.limit())).filter(|most| *most > 0),
            cmak_alias: untrack(|| self.alias()),
            tags,
            disabled: false,
        }
    }

    /// What differs from the record; its connection is given as a whole or not at all. Followed.
    pub fn edit(self, was: &InstanceDetail) -> InstanceEdit {
        let name = self.name.get().trim().to_owned();
        let description = self.description.get();
        let limit = self.limit();
        let alias = self.alias();
        InstanceEdit {
            name: (name != was.summary.name).then_some(name),
            description: (description != was.summary.description).then_some(description),
            connection: self.connection_changed(was).then(|| self.connection()),
            partitions_max: (limit != was.summary.partitions_max.unwrap_or(0)).then_some(limit),
            cmak_alias: (alias != was.summary.cmak_alias).then(|| alias.unwrap_or_default()),
            tags: None,
            disabled: None,
        }
    }

    /// Whether the connection differs from the record. Followed.
    pub fn connection_changed(self, was: &InstanceDetail) -> bool {
        let now = self.connection();
        let recorded = Connection {
            bootstrap: was.summary.bootstrap.clone(),
            security: was.security,
            mechanism: was.mechanism,
            username: was.username.clone(),
            password: None,
            ca_pem: was.ca_pem.clone(),
            client_cert_pem: was.client_cert_pem.clone(),
            client_key_pem: None,
            trust_store: None,
            key_store: None,
            verify_host: was.verify_host,
            allow_plain_unencrypted: was.allow_plain_unencrypted,
        };
        now != recorded
    }
}

/// Addresses as people type them: by lines, commas or spaces.
pub fn addresses(typed: &str) -> Vec<String> {
    typed
        .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_by_lines_and_commas() {
        assert_eq!(addresses(" a:1, b:2\nc:3 "), ["a:1", "b:2", "c:3"]);
        assert!(addresses(" \n").is_empty());
    }
}
