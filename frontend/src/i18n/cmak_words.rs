//! The way to CMAK's import, and the alias: apart from `cmak`, so that the shell and the forms do
//! not carry the page's texts.

texts! {
    /// The way to that page, and the alias that CMAK's addresses know.
    CmakWords {
        title = "Import from CMAK";
        alias = "CMAK alias";
        alias_hint = "Name under which CMAK's addresses know it (/api/status/…, /clusters/…). Empty: its name.";
    }
}
