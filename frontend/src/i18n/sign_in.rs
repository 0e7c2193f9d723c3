//! Texts of sign-in and the first set-up.

texts! {
    /// Texts of sign-in and the first set-up.
    SignIn {
        title = "Sign in";
        user = "User name";
        password = "Password";
        submit = "Sign in";
        submitting = "Signing in";
        wrong = "User name or password is wrong.";
        wrong_detail = "After five wrong tries in a row, sign-in slows down for this account and address.";
        slow(seconds: u64) = format!("Wait {seconds} s, then try again.");
        link = "Signing in with the one-time link";
        link_failed = "The one-time link does not work.";
        link_failed_detail = "It was used before or is too old. Ask for a new one, or sign in with your password.";
        name_needed = "Enter your user name.";
        password_needed = "Enter your password.";
        set_up_needed = "This console has no user yet.";
        set_up_needed_detail = "Open the set-up link that stands in its start-up log.";
        set_up_title = "Set up Castellan";
        set_up_lead = "Make the first user. It may do everything; make others in Settings.";
        set_up_no_token = "The set-up link is not whole.";
        set_up_no_token_detail = "Copy it from the start-up log with everything after the # sign.";
        set_up_done = "Castellan is set up already.";
        repeat = "Password again";
        repeat_differs = "The two passwords differ.";
        password_hint = "At least 10 characters.";
        create = "Create user";
        creating = "Creating user";
        to_sign_in = "Go to sign-in";
    }
}
