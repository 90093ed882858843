//! The words of `attribution.toml`, each with everything that it can be.

use std::collections::{HashMap, HashSet};

use super::attribution_file::File;

/// What a word can be: a set of bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tags(u64);

macro_rules! tags {
    ($($(#[$doc:meta])* $name:ident = $bit:literal),+ $(,)?) => {
        impl Tags { $($(#[$doc])* pub(super) const $name: Self = Self(1 << $bit);)+ }
    };
}

tags!(
    /// Takes a clause with or without "that".
    SAY = 0,
    /// Takes a hearer, then a clause.
    TELL = 1,
    /// Takes "that", or what is plainly a clause.
    STATE = 2,
    /// Held in the mind.
    THINK = 3,
    /// Stands beside quotation marks only.
    ASK = 4,
    /// Leads to quoted words inside its own clause.
    LABEL = 5,
    /// "quoted … as saying".
    QUOTE = 6,
    /// A reporting verb in "-ing".
    GERUND = 7,
    /// A reporting verb without an ending.
    BASE = 8,
    DETERMINER = 9,
    QUANTIFIER = 10,
    PRONOUN = 11,
    OBJECT = 12,
    PREPOSITION = 13,
    CONJUNCTION = 14,
    AUXILIARY = 15,
    PASSIVE = 16,
    ADVERB = 17,
    TIME = 18,
    FINITE = 19,
    ROLE = 20,
    TITLE = 21,
    BODY = 22,
    PARTICLE = 23,
    MODIFIER = 24,
    /// After "according to": no source.
    THING = 25,
    /// "in her words".
    VIEW = 26,
    /// May name a hearer before "that".
    HEARER = 27,
    /// Takes "that" itself: "on condition that".
    TOPIC = 28,
    /// Takes "to" with a verb: "offered to pay".
    TO_DO = 29,
    /// Takes a hearer, then "to" with a verb: "asked them to pay".
    HEARER_TO_DO = 30,
    /// Takes a verb in "-ing": "denied having paid".
    DOING = 31,
    /// Takes a thing: "demanded the release of all".
    OBJECT_THING = 32,
    /// Takes one of the prepositions of `said_of`: "spoke of peace".
    SAID_OF = 33,
    /// A preposition that leads to what is said.
    LEADS = 34,
    /// Takes somebody, then "of": "accused them of lying".
    OF_DOING = 35,
    /// A verb with a particle: "pointed out".
    PHRASAL = 36,
    /// The particle of such a verb.
    VERB_PARTICLE = 37,
    /// Takes a thing, then "at": "put the figure at nine".
    FIGURE = 38,
    /// Takes a thing, then "as": "described the plan as dead".
    LABEL_AS = 39,
    /// A hearer that is no part of what is asked: "asked reporters to leave".
    PRESS = 40,
    /// After "she said,": begins a circumstance, not her words.
    CIRCUMSTANCE = 41,
    /// "asking not to be named": no request that is reported.
    UNNAMED = 42,
    /// Speaks for no party, of whatever nationality.
    PRIVATE = 43,
    /// Takes a thing and its name: "called the plan a trap".
    CALLS = 44,
    /// After "is", takes "that": "adamant".
    SURE = 45,
    /// With a noun that takes "that": "gave a warning that".
    LIGHT = 46,
    /// Names what is said: "her answer was that".
    SPEECH_NOUN = 47,
    /// Stands before the name of a newspaper or broadcaster.
    OUTLET = 48,
    /// Begins no clause after "said".
    NO_SUBJECT = 49,
    /// Stands with "to" before a reporting verb: "likes to say".
    ASPECT = 50,
    /// Begins a clause only with a noun or verb behind it: "nothing".
    AMOUNT = 51,
    /// A text that somebody wrote or signed: "the letter".
    DOCUMENT = 52,
    /// Those who stand behind such a text: "the signatories".
    SIGNATORY = 53,
    /// One person, whoever was speaking: "the parliamentarian".
    ANYONE = 54,
    /// What a minister is minister of, and other words that tell offices apart: "foreign", "prime".
    DEPARTMENT = 55,
    /// Of a person who speaks for those named behind it: "who leads the rebels".
    REPRESENTS = 56,
    /// Of one who looks on from outside: "who studies the army".
    LOOKS_ON = 57,
    /// Between a document and whoever wrote it: "a letter that Lund sent".
    WROTE = 58,
    /// Goes to whom "to" names, and speaks for another: "an envoy to Norland".
    SENT_TO = 59,
    /// Tells whose relative or friend somebody is: "her nephew".
    KIN = 60,
);

impl Tags {
    /// The verbs that report a clause or quoted words.
    pub(super) const REPORTING: Self =
        Self(Self::SAY.0 | Self::TELL.0 | Self::STATE.0 | Self::THINK.0 | Self::ASK.0);

    /// The verbs that take a complement without "that".
    pub(super) const COMPLEMENT: Self = Self(
        Self::TO_DO.0
            | Self::HEARER_TO_DO.0
            | Self::DOING.0
            | Self::OBJECT_THING.0
            | Self::SAID_OF.0
            | Self::OF_DOING.0
            | Self::FIGURE.0
            | Self::LABEL_AS.0
            | Self::CALLS.0,
    );

    /// True when the two share a bit.
    pub(super) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// Both sets in one.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What each word can be, by its small letters.
#[derive(Debug, Clone)]
pub struct AttributionWords {
    tags: HashMap<String, Tags>,
    /// Verb → the office of whoever does it: "leads" → "leader".
    deeds: HashMap<String, String>,
    /// Short form of a title → the office: "gen" → "general".
    short: HashMap<String, String>,
    /// Wide word → offices that it can stand for: "diplomat" → "envoy".
    wider: HashMap<String, HashSet<String>>,
}

impl AttributionWords {
    /// Compiles the data of the file.
    pub(super) fn new(file: &File) -> Self {
        let mut tags: HashMap<String, Tags> = HashMap::new();
        for (list, tag) in file.plain_words() {
            for word in list {
                let entry = tags.entry(word.clone()).or_default();
                *entry = entry.with(tag);
            }
        }
        for (list, tag) in file.inflected_verbs() {
            for verb in list {
                let forms: Vec<&str> = verb.split_whitespace().collect();
                let base = forms.first().copied().unwrap_or_default();
                // "put" is past too.
                let past_too = forms.iter().filter(|form| **form == base).count() > 1;
                let hearer = file.phrases.hearer.contains(base);
                for (at, form) in forms.iter().enumerate() {
                    let shape = match at {
                        0 if !past_too => Tags::BASE,
                        _ if at > 0 && form.ends_with("ing") => Tags::GERUND,
                        _ => Tags::default(),
                    };
                    let entry = tags.entry((*form).to_owned()).or_default();
                    *entry = entry.with(tag).with(shape);
                    if hearer {
                        *entry = entry.with(Tags::HEARER);
                    }
                }
            }
        }
        let told = &file.descriptions;
        Self {
            tags,
            deeds: told.deeds.clone(),
            short: told.short.clone(),
            wider: told.wider.clone(),
        }
    }

    /// The office of whoever does this: "leads" → "leader".
    pub(super) fn office_of_deed(&self, lower: &str) -> Option<&str> {
        self.deeds.get(lower).map(String::as_str)
    }

    /// A title, and the office that it is short for.
    pub(super) fn whole_title(&self, lower: String) -> impl Iterator<Item = String> + use<> {
        let whole = self.short.get(&lower).cloned();
        std::iter::once(lower).chain(whole)
    }

    /// True when the word can stand for the office: "diplomat" for "envoy".
    pub(super) fn covers(&self, word: &str, office: &str) -> bool {
        word == office || self.wider.get(word).is_some_and(|offices| offices.contains(office))
    }

    /// What the word can be; it is given in small letters.
    pub(super) fn tags(&self, lower: &str) -> Tags {
        self.tags.get(lower).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::language::Language;

    #[test]
    fn words_carry_all_that_they_can_be() {
        let words = Language::built_in().attribution;
        assert!(words.tags("said").any(Tags::SAY));
        assert!(words.tags("saying").any(Tags::GERUND));
        assert!(words.tags("reports").any(Tags::STATE));
        assert!(words.tags("reports").any(Tags::ROLE));
        assert_eq!(words.tags("cabbage"), Tags::default());
    }
}
