//! The focus is never lost: where the element that a keyboard user is on leaves the page or can no
//! longer be used (the last filter is removed, a list gets shorter), the focus goes to the nearest
//! control that stayed. One that was only moved, or written anew, gets it back at once.

use crate::dom;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MutationObserver, MutationObserverInit};

/// How long whoever took the element away may put the focus somewhere itself, milliseconds.
const SETTLES_MS: i32 = 50;

/// What the focus may go to.
const STOPS: &str = "[tabindex='0'], a[href]:not([tabindex='-1']), \
     :is(button, input, select, textarea):not(:disabled):not([tabindex='-1'])";

thread_local! {
    /// The element a keyboard user is on and all that hold it, from the inside out.
    static PATH: RefCell<Vec<HtmlElement>> = const { RefCell::new(Vec::new()) };
    /// True after Tab until the focus is somewhere: at the end of the page it is with the browser.
    static LEAVES: Cell<bool> = const { Cell::new(false) };
}

/// Starts to look after the focus.
pub fn start() {
    dom::on_document("focusin", |event| {
        LEAVES.set(false);
        PATH.with_borrow_mut(|path| *path = path_of(&event));
    });
    dom::on_document("keydown", |event| {
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        LEAVES.set(key.as_deref() == Some("Tab"));
    });
    // Whoever points somewhere means that place, also where nothing can have the focus.
    dom::on_document("pointerdown", |_| PATH.with_borrow_mut(Vec::clear));
    let look = Closure::<dyn FnMut()>::new(|| {
        if is_lost() && !take_back() {
            dom::after(SETTLES_MS, || {
                if is_lost() {
                    put_back();
                }
            });
        }
    })
    .into_js_value();
    let all = MutationObserverInit::new();
    all.set_child_list(true);
    all.set_attributes(true);
    all.set_subtree(true);
    if let Ok(observer) = MutationObserver::new(look.unchecked_ref())
        && let Some(body) = dom::document().and_then(|document| document.body())
    {
        let _ = observer.observe_with_options(&body, &all);
        // It lives as long as the page.
        std::mem::forget(observer);
    }
}

/// The target of an event and all that hold it; nothing where the focus does not show (a pointer put
/// it there).
fn path_of(event: &Event) -> Vec<HtmlElement> {
    let target = event.target().and_then(|target| target.dyn_into().ok());
    let target = target.filter(|target: &Element| target.matches(":focus-visible") == Ok(true));
    std::iter::successors(target, |inner| inner.parent_element())
        .filter_map(|element| element.dyn_into().ok())
        .collect()
}

fn is_lost() -> bool {
    is_nowhere() && !LEAVES.get() && PATH.with_borrow(|path| !path.is_empty())
}

fn is_nowhere() -> bool {
    dom::focused().is_none_or(|focused| focused.tag_name() == "BODY")
}

/// Gives the focus back to the element that had it, if that is still there; says whether that worked.
fn take_back() -> bool {
    let element = PATH.with_borrow(|path| path.first().cloned());
    if let Some(element) = element.filter(|element| element.is_connected()) {
        let _ = element.focus();
    }
    !is_nowhere()
}

fn put_back() {
    let path = PATH.take();
    let near = path
        .iter()
        .filter(|holder| holder.is_connected() && holder.tag_name() != "BODY")
        .find_map(|holder| {
            dom::all(holder, STOPS)
                .into_iter()
                .find(|stop| stop.offset_parent().is_some())
        });
    match near {
        Some(near) => {
            let _ = near.focus();
        }
        None => dom::focus("main"),
    }
}
