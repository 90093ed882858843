//! Headless Chromium, driven by WebDriver; one browser at a time.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::http::Method;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

use super::left_out::left_out;

/// Two browsers at once on a small machine are slower than one after the other.
static TURN: Mutex<()> = Mutex::const_new(());

/// Longest wait for a page or an element of it.
const PATIENCE: Duration = Duration::from_secs(20);

/// What Chromium is started with: nothing of it asks the network for anything of its own.
const ARGUMENTS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
    // A page that still glides moves what is to be clicked.
    "--force-prefers-reduced-motion",
];

/// A browser with one window; it ends when it is dropped.
pub(crate) struct Browser {
    client: Client,
    driver: Driver,
    /// Nothing for one beside another, in whose turn it is.
    _turn: Option<MutexGuard<'static, ()>>,
}

/// chromedriver and the browsers that it has started.
struct Driver {
    process: Child,
    profile: TempDir,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The whole group: the browser too, when a test broke off.
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.process.wait();
    }
}

impl Driver {
    /// Starts it on a free port; nothing when the program is not there.
    fn start() -> Option<(Self, String)> {
        let profile = tempfile::tempdir().expect("the temporary folder can be written");
        let process = Command::new("chromedriver")
            .arg("--port=0")
            .env("HOME", profile.path())
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut driver = Self { process: process.ok()?, profile };
        let stdout = driver.process.stdout.take().expect("it is piped");
        let port = BufReader::new(stdout)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_once("started successfully on port ").map(|(_, p)| p.to_owned())
            })
            .expect("chromedriver says its port");
        let port = port.trim_end_matches('.');
        let address = format!("http://127.0.0.1:{port}");
        Some((driver, address))
    }
}

impl Browser {
    /// Opens one; says that the test is left out when there is none on this machine.
    pub(crate) async fn open() -> Option<Self> {
        let turn = TURN.lock().await;
        Self::start(Some(turn)).await
    }

    /// Opens another beside this one, as of somebody else.
    pub(crate) async fn open_another(&self) -> Self {
        Self::start(None).await.expect("one is open already")
    }

    async fn start(turn: Option<MutexGuard<'static, ()>>) -> Option<Self> {
        let Some((driver, address)) = Driver::start() else {
            left_out("browser", "there is no chromedriver");
            return None;
        };
        let profile =
            format!("--user-data-dir={}", driver.profile.path().join("chromium").display());
        let arguments: Vec<&str> = ARGUMENTS.iter().copied().chain([profile.as_str()]).collect();
        let wishes = json!({
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        });
        let Value::Object(wishes) = wishes else { unreachable!("it is an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wishes)
            .connect(&address)
            .await
            .expect("chromedriver opens a browser");
        Some(Self { client, driver, _turn: turn })
    }

    /// Closes the browser in good order.
    pub(crate) async fn close(self) {
        let Self { client, driver, _turn } = self;
        client.close().await.expect("the browser closes");
        drop(driver);
    }

    pub(crate) async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// The path of the page that is shown, with its query and fragment.
    pub(crate) async fn place(&self) -> String {
        let url = self.client.current_url().await.expect("a page is shown");
        let fragment = url.fragment().map(|f| format!("#{f}")).unwrap_or_default();
        let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
        format!("{}{query}{fragment}", url.path())
    }

    /// The words of the first element that a CSS selector names, as they are shown.
    #[track_caller]
    pub(crate) fn text<'a>(&'a self, css: &'a str) -> impl Future<Output = String> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let element = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
            let element = element.unwrap_or_else(|error| panic!("{caller}: `{css}`: {error}"));
            element.text().await.expect("it has words")
        }
    }

    /// Clicks a link or button, and waits for the page it leads to.
    pub(crate) async fn click(&self, css: &str) {
        let page = self.page().await;
        let element = self.client.find(Locator::Css(css)).await;
        let element = element.unwrap_or_else(|error| panic!("`{css}`: {error}"));
        element.click().await.unwrap_or_else(|error| panic!("`{css}`: {error}"));
        until_left(page).await;
    }

    /// Presses Enter where the focus is, and waits for the page it leads to.
    pub(crate) async fn enter(&self) {
        let page = self.page().await;
        self.press("\u{e007}").await;
        until_left(page).await;
    }

    /// Presses a key, and waits for the page it leads to.
    pub(crate) async fn leave_by(&self, key: &str) {
        let page = self.page().await;
        self.press(key).await;
        until_left(page).await;
    }

    /// Clicks what stays on the page: a radio button, an option of a list.
    pub(crate) async fn tick(&self, css: &str) {
        let element = self.client.find(Locator::Css(css)).await;
        let element = element.unwrap_or_else(|error| panic!("`{css}`: {error}"));
        element.click().await.unwrap_or_else(|error| panic!("`{css}`: {error}"));
    }

    /// The element that goes away with the page.
    async fn page(&self) -> Element {
        self.client.find(Locator::Css("html")).await.expect("a page is shown")
    }

    /// Types into a field that a CSS selector names.
    pub(crate) async fn fill(&self, css: &str, words: &str) {
        let element = self.client.find(Locator::Css(css)).await;
        let element = element.unwrap_or_else(|error| panic!("`{css}`: {error}"));
        element.send_keys(words).await.unwrap_or_else(|error| panic!("`{css}`: {error}"));
    }

    /// How many elements a CSS selector names.
    pub(crate) async fn count(&self, css: &str) -> usize {
        self.client.find_all(Locator::Css(css)).await.expect("a page is shown").len()
    }

    /// Returns once the page has been painted: Chromium drops what is pressed before, and a busy
    /// machine puts the first frame off beyond the end of loading.
    async fn until_painted(&self) {
        let frames = "const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";
        self.ask_later(frames).await;
    }

    /// Presses keys one after the other, wherever the focus is.
    pub(crate) async fn press(&self, keys: &str) {
        self.until_painted().await;
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.expect("keys are pressed");
    }

    /// What a script returns; it stands in no page, so that the page's policy does not bind it.
    pub(crate) async fn ask(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`Browser::ask`], for a script that hands its answer to its last argument.
    pub(crate) async fn ask_later(&self, script: &str) -> Value {
        self.client
            .execute_async(script, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// Emulates a screen of this size, in CSS pixels.
    pub(crate) async fn set_screen(&self, width: u32, height: u32) {
        let screen =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// Emulates the wish for `light` or `dark` colours.
    pub(crate) async fn set_colours(&self, scheme: &str) {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    /// Lets pages run no script from now on.
    pub(crate) async fn forbid_scripts(&self) {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
    }

    /// Errors written to the console since the last call.
    pub(crate) async fn console_errors(&self) -> Vec<String> {
        let log = self.extension("se/log", json!({"type": "browser"})).await;
        let entries = log.as_array().cloned().unwrap_or_default();
        let errors = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        errors.map(|entry| entry["message"].to_string()).collect()
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.extension("goog/cdp/execute", body).await
    }

    async fn extension(&self, path: &'static str, body: Value) -> Value {
        let command = Extension { path, body };
        self.client.issue_cmd(command).await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

/// Waits until another page has taken the place of this one.
async fn until_left(page: Element) {
    let begun = Instant::now();
    while page.tag_name().await.is_ok() {
        assert!(begun.elapsed() < PATIENCE, "no other page comes");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A command that chromedriver has beyond WebDriver's.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
