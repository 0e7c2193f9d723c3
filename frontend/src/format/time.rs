//! Times in the viewer's zone, by the browser's own calendar. All times are milliseconds since
//! 1970 UTC.

use crate::i18n::Language;
use crate::{dom, theme};
use js_sys::{Date, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

fn written(ms: i64, options: &[(&str, &str)]) -> String {
    written_in(theme::looks().language.get().locale(), ms, options)
}

fn written_in(locale: &str, ms: i64, options: &[(&str, &str)]) -> String {
    let wanted = Object::new();
    for (name, value) in options {
        let value = value
            .parse::<f64>()
            .map_or_else(|_| JsValue::from_str(value), JsValue::from_f64);
        let _ = Reflect::set(&wanted, &JsValue::from_str(name), &value);
    }
    if let Some(zone) = theme::looks().zone.get() {
        let _ = Reflect::set(&wanted, &"timeZone".into(), &JsValue::from_str(&zone));
    }
    let _ = Reflect::set(&wanted, &"hourCycle".into(), &"h23".into());
    let date = Date::new(&JsValue::from_f64(ms as f64));
    String::from(date.to_locale_string(locale, &wanted)).replace(", ", " ")
}

/// True if the browser knows the zone; it throws at one it does not.
pub fn known_zone(zone: &str) -> bool {
    let Ok(intl) = Reflect::get(&js_sys::global(), &"Intl".into()) else {
        return false;
    };
    let Ok(format) = Reflect::get(&intl, &"DateTimeFormat".into()) else {
        return false;
    };
    let Ok(format) = format.dyn_into::<js_sys::Function>() else {
        return false;
    };
    let wanted = Object::new();
    let _ = Reflect::set(&wanted, &"timeZone".into(), &JsValue::from_str(zone));
    format
        .call2(&JsValue::NULL, &JsValue::UNDEFINED, &wanted)
        .is_ok()
}

/// `21 Nov 2026 13:56:55.430 CET`.
pub fn full(ms: i64) -> String {
    written(
        ms,
        &[
            ("day", "numeric"),
            ("month", "short"),
            ("year", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("second", "2-digit"),
            ("fractionalSecondDigits", "3"),
            ("timeZoneName", "short"),
        ],
    )
}

/// `21 Nov 2026 13:56`.
pub fn minute(ms: i64) -> String {
    written(
        ms,
        &[
            ("day", "numeric"),
            ("month", "short"),
            ("year", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
        ],
    )
}

/// `21 Nov 2026`.
pub fn day(ms: i64) -> String {
    written(
        ms,
        &[("day", "numeric"), ("month", "short"), ("year", "numeric")],
    )
}

/// `10:42` for today, `20 Nov 10:42` otherwise.
pub fn since(ms: i64) -> String {
    let clock = [("hour", "2-digit"), ("minute", "2-digit")];
    if day(ms) == day(dom::now()) {
        written(ms, &clock)
    } else {
        written(
            ms,
            &[
                ("day", "numeric"),
                ("month", "short"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
            ],
        )
    }
}

/// The zone in use, as `CET`: by the English calendar, which puts a space before it.
pub fn zone() -> String {
    let whole = written_in(
        Language::En.locale(),
        dom::now(),
        &[("hour", "2-digit"), ("timeZoneName", "short")],
    );
    whole
        .split_once(' ')
        .map_or(whole.clone(), |(_, zone)| zone.to_owned())
}

/// A time as `datetime-local` fields take it, in the viewer's zone.
pub fn to_field(ms: i64) -> String {
    let wanted = Object::new();
    if let Some(zone) = theme::looks().zone.get_untracked() {
        let _ = Reflect::set(&wanted, &"timeZone".into(), &JsValue::from_str(&zone));
    }
    // Swedish writes dates as ISO does.
    let date = Date::new(&JsValue::from_f64(ms as f64));
    String::from(date.to_locale_string("sv-SE", &wanted)).replace(' ', "T")
}

/// The time a `datetime-local` field names, in the viewer's zone.
pub fn from_field(text: &str) -> Option<i64> {
    let as_utc = |text: &str| {
        let ms = Date::parse(&format!("{text}Z"));
        ms.is_finite().then_some(ms as i64)
    };
    let wanted = as_utc(text)?;
    // What the zone shows at the guess says how far off the guess is; twice, for changes of the
    // clock between the two.
    let mut guess = wanted;
    for _ in 0..2 {
        guess += wanted - as_utc(&to_field(guess))?;
    }
    Some(guess)
}
