//! Who a source is, in sentences about people who do not exist.

use crate::analysis::fixture::lexicon;
use crate::analysis::parsed::Parsed;
use crate::analysis::{mentions_of, speech_of};

/// Person and party of each attribution, in order.
#[track_caller]
fn assert_heard(text: &str, expected: &[(Option<&str>, Option<&str>)]) {
    let lexicon = lexicon();
    let parsed = Parsed::new(text, &lexicon);
    let mentions = mentions_of(&lexicon, &parsed, None);
    let found = speech_of(&lexicon, &parsed, &mentions).0;
    let party = |at: usize| lexicon.catalog().parties[at].slug.as_str();
    let found: Vec<_> =
        found.iter().map(|one| (one.speaker.as_deref(), one.party.map(party))).collect();
    assert_eq!(found, expected, "{text}");
}

const WEIL: (Option<&str>, Option<&str>) = (Some("Jonas Weil"), Some("vesteria"));
const OSSO: (Option<&str>, Option<&str>) = (Some("Mira Osso"), Some("front"));
const NOBODY: (Option<&str>, Option<&str>) = (None, None);

#[test]
fn an_office_goes_back_to_whoever_was_introduced_by_it() {
    assert_heard(
        "Jonas Weil, Vesteria's chief negotiator, met Mira Osso, the leader of the Front. The negotiator said it was late. The rebel leader said it was early.",
        &[WEIL, OSSO],
    );
    assert_heard(
        "Vesterian Foreign Minister Jonas Weil met Norlandic Defence Minister Anders Holt. The Vesterian minister said it was late.",
        &[WEIL],
    );
    assert_heard(
        "Mira Osso, who leads the Front, came by boat. \"No,\" said the leader after a pause.",
        &[OSSO],
    );
}

#[test]
fn an_office_that_nobody_was_introduced_by_is_whoever_spoke() {
    assert_heard(
        "\"We wait,\" said Mira Osso. \"And we hope,\" the commander added.",
        &[OSSO, OSSO],
    );
    assert_heard("The president of the club left. The minister said it was late.", &[NOBODY]);
}

#[test]
fn another_department_is_another_person() {
    assert_heard(
        "Vesterian Foreign Minister Jonas Weil said it was late. The defence minister said it was early.",
        &[WEIL, (None, Some("vesteria"))],
    );
}

#[test]
fn somebody_without_a_name_stays_without_one() {
    assert_heard(
        "Pia Lund left. A senior Vesterian official said it was late. The official added that it was cold.",
        &[(None, Some("vesteria")), (None, Some("vesteria"))],
    );
    assert_heard(
        "Norland waited. A diplomat from a neutral country said it was late. \"Too late,\" sighed the diplomat.",
        &[NOBODY, NOBODY],
    );
}

#[test]
fn a_pronoun_passes_over_those_for_whom_the_text_uses_the_other() {
    assert_heard(
        "Jonas Weil of Vesteria said he was late. Mira Osso said she was early. He added that it was cold.",
        &[WEIL, OSSO, WEIL],
    );
}

#[test]
fn a_document_speaks_for_whoever_wrote_it() {
    assert_heard("Mira Osso's letter warned that the truce was dead.", &[OSSO]);
    assert_heard(
        "The rebels said in a joint statement that it was late. The text adds that it is cold. The signatories insist that it will snow.",
        &[(None, Some("front")), (None, Some("front")), (None, Some("front"))],
    );
    assert_heard("The text says that it is cold.", &[NOBODY]);
}

#[test]
fn names_behind_who_look_on_tell_no_party() {
    assert_heard(
        "Jonas Weil, who studies the Norlandic army at a college, said it was late.",
        &[(Some("Jonas Weil"), None)],
    );
    assert_heard("Two people familiar with the Norlandic draft said it was late.", &[NOBODY]);
    assert_heard(
        "An official of the Norlandic staff said it was late.",
        &[(None, Some("norland"))],
    );
}

#[test]
fn whoever_is_told_of_behind_a_bare_quotation_said_it() {
    assert_heard(
        "Mira Osso came by boat. Norland said it was late.\n\n\"Nobody sleeps.\" She laughed.",
        &[(None, Some("norland")), OSSO],
    );
}

#[test]
fn a_place_before_a_name_is_no_part_of_it() {
    assert_heard(
        "In Vestport Jonas Weil, a director in the foreign ministry, said it was late.",
        &[WEIL],
    );
}

#[test]
fn a_lower_rank_is_another_person() {
    assert_heard(
        "The minister for peace, Jonas Weil of Vesteria, met the deputy minister, Anton Berg. The minister said it was late.",
        &[WEIL],
    );
}

#[test]
fn shortened_titles_tell_an_office() {
    assert_heard(
        "Gen. Jonas Weil of Vesteria met Pia Lund. The general said it was late.",
        &[WEIL],
    );
}

#[test]
fn a_party_is_implied_by_whoever_spoke_before() {
    let vesteria = (None, Some("vesteria"));
    assert_heard(
        "Vesteria's ministry said it was late. \"We wait,\" a spokesman said.",
        &[vesteria, vesteria],
    );
    assert_heard(
        "Three Vesterian officials said it was late. One of them said it was cold.",
        &[vesteria, vesteria],
    );
    assert_heard("The storm passed. One of them said it was cold.", &[NOBODY]);
    assert_heard("The storm passed. A spokesman said it was cold.", &[NOBODY]);
}

#[test]
fn a_deed_tells_whose_a_person_is() {
    let berg = |party| [(Some("Anton Berg"), party)];
    assert_heard(
        "Anton Berg advises the Vesterian side. He said it was late.",
        &berg(Some("vesteria")),
    );
    assert_heard("Anton Berg spoke to the Vesterian side. He said it was late.", &berg(None));
}

#[test]
fn the_latter_is_whoever_spoke_last() {
    assert_heard(
        "Mira Osso said it was late. Jonas Weil of Vesteria said it was early. The latter added that it was cold.",
        &[OSSO, WEIL, WEIL],
    );
}

#[test]
fn she_may_be_told_by_him_and_he_by_her() {
    assert_heard(
        "Mira Osso met Jonas Weil of Vesteria. She told him that it was late. He replied that it was cold.",
        &[OSSO, WEIL],
    );
}

#[test]
fn one_name_is_enough_beside_a_word_of_kinship() {
    let kip = (Some("Kip"), None);
    assert_heard(
        "Jonas Weil of Vesteria waited. His nephew Kip is twelve. \"We wait,\" he said.",
        &[kip],
    );
    assert_heard(
        "\"We wait,\" said the soldier, who uses the name Kip. Kip said it was late.",
        &[kip, kip],
    );
}

#[test]
fn unnamed_sources_speak_for_no_side_that_the_sentence_names() {
    assert_heard("Norland had left, two diplomats briefed on the talks said.", &[NOBODY]);
    assert_heard("Norland had left, a security source said.", &[NOBODY]);
    assert_heard("A Norlandic rights group said it was late.", &[NOBODY]);
}

const NORLAND_WEIL: (Option<&str>, Option<&str>) = (Some("Jonas Weil"), Some("norland"));
const FRONT_WEIL: (Option<&str>, Option<&str>) = (Some("Jonas Weil"), Some("front"));
const ONLY_WEIL: (Option<&str>, Option<&str>) = (Some("Jonas Weil"), None);

#[test]
fn an_office_whose_name_stands_behind_its_body_is_that_person() {
    assert_heard(
        "A spokesman for the Front, Jonas Weil, said it was late. \"We wait,\" he said by phone.",
        &[FRONT_WEIL, FRONT_WEIL],
    );
    assert_heard("A spokesman for Osso's SMF, Jonas Weil, said it was late.", &[FRONT_WEIL]);
    assert_heard(
        "A soldier from the valley, cold and wet, said it was late. He added that it was cold.",
        &[NOBODY, NOBODY],
    );
}

#[test]
fn he_is_the_official_without_a_name_who_was_quoted() {
    let official = (None, Some("vesteria"));
    assert_heard(
        "\"It is late,\" a Vesterian defence official told reporters. He said that it was cold.",
        &[official, official],
    );
    assert_heard(
        "Vesterian officials said it was late. He added that it was cold.",
        &[official, NOBODY],
    );
}

#[test]
fn a_body_that_goes_by_a_name_is_nobody() {
    assert_heard("The Lund administration has said that it waits.", &[(None, Some("norland"))]);
    assert_heard("Pia Lund said that she waits.", &[(Some("Pia Lund"), Some("norland"))]);
}

#[test]
fn a_title_between_office_and_name_is_no_name() {
    assert_heard("Army spokesman Col. Jonas Weil said it was late.", &[NORLAND_WEIL]);
}

#[test]
fn the_government_is_the_only_state_at_war_and_the_rebels_the_only_group() {
    assert_heard(
        "Vesteria waited. Government negotiator Jonas Weil said it was late.",
        &[NORLAND_WEIL],
    );
    assert_heard(
        "\"No,\" Jonas Weil, a member of the government delegation, said.",
        &[NORLAND_WEIL],
    );
    assert_heard(
        "Jonas Weil, member of the guerrilla's delegation, said it was late.",
        &[FRONT_WEIL],
    );
    assert_heard("Western governments said it was late.", &[NOBODY]);
    assert_heard("His government said it was late.", &[NOBODY]);
}

#[test]
fn an_office_speaks_for_the_seat_where_it_speaks() {
    assert_heard(
        "Norland waited. In Vestport, deputy foreign minister Jonas Weil said it was late.",
        &[WEIL],
    );
    assert_heard("Norland waited. In Vestport, Jonas Weil said it was late.", &[ONLY_WEIL]);
    assert_heard("In Vestport, the journalist Jonas Weil said it was late.", &[ONLY_WEIL]);
}

#[test]
fn the_words_before_a_name_tell_its_party_wherever_they_stand() {
    assert_heard(
        "\"No,\" Jonas Weil said. The envoy of the Front, Jonas Weil, left at noon.",
        &[FRONT_WEIL],
    );
    assert_heard(
        "Mira Osso met the Vesterian minister. After talks with the minister, Jonas Weil said it was late.",
        &[ONLY_WEIL],
    );
}

#[test]
fn their_and_his_go_back_to_whom_the_sentence_before_names() {
    assert_heard(
        "For the SMF it was a bad spring. Jonas Weil, one of its deputy leaders, said it was late.",
        &[FRONT_WEIL],
    );
    assert_heard("Mira Osso stayed. Her deputy, Jonas Weil, said it was late.", &[FRONT_WEIL]);
}

#[test]
fn a_minister_speaks_for_the_state_that_is_spoken_of_and_a_general_does_not() {
    assert_heard("Norland waits. Foreign Minister Jonas Weil said it was late.", &[NORLAND_WEIL]);
    assert_heard("Norland waits. Colonel Jonas Weil said it was late.", &[ONLY_WEIL]);
    assert_heard("The Front waits. Foreign Minister Jonas Weil said it was late.", &[ONLY_WEIL]);
}

#[test]
fn whoever_for_somebody_begins_a_sentence_with_is_the_next_she() {
    assert_heard(
        "For Mira Osso, who leads the Front, it was late. \"Too late,\" she said.",
        &[OSSO],
    );
}

#[test]
fn the_group_is_the_one_that_was_spoken_of() {
    assert_heard(
        "The SMF waits. \"No,\" said Jonas Weil, a member of the group's press office.",
        &[FRONT_WEIL],
    );
    assert_heard("The SMF waits. \"No,\" said Jonas Weil, a member of the club.", &[ONLY_WEIL]);
    assert_heard("The SMF waits. \"No,\" said Jonas Weil, a reporter of the group.", &[ONLY_WEIL]);
}

#[test]
fn a_persons_adviser_speaks_for_that_persons_party() {
    assert_heard(
        "Vesteria waits. Jonas Weil, President Pia Lund's adviser, said it was late.",
        &[NORLAND_WEIL],
    );
    assert_heard(
        "Vesteria waits. Jonas Weil, an aide to Pia Lund, said it was late.",
        &[NORLAND_WEIL],
    );
}

#[test]
fn envoys_speak_for_no_side_where_they_are_posted() {
    assert_heard("Western diplomats in Norhaven said it was late.", &[NOBODY]);
    assert_heard("Officials in Norhaven said it was late.", &[(None, Some("norland"))]);
    assert_heard(
        "The Red Cross waits, it said. Its delegate in Norhaven, Jonas Weil, said it was late.",
        &[NOBODY, ONLY_WEIL],
    );
}

#[test]
fn an_envoy_is_not_of_whom_the_envoy_goes_to() {
    assert_heard("Jonas Weil, the envoy to Norland, said it was late.", &[ONLY_WEIL]);
    assert_heard("Jonas Weil, the envoy of Norland, said it was late.", &[NORLAND_WEIL]);
}

#[test]
fn the_catalog_tells_the_party_of_its_people() {
    assert_heard(
        "Vesteria waits. Their leader in the chamber, Mira Osso, said it was late.",
        &[OSSO],
    );
}

#[test]
fn the_counterpart_is_of_the_other_side() {
    assert_heard(
        "Mira Osso said she was late. Her opposite number, a colonel named Jonas Weil, says it is early.",
        &[OSSO, NORLAND_WEIL],
    );
    assert_heard(
        "Mira Osso said she was late. Her Vesterian counterpart, Jonas Weil, says it is early.",
        &[OSSO, WEIL],
    );
}

#[test]
fn whoever_spoke_goes_on_and_not_whom_the_words_were_about() {
    assert_heard(
        "Mira Osso wants a hearing, Jonas Weil of Vesteria told reporters. She said it was late.",
        &[WEIL, WEIL],
    );
}

#[test]
fn one_of_those_who_spoke_is_one_of_them() {
    assert_heard(
        "Envoys of the Front listened. The Norlanders left, two diplomats said. One of them said it was late.",
        &[NOBODY, NOBODY],
    );
}

#[test]
fn what_somebody_leads_is_not_theirs() {
    assert_heard("The Norlandic-led observers said it was late.", &[NOBODY]);
}

#[test]
fn a_colleague_of_another_nation_is_whose_name_stands_behind() {
    assert_heard(
        "Mira Osso said she was late. Her Vesterian colleague, Jonas Weil, said it was early.",
        &[OSSO, WEIL],
    );
}

#[test]
fn he_is_whom_the_sentence_began_with_when_a_colon_leads_to_the_words() {
    assert_heard(
        "Jonas Weil of Vesteria said he was late. His colleague Mira Osso was drier: \"No,\" she said.",
        &[WEIL, OSSO],
    );
}

#[test]
fn a_former_president_whom_the_catalog_has_speaks_for_the_party_there() {
    assert_heard("Former commander Mira Osso said it was late.", &[OSSO]);
    assert_heard("Former commander Jonas Weil said it was late.", &[ONLY_WEIL]);
}

#[test]
fn a_sentence_may_begin_with_the_side_that_somebody_speaks_for() {
    assert_heard("For the SMF, Jonas Weil said it was late.", &[FRONT_WEIL]);
    assert_heard("For the SMF, it was late, Jonas Weil said.", &[ONLY_WEIL]);
}

#[test]
fn the_next_she_is_whom_the_author_met() {
    assert_heard(
        "A Vesterian envoy said it was late. I put this to Mira Osso in the hall. \"No,\" she said.",
        &[(None, Some("vesteria")), OSSO],
    );
}
