//! Every page of every account, in both languages and both looks, wide and on a phone: nothing for axe-core to find, nothing
//! that the policy refuses, no error on the console, no sideways scrolling.
//!
//! The first account that meets a page sees it in all eight variants, every other in one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

use diesel::prelude::*;
use yingke::cli::demo;
use yingke::schema::staff;

use super::support::Browser;
use crate::support::{TestApp, pages};

/// A look: (dark, width).
const LOOKS: [(bool, u32); 4] = [(false, 1440), (true, 1440), (false, 390), (true, 390)];
const LANGUAGES: [&str; 2] = ["zh", "en"];
/// Tests that share the accounts, so that each core has one to run.
const SHARES: usize = 2;

/// Routes that an account has seen in every variant.
static SEEN_IN_FULL: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

/// What a page itself says is wrong with it, given the width it may have and its language.
const FAULTS: &str = "
    const found = [], root = document.documentElement, seen = el => el.getClientRects().length > 0;
    if (root.scrollWidth > WIDTH) {
        const wide = [...document.body.querySelectorAll('*')].filter(el => el.getBoundingClientRect().right > WIDTH + 1);
        found.push(`scrolls sideways to ${root.scrollWidth}, ${wide.length ? wide.at(-1).outerHTML.slice(0, 120) : ''}`);
    }
    if (root.lang !== 'LANG') found.push(`lang is ${root.lang}`);
    const headings = [...document.querySelectorAll('h1')].filter(seen);
    if (headings.length !== 1) found.push(`${headings.length} h1`);
    if (!document.title.trim()) found.push('no title');
    for (const el of document.querySelectorAll('[hx-get], [hx-post], [data-href]')) {
        const trigger = el.getAttribute('hx-trigger');
        const reachable = el.matches('a[href], button, form, input, select, textarea, summary, [tabindex]');
        if (!reachable && !trigger && !el.querySelector('a[href]')) found.push(`no key reaches ${el.outerHTML.slice(0, 120)}`);
    }
    return found;";

struct Tour {
    app: TestApp,
    browser: Browser,
    /// `None` is signed out.
    account: Option<&'static str>,
    /// (route, fault) → the looks that showed it.
    faults: BTreeMap<(&'static str, String), Vec<String>>,
    looks: usize,
}

impl Tour {
    fn begin() -> Self {
        let app = pages::lived_in();
        Self {
            browser: Browser::open(&app),
            app,
            account: None,
            faults: BTreeMap::new(),
            looks: 0,
        }
    }

    fn walk(&mut self, account: Option<&'static str>) {
        self.account = account;
        self.browser.forget();
        let client = match account {
            Some(account) => {
                self.browser.sign_in(account);
                self.app.sign_in(account)
            }
            None => self.app.visitor(),
        };
        self.browser.complaints();
        let pages: Vec<_> = pages::found_by(&client)
            .into_iter()
            .filter(pages::Found::is_whole)
            .collect();
        let in_full: Vec<bool> = pages
            .iter()
            .map(|page| SEEN_IN_FULL.lock().unwrap().insert(page.route.path))
            .collect();
        for (language, code) in LANGUAGES.into_iter().enumerate() {
            self.speak(code);
            for (page, in_full) in pages.iter().zip(&in_full) {
                let chosen = dice(&(self.account, page.route.path)) % (LANGUAGES.len() * LOOKS.len());
                if *in_full {
                    self.look_at(page, code, &LOOKS);
                } else if chosen % LANGUAGES.len() == language {
                    self.look_at(page, code, &LOOKS[chosen / LANGUAGES.len()..][..1]);
                }
            }
        }
    }

    fn speak(&self, code: &str) {
        match self.account {
            Some(account) => {
                let updated = diesel::update(staff::table.filter(staff::username.eq(account)))
                    .set(staff::language.eq(code))
                    .execute(&mut self.app.database.owner());
                assert_eq!(updated, Ok(1));
            }
            None => self.browser.cookie("yingke_lang", code),
        }
    }

    fn look_at(&mut self, page: &pages::Found, language: &str, looks: &[(bool, u32)]) {
        let tag = if language == "en" { "en" } else { "zh-CN" };
        self.browser.visit(&page.path);
        for &(dark, width) in looks {
            self.browser.dark(dark);
            self.browser.width(width);
            self.browser.until_quiet();
            let script = FAULTS.replace("WIDTH", &width.to_string()).replace("LANG", tag);
            let mut found: Vec<String> = self.browser.script(&script);
            found.extend(self.browser.barriers());
            found.extend(self.browser.complaints());
            let look = if dark { "dark" } else { "light" };
            let account = self.account.unwrap_or("signed out");
            for fault in found {
                let looks = self.faults.entry((page.route.path, fault)).or_default();
                looks.push(format!("{account} {language} {look} {width}"));
            }
            self.looks += 1;
        }
    }
}

/// A number that only the value decides.
fn dice(value: &impl Hash) -> usize {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    usize::try_from(hasher.finish() >> 33).unwrap()
}

fn walk(share: usize) {
    let mut tour = Tour::begin();
    let cast = demo::usernames()
        .leak()
        .split(' ')
        .filter(|account| !account.ends_with('2'));
    let accounts: Vec<Option<&str>> = std::iter::once(None).chain(cast.map(Some)).collect();
    for account in accounts.into_iter().skip(share).step_by(SHARES) {
        tour.walk(account);
    }
    let Tour { faults, looks, .. } = tour;
    println!("{looks} looks at pages");
    assert!(looks > 0);
    let told: Vec<String> = faults
        .iter()
        .map(|((route, fault), looks)| {
            format!(
                "{route}: {fault}\n    {} looks: {}",
                looks.len(),
                looks[..looks.len().min(4)].join(", ")
            )
        })
        .collect();
    assert!(
        told.is_empty(),
        "{} faults in {looks} looks\n{}",
        told.len(),
        told.join("\n")
    );
}

#[test]
fn every_page_is_in_order_first_share_of_accounts() {
    walk(0);
}

#[test]
fn every_page_is_in_order_second_share_of_accounts() {
    walk(1);
}
