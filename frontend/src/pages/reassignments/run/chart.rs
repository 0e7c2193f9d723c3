//! The transfer rate as a picture: what was measured, the throttle, and how long it should still
//! take.

use super::Run;
use crate::components::drawn;
use crate::format::{bytes, duration, time};
use crate::i18n::text;
use crate::pages::reassignments::words::per_second_whole;
use castellan_api::reassignment::{Phase, Reassignment};
use leptos::prelude::*;
use std::fmt::Write;

/// The card; nothing where nothing was to be measured.
#[component]
pub fn Chart(run: Run) -> impl IntoView {
    let t = text().reassignments();
    // Measures come every few seconds; the page looks more often.
    let drawing = Memo::new(move |_| run.load.get().map(|run| Drawing::of(&run)));
    let shown = Memo::new(move |_| {
        let many = drawing.with(|one| one.as_ref().is_some_and(|one| one.points.len() > 1));
        many || run.phase.get() == Some(Phase::Moving)
    });
    let small = move || {
        drawing.with(|one| {
            one.as_ref()
                .map(|one| (t.rate_small)(one.scale.unit))
                .unwrap_or_default()
        })
    };
    let plot = move || {
        drawing.with(|one| match one {
            Some(one) if one.points.len() > 1 => plot(one),
            _ => view! { <p class="t3">{t.rate_none}</p> }.into_any(),
        })
    };
    move || {
        shown.get().then(|| {
            view! {
                <section class="card" aria-labelledby="rate">
                    <header>
                        <h2 id="rate">{t.rate_title} " " <small>{drawn(small)}</small></h2>
                    </header>
                    <div class="chart">{drawn(plot)}</div>
                </section>
            }
        })
    }
}

/// The figures of the axis up.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    /// Bytes a second at the top.
    top: f64,
    /// Bytes of the unit.
    unit_bytes: f64,
    unit: &'static str,
}

impl Scale {
    /// A round figure at or above the most.
    fn of(most: u64) -> Self {
        let unit = bytes(most).unit;
        let unit_bytes = match unit {
            "PB" => 1e15,
            "TB" => 1e12,
            "GB" => 1e9,
            "MB" => 1e6,
            "kB" => 1e3,
            _ => 1.0,
        };
        let wanted = (most.max(1) as f64) * 1.05 / unit_bytes;
        let mut power = 1.0;
        while power * 10.0 <= wanted {
            power *= 10.0;
        }
        let top = [1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 6.0, 8.0, 10.0]
            .into_iter()
            .map(|step| step * power)
            .find(|top| *top >= wanted)
            .unwrap_or(10.0 * power);
        Self {
            top: top * unit_bytes,
            unit_bytes,
            unit,
        }
    }

    /// Where a rate stands, percent from the top.
    fn down(self, rate: f64) -> f64 {
        (1.0 - rate / self.top).clamp(0.0, 1.0) * 100.0
    }

    /// A share of the top as a figure.
    fn tick(self, share: f64) -> String {
        let value = self.top * share / self.unit_bytes;
        let digits = usize::from(value < 10.0 && value.fract() > 0.001);
        format!("{value:.digits$}")
    }
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
struct Drawing {
    points: Vec<(i64, u64)>,
    scale: Scale,
    /// Throttle of all brokers together, of each, and how many they are; absent: none is near.
    throttle: Option<(u64, u64, u64)>,
    /// When it should end, where that fits into the picture.
    end: Option<i64>,
}

impl Drawing {
    fn of(run: &Reassignment) -> Self {
        let points = run.rates.clone();
        let most = points.iter().map(|(_, rate)| *rate).max().unwrap_or(0);
        let brokers = run.brokers.len() as u64;
        // A throttle far above what is copied would press the picture flat.
        let throttle = run
            .speed
            .throttle_bytes_per_s
            .map(|each| (each.saturating_mul(brokers), each, brokers))
            .filter(|(all, ..)| *all > 0 && (*all <= most.saturating_mul(4) || most == 0));
        let first = points.first().map_or(0, |(at, _)| *at);
        let last = points.last().map_or(0, |(at, _)| *at);
        let end = run
            .estimated_end
            .filter(|_| run.summary.phase == Phase::Moving)
            .filter(|end| *end > last && *end - last <= (last - first).saturating_mul(2));
        Self {
            scale: Scale::of(most.max(throttle.map_or(0, |(all, ..)| all))),
            points,
            throttle,
            end,
        }
    }

    fn first(&self) -> i64 {
        self.points.first().map_or(0, |(at, _)| *at)
    }

    fn last(&self) -> i64 {
        self.points.last().map_or(0, |(at, _)| *at)
    }

    /// Where a moment stands, percent from the left.
    fn across(&self, at: i64) -> f64 {
        let whole = (self.end.unwrap_or_else(|| self.last()) - self.first()).max(1);
        (at - self.first()) as f64 / whole as f64 * 100.0
    }

    /// The line, and what closes it to an area.
    fn paths(&self) -> (String, String) {
        let mut line = String::new();
        for (at, rate) in &self.points {
            let letter = if line.is_empty() { 'M' } else { 'L' };
            let (x, y) = (self.across(*at), self.scale.down(*rate as f64));
            let _ = write!(line, "{letter}{x:.2} {y:.2}");
        }
        let area = format!("{line}L{:.2} 100L0 100Z", self.across(self.last()));
        (line, area)
    }

    /// In one sentence.
    fn says(&self) -> String {
        let rates = || self.points.iter().map(|(_, rate)| *rate);
        let count = self.points.len().max(1) as u64;
        let average = rates().fold(0u64, u64::saturating_add) / count;
        (text().reassignments().rate_says)(
            &time::since(self.first()),
            &time::since(self.last()),
            &per_second_whole(rates().max().unwrap_or(0)),
            &per_second_whole(average),
            &per_second_whole(rates().next_back().unwrap_or(0)),
        )
    }
}

fn left(percent: f64) -> String {
    format!("{percent:.2}%")
}

fn plot(one: &Drawing) -> AnyView {
    let t = text().reassignments();
    let (line, area) = one.paths();
    let now = one.across(one.last());
    let grid = [1.0, 0.5, 0.0].map(|share| {
        view! {
            <div class="gy" style:top=left((1.0 - share) * 100.0)>
                <span>{one.scale.tick(share)}</span>
            </div>
        }
    });
    let throttle = one.throttle.map(|(all, each, brokers)| {
        let words = (t.throttle_line)(brokers, &per_second_whole(each));
        view! {
            <div class="lim" style:top=left(one.scale.down(all as f64))>
                <span>{words}</span>
            </div>
        }
    });
    let rest = one.end.map(|end| {
        let words = (t.estimate)(&duration(end - one.last()));
        // Narrower, the words would stand in the picture of what was.
        let words = (now < 75.0).then(|| view! { <span>{words}</span> });
        view! { <div class="rest" style:left=left(now)>{words}</div> }
    });
    let last = one.end.map(|end| {
        view! { <span class="gx last">{time::since(end)}</span> }
    });
    let at = time::since(one.last());
    let latest = match one.end {
        None => Some(view! { <span class="gx last">{at}</span> }.into_any()),
        // Not over the words at the ends.
        Some(_) if (20.0..80.0).contains(&now) => {
            let words = (t.now_at)(&at);
            Some(view! { <span class="gx" style:left=left(now)>{words}</span> }.into_any())
        }
        Some(_) => None,
    };
    view! {
        <div class="plot rate-plot" role="img" aria-label=one.says()>
            {grid}
            <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
                <path class="area" d=area></path>
                <path d=line></path>
            </svg>
            {throttle}
            {rest}
            <span class="gx first">{time::since(one.first())}</span>
            {latest}
            {last}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::Scale;

    #[test]
    fn the_top_is_round_and_above_the_most() {
        for (most, top, unit) in [
            (0, "1.2", "B"),
            (178_000_000, "200", "MB"),
            (950_000, "1000", "kB"),
            (1_100_000_000, "1.2", "GB"),
        ] {
            let scale = Scale::of(most);
            assert_eq!(
                (scale.tick(1.0).as_str(), scale.unit),
                (top, unit),
                "{most}"
            );
        }
    }
}
