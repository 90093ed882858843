//! A negotiation's catalog: its parties with the names that stand for them, and its issues with
//! the words that raise them. Written by a person as TOML (or sent as JSON).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IssueSlug, NegotiationSlug, PartySlug};

/// Most parties or issues in one catalog: keeps the matrix and the analysis bounded.
const MAX_ENTRIES: usize = 200;
/// Most names or cues in one list.
const MAX_WORDS: usize = 500;
/// First segments of pages and other addresses, which no negotiation may take.
const PAGE_NAMES: [&str; 11] = [
    "about",
    "account",
    "api",
    "articles",
    "health",
    "negotiations",
    "people",
    "search",
    "sign-in",
    "sign-out",
    "static",
];
/// Longest name, cue or question, in characters.
const MAX_CHARS: usize = 400;

/// A negotiation as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// The negotiation's slug.
    #[schema(value_type = String, example = "ukraine-russia")]
    pub slug: NegotiationSlug,
    /// The negotiation's name.
    pub name: String,
    /// One or two sentences on what is negotiated; may be empty.
    #[serde(default)]
    pub summary: String,
    /// Parties, in the order in which pages list them; never empty.
    pub parties: Vec<Party>,
    /// Issues, in the order in which pages list them; never empty.
    pub issues: Vec<Issue>,
}

/// A side, ally, mediator or observer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The party's slug, unique in its catalog.
    #[schema(value_type = String, example = "united-states")]
    pub slug: PartySlug,
    /// The party's name.
    pub name: String,
    /// What sort of body it is.
    #[serde(default)]
    pub kind: PartyKind,
    /// What it does in the talks.
    #[serde(default)]
    pub role: PartyRole,
    /// Other names: capitals, seats of government, ministries, short forms.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Adjectives and nouns of nationality.
    #[serde(default)]
    pub demonyms: Vec<String>,
    /// People who speak for it, by full name.
    #[serde(default)]
    pub people: Vec<String>,
}

/// A subject under negotiation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// The issue's slug, unique in its catalog.
    #[schema(value_type = String, example = "security-guarantees")]
    pub slug: IssueSlug,
    /// The issue's name.
    pub name: String,
    /// The question that the talks must settle.
    #[serde(default)]
    pub question: String,
    /// Words and phrases that raise it.
    #[serde(default)]
    pub cues: Vec<String>,
}

macro_rules! word_set {
    ($(#[$doc:meta])* $name:ident { $first:ident = $first_text:tt, $($variant:ident = $text:tt),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
        #[sqlx(type_name = "text")]
        #[expect(missing_docs, reason = "the words say it")]
        pub enum $name {
            #[default] #[serde(rename = $first_text)] #[sqlx(rename = $first_text)] $first,
            $(#[serde(rename = $text)] #[sqlx(rename = $text)] $variant),+
        }

        impl $name {
            /// The word as it is stored and published.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { Self::$first => $first_text, $(Self::$variant => $text),+ }
            }
        }
    };
}

word_set!(
    /// What sort of body a party is.
    PartyKind {
        State = "state",
        Organisation = "organisation",
        Alliance = "alliance",
        Coalition = "coalition",
        ArmedGroup = "armed-group",
        Movement = "movement",
        Government = "government",
        Other = "other",
    }
);

word_set!(
    /// What a party does in the talks.
    PartyRole {
        Observer = "observer",
        Belligerent = "belligerent",
        Ally = "ally",
        Mediator = "mediator",
    }
);

/// What is wrong with a catalog, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogError {
    /// Line of the source, from 1, when it can be told.
    pub line: Option<usize>,
    /// The field, e.g. `parties[2].slug`; empty when the text cannot be read at all.
    pub field: String,
    /// What is wrong and what is allowed.
    pub message: String,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for CatalogError {}

impl Catalog {
    /// Reads a catalog written as TOML.
    ///
    /// # Errors
    /// The first mistake, with its line: a syntax error, an unknown field, a bad or doubled slug,
    /// an empty name or list, a list that is too long.
    pub fn parse_toml(source: &str) -> Result<Self, CatalogError> {
        let catalog: Self = toml::from_str(source).map_err(|error| CatalogError {
            line: error.span().map(|span| line_at(source, span.start)),
            field: String::new(),
            message: error.message().trim().to_owned(),
        })?;
        catalog.check().map_err(|(field, message)| CatalogError {
            line: line_of_field(source, &field),
            field,
            message,
        })?;
        Ok(catalog)
    }

    /// Reads a catalog sent as JSON.
    ///
    /// # Errors
    /// As [`Catalog::parse_toml`]; mistakes beyond syntax name their field, not their line.
    pub fn parse_json(source: &str) -> Result<Self, CatalogError> {
        let catalog: Self = serde_json::from_str(source).map_err(|error| CatalogError {
            line: Some(error.line()),
            field: String::new(),
            message: error.to_string(),
        })?;
        catalog.check().map_err(|(field, message)| CatalogError { line: None, field, message })?;
        Ok(catalog)
    }

    /// The catalog as TOML.
    ///
    /// # Panics
    /// Never: every field has a TOML form.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).expect("strings, lists and tables have a TOML form")
    }

    /// The party with this slug.
    #[must_use]
    pub fn party(&self, slug: &PartySlug) -> Option<&Party> {
        self.parties.iter().find(|party| party.slug == *slug)
    }

    /// The issue with this slug.
    #[must_use]
    pub fn issue(&self, slug: &IssueSlug) -> Option<&Issue> {
        self.issues.iter().find(|issue| issue.slug == *slug)
    }

    fn check(&self) -> Result<(), (String, String)> {
        if PAGE_NAMES.contains(&self.slug.as_str()) {
            return Err(("slug".to_owned(), format!("`{}` is the name of a page", self.slug)));
        }
        check_text("name", &self.name, Needed::Yes)?;
        if self.summary.chars().count() > 4 * MAX_CHARS {
            return Err(("summary".to_owned(), format!("at most {} characters", 4 * MAX_CHARS)));
        }
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if self.summary.chars().any(control) {
            let message =
                "must not hold control characters other than line ends and tabs".to_owned();
            return Err(("summary".to_owned(), message));
        }
        check_entries("parties", self.parties.iter().map(|party| party.slug.as_str()))?;
        check_entries("issues", self.issues.iter().map(|issue| issue.slug.as_str()))?;
        for (at, party) in self.parties.iter().enumerate() {
            let field = format!("parties[{at}]");
            check_text(&format!("{field}.name"), &party.name, Needed::Yes)?;
            check_words(&format!("{field}.aliases"), &party.aliases)?;
            check_words(&format!("{field}.demonyms"), &party.demonyms)?;
            check_words(&format!("{field}.people"), &party.people)?;
        }
        for (at, issue) in self.issues.iter().enumerate() {
            let field = format!("issues[{at}]");
            check_text(&format!("{field}.name"), &issue.name, Needed::Yes)?;
            check_text(&format!("{field}.question"), &issue.question, Needed::No)?;
            check_words(&format!("{field}.cues"), &issue.cues)?;
        }
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Needed {
    Yes,
    No,
}

fn check_text(field: &str, text: &str, needed: Needed) -> Result<(), (String, String)> {
    let problem = if text.trim().is_empty() {
        (needed == Needed::Yes).then(|| "must not be empty".to_owned())
    } else if text.chars().count() > MAX_CHARS {
        Some(format!("at most {MAX_CHARS} characters"))
    } else {
        text.chars()
            .any(char::is_control)
            .then(|| "must be one line without control characters".to_owned())
    };
    problem.map_or(Ok(()), |message| Err((field.to_owned(), message)))
}

fn check_words(field: &str, words: &[String]) -> Result<(), (String, String)> {
    if words.len() > MAX_WORDS {
        return Err((field.to_owned(), format!("at most {MAX_WORDS} entries")));
    }
    words.iter().try_for_each(|word| check_text(field, word, Needed::Yes))
}

fn check_entries<'a>(
    list: &str,
    slugs: impl ExactSizeIterator<Item = &'a str>,
) -> Result<(), (String, String)> {
    if slugs.len() == 0 || slugs.len() > MAX_ENTRIES {
        return Err((list.to_owned(), format!("must have from 1 to {MAX_ENTRIES} entries")));
    }
    let mut seen = BTreeMap::new();
    for (at, slug) in slugs.enumerate() {
        if let Some(first) = seen.insert(slug, at) {
            return Err((
                format!("{list}[{at}].slug"),
                format!("`{slug}` is already the slug of {list}[{first}]; each slug stands once"),
            ));
        }
    }
    Ok(())
}

fn line_at(source: &str, byte: usize) -> usize {
    source.bytes().take(byte).filter(|&b| b == b'\n').count() + 1
}

/// The line on which `parties[2].slug` stands in the usual form, one `[[parties]]` block each.
fn line_of_field(source: &str, field: &str) -> Option<usize> {
    let (block, key) = field.split_once("].").map_or((None, field), |(b, k)| (Some(b), k));
    let from = match block.and_then(|block| block.split_once('[')) {
        None => 0,
        Some((list, at)) => {
            let header = format!("[[{list}]]");
            let at: usize = at.parse().ok()?;
            source.lines().enumerate().filter(|(_, l)| l.trim() == header).nth(at)?.0
        }
    };
    let holds = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    source.lines().enumerate().skip(from).find(|(_, line)| holds(line)).map(|(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "slug = \"a-b\"\nname = \"A and B\"\n\n[[parties]]\nslug = \"a\"\nname = \"A\"\n\n[[parties]]\nslug = \"b\"\nname = \"B\"\nkind = \"armed-group\"\n\n[[issues]]\nslug = \"land\"\nname = \"Land\"\n";

    #[test]
    fn small_catalog_is_read_and_written_back() {
        let catalog = Catalog::parse_toml(SMALL).unwrap();
        assert_eq!(catalog.parties[1].kind, PartyKind::ArmedGroup);
        assert_eq!(Catalog::parse_toml(&catalog.to_toml()).unwrap(), catalog);
        let json = serde_json::to_string(&catalog).unwrap();
        assert_eq!(Catalog::parse_json(&json).unwrap(), catalog);
    }

    #[test]
    fn mistakes_name_their_line_and_what_is_allowed() {
        let doubled = SMALL.replace("slug = \"b\"", "slug = \"a\"");
        let error = Catalog::parse_toml(&doubled).unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (Some(9), "parties[1].slug"));

        let kind = SMALL.replace("armed-group", "army");
        let error = Catalog::parse_toml(&kind).unwrap_err();
        assert_eq!(error.line, Some(11));
        assert!(error.message.contains("armed-group"), "{error}");

        let slug = SMALL.replace("\"land\"", "\"Land!\"");
        let error = Catalog::parse_toml(&slug).unwrap_err();
        assert_eq!(error.line, Some(14));
        assert!(error.message.contains("small letters"), "{error}");

        let unknown = SMALL.replace("kind =", "sort =");
        assert!(Catalog::parse_toml(&unknown).unwrap_err().message.contains("sort"));
        assert!(Catalog::parse_toml("slug = ").unwrap_err().line.is_some());
    }
}
