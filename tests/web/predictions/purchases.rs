//! How likely another purchase is: learned from a store's own history.

use chrono::{Months, TimeDelta};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Integer, Text, Timestamptz, Uuid as SqlUuid};
use yingke::customers::model::NAME;
use yingke::figures::predictions::model::{Card, State};
use yingke::figures::predictions::rules::learn::Feature;
use yingke::figures::predictions::{commands, queries};
use yingke::platform::i18n::times;
use yingke::schema::customers;
use yingke::values::ids::CustomerId;

use crate::support::{Client, TestApp};

/// The same numbers every time, spread evenly between 0 and 1.
fn numbers() -> impl FnMut() -> f64 {
    let mut state = 20_261_122_u64;
    move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Customers of a year ago, each with a bill some time before; who came lately bought more often. Gives them with how many
/// bought.
fn history(app: &TestApp, many: usize) -> (Vec<CustomerId>, usize) {
    let (store, now) = (app.store(), app.clock.now());
    let mut next = numbers();
    let car = {
        let first = app.customer("郑重", "13312348817");
        app.vehicle(first, "", "")
    };
    let ids: Vec<CustomerId> = (0..many).map(|_| CustomerId::new()).collect();
    let mut conn = app.database.owner();
    for some in ids.chunks(500) {
        let rows: Vec<_> = some
            .iter()
            .map(|id| {
                let name = app.db.vault().seal(NAME, id.uuid(), "钱进").unwrap();
                (
                    customers::id.eq(*id),
                    customers::store_id.eq(store),
                    customers::name_sealed.eq(name),
                    customers::notice_version.eq("1"),
                    customers::created_at.eq(now),
                    customers::updated_at.eq(now),
                )
            })
            .collect();
        diesel::insert_into(customers::table)
            .values(rows)
            .execute(&mut conn)
            .unwrap();
    }
    let days: Vec<i32> = ids.iter().map(|_| (next() * 730.0) as i32).collect();
    let bought: Vec<CustomerId> = ids
        .iter()
        .zip(&days)
        .filter(|(_, days)| next() < 1.0 / (1.0 + (f64::from(**days) / 120.0 - 1.0).exp()))
        .map(|(id, _)| *id)
        .collect();
    // A year and a day before the day that is learned from, and further back.
    let then = times::start_of(times::day_of(now).checked_sub_months(Months::new(12)).unwrap()) - TimeDelta::hours(1);
    sql_query(
        "INSERT INTO past_services (id, store_id, number, vehicle_id, customer_id, at, total_fen, created_at) \
         SELECT gen_random_uuid(), $1, gen_random_uuid()::text, $2, u.id, $3 - u.days * interval '1 day', 80000, $3 \
         FROM unnest($4, $5) AS u (id, days)",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<SqlUuid, _>(car)
    .bind::<Timestamptz, _>(then)
    .bind::<Array<SqlUuid>, _>(&ids)
    .bind::<Array<Integer>, _>(&days)
    .execute(&mut conn)
    .unwrap();
    for (sql, by) in [
        (
            "INSERT INTO opportunities (id, store_id, number, customer_id, stage, nurture_from, created_at, closed_at) \
             SELECT md5(u.id::text)::uuid, $1, u.id::text, u.id, 'delivered', $2, $2, $2 FROM unnest($3) AS u (id)",
            &bought,
        ),
        (
            "INSERT INTO sales_orders (id, store_id, number, opportunity_id, customer_id, model, state, method, car_price_fen, \
             total_fen, signed_on, first_promised_on, promised_on, created_at) \
             SELECT gen_random_uuid(), $1, u.id::text, md5(u.id::text)::uuid, u.id, 'X7', 'open', 'full', 1, 1, \
             $2::date, $2::date, $2::date, $2 FROM unnest($3) AS u (id)",
            &bought,
        ),
    ] {
        sql_query(sql)
            .bind::<SqlUuid, _>(store)
            .bind::<Timestamptz, _>(now - TimeDelta::days(100))
            .bind::<Array<SqlUuid>, _>(by)
            .execute(&mut conn)
            .unwrap();
    }
    (ids, bought.len())
}

fn learn(app: &TestApp) -> Card {
    let store = app.store();
    app.db.system_write_now(|tx| commands::learn(tx, store)).unwrap();
    queries::card(&mut app.database.owner(), store).unwrap().unwrap()
}

fn manager(app: &TestApp) -> Client {
    app.sign_in("crm.manager")
}

#[test]
fn a_store_learns_from_its_own_history_and_says_how_well() {
    let app = TestApp::spawn();
    let (_, positives) = history(&app, 1_500);
    assert!(positives > 250, "{positives}");
    let card = learn(&app);
    assert_eq!(card.state, State::Ready);
    assert_eq!((card.customers, card.held_out), (1_500, 450));
    assert_eq!(usize::try_from(card.positives).unwrap(), positives);
    assert!(card.auc.unwrap() > 0.7, "{:?}", card.auc);
    let model = card.model.clone().unwrap();
    assert_eq!(model.weights[0].feature, Feature::Recency);
    assert!(model.weights[0].weight < -0.5, "{:?}", model.weights);
    // The statement scores as the model does.
    let scope = app.actor("crm.manager").customers();
    let list = queries::list(
        &mut app.database.owner(),
        scope,
        app.clock.now(),
        app.store(),
        None,
        2_000,
    )
    .unwrap();
    assert_eq!(list.rows.len(), 1_500);
    for row in &list.rows {
        assert!((model.chance(&row.features) - row.chance).abs() < 1e-9, "{row:?}");
    }
    assert!(list.rows.is_sorted_by(|one, other| one.chance >= other.chance));
}

#[test]
fn the_likeliest_are_listed_with_their_factors_page_by_page() {
    let app = TestApp::spawn();
    history(&app, 1_500);
    learn(&app);
    let client = manager(&app);
    let first = client.get("/predictions");
    assert_eq!(first.texts("[data-chance]").len(), 40);
    assert!(first.texts("tbody td").iter().any(|text| text.contains("上次消费在")));
    let card = first.text("[data-model]");
    assert!(
        card.contains("AUC") && card.contains("1,500") && card.contains("450"),
        "{card}"
    );
    let next = first.attributes("a[rel=next]", "href");
    let second = client.get(&next[0]);
    let (mut ids, more) = (
        first.attributes("tbody tr[id]", "id"),
        second.attributes("tbody tr[id]", "id"),
    );
    ids.extend(more);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 80, "nobody twice");
    client.post_form("/preferences", &[("lang", "en"), ("next", "/")]);
    let words = client.get("/predictions").text("[data-model]");
    assert!(
        !words.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign)),
        "{words}"
    );
}

#[test]
fn nothing_is_shown_of_a_short_history() {
    let app = TestApp::spawn();
    let (ids, positives) = history(&app, 200);
    let card = learn(&app);
    assert_eq!((card.state, card.auc, card.model.is_none()), (State::Short, None, true));
    let page = manager(&app).get("/predictions");
    assert!(
        page.text("[data-silent]")
            .contains(&format!("只有 {positives} 次再购，至少需要 200 次"))
    );
    assert!(!page.has("[data-chance]"));
    let told = app
        .sign_in("care")
        .get_region(&format!("/predictions/of/{}", ids[0]), "foretold");
    assert!(told.text("[data-purchase]").contains("历史太短") && !told.has("[data-chance]"));
}

#[test]
fn a_model_no_better_than_chance_says_nothing_and_takes_back_what_was_said() {
    let app = TestApp::spawn();
    let (ids, _) = history(&app, 1_500);
    assert_eq!(learn(&app).state, State::Ready);
    // From now on only a model that is never wrong would do.
    sql_query(
        "INSERT INTO settings (store_id, key, value, lock_version, updated_at) \
         VALUES ($1, 'figures.predictions', '{\"least_auc\": 100}', 1, now())",
    )
    .bind::<SqlUuid, _>(app.store())
    .execute(&mut app.database.owner())
    .unwrap();
    let card = learn(&app);
    assert_eq!(card.state, State::Weak);
    assert!(card.auc.is_some());
    let page = manager(&app).get("/predictions");
    assert!(page.text("[data-silent]").contains("低于 100%") && !page.has("[data-chance]"));
    assert!(queries::chance(&mut app.database.owner(), ids[0]).unwrap().is_none());
}

#[test]
fn the_customers_page_tells_the_chance_unless_they_refuse() {
    let app = TestApp::spawn();
    let (ids, _) = history(&app, 1_500);
    learn(&app);
    let care = app.sign_in("care");
    let path = format!("/predictions/of/{}", ids[3]);
    let told = care.get_region(&path, "foretold");
    let purchase = told.text("[data-purchase]");
    assert!(
        told.has("[data-chance]") && purchase.contains("AUC") && purchase.contains("n = 1,500"),
        "{purchase}"
    );
    let factors = told.texts("[data-purchase] li");
    assert!((1..=3).contains(&factors.len()), "{factors:?}");
    let refused = care.post_form(
        &format!("/customer-groups/of/{}/profiling", ids[3]),
        &[("profiling", "refused"), ("lock_version", "0")],
    );
    assert_eq!(refused.status, 303, "{}", refused.body);
    assert!(!care.get_region(&path, "foretold").has("[data-chance]"));
    learn(&app);
    assert!(
        !care.get_region(&path, "foretold").has("[data-chance]"),
        "nor is it learned again"
    );
}

#[test]
fn a_manager_has_it_learned_again_and_each_sees_their_own() {
    let app = TestApp::spawn();
    history(&app, 40);
    let client = manager(&app);
    assert!(client.get("/predictions").has(".empty"), "nothing learned yet");
    let asked = client.post_form("/predictions/lessons", &[]);
    assert_eq!((asked.status, asked.location()), (303, "/predictions"));
    assert_eq!(app.audit().last().unwrap(), "predictions.learn");
    app.work();
    assert!(client.get("/predictions").has("[data-silent]"));
    assert_eq!(app.sign_in("care").post_form("/predictions/lessons", &[]).status, 403);
    assert_eq!(app.sign_in("marketing").get("/predictions").status, 403);
    assert_eq!(app.sign_in("consultant").get("/predictions").status, 200);
}

#[derive(QueryableByName)]
struct Kind {
    #[diesel(sql_type = Text)]
    kind: String,
}

#[test]
fn the_lessons_come_round() {
    let app = TestApp::spawn();
    app.work();
    let kinds: Vec<Kind> = sql_query("SELECT kind FROM jobs WHERE kind LIKE 'figures.%' ORDER BY kind")
        .load(&mut app.database.owner())
        .unwrap();
    let kinds: Vec<String> = kinds.into_iter().map(|row| row.kind).collect();
    assert!(kinds.contains(&"figures.groups".to_owned()) && kinds.contains(&"figures.lessons".to_owned()));
    let before = queries::card(&mut app.database.owner(), app.store()).unwrap().unwrap();
    app.advance(TimeDelta::days(6));
    app.work();
    let same = queries::card(&mut app.database.owner(), app.store()).unwrap().unwrap();
    assert_eq!(same.id, before.id, "once a week is enough");
    app.advance(TimeDelta::days(1));
    app.work();
    let later = queries::card(&mut app.database.owner(), app.store()).unwrap().unwrap();
    assert_ne!(later.id, before.id);
}
