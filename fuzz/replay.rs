//! The unit tests of the crates whose readers are fuzzed: their corpus, and what is near it. Each
//! such crate has this file as the tests of its module `fuzz`.

use super::TARGETS;
use proptest::collection::vec;
use proptest::prelude::*;
use std::path::Path;

/// The files of a target; never none.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root
        .ancestors()
        .map(|above| above.join("fuzz/corpus").join(name))
        .find(|folder| folder.is_dir())
        .unwrap_or_else(|| panic!("{name} has no folder"));
    let files = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{name}: {e}"));
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{name} has no corpus");
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

/// Whatever made a reader stumble once, or reached a new part of it, does so no more.
#[test]
fn the_corpus_is_read_without_a_panic() {
    for (name, target) in TARGETS {
        corpus(name).iter().for_each(|data| target(data));
    }
}

proptest! {
    /// A little fuzzing with every run of the tests; PROPTEST_CASES makes it more.
    #[test]
    fn what_is_near_the_corpus_is_read_without_a_panic(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        file in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        for (name, target) in TARGETS {
            let files = corpus(name);
            let mut data = files[file.index(files.len())].clone();
            if data.is_empty() {
                continue;
            }
            for (at, byte) in &changes {
                let at = at.index(data.len());
                data[at] = *byte;
            }
            if !whole {
                data.truncate(cut.index(data.len()));
            }
            target(&data);
        }
    }
}
