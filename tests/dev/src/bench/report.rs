//! The result as a table that reads well in a terminal and is Markdown.

use std::fmt::Write;
use std::time::Duration;

/// How a measure stands to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// There is no target.
    None,
    Met,
    /// A time or a size of memory: told, no more, since the machine has its part in it.
    Missed,
    /// A count: the same on every machine, so the command fails.
    Failed,
}

#[derive(Debug)]
struct Row {
    what: String,
    value: String,
    ratio: String,
    target: String,
    verdict: Verdict,
}

/// The measures of one number of topics.
#[derive(Debug)]
pub struct Report {
    title: String,
    yardstick: Duration,
    rows: Vec<Row>,
}

impl Report {
    /// An empty one; times are held against the yardstick.
    pub fn new(title: String, yardstick: Duration) -> Self {
        Self {
            title,
            yardstick,
            rows: Vec::new(),
        }
    }

    /// A time, at most its target where it has one.
    pub fn time(&mut self, what: &str, value: Duration, target: Option<Duration>) {
        let ratio = value.as_secs_f64() / self.yardstick.as_secs_f64();
        self.push(
            what,
            milliseconds(value),
            significant(ratio),
            target.map(|target| format!("≤ {}", milliseconds(target))),
            target.map_or(Verdict::None, |target| soft(value <= target)),
        );
    }

    /// Requests a second, at least the target where it has one.
    pub fn rate(&mut self, what: &str, value: f64, target: Option<f64>) {
        self.push(
            what,
            format!("{} /s", thousands(value)),
            significant(value * self.yardstick.as_secs_f64()),
            target.map(|target| format!("≥ {} /s", thousands(target))),
            target.map_or(Verdict::None, |target| soft(value >= target)),
        );
    }

    /// Memory in bytes, at most its target.
    pub fn memory(&mut self, what: &str, bytes: u64, target: u64) {
        let megabytes = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
        let target_text = Some(format!("≤ {} MB", target / 1_000_000));
        let verdict = soft(bytes <= target);
        self.push(what, megabytes(bytes), "–".to_owned(), target_text, verdict);
    }

    /// A count, or what else is the same on every machine. Not met, it fails the command.
    pub fn count(&mut self, what: &str, value: f64, unit: &str, target: Option<(String, bool)>) {
        let (text, verdict) = match target {
            Some((text, true)) => (Some(text), Verdict::Met),
            Some((text, false)) => (Some(text), Verdict::Failed),
            None => (None, Verdict::None),
        };
        let value = format!("{} {unit}", thousands(value)).trim_end().to_owned();
        self.push(what, value, "–".to_owned(), text, verdict);
    }

    fn push(
        &mut self,
        what: &str,
        value: String,
        ratio: String,
        target: Option<String>,
        verdict: Verdict,
    ) {
        self.rows.push(Row {
            what: what.to_owned(),
            value,
            ratio,
            target: target.unwrap_or_default(),
            verdict,
        });
    }

    /// What failed.
    pub fn failures(&self) -> impl Iterator<Item = String> {
        let failed = self
            .rows
            .iter()
            .filter(|row| row.verdict == Verdict::Failed);
        failed.map(|row| format!("{}: {} is {}", self.title, row.what, row.value))
    }

    /// As text.
    pub fn text(&self) -> String {
        let head = ["Measure", "Value", "Of the yardstick", "Target", ""].map(str::to_owned);
        let mut lines = vec![head];
        lines.extend(self.rows.iter().map(|row| {
            let verdict = match row.verdict {
                Verdict::None => "",
                Verdict::Met => "met",
                Verdict::Missed => "missed",
                Verdict::Failed => "FAILED",
            };
            let cells = [&row.what, &row.value, &row.ratio, &row.target];
            let [what, value, ratio, target] = cells.map(String::clone);
            [what, value, ratio, target, verdict.to_owned()]
        }));
        let mut widths = [3; 5];
        for cells in &lines {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = cell.chars().count().max(*width);
            }
        }
        let mut text = format!("### {}\n\n", self.title);
        for (number, cells) in lines.iter().enumerate() {
            for (place, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let _ = match place {
                    1 | 2 => write!(text, "| {cell:>width$} "),
                    _ => write!(text, "| {cell:<width$} "),
                };
            }
            text.push_str("|\n");
            if number == 0 {
                for (place, width) in widths.iter().enumerate() {
                    let colon = if matches!(place, 1 | 2) { ":" } else { "-" };
                    let _ = write!(text, "| {}{colon} ", "-".repeat(width - 1));
                }
                text.push_str("|\n");
            }
        }
        text
    }
}

fn soft(met: bool) -> Verdict {
    if met { Verdict::Met } else { Verdict::Missed }
}

/// `0.412 ms`, `212 ms`.
fn milliseconds(time: Duration) -> String {
    format!("{} ms", significant(time.as_secs_f64() * 1e3))
}

/// Three digits that count: `0.00123`, `4.57`, `213`.
fn significant(value: f64) -> String {
    if value <= 0.0 {
        return "0".to_owned();
    }
    let before_point = value.log10().floor() as i32 + 1;
    let decimals = usize::try_from(3 - before_point).unwrap_or(0);
    if decimals == 0 {
        return thousands(value);
    }
    format!("{value:.decimals$}")
}

/// `12,345`.
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Report, significant, thousands};

    #[test]
    fn numbers_have_the_digits_that_count() {
        assert_eq!(significant(0.001_234_5), "0.00123");
        assert_eq!(significant(4.5678), "4.57");
        assert_eq!(significant(212.6), "213");
        assert_eq!(significant(12_345.0), "12,345");
        assert_eq!(thousands(999.0), "999");
        assert_eq!(thousands(1_234_567.0), "1,234,567");
    }

    #[test]
    fn a_slow_machine_does_not_fail_but_a_count_does() {
        let mut report = Report::new("2 topics".to_owned(), Duration::from_millis(100));
        let second = Duration::from_secs(1);
        report.time("start", second, Some(Duration::from_millis(350)));
        report.memory("idle", 60_000_000, 50_000_000);
        assert_eq!(report.failures().count(), 0);
        report.count("errors", 3.0, "", Some(("0".to_owned(), false)));
        assert_eq!(
            report.failures().collect::<Vec<_>>(),
            ["2 topics: errors is 3"]
        );
        let text = report.text();
        assert!(
            text.contains("1,000 ms") && text.contains("missed"),
            "{text}"
        );
        assert!(text.contains("10.0") && text.contains("FAILED"), "{text}");
    }
}
