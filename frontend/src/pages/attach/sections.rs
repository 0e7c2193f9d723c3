//! The groups of fields that attaching and editing share.

use super::fields::PemField;
use super::form::{self, Form};
use super::stores::{FormatField, StoreFields};
use crate::components::{Checkbox, NumberField, Select, TextArea, TextField, drawn};
use crate::i18n::text;
use castellan_api::instances::{Mechanism, SecurityProtocol};
use castellan_api::rules;
use leptos::prelude::*;

fn hint(words: &'static str) -> Option<String> {
    Some(words.to_owned())
}

/// Name, description, limit, CMAK's name.
#[component]
pub fn PurposeFields(form: Form) -> impl IntoView {
    let t = text().attach();
    let name = Callback::new(|name: String| rules::instance_name(name.trim()).err());
    let description = Callback::new(|text: String| {
        rules::description(&text, rules::INSTANCE_DESCRIPTION_MAX).err()
    });
    let alias = Callback::new(|alias: String| {
        let alias = alias.trim();
        (!alias.is_empty())
            .then(|| rules::cmak_alias(alias).err())
            .flatten()
    });
    view! {
        <TextField
            label=t.name
            value=form.name
            hint=hint(t.name_hint)
            check=name
            error=form.said("name")
            touched=form.touched
        />
        <TextArea
            label=t.description
            value=form.description
            hint=hint(t.description_hint)
            check=description
            error=form.said("description")
            touched=form.touched
            rows=2
        />
        <NumberField
            label=t.limit
            value=form.limit
            min=1
            max=i64::from(u32::MAX)
            out_of_range=t.limit_bad
            hint=hint(t.limit_hint)
            suffix=t.limit_suffix
            error=form.said("partitions_max")
            touched=form.touched
        />
        <TextField
            label=text().cmak_words().alias
            value=form.alias
            hint=hint(text().cmak_words().alias_hint)
            check=alias
            error=form.said("cmak_alias")
            touched=form.touched
        />
    }
}

/// Addresses, protocol, sign-in, certificates: only what the protocol has a use for.
#[component]
pub fn ConnectionFields(
    /// The form.
    form: Form,
    /// False: how brokers are reached, and not which.
    #[prop(default = true)]
    addresses: bool,
) -> impl IntoView {
    let t = text().attach();
    let check_addresses = Callback::new(move |typed: String| {
        let all = form::addresses(&typed);
        if all.is_empty() {
            return hint(t.bootstrap_none);
        }
        all.iter().find_map(|one| rules::address(one).err())
    });
    let word = |security: SecurityProtocol| match security {
        SecurityProtocol::Plaintext => t.security_plaintext,
        SecurityProtocol::Ssl => t.security_ssl,
        SecurityProtocol::SaslPlaintext => t.security_sasl_plaintext,
        SecurityProtocol::SaslSsl => t.security_sasl_ssl,
    };
    // Strongest first.
    let protocols: Vec<(String, String)> = SecurityProtocol::ALL
        .iter()
        .rev()
        .map(|one| (one.name().to_owned(), word(*one).to_owned()))
        .collect();
    let choose = move |name: String| {
        if let Some(one) = SecurityProtocol::ALL.iter().find(|one| one.name() == name) {
            form.security.set(*one);
        }
    };
    let open =
        Signal::derive(move || (!form.security.get().tls()).then(|| t.security_open.to_owned()));
    let sasl = Memo::new(move |_| form.security.get().sasl());
    let tls = Memo::new(move |_| form.security.get().tls());
    view! {
        {addresses
            .then(|| {
                view! {
                    <TextArea
                        label=t.bootstrap
                        value=form.bootstrap
                        hint=hint(t.bootstrap_hint)
                        check=check_addresses
                        error=form.said_of_addresses()
                        touched=form.touched
                        placeholder="kafka-1.example.com:9093"
                        mono=true
                    />
                }
            })}
        <Select
            label=t.security
            kafka="security.protocol"
            value=Signal::derive(move || form.security.get().name().to_owned())
            options=Signal::stored(protocols)
            on_change=choose
            hint=open
            error=form.said("security")
        />
        {drawn(move || sasl.get().then(|| view! { <SignInFields form=form /> }))}
        {drawn(move || tls.get().then(|| view! { <TlsFields form=form /> }))}
    }
}

#[component]
fn SignInFields(form: Form) -> impl IntoView {
    let t = text().attach();
    let mut mechanisms = vec![(String::new(), t.mechanism_auto.to_owned())];
    mechanisms.extend(
        Mechanism::ALL
            .iter()
            .map(|one| (one.name().to_owned(), one.name().to_owned())),
    );
    let username = Callback::new(move |user: String| {
        if user.trim().is_empty() {
            hint(t.username_none)
        } else {
            None
        }
    });
    let password = Callback::new(move |password: String| {
        let missing = password.is_empty() && !form.has_password.get();
        if missing { hint(t.password_none) } else { None }
    });
    let kept = Signal::derive(move || {
        hint(if form.has_password.get() {
            t.password_kept
        } else {
            t.password_hint
        })
    });
    let unencrypted = move || {
        let plain = form
            .mechanism
            .get()
            .is_none_or(|one| one == Mechanism::Plain);
        form.security.get() == SecurityProtocol::SaslPlaintext && plain
    };
    view! {
        <Select
            label=t.mechanism
            kafka="sasl.mechanism"
            value=Signal::derive(move || {
                form.mechanism.get().map(|one| one.name().to_owned()).unwrap_or_default()
            })
            options=Signal::stored(mechanisms)
            on_change=move |name: String| {
                form.mechanism.set(Mechanism::ALL.iter().copied().find(|one| one.name() == name));
            }
            error=form.said("mechanism")
        />
        <div class="two">
            <TextField
                label=t.username
                value=form.username
                check=username
                error=form.said("username")
                touched=form.touched
            />
            <TextField
                label=t.password
                value=form.password
                kind="password"
                autocomplete="new-password"
                hint=kept
                check=password
                error=form.said("password")
                touched=form.touched
            />
        </div>
        {drawn(move || {
            unencrypted()
                .then(|| {
                    view! {
                        <Checkbox
                            label=t.allow_plain
                            hint=t.allow_plain_hint.to_owned()
                            checked=form.allow_plain
                            on_change=move |on| form.allow_plain.set(on)
                        />
                        <Said said=form.said("allow_plain_unencrypted") />
                    }
                })
        })}
    }
}

/// What the console said of a field that has no place for it.
#[component]
fn Said(said: Signal<Option<String>>) -> impl IntoView {
    move || {
        said.get()
            .map(|said| view! { <span class="hint bad" role="alert">{said}</span> })
    }
}

#[component]
fn TlsFields(form: Form) -> impl IntoView {
    let t = text().attach();
    let mutual = form.client_cert.with_untracked(|pem| !pem.is_empty())
        || form.security.get_untracked() == SecurityProtocol::Ssl;
    view! {
        <FormatField label=t.ca_format store=form.trust_store />
        {drawn(move || {
            if form.trust_store.chosen.get() {
                view! { <StoreFields form=form store=form.trust_store /> }.into_any()
            } else {
                view! {
                    <PemField
                        label=t.ca
                        value=form.ca
                        what="CERTIFICATE"
                        bad=t.ca_bad
                        placeholder=t.pem_placeholder
                        hint=hint(t.ca_hint)
                        error=form.said("ca_pem")
                        touched=form.touched
                    />
                }
                    .into_any()
            }
        })}
        <Checkbox
            label=t.verify
            hint=t.verify_hint.to_owned()
            checked=form.verify_host
            on_change=move |on| form.verify_host.set(on)
        />
        <details class="fold" open=mutual>
            <summary>{t.mtls}</summary>
            <div class="form-part">
                <FormatField label=t.client_format store=form.key_store />
                {drawn(move || {
                    if form.key_store.chosen.get() {
                        view! {
                            <StoreFields form=form store=form.key_store with_key=true />
                        }
                            .into_any()
                    } else {
                        view! { <ClientPemFields form=form /> }.into_any()
                    }
                })}
            </div>
        </details>
    }
}

#[component]
fn ClientPemFields(form: Form) -> impl IntoView {
    let t = text().attach();
    let key_hint = Signal::derive(move || {
        hint(if form.has_key.get() {
            t.client_key_kept
        } else {
            t.client_key_hint
        })
    });
    view! {
        <PemField
            label=t.client_cert
            value=form.client_cert
            what="CERTIFICATE"
            bad=t.ca_bad
            placeholder=t.pem_placeholder
            hint=hint(t.client_cert_hint)
            error=form.said("client_cert_pem")
            touched=form.touched
        />
        <PemField
            label=t.client_key
            value=form.client_key
            what="PRIVATE KEY"
            bad=t.client_key_bad
            placeholder=t.key_placeholder
            hint=key_hint
            error=form.said("client_key_pem")
            touched=form.touched
        />
    }
}
