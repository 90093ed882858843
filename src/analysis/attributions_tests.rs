use super::*;
use crate::analysis::fixture::lexicon;
use crate::analysis::language::Language;
use crate::analysis::mention::{MentionKind, Usage};
use crate::analysis::{quotes, sentences};

fn read(text: &str, mentions: &[Mention]) -> Vec<Attribution> {
    let language = Language::built_in();
    find(&Material {
        text,
        sentences: &sentences::split(text, &language.sentences),
        quotations: &quotes::find(text),
        mentions,
        words: &language.attribution,
        lexicon: None,
    })
}

/// Source, cue and content; a dash for what is not there.
#[track_caller]
pub(crate) fn assert_read(text: &str, expected: &[(&str, &str, &[&str])]) {
    let all = read(text, &[]);
    let words = |span: Option<Span>| span.map_or("-", |span| span.of(text));
    let found: Vec<(&str, &str, Vec<&str>)> = all
        .iter()
        .map(|one| {
            let content = one.content.iter().map(|span| span.of(text)).collect();
            (words(one.source), words(one.cue), content)
        })
        .collect();
    let expected: Vec<(&str, &str, Vec<&str>)> =
        expected.iter().map(|&(source, cue, content)| (source, cue, content.to_vec())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_clause_after_the_verb_is_indirect_speech() {
    assert_read(
        "The envoy said on Monday that the truce would hold.",
        &[("The envoy", "said", &["the truce would hold"])],
    );
    assert_read(
        "The envoy said late on Wednesday that Monday's swap would go on.",
        &[("The envoy", "said", &["Monday's swap would go on"])],
    );
    assert_read(
        "Officials in Zürich insisted they had not seen the map.",
        &[("Officials in Zürich", "insisted", &["they had not seen the map"])],
    );
    assert_read(
        "A diplomat who took part in the drafting warned the council last week that time was short.",
        &[("A diplomat who took part in the drafting", "warned", &["time was short"])],
    );
}

#[test]
fn nouns_things_and_refusals_to_speak_are_no_speech() {
    assert_read("The envoy announced a plan that would end the blockade.", &[]);
    assert_read("Her claim that the truce would hold was popular.", &[]);
    assert_read("The ministry did not say that the truce would hold.", &[]);
    assert_read("The envoy declined to say whether the truce would hold.", &[]);
    assert_read("Reporters were not told that the lift was broken.", &[]);
    assert_read("The two delegations met. The plan was dead.", &[]);
}

#[test]
fn a_clause_may_stand_before_or_around_its_speaker() {
    assert_read(
        "But the truce would hold, the envoy told reporters in Vella.",
        &[("the envoy", "told", &["the truce would hold"])],
    );
    assert_read(
        "The next step, she explained, is a vote.",
        &[("she", "explained", &["The next step", "is a vote"])],
    );
    assert_read("On Monday, the envoy said nothing.", &[]);
    assert_read("When the bells rang, the envoy spoke.", &[]);
}

#[test]
fn quotations_stand_before_after_and_on_both_sides() {
    assert_read(
        "“No,” said Pia Lund, the envoy. She told us: “Ask Київ.”",
        &[("Pia Lund, the envoy", "said", &["“No,”"]), ("She", "told", &["“Ask Київ.”"])],
    );
    assert_read(
        "\"We wait,\" Lund said, \"and we hope. We do not sleep.\" Nobody slept.",
        &[("Lund", "said", &["\"We wait,\"", "\"and we hope. We do not sleep.\""])],
    );
    assert_read("The \"Friendship\" bridge was closed.", &[]);
    assert_read("They sang \"The River\" at dawn.", &[]);
}

#[test]
fn a_quotation_alone_goes_on_with_the_last_speaker() {
    let text = "\"We wait,\" Pia Lund said.\n\n\"We hope.\"\n\nThe hall was full.\n\nIt rained.\n\n\"Who knows?\"";
    let found = read(text, &[]);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].content[0].of(text), "\"We hope.\"");
    assert_eq!(found[1].speaker.as_deref(), Some("Pia Lund"));
    assert_eq!(found[1].source, None);
}

#[test]
fn a_question_between_is_answered_by_the_last_speaker() {
    let text = "\"We wait,\" Pia Lund said. Would the truce hold? \"It must.\"";
    let found = read(text, &[]);
    assert_eq!(found[1].content[0].of(text), "\"It must.\"");
    assert_eq!(found[1].speaker.as_deref(), Some("Pia Lund"));
    let text = "\"We wait,\" Pia Lund said. It rained. It snowed. \"Song of the Sea\"";
    assert_eq!(read(text, &[]).len(), 1);
}

#[test]
fn quoted_words_inside_a_clause_make_it_mixed() {
    assert_read(
        "Lund called the offer \"a start\" and said it would be studied.",
        &[
            ("Lund", "called", &["the offer \"a start\""]),
            ("Lund", "said", &["it would be studied"]),
        ],
    );
    let found = read("Lund said the plan was \"dead\" for now.", &[]);
    assert_eq!(found[0].kind, SpeechKind::Mixed);
    assert_read("Lund left the \"Old Mill\" hotel at noon.", &[]);
}

#[test]
fn speech_inside_speech_has_a_parent() {
    let text = "Lund said that Arrieta had told him the port would open.";
    let found = read(text, &[]);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].content[0].of(text), "the port would open");
    assert_eq!(found[1].parent, Some(0));
    let quoted = "\"He told me that the port would open,\" Lund said.";
    let found = read(quoted, &[]);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].parent, Some(0));
    let side_by_side = read("Lund said it was late, but Arrieta said it was early.", &[]);
    assert!(side_by_side.iter().all(|one| one.parent.is_none()));
    assert_eq!(side_by_side.len(), 2);
}

#[test]
fn prepositions_attribute_too() {
    assert_read(
        "The port, according to the mayor, is closed.",
        &[("the mayor", "according to", &["The port", "is closed"])],
    );
    assert_read(
        "In the words of the mayor, the port is a ruin.",
        &[("the mayor", "In the words of", &["the port is a ruin"])],
    );
    assert_read("The ships left according to plan.", &[]);
    assert_read("They marched according to the schedule.", &[]);
}

#[test]
fn a_speaker_has_the_fullest_name_of_the_text() {
    let text = "Foreign Minister Inés Calderón arrived. Calderón said it was late. She added that it was cold.";
    for one in read(text, &[]) {
        assert_eq!(one.speaker.as_deref(), Some("Inés Calderón"));
    }
    let bodies =
        "Talks in Norland went on. Norland said it was late. The Red Cross said it was cold.";
    assert!(read(bodies, &[]).iter().all(|one| one.speaker.is_none()));
}

#[test]
fn mentions_name_party_and_person() {
    let text = "Lund said the port would open.";
    let mention = Mention {
        span: Span::new(0, 4),
        sentence: 0,
        parties: vec![3],
        kind: MentionKind::Person,
        person: Some("Pia Lund".to_owned()),
        usage: Usage::Actor,
        first: 0,
        end: 1,
    };
    let found = read(text, &[mention]);
    assert_eq!(found[0].speaker.as_deref(), Some("Pia Lund"));
    assert_eq!(found[0].party, Some(3));
}

#[test]
fn what_a_verb_takes_besides_a_clause_is_said_too() {
    assert_read(
        "The mayor asked both camps to let the ferry through, and the rebels offered to wait.",
        &[
            ("The mayor", "asked", &["both camps to let the ferry through"]),
            ("the rebels", "offered", &["to wait"]),
        ],
    );
    assert_read(
        "Lund accused the army of burning the mill and denied having lit a match.",
        &[
            ("Lund", "accused", &["the army of burning the mill"]),
            ("Lund", "denied", &["having lit a match"]),
        ],
    );
    assert_read(
        "The envoy called for a truce; the mayor put the dead at nine.",
        &[("The envoy", "called", &["for a truce"]), ("the mayor", "put", &["the dead at nine"])],
    );
    assert_read(
        "She called the offer a trap and described the map as useless.",
        &[("She", "called", &["the offer a trap"]), ("She", "described", &["the map as useless"])],
    );
}

#[test]
fn deeds_and_refusals_to_be_named_are_no_speech() {
    assert_read("The envoy called the minister on Monday.", &[]);
    assert_read("The rebels put the rifles on the table.", &[]);
    assert_read("The army agreed on nothing.", &[]);
    assert_read("She spoke on condition of anonymity.", &[]);
    assert_read("He will ask for a truce.", &[]);
    assert_read("A report that Lund had threatened to leave was false.", &[]);
    assert_read("Nobody asked for a truce.", &[]);
    assert_read("She hopes that the truce will hold.", &[]);
    assert_read("Lund said no. The envoy said nothing about it.", &[]);
    assert_read("Lund said no date was set.", &[("Lund", "said", &["no date was set"])]);
}

#[test]
fn several_words_can_report() {
    assert_read(
        "Lund made it clear that the port would open.",
        &[("Lund", "made it clear", &["the port would open"])],
    );
    assert_read(
        "The mayor is adamant that the ferry must go.",
        &[("The mayor", "adamant", &["the ferry must go"])],
    );
    assert_read(
        "Norland's answer was that time had run out.",
        &[("Norland", "answer", &["time had run out"])],
    );
    assert_read(
        "The envoy gave a warning that ships would be stopped.",
        &[("The envoy", "gave", &["ships would be stopped"])],
    );
    assert_read(
        "Lund pointed out that the bridge was closed.",
        &[("Lund", "pointed out", &["the bridge was closed"])],
    );
    assert_read("The answer was in the drawer that Lund had locked.", &[]);
    assert_read("It is clear that the ferry must go.", &[]);
    assert_read("The ferry went on strike.", &[]);
}

#[test]
fn questions_and_what_one_is_told_have_no_source_in_the_passive() {
    assert_read(
        "Asked whether the port would open, Lund said it would.",
        &[("-", "Asked", &["whether the port would open"]), ("Lund", "said", &["it would"])],
    );
    assert_read(
        "Asked by the host about the map, she shrugged: \"Later.\"",
        &[("the host", "Asked", &["about the map"]), ("she", "shrugged", &["\"Later.\""])],
    );
    assert_read(
        "The pilots were told that the lake was mined.",
        &[("-", "told", &["the lake was mined"])],
    );
    assert_read("The pilots were never told that the lake was mined.", &[]);
    assert_read("Asked for his hat, he left.", &[]);
}

#[test]
fn reports_side_by_side_end_before_each_other() {
    assert_read(
        "Norland says the bridge is closed, Vesteria says it is open.",
        &[("Norland", "says", &["the bridge is closed"]), ("Vesteria", "says", &["it is open"])],
    );
    assert_read(
        "The rebels deny holding him and claim he left in May.",
        &[("The rebels", "deny", &["holding him"]), ("The rebels", "claim", &["he left in May"])],
    );
    assert_read(
        "Lund, who had called for a truce, stayed at home.",
        &[("Lund", "called", &["for a truce"])],
    );
    // What both had is one clause: the second verb is no new report.
    assert_read(
        "Lund said the army had left and the rebels had asked for bread.",
        &[
            ("Lund", "said", &["the army had left and the rebels had asked for bread"]),
            ("the rebels", "asked", &["for bread"]),
        ],
    );
}

#[test]
fn a_circumstance_behind_the_speaker_is_not_said() {
    assert_read(
        "The port was open, two pilots said, after the rebels dropped a blockade.",
        &[("two pilots", "said", &["The port was open"])],
    );
    assert_read(
        "It is, the mayor said, a matter of days.",
        &[("the mayor", "said", &["It is", "a matter of days"])],
    );
    assert_read(
        "\"We wait,\" the mayor said, with a look at the sea, \"and we pray.\"",
        &[("the mayor", "said", &["\"We wait,\"", "\"and we pray.\""])],
    );
}

#[test]
fn according_to_takes_its_informant_whole() {
    assert_read(
        "HOLMVIK - The port is closed, according to a list handed to the envoy.",
        &[("a list handed to the envoy", "according to", &["The port is closed"])],
    );
    assert_read(
        "According to it, neither army would strike ports, mills or wells.",
        &[("it", "According to", &["neither army would strike ports, mills or wells"])],
    );
    assert_read(
        "By the mayor's own account, the port is a ruin.",
        &[("the mayor", "account", &["the port is a ruin"])],
    );
}

/// Source, person and the party's name, of a text about Norland and the front.
#[track_caller]
fn assert_voices(text: &str, expected: &[(&str, Option<&str>, Option<&str>)]) {
    let lexicon = lexicon();
    let parsed = crate::analysis::parsed::Parsed::new(text, &lexicon);
    let mentions = crate::analysis::mentions_of(&lexicon, &parsed, None);
    let found = crate::analysis::speech_of(&lexicon, &parsed, &mentions).0;
    let party = |at: usize| lexicon.catalog().parties[at].slug.as_str();
    let found: Vec<_> = found
        .iter()
        .map(|one| {
            let source = one.source.map_or("-", |span| span.of(text));
            (source, one.speaker.as_deref(), one.party.map(party))
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn headlines_and_transcripts_name_their_speaker_before_a_colon() {
    assert_voices("09:40 Norland: no talks before May.", &[("Norland", None, Some("norland"))]);
    assert_voices("Background: the war began in March.", &[]);
    let text = "Pia Lund: We wait. We hope.";
    let found = read(text, &[]);
    assert_eq!(found[0].content[0].of(text), "We wait. We hope.");
}

#[test]
fn an_office_speaks_for_the_side_of_its_sentence() {
    assert_voices(
        "Norland will wait, foreign minister Jonas Weil said. He added that it was late.",
        &[
            ("foreign minister Jonas Weil", Some("Jonas Weil"), Some("norland")),
            ("He", Some("Jonas Weil"), Some("norland")),
        ],
    );
    assert_voices(
        "Norland will wait, a diplomat from a neutral country said.",
        &[("a diplomat from a neutral country", None, None)],
    );
    assert_voices("Norland will wait, officials said.", &[("officials", None, None)]);
}

#[test]
fn a_name_follows_the_office_that_spoke_without_one() {
    assert_voices(
        "Norland will wait, the country's defence minister said.\n\n\"We are patient,\" Jonas Weil told reporters.",
        &[
            ("the country's defence minister", Some("Jonas Weil"), Some("norland")),
            ("Jonas Weil", Some("Jonas Weil"), Some("norland")),
        ],
    );
    assert_voices(
        "Norlandic officials said it was late. \"I am tired,\" Jonas Weil told reporters.",
        &[("Norlandic officials", None, Some("norland")), ("Jonas Weil", Some("Jonas Weil"), None)],
    );
}

#[test]
fn an_officer_without_a_name_is_the_next_he() {
    assert_voices(
        "Pia Lund spoke first. A Vesterian officer closed the session. Nobody, he noted, had left.",
        &[("he", None, Some("vesteria"))],
    );
    assert_voices(
        "Pia Lund spoke first. Nobody, she noted, had left.",
        &[("she", Some("Pia Lund"), Some("norland"))],
    );
}

#[test]
fn we_and_i_inside_a_quotation_are_its_speaker() {
    assert_voices(
        "\"I asked for bread,\" Pia Lund said.",
        &[
            ("Pia Lund", Some("Pia Lund"), Some("norland")),
            ("I", Some("Pia Lund"), Some("norland")),
        ],
    );
    assert_voices("We insist that the truce will hold.", &[]);
}

#[test]
fn whoever_is_introduced_keeps_that_side() {
    assert_voices(
        "Jonas Weil, who advises the Norlandic delegation, left. \"No,\" Weil said.",
        &[("Weil", Some("Jonas Weil"), Some("norland"))],
    );
    assert_voices(
        "Jonas Weil, a doctor in Norhaven, said it was late.",
        &[("Jonas Weil, a doctor in Norhaven", Some("Jonas Weil"), None)],
    );
}
