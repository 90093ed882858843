//! The review desk in a browser: by keys alone, without script, in both colours and on a phone.

use super::every_page::{RUN_AXE, TOO_WIDE, axe_source};
use super::site::Site;
use crate::support::browser::Browser;
use crate::support::left_out::left_out;

const DESK: &str = "/ukraine-russia/review";

/// The number of suggestions that the desk says are left.
async fn left(browser: &Browser) -> u32 {
    let facts = browser.text(".desk-head .facts").await;
    let number: String = facts.chars().take_while(|c| *c != ' ').filter(|c| *c != ',').collect();
    number.parse().unwrap_or_else(|_| panic!("{facts}"))
}

async fn words(browser: &Browser) -> String {
    browser.text(".desk .passage").await
}

#[tokio::test]
async fn a_review_goes_by_keys_alone() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.set_screen(1280, 800).await;
    browser.goto(&site.url(DESK)).await;
    let (begun, first) = (left(&browser).await, words(&browser).await);
    let fits = "return document.querySelector('.verdicts').getBoundingClientRect().bottom <= 800";
    assert_eq!(browser.ask(fits).await, true, "the verdicts need scrolling");
    browser.leave_by("c").await;
    assert_eq!(left(&browser).await, begun - 1);
    assert!(browser.text(".last").await.contains("confirmed"));
    let second = words(&browser).await;
    browser.leave_by("u").await;
    assert_eq!((left(&browser).await, words(&browser).await), (begun, first.clone()));
    browser.leave_by("s").await;
    assert_ne!(words(&browser).await, first, "it is skipped");
    browser.leave_by("r").await;
    assert_eq!(left(&browser).await, begun - 1);
    assert!(browser.text(".last").await.contains("struck out"));
    assert!(!second.is_empty());

    browser.press("e").await;
    let focus = "return document.activeElement.name";
    assert_eq!(browser.ask(focus).await, "party");
    browser.press("\u{e004}\u{e004}").await;
    assert_eq!(browser.ask(focus).await, "stance");
    browser.press("undecided").await;
    // From the stance to the button: speaker, reporter, rung, note.
    browser.press(&"\u{e004}".repeat(5)).await;
    browser.enter().await;
    assert_eq!(left(&browser).await, begun - 2);
    assert!(browser.text(".last").await.contains("corrected"));
    browser.close().await;
}

#[tokio::test]
async fn a_review_goes_without_script() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.forbid_scripts().await;
    browser.goto(&site.url(DESK)).await;
    let begun = left(&browser).await;
    browser.click("button[value='confirm']").await;
    browser.click("button[value='reject']").await;
    assert_eq!(left(&browser).await, begun - 2);
    browser.click("button[value='take-back']").await;
    assert_eq!(left(&browser).await, begun - 1);
    browser.close().await;
}

#[tokio::test]
async fn a_missed_position_is_added_without_script() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.forbid_scripts().await;
    browser.goto(&site.url("/articles")).await;
    browser.click(".index .title a").await;
    browser.click("a[href$='/add']").await;
    browser.tick("#sentence-1").await;
    for (field, value) in [
        ("party", "china"),
        ("issue", "territory"),
        ("stance", "undecided"),
        ("rung", "paraphrase"),
    ] {
        browser.tick(&format!("#{field} option[value='{value}']")).await;
    }
    browser.click("main button[type='submit']").await;
    assert!(browser.text(".folio").await.contains("added by a person"));
    browser.close().await;
}

#[tokio::test]
async fn a_missed_position_is_added_by_selecting_words() {
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.goto(&site.url("/articles")).await;
    browser.click(".index .title a").await;
    // Across a mark and the number of its note, within one sentence.
    let select = "const mark = document.querySelector('.folio > p mark.passage');
        document.getSelection().selectAllChildren(mark);
        return mark.textContent;";
    let sentence = browser.ask(select).await;
    browser.click(".add-here").await;
    let chosen = "return document.querySelector('.sentences li:has(:checked) label').textContent";
    assert_eq!(browser.ask(chosen).await, sentence);
    let other = "const other = document.querySelector('.sentences li:not(:has(:checked)) label');
        document.getSelection().selectAllChildren(other);
        return other.textContent;";
    let other = browser.ask(other).await;
    assert_eq!(browser.ask(chosen).await, other);
    assert_ne!(sentence, other);
    browser.close().await;
}

#[tokio::test]
async fn the_second_of_two_browsers_is_told_what_the_first_has_decided() {
    let Some(first) = Browser::open().await else { return };
    let second = first.open_another().await;
    let site = Site::start().await;
    first.goto(&site.url(DESK)).await;
    second.goto(&site.url(DESK)).await;
    assert_eq!(words(&first).await, words(&second).await, "both look at the same");
    first.leave_by("c").await;
    second.press("e").await;
    second.fill("[name='note']", "The sentence says nothing of the kind").await;
    second.click(".correct button[value='reject']").await;
    let told = second.text("[role='alert']").await;
    assert!(told.contains("It has changed since you opened the page"), "{told}");
    assert!(second.text(".page-head").await.contains("confirmed"));
    let kept = "return document.querySelector('[name=\"note\"]').value";
    assert_eq!(second.ask(kept).await, "The sentence says nothing of the kind");
    second.close().await;
    first.close().await;
}

#[tokio::test]
async fn pages_of_decisions_are_sound_in_both_colours_and_on_a_phone() {
    let Some(axe) = axe_source() else {
        return left_out("browser", "CONCORDANCE_AXE names no copy of axe-core's axe.min.js");
    };
    let Some(browser) = Browser::open().await else { return };
    let site = Site::start().await;
    browser.goto(&site.url(DESK)).await;
    browser.click("button[value='confirm']").await;
    browser.click(".last a").await;
    let position = browser.place().await;
    let script = format!("{axe}\n{RUN_AXE}");
    let mut faults = Vec::new();
    for colours in ["light", "dark"] {
        browser.set_colours(colours).await;
        for page in [DESK, &position] {
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
    for page in [DESK, &position] {
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
