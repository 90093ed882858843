//! Text → findings: a pure function of the text, the catalog and the language data.

use crate::domain::{Analysis, ArticleText, Catalog};

/// What the analysis reads: one article.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The headline, when there is one: it names parties and issues that the text carries on.
    pub title: Option<&'a str>,
    /// The text, to which every span refers.
    pub text: &'a ArticleText,
}

/// A catalog and the language data, made ready for matching.
#[derive(Debug)]
pub struct Lexicon {
    catalog: Catalog,
}

impl Lexicon {
    /// Makes a catalog ready for matching.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        Self { catalog }
    }

    /// The catalog it was made from.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }
}

/// Who reads: rules now; a learned model can stand beside them behind the same call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reader {
    /// Rules over the language data.
    #[default]
    Rules,
}

impl Reader {
    /// Name and version, kept with what it found: a change of it re-analyses stored articles.
    #[must_use]
    pub fn version(self) -> &'static str {
        match self {
            Self::Rules => "rules-1",
        }
    }

    /// Finds passages, positions and attributions. Never panics; same input, same output.
    #[must_use]
    pub fn analyse(self, _reading: Reading<'_>, _lexicon: &Lexicon) -> Analysis {
        Analysis::default()
    }
}
