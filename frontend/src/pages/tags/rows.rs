//! Rows of tags in a form: key, value, remove; checked as they are typed.

use crate::api::Failure;
use crate::components::{Button, Icon, IconButton, drawn, lu};
use crate::dom;
use crate::i18n::text;
use castellan_api::instances::Tag;
use castellan_api::rules;
use leptos::prelude::*;

/// One tag as typed.
#[derive(Clone, Copy, PartialEq)]
pub struct TagRow {
    number: u32,
    key: RwSignal<String>,
    value: RwSignal<String>,
    left: RwSignal<bool>,
}

/// Tags as typed. It is `Copy`; its parts are signals.
#[derive(Clone, Copy)]
pub struct TagForm {
    rows: RwSignal<Vec<TagRow>>,
    next: StoredValue<u32>,
    /// Rules show before a field was left.
    pub touched: RwSignal<bool>,
    /// Why the last try to save failed.
    pub failure: RwSignal<Option<Failure>>,
}

impl Default for TagForm {
    fn default() -> Self {
        Self::new()
    }
}

impl TagForm {
    /// No tags.
    pub fn new() -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            touched: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Puts in what is recorded.
    pub fn fill(self, tags: &[Tag]) {
        let rows = tags
            .iter()
            .map(|tag| self.row(&tag.key, &tag.value))
            .collect();
        self.rows.set(rows);
        self.touched.set(false);
        self.failure.set(None);
    }

    fn row(self, key: &str, value: &str) -> TagRow {
        let number = self.next.get_value();
        self.next.set_value(number.wrapping_add(1));
        TagRow {
            number,
            key: RwSignal::new(key.to_owned()),
            value: RwSignal::new(value.to_owned()),
            left: RwSignal::new(false),
        }
    }

    /// Adds an empty row and goes to it.
    pub fn add(self) {
        let row = self.row("", "");
        self.rows.update(|rows| rows.push(row));
        dom::focus(&key_id(row.number));
    }

    fn remove(self, number: u32) {
        self.rows
            .update(|rows| rows.retain(|row| row.number != number));
        self.failure.set(None);
        dom::focus("add-tag");
    }

    /// How many rows there are. Followed.
    pub fn count(self) -> usize {
        self.rows.with(Vec::len)
    }

    /// Tags as typed. Followed.
    pub fn tags(self) -> Vec<Tag> {
        self.rows.with(|rows| {
            rows.iter()
                .map(|row| Tag {
                    key: row.key.get(),
                    value: row.value.get(),
                })
                .collect()
        })
    }

    /// Whether they may be sent as typed. Followed.
    pub fn is_right(self) -> bool {
        let tags = self.tags();
        tags.len() <= rules::TAGS_MAX
            && tags.iter().enumerate().all(|(at, tag)| {
                rules::tag_key(&tag.key).is_ok()
                    && rules::tag_value(&tag.value).is_ok()
                    && !tags.iter().take(at).any(|other| other.key == tag.key)
            })
    }

    /// What is wrong with a row, key before value. Followed.
    fn wrong(self, row: TagRow) -> Option<String> {
        let at = self
            .rows
            .with(|rows| rows.iter().position(|one| one.number == row.number))?;
        if row.left.get() || self.touched.get() {
            let key = row.key.get();
            if let Err(why) = rules::tag_key(&key) {
                return Some(why);
            }
            let twice = self.rows.with(|rows| {
                rows.iter()
                    .take(at)
                    .any(|other| other.key.with(|one| *one == key))
            });
            if twice {
                return Some(text().tags().twice.to_owned());
            }
            if let Err(why) = rules::tag_value(&row.value.get()) {
                return Some(why);
            }
        }
        self.failure.with(|failure| {
            let failure = failure.as_ref()?;
            let said = |part: &str| failure.field(&format!("/tags/{at}/{part}"));
            said("key").or_else(|| said("value"))
        })
    }
}

fn key_id(number: u32) -> String {
    format!("tag-key-{number}")
}

/// The rows, with a button for one more.
#[component]
pub fn TagRows(
    /// What is typed.
    form: TagForm,
) -> impl IntoView {
    let t = text().tags();
    let full = Signal::derive(move || (form.count() >= rules::TAGS_MAX).then(|| t.full.to_owned()));
    view! {
        <div class="tag-rows">
            <For each=move || form.rows.get() key=|row| row.number let:row>
                <OneTag form=form row=row />
            </For>
            <div class="row">
                <Button
                    label=t.add
                    icon=lu::LuPlus
                    small=true
                    id="add-tag".to_owned()
                    unavailable=full
                    on_press=move |()| form.add()
                />
                <span class="t3 fs12">{drawn(move || (t.count)(form.count() as u64))}</span>
            </div>
        </div>
    }
}

#[component]
fn OneTag(form: TagForm, row: TagRow) -> impl IntoView {
    let t = text().tags();
    let wrong = Memo::new(move |_| form.wrong(row));
    let bad = move || wrong.with(Option::is_some);
    let place = move || {
        let at = form
            .rows
            .with(|rows| rows.iter().position(|one| one.number == row.number));
        at.map_or(0, |at| at as u64 + 1)
    };
    let hint = format!("tag-hint-{}", row.number);
    let hinted = hint.clone();
    let input = move |value: RwSignal<String>, id: Option<String>, name: fn(u64) -> String| {
        view! {
            <span class="field" class:bad=bad>
                <input
                    id=id
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-label=move || name(place())
                    aria-invalid=move || bad().then_some("true")
                    aria-describedby=hinted.clone()
                    prop:value=move || value.get()
                    on:input=move |event| value.set(dom::value_of(&event))
                />
            </span>
        }
    };
    let leave = move |event: web_sys::FocusEvent| {
        // Leaving the row, not going from key to value.
        let within = event
            .current_target()
            .zip(event.related_target())
            .is_some_and(|(row, to)| {
                use wasm_bindgen::JsCast;
                row.dyn_ref::<web_sys::Node>()
                    .zip(to.dyn_ref::<web_sys::Node>())
                    .is_some_and(|(row, to)| row.contains(Some(to)))
            });
        if !within {
            row.left.set(true);
        }
    };
    view! {
        <div class="tag-row" role="group" aria-label=move || (t.key_of)(place()) on:focusout=leave>
            {input.clone()(row.key, Some(key_id(row.number)), t.key_of)}
            {input(row.value, None, t.value_of)}
            <IconButton
                label=Signal::derive(move || (t.remove)(&row.key.get()))
                icon=lu::LuX
                on_press=move |()| form.remove(row.number)
            />
            <span class="hint bad" id=hint role="alert" class:hidden=move || !bad()>
                {drawn(move || {
                    wrong
                        .get()
                        .map(|why| view! { <Icon icon=lu::LuCircleAlert small=true /> <span>{why}</span> })
                })}
            </span>
        </div>
    }
}
