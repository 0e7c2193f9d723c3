//! Tables that are given away as files: cells that know what they are, and the XLSX file of them.
//! The CSV of a list stands beside the list.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::fmt;
use tokio::sync::Semaphore;

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Not known.
    Nothing,
    /// Words. A spreadsheet never runs them, whatever they begin with.
    Text(String),
    /// A count.
    Whole(i64),
    /// A measure.
    Real(f64),
    /// Yes or no.
    Truth(bool),
    /// An instant, milliseconds since 1970 UTC.
    Time(i64),
}

impl Cell {
    /// Words, where there are any.
    pub(crate) fn text(value: Option<&str>) -> Self {
        value.map_or(Self::Nothing, |value| Self::Text(value.to_owned()))
    }

    /// A count, where it is known.
    pub(crate) fn whole(value: Option<impl TryInto<i64>>) -> Self {
        value.map_or(Self::Nothing, |value| {
            Self::Whole(value.try_into().unwrap_or(i64::MAX))
        })
    }

    /// Yes or no, where it is known.
    pub(crate) fn truth(value: Option<bool>) -> Self {
        value.map_or(Self::Nothing, Self::Truth)
    }
}

/// As it stands in CSV: plain numbers, instants as ISO 8601 in UTC, nothing where it is not known.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Whole(number) => number.fmt(f),
            Self::Real(number) => number.fmt(f),
            Self::Truth(truth) => truth.fmt(f),
            Self::Time(ms) => match jiff::Timestamp::from_millisecond(*ms) {
                Ok(time) => time.fmt(f),
                Err(_) => ms.fmt(f),
            },
        }
    }
}

/// The media type of the file.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Characters of one cell that a spreadsheet takes.
const TEXT_MAX: usize = 32_767;
/// Whole numbers above lose digits in a spreadsheet, which counts in doubles: they stay words.
const EXACT_MAX: u64 = 1 << 53;
/// Columns are as wide as their longest cell, within these characters.
const WIDTHS: (usize, usize) = (8, 60);
const DAY_MS: f64 = 86_400_000.0;
/// 1970-01-01 as a spreadsheet counts days.
const DAYS_BEFORE_1970: f64 = 25_569.0;

/// Large lists written at once: each holds its rows several times over while it is written.
static AT_WORK: Semaphore = Semaphore::const_new(2);

/// Does work on a whole list, that takes a moment and memory: not on a thread that answers others,
/// and few at once; the others wait for their turn.
pub(crate) async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let _turn = AT_WORK.acquire().await.map_err(|error| error.to_string())?;
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| "the work was stopped".to_owned())
}

/// The XLSX file of one sheet: a head that stays in sight, then the rows.
pub(crate) async fn workbook(
    sheet: &'static str,
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
) -> Result<Vec<u8>, String> {
    in_turn(move || write(sheet, &head, &rows).map_err(|error| error.to_string()))
        .await
        .flatten()
        .map_err(|why| format!("an XLSX file could not be written: {why}"))
}

fn write(sheet: &str, head: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let time = Format::new()
        .set_num_format("yyyy-mm-dd hh:mm:ss")
        .set_align(FormatAlign::Left);
    let page = workbook.add_worksheet();
    page.set_name(sheet)?;
    page.set_freeze_panes(1, 0)?;
    let mut widths = vec![WIDTHS.0; head.len()];
    let mut widen = |column: usize, characters: usize| {
        if let Some(width) = widths.get_mut(column) {
            *width = characters.clamp(*width, WIDTHS.1);
        }
    };
    for (place, (column, words)) in (0_u16..).zip(head).enumerate() {
        page.write_string_with_format(0, column, words, &bold)?;
        widen(place, words.chars().count());
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (place, (column, cell)) in (0_u16..).zip(row).enumerate() {
            widen(place, write_cell(page, (line, column), cell, &time)?);
        }
    }
    for (column, width) in (0_u16..).zip(widths) {
        // One more than the characters: the edges of the cell.
        page.set_column_width(column, u32::try_from(width + 1).unwrap_or(u32::MAX))?;
    }
    workbook.save_to_buffer()
}

/// Writes one cell; gives its characters.
fn write_cell(
    page: &mut Worksheet,
    (line, column): (u32, u16),
    cell: &Cell,
    time: &Format,
) -> Result<usize, XlsxError> {
    match cell {
        Cell::Nothing => {}
        Cell::Text(text) => {
            let length = text.chars().count();
            if length > TEXT_MAX {
                let cut: String = text.chars().take(TEXT_MAX - 1).chain(['…']).collect();
                page.write_string(line, column, cut)?;
            } else if !text.is_empty() {
                page.write_string(line, column, text)?;
            }
            return Ok(length);
        }
        Cell::Whole(number) if number.unsigned_abs() > EXACT_MAX => {
            page.write_string(line, column, number.to_string())?;
        }
        Cell::Whole(number) => {
            page.write_number(line, column, *number as f64)?;
        }
        Cell::Real(number) => {
            page.write_number(line, column, *number)?;
        }
        Cell::Truth(truth) => {
            page.write_boolean(line, column, *truth)?;
        }
        Cell::Time(ms) => {
            let days = *ms as f64 / DAY_MS + DAYS_BEFORE_1970;
            page.write_number_with_format(line, column, days, time)?;
            return Ok("2026-11-21 16:00:00".len());
        }
    }
    Ok(cell.to_string().len())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use calamine::{Data, Range, Reader, Xlsx};
    use std::io::{Cursor, Read};

    /// The sheet of a file, as another program reads it.
    pub(crate) fn read(bytes: &[u8], sheet: &str) -> Range<Data> {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), [sheet]);
        book.worksheet_range(sheet).unwrap()
    }

    /// No cell of the file is a formula.
    pub(crate) fn has_no_formula(bytes: &[u8], sheet: &str) {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        assert!(book.worksheet_formula(sheet).unwrap().is_empty());
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut text = String::new();
        zip::ZipArchive::new(Cursor::new(bytes))
            .unwrap()
            .by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    #[tokio::test]
    async fn cells_are_what_they_are() {
        let dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a\u{1}b", "_x0041_"];
        let long = "x".repeat(40_000);
        let mut rows: Vec<Vec<Cell>> = dangerous
            .iter()
            .map(|text| vec![Cell::Text((*text).to_owned())])
            .collect();
        rows.push(vec![
            Cell::Text(long),
            Cell::Whole(-1),
            Cell::Whole(i64::MAX),
            Cell::Real(12.5),
            Cell::Truth(true),
            Cell::Time(1_700_000_000_500),
            Cell::Nothing,
        ]);
        let head = ["a", "b", "c", "d", "e", "f", "g"].map(str::to_owned);
        let bytes = workbook("cells", head.to_vec(), rows).await.unwrap();
        has_no_formula(&bytes, "cells");
        let range = read(&bytes, "cells");
        for (line, text) in (1_u32..).zip(dangerous) {
            let cell = range.get_value((line, 0)).unwrap();
            assert_eq!(cell, &Data::String(text.to_owned()), "{text:?}");
        }
        let last: Vec<&Data> = (0..7).filter_map(|at| range.get_value((8, at))).collect();
        let Data::String(cut) = last[0] else {
            panic!("{:?}", last[0])
        };
        assert_eq!((cut.chars().count(), cut.ends_with("x…")), (TEXT_MAX, true));
        assert_eq!(last[1], &Data::Float(-1.0));
        assert_eq!(last[2], &Data::String("9223372036854775807".to_owned()));
        assert_eq!((last[3], last[4]), (&Data::Float(12.5), &Data::Bool(true)));
        let Data::DateTime(time) = last[5] else {
            panic!("{:?}", last[5])
        };
        // 2023-11-14 22:13:20.5 UTC
        assert!(
            (time.as_f64() - 45_244.925_931_712_96).abs() < 1e-9,
            "{time}"
        );
        assert_eq!(last[6], &Data::Empty);
    }

    #[tokio::test]
    async fn the_head_stays_and_columns_fit() {
        let head = vec!["name".to_owned(), "partitions".to_owned()];
        let rows = vec![vec![
            Cell::Text("a-name-of-thirty-two-characters-".to_owned()),
            Cell::Whole(3),
        ]];
        let bytes = workbook("topics", head, rows).await.unwrap();
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("state=\"frozen\""), "{sheet}");
        assert!(sheet.contains("ySplit=\"1\""), "{sheet}");
        let widths: Vec<f64> = sheet
            .split("width=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next()?.parse().ok())
            .collect();
        assert!(
            widths.len() == 2 && widths[0] >= 33.0 && widths[1] >= 11.0 && widths[1] < 20.0,
            "{sheet}"
        );
    }

    #[test]
    fn text_of_a_cell_is_that_of_csv() {
        let cells = [
            Cell::Nothing,
            Cell::Whole(-1),
            Cell::Real(12.5),
            Cell::Truth(false),
            Cell::Time(1_700_000_000_000),
        ];
        let texts: Vec<String> = cells.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["", "-1", "12.5", "false", "2023-11-14T22:13:20Z"]);
    }
}
