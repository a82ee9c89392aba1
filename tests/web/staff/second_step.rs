use chrono::TimeDelta;
use diesel::prelude::*;
use totp_rs::{Builder, Secret};
use yingke::schema::{sign_in_attempts, staff, staff_recovery_codes, staff_sessions, stores};

use super::{assert_english, id_of};
use crate::support::{Client, Page, TestApp};

const PASSWORD: (&str, &str) = ("current_password", "demo-pass-2026");
const STEP: &str = "/sign-in/second-step";

/// What an authenticator app knows.
struct Phone(Secret);

impl Phone {
    /// Takes the secret from the page that offers it.
    fn scan(page: &Page) -> Self {
        Self(Secret::try_from_base32(page.text("code.secret").replace(' ', "")).unwrap())
    }

    fn code(&self, app: &TestApp) -> String {
        self.code_at(app, 0)
    }

    /// The code of so many steps from now.
    fn code_at(&self, app: &TestApp, steps: i64) -> String {
        let totp = Builder::new().with_secret(self.0.clone()).build().unwrap();
        let seconds = app.clock.now().timestamp() + 30 * steps;
        totp.generate(seconds.try_into().unwrap()).to_string()
    }

    fn wrong_code(&self, app: &TestApp) -> String {
        let near: Vec<String> = (-1..=1).map(|steps| self.code_at(app, steps)).collect();
        let codes = ["000000", "111111", "222222", "333333"];
        codes
            .into_iter()
            .find(|code| !near.contains(&(*code).to_owned()))
            .unwrap()
            .to_owned()
    }
}

/// The store is no demo any more.
fn in_earnest() -> TestApp {
    let app = TestApp::spawn();
    let real = diesel::update(stores::table).set(stores::is_demo.eq(false));
    real.execute(&mut app.database.owner()).unwrap();
    app
}

/// Types the right password.
fn half_way(app: &TestApp, username: &str) -> Client {
    let client = app.visitor();
    let fields = [("username", username), ("password", "demo-pass-2026")];
    let answer = client.post_form("/sign-in", &fields);
    assert_eq!((answer.status, answer.location()), (303, STEP));
    client
}

fn give(client: &Client, code: &str) -> Page {
    client.post_form(STEP, &[("code", code)])
}

/// Switches the second step on in the profile; gives the phone, and the recovery codes.
fn switch_on(app: &TestApp, client: &Client) -> (Phone, Vec<String>) {
    let offered = client.post_form("/profile/second-step/offer", &[PASSWORD]);
    assert_eq!((offered.status, offered.location()), (303, "/profile/second-step"));
    let phone = Phone::scan(&client.get("/profile/second-step"));
    let page = client.post_form("/profile/second-step", &[("code", &phone.code(app))]);
    assert_eq!(page.status, 200);
    (phone, page.texts(".codes code"))
}

/// A person with a second step, and the time moved on to the next code.
fn care_with_phone(app: &TestApp) -> (Client, Phone, Vec<String>) {
    let client = app.sign_in("care");
    let (phone, codes) = switch_on(app, &client);
    app.advance(TimeDelta::seconds(30));
    (client, phone, codes)
}

fn attempts(app: &TestApp) -> Vec<String> {
    sign_in_attempts::table
        .order(sign_in_attempts::id)
        .select(sign_in_attempts::outcome)
        .load(&mut app.database.owner())
        .unwrap()
}

#[test]
fn a_right_code_makes_a_session_of_a_right_password() {
    let app = TestApp::spawn();
    let (_, phone, _) = care_with_phone(&app);
    let client = app.visitor();
    let fields = [
        ("username", "care"),
        ("password", "demo-pass-2026"),
        ("next", "/complaints"),
    ];
    let answer = client.post_form("/sign-in", &fields);
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/sign-in/second-step?next=%2Fcomplaints")
    );
    assert!(
        client.get("/complaints").location().starts_with("/sign-in"),
        "not signed in yet"
    );
    let page = client.get(answer.location());
    assert_eq!(
        (page.status, page.attributes("main [name='next']", "value")[0].as_str()),
        (200, "/complaints")
    );
    assert_eq!(page.attributes("#f-code", "autocomplete"), ["one-time-code"]);
    assert_eq!(page.attributes("#f-code", "inputmode"), ["numeric"]);
    let tokens = || -> Vec<Vec<u8>> {
        let waiting = staff_sessions::table.order(staff_sessions::id.desc()).limit(1);
        waiting
            .select(staff_sessions::token_hash)
            .load(&mut app.database.owner())
            .unwrap()
    };
    let before = tokens();
    let typed = format!(" {} ", phone.code(&app));
    let answer = client.post_form(STEP, &[("code", &typed), ("next", "/complaints")]);
    assert_eq!((answer.status, answer.location()), (303, "/complaints"));
    assert_ne!(tokens(), before, "the session has another token");
    assert_eq!(client.get("/complaints").status, 200);
    assert_eq!(app.audit().last().unwrap(), "staff.sign_in");
    assert_eq!(attempts(&app)[1..], ["awaits_code", "signed_in"]);
    assert_eq!(client.get(STEP).location(), "/", "whoever is in is led on");
}

#[test]
fn a_wrong_a_used_and_an_old_code_read_the_same() {
    let app = TestApp::spawn();
    let (_, phone, _) = care_with_phone(&app);
    let used = phone.code(&app);
    assert_eq!(give(&half_way(&app, "care"), &used).status, 303);
    let client = half_way(&app, "care");
    let wrong = give(&client, &phone.wrong_code(&app));
    assert_eq!(wrong.status, 422);
    let words = wrong.texts("#f-code-err");
    assert_eq!(words.len(), 1);
    for bad in [
        used.as_str(),
        &phone.code_at(&app, -2),
        &phone.code_at(&app, 2),
        "12345",
        "no code",
    ] {
        let answer = give(&client, bad);
        assert_eq!(
            (answer.status, answer.texts("#f-code-err")),
            (422, words.clone()),
            "{bad}"
        );
        assert!(client.get("/").location().starts_with("/sign-in"));
    }
    let recovery = give(&client, "0000-0000-0000-0000-0000-0000");
    assert_eq!((recovery.status, recovery.texts("#r-code-err")), (422, words));
    assert!(recovery.has("details[open]"));
    assert_eq!(give(&client, "").texts(".err").len(), 1, "an empty field is named");
    // A phone whose clock is half a minute fast.
    assert_eq!(give(&client, &phone.code_at(&app, 1)).status, 303);
    assert!(
        attempts(&app)
            .iter()
            .filter(|outcome| *outcome == "code_refused")
            .count()
            >= 4
    );
}

#[test]
fn a_code_that_two_windows_send_opens_one_session() {
    let app = TestApp::spawn();
    let (_, phone, _) = care_with_phone(&app);
    let (one, two) = (half_way(&app, "care"), half_way(&app, "care"));
    let code = phone.code(&app);
    assert_eq!((give(&one, &code).status, give(&two, &code).status), (303, 422));
}

#[test]
fn a_sign_in_waits_ten_minutes_for_its_code() {
    let app = TestApp::spawn();
    let (_, phone, _) = care_with_phone(&app);
    let client = half_way(&app, "care");
    app.advance(TimeDelta::minutes(10));
    let late = give(&client, &phone.code(&app));
    assert_eq!((late.status, late.location()), (303, "/sign-in"));
    assert!(client.get("/sign-in").text("main .notice").contains("10 分钟内"));
    let never = give(&app.visitor(), "123456");
    assert_eq!(
        (never.status, never.location()),
        (303, "/sign-in"),
        "no password, no code"
    );
}

#[test]
fn a_recovery_code_works_once() {
    let app = TestApp::spawn();
    let (_, phone, codes) = care_with_phone(&app);
    assert_eq!(codes.len(), 10);
    let client = half_way(&app, "care");
    let typed = codes[3].to_lowercase().replace('-', " ");
    assert_eq!(give(&client, &typed).status, 303);
    let audit = app.audit();
    assert_eq!(audit[audit.len() - 2..], ["staff.recovery_code", "staff.sign_in"]);
    assert!(client.get("/profile/second-step").text(".props").contains('9'));
    let client = half_way(&app, "care");
    let again = give(&client, &codes[3]);
    let wrong = give(&client, "0000-0000-0000-0000-0000-0000");
    assert_eq!((again.status, again.texts(".err")), (422, wrong.texts(".err")));
    assert_eq!(give(&client, &codes[4]).status, 303);
    assert_eq!(
        give(&half_way(&app, "care"), &phone.code(&app)).status,
        303,
        "the phone still works"
    );
    let stored: Vec<Vec<u8>> = staff_recovery_codes::table
        .select(staff_recovery_codes::code_hash)
        .load(&mut app.database.owner())
        .unwrap();
    assert!(stored.iter().all(|hash| hash.len() == 32), "hashes only");
}

#[test]
fn guessing_codes_is_held_off_even_with_the_right_password() {
    let app = TestApp::spawn();
    let (_, phone, _) = care_with_phone(&app);
    let client = half_way(&app, "care");
    for _ in 0..10 {
        assert_eq!(give(&client, &phone.wrong_code(&app)).status, 422);
    }
    let other = half_way(&app, "care");
    let held = give(&other, &phone.code(&app));
    assert_eq!(held.status, 422);
    assert!(held.text("#f-code-err").contains("分钟后再试"));
    assert_eq!(attempts(&app).last().unwrap(), "throttled");
    app.advance(TimeDelta::minutes(16));
    assert_eq!(give(&half_way(&app, "care"), &phone.code(&app)).status, 303);
}

#[test]
fn sensitive_roles_set_it_up_on_the_way_in() {
    let app = in_earnest();
    for account in ["data", "sales.manager", "service.manager", "crm.manager", "admin"] {
        assert!(half_way(&app, account).get(STEP).has("svg.qr"), "{account}");
    }
    app.sign_in("care");
    let client = half_way(&app, "manager");
    let page = client.get(STEP);
    assert!(page.text("code.secret").split(' ').all(|group| group.len() == 4));
    let address = page.attributes("a[href^='otpauth://totp/Yingke:manager?secret=']", "href");
    assert_eq!(address.len(), 1);
    let phone = Phone::scan(&page);
    for bad in [phone.wrong_code(&app).as_str(), "0000-0000-0000-0000-0000-0000"] {
        let answer = give(&client, bad);
        assert_eq!(answer.status, 422);
        assert!(
            Phone::scan(&answer).0 == phone.0,
            "the secret stays while it is on offer"
        );
        assert!(client.get("/staff").location().starts_with("/sign-in"));
    }
    let codes = client.post_form(STEP, &[("code", &phone.code(&app)), ("next", "/staff")]);
    assert_eq!((codes.status, codes.texts(".codes code").len()), (200, 10));
    assert_eq!(codes.attributes("main a.btn-primary", "href"), ["/staff"]);
    assert_eq!(client.get("/staff").status, 200, "signed in");
    let audit = app.audit();
    assert_eq!(audit[audit.len() - 2..], ["staff.second_step_on", "staff.sign_in"]);
    let again = half_way(&app, "manager");
    assert!(again.get(STEP).has("#f-code") && !again.get(STEP).has("svg.qr"));
    assert_eq!(
        give(&again, &phone.code(&app)).status,
        422,
        "the code that set it up is used"
    );
    app.advance(TimeDelta::seconds(30));
    assert_eq!(give(&again, &phone.code(&app)).status, 303);
}

#[test]
fn a_demo_store_never_asks_for_it_nor_one_that_switched_the_rule_off() {
    TestApp::spawn().sign_in("manager");
    let app = in_earnest();
    let admin = half_way(&app, "admin");
    let phone = Phone::scan(&admin.get(STEP));
    assert_eq!(give(&admin, &phone.code(&app)).status, 200);
    let path = "/admin/settings/staff.signing_in";
    let fields = [("idle_minutes", "30"), ("absolute_hours", "10"), ("lock_version", "0")];
    assert_eq!(admin.post_form(path, &fields).status, 303);
    app.sign_in("manager");
}

#[test]
fn a_role_given_later_asks_at_the_next_sign_in() {
    let app = in_earnest();
    let care = app.sign_in("care");
    let changed = diesel::update(staff::table.filter(staff::username.eq("care"))).set(staff::roles.eq(vec!["admin"]));
    changed.execute(&mut app.database.owner()).unwrap();
    assert_eq!(care.get("/profile").status, 200, "the session that is open goes on");
    assert!(half_way(&app, "care").get(STEP).has("svg.qr"));
}

#[test]
fn a_disabled_account_gets_no_further() {
    let app = TestApp::spawn();
    let (_, phone, _) = care_with_phone(&app);
    let client = half_way(&app, "care");
    let path = format!("/staff/{}/disable", id_of(&app, "care"));
    let to = id_of(&app, "crm.manager").to_string();
    let answer = app.sign_in("admin").post_form(&path, &[("to", &to)]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(give(&client, &phone.code(&app)).location(), "/sign-in");
}

#[test]
fn the_profile_switches_it_on_and_off() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    let refused = client.post_form("/profile/second-step/offer", &[("current_password", "wrong")]);
    assert!(refused.status == 422 && refused.has("#f-current_password-err"));
    assert!(
        !client.get("/profile/second-step").has("svg.qr"),
        "nothing is offered without the password"
    );
    assert_eq!(
        client.post_form("/profile/second-step", &[("code", "123456")]).status,
        409
    );
    let (_, codes) = switch_on(&app, &client);
    assert_eq!(codes.len(), 10);
    assert_eq!(app.audit().last().unwrap(), "staff.second_step_on");
    assert!(
        client
            .get("/profile")
            .text("section[aria-labelledby='step-title']")
            .contains("已开启")
    );
    let renewed = client.post_form("/profile/second-step/codes", &[PASSWORD]);
    assert_eq!((renewed.status, renewed.texts(".codes code").len()), (200, 10));
    assert_eq!(app.audit().last().unwrap(), "staff.renew_codes");
    assert_eq!(
        give(&half_way(&app, "care"), &codes[0]).status,
        422,
        "the old ones are gone"
    );
    for path in ["/profile/second-step/codes", "/profile/second-step/off"] {
        assert_eq!(
            client.post_form(path, &[("current_password", "wrong")]).status,
            422,
            "{path}"
        );
    }
    let off = client.post_form("/profile/second-step/off", &[PASSWORD]);
    assert_eq!((off.status, off.location()), (303, "/profile/second-step"));
    assert_eq!(app.audit().last().unwrap(), "staff.second_step_off");
    app.sign_in("care");
}

#[test]
fn another_phone_takes_the_place_of_the_first_with_codes_of_its_own() {
    let app = TestApp::spawn();
    let (client, old, codes) = care_with_phone(&app);
    client.post_form("/profile/second-step/offer", &[PASSWORD]);
    assert_eq!(
        give(&half_way(&app, "care"), &old.code(&app)).status,
        303,
        "until then it is the first"
    );
    app.advance(TimeDelta::seconds(30));
    let (new, _) = switch_on(&app, &client);
    app.advance(TimeDelta::seconds(30));
    let waiting = half_way(&app, "care");
    for gone in [&old.code(&app), &codes[0]] {
        assert_eq!(give(&waiting, gone).status, 422);
    }
    assert_eq!(give(&waiting, &new.code(&app)).status, 303);
}

#[test]
fn an_offer_that_nobody_took_up_is_withdrawn() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    client.post_form("/profile/second-step/offer", &[PASSWORD]);
    let phone = Phone::scan(&client.get("/profile/second-step"));
    let wrong = client.post_form("/profile/second-step", &[("code", &phone.wrong_code(&app))]);
    assert!(wrong.status == 422 && wrong.has("#f-code-err") && wrong.has("svg.qr"));
    app.advance(TimeDelta::minutes(10));
    assert!(!client.get("/profile/second-step").has("svg.qr"));
    let late = client.post_form("/profile/second-step", &[("code", &phone.code(&app))]);
    assert_eq!(late.status, 409);
}

#[test]
fn a_form_sent_twice_switches_it_on_once_and_shows_the_codes_once() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    client.post_form("/profile/second-step/offer", &[PASSWORD]);
    let phone = Phone::scan(&client.get("/profile/second-step"));
    let fields = [
        ("code", phone.code(&app)),
        ("token", "0123456789abcdef0123456789abcdef".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(
        client
            .post_form("/profile/second-step", &fields)
            .texts(".codes code")
            .len(),
        10
    );
    let again = client.post_form("/profile/second-step", &fields);
    assert_eq!((again.status, again.location()), (303, "/profile/second-step"));
}

#[test]
fn whoever_must_have_it_can_not_switch_it_off() {
    let app = in_earnest();
    let client = half_way(&app, "admin");
    let phone = Phone::scan(&client.get(STEP));
    give(&client, &phone.code(&app));
    assert!(!client.get("/profile/second-step").has("[formaction$='/off']"));
    assert_eq!(client.post_form("/profile/second-step/off", &[PASSWORD]).status, 409);
    assert!(client.get("/profile/second-step").has(".props"), "still on");
}

#[test]
fn an_administrator_resets_it_and_the_person_is_told() {
    let app = TestApp::spawn();
    let (care, ..) = care_with_phone(&app);
    let mail = diesel::update(staff::table.filter(staff::username.eq("care")))
        .set((staff::email.eq("wang.fang@example.com"), staff::language.eq("en")));
    mail.execute(&mut app.database.owner()).unwrap();
    let (admin, id) = (app.sign_in("admin"), id_of(&app, "care"));
    let path = format!("/staff/{id}/second-step/reset");
    assert!(
        admin
            .get(&format!("/staff/{id}"))
            .has(&format!("form[action='{path}']"))
    );
    let answer = admin.post_form(&path, &[]);
    assert_eq!(
        (answer.status, answer.location()),
        (303, format!("/staff/{id}").as_str())
    );
    assert_eq!(app.audit().last().unwrap(), "staff.second_step_reset");
    assert!(care.get("/profile").location().starts_with("/sign-in"));
    let ended: Vec<Option<String>> = staff_sessions::table
        .filter(staff_sessions::staff_id.eq(id))
        .select(staff_sessions::ended_because)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(ended, [Some("second_step_reset".to_owned())]);
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to == "wang.fang@example.com" && mails[0].subject.contains("was reset"));
    app.sign_in("care");
    assert_eq!(admin.post_form(&path, &[]).status, 409, "there is none any more");
    let (_, own) = (switch_on(&app, &admin), id_of(&app, "admin"));
    let answer = admin.post_form(&format!("/staff/{own}/second-step/reset"), &[]);
    assert_eq!(answer.status, 409, "one's own takes the password");
    let manager = app.sign_in("manager");
    let answer = manager.post_form(&format!("/staff/{own}/second-step/reset"), &[]);
    assert_eq!(answer.status, 409, "an administrator's is an administrator's");
}

#[test]
fn the_secret_lies_sealed() {
    let app = TestApp::spawn();
    let (_, phone, _) = care_with_phone(&app);
    let sealed: Vec<u8> = staff::table
        .filter(staff::username.eq("care"))
        .select(staff::second_step_sealed)
        .first::<Option<Vec<u8>>>(&mut app.database.owner())
        .unwrap()
        .unwrap();
    let secret = phone.0.as_bytes();
    assert!(sealed.len() > secret.len() && !sealed.windows(secret.len()).any(|part| part == secret));
    let left: i64 = staff_sessions::table
        .filter(staff_sessions::offered_sealed.is_not_null())
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(left, 0, "what was taken up is on offer no longer");
}

#[test]
fn its_pages_are_in_english_too() {
    let app = in_earnest();
    let client = app.visitor();
    client.post_form("/preferences", &[("lang", "en")]);
    client.post_form("/sign-in", &[("username", "manager"), ("password", "demo-pass-2026")]);
    let page = client.get(STEP);
    assert_english(&page, &[]);
    let phone = Phone::scan(&page);
    let codes = give(&client, &phone.code(&app));
    assert_eq!(codes.text("h1"), "Keep your recovery codes");
    assert_english(&codes, &[]);
    client.post_form("/preferences", &[("lang", "en")]);
    assert_english(&client.get("/profile/second-step"), &[]);
    assert_english(&client.post_form("/profile/second-step/codes", &[PASSWORD]), &[]);
    let again = app.visitor();
    again.post_form("/preferences", &[("lang", "en")]);
    again.post_form("/sign-in", &[("username", "manager"), ("password", "demo-pass-2026")]);
    assert_english(&again.get(STEP), &[]);
    assert_english(&give(&again, "1"), &[]);
}
