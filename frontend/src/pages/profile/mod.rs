//! The caller's own page: who they are, their sessions, their password, how the console looks.

mod looks;
mod password;
pub mod sessions;

use super::act::{Act, Ask};
use super::settings::bindings::{directory_name, role_words};
use crate::api::{call, load};
use crate::components::{Button, KeyValue, KeyValues, Look, PageHead, States, drawn, lu, toast};
use crate::format::time;
use crate::i18n::text;
use crate::routes;
use crate::session::session;
use castellan_api::endpoint::{NoPath, NoQuery, SessionPath};
use castellan_api::session::{EndOwnSession, ListOwnSessions, SessionInfo, SignOutEverywhere};
use leptos::prelude::*;
use looks::Appearance;
use password::Password;
use sessions::{SessionTable, method_word};

/// The page.
pub fn page() -> AnyView {
    let t = text().profile();
    let load = load::<ListOwnSessions>(|| Some((NoPath, NoQuery {})), &[]);
    let sessions = Signal::derive(move || {
        load.get()
            .map(|sessions| sessions.to_vec())
            .unwrap_or_default()
    });
    let end = move |id: String| {
        let own = sessions
            .with_untracked(|all| all.iter().any(|one| one.current && one.id.as_str() == id));
        if own {
            session().sign_out();
            return;
        }
        let Ok(id) = id.parse() else { return };
        leptos::task::spawn_local(async move {
            match call::<EndOwnSession>(&SessionPath { session: id }, &NoQuery {}, ()).await {
                Ok(()) => toast::done(text().sessions().signed_out, ""),
                Err(failure) => toast::failed(&failure),
            }
            load.again();
        });
    };
    view! {
        <PageHead title=t.title />
        <div class="cols">
            <div class="stack">
                <section class="card">
                    <header>
                        <h2>{text().sessions().sessions}</h2>
                        <Button
                            label=t.everywhere
                            icon=lu::LuLogOut
                            look=Look::Danger
                            small=true
                            on_press=|()| routes::set_param("open", Some("everywhere"))
                        />
                    </header>
                    <States state=Signal::derive(move || load.state()) on_retry=move |()| load.again()>
                        <SessionTable sessions=sessions on_end=end />
                    </States>
                </section>
                <Password on_changed=move |()| load.again() />
            </div>
            <div class="stack">
                {drawn(move || session().user().map(|user| view! { <Account user=(*user).clone() /> }))}
                <Appearance />
            </div>
        </div>
        {drawn(move || (routes::param("open").as_deref() == Some("everywhere")).then(everywhere))}
    }
    .into_any()
}

#[component]
fn Account(user: SessionInfo) -> impl IntoView {
    let t = text().profile();
    let roles = user.bindings.clone();
    view! {
        <section class="card">
            <header>
                <h2>{t.account}</h2>
            </header>
            <div class="body">
                <KeyValues>
                    <KeyValue name=t.user value=user.user.clone() />
                    <KeyValue name=t.roles>
                        {drawn(move || {
                            if roles.is_empty() {
                                view! { <span class="t3">{t.no_role}</span> }.into_any()
                            } else {
                                roles
                                    .iter()
                                    .map(|binding| {
                                        view! { <div>{role_words(binding, &directory_name)}</div> }
                                    })
                                    .collect_view()
                                    .into_any()
                            }
                        })}
                    </KeyValue>
                    <KeyValue name=text().sessions().signed_in_by value=method_word(user.method) />
                    <KeyValue name=t.idle_until value=time::minute(user.idle_until) />
                    <KeyValue name=t.ends_at value=time::minute(user.ends_at) />
                    <KeyValue name=t.version value=user.version.clone() />
                </KeyValues>
            </div>
        </section>
    }
}

fn everywhere() -> AnyView {
    let t = text().profile();
    let act = Act::default();
    let close = || routes::set_param("open", None);
    let go = move |()| {
        act.run(async move {
            call::<SignOutEverywhere>(&NoPath, &NoQuery {}, ()).await?;
            close();
            session().lost();
            Ok(())
        });
    };
    view! {
        <Ask
            title=t.everywhere_title
            detail=t.everywhere_body
            verb=t.everywhere
            working=text().sessions().signing_out
            act=act
            on_confirm=go
            on_close=move |()| close()
        />
    }
    .into_any()
}
