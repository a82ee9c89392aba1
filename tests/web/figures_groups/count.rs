//! What is counted, and that only what changed is written.

use chrono::{NaiveDate, TimeDelta};
use yingke::figures::groups::rules::{Facts, stand};
use yingke::figures::groups::settings::GroupSettings;
use yingke::platform::i18n::times;

use super::*;

#[test]
fn groups_and_stages_follow_from_bills_and_visits() {
    let app = TestApp::spawn();
    let all = six(&app);
    let counted = count(&app);
    assert_eq!((counted.customers, counted.changed), (6, 6));
    let groups = all.map(|customer| group(&app, customer));
    assert_eq!(
        groups,
        [
            Some(RfmGroup::HighValue),
            Some(RfmGroup::Promising),
            Some(RfmGroup::Dormant),
            Some(RfmGroup::Lost),
            Some(RfmGroup::Regular),
            None,
        ]
    );
    let stages = all.map(|customer| stage(&app, customer));
    assert_eq!(
        stages,
        [
            Stage::Loyal,
            Stage::Owner,
            Stage::Dormant,
            Stage::Lost,
            Stage::Owner,
            Stage::Prospect,
        ]
    );
    let often = stands(&app, all[0]);
    assert_eq!((often.settlements, often.spend_fen), (6, 30_000_000));
    assert_eq!(
        (often.recency, often.frequency, often.monetary),
        (Some(5), Some(4), Some(4))
    );
}

#[test]
fn a_visit_keeps_somebody_from_falling_asleep_and_a_second_car_makes_loyal() {
    let app = TestApp::spawn();
    let [.., dormant, _, _, _] = six(&app);
    visit(&app, dormant, 10, 1);
    let twice = app.customer("吴双", "13312348815");
    buy(&app, twice, 900, 180_000);
    count(&app);
    assert_eq!(
        (group(&app, dormant), stage(&app, dormant)),
        (Some(RfmGroup::Regular), Stage::Owner)
    );
    assert_eq!(stage(&app, twice), Stage::Dormant);
    buy(&app, twice, 5, 200_000);
    count(&app);
    let stands = stands(&app, twice);
    assert_eq!((stands.stage, stands.cars_bought), (Stage::Loyal, 2));
    assert_eq!(stands.spend_fen, 38_000_000, "both within 36 months");
}

#[test]
fn a_bill_counts_for_thirty_six_months_and_not_a_day_longer() {
    let app = TestApp::spawn();
    let today = times::day_of(app.clock.now());
    let since = today.checked_sub_months(chrono::Months::new(36)).unwrap();
    let days = (today - since).num_days();
    let inside = owner(&app, "顾明", "13812345621", &[(days - 1, 5_000), (1, 100)]);
    let outside = owner(&app, "李娜", "13712348812", &[(days, 5_000), (1, 100)]);
    count(&app);
    assert_eq!(
        (stands(&app, inside).settlements, stands(&app, inside).spend_fen),
        (2, 510_000)
    );
    assert_eq!(
        (stands(&app, outside).settlements, stands(&app, outside).spend_fen),
        (1, 10_000)
    );
}

/// The statement and the rules in Rust say the same of customers as chance makes them.
#[test]
fn the_statement_counts_as_the_rules_say() {
    let app = TestApp::spawn();
    let mut state = 20_261_122_u64;
    let mut below = |most: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % most).unwrap()
    };
    let mut made: Vec<(CustomerId, Vec<(i64, i64)>)> = Vec::new();
    for nth in 0..40 {
        let many = usize::try_from(below(9)).unwrap();
        // Half of them stand near a limit.
        let edges = [90, 91, 180, 181, 365, 366, 729, 730, 1_094, 1_095];
        let services: Vec<(i64, i64)> = (0..many)
            .map(|_| {
                let days = if below(2) == 0 {
                    below(1_300)
                } else {
                    edges[usize::try_from(below(10)).unwrap()]
                };
                (
                    days,
                    [100, 2_999, 3_000, 20_000, 90_000][usize::try_from(below(5)).unwrap()],
                )
            })
            .collect();
        let customer = owner(&app, "顾明", &format!("138123{nth:05}"), &services);
        made.push((customer, services));
    }
    count(&app);
    let today = times::day_of(app.clock.now());
    let window = (today - today.checked_sub_months(chrono::Months::new(36)).unwrap()).num_days();
    let year = (today - today.checked_sub_months(chrono::Months::new(12)).unwrap()).num_days();
    let rule = GroupSettings::default().thresholds();
    let mut kinds = std::collections::BTreeSet::new();
    for (customer, services) in made {
        let counted = services.iter().filter(|(days, _)| *days < window);
        let last = services.iter().map(|(days, _)| *days).min();
        let facts = Facts {
            settled_days: last,
            visit_days: last,
            settlements: i64::try_from(counted.clone().count()).unwrap(),
            spend_fen: counted.map(|(_, yuan)| yuan * 100).sum(),
            visits_year: i64::try_from(services.iter().filter(|(days, _)| *days < year).count()).unwrap(),
            owns: true,
            ..Facts::default()
        };
        let (expected, found) = (stand(&facts, &rule), stands(&app, customer));
        let scores = [found.recency, found.frequency, found.monetary].map(|score| score.unwrap_or_default());
        assert_eq!(found.stage, expected.stage, "{services:?}");
        assert_eq!(
            found
                .rfm_group
                .map(|group| (group, scores.map(|score| u8::try_from(score).unwrap()))),
            expected.group,
            "{services:?}"
        );
        kinds.insert(found.rfm_group);
    }
    assert!(kinds.len() >= 4, "chance made all kinds: {kinds:?}");
}

#[test]
fn only_what_changed_is_written_and_every_move_is_kept_with_its_day() {
    let app = TestApp::spawn();
    let [often, promising, _, lost, ..] = six(&app);
    count(&app);
    let again = count(&app);
    assert_eq!((again.customers, again.changed, again.moved), (6, 0, 0));
    let day = |days: i64| -> NaiveDate { times::day_of(app.clock.now() - TimeDelta::days(days)) };
    let then = day(1_200 - 1_095);
    assert_eq!(
        moves(&app, lost),
        [format!("group  → lost {then}"), format!("stage  → lost {then}")],
        "time brought them there before the first count"
    );
    assert!(moves(&app, often).is_empty(), "a first count is no move");
    app.advance(TimeDelta::days(720));
    let later = count(&app);
    assert!(later.moved >= 2);
    let now = day(0);
    assert_eq!(
        moves(&app, promising),
        [
            format!("group promising → dormant {now}"),
            format!("stage owner → dormant {now}"),
        ]
    );
    let stands = stands(&app, promising);
    assert_eq!((stands.group_since, stands.stage_since), (Some(day(0)), day(0)));
}

#[test]
fn the_night_counts_and_a_person_may_ask_for_it() {
    let app = TestApp::spawn();
    let [_, _, dormant, ..] = six(&app);
    app.work();
    assert_eq!(group(&app, dormant), Some(RfmGroup::Dormant));
    visit(&app, dormant, 1, 1);
    app.work();
    assert_eq!(group(&app, dormant), Some(RfmGroup::Dormant), "once a day is enough");
    let asked = manager(&app).post_form("/customer-groups/counts", &[]);
    assert_eq!((asked.status, asked.location()), (303, "/customer-groups"));
    assert_eq!(app.audit().last().unwrap(), "groups.count");
    app.work();
    assert_eq!(group(&app, dormant), Some(RfmGroup::Regular));
    assert_eq!(
        app.sign_in("care").post_form("/customer-groups/counts", &[]).status,
        403
    );
}

#[test]
fn the_sums_are_those_of_the_rows_whatever_happens_between_two_counts() {
    let app = TestApp::spawn();
    let [often, promising, dormant, ..] = six(&app);
    count(&app);
    let off = "SELECT count(*) AS n FROM (SELECT store_id, COALESCE(rfm_group, ''), stage, scenario, count(*) FROM customer_groups \
         GROUP BY 1, 2, 3, 4 EXCEPT SELECT store_id, rfm_group, stage, scenario, n FROM group_counts) x";
    let all = "SELECT sum(n)::bigint AS n FROM group_counts";
    assert_eq!((number(&app, off), number(&app, all)), (0, 6));
    scenario(&app, often, "off_road");
    diesel::sql_query("UPDATE customers SET merged_into = $1 WHERE id = $2")
        .bind::<SqlUuid, _>(promising)
        .bind::<SqlUuid, _>(dormant)
        .execute(&mut app.database.owner())
        .unwrap();
    assert_eq!((number(&app, off), number(&app, all)), (0, 5));
    count(&app);
    assert_eq!((number(&app, off), number(&app, all)), (0, 5));
    let joined = stands(&app, promising);
    assert_eq!(joined.settlements, 3, "with the bills of the record that was joined");
    app.advance(TimeDelta::days(400));
    count(&app);
    assert_eq!((number(&app, off), number(&app, all)), (0, 5));
}
