//! Gone to another brand, no profiling; calls and what they bring.

use chrono::TimeDelta;
use yingke::schema::tasks;

use super::*;

fn leave(client: &Client, customer: CustomerId, state: &str, version: &str) -> Page {
    client.post_form(
        &format!("/customer-groups/of/{customer}/leaving"),
        &[
            ("state", state),
            ("to", "极光"),
            ("on", "2026-11-20"),
            ("lock_version", version),
        ],
    )
}

#[test]
fn whoever_went_to_another_brand_is_lost_until_they_come_again() {
    let app = TestApp::spawn();
    let [_, _, _, _, regular, _] = six(&app);
    count(&app);
    let care = app.sign_in("care");
    let form = care.get(&format!("/customer-groups/of/{regular}/leaving"));
    assert_eq!((form.status, form.value("lock_version")), (200, "0".into()));
    let marked = leave(&care, regular, "gone", "0");
    assert_eq!(
        (marked.status, marked.location()),
        (303, &*format!("/customers/{regular}"))
    );
    assert_eq!(app.audit().last().unwrap(), "groups.gone");
    assert_eq!(
        (group(&app, regular), stage(&app, regular)),
        (Some(RfmGroup::Lost), Stage::Lost),
        "at once"
    );
    let told = care.get_region(&format!("/customer-groups/of/{regular}"), "standing");
    assert!(told.body.contains("2026-11-20 登记已转投极光"), "{}", told.body);
    let stale = leave(&care, regular, "here", "0");
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("别人刚刚登记过"));
    visit(&app, regular, 0, 1);
    count(&app);
    assert_eq!(group(&app, regular), Some(RfmGroup::Regular), "they came again");
    assert_eq!(leave(&care, regular, "here", "1").status, 303);
    assert_eq!(app.audit().last().unwrap(), "groups.returned");
}

#[test]
fn a_mark_needs_a_choice_and_a_day_that_has_been() {
    let app = TestApp::spawn();
    let customer = owner(&app, "顾明", "13812345621", &[(20, 100)]);
    let care = app.sign_in("care");
    let path = format!("/customer-groups/of/{customer}/leaving");
    let wrong = care.post_form(&path, &[("state", "flown"), ("to", "极光"), ("lock_version", "0")]);
    assert_eq!((wrong.status, wrong.value("to")), (422, "极光".into()));
    let ahead = [("state", "gone"), ("on", "2026-12-01"), ("lock_version", "0")];
    assert_eq!(care.post_form(&path, &ahead).status, 422);
    assert_eq!(
        app.sign_in("consultant").post_form(&path, &ahead).status,
        404,
        "not theirs"
    );
    assert_eq!(app.sign_in("membership").post_form(&path, &ahead).status, 403);
}

#[test]
fn whoever_refuses_to_be_profiled_has_no_group_and_is_on_no_list_of_groups() {
    let app = TestApp::spawn();
    let [_, _, dormant, ..] = six(&app);
    count(&app);
    let care = app.sign_in("care");
    let path = format!("/customer-groups/of/{dormant}/profiling");
    let refused = care.post_form(&path, &[("profiling", "refused"), ("lock_version", "0")]);
    assert_eq!(refused.status, 303);
    assert_eq!(app.audit().last().unwrap(), "groups.refuse_profiling");
    assert_eq!((group(&app, dormant), stage(&app, dormant)), (None, Stage::Dormant));
    assert!(names(&care.get("/customer-groups/customers?group=dormant")).is_empty());
    let told = care.get_region(&format!("/customer-groups/of/{dormant}"), "standing");
    assert!(
        told.body.contains("不同意画像") && !told.body.contains("R / F / M"),
        "{}",
        told.body
    );
    count(&app);
    assert_eq!(group(&app, dormant), None, "the night keeps to it");
    assert_eq!(
        care.post_form(&path, &[("profiling", "allowed"), ("lock_version", "0")])
            .status,
        409
    );
    assert_eq!(
        care.post_form(&path, &[("profiling", "allowed"), ("lock_version", "1")])
            .status,
        303
    );
    assert_eq!(group(&app, dormant), Some(RfmGroup::Dormant));
}

fn refuse_calls(app: &TestApp, customer: CustomerId) {
    diesel::sql_query(
        "INSERT INTO consents (id, customer_id, purpose, channel, given, wording_version, at) \
         VALUES ($1, $2, 'marketing', 'phone', FALSE, '1', $3)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(customer)
    .bind::<Timestamptz, _>(app.clock.now())
    .execute(&mut app.database.owner())
    .unwrap();
}

fn open_calls(app: &TestApp) -> Vec<(String, Option<CustomerId>)> {
    tasks::table
        .filter(tasks::done_at.is_null())
        .filter(tasks::kind.like("customer.w%"))
        .order(tasks::kind)
        .select((tasks::kind, tasks::customer_id))
        .load(&mut app.database.owner())
        .unwrap()
}

#[test]
fn calls_are_planned_for_the_dormant_and_the_lost_who_want_them_and_once() {
    let app = TestApp::spawn();
    let [often, _, dormant, lost, regular, _] = six(&app);
    let other = owner(&app, "钱进", "13312348816", &[(1_300, 500)]);
    refuse_calls(&app, other);
    count(&app);
    let care = app.sign_in("care");
    let page = care.get("/customer-groups/customers?group=lost");
    assert!(page.body.contains("不接受营销电话"));
    let ids: Vec<String> = [often, dormant, lost, regular, other]
        .iter()
        .map(ToString::to_string)
        .collect();
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", &**id)).collect();
    fields.push(("back", "/customer-groups/customers?group=lost"));
    let answer = care.post_form("/customer-groups/calls", &fields);
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/customer-groups/customers?group=lost")
    );
    assert_eq!(
        open_calls(&app),
        [
            ("customer.wake_up".to_owned(), Some(dormant)),
            ("customer.win_back".to_owned(), Some(lost)),
        ]
    );
    let again = care.post_form("/customer-groups/calls", &fields);
    assert_eq!(again.status, 303);
    assert_eq!(open_calls(&app).len(), 2);
    let list = care.get("/customer-groups/customers?group=lost");
    assert!(list.body.contains("已有电话任务"));
    assert!(app.audit().contains(&"groups.plan_call".to_owned()));
    let calls = care.get("/call-backs?view=free");
    assert!(calls.body.contains("流失召回"), "{}", calls.body);
    let none = care.post_form("/customer-groups/calls", &[("back", "https://example.com/")]);
    assert_eq!(none.status, 422, "nobody was ticked");
    assert_eq!(
        app.sign_in("membership")
            .post_form("/customer-groups/calls", &fields)
            .status,
        403
    );
}

/// Two are lost; one of them is called and comes back with a bill. The rate is 1 of 2, that of calls 1 of 1.
#[test]
fn the_win_back_rate_is_measured_and_opens_its_customers() {
    let app = TestApp::spawn();
    let car = {
        let customer = app.customer("周一", "13612348811");
        let car = app.vehicle(customer, "", "");
        serve(&app, customer, car, 1_200, 2_000);
        (customer, car)
    };
    owner(&app, "钱进", "13312348816", &[(1_150, 500)]);
    // Lost for more than a year: not among them.
    owner(&app, "郑重", "13312348817", &[(1_500, 500)]);
    count(&app);
    let client = manager(&app);
    let facts = |client: &Client| client.get("/customer-groups").texts("[data-actions] td");
    assert_eq!(facts(&client)[3..5], ["2", "0"], "lost in the year, back");
    let id = car.0.to_string();
    client.post_form("/customer-groups/calls", &[("ids", &*id)]);
    diesel::sql_query("UPDATE tasks SET done_at = $1, outcome = 'answered' WHERE kind = 'customer.win_back'")
        .bind::<Timestamptz, _>(app.clock.now())
        .execute(&mut app.database.owner())
        .unwrap();
    app.advance(TimeDelta::days(3));
    serve(&app, car.0, car.1, 0, 900);
    count(&app);
    let client = manager(&app);
    assert_eq!(facts(&client)[3..9], ["2", "1", "1", "1", "50.0%", "100.0%"]);
    assert_eq!(names(&client.get("/customer-groups/customers?view=won_back")), ["周一"]);
    assert_eq!(names(&client.get("/customer-groups/customers?view=lost_year")).len(), 2);
    assert_eq!(names(&client.get("/customer-groups/customers?view=moved")), ["周一"]);
    let moved = client.get("/customer-groups/customers?view=moved");
    assert!(moved.body.contains("流失 → 一般"), "{}", moved.body);
}

#[test]
fn the_customers_page_loads_where_they_stand() {
    let app = TestApp::spawn();
    let [often, ..] = six(&app);
    count(&app);
    let care = app.sign_in("care");
    let page = care.get(&format!("/customers/{often}"));
    assert!(page.has(&format!("#standing[hx-get='/customer-groups/of/{often}']")));
    let alone = care.get(&format!("/customer-groups/of/{often}"));
    assert!(
        alone.has("h1") && alone.body.contains("高价值"),
        "without a script it is a page"
    );
}
