//! `/templates`: what the portal writes to customers, in each store's own words.

use diesel::prelude::*;
use yingke::messages::queries;
use yingke::messages::rules::MessageChannel;
use yingke::platform::i18n::Lang;
use yingke::schema::staff;

use crate::support::{Client, Page, TestApp};

const MAIL: &str = "/templates/complaint.received/email/zh";
const SMS: &str = "/templates/complaint.received/sms/zh";

fn save(client: &Client, path: &str, subject: &str, body: &str, version: &str) -> Page {
    client.post_form(path, &[("subject", subject), ("body", body), ("lock_version", version)])
}

fn stored(app: &TestApp) -> (String, String, bool) {
    let conn = &mut app.database.owner();
    let found = queries::template(conn, app.store(), "complaint.received", MessageChannel::Email, Lang::Zh).unwrap();
    (found.subject, found.body, found.own)
}

#[test]
fn every_message_is_listed_with_its_wordings() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let page = marketing.get("/templates");
    assert_eq!(
        page.texts("main h2"),
        [
            "投诉：已受理",
            "投诉：进展告知",
            "投诉：已解决",
            "预约：前一天提醒",
            "预约：候补有空位",
            "维修：致谢",
            "维修：下次保养时间",
            "维修：保养快到期",
            "销售：首次联系后",
            "销售：电话没打通",
            "销售：按需求介绍车型",
            "销售：邀请试驾",
            "销售：试驾致谢",
            "销售：报价单已备好",
            "销售：旧车评估",
            "销售：限时优惠",
            "调查：邀请",
            "调查：提醒",
            "调查：致谢",
            "调查：答复留言"
        ]
    );
    assert_eq!(page.texts("#complaint-received-1 .go"), ["邮件中文"]);
    assert_eq!(page.texts("tbody .tag"), ["默认文案"; 76]);
    save(&marketing, MAIL, "收到 {number}", "{name}，收到了。", "0");
    let page = marketing.get("/templates");
    assert_eq!(page.text("#complaint-received-1 .tag"), "本店文案");
    assert_eq!(page.text("#complaint-received-1 .template-gist"), "{name}，收到了。");
    assert!(
        page.text("#complaint-received-1 td:last-child")
            .starts_with("林晓 10:00"),
        "{}",
        page.body
    );
    let part = marketing.get_region("/templates", "main");
    assert!(part.has("table") && !part.has("nav.nav"));
}

#[test]
fn a_wording_is_saved_for_the_store_and_the_change_is_kept() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let page = marketing.get(MAIL);
    assert!(page.text("textarea[name='body']").contains("您的来信已收到"));
    assert_eq!(
        page.texts("dd code"),
        ["{name}", "{number}", "{store}", "{due}", "{contact}"]
    );
    assert!(page.text("#preview").contains("顾先生：") && page.text("#preview").contains("TS20261122-0007"));
    assert!(
        page.has("form[method='post'] button[formaction$='/preview']"),
        "without JavaScript"
    );
    let answer = save(&marketing, MAIL, "收到 {number}", "{name}，收到了。", "0");
    assert_eq!((answer.status, answer.location()), (303, MAIL));
    assert_eq!(app.audit().last().unwrap(), "messages.word");
    assert_eq!(stored(&app), ("收到 {number}".into(), "{name}，收到了。".into(), true));
    let page = marketing.get(MAIL);
    assert_eq!(page.value("lock_version"), "1");
    assert_eq!(page.texts(".template-change b"), ["正文", "主题"]);
    assert_eq!(
        page.texts(".template-change ins"),
        ["{name}，收到了。", "收到 {number}"]
    );
}

#[test]
fn what_can_not_be_filled_in_is_refused_in_words() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let page = save(&marketing, MAIL, "", "{nmae}，您好", "0");
    assert_eq!(page.status, 422);
    assert_eq!(page.text("#f-subject-err"), "请填写邮件主题");
    assert_eq!(
        page.text("#f-body-err"),
        "没有这个变量：{nmae}。可以用 {name}、{number}、{store}、{due}、{contact}"
    );
    assert_eq!(page.text("textarea[name='body']"), "{nmae}，您好");
    assert!(
        save(&marketing, MAIL, "好", "{name，您好", "0")
            .text("#f-body-err")
            .contains("花括号没有配对")
    );
    assert_eq!(save(&marketing, SMS, "", &"字".repeat(501), "0").status, 422);
    assert_eq!(save(&marketing, SMS, "", "", "0").status, 422);
    assert!(!stored(&app).2);
}

#[test]
fn a_preview_keeps_nothing_and_counts_a_text_message() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let before = app.audit().len();
    let fields = [("body", "【{store}】{name}，{due}"), ("lock_version", "0")];
    let part = marketing.post_region(&format!("{SMS}/preview"), "preview", &fields);
    assert_eq!(part.status, 200);
    assert_eq!(part.text(".template-preview p"), "【浦东店】顾先生，11 月 23 日 10:12");
    assert_eq!(part.text(".num"), "24 字，按 1 条短信计（70 字一条，超过后每条 67 字）");
    assert!(!part.has("form"), "only the preview");
    let long = "字".repeat(71);
    let part = marketing.post_region(&format!("{SMS}/preview"), "preview", &[("body", &long)]);
    assert!(part.text(".num").contains("按 2 条短信计"));
    let part = marketing.post_region(&format!("{SMS}/preview"), "preview", &[("body", "{x}")]);
    assert!(part.text(".notice").contains("{x}"));
    let whole = marketing.post_form(&format!("{SMS}/preview"), &fields);
    assert_eq!(
        whole.text("textarea[name='body']"),
        "【{store}】{name}，{due}",
        "without JavaScript"
    );
    assert_eq!(app.audit().len(), before);
}

#[test]
fn somebody_elses_change_is_a_conflict_that_shows_theirs() {
    let app = TestApp::spawn();
    save(&app.sign_in("crm.manager"), MAIL, "甲", "{name}，甲", "0");
    let marketing = app.sign_in("marketing");
    let page = save(&marketing, MAIL, "乙", "{name}，乙", "0");
    assert_eq!(page.status, 409);
    assert_eq!(page.text("textarea[name='body']"), "{name}，乙");
    assert_eq!(page.texts(".template-theirs span"), ["甲", "{name}，甲"]);
    assert_eq!(page.value("lock_version"), "1");
    assert_eq!(save(&marketing, MAIL, "乙", "{name}，乙", "1").status, 303);
    assert_eq!(save(&marketing, MAIL, "乙", "{name}，乙", "1").status, 409);
}

#[test]
fn the_default_comes_back_and_the_own_words_stay_in_the_history() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let reset = format!("{MAIL}/reset");
    let first = stored(&app);
    assert_eq!(
        marketing.post_form(&reset, &[("lock_version", "0")]).status,
        409,
        "nothing to take back"
    );
    save(&marketing, MAIL, "收到", "{name}，收到了。", "0");
    assert_eq!(
        marketing.post_form(&reset, &[("lock_version", "0")]).status,
        409,
        "stale"
    );
    assert!(
        marketing
            .get(MAIL)
            .has(&format!("form[action='{reset}'][data-confirm]"))
    );
    let answer = marketing.post_form(&reset, &[("lock_version", "1")]);
    assert_eq!((answer.status, answer.location()), (303, MAIL));
    assert_eq!(app.audit().last().unwrap(), "messages.reset");
    assert_eq!(stored(&app), first);
    let page = marketing.get(MAIL);
    assert!(!page.has(&format!("form[action='{reset}']")));
    assert_eq!(page.texts(".template-change del")[..2], ["{name}，收到了。", "收到"]);
    assert_eq!(save(&marketing, MAIL, "又改", "{name}，又改", "2").status, 303);
    assert_eq!(stored(&app).0, "又改");
}

#[test]
fn only_who_words_messages_may_and_only_messages_that_exist() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    assert_eq!(care.get("/templates").status, 403);
    assert_eq!(save(&care, MAIL, "收到", "收到", "0").status, 403);
    let manager = app.sign_in("manager");
    for path in [
        "/templates/nothing/email/zh",
        "/templates/complaint.received/wechat/zh",
        "/templates/complaint.received/fax/zh",
        "/templates/complaint.received/email/fr",
    ] {
        assert_eq!(manager.get(path).status, 404, "{path}");
        assert_eq!(save(&manager, path, "x", "x", "0").status, 404, "{path}");
    }
}

#[test]
fn the_pages_are_english_for_who_reads_english() {
    let app = TestApp::spawn();
    let english = diesel::update(staff::table).set(staff::language.eq("en"));
    english.execute(&mut app.database.owner()).unwrap();
    let marketing = app.sign_in("marketing");
    assert_eq!(marketing.get("/templates").text("h1"), "Message templates");
    let page = marketing.get("/templates/complaint.received/sms/en");
    assert!(page.text("#preview").contains("Dear") || page.text("#preview").contains("Pudong store: Mr Gu"));
    assert!(page.text("#preview .num").contains("1 message") || page.text("#preview .num").contains("characters"));
    let wrong = save(&marketing, MAIL, "x", "{nmae}", "0");
    assert!(
        wrong
            .text("#f-body-err")
            .starts_with("No such variable: {nmae}. You can use {name}, {number}")
    );
}
