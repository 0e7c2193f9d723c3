//! Traces, as far as the caller may see them: everybody's, or their own.

use crate::access::Cx;
use crate::error::Error;
use castellan_api::action::Action;
use castellan_api::audit::{
    EXPORT_ROWS_MAX, ExportTraces, GetTrace, ListTraces, TraceDetail, TraceKind, TraceQuery,
    TraceStatus, TraceSummary,
};
use castellan_api::endpoint::{Endpoint, File, NoPath, NoQuery, TracePath};
use castellan_api::ids::UserId;
use castellan_api::page::{Page, bounds};

/// Lists traces; who may not see everybody's sees their own.
pub async fn list(
    cx: Cx<ListTraces>,
    _: NoPath,
    query: TraceQuery,
    (): (),
) -> Result<Page<TraceSummary>, Error> {
    let page = bounds(query.page, query.per_page);
    let (items, total) = cx
        .app()
        .store()
        .traces()
        .list(&query, own(&cx)?, page)
        .await?;
    Ok(Page {
        items,
        total,
        as_of: cx.app().clock().now_ms(),
        missing: Vec::new(),
    })
}

/// Shows one trace whole.
pub async fn get(
    cx: Cx<GetTrace>,
    path: TracePath,
    _: NoQuery,
    (): (),
) -> Result<TraceDetail, Error> {
    let trace = cx
        .app()
        .store()
        .traces()
        .get(&path.trace, own(&cx)?)
        .await?;
    trace.ok_or_else(|| {
        Error::NotFound(format!(
            "There is no trace {}. Traces are kept for some days only; see Settings.",
            path.trace
        ))
    })
}

/// Exports what the filter finds as CSV, at most 5,000 rows; the file's name says when there is
/// more.
pub async fn export(
    cx: Cx<ExportTraces>,
    _: NoPath,
    query: TraceQuery,
    (): (),
) -> Result<File, Error> {
    let take = usize::try_from(EXPORT_ROWS_MAX).unwrap_or(usize::MAX);
    let (items, total) = cx
        .app()
        .store()
        .traces()
        .list(&query, own(&cx)?, (0, take))
        .await?;
    let name = if total > u64::from(EXPORT_ROWS_MAX) {
        format!("traces-first-{EXPORT_ROWS_MAX}-of-{total}.csv")
    } else {
        "traces.csv".to_owned()
    };
    Ok(File {
        name,
        media_type: "text/csv; charset=utf-8",
        bytes: csv(&items)?,
    })
}

/// The user whose traces alone may be seen; nobody: all may be.
fn own<E: Endpoint>(cx: &Cx<E>) -> Result<Option<UserId>, Error> {
    let everybody = cx.scope().may(Action::AuditGet, None);
    Ok(if everybody {
        None
    } else {
        Some(cx.caller()?.user_id)
    })
}

const HEAD: [&str; 13] = [
    "time",
    "trace_name",
    "status",
    "operator",
    "resource_type",
    "resource_name",
    "resource_id",
    "source",
    "trace_type",
    "code",
    "message",
    "count",
    "trace_id",
];

fn csv(items: &[TraceSummary]) -> Result<Vec<u8>, Error> {
    let failed =
        |error: &dyn std::fmt::Display| Error::Bug(format!("a CSV could not be written: {error}"));
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(HEAD).map_err(|error| failed(&error))?;
    for trace in items {
        let code = trace.code.map(|code| code.to_string()).unwrap_or_default();
        let cells = [
            instant(trace.time),
            trace.name.clone(),
            status(trace.status).to_owned(),
            trace.operator.clone(),
            trace.resource_type.clone(),
            trace.resource_name.clone(),
            trace.resource_id.clone().unwrap_or_default(),
            trace.source.clone(),
            kind(trace.kind).to_owned(),
            code,
            trace.message.clone(),
            trace.count.to_string(),
            trace.id.to_string(),
        ];
        writer
            .write_record(cells.map(guarded))
            .map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

const fn status(status: TraceStatus) -> &'static str {
    match status {
        TraceStatus::Open => "open",
        TraceStatus::Normal => "normal",
        TraceStatus::Warning => "warning",
        TraceStatus::Incident => "incident",
    }
}

const fn kind(kind: TraceKind) -> &'static str {
    match kind {
        TraceKind::ApiCall => "api_call",
        TraceKind::ConsoleAction => "console_action",
        TraceKind::SystemAction => "system_action",
    }
}

/// An instant as ISO 8601 in UTC.
fn instant(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(|_| ms.to_string(), |time| time.to_string())
}

/// A cell that no spreadsheet takes for a formula.
fn guarded(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_api::ids::TraceId;

    #[test]
    fn the_export_holds_no_formula() {
        let trace = TraceSummary {
            id: TraceId::trusted("0123456789abcdef"),
            name: "Kafka_create_topicSuccess".into(),
            kind: TraceKind::ConsoleAction,
            resource_type: "kafka".into(),
            resource_name: "=cmd()".into(),
            resource_id: None,
            source: "castellan".into(),
            operator: "-".into(),
            status: TraceStatus::Normal,
            code: Some(200),
            message: "a, \"b\"".into(),
            time: 1_700_000_000_000,
            count: 1,
        };
        let text = String::from_utf8(csv(&[trace]).unwrap()).unwrap();
        assert!(
            text.contains(
                "\n2023-11-14T22:13:20Z,Kafka_create_topicSuccess,normal,'-,kafka,'=cmd(),"
            ),
            "{text}"
        );
        assert!(text.contains("\"a, \"\"b\"\"\""), "{text}");
    }
}
