//! How a client reaches the instance: addresses to copy, protocol, CA.

use crate::api::Load;
use crate::components::{Button, Copy, Icon, KeyValue, KeyValues, Status, Tone, drawn, lu};
use crate::format::number;
use crate::i18n::text;
use crate::routes;
use crate::session::may_call;
use castellan_api::ids::InstanceId;
use castellan_api::instances::{CheckInstance, ConnectionInfo, Overview};
use leptos::prelude::*;

/// The card.
#[component]
pub(super) fn Connection(id: InstanceId, load: Load<Overview>) -> impl IntoView {
    let t = text().overview();
    let info = Memo::new(move |_| load.get().map(|overview| overview.connection.clone()));
    let check = move || {
        may_call::<CheckInstance>(Some(&id)).then(|| {
            view! {
                <Button
                    label=t.check
                    icon=lu::LuNetwork
                    small=true
                    on_press=move |()| routes::set_param("open", Some("check"))
                />
            }
        })
    };
    view! {
        <section class="card" aria-labelledby="connection">
            <header>
                <h2 id="connection">{t.connection}</h2>
            </header>
            <div class="body">
                {drawn(move || info.get().map(list))}
                <div class="row wrap below">
                    <Button
                        label=t.client_config
                        icon=lu::LuSquareTerminal
                        small=true
                        on_press=move |()| routes::set_param("open", Some("connect"))
                    />
                    {check}
                </div>
            </div>
        </section>
    }
}

fn list(info: ConnectionInfo) -> AnyView {
    let t = text().overview();
    let signs_in = match (info.mechanism, &info.username) {
        (Some(mechanism), Some(user)) => (t.signs_in)(mechanism.name(), user),
        // The mechanism is found out at the first connection.
        (None, Some(user)) if info.security.sasl() => (t.signs_in_as)(user),
        _ => t.nobody_signs_in.to_owned(),
    };
    let (tone, encrypted) = if info.security.tls() {
        (Tone::Ok, t.encrypted)
    } else {
        (Tone::Warn, t.not_encrypted)
    };
    let check = (info.security.tls() && !info.verify_host).then(|| {
        view! {
            <KeyValue name=t.host_check>
                <Status tone=Tone::Warn text=t.host_check_off />
            </KeyValue>
        }
    });
    let tls = info.security.tls();
    let ca_file = info.ca_pem.as_deref().map(ca_link);
    let ca = tls.then(move || match ca_file {
        Some(link) => view! { <KeyValue name=t.ca>{link}</KeyValue> }.into_any(),
        None => view! { <KeyValue name=t.ca value=t.ca_system.to_owned() /> }.into_any(),
    });
    // With a space to break the line at; what is copied is what clients take.
    let (shown, bootstrap) = (info.bootstrap.join(", "), info.bootstrap.join(","));
    let advertised = (!info.advertised.is_empty()).then(|| {
        view! {
            <KeyValue name=t.advertised>
                <Addresses of=info.advertised.clone() />
            </KeyValue>
        }
    });
    view! {
        <KeyValues>
            <KeyValue name=t.protocol>
                <code>{info.security.name()}</code>
                <span class="under">
                    <Status tone=tone text=encrypted />
                </span>
                <small class="t3 under">{signs_in}</small>
            </KeyValue>
            <KeyValue name=t.bootstrap>
                <code>{shown}</code>
                <Copy value=bootstrap />
            </KeyValue>
            {advertised}
            {ca}
            {check}
        </KeyValues>
    }
    .into_any()
}

/// Addresses shown before the rest is folded.
const SHOWN: usize = 6;

/// One address a line, each to copy; a big cluster's are folded.
#[component]
fn Addresses(of: Vec<String>) -> impl IntoView {
    let line = |address: String| {
        view! {
            <div>
                <code>{address.clone()}</code>
                <Copy value=address />
            </div>
        }
    };
    let mut first = of;
    let rest = first.split_off(first.len().min(SHOWN));
    let more = (!rest.is_empty()).then(|| {
        let word = format!("+{}", number(rest.len() as u64));
        view! {
            <details>
                <summary class="link">{word}</summary>
                {rest.into_iter().map(line).collect_view()}
            </details>
        }
    });
    view! {
        {first.into_iter().map(line).collect_view()}
        {more}
    }
}

/// A link that saves the CA as a file. It is public, unlike what else the console keeps.
pub(super) fn ca_link(pem: &str) -> AnyView {
    let href = format!(
        "data:application/x-pem-file,{}",
        String::from(js_sys::encode_uri_component(pem))
    );
    view! {
        <a class="row" href=href download="ca.pem">
            <Icon icon=lu::LuDownload small=true />
            {text().overview().ca_download}
        </a>
    }
    .into_any()
}
