//! Many customers at once: who is counted, who is drawn, who is left out and why.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use yingke::schema::{customers, survey_invitations, survey_rounds, vehicles};
use yingke::values::ids::CustomerId;

use super::{
    days_later, drafted, invitations, post_survey, questionnaire, reachable, row, running, say, serviced, survey_mails,
    survey_with, willing,
};
use crate::support::{Page, TestApp};

/// Asks whom a survey would be put before.
fn count(app: &TestApp, changes: &[(&str, &str)]) -> Page {
    let id = questionnaire(app, "quarterly_nps").to_string();
    let mut fields = survey_with(changes);
    fields.push(("questionnaire", id.as_str()));
    let page = app.sign_in("marketing").post_form("/surveys/audience", &fields);
    assert_eq!(page.status, 200, "{}", page.body);
    page
}

fn asked(app: &TestApp, changes: &[(&str, &str)]) -> String {
    count(app, changes).text("[data-asked]")
}

/// Two who may be asked, one who was not asked for consent, one without an address.
fn people(app: &TestApp) -> [CustomerId; 4] {
    let without = reachable(app, "赵六", "13812345624", "");
    say(app, without, "email", true);
    [
        willing(app, "顾明", "13812345621", "gu@example.com"),
        willing(app, "李雷", "13812345622", "li@example.com"),
        reachable(app, "韩梅", "13812345623", "han@example.com"),
        without,
    ]
}

fn bought(app: &TestApp, customer: CustomerId, plate: &str, day: &str) {
    let car = app.vehicle(customer, plate, "");
    let day: NaiveDate = day.parse().unwrap();
    diesel::update(vehicles::table.find(car))
        .set(vehicles::purchased_on.eq(day))
        .execute(&mut app.database.owner())
        .unwrap();
}

#[test]
fn the_count_says_whom_and_why_not() {
    let app = TestApp::spawn();
    people(&app);
    let page = count(&app, &[]);
    assert_eq!(page.text("[data-matched]"), "4");
    assert_eq!(page.text("[data-asked]"), "2");
    assert_eq!(page.texts("dd"), ["2", "4", "1", "1", "0", "0"]);
    assert!(!page.body.contains("<html"), "only the fragment");
    assert!(invitations(&app).is_empty(), "counting asks nobody");
}

#[test]
fn the_count_follows_the_filter() {
    let app = TestApp::spawn();
    let [gu, li, ..] = people(&app);
    diesel::update(customers::table.find(gu))
        .set(customers::tier.eq("gold"))
        .execute(&mut app.database.owner())
        .unwrap();
    bought(&app, li, "沪A12345", "2026-03-01");
    assert_eq!(asked(&app, &[("tiers", "gold")]), "1");
    assert_eq!(asked(&app, &[("tiers", "silver")]), "0");
    assert_eq!(asked(&app, &[("models", "X7 混动")]), "1");
    assert_eq!(asked(&app, &[("models", "X9")]), "0");
    assert_eq!(
        asked(&app, &[("bought_from", "2026-03-01"), ("bought_to", "2026-03-01")]),
        "1"
    );
    assert_eq!(asked(&app, &[("bought_from", "2026-03-02")]), "0");
    assert_eq!(asked(&app, &[("visited_from", "2026-01-01")]), "0", "nobody came yet");
    let car = app.vehicle(gu, "沪A12346", "");
    serviced(&app, gu, car, "customer");
    assert_eq!(asked(&app, &[("visited_from", "2026-11-22")]), "1");
    assert_eq!(asked(&app, &[("visited_to", "2026-11-21")]), "0");
    // A service from before the portal is a visit too.
    let car = app.vehicle(li, "沪A12347", "");
    diesel::sql_query(
        "INSERT INTO past_services (id, store_id, number, vehicle_id, customer_id, at, items, total_fen, created_at) \
         VALUES (gen_random_uuid(), $1, 'WX-1', $2, $3, '2026-10-01T02:00:00Z', '{}', 98000, '2026-11-01T02:00:00Z')",
    )
    .bind::<SqlUuid, _>(app.store().uuid())
    .bind::<SqlUuid, _>(car.uuid())
    .bind::<SqlUuid, _>(li.uuid())
    .execute(&mut app.database.owner())
    .unwrap();
    assert_eq!(asked(&app, &[("visited_from", "2026-10-01")]), "2");
    assert_eq!(asked(&app, &[("visited_from", "2026-10-02")]), "1");
    // Rubbish in a form that is still being typed is not asked for.
    assert_eq!(asked(&app, &[("tiers", "tin"), ("visited_from", "soon")]), "2");
}

#[test]
fn before_it_starts_it_says_what_goes_out() {
    let app = TestApp::spawn();
    let [.., without] = people(&app);
    say(&app, without, "phone", true);
    let page = count(&app, &[("way", "link")]);
    assert_eq!(page.texts("[data-way]"), ["2", "1"], "by mail, by telephone");
    assert!(
        count(&app, &[]).body.contains("没有邮箱"),
        "what it is that they don't have"
    );
    let manager = app.sign_in("crm.manager");
    let (_, path) = drafted(&app, &manager, "quarterly_nps", &[("way", "link")]);
    let draft = manager.get(&path);
    let asks = draft.attributes("form[action$='/start']", "data-confirm").concat();
    assert!(asks.contains("邮件 2 封") && asks.contains("电话访谈 1 位"), "{asks}");
    assert!(
        draft.texts("dd").iter().any(|text| text.contains("第 1 版")),
        "{}",
        draft.body
    );
}

#[test]
fn a_survey_that_goes_out_once_asks_everybody_once() {
    let app = TestApp::spawn();
    people(&app);
    let (id, path) = running(&app, "quarterly_nps", &[]);
    app.work();
    days_later(&app, 1);
    let sent = row("email", "sent", "");
    assert_eq!(invitations(&app), [sent.clone(), sent]);
    assert_eq!(survey_mails(&app).len(), 2);
    let late = willing(&app, "周七", "13812345625", "zhou@example.com");
    days_later(&app, 1);
    assert_eq!(
        invitations(&app).len(),
        2,
        "who comes later is not of this drawing: {late}"
    );
    let (matched, invited, no_contact, no_consent): (i32, i32, i32, i32) = survey_rounds::table
        .filter(survey_rounds::survey_id.eq(id))
        .select((
            survey_rounds::matched,
            survey_rounds::invited,
            survey_rounds::no_contact,
            survey_rounds::no_consent,
        ))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!((matched, invited, no_contact, no_consent), (4, 2, 1, 1));

    let page = app.sign_in("crm.manager").get(&path);
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.texts("[data-rounds] td").contains(&"4".to_owned()));
}

#[test]
fn who_is_left_out_is_listed_for_those_who_see_customers() {
    let app = TestApp::spawn();
    people(&app);
    let manager = app.sign_in("crm.manager");
    let (_, path) = drafted(&app, &manager, "quarterly_nps", &[]);
    let page = manager.get(&format!("{path}/left-out"));
    assert_eq!(page.texts("[data-left-out] th a").len(), 2, "{}", page.body);
    let page = manager.get(&format!("{path}/left-out?because=no_consent"));
    assert_eq!(page.texts("[data-left-out] th a"), ["韩梅"]);
    assert!(page.texts("[data-left-out] td").contains(&"未授权调查".to_owned()));
    let draft = manager.get(&path);
    assert_eq!(draft.text("[data-asked]"), "2", "a draft tells whom it would ask");
    let marketing = app.sign_in("marketing").get(&format!("{path}/left-out"));
    assert_eq!(marketing.status, 200);
    assert!(!marketing.body.contains("韩梅") && !marketing.has("[data-left-out]"));
}

#[test]
fn what_comes_round_with_the_quarter_is_for_owners() {
    let app = TestApp::spawn();
    let [gu, ..] = people(&app);
    bought(&app, gu, "沪A12345", "2020-03-01");
    let quarterly = [("kind", "standing"), ("ends_on", ""), ("name", "季度调查")];
    let page = count(&app, &quarterly);
    assert_eq!(page.texts("dd"), ["1", "1", "0", "0", "0", "0"]);
    let page = count(&app, &[]);
    assert_eq!(page.text("[data-matched]"), "4", "once: whom the filter finds");

    let manager = app.sign_in("crm.manager");
    let (_, path) = drafted(&app, &manager, "quarterly_nps", &quarterly);
    let page = manager.get(&path);
    assert_eq!(page.text("[data-asked]"), "1");
    assert!(page.texts("dd").contains(&"车主".to_owned()), "{}", page.body);
    let page = manager.get(&format!("{path}/edit"));
    assert!(page.body.contains("都不选就是全部车主"), "{}", page.body);
    let (_, path) = drafted(&app, &manager, "quarterly_nps", &[]);
    let page = manager.get(&path);
    assert!(page.body.contains("全部客户") && !page.texts("dd").contains(&"车主".to_owned()));
    let page = manager.get(&format!("{path}/edit"));
    assert!(page.body.contains("都不选就是全部客户"), "{}", page.body);
}

#[test]
fn owners_are_asked_every_quarter_and_new_ones_every_month() {
    let app = TestApp::spawn();
    let [gu, li, ..] = people(&app);
    bought(&app, gu, "沪A12345", "2020-03-01");
    bought(&app, li, "沪A12346", "2026-11-01");
    running(
        &app,
        "quarterly_nps",
        &[("kind", "standing"), ("ends_on", ""), ("name", "季度调查")],
    );
    app.work();
    days_later(&app, 1);
    let rounds = |app: &TestApp| -> Vec<(Option<CustomerId>, Option<String>)> {
        survey_invitations::table
            .order((survey_invitations::created_at, survey_invitations::round))
            .select((survey_invitations::customer_id, survey_invitations::round))
            .load(&mut app.database.owner())
            .unwrap()
    };
    let first = [
        (Some(li), Some("2026-11".to_owned())),
        (Some(gu), Some("2026Q4".to_owned())),
    ];
    assert_eq!(rounds(&app), first);
    // December: within thirty days of the last one at first, then not.
    days_later(&app, 9);
    assert_eq!(rounds(&app).len(), 2);
    days_later(&app, 22);
    let all = rounds(&app);
    assert_eq!(all.len(), 3, "{all:?}");
    assert_eq!(all[2], (Some(li), Some("2026-12".to_owned())));
}

#[test]
fn the_quota_counts_who_paid_for_the_last_service() {
    let app = TestApp::spawn();
    for (phone, plate, payer) in [
        ("13812345621", "沪A12345", "customer"),
        ("13812345622", "沪A12346", "warranty"),
        ("13812345623", "沪A12347", "warranty"),
        ("13812345624", "沪A12348", "warranty"),
    ] {
        let customer = willing(&app, "顾明", phone, &format!("{phone}@example.com"));
        let car = app.vehicle(customer, plate, "");
        serviced(&app, customer, car, payer);
    }
    let page = count(&app, &[("self_paid_quota", "50")]);
    assert_eq!(page.texts("dd"), ["2", "4", "0", "0", "0", "2", "1", "1", "0"]);
    willing(&app, "李雷", "13812345629", "li@example.com");
    let page = count(&app, &[("self_paid_quota", "50")]);
    assert_eq!(
        page.texts("[data-payer]"),
        ["1", "1", "1"],
        "who never paid here is asked, and said to be"
    );
    assert!(
        !count(&app, &[]).has("[data-payer]"),
        "without a quota it doesn't matter"
    );
    let (_, path) = running(&app, "quarterly_nps", &[("self_paid_quota", "50")]);
    app.work();
    days_later(&app, 1);
    let page = app.sign_in("crm.manager").get(&path);
    let unknown = page.texts("dt").iter().position(|text| text.contains("付费方式未知"));
    assert_eq!(unknown.map(|at| page.texts("dd").swap_remove(at)).as_deref(), Some("1"));
    assert_eq!(invitations(&app).len(), 3);
    let paid: Vec<Option<bool>> = survey_invitations::table
        .order(survey_invitations::self_paid)
        .select(survey_invitations::self_paid)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(paid, [Some(false), Some(true), None]);
}

#[test]
fn a_survey_of_the_desk_is_not_sent() {
    let app = TestApp::spawn();
    people(&app);
    running(&app, "quarterly_nps", &[("way", "paper")]);
    days_later(&app, 1);
    assert!(invitations(&app).is_empty());
    let answer = post_survey(&app, &app.sign_in("crm.manager"), "quarterly_nps", &[("way", "pigeon")]);
    assert_eq!(answer.status, 422);
}
