//! The budget of the app's first load: Wasm and script together, as brotli serves them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use castellan_harness::cache;

/// Brotli bytes of Wasm and script on first load. The aim is 350 kB; this holds what is reached, so
/// that it can only shrink.
const LIMIT: u64 = 640_000;

/// Fails when the app that the last build of the console embedded is over the budget.
pub fn check() -> Result<()> {
    let found = newest_app()?.context("no built app: run `cargo dev test --only build` first")?;
    let mut sum = 0;
    for file in &found {
        let bytes = fs::metadata(file)?.len();
        sum += bytes;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!("  {name}: {bytes} bytes");
    }
    println!("  together {sum} of at most {LIMIT} bytes");
    ensure!(
        sum <= LIMIT,
        "the app is {sum} bytes, over the budget of {LIMIT}"
    );
    Ok(())
}

/// The brotli files of script and Wasm in the newest output folder of the proxy's build script.
fn newest_app() -> Result<Option<Vec<PathBuf>>> {
    let mut newest: Option<(SystemTime, Vec<PathBuf>)> = None;
    let builds = cache::target_dir().join("debug/build");
    for entry in fs::read_dir(&builds).with_context(|| builds.display().to_string())? {
        let entry = entry?;
        if !entry
            .file_name()
            .to_string_lossy()
            .starts_with("castellan-")
        {
            continue;
        }
        let mut files = Vec::new();
        collect(&entry.path().join("out"), &mut files)?;
        let times = files
            .iter()
            .filter_map(|file| fs::metadata(file).ok()?.modified().ok());
        if let Some(time) = times.max()
            && newest.as_ref().is_none_or(|(of, _)| time > *of)
        {
            newest = Some((time, files));
        }
    }
    Ok(newest.map(|(_, files)| files))
}

fn collect(dir: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            // The app's own cargo target folder holds thousands of files and none of these.
            if !path.join("CACHEDIR.TAG").is_file() {
                collect(&path, into)?;
            }
        } else if name.ends_with(".js.br") || name.ends_with(".wasm.br") {
            into.push(path);
        }
    }
    Ok(())
}
