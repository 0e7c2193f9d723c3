//! Texts of the ranges of time that lists are filtered by.

texts! {
    /// Texts of the ranges of time that lists are filtered by.
    TimeRange {
        time_range = "Time range";
        last_hour = "Last hour";
        last_day = "Last day";
        last_week = "Last week";
        any_time = "All time";
        custom_range = "Custom range";
        from = "From";
        to = "To";
        from_to(from: &str, to: &str) = format!("{from} – {to}");
        from_on(from: &str) = format!("From {from}");
        up_to(to: &str) = format!("Up to {to}");
        range_turned = "The start must be before the end.";
        range_empty = "Enter a start, an end or both.";
        apply = "Apply";
    }
}
