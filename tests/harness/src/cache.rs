//! Where fetched and temporary things live: jars, axe-core, the folders of running clusters.
//! Nothing here is precious; deleting the folder costs one download.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};

/// Tells a person what is happening; called with one short line at a time.
pub type Progress<'a> = &'a (dyn Fn(&str) + Sync);

/// A progress callback that says nothing.
pub const SILENT: Progress<'static> = &|_| {};

/// The cache folder: `CASTELLAN_CACHE`, else `castellan-cache` in the target folder.
pub fn root() -> PathBuf {
    std::env::var_os("CASTELLAN_CACHE")
        .map_or_else(|| target_dir().join("castellan-cache"), PathBuf::from)
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, else the one this program was built into.
pub fn target_dir() -> PathBuf {
    if let Some(dir) = std::env::var_os("CARGO_TARGET_DIR") {
        // Brokers and browsers are started elsewhere, where a relative path means another place.
        return std::path::absolute(&dir).unwrap_or_else(|_| PathBuf::from(dir));
    }
    let exe = std::env::current_exe().unwrap_or_default();
    exe.ancestors()
        .find(|dir| dir.join("CACHEDIR.TAG").is_file())
        .map_or_else(|| workspace_root().join("target"), Path::to_path_buf)
}

/// The root of the workspace: the nearest folder above the working directory with a `Cargo.lock`.
pub fn workspace_root() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors()
        .find(|dir| dir.join("Cargo.lock").is_file())
        .map_or_else(|| here.clone(), Path::to_path_buf)
}

/// Holds a lock file of the cache while alive, so that two processes never fetch the same thing.
pub(crate) async fn lock(name: &str) -> Result<File> {
    let path = root().join(format!("{name}.lock"));
    tokio::task::spawn_blocking(move || {
        fs::create_dir_all(root())?;
        let file = File::create(&path).with_context(|| format!("create {}", path.display()))?;
        file.lock()
            .with_context(|| format!("lock {}", path.display()))?;
        Ok(file)
    })
    .await?
}

/// A folder for one running thing; removed on drop, or swept by a later run if this one is killed.
#[derive(Debug)]
pub struct RunDir(PathBuf);

impl RunDir {
    /// Makes a fresh folder whose name begins with this process's id.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(name: &str) -> Result<Self> {
        static SWEPT: Once = Once::new();
        let runs = root().join("run");
        SWEPT.call_once(|| sweep(&runs));
        Self::fresh(&runs, name)
    }

    /// The same in another place than the cache: for programs of users who may not enter that.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn below(runs: &Path, name: &str) -> Result<Self> {
        sweep(runs);
        Self::fresh(runs, name)
    }

    fn fresh(runs: &Path, name: &str) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let dir = runs.join(format!("{}-{number}-{name}", std::process::id()));
        fs::create_dir_all(&dir).with_context(|| format!("create {}", dir.display()))?;
        Ok(Self(dir))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for RunDir {
    fn drop(&mut self) {
        if std::env::var_os("CASTELLAN_KEEP").is_none() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// Removes folders of processes that are gone (killed before they could clean up).
fn sweep(runs: &Path) {
    let Ok(entries) = fs::read_dir(runs) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let pid = name
            .to_str()
            .and_then(|name| name.split('-').next())
            .map(str::to_owned);
        if let Some(pid) = pid.filter(|pid| pid.parse::<u32>().is_ok())
            && !Path::new("/proc").join(pid).exists()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
