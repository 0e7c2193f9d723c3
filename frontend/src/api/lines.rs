//! JSON lines as they come: a connection check shows each step when it is known.

use super::{Failure, Receive, fetch, parse, sent};
use castellan_api::endpoint::{Body, Endpoint, Lines, Wire};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

/// Calls an endpoint that answers in lines, and hands over each as it comes.
pub async fn call_lines<E, T>(
    path: &E::Path,
    query: &E::Query,
    body: <E::Body as Body>::Value,
    mut each: impl FnMut(T),
) -> Result<(), Failure>
where
    T: Wire,
    E: Endpoint<Answer = Lines<T>>,
    E::Answer: Receive,
{
    let sent = sent::<E>(path, query, &body, None);
    read(&sent, &mut |line| {
        each(parse(line)?);
        Ok(())
    })
    .await
}

async fn read(
    sent: &fetch::Sent,
    each: &mut dyn FnMut(&str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let response = fetch::response(sent).await?;
    let Some(stream) = response.body() else {
        return Ok(());
    };
    let reader: ReadableStreamDefaultReader = stream
        .get_reader()
        .dyn_into()
        .map_err(|_| Failure::Offline)?;
    let mut waiting: Vec<u8> = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read())
            .await
            .map_err(|_| Failure::Offline)?;
        let field = |name: &str| Reflect::get(&chunk, &JsValue::from_str(name)).ok();
        if field("done").is_none_or(|done| done.is_truthy()) {
            break;
        }
        if let Some(bytes) = field("value").and_then(|value| value.dyn_into::<Uint8Array>().ok()) {
            waiting.extend(bytes.to_vec());
        }
        while let Some(end) = waiting.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = waiting.drain(..=end).collect();
            hand_over(&line, each)?;
        }
    }
    hand_over(&waiting, each)
}

fn hand_over(
    line: &[u8],
    each: &mut dyn FnMut(&str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let line = String::from_utf8_lossy(line);
    let line = line.trim();
    if line.is_empty() { Ok(()) } else { each(line) }
}
