//! The language data: word lists in TOML, embedded, parsed once for each lexicon.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::attribution_words::AttributionWords;
use super::institutions::Seat;
use super::phrases::Phrases;
use super::weights::{Weights, weights};
use super::words::Stems;
use crate::domain::Stance;

/// What an attitude cue tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueKind {
    /// An attitude of its subject.
    Attitude(Stance),
    /// What must be, in the eyes of whoever says it.
    Duty,
    /// What its subject will do.
    Will,
}

/// A cue of an attitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cue {
    /// What it tells.
    pub kind: CueKind,
    /// True when it decides alone.
    pub strong: bool,
}

/// Closed classes of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Negator,
    Preposition,
    Break,
    Relative,
    Determiner,
    PossessivePronoun,
    Auxiliary,
    EastAsianSurname,
    SentenceMark,
    PersonRole,
    Honorific,
    Body,
    Between,
    Rebel,
    State,
    Outsider,
    Thing,
    Firm,
}

/// A family of words for what peace talks are about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Words by which a catalog's issue resembles it.
    pub about: Vec<String>,
    /// Words that raise the issue alone.
    pub strong: Vec<String>,
    /// Words that raise it only beside another sign.
    pub weak: Vec<String>,
}

/// A state of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// Name and capital.
    pub names: Vec<String>,
    /// Adjectives and nouns of nationality.
    pub demonyms: Vec<String>,
}

/// Word lists for the rung of a position.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranks {
    /// Documents that parties sign or issue.
    pub documents: Vec<String>,
    /// What they do to them.
    pub signing: Vec<String>,
    /// Spokespersons and institutions.
    pub spokespersons: Vec<String>,
    /// Sources without a name.
    pub unnamed: Vec<String>,
    /// Leaked documents.
    pub leaks: Vec<String>,
}

/// All language data.
#[derive(Debug)]
pub struct Language {
    /// Who says, and how.
    pub attribution: AttributionWords,
    /// Where a sentence ends.
    pub sentences: SentenceWords,
    /// Tokens and stems.
    pub stems: Stems,
    /// Attitudes, duties and will, by stems.
    pub cues: Phrases<Cue>,
    /// Verbs that report, by stems.
    pub reports: Phrases<()>,
    /// Verbs whose object is often a party, by stems.
    pub objects: Phrases<()>,
    /// "Both sides" and the like, by keys.
    pub pairs: Phrases<()>,
    /// Families of words for issues.
    pub families: Vec<Family>,
    /// States of the world.
    pub countries: Vec<Country>,
    /// What their parliaments and palaces are called.
    pub institutions: Vec<Seat>,
    /// Word lists for rungs.
    pub ranks: Ranks,
    /// What each sign weighs.
    pub weights: Weights,
    classes: HashMap<String, u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    irregular: HashMap<String, Vec<String>>,
    classes: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Strengths {
    strong: Vec<String>,
    #[serde(default)]
    soft: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConceptsFile {
    family: Vec<Family>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountriesFile {
    states: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InstitutionsFile {
    institutions: String,
}

/// Reads one built-in file.
///
/// # Panics
/// When it is broken, with its name and the line.
pub(super) fn parse<T: DeserializeOwned>(name: &str, toml: &str) -> T {
    match toml::from_str(toml) {
        Ok(words) => words,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// Short forms and what may follow them; all in small letters, without the last full stop.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentenceWords {
    /// Never end a sentence: "Gen.", "Mr.".
    pub titles: HashSet<String>,
    /// End a sentence only before one of `starters`: "U.S.", "Feb.".
    pub abbreviations: HashSet<String>,
    /// Short forms only before a number: "No. 4".
    pub numbered: HashSet<String>,
    /// Words that begin a sentence.
    pub starters: HashSet<String>,
}

impl Language {
    /// Parses the embedded data.
    ///
    /// # Panics
    /// Never: the data is part of the program and a test reads it.
    #[must_use]
    pub fn built_in() -> Self {
        let words: WordsFile = parse("words.toml", include_str!("lexicon/words.toml"));
        let roles: HashMap<String, Vec<String>> =
            parse("roles.toml", include_str!("lexicon/roles.toml"));
        let attitudes: HashMap<String, Strengths> =
            parse("attitudes.toml", include_str!("lexicon/attitudes.toml"));
        let concepts: ConceptsFile = parse("concepts.toml", include_str!("lexicon/concepts.toml"));
        let countries: CountriesFile =
            parse("countries.toml", include_str!("lexicon/countries.toml"));
        let institutions: InstitutionsFile =
            parse("institutions.toml", include_str!("lexicon/institutions.toml"));
        let stems = Stems::new(&words.irregular);
        let attribution = parse("attribution.toml", include_str!("lexicon/attribution.toml"));
        let mut language = Self {
            attribution: AttributionWords::new(&attribution),
            sentences: parse("sentences.toml", include_str!("lexicon/sentences.toml")),
            cues: Phrases::default(),
            reports: Phrases::default(),
            objects: Phrases::default(),
            pairs: Phrases::default(),
            families: concepts.family,
            countries: countries.states.lines().filter_map(country).collect(),
            institutions: institutions.institutions.lines().filter_map(Seat::of_line).collect(),
            weights: weights(),
            ranks: parse("ranks.toml", include_str!("lexicon/ranks.toml")),
            classes: HashMap::new(),
            stems,
        };
        for (name, list) in words.classes.iter().chain(&roles) {
            language.add_class(name, list);
        }
        for (name, strengths) in &attitudes {
            language.add_cues(name, strengths);
        }
        language
    }

    /// True when `key` belongs to `class`.
    #[must_use]
    pub fn is(&self, class: Class, key: &str) -> bool {
        self.classes.get(key).is_some_and(|bits| bits & (1 << class as u32) != 0)
    }

    fn add_class(&mut self, name: &str, list: &[String]) {
        let class = match name {
            "negators" => Class::Negator,
            "prepositions" => Class::Preposition,
            "breaks" => Class::Break,
            "relative" => Class::Relative,
            "determiners" => Class::Determiner,
            "possessive_pronouns" => Class::PossessivePronoun,
            "auxiliaries" => Class::Auxiliary,
            "east_asian_surnames" => Class::EastAsianSurname,
            "sentence_marks" => Class::SentenceMark,
            "people" => Class::PersonRole,
            "honorifics" => Class::Honorific,
            "bodies" => Class::Body,
            "between" => Class::Between,
            "rebels" => Class::Rebel,
            "states" => Class::State,
            "outsiders" => Class::Outsider,
            "things" => Class::Thing,
            "firm_conditions" => Class::Firm,
            "pairs" => {
                for phrase in list {
                    self.pairs.add(phrase.split(' '), ());
                }
                return;
            }
            other => panic!("class `{other}` of the embedded data has a name in the code"),
        };
        for key in list {
            *self.classes.entry(key.clone()).or_default() |= 1 << class as u32;
        }
    }

    fn add_cues(&mut self, name: &str, strengths: &Strengths) {
        let kind = match name {
            "report" => return add_all(&self.stems, &mut self.reports, &strengths.strong, ()),
            "objects" => return add_all(&self.stems, &mut self.objects, &strengths.strong, ()),
            "duty" => CueKind::Duty,
            "will" => CueKind::Will,
            stance => CueKind::Attitude(
                stance.parse().expect("a list of attitudes is named for its stance"),
            ),
        };
        add_all(&self.stems, &mut self.cues, &strengths.strong, Cue { kind, strong: true });
        add_all(&self.stems, &mut self.cues, &strengths.soft, Cue { kind, strong: false });
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::built_in()
    }
}

fn add_all<T: Copy + PartialEq>(
    stems: &Stems,
    phrases: &mut Phrases<T>,
    list: &[String],
    value: T,
) {
    for phrase in list {
        let tokens = stems.tokens(phrase);
        phrases.add_once(tokens.iter().map(|token| token.stem.as_str()), value);
    }
}

fn country(line: &str) -> Option<Country> {
    let mut fields = line.split('|').map(str::trim);
    let name = fields.next().filter(|name| !name.is_empty())?;
    let list = |field: Option<&str>| -> Vec<String> {
        let parts = field.unwrap_or_default().split(',').map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let demonyms = list(fields.next());
    let mut names = vec![name.to_owned()];
    names.extend(list(fields.next()));
    Some(Country { names, demonyms })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_data_is_read_and_every_stance_has_cues() {
        let language = Language::built_in();
        assert!(language.is(Class::Negator, "never"));
        assert!(!language.is(Class::Negator, "ever"));
        assert!(language.is(Class::PersonRole, "minister"));
        assert!(language.countries.iter().any(|c| c.names[0] == "Peru"));
        let stem = language.stems.stem("rejected");
        let found = language.cues.longest(0, |at| (at == 0).then_some(stem.as_str()));
        let rejects = Cue { kind: CueKind::Attitude(Stance::Rejects), strong: true };
        assert_eq!(found, Some((1, [rejects].as_slice())));
    }
}
