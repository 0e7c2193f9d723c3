//! Every screen of the app by a short name: what the browser suite checks with axe and what
//! `cargo dev screens` takes pictures of.

/// A screen.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Name of its picture.
    pub name: &'static str,
    /// Address; `{instance}` and `{topic}` stand for those at hand.
    pub path: &'static str,
}

impl Screen {
    /// Its address for an instance and one of its topics.
    pub fn address(&self, instance: &str, topic: &str) -> String {
        self.path
            .replace("{instance}", instance)
            .replace("{topic}", topic)
    }
}

const fn screen(name: &'static str, path: &'static str) -> Screen {
    Screen { name, path }
}

/// Those that a signed-in administrator has.
pub const SCREENS: &[Screen] = &[
    screen("instances", "/instances"),
    screen("attach", "/attach"),
    screen("import-cmak", "/import-cmak"),
    screen("console-audit", "/audit"),
    screen("users", "/settings/users"),
    screen("tokens", "/settings/tokens"),
    screen("embedding", "/settings/embedding"),
    screen("profile", "/profile"),
    screen("overview", "/instances/{instance}"),
    screen("edit-instance", "/instances/{instance}/edit"),
    screen("controller", "/instances/{instance}/controller"),
    screen("reassignments", "/instances/{instance}/reassignments"),
    screen(
        "plan-reassignment",
        "/instances/{instance}/plan-reassignment",
    ),
    screen(
        "manual-reassignment",
        "/instances/{instance}/manual-reassignment?topic={topic}",
    ),
    screen("elections", "/instances/{instance}/elections"),
    screen("brokers", "/instances/{instance}/brokers"),
    screen(
        "broker-partitions",
        "/instances/{instance}/brokers/1/partitions",
    ),
    screen(
        "broker-log-dirs",
        "/instances/{instance}/brokers/1/log-dirs",
    ),
    screen("broker-configs", "/instances/{instance}/brokers/1/configs"),
    screen("topics", "/instances/{instance}/topics"),
    screen("create-topic", "/instances/{instance}/create-topic"),
    screen("import-topics", "/instances/{instance}/import-topics"),
    screen(
        "topic-partitions",
        "/instances/{instance}/topics/{topic}/partitions",
    ),
    screen(
        "topic-brokers",
        "/instances/{instance}/topics/{topic}/brokers",
    ),
    screen(
        "topic-configs",
        "/instances/{instance}/topics/{topic}/configs",
    ),
    screen("tasks", "/instances/{instance}/tasks"),
    screen("tags", "/instances/{instance}/tags"),
    screen("audit", "/instances/{instance}/audit"),
];
