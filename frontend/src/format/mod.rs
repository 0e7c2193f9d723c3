//! Figures as people read them: thousands separated, three digits from a million on, bytes in
//! powers of 1,000, durations in two units. Times with their zone are in [`time`].

pub mod time;

/// Text that begins a sentence.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A no-break space, before `%` and units.
pub const NBSP: char = '\u{a0}';
/// The sign of a negative number.
const MINUS: char = '\u{2212}';
/// What stands where a figure is missing; the reason goes into `title`.
pub const MISSING: &str = "—";

/// A number with its unit apart, and the exact figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The number.
    pub text: String,
    /// Its unit; empty: none.
    pub unit: &'static str,
    /// The exact figure, for `title`; empty where `text` is exact.
    pub exact: String,
}

impl Figure {
    /// In one piece, as `4.2 GB`.
    pub fn whole(&self) -> String {
        if self.unit.is_empty() {
            self.text.clone()
        } else {
            format!("{}{NBSP}{}", self.text, self.unit)
        }
    }
}

/// `2,846`, `−12`. Offsets are always written so.
pub fn number(value: impl Into<i128>) -> String {
    let value: i128 = value.into();
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if value < 0 {
        out.push(MINUS);
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `48,112`, `1.71 M`, `3.91 B`: three digits from a million on, the exact figure beside it.
pub fn count(value: u64) -> Figure {
    let exact = number(value);
    for (from, scale, unit) in [
        (1_000_000_000_000, 1e12, "T"),
        (1_000_000_000, 1e9, "B"),
        (1_000_000, 1e6, "M"),
    ] {
        if value >= from {
            return Figure {
                text: three(value as f64 / scale),
                unit,
                exact,
            };
        }
    }
    Figure {
        text: exact,
        unit: "",
        exact: String::new(),
    }
}

/// A rate a second: `0.4`, `12.3`, `48,112`, `1.71 M`.
pub fn rate(per_s: f64) -> Figure {
    let per_s = per_s.max(0.0);
    if per_s == 0.0 || per_s >= 999.5 {
        return count(per_s.round() as u64);
    }
    let digits = usize::from(per_s < 99.95);
    let small = per_s < 0.05;
    let text = if small {
        "<\u{a0}0.1".to_owned()
    } else {
        format!("{per_s:.digits$}")
    };
    Figure {
        text,
        unit: "",
        exact: if small {
            format!("{per_s:.4}")
        } else {
            String::new()
        },
    }
}

/// Three digits: `1.71`, `41.2`, `402`.
fn three(value: f64) -> String {
    // What rounds up to the next power shows one digit less after the point.
    let digits = if value >= 99.95 {
        0
    } else if value >= 9.995 {
        1
    } else {
        2
    };
    format!("{value:.digits$}")
}

/// `4.2 GB`, `1.14 TB`, `512 B`: powers of 1,000.
pub fn bytes(value: u64) -> Figure {
    let exact = format!("{}{NBSP}B", number(value));
    for (from, scale, unit, digits) in [
        (1_000_000_000_000_000, 1e15, "PB", 2),
        (1_000_000_000_000, 1e12, "TB", 2),
        (1_000_000_000, 1e9, "GB", 1),
        (1_000_000, 1e6, "MB", 1),
        (1_000, 1e3, "kB", 1),
    ] {
        if value >= from {
            return Figure {
                text: format!("{:.digits$}", value as f64 / scale),
                unit,
                exact,
            };
        }
    }
    Figure {
        text: number(value),
        unit: "B",
        exact: String::new(),
    }
}

/// `12 %`, `−3 %`, with the number's true sign.
pub fn percent(value: impl Into<i128>) -> String {
    format!("{}{NBSP}%", number(value))
}

/// `+50 %`, `−98 %`, `0 %`: a distance.
pub fn distance_percent(value: i32) -> String {
    let plus = if value > 0 { "+" } else { "" };
    format!("{plus}{}{NBSP}%", number(value))
}

/// `640 ms`, `12 s`, `26 min`, `1 h 46 min`, `41 d 3 h`: at most two units.
pub fn duration(ms: i64) -> String {
    let ms = ms.max(0);
    let (s, min, h, d) = (ms / 1_000, ms / 60_000, ms / 3_600_000, ms / 86_400_000);
    let two = |big: i64, big_unit: &str, small: i64, small_unit: &str| {
        if small == 0 {
            format!("{}{NBSP}{big_unit}", number(big))
        } else {
            format!("{}{NBSP}{big_unit} {small}{NBSP}{small_unit}", number(big))
        }
    };
    if ms < 1_000 {
        format!("{ms}{NBSP}ms")
    } else if s < 60 {
        format!("{s}{NBSP}s")
    } else if min < 60 {
        two(min, "min", if min < 10 { s % 60 } else { 0 }, "s")
    } else if h < 24 {
        two(h, "h", min % 60, "min")
    } else {
        two(d, "d", if d < 100 { h % 24 } else { 0 }, "h")
    }
}

/// An age in a list: one unit, `2 s`, `26 min`, `41 d`.
pub fn age(ms: i64) -> String {
    let s = ms.max(0) / 1_000;
    let (value, unit) = if s < 60 {
        (s, "s")
    } else if s < 3_600 {
        (s / 60, "min")
    } else if s < 172_800 {
        (s / 3_600, "h")
    } else {
        (s / 86_400, "d")
    };
    format!("{}{NBSP}{unit}", number(value))
}

/// A retention as hours where it is whole hours: `72`; else in its own units, `90 s`.
pub fn hours(ms: i64) -> String {
    if ms % 3_600_000 == 0 {
        number(ms / 3_600_000)
    } else {
        duration(ms)
    }
}

/// Cuts a long name in the middle, so that start and end stay readable.
pub fn middle(text: &str, max: usize) -> String {
    let length = text.chars().count();
    if length <= max || max < 5 {
        return text.to_owned();
    }
    let end = (max - 1) / 2;
    let start = max - 1 - end;
    let head: String = text.chars().take(start).collect();
    let tail: String = text.chars().skip(length - end).collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_thousands_and_a_true_minus() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(2_846), "2,846");
        assert_eq!(number(-1_234_567), "−1,234,567");
        assert_eq!(number(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn counts_have_three_digits_from_a_million() {
        assert_eq!(count(999_999).whole(), "999,999");
        assert_eq!(count(1_710_000).whole(), "1.71\u{a0}M");
        assert_eq!(count(41_200_000).whole(), "41.2\u{a0}M");
        assert_eq!(count(402_000_000).whole(), "402\u{a0}M");
        assert_eq!(count(3_910_000_000).whole(), "3.91\u{a0}B");
        assert_eq!(count(9_999_999).text, "10.0");
        assert_eq!(count(3_910_000_000).exact, "3,910,000,000");
    }

    #[test]
    fn rates_show_what_is_little() {
        assert_eq!(rate(0.0).text, "0");
        assert_eq!(rate(0.01).text, "<\u{a0}0.1");
        assert_eq!(rate(12.34).text, "12.3");
        assert_eq!(rate(402.4).text, "402");
        assert_eq!(rate(1_710_000.0).whole(), "1.71\u{a0}M");
    }

    #[test]
    fn bytes_are_powers_of_1000() {
        assert_eq!(bytes(0).whole(), "0\u{a0}B");
        assert_eq!(bytes(999).whole(), "999\u{a0}B");
        assert_eq!(bytes(4_200_000_000).whole(), "4.2\u{a0}GB");
        assert_eq!(bytes(1_140_000_000_000).whole(), "1.14\u{a0}TB");
        assert_eq!(bytes(812_400_000_000).whole(), "812.4\u{a0}GB");
        assert_eq!(bytes(1_500).exact, "1,500\u{a0}B");
    }

    #[test]
    fn durations_have_two_units_at_most() {
        assert_eq!(duration(640), "640\u{a0}ms");
        assert_eq!(duration(12_000), "12\u{a0}s");
        assert_eq!(duration(95_000), "1\u{a0}min 35\u{a0}s");
        assert_eq!(duration(26 * 60_000 + 5_000), "26\u{a0}min");
        assert_eq!(duration(106 * 60_000), "1\u{a0}h 46\u{a0}min");
        assert_eq!(duration(41 * 86_400_000), "41\u{a0}d");
        assert_eq!(age(26 * 60_000), "26\u{a0}min");
        assert_eq!(age(-5), "0\u{a0}s");
        assert_eq!(hours(259_200_000), "72");
        assert_eq!(hours(90_000), "1\u{a0}min 30\u{a0}s");
    }

    #[test]
    fn long_names_are_cut_in_the_middle() {
        assert_eq!(middle("orders", 10), "orders");
        assert_eq!(middle("orders.events.v2", 9), "orde…s.v2");
    }

    #[test]
    fn distances_have_a_sign() {
        assert_eq!(distance_percent(50), "+50\u{a0}%");
        assert_eq!(distance_percent(-98), "−98\u{a0}%");
        assert_eq!(distance_percent(0), "0\u{a0}%");
    }
}
