//! The address of the page: which [`Screen`] it names, and what its query says. Every path and
//! link comes from here. Filters, sort, page, tab and open dialog live in the query, so that an
//! address shows another what its sender saw.
//!
//! There is no routing library: `Screen::of` is the route table. Plain `<a href>` links are taken
//! by one listener, so that middle click, copy address and screen readers work as ever.

use crate::dom;
use castellan_api::ids::InstanceId;
use castellan_api::screen::{BrokerTab, Screen, TopicTab};
use castellan_api::url;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

/// Query names that belong to the app, not to the list on the page.
const OURS: [&str; 8] = [
    "theme", "lang", "tz", "density", "embed", "open", "back", "tab",
];
/// Those that stay from page to page.
const STAYING: [&str; 5] = ["theme", "lang", "tz", "density", "embed"];

/// Where the browser is.
#[derive(Clone, Copy)]
pub struct Router {
    screen: RwSignal<Screen>,
    query: RwSignal<String>,
}

one_for_the_page!(
    /// Where the browser is.
    router -> Router
);

/// Whether a change of the address is a step the Back button undoes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A step of its own: another page, filter or sort.
    Push,
    /// The same step: typing in a search field.
    Replace,
}

impl Router {
    fn new() -> Self {
        let router = Self {
            screen: RwSignal::new(Screen::of(&path_now())),
            query: RwSignal::new(query_now()),
        };
        dom::on_window("popstate", move |_| router.read());
        dom::on_document("click", move |event| router.click(&event));
        router
    }

    /// Takes over the browser's address.
    fn read(self) {
        let (screen, query) = (Screen::of(&path_now()), query_now());
        if self.query.with_untracked(|now| *now != query) {
            self.query.set(query);
        }
        if self.screen.with_untracked(|now| *now != screen) {
            self.screen.set(screen);
        }
    }

    fn click(self, event: &web_sys::Event) {
        let Some(mouse) = event.dyn_ref::<web_sys::MouseEvent>() else {
            return;
        };
        if mouse.default_prevented()
            || mouse.button() != 0
            || mouse.ctrl_key()
            || mouse.meta_key()
            || mouse.shift_key()
            || mouse.alt_key()
        {
            return;
        }
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest("a[href]").ok().flatten())
            .and_then(|element| element.dyn_into::<web_sys::HtmlAnchorElement>().ok());
        let Some(link) = link else { return };
        if link.has_attribute("download") || !link.target().is_empty() {
            return;
        }
        let Some(origin) = dom::window().and_then(|window| window.location().origin().ok()) else {
            return;
        };
        let inside = link.pathname().strip_prefix(&base()).is_some_and(|rest| {
            (rest.is_empty() || rest.starts_with('/')) && !rest.starts_with("/api/")
        });
        if link.origin() != origin || !inside {
            return;
        }
        mouse.prevent_default();
        // The skip link and its like: `<base>` makes `#main` an address of its own.
        if let Some(id) = link.hash().strip_prefix('#').filter(|id| !id.is_empty()) {
            dom::focus(id);
            return;
        }
        self.visit(&link.href(), Step::Push);
    }

    fn visit(self, href: &str, step: Step) {
        let Some(history) = dom::window().and_then(|window| window.history().ok()) else {
            return;
        };
        let before = self.screen.get_untracked();
        // The address of now once more is no step.
        let same = href == format!("{}{}", base(), here()) || Some(href) == whole_now().as_deref();
        let step = if same { Step::Replace } else { step };
        let _ = match step {
            Step::Push => history.push_state_with_url(&JsValue::NULL, "", Some(href)),
            Step::Replace => history.replace_state_with_url(&JsValue::NULL, "", Some(href)),
        };
        self.read();
        if without_tab(self.screen.get_untracked()) != without_tab(before) {
            if let Some(window) = dom::window() {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
            dom::focus("main");
        }
    }
}

/// Path of `<base href>` without the slash at its end: empty, or the prefix behind a gateway.
pub fn base() -> String {
    dom::document()
        .and_then(|document| document.base_uri().ok().flatten())
        .and_then(|uri| web_sys::Url::new(&uri).ok())
        .map(|uri| uri.pathname().trim_end_matches('/').to_owned())
        .unwrap_or_default()
}

fn path_now() -> String {
    let path = dom::window()
        .and_then(|window| window.location().pathname().ok())
        .unwrap_or_default();
    path.strip_prefix(&base())
        .map(str::to_owned)
        .unwrap_or(path)
}

fn query_now() -> String {
    let query = dom::window()
        .and_then(|window| window.location().search().ok())
        .unwrap_or_default();
    query.trim_start_matches('?').to_owned()
}

fn whole_now() -> Option<String> {
    dom::window()?.location().href().ok()
}

type Pairs = Vec<(String, String)>;

fn pairs(query: &str) -> Pairs {
    url::decode::<Pairs>(query).unwrap_or_default()
}

fn with_query(path: &str, pairs: &[(String, String)]) -> String {
    let query = url::encode(&pairs);
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

fn staying() -> Pairs {
    let mut pairs = pairs(&router().query.get_untracked());
    pairs.retain(|(name, _)| STAYING.contains(&name.as_str()));
    pairs
}

/// The address of a screen, for `href`.
pub fn href(screen: &Screen) -> String {
    href_with(screen, &())
}

/// The address of a screen with a query, as `href_with(&Screen::Topics(id), &TopicQuery {…})`.
pub fn href_with<Q: Serialize>(screen: &Screen, query: &Q) -> String {
    let mut all = pairs(&url::encode(query));
    all.extend(staying());
    with_query(&format!("{}{}", base(), screen.path()), &all)
}

/// The address of an endpoint or file below the base, for `href` of downloads.
pub fn below_base(path: &str) -> String {
    format!("{}{path}", base())
}

/// Goes to a screen.
pub fn go(screen: &Screen) {
    go_to(&href(screen));
}

/// Goes to an address made by [`href`] or [`href_with`].
pub fn go_to(href: &str) {
    router().visit(href, Step::Push);
}

/// Goes to an address in place of this one.
pub fn replace(href: &str) {
    router().visit(href, Step::Replace);
}

/// The screen of now; a view that reads it is drawn again when it changes.
pub fn screen() -> Screen {
    router().screen.get()
}

/// The screen of now, not followed.
pub fn screen_now() -> Screen {
    router().screen.get_untracked()
}

/// The instance the screen of now is about.
pub fn instance() -> Option<InstanceId> {
    router().screen.with(|screen| screen.instance().cloned())
}

/// A screen with its tab put back to the first: pages with tabs stay while their tab changes.
pub fn without_tab(screen: Screen) -> Screen {
    match screen {
        Screen::Topic(instance, topic, _) => Screen::Topic(instance, topic, TopicTab::default()),
        Screen::Broker(instance, broker, _) => {
            Screen::Broker(instance, broker, BrokerTab::default())
        }
        other => other,
    }
}

/// What the query of the address says to a list, as its own query type; what does not fit is as if
/// it were not there. Followed.
pub fn query<Q: DeserializeOwned + Default>() -> Q {
    read_query(&router().query.get())
}

/// [`query`], not followed.
pub fn query_untracked<Q: DeserializeOwned + Default>() -> Q {
    read_query(&router().query.get_untracked())
}

fn read_query<Q: DeserializeOwned + Default>(text: &str) -> Q {
    let mut pairs = pairs(text);
    pairs.retain(|(name, _)| !OURS.contains(&name.as_str()));
    url::decode(&url::encode(&pairs)).unwrap_or_default()
}

/// Writes a list's query to the address.
pub fn set_query<Q: Serialize>(query: &Q, step: Step) {
    write_pairs(pairs(&url::encode(query)), step);
}

fn write_pairs(mut list: Pairs, step: Step) {
    let kept = pairs(&router().query.get_untracked());
    list.extend(
        kept.into_iter()
            .filter(|(name, _)| OURS.contains(&name.as_str())),
    );
    router().visit(
        &with_query(&format!("{}{}", base(), path_now()), &list),
        step,
    );
}

/// One of the app's own names in the query (`open`, `to`, `tab`). Followed.
pub fn param(name: &str) -> Option<String> {
    router().query.with(|query| find(query, name))
}

/// Reads a name of the query before there is a router.
pub fn param_now(name: &str) -> Option<String> {
    find(&query_now(), name)
}

fn find(query: &str, name: &str) -> Option<String> {
    pairs(query)
        .into_iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// Writes one of the app's own names: `set_param("open", Some("delete"))` opens a dialog.
pub fn set_param(name: &str, value: Option<&str>) {
    let mut all = pairs(&router().query.get_untracked());
    all.retain(|(key, _)| key != name);
    if let Some(value) = value {
        all.push((name.to_owned(), value.to_owned()));
    }
    let step = if value.is_some() {
        Step::Push
    } else {
        Step::Replace
    };
    router().visit(
        &with_query(&format!("{}{}", base(), path_now()), &all),
        step,
    );
}

/// The fragment if it is a one-time token (`#token=…`), else nothing.
pub fn token_fragment() -> String {
    dom::window()
        .and_then(|window| window.location().hash().ok())
        .filter(|hash| hash.starts_with("#token="))
        .unwrap_or_default()
}

/// Takes the one-time token out of the fragment (`#token=…`) and out of the history.
pub fn take_token() -> Option<String> {
    let hash = dom::window()?.location().hash().ok()?;
    let token = hash
        .strip_prefix("#token=")
        .filter(|token| !token.is_empty())?
        .to_owned();
    let address = with_query(&format!("{}{}", base(), path_now()), &pairs(&query_now()));
    replace(&address);
    Some(token)
}

/// Path and query of now below the base, for coming back after a sign-in.
pub fn here() -> String {
    with_query(&path_now(), &pairs(&query_now()))
}

/// [`here`] without what belongs to a portal's frame.
pub fn here_outside() -> String {
    let mut pairs = pairs(&query_now());
    pairs.retain(|(name, _)| !STAYING.contains(&name.as_str()));
    with_query(&path_now(), &pairs)
}

/// Goes back to an address that [`here`] gave. Only paths of ours are followed.
pub fn return_to(path: Option<String>) {
    let path = path.filter(|path| path.starts_with('/') && !path.starts_with("//"));
    match path {
        // A bookmark of CMAK: the console knows which screen that is now.
        Some(path) if path.starts_with("/clusters/") => {
            if let Some(window) = dom::window() {
                let _ = window.location().replace(&below_base(&path));
            }
        }
        Some(path) => replace(&below_base(&path)),
        None => replace(&href(&Screen::Instances)),
    }
}

/// A link to a screen.
#[component]
pub fn Link(
    /// Where it leads.
    screen: Screen,
    /// Classes.
    #[prop(optional, into)]
    class: String,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href(&screen) class=class>
            {children()}
        </a>
    }
}
