//! The few things the browser is asked for directly: window, storage, focus, timers, clipboard.

use std::cell::Cell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, Storage, Window};

/// The window.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The document.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// `<html>`, which carries theme, density and language.
pub fn root() -> Option<Element> {
    document()?.document_element()
}

/// Local storage, where the browser gives one.
fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

/// A kept value.
pub fn kept(name: &str) -> Option<String> {
    storage()?
        .get_item(&format!("castellan.{name}"))
        .ok()
        .flatten()
}

/// Keeps a value; `None` forgets it.
pub fn keep(name: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    let name = format!("castellan.{name}");
    // A full or forbidden storage costs the preference, not the page.
    let _ = match value {
        Some(value) => storage.set_item(&name, value),
        None => storage.remove_item(&name),
    };
}

/// An ID that no other element of the page has.
pub fn unique(prefix: &str) -> String {
    thread_local! { static NEXT: Cell<u32> = const { Cell::new(1) }; }
    NEXT.with(|next| {
        let id = next.get();
        next.set(id.wrapping_add(1));
        format!("{prefix}-{id}")
    })
}

/// An element by its ID.
pub fn by_id(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Puts the focus on the element with this ID, once it is drawn.
pub fn focus(id: &str) {
    let id = id.to_owned();
    after(0, move || {
        if let Some(element) = by_id(&id) {
            let _ = element.focus();
        }
    });
}

/// The element that has the focus.
pub fn focused() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// Everything below an element that matches a selector, in its order.
pub fn all(within: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = within.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect()
}

/// Runs something once, later.
pub fn after(ms: i32, run: impl FnOnce() + 'static) {
    let Some(window) = window() else { return };
    let run = Closure::once_into_js(run);
    let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(run.unchecked_ref(), ms);
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Runs something again and again while the page lives.
pub fn every(ms: i32, run: impl FnMut() + 'static) {
    let Some(window) = window() else { return };
    let run = Closure::<dyn FnMut()>::new(run).into_js_value();
    let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(run.unchecked_ref(), ms);
}

/// Listens on the window while the page lives.
pub fn on_window(event: &str, run: impl FnMut(web_sys::Event) + 'static) {
    let Some(window) = window() else { return };
    let run = Closure::<dyn FnMut(web_sys::Event)>::new(run).into_js_value();
    let _ = window.add_event_listener_with_callback(event, run.unchecked_ref());
}

/// Listens on the document while the page lives.
pub fn on_document(event: &str, run: impl FnMut(web_sys::Event) + 'static) {
    let Some(document) = document() else { return };
    let run = Closure::<dyn FnMut(web_sys::Event)>::new(run).into_js_value();
    let _ = document.add_event_listener_with_callback(event, run.unchecked_ref());
}

/// True while the tab is not seen.
pub fn hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Calls a method that web-sys does not have in its stable part.
pub fn method(target: &JsValue, name: &str) {
    if let Ok(found) = js_sys::Reflect::get(target, &JsValue::from_str(name))
        && let Some(function) = found.dyn_ref::<js_sys::Function>()
    {
        let _ = function.call0(target);
    }
}

/// Puts text on the clipboard; says whether that worked.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    let clipboard = window.navigator().clipboard();
    // Absent on plain http beyond loopback.
    if clipboard.is_undefined() {
        return false;
    }
    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text))
        .await
        .is_ok()
}

/// Time of day, milliseconds since 1970 UTC.
pub fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// 128 bits of chance as hexadecimal digits: names a request, keeps no secret.
pub fn random_id() -> String {
    (0..4)
        .map(|_| format!("{:08x}", (js_sys::Math::random() * 4_294_967_296.0) as u32))
        .collect()
}

/// The value of the field an event comes from.
pub fn value_of(event: &web_sys::Event) -> String {
    let Some(target) = event.target() else {
        return String::new();
    };
    if let Some(input) = target.dyn_ref::<web_sys::HtmlInputElement>() {
        input.value()
    } else if let Some(select) = target.dyn_ref::<web_sys::HtmlSelectElement>() {
        select.value()
    } else if let Some(area) = target.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        area.value()
    } else {
        String::new()
    }
}
