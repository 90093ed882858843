//! What people come for, from the first key to the last.

use super::site::Site;
use crate::support::browser::Browser;

const TAB: &str = "\u{e004}";

const TITLE: &str = "Envoys part without a date";
const TEXT: &str = "Envoys met in Geneva on Tuesday. Russia rejects the deployment of foreign troops \
                    in Ukraine, its foreign minister, Sergei Lavrov, said.";

/// Presses Tab until the element that has the focus matches `css`.
async fn tab_to(browser: &Browser, css: &str) {
    let has_focus = format!("return document.activeElement.matches(`{css}`)");
    for _ in 0..60 {
        browser.press(TAB).await;
        if browser.ask(&has_focus).await == true {
            let outline = "const s = getComputedStyle(document.activeElement);
                return s.outlineStyle !== 'none' || s.boxShadow !== 'none'";
            assert_eq!(browser.ask(outline).await, true, "`{css}` does not show its focus");
            return;
        }
    }
    panic!("Tab does not reach `{css}`");
}

#[tokio::test]
async fn an_article_is_posted_by_keyboard() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.goto(&site.url("/")).await;
    browser.press(TAB).await;
    let first = browser.ask("return document.activeElement.getAttribute('href')").await;
    assert_eq!(first, "#main", "the first stop skips to the content");
    tab_to(&browser, "a[href='/articles/new']").await;
    browser.enter().await;
    assert_eq!(browser.text("h1").await, "Add an article");
    for (field, words) in [
        ("title", TITLE),
        ("text", TEXT),
        ("outlet", "The River Post"),
        ("author", "A. Holm"),
        ("published_on", "2026-01-20"),
        ("url", "https://example.org/2026/envoys"),
    ] {
        tab_to(&browser, &format!("[name='{field}']")).await;
        browser.press(words).await;
    }
    tab_to(&browser, "main button[type='submit']").await;
    browser.enter().await;
    assert_eq!(browser.text("article h1").await, TITLE);
    let marked = browser.text("mark.passage").await;
    assert!(marked.contains("foreign troops"), "{marked}");
    assert!(browser.text(".note-position").await.contains("rejects"));
    let source = browser.ask("return document.querySelector('a[href*=\"#:~:text=\"]').href").await;
    let source = source.as_str().expect("a link");
    assert!(source.starts_with("https://example.org/2026/envoys#:~:text="), "{source}");
    browser.close().await;
}

#[tokio::test]
async fn a_matrix_cell_leads_to_its_passage() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.goto(&site.url("/ukraine-russia")).await;
    let stance = browser.text("table.matrix a.cell .stance").await;
    browser.click("table.matrix a.cell").await;
    let path = browser.place().await;
    assert!(path.starts_with("/ukraine-russia/issues/"), "{path}");
    let facts = browser.text("main .facts").await;
    assert!(
        facts.contains(&format!("latest: {stance}")),
        "the cell says {stance}, its page {facts}"
    );
    let quoted = browser.text("main blockquote.words").await;
    let sentence = browser.ask("return document.querySelector('main blockquote.words').cite").await;
    let sentence =
        sentence.as_str().and_then(|cite| Some(cite.split_at(cite.find("/articles")?).1));
    let sentence = sentence.expect("the words name their sentence");
    browser.click(&format!("main a[href='{sentence}']")).await;
    let place = browser.place().await;
    let (path, passage) = place.split_once('#').expect("the link names a sentence");
    assert_eq!((path, place.as_str()), (sentence.split('#').next().unwrap(), sentence));
    let marked = browser.text(&format!("mark#{passage}")).await;
    assert!(quoted.contains(marked.trim()), "quoted: {quoted}\nmarked: {marked}");
    let seen = format!(
        "const box = document.getElementById('{passage}').getBoundingClientRect();
         return box.bottom > 0 && box.top < window.innerHeight"
    );
    assert_eq!(browser.ask(&seen).await, true, "the sentence is not in sight");
    browser.close().await;
}

#[tokio::test]
async fn an_article_is_posted_changed_found_and_deleted_without_script() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.forbid_scripts().await;
    browser.goto(&site.url("/articles/new")).await;
    browser.fill("[name='text']", TEXT).await;
    browser.fill("[name='outlet']", "The River Post").await;
    browser.click("main button[type='submit']").await;
    assert!(browser.text("[role='alert']").await.contains("Title"), "the missing title is named");
    assert_eq!(browser.text("textarea[name='text']").await, TEXT, "nothing typed is lost");
    browser.fill("[name='title']", TITLE).await;
    browser.click("main button[type='submit']").await;
    assert_eq!(browser.text("article h1").await, TITLE);
    let article = browser.place().await;

    browser.click("a[href$='/edit']").await;
    browser.fill("[name='title']", ", again").await;
    browser.click("main button[type='submit']").await;
    assert_eq!(browser.text("article h1").await, format!("{TITLE}, again"));

    browser.goto(&site.url("/articles/new")).await;
    browser.fill("[name='title']", "The same words").await;
    browser.fill("[name='text']", TEXT).await;
    browser.click("main button[type='submit']").await;
    assert!(
        browser.count(&format!("main a[href='{article}']")).await > 0,
        "the first one is shown"
    );

    browser.goto(&site.url("/search")).await;
    browser.fill("main [name='q']", "envoys geneva tuesday").await;
    browser.click("main button[type='submit']").await;
    assert!(browser.text("main").await.contains(", again"));

    browser.goto(&site.url(&article)).await;
    browser.click("a[href$='/delete']").await;
    browser.click("main button[type='submit']").await;
    assert_eq!(site.server.get(&article).status, 410);
    browser.close().await;
}
