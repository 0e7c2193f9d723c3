//! Texts of the profile.

texts! {
    /// Texts of the profile.
    Profile {
        title = "Profile";
        account = "Account";
        user = "User name";
        roles = "Roles";
        no_role = "None: an administrator can give you one";
        idle_until = "Ends if not used";
        ends_at = "Ends in any case";
        version = "Castellan";
        sign_out = "Sign out";
        everywhere = "Sign out everywhere";
        everywhere_title = "Sign out everywhere?";
        everywhere_body = "All your sessions end, this one included.";
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
