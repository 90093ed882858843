//! How far coders agree.

use serde::Serialize;
use utoipa::ToSchema;

use crate::agreement;
use crate::domain::ArticleId;
use crate::pipeline::{ArticleState, CodingState};

/// How far the coding of a negotiation's articles is, and how far their coders agree.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Agreement {
    /// Whoever codes sees neither suggestions nor others' marks until they are done.
    pub blind: bool,
    /// Of all coders together; what one of them did not code is a missing value.
    pub all: Figures,
    /// Of every two who have coded an article in common, by name.
    pub pairs: Vec<PairFigures>,
    /// Of each issue that somebody marked, in the catalog's order.
    pub issues: Vec<IssueFigures>,
    /// Every article that somebody has begun to code, by id.
    pub articles: Vec<CodedArticle>,
}

/// Coefficients of agreement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Figures {
    /// Articles that two of the coders have finished.
    #[schema(example = 12)]
    pub articles: u64,
    /// Krippendorff's alpha over sentences × issues: is this sentence about this issue?
    pub issues: Coefficient,
    /// Krippendorff's alpha over the positions that two of them marked: which stance is it?
    pub stances: Coefficient,
    /// F1 of positions: sentence, party and issue.
    pub positions: Coefficient,
    /// F1 of positions with their stance.
    pub positions_with_stance: Coefficient,
}

/// A coefficient of agreement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Coefficient {
    /// At most 1, which is perfect agreement; null where it is not defined.
    #[schema(example = 0.83)]
    pub value: Option<f64>,
    /// Units that it stands on.
    #[schema(example = 1200)]
    pub units: u64,
    /// Why it is not defined: `no unit` or `no variation`; null where it is.
    pub undefined: Option<&'static str>,
}

/// Coefficients of two coders.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PairFigures {
    /// The name of the one.
    #[schema(example = "Ada Holm")]
    pub first: String,
    /// The name of the other.
    #[schema(example = "Bela Reis")]
    pub second: String,
    /// Over the articles that both have finished.
    pub figures: Figures,
}

/// Coefficients of one issue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssueFigures {
    /// The issue's slug.
    #[schema(example = "security-guarantees")]
    pub issue: String,
    /// Sentences that somebody marked with it.
    #[schema(example = 40)]
    pub marked: u64,
    /// All coders together; null where fewer than ten sentences are marked.
    pub figures: Option<Figures>,
}

/// How far the coding of an article is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CodedArticle {
    /// The article's id.
    #[schema(example = 8_897_123_455_i64)]
    pub article_id: i64,
    /// The newest revision that is coded.
    #[schema(example = 1)]
    pub revision: i64,
    /// Who has finished a coding of it, in the order in which they began.
    #[schema(example = json!(["Ada Holm", "Bela Reis"]))]
    pub done: Vec<String>,
    /// How many codings of it are under way.
    #[schema(example = 0)]
    pub under_way: u64,
    /// Whether its codings have been settled.
    pub adjudicated: bool,
}

impl From<agreement::Figure> for Coefficient {
    fn from(figure: agreement::Figure) -> Self {
        Self {
            value: figure.value.ok(),
            units: figure.units,
            undefined: figure.value.err().map(agreement::Undefined::as_str),
        }
    }
}

impl From<&agreement::Figures> for Figures {
    fn from(figures: &agreement::Figures) -> Self {
        Self {
            articles: figures.articles,
            issues: figures.issues.into(),
            stances: figures.stances.into(),
            positions: figures.positions.into(),
            positions_with_stance: figures.with_stance.into(),
        }
    }
}

impl From<&agreement::OfPair> for PairFigures {
    fn from(pair: &agreement::OfPair) -> Self {
        let (first, second) = pair.coders.clone();
        Self { first, second, figures: Figures::from(&pair.figures) }
    }
}

impl From<&agreement::OfIssue> for IssueFigures {
    fn from(issue: &agreement::OfIssue) -> Self {
        Self {
            issue: issue.issue.to_string(),
            marked: issue.marked,
            figures: issue.figures.as_ref().map(Figures::from),
        }
    }
}

impl From<(&ArticleId, &ArticleState)> for CodedArticle {
    fn from((id, state): (&ArticleId, &ArticleState)) -> Self {
        Self {
            article_id: id.0,
            revision: state.revision,
            done: state.done.clone(),
            under_way: u64::try_from(state.at_work).unwrap_or(u64::MAX),
            adjudicated: state.is_adjudicated,
        }
    }
}

impl From<&CodingState> for Agreement {
    fn from(state: &CodingState) -> Self {
        Self {
            blind: state.blind,
            all: Figures::from(&state.agreement.all),
            pairs: state.agreement.pairs.iter().map(PairFigures::from).collect(),
            issues: state.agreement.issues.iter().map(IssueFigures::from).collect(),
            articles: state.articles.iter().map(CodedArticle::from).collect(),
        }
    }
}
