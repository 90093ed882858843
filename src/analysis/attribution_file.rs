//! `attribution.toml` as it is written, and what each of its lists tells of its words.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::attribution_words::Tags;

/// `attribution.toml` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) verbs: Verbs,
    pub(super) complements: Complements,
    pub(super) phrases: Phrases,
    pub(super) words: Words,
    pub(super) sources: Sources,
    pub(super) descriptions: Descriptions,
}

impl File {
    /// The lists of words, each with what its words can be.
    pub(super) fn plain_words(&self) -> [(&HashSet<String>, Tags); 40] {
        let (file, words, sources) = (self, &self.words, &self.sources);
        [
            (&words.determiners, Tags::DETERMINER),
            (&words.quantifiers, Tags::QUANTIFIER),
            (&words.pronouns, Tags::PRONOUN),
            (&words.objects, Tags::OBJECT),
            (&words.prepositions, Tags::PREPOSITION),
            (&words.conjunctions, Tags::CONJUNCTION),
            (&words.auxiliaries, Tags::AUXILIARY),
            (&words.passive, Tags::PASSIVE),
            (&words.adverbs, Tags::ADVERB),
            (&words.times, Tags::TIME),
            (&words.finite, Tags::FINITE),
            (&sources.roles, Tags::ROLE),
            (&sources.titles, Tags::TITLE),
            (&sources.bodies, Tags::BODY),
            (&sources.particles, Tags::PARTICLE),
            (&sources.modifiers, Tags::MODIFIER),
            (&file.phrases.according_to_things, Tags::THING),
            (&file.phrases.views, Tags::VIEW),
            (&file.phrases.topics, Tags::TOPIC),
            (&file.phrases.particles, Tags::VERB_PARTICLE),
            (&file.phrases.leads, Tags::LEADS),
            (&file.phrases.press, Tags::PRESS),
            (&file.phrases.unnamed, Tags::UNNAMED),
            (&file.phrases.sure, Tags::SURE),
            (&file.phrases.nouns, Tags::SPEECH_NOUN),
            (&file.phrases.no_subject, Tags::NO_SUBJECT),
            (&file.phrases.aspects, Tags::ASPECT),
            (&file.phrases.amounts, Tags::AMOUNT),
            (&sources.private, Tags::PRIVATE),
            (&sources.outlets, Tags::OUTLET),
            (&file.phrases.circumstances, Tags::CIRCUMSTANCE),
            (&file.descriptions.documents, Tags::DOCUMENT),
            (&file.descriptions.signatories, Tags::SIGNATORY),
            (&file.descriptions.anyone, Tags::ANYONE),
            (&file.descriptions.departments, Tags::DEPARTMENT),
            (&file.descriptions.represents, Tags::REPRESENTS),
            (&file.descriptions.looks_on, Tags::LOOKS_ON),
            (&file.descriptions.wrote, Tags::WROTE),
            (&file.descriptions.sent_to, Tags::SENT_TO),
            (&file.descriptions.kin, Tags::KIN),
        ]
    }

    /// The lists of verbs, each with what its verbs can do.
    pub(super) fn inflected_verbs(&self) -> [(&Vec<String>, Tags); 18] {
        let (verbs, complements) = (&self.verbs, &self.complements);
        [
            (&verbs.say, Tags::SAY),
            (&verbs.tell, Tags::TELL),
            (&verbs.state, Tags::STATE),
            (&verbs.think, Tags::THINK),
            (&verbs.ask, Tags::ASK),
            (&verbs.label, Tags::LABEL),
            (&verbs.quote, Tags::QUOTE),
            (&verbs.phrasal, Tags::PHRASAL),
            (&complements.to_do, Tags::TO_DO),
            (&complements.hearer_to_do, Tags::HEARER_TO_DO),
            (&complements.doing, Tags::DOING),
            (&complements.thing, Tags::OBJECT_THING),
            (&complements.said_of, Tags::SAID_OF),
            (&complements.of_doing, Tags::OF_DOING),
            (&complements.figure, Tags::FIGURE),
            (&complements.label_as, Tags::LABEL_AS),
            (&complements.calls, Tags::CALLS),
            (&complements.light, Tags::LIGHT),
        ]
    }
}

/// Each verb is one line: its base form, then its inflections.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verbs {
    pub(super) say: Vec<String>,
    pub(super) tell: Vec<String>,
    pub(super) state: Vec<String>,
    pub(super) think: Vec<String>,
    pub(super) ask: Vec<String>,
    pub(super) label: Vec<String>,
    pub(super) quote: Vec<String>,
    pub(super) phrasal: Vec<String>,
}

/// Verbs by what they take besides a clause with "that".
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Complements {
    pub(super) to_do: Vec<String>,
    pub(super) hearer_to_do: Vec<String>,
    pub(super) doing: Vec<String>,
    pub(super) thing: Vec<String>,
    pub(super) said_of: Vec<String>,
    pub(super) of_doing: Vec<String>,
    pub(super) figure: Vec<String>,
    pub(super) label_as: Vec<String>,
    pub(super) calls: Vec<String>,
    pub(super) light: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    pub(super) hearer: HashSet<String>,
    pub(super) according_to_things: HashSet<String>,
    pub(super) views: HashSet<String>,
    pub(super) topics: HashSet<String>,
    pub(super) particles: HashSet<String>,
    pub(super) leads: HashSet<String>,
    pub(super) press: HashSet<String>,
    pub(super) unnamed: HashSet<String>,
    pub(super) sure: HashSet<String>,
    pub(super) nouns: HashSet<String>,
    pub(super) no_subject: HashSet<String>,
    pub(super) aspects: HashSet<String>,
    pub(super) amounts: HashSet<String>,
    pub(super) circumstances: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) determiners: HashSet<String>,
    pub(super) quantifiers: HashSet<String>,
    pub(super) pronouns: HashSet<String>,
    pub(super) objects: HashSet<String>,
    pub(super) prepositions: HashSet<String>,
    pub(super) conjunctions: HashSet<String>,
    pub(super) auxiliaries: HashSet<String>,
    pub(super) passive: HashSet<String>,
    pub(super) adverbs: HashSet<String>,
    pub(super) times: HashSet<String>,
    pub(super) finite: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sources {
    pub(super) roles: HashSet<String>,
    pub(super) titles: HashSet<String>,
    pub(super) bodies: HashSet<String>,
    pub(super) particles: HashSet<String>,
    pub(super) modifiers: HashSet<String>,
    pub(super) private: HashSet<String>,
    pub(super) outlets: HashSet<String>,
}

/// How a text speaks again of those whom it has named.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Descriptions {
    pub(super) documents: HashSet<String>,
    pub(super) signatories: HashSet<String>,
    pub(super) anyone: HashSet<String>,
    pub(super) departments: HashSet<String>,
    pub(super) represents: HashSet<String>,
    pub(super) looks_on: HashSet<String>,
    pub(super) wrote: HashSet<String>,
    pub(super) sent_to: HashSet<String>,
    pub(super) kin: HashSet<String>,
    pub(super) deeds: HashMap<String, String>,
    pub(super) short: HashMap<String, String>,
    pub(super) wider: HashMap<String, HashSet<String>>,
}
