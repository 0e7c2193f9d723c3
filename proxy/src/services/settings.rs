//! Settings of the console.

use super::session::{check, refuse};
use crate::access::Cx;
use crate::error::Error;
use crate::store::Written;
use castellan_api::endpoint::{NoPath, NoQuery, Version};
use castellan_api::problem::FieldError;
use castellan_api::rules;
use castellan_api::settings::{EditSettings, GetSettings, Settings};

const ORIGINS_MAX: usize = 50;
const TRACE_DAYS_MAX: u32 = 3_650;

/// Shows the settings.
pub async fn get(
    cx: Cx<GetSettings>,
    _: NoPath,
    _: NoQuery,
    (): (),
) -> Result<Version<Settings>, Error> {
    versioned(cx.app().store().settings().await?)
}

/// Replaces the settings. With `If-Match` only if they are still the ones that were read.
pub async fn edit(
    cx: Cx<EditSettings>,
    _: NoPath,
    _: NoQuery,
    new: Settings,
) -> Result<Version<Settings>, Error> {
    let mut bad = Vec::new();
    if new.embed_origins.len() > ORIGINS_MAX {
        bad.push(FieldError::new(
            "/embed_origins",
            format!("At most {ORIGINS_MAX} origins are kept."),
        ));
    }
    for (index, origin) in new.embed_origins.iter().enumerate() {
        check(
            &mut bad,
            &format!("/embed_origins/{index}"),
            rules::origin(origin),
        );
    }
    if !(1..=TRACE_DAYS_MAX).contains(&new.trace_days) {
        bad.push(FieldError::new(
            "/trace_days",
            format!("Traces are kept for 1 to {TRACE_DAYS_MAX} days."),
        ));
    }
    refuse(bad)?;
    let if_match = cx.request().if_match.as_deref();
    let unchanged = |now: &Settings| {
        if_match.is_none_or(|read| read == "*" || etag(now).is_ok_and(|etag| etag == read))
    };
    if !unchanged(&cx.app().store().settings().await?) {
        return Err(Error::Stale);
    }
    cx.begin("settings").await?;
    match cx.app().store().replace_settings(&new, unchanged).await? {
        Written::Done(()) => {
            cx.app().set_embed_origins(new.embed_origins.clone());
            versioned(new)
        }
        _ => Err(Error::Stale),
    }
}

fn versioned(value: Settings) -> Result<Version<Settings>, Error> {
    Ok(Version {
        etag: etag(&value)?,
        value,
    })
}

fn etag(settings: &Settings) -> Result<String, Error> {
    let text = serde_json::to_vec(settings)
        .map_err(|error| Error::Bug(format!("settings could not be written as JSON: {error}")))?;
    let digest = ring::digest::digest(&ring::digest::SHA256, &text);
    Ok(format!(
        "\"{}\"",
        hex::encode(digest.as_ref().split_at(12).0)
    ))
}
