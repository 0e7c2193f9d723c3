//! Texts of the page `tags`, and of the tags in forms.

texts! {
    /// Texts of the page `tags`, and of the tags in forms.
    Tags {
        title = "Tags";
        lead = "For finding and grouping instances, as env: prod. The list of instances filters by them.";
        rules = "Up to 20. A key has 1 to 36 characters, a value 1 to 43; none of = * < > \\ , / and no space at either end.";
        key = "Key";
        value = "Value";
        key_of(row: u64) = format!("Key of tag {row}");
        value_of(row: u64) = format!("Value of tag {row}");
        add = "Add tag";
        remove(key: &str) = format!("Remove tag {key}");
        full = "20 tags are the most an instance may have.";
        twice = "Another tag has this key.";
        count(count: u64) = format!("{count} of 20");
        save = "Save tags";
        saving = "Saving";
        saved = "Tags saved";
        nothing_changed = "Nothing has changed";
        reset = "Discard changes";
        empty_title = "No tags yet";
        empty_detail = "Tags tell instances apart: environment, team, cost centre.";
        load_now = "Load the present tags";
    }
}
