//! Two people code an article in a browser without script, a third settles what they differ in.

use concordance::domain::Role;

use super::every_page::{RUN_AXE, TOO_WIDE, axe_source};
use super::site::Site;
use crate::support::browser::Browser;
use crate::support::left_out::left_out;
use crate::support::people::PASSWORD;

async fn sign_in(browser: &Browser, site: &Site, name: &str) {
    browser.goto(&site.url("/sign-in")).await;
    browser.fill("[name='name']", name).await;
    browser.fill("[name='password']", PASSWORD).await;
    browser.click("main button[type='submit']").await;
}

async fn sign_out(browser: &Browser, site: &Site) {
    browser.goto(&site.url("/account")).await;
    browser.click("form[action='/sign-out'] button").await;
}

/// Codes the second sentence so, and is done.
async fn code(browser: &Browser, site: &Site, article: &str, stance: &str) {
    browser.goto(&site.url(&format!("{article}/code"))).await;
    browser.click("button[value='begin']").await;
    browser.click("#sentence-2 a").await;
    for (field, value) in [("issue", "territory"), ("party", "ukraine"), ("stance", stance)] {
        browser.tick(&format!("#{field} option[value='{value}']")).await;
    }
    browser.click("button[value='add']").await;
    assert!(browser.text("#sentence-2 .coding-marks").await.contains(stance));
    browser.click("button[value='done']").await;
}

#[tokio::test]
async fn two_code_and_a_third_settles_without_script() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::with_admin("root").await;
    for (name, role) in [("ada", Role::Coder), ("bela", Role::Coder), ("edda", Role::Editor)] {
        site.add_account(name, role).await;
    }
    let article = site.articles()[0].clone();
    browser.forbid_scripts().await;
    for (name, stance) in [("ada", "rejects"), ("bela", "conditions")] {
        sign_in(&browser, &site, name).await;
        code(&browser, &site, &article, stance).await;
        sign_out(&browser, &site).await;
    }
    sign_in(&browser, &site, "edda").await;
    browser.goto(&site.url("/ukraine-russia/agreement")).await;
    browser.click("a[href$='/adjudicate']").await;
    browser.tick("input[value='second']").await;
    browser.click("main form button[type='submit']").await;
    assert!(browser.text("main").await.contains("1 position held"));
    browser.close().await;
}

#[tokio::test]
async fn pages_of_coding_are_sound_in_both_colours_and_on_a_phone() {
    let Some(axe) = axe_source() else {
        return left_out("browser", "CONCORDANCE_AXE names no copy of axe-core's axe.min.js");
    };
    let Some(browser) = Browser::open().await else { return };
    let site = Site::with_admin("root").await;
    for (name, role) in [("ada", Role::Coder), ("edda", Role::Editor)] {
        site.add_account(name, role).await;
    }
    let (article, begun) = (site.articles()[0].clone(), site.articles()[1].clone());
    for (name, stance) in [("ada", "rejects"), ("edda", "conditions")] {
        sign_in(&browser, &site, name).await;
        code(&browser, &site, &article, stance).await;
        if name == "ada" {
            sign_out(&browser, &site).await;
        }
    }
    browser.goto(&site.url(&format!("{begun}/code"))).await;
    browser.click("button[value='begin']").await;
    let pages = [
        format!("{article}/code"),
        format!("{begun}/code?sentence=1"),
        format!("{article}/adjudicate"),
        "/ukraine-russia/agreement".to_owned(),
    ];
    let script = format!("{axe}\n{RUN_AXE}");
    let mut faults = Vec::new();
    for colours in ["light", "dark"] {
        browser.set_colours(colours).await;
        for page in &pages {
            browser.goto(&site.url(page)).await;
            browser.ask("document.querySelectorAll('details').forEach(d => d.open = true)").await;
            let report = browser.ask_later(&script).await;
            assert!(report["rules"].as_u64() > Some(20), "axe checked little on {page}: {report}");
            for violation in report["serious"].as_array().expect("a list") {
                faults.push(format!("{page} in {colours}: {violation:#}"));
            }
        }
    }
    browser.set_screen(375, 812).await;
    for page in &pages {
        browser.goto(&site.url(page)).await;
        browser.ask("document.querySelectorAll('details').forEach(d => d.open = true)").await;
        let found = browser.ask(TOO_WIDE).await;
        if found["wide"] != 0 {
            faults.push(format!("{page} by {} px: {:#}", found["wide"], found["elements"]));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    browser.close().await;
}
