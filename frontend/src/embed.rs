//! In a portal's frame: tells the parent the height of the page and its route, so that the frame
//! fits and the portal's own address can follow. Nothing is told outside a frame.

use crate::{dom, routes, theme};
use js_sys::{Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// Starts telling. The browser lets only allowed origins frame the page (`frame-ancestors`), so
/// whoever is the parent may know.
pub fn start() {
    if !theme::looks().embed {
        return;
    }
    let tell_size = Closure::<dyn FnMut()>::new(tell).into_js_value();
    if let Ok(observer) = web_sys::ResizeObserver::new(tell_size.unchecked_ref())
        && let Some(body) = dom::document().and_then(|document| document.body())
    {
        observer.observe(&body);
        // It lives as long as the page.
        std::mem::forget(observer);
    }
    Effect::new(move || {
        routes::screen();
        tell();
    });
}

fn tell() {
    let Some(window) = dom::window() else { return };
    let Ok(Some(parent)) = window.parent() else {
        return;
    };
    let height = dom::document()
        .and_then(|document| document.body())
        .map_or(0.0, |body| f64::from(body.scroll_height()));
    let message = Object::new();
    let set = |name: &str, value: JsValue| {
        let _ = Reflect::set(&message, &JsValue::from_str(name), &value);
    };
    set("source", JsValue::from_str("castellan"));
    set("height", JsValue::from_f64(height));
    set("route", JsValue::from_str(&routes::here()));
    let _ = parent.post_message(&message, &parent_origin());
}

/// Origin of the parent, where the browser tells it.
fn parent_origin() -> String {
    dom::document()
        .map(|document| document.referrer())
        .and_then(|referrer| web_sys::Url::new(&referrer).ok())
        .map_or_else(|| "*".to_owned(), |url| url.origin())
}
