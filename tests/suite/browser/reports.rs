//! Reporting a mistake in a browser, and answering it at the desk by keys alone.

use super::every_page::{RUN_AXE, TOO_WIDE, axe_source};
use super::site::Site;
use crate::support::browser::Browser;
use crate::support::left_out::left_out;

const DESK: &str = "/ukraine-russia/review";

/// Reports the newest position, and leads to where the answer will show.
async fn report(browser: &Browser, site: &Site) {
    let list = site.server.get("/api/v1/positions?negotiation=ukraine-russia&limit=1").json();
    let page = format!("/positions/{}", list["items"][0]["id"]);
    browser.goto(&site.url(&page)).await;
    browser.click("a[href$='/report']").await;
    browser.tick("#kind option[value='wrong-stance']").await;
    browser.fill("#note", "It is the other way round.").await;
    browser.click("main button[type='submit']").await;
}

#[tokio::test]
async fn a_mistake_is_reported_and_answered_by_keys() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    report(&browser, &site).await;
    assert!(browser.text("[role='status']").await.contains("the answer will show on this page"));
    let position = browser.place().await;
    browser.goto(&site.url(DESK)).await;
    assert!(browser.text(".desk-head").await.contains("1 position reported by readers"));
    assert!(browser.text(".desk .report").await.contains("the other way round"));
    browser.press("d").await;
    browser.press("She did say so.").await;
    browser.enter().await;
    assert!(!browser.text(".desk-head").await.contains("reported"));
    browser.goto(&site.url(&position)).await;
    let reports = browser.text("section[aria-labelledby='reports']").await;
    assert!(reports.contains("it stands") && reports.contains("She did say so."), "{reports}");
    browser.close().await;
}

#[tokio::test]
async fn pages_of_reports_are_sound_in_both_colours_and_on_a_phone() {
    let Some(axe) = axe_source() else {
        return left_out("browser", "CONCORDANCE_AXE names no copy of axe-core's axe.min.js");
    };
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    report(&browser, &site).await;
    let position = browser.place().await;
    let form = format!("{}/report", position.split('?').next().unwrap_or_default());
    let script = format!("{axe}\n{RUN_AXE}");
    let mut faults = Vec::new();
    for colours in ["light", "dark"] {
        browser.set_colours(colours).await;
        for page in [DESK, &position, &form] {
            browser.goto(&site.url(page)).await;
            let report = browser.ask_later(&script).await;
            assert!(report["rules"].as_u64() > Some(20), "axe checked little on {page}: {report}");
            for violation in report["serious"].as_array().expect("a list") {
                faults.push(format!("{page} in {colours}: {violation:#}"));
            }
        }
    }
    browser.set_screen(375, 812).await;
    for page in [DESK, &position, &form] {
        browser.goto(&site.url(page)).await;
        let found = browser.ask(TOO_WIDE).await;
        if found["wide"] != 0 {
            faults.push(format!("{page} by {} px: {:#}", found["wide"], found["elements"]));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    browser.close().await;
}
