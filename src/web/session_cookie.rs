//! The cookie of a session: how it is named, set, read and taken away.
//!
//! Behind TLS it is `__Host-concordance`, which browsers keep to this host and to `https`. On plain
//! HTTP a browser takes no such cookie; there it is `concordance`, and only where the server is
//! called by a name of this machine.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use axum::response::AppendHeaders;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::access::{Secret, is_loopback};

/// Behind TLS.
const SECURE: &str = "__Host-concordance";
/// On plain HTTP, on this machine.
const PLAIN: &str = "concordance";

/// A header that sets or takes away the cookie.
pub(crate) type SetCookie = AppendHeaders<[(header::HeaderName, String); 1]>;

/// The secrets that a request shows, in the form of one: at most two, the better kept one first.
pub(crate) fn sent(headers: &HeaderMap) -> Vec<Secret> {
    if !headers.contains_key(header::COOKIE) {
        return Vec::new();
    }
    let jar = CookieJar::from_headers(headers);
    let names = [SECURE, PLAIN];
    let names = if is_plain_host(headers) { &names[..] } else { &names[..1] };
    let found = names.iter().filter_map(|name| jar.get(name));
    found.filter_map(|cookie| Secret::sent_as_session(cookie.value())).collect()
}

/// Sets the cookie, as long as the session can last.
pub(crate) fn set(headers: &HeaderMap, secret: &Secret, age: Duration) -> SetCookie {
    let seconds = age.as_secs();
    in_header(headers, secret.reveal(), seconds)
}

/// Takes the cookie away.
pub(crate) fn clear(headers: &HeaderMap) -> SetCookie {
    in_header(headers, "", 0)
}

fn in_header(headers: &HeaderMap, value: &str, seconds: u64) -> SetCookie {
    let is_plain = is_plain_host(headers) && !came_by_tls(headers);
    let name = if is_plain { PLAIN } else { SECURE };
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(!is_plain)
        .build();
    AppendHeaders([(header::SET_COOKIE, format!("{cookie}; Max-Age={seconds}"))])
}

fn is_plain_host(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(is_loopback)
}

/// A proxy may call this server by a loopback name; the browser's own words tell that it used TLS.
fn came_by_tls(headers: &HeaderMap) -> bool {
    let begins = |name: &str, with: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.to_ascii_lowercase().starts_with(with))
    };
    begins("origin", "https:") || begins("x-forwarded-proto", "https")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |&(name, value): &(&'static str, &'static str)| {
            (header::HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    fn set_for(pairs: &[(&'static str, &'static str)]) -> String {
        let secret = Secret::of_session().unwrap();
        let AppendHeaders([(_, value)]) = set(&headers(pairs), &secret, Duration::from_hours(1));
        value.replace(secret.reveal(), "X")
    }

    #[test]
    fn cookie_is_kept_to_its_host_but_on_plain_http_of_this_machine() {
        let secure = "__Host-concordance=X; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=3600";
        let plain = "concordance=X; HttpOnly; SameSite=Lax; Path=/; Max-Age=3600";
        assert_eq!(set_for(&[("host", "example.org")]), secure);
        assert_eq!(set_for(&[("host", "127.0.0.1:3000")]), plain);
        assert_eq!(
            set_for(&[("host", "127.0.0.1:3000"), ("origin", "http://127.0.0.1:3000")]),
            plain
        );
        assert_eq!(
            set_for(&[("host", "127.0.0.1:3000"), ("origin", "https://example.org")]),
            secure
        );
        assert_eq!(set_for(&[("host", "localhost"), ("x-forwarded-proto", "https")]), secure);
    }

    #[test]
    fn plain_cookie_counts_on_this_machine_only() {
        const ONE: &str = "1111111111111111111111111111111111111111111111111111111111111111";
        let plain =
            "other=1; concordance=1111111111111111111111111111111111111111111111111111111111111111";
        let found = |host: &'static str, cookie: &'static str| {
            let sent = sent(&headers(&[("host", host), ("cookie", cookie)]));
            sent.into_iter().map(|secret| secret.reveal().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("localhost:3000", plain), [ONE]);
        assert_eq!(found("example.org", plain), Vec::<String>::new());
        for junk in ["concordance=", "concordance=abc", ";;;", "=", "concordance"] {
            assert_eq!(found("localhost", junk), Vec::<String>::new(), "{junk}");
        }
    }
}
