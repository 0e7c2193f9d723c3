//! Sessions as a table: those of the caller, or of a user an administrator looks at.

use crate::components::table_cell::draw;
use crate::components::{Cell, Empty, Icon, lu};
use crate::format::time;
use crate::i18n::sessions::Sessions;
use crate::i18n::text;
use castellan_api::session::{SessionSummary, SignInMethod};
use leptos::prelude::*;

/// Word of a way to sign in.
pub fn method_word(method: SignInMethod) -> &'static str {
    let t = text().sessions();
    match method {
        SignInMethod::Password => t.by_password,
        SignInMethod::Link => t.by_link,
        SignInMethod::ApiToken => t.by_token,
    }
}

/// The browser and its system, from how it names itself.
fn browser(agent: &str) -> String {
    browser_in(text().sessions(), agent)
}

fn browser_in(t: &Sessions, agent: &str) -> String {
    // Each names those before it as well: the first that fits is the one.
    let known = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
        ("curl/", "curl"),
    ];
    let found = known.iter().find_map(|(mark, name)| {
        let (_, rest) = agent.split_once(mark)?;
        let version: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some(format!("{name} {version}"))
    });
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let system = systems
        .iter()
        .find(|(mark, _)| agent.contains(mark))
        .map(|(_, name)| *name);
    match (found, system) {
        (Some(found), Some(system)) => (t.on_system)(&found, system),
        (Some(found), None) => found,
        (None, _) if agent.is_empty() => t.unknown_browser.to_owned(),
        (None, _) => agent.to_owned(),
    }
}

/// The table. `on_end` gets the ID of the session to end; absent: none can be ended.
#[component]
pub fn SessionTable(
    /// The sessions.
    #[prop(into)]
    sessions: Signal<Vec<SessionSummary>>,
    /// Ends one.
    #[prop(optional, into)]
    on_end: Option<Callback<String>>,
) -> impl IntoView {
    let t = text().sessions();
    let none = Memo::new(move |_| sessions.with(Vec::is_empty));
    let heads = [
        t.browser,
        t.signed_in_by,
        t.address,
        t.opened,
        t.last_used,
        t.ends,
    ];
    move || {
        if none.get() {
            return view! {
                <Empty icon=lu::LuMonitor title=t.no_sessions_title detail=t.no_sessions_detail />
            }
            .into_any();
        }
        view! {
            <div class="tw">
                <table class="tbl cards sessions" aria-label=t.sessions>
                    <thead>
                        <tr>
                            {heads
                                .iter()
                                .enumerate()
                                .map(|(at, head)| {
                                    let class = (at == 0).then_some("fix1");
                                    view! { <th scope="col" class=class>{*head}</th> }
                                })
                                .collect_view()}
                            <th scope="col" class="end">
                                <span class="sr">{text().common().actions}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || sessions.get() key=|session| (session.id.clone(), session.used_at) let:session>
                            <SessionRow session=session on_end=on_end />
                        </For>
                    </tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

#[component]
fn SessionRow(session: SessionSummary, on_end: Option<Callback<String>>) -> impl IntoView {
    let t = text().sessions();
    let name = browser(&session.user_agent);
    let label = (t.sign_out_of)(&name);
    let id = session.id.to_string();
    let facts = format!("{} · {}", session.address, time::minute(session.used_at));
    let own = session
        .current
        .then(|| view! { <span class="tag mark">{t.this_one}</span> });
    let end = on_end.map(|on_end| {
        view! {
            <button
                type="button"
                class="btn icon quiet sm"
                aria-label=label.clone()
                title=label
                on:click=move |_| on_end.run(id.clone())
            >
                <Icon icon=lu::LuLogOut />
            </button>
        }
    });
    view! {
        <tr>
            <th scope="row" class="fix1">
                <span class="nm" title=session.user_agent.clone()>{name}</span>
                {own}
            </th>
            <td class="sum">{facts}</td>
            <td>{method_word(session.method)}</td>
            <td>{draw(Cell::Mono(session.address.clone()))}</td>
            <td>{draw(Cell::Time(session.created_at))}</td>
            <td>{draw(Cell::Age(session.used_at))}</td>
            <td>{draw(Cell::Time(session.ends_at))}</td>
            <td class="end">{end}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::browser_in;
    use crate::i18n::sessions::Sessions;

    fn browser(agent: &str) -> String {
        browser_in(&Sessions::EN, agent)
    }

    #[test]
    fn browsers_are_named() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/141.0.0.0 Safari/537.36";
        assert_eq!(browser(chrome), "Chrome 141 on Linux");
        let firefox = "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0";
        assert_eq!(browser(firefox), "Firefox 145 on Windows");
        assert_eq!(browser("script"), "script");
    }
}
