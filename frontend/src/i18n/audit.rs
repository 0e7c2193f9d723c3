//! Texts of the audit.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of the audit.
    Audit {
        title = "Audit";
        about = "Every change, and every refused or failed attempt.";
        own_title = "Only your own traces are listed.";
        own_detail = "To see everybody's you need dms:audit:get; an administrator can give it to you in Settings.";
        search(total: u64) = format!("Search {}", plural(total, "trace", "traces"));
        search_label = "Search traces";
        more_filters = "Filter";
        filters_title = "Filter traces";
        apply = "Apply";
        name = "Trace name";
        name_hint = "Whole, as Kafka_create_topicSuccess";
        id = "Trace ID";
        kind = "Trace type";
        resource_type = "Resource type";
        resource_name = "Resource name";
        resource_id = "Resource ID";
        source = "Source";
        operator = "Operator";
        operators = "Operators";
        operators_hint = "One or several, with commas between";
        status = "Status";
        time = "Time";
        message = "Message";
        code = "Code";
        any = "Any";
        api_call = "API call";
        console_action = "Console action";
        system_action = "System action";
        open = "Open";
        open_title = "The change runs; its outcome is not known yet";
        normal = "Normal";
        normal_title = "Done";
        warning = "Warning";
        warning_title = "Refused or failed; nothing was changed";
        incident = "Incident";
        incident_title = "Failed and left something broken, or the outcome is unknown";
        wrap = "Wrap lines";
        refresh = "Refresh";
        export_some(total: u64) = format!("The file holds the first 5,000 of {} traces. Filter to get the rest.", number(total));
        folded(count: u32) = format!("{} times", number(count));
        folded_title = "Repeated refusals are folded into one trace";
        expand(name: &str) = format!("Key fields of {name}");
        view_trace = "View trace";
        no_instance = "Not about an instance";
        no_code = "Still open, or done by the console itself";
        empty_title = "No trace in this time";
        empty_detail = "Whatever somebody changes, tries to change or is refused will stand here.";
        nothing_title = "No trace matches these filters";
        nothing_detail = "The search looks at trace names, resource names, operators and messages.";
        show_all_time = "Show all time";
        panel = "Trace";
        previous = "Previous trace";
        next = "Next trace";
        signed_in_by = "Signed in by";
        address = "Address";
        began = "Began";
        closed = "Closed";
        still_open = "still open";
        json = "Whole trace";
    }
}
