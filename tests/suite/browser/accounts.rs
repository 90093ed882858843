//! Accounts in a browser: signing in, the pages of those who are signed in, signing out.

use super::every_page::{RUN_AXE, TOO_WIDE, axe_source};
use super::site::Site;
use crate::support::browser::Browser;
use crate::support::left_out::left_out;
use crate::support::people::PASSWORD;

const NAME: &str = "Ada Holm";
const NEW: &str = "another bridge, further up";

/// The pages of accounts; those of single accounts are found by their links.
const PAGES: [&str; 3] = ["/sign-in", "/account", "/people"];

async fn sign_in(browser: &Browser, site: &Site, password: &str) {
    browser.goto(&site.url("/sign-in?next=%2Faccount")).await;
    browser.fill("[name='name']", NAME).await;
    browser.fill("[name='password']", password).await;
    browser.click("main button[type='submit']").await;
}

/// Signed in, with a token in force, so that every table has a row.
async fn with_everything(browser: &Browser) -> Site {
    let site = Site::with_admin(NAME).await;
    sign_in(browser, &site, PASSWORD).await;
    browser.fill("[name='token_name']", "nightly import of everything").await;
    browser.click("form[action='/account/tokens'] button").await;
    assert!(browser.text(".secret").await.starts_with("cdc_"));
    site
}

async fn pages(browser: &Browser, site: &Site) -> Vec<String> {
    browser.goto(&site.url("/people")).await;
    browser.click("main table a").await;
    let mut pages: Vec<String> = PAGES.iter().map(|&page| page.to_owned()).collect();
    pages.push(browser.place().await);
    pages
}

#[tokio::test]
async fn a_person_signs_in_changes_the_password_and_signs_out_without_script() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::with_admin(NAME).await;
    browser.forbid_scripts().await;
    browser.goto(&site.url("/articles/new")).await;
    assert_eq!(browser.text("h1").await, "Sign in", "writing needs signing in");
    browser.fill("[name='name']", NAME).await;
    browser.fill("[name='password']", "not the password").await;
    browser.click("main button[type='submit']").await;
    assert!(browser.text("[role='alert']").await.contains("do not go together"));
    browser.fill("[name='password']", PASSWORD).await;
    browser.click("main button[type='submit']").await;
    assert_eq!(browser.text("h1").await, "Add an article", "it leads back");
    browser.click(".who a").await;
    assert_eq!(browser.text("main .lede").await, NAME);
    for (field, words) in
        [("present_password", PASSWORD), ("new_password", NEW), ("repeated_password", NEW)]
    {
        browser.fill(&format!("[name='{field}']"), words).await;
    }
    browser.click("form[action='/account/password'] button").await;
    assert!(browser.text("[role='status']").await.contains("Your password is changed"));
    browser.click("form[action='/sign-out'] button").await;
    assert_eq!(browser.text(".who a").await, "Sign in");
    sign_in(&browser, &site, NEW).await;
    assert_eq!(browser.text("h1").await, "Your account");
    browser.close().await;
}

#[tokio::test]
async fn an_account_is_made_by_keyboard() {
    const TAB: &str = "\u{e004}";
    let Some(browser) = Browser::open().await else { return };
    let site = Site::with_admin(NAME).await;
    sign_in(&browser, &site, PASSWORD).await;
    browser.goto(&site.url("/people")).await;
    browser.ask("document.querySelector('main [name=name]').focus()").await;
    browser.press("Bela Reis").await;
    browser.press(TAB).await;
    browser.press("e").await;
    browser.press(TAB).await;
    browser.press(PASSWORD).await;
    browser.enter().await;
    assert!(browser.text("[role='status']").await.contains("The account is made"));
    let table = browser.text("main table").await;
    assert!(table.contains("Bela Reis") && table.contains("editor"), "{table}");
    browser.close().await;
}

#[tokio::test]
async fn pages_of_accounts_do_not_scroll_sideways_nor_write_errors() {
    let Some(browser) = Browser::open().await else { return };
    let site = with_everything(&browser).await;
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
        wrong.extend(browser.console_errors().await.iter().map(|error| format!("{page}: {error}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    browser.close().await;
}

#[tokio::test]
async fn axe_finds_nothing_serious_on_pages_of_accounts() {
    let Some(axe) = axe_source() else {
        return left_out("browser", "CONCORDANCE_AXE names no copy of axe-core's axe.min.js");
    };
    let Some(browser) = Browser::open().await else { return };
    let site = with_everything(&browser).await;
    let script = format!("{axe}\n{RUN_AXE}");
    let mut violations = Vec::new();
    for colours in ["light", "dark"] {
        for page in pages(&browser, &site).await {
            browser.set_colours(colours).await;
            browser.goto(&site.url(&page)).await;
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
