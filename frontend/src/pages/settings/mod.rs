//! Settings of the console: users and their roles, API tokens, embedding and traces. A tab that
//! the user's roles do not open is not offered.

pub mod bindings;
pub mod embedding;
mod token_dialogs;
pub mod tokens;
mod user_dialogs;
mod user_form;
pub mod users;

use crate::components::{Empty, PageHead, Tab, Tabs, drawn, lu};
use crate::i18n::text;
use crate::routes;
use crate::session::may_call;
use castellan_api::endpoint::Endpoint;
use castellan_api::screen::{Screen, SettingsTab};
use castellan_api::settings::GetSettings;
use castellan_api::tokens::ListTokens;
use castellan_api::users::ListUsers;
use leptos::prelude::*;

fn word(tab: SettingsTab) -> &'static str {
    let t = text().settings();
    match tab {
        SettingsTab::Users => t.users,
        SettingsTab::Tokens => t.tokens,
        SettingsTab::Embedding => t.embedding,
    }
}

fn may_open(tab: SettingsTab) -> bool {
    match tab {
        SettingsTab::Users => may_call::<ListUsers>(None),
        SettingsTab::Tokens => may_call::<ListTokens>(None),
        SettingsTab::Embedding => may_call::<GetSettings>(None),
    }
}

/// The action a tab needs.
fn needs(tab: SettingsTab) -> String {
    let needs = match tab {
        SettingsTab::Users => ListUsers::NEEDS,
        SettingsTab::Tokens => ListTokens::NEEDS,
        SettingsTab::Embedding => GetSettings::NEEDS,
    };
    match needs {
        castellan_api::endpoint::Needs::All(actions) => actions
            .iter()
            .map(|action| action.name())
            .collect::<Vec<_>>()
            .join(", "),
        _ => String::new(),
    }
}

/// The page, with what its tab draws. Each tab is a page of its own, so that its code comes with it.
pub fn page(content: fn() -> AnyView) -> AnyView {
    let t = text().settings();
    let now = Memo::new(|_| match routes::screen() {
        Screen::Settings(tab) => tab,
        _ => SettingsTab::default(),
    });
    let open = Memo::new(move |_| may_open(now.get()));
    let tabs = Signal::derive(move || {
        SettingsTab::ALL
            .iter()
            .copied()
            .filter(|tab| may_open(*tab))
            .map(|tab| Tab {
                label: word(tab).to_owned(),
                href: routes::href(&Screen::Settings(tab)),
                count: None,
                current: tab == now.get(),
            })
            .collect::<Vec<_>>()
    });
    view! {
        <PageHead
            title=t.title
            about=Signal::derive(move || word(now.get()).to_owned())
        />
        <Tabs label=t.title tabs=tabs />
        <div id="panel" role="tabpanel" class="stack" aria-label=move || word(now.get())>
            {drawn(move || match (open.get(), now.get()) {
                (false, tab) => {
                    let c = text().common();
                    view! {
                        <section class="card">
                            <Empty
                                icon=lu::LuLock
                                title=c.not_allowed_title
                                detail=(c.not_allowed_detail)(&needs(tab))
                            />
                        </section>
                    }
                        .into_any()
                }
                (true, _) => content(),
            })}
        </div>
    }
    .into_any()
}
