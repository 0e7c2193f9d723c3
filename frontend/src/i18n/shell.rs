//! Texts of navigation, bar and account menu.

use crate::format::number;

texts! {
    /// Texts of navigation, bar and account menu.
    Shell {
        product = "Castellan";
        skip = "Skip to content";
        navigation = "Navigation";
        open_navigation = "Open navigation";
        breadcrumb = "Breadcrumb";
        data = "Data";
        operations = "Operations";
        access = "Access";
        overview = "Overview";
        brokers = "Brokers";
        controller = "Controller";
        topics = "Topics";
        reassignments = "Reassignment";
        elections = "Elections";
        new_plan = "New plan";
        plan = "Plan";
        tasks = "Background tasks";
        tags = "Tags";
        audit = "Audit";
        settings = "Settings";
        instances = "Instances";
        all_instances = "All instances";
        console = "Console";
        profile = "Profile";
        sign_out = "Sign out";
        attach = "Attach a cluster";
        edit_instance = "Edit instance";
        create_topic = "Create topic";
        import_topics = "Import topics";
        find_instance = "Find an instance";
        choose_instance = "Choose an instance";
        no_instance = "No instance has this in its name.";
        connecting = "Connecting";
        connected = "Connected";
        degraded = "Degraded";
        unreachable = "Unreachable";
        disabled = "Disabled";
        running_tasks(count: u64) = if count == 1 { "1 running".to_owned() } else { format!("{} running", number(count)) };
        version(version: &str) = format!("Castellan {version}");
        and_kafka(state: &str, version: &str) = format!("{state}, Kafka {version}");
        account_of(user: &str) = format!("Account of {user}");
        theme_system = "Theme: system";
        theme_light = "Theme: light";
        theme_dark = "Theme: dark";
        comfortable = "Comfortable rows";
        dense = "Dense rows";
        live = "Live";
        snapshot_age(age: &str) = format!("snapshot {age} old");
        reconnecting = "Reconnecting";
        polling = "Polling every 15 s";
        stale(since: &str) = format!("Stale since {since}");
        open_here = "Open in Castellan";
    }
}
