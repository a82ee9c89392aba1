//! Messages to prospects over HTTP.

use diesel::prelude::*;
use yingke::sales::clock::rules::{Evidence, StepKind};
use yingke::sales::leads::commands::qualify;
use yingke::sales::leads::model::Qualified;
use yingke::sales::opportunities::commands;
use yingke::sales::opportunities::model::NewOpportunity;
use yingke::sales::rules::Level;
use yingke::schema::{consents, follow_ups, lead_steps, leads, messages};
use yingke::values::email::Email;
use yingke::values::ids::{CustomerId, LeadId, OpportunityId};

use super::leads::lead;
use super::opportunities::{in_days, opportunity_of, step};
use crate::support::{Client, Page, TestApp};

/// Somebody with an e-mail address.
fn reader(app: &TestApp) -> CustomerId {
    app.customer_with("李娜", "137 1234 8812", |new| {
        new.details.email = Some(Email::parse("li@example.com").unwrap());
    })
}

fn path(id: OpportunityId) -> String {
    format!("/opportunities/{id}/messages")
}

/// Posts a message in these words.
fn write(app: &TestApp, client: &Client, id: OpportunityId, changed: &[(&str, &str)]) -> Page {
    let next = in_days(app, 2);
    let mut fields = vec![
        ("wording", "sales.hello"),
        ("lang", "zh"),
        ("how", "wechat"),
        ("subject", "您的专属顾问"),
        ("text", "李女士，您好！资料已经整理好了。"),
        ("next_at", next.as_str()),
    ];
    for &(name, value) in changed {
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
    }
    client.post_form(&path(id), &fields)
}

fn follow_ups_of(app: &TestApp, id: OpportunityId) -> Vec<(String, String)> {
    follow_ups::table
        .filter(follow_ups::opportunity_id.eq(id))
        .select((follow_ups::kind, follow_ups::outcome))
        .load(&mut app.database.owner())
        .unwrap()
}

fn written(app: &TestApp) -> i64 {
    messages::table.count().get_result(&mut app.database.owner()).unwrap()
}

/// The customer's last word on marketing by WeChat.
fn agree(app: &TestApp, customer: CustomerId, given: bool) {
    diesel::insert_into(consents::table)
        .values((
            consents::id.eq(uuid::Uuid::now_v7()),
            consents::customer_id.eq(customer),
            consents::purpose.eq("marketing"),
            consents::channel.eq("wechat"),
            consents::given.eq(given),
            consents::wording_version.eq("2026-01"),
            consents::at.eq(app.clock.now()),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
}

#[test]
fn a_wording_is_filled_in_from_the_opportunity() {
    let app = TestApp::spawn();
    let customer = reader(&app);
    let new = NewOpportunity {
        owner: Some(app.actor("consultant").id),
        level: Some(Level::H),
        model: "星驰 X7".into(),
        ..NewOpportunity::of(app.store(), customer)
    };
    let id = app.write("consultant", |tx| commands::open(tx, new)).unwrap();
    let consultant = app.sign_in("consultant");
    assert!(
        consultant
            .get(&format!("/opportunities/{id}"))
            .has(&format!("a[href='{}']", path(id)))
    );
    let page = consultant.get(&path(id));
    let text = page.text("#s-text");
    let name = app.actor("consultant").name;
    assert!(
        text.contains("李娜") && text.contains("星驰 X7") && text.contains(&name),
        "{text}"
    );
    assert!(!text.contains(['{', '}']), "{text}");
    assert_eq!(page.attributes("input[name=how][checked]", "value"), ["email"]);
    assert!(!page.has("a[href*='sales.quote']"), "there is no quote");
    let english = consultant.get(&format!("{}?wording=sales.drive_invitation&lang=en", path(id)));
    assert!(
        english.text("#s-text").contains("driving licence"),
        "{}",
        english.text("#s-text")
    );
    assert_eq!(consultant.get(&format!("{}?wording=nothing", path(id))).status, 200);
    let dialog = consultant.get_region(&path(id), "dialog");
    assert!(!dialog.body.contains("<html") && dialog.has("#s-text"));
}

#[test]
fn a_mail_goes_through_the_outbox_and_is_a_follow_up() {
    let app = TestApp::spawn();
    let id = opportunity_of(&app, "consultant", reader(&app));
    let consultant = app.sign_in("consultant");
    let sent = write(&app, &consultant, id, &[("how", "email")]);
    assert_eq!(
        (sent.status, sent.location().to_owned()),
        (303, format!("/opportunities/{id}")),
        "{}",
        sent.body
    );
    let mails = app.mails();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "li@example.com"));
    assert_eq!(follow_ups_of(&app, id), [("email".to_owned(), "sent".to_owned())]);
    let page = consultant.get(&format!("/opportunities/{id}"));
    assert!(page.text(".tl").contains("资料已经整理好了"));
    for action in ["messages.send", "sales.follow_up"] {
        assert!(app.audit().iter().any(|known| known == action), "{action}");
    }
}

#[test]
fn a_text_that_is_handed_over_is_shown_to_be_copied() {
    let app = TestApp::spawn();
    let id = opportunity_of(&app, "consultant", app.customer("李娜", "137 1234 8812"));
    let consultant = app.sign_in("consultant");
    let answer = write(&app, &consultant, id, &[]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let there = answer.location().to_owned();
    assert!(there.starts_with(&path(id)), "{there}");
    let page = consultant.get(&there);
    assert_eq!(
        page.attributes("[data-copy]", "data-copy"),
        ["李女士，您好！资料已经整理好了。"]
    );
    assert_eq!(follow_ups_of(&app, id), [("wechat".to_owned(), "sent".to_owned())]);
    assert!(app.mails().is_empty());
    assert_eq!(app.sign_in("consultant2").get(&there).status, 404);
    let other = opportunity_of(&app, "consultant", app.customer("王建国", "137 1234 8813"));
    let astray = there.replace(&id.to_string(), &other.to_string());
    assert_eq!(consultant.get(&astray).status, 404, "a message of another one");
}

#[test]
fn a_message_does_the_step_of_the_lead() {
    let app = TestApp::spawn();
    let id: LeadId = lead(&app, Some("consultant")).lead;
    let seen: i32 = leads::table
        .find(id)
        .select(leads::lock_version)
        .first(&mut app.database.owner())
        .unwrap();
    let with = Qualified {
        model: "X7 混动".into(),
        seen,
    };
    let opportunity = app.write("consultant", |tx| qualify(tx, id, &with)).unwrap();
    let consultant = app.sign_in("consultant");
    assert_eq!(write(&app, &consultant, opportunity, &[("how", "sms")]).status, 303);
    let evidence: Option<Evidence> = lead_steps::table
        .filter(lead_steps::lead_id.eq(id))
        .filter(lead_steps::kind.eq(StepKind::Message))
        .select(lead_steps::evidence)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(evidence, Some(Evidence::Message));
}

#[test]
fn what_may_not_go_leaves_nothing() {
    let app = TestApp::spawn();
    let customer = app.customer("李娜", "137 1234 8812");
    let id = opportunity_of(&app, "consultant", customer);
    let consultant = app.sign_in("consultant");
    for (changed, wrong) in [
        (vec![("how", "email")], "how"),
        (vec![("wording", "sales.offer")], "how"),
        (vec![("how", "")], "how"),
        (vec![("text", "")], "text"),
        (vec![("text", "{name}，您好")], "text"),
        (vec![("next_at", "")], "next_at"),
        (vec![("next_at", "2020-01-01T10:00")], "next_at"),
        (vec![("how", "email"), ("subject", "")], "subject"),
        (vec![("text", "这款续航 605 公里")], "source"),
    ] {
        let answer = write(&app, &consultant, id, &changed);
        assert_eq!(answer.status, 422, "{changed:?}");
        assert!(answer.has(&format!("#s-{wrong}-err")), "{changed:?}: {}", answer.body);
    }
    let typed = write(&app, &consultant, id, &[("how", "email")]);
    assert!(
        typed.text("#s-text").contains("资料已经整理好了"),
        "what was typed stays"
    );
    assert_eq!((written(&app), follow_ups_of(&app, id).len()), (0, 0));
    // With a consent marketing goes, and a figure goes with its source.
    agree(&app, customer, true);
    let offer = write(&app, &consultant, id, &[("wording", "sales.offer")]);
    assert_eq!(offer.status, 303, "{}", offer.body);
    let told = [("text", "这款续航 605 公里"), ("source", "工信部公告值")];
    let figure = write(&app, &consultant, id, &told);
    assert_eq!(figure.status, 303, "{}", figure.body);
    let page = consultant.get(figure.location());
    assert!(page.text("[data-message]").ends_with("数据来源：工信部公告值"));
    agree(&app, customer, false);
    assert_eq!(
        write(&app, &consultant, id, &[("wording", "sales.offer")]).status,
        422,
        "a withdrawal counts"
    );
}

#[test]
fn no_mail_is_sent_at_night_but_a_text_can_be_copied() {
    let app = TestApp::spawn_at("2026-11-22T14:30:00Z".parse().unwrap());
    let id = opportunity_of(&app, "consultant", reader(&app));
    let consultant = app.sign_in("consultant");
    assert_eq!(
        consultant
            .get(&path(id))
            .attributes("input[name=how][checked]", "value"),
        ["wechat"]
    );
    let mail = write(&app, &consultant, id, &[("how", "email")]);
    assert_eq!(mail.status, 422);
    assert!(mail.text("#s-how-err").contains("免打扰"), "{}", mail.body);
    assert_eq!(write(&app, &consultant, id, &[]).status, 303);
}

#[test]
fn only_who_works_on_it_writes() {
    let app = TestApp::spawn();
    let id = opportunity_of(&app, "consultant", reader(&app));
    for (who, status) in [("consultant2", 404), ("care", 403), ("data", 403), ("advisor", 403)] {
        let client = app.sign_in(who);
        assert_eq!(client.get(&path(id)).status, status, "{who}");
        assert_eq!(write(&app, &client, id, &[]).status, status, "{who}");
    }
    assert_eq!(app.sign_in("sales.manager").get(&path(id)).status, 200);
    assert_eq!(written(&app), 0);
}

#[test]
fn nobody_is_written_to_about_what_has_ended() {
    let app = TestApp::spawn();
    let id = opportunity_of(&app, "consultant", reader(&app));
    let consultant = app.sign_in("consultant");
    step(&consultant, id, "loss", &[("reason", "price"), ("note", "差两万")]);
    let manager = app.sign_in("sales.manager");
    step(&manager, id, "loss-decision", &[("verdict", "approve")]);
    assert_eq!(consultant.get(&path(id)).status, 409);
    assert_eq!(write(&app, &consultant, id, &[]).status, 409);
    assert_eq!(written(&app), 0);
}

#[test]
fn a_store_words_its_messages_anew() {
    let app = TestApp::spawn();
    let id = opportunity_of(&app, "consultant", reader(&app));
    let crm = app.sign_in("crm.manager");
    let template = "/templates/sales.hello/email/zh";
    let seen = crm.get(template).value("lock_version");
    let fields = [
        ("subject", "来自{store}"),
        ("body", "{name}，{model}到店了"),
        ("lock_version", seen.as_str()),
    ];
    let saved = crm.post_form(template, &fields);
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = app
        .sign_in("consultant")
        .get(&format!("{}?wording=sales.hello", path(id)));
    assert_eq!(page.text("#s-text"), "李娜，星驰 X7到店了");
}

#[test]
fn who_has_no_address_is_sent_no_mail_and_a_store_without_a_phone_names_none() {
    let app = TestApp::spawn();
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let id = opportunity_of(&app, "consultant", customer);
    let consultant = app.sign_in("consultant");
    let phone = |number: &str| {
        diesel::update(yingke::schema::stores::table)
            .set(yingke::schema::stores::phone.eq(number))
            .execute(&mut app.database.owner())
            .unwrap();
    };
    phone("");
    let page = consultant.get(&path(id));
    assert!(page.has("[name=how][value=wechat]") && !page.has("[name=how][value=email]"));
    assert!(!page.text("#s-text").contains("门店电话"), "{}", page.text("#s-text"));
    phone("021-5888 1234");
    assert!(
        consultant
            .get(&path(id))
            .text("#s-text")
            .contains("门店电话：021-5888 1234")
    );
}

#[test]
fn the_stores_phones_are_phones_and_may_be_none() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let path = "/admin/settings/sales.messages";
    let save = |phones: &str| {
        let seen = manager.get(path).value("lock_version");
        manager.post_form(path, &[("phones", phones), ("lock_version", &seen)])
    };
    let wrong = save("abc");
    assert!(wrong.status == 422 && wrong.has("#f-phones-err"), "{}", wrong.body);
    assert_eq!(save("021 5555 0100").status, 303);
    let cleared = save("");
    assert_eq!(cleared.status, 303, "{}", cleared.body);
    assert_eq!(manager.get(path).texts("textarea[name=phones]"), [""]);
}
