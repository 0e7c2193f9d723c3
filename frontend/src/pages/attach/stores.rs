//! A JKS or PKCS#12 store in place of PEM texts: its file, its passwords, the entry of its key.

use super::form::Form;
use crate::components::{Icon, Select, TextField, drawn, lu};
use crate::i18n::text;
use castellan_api::instances::{KeyStore, TrustStore};
use castellan_api::rules;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// What is chosen and typed of a store. It is `Copy`; its parts are signals.
#[derive(Clone, Copy)]
pub struct StoreForm {
    /// True: a store is given in place of PEM.
    pub chosen: RwSignal<bool>,
    /// Name of the file, to be shown.
    name: RwSignal<String>,
    /// Its bytes in base64.
    content: RwSignal<String>,
    /// Its password.
    password: RwSignal<String>,
    /// The password of the key.
    key_password: RwSignal<String>,
    /// The key's entry.
    alias: RwSignal<String>,
    /// Why the file was not taken.
    refused: RwSignal<Option<String>>,
}

impl StoreForm {
    /// PEM, and no file.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            chosen: RwSignal::new(false),
            name: empty(),
            content: empty(),
            password: empty(),
            key_password: empty(),
            alias: empty(),
            refused: RwSignal::new(None),
        }
    }

    /// Forgets all of it: what was in it is PEM now.
    pub fn clear(self) {
        self.chosen.set(false);
        self.refused.set(None);
        for text in [
            self.name,
            self.content,
            self.password,
            self.key_password,
            self.alias,
        ] {
            text.set(String::new());
        }
    }

    /// Takes over another's, where it is one.
    pub fn take_over(self, from: Self) {
        if !from.chosen.get_untracked() {
            return;
        }
        self.chosen.set(true);
        for (to, from) in [
            (self.name, from.name),
            (self.content, from.content),
            (self.password, from.password),
            (self.key_password, from.key_password),
            (self.alias, from.alias),
        ] {
            to.set(from.get_untracked());
        }
    }

    /// Whether it can be sent: PEM, or a file. Followed.
    pub fn is_right(self) -> bool {
        !self.chosen.get() || self.content.with(|content| !content.is_empty())
    }

    /// As a trust store, where one is chosen. Followed.
    pub fn trust_store(self) -> Option<TrustStore> {
        self.chosen.get().then(|| TrustStore {
            content: self.content.get(),
            password: self.password.get(),
        })
    }

    /// As a key store, where one is chosen. Followed.
    pub fn key_store(self) -> Option<KeyStore> {
        let filled = |text: RwSignal<String>| Some(text.get()).filter(|text| !text.is_empty());
        self.chosen.get().then(|| KeyStore {
            content: self.content.get(),
            password: self.password.get(),
            key_password: filled(self.key_password),
            alias: filled(self.alias).map(|alias| alias.trim().to_owned()),
        })
    }
}

/// Which form certificates are given in.
#[component]
pub fn FormatField(
    /// Plain name.
    label: &'static str,
    /// The store.
    store: StoreForm,
) -> impl IntoView {
    let t = text().attach();
    let options = vec![
        ("pem".to_owned(), t.as_pem.to_owned()),
        ("store".to_owned(), t.as_store.to_owned()),
    ];
    view! {
        <Select
            label=label
            value=Signal::derive(move || {
                if store.chosen.get() { "store" } else { "pem" }.to_owned()
            })
            options=Signal::stored(options)
            on_change=move |chosen: String| store.chosen.set(chosen == "store")
        />
    }
}

/// The store's own fields.
#[component]
pub fn StoreFields(
    /// The form it stands in.
    form: Form,
    /// The store.
    store: StoreForm,
    /// True: it is to hold a private key.
    #[prop(optional)]
    with_key: bool,
) -> impl IntoView {
    let t = text().attach();
    let [whole, content, password] = if with_key {
        ["key_store", "key_store/content", "key_store/password"]
    } else {
        ["trust_store", "trust_store/content", "trust_store/password"]
    };
    let (whole, content) = (form.said(whole), form.said(content));
    let said = Signal::derive(move || {
        let refused = store.refused.get();
        refused.or_else(|| content.get()).or_else(|| whole.get())
    });
    let none = Callback::new(move |name: String| name.is_empty().then(|| t.store_none.to_owned()));
    let file = if with_key {
        (
            t.key_store,
            "ssl.keystore.location",
            "ssl.keystore.password",
        )
    } else {
        (
            t.trust_store,
            "ssl.truststore.location",
            "ssl.truststore.password",
        )
    };
    let (label, location, password_name) = file;
    view! {
        <TextField
            label=label
            kafka=location
            value=store.name
            read_only=true
            mono=true
            hint=Some(t.store_hint.to_owned())
            check=none
            error=said
            touched=form.touched
        >
            <label class="btn sm quiet file">
                <Icon icon=lu::LuFileUp small=true />
                {t.choose_file}
                <input
                    class="sr"
                    type="file"
                    accept=".jks,.p12,.pfx,.keystore,.truststore,.ts,.ks"
                    aria-label=format!("{}: {label}", t.choose_file)
                    on:change=move |event| read_file(&event, store)
                />
            </label>
        </TextField>
        <TextField
            label=t.store_password
            kafka=password_name
            value=store.password
            kind="password"
            autocomplete="new-password"
            hint=Some(t.store_password_hint.to_owned())
            error=form.said(password)
        />
        {drawn(move || {
            with_key
                .then(|| {
                    view! {
                        <div class="two">
                            <TextField
                                label=t.key_password
                                kafka="ssl.key.password"
                                value=store.key_password
                                kind="password"
                                autocomplete="new-password"
                                hint=Some(t.key_password_hint.to_owned())
                                error=form.said("key_store/key_password")
                            />
                            <TextField
                                label=t.key_alias
                                value=store.alias
                                hint=Some(t.key_alias_hint.to_owned())
                                error=form.said("key_store/alias")
                            />
                        </div>
                    }
                })
        })}
    }
}

/// Reads the chosen file into the store, unless it is too large.
fn read_file(event: &web_sys::Event, store: StoreForm) {
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(input) = input else { return };
    let Some(file) = input.files().and_then(|files| files.get(0)) else {
        return;
    };
    store.name.set(file.name());
    store.content.set(String::new());
    let bytes = file.size();
    if bytes > rules::STORE_BYTES_MAX as f64 {
        store
            .refused
            .set(Some(rules::store_too_large(bytes as usize)));
        return;
    }
    store.refused.set(None);
    let promise = Reflect::get(&file, &"arrayBuffer".into())
        .ok()
        .and_then(|read| read.dyn_into::<Function>().ok())
        .and_then(|read| read.call0(&file).ok())
        .and_then(|promise| promise.dyn_into::<Promise>().ok());
    let Some(promise) = promise else { return };
    leptos::task::spawn_local(async move {
        if let Ok(read) = JsFuture::from(promise).await {
            let bytes = Uint8Array::new(&read).to_vec();
            // A browser's base64 takes bytes as the characters of those numbers.
            let text: String = bytes.into_iter().map(char::from).collect();
            let base64 = window().btoa(&text).unwrap_or_default();
            store.content.try_set(base64);
        }
        // The same file may be chosen again.
        input.set_value("");
    });
}
