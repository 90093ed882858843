//! What every page must hold, whatever it shows.

use axum::http::StatusCode;

use super::app::Answer;

/// Words that would tell a visitor about the inside of the program.
const INTERNALS: [&str; 8] =
    ["sqlx", "StoreError", "PipelineError", "panicked", "src/", "SQLite", "postgres", "askama"];

impl Answer {
    /// A page with this status: one heading, a title, landmarks, nothing inline, nothing internal.
    #[track_caller]
    pub(crate) fn assert_page(self, status: StatusCode) -> Self {
        let answer = self.assert_status(status);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        let body = &answer.body;
        assert_eq!(body.matches("<h1").count(), 1, "one heading is due in:\n{body}");
        for once in ["<title>", "<main id=\"main\"", "<header", "<footer", "lang=\"en\""] {
            assert!(body.contains(once), "`{once}` is missing in:\n{body}");
        }
        for inline in [" style=", "<style", "<script>", " onclick=", " onload=", "javascript:\""] {
            assert!(!body.contains(inline), "`{inline}` stands in:\n{body}");
        }
        for inside in INTERNALS {
            assert!(!body.contains(inside), "`{inside}` stands in:\n{body}");
        }
        answer.assert_ids_once()
    }

    /// No id stands twice, and every reference within the page has its target.
    #[track_caller]
    fn assert_ids_once(self) -> Self {
        let ids = values_of(&self.body, " id=\"");
        for id in &ids {
            let times = ids.iter().filter(|other| *other == id).count();
            assert_eq!(times, 1, "id `{id}` stands {times} times in:\n{}", self.body);
        }
        for attribute in [" aria-labelledby=\"", " aria-describedby=\"", " for=\"", " href=\"#"] {
            for word in values_of(&self.body, attribute).iter().flat_map(|v| v.split(' ')) {
                assert!(
                    word.is_empty() || ids.contains(&word),
                    "`{word}` has no target in:\n{}",
                    self.body
                );
            }
        }
        self
    }
}

fn values_of<'b>(body: &'b str, opening: &str) -> Vec<&'b str> {
    let after = body.split(opening).skip(1);
    after.filter_map(|rest| rest.split('"').next()).collect()
}
