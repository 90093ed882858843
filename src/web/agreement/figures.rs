//! The figures of agreement, as tables print them.

use crate::agreement::{Agreement, Figure, Figures};
use crate::web::print;
use crate::web::view::Names;

/// One figure: its value or why there is none, and on how much it stands.
pub(super) struct Cell {
    pub(super) value: String,
    pub(super) units: String,
}

/// A row of figures.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) articles: String,
    /// Issues, stances, positions, positions with stance; empty where too little is marked.
    pub(super) cells: Vec<Cell>,
    /// Why there are no figures.
    pub(super) too_few: Option<String>,
}

/// All coders together, then each pair; nothing while nothing is coded by two.
pub(super) fn rows(agreement: &Agreement) -> Vec<Row> {
    if agreement.pairs.is_empty() {
        return Vec::new();
    }
    let all = row("All coders".to_owned(), &agreement.all);
    let pairs = agreement.pairs.iter().map(|pair| {
        let (first, second) = &pair.coders;
        row(format!("{first} and {second}"), &pair.figures)
    });
    std::iter::once(all).chain(pairs).collect()
}

/// Each issue that somebody marked.
pub(super) fn issue_rows(agreement: &Agreement, names: Names<'_>) -> Vec<Row> {
    let of_issue = |issue: &crate::agreement::OfIssue| {
        let name = names.issue(&issue.issue);
        let marked = i64::try_from(issue.marked).unwrap_or(i64::MAX);
        match &issue.figures {
            Some(figures) => row(name, figures),
            None => Row {
                name,
                articles: String::new(),
                cells: Vec::new(),
                too_few: Some(format!("{} marked: too few", print::count(marked, "sentence"))),
            },
        }
    };
    agreement.issues.iter().map(of_issue).collect()
}

fn row(name: String, figures: &Figures) -> Row {
    let all = [figures.issues, figures.stances, figures.positions, figures.with_stance];
    Row {
        name,
        articles: print::number(i64::try_from(figures.articles).unwrap_or(i64::MAX)),
        cells: all.iter().map(cell).collect(),
        too_few: None,
    }
}

fn cell(figure: &Figure) -> Cell {
    let units = i64::try_from(figure.units).unwrap_or(i64::MAX);
    Cell {
        value: match figure.value {
            Ok(value) => decimal(value),
            Err(why) => format!("not defined: {}", why.as_str()),
        },
        units: format!("over {}", print::count(units, "unit")),
    }
}

/// Two digits, with a minus sign that is one.
fn decimal(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.strip_prefix('-') {
        Some("0.00") => "0.00".to_owned(),
        Some(digits) => format!("−{digits}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::Undefined;

    #[test]
    fn figures_are_numbers_or_say_why_not() {
        let of = |value, units| {
            let cell = cell(&Figure { value, units });
            format!("{} {}", cell.value, cell.units)
        };
        assert_eq!(of(Ok(0.826), 1_200), "0.83 over 1,200 units");
        assert_eq!(of(Ok(-0.051), 1), "−0.05 over 1 unit");
        assert_eq!(of(Ok(-0.001), 2), "0.00 over 2 units");
        assert_eq!(of(Err(Undefined::NoVariation), 4), "not defined: no variation over 4 units");
    }
}
