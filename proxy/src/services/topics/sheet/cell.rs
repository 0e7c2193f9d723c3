//! Cells that a spreadsheet would run as a formula are made harmless, and made whole again.

/// What makes a spreadsheet take a cell for a formula.
const STARTS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n'];

/// The cell as it may stand in a file: an apostrophe before what would start a formula (and before
/// an apostrophe that would be taken for ours). Plain numbers stay.
pub(crate) fn guarded(cell: &str) -> String {
    let number = cell.strip_prefix('-').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    if (cell.starts_with(STARTS) || cell.starts_with('\'')) && !number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The cell as it was before [`guarded`].
pub(crate) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(STARTS) || rest.starts_with('\'') => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_harmless() {
        for bad in [
            "=1+1", "+1", "-a", "@SUM(A1)", "\t=1", "\r=1", "-", "-1+2", "'=1",
        ] {
            let cell = guarded(bad);
            assert!(cell.starts_with('\''), "{bad:?}");
            assert_eq!(unguarded(&cell), bad);
        }
        for good in ["orders", "-1", "-604800000", "1+1", "", "a=b"] {
            assert_eq!(guarded(good), good);
            assert_eq!(unguarded(good), good);
        }
        assert_eq!(unguarded("'quoted"), "'quoted");
    }
}
