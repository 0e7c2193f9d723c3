//! A PostgreSQL of our own: a fresh cluster in a temporary folder on a free port of loopback,
//! quick and forgetful. Its server refuses root, so root starts it as the user `postgres`.

use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::cache::RunDir;
use crate::process::{Process, free_ports, wait_until};
use crate::tls::Certificates;

const READY: Duration = Duration::from_secs(20);
const ENDS: Duration = Duration::from_secs(10);
/// Name and password of its one user.
const USER: &str = "castellan";
const PASSWORD: &str = "castellan-secret";
/// What is lost in a crash does not matter; nothing may stay of it outside its folder.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "max_connections=400",
    "dynamic_shared_memory_type=mmap",
    "ssl=on",
];

/// A running PostgreSQL. Ended on drop, its folder gone.
#[derive(Debug)]
pub struct Postgres {
    process: Option<Process>,
    programs: PathBuf,
    port: u16,
    run_as: Option<(u32, u32)>,
    certificates: Certificates,
    dir: RunDir,
}

impl Postgres {
    /// Makes a cluster and starts it.
    ///
    /// # Errors
    /// When PostgreSQL is not installed (see [`crate::setup::postgres`]) or does not come up.
    pub async fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed")?;
        // A folder of the system's, for that of the cache may be one that only root may enter.
        let dir = RunDir::below(&std::env::temp_dir().join("castellan-run"), "postgres")?;
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let mut postgres = Self {
            process: None,
            programs,
            port: free_ports(1)?.into_iter().next().context("no port")?,
            run_as: unprivileged()?,
            certificates: Certificates::generate(&dir.path().join("tls"), &names)?,
            dir,
        };
        postgres.make().await?;
        postgres.launch().await?;
        Ok(postgres)
    }

    /// What its TLS is made of; it takes connections with and without.
    pub const fn certificates(&self) -> &Certificates {
        &self.certificates
    }

    /// The address of a database; `postgres` is there from the beginning.
    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{database}",
            self.port
        )
    }

    /// Makes an empty database and gives its address.
    ///
    /// # Errors
    /// When there is one of this name.
    pub async fn database(&self, name: &str) -> Result<String> {
        self.sql("postgres", &format!("CREATE DATABASE {name}"))
            .await?;
        Ok(self.url(name))
    }

    /// Runs SQL in a database with PostgreSQL's own `psql`, and gives its rows.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn sql(&self, database: &str, sql: &str) -> Result<String> {
        let output = tokio::process::Command::new(self.programs.join("psql"))
            .args(["--no-psqlrc", "--tuples-only", "--no-align", "--quiet"])
            .args(["--command", sql, &self.url(database)])
            .output()
            .await?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{sql}: {stderr}");
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Stops it as an operator does who does not wait: its clients are cut off.
    pub fn stop(&mut self) {
        if let Some(process) = self.process.take() {
            end(&process, Signal::INT);
        }
    }

    /// Starts it again, stopped before, on the same data and port.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn launch(&mut self) -> Result<()> {
        let mut command = self.command("postgres");
        command.arg("-D").arg(self.data());
        command.args(["-p", &self.port.to_string()]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        let Certificates {
            server_cert,
            server_key,
            ..
        } = &self.certificates;
        for (name, file) in [("ssl_cert_file", server_cert), ("ssl_key_file", server_key)] {
            command.args(["-c", &format!("{name}={}", file.display())]);
        }
        let process = Process::spawn("postgres", command, &self.dir.path().join("postgres.log"))?;
        let (ready, port) = (self.programs.join("pg_isready"), self.port.to_string());
        wait_until(&process, READY, "PostgreSQL ready", || async {
            let mut asked = tokio::process::Command::new(&ready);
            asked.args(["-q", "-h", "127.0.0.1", "-p", &port]);
            asked.status().await.ok()?.success().then_some(())
        })
        .await?;
        self.process = Some(process);
        Ok(())
    }

    async fn make(&self) -> Result<()> {
        let dir = self.dir.path();
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))?;
        let password = dir.join("password");
        std::fs::write(&password, PASSWORD)?;
        // a key that others may read is refused
        let key = &self.certificates.server_key;
        std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o600))?;
        if let Some((user, group)) = self.run_as {
            for path in [dir, &password, key] {
                chown(path, Some(user), Some(group))?;
            }
        }
        let mut command = self.command("initdb");
        command.arg("-D").arg(self.data());
        command.args(["-U", USER, "-A", "scram-sha-256", "--no-sync"]);
        command.args(["-E", "UTF8", "--locale=C"]);
        command.arg("--pwfile").arg(&password);
        let output = tokio::process::Command::from(command).output().await?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "initdb: {stderr}");
        Ok(())
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.dir.path());
        if let Some((user, group)) = self.run_as {
            command.uid(user).gid(group);
        }
        command
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(process) = self.process.take() {
            // not SIGKILL, which would leave its shared memory behind
            end(&process, Signal::QUIT);
        }
    }
}

/// Sends a signal and waits; the drop of the process kills what is left then.
fn end(process: &Process, signal: Signal) {
    let pid = i32::try_from(process.pid()).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        let _ = kill_process(pid, signal);
    }
    let begun = Instant::now();
    while process.is_running() && begun.elapsed() < ENDS {
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The folder with the server and its tools, of the newest version installed.
pub fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    // Debian keeps each version in a folder of its own, off the path
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter();
    let mut versions: Vec<u32> = versions
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    let debian = |version| Path::new("/usr/lib/postgresql").join(format!("{version}/bin"));
    folders.extend(versions.into_iter().map(debian));
    let whole = |folder: &PathBuf| {
        let has = |program: &str| folder.join(program).is_file();
        has("postgres") && has("initdb") && has("psql") && has("pg_isready")
    };
    folders.into_iter().find(whole)
}

/// User and group to start the server as; nothing where we are not root.
fn unprivileged() -> Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd")?;
    let user = users.lines().find(|line| line.starts_with("postgres:"));
    let mut fields = user
        .context("there is no user postgres")?
        .split(':')
        .skip(2);
    let mut number = || fields.next().and_then(|field| field.parse().ok());
    match (number(), number()) {
        (Some(user), Some(group)) => Ok(Some((user, group))),
        _ => anyhow::bail!("the line of the user postgres in /etc/passwd cannot be read"),
    }
}
