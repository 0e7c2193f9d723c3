//! Texts of the page that attaches CMAK's clusters.

use super::plural;
use crate::format::number;

texts! {
    /// Texts of the page that attaches CMAK's clusters.
    Cmak {
        lead = "Clusters of Kafka Manager (CMAK), under their old names. Nothing on a cluster changes.";
        list = "What CMAK knows";
        intro = "The JSON that CMAK keeps in ZooKeeper below /kafka-manager/configs, one cluster, a list, one a line or a map by name; or the YAML of cmak-operator.";
        choose = "Choose a file";
        drop = "or drop it here, or paste it below";
        text = "Clusters of CMAK";
        sample = "Fill in a sample";
        too_long(bytes: u64) = format!("The text has {} bytes; at most 2,000,000 are taken.", number(bytes));
        not_text = "The file is not text in UTF-8.";
        waiting = "Choose a file or paste what CMAK has";
        waiting_detail = "Then each cluster is shown with what is taken over, and asks for its bootstrap addresses, which CMAK did not have.";
        reading = "Reading";
        defaults = "For all clusters";
        defaults_hint = "Fill in what the clusters have in common, and take it over to each. It can differ in each afterwards.";
        apply(count: u64) = format!("Take over to {}", plural(count, "cluster", "clusters"));
        applied = "Taken over";
        attach_it(name: &str) = format!("Attach {name}");
        was_disabled = "It was disabled in CMAK, and is attached disabled: enable it to connect.";
        conflict = "It cannot be attached as it is";
        left_out(count: u64) = format!("{} not taken over", plural(count, "setting is", "settings are"));
        connection = "Connection";
        check = "Check the connection";
        checking = "Checking";
        button(count: u64) = format!("Attach {}", plural(count, "cluster", "clusters"));
        attaching(at: u64, of: u64) = format!("Attaching {} of {}", number(at), number(of));
        nothing_chosen = "No cluster is chosen.";
        attached(name: &str) = format!("{name} is attached");
        open(name: &str) = format!("Open {name}");
        all_attached(count: u64) = format!("{} attached", plural(count, "cluster is", "clusters are"));
        some_failed(failed: u64, count: u64) = format!("{} of {} could not be attached", number(failed), number(count));
        some_failed_detail = "Each says why below. Those that were attached stay.";
    }
}
