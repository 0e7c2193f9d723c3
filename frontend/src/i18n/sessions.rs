//! Texts of sessions, wherever they are listed.

texts! {
    /// Texts of sessions, wherever they are listed.
    Sessions {
        by_password = "Password";
        by_link = "One-time link";
        by_token = "API token";
        sessions = "Sessions";
        browser = "Browser";
        this_one = "this session";
        signed_in_by = "Signed in by";
        address = "Address";
        opened = "Opened";
        last_used = "Last used";
        ends = "Ends";
        sign_out_of(name: &str) = format!("Sign out {name}");
        signed_out = "Session ended";
        signing_out = "Signing out";
        no_sessions_title = "No open session";
        no_sessions_detail = "A session starts with a sign-in.";
        unknown_browser = "Unknown client";
        on_system(browser: &str, system: &str) = format!("{browser} on {system}");
    }
}
