//! Opening one by hand for somebody who is known already.

use yingke::schema::leads;

use super::*;

const PHONE: &str = "13912344470";

fn typed(app: &TestApp) -> Vec<(&'static str, String)> {
    vec![
        ("name", "王建国".to_owned()),
        ("phone", PHONE.to_owned()),
        ("source", "walk_in".to_owned()),
        ("model", "星驰 X7".to_owned()),
        ("level", "a".to_owned()),
        ("next_at", in_days(app, 1)),
    ]
}

fn send(app: &TestApp, who: &str, more: &[(&'static str, String)]) -> crate::support::Page {
    let mut fields = typed(app);
    fields.extend_from_slice(more);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.sign_in(who).post_form("/opportunities", &fields)
}

fn how_many(app: &TestApp) -> i64 {
    opportunities::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap()
}

fn take_down(app: &TestApp, who: &str) {
    let fields = [
        ("name", "王先生"),
        ("phone", PHONE),
        ("source", "phone_in"),
        ("model", "X5"),
    ];
    assert_eq!(app.sign_in(who).post_form("/leads", &fields).status, 303);
}

#[test]
fn a_colleagues_lead_stays_theirs_and_what_was_typed_stays_too() {
    let app = TestApp::spawn();
    take_down(&app, "consultant2");
    let answer = send(&app, "consultant", &[]);
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(answer.text("#in-the-way").contains("同事"));
    assert_eq!(answer.value("name"), "王建国");
    assert_eq!(how_many(&app), 0);
}

#[test]
fn ones_own_lead_becomes_the_opportunity() {
    let app = TestApp::spawn();
    take_down(&app, "consultant");
    let answer = send(&app, "consultant", &[]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let id: OpportunityId = answer.location().rsplit('/').next().unwrap().parse().unwrap();
    let (lead, level): (Option<yingke::values::ids::LeadId>, Option<Level>) = opportunities::table
        .find(id)
        .select((opportunities::lead_id, opportunities::level))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(level, Some(Level::A));
    let of_lead: Option<OpportunityId> = leads::table
        .find(lead.unwrap())
        .select(leads::opportunity_id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!((of_lead, how_many(&app)), (Some(id), 1));
}

#[test]
fn a_colleagues_customer_is_asked_for() {
    let app = TestApp::spawn();
    let customer = app.customer_of("consultant2", "王建国", PHONE);
    let answer = send(&app, "consultant", &[]);
    assert_eq!(answer.status, 422);
    assert!(answer.has(&format!("#in-the-way a[href='/customers/{customer}/access']")));
    assert_eq!((answer.value("name"), how_many(&app)), ("王建国".to_owned(), 0));
}

#[test]
fn a_second_one_is_opened_only_when_it_is_said_that_another_car_is_meant() {
    let app = TestApp::spawn();
    let customer = app.customer_of("consultant", "王建国", PHONE);
    let first = opportunity_of(&app, "consultant", customer);
    let answer = send(&app, "consultant", &[]);
    assert_eq!(answer.status, 422);
    assert!(answer.has(&format!("#in-the-way a[href='/opportunities/{first}']")));
    assert!(answer.has("input[name=another]"));
    assert_eq!(how_many(&app), 1);
    let second = send(&app, "consultant", &[("another", "1".to_owned())]);
    assert_eq!((second.status, how_many(&app)), (303, 2), "{}", second.body);
    let known = app
        .sign_in("consultant")
        .get(&format!("/opportunities/new?customer={customer}"));
    assert!(known.has("#in-the-way .btn") && known.has("input[name=another]"));
}
