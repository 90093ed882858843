//! What each list's entries hold as data.

use serde_json::{Value, json};

use super::Record;
use crate::domain::Stance;
use crate::store::{ArticleRow, Cell, PositionRow, SearchHit, StoredPassage};

fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

fn cells<const N: usize>(row: [String; N]) -> Vec<String> {
    row.into()
}

impl Record for ArticleRow {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "negotiation",
        "title",
        "outlet",
        "author",
        "url",
        "published_on",
        "language",
        "sample",
        "positions",
    ];

    fn json(&self) -> Value {
        json!({
            "id": self.id, "negotiation": self.negotiation, "title": self.title,
            "outlet": self.outlet, "author": self.author, "url": self.url,
            "published_on": self.published_on, "language": self.language,
            "sample": self.sample, "positions": self.positions,
        })
    }

    fn rows(&self) -> Vec<Vec<String>> {
        vec![cells([
            self.id.to_string(),
            self.negotiation.to_string(),
            self.title.clone(),
            text(self.outlet.as_deref()),
            text(self.author.as_deref()),
            text(self.url.as_deref()),
            text(self.published_on.as_deref()),
            self.language.clone(),
            self.sample.to_string(),
            self.positions.to_string(),
        ])]
    }
}

impl Record for SearchHit {
    const COLUMNS: &'static [&'static str] =
        &["id", "negotiation", "title", "outlet", "url", "published_on", "sample", "snippet"];

    fn json(&self) -> Value {
        json!({
            "id": self.article.id, "negotiation": self.article.negotiation,
            "title": self.article.title, "outlet": self.article.outlet, "url": self.article.url,
            "published_on": self.article.published_on, "sample": self.article.sample,
            "snippet": self.snippet.iter()
                .map(|part| json!({ "text": part.text, "marked": part.marked }))
                .collect::<Vec<_>>(),
        })
    }

    fn rows(&self) -> Vec<Vec<String>> {
        vec![cells([
            self.article.id.to_string(),
            self.article.negotiation.to_string(),
            self.article.title.clone(),
            text(self.article.outlet.as_deref()),
            text(self.article.url.as_deref()),
            text(self.article.published_on.as_deref()),
            self.article.sample.to_string(),
            self.snippet.iter().map(|part| part.text.as_str()).collect(),
        ])]
    }
}

impl Record for Cell {
    const COLUMNS: &'static [&'static str] = &[
        "issue",
        "party",
        "stance",
        "latest_on",
        "moved_from",
        "moved_on",
        "own_count",
        "reported_count",
        "latest_position",
    ];

    fn json(&self) -> Value {
        json!({
            "issue": self.issue, "party": self.party, "stance": self.latest_stance,
            "latest_on": self.latest_on, "moved_from": self.previous_stance,
            "moved_on": self.moved_on, "own_count": self.own_count,
            "reported_count": self.reported_count, "latest_position": self.latest_id,
        })
    }

    fn rows(&self) -> Vec<Vec<String>> {
        vec![cells([
            self.issue.to_string(),
            self.party.to_string(),
            text(self.latest_stance.map(Stance::as_str)),
            text(self.latest_on.as_deref()),
            text(self.previous_stance.map(Stance::as_str)),
            text(self.moved_on.as_deref()),
            self.own_count.to_string(),
            self.reported_count.to_string(),
            self.latest_id.map(|id| id.to_string()).unwrap_or_default(),
        ])]
    }
}

/// Columns of a position, beside those of where it stands.
const POSITION_COLUMNS: usize = 11;

fn position_cells(row: &PositionRow) -> [String; POSITION_COLUMNS] {
    [
        row.party.to_string(),
        row.issue.to_string(),
        row.stance.to_string(),
        text(row.speaker.as_deref()),
        row.reported_by.as_ref().map(ToString::to_string).unwrap_or_default(),
        row.rung.to_string(),
        row.confidence.to_string(),
        row.doubtful.to_string(),
        row.status.to_string(),
        text(row.decided_name.as_deref()),
        text(row.reader.as_deref()),
    ]
}

fn position_json(row: &PositionRow) -> Value {
    json!({
        "id": row.id, "party": row.party, "issue": row.issue, "stance": row.stance,
        "speaker": row.speaker, "reported_by": row.reported_by, "rung": row.rung,
        "start": row.span().start, "end": row.span().end, "quote": row.quote,
        "cue": row.cue().map(|cue| json!({ "start": cue.start, "end": cue.end })),
        "holder": row.holder().map(|holder| json!({ "start": holder.start, "end": holder.end })),
        "attribution": row.attribution, "confidence": row.confidence,
        "doubtful": row.doubtful, "status": row.status, "decided_by": row.decided_name,
        "reader": row.reader,
    })
}

impl Record for PositionRow {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "party",
        "issue",
        "stance",
        "speaker",
        "reported_by",
        "rung",
        "confidence",
        "doubtful",
        "status",
        "decided_by",
        "reader",
        "start",
        "end",
        "quote",
        "article",
        "title",
        "outlet",
        "url",
        "published_on",
        "sample",
    ];

    fn json(&self) -> Value {
        let mut value = position_json(self);
        value["article"] = json!({
            "id": self.article_id, "title": self.article_title, "outlet": self.outlet,
            "url": self.url, "published_on": self.published_on, "sample": self.sample,
        });
        value
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let mut row = vec![self.id.to_string()];
        row.extend(position_cells(self));
        row.extend([
            self.span().start.to_string(),
            self.span().end.to_string(),
            self.quote.clone(),
            self.article_id.to_string(),
            self.article_title.clone(),
            text(self.outlet.as_deref()),
            text(self.url.as_deref()),
            text(self.published_on.as_deref()),
            self.sample.to_string(),
        ]);
        vec![row]
    }
}

impl Record for StoredPassage {
    const COLUMNS: &'static [&'static str] = &[
        "passage",
        "start",
        "end",
        "quote",
        "issues",
        "article",
        "title",
        "outlet",
        "url",
        "published_on",
        "sample",
        "position",
        "party",
        "issue",
        "stance",
        "speaker",
        "reported_by",
        "rung",
        "confidence",
        "doubtful",
        "status",
        "decided_by",
        "reader",
    ];

    fn json(&self) -> Value {
        let row = &self.passage;
        json!({
            "id": row.id, "start": row.span().start, "end": row.span().end, "quote": row.quote,
            "issues": row.issues(),
            "article": {
                "id": row.article_id, "title": row.article_title, "outlet": row.outlet,
                "url": row.url, "published_on": row.published_on, "sample": row.sample,
            },
            "positions": self.positions.iter().map(position_json).collect::<Vec<_>>(),
        })
    }

    /// A row for each position; one with empty cells for a passage without any.
    fn rows(&self) -> Vec<Vec<String>> {
        let row = &self.passage;
        let issues: Vec<String> = row.issues().iter().map(ToString::to_string).collect();
        let place = cells([
            row.id.to_string(),
            row.span().start.to_string(),
            row.span().end.to_string(),
            row.quote.clone(),
            issues.join(" "),
            row.article_id.to_string(),
            row.article_title.clone(),
            text(row.outlet.as_deref()),
            text(row.url.as_deref()),
            text(row.published_on.as_deref()),
            row.sample.to_string(),
        ]);
        if self.positions.is_empty() {
            let empty = vec![String::new(); POSITION_COLUMNS + 1];
            return vec![[place, empty].concat()];
        }
        let row_of = |position: &PositionRow| {
            let own = [vec![position.id.to_string()], position_cells(position).into()].concat();
            [place.clone(), own].concat()
        };
        self.positions.iter().map(row_of).collect()
    }
}
