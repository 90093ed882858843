//! The figures of a negotiation: of every pair of coders, of all together, and by issue.

use std::collections::{BTreeMap, BTreeSet};

use super::Figure;
use super::alpha::Coincidences;
use super::overlap::Overlap;
use crate::domain::{ArticleId, CharSpan, IssueSlug, Mark, PartySlug, Stance};

/// Fewest marked sentences of an issue for which its own figures are given.
pub const ENOUGH: u64 = 10;

/// One person's finished coding of one article.
#[derive(Debug, Clone)]
pub struct Coded<'m> {
    /// The article; all of its codings are of the same revision.
    pub article: ArticleId,
    /// Who coded.
    pub coder: &'m str,
    /// Sentences that could be marked.
    pub sentences: u64,
    /// What was marked.
    pub marks: &'m [Mark],
}

/// How far some coders agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Articles that two of them have coded at least.
    pub articles: u64,
    /// Alpha over sentences × issues: is this sentence about this issue?
    pub issues: Figure,
    /// Alpha over the positions that two of them have: which stance is it?
    pub stances: Figure,
    /// F1 of positions: sentence, party and issue.
    pub positions: Figure,
    /// F1 of positions with their stance.
    pub with_stance: Figure,
}

/// The figures of two coders.
#[derive(Debug, Clone, PartialEq)]
pub struct OfPair {
    /// The two, by name.
    pub coders: (String, String),
    /// Over the articles that both have coded.
    pub figures: Figures,
}

/// The figures of one issue, over all coders.
#[derive(Debug, Clone, PartialEq)]
pub struct OfIssue {
    /// The issue.
    pub issue: IssueSlug,
    /// Sentences that somebody marked with it, in articles that two have coded.
    pub marked: u64,
    /// The figures; none when too little is marked ([`ENOUGH`]).
    pub figures: Option<Figures>,
}

/// The figures of a negotiation.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Of all coders together; what one of them did not code is missing.
    pub all: Figures,
    /// Of every two who have coded an article in common, by name.
    pub pairs: Vec<OfPair>,
    /// By issue, in the catalog's order; issues that nobody marked are left out.
    pub issues: Vec<OfIssue>,
}

/// Measures finished codings; marks of issues that are not among `issues` do not count.
#[must_use]
pub fn measure(codings: &[Coded<'_>], issues: &[IssueSlug]) -> Agreement {
    let by_article = by_article(codings);
    let all: Vec<&[&Coded<'_>]> = by_article.values().map(Vec::as_slice).collect();
    let every: Vec<&IssueSlug> = issues.iter().collect();
    let of_issue = |issue: &IssueSlug| {
        let marked = marked_with(&all, issue);
        let figures = (marked >= ENOUGH).then(|| figures(&all, &[issue]));
        (marked > 0).then(|| OfIssue { issue: issue.clone(), marked, figures })
    };
    Agreement {
        all: figures(&all, &every),
        pairs: pairs(&by_article, &every),
        issues: issues.iter().filter_map(of_issue).collect(),
    }
}

type ByArticle<'c, 'm> = BTreeMap<ArticleId, Vec<&'c Coded<'m>>>;

/// The articles that two people have coded at least.
fn by_article<'c, 'm>(codings: &'c [Coded<'m>]) -> ByArticle<'c, 'm> {
    let mut all: ByArticle<'c, 'm> = BTreeMap::new();
    for coding in codings {
        all.entry(coding.article).or_default().push(coding);
    }
    all.retain(|_, codings| codings.len() > 1);
    all
}

fn pairs(by_article: &ByArticle<'_, '_>, issues: &[&IssueSlug]) -> Vec<OfPair> {
    let mut together: BTreeMap<(&str, &str), Vec<Vec<&Coded<'_>>>> = BTreeMap::new();
    for codings in by_article.values() {
        for (one, other) in two_by_two(codings) {
            let (first, second) =
                if one.coder <= other.coder { (one, other) } else { (other, one) };
            together.entry((first.coder, second.coder)).or_default().push(vec![first, second]);
        }
    }
    let of_pair = |((first, second), articles): ((&str, &str), Vec<Vec<&Coded<'_>>>)| {
        let articles: Vec<&[&Coded<'_>]> = articles.iter().map(Vec::as_slice).collect();
        let coders = (first.to_owned(), second.to_owned());
        OfPair { coders, figures: figures(&articles, issues) }
    };
    together.into_iter().map(of_pair).collect()
}

fn two_by_two<'s, 'c, 'm>(
    codings: &'s [&'c Coded<'m>],
) -> impl Iterator<Item = (&'c Coded<'m>, &'c Coded<'m>)> + 's {
    let rest = move |(at, one): (usize, &'s &'c Coded<'m>)| {
        codings[at + 1..].iter().map(move |other| (*one, *other))
    };
    codings.iter().enumerate().flat_map(rest)
}

/// Sentences that somebody marked with an issue.
fn marked_with(articles: &[&[&Coded<'_>]], issue: &IssueSlug) -> u64 {
    let of_article = |codings: &&[&Coded<'_>]| {
        let marks = codings.iter().flat_map(|coding| coding.marks);
        let spans = marks.filter(|mark| mark.issue == *issue).map(|mark| mark.span);
        spans.collect::<BTreeSet<CharSpan>>().len()
    };
    articles.iter().map(of_article).map(count).sum()
}

fn figures(articles: &[&[&Coded<'_>]], issues: &[&IssueSlug]) -> Figures {
    let mut about = Coincidences::default();
    let mut stances = Coincidences::default();
    let (mut positions, mut with_stance) = (Overlap::default(), Overlap::default());
    for codings in articles {
        count_issues(codings, issues, &mut about);
        count_stances(codings, issues, &mut stances);
        for (first, second) in two_by_two(codings) {
            positions.add(&taken(first, issues), &taken(second, issues));
            with_stance.add(&taken_so(first, issues), &taken_so(second, issues));
        }
    }
    Figures {
        articles: count(articles.len()),
        issues: about.alpha(),
        stances: stances.alpha(),
        positions: positions.f1(),
        with_stance: with_stance.f1(),
    }
}

/// Every sentence × issue is a unit; those that nobody marked are counted, not listed.
fn count_issues(codings: &[&Coded<'_>], issues: &[&IssueSlug], all: &mut Coincidences<bool>) {
    let of_coder: Vec<BTreeSet<(CharSpan, &IssueSlug)>> = codings
        .iter()
        .map(|coding| known(coding, issues).map(|mark| (mark.span, &mark.issue)).collect())
        .collect();
    let marked: BTreeSet<&(CharSpan, &IssueSlug)> = of_coder.iter().flatten().collect();
    for unit in &marked {
        all.add(&of_coder.iter().map(|of| of.contains(*unit)).collect::<Vec<_>>());
    }
    let sentences = codings.iter().map(|coding| coding.sentences).max().unwrap_or(0);
    let units = sentences.saturating_mul(count(issues.len()));
    all.add_times(&vec![false; codings.len()], units.saturating_sub(count(marked.len())));
}

/// A unit is a sentence, party and issue that at least two have as a position.
fn count_stances(codings: &[&Coded<'_>], issues: &[&IssueSlug], all: &mut Coincidences<Stance>) {
    let mut units: BTreeMap<Place<'_>, Vec<Stance>> = BTreeMap::new();
    for coding in codings {
        for (place, stance) in held(coding, issues) {
            units.entry(place).or_default().push(stance);
        }
    }
    for stances in units.values() {
        all.add(stances);
    }
}

type Place<'m> = (CharSpan, &'m PartySlug, &'m IssueSlug);

fn known<'m>(coding: &Coded<'m>, issues: &[&IssueSlug]) -> impl Iterator<Item = &'m Mark> {
    coding.marks.iter().filter(|mark| issues.contains(&&mark.issue))
}

fn held<'m>(
    coding: &Coded<'m>,
    issues: &[&IssueSlug],
) -> impl Iterator<Item = (Place<'m>, Stance)> {
    known(coding, issues).filter_map(|mark| {
        let position = mark.position.as_ref()?;
        Some(((mark.span, &position.party, &mark.issue), position.stance))
    })
}

fn taken<'m>(coding: &Coded<'m>, issues: &[&IssueSlug]) -> BTreeSet<Place<'m>> {
    held(coding, issues).map(|(place, _)| place).collect()
}

fn taken_so<'m>(coding: &Coded<'m>, issues: &[&IssueSlug]) -> BTreeSet<(Place<'m>, Stance)> {
    held(coding, issues).collect()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::Undefined;
    use super::*;
    use crate::domain::MarkedPosition;

    fn issues() -> Vec<IssueSlug> {
        ["bridges", "water"].map(|slug| IssueSlug::parse(slug).unwrap()).to_vec()
    }

    fn mark(at: i64, issue: &str, position: Option<(&str, Stance)>) -> Mark {
        Mark {
            span: CharSpan { start: at * 10, end: at * 10 + 9 },
            issue: IssueSlug::parse(issue).unwrap(),
            position: position.map(|(party, stance)| MarkedPosition {
                party: PartySlug::parse(party).unwrap(),
                stance,
                speaker: None,
                reported_by: None,
            }),
        }
    }

    fn coded<'m>(article: i64, coder: &'m str, marks: &'m [Mark]) -> Coded<'m> {
        Coded { article: ArticleId(article), coder, sentences: 5, marks }
    }

    #[test]
    fn units_of_issues_are_all_sentences_times_all_issues() {
        let north = Some(("northbank", Stance::Rejects));
        let first = [mark(0, "bridges", north), mark(1, "water", None)];
        let second = [mark(0, "bridges", Some(("northbank", Stance::Accepts)))];
        let both = [coded(1, "ada", &first), coded(1, "bela", &second)];
        let all = measure(&both, &issues()).all;
        assert_eq!((all.articles, all.issues.units), (1, 10));
        // o(yes, yes) = 2, o(yes, no) = 1 each way, n(yes) = 3, n(no) = 17, n = 20.
        let alpha = 1.0 - 19.0 * 2.0 / (2.0 * 3.0 * 17.0);
        assert!((all.issues.value.unwrap() - alpha).abs() < 1e-12);
        assert_eq!((all.positions.value, all.with_stance.value), (Ok(1.0), Ok(0.0)));
        assert_eq!(all.stances.units, 1);
    }

    #[test]
    fn stances_are_compared_only_where_two_have_a_position() {
        let first = [mark(0, "water", Some(("isle", Stance::Offers))), mark(1, "water", None)];
        let second = [
            mark(0, "water", Some(("isle", Stance::Offers))),
            mark(1, "water", Some(("isle", Stance::Rejects))),
        ];
        let all = measure(&[coded(1, "a", &first), coded(1, "b", &second)], &issues()).all;
        let expected = Figure { value: Err(Undefined::NoVariation), units: 1 };
        assert_eq!(all.stances, expected);
        assert_eq!(all.positions.value, Ok(2.0 / 3.0));
    }

    #[test]
    fn what_one_alone_has_coded_counts_for_nothing() {
        let marks = [mark(0, "water", None)];
        let found = measure(&[coded(1, "ada", &marks), coded(2, "bela", &marks)], &issues());
        assert_eq!((found.all.articles, found.pairs.len()), (0, 0));
        assert_eq!(found.all.issues.value, Err(Undefined::NoUnit));
        assert_eq!(found.all.positions.value, Err(Undefined::NoUnit));
        assert_eq!(found.issues, Vec::new());
    }

    #[test]
    fn three_coders_are_three_pairs_and_values_may_be_missing() {
        let (water, bridges) = ([mark(0, "water", None)], [mark(0, "bridges", None)]);
        let codings = [
            coded(1, "cleo", &water),
            coded(1, "ada", &water),
            coded(2, "ada", &bridges),
            coded(2, "bela", &water),
            coded(3, "bela", &water),
            coded(3, "cleo", &water),
        ];
        let found = measure(&codings, &issues());
        let names: Vec<(&str, &str)> =
            found.pairs.iter().map(|p| (p.coders.0.as_str(), p.coders.1.as_str())).collect();
        assert_eq!(names, [("ada", "bela"), ("ada", "cleo"), ("bela", "cleo")]);
        assert_eq!(found.pairs[1].figures.issues.value, Ok(1.0));
        assert!(found.pairs[0].figures.issues.value.unwrap() < 0.0);
        assert_eq!((found.all.articles, found.all.issues.units), (3, 30));
    }

    #[test]
    fn issue_has_figures_of_its_own_when_enough_is_marked() {
        let few = [mark(0, "water", None)];
        let many: Vec<Mark> = (0..10).map(|at| mark(at, "bridges", None)).collect();
        let marks: Vec<Mark> = many.into_iter().chain(few).collect();
        let codings = [coded(1, "ada", &marks), coded(1, "bela", &marks)];
        let found = measure(&codings, &issues());
        assert_eq!((found.issues[0].marked, found.issues[1].marked), (10, 1));
        assert!(found.issues[0].figures.is_some());
        assert_eq!(found.issues[1].figures, None);
    }
}
