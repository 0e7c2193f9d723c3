//! API tokens: one's own; who may see console users sees everybody's.

use super::bindings::directory_name;
use super::token_dialogs::TokenDialogs;
use crate::api::{State, load};
use crate::components::{
    Button, Cell, Empty, Head, Look, MenuItem, Row, States, Table, Tone, drawn, lu,
};
use crate::dom;
use crate::format::{age, time};
use crate::i18n::text;
use crate::routes;
use crate::session::{may, session};
use castellan_api::action::{Action, Role};
use castellan_api::endpoint::{NoPath, NoQuery};
use castellan_api::tokens::{ListTokens, TokenSummary};
use leptos::prelude::*;

fn heads() -> Vec<Head> {
    let t = text().settings();
    vec![
        Head::new("name", t.col_name),
        Head::new("owner", t.col_owner),
        Head::new("role", t.col_role),
        Head::new("instances", t.col_instances),
        Head::new("ends", t.col_ends),
        Head::new("used", t.col_used),
        Head::new("created", t.col_created),
    ]
}

fn row(token: &TokenSummary) -> Row {
    let t = text().settings();
    let now = dom::now();
    let ends = if token.expires_at <= now {
        Cell::Status(Tone::Idle, t.expired.to_owned())
    } else {
        Cell::Text(format!(
            "{} ({})",
            time::minute(token.expires_at),
            (text().common().in_time)(&age(token.expires_at - now))
        ))
    };
    let instances = match token.instances.as_deref() {
        None => Cell::Quiet(t.token_all.to_owned()),
        Some(some) => Cell::Text(
            some.iter()
                .map(directory_name)
                .collect::<Vec<_>>()
                .join(", "),
        ),
    };
    Row {
        key: token.id.to_string(),
        name: token.name.clone(),
        href: None,
        mark: None,
        cells: vec![
            Cell::Text(token.owner.clone()),
            Cell::Text(token.role.name().to_owned()),
            instances,
            ends.clone(),
            token
                .used_at
                .map_or(Cell::Quiet(text().common().never.to_owned()), Cell::Age),
            Cell::Time(token.created_at),
        ],
        sum: vec![
            Cell::Text(format!("{} · {}", token.owner, token.role.name())),
            ends,
        ],
    }
}

/// The roles the user may cut a token to: a token never exceeds its maker.
pub fn own_roles() -> Vec<Role> {
    let Some(user) = session().user() else {
        return Vec::new();
    };
    // Strongest first: from the strongest of one's own on.
    let strongest = Role::ALL
        .iter()
        .position(|role| user.bindings.iter().any(|own| own.role == *role));
    strongest
        .and_then(|from| Role::ALL.get(from..))
        .map(<[Role]>::to_vec)
        .unwrap_or_default()
}

/// True if the user may end this token.
fn may_end(token: &TokenSummary) -> bool {
    session()
        .user()
        .is_some_and(|user| user.user == token.owner)
        || may(Action::ConsoleUserModify, None)
}

/// The tab.
pub fn tab() -> AnyView {
    let t = text().settings();
    let load = load::<ListTokens>(|| Some((NoPath, NoQuery {})), &[]);
    let total = Signal::derive(move || load.get().map_or(0, |tokens| tokens.len() as u64));
    let find = move |id: &str| {
        load.get()
            .and_then(|all| all.iter().find(|one| one.id.as_str() == id).cloned())
    };
    let rows = Signal::derive(move || {
        load.get()
            .map(|all| all.iter().map(row).collect())
            .unwrap_or_default()
    });
    let menu = Callback::new(move |key: String| {
        untrack(|| find(&key).filter(may_end)).map_or_else(Vec::new, |token| {
            let open = format!("delete-{}", token.id);
            let ask = move || routes::set_param("open", Some(&open));
            vec![
                MenuItem::act(t.delete_token, ask)
                    .icon(lu::LuTrash2)
                    .danger(),
            ]
        })
    });
    let none = Memo::new(move |_| load.state() == State::Ready && total.get() == 0);
    let blocked =
        Signal::derive(move || own_roles().is_empty().then(|| t.no_roles_detail.to_owned()));
    let create = move || {
        view! {
            <Button
                label=t.create_token
                icon=lu::LuPlus
                look=Look::Primary
                unavailable=blocked
                on_press=|()| routes::set_param("open", Some("create"))
            />
        }
    };
    view! {
        <section class="card">
            <div class="tools">
                <span class="t3 lead">{t.tokens_about}</span>
                <span class="sp"></span>
                {create()}
            </div>
            <States
                state=Signal::derive(move || load.state())
                own_skeleton=true
                on_retry=move |()| load.again()
            >
                {drawn(move || {
                    if none.get() {
                        view! {
                            <Empty
                                icon=lu::LuKeyRound
                                title=t.empty_tokens_title
                                detail=t.empty_tokens_detail
                            />
                        }
                            .into_any()
                    } else {
                        view! {
                            <Table
                                label=t.tokens
                                heads=heads()
                                rows=rows
                                menu=menu
                                loading=Signal::derive(move || load.state() == State::Waiting)
                                total=total
                            />
                        }
                            .into_any()
                    }
                })}
                <div class="foot">
                    <span class="num">
                        {drawn(move || (t.tokens_count)(total.get()))}
                    </span>
                </div>
            </States>
        </section>
        <TokenDialogs find=move |id: String| find(&id) on_changed=move |()| load.again() />
    }
    .into_any()
}
