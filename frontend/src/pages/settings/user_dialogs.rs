//! The dialogs about a user, by `?open=<what>-<id>`: forms, questions, sessions.

use super::user_form::{create, edit, reset};
use crate::api::{call, load};
use crate::components::{Button, ConfirmByTyping, Dialog, Look, States, drawn, lu, toast};
use crate::i18n::text;
use crate::pages::act::{Act, Ask, Refused};
use crate::pages::profile::sessions::SessionTable;
use crate::pages::settings::users::is_self;
use crate::routes;
use crate::session::{may_call, session};
use castellan_api::endpoint::{NoQuery, UserPath, UserSessionPath};
use castellan_api::users::{
    CreateUser, DeleteUser, EditUser, EndUserSession, EndUserSessions, ListUserSessions, UserEdit,
    UserSummary,
};
use leptos::prelude::*;

fn close() {
    routes::set_param("open", None);
}

/// The open dialog, if any. `find` knows the users of the page by their ID.
#[component]
pub fn UserDialogs(
    /// Finds a user.
    #[prop(into)]
    find: Callback<String, Option<UserSummary>>,
    /// Told when something was changed.
    #[prop(into)]
    on_changed: Callback<()>,
) -> impl IntoView {
    let on_close = Callback::new(|()| close());
    let open = Memo::new(move |_| {
        let open = routes::param("open")?;
        if open == "create" {
            return Some((open, String::new()));
        }
        let (what, id) = open.split_once('-')?;
        find.run(id.to_owned())
            .map(|_| (what.to_owned(), id.to_owned()))
    });
    move || {
        let (what, id) = open.get()?;
        let change = may_call::<EditUser>(None);
        if what == "create" {
            return may_call::<CreateUser>(None).then(|| create(on_close, on_changed));
        }
        // Not followed: an answer that comes meanwhile does not take what was typed.
        let user = untrack(|| find.run(id))?;
        match what.as_str() {
            "edit" if change => Some(edit(user, on_close, on_changed)),
            "password" if change => Some(reset(user, on_close, on_changed)),
            "disable" if change => Some(switch(user, true, on_changed)),
            "enable" if change => Some(switch(user, false, on_changed)),
            "delete" if change => Some(delete(user, on_changed)),
            "sessions" if may_call::<ListUserSessions>(None) => Some(sessions(user, on_changed)),
            _ => None,
        }
    }
}

/// Disables or enables a user.
fn switch(user: UserSummary, disabled: bool, on_changed: Callback<()>) -> AnyView {
    let t = text().settings();
    let act = Act::default();
    let path = UserPath { user: user.id };
    let go = move || {
        let path = path.clone();
        act.run(async move {
            let edit = UserEdit {
                disabled: Some(disabled),
                ..UserEdit::default()
            };
            let user = call::<EditUser>(&path, &NoQuery {}, edit).await?;
            let words = if disabled {
                t.user_disabled
            } else {
                t.user_enabled
            };
            toast::done(words(&user.name), "");
            close();
            on_changed.try_run(());
            Ok(())
        });
    };
    let (title, detail, verb) = if disabled {
        (
            (t.disable_title)(&user.name),
            t.disable_body,
            t.disable_verb,
        )
    } else {
        ((t.enable_title)(&user.name), t.enable_body, t.enable_verb)
    };
    view! {
        <Ask
            title=title
            detail=detail
            verb=verb
            working=if disabled { t.disabling } else { t.enabling }
            danger=disabled
            act=act
            on_confirm=move |()| go()
            on_close=|()| close()
        />
    }
    .into_any()
}

/// Deletes a user.
fn delete(user: UserSummary, on_changed: Callback<()>) -> AnyView {
    let t = text().settings();
    let act = Act::default();
    let (path, name) = (UserPath { user: user.id }, user.name.clone());
    let go = move |()| {
        let (path, name) = (path.clone(), name.clone());
        act.run(async move {
            call::<DeleteUser>(&path, &NoQuery {}, ()).await?;
            toast::done((t.user_deleted)(&name), "");
            close();
            on_changed.try_run(());
            Ok(())
        });
    };
    view! {
        <ConfirmByTyping
            title=(t.delete_title)(&user.name)
            word=user.name.clone()
            verb=t.delete_verb
            busy=act.working(t.deleting)
            on_confirm=go
            on_close=|()| close()
        >
            <p class="t2">{t.delete_body}</p>
            <Refused act=act />
        </ConfirmByTyping>
    }
    .into_any()
}

/// Lists the sessions of a user and ends them.
fn sessions(user: UserSummary, on_changed: Callback<()>) -> AnyView {
    let t = text().settings();
    let own = is_self(&user);
    let id = user.id;
    let load = load::<ListUserSessions>(move || Some((UserPath { user: id }, NoQuery {})), &[]);
    let all = Signal::derive(move || load.get().map(|all| all.to_vec()).unwrap_or_default());
    let may_end = may_call::<EndUserSession>(None);
    let end = Callback::new(move |one: String| {
        let Ok(session) = one.parse() else { return };
        leptos::task::spawn_local(async move {
            let path = UserSessionPath { user: id, session };
            match call::<EndUserSession>(&path, &NoQuery {}, ()).await {
                Ok(()) => toast::done(text().sessions().signed_out, ""),
                Err(failure) => toast::failed(&failure),
            }
            load.again();
            on_changed.try_run(());
        });
    });
    let act = Act::default();
    let end_all = move |()| {
        act.run(async move {
            call::<EndUserSessions>(&UserPath { user: id }, &NoQuery {}, ()).await?;
            toast::done(t.sessions_ended, "");
            if own {
                session().ask();
            }
            close();
            on_changed.try_run(());
            Ok(())
        });
    };
    let some = Memo::new(move |_| all.with(|all| !all.is_empty()));
    view! {
        <Dialog title=(t.sessions_title)(&user.name) on_close=|()| close() wide=true>
            <div class="body">
                <States state=Signal::derive(move || load.state()) on_retry=move |()| load.again()>
                    <div class="in-dialog">
                        {if may_end {
                            view! { <SessionTable sessions=all on_end=end /> }.into_any()
                        } else {
                            view! { <SessionTable sessions=all /> }.into_any()
                        }}
                    </div>
                </States>
                <Refused act=act />
            </div>
            <footer>
                <Button label=text().common().close on_press=|()| close() />
                {drawn(move || {
                    (may_end && some.get())
                        .then(|| {
                            view! {
                                <Button
                                    label=t.end_all
                                    icon=lu::LuLogOut
                                    look=Look::DangerSolid
                                    busy=act.working(text().sessions().signing_out)
                                    on_press=end_all
                                />
                            }
                        })
                })}
            </footer>
        </Dialog>
    }
    .into_any()
}
