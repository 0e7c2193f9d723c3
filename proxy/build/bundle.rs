//! Puts the pieces of the split Wasm into bundles: one that most parts of the app need, and one for
//! each part. The split makes a piece for every set of parts that share code, some hundred of them;
//! a file for each would cost a request each, and compress a quarter worse.

use super::{LINKS, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Name of the bundle that holds what many parts need.
pub const COMMON: &str = "common";

/// A piece is common if at least this share of the parts needs it. With a larger share the parts
/// carry the same pieces again and again; with a smaller one everybody loads what most screens never
/// use. Measured with 16 parts: 9 of 16 made the largest first load 364 kB, 10 of 16 348 kB, and 13 of
/// 16 347 kB with an eighth more bytes in all.
const COMMON_SHARE: (usize, usize) = (5, 8);

/// What the script of the split must hold, so that a new version of it that differs is noticed.
const EXPORT: &str = "export const __wasm_split_load_";
const WRAP: &str = " = wrapAsyncCb(";
const HEAD: &str =
    "function wrapAsyncCb(callee) {\n    return async (callbackIndex, callbackData) => {";

/// The script that loads the parts, made to read bundles, and the bundles.
pub fn bundle(
    script: &str,
    mut pieces: BTreeMap<String, Vec<u8>>,
) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut script = script.to_owned();
    // Which parts need which piece: the script names the dependencies of each part.
    let files = constants(&script);
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for block in script.split(EXPORT).skip(1) {
        let part = block.split(WRAP).next().ok_or("a part without a name")?;
        let (body, list) = block
            .split_once("\n, [")
            .or_else(|| block.split_once(", ["))
            .ok_or("a part without dependencies")?;
        let list = list.split(']').next().unwrap_or_default();
        for name in list.split(", ").filter(|name| !name.is_empty()) {
            let file = files.get(name).ok_or("an unknown piece")?;
            needs
                .entry(file.clone())
                .or_default()
                .insert(part.to_owned());
        }
        if let Some(own) = file_in(body) {
            needs.entry(own).or_default().insert(part.to_owned());
        }
    }
    let all: BTreeSet<String> = needs.values().flatten().cloned().collect();
    let mut bundles: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut index: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, parts) in needs {
        let bytes = pieces.remove(&file).ok_or("a piece that was not made")?;
        let common = BTreeSet::from([COMMON.to_owned()]);
        let shared = parts.len() * COMMON_SHARE.1 >= all.len() * COMMON_SHARE.0;
        let homes = if shared { &common } else { &parts };
        for home in homes {
            bundles
                .entry(home.clone())
                .or_default()
                .extend_from_slice(&bytes);
            let entry = format!("{}:{}", short(&file), bytes.len());
            index.entry(home.clone()).or_default().push(entry);
        }
        // The loader as the split writes it for a release; that of a debug build checks more.
        let fetch = format!("fetch(new URL(\"./{file}\", import.meta.url))");
        let loader = format!("() => {{\n    const src = {fetch};\n{REST_OF_LOADER}");
        let (known, instead) = if script.contains(&loader) {
            (loader, format!("from(\"{}\")", short(&file)))
        } else {
            (fetch, format!("piece(\"{}\")", short(&file)))
        };
        if script.matches(&known).count() != 1 {
            return Err(format!("{LINKS} does not fetch {file} once").into());
        }
        script = script.replace(&known, &instead);
    }
    if let Some(left) = pieces.keys().next() {
        return Err(format!("no part needs {left}").into());
    }
    if !script.contains(HEAD) {
        return Err(format!("{LINKS} is not of the form that is known").into());
    }
    script = script.replace(
        HEAD,
        "function wrapAsyncCb(part, callee) {\n    return async (callbackIndex, callbackData) => {\n        wanted = part;",
    );
    for part in bundles.keys().filter(|name| *name != COMMON) {
        script = script.replace(
            &format!("{EXPORT}{part}{WRAP}"),
            &format!("{EXPORT}{part}{WRAP}\"{part}\", "),
        );
    }
    script = script
        .lines()
        .filter(|line| !line.starts_with("/*"))
        .fold(String::new(), |all, line| all + line + "\n");
    script.push_str("const INDEX = {\n");
    for (bundle, entries) in index {
        writeln!(script, "{bundle}:{{{}}},", entries.join(","))?;
    }
    script.push_str(LOADER);
    let mut made = BTreeMap::from([(LINKS.to_owned(), script.into_bytes())]);
    for (name, bytes) in bundles {
        made.insert(format!("{name}.bin"), bytes);
    }
    Ok(made)
}

/// The end of the loader of a piece.
const REST_OF_LOADER: &str = "    src.catch(() => {});
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
";

/// Reads a bundle once, and gives a piece of it; the index holds the lengths of the pieces in their
/// order. `wanted` is the part that is being loaded: the loaders of its pieces run before anything is
/// awaited.
const LOADER: &str = r#"};
let wanted;
const bundles = {};
function bundle(name) {
    return bundles[name] ??= fetch(new URL(`./${name}.bin`, import.meta.url))
        .then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(`${name}: HTTP status ${answer.status}`)))
        .then((bytes) => {
            let at = 0;
            return Object.fromEntries(Object.entries(INDEX[name])
                .map(([file, length]) => [file, bytes.slice(at, at += length)]));
        })
        .catch((error) => { delete bundles[name]; throw error; });
}
async function piece(file) {
    const pieces = await bundle(file in INDEX.common ? "common" : wanted);
    return new Response(pieces[file], { headers: { "content-type": "application/wasm" } });
}
function from(file) {
    return () => {
        const src = piece(file);
        src.catch(() => {});
        return (imports) => WebAssembly.instantiateStreaming(src, imports);
    };
}
"#;

/// A piece's name without what all have in common; never a bare number, which would lose its place in
/// the index.
fn short(file: &str) -> String {
    file.trim_end_matches(".wasm").replacen("chunk_", "c", 1)
}

/// The constants of the shared pieces, and the file of each.
fn constants(script: &str) -> BTreeMap<String, String> {
    script
        .split("const __chunk_")
        .skip(1)
        .filter_map(|block| {
            let number = block.split(' ').next()?;
            Some((format!("__chunk_{number}"), file_in(block)?))
        })
        .collect()
}

/// The file that a loader fetches first.
fn file_in(block: &str) -> Option<String> {
    let (_, rest) = block.split_once("new URL(\"./")?;
    rest.split('"').next().map(str::to_owned)
}
