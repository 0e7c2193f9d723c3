//! The built console as a child process: started on a free port with a data folder of its own,
//! stopped, killed and started again on the same data.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::cache::{self, RunDir};
use crate::http::{self, Answer};
use crate::process::{Process, free_ports, wait_until};

const READY: Duration = Duration::from_secs(30);
/// platform.md: SIGTERM ends the console within 10 s.
const GRACE: Duration = Duration::from_secs(12);

/// How a console is started.
#[derive(Debug, Default)]
#[must_use]
pub struct CastellanBuilder {
    config: Option<String>,
    data_dir: Option<PathBuf>,
    port: Option<u16>,
    environment: Vec<(String, String)>,
    args: Vec<String>,
    binary: Option<PathBuf>,
}

impl CastellanBuilder {
    /// The text of its configuration file.
    pub fn config(mut self, toml: impl Into<String>) -> Self {
        self.config = Some(toml.into());
        self
    }

    /// A data folder that outlives the console, in place of a temporary one.
    pub fn data_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.data_dir = Some(dir.into());
        self
    }

    /// This port in place of a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// An environment variable, such as `CASTELLAN_SIGN_IN_TOKEN`.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// One more argument of `castellan serve`.
    pub fn arg(mut self, arg: &str) -> Self {
        self.args.push(arg.to_owned());
        self
    }

    /// This program in place of the one that [`binary`] finds.
    pub fn binary(mut self, path: impl Into<PathBuf>) -> Self {
        self.binary = Some(path.into());
        self
    }

    /// Starts it and waits for `/readyz`.
    ///
    /// # Errors
    /// When it is not built or does not come up; the message has its log.
    pub async fn start(self) -> Result<Castellan> {
        let dir = RunDir::new("castellan")?;
        let free = free_ports(1)?.into_iter().next().context("no port")?;
        let data_dir = self.data_dir.unwrap_or_else(|| dir.path().join("data"));
        std::fs::create_dir_all(&data_dir)?;
        let config = dir.path().join("castellan.toml");
        // Tests and the demo talk to brokers on loopback.
        let text = self
            .config
            .unwrap_or_else(|| "[outbound]\nloopback = true\n".to_owned());
        std::fs::write(&config, text)?;
        let port = self.port.unwrap_or(free);
        let mut castellan = Castellan {
            process: None,
            binary: self.binary.map_or_else(binary, Ok)?,
            port,
            data_dir,
            config,
            environment: self.environment,
            args: self.args,
            dir,
        };
        castellan.restart().await?;
        Ok(castellan)
    }
}

/// A console. Killed on drop; its temporary folder goes with it.
#[derive(Debug)]
pub struct Castellan {
    process: Option<Process>,
    binary: PathBuf,
    port: u16,
    data_dir: PathBuf,
    config: PathBuf,
    environment: Vec<(String, String)>,
    args: Vec<String>,
    dir: RunDir,
}

impl Castellan {
    /// Describes a console: plain http on loopback, a free port, a temporary data folder.
    pub fn builder() -> CastellanBuilder {
        CastellanBuilder::default()
    }

    /// `host:port`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `http://host:port` and the path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The data folder.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The configuration file; change it before a [`restart`](Self::restart).
    pub fn config_file(&self) -> &Path {
        &self.config
    }

    /// All that it has logged, over restarts.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Its process id while it runs.
    ///
    /// # Errors
    /// When it does not.
    pub fn pid(&self) -> Result<u32> {
        self.process
            .as_ref()
            .map(Process::pid)
            .context("the console is not running")
    }

    /// Runs another command of the binary (`user create …`) on the same data, and gives its output.
    ///
    /// # Errors
    /// When it fails; the message has what it printed.
    pub async fn command(&self, args: &[&str]) -> Result<String> {
        let output = tokio::process::Command::new(&self.binary)
            .args(args)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env("CASTELLAN_DATA_DIR", &self.data_dir)
            .env("CASTELLAN_CONFIG", &self.config)
            .output()
            .await?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let stderr = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "castellan {args:?}: {}\n{text}{stderr}",
            output.status
        );
        Ok(text)
    }

    /// Sends one request; see [`http::request`].
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer> {
        http::request(method, &self.address(), path, headers, body).await
    }

    /// Ends it if it runs (SIGTERM) and starts it on the same data and port.
    ///
    /// # Errors
    /// When it does not end or come up in time.
    pub async fn restart(&mut self) -> Result<()> {
        self.stop().await?;
        self.launch()?;
        let process = self
            .process
            .as_ref()
            .context("the console is not running")?;
        let address = self.address();
        wait_until(process, READY, "castellan ready", || is_ready(&address)).await
    }

    /// Starts it, stopped before, on the same data and port without waiting for anything: for who
    /// measures how long it takes.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn launch(&mut self) -> Result<()> {
        let mut command = Command::new(&self.binary);
        command.args(["serve", "--http", "--listen", &self.address()]);
        command.arg("--data-dir").arg(&self.data_dir);
        command.arg("--config").arg(&self.config);
        command.args(&self.args);
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        self.process = Some(Process::spawn("castellan", command, &self.log_path())?);
        Ok(())
    }

    /// Ends it in order (SIGTERM); nothing happens when it does not run.
    ///
    /// # Errors
    /// When it takes longer than 12 s or ends with an error.
    pub async fn stop(&mut self) -> Result<()> {
        if let Some(process) = self.process.take() {
            let status = process.terminate(GRACE).await?;
            ensure!(
                status.success(),
                "castellan ended with {status}:\n{}",
                process.log_tail(40)
            );
        }
        Ok(())
    }

    /// Kills it (SIGKILL), as a power cut would.
    pub fn kill(&mut self) {
        self.process = None;
    }

    fn log_path(&self) -> PathBuf {
        self.dir.path().join("castellan.log")
    }
}

async fn is_ready(address: &str) -> Option<()> {
    let answer = http::request("GET", address, "/readyz", &[], &[])
        .await
        .ok()?;
    (answer.status == 200).then_some(())
}

/// The console's binary: `CASTELLAN_BIN`, else the one in the folder this program was built into.
///
/// # Errors
/// When there is none.
pub fn binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CASTELLAN_BIN") {
        return Ok(PathBuf::from(path));
    }
    let exe = std::env::current_exe()?;
    let beside = exe
        .ancestors()
        .skip(1)
        .take(2)
        .map(|dir| dir.join("castellan"));
    let mut all = beside.chain([cache::target_dir().join("debug/castellan")]);
    all.find(|path| path.is_file())
        .context("castellan is not built: run `cargo build -p castellan` or set CASTELLAN_BIN")
}
