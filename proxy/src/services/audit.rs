//! Traces, as far as the caller may see them: everybody's, or their own.

use crate::access::Cx;
use crate::error::Error;
use crate::services::table::{self, Cell};
use castellan_api::action::Action;
use castellan_api::audit::{
    EXPORT_ROWS_MAX, ExportTraces, GetTrace, ListTraces, TraceDetail, TraceFormat, TraceKind,
    TraceQuery, TraceStatus, TraceSummary,
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

/// Exports what the filter finds, at most 5,000 rows; the file's name says when there is more.
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
        format!("traces-first-{EXPORT_ROWS_MAX}-of-{total}")
    } else {
        "traces".to_owned()
    };
    Ok(match query.format.unwrap_or(TraceFormat::Csv) {
        TraceFormat::Csv => File {
            name: format!("{name}.csv"),
            media_type: "text/csv; charset=utf-8",
            bytes: csv(&items)?,
        },
        TraceFormat::Xlsx => File {
            name: format!("{name}.xlsx"),
            media_type: table::XLSX,
            bytes: xlsx(&items).await?,
        },
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
        writer
            .write_record(cells(trace).map(|cell| guarded(cell.to_string())))
            .map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

async fn xlsx(items: &[TraceSummary]) -> Result<Vec<u8>, Error> {
    // a spreadsheet's dates have no zone: the head names it
    let head = HEAD.map(|head| if head == "time" { "time_utc" } else { head });
    let rows = items.iter().map(|trace| cells(trace).to_vec());
    table::workbook("traces", head.map(str::to_owned).to_vec(), rows.collect())
        .await
        .map_err(Error::Bug)
}

fn cells(trace: &TraceSummary) -> [Cell; 13] {
    let words = |text: &str| Cell::Text(text.to_owned());
    [
        Cell::Time(trace.time),
        words(&trace.name),
        words(status(trace.status)),
        words(&trace.operator),
        words(&trace.resource_type),
        words(&trace.resource_name),
        Cell::text(trace.resource_id.as_deref()),
        words(&trace.source),
        words(kind(trace.kind)),
        Cell::whole(trace.code),
        words(&trace.message),
        Cell::whole(Some(trace.count)),
        words(trace.id.as_str()),
    ]
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

    fn trace() -> TraceSummary {
        TraceSummary {
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
        }
    }

    #[test]
    fn the_export_holds_no_formula() {
        let text = String::from_utf8(csv(&[trace()]).unwrap()).unwrap();
        assert!(
            text.contains(
                "\n2023-11-14T22:13:20Z,Kafka_create_topicSuccess,normal,'-,kafka,'=cmd(),"
            ),
            "{text}"
        );
        assert!(text.contains("\"a, \"\"b\"\"\""), "{text}");
    }

    #[tokio::test]
    async fn the_spreadsheet_has_dates_numbers_and_no_formula() {
        use calamine::Data;
        let bytes = xlsx(&[trace()]).await.unwrap();
        table::tests::has_no_formula(&bytes, "traces");
        let range = table::tests::read(&bytes, "traces");
        let rows: Vec<&[Data]> = range.rows().collect();
        let [head, row] = rows.as_slice() else {
            panic!("{rows:?}")
        };
        assert_eq!(head[0], Data::String("time_utc".into()));
        assert!(matches!(&row[0], Data::DateTime(time) if time.is_datetime()));
        assert_eq!(row[3], Data::String("-".into()));
        assert_eq!(row[5], Data::String("=cmd()".into()));
        assert_eq!((&row[6], &row[9]), (&Data::Empty, &Data::Float(200.0)));
        assert_eq!(row[12], Data::String("0123456789abcdef".into()));
    }
}
