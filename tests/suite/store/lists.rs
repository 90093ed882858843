//! Lists of passages and positions, and search.

use concordance::domain::{IssueSlug, PartySlug, Stance, Status};
use concordance::store::{FindingFilter, PageRequest, SearchFilter, SearchTerms};

use super::summaries::River;

fn issue(slug: &str) -> IssueSlug {
    IssueSlug::parse(slug).expect("a slug")
}

fn party(slug: &str) -> PartySlug {
    PartySlug::parse(slug).expect("a slug")
}

async fn river() -> River {
    let river = River::new().await;
    let taken = [
        ("northbank", "bridges", Stance::Rejects, None),
        ("southbank", "bridges", Stance::Demands, None),
    ];
    river.add("2026-01-10", "Nordstad rejects the bridge that Zuidhaven demands.", &taken).await;
    let taken = [("northbank", "water", Stance::Offers, None)];
    river.add("2026-01-11", "Nordstad offers water from Café Genève.", &taken).await;
    let taken = [("northbank", "bridges", Stance::Accepts, Some("isle"))];
    river.add("2026-01-12", "The Isle says Nordstad will accept the bridge.", &taken).await;
    river
}

async fn quotes(river: &River, filter: FindingFilter) -> (Vec<String>, Vec<String>) {
    let request = PageRequest::default();
    let passages = river.store().list_passages(&filter, &request).await.unwrap();
    let positions = river.store().list_positions(&filter, &request).await.unwrap();
    (
        passages.items.into_iter().map(|item| item.passage.dated_on).collect(),
        positions.items.into_iter().map(|row| format!("{} {}", row.party, row.stance)).collect(),
    )
}

#[tokio::test]
async fn every_filter_narrows_passages_and_positions_alike() {
    let river = river().await;
    let all = FindingFilter::of(river.catalog());
    let days = |days: &[&str]| days.iter().map(|day| format!("2026-01-{day}")).collect::<Vec<_>>();
    let (passages, positions) = quotes(&river, all.clone()).await;
    assert_eq!(passages, days(&["12", "11", "10"]));
    assert_eq!(positions.len(), 4);

    let (passages, positions) =
        quotes(&river, FindingFilter { issue: Some(issue("bridges")), ..all.clone() }).await;
    assert_eq!((passages, positions.len()), (days(&["12", "10"]), 3));
    let (passages, positions) =
        quotes(&river, FindingFilter { party: Some(party("southbank")), ..all.clone() }).await;
    assert_eq!((passages, positions), (days(&["10"]), vec!["southbank demands".to_owned()]));
    let cell = FindingFilter {
        issue: Some(issue("water")),
        party: Some(party("northbank")),
        ..all.clone()
    };
    assert_eq!(quotes(&river, cell).await, (days(&["11"]), vec!["northbank offers".to_owned()]));
    let (passages, positions) =
        quotes(&river, FindingFilter { stance: Some(Stance::Rejects), ..all.clone() }).await;
    assert_eq!((passages, positions), (days(&["10"]), vec!["northbank rejects".to_owned()]));
    let (passages, positions) =
        quotes(&river, FindingFilter { outlet: Some("the RIVER post".to_owned()), ..all.clone() })
            .await;
    assert_eq!((passages.len(), positions.len()), (3, 4));
    let confirmed = FindingFilter { status: Some(Status::Confirmed), ..all.clone() };
    assert_eq!(quotes(&river, confirmed).await, (vec![], vec![]));
    let dates = FindingFilter {
        from: Some("2026-01-11".to_owned()),
        to: Some("2026-01-11".to_owned()),
        ..all.clone()
    };
    assert_eq!(quotes(&river, dates).await.0, days(&["11"]));
    let words = FindingFilter { words: SearchTerms::parse("geneve cafe"), ..all.clone() };
    assert_eq!(quotes(&river, words).await.0, days(&["11"]));
    let own = FindingFilter { own: Some(false), ..all };
    assert_eq!(quotes(&river, own).await.1, ["northbank accepts"]);
}

#[tokio::test]
async fn passages_carry_their_issues_and_positions() {
    let river = river().await;
    let filter =
        FindingFilter { issue: Some(issue("bridges")), ..FindingFilter::of(river.catalog()) };
    let page =
        river.store().list_passages(&filter, &PageRequest::new(None, Some(1))).await.unwrap();
    assert!(page.next.is_some());
    let request = PageRequest::new(page.next, Some(1));
    let page = river.store().list_passages(&filter, &request).await.unwrap();
    assert_eq!(page.items[0].passage.issues(), [issue("bridges")]);
    assert_eq!(page.items[0].positions.len(), 2);
    assert_eq!(page.items[0].passage.quote, "Nordstad rejects the bridge that Zuidhaven demands.");
    assert_eq!(page.next, None);
}

#[tokio::test]
async fn search_finds_folded_words_phrases_and_counts_facets() {
    let river = river().await;
    let search = async |typed: &str, filter: SearchFilter| {
        let terms = SearchTerms::parse(typed).unwrap();
        river.store().search(&terms, &filter, (0, 20)).await.unwrap()
    };
    let here = SearchFilter {
        negotiation: Some((river.negotiation(), river.catalog())),
        ..SearchFilter::default()
    };
    let found = search("geneve", here.clone()).await;
    assert_eq!(found.hits.len(), 1);
    let marked: Vec<_> = found.hits[0].snippet.iter().filter(|p| p.marked).collect();
    assert_eq!(marked[0].text, "Genève");
    assert_eq!(search("\"accept the bridge\"", here.clone()).await.found, 1);
    assert_eq!(search("\"bridge the accept\"", here.clone()).await.found, 0);
    let found = search("nordstad", here.clone()).await;
    assert_eq!((found.found, found.capped), (3, false));
    let facet = |slug: &str| found.issues.iter().find(|f| f.slug == slug).map(|f| f.articles);
    assert_eq!((facet("bridges"), facet("water")), (Some(2), Some(1)));
    assert_eq!(found.parties[0].slug, "northbank");
    let narrowed = SearchFilter { party: Some(party("southbank")), ..here.clone() };
    assert_eq!(search("nordstad", narrowed).await.found, 1);
    let narrowed = SearchFilter { stance: Some(Stance::Offers), ..here };
    assert_eq!(search("nordstad", narrowed).await.found, 1);
    assert_eq!(search("nothing of the kind", SearchFilter::default()).await.found, 0);
}

#[tokio::test]
async fn hostile_search_words_are_words() {
    let river = river().await;
    for typed in [
        "\" OR 1=1 --",
        "a* NEAR(b",
        "title:x AND",
        "'; drop table articles",
        "(((",
        "🕊 é",
        "x\"y\"z",
    ] {
        if let Some(terms) = SearchTerms::parse(typed) {
            river.store().search(&terms, &SearchFilter::default(), (0, 5)).await.unwrap();
        }
    }
}
