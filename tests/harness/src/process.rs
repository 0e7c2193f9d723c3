//! Child processes that never outlive us. Each child leads its own process group, so that a
//! Ctrl-C reaches only the program that owns it; the owner ends it on drop. Should the owner be
//! killed instead, a watchdog shell sees its pipe close and kills what is left.

use std::fs::File;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// Reads `add PID` and `del PID` until its input ends, then kills every group still listed.
const WATCHDOG: &str = r#"
trap '' INT TERM HUP
pids=''
while read -r verb pid; do
  rest=''
  for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done
  pids="$rest"
  if [ "$verb" = add ]; then pids="$pids $pid"; fi
done
for p in $pids; do kill -s KILL -- "-$p" 2>/dev/null; done
"#;

/// A child process with its output in a log file. Killed, with its group, on drop.
#[derive(Debug)]
pub struct Process {
    name: String,
    log: PathBuf,
    pid: Pid,
    child: Mutex<Option<Child>>,
}

impl Process {
    /// Starts `command` as leader of its own group, output appended to `log`.
    ///
    /// # Errors
    /// When the log cannot be opened or the program cannot be started.
    pub fn spawn(name: &str, mut command: Command, log: &Path) -> Result<Self> {
        let out = File::options()
            .create(true)
            .append(true)
            .open(log)
            .with_context(|| format!("open {}", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .process_group(0)
            .spawn()
            .with_context(|| format!("start {name}: {:?}", command.get_program()))?;
        let pid = Pid::from_child(&child);
        watch("add", pid);
        Ok(Self {
            name: name.to_owned(),
            log: log.to_owned(),
            pid,
            child: Mutex::new(Some(child)),
        })
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// Where standard output and standard error go.
    pub fn log_file(&self) -> &Path {
        &self.log
    }

    /// What the process has written so far.
    pub fn log(&self) -> String {
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// The last `lines` lines of the log, for error messages.
    pub fn log_tail(&self, lines: usize) -> String {
        let log = self.log();
        let all: Vec<&str> = log.lines().collect();
        all.get(all.len().saturating_sub(lines)..)
            .unwrap_or_default()
            .join("\n")
    }

    /// The exit status once the process has ended, `None` while it runs.
    pub fn exit_status(&self) -> Option<ExitStatus> {
        let mut guard = self.guard();
        match guard.as_mut().map(Child::try_wait) {
            Some(Ok(None)) => None,
            Some(Ok(Some(status))) => {
                watch("del", self.pid);
                Some(status)
            }
            Some(Err(_)) | None => Some(ExitStatus::default()),
        }
    }

    /// Whether the process is still there (a frozen one is).
    pub fn is_running(&self) -> bool {
        self.exit_status().is_none()
    }

    /// Stops the process in its tracks (SIGSTOP): its sockets stay open, nothing answers.
    ///
    /// # Errors
    /// When it has ended.
    pub fn freeze(&self) -> Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets a frozen process go on (SIGCONT).
    ///
    /// # Errors
    /// When it has ended.
    pub fn thaw(&self) -> Result<()> {
        self.signal(Signal::CONT)
    }

    /// Asks the process to end (SIGTERM) and waits; kills it and fails when `grace` runs out.
    ///
    /// # Errors
    /// When it did not end in time.
    pub async fn terminate(&self, grace: Duration) -> Result<ExitStatus> {
        let _ = self.signal(Signal::TERM);
        let end = Instant::now() + grace;
        loop {
            if let Some(status) = self.exit_status() {
                return Ok(status);
            }
            if Instant::now() >= end {
                self.kill();
                bail!(
                    "{} did not end within {grace:?} of SIGTERM:\n{}",
                    self.name,
                    self.log_tail(30)
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends the process and its group at once (SIGKILL) and waits for it.
    pub fn kill(&self) {
        if let Some(mut child) = self.guard().take() {
            if matches!(child.try_wait(), Ok(None)) {
                let _ = kill_process_group(self.pid, Signal::KILL);
                let _ = child.kill();
            }
            let _ = child.wait();
            watch("del", self.pid);
        }
    }

    /// Fails with the end of the log when the process is no longer running.
    ///
    /// # Errors
    /// When it has ended.
    pub fn ensure_running(&self) -> Result<()> {
        match self.exit_status() {
            None => Ok(()),
            Some(status) => bail!("{} ended ({status}):\n{}", self.name, self.log_tail(40)),
        }
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        self.ensure_running()?;
        kill_process(self.pid, signal).with_context(|| format!("signal {}", self.name))
    }

    fn guard(&self) -> MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Waits until `ready` gives a value, asking every 100 ms while the process runs.
///
/// # Errors
/// When the process ends or `deadline` passes first; the message has the end of its log.
pub async fn wait_until<T, F>(
    process: &Process,
    deadline: Duration,
    what: &str,
    mut ready: impl FnMut() -> F,
) -> Result<T>
where
    F: Future<Output = Option<T>>,
{
    let end = Instant::now() + deadline;
    loop {
        process.ensure_running()?;
        if let Some(value) = ready().await {
            return Ok(value);
        }
        if Instant::now() >= end {
            bail!(
                "{what}: not within {deadline:?}; the log ends:\n{}",
                process.log_tail(40)
            );
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Free TCP ports of the loopback address, below those that the kernel gives to outgoing
/// connections: one of those could take the port before the program that it is meant for.
///
/// # Errors
/// When none is left.
pub fn free_ports(count: usize) -> Result<Vec<u16>> {
    static NEXT: OnceLock<AtomicU32> = OnceLock::new();
    const FIRST: u32 = 20_000;
    const SPAN: u32 = 12_000;
    // Processes that run at the same time begin at different places.
    let next = NEXT.get_or_init(|| AtomicU32::new(std::process::id().wrapping_mul(97)));
    let mut found = Vec::with_capacity(count);
    for _ in 0..SPAN {
        if found.len() == count {
            break;
        }
        let candidate = FIRST + next.fetch_add(1, Ordering::Relaxed) % SPAN;
        let port = u16::try_from(candidate)?;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            found.push(port);
        }
    }
    ensure!(
        found.len() == count,
        "no {count} free ports from {FIRST} on"
    );
    Ok(found)
}

fn watch(verb: &str, pid: Pid) {
    static WATCHDOG_INPUT: OnceLock<Option<Mutex<ChildStdin>>> = OnceLock::new();
    let input = WATCHDOG_INPUT.get_or_init(|| {
        let child = Command::new("sh")
            .args(["-c", WATCHDOG])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        child
            .ok()
            .and_then(|mut child| child.stdin.take())
            .map(Mutex::new)
    });
    if let Some(input) = input {
        let mut input = input.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(input, "{verb} {}", pid.as_raw_nonzero());
    }
}
