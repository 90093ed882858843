//! The picture of own positions through time: where its rules, names and marks stand.
//!
//! The left 168 units hold the names; a month is as wide as the rest allows; a row is 30 high.

mod axis;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use self::axis::{Axis, Month, Quarter, WIDTH, Year, iso, month_of, unit};
use super::print;
use super::view::Names;
use crate::domain::{IssueSlug, PartySlug, Stance};
use crate::store::MonthlyTally;

const ROW: f64 = 30.0;
const FIRST_ROW: f64 = 42.0;
const TOP: f64 = 20.0;
const MARK: f64 = 13.0;
/// Characters of a name that fit.
const NAME_CHARS: usize = 24;

/// A drawing in the picture, by its upper left corner.
pub(crate) struct Mark {
    pub(crate) x: String,
    pub(crate) y: String,
}

/// All drawings of a stance.
pub(crate) struct Marks {
    pub(crate) stance: Stance,
    pub(crate) marks: Vec<Mark>,
}

/// A party's or a stance's row.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) y: String,
    pub(crate) text_y: String,
}

/// What the table says of a month.
pub(crate) struct Cell {
    pub(crate) stance: Stance,
    pub(crate) count: i64,
}

/// A line of the table that says the same: a year, month by month.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) year: i32,
    pub(crate) months: [Option<Cell>; 12],
}

/// The whole picture with its table.
pub(crate) struct Timeline {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) caption: String,
    pub(crate) width: String,
    pub(crate) height: String,
    pub(crate) top: String,
    pub(crate) bottom: String,
    pub(crate) years: Vec<Year>,
    pub(crate) quarters: Vec<Quarter>,
    pub(crate) rows: Vec<Row>,
    pub(crate) marks: Vec<Marks>,
    pub(crate) path: Option<String>,
    pub(crate) row_kind: &'static str,
    pub(crate) months: [&'static str; 12],
    pub(crate) table: Vec<Line>,
}

fn row_y(at: usize) -> f64 {
    FIRST_ROW + ROW * f64::from(u32::try_from(at).unwrap_or(u32::MAX))
}

/// What a party or a stance has in each of its months.
type Months = BTreeMap<Month, Cell>;

/// The stance that was taken most often in each month; of equals the first by name.
fn most_often<'t>(tallies: impl Iterator<Item = &'t MonthlyTally>) -> Months {
    let mut best = Months::new();
    for tally in tallies {
        let Some(month) = month_of(&tally.month) else { continue };
        let this = Cell { stance: tally.stance, count: tally.own_count };
        let rank = |cell: &Cell| (cell.count, Reverse(cell.stance.as_str()));
        if best.get(&month).is_none_or(|known| rank(&this) > rank(known)) {
            best.insert(month, this);
        }
    }
    best
}

fn row(at: usize, name: &str) -> Row {
    let name = if name.chars().count() > NAME_CHARS {
        format!("{}…", name.chars().take(NAME_CHARS - 1).collect::<String>().trim_end())
    } else {
        name.to_owned()
    };
    Row { name, y: unit(row_y(at)), text_y: unit(row_y(at) + 5.0) }
}

/// A row's months as lines of the table, a line a year.
fn lines(name: &str, months: Months) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (month, cell) in months {
        let (year, place) = (month.div_euclid(12), month.rem_euclid(12));
        if lines.last().is_none_or(|line| line.year != year) {
            lines.push(Line { name: name.to_owned(), year, months: Default::default() });
        }
        let line =
            lines.last_mut().and_then(|line| line.months.get_mut(usize::try_from(place).ok()?));
        if let Some(place) = line {
            *place = Some(cell);
        }
    }
    lines
}

/// What differs between the two pictures.
struct Plan<'n> {
    title: String,
    caption: &'static str,
    row_kind: &'static str,
    rows: Vec<(&'n str, Months)>,
    path: Option<String>,
}

impl Timeline {
    /// One row a party: the stance that its own positions on an issue took most often, month by
    /// month.
    pub(crate) fn of_issue(
        issue: &IssueSlug,
        tallies: &[MonthlyTally],
        names: Names<'_>,
    ) -> Option<Self> {
        let axis = Axis::of(tallies)?;
        let rows = names.catalog().parties.iter().map(|party| {
            let own = tallies.iter().filter(|tally| tally.party == party.slug);
            (party.name.as_str(), most_often(own))
        });
        let plan = Plan {
            title: format!("Own positions on {} through time", names.issue(issue)),
            caption: "One row for each party. A mark is the stance that the party’s own positions \
                      took most often in that month.",
            row_kind: "Party",
            rows: rows.filter(|(_, months)| !months.is_empty()).collect(),
            path: None,
        };
        Some(plan.draw(&axis))
    }

    /// One row a stance: one party's own positions on an issue, joined in time.
    pub(crate) fn of_cell(
        (issue, party): (&IssueSlug, &PartySlug),
        tallies: &[MonthlyTally],
        names: Names<'_>,
    ) -> Option<Self> {
        let own = || tallies.iter().filter(|tally| tally.party == *party);
        let axis = Axis::of(&own().cloned().collect::<Vec<_>>())?;
        let row_of = |stance| Stance::ALL.iter().position(|known| *known == stance).unwrap_or(0);
        let rows = Stance::ALL.iter().map(|stance| {
            (stance.as_str(), most_often(own().filter(|tally| tally.stance == *stance)))
        });
        let steps = most_often(own()).into_iter().enumerate().map(|(at, (month, cell))| {
            let (x, y) = (unit(axis.middle(month)), unit(row_y(row_of(cell.stance))));
            if at == 0 { format!("M {x} {y}") } else { format!("H {x} V {y}") }
        });
        let plan = Plan {
            title: format!("{} on {} through time", names.party(party), names.issue(issue)),
            caption: "One row for each stance. A mark is a month in which an own position took \
                      it; the line joins the stances taken most often.",
            row_kind: "Stance",
            path: Some(steps.collect::<Vec<_>>().join(" ")),
            rows: rows.collect(),
        };
        Some(plan.draw(&axis))
    }
}

impl Plan<'_> {
    fn draw(self, axis: &Axis) -> Timeline {
        let bottom = row_y(self.rows.len()) - FIRST_ROW + 24.0 + 6.0;
        let months = || self.rows.iter().flat_map(|(_, months)| months.keys().copied());
        let ends = (months().min().unwrap_or_default(), months().max().unwrap_or_default());
        let description = format!(
            "{} from {} to {}. The table below the picture says the same.",
            print::count(print::len(&months().collect::<Vec<_>>()), "mark"),
            print::month(&iso(ends.0)).text,
            print::month(&iso(ends.1)).text,
        );
        Timeline {
            title: self.title,
            description,
            caption: self.caption.to_owned(),
            width: unit(WIDTH),
            height: unit(bottom + 4.0),
            top: unit(TOP),
            bottom: unit(bottom),
            years: axis.years(),
            quarters: axis.quarters(),
            rows: self.rows.iter().enumerate().map(|(at, (name, _))| row(at, name)).collect(),
            marks: marks(axis, &self.rows),
            path: self.path,
            row_kind: self.row_kind,
            months: print::SHORT_MONTHS,
            table: self.rows.into_iter().flat_map(|(name, months)| lines(name, months)).collect(),
        }
    }
}

/// The drawings, stance by stance: what they have in common is then said once.
fn marks(axis: &Axis, rows: &[(&str, Months)]) -> Vec<Marks> {
    let of_stance = |&stance: &Stance| {
        let marks = rows.iter().enumerate().flat_map(|(at, (_, months))| {
            let of_it = months.iter().filter(move |(_, cell)| cell.stance == stance);
            of_it.map(move |(&month, _)| Mark {
                x: unit(axis.middle(month) - MARK / 2.0),
                y: unit(row_y(at) - MARK / 2.0),
            })
        });
        Marks { stance, marks: marks.collect() }
    };
    Stance::ALL.iter().map(of_stance).filter(|marks| !marks.marks.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn tally(month: &str, stance: Stance, own_count: i64) -> MonthlyTally {
        MonthlyTally {
            issue: IssueSlug::parse("water").unwrap(),
            party: PartySlug::parse("isle").unwrap(),
            stance,
            month: month.to_owned(),
            own_count,
        }
    }

    #[test]
    fn month_is_marked_by_its_most_frequent_stance() {
        let tallies = [tally("2025-01", Stance::Offers, 1), tally("2025-01", Stance::Rejects, 3)];
        let best = most_often(tallies.iter());
        let stances = best.into_values().map(|cell| (cell.stance, cell.count));
        assert_eq!(stances.collect::<Vec<_>>(), [(Stance::Rejects, 3)]);
    }

    #[test]
    fn table_has_a_line_a_year_and_a_cell_a_month() {
        let tallies = [
            tally("2024-12", Stance::Offers, 2),
            tally("2025-01", Stance::Rejects, 3),
            tally("2025-03", Stance::Offers, 1),
        ];
        let lines = lines("Isle", most_often(tallies.iter()));
        let months = |line: &Line| {
            let cells = line.months.iter().enumerate();
            cells.filter_map(|(at, cell)| Some((at, cell.as_ref()?.count))).collect::<Vec<_>>()
        };
        let said: Vec<_> = lines.iter().map(|line| (line.year, months(line))).collect();
        assert_eq!(said, [(2024, vec![(11, 2)]), (2025, vec![(0, 3), (2, 1)])]);
    }

    #[test]
    fn nothing_gives_no_picture() {
        assert!(Axis::of(&[]).is_none());
    }
}
