//! What handlers ask of a request. What does not hold is answered as a problem that names the
//! field; unknown fields and parameters are refused, since a misspelt filter would mislead.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use jiff::civil::Date;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::error::{ApiError, shown};
use super::problem_kind::ProblemKind;
use super::shapes::FieldProblem;

/// A JSON body.
#[derive(Debug)]
pub(super) struct JsonBody<T>(pub(super) T);

impl<S, T> FromRequest<S> for JsonBody<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::new(
                ProblemKind::UnsupportedMediaType,
                "send JSON, with the header `Content-Type: application/json`",
            ));
        }
        let bytes = read_body(request).await?;
        parse_json(&bytes).map(Self)
    }
}

/// Reads a body whole.
pub(super) async fn read_body(request: Request) -> Result<Bytes, ApiError> {
    request.extract::<Bytes, _>().await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(
            ProblemKind::TooLarge,
            "the body is larger than this server takes; send less at once",
        ),
        _ => ApiError::new(ProblemKind::Malformed, "the body broke off"),
    })
}

/// The media type of a body, without parameters, in small letters.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?;
    let kind = kind.to_str().unwrap_or("unreadable");
    let essence = kind.split(';').next().unwrap_or_default();
    Some(essence.trim().to_ascii_lowercase())
}

fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|kind| {
        kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
    })
}

fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let body = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = error.path().to_string();
        json_problem(&field, error.inner())
    })?;
    reader.end().map_err(|error| json_problem(".", &error))?;
    Ok(body)
}

/// 422 naming the field when the JSON is sound, else 400 naming the place.
fn json_problem(path: &str, error: &serde_json::Error) -> ApiError {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let what = message.strip_suffix(&place).unwrap_or(&message);
    if error.classify() != Category::Data {
        let detail = format!("the body is no JSON: {what}, line {}", error.line());
        return ApiError::new(ProblemKind::Malformed, detail);
    }
    // serde names a missing, unknown or doubled field in the message, not in the path.
    let named = ["missing field `", "unknown field `", "duplicate field `"]
        .iter()
        .find_map(|start| what.strip_prefix(start)?.split('`').next());
    let field = named.unwrap_or(if path == "." { "body" } else { path });
    let mut problem = FieldProblem::new(&shown(field), what);
    problem.line = Some(error.line());
    ApiError::fields(vec![problem])
}

/// Parts of the path, decoded.
#[derive(Debug)]
pub(super) struct Path<T>(pub(super) T);

impl<S, T> FromRequestParts<S> for Path<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Send,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(path)| Self(path))
            .map_err(|_| ApiError::new(ProblemKind::Malformed, "the address is not UTF-8"))
    }
}

/// The parameters of a list or search.
#[derive(Debug)]
pub(super) struct Query<T>(pub(super) T);

/// A set of parameters that can be taken from a query string.
pub(super) trait FromParams: Sized {
    /// Takes its parameters; what does not hold is noted in `params`, and something stands in.
    fn take(params: &mut Params) -> Self;
}

impl<S, T> FromRequestParts<S> for Query<T>
where
    S: Send + Sync,
    T: FromParams,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let mut params = Params::parse(parts.uri.query().unwrap_or_default())?;
        let taken = T::take(&mut params);
        params.finish()?;
        Ok(Self(taken))
    }
}

/// A query string, taken apart; collects everything that is wrong with it.
#[derive(Debug)]
pub(super) struct Params {
    given: BTreeMap<String, String>,
    known: Vec<&'static str>,
    errors: Vec<FieldProblem>,
}

impl Params {
    fn parse(query: &str) -> Result<Self, ApiError> {
        let mut params = Self { given: BTreeMap::new(), known: Vec::new(), errors: Vec::new() };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            if value.chars().any(char::is_control) {
                params.wrong(&name, "must not hold control characters");
            } else if params.given.insert(name.clone(), value).is_some() {
                params.wrong(&name, "is given twice; give it once");
            }
        }
        Ok(params)
    }

    /// Notes what is wrong with a parameter.
    pub(super) fn wrong(&mut self, name: &str, message: impl Into<String>) {
        self.errors.push(FieldProblem::new(&shown(name), message.into()));
    }

    /// A parameter as text; empty is absent.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        self.given.remove(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A parameter of a closed set, or a number.
    pub(super) fn parsed<T>(&mut self, name: &'static str) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.text(name)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(name, shown_message(&error));
                None
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, name: &'static str) -> Option<bool> {
        match self.text(name)?.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            other => {
                self.wrong(name, format!("`{}` is neither `true` nor `false`", shown(other)));
                None
            }
        }
    }

    /// A number from `least` to `most`.
    pub(super) fn number(&mut self, name: &'static str, (least, most): (i64, i64)) -> Option<i64> {
        let text = self.text(name)?;
        let number = text.parse().ok().filter(|n| (least..=most).contains(n));
        if number.is_none() {
            let message = format!("`{}` is no whole number from {least} to {most}", shown(&text));
            self.wrong(name, message);
        }
        number
    }

    /// A date, `YYYY-MM-DD`.
    pub(super) fn date(&mut self, name: &'static str) -> Option<String> {
        let text = self.text(name)?;
        let sound =
            text.parse::<Date>().is_ok_and(|date| date.to_string() == text && date.year() >= 0);
        if sound {
            return Some(text);
        }
        self.wrong(name, format!("`{}` is no date: write YYYY-MM-DD", shown(&text)));
        None
    }

    fn finish(mut self) -> Result<(), ApiError> {
        let unknown: Vec<String> = self.given.keys().cloned().collect();
        for name in unknown {
            let message = format!("is no parameter here; there are: {}", self.known.join(", "));
            self.wrong(&name, message);
        }
        if self.errors.is_empty() { Ok(()) } else { Err(ApiError::fields(self.errors)) }
    }
}

fn decode(text: &str) -> Result<String, ApiError> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| ApiError::new(ProblemKind::Malformed, "the query string is not UTF-8"))
}

/// A message that may repeat what was sent, kept short.
fn shown_message(error: &impl Display) -> String {
    error.to_string().chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(query: &str) -> Vec<String> {
        let mut params = Params::parse(query).unwrap();
        params.date("from");
        params.number("limit", (1, 200));
        params.flag("own");
        let errors = params.errors.iter();
        errors.map(|error| error.field.clone()).collect()
    }

    #[test]
    fn sound_parameters_are_taken() {
        assert_eq!(problems("from=2026-01-15&limit=200&own=true"), Vec::<String>::new());
        assert_eq!(problems("from=&limit="), Vec::<String>::new());
    }

    #[test]
    fn unsound_parameters_are_named_all_at_once() {
        assert_eq!(problems("from=2026-1-15&limit=201&own=1"), ["from", "limit", "own"]);
        assert_eq!(problems("from=2026-02-30&limit=0"), ["from", "limit"]);
        assert_eq!(problems("from=2026-01-01&from=2026-01-02&limit=1e3"), ["from", "limit"]);
        assert_eq!(problems("from=%00"), ["from"]);
    }

    #[test]
    fn a_query_that_is_not_utf8_is_refused() {
        assert!(Params::parse("q=%ff%fe").is_err());
        assert!(Params::parse("q=%D0%9A%D0%B8%D1%97%D0%B2").is_ok());
    }

    #[test]
    fn a_broken_body_is_400_and_a_wrong_field_422() {
        let kind = |body: &str| {
            let error = parse_json::<super::super::shapes::AnalysisRequest>(body.as_bytes());
            axum::response::IntoResponse::into_response(error.unwrap_err()).status()
        };
        let sound = r#"{"text": "x", "negotiation": "y"}"#;
        for broken in
            ["", "{", "{'text': 1}", "{\"text\": 1e999}", "[", &format!("{sound} {sound}")]
        {
            assert_eq!(kind(broken), StatusCode::BAD_REQUEST, "{broken}");
        }
        for wrong in ["{}", "[]", "null", "{\"text\": 1, \"negotiation\": \"x\"}"] {
            assert_eq!(kind(wrong), StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
    }
}
