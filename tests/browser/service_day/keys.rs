//! A person without a mouse: everything is reached with Tab, chosen with the arrows, sent with Enter. What can't be reached
//! fails the test.

use thirtyfour::Key;

use super::super::support::Browser;

/// More stops than any page has.
const MOST: usize = 250;

/// Whether the focus is on an element that matches.
fn is_on(browser: &Browser, selector: &str) -> bool {
    browser.script(&format!(
        "return document.activeElement?.matches({selector:?}) === true"
    ))
}

/// Opens a page by its address.
pub fn open(browser: &Browser, path: &str) {
    browser.visit(path);
    browser.until_quiet();
}

/// Tabs until the focus is on what matches, past the navigation by the link that is there for it.
pub fn reach(browser: &Browser, selector: &str) {
    browser.until(selector, || browser.has(selector));
    let stop = format!(
        "const at = document.activeElement;
         return at?.matches({selector:?}) ? 'there' : at?.matches('a.skip') ? 'skip' : 'elsewhere'"
    );
    for _ in 0..MOST {
        match browser.script::<String>(&stop).as_str() {
            "there" => return,
            "skip" => browser.press(Key::Enter),
            _ => browser.press(Key::Tab),
        }
    }
    panic!("{selector} can't be reached with Tab on {}", browser.path());
}

/// Types into a field in the place of what it holds.
pub fn fill(browser: &Browser, selector: &str, text: &str) {
    reach(browser, selector);
    browser.press_with(Key::Control, 'a');
    browser.press(text);
}

/// Chooses an entry of a select by how it begins.
pub fn choose(browser: &Browser, selector: &str, label: &str) {
    reach(browser, selector);
    browser.press(label);
    let chosen: String = browser.script("return document.activeElement.selectedOptions[0].label");
    assert!(chosen.starts_with(label), "{selector}: {chosen} for {label}");
}

/// Picks one of several with the arrows.
pub fn pick(browser: &Browser, group: &str, value: &str) {
    let wanted = format!("{group}[value='{value}']");
    reach(browser, group);
    for _ in 0..MOST {
        if is_on(browser, &wanted) {
            break;
        }
        browser.press(Key::Down);
    }
    if !is_on(browser, ":checked") {
        browser.press(" ");
    }
    assert!(
        is_on(browser, &format!("{wanted}:checked")),
        "{wanted} can't be picked on {}",
        browser.path()
    );
}

pub fn tick(browser: &Browser, selector: &str) {
    reach(browser, selector);
    browser.press(" ");
    assert!(is_on(browser, ":checked"), "{selector} isn't ticked");
}

/// Presses a button that leads to another page.
pub fn send(browser: &Browser, selector: &str) {
    reach(browser, selector);
    browser.arrive(|| browser.press(Key::Enter));
}

/// Follows a shortcut to another page.
pub fn go(browser: &Browser, key: &'static str) {
    browser.arrive(|| browser.press(key));
}

/// Fills in the dialog that a button opens, and sends it.
pub fn dialog(browser: &Browser, button: &str, fill: impl FnOnce()) {
    reach(browser, button);
    browser.press(Key::Enter);
    answer(browser, fill);
}

/// As [`dialog`], opened by a shortcut.
pub fn step(browser: &Browser, key: &'static str, fill: impl FnOnce()) {
    browser.press(key);
    answer(browser, fill);
}

fn answer(browser: &Browser, fill: impl FnOnce()) {
    browser.sees("#dialog[open] .dialog-f");
    browser.until_quiet();
    fill();
    send(browser, "#dialog .dialog-f [type=submit]");
}

/// Moves the cursor of the lists to a row.
pub fn row(browser: &Browser, id: &str) {
    let away = format!(
        "const rows = [...document.querySelectorAll('[data-rows] [data-row]')];
         return [rows.findIndex(row => row.id === {id:?}), rows.findIndex(row => 'cursor' in row.dataset)]"
    );
    for _ in 0..MOST {
        let (there, here): (i64, i64) = browser.script(&away);
        assert!(there >= 0, "there is no {id} on {}", browser.path());
        if there == here {
            return;
        }
        browser.press(if there > here { "j" } else { "k" });
    }
    panic!("the cursor doesn't come to {id} on {}", browser.path());
}

/// The words of all elements that match.
pub fn texts(browser: &Browser, selector: &str) -> Vec<String> {
    browser.script(&format!(
        "return [...document.querySelectorAll({selector:?})].map(element => element.textContent.trim())"
    ))
}
