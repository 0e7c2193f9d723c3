//! Texts that every page may use.

use super::plural;
use crate::format::number;

texts! {
    /// Texts that every page may use.
    Common {
        cancel = "Cancel";
        close = "Close";
        copy = "Copy";
        copied = "Copied";
        copy_failed = "The browser does not allow copying here. Select the text and copy it by hand.";
        retry = "Try again";
        refresh = "Refresh";
        refreshing = "Refreshing";
        more_actions = "More actions";
        actions_for(name: &str) = format!("Actions for {name}");
        select_row(name: &str) = format!("Select {name}");
        select_page = "Select all on this page";
        clear_selection = "Clear selection";
        select_all(total: u64) = format!("Select all {}", number(total));
        selected(count: u64) = format!("{} selected", number(count));
        selection = "Selection";
        actions = "Actions";
        name = "Name";
        search = "Search";
        filter = "Filter";
        filters = "Filters";
        remove_filter(filter: &str) = format!("Remove the filter {filter}");
        clear_filters = "Clear filters";
        columns = "Columns";
        default_columns = "Default columns";
        columns_shown(shown: u64, all: u64) = format!("{shown} of {all} columns");
        export = "Export";
        export_csv = "Export as CSV";
        export_xlsx = "Export as XLSX";
        export_script = "Export as kafka-topics.sh script";
        export_yaml = "Export as YAML";
        range(first: u64, last: u64, total: u64) =
            format!("{}–{} of {}", number(first), number(last), number(total));
        rows = "Rows";
        pages = "Pages";
        previous = "Previous page";
        next = "Next page";
        page_number(page: u64) = format!("Page {page}");
        on = "On";
        off = "Off";
        yes = "Yes";
        no = "No";
        always = "always";
        never = "never";
        not_set = "not set";
        not_known = "Not known: the brokers do not tell, or were not asked yet.";
        loading = "Loading";
        type_to_confirm_before = "Type";
        type_to_confirm_after = "to confirm";
        dismiss = "Dismiss";
        undo = "Undo";
        now = "Now";
        after = "After";
        in_time(duration: &str) = format!("in {duration}");
        setting = "Setting";
        source = "Source";
        unchanged(count: u64) = plural(count, "unchanged value is left out", "unchanged values are left out");
        becomes = "becomes";
        show_password = "Show password";
        hide_password = "Hide password";
        trace(id: &str) = format!("trace {id}");
        missing_title(count: u64) = if count == 1 {
            "1 broker did not answer.".to_owned()
        } else {
            format!("{} brokers did not answer.", number(count))
        };
        missing_broker(id: i32, why: &str) = format!("Broker {id}: {why}");
        old_title(since: &str) = format!("Stale since {since}.");
        offline_title = "The console did not answer";
        offline_detail = "Castellan does not run, or the network is down. Check the connection, then try again.";
        strange_title(status: u16) = format!("An unexpected answer ({status})");
        strange_detail = "The answer did not come from Castellan; something between it and this browser sent it.";
        unreadable_title = "The answer cannot be read";
        unreadable_detail = "Castellan was updated, or this page is too old. Reload the page.";
        reload = "Reload the page";
        part_failed = "This part of the app could not be loaded";
        part_failed_detail = "The connection was cut, or Castellan was updated since this page was opened.";
        language_failed = "The texts of this language could not be loaded";
        not_found_title = "There is no such page";
        not_found_detail = "The address names nothing here. It may be of another version of Castellan.";
        not_allowed_title = "Your role does not include this";
        not_allowed_detail(action: &str) = format!("It needs {action}. An administrator can give it to you in Settings.");
        severity_critical = "Critical";
        severity_warning = "Warning";
        severity_info = "Informational";
    }
}
