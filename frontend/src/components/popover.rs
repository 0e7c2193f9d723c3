//! What floats beside its button: menus, column chooser, switcher. The browser's own popover keeps
//! it above everything, and closes it by Escape and by a click elsewhere.

use crate::dom;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Room kept to the edges of the window, pixels.
const EDGE: f64 = 8.0;
/// Gap between button and popover, pixels.
const GAP: f64 = 4.0;

/// A popover. Its content is made when it opens and goes when it closes.
#[component]
pub fn Popover(
    /// ID of the element it stands beside, which gets the focus back.
    #[prop(into)]
    anchor: String,
    /// Open or not; closing by the browser is written back.
    open: RwSignal<bool>,
    /// More classes, as `menu`.
    #[prop(optional, into)]
    class: String,
    /// ARIA role, as `menu`.
    #[prop(optional, into)]
    role: Option<&'static str>,
    /// Its name.
    #[prop(optional, into)]
    label: Option<String>,
    /// ID, for `aria-controls`.
    #[prop(optional, into)]
    id: Option<String>,
    /// Content.
    children: ChildrenFn,
) -> impl IntoView {
    move || {
        open.get().then(|| {
            view! {
                <Opened
                    anchor=anchor.clone()
                    open=open
                    class=class.clone()
                    role=role
                    label=label.clone()
                    id=id.clone()
                    children=children.clone()
                />
            }
        })
    }
}

#[component]
fn Opened(
    anchor: String,
    open: RwSignal<bool>,
    class: String,
    role: Option<&'static str>,
    label: Option<String>,
    id: Option<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let beside = anchor.clone();
    Effect::new(move || {
        let Some(element) = node.get() else { return };
        dom::method(element.as_ref(), "showPopover");
        place(&element, &beside);
        if let Some(first) = dom::all(&element, FOCUSABLE).first() {
            let _ = first.focus();
        }
    });
    let back = anchor.clone();
    let closed = move |event: web_sys::Event| {
        let state = js_sys::Reflect::get(&event, &"newState".into())
            .ok()
            .and_then(|state| state.as_string());
        if state.as_deref() == Some("closed") {
            // Only where the focus was inside: a click elsewhere has moved it on purpose.
            let inside = dom::focused().is_none_or(|focused| {
                focused.tag_name() == "BODY"
                    || node
                        .try_get_untracked()
                        .flatten()
                        .is_some_and(|own| own.contains(Some(focused.unchecked_ref())))
            });
            if inside && let Some(button) = dom::by_id(&anchor) {
                let _ = button.focus();
            }
            open.try_set(false);
        }
    };
    // What is chosen in it closes it before the browser does: the focus goes back while it is here.
    on_cleanup(move || {
        let inside = dom::focused()
            .is_some_and(|focused| focused.closest(".pop").is_ok_and(|pop| pop.is_some()));
        if inside && let Some(button) = dom::by_id(&back) {
            let _ = button.focus();
        }
    });
    // Tab at its end leads out, and leaves nothing open behind.
    let left = move |event: web_sys::FocusEvent| {
        let to = event
            .related_target()
            .and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        if let (Some(to), Some(own)) = (to, node.get_untracked())
            && !own.contains(Some(&to))
        {
            open.set(false);
        }
    };
    view! {
        <div
            node_ref=node
            class=format!("pop {class}")
            popover="auto"
            role=role
            aria-label=label
            id=id
            on:toggle=closed
            on:focusout=left
        >
            {children()}
        </div>
    }
}

/// What the focus goes to when a popover or dialog opens.
pub const FOCUSABLE: &str = "[autofocus], input:not([disabled]), select, textarea, [role=menuitem], \
     [role=option], button:not([disabled]), a[href]";

/// Below the anchor and along its left or right edge, turned where there is no room.
fn place(element: &web_sys::HtmlElement, anchor: &str) {
    let Some(anchor) = dom::by_id(anchor) else {
        return;
    };
    let Some(window) = dom::window() else { return };
    let side = |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        value
            .ok()
            .and_then(|value| value.as_f64())
            .unwrap_or_default()
    };
    let (width, height) = (side(window.inner_width()), side(window.inner_height()));
    let from = anchor.get_bounding_client_rect();
    let own = element.get_bounding_client_rect();
    let left = if from.left() + own.width() + EDGE <= width {
        from.left()
    } else {
        from.right() - own.width()
    };
    let below = from.bottom() + GAP;
    let top = if below + own.height() + EDGE <= height {
        below
    } else {
        (from.top() - GAP - own.height()).max(EDGE)
    };
    let style = element.style();
    let left = left.clamp(EDGE, (width - own.width() - EDGE).max(EDGE));
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{top}px"));
}
