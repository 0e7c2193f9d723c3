//! The dialog that gives a client its configuration.

use super::connection::ca_link;
use super::snippets::{Client, timeouts};
use crate::api::Load;
use crate::components::{Button, Code, Dialog, Note, Segments, Tone, drawn};
use crate::format;
use crate::i18n::text;
use crate::routes;
use castellan_api::instances::{ConnectionInfo, Overview};
use leptos::prelude::*;

fn close() {
    routes::set_param("tab", None);
    routes::set_param("open", None);
}

/// The dialog. The client chosen stands in the address as `tab`.
#[component]
pub(super) fn ConnectDialog(load: Load<Overview>) -> impl IntoView {
    let t = text().overview();
    let info = Memo::new(move |_| {
        load.get().map(|overview| {
            (
                overview.connection.clone(),
                u64::from(overview.summary.brokers),
            )
        })
    });
    let client = Memo::new(move |_| Client::of(&routes::param("tab").unwrap_or_default()));
    let words = Client::ALL
        .into_iter()
        .map(|client| {
            let word = match client {
                Client::Java => t.java,
                Client::Librdkafka => t.librdkafka,
                Client::Go => t.go,
                Client::Python => t.python,
            };
            (client.word().to_owned(), word.to_owned())
        })
        .collect::<Vec<_>>();
    let file = move || match client.get() {
        Client::Java => t.file_java,
        Client::Librdkafka => t.file_librdkafka,
        Client::Go => t.file_go,
        Client::Python => t.file_python,
    };
    let code = Signal::derive(move || {
        info.with(|info| {
            info.as_ref()
                .map(|(info, brokers)| client.get().text(info, *brokers))
                .unwrap_or_default()
        })
    });
    view! {
        <Dialog title=t.connect_title on_close=move |()| close() wide=true>
            <div class="body">
                <Segments
                    label=t.language
                    options=words
                    value=Signal::derive(move || client.get().word().to_owned())
                    on_change=move |word: String| routes::set_param("tab", Some(&word))
                />
                <p class="t2">{file}</p>
                <Code text=code label=t.client_config />
                {drawn(move || info.get().map(|(info, brokers)| notes(&info, brokers)))}
            </div>
            <footer>
                <Button label=text().common().close on_press=move |()| close() />
            </footer>
        </Dialog>
    }
}

fn notes(info: &ConnectionInfo, brokers: u64) -> AnyView {
    let t = text().overview();
    let (request, setup) = timeouts(brokers);
    let ms = |ms: u64| format::duration(i64::try_from(ms).unwrap_or(i64::MAX));
    let lead = if info.security.sasl() {
        view! { <p class="t2">{t.connect_lead}</p> }.into_any()
    } else if info.security.tls() {
        ().into_any()
    } else {
        view! { <Note tone=Tone::Warn title=t.connect_lead_open /> }.into_any()
    };
    let ca = info
        .ca_pem
        .as_ref()
        .filter(|_| info.security.tls())
        .map(|pem| {
            view! {
                <p class="row wrap">{ca_link(pem)} <span class="t3 fs12">{t.ca_for}</span></p>
            }
        });
    view! {
        {lead}
        {ca}
        <p class="t3 fs12">{(t.setup_note)(&ms(setup), &ms(request), brokers.max(1))}</p>
    }
    .into_any()
}
