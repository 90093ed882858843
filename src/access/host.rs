//! The names by which a machine calls itself.

/// True for a `Host` that can only be this machine: `localhost` or a loopback address.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn loopback_names_are_known_with_and_without_port() {
        for good in
            ["localhost", "LOCALHOST:3000", "127.0.0.1:3000", "127.0.0.1", "[::1]:3000", "[::1]"]
        {
            assert!(is_loopback(good), "{good}");
        }
        for bad in
            ["example.org", "127.0.0.1.example.org", "localhost.evil:3000", "", "10.0.0.1:3000"]
        {
            assert!(!is_loopback(bad), "{bad}");
        }
    }
}
