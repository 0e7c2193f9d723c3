//! A range of time as a filter: the last hour, day or week, all, or from and to. In the address a
//! range like "last hour" stays one, so that a link sent today shows the last hour tomorrow.

use crate::components::{Button, Icon, Look, Popover, TimeField, drawn, lu};
use crate::dom;
use crate::format::time;
use crate::i18n::text;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Range {
    /// The last hour.
    #[serde(rename = "1h")]
    Hour,
    /// The last day.
    #[serde(rename = "1d")]
    Day,
    /// The last week.
    #[serde(rename = "1w")]
    Week,
    /// All there is.
    #[serde(rename = "all")]
    All,
    /// From and to.
    #[serde(rename = "custom")]
    Custom,
}

/// The ranges that need no more words.
const PRESETS: [Range; 4] = [Range::Hour, Range::Day, Range::Week, Range::All];

/// A range with the ends of a custom one, milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// What is chosen.
    pub range: Range,
    /// Start of a custom range.
    pub from: Option<i64>,
    /// End of a custom range.
    pub until: Option<i64>,
}

impl Range {
    fn label(self) -> &'static str {
        let t = text().time_range();
        match self {
            Self::Hour => t.last_hour,
            Self::Day => t.last_day,
            Self::Week => t.last_week,
            Self::All => t.any_time,
            Self::Custom => t.custom_range,
        }
    }
}

impl Span {
    /// Its ends now.
    pub fn ends(self) -> (Option<i64>, Option<i64>) {
        let ago = |ms: i64| (Some(dom::now() - ms), None);
        match self.range {
            Range::Hour => ago(3_600_000),
            Range::Day => ago(86_400_000),
            Range::Week => ago(604_800_000),
            Range::All => (None, None),
            Range::Custom => (self.from, self.until),
        }
    }

    fn words(self) -> String {
        let t = text().time_range();
        match (self.range, self.from, self.until) {
            (Range::Custom, Some(from), Some(until)) => {
                (t.from_to)(&time::minute(from), &time::minute(until))
            }
            (Range::Custom, Some(from), None) => (t.from_on)(&time::minute(from)),
            (Range::Custom, None, Some(until)) => (t.up_to)(&time::minute(until)),
            (range, ..) => range.label().to_owned(),
        }
    }
}

/// A button that says the range and opens the choice.
#[component]
pub fn TimeRange(
    /// What is chosen.
    #[prop(into)]
    span: Signal<Span>,
    /// Takes the choice.
    #[prop(into)]
    on_change: Callback<Span>,
) -> impl IntoView {
    let id = dom::unique("range");
    let open = RwSignal::new(false);
    let choose = Callback::new(move |span: Span| {
        open.set(false);
        on_change.run(span);
    });
    view! {
        <button
            type="button"
            class="btn"
            id=id.clone()
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon icon=lu::LuClock />
            {drawn(move || span.get().words())}
        </button>
        <Popover anchor=id open=open class="menu range" role="dialog" label=text().time_range().time_range>
            <Choice span=span on_choose=choose />
        </Popover>
    }
}

#[component]
fn Choice(span: Signal<Span>, on_choose: Callback<Span>) -> impl IntoView {
    let t = text().time_range();
    let now = span.get_untracked();
    let (from, until) = match now.ends() {
        (None, until) => (Some(dom::now() - 86_400_000), until),
        ends => ends,
    };
    let (from, until) = (RwSignal::new(from), RwSignal::new(until));
    let wrong = Signal::derive(move || match (from.get(), until.get()) {
        (Some(from), Some(until)) if from >= until => Some(t.range_turned.to_owned()),
        (None, None) => Some(t.range_empty.to_owned()),
        _ => None,
    });
    let presets = PRESETS.map(|range| {
        view! {
            <button
                type="button"
                class="item"
                aria-pressed=(now.range == range).to_string()
                on:click=move |_| on_choose.run(Span { range, from: None, until: None })
            >
                {range.label()}
            </button>
        }
    });
    view! {
        <div class="range-presets">{presets.collect_view()}</div>
        <div class="range-ends">
            <TimeField label=t.from value=from />
            <TimeField label=t.to value=until error=wrong />
            <Button
                label=t.apply
                look=Look::Primary
                unavailable=wrong
                on_press=move |()| {
                    on_choose
                        .run(Span {
                            range: Range::Custom,
                            from: from.get_untracked(),
                            until: until.get_untracked(),
                        });
                }
            />
        </div>
    }
}
