//! How an article or a position is cited: plain text, BibTeX, CSL-JSON.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::print;
use super::view::Names;
use crate::store::{ArticleRow, PositionRow};

/// A citation in three forms, ready to copy.
pub(crate) struct Cite {
    pub(crate) plain: String,
    pub(crate) bibtex: String,
    pub(crate) csl_json: String,
}

/// What is cited.
struct Work<'a> {
    /// Unique among what Concordance cites.
    key: String,
    title: &'a str,
    author: Option<&'a str>,
    outlet: Option<&'a str>,
    url: Option<&'a str>,
    published_on: Option<&'a str>,
    language: &'a str,
    /// Sentences that end the citation: each without its full stop.
    notes: Vec<String>,
}

impl Cite {
    /// A whole article.
    pub(crate) fn of_article(row: &ArticleRow) -> Self {
        let mut notes = sample_note(row.sample);
        notes.push(format!("Concordance, article {}", row.id));
        Work {
            key: format!("concordance-{}", row.id),
            title: &row.title,
            author: row.author.as_deref(),
            outlet: row.outlet.as_deref(),
            url: row.url.as_deref(),
            published_on: row.published_on.as_deref(),
            language: &row.language,
            notes,
        }
        .cite()
    }

    /// One position, with the place of its sentence in the article's text.
    pub(crate) fn of_position(row: &PositionRow, names: Names<'_>) -> Self {
        let (party, issue) = (names.party(&row.party), names.issue(&row.issue));
        let span = row.span();
        let mut notes = sample_note(row.sample);
        let reported = row.reported_by.as_ref().map(|by| names.party(by));
        let reported = reported.map_or_else(String::new, |by| format!(", as reported by {by}"));
        notes.push(format!("{party} {} on {issue}{reported}", row.stance));
        notes.push(format!("Sentence at characters {} to {} of the text", span.start, span.end));
        notes.push(format!("Concordance, position {}", row.id));
        Work {
            key: format!("concordance-{}-{}", row.article_id, row.id),
            title: &row.article_title,
            author: None,
            outlet: row.outlet.as_deref(),
            url: row.url.as_deref(),
            published_on: row.published_on.as_deref(),
            language: &row.language,
            notes,
        }
        .cite()
    }
}

fn sample_note(sample: bool) -> Vec<String> {
    Vec::from_iter(sample.then(|| "Sample article, written for Concordance".to_owned()))
}

impl Work<'_> {
    fn cite(&self) -> Cite {
        Cite { plain: self.plain(), bibtex: self.bibtex(), csl_json: self.csl_json() }
    }

    fn plain(&self) -> String {
        let date = self.published_on.map(|on| print::date(on).text);
        let title = format!("“{}”", self.title);
        let head: Vec<&str> = [self.author, Some(&title), self.outlet, date.as_deref(), self.url]
            .into_iter()
            .flatten()
            .collect();
        format!("{}. {}.", head.join(", "), self.notes.join(". "))
    }

    fn bibtex(&self) -> String {
        // Double braces keep capitals, and a comma in a name from being read as its order.
        let mut fields = vec![("title", format!("{{{}}}", escaped(self.title)))];
        let mut push = |name, value: Option<&str>| {
            fields.extend(value.map(|value| (name, format!("{{{}}}", escaped(value)))));
        };
        push("author", self.author);
        push("howpublished", self.outlet);
        push("date", self.published_on);
        push("langid", Some(self.language));
        push("url", self.url);
        push("note", Some(&self.notes.join(". ")));
        let lines: Vec<String> =
            fields.iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
        format!("@misc{{{},\n{}\n}}", self.key, lines.join(",\n"))
    }

    fn csl_json(&self) -> String {
        let mut item = Map::new();
        item.insert("id".to_owned(), json!(self.key));
        item.insert("type".to_owned(), json!("article-newspaper"));
        item.insert("title".to_owned(), json!(self.title));
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                item.insert(name.to_owned(), value);
            }
        };
        put("author", self.author.map(|name| json!([{ "literal": name }])));
        put("container-title", self.outlet.map(Value::from));
        let date = self.published_on.and_then(|on| on.parse::<Date>().ok());
        put("issued", date.map(|on| json!({ "date-parts": [[on.year(), on.month(), on.day()]] })));
        put("URL", self.url.map(Value::from));
        put("language", Some(Value::from(self.language)));
        put("note", Some(Value::from(self.notes.join(". "))));
        Value::Array(vec![Value::Object(item)]).to_string()
    }
}

/// Text with what BibTeX and TeX read as signs made harmless.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => safe.push_str(r"\textbackslash{}"),
            '~' => safe.push_str(r"\textasciitilde{}"),
            '^' => safe.push_str(r"\textasciicircum{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(title: &str) -> Work<'_> {
        Work {
            key: "concordance-7".to_owned(),
            title,
            author: Some("Ada Holm, Jr."),
            outlet: Some("R&D Post"),
            url: Some("https://a.org/x_y"),
            published_on: Some("2026-01-05"),
            language: "en",
            notes: vec!["Concordance, article 7".to_owned()],
        }
    }

    #[test]
    fn plain_text_names_author_title_outlet_date_and_address() {
        assert_eq!(
            work("A bridge").cite().plain,
            "Ada Holm, Jr., “A bridge”, R&D Post, 5 January 2026, https://a.org/x_y. \
             Concordance, article 7."
        );
    }

    #[test]
    fn bibtex_signs_are_escaped() {
        let bibtex = work(r"100% of {x}_y \end{document} ~^").cite().bibtex;
        assert!(bibtex.starts_with("@misc{concordance-7,\n"), "{bibtex}");
        assert!(
            bibtex.contains(
                r"title = {{100\% of \{x\}\_y \textbackslash{}end\{document\} \textasciitilde{}\textasciicircum{}}}"
            ),
            "{bibtex}"
        );
        assert!(bibtex.contains(r"howpublished = {{R\&D Post}}"), "{bibtex}");
    }

    #[test]
    fn csl_json_is_json_with_the_date_in_parts() {
        let csl: Value = serde_json::from_str(&work("“Quoted”").cite().csl_json).unwrap();
        assert_eq!(csl[0]["issued"]["date-parts"][0], json!([2026, 1, 5]));
        assert_eq!(csl[0]["title"], "“Quoted”");
    }
}
