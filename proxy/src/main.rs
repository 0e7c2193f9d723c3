//! The command line: `castellan serve` and what an operator does beside it.

use anyhow::{Context, bail};
use castellan::config::{Config, KEY_VARIABLE, Overrides};
use castellan::start;
use castellan::store::Secret;
use castellan_api::action::Role;
use clap::{Args, Parser, Subcommand};
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Most findings about traces that are printed one by one.
const FINDINGS_SHOWN: u32 = 200;

/// What never is a flag: the list of processes shows those.
const ONLY_ENVIRONMENT: &str = "\
Only in the environment:
  CASTELLAN_KEY   The key that seals stored secrets itself: 32 bytes as hex or base64, as
                  `openssl rand -hex 32` makes one. --key-file (or CASTELLAN_KEY_FILE) wins over it,
                  it wins over key_file in the TOML file, and where nothing is said the key is made
                  and kept in FOLDER/keys/secret.key
  CASTELLAN_LOG   What is logged, as info or castellan=debug [default: info,sqlx=warn]";

/// Admin console for Apache Kafka: one binary, the app inside, port 9999.
///
/// Without a command it serves. On first start it prints a link to create the first user.
/// Every option can also stand in the environment (the name is beside it) or in a TOML file
/// (--config); flags win over the environment, the environment over the file.
#[derive(Parser)]
#[command(name = "castellan", version, max_term_width = 100, after_help = ONLY_ENVIRONMENT)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
}

#[derive(Args, Clone)]
struct Options {
    /// Address to listen on [default: 0.0.0.0:9999, or 127.0.0.1:9999 with --http]
    #[arg(long, global = true, env = "CASTELLAN_LISTEN", value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Folder for the store, keys and the self-made certificate [default: castellan-data]
    #[arg(long, global = true, env = "CASTELLAN_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Configuration file (TOML)
    #[arg(long, global = true, env = "CASTELLAN_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Serve without TLS; on loopback only
    #[arg(long, global = true, env = "CASTELLAN_HTTP", value_parser = clap::builder::FalseyValueParser::new())]
    http: bool,
    /// With --http: on any address, because something in front does TLS
    #[arg(long, global = true, env = "CASTELLAN_HTTP_ANYWHERE", value_parser = clap::builder::FalseyValueParser::new())]
    http_anywhere: bool,
    /// PostgreSQL that is the store, in place of SQLite in FOLDER, as
    /// postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full
    /// Several consoles may share it, all with one key. The list of processes shows flags: give a
    /// password in the environment, the file or ~/.pgpass
    #[arg(
        long,
        global = true,
        env = "CASTELLAN_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    database_url: Option<String>,
    /// File with the key that seals stored secrets [default: CASTELLAN_KEY, below; else
    /// FOLDER/keys/secret.key, made on first start]
    #[arg(long, global = true, env = "CASTELLAN_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Second address that serves /metrics without a token
    #[arg(
        long,
        global = true,
        env = "CASTELLAN_METRICS_LISTEN",
        value_name = "ADDRESS"
    )]
    metrics_listen: Option<SocketAddr>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the app and the API (what `castellan` alone does)
    Serve,
    /// Look at the configuration without starting
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Create users and reset passwords
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Make API tokens
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Renew the keys that seal stored secrets
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Look whether traces were altered
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Say whether the configuration is right, and what it comes to
    Check,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Create a local user; the password is asked for, or read with --password-stdin
    Create {
        /// Name: 3 to 64 letters, digits, . _ - @
        name: String,
        /// FullAccess, UserAccess or ReadOnlyAccess
        #[arg(long)]
        role: Role,
        /// Name of an instance the role holds for; repeat for more [default: all]
        #[arg(long = "instance", value_name = "NAME")]
        instances: Vec<String>,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Set a new password; the user's sessions end
    ResetPassword {
        /// Name of the user
        name: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Make an API token for a user and print it, this once
    Create {
        /// What it is for
        name: String,
        /// Whose it is; it may never do more than this user
        #[arg(long)]
        user: String,
        /// FullAccess, UserAccess or ReadOnlyAccess
        #[arg(long)]
        role: Role,
        /// Days until it ends, at most 365
        #[arg(long, default_value_t = 90)]
        days: u32,
    },
}

#[derive(Subcommand)]
enum KeyCommand {
    /// Seal every stored secret with a new data key and delete the old one; consoles may serve
    /// meanwhile. If it is cut off, run it again: it goes on
    Rotate {
        /// Instead, change the key that protects the data keys (the one of --key-file) to that of
        /// this file. Consoles that serve go on; give them the new key before their next start
        #[arg(long, value_name = "FILE")]
        new_key_file: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Walk the chains of traces; ends with 1 if a record was edited, removed, moved or added by
    /// anything but the console
    Verify,
}

impl Options {
    fn load(self) -> anyhow::Result<Config> {
        Ok(Config::load(Overrides {
            listen: self.listen,
            data_dir: self.data_dir,
            file: self.config,
            http: self.http,
            http_anywhere: self.http_anywhere,
            database_url: self.database_url.map(Secret::new),
            key_file: self.key_file,
            key: std::env::var(KEY_VARIABLE).ok().map(Secret::new),
            metrics_listen: self.metrics_listen,
            sign_in_token: std::env::var("CASTELLAN_SIGN_IN_TOKEN").ok(),
        })?)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CASTELLAN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // it would tell standard error of a failure to write to standard error, and panic
        .log_internal_errors(false)
        .init();
    // A second provider in the tree would make rustls refuse to choose.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "castellan: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<()> {
    let config = cli.options.load()?;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => start::serve(config).await,
        Command::Config {
            command: ConfigCommand::Check,
        } => check(&config),
        Command::User { command } => user(&config, command).await,
        Command::Token {
            command:
                TokenCommand::Create {
                    name,
                    user,
                    role,
                    days,
                },
        } => {
            let secret = start::offline(&config)
                .await?
                .create_token(&user, &name, role, days)
                .await?;
            say(&secret)
        }
        Command::Key {
            command: KeyCommand::Rotate { new_key_file },
        } => rotate(&config, new_key_file.as_deref()).await,
        Command::Audit {
            command: AuditCommand::Verify,
        } => verify(&config).await,
    }
}

async fn rotate(config: &Config, new_key_file: Option<&Path>) -> anyhow::Result<()> {
    let console = start::existing(config).await?;
    if let Some(file) = new_key_file {
        let keys = console.replace_master_key(file).await?;
        let file = file.display();
        return say(&format!(
            "{} now protected by the key in {file}; the one before opens nothing here any more.\n\
             Give every console the new key and start it again before the next `castellan key rotate`: --key-file {file}, its text in \
             {KEY_VARIABLE}, or its content in the key file it has now. Keep a copy apart from the \
             store.",
            match keys {
                1 => "The data key is".to_owned(),
                keys => format!("{keys} data keys are"),
            }
        ));
    }
    let done = console.rotate_key().await?;
    if done.continued {
        say("A rotation that was cut off was taken up again: it had made the new key already.")?;
    }
    say(&format!(
        "The data key {} seals now: {} sealed anew, {} deleted.",
        done.current,
        counted(done.resealed, "secret"),
        counted(done.retired, "old key")
    ))?;
    if done.left.is_empty() {
        return Ok(());
    }
    for left in &done.left {
        say(&format!("Left as it was: {left}"))?;
    }
    bail!(
        "{} cannot be opened, so the old key stays. Enter the password or key of those instances \
         again (or remove them), then run this again",
        counted(done.left.len() as u64, "secret")
    )
}

async fn verify(config: &Config) -> anyhow::Result<()> {
    let console = start::existing(config).await?;
    let mut printed = Ok(());
    let mut more = 0_u64;
    let mut left = FINDINGS_SHOWN;
    let walked = console
        .verify_traces(&mut |finding| {
            if left == 0 {
                more += 1;
            } else if printed.is_ok() {
                left -= 1;
                printed = say(&finding.to_string());
            }
        })
        .await?;
    printed?;
    if more > 0 {
        say(&format!("and {more} more"))?;
    }
    let whole = format!(
        "{} in {}, {} before them removed by retention",
        counted(walked.records, "record"),
        counted(walked.chains, "chain"),
        counted(walked.swept, "record")
    );
    if walked.findings > 0 {
        bail!(
            "traces were altered by something other than the console: {} ({whole} were looked at). \
             Find out who can write to the store, and compare with a backup",
            counted(walked.findings, "finding")
        );
    }
    say(&format!(
        "The traces are as the console wrote them: {whole}."
    ))
}

/// `1 record`, `2 records`.
fn counted(count: u64, thing: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{s}")
}

fn check(config: &Config) -> anyhow::Result<()> {
    let scheme = if config.http { "http" } else { "https" };
    say(&format!(
        "The configuration is right.\nServes {scheme}://{}",
        config.listen
    ))?;
    say(&format!("Data folder: {}", config.data_dir.display()))?;
    match &config.database {
        Some(database) => say(&format!("Store: PostgreSQL at {database}"))?,
        None => say("Store: SQLite in the data folder")?,
    }
    for instance in &config.instances {
        say(&format!(
            "Instance {}: {} at {}",
            instance.name,
            instance.connection.security.name(),
            instance.connection.bootstrap.join(", ")
        ))?;
    }
    Ok(())
}

async fn user(config: &Config, command: UserCommand) -> anyhow::Result<()> {
    let console = start::offline(config).await?;
    match command {
        UserCommand::Create {
            name,
            role,
            instances,
            password_stdin,
        } => {
            let password = password(password_stdin)?;
            console
                .create_user(&name, &password, role, &instances)
                .await?;
            say(&format!("User {name} was created with {}.", role.name()))
        }
        UserCommand::ResetPassword {
            name,
            password_stdin,
        } => {
            let password = password(password_stdin)?;
            console.reset_password(&name, &password).await?;
            say(&format!(
                "The password of {name} was set; open sessions have ended."
            ))
        }
    }
}

fn password(stdin: bool) -> anyhow::Result<String> {
    let mut text = String::new();
    if stdin {
        std::io::stdin()
            .read_to_string(&mut text)
            .context("reading the password")?;
    } else {
        let mut out = std::io::stderr();
        write!(out, "Password (it is shown as you type): ")?;
        out.flush()?;
        std::io::stdin()
            .read_line(&mut text)
            .context("reading the password")?;
    }
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    if text.is_empty() {
        bail!("the password is empty");
    }
    Ok(text)
}

fn say(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_key_is_documented_and_no_flag() {
        let mut command = Cli::command();
        command.clone().debug_assert();
        let help = command.render_help().to_string();
        assert!(help.contains(KEY_VARIABLE), "{help}");
        assert!(!help.contains("--key "), "{help}");
    }
}
