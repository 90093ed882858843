//! What must hold on every page: widths, colours, console, no script.

use super::site::{Site, kind};
use crate::support::browser::Browser;
use crate::support::left_out::left_out;

/// The routes that people are told of; following links must meet each.
const ROUTES: &[&str] = &[
    "/",
    "/ukraine-russia",
    "/ukraine-russia/issues/x",
    "/ukraine-russia/parties/x",
    "/ukraine-russia/issues/x/y",
    "/articles",
    "/articles/1",
    "/articles/1/add",
    "/articles/1/code",
    "/articles/1/edit",
    "/articles/1/delete",
    "/articles/1/history",
    "/articles/1/revisions",
    "/articles/1/revisions/1",
    "/ukraine-russia/catalog/history",
    "/ukraine-russia/catalog/versions/1",
    "/articles/new",
    "/positions/1",
    "/positions/1/report",
    "/ukraine-russia/review",
    "/ukraine-russia/agreement",
    "/search",
    "/api",
];

#[tokio::test]
async fn following_links_meets_every_kind_of_page() {
    let site = Site::start().await;
    let kinds: Vec<String> = site.pages().iter().map(|page| kind(page)).collect();
    for route in ROUTES {
        assert!(kinds.contains(&kind(route)), "nothing leads to {route}: {kinds:#?}");
    }
}

/// The viewer that is built in for those who want to try the API by mouse. Its mark-up is not ours;
/// `/api` says the same in ours.
const VIEWER: &str = "/api/viewer/";

fn own_pages(site: &Site) -> Vec<String> {
    site.pages().into_iter().filter(|page| page != VIEWER).collect()
}

/// Elements that reach beyond the window's right edge, outside a region that scrolls by itself.
pub(super) const TOO_WIDE: &str = r"
    const width = document.documentElement.clientWidth;
    const scrolls = e => e && (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX)
        || scrolls(e.parentElement));
    return {
        inner: window.innerWidth,
        wide: document.documentElement.scrollWidth - width,
        elements: [...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > width + 1 && !scrolls(e.parentElement))
            .slice(0, 5).map(e => e.outerHTML.slice(0, 160)),
    };";

#[tokio::test]
async fn no_page_scrolls_sideways_at_375_pixels() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.set_screen(375, 812).await;
    let mut wide = Vec::new();
    for page in site.pages() {
        browser.goto(&site.url(&page)).await;
        let found = browser.ask(TOO_WIDE).await;
        assert_eq!(found["inner"], 375, "{page}");
        if found["wide"] != 0 {
            wide.push(format!("{page} by {} px: {:#}", found["wide"], found["elements"]));
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
    browser.close().await;
}

#[tokio::test]
async fn no_page_writes_an_error_to_the_console() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    // The log is read at all: a picture that a policy forbids is an error.
    browser.goto(&site.url("/")).await;
    browser
        .ask("document.body.append(Object.assign(new Image(), {src: 'https://example.org/x.png'}))")
        .await;
    let forbidden = browser.console_errors().await;
    assert!(
        forbidden.iter().any(|error| error.contains("Content Security Policy")),
        "{forbidden:?}"
    );
    let mut errors = Vec::new();
    for page in site.pages() {
        browser.goto(&site.url(&page)).await;
        for error in browser.console_errors().await {
            errors.push(format!("{page}: {error}"));
        }
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    browser.close().await;
}

#[tokio::test]
async fn axe_finds_nothing_serious_in_light_colours() {
    axe_finds_nothing_serious("light").await;
}

#[tokio::test]
async fn axe_finds_nothing_serious_in_dark_colours() {
    axe_finds_nothing_serious("dark").await;
}

async fn axe_finds_nothing_serious(colours: &str) {
    let Some(axe) = axe_source() else {
        return left_out("browser", "CONCORDANCE_AXE names no copy of axe-core's axe.min.js");
    };
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.set_colours(colours).await;
    let script = format!("{axe}\n{RUN_AXE}");
    let mut violations = Vec::new();
    let pages = own_pages(&site).into_iter().chain(["/no-such-page".to_owned()]);
    for page in pages {
        browser.goto(&site.url(&page)).await;
        let query = format!("return matchMedia('(prefers-color-scheme: {colours})').matches");
        assert_eq!(browser.ask(&query).await, true, "{page} is not shown in {colours} colours");
        let report = browser.ask_later(&script).await;
        assert!(report["rules"].as_u64() > Some(20), "axe checked little on {page}: {report}");
        for violation in report["serious"].as_array().expect("a list") {
            violations.push(format!("{page}: {violation:#}"));
        }
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
    browser.close().await;
}

/// Runs axe on the page; answers how many rules had something to check, and what they found.
pub(super) const RUN_AXE: &str = r"
    const done = arguments[arguments.length - 1];
    axe.run(document).then(
        found => done({
            rules: found.passes.length + found.violations.length,
            serious: found.violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => ({rule: v.id, impact: v.impact, help: v.help, elements: v.nodes.length,
                    first: v.nodes[0].html.slice(0, 200), why: v.nodes[0].failureSummary})),
        }),
        error => done({rules: 0, error: String(error)}),
    );";

/// axe-core's script, where the environment or the CI's cache folder has it.
pub(super) fn axe_source() -> Option<String> {
    let path = std::env::var_os("CONCORDANCE_AXE")?;
    Some(std::fs::read_to_string(path).expect("CONCORDANCE_AXE names a file"))
}

#[tokio::test]
async fn every_page_stands_without_script() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.forbid_scripts().await;
    for page in own_pages(&site) {
        browser.goto(&site.url(&page)).await;
        assert_eq!(browser.count("h1").await, 1, "{page}");
        assert!(!browser.text("main h1").await.is_empty(), "{page}");
        assert!(browser.text("main").await.len() > 60, "{page} says nearly nothing");
        assert_eq!(browser.count("noscript").await, 0, "{page} asks for script");
    }
    browser.close().await;
}
