//! What each sign weighs: read from `weights.toml`, fitted on a coded corpus.

use std::collections::HashMap;

use serde::Deserialize;

use super::issue_signs::SIGNS;
use super::issues::NEIGHBOURS;
use super::language::parse;
use super::position_signs::{HELD, STANCE};
use crate::domain::Stance;

/// What each sign weighs, in the order in which the code lists the signs.
#[derive(Debug)]
pub struct Weights {
    /// Signs of an issue.
    pub issue: Vec<f64>,
    /// Signs of an issue from the sentences around.
    pub neighbours: Vec<f64>,
    /// Signs that a position is held.
    pub held: Vec<f64>,
    /// Signs of each stance, in the order of [`Stance::ALL`].
    pub stances: Vec<Vec<f64>>,
    /// A position is told from this probability on.
    pub position_threshold: f64,
    /// An issue is considered at all from this probability on.
    pub issue_floor: f64,
    /// A sentence mentions an issue from this probability on.
    pub issue_threshold: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightsFile {
    issue_floor: f64,
    issue_threshold: f64,
    position_threshold: f64,
    held: HashMap<String, f64>,
    stance: HashMap<String, HashMap<String, f64>>,
    issue: HashMap<String, f64>,
    neighbours: HashMap<String, f64>,
}

/// Reads the embedded weights.
pub(super) fn weights() -> Weights {
    let file: WeightsFile = parse("weights.toml", include_str!("lexicon/weights.toml"));
    let list = |names: &[&str], values: &HashMap<String, f64>| -> Vec<f64> {
        names.iter().map(|name| values.get(*name).copied().unwrap_or(0.0)).collect()
    };
    let empty = HashMap::new();
    let of = |stance: &Stance| file.stance.get(stance.as_str()).unwrap_or(&empty);
    Weights {
        held: list(&HELD, &file.held),
        stances: Stance::ALL.iter().map(|stance| list(&STANCE, of(stance))).collect(),
        position_threshold: file.position_threshold,
        issue: list(&SIGNS, &file.issue),
        neighbours: list(&NEIGHBOURS, &file.neighbours),
        issue_floor: file.issue_floor,
        issue_threshold: file.issue_threshold,
    }
}
