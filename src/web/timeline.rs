//! The picture of own positions through time: where its rules, names and marks stand.
//!
//! The left 168 units hold the names; a month is as wide as the rest allows; a row is 30 high.

use std::collections::BTreeMap;

use super::print;
use super::view::Names;
use crate::domain::{IssueSlug, PartySlug, Stance};
use crate::store::MonthlyTally;

const WIDTH: f64 = 952.0;
const NAMES: f64 = 168.0;
const ROW: f64 = 30.0;
const FIRST_ROW: f64 = 42.0;
const TOP: f64 = 20.0;
const MARK: f64 = 13.0;
/// A year's number needs this much room.
const YEAR_ROOM: f64 = 40.0;
/// Quarters closer than this are not ruled.
const QUARTER_ROOM: f64 = 8.0;
/// Characters of a name that fit.
const NAME_CHARS: usize = 24;

/// A rule at the beginning of a year, with its number.
pub(crate) struct Year {
    pub(crate) x: String,
    pub(crate) label_x: String,
    pub(crate) label: i32,
}

/// A rule at the beginning of a quarter.
pub(crate) struct Quarter {
    pub(crate) x: String,
}

/// A drawing in the picture, by its upper left corner.
pub(crate) struct Mark {
    pub(crate) stance: Stance,
    pub(crate) x: String,
    pub(crate) y: String,
}

/// A party's or a stance's row.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) y: String,
    pub(crate) text_y: String,
    pub(crate) marks: Vec<Mark>,
}

/// A line of the table that says the same.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) iso: String,
    pub(crate) text: String,
    pub(crate) stance: Stance,
    pub(crate) count: i64,
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
    pub(crate) path: Option<String>,
    pub(crate) row_kind: &'static str,
    pub(crate) table: Vec<Line>,
}

/// A month as a number: twelve times the year, and the month from 0.
type Month = i32;

fn month_of(iso: &str) -> Option<Month> {
    let (year, month) = iso.split_once('-')?;
    let month: Month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    Some(year.parse::<Month>().ok()? * 12 + month - 1)
}

/// From January of the first year to the end of the last quarter.
struct Axis {
    first: Month,
    last: Month,
    step: f64,
}

impl Axis {
    fn of(tallies: &[MonthlyTally]) -> Option<Self> {
        let months = || tallies.iter().filter_map(|tally| month_of(&tally.month));
        let first = months().min()?.div_euclid(12) * 12;
        let last = (months().max()?.div_euclid(3) + 1) * 3;
        Some(Self { first, last, step: (WIDTH - NAMES) / f64::from(last - first) })
    }

    fn x(&self, month: Month) -> f64 {
        NAMES + f64::from(month - self.first) * self.step
    }

    fn middle(&self, month: Month) -> f64 {
        self.x(month) + self.step / 2.0
    }

    /// Years that have room for their numbers, evenly.
    fn years(&self) -> Vec<Year> {
        let enough = |every: &i32| f64::from(*every) * 12.0 * self.step >= YEAR_ROOM;
        let every = (1..=1000).find(enough).unwrap_or(1000);
        (self.first / 12..=(self.last - 1) / 12)
            .filter(|year| (year - self.first / 12) % every == 0)
            .map(|year| {
                let x = self.x(year * 12);
                Year { x: unit(x), label_x: unit(x + 5.0), label: year }
            })
            .collect()
    }

    fn quarters(&self) -> Vec<Quarter> {
        if self.step * 3.0 < QUARTER_ROOM {
            return Vec::new();
        }
        (self.first..self.last)
            .filter(|month| month % 3 == 0 && month % 12 != 0)
            .map(|month| Quarter { x: unit(self.x(month)) })
            .collect()
    }
}

/// A length as it is printed: one decimal at most.
fn unit(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn row_y(at: usize) -> f64 {
    FIRST_ROW + ROW * f64::from(u32::try_from(at).unwrap_or(u32::MAX))
}

/// The stance that was taken most often in a month; of equals the first by name.
fn most_often<'t>(tallies: impl Iterator<Item = &'t MonthlyTally>) -> BTreeMap<Month, Stance> {
    let mut best: BTreeMap<Month, (i64, Stance)> = BTreeMap::new();
    for tally in tallies {
        let Some(month) = month_of(&tally.month) else { continue };
        let this = (tally.own_count, tally.stance);
        let rank = |(count, stance): (i64, Stance)| (count, std::cmp::Reverse(stance.as_str()));
        let more = |best: &(i64, Stance)| rank(this) > rank(*best);
        if best.get(&month).is_none_or(more) {
            best.insert(month, this);
        }
    }
    best.into_iter().map(|(month, (_, stance))| (month, stance)).collect()
}

fn mark(axis: &Axis, month: Month, row: usize, stance: Stance) -> Mark {
    Mark { stance, x: unit(axis.middle(month) - MARK / 2.0), y: unit(row_y(row) - MARK / 2.0) }
}

fn row(at: usize, name: &str, marks: Vec<Mark>) -> Row {
    let name = if name.chars().count() > NAME_CHARS {
        format!("{}…", name.chars().take(NAME_CHARS - 1).collect::<String>().trim_end())
    } else {
        name.to_owned()
    };
    Row { name, y: unit(row_y(at)), text_y: unit(row_y(at) + 5.0), marks }
}

fn line(name: &str, tally: &MonthlyTally) -> Line {
    let month = print::month(&tally.month);
    Line {
        name: name.to_owned(),
        iso: month.iso,
        text: month.text,
        stance: tally.stance,
        count: tally.own_count,
    }
}

/// What differs between the two pictures.
struct Plan {
    title: String,
    caption: &'static str,
    row_kind: &'static str,
    rows: Vec<Row>,
    path: Option<String>,
    table: Vec<Line>,
}

impl Timeline {
    /// One row a party: the stance that its own positions on an issue took most often, in
    /// `tallies` of that issue, one for a party and month.
    pub(crate) fn of_issue(
        issue: &IssueSlug,
        tallies: &[MonthlyTally],
        names: Names<'_>,
    ) -> Option<Self> {
        let axis = Axis::of(tallies)?;
        let parties = names.catalog().parties.iter();
        let with_any = parties.filter(|party| tallies.iter().any(|t| t.party == party.slug));
        let (mut rows, mut table) = (Vec::new(), Vec::new());
        for (at, party) in with_any.enumerate() {
            let own = || tallies.iter().filter(|tally| tally.party == party.slug);
            let marks =
                most_often(own()).into_iter().map(|(month, stance)| mark(&axis, month, at, stance));
            rows.push(row(at, &party.name, marks.collect()));
            table.extend(own().map(|tally| line(&party.name, tally)));
        }
        let plan = Plan {
            title: format!("Own positions on {} through time", names.issue(issue)),
            caption: "One row for each party. A mark is the stance that the party’s own positions \
                      took most often in that month.",
            row_kind: "Party",
            rows,
            path: None,
            table,
        };
        Some(plan.draw(&axis))
    }

    /// One row a stance: one party's own positions on an issue, joined in time.
    pub(crate) fn of_cell(
        (issue, party): (&IssueSlug, &PartySlug),
        tallies: &[MonthlyTally],
        names: Names<'_>,
    ) -> Option<Self> {
        let own: Vec<MonthlyTally> =
            tallies.iter().filter(|tally| tally.party == *party).cloned().collect();
        let axis = Axis::of(&own)?;
        let row_of = |stance| Stance::ALL.iter().position(|known| *known == stance).unwrap_or(0);
        let marks_of = |at: usize, stance: Stance| {
            let with = own.iter().filter(|tally| tally.stance == stance);
            with.filter_map(|tally| Some(mark(&axis, month_of(&tally.month)?, at, stance)))
                .collect()
        };
        let rows = Stance::ALL.iter().enumerate();
        let rows = rows.map(|(at, &stance)| row(at, stance.as_str(), marks_of(at, stance)));
        let steps = most_often(own.iter()).into_iter().enumerate().map(|(at, (month, stance))| {
            let (x, y) = (unit(axis.middle(month)), unit(row_y(row_of(stance))));
            if at == 0 { format!("M {x} {y}") } else { format!("H {x} V {y}") }
        });
        let title = format!("{} on {} through time", names.party(party), names.issue(issue));
        let mut table: Vec<Line> =
            own.iter().map(|tally| line(tally.stance.as_str(), tally)).collect();
        table.sort_by(|a, b| a.iso.cmp(&b.iso).then(a.stance.cmp(&b.stance)));
        let plan = Plan {
            title,
            caption: "One row for each stance. A mark is a month in which an own position took \
                      it; the line joins the stances taken most often.",
            row_kind: "Stance",
            path: Some(steps.collect::<Vec<_>>().join(" ")),
            rows: rows.collect(),
            table,
        };
        Some(plan.draw(&axis))
    }
}

impl Plan {
    fn draw(self, axis: &Axis) -> Timeline {
        let bottom = row_y(self.rows.len()) - FIRST_ROW + 24.0 + 6.0;
        let marks = self.rows.iter().map(|row| row.marks.len()).sum::<usize>();
        let ends = (
            self.table.iter().map(|line| line.iso.as_str()).min().unwrap_or_default(),
            self.table.iter().map(|line| line.iso.as_str()).max().unwrap_or_default(),
        );
        let description = format!(
            "{} from {} to {}. The table below the picture says the same.",
            print::count(i64::try_from(marks).unwrap_or(i64::MAX), "mark"),
            print::month(ends.0).text,
            print::month(ends.1).text,
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
            rows: self.rows,
            path: self.path,
            row_kind: self.row_kind,
            table: self.table,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(month: &str, stance: Stance, own_count: i64) -> MonthlyTally {
        MonthlyTally {
            issue: IssueSlug::parse("water").unwrap(),
            party: PartySlug::parse("isle").unwrap(),
            stance,
            month: month.to_owned(),
            own_count,
        }
    }

    #[test]
    fn axis_runs_from_january_to_the_end_of_the_last_quarter() {
        let tallies = [tally("2024-05", Stance::Offers, 1), tally("2025-12", Stance::Rejects, 1)];
        let axis = Axis::of(&tallies).unwrap();
        assert_eq!((axis.first, axis.last), (2024 * 12, 2026 * 12));
        assert_eq!(axis.years().iter().map(|year| year.label).collect::<Vec<_>>(), [2024, 2025]);
        assert_eq!(axis.quarters().len(), 6);
        assert_eq!(unit(axis.x(axis.last)), "952");
    }

    #[test]
    fn long_stretches_get_fewer_numbers_and_no_quarters() {
        let tallies = [tally("1900-01", Stance::Offers, 1), tally("2100-12", Stance::Rejects, 1)];
        let axis = Axis::of(&tallies).unwrap();
        assert!(axis.years().len() < 25);
        assert!(axis.quarters().is_empty());
    }

    #[test]
    fn month_is_marked_by_its_most_frequent_stance() {
        let tallies = [tally("2025-01", Stance::Offers, 1), tally("2025-01", Stance::Rejects, 3)];
        let best = most_often(tallies.iter());
        assert_eq!(best.into_values().collect::<Vec<_>>(), [Stance::Rejects]);
    }

    #[test]
    fn nothing_gives_no_picture() {
        assert!(Axis::of(&[]).is_none());
    }
}
