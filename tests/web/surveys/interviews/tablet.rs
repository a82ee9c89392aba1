//! A tablet that is handed over, and what follows the code of a poster.

use chrono::TimeDelta;
use diesel::RunQueryDsl;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use yingke::surveys::rules::{Purpose, Way};
use yingke::values::ids::{SurveyId, VisitId};

use super::{Kept, field, kept, one_question, paper_of, survey};
use crate::support::{Client, Page, TestApp};

fn hand_over(client: &Client, survey: SurveyId, whom: &str) -> Page {
    client.post_form(&format!("/surveys/{survey}/on-site"), &[("whom", whom)])
}

/// The address without what it asks for.
fn plain(location: &str) -> String {
    location.split('?').next().unwrap().to_owned()
}

/// Fills in the page that lies open, and goes on.
fn fill(tablet: &Client, at: &str, answers: &[(&str, &str)]) -> Page {
    let section = tablet.get(at).value("section");
    let mut fields = vec![("section", section.as_str())];
    fields.extend_from_slice(answers);
    tablet.post_form(&plain(at), &fields)
}

#[test]
fn the_customer_answers_and_hands_it_back() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::OnSite);
    let customer = app.customer("顾明", "13812345621");
    let tablet = app.sign_in("care");
    let form = tablet.get(&format!("/surveys/{survey}/on-site?whom=customer:{customer}"));
    assert!(form.has(&format!("[name=whom][value='customer:{customer}'][checked]")));
    let silent = hand_over(&tablet, survey, "");
    assert!(silent.status == 422 && silent.has("#f-whom-err"));
    let given = hand_over(&tablet, survey, &format!("customer:{customer}"));
    assert_eq!(given.status, 303, "{}", given.body);
    assert!(given.header("clear-site-data").contains("cache"));
    let at = given.location().to_owned();

    // Locked: the portal is closed on this device, and the page leads nowhere.
    assert!(tablet.get("/survey-calls").location().starts_with("/sign-in"));
    let page = tablet.get(&at);
    assert_eq!(page.status, 200);
    assert_eq!(
        page.text(".brand"),
        crate::web::surveys::store_name(&app),
        "it is the store that asks"
    );
    assert!(page.attributes("a[href^='/']", "href").is_empty() && !page.has("#nav"));
    assert!(
        !page.body.contains("顾明") && !page.body.contains("李"),
        "no names lie open"
    );

    let paper = paper_of(&app, survey);
    let (nps, liked) = (field(&paper, 0), field(&paper, 3));
    let empty = fill(&tablet, &at, &[]);
    assert!(empty.status == 422 && empty.has(&format!("#s-{nps}-err")));
    let next = fill(&tablet, &at, &[(&nps, "9")]);
    assert_eq!((next.status, next.location().contains("page=2")), (303, true));
    let second = tablet.get(next.location());
    assert!(
        second.has(&format!("[name='{liked}']")),
        "only what follows from nine is asked"
    );
    let back = {
        let fields = [("section", second.value("section")), ("then", "back".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        tablet.post_form(&plain(&at), &fields)
    };
    assert!(
        tablet
            .get(back.location())
            .has(&format!("[name='{nps}'][value='9'][checked]"))
    );
    assert_eq!(
        second.texts(".sitting-acts .btn-primary"),
        ["提交"],
        "no page for that alone"
    );
    let sent = fill(&tablet, next.location(), &[(&liked, "师傅很细心 👍")]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert!(!sent.location().contains("page=end"), "who is happy is offered no help");

    let over = tablet.get(sent.location());
    assert!(over.has("#hand-back"));
    let unlock = over.attributes("a.btn", "href").concat();
    assert!(unlock.starts_with("/sign-in?next="), "{unlock}");
    let answer = Kept {
        way: Way::OnSite,
        sent: true,
        nps: Some(9),
        customer: Some(customer),
        taken_by: Some(app.actor("care").id),
    };
    assert_eq!(kept(&app), [answer]);
    let again = tablet.post_form(&plain(&at), &[("section", "end")]);
    assert!(again.status == 409 && again.has("#hand-back"));
    for action in [
        "survey_sittings.hand_over",
        "staff.sign_out",
        "survey_sittings.send_off",
    ] {
        assert!(app.audit().contains(&action.into()), "{action}");
    }
}

#[test]
fn who_was_served_is_offered_first_and_who_waits_only_when_asked_for() {
    let app = TestApp::spawn();
    let survey = survey(&app, Purpose::Service, Way::OnSite, false);
    let waiting = in_store(&app, "顾明", "13812345621", "沪A12345", None);
    let served = in_store(&app, "李雷", "13812345622", "沪A12346", Some("settled"));
    let care = app.sign_in("care");
    let path = format!("/surveys/{survey}/on-site");
    let page = care.get(&path);
    let offered = |page: &Page| page.attributes("[name=whom]", "value");
    assert_eq!(offered(&page), [format!("visit:{served}"), "nobody".to_owned()]);
    assert_eq!(page.text("#others"), "其他在店客户（1）");
    let all = care.get(&page.attributes("#others", "href").concat());
    let everybody = [
        format!("visit:{served}"),
        format!("visit:{waiting}"),
        "nobody".to_owned(),
    ];
    assert_eq!(offered(&all), everybody);
    assert!(all.body.contains("尚未结算") && !all.has("#others"));
    // What asks about nothing that has to be over fits everybody.
    let general = one_question(&app, Way::OnSite);
    let page = care.get(&format!("/surveys/{general}/on-site"));
    assert!(offered(&page).len() == 3 && !page.has("#others"));
}

/// Somebody who is in the store for a service, whose order stands like this.
fn in_store(app: &TestApp, name: &str, phone: &str, plate: &str, order: Option<&str>) -> VisitId {
    let customer = app.customer(name, phone);
    let car = app.vehicle(customer, plate, "");
    let (visit, now, conn) = (VisitId::new(), app.clock.now(), &mut app.database.owner());
    diesel::sql_query(
        "INSERT INTO visits (id, store_id, line, ticket_on, ticket_no, state, customer_id, vehicle_id, purpose, queued_at, \
         token, arrived_at) SELECT $1, $2, 'service', $3::date, 1 + count(*), 'waiting', $4, $5, 'service', $3, $1::text, $3 \
         FROM visits",
    )
    .bind::<SqlUuid, _>(visit.uuid())
    .bind::<SqlUuid, _>(app.store().uuid())
    .bind::<Timestamptz, _>(now)
    .bind::<SqlUuid, _>(customer.uuid())
    .bind::<SqlUuid, _>(car.uuid())
    .execute(conn)
    .unwrap();
    if let Some(state) = order {
        diesel::sql_query(
            "INSERT INTO service_orders (id, store_id, number, visit_id, customer_id, vehicle_id, advisor_id, state, \
             mileage_km, current_fen, queue_at, settled_at, created_at) \
             VALUES (gen_random_uuid(), $1, 'GD20261122-0001', $2, $3, $4, $5, $6, 28460, 98000, $7, $7, $7)",
        )
        .bind::<SqlUuid, _>(app.store().uuid())
        .bind::<SqlUuid, _>(visit.uuid())
        .bind::<SqlUuid, _>(customer.uuid())
        .bind::<SqlUuid, _>(car.uuid())
        .bind::<SqlUuid, _>(app.actor("advisor").id.uuid())
        .bind::<Text, _>(state)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .unwrap();
    }
    visit
}

#[test]
fn who_would_rather_not_leaves_nothing_behind() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::OnSite);
    let tablet = app.sign_in("care");
    let at = hand_over(&tablet, survey, "nobody").location().to_owned();
    let nps = field(&paper_of(&app, survey), 0);
    assert_eq!(fill(&tablet, &at, &[(&nps, "2")]).status, 303);
    let end = tablet.post_form(&format!("{}/end", plain(&at)), &[]);
    assert_eq!(end.status, 303);
    assert!(tablet.get(end.location()).has("#hand-back"));
    assert!(kept(&app).is_empty());
    assert_eq!(tablet.post_form(&format!("{}/end", plain(&at)), &[]).status, 409);
}

#[test]
fn a_low_score_offers_a_call_and_time_runs_out() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::OnSite);
    let customer = app.customer("顾明", "13812345621");
    let tablet = app.sign_in("care");
    let at = hand_over(&tablet, survey, &format!("customer:{customer}"))
        .location()
        .to_owned();
    let nps = field(&paper_of(&app, survey), 0);
    let next = fill(&tablet, &at, &[(&nps, "5")]).location().to_owned();
    let end = fill(&tablet, &next, &[]).location().to_owned();
    assert!(tablet.get(&end).has("[name=call_me]") && tablet.get(&end).has("[name=complaint]"));
    app.advance(TimeDelta::minutes(61));
    assert!(tablet.get(&at).has("#hand-back") && !tablet.get(&at).has("[name=section]"));
    assert_eq!(tablet.post_form(&plain(&at), &[("section", "end")]).status, 409);
    assert!(kept(&app).iter().all(|one| !one.sent));
    assert_eq!(tablet.get("/on-site/0123456789abcdefghijkl").status, 404);
}

#[test]
fn only_a_survey_that_runs_is_handed_over_and_only_by_who_interviews() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::OnSite);
    assert_eq!(hand_over(&app.sign_in("advisor"), survey, "nobody").status, 403);
    let crm = app.sign_in("crm.manager");
    app.write("crm.manager", |tx| {
        yingke::surveys::programmes::commands::pause(tx, survey)
    })
    .unwrap();
    let answer = hand_over(&crm, survey, "nobody");
    assert_eq!(answer.status, 409);
    assert_eq!(crm.get("/survey-calls").status, 200, "still signed in");
    assert_eq!(hand_over(&crm, SurveyId::new(), "nobody").status, 404);
}

#[test]
fn whoever_scans_the_poster_answers_without_a_name() {
    let app = TestApp::spawn();
    let survey = survey(&app, Purpose::QuarterlyNps, Way::OnSite, true);
    let (care, crm) = (app.sign_in("care"), app.sign_in("crm.manager"));
    let poster = format!("/surveys/{survey}/poster");
    assert_eq!(care.post_form(&poster, &[]).status, 403);
    let none = care.get(&poster);
    assert!(
        !none.has("svg[role=img]") && none.text("#who").contains("市场专员"),
        "who can make it"
    );
    assert_eq!(crm.post_form(&poster, &[]).status, 303);
    let page = care.get(&poster);
    assert!(page.has("svg[role=img]"));
    let whole = page.text("#address");
    let desk = whole.strip_prefix(&app.base).unwrap().to_owned();

    let phone = app.visitor();
    assert_eq!(phone.get(&desk).status, 200);
    assert_eq!(phone.get(&format!("{desk}?lang=en")).text("h1"), "How did we do?");
    let at = phone.post_form(&desk, &[]).location().to_owned();
    let nps = field(&paper_of(&app, survey), 0);
    let next = fill(&phone, &at, &[(&nps, "1")]).location().to_owned();
    assert!(!phone.get(&next).has("[name=complaint]"));
    let sent = fill(&phone, &next, &[]);
    assert!(
        sent.status == 303 && !sent.location().contains("page=end"),
        "nobody is known who could be called"
    );
    let over = phone.get(sent.location());
    assert!(over.status == 200 && !over.has("#hand-back"), "it is their own phone");
    let answer = Kept {
        way: Way::OnSite,
        sent: true,
        nps: Some(1),
        customer: None,
        taken_by: None,
    };
    assert_eq!(kept(&app), [answer]);

    // Once a day from one device.
    let again = phone.get(&desk);
    assert!(again.has("#answered") && !again.has("main form"), "{}", again.body);
    let refused = phone.post_form(&desk, &[]);
    assert!(refused.status == 409 && refused.has("#answered"));
    assert_eq!(kept(&app).len(), 1);
    // Whoever lets the browser forget it is marked.
    let forgetful = app.visitor();
    assert!(forgetful.get(&desk).has("main form"));
    let at = forgetful.post_form(&desk, &[]).location().to_owned();
    let next = fill(&forgetful, &at, &[(&nps, "0")]).location().to_owned();
    let sent = fill(&forgetful, &next, &[]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert!(care.get(&poster).text("#came").contains("扫码提交 2 份，其中 1 份"));

    assert_eq!(crm.post_form(&poster, &[]).status, 303);
    assert_eq!(phone.get(&desk).status, 404, "the old code leads nowhere");
    assert_eq!(phone.post_form(&desk, &[]).status, 404);
}

#[test]
fn twelve_questions_are_two_pages() {
    let app = TestApp::spawn();
    let survey = survey(&app, Purpose::Service, Way::OnSite, false);
    let tablet = app.sign_in("care");
    let at = hand_over(&tablet, survey, "nobody").location().to_owned();
    let first = tablet.get(&at);
    assert_eq!(first.texts("fieldset.big-ask").len(), 6);
    assert!(first.text("progress").contains("1 / 2"), "{}", first.text("progress"));
    assert_eq!(first.texts(".sitting-acts .btn-primary"), ["下一步"]);
    let all_of = |page: &Page| {
        let mut fields = Vec::new();
        for name in page.attributes("fieldset.big-ask input[name^='q-']", "name") {
            let value = page.attributes(&format!("input[name='{name}'][value='5']"), "value");
            if !value.is_empty() && !fields.contains(&(name.clone(), "5".to_owned())) {
                fields.push((name, "5".to_owned()));
            }
        }
        fields
    };
    // What is wrong is named, with the question that it is about.
    let empty = fill(&tablet, &at, &[]);
    assert!(
        empty.status == 422 && empty.text(".problems").contains("1. "),
        "{}",
        empty.text(".problems")
    );
    let fields = all_of(&first);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let next = fill(&tablet, &at, &fields);
    assert!(next.location().contains("page=2"), "{}", next.body);
    // Opened anew without a page: where they were.
    let second = tablet.get(&plain(&at));
    assert!(second.text("progress").contains("2 / 2"), "{}", second.text("progress"));
    let fields = all_of(&second);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(second.texts(".sitting-acts .btn-primary"), ["提交"]);
    let end = fill(&tablet, &plain(&at), &fields);
    assert_eq!(end.status, 303, "{}", end.body);
    assert!(kept(&app)[0].sent);
}

#[test]
fn a_last_page_may_be_left_empty() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::OnSite);
    let tablet = app.sign_in("care");
    let at = hand_over(&tablet, survey, "nobody").location().to_owned();
    let nps = field(&paper_of(&app, survey), 0);
    assert!(
        tablet.get(&at).text("progress").contains("1 / 2"),
        "the page that may follow counts"
    );
    let next = fill(&tablet, &at, &[(&nps, "9")]).location().to_owned();
    assert!(tablet.get(&plain(&at)).has("textarea"), "the second page");
    assert_eq!(fill(&tablet, &next, &[]).status, 303);
    assert!(tablet.get(&plain(&at)).has("#hand-back") && kept(&app)[0].sent);
}

#[test]
fn who_has_answered_on_this_visit_is_not_offered_again() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::OnSite);
    let visit = in_store(&app, "顾明", "13812345621", "沪A12345", None);
    let tablet = app.sign_in("care");
    let at = hand_over(&tablet, survey, &format!("visit:{visit}"))
        .location()
        .to_owned();
    let nps = field(&paper_of(&app, survey), 0);
    let next = fill(&tablet, &at, &[(&nps, "9")]).location().to_owned();
    assert_eq!(fill(&tablet, &next, &[]).status, 303);
    let page = app.sign_in("care").get(&format!("/surveys/{survey}/on-site"));
    assert_eq!(page.attributes("[name=whom]", "value"), ["nobody"]);
    // Another survey may still ask them.
    let other = super::survey(&app, Purpose::QuarterlySatisfaction, Way::OnSite, false);
    let page = app.sign_in("care").get(&format!("/surveys/{other}/on-site"));
    assert_eq!(page.attributes("[name=whom]", "value").len(), 2);
}
