//! Who sends a request: the session cookie or the bearer token, and whether another site may be
//! behind it.

use crate::access::Caller;
use crate::app::App;
use crate::error::Error;
use castellan_api::endpoint::{CHANGE_HEADER, Method};
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};

/// Name of the session cookie. `__Host-` needs TLS, so plain http has a name of its own.
pub const fn cookie_name(http: bool) -> &'static str {
    if http {
        "castellan-http"
    } else {
        "__Host-castellan"
    }
}

/// The cookie that opens a session; `max_age_s` 0 ends it.
pub fn cookie(http: bool, token: &str, max_age_s: i64) -> String {
    let name = cookie_name(http);
    let secure = if http { "" } else { "; Secure" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}")
}

/// How a request says who sends it.
pub enum Credential {
    /// Not at all.
    None,
    /// The session cookie.
    Cookie(String),
    /// `Authorization: Bearer`.
    Bearer(String),
    /// `Authorization: Basic`: name and password. CMAK's addresses alone take it.
    Basic(String, String),
}

/// What the headers of a script say that knew CMAK: a bearer token, or a name and a password. A
/// cookie counts for nothing there. What cannot be read is nobody.
pub fn script_credential(headers: &HeaderMap) -> Credential {
    use base64::Engine;
    let Some((scheme, value)) = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
    else {
        return Credential::None;
    };
    if scheme.eq_ignore_ascii_case("bearer") {
        return Credential::Bearer(value.trim().to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return Credential::None;
    }
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(value.trim())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    decoded
        .as_deref()
        .and_then(|text| text.split_once(':'))
        .map_or(Credential::None, |(user, password)| {
            Credential::Basic(user.to_owned(), password.to_owned())
        })
}

/// What the headers say.
pub fn credential(headers: &HeaderMap, http: bool) -> Credential {
    if let Some(value) = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        && let Some((scheme, token)) = value.split_once(' ')
        && scheme.eq_ignore_ascii_case("bearer")
    {
        return Credential::Bearer(token.trim().to_owned());
    }
    let name = cookie_name(http);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map_or(Credential::None, |(_, token)| {
            Credential::Cookie(token.to_owned())
        })
}

/// The caller, or nobody. A bearer token or a password that is not good is an error, not nobody.
/// `address` is the peer's, for the slow-down.
pub async fn caller(
    app: &App,
    credential: &Credential,
    address: &str,
) -> Result<Option<Caller>, Error> {
    match credential {
        Credential::Basic(user, password) => {
            let sessions = app.sessions();
            sessions
                .authenticate_basic(user, password, address)
                .await
                .map(Some)
        }
        Credential::None => Ok(None),
        Credential::Cookie(token) => app.sessions().authenticate(token).await,
        Credential::Bearer(token) => match app.sessions().authenticate_bearer(token).await? {
            Some(caller) => Ok(Some(caller)),
            None => Err(Error::SignInNeeded),
        },
    }
}

/// Refuses a change that another site may have caused: without the header that a foreign page
/// cannot set, or from another origin. Bearer tokens are not sent by browsers on their own.
pub fn same_site(
    method: Method,
    credential: &Credential,
    headers: &HeaderMap,
) -> Result<(), Error> {
    if method == Method::Get || matches!(credential, Credential::Bearer(_)) {
        return Ok(());
    }
    if !headers.contains_key(CHANGE_HEADER) {
        return Err(Error::CrossSite(
            "A change needs the header X-Castellan: 1, so that no other site can cause it.",
        ));
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return Ok(());
    };
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let same = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"))
        .is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    if same {
        Ok(())
    } else {
        Err(Error::CrossSite(
            "The request comes from another origin than this console; nothing was changed.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    name.parse::<http::HeaderName>().unwrap(),
                    value.parse().unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn a_foreign_page_cannot_change_anything() {
        let cookie = Credential::Cookie("x".into());
        let good = [
            ("x-castellan", "1"),
            ("host", "c:9999"),
            ("origin", "https://c:9999"),
        ];
        assert!(same_site(Method::Post, &cookie, &headers(&good)).is_ok());
        assert!(same_site(Method::Post, &cookie, &headers(&good[1..])).is_err());
        let foreign = [
            ("x-castellan", "1"),
            ("host", "c:9999"),
            ("origin", "https://evil:9999"),
        ];
        assert!(same_site(Method::Delete, &cookie, &headers(&foreign)).is_err());
        let null = [("x-castellan", "1"), ("host", "c:9999"), ("origin", "null")];
        assert!(same_site(Method::Patch, &cookie, &headers(&null)).is_err());
        assert!(same_site(Method::Get, &cookie, &headers(&[])).is_ok());
    }

    #[test]
    fn scripts_say_who_they_are_by_token_or_password() {
        let said = |value: &str| script_credential(&headers(&[("authorization", value)]));
        // ada:correct:horse
        let basic = said("basic YWRhOmNvcnJlY3Q6aG9yc2U=");
        assert!(
            matches!(basic, Credential::Basic(user, password) if user == "ada" && password == "correct:horse")
        );
        assert!(matches!(said("Bearer cst_x"), Credential::Bearer(token) if token == "cst_x"));
        for bad in ["Basic ???", "Basic YWRh", "Digest x", "Basic"] {
            assert!(matches!(said(bad), Credential::None), "{bad}");
        }
        let cookie = script_credential(&headers(&[("cookie", "__Host-castellan=tok")]));
        assert!(matches!(cookie, Credential::None));
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let found = credential(
            &headers(&[("cookie", "a=b; castellan-http=tok; c=d")]),
            true,
        );
        assert!(matches!(found, Credential::Cookie(token) if token == "tok"));
        let other = credential(&headers(&[("cookie", "castellan-http=tok")]), false);
        assert!(matches!(other, Credential::None));
    }
}
