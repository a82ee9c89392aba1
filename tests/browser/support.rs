//! A person at a screen: a Chromium of their own with an empty profile, closed when the value goes.

use std::future::Future;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;
use thirtyfour::{LoggingPrefsLogLevel, RequestData, SessionId};

use crate::support::TestApp;

/// How long to wait for something that must come.
const PATIENCE: Duration = Duration::from_secs(20);

const AXE: &str = include_str!("vendor/axe.min.js");

/// Notes what the policy forbade, before any script of the page runs, and when the stream of changes is open.
const WATCH: &str = "window.__refused = [];
    document.addEventListener('securitypolicyviolation', event =>
        window.__refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
    document.addEventListener('htmx:sse:after:connection', () => { window.__live = true; });";

/// Nothing is being fetched any more, panels included, and nothing moves that will come to rest.
const QUIET: &str = "
    const moves = animation => {
        const { delay, iterations } = animation.effect.getTiming();
        return animation.playState === 'running' && iterations !== Infinity && animation.currentTime >= delay;
    };
    return document.readyState === 'complete'
        && !document.querySelector('.htmx-request, [data-panel][hx-get] .skel')
        && !document.getAnimations().some(moves)";

/// What makes `hover: hover` true.
const MOUSE: &str =
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4";

static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| tokio::runtime::Runtime::new().unwrap());

/// Where the driver listens; `script/test` starts one and says so.
static DRIVER: LazyLock<String> = LazyLock::new(|| {
    std::env::var("YINGKE_TEST_WEBDRIVER")
        .expect("YINGKE_TEST_WEBDRIVER: the address of a chromedriver; see script/test")
});

pub struct Browser {
    driver: Option<WebDriver>,
    base: String,
    _profile: TempDir,
}

/// Whether pages may run scripts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scripts {
    On,
    Off,
}

impl Browser {
    /// Opens a browser, signed out, on an empty page.
    pub fn open(app: &TestApp) -> Self {
        Self::start(app, Scripts::On, &[])
    }

    /// One at a machine with a mouse: without, a headless browser says that nothing can point.
    pub fn with_mouse(app: &TestApp) -> Self {
        Self::start(app, Scripts::On, &[MOUSE])
    }

    /// One that runs no script of any page.
    pub fn without_scripts(app: &TestApp) -> Self {
        Self::start(app, Scripts::Off, &[])
    }

    fn start(app: &TestApp, scripts: Scripts, more: &[&str]) -> Self {
        let profile = TempDir::new().unwrap();
        let mut wishes = DesiredCapabilities::chrome();
        for argument in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1440,900",
            "--force-prefers-reduced-motion",
            &format!("--user-data-dir={}", profile.path().display()),
        ] {
            wishes.add_arg(argument).unwrap();
        }
        for argument in more {
            wishes.add_arg(argument).unwrap();
        }
        wishes.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
        wishes
            .add_experimental_option(
                "prefs",
                match scripts {
                    Scripts::On => json!({ "intl.accept_languages": "zh-CN" }),
                    Scripts::Off => json!({ "profile.managed_default_content_settings.javascript": 2 }),
                },
            )
            .unwrap();
        let driver = wait(WebDriver::new(DRIVER.as_str(), wishes)).unwrap();
        let browser = Self {
            driver: Some(driver),
            base: app.base.clone(),
            _profile: profile,
        };
        if scripts == Scripts::On {
            browser.protocol("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }));
        }
        browser
    }

    // Going

    pub fn visit(&self, path: &str) {
        wait(self.driver().goto(format!("{}{path}", self.base))).unwrap();
    }

    pub fn sign_in(&self, username: &str) {
        self.visit("/sign-in");
        self.type_into("[name=username]", username);
        self.type_into("[name=password]", "demo-pass-2026");
        self.press(Key::Enter);
        self.until("signed in", || !self.path().starts_with("/sign-in"));
    }

    /// The path of the page shown, with its query.
    pub fn path(&self) -> String {
        let url = wait(self.driver().current_url()).unwrap();
        match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        }
    }

    /// Does something that leads to another page, and waits until that one is complete.
    pub fn arrive(&self, by: impl FnOnce()) {
        self.script::<Value>("window.__here = true");
        by();
        self.until("another page is shown", || {
            self.script("return !window.__here && document.readyState === 'complete'")
        });
        self.until_quiet();
    }

    /// Signs out by losing every cookie.
    pub fn forget(&self) {
        self.protocol("Network.clearBrowserCookies", json!({}));
    }

    /// Sets a cookie of this portal.
    pub fn cookie(&self, name: &str, value: &str) {
        let cookie = json!({ "name": name, "value": value, "url": self.base });
        self.protocol("Network.setCookie", cookie);
    }

    // Keyboard and mouse

    /// Types where the focus is.
    pub fn press(&self, keys: impl Into<TypingData>) {
        wait(self.driver().action_chain().send_keys(keys).perform()).unwrap();
    }

    /// Holds one key while pressing another.
    pub fn press_with(&self, held: Key, key: char) {
        let chain = self.driver().action_chain();
        wait(
            chain
                .key_down(held.clone())
                .key_down(key)
                .key_up(key)
                .key_up(held)
                .perform(),
        )
        .unwrap();
    }

    pub fn type_into(&self, selector: &str, text: &str) {
        self.with(selector, async |element| {
            element.clear().await?;
            element.send_keys(text).await
        });
    }

    /// Empties a field, as one who selects everything and deletes it.
    pub fn clear(&self, selector: &str) {
        self.with(selector, async |element| element.clear().await);
    }

    /// Chooses an entry of a select.
    pub fn choose(&self, selector: &str, value: &str) {
        self.find(selector);
        let entry = format!("{selector} option[value='{value}']");
        self.with(&entry, async |element| element.click().await);
    }

    /// Ticks a box or picks one of several, by its label: the input itself may be hidden behind it.
    pub fn tick(&self, selector: &str) {
        let find = || {
            let query = self.driver().query(By::Css(selector));
            wait(query.wait(PATIENCE, Duration::from_millis(20)).first())
                .unwrap_or_else(|_| panic!("there is no {selector} on {}", self.path()))
        };
        self.again(selector, find, async |input: WebElement| {
            press_on(input.find(By::XPath("ancestor::label")).await?).await
        });
    }

    /// Puts a value into a field, as a date picker does.
    pub fn set(&self, selector: &str, value: &str) {
        self.sees(selector);
        self.script::<Value>(&format!(
            "const field = document.querySelector({selector:?}); field.value = {value:?}; \
             field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
        ));
    }

    /// Chooses a file of this machine.
    pub fn upload(&self, selector: &str, file: &std::path::Path) {
        self.with(selector, async |element| {
            element.send_keys(file.to_str().unwrap()).await
        });
    }

    /// Scrolls there first: a bar at the edge of the screen may cover what is barely in sight.
    pub fn click(&self, selector: &str) {
        self.with(selector, press_on);
    }

    /// Moves the pointer there and leaves it.
    pub fn point_at(&self, selector: &str) {
        self.with(selector, async |element| {
            element.scroll_into_view().await?;
            let there = self.driver().action_chain().move_to_element_center(&element);
            there.perform().await
        });
    }

    /// Draws one element onto another, with the button of the mouse held.
    pub fn drag(&self, from: &str, to: &str) {
        let (from, to) = (self.find(from), self.find(to));
        wait(from.scroll_into_view()).unwrap();
        let held = self.driver().action_chain().click_and_hold_element(&from);
        // What is drawn is drawn over something only once it moves there.
        let there = held.move_to_element_center(&to).move_by_offset(2, 2);
        wait(there.release().perform()).unwrap();
    }

    /// Spells with an input method; nothing is chosen yet.
    pub fn compose(&self, spelled: &str) {
        let end = spelled.chars().count();
        self.protocol(
            "Input.imeSetComposition",
            json!({ "text": spelled, "selectionStart": end, "selectionEnd": end }),
        );
    }

    /// Chooses what the input method offers.
    pub fn commit(&self, chosen: &str) {
        self.protocol("Input.insertText", json!({ "text": chosen }));
    }

    // Looking

    /// Waits until the first element that matches is there.
    fn find(&self, selector: &str) -> WebElement {
        let query = self.driver().query(By::Css(selector));
        wait(query.wait(PATIENCE, Duration::from_millis(20)).and_displayed().first())
            .unwrap_or_else(|_| panic!("{selector} is not to be seen on {}", self.path()))
    }

    pub fn sees(&self, selector: &str) {
        self.find(selector);
    }

    /// Does something with the first element that matches.
    fn with<T>(&self, selector: &str, act: impl AsyncFn(WebElement) -> WebDriverResult<T>) -> T {
        self.again(selector, || self.find(selector), act)
    }

    /// Does something with what is found; once more with the one in its place if the page drew it anew meanwhile, as a live
    /// page does at any moment.
    fn again<T>(
        &self,
        selector: &str,
        find: impl Fn() -> WebElement,
        act: impl AsyncFn(WebElement) -> WebDriverResult<T>,
    ) -> T {
        let begun = Instant::now();
        loop {
            match wait(act(find())) {
                Err(fault) if is_stale(&fault) && begun.elapsed() < PATIENCE => {}
                done => return done.unwrap_or_else(|fault| panic!("{selector} on {}: {fault}", self.path())),
            }
        }
    }

    pub fn text(&self, selector: &str) -> String {
        self.with(selector, async |element| element.text().await)
    }

    /// Whether there is such an element, seen or not.
    pub fn has(&self, selector: &str) -> bool {
        self.script(&format!("return document.querySelector({selector:?}) !== null"))
    }

    /// What stands in a field.
    pub fn value(&self, selector: &str) -> String {
        let value = self.with(selector, async |element| element.prop("value").await);
        value.unwrap_or_default()
    }

    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let value = self.with(selector, async |element| element.attr(name).await);
        value.unwrap_or_default()
    }

    /// How many elements that match can be seen.
    pub fn count(&self, selector: &str) -> usize {
        let all = wait(self.driver().find_all(By::Css(selector))).unwrap();
        all.iter()
            .filter(|element| wait(element.is_displayed()).unwrap_or(false))
            .count()
    }

    /// Whether the focus is on an element that matches.
    pub fn focus_is_on(&self, selector: &str) -> bool {
        let focused = wait(self.driver().active_element()).unwrap();
        let wanted = wait(self.driver().find_all(By::Css(selector))).unwrap();
        wanted
            .iter()
            .any(|element| element.element_id() == focused.element_id())
    }

    /// Waits until `condition` holds.
    pub fn until(&self, what: &str, mut condition: impl FnMut() -> bool) -> Duration {
        let begun = Instant::now();
        while !condition() {
            assert!(
                begun.elapsed() < PATIENCE,
                "not within {PATIENCE:?}: {what}, on {}",
                self.path()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        begun.elapsed()
    }

    /// What a script gives back.
    pub fn script<T: DeserializeOwned>(&self, script: &str) -> T {
        let answer = wait(self.driver().execute(script, vec![])).unwrap();
        answer.convert().unwrap()
    }

    /// As [`Self::script`], for one that ends with `arguments[0](result)`.
    fn script_later<T: DeserializeOwned>(&self, script: &str) -> T {
        let answer = wait(self.driver().execute_async(script, vec![])).unwrap();
        answer.convert().unwrap()
    }

    /// Waits until the page has fetched its panels and nothing moves.
    pub fn until_quiet(&self) {
        self.until("the page is quiet", || self.script(QUIET));
    }

    /// Waits until the page hears of what others do.
    pub fn until_live(&self) {
        self.until("the stream is open", || self.script("return window.__live === true"));
    }

    // The screen

    /// Width of the window in CSS pixels; 390 is a phone.
    pub fn width(&self, width: u32) {
        let height = if width < 600 { 844 } else { 900 };
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.protocol("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Whether the machine is set to dark.
    pub fn dark(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" }
        ]);
        self.protocol("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Pulls the network cable, or puts it back.
    pub fn network(&self, on: bool) {
        self.protocol("Network.enable", json!({}));
        let conditions = json!({ "offline": !on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.protocol("Network.emulateNetworkConditions", conditions);
    }

    /// Runs a script on each page to come, before anything of the page.
    pub fn on_each_page(&self, script: &str) {
        self.protocol("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    // What is wrong

    /// Errors on the console and what the policy refused, since this was last asked.
    pub fn complaints(&self) -> Vec<String> {
        let log = wait(self.driver().browser_log()).unwrap();
        let mut found: Vec<String> = log
            .into_iter()
            .filter(|entry| entry.level == "SEVERE" || entry.level == "WARNING")
            .map(|entry| format!("console: {}", entry.message))
            .collect();
        let refused: Vec<String> =
            self.script("const found = window.__refused ?? ['not watched']; window.__refused = []; return found");
        found.extend(refused.into_iter().map(|what| format!("policy: {what}")));
        found
    }

    /// What axe-core finds: rule, number of places, the first of them.
    pub fn barriers(&self) -> Vec<String> {
        if !self.script::<bool>("return 'axe' in window") {
            wait(self.driver().execute(AXE, vec![])).unwrap();
        }
        self.script_later(
            "const done = arguments[0];
             axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
                       resultTypes: ['violations'] })
               .then(result => done(result.violations.map(found =>
                   `axe: ${found.id} ×${found.nodes.length} ${found.nodes[0].target.join(' ')} ${found.nodes[0].any[0]?.message ?? ''}`)))
               .catch(error => done([`axe did not run: ${error}`]))",
        )
    }

    /// A command of the DevTools protocol.
    fn protocol(&self, command: &str, parameters: Value) {
        let command = DevTools(json!({ "cmd": command, "params": parameters }));
        wait(self.driver().cmd(command)).unwrap();
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // The test has already said what it had to say.
            let _ = wait(driver.quit());
        }
    }
}

/// A command that chromedriver passes on.
#[derive(Debug)]
struct DevTools(Value);

impl FormatRequestData for DevTools {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new(reqwest::Method::POST, format!("/session/{session}/goog/cdp/execute")).add_body(self.0.clone())
    }
}

fn is_stale(fault: &WebDriverError) -> bool {
    matches!(fault.as_inner(), WebDriverErrorInner::StaleElementReference(_))
}

async fn press_on(element: WebElement) -> WebDriverResult<()> {
    element.scroll_into_view().await?;
    element.click().await
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    RUNTIME.block_on(work)
}
