//! What may be recorded of an instance: every bad field is named. Pure.

use crate::cluster::connect;
use crate::error::Error;
use crate::store::instances::Instance as Stored;
use castellan_api::instances::{
    AttachedInstance, Connection, InstanceEdit, Mechanism, SecurityProtocol, Tag,
};
use castellan_api::problem::FieldError;
use castellan_api::rules;
use castellan_kafka::{Client, DirectDial};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Bootstrap addresses of an instance.
const ADDRESSES_MAX: usize = 30;
/// Characters of a user name or a password: longer ones are a mistake.
const CREDENTIAL_MAX: usize = 1_024;
/// Bytes of a PEM text: a bundle of every public authority has 220 kB.
const PEM_MAX: usize = 512 * 1024;

/// Leaves out what the protocol has no use for, so that nothing unused is kept: a form may send it.
pub(super) fn tidy(mut connection: Connection) -> Connection {
    for address in &mut connection.bootstrap {
        *address = address.trim().to_owned();
    }
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    connection.username = filled(connection.username);
    connection.password = connection.password.filter(|text| !text.is_empty());
    connection.ca_pem = filled(connection.ca_pem);
    connection.client_cert_pem = filled(connection.client_cert_pem);
    connection.client_key_pem = filled(connection.client_key_pem);
    if !connection.security.sasl() {
        connection.mechanism = None;
        connection.username = None;
        connection.password = None;
        connection.allow_plain_unencrypted = false;
    }
    if !connection.security.tls() {
        connection.ca_pem = None;
        connection.client_cert_pem = None;
        connection.client_key_pem = None;
        connection.trust_store = None;
        connection.key_store = None;
        connection.verify_host = true;
    }
    connection
}

/// A cluster to attach.
pub(super) fn attached(new: &AttachedInstance) -> Result<(), Error> {
    let mut errors = Vec::new();
    note(&mut errors, "/name", rules::instance_name(&new.name));
    let most = rules::INSTANCE_DESCRIPTION_MAX;
    note(
        &mut errors,
        "/description",
        rules::description(&new.description, most),
    );
    check_tags(&mut errors, &new.tags);
    check_connection(&mut errors, &new.connection, "/connection");
    if let Some(alias) = &new.cmak_alias {
        note(&mut errors, "/cmak_alias", rules::cmak_alias(alias));
    }
    if new.partitions_max == Some(0) {
        let text = "A limit of 0 admits no topic. Leave it out for no limit.";
        errors.push(FieldError::new("/partitions_max", text));
    }
    end(errors)
}

/// A connection; `at` is its place in the body.
pub(super) fn connection(connection: &Connection, at: &str) -> Result<(), Error> {
    let mut errors = Vec::new();
    check_connection(&mut errors, connection, at);
    end(errors)
}

/// The record after the edit.
pub(super) fn edited(old: &Stored, edit: InstanceEdit) -> Result<Stored, Error> {
    let mut errors = Vec::new();
    let mut new = old.clone();
    if let Some(name) = edit.name {
        note(&mut errors, "/name", rules::instance_name(&name));
        new.name = name;
    }
    if let Some(description) = edit.description {
        let most = rules::INSTANCE_DESCRIPTION_MAX;
        note(
            &mut errors,
            "/description",
            rules::description(&description, most),
        );
        new.description = description;
    }
    if let Some(tags) = edit.tags {
        check_tags(&mut errors, &tags);
        new.tags = tags;
    }
    if let Some(most) = edit.partitions_max {
        new.partitions_max = (most > 0).then_some(most);
    }
    if let Some(alias) = edit.cmak_alias {
        let alias = Some(alias).filter(|alias| !alias.is_empty());
        if let Some(alias) = &alias {
            note(&mut errors, "/cmak_alias", rules::cmak_alias(alias));
        }
        new.cmak_alias = alias;
    }
    if let Some(disabled) = edit.disabled {
        new.disabled = disabled;
    }
    if let Some(connection) = edit.connection {
        let mut connection = tidy(connection);
        keep_secrets(&mut errors, &old.connection, &mut connection);
        check_connection(&mut errors, &connection, "/connection");
        new.connection = connection;
    }
    end(errors)?;
    Ok(new)
}

/// A secret that is not given again stays, unless it would go to somebody who has not had it: another
/// address, another user, or a listener that is protected less.
fn keep_secrets(errors: &mut Vec<FieldError>, old: &Connection, new: &mut Connection) {
    if new.security.sasl() && new.password.is_none() && old.password.is_some() {
        let known: BTreeSet<&String> = old.bootstrap.iter().collect();
        let moved = new.bootstrap.iter().any(|address| !known.contains(address));
        let weaker = new.security != old.security
            || (old.verify_host && !new.verify_host)
            || old.ca_pem != new.ca_pem
            || (!old.allow_plain_unencrypted && new.allow_plain_unencrypted);
        if moved || new.username != old.username || weaker {
            errors.push(FieldError::new(
                "/connection/password",
                "Enter the password again: addresses, user or encryption change, and the kept one is not sent where it was not meant for.",
            ));
        } else {
            new.password.clone_from(&old.password);
        }
    }
    if new.client_key_pem.is_none()
        && new.client_cert_pem.is_some()
        && new.client_cert_pem == old.client_cert_pem
    {
        new.client_key_pem.clone_from(&old.client_key_pem);
    }
}

fn check_connection(errors: &mut Vec<FieldError>, connection: &Connection, at: &str) {
    let before = errors.len();
    check_addresses(errors, &connection.bootstrap, at);
    check_sign_in(errors, connection, at);
    let pems = [
        ("ca_pem", &connection.ca_pem, "CERTIFICATE"),
        (
            "client_cert_pem",
            &connection.client_cert_pem,
            "CERTIFICATE",
        ),
        ("client_key_pem", &connection.client_key_pem, "PRIVATE KEY"),
    ];
    for (field, pem, what) in pems {
        if let Some(pem) = pem {
            note(errors, &format!("{at}/{field}"), check_pem(pem, what));
        }
    }
    if connection.client_cert_pem.is_some() != connection.client_key_pem.is_some() {
        let field = if connection.client_cert_pem.is_some() {
            "client_key_pem"
        } else {
            "client_cert_pem"
        };
        let text = "A client certificate needs its private key, and the other way round.";
        errors.push(FieldError::new(format!("{at}/{field}"), text));
    }
    if errors.len() == before {
        check_material(errors, connection, at);
    }
}

fn check_addresses(errors: &mut Vec<FieldError>, addresses: &[String], at: &str) {
    if addresses.is_empty() || addresses.len() > ADDRESSES_MAX {
        errors.push(FieldError::new(
            format!("{at}/bootstrap"),
            format!(
                "{} addresses are given; 1 to {ADDRESSES_MAX} are needed.",
                addresses.len()
            ),
        ));
    }
    let mut seen = BTreeSet::new();
    for (index, address) in addresses.iter().enumerate().take(ADDRESSES_MAX) {
        let pointer = format!("{at}/bootstrap/{index}");
        match rules::address(address) {
            Err(detail) => errors.push(FieldError::new(pointer, detail)),
            Ok(_) if !seen.insert(address.to_lowercase()) => {
                errors.push(FieldError::new(pointer, "This address is given twice."));
            }
            Ok(_) => {}
        }
    }
}

fn check_sign_in(errors: &mut Vec<FieldError>, connection: &Connection, at: &str) {
    if !connection.security.sasl() {
        return;
    }
    let protocol = connection.security.name();
    for (field, value, what) in [
        ("username", &connection.username, "a user name"),
        ("password", &connection.password, "a password"),
    ] {
        let pointer = format!("{at}/{field}");
        let noted = errors.iter().any(|error| error.pointer == pointer);
        match value {
            None if !noted => errors.push(FieldError::new(
                pointer,
                format!("{protocol} needs {what}."),
            )),
            Some(text) if text.chars().count() > CREDENTIAL_MAX => errors.push(FieldError::new(
                pointer,
                format!("At most {CREDENTIAL_MAX} characters are possible."),
            )),
            _ => {}
        }
    }
    if connection.security == SecurityProtocol::SaslPlaintext
        && connection.mechanism == Some(Mechanism::Plain)
        && !connection.allow_plain_unencrypted
    {
        errors.push(FieldError::new(
            format!("{at}/allow_plain_unencrypted"),
            "PLAIN without TLS shows the password to anyone on the way. Use SASL_SSL or SCRAM, or tick that it may.",
        ));
    }
}

fn check_pem(pem: &str, what: &str) -> Result<(), String> {
    if pem.len() > PEM_MAX {
        return Err(format!(
            "The text has {} bytes; at most {PEM_MAX} are possible.",
            pem.len()
        ));
    }
    let begins = pem
        .lines()
        .any(|line| line.starts_with("-----BEGIN ") && line.contains(what));
    if begins {
        Ok(())
    } else {
        Err(format!(
            "This is no PEM text: a line -----BEGIN {what}----- is expected."
        ))
    }
}

/// Has the client read certificates and keys.
fn check_material(errors: &mut Vec<FieldError>, connection: &Connection, at: &str) {
    let read = connect::candidates(connection).map(|configs| {
        configs
            .into_iter()
            .next()
            .map(|config| Client::new(config, Arc::new(DirectDial)))
    });
    let detail = match read {
        Ok(Some(Err(error))) => error.to_string(),
        Err(detail) => detail,
        Ok(_) => return,
    };
    let lower = detail.to_lowercase();
    let field = match connection {
        one if one.client_key_pem.is_some() && lower.contains("key") => "client_key_pem",
        one if one.client_cert_pem.is_some() && lower.contains("client") => "client_cert_pem",
        one if one.ca_pem.is_some() => "ca_pem",
        _ => "security",
    };
    errors.push(FieldError::new(format!("{at}/{field}"), detail));
}

fn check_tags(errors: &mut Vec<FieldError>, tags: &[Tag]) {
    if tags.len() > rules::TAGS_MAX {
        let text = format!(
            "{} tags are given; at most {} are kept.",
            tags.len(),
            rules::TAGS_MAX
        );
        errors.push(FieldError::new("/tags", text));
    }
    let mut keys = BTreeSet::new();
    for (index, tag) in tags.iter().enumerate().take(rules::TAGS_MAX) {
        let key = format!("/tags/{index}/key");
        note(errors, &key, rules::tag_key(&tag.key));
        note(
            errors,
            &format!("/tags/{index}/value"),
            rules::tag_value(&tag.value),
        );
        if !keys.insert(tag.key.as_str()) {
            errors.push(FieldError::new(key, "Another tag has this key."));
        }
    }
}

fn note(errors: &mut Vec<FieldError>, pointer: &str, checked: Result<(), String>) {
    if let Err(detail) = checked {
        errors.push(FieldError::new(pointer, detail));
    }
}

fn end(errors: Vec<FieldError>) -> Result<(), Error> {
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}
