//! Institutions that tell a state by their own name: "the Duma", "Downing Street".

use super::language::Country;
use super::phrases::Phrases;
use super::words::Stems;
use crate::domain::{Party, PartyKind};

/// A state or union with its institutions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The state's name.
    pub state: String,
    /// What its institutions are called.
    pub names: Vec<String>,
}

impl Seat {
    /// Reads `State|name,name`.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        let (state, names) = line.split_once('|')?;
        let names = names.split(',').map(str::to_owned).collect();
        Some(Self { state: state.to_owned(), names })
    }
}

/// The institutions of those states that are parties.
#[derive(Debug, Default)]
pub(super) struct Institutions(Phrases<usize>);

impl Institutions {
    pub(super) fn new(
        parties: &[Party],
        seats: &[Seat],
        countries: &[Country],
        stems: &Stems,
    ) -> Self {
        let mut phrases = Phrases::default();
        for seat in seats {
            let country = countries.iter().find(|country| country.names.contains(&seat.state));
            let adjectives = country.map_or(&[][..], |country| &country.demonyms);
            let same = |name: &String| *name == seat.state || adjectives.contains(name);
            let is = |party: &&Party| {
                let names = [&party.aliases, &party.demonyms].into_iter().flatten();
                let own = party.name == seat.state || names.clone().any(same);
                own && matches!(party.kind, PartyKind::State | PartyKind::Organisation)
            };
            let mut parties = parties.iter().enumerate().filter(|(_, party)| is(party));
            let Some((party, _)) = parties.next().filter(|_| parties.next().is_none()) else {
                continue;
            };
            for name in &seat.names {
                let tokens = stems.tokens(name);
                phrases.add(tokens.iter().map(|token| token.key.as_str()), party);
            }
        }
        Self(phrases)
    }

    /// The party whose institution the words name first; names are written with a capital, offices of
    /// several words need none.
    pub(super) fn party_in(&self, words: &str, stems: &Stems) -> Option<usize> {
        let tokens = stems.tokens(words);
        let key = |at: usize| tokens.get(at).map(|token| token.key.as_str());
        (0..tokens.len()).find_map(|at| {
            let (taken, parties) = self.0.longest(at, key)?;
            let written = taken > 1 || tokens[at].is_capital();
            written.then(|| parties.first().copied())?
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::Lexicon;
    use crate::domain::Catalog;

    fn lexicon() -> Lexicon {
        let party = |slug: &str, name: &str, alias: &str| {
            format!(
                "[[parties]]\nslug = \"{slug}\"\nname = \"{name}\"\nkind = \"state\"\nrole = \"belligerent\"\naliases = [\"{alias}\"]\ndemonyms = []\npeople = []\n"
            )
        };
        let parties = party("ru", "Russia", "Moscow") + &party("pl", "Government", "Polish");
        let issue = "[[issues]]\nslug = \"truce\"\nname = \"Truce\"\nquestion = \"When?\"\ncues = [\"truce\"]\n";
        let catalog = format!("slug = \"a\"\nname = \"A\"\n{parties}{issue}");
        Lexicon::new(Catalog::parse_toml(&catalog).unwrap())
    }

    #[test]
    fn institutions_tell_the_state_that_is_a_party() {
        let lexicon = lexicon();
        assert_eq!(lexicon.institution_in("a member of the State Duma"), Some(0));
        assert_eq!(lexicon.institution_in("the speaker of the Sejm"), Some(1));
        assert_eq!(lexicon.institution_in("a member of the Knesset"), None);
        assert_eq!(lexicon.institution_in("a duma of friends"), None);
    }
}
