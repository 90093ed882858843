//! A model for tests: one layer, some words, numbers without meaning.

use super::encoder::WIDTH;
use super::heads::SHAPES;
use super::thresholds::Thresholds;
use super::weights::{Part, Weights};
use super::{Model, VOCABULARY, WORDS};
use crate::analysis::Lexicon;
use crate::domain::Catalog;

const WORDS_KNOWN: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[unused1]\n[unused2]\n[unused3]\n[unused9]\n\
    norland\nrejects\ndemands\na\nthe\ntruce\nceasefire\nrebels\n.\n,\n\"\nsaid\n##s";

const CATALOG: &str = r#"
slug = "norland"
name = "Norland talks"
[[parties]]
slug = "norland"
name = "Norland"
kind = "state"
role = "belligerent"
people = ["Pia Lund"]
[[parties]]
slug = "front"
name = "Southern Movement Front"
kind = "armed-group"
role = "belligerent"
aliases = ["SMF", "the rebels"]
people = ["Mira Osso"]
[[issues]]
slug = "ceasefire"
name = "Ceasefire"
cues = ["ceasefire", "truce"]
[[issues]]
slug = "prisoners"
name = "Prisoners"
cues = ["prisoner exchange", "captives"]
"#;

/// Two parties and two issues of a country that is none.
pub(in crate::analysis) fn lexicon() -> Lexicon {
    Lexicon::new(Catalog::parse_toml(CATALOG).unwrap())
}

/// Numbers that look like chance, small.
fn noise(count: usize, seed: u32, scale: f32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (f32::from(u16::try_from(state >> 16).unwrap()) / 32768.0 - 1.0) * scale
    };
    (0..count).map(|_| next()).collect()
}

/// Start weights: an encoder of one layer and its vocabulary.
pub(in crate::analysis) fn start() -> Weights {
    let mut weights = Weights::default();
    weights.insert(VOCABULARY, Part::Text(WORDS_KNOWN.to_owned()));
    let mut seed = 0;
    let mut matrix = |name: &str, rows: usize, width: usize| {
        seed += 1;
        let values = noise(rows * width, seed, 0.08);
        weights.insert(name, Part::Floats(values, vec![rows, width]));
    };
    matrix(WORDS, WORDS_KNOWN.lines().count(), WIDTH);
    matrix("embeddings.position_embeddings.weight", 512, WIDTH);
    matrix("embeddings.token_type_embeddings.weight", 2, WIDTH);
    let layer = |name: &str| format!("encoder.layer.0.{name}");
    for name in ["self.query", "self.key", "self.value", "output.dense"] {
        matrix(&layer(&format!("attention.{name}.weight")), WIDTH, WIDTH);
    }
    matrix(&layer("intermediate.dense.weight"), 4 * WIDTH, WIDTH);
    matrix(&layer("output.dense.weight"), WIDTH, 4 * WIDTH);
    let mut row = |name: &str, width: usize, value: f32| {
        weights.insert(name, Part::Floats(vec![value; width], vec![width]));
    };
    for name in ["self.query", "self.key", "self.value", "output.dense"] {
        row(&layer(&format!("attention.{name}.bias")), WIDTH, 0.0);
    }
    row(&layer("intermediate.dense.bias"), 4 * WIDTH, 0.0);
    row(&layer("output.dense.bias"), WIDTH, 0.0);
    let norms = [layer("attention.output.LayerNorm"), layer("output.LayerNorm")];
    for name in norms.iter().map(String::as_str).chain(["embeddings.LayerNorm"]) {
        row(&format!("{name}.weight"), WIDTH, 1.0);
        row(&format!("{name}.bias"), WIDTH, 0.0);
    }
    weights
}

/// All weights of a model that finds whatever it is asked about.
pub(in crate::analysis) fn weights() -> Weights {
    let mut weights = start();
    for (seed, &(name, rows, width)) in (100..).zip(SHAPES) {
        let values = noise(rows * width, seed, 0.05);
        weights.insert(format!("{name}.weight"), Part::Floats(values, vec![rows, width]));
        weights.insert(format!("{name}.bias"), Part::Floats(vec![0.0; rows], vec![rows]));
    }
    let thresholds = Thresholds { issue: 0.0, position: 0.0, ..Thresholds::default() };
    thresholds.write(&mut weights);
    weights
}

/// Its model.
pub(in crate::analysis) fn model() -> Model {
    Model::read(
        &super::own_of(&super::packed(&weights())).write().into(),
        &super::start_of(&start()),
    )
    .unwrap()
}
