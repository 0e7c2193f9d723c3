//! The console users.

use super::bindings::{directory_name, role_words};
use super::user_dialogs::UserDialogs;
use crate::api::{State, load};
use crate::components::{
    Button, Cell, Empty, Head, Look, MenuItem, Pager, Row, Search, Sort, States, Table, Tone,
    drawn, lu,
};
use crate::i18n::text;
use crate::routes::{self, Step};
use crate::session::{may_call, session};
use castellan_api::endpoint::NoPath;
use castellan_api::page::{Order, PER_PAGE};
use castellan_api::users::{
    CreateUser, EditUser, ListUserSessions, ListUsers, UserQuery, UserSummary,
};
use leptos::prelude::*;

/// Opens a dialog about a user.
fn ask(what: &str, user: &UserSummary) {
    routes::set_param("open", Some(&format!("{what}-{}", user.id)));
}

/// True if this is the user who looks.
pub fn is_self(user: &UserSummary) -> bool {
    session().user().is_some_and(|own| own.user_id == user.id)
}

fn heads() -> Vec<Head> {
    let t = text().settings();
    vec![
        Head::new("name", t.col_name).sorted(),
        Head::new("roles", t.col_roles),
        Head::new("state", t.col_state),
        Head::new("sessions", t.col_sessions)
            .titled(t.col_sessions_title)
            .numeric(),
        Head::new("signed_in", t.col_signed_in),
        Head::new("created", t.col_created),
    ]
}

fn row(user: &UserSummary) -> Row {
    let t = text().settings();
    let roles = user
        .bindings
        .iter()
        .map(|binding| role_words(binding, &directory_name))
        .collect::<Vec<_>>()
        .join(", ");
    let roles = if roles.is_empty() {
        Cell::Quiet(t.no_role.to_owned())
    } else {
        Cell::Text(roles)
    };
    let state = if user.disabled {
        Cell::Status(Tone::Idle, t.disabled.to_owned())
    } else {
        Cell::Status(Tone::Ok, t.active.to_owned())
    };
    Row {
        key: user.id.to_string(),
        name: user.name.clone(),
        href: None,
        mark: is_self(user).then_some(t.yourself),
        cells: vec![
            roles.clone(),
            state.clone(),
            Cell::number(user.sessions),
            user.signed_in_at
                .map_or(Cell::Quiet(text().common().never.to_owned()), Cell::Age),
            Cell::Time(user.created_at),
        ],
        sum: vec![roles, state],
    }
}

fn entries(user: &UserSummary) -> Vec<MenuItem> {
    let t = text().settings();
    let item = |label: &str, what: &'static str| {
        let user = user.clone();
        MenuItem::act(label, move || ask(what, &user))
    };
    let mut items = Vec::new();
    if may_call::<ListUserSessions>(None) {
        items.push(item(t.show_sessions, "sessions").icon(lu::LuMonitor));
    }
    if may_call::<EditUser>(None) {
        let not_self = is_self(user).then(|| t.not_yourself.to_owned());
        items.push(item(t.edit_roles, "edit").icon(lu::LuShieldCheck));
        items.push(item(t.reset_password, "password").icon(lu::LuKeyRound));
        items.push(if user.disabled {
            item(t.enable, "enable").icon(lu::LuCircleCheck)
        } else {
            item(t.disable, "disable")
                .icon(lu::LuCircleOff)
                .unavailable(not_self.clone())
        });
        items.push(
            item(t.delete, "delete")
                .icon(lu::LuTrash2)
                .danger()
                .unavailable(not_self),
        );
    }
    items
}

fn change(edit: impl FnOnce(&mut UserQuery), step: Step) {
    let mut query: UserQuery = routes::query_untracked();
    query.page = None;
    edit(&mut query);
    routes::set_query(&query, step);
}

/// The tab.
pub fn tab() -> AnyView {
    let t = text().settings();
    let query = Memo::new(|_| routes::query::<UserQuery>());
    let load = load::<ListUsers>(
        move || {
            let query = query.get();
            Some((
                NoPath,
                UserQuery {
                    per_page: query.per_page.or(Some(PER_PAGE)),
                    ..query
                },
            ))
        },
        &[],
    );
    let total = Signal::derive(move || load.get().map_or(0, |page| page.total));
    let find = move |id: &str| {
        load.get().and_then(|page| {
            page.items
                .iter()
                .find(|user| user.id.to_string() == id)
                .cloned()
        })
    };
    let rows = Signal::derive(move || {
        load.get()
            .map(|page| page.items.iter().map(row).collect())
            .unwrap_or_default()
    });
    let menu = Callback::new(move |key: String| {
        untrack(|| find(&key).map(|user| entries(&user)).unwrap_or_default())
    });
    let none = Memo::new(move |_| load.state() == State::Ready && total.get() == 0);
    let q = Signal::derive(move || query.with(|query| query.q.clone().unwrap_or_default()));
    view! {
        <section class="card">
            <div class="tools">
                <Search
                    label=t.search_users_label
                    placeholder=Signal::derive(move || (t.search_users)(total.get()))
                    value=q
                    on_search=|q: String| {
                        change(|query| query.q = (!q.is_empty()).then_some(q), Step::Replace);
                    }
                />
                <span class="sp"></span>
                {drawn(move || {
                    may_call::<CreateUser>(None)
                        .then(|| {
                            view! {
                                <Button
                                    label=t.create_user
                                    icon=lu::LuPlus
                                    look=Look::Primary
                                    on_press=|()| routes::set_param("open", Some("create"))
                                />
                            }
                        })
                })}
            </div>
            <States
                state=Signal::derive(move || load.state())
                as_of=Signal::derive(move || load.get().map(|page| page.as_of))
                own_skeleton=true
                on_retry=move |()| load.again()
            >
                {drawn(move || {
                    if none.get() {
                        nothing(q.get_untracked())
                    } else {
                        view! {
                            <Table
                                label=t.users
                                heads=heads()
                                rows=rows
                                sort=Signal::derive(move || {
                                    let order = query.with(|query| query.order.unwrap_or(Order::Asc));
                                    Some(Sort { key: "name".to_owned(), order })
                                })
                                on_sort=|sort: Sort| {
                                    change(|query| query.order = Some(sort.order), Step::Push);
                                }
                                menu=menu
                                loading=Signal::derive(move || load.state() == State::Waiting)
                                total=total
                            />
                        }
                            .into_any()
                    }
                })}
                <Pager
                    total=total
                    page=Signal::derive(move || query.with(|query| query.page.unwrap_or(1)))
                    per_page=Signal::derive(move || query.with(|query| query.per_page.unwrap_or(PER_PAGE)))
                    on_page=|page: u32| {
                        change(|query| query.page = (page > 1).then_some(page), Step::Push);
                    }
                    on_per_page=|rows: u32| change(|query| query.per_page = Some(rows), Step::Push)
                />
            </States>
        </section>
        <UserDialogs find=move |id: String| find(&id) on_changed=move |()| load.again() />
    }
    .into_any()
}

fn nothing(q: String) -> AnyView {
    let t = text().settings();
    if q.is_empty() {
        return view! { <Empty icon=lu::LuUsersRound title=t.empty_users_title detail="" /> }
            .into_any();
    }
    view! {
        <Empty icon=lu::LuSearch title=(t.nothing_title)(&q) detail=t.nothing_detail>
            <Button
                label=text().common().clear_filters
                on_press=|()| routes::set_query(&UserQuery::default(), Step::Push)
            />
        </Empty>
    }
    .into_any()
}
