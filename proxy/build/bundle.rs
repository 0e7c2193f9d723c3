//! Puts the pieces of the split Wasm into bundles: one that most parts of the app need, and one for
//! each part. The split makes a piece for every set of parts that share code, some hundred of them;
//! a file for each would cost a request each, and compress a quarter worse. A bundle says itself what
//! is in it: an index of all of them in the script would be loaded by everybody, and was 4 kB.

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

/// Parts that are texts of a language: they draw nothing, so that they say nothing of what most
/// screens need.
const LANGUAGES: [&str; 1] = ["zh"];

/// What the script of the split must hold, so that a new version of it that differs is noticed.
const EXPORT: &str = "export const __wasm_split_load_";
const WRAP: &str = " = wrapAsyncCb(";
const LOADS: &str = "function makeLoad(fetcher, deps) {";
const NO_NEEDS: &str = "\n, []);";

/// The script that loads the parts, made to read bundles, and the bundles.
pub fn bundle(
    script: &str,
    mut pieces: BTreeMap<String, Vec<u8>>,
) -> Outcome<BTreeMap<String, Vec<u8>>> {
    // Which parts need which piece: the script names the pieces of each part. A piece needs no other.
    let files = constants(script)?;
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    for block in script.split(EXPORT).skip(1) {
        let part = block.split(WRAP).next().ok_or("a part without a name")?;
        let (body, list) = block
            .split_once("\n, [")
            .ok_or("a part without dependencies")?;
        let list = list.split(']').next().unwrap_or_default();
        for name in list.split(", ").filter(|name| !name.is_empty()) {
            let file = files.get(name).ok_or("an unknown piece")?;
            needs
                .entry(file.clone())
                .or_default()
                .insert(part.to_owned());
        }
        let own = file_in(body).ok_or("a part without a piece of its own")?;
        parts.insert(part.to_owned(), own);
    }
    let draws = |part: &&String| !LANGUAGES.contains(&part.as_str());
    let screens = parts.keys().filter(draws).count();
    let mut bundles: BTreeMap<String, Bundle> = BTreeMap::new();
    for (file, users) in &needs {
        let bytes = pieces.remove(file).ok_or("a piece that was not made")?;
        let common = BTreeSet::from([COMMON.to_owned()]);
        let many = users.iter().filter(draws).count();
        let shared = many * COMMON_SHARE.1 >= screens * COMMON_SHARE.0;
        for home in if shared { &common } else { users } {
            bundles.entry(home.clone()).or_default().add(file, &bytes)?;
        }
    }
    // Last the piece that needs the others.
    for (part, own) in &parts {
        let bytes = pieces.remove(own).ok_or("a part that was not made")?;
        bundles.entry(part.clone()).or_default().add(own, &bytes)?;
    }
    if let Some(left) = pieces.keys().next() {
        return Err(format!("no part needs {left}").into());
    }
    let (head, _) = script
        .split_once(LOADS)
        .ok_or_else(|| format!("{LINKS} is not of the form that is known"))?;
    let mut script = head.to_owned() + LOADER;
    for part in parts.keys() {
        writeln!(script, "{EXPORT}{part}{WRAP}() => load(\"{part}\"));")?;
    }
    let mut made = BTreeMap::from([(LINKS.to_owned(), script.into_bytes())]);
    for (name, bundle) in bundles {
        made.insert(format!("{name}.bin"), bundle.bytes());
    }
    Ok(made)
}

/// Pieces one after the other, below a line that names them with their lengths.
#[derive(Default)]
struct Bundle {
    index: String,
    pieces: Vec<u8>,
}

impl Bundle {
    fn add(&mut self, file: &str, bytes: &[u8]) -> Outcome<()> {
        let comma = if self.index.is_empty() { "" } else { "," };
        let name = file.trim_end_matches(".wasm").trim_start_matches("chunk_");
        write!(self.index, "{comma}{name}:{}", bytes.len())?;
        self.pieces.extend_from_slice(bytes);
        Ok(())
    }

    fn bytes(self) -> Vec<u8> {
        let mut all = self.index.into_bytes();
        all.push(b'\n');
        all.extend(self.pieces);
        all
    }
}

/// Reads a bundle once, and makes an instance of a piece once: a second one would set what the first
/// keeps back to its start. What failed is tried again when it is asked for again.
const LOADER: &str = r#"const bundles = {};
const instances = {};
function bundle(name) {
    return bundles[name] ??= fetch(new URL(`./${name}.bin`, import.meta.url))
        .then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(`${name}: HTTP status ${answer.status}`)))
        .then((all) => {
            const bytes = new Uint8Array(all);
            const end = bytes.indexOf(10);
            let at = end + 1;
            return new TextDecoder().decode(bytes.subarray(0, end)).split(",").map((entry) => {
                const [piece, length] = entry.split(":");
                return [piece, bytes.subarray(at, at += Number(length))];
            });
        })
        .catch((error) => { delete bundles[name]; throw error; });
}
function instance([piece, bytes]) {
    return instances[piece] ??= WebAssembly.instantiate(bytes, getSharedImports())
        .catch((error) => { delete instances[piece]; throw error; });
}
async function load(part) {
    const [shared, own] = await Promise.all([bundle("common"), bundle(part)]);
    await Promise.all([...shared, ...own.slice(0, -1)].map(instance));
    await instance(own.at(-1));
}
"#;

/// The constants of the shared pieces, and the file of each.
fn constants(script: &str) -> Outcome<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for block in script.split("const __chunk_").skip(1) {
        let number = block.split(' ').next().unwrap_or_default();
        let end = block.find(EXPORT).unwrap_or(block.len());
        if !block.get(..end).unwrap_or(block).contains(NO_NEEDS) {
            return Err(format!("the piece {number} needs others").into());
        }
        let file = file_in(block).ok_or("a piece without a file")?;
        files.insert(format!("__chunk_{number}"), file);
    }
    Ok(files)
}

/// The file that a loader fetches first.
fn file_in(block: &str) -> Option<String> {
    let (_, rest) = block.split_once("new URL(\"./")?;
    rest.split('"').next().map(str::to_owned)
}
