//! The harness on itself: real clusters on every listener, faults, a browser. What the other
//! suites rely on is proven here once.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test: clippy's own exception covers only functions marked as such"
)]

use std::time::{Duration, Instant};

use castellan_harness::kafka::{Login, Mechanism};
use castellan_harness::{Browser, Cluster, Fault, Listener, Proxy, Tool, Version};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SAY: castellan_harness::cache::Progress<'static> = &|line| println!("{line}");

/// Signs in on every listener with every mechanism by Apache's own tool.
async fn describes_everywhere(cluster: &Cluster, topic: &str) {
    let args = ["--describe", "--topic", topic];
    let mut logins = vec![
        cluster.login(Listener::Plaintext),
        cluster.login(Listener::Ssl),
    ];
    for mechanism in Mechanism::ALL {
        let user = Some(("alice", "alice-secret", mechanism));
        logins.push(Login {
            listener: Listener::SaslSsl,
            user,
        });
    }
    logins.push(cluster.login(Listener::SaslPlaintext));
    let runs = logins
        .iter()
        .map(|login| cluster.tool_as(Tool::Topics, login, &args));
    for (login, text) in logins
        .iter()
        .zip(futures_util::future::join_all(runs).await)
    {
        let text = text.unwrap_or_else(|error| panic!("{login:?}: {error:#}"));
        assert!(text.contains("PartitionCount: 3"), "{login:?}: {text}");
    }
}

#[tokio::test]
async fn three_brokers_of_4_3_live_and_die() {
    let began = Instant::now();
    let cluster = Cluster::builder()
        .brokers(3)
        .listeners(Listener::ALL)
        .racks(["a", "b", "c"])
        .acls(true)
        .user("alice", "alice-secret")
        .super_user("User:CN=castellan-client")
        .log_dirs(2)
        // How long a dead broker is thought alive, cut from 9 s for the sake of the clock.
        .property("broker.session.timeout.ms", "3000")
        .property("broker.heartbeat.interval.ms", "500")
        .progress(SAY)
        .start()
        .await
        .unwrap();
    println!("three brokers of 4.3.1: {:?}", began.elapsed());
    cluster
        .tool(
            Tool::Topics,
            &[
                "--create",
                "--topic",
                "orders",
                "--partitions",
                "3",
                "--replication-factor",
                "3",
            ],
        )
        .await
        .unwrap();
    describes_everywhere(&cluster, "orders").await;
    let wrong = Some(("alice", "wrong", Mechanism::ScramSha512));
    let wrong = Login {
        listener: Listener::SaslSsl,
        user: wrong,
    };
    let refused = cluster
        .tool_as(Tool::Topics, &wrong, &["--list"])
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("invalid credentials"),
        "{refused}"
    );

    let lines = "a\nb\nc\n";
    cluster
        .tool_with_input(Tool::ConsoleProducer, &["--topic", "orders"], lines)
        .await
        .unwrap();
    let offsets = cluster
        .tool(Tool::GetOffsets, &["--topic", "orders"])
        .await
        .unwrap();
    let total: u32 = offsets
        .lines()
        .filter_map(|l| l.rsplit(':').next()?.parse::<u32>().ok())
        .sum();
    assert_eq!(total, 3, "{offsets}");
    let quorum = cluster
        .tool(Tool::MetadataQuorum, &["describe", "--status"])
        .await
        .unwrap();
    assert!(quorum.contains(cluster.cluster_id().unwrap()), "{quorum}");

    cluster.kill_broker(2).unwrap();
    cluster
        .wait_for_brokers(&[1, 3], Duration::from_secs(30))
        .await
        .unwrap();
    cluster.start_broker(2).await.unwrap();
    cluster.stop_broker(3).await.unwrap();
    cluster
        .wait_for_brokers(&[1, 2], Duration::from_secs(10))
        .await
        .unwrap();
    cluster.start_broker(3).await.unwrap();
    cluster.freeze_broker(1).unwrap();
    cluster
        .wait_for_brokers(&[2, 3], Duration::from_secs(30))
        .await
        .unwrap();
    cluster.thaw_broker(1).unwrap();
    cluster
        .wait_for_brokers(&[1, 2, 3], Duration::from_secs(30))
        .await
        .unwrap();
    println!("with faults: {:?}", began.elapsed());
}

#[tokio::test]
async fn zookeeper_based_2_7_serves_every_listener() {
    let began = Instant::now();
    let cluster = Cluster::builder()
        .version(Version::V2_7)
        .listeners(Listener::ALL)
        .acls(true)
        .rsa_certificate()
        .property("ssl.enabled.protocols", "TLSv1.2")
        .property("ssl.cipher.suites", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
        .user("alice", "alice-secret")
        .super_user("User:CN=castellan-client")
        .progress(SAY)
        .start()
        .await
        .unwrap();
    println!("a broker of 2.7.2: {:?}", began.elapsed());
    cluster
        .tool(
            Tool::Topics,
            &[
                "--create",
                "--topic",
                "orders",
                "--partitions",
                "3",
                "--replication-factor",
                "1",
            ],
        )
        .await
        .unwrap();
    describes_everywhere(&cluster, "orders").await;
    let offsets = cluster
        .tool(Tool::GetOffsets, &["--topic", "orders"])
        .await
        .unwrap();
    assert!(offsets.contains("orders:0:0"), "{offsets}");
    cluster.stop_broker(1).await.unwrap();
    cluster.start_broker(1).await.unwrap();
}

/// Says every line back.
async fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                tokio::io::copy(&mut from, &mut to).await
            });
        }
    });
    address
}

async fn answered(stream: &mut TcpStream, wait: Duration) -> Option<Vec<u8>> {
    stream.write_all(b"hello").await.ok()?;
    let mut buffer = vec![0; 100];
    let read = tokio::time::timeout(wait, stream.read(&mut buffer))
        .await
        .ok()?
        .ok()?;
    buffer.truncate(read);
    Some(buffer)
}

#[tokio::test]
async fn the_proxy_does_what_a_bad_network_does() {
    let proxy = Proxy::start(&echo().await).await.unwrap();
    let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
    let second = Duration::from_secs(1);
    assert_eq!(answered(&mut stream, second).await.unwrap(), b"hello");

    proxy.set(Fault::Freeze);
    assert_eq!(answered(&mut stream, second).await, None, "frozen");
    proxy.set(Fault::None);
    let mut buffer = [0; 5];
    stream.read_exact(&mut buffer).await.unwrap();
    assert_eq!(&buffer, b"hello", "what was held comes after the thaw");

    proxy.set(Fault::Trickle);
    assert!(answered(&mut stream, second * 4).await.unwrap().len() < 5);
    proxy.set(Fault::Cut);
    let mut rest = Vec::new();
    assert!(
        stream.read_to_end(&mut rest).await.is_err(),
        "cut connections are reset"
    );

    proxy.set(Fault::BlackHole);
    let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
    assert_eq!(answered(&mut stream, second).await, None);
    proxy.set(Fault::Http);
    let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
    assert!(
        answered(&mut stream, second)
            .await
            .unwrap()
            .starts_with(b"HTTP/1.1 400")
    );
    assert_eq!(proxy.connections(), 3);
}

#[tokio::test]
async fn the_browser_shows_clicks_and_judges() {
    let began = Instant::now();
    let browser = Browser::start().await.unwrap();
    println!("browser: {:?}", began.elapsed());
    browser
        .goto(
            "data:text/html,<html lang=en><title>t</title><main><h1>Hi</h1>\
             <button onclick=\"document.querySelector('h1').textContent=\
             matchMedia('(prefers-color-scheme:dark)').matches+' '+innerWidth\">Go</button>\
             <input></main>",
        )
        .await
        .unwrap();
    browser.wait_text("Hi").await.unwrap();
    browser.prefer_dark(true).await.unwrap();
    browser.resize(360, 800).await.unwrap();
    browser.click_text("Go").await.unwrap();
    browser.wait_text("true 360").await.unwrap();
    browser.fill("input", "typed").await.unwrap();
    let value = browser
        .execute("return document.querySelector('input').value")
        .await
        .unwrap();
    assert_eq!(value, "typed");
    browser.execute("console.error('seen')").await.unwrap();
    let console = browser.console().await.unwrap().join("\n");
    assert!(console.contains("seen"), "{console}");
    let violations = browser.axe().await.unwrap();
    let rules: Vec<_> = violations
        .iter()
        .map(|violation| violation.rule.as_str())
        .collect();
    assert_eq!(rules, ["label"], "{violations:?}");
    let file = castellan_harness::cache::root().join("harness.png");
    browser.screenshot(&file).await.unwrap();
    let png = std::fs::read(&file).unwrap();
    assert_eq!(
        png.get(16..24).unwrap(),
        [0, 0, 1, 104, 0, 0, 3, 32],
        "360 by 800"
    );
    browser.close().await.unwrap();
}
