//! Histories in a browser: an edit with its difference, a deletion with its tombstone, two at once.

use serde_json::json;

use super::every_page::{RUN_AXE, TOO_WIDE, axe_source};
use super::site::Site;
use crate::support::browser::Browser;
use crate::support::left_out::left_out;
use crate::support::process::send;

const TEXT: &str = "Envoys met in Geneva on Tuesday. Russia rejects the deployment of foreign troops \
                    in Ukraine, its foreign minister, Sergei Lavrov, said.";

/// A catalog that no article waits for.
const CATALOG: &str = r#"slug = "river-talks"
name = "River talks"
summary = "Two neighbours talk about the river between them."

[[parties]]
slug = "northbank"
name = "Northbank"
kind = "state"
role = "belligerent"

[[issues]]
slug = "water"
name = "Water"
question = "Who may draw water, and how much?"
cues = ["water"]
"#;

async fn post(browser: &Browser, site: &Site, title: &str, text: &str) -> String {
    browser.goto(&site.url("/articles/new")).await;
    browser.fill("[name='title']", title).await;
    browser.fill("[name='text']", text).await;
    browser.click("main button[type='submit']").await;
    browser.place().await
}

async fn edit(browser: &Browser, site: &Site, article: &str, more: &str) {
    browser.goto(&site.url(&format!("{article}/edit"))).await;
    browser.fill("[name='text']", more).await;
    browser.fill("[name='note']", "the agency has added a sentence").await;
    browser.click("main button[type='submit']").await;
}

/// Every kind of page of a history, each with something on it.
async fn pages(browser: &Browser, site: &Site) -> Vec<String> {
    let article = post(browser, site, "Envoys part without a date", TEXT).await;
    edit(browser, site, &article, " Nothing was agreed.").await;
    let other = post(browser, site, "Posted by mistake", "The envoys had lunch.").await;
    browser.goto(&site.url(&format!("{other}/delete"))).await;
    browser.fill("[name='note']", "it is no article").await;
    browser.click("main button[type='submit']").await;
    browser.goto(&site.url("/negotiations/new")).await;
    browser.fill("[name='catalog']", CATALOG).await;
    browser.click("main button[type='submit']").await;
    browser.goto(&site.url("/river-talks/catalog")).await;
    browser.fill("[name='catalog']", "# A remark.\n").await;
    browser.click("main button[type='submit']").await;
    vec![
        format!("{article}/history"),
        format!("{article}/revisions"),
        format!("{article}/revisions/1"),
        format!("{article}/revisions/2/changes"),
        format!("{article}/delete"),
        other.clone(),
        format!("{other}/history"),
        format!("{other}/revisions/1"),
        "/river-talks/catalog/history".to_owned(),
        "/river-talks/catalog/versions/2".to_owned(),
    ]
}

#[tokio::test]
async fn an_edit_and_a_deletion_are_told_without_script() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.forbid_scripts().await;
    let pages = pages(&browser, &site).await;
    browser.goto(&site.url(&pages[0])).await;
    browser.click(".log a[href$='/changes']").await;
    assert_eq!(browser.text("h1").await, "What changed in revision 2");
    assert!(browser.text(".difference ins").await.contains("Nothing was agreed."));
    assert!(browser.text("main").await.contains("the agency has added a sentence"));
    browser.goto(&site.url(&pages[5])).await;
    assert_eq!(browser.text("h1").await, "This article was deleted");
    let told = browser.text("main").await;
    assert!(told.contains("it is no article") && !told.contains("lunch"), "{told}");
    browser.click("a[href$='/revisions']").await;
    assert_eq!(browser.count(".log li").await, 1);
    browser.close().await;
}

#[tokio::test]
async fn the_second_of_two_sees_what_the_first_has_changed() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    let article = post(&browser, &site, "Envoys part without a date", TEXT).await;
    browser.goto(&site.url(&format!("{article}/edit"))).await;
    browser.fill("[name='text']", " Mine.").await;
    let theirs = json!({"title": "Envoys part", "text": format!("{TEXT} Theirs."), "revision": 1});
    let path = format!("/api/v1{article}");
    let reply = send(site.server.address, "PUT", &path, Some(&theirs)).expect("it answers");
    assert_eq!(reply.status, 200, "{}", reply.body);
    browser.click("main button[type='submit']").await;
    assert!(browser.text("[role='alert']").await.contains("Nothing you typed is lost"));
    assert!(browser.text(".difference ins").await.contains("Theirs."));
    browser.click("main button[type='submit']").await;
    browser.goto(&site.url(&format!("{article}/revisions/2"))).await;
    assert!(browser.text(".folio").await.contains("Theirs."), "it is kept");
    browser.goto(&site.url(&format!("{article}/revisions/3"))).await;
    assert!(browser.text(".folio").await.contains("Mine."));
    browser.close().await;
}

#[tokio::test]
async fn pages_of_histories_do_not_scroll_sideways_nor_write_errors() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    let pages = pages(&browser, &site).await;
    browser.set_screen(375, 812).await;
    browser.console_errors().await;
    let mut wrong = Vec::new();
    for page in pages {
        browser.goto(&site.url(&page)).await;
        let found = browser.ask(TOO_WIDE).await;
        if found["wide"] != 0 {
            wrong.push(format!("{page} by {} px: {:#}", found["wide"], found["elements"]));
        }
        // The status 410 is itself told to the console.
        let errors = browser.console_errors().await;
        let errors = errors.iter().filter(|error| !error.contains("410"));
        wrong.extend(errors.map(|error| format!("{page}: {error}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    browser.close().await;
}

#[tokio::test]
async fn axe_finds_nothing_serious_on_pages_of_histories() {
    let Some(axe) = axe_source() else {
        return left_out("browser", "CONCORDANCE_AXE names no copy of axe-core's axe.min.js");
    };
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    let pages = pages(&browser, &site).await;
    let script = format!("{axe}\n{RUN_AXE}");
    let mut violations = Vec::new();
    for colours in ["light", "dark"] {
        for page in &pages {
            browser.set_colours(colours).await;
            browser.goto(&site.url(page)).await;
            let report = browser.ask_later(&script).await;
            assert!(report["rules"].as_u64() > Some(15), "axe checked little on {page}: {report}");
            for violation in report["serious"].as_array().expect("a list") {
                violations.push(format!("{page} in {colours}: {violation:#}"));
            }
        }
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
    browser.close().await;
}
