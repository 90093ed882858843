//! What comes with the program: the Ukraine–Russia catalog and sample articles.
//!
//! The samples were written for this program on publicly reported events; their outlets and
//! authors are invented, and they were published nowhere.

use rust_embed::Embed;

use super::header_file::{self, HeaderFile};

/// The sample articles, one file each, in the form of [`header_file`].
#[derive(Embed)]
#[folder = "src/ingest/builtin/samples"]
struct Samples;

/// The built-in catalog as TOML.
#[must_use]
pub fn catalog_source() -> &'static str {
    include_str!("builtin/ukraine-russia.toml")
}

/// Every sample article, sorted by file name.
///
/// # Panics
/// Never: the samples are part of the program and a test reads each of them.
#[must_use]
pub fn samples() -> Vec<HeaderFile> {
    sources()
        .iter()
        .map(|(_, source)| header_file::parse(source).expect("a test reads every sample"))
        .collect()
}

/// File names with their contents, sorted by name.
fn sources() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Samples::iter()
        .filter_map(|name| {
            let bytes = Samples::get(&name)?.data.into_owned();
            let source = String::from_utf8(bytes).expect("a test reads every sample");
            Some((name.into_owned(), source))
        })
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::domain::{ArticleDraft, Catalog, fold_key};

    fn catalog() -> Catalog {
        Catalog::parse_toml(catalog_source()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn catalog_is_read_and_large() {
        let catalog = catalog();
        assert_eq!(catalog.slug.as_str(), "ukraine-russia");
        assert_eq!((catalog.parties.len(), catalog.issues.len()), (19, 13));
        for issue in &catalog.issues {
            assert!((20..=40).contains(&issue.cues.len()), "{}", issue.slug);
            assert!(!issue.question.is_empty(), "{}", issue.slug);
        }
    }

    #[test]
    fn every_cue_and_name_has_one_owner() {
        let catalog = catalog();
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for issue in &catalog.issues {
            for cue in &issue.cues {
                let first = owners.insert(fold_key(cue), issue.slug.as_str());
                assert_eq!(first, None, "`{cue}` stands twice");
            }
        }
        let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
        for party in &catalog.parties {
            let names = [&party.aliases, &party.demonyms, &party.people];
            for name in names.into_iter().flatten().chain([&party.name]) {
                let first = owners.insert(name, party.slug.as_str());
                assert_eq!(first, None, "`{name}` stands twice");
            }
        }
    }

    #[test]
    fn every_sample_is_an_article_of_the_catalog() {
        let catalog = catalog();
        let mut digests = BTreeSet::new();
        let mut outlets = BTreeSet::new();
        let sources = sources();
        for (name, source) in &sources {
            let file = header_file::parse(source).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(file.negotiation.as_deref(), Some(catalog.slug.as_str()), "{name}");
            let draft = ArticleDraft::parse(&file.draft).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(draft.published_on.is_some(), "{name} has no date");
            assert_eq!(draft.url, None, "{name} was published nowhere");
            assert!(digests.insert(draft.text.digest()), "{name} stands twice");
            let words = draft.text.as_str().split_whitespace().count();
            assert!((150..=500).contains(&words), "{name} has {words} words");
            outlets.insert(draft.outlet.unwrap_or_else(|| panic!("{name} has no outlet")));
        }
        assert!(sources.len() >= 24, "{} samples", sources.len());
        assert!((6..=7).contains(&outlets.len()), "{outlets:?}");
    }

    #[test]
    fn samples_come_in_the_order_of_their_names() {
        let names: Vec<String> = sources().into_iter().map(|(name, _)| name).collect();
        assert!(names.is_sorted());
        let numbers: Vec<usize> = names.iter().map(|name| name[..2].parse().unwrap()).collect();
        assert_eq!(numbers, (1..=names.len()).collect::<Vec<_>>());
        assert_eq!(samples().len(), names.len());
    }
}
