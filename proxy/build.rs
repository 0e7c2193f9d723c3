//! Builds the app into the binary: compiles `frontend` to Wasm in a target folder of its own, splits
//! it into the parts of `frontend/src/pages/parts.rs`, makes the JavaScript glue, gathers styles and
//! fonts, gives every file a name with its hash, and compresses all of it. What is left in `OUT_DIR/dist` is embedded by `http/assets.rs`.
//!
//! `CASTELLAN_SKIP_APP=1` leaves an empty page: for check, clippy and unit tests.
//! `CASTELLAN_APP_PROFILE=app` makes the small Wasm of a release in a debug build too.

#![allow(clippy::print_stdout)] // how a build script talks to cargo

#[path = "build/bundle.rs"]
mod bundle;

use bundle::COMMON;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Styles in the order of the cascade.
const STYLES: [&str; 3] = [TOKENS, "base.css", "components.css"];

const TOKENS: &str = "tokens.css";

fn main() -> Outcome<()> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = here
        .parent()
        .ok_or("the crate has no parent folder")?
        .to_owned();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for watched in [
        "frontend",
        "style",
        "public",
        "proxy/api",
        "Cargo.lock",
        "Cargo.toml",
    ] {
        println!("cargo:rerun-if-changed={}", root.join(watched).display());
    }
    for name in [
        "CASTELLAN_SKIP_APP",
        "CASTELLAN_APP_PROFILE",
        "CASTELLAN_APP_TARGET",
    ] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    let dist = out.join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(dist.join("assets"))?;
    if env::var_os("CASTELLAN_SKIP_APP").is_some_and(|value| value == "1") {
        fs::write(
            dist.join("index.html"),
            "<!doctype html><title>Castellan</title>",
        )?;
        return Ok(());
    }
    let small = env::var("PROFILE")? == "release"
        || env::var("CASTELLAN_APP_PROFILE").is_ok_and(|profile| profile == "app");
    let site = Site { dist, small };
    let app = app(&root, &out, small)?;
    site.build(&root, &app)
}

/// Names of the app's files, which name each other.
const SCRIPT: &str = "app.js";
const WASM: &str = "app.wasm";
const LINKS: &str = "split.js";

/// The app's files by name: script, Wasm, the script that loads the parts, and those.
fn app(root: &Path, out: &Path, small: bool) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let target =
        env::var_os("CASTELLAN_APP_TARGET").map_or_else(|| out.join("wasm"), PathBuf::from);
    let profile = if small { "app" } else { "app-dev" };
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What this cargo set for us must not reach the other: it has another target and other flags.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let ours = text.starts_with("CARGO_") && text != "CARGO_HOME"
            || text.starts_with("RUSTC")
            || matches!(
                &*text,
                "RUSTFLAGS" | "TARGET" | "HOST" | "PROFILE" | "OPT_LEVEL" | "DEBUG"
            );
        if ours {
            cargo.env_remove(name);
        }
    }
    let flags = [
        // Leptos erases the types of components under this: half the Wasm, a third of the build.
        "--cfg=erase_components".to_owned(),
        // The split needs the linker's relocations.
        "-Clink-args=--emit-relocs".to_owned(),
        // Messages of panics name the crate, not the folders of this machine.
        format!("--remap-path-prefix={}/=", registry()?.display()),
    ];
    let status = cargo
        .current_dir(root)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .args([
            "build",
            "--package",
            "castellan-app",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(["--profile", profile, "--target-dir"])
        .arg(&target)
        .status()?;
    if !status.success() {
        return Err(
            "the app did not compile; its errors are above. The target is needed: \
                    rustup target add wasm32-unknown-unknown"
                .into(),
        );
    }
    let input = target
        .join("wasm32-unknown-unknown")
        .join(profile)
        .join("castellan-app.wasm");
    let (parts, main) = (out.join("parts"), out.join("main"));
    for folder in [&parts, &main] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
    }
    let whole = fs::read(&input)?;
    let main = main.join(WASM);
    let mut split = wasm_split_cli_support::Options::new(&whole);
    split.output_dir = &parts;
    split.main_out_path = &main;
    let (links, script) = (format!("./{LINKS}"), format!("./{SCRIPT}"));
    split.link_name = &links;
    split.main_module = &script;
    wasm_split_cli_support::transform(split).map_err(|error| format!("{error:#}"))?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_path(&main)
        .web(true)
        .map_err(|error| error.to_string())?
        .typescript(false)
        // The parts import what the main module exports, by these names.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(small)
        .remove_producers_section(true)
        .out_name("app");
    let folder = out.join("bindgen");
    bindgen
        .generate(&folder)
        .map_err(|error| error.to_string())?;
    let mut files = BTreeMap::from([
        (SCRIPT.to_owned(), fs::read(folder.join("app.js"))?),
        (WASM.to_owned(), fs::read(folder.join("app_bg.wasm"))?),
    ]);
    let mut pieces = BTreeMap::new();
    for entry in fs::read_dir(&parts)? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "wasm") {
            pieces.insert(file_name(&path), compact(&fs::read(&path)?)?);
        }
    }
    let links = fs::read_to_string(parts.join(LINKS))?;
    files.extend(bundle::bundle(&links, pieces)?);
    Ok(files)
}

/// Where cargo keeps the sources of the crates.
fn registry() -> Outcome<PathBuf> {
    let home = match env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => PathBuf::from(env::var_os("HOME").ok_or("neither CARGO_HOME nor HOME is set")?)
            .join(".cargo"),
    };
    Ok(home.join("registry/src"))
}

/// Writes a part anew: without names, and each number as short as it is (the linker pads those that
/// can be relocated). The main module has this from wasm-bindgen.
fn compact(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let mut config = walrus::ModuleConfig::new();
    config
        .generate_name_section(false)
        .generate_producers_section(false);
    let mut module = config.parse(wasm).map_err(|error| format!("{error:#}"))?;
    Ok(module.emit_wasm())
}

struct Site {
    dist: PathBuf,
    small: bool,
}

impl Site {
    fn build(&self, root: &Path, app: &BTreeMap<String, Vec<u8>>) -> Outcome<()> {
        let public = root.join("public");
        let mut styles = self.styles(&root.join("style"))?;
        let mut preload = String::new();
        let mut fonts: Vec<PathBuf> = fs::read_dir(public.join("fonts"))?
            .map(|entry| Ok(entry?.path()))
            .collect::<Outcome<_>>()?;
        fonts.sort();
        for font in fonts
            .iter()
            .filter(|path| path.extension().is_some_and(|kind| kind == "woff2"))
        {
            let name = file_name(font);
            let hashed = self.asset(&name, &fs::read(font)?)?;
            styles = styles.replace(&format!("fonts/{name}"), &hashed);
            if name.starts_with("inter-latin-wght") {
                preload = format!(
                    "<link rel=\"preload\" href=\"assets/{hashed}\" as=\"font\" type=\"font/woff2\" crossorigin>"
                );
            }
        }
        let style = self.asset("style.css", styles.as_bytes())?;
        let icon = self.asset("favicon.svg", &fs::read(public.join("favicon.svg"))?)?;
        let theme = self.asset("theme.js", &fs::read(public.join("theme.js"))?)?;
        let folder = self.folder("app", app)?;
        let boot = self.asset(
            "boot.js",
            format!(
                "import init from \"./{folder}/{SCRIPT}\";\n\
                 init({{ module_or_path: new URL(\"./{folder}/{WASM}\", import.meta.url) }});\n"
            )
            .as_bytes(),
        )?;
        let index = fs::read_to_string(public.join("index.html"))?
            .replace("{{preload}}", &preload)
            .replace("{{style}}", &format!("assets/{style}"))
            .replace("{{icon}}", &format!("assets/{icon}"))
            .replace("{{theme}}", &format!("assets/{theme}"))
            .replace("{{boot}}", &format!("assets/{boot}"))
            .replace("{{app}}", &format!("assets/{folder}/{SCRIPT}"))
            .replace("{{wasm}}", &format!("assets/{folder}/{WASM}"))
            .replace("{{common}}", &format!("assets/{folder}/{COMMON}.bin"));
        self.write(&self.dist.join("index.html"), index.as_bytes())
    }

    /// One style sheet: tokens, base, components, then what is ours alone. The dark tokens are
    /// written once; the copy for the system's preference is made here.
    fn styles(&self, folder: &Path) -> Outcome<String> {
        let mut all = String::new();
        for name in STYLES {
            let text = fs::read_to_string(folder.join(name))?;
            all.push_str(&if name == TOKENS {
                with_system_dark(&text)?
            } else {
                text
            });
            all.push('\n');
        }
        let mut own: Vec<PathBuf> = fs::read_dir(folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<Outcome<_>>()?;
        own.sort();
        for path in own.iter().filter(|path| {
            path.extension().is_some_and(|kind| kind == "css")
                && !STYLES.contains(&file_name(path).as_str())
        }) {
            all.push_str(&fs::read_to_string(path)?);
            all.push('\n');
        }
        Ok(all)
    }

    /// Writes a file under a name with its hash, and gives that name.
    fn asset(&self, name: &str, bytes: &[u8]) -> Outcome<String> {
        let hash = hex::encode(Sha256::digest(bytes));
        let (stem, kind) = name.rsplit_once('.').ok_or("a file without an extension")?;
        let hashed = format!("{stem}-{}.{kind}", hash.get(..12).unwrap_or(&hash));
        self.write(&self.dist.join("assets").join(&hashed), bytes)?;
        Ok(hashed)
    }

    /// Writes files that name each other into a folder under a name with their hash, and gives that
    /// name.
    fn folder(&self, name: &str, files: &BTreeMap<String, Vec<u8>>) -> Outcome<String> {
        let mut digest = Sha256::new();
        for (name, bytes) in files {
            digest.update(name.as_bytes());
            digest.update(bytes);
        }
        let hash = hex::encode(digest.finalize());
        let folder = format!("{name}-{}", hash.get(..12).unwrap_or(&hash));
        let path = self.dist.join("assets").join(&folder);
        fs::create_dir_all(&path)?;
        for (name, bytes) in files {
            self.write(&path.join(name), bytes)?;
        }
        Ok(folder)
    }

    /// Writes a file plain and, where that helps, compressed.
    fn write(&self, path: &Path, bytes: &[u8]) -> Outcome<()> {
        fs::write(path, bytes)?;
        let kind = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if kind == "woff2" {
            return Ok(());
        }
        let beside = |more: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(more);
            PathBuf::from(name)
        };
        let quality = if self.small { 11 } else { 2 };
        let mut brotli = Vec::new();
        {
            let mut writer = brotli::CompressorWriter::new(&mut brotli, 1 << 16, quality, 22);
            writer.write_all(bytes)?;
        }
        fs::write(beside(".br"), brotli)?;
        let level = if self.small {
            flate2::Compression::best()
        } else {
            flate2::Compression::fast()
        };
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), level);
        gzip.write_all(bytes)?;
        fs::write(beside(".gz"), gzip.finish()?)?;
        Ok(())
    }
}

/// The dark tokens once more, for those who let the system choose.
fn with_system_dark(tokens: &str) -> Outcome<String> {
    let head = ":root[data-theme=\"dark\"] {";
    let from = tokens.find(head).ok_or("tokens.css has no dark block")?;
    let to = tokens
        .get(from..)
        .and_then(|rest| rest.find("\n}"))
        .ok_or("the dark block has no end")?
        + from
        + "\n}".len();
    let block = tokens
        .get(from..to)
        .ok_or("the dark block cannot be cut out")?;
    let copy = block.replacen(head, ":root:not([data-theme=\"light\"]) {", 1);
    let (before, after) = tokens.split_at(to);
    Ok(format!(
        "{before}\n@media (prefers-color-scheme: dark) {{\n{copy}\n}}{after}"
    ))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
