//! What a run leaves out for want of a program: said aloud, and a failure where it is required.

use std::io::Write;

use super::database::postgres_server;

/// Says that tests are left out. Fails when `CONCORDANCE_TEST_REQUIRE` (words parted by commas)
/// names them.
#[track_caller]
pub(crate) fn left_out(what: &str, why: &str) {
    let required = std::env::var("CONCORDANCE_TEST_REQUIRE").unwrap_or_default();
    assert!(!required.split(',').any(|word| word.trim() == what), "{what} is required: {why}");
    let thread = std::thread::current();
    let line = format!("LEFT OUT ({what}): {}: {why}\n", thread.name().unwrap_or_default());
    // Past the capture of a passing test's words, which nobody would see; in one piece.
    let _ = std::io::stderr().write_all(line.as_bytes());
}

#[test]
fn the_suite_on_postgresql() {
    if postgres_server().is_none() {
        left_out("postgres", "CONCORDANCE_TEST_POSTGRES names no server; this run is on SQLite");
    }
}
