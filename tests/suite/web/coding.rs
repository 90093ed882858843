//! Coding, agreement and adjudication by forms, over several accounts.

use axum::http::StatusCode;
use concordance::domain::{ArticleId, Role, Stance};

use crate::support::app::{Answer, TestApp};
use crate::support::sentences::{self, Found};

const TEXT: [&str; 3] =
    ["Nordstad rejects the bridge.", "Nothing was said of roads.", "Zuidhaven offers water."];
const FOUND: [Found<'_>; 3] = [
    (0, "northbank", "bridges", Stance::Rejects, 0.9),
    (1, "isle", "water", Stance::Demands, 0.8),
    (2, "southbank", "water", Stance::Offers, 0.8),
];

/// A site with an article, two coders and an editor, all signed in.
pub(crate) struct Desk {
    pub(crate) app: TestApp,
    pub(crate) article: ArticleId,
    pub(crate) ada: String,
    pub(crate) bela: String,
    pub(crate) editor: String,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        let app = TestApp::new().await;
        let found = sentences::findings("test-1", &TEXT, &FOUND);
        let article = app.add_found(&sentences::draft(&TEXT), &found).await;
        app.add_account("root", Role::Admin).await;
        for (name, role) in
            [("Ada Holm", Role::Coder), ("Bela <Reis>", Role::Coder), ("Edda", Role::Editor)]
        {
            app.add_account(name, role).await;
        }
        let ada = app.sign_in("Ada Holm").await;
        let bela = app.sign_in("Bela <Reis>").await;
        let editor = app.sign_in("Edda").await;
        Self { app, article, ada, bela, editor }
    }

    fn path(&self) -> String {
        format!("/articles/{}/code", self.article)
    }

    pub(crate) async fn page(&self, who: &str) -> Answer {
        self.app.get_as(who, &self.path()).await.assert_page(StatusCode::OK)
    }

    async fn act(&self, who: &str, act: &str) -> Answer {
        self.app.post_as(who, &self.path(), &[("act", act), ("revision", "1")]).await
    }

    /// Marks a sentence with an issue and, where they are given, party and stance.
    async fn mark(&self, who: &str, sentence: usize, said: [&str; 3]) -> Answer {
        let span = sentences::spans(&TEXT)[sentence];
        let place = format!("{}-{}", span.start, span.end);
        let fields = [
            ("act", "add"),
            ("revision", "1"),
            ("sentence", &place),
            ("issue", said[0]),
            ("party", said[1]),
            ("stance", said[2]),
        ];
        self.app.post_as(who, &self.path(), &fields).await
    }

    pub(crate) async fn code(&self, who: &str, marks: &[(usize, [&str; 3])]) {
        self.act(who, "begin").await.assert_status(StatusCode::SEE_OTHER);
        for (sentence, said) in marks {
            self.mark(who, *sentence, *said).await.assert_status(StatusCode::SEE_OTHER);
        }
        self.act(who, "done").await.assert_status(StatusCode::SEE_OTHER);
    }

    /// Both coders are done; they agree on the bridge, differ in the stance on water, and Bela has
    /// one position more.
    pub(crate) async fn coded_twice() -> Self {
        let desk = Self::new().await;
        let bridge = (0, ["bridges", "northbank", "rejects"]);
        desk.code(
            &desk.ada,
            &[bridge, (1, ["bridges", "", ""]), (2, ["water", "southbank", "conditions"])],
        )
        .await;
        let more = (2, ["water", "isle", "accepts"]);
        desk.code(&desk.bela, &[bridge, (2, ["water", "southbank", "offers"]), more]).await;
        desk
    }

    pub(crate) fn settling(&self) -> String {
        format!("/articles/{}/adjudicate", self.article)
    }
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let after =
        page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("the field is there");
    after.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn article_is_coded_sentence_by_sentence() {
    let desk = Desk::new().await;
    desk.page(&desk.ada).await.assert_has("You have not begun").assert_lacks("Nothing was said");
    desk.act(&desk.ada, "begin").await.assert_status(StatusCode::SEE_OTHER);
    let page =
        desk.page(&desk.ada).await.assert_has("Nothing was said of roads").assert_has("no mark");
    page.assert_has("?sentence=2#sentence-2").assert_lacks("name=\"issue\"");
    let open = desk.app.get_as(&desk.ada, &format!("{}?sentence=1", desk.path())).await;
    let open = open.assert_page(StatusCode::OK).assert_has("Mark sentence 1");
    open.assert_has("name=\"sentence\" value=\"0-28\"").assert_has("nobody: it is only about");

    let answer = desk.mark(&desk.ada, 0, ["bridges", "northbank", "rejects"]).await;
    let answer = answer.assert_status(StatusCode::SEE_OTHER);
    let at = format!("{}?sentence=1#sentence-1", desk.path());
    answer.assert_header("location", &at);
    desk.mark(&desk.ada, 2, ["water", "", ""]).await.assert_status(StatusCode::SEE_OTHER);
    let page = desk.page(&desk.ada).await.assert_has("2 marks").assert_has("about Water");
    page.assert_has("value=\"0-28.bridges.northbank\"");
    let fields = [("revision", "1"), ("sentence", "0-28"), ("remove", "0-28.bridges.northbank")];
    let answer = desk.app.post_as(&desk.ada, &desk.path(), &fields).await;
    answer.assert_status(StatusCode::SEE_OTHER).assert_header("location", &at);
    desk.page(&desk.ada).await.assert_has("1 mark ·");

    desk.act(&desk.ada, "done").await.assert_status(StatusCode::SEE_OTHER);
    desk.page(&desk.ada).await.assert_has("You are done").assert_lacks("I am done");
    let late = desk.mark(&desk.ada, 0, ["bridges", "", ""]).await.assert_page(StatusCode::CONFLICT);
    late.assert_has("open it again first");
    desk.act(&desk.ada, "open").await.assert_status(StatusCode::SEE_OTHER);
    desk.page(&desk.ada).await.assert_has("I am done");
}

#[tokio::test]
async fn mistakes_keep_what_was_typed_beside_the_sentence() {
    let desk = Desk::new().await;
    let early =
        desk.mark(&desk.ada, 0, ["bridges", "", ""]).await.assert_page(StatusCode::CONFLICT);
    early.assert_has("there is no such coding");
    desk.act(&desk.ada, "begin").await.assert_status(StatusCode::SEE_OTHER);
    let wrong = desk.mark(&desk.ada, 2, ["roads", "", "offers"]).await;
    wrong
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has("Mistakes to mend")
        .assert_has("id=\"issue-error\"")
        .assert_has("id=\"party-error\"")
        .assert_has("value=\"offers\" selected")
        .assert_has("Mark sentence 3");
    let fields = [("act", "add"), ("revision", "1"), ("sentence", "1-9"), ("issue", "water")];
    let answer = desk.app.post_as(&desk.ada, &desk.path(), &fields).await;
    answer.assert_page(StatusCode::UNPROCESSABLE_ENTITY).assert_has("choose one whole sentence");
    let answer =
        desk.app.post_as(&desk.ada, &desk.path(), &[("act", "done"), ("revision", "7")]).await;
    answer.assert_page(StatusCode::CONFLICT).assert_has("has been edited");
    let none = desk.app.get_as(&desk.ada, "/articles/1/code").await;
    none.assert_page(StatusCode::NOT_FOUND);
}

/// Whatever a coder may look at of a coding, in pages and in the API, while at work.
async fn all_of(desk: &Desk, who: &str, name: &str) -> String {
    let token = desk.app.token(name, Role::Admin).await;
    let token = token.trim_start_matches("Bearer ");
    let mut all = String::new();
    for path in
        [desk.path(), format!("{}?sentence=1", desk.path()), format!("{}?revision=1", desk.path())]
    {
        all += &desk.app.get_as(who, &path).await.body;
    }
    for path in [
        format!("/api/v1/articles/{}/coding", desk.article),
        format!("/api/v1/articles/{}/history", desk.article),
        "/api/v1/negotiations/riverland/agreement".to_owned(),
    ] {
        all += &desk.app.api_as(token, &path).await.assert_status(StatusCode::OK).body;
    }
    all += &desk.app.get_as(who, "/riverland/agreement").await.body;
    all + &desk.app.get_as(who, &format!("/articles/{}/history", desk.article)).await.body
}

#[tokio::test]
async fn blind_coders_see_nothing_of_each_other_until_both_are_done() {
    let desk = Desk::new().await;
    // What only Ada says, and what only the machine says.
    let (hers, machines) = ("undecided", "demands");
    let water = [(1, ["water", "isle", hers])];
    desk.code(&desk.ada, &water).await;
    desk.act(&desk.bela, "begin").await.assert_status(StatusCode::SEE_OTHER);
    let page = desk.page(&desk.bela).await.assert_has("Blind.");
    page.assert_has("at any time: keep away from them");
    let shown = all_of(&desk, &desk.bela, "Bela <Reis>").await;
    for (word, whose) in [(hers, "Ada’s mark"), (machines, "the machine’s suggestion")] {
        let marked = [
            format!("stance-{word}\""),
            format!("\"stance\":\"{word}\""),
            format!("\"stance\": \"{word}\""),
        ];
        assert!(!marked.iter().any(|marked| shown.contains(marked)), "{whose} leaks: {shown}");
    }
    desk.act(&desk.bela, "done").await.assert_status(StatusCode::SEE_OTHER);
    let page =
        desk.page(&desk.bela).await.assert_has("stance-undecided").assert_has("Ada Holm</bdi>:");
    page.assert_has("The machine suggests").assert_has("stance-demands");
    desk.page(&desk.ada).await.assert_has("The machine suggests");
    // Who goes on codes blindly again.
    desk.act(&desk.bela, "open").await.assert_status(StatusCode::SEE_OTHER);
    desk.page(&desk.bela).await.assert_lacks("stance-undecided").assert_lacks("stance-demands");
    desk.page(&desk.ada).await.assert_lacks("Bela");
}

#[tokio::test]
async fn editor_who_codes_blindly_cannot_look_at_the_others() {
    let desk = Desk::coded_twice().await;
    let page = desk.app.get_as(&desk.editor, &desk.settling()).await.assert_page(StatusCode::OK);
    page.assert_has("Where they differ").assert_has("stance-conditions");
    desk.act(&desk.editor, "begin").await.assert_status(StatusCode::SEE_OTHER);
    let page = desk.app.get_as(&desk.editor, &desk.settling()).await.assert_page(StatusCode::OK);
    page.assert_has("be done first").assert_lacks("stance-conditions");
    let post = desk.app.post_as(&desk.editor, &desk.settling(), &[("revision", "1")]).await;
    post.assert_page(StatusCode::CONFLICT).assert_lacks("stance-conditions");
    // A reader or coder is not let in at all.
    let coder = desk.app.get_as(&desk.ada, &desk.settling()).await;
    coder.assert_page(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn suggestions_stand_beside_the_sentences_where_coding_is_not_blind() {
    let desk = Desk::new().await;
    let path = "/riverland/agreement";
    desk.app.get_as(&desk.ada, path).await.assert_has("Coded blind").assert_lacks("name=\"blind\"");
    let refused = desk.app.post_as(&desk.ada, path, &[("blind", "no")]).await;
    refused.assert_page(StatusCode::FORBIDDEN);
    desk.app.get_as(&desk.editor, path).await.assert_has("name=\"blind\" value=\"no\"");
    let odd = desk.app.post_as(&desk.editor, path, &[("blind", "maybe")]).await;
    odd.assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    let set = desk.app.post_as(&desk.editor, path, &[("blind", "no")]).await;
    set.assert_status(StatusCode::SEE_OTHER).assert_header("location", path);
    desk.app.get_as(&desk.ada, path).await.assert_has("Not coded blind");
    desk.code(&desk.ada, &[(1, ["water", "isle", "undecided"])]).await;
    desk.act(&desk.bela, "begin").await.assert_status(StatusCode::SEE_OTHER);
    let page = desk.page(&desk.bela).await.assert_has("Not blind.").assert_has("stance-demands");
    page.assert_lacks("stance-undecided");
}

/// The form of an adjudication, as its page was seen.
pub(crate) struct Seen([(&'static str, String); 4]);

impl Seen {
    pub(crate) fn on(page: &str) -> Self {
        Self(["revision", "first", "second", "standing"].map(|name| (name, hidden(page, name))))
    }

    /// Sends it with what was chosen.
    pub(crate) async fn settle(&self, desk: &Desk, chosen: &[(&str, &str)]) -> Answer {
        let seen = self.0.iter().map(|(name, value)| (*name, value.as_str()));
        let fields: Vec<(&str, &str)> = seen.chain(chosen.iter().copied()).collect();
        desk.app.post_as(&desk.editor, &desk.settling(), &fields).await
    }
}

/// What the two coders differ in.
const SOUTH: &str = "56-79.water.southbank";
const ISLE: &str = "56-79.water.isle";
pub(crate) const WHOLE: [(&str, &str); 4] =
    [(SOUTH, "first"), (ISLE, "neither"), ("unmarked", "reject"), ("note", "<i>both</i>")];

#[tokio::test]
async fn adjudication_keeps_what_was_chosen_when_it_is_not_taken() {
    let desk = Desk::coded_twice().await;
    let page = desk.app.get_as(&desk.editor, &desk.settling()).await.assert_page(StatusCode::OK);
    let page = page
        .assert_has("Southbank on Water")
        .assert_has("conditions (Ada Holm)")
        .assert_has("offers (Bela &#60;Reis&#62;)")
        .assert_has("Only Ada Holm says that it is about Bridges")
        .assert_has("1 sentence in which both agree")
        .assert_has("Reject the machine’s 1 suggestion that neither coder marked")
        .assert_has("The Isle demands on Water");
    let seen = Seen::on(&page.body);
    let half = seen.settle(&desk, &[(SOUTH, "first"), ("unmarked", "reject")]).await;
    half.assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has(&format!("id=\"{ISLE}-error\""))
        .assert_has(&format!("id=\"{SOUTH}-first\" name=\"{SOUTH}\" value=\"first\" checked"))
        .assert_has("value=\"reject\" checked");

    // Somebody decides on a position meanwhile.
    let rows = desk.app.api("/api/v1/positions?negotiation=riverland&party=northbank").await.json();
    let id = &rows["items"][0]["id"];
    let token = rows["items"][0]["version"].as_str().unwrap().to_owned();
    let decided = [("verdict", "confirm"), ("token", token.as_str())];
    desk.app.post_as(&desk.ada, &format!("/positions/{id}/decisions"), &decided).await;
    let late = seen.settle(&desk, &WHOLE).await.assert_page(StatusCode::CONFLICT);
    let late = late
        .assert_has("positions have changed")
        .assert_has(&format!("id=\"{ISLE}-neither\" name=\"{ISLE}\" value=\"neither\" checked"))
        .assert_has("value=\"&#60;i&#62;both&#60;/i&#62;\"");
    let done = Seen::on(&late.body).settle(&desk, &WHOLE).await;
    done.assert_status(StatusCode::SEE_OTHER).assert_header("location", &desk.settling());
}

#[tokio::test]
async fn adjudication_becomes_decisions_and_is_made_once() {
    let desk = Desk::coded_twice().await;
    let (path, editor) = (desk.settling(), desk.editor.as_str());
    let seen = Seen::on(&desk.app.get_as(editor, &path).await.body);
    seen.settle(&desk, &WHOLE).await.assert_status(StatusCode::SEE_OTHER);
    let page = desk.app.get_as(editor, &path).await.assert_page(StatusCode::OK);
    page.assert_has("2 positions held, 1 position rejected")
        .assert_has("by Edda")
        .assert_has("Southbank conditions on Water")
        .assert_has("&#60;i&#62;both")
        .assert_lacks("Settle them");
    let again = seen.settle(&desk, &WHOLE).await.assert_page(StatusCode::CONFLICT);
    again.assert_has("adjudicated");
    let article = desk.app.get(&format!("/articles/{}", desk.article)).await;
    article.assert_has("corrected by a person").assert_has("2 confirmed");
    let page = desk.page(&desk.ada).await.assert_has("The article was adjudicated");
    page.assert_lacks("Open it again");
    desk.app.get("/riverland/agreement").await.assert_has("adjudicated</p>");
    let report = desk.app.database.store.check().await.unwrap();
    assert!(report.violations.is_empty(), "{:?}", report.violations);
}

#[tokio::test]
async fn neither_coders_stance_can_be_chosen() {
    let desk = Desk::coded_twice().await;
    let (path, editor) = (desk.settling(), desk.editor.as_str());
    let page = desk.app.get_as(editor, &path).await.assert_page(StatusCode::OK);
    let page = page.assert_has("another stance, the rest as Ada Holm has it");
    let seen = Seen::on(&page.body);
    let field = format!("stance.{SOUTH}");
    let none = [(SOUTH, "stance"), (field.as_str(), ""), (ISLE, "neither")];
    let half = seen.settle(&desk, &none).await.assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    half.assert_has(&format!("id=\"{SOUTH}-error\""));
    let third = [(SOUTH, "stance"), (field.as_str(), "accepts")];
    let half = seen.settle(&desk, &third).await.assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    half.assert_has(&format!("id=\"{SOUTH}-stance\" name=\"{SOUTH}\" value=\"stance\" checked"))
        .assert_has("<option value=\"accepts\" selected>");
    let whole: Vec<_> = third.into_iter().chain([(ISLE, "neither")]).collect();
    seen.settle(&desk, &whole).await.assert_status(StatusCode::SEE_OTHER);
    let page = desk.app.get_as(editor, &path).await.assert_page(StatusCode::OK);
    page.assert_has("Southbank accepts on Water");
}

#[tokio::test]
async fn of_three_codings_the_two_that_were_begun_first_are_settled() {
    let desk = Desk::coded_twice().await;
    desk.code(&desk.editor, &[(1, ["bridges", "", ""])]).await;
    let page = desk.app.get_as(&desk.editor, &desk.settling()).await.assert_page(StatusCode::OK);
    let page = page.assert_has("Of 3 finished codings").assert_has("conditions (Ada Holm)");
    let page = page.assert_lacks("is your own");
    let done = Seen::on(&page.body).settle(&desk, &WHOLE).await;
    done.assert_status(StatusCode::SEE_OTHER);
    let page = desk.app.get("/riverland/agreement").await.assert_page(StatusCode::OK);
    page.assert_has("3 codings, by Ada Holm, Bela &#60;Reis&#62;, Edda, adjudicated")
        .assert_has("Ada Holm and Edda");
}

#[tokio::test]
async fn whoever_settles_a_coding_of_their_own_is_told_so() {
    let desk = Desk::new().await;
    desk.code(&desk.editor, &[(0, ["bridges", "northbank", "rejects"])]).await;
    desk.code(&desk.ada, &[(0, ["bridges", "northbank", "demands"])]).await;
    let page = desk.app.get_as(&desk.editor, &desk.settling()).await.assert_page(StatusCode::OK);
    page.assert_has("One of the two codings is your own");
}

#[tokio::test]
async fn coding_that_is_opened_again_meanwhile_is_not_settled() {
    let desk = Desk::coded_twice().await;
    let page = desk.app.get_as(&desk.editor, &desk.settling()).await;
    let seen = Seen::on(&page.body);
    desk.act(&desk.ada, "open").await.assert_status(StatusCode::SEE_OTHER);
    let answer = seen.settle(&desk, &WHOLE).await.assert_page(StatusCode::CONFLICT);
    answer.assert_has("two finished codings");
    desk.act(&desk.ada, "done").await.assert_status(StatusCode::SEE_OTHER);
    let answer = seen.settle(&desk, &WHOLE).await.assert_page(StatusCode::CONFLICT);
    answer.assert_has("One of the codings has changed").assert_has("value=\"neither\" checked");
}

#[tokio::test]
async fn edited_article_is_coded_anew_with_what_still_stands() {
    let desk = Desk::coded_twice().await;
    let text = "It rained. Nordstad rejects the bridge. They left.";
    let fields = [("title", "Edited"), ("text", text), ("revision", "1")];
    desk.app.post_as(&desk.editor, &format!("/articles/{}/edit", desk.article), &fields).await;
    let page = desk.page(&desk.ada).await.assert_has("your coding of revision 1");
    page.assert_has("Nothing was said of roads")
        .assert_has("stance-conditions")
        .assert_lacks("I am done");
    let page = desk.app.get_as(&desk.editor, &desk.settling()).await.assert_page(StatusCode::OK);
    page.assert_has("must be begun again");
    desk.app.get("/riverland/agreement").await.assert_has("edited since");
    let begin = [("act", "begin"), ("revision", "2")];
    desk.app.post_as(&desk.ada, &desk.path(), &begin).await.assert_status(StatusCode::SEE_OTHER);
    let page = desk.page(&desk.ada).await.assert_has("1 mark ·").assert_has("stance-rejects");
    page.assert_has("?revision=1").assert_has("It rained");
    let old = desk.app.get_as(&desk.ada, &format!("{}?revision=1", desk.path())).await;
    old.assert_page(StatusCode::OK).assert_has("stance-conditions").assert_has("kept and counts");
    let report = desk.app.database.store.check().await.unwrap();
    assert!(report.violations.is_empty(), "{:?}", report.violations);
}

#[tokio::test]
async fn agreement_is_shown_by_pair_with_units_and_sources() {
    let desk = Desk::new().await;
    let page = desk.app.get("/riverland/agreement").await.assert_page(StatusCode::OK);
    page.assert_has("No article has been coded by two people").assert_has("nobody has coded it");
    let desk = Desk::coded_twice().await;
    let page = desk.app.get("/riverland/agreement").await.assert_page(StatusCode::OK);
    page.assert_has("Ada Holm and Bela &#60;Reis&#62;")
        .assert_has("0.69 <small>over 6 units</small>")
        .assert_has("0.80 <small>over 3 units</small>")
        .assert_has("0.40 <small>over 4 units</small>")
        .assert_has("2 sentences marked: too few")
        .assert_has("Content Analysis: An Introduction")
        .assert_has("two codings, by Ada Holm and Bela &#60;Reis&#62;")
        .assert_lacks("/adjudicate");
    let page = desk.app.get_as(&desk.editor, "/riverland/agreement").await;
    page.assert_has("/adjudicate\"").assert_has("/code\"");
    desk.app.get("/nowhere/agreement").await.assert_page(StatusCode::NOT_FOUND);
    desk.app.get("/riverland").await.assert_has("/riverland/agreement");
}

#[tokio::test]
async fn without_accounts_the_pages_say_how_to_make_one() {
    let app = TestApp::new().await;
    let article = app.post("On the river", &TEXT.join(" ")).await;
    for path in [format!("/articles/{article}/code"), format!("/articles/{article}/adjudicate")] {
        let page = app.get(&path).await.assert_page(StatusCode::OK);
        page.assert_has("needs accounts").assert_has("user add NAME --role admin");
        app.post_form(&path, &[("act", "begin")]).await.assert_page(StatusCode::CONFLICT);
    }
    let page = app.get("/riverland/agreement").await.assert_page(StatusCode::OK);
    page.assert_has("needs accounts");
    let set = app.post_form("/riverland/agreement", &[("blind", "no")]).await;
    set.assert_page(StatusCode::CONFLICT);
    app.get(&format!("/articles/{article}")).await.assert_has(&format!("/articles/{article}/code"));
}
