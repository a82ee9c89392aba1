//! Stages follow what happened.

use yingke::sales::leads::commands::qualify;
use yingke::sales::leads::model::Qualified;
use yingke::schema::leads;

use super::*;
use crate::web::sales::leads::lead_of;
use crate::web::sales::quotes;

fn to(app: &TestApp, id: OpportunityId, more: &[(&str, &str)]) -> crate::support::Page {
    let consultant = app.sign_in("consultant");
    let path = format!("/opportunities/{id}/stage");
    let seen = consultant.get(&path).value("lock_version");
    let mut fields = vec![("lock_version", seen.as_str())];
    fields.extend_from_slice(more);
    consultant.post_form(&path, &fields)
}

#[test]
fn nobody_counts_as_contacted_without_what_was_said() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let answer = to(&app, id, &[("stage", "contacted")]);
    assert_eq!(answer.status, 422);
    assert!(answer.has("#s-said-err"));
    assert_eq!(stage(&app, id), Stage::New);
    let message = to(&app, id, &[("stage", "contacted"), ("kind", "wechat"), CALLED[1]]);
    assert_eq!(message.status, 422, "a message is no conversation");
    assert_eq!(
        to(&app, id, &[("stage", "contacted"), CALLED[0], CALLED[1]]).status,
        303
    );
    assert_eq!(stage(&app, id), Stage::Contacted);
    let page = app.sign_in("consultant").get(&format!("/opportunities/{id}"));
    assert!(page.text(".tl").contains(CALLED[1].1));
}

#[test]
fn the_first_contact_of_a_move_stops_the_clock_of_the_lead() {
    let app = TestApp::spawn();
    let lead = lead_of(&app, "138 1234 5621", Some("consultant")).lead;
    let seen: i32 = leads::table
        .find(lead)
        .select(leads::lock_version)
        .first(&mut app.database.owner())
        .unwrap();
    let model = "X7 混动".to_owned();
    let id = app
        .write("consultant", |tx| qualify(tx, lead, &Qualified { model, seen }))
        .unwrap();
    let calls = || -> i64 {
        use yingke::schema::tasks;
        tasks::table
            .filter(tasks::subject_id.eq(lead.uuid()))
            .filter(tasks::kind.eq("lead.first_call"))
            .filter(tasks::done_at.is_null())
            .count()
            .get_result(&mut app.database.owner())
            .unwrap()
    };
    assert_eq!(calls(), 1);
    let page = app.sign_in("consultant").get(&format!("/opportunities/{id}"));
    assert_eq!(page.text("#their-words"), "想了解落地价", "in their own words");
    assert!(page.text("main aside").contains("汽车之家"), "where they came from");
    assert!(page.text(".tl").contains("收到线索 · 汽车之家"));
    assert_eq!(
        to(&app, id, &[("stage", "contacted"), CALLED[0], CALLED[1]]).status,
        303
    );
    assert_eq!(calls(), 0);
}

#[test]
fn a_drive_and_a_quote_that_never_were_are_no_stage() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let quoted = to(&app, id, &[("stage", "quoted"), CALLED[0], CALLED[1]]);
    assert_eq!(quoted.status, 422);
    assert!(quoted.has("[href='#s-stage']"));
    let driven = to(&app, id, &[("stage", "test_driven"), CALLED[0], CALLED[1]]);
    assert_eq!(driven.status, 422);
    assert!(driven.has("#s-elsewhere-err"));
    assert_eq!(stage(&app, id), Stage::New);
    let elsewhere = [
        ("stage", "test_driven"),
        ("elsewhere", "周日在城东店试驾 X7"),
        CALLED[0],
        CALLED[1],
    ];
    assert_eq!(to(&app, id, &elsewhere).status, 303);
    assert_eq!(stage(&app, id), Stage::TestDriven);
    let page = app.sign_in("consultant").get(&format!("/opportunities/{id}"));
    assert!(page.text(".tl").contains("城东店"));
    assert!(page.text("[data-missing]").contains("报价") && !page.text("[data-missing]").contains("试驾"));
    assert_eq!(page.texts(".stages .skipped").len(), 2, "interested and comparing");
    assert_eq!(page.texts(".stages .done").len(), 2, "new and contacted");
}

#[test]
fn a_quote_leads_no_further_than_what_is_known() {
    let app = TestApp::spawn();
    let customer = app.customer("李娜", "137 1234 8812");
    let new = NewOpportunity {
        owner: Some(app.actor("consultant").id),
        ..NewOpportunity::of(app.store(), customer)
    };
    let id = app.write("consultant", |tx| commands::open(tx, new)).unwrap();
    let consultant = app.sign_in("consultant");
    let quote = quotes::draft(&consultant, id, &[]);
    assert_eq!(quotes::release(&consultant, &quote).status, 303);
    assert_eq!(stage(&app, id), Stage::New, "no level, no model, no contact");
    let known = [
        ("stage", "quoted"),
        ("level", "a"),
        ("model", "星驰 S5"),
        CALLED[0],
        CALLED[1],
    ];
    assert_eq!(to(&app, id, &known).status, 303);
    assert_eq!(stage(&app, id), Stage::Quoted);
    let back = [("stage", "contacted"), ("reason", "报错了车型")];
    assert_eq!(to(&app, id, &back).status, 303);
    assert_eq!(stage(&app, id), Stage::Contacted);
}

#[test]
fn a_card_is_drawn_without_a_question_where_nothing_is_missing() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let ready = |column: &str| {
        consultant
            .get(&format!("/opportunities/{id}/stage?to={column}"))
            .value("ready")
    };
    assert_eq!(ready("nurturing"), "", "nobody has spoken with them");
    assert_eq!(
        to(&app, id, &[("stage", "contacted"), CALLED[0], CALLED[1]]).status,
        303
    );
    assert_eq!(ready("nurturing"), "1");
    assert_eq!(ready("test_driven"), "", "no drive");
    assert_eq!(ready("new"), "", "going back needs a reason");
}

#[test]
fn what_was_said_is_kept_when_another_moved_the_card_first() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let (consultant, manager) = (app.sign_in("consultant"), app.sign_in("sales.manager"));
    let path = format!("/opportunities/{id}/stage");
    let seen = consultant.get(&path).value("lock_version");
    let fields = |seen: &str, said: &str, to: &str| {
        let pairs = [
            ("stage", to),
            ("kind", "phone"),
            ("said", said),
            ("level", "a"),
            ("lock_version", seen),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let send = |client: &crate::support::Client, fields: [(String, String); 5]| {
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        client.post_form(&path, &pairs)
    };
    assert_eq!(send(&manager, fields(&seen, "经理先联系了", "contacted")).status, 303);
    let late = send(&consultant, fields(&seen, "客户周六带家人来看车", "interested"));
    assert_eq!(late.status, 409);
    assert_eq!(
        late.text("textarea[name=said]"),
        "客户周六带家人来看车",
        "what was typed stays"
    );
    let seen = late.value("lock_version");
    assert_eq!(
        send(&consultant, fields(&seen, "客户周六带家人来看车", "interested")).status,
        303
    );
    let told = consultant.get(&format!("/opportunities/{id}")).text(".tl");
    assert!(
        told.contains("客户周六带家人来看车") && told.contains("经理先联系了"),
        "{told}"
    );

    // Also where nothing can be moved any more.
    let seen = consultant.get(&path).value("lock_version");
    step(&consultant, id, "loss", &[("reason", "price"), ("note", "预算不足")]);
    step(&manager, id, "loss-decision", &[("verdict", "approve")]);
    let gone = send(&consultant, fields(&seen, "周日再来试驾", "test_driven"));
    assert!(gone.status == 409 && gone.text("[data-kept]").contains("周日再来试驾"));
}

#[test]
fn each_field_says_for_which_stages_it_is_asked() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let path = format!("/opportunities/{id}/stage");
    let form = consultant.get(&path);
    for (stages, field) in [
        ("comparing", "competitor"),
        ("test_driven", "elsewhere"),
        ("interested comparing test_driven quoted", "level"),
        ("contacted interested comparing test_driven quoted", "said"),
    ] {
        assert!(
            form.has(&format!("[data-only='stage={stages}'] [name={field}]")),
            "{field}"
        );
    }
    assert!(!form.has("[name=reason]"), "nobody goes back from the first stage");
    assert_eq!(
        to(&app, id, &[("stage", "interested"), CALLED[0], CALLED[1]]).status,
        303
    );
    let form = consultant.get(&path);
    assert!(form.has("[data-only='stage=new contacted'] [name=reason]"));
}

#[test]
fn what_was_picked_and_has_ended_meanwhile_is_said() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let (consultant, manager) = (app.sign_in("consultant"), app.sign_in("sales.manager"));
    step(&consultant, id, "loss", &[("reason", "price"), ("note", "预算不足")]);
    step(&manager, id, "loss-decision", &[("verdict", "approve")]);
    let picked = id.to_string();
    let fields = [("ids", picked.as_str()), ("level", "a"), ("back", "/board?layout=list")];
    let late = consultant.post_form("/board/changes", &fields);
    assert!(late.status == 409 && late.text(".problems").contains("没有可修改的"));
    let nothing = consultant.post_form("/board/changes", &fields[..1]);
    assert!(nothing.status == 422 && nothing.text(".problems p").contains("请选择要修改的内容"));
    let nobody = consultant.post_form("/board/changes", &fields[1..]);
    assert!(nobody.status == 422 && nobody.text(".problems p").contains("请先勾选"));
}
