//! Texts of the profile, and of sessions wherever they are listed.

texts! {
    /// Texts of the profile, and of sessions wherever they are listed.
    Profile {
        title = "Profile";
        account = "Account";
        user = "User name";
        roles = "Roles";
        no_role = "None: an administrator can give you one";
        signed_in_by = "Signed in by";
        idle_until = "Ends if not used";
        ends_at = "Ends in any case";
        version = "Castellan";
        by_password = "Password";
        by_link = "One-time link";
        by_token = "API token";
        sessions = "Sessions";
        browser = "Browser";
        this_one = "this session";
        address = "Address";
        opened = "Opened";
        last_used = "Last used";
        ends = "Ends";
        sign_out = "Sign out";
        sign_out_of(name: &str) = format!("Sign out {name}");
        signed_out = "Session ended";
        everywhere = "Sign out everywhere";
        everywhere_title = "Sign out everywhere?";
        everywhere_body = "All your sessions end, this one included.";
        signing_out = "Signing out";
        no_sessions_title = "No open session";
        no_sessions_detail = "A session starts with a sign-in.";
        unknown_browser = "Unknown client";
        on_system(browser: &str, system: &str) = format!("{browser} on {system}");
        password = "Password";
        present = "Present password";
        present_needed = "Enter your present password.";
        new = "New password";
        new_hint = "At least 10 characters";
        repeat = "New password again";
        repeat_differs = "The two passwords differ.";
        change = "Change password";
        changing = "Changing password";
        changed = "Password changed";
        changed_detail = "Your other sessions have ended.";
        change_effect = "Your other sessions end.";
        looks = "Appearance";
        looks_detail = "Kept in this browser.";
        theme = "Theme";
        system = "System";
        light = "Light";
        dark = "Dark";
        density = "Rows";
        dense = "Dense";
        comfortable = "Comfortable";
        language = "Language";
        zone = "Time zone";
        zone_hint(zone: &str) = format!("Times are shown in {zone}");
        zone_browser = "The browser's own";
        zone_bad = "The browser does not know this time zone. Use a name like Europe/Berlin or UTC.";
    }
}
