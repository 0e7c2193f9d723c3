//! The two questions about a task: cancel it, delete its record. `?open=cancel-<id>` asks.

use super::words::name;
use crate::api::{Watch, call};
use crate::components::{MenuItem, lu, toast};
use crate::i18n::text;
use crate::live::live;
use crate::pages::act::{Act, Ask};
use crate::routes;
use crate::session::may_call;
use castellan_api::endpoint::{NoQuery, TaskPath};
use castellan_api::tasks::{CancelTask, DeleteTask, TaskSummary};
use leptos::prelude::*;

/// Opens the question whether to cancel a task.
pub fn ask_cancel(task: &TaskSummary) {
    routes::set_param("open", Some(&format!("cancel-{}", task.id)));
}

/// Opens the question whether to delete the record of a task.
pub fn ask_delete(task: &TaskSummary) {
    routes::set_param("open", Some(&format!("delete-{}", task.id)));
}

/// Why a task cannot be canceled now; `None`: it can.
pub fn not_cancelable(task: &TaskSummary) -> Option<String> {
    task.cancel_asked
        .then(|| text().tasks().cancel_asked.to_owned())
}

/// What can be done to a task.
pub fn entries(task: &TaskSummary) -> Vec<MenuItem> {
    let t = text().tasks();
    let (ended, instance) = (task.state.ended(), Some(&task.instance));
    let mut entries = Vec::new();
    let own = task.clone();
    if !ended && may_call::<CancelTask>(instance) {
        entries.push(
            MenuItem::act(t.cancel, move || ask_cancel(&own))
                .icon(lu::LuCircleStop)
                .danger()
                .unavailable(not_cancelable(task)),
        );
    } else if ended && may_call::<DeleteTask>(instance) {
        entries.push(
            MenuItem::act(t.delete, move || ask_delete(&own))
                .icon(lu::LuTrash2)
                .danger(),
        );
    }
    entries
}

/// The open question, if any. `find` knows the tasks of the page by their ID.
#[component]
pub fn TaskDialogs(
    /// Finds a task.
    #[prop(into)]
    find: Callback<String, Option<TaskSummary>>,
    /// Told when a record is gone.
    #[prop(into)]
    on_deleted: Callback<()>,
) -> impl IntoView {
    let open = Memo::new(move |_| {
        let open = routes::param("open")?;
        let (what, id) = open.split_once('-')?;
        Some((what.to_owned(), find.run(id.to_owned())?.id))
    });
    move || {
        let (what, id) = open.get()?;
        // Not followed: progress does not draw the dialog again.
        let task = untrack(|| find.run(id.to_string()))?;
        match what.as_str() {
            "cancel" if !task.state.ended() => Some(cancel(task)),
            "delete" if task.state.ended() => Some(delete(task, on_deleted)),
            _ => None,
        }
    }
}

fn close() {
    routes::set_param("open", None);
}

fn path(task: &TaskSummary) -> TaskPath {
    TaskPath {
        instance: task.instance.clone(),
        task: task.id.clone(),
    }
}

fn cancel(task: TaskSummary) -> AnyView {
    let t = text().tasks();
    let act = Act::default();
    let own = task.clone();
    let go = move |()| {
        let path = path(&own);
        act.run(async move {
            call::<CancelTask>(&path, &NoQuery {}, ()).await?;
            close();
            toast::done(t.cancel_done, "");
            live().changed(&[Watch::Tasks]);
            Ok(())
        });
    };
    view! {
        <Ask
            title=t.cancel_title
            detail=(t.cancel_body)(&name(&task))
            verb=t.cancel_verb
            working=t.cancel_working
            act=act
            on_confirm=go
            on_close=|()| close()
        />
    }
    .into_any()
}

fn delete(task: TaskSummary, on_deleted: Callback<()>) -> AnyView {
    let t = text().tasks();
    let act = Act::default();
    let own = task.clone();
    let go = move |()| {
        let path = path(&own);
        act.run(async move {
            call::<DeleteTask>(&path, &NoQuery {}, ()).await?;
            close();
            toast::done(t.deleted, "");
            live().changed(&[Watch::Tasks]);
            on_deleted.try_run(());
            Ok(())
        });
    };
    view! {
        <Ask
            title=t.delete_title
            detail=(t.delete_body)(&name(&task))
            verb=t.delete_verb
            working=t.delete_working
            act=act
            on_confirm=go
            on_close=|()| close()
        />
    }
    .into_any()
}
