//! export
use serde_json::{Value, json};

use super::examples::Article;
use crate::analysis::corpus::GoldArticle;
use crate::analysis::learned::built_in_words;
use crate::analysis::learned::evidence::Evidence;
use crate::analysis::learned::evidence::Marked;
use crate::analysis::learned::tokenizer::Tokenizer;
use crate::analysis::{Lexicon, Reading};
use crate::domain::ArticleText;

fn marked(list: &[Marked]) -> Value {
    let rows = list.iter().map(|m| {
        json!([m.piece, m.marks.iter().map(|m| m.column()).collect::<Vec<_>>(), m.parties, m.issues])
    });
    Value::Array(rows.collect())
}

/// One article as JSON.
#[must_use]
pub fn export(gold: &GoldArticle, lexicon: &Lexicon) -> Value {
    let text = ArticleText::parse(&gold.text).unwrap();
    let tokenizer = Tokenizer::new(built_in_words().text("vocabulary").unwrap()).unwrap();
    let reading = Reading { title: gold.title.as_deref(), text: &text };
    let evidence = Evidence::new(reading, lexicon, &tokenizer);
    let article = Article::new(gold, evidence);
    let evidence = &article.evidence;
    let pieces = |text: &str| tokenizer.pieces(text).iter().map(|p| p.id).collect::<Vec<_>>();
    let catalog = lexicon.catalog();
    let n = evidence.sentences.len();
    let issues: Vec<_> = catalog.issues.iter().map(|i| json!({"slug": i.slug.as_str(), "name": pieces(&i.name), "question": pieces(&i.question), "cues": i.cues.iter().map(|c| pieces(c)).collect::<Vec<_>>()})).collect();
    let parties: Vec<_> = catalog.parties.iter().map(|i| json!({"slug": i.slug.as_str(), "name": pieces(&i.name), "aliases": i.aliases.iter().map(|c| pieces(c)).collect::<Vec<_>>()})).collect();
    json!({
        "id": gold.id, "negotiation": gold.negotiation,
        "title": marked(&evidence.title),
        "sentences": evidence.sentences.iter().map(|s| marked(s)).collect::<Vec<_>>(),
        "texts": evidence.parsed.sentences.iter().map(|s| s.span.of(evidence.parsed.text)).collect::<Vec<_>>(),
        "speakers": (0..n).map(|s| evidence.speakers(s)).collect::<Vec<_>>(),
        "issues": issues, "parties": parties,
        "issue_signs": (0..n).map(|s| (0..issues.len()).map(|i| evidence.issue_signs(s, i).to_vec()).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "party_signs": (0..n).map(|s| (0..parties.len()).map(|i| evidence.party_signs(s, i).to_vec()).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "pair_signs": evidence.pairs.iter().map(|(k, p)| json!([k.0, k.1, k.2, p.signs.to_vec()])).collect::<Vec<_>>(),
        "gold_issues": article.issues, "gold_positions": article.positions.iter().map(|(k, v)| (k.0, k.1, k.2, *v)).collect::<Vec<_>>(),
        "n_issues": gold.passages.iter().map(|p| p.issues.len()).sum::<usize>(), "n_positions": gold.positions.len(),
    })
}
