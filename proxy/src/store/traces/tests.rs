//! Chains of traces, and what somebody with the database but without the key may do to them.

use super::*;
use crate::store::tests::shared::shared;
use crate::store::tests::{NOW, stores};
use serde_json::json;
use std::fmt::Write as _;

fn id(number: u32) -> TraceId {
    TraceId::trusted(format!("{number:08x}"))
}

fn opened(number: u32) -> Opened {
    Opened {
        id: id(number),
        name: "Kafka_create_topic".into(),
        kind: TraceKind::ConsoleAction,
        resource_type: "kafka".into(),
        resource_name: "orders".into(),
        resource_id: None,
        operator: "ada".into(),
        operator_id: Some(UserId(1)),
        signed_in_by: "password".into(),
        address: "192.0.2.1".into(),
        request: json!({ "name": "orders" }),
    }
}

fn closed() -> Closed {
    Closed {
        status: TraceStatus::Normal,
        code: Some(201),
        message: "as asked".into(),
        response: Json::Null,
        count: 1,
    }
}

/// Writes traces of two records each.
async fn write(store: &Store, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let traces = store.traces();
        traces.record(&opened(number), &closed()).await.unwrap();
    }
}

/// What the walk finds, a line each.
async fn found(store: &Store) -> String {
    let mut text = String::new();
    let walked = store
        .traces()
        .verify(&mut |finding| writeln!(text, "{finding}").unwrap())
        .await
        .unwrap();
    assert_eq!(walked.findings, text.lines().count() as u64);
    text
}

/// What somebody does with the database.
async fn tamper(store: &Store, sql: &'static str) {
    let touched = store.db().write(sql, args![]).await.unwrap();
    assert!(touched > 0, "{sql}");
}

/// Gives every record from a link on the hashes that fit its content, as far as that goes without a
/// key.
async fn chain_anew(store: &Store, from: i64) {
    let sql = "SELECT * FROM trace_records WHERE link >= $1 ORDER BY link";
    let count = store.db().rows(sql, args![from]).await.unwrap().len();
    for link in (from..).take(count) {
        let sql = "SELECT * FROM trace_records WHERE link = $1";
        let row = store.db().row(sql, args![link]).await.unwrap().unwrap();
        let hash = chain::row_hash(&row).unwrap();
        let sql = "UPDATE trace_records SET hash = $2 WHERE link = $1";
        store.db().write(sql, args![link, &hash]).await.unwrap();
        let sql = "UPDATE trace_records SET previous = $2 WHERE link = $1";
        store.db().write(sql, args![link + 1, hash]).await.unwrap();
    }
}

#[tokio::test]
async fn what_the_console_wrote_is_found_whole() {
    for place in shared().await {
        let (one, other) = (place.open().await, place.open().await);
        assert_eq!(found(&one).await, "");
        write(&one, 0..3).await;
        write(&other, 3..5).await;
        // begun by one process, closed by another
        one.traces().open(&opened(5), None).await.unwrap();
        other.traces().close(&id(5), &closed()).await.unwrap();
        assert_eq!(found(&one).await, "");
        let walked = other.traces().verify(&mut |_| {}).await.unwrap();
        assert_eq!((walked.chains, walked.records, walked.swept), (2, 12, 0));
    }
}

#[tokio::test]
async fn an_edited_record_is_named() {
    for sql in [
        "UPDATE trace_records SET operator = 'eve' WHERE link = 3",
        "UPDATE trace_records SET request = '{}' WHERE link = 3",
        "UPDATE trace_records SET time = time + 1 WHERE link = 3",
        "UPDATE trace_records SET resource_id = '' WHERE link = 3",
        "UPDATE trace_records SET operator_id = NULL WHERE link = 3",
        "UPDATE trace_records SET trace_id = '0000000e' WHERE link = 3",
        "UPDATE trace_records SET part = 'closed', trace_id = '00000009' WHERE link = 3",
    ] {
        for (store, _) in stores().await {
            write(&store, 0..3).await;
            tamper(&store, sql).await;
            let found = found(&store).await;
            assert!(found.starts_with("edited: trace ") && found.lines().count() == 1);
        }
    }
    for (store, _) in stores().await {
        write(&store, 0..3).await;
        tamper(
            &store,
            "UPDATE trace_records SET message = 'x' WHERE link = 4",
        )
        .await;
        assert_eq!(
            found(&store).await,
            "edited: trace 00000001 (closed 2023-11-14T22:13:20Z)\n"
        );
    }
}

#[tokio::test]
async fn an_edit_whose_hashes_were_made_to_fit_still_shows() {
    for (store, _) in stores().await {
        write(&store, 0..3).await;
        tamper(
            &store,
            "UPDATE trace_records SET operator = 'eve' WHERE link = 3",
        )
        .await;
        let sql = "SELECT * FROM trace_records WHERE link = 3";
        let row = store.db().row(sql, args![]).await.unwrap().unwrap();
        let hash = chain::row_hash(&row).unwrap();
        let sql = "UPDATE trace_records SET hash = $1 WHERE link = 3";
        store.db().write(sql, args![hash]).await.unwrap();
        let seen = found(&store).await;
        assert!(
            seen.starts_with("out of order: trace 00000001 (closed ")
                && seen.contains("follow trace 00000001 (opened "),
            "{seen}"
        );
        // all that follow too: then the signed end does not fit
        chain_anew(&store, 3).await;
        let seen = found(&store).await;
        assert!(
            seen.starts_with("replaced: trace 00000002 (closed ") && seen.contains("chain 1"),
            "{seen}"
        );
        // and the end as well, without the key that signs it
        tamper(
            &store,
            "UPDATE trace_chains SET head_hash = (SELECT hash FROM trace_records WHERE link = 6) \
             WHERE number = 1",
        )
        .await;
        assert!(
            found(&store)
                .await
                .starts_with("altered: the signed record of chain 1")
        );
    }
}

#[tokio::test]
async fn removed_records_show_wherever_they_stood() {
    for (sql, expected) in [
        (
            "DELETE FROM trace_records WHERE link = 1",
            "removed: 1 record before trace 00000000 (closed ",
        ),
        (
            "DELETE FROM trace_records WHERE link IN (3, 4)",
            "removed: 2 records between trace 00000000 (closed 2023-11-14T22:13:20Z) and trace \
             00000002 (opened ",
        ),
        (
            "DELETE FROM trace_records WHERE link > 4",
            "removed: 2 records after trace 00000001 (closed ",
        ),
        (
            "DELETE FROM trace_records",
            "removed: 6 records, a whole chain\n",
        ),
    ] {
        for (store, _) in stores().await {
            write(&store, 0..3).await;
            tamper(&store, sql).await;
            let found = found(&store).await;
            assert!(
                found.starts_with(expected) && found.lines().count() == 1,
                "{sql}: {found}"
            );
        }
    }
}

#[tokio::test]
async fn a_cut_end_shows_even_if_the_row_of_the_chain_was_made_to_fit() {
    for (store, _) in stores().await {
        write(&store, 0..3).await;
        tamper(&store, "DELETE FROM trace_records WHERE link > 4").await;
        tamper(
            &store,
            "UPDATE trace_chains SET head = 4, head_hash = (SELECT hash FROM trace_records WHERE \
             link = 4) WHERE number = 1",
        )
        .await;
        let seen = found(&store).await;
        assert!(
            seen.starts_with("altered: the signed record of chain 1") && seen.lines().count() == 1
        );
        // the next record does not cover it up: it begins another chain
        write(&store, 3..4).await;
        let seen = found(&store).await;
        assert!(seen.starts_with("altered: chain 1; the console found that at "));
        let walked = store.traces().verify(&mut |_| {}).await.unwrap();
        assert_eq!((walked.chains, walked.records, walked.findings), (2, 6, 1));
    }
}

#[tokio::test]
async fn moved_and_added_records_show() {
    for (store, _) in stores().await {
        write(&store, 0..3).await;
        tamper(
            &store,
            "UPDATE trace_records SET link = 11 - link WHERE link IN (3, 4)",
        )
        .await;
        tamper(
            &store,
            "UPDATE trace_records SET link = link - 4 WHERE link IN (7, 8)",
        )
        .await;
        let seen = found(&store).await;
        assert!(
            seen.lines().all(|line| line.starts_with("out of order: "))
                && seen.contains("out of order: trace 00000001 (closed ")
                && seen.contains("out of order: trace 00000001 (opened "),
            "{seen}"
        );
    }
    for (chain, link) in [(1, 7), (1, 0), (0, 1), (9, 1)] {
        for (store, _) in stores().await {
            write(&store, 0..3).await;
            let sql = "INSERT INTO trace_records (trace_id, part, time, name, chain, link, \
                       previous, hash) VALUES ('0000000f', 'opened', $1, 'x', $2, $3, '', '')";
            let values = args![NOW, i64::from(chain), i64::from(link)];
            store.db().write(sql, values).await.unwrap();
            let found = found(&store).await;
            assert!(
                found.starts_with("added: trace 0000000f (opened ") && found.lines().count() == 1,
                "{chain} {link}: {found}"
            );
        }
    }
}

#[tokio::test]
async fn a_chain_that_is_gone_shows() {
    for place in shared().await {
        write(&place.open().await, 0..2).await;
        write(&place.open().await, 2..4).await;
        let store = place.open().await;
        tamper(&store, "DELETE FROM trace_records WHERE chain = 2").await;
        tamper(&store, "DELETE FROM trace_chains WHERE number = 2").await;
        assert_eq!(
            found(&store).await,
            "removed: the signed record of chain 2\n"
        );
        tamper(&store, "UPDATE trace_chains SET head = 1 WHERE number = 0").await;
        let seen = found(&store).await;
        assert!(
            seen.starts_with("altered: the signed record of the list of chains"),
            "{seen}"
        );
        tamper(&store, "DELETE FROM trace_chains WHERE number = 0").await;
        assert_eq!(
            found(&store).await,
            "removed: the signed record of the list of chains\n"
        );
        // what is written after that does not cover it up
        write(&store, 4..5).await;
        let seen = found(&store).await;
        assert!(seen.starts_with("altered: the list of chains; the console found that"));
        tamper(&store, "DELETE FROM trace_records").await;
        tamper(&store, "DELETE FROM trace_chains").await;
        assert_eq!(
            found(&place.open().await).await,
            "removed: the signed record of the list of chains\n"
        );
    }
}

#[tokio::test]
async fn a_new_chain_takes_no_number_in_use_though_the_list_was_put_back() {
    for (store, _) in stores().await {
        let sql = "CREATE TABLE kept AS SELECT * FROM trace_chains WHERE number = 0";
        store.db().write(sql, args![]).await.unwrap();
        write(&store, 0..3).await;
        tamper(
            &store,
            "UPDATE trace_chains SET head = (SELECT head FROM kept), head_hash = (SELECT head_hash \
             FROM kept), signature = (SELECT signature FROM kept) WHERE number = 0",
        )
        .await;
        // its own chain is no longer as it was left: it begins another
        tamper(&store, "UPDATE trace_chains SET head = 2 WHERE number = 1").await;
        write(&store, 3..5).await;
        let sql = "SELECT count(*) AS n FROM trace_records WHERE chain = 2";
        let rows = store.db().rows(sql, Vec::new()).await.unwrap();
        assert_eq!(rows[0].int("n").unwrap(), 4);
        assert!(found(&store).await.contains("chain 1"));
    }
}

#[tokio::test]
async fn retention_leaves_an_anchor_from_which_the_walk_goes_on() {
    for (store, clock) in stores().await {
        write(&store, 0..300).await;
        clock.advance(10);
        write(&store, 300..302).await;
        assert_eq!(store.traces().sweep(NOW).await.unwrap(), 0);
        assert_eq!(store.traces().sweep(NOW + 1).await.unwrap(), 600);
        assert_eq!(store.traces().sweep(NOW + 1).await.unwrap(), 0);
        assert_eq!(found(&store).await, "");
        let walked = store.traces().verify(&mut |_| {}).await.unwrap();
        assert_eq!((walked.records, walked.swept), (4, 600));
        // all of them, and the chain goes on
        assert_eq!(store.traces().sweep(NOW + 11).await.unwrap(), 4);
        write(&store, 302..303).await;
        assert_eq!(found(&store).await, "");
    }
}

#[tokio::test]
async fn a_forged_anchor_is_refused() {
    for (store, _) in stores().await {
        write(&store, 0..3).await;
        tamper(
            &store,
            "UPDATE trace_chains SET anchor = 2, anchor_hash = (SELECT hash FROM trace_records \
             WHERE link = 2), anchored_at = 5 WHERE number = 1",
        )
        .await;
        tamper(&store, "DELETE FROM trace_records WHERE link <= 2").await;
        let seen = found(&store).await;
        assert!(
            seen.starts_with("altered: the signed record of chain 1") && seen.lines().count() == 1
        );
        // retention does not sign it either
        assert_eq!(store.traces().sweep(NOW + 1).await.unwrap(), 0);
        assert!(found(&store).await.contains("the console found that"));
    }
}

#[tokio::test]
async fn retention_keeps_what_was_altered_as_evidence_for_as_long_again() {
    for (store, clock) in stores().await {
        write(&store, 0..3).await;
        clock.advance(1_000);
        // made old, so that retention would take them
        tamper(&store, "UPDATE trace_records SET time = 1 WHERE link > 2").await;
        assert_eq!(store.traces().sweep(NOW - 5).await.unwrap(), 0);
        assert_eq!(store.traces().sweep(NOW + 5).await.unwrap(), 0);
        let seen = found(&store).await;
        assert!(seen.contains("altered: chain 1; ") && seen.contains("edited: trace 00000001"));
        write(&store, 3..4).await;
        assert_eq!(store.traces().sweep(NOW + 1_000).await.unwrap(), 0);
        assert_eq!(store.traces().sweep(NOW + 1_001).await.unwrap(), 8);
        assert_eq!(found(&store).await, "");
        // the same for a chain without a row
        write(&store, 4..5).await;
        tamper(&store, "DELETE FROM trace_chains WHERE number = 2").await;
        store.traces().sweep(NOW).await.unwrap();
        assert!(found(&store).await.contains("altered: chain 2; "));
        store.traces().sweep(NOW + 1_001).await.unwrap();
        assert_eq!(found(&store).await, "");
    }
}

#[tokio::test]
async fn an_open_trace_stays_with_its_end_to_come() {
    for place in shared().await {
        let (one, other) = (place.open().await, place.open().await);
        one.traces().open(&opened(0), None).await.unwrap();
        write(&one, 1..2).await;
        place.clock.advance(10);
        assert_eq!(one.traces().sweep(NOW + 5).await.unwrap(), 0);
        other.traces().close(&id(0), &closed()).await.unwrap();
        write(&other, 2..3).await;
        // closed, it goes; its end in the other chain is not so old yet
        assert_eq!(other.traces().sweep(NOW + 5).await.unwrap(), 3);
        assert_eq!(found(&one).await, "");
        let (left, _) = one
            .traces()
            .list(&TraceQuery::default(), None, (0, 9))
            .await
            .unwrap();
        let left: Vec<_> = left.iter().map(|trace| trace.id.clone()).collect();
        assert_eq!(left, [id(2)]);
        assert_eq!(one.traces().sweep(NOW + 11).await.unwrap(), 3);
        assert_eq!(found(&one).await, "");
    }
}

#[tokio::test]
async fn writing_sweeping_and_walking_at_once_find_nothing_amiss() {
    for place in shared().await {
        let (one, other) = (place.open().await, place.open().await);
        let writing = tokio::spawn({
            let (one, clock) = (one.clone(), place.clock.clone());
            async move {
                for number in 0..60 {
                    clock.advance(1);
                    write(&one, number..number + 1).await;
                }
            }
        });
        let mut walks = 0;
        while !writing.is_finished() || walks == 0 {
            other
                .traces()
                .sweep(place.clock.now_ms() - 5)
                .await
                .unwrap();
            assert_eq!(found(&other).await, "");
            walks += 1;
        }
        writing.await.unwrap();
        assert_eq!(found(&one).await, "");
    }
}
