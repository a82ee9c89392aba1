//! What is kept day by day is what a recount finds, whatever happens to the answers afterwards.

use diesel::prelude::*;
use yingke::platform::i18n::times;
use yingke::surveys::report::commands;
use yingke::surveys::report::model::{Edition, Figures, Filter, Narrow};
use yingke::surveys::report::queries;
use yingke::surveys::report::rules::{Days, Dimension};

use super::{Answer, Asked, answer, days_ago, invited, next_version, survey};
use crate::support::TestApp;

/// A stream of numbers that is the same each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn score(&mut self, low: u64, high: u64) -> Option<i16> {
        (self.throw(10) > 0).then(|| i16::try_from(low + self.throw(high - low + 1)).unwrap())
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.throw(of.len() as u64)).unwrap()]
    }
}

/// Some months of answers to two versions.
fn store_with_answers(count: u64) -> (TestApp, Asked) {
    let app = TestApp::spawn();
    let (first, keys) = survey(&app);
    let second = next_version(&app, &first, &keys);
    let mut dice = Dice(7);
    for _ in 0..count {
        let asked = if dice.throw(3) == 0 { &second } else { &first };
        let at = days_ago(&app, i64::try_from(dice.throw(95)).unwrap()) + chrono::TimeDelta::minutes(7);
        let at = at.min(app.clock.now());
        let given = Answer {
            attitude: dice.score(1, 5),
            time: dice.score(1, 5),
            overall: dice.score(1, 5),
            nps: dice.score(0, 10),
            channel: dice.one(&[None, Some("phone"), Some("desk")]),
            remark: dice.one(&[None, None, Some("很好")]),
            advisor: dice.one(&[None, Some("advisor"), Some("advisor2")]),
            technician: dice.one(&[None, Some("technician")]),
            tier: dice.one(&[None, Some("regular"), Some("gold")]),
            way: Some(dice.one(&["link", "phone", "paper"])),
            draft: dice.throw(6) == 0,
            nameless: false,
        };
        answer(&app, asked, at, &given);
        let (state, way) = (
            dice.one(&["sent", "answered", "expired"]),
            dice.one(&["link", "link", "on_site", "slip"]),
        );
        invited(&app, asked, at, state, way);
    }
    (app, first)
}

/// The figures of the report beside those of a plain recount, under each kind of filter.
fn compared(app: &TestApp, asked: &Asked, edition: Edition) -> Vec<(Figures, Figures)> {
    let today = times::day_of(app.clock.now());
    let spans = [
        (today - chrono::Days::new(94), today),
        (today - chrono::Days::new(40), today - chrono::Days::new(3)),
    ];
    let advisor = app.actor("advisor").id.to_string();
    let narrows = [
        vec![],
        vec![(Dimension::Advisor, advisor.clone())],
        vec![(Dimension::Advisor, String::new())],
        vec![(Dimension::Tier, "gold".to_owned())],
        vec![(Dimension::Way, "paper".to_owned())],
        vec![
            (Dimension::Tier, "gold".to_owned()),
            (Dimension::Advisor, advisor.clone()),
        ],
        vec![(Dimension::Tier, String::new()), (Dimension::Way, "link".to_owned())],
        vec![
            (Dimension::Technician, String::new()),
            (Dimension::Model, String::new()),
        ],
        vec![
            (Dimension::Advisor, advisor),
            (Dimension::Tier, "regular".to_owned()),
            (Dimension::Way, "phone".to_owned()),
        ],
        vec![
            (Dimension::Advisor, String::new()),
            (Dimension::Technician, app.actor("technician").id.to_string()),
            (Dimension::Model, String::new()),
            (Dimension::Tier, String::new()),
            (Dimension::Way, "paper".to_owned()),
        ],
        vec![
            (Dimension::Tier, "silver".to_owned()),
            (Dimension::Way, "link".to_owned()),
        ],
    ];
    let (store, now) = (app.store(), app.clock.now());
    let mut owner = app.database.owner();
    let mut found = Vec::new();
    for (first, last) in spans {
        let days = Days { first, last };
        let catalogue = queries::catalogue(&mut owner, store, Some(asked.survey), edition, days, now).unwrap();
        for narrow in &narrows {
            let filter = Filter {
                survey: asked.survey,
                versions: catalogue.chosen.iter().map(|version| version.id).collect(),
                days,
                narrow: Narrow::new(narrow.clone()),
            };
            found.push((
                queries::figures(&mut owner, store, &filter, &catalogue).unwrap(),
                queries::recounted(&mut owner, store, &filter).unwrap(),
            ));
        }
    }
    found
}

fn settle(app: &TestApp) {
    app.db.system_write_now(commands::settle_all).unwrap();
}

fn kept_days(app: &TestApp) -> i64 {
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;
    diesel::select(sql::<BigInt>("(SELECT count(*) FROM survey_rollup_days)"))
        .get_result(&mut app.database.owner())
        .unwrap()
}

#[test]
fn what_is_kept_equals_a_recount() {
    let (app, asked) = store_with_answers(240);
    let before = compared(&app, &asked, Edition::All);
    assert_eq!(kept_days(&app), 0);
    settle(&app);
    assert!(kept_days(&app) > 180, "days and whole months of both kinds");
    let after = compared(&app, &asked, Edition::All);
    for ((uncounted, recount), (kept, again)) in before.into_iter().zip(after) {
        assert_eq!(recount, again, "nothing changed");
        assert_eq!(uncounted, recount);
        assert_eq!(kept, recount);
    }
    let all = compared(&app, &asked, Edition::Newest).remove(0).0;
    let both = compared(&app, &asked, Edition::All).remove(0).0;
    assert!(
        all.heads.n > 0 && all.heads.n < both.heads.n,
        "one version is not all of them"
    );
}

/// How many days are packed, answer by answer, of this kind.
fn packs(app: &TestApp, family: &str) -> i64 {
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;
    diesel::select(sql::<BigInt>(&format!(
        "(SELECT count(*) FROM survey_packs WHERE family = '{family}')"
    )))
    .get_result(&mut app.database.owner())
    .unwrap()
}

#[test]
fn what_several_filters_leave_is_read_from_packed_days() {
    let (app, asked) = store_with_answers(160);
    settle(&app);
    assert!(packs(&app, "answers") > 40 && packs(&app, "asked") > 40);
    let several = |app: &TestApp| -> Vec<Figures> {
        // The second stretch of days: all of them are over. From the sixth on there are several filters.
        let found = compared(app, &asked, Edition::All);
        let width = found.len() / 2;
        found.into_iter().skip(width + 5).map(|(figures, _)| figures).collect()
    };
    let before = several(&app);
    assert!(before.iter().filter(|figures| figures.heads.n > 0).count() >= 3);
    let shown = |figures: &Figures| figures.reached.shown.values().sum::<i64>();
    assert!(before.iter().any(|figures| shown(figures) > 0));
    // Nothing watches single answers: whoever looked at them would find none now.
    diesel::sql_query("DELETE FROM survey_answers")
        .execute(&mut app.database.owner())
        .unwrap();
    assert_eq!(several(&app), before);
}

#[test]
fn what_is_deleted_is_in_no_pack() {
    let (app, _) = store_with_answers(60);
    settle(&app);
    let (answers, asked) = (packs(&app, "answers"), packs(&app, "asked"));
    let one = "SELECT id FROM survey_responses WHERE submitted_at < '2026-10-10' AND submitted_at IS NOT NULL ORDER BY id LIMIT 1";
    let delete = format!("DELETE FROM survey_responses WHERE id = ({one})");
    assert_eq!(diesel::sql_query(delete).execute(&mut app.database.owner()).unwrap(), 1);
    assert!(packs(&app, "answers") < answers && packs(&app, "asked") < asked);
}

#[test]
fn another_answer_in_a_draft_changes_what_is_shown() {
    let (app, asked) = store_with_answers(120);
    settle(&app);
    let kept = kept_days(&app);
    let mut owner = app.database.owner();
    let draft = "SELECT r.id FROM survey_responses r JOIN survey_answers a ON a.response_id = r.id AND a.score >= 4 \
                 JOIN survey_questions q ON q.id = a.question_id AND q.meaning = 'overall' \
                 WHERE r.submitted_at IS NULL AND r.started_at < '2026-10-10' ORDER BY r.id LIMIT 1";
    // It went as far as the last question; and then the overall score is changed to a low one.
    for sql in [
        format!(
            "UPDATE survey_responses SET last_question = (SELECT q.id FROM survey_questions q \
             WHERE q.version_id = survey_responses.version_id AND q.meaning = 'remark') WHERE id = ({draft})"
        ),
        format!(
            "WITH one AS ({draft}), changed AS (UPDATE survey_answers a SET score = 1 FROM one, survey_questions q \
             WHERE a.response_id = one.id AND q.id = a.question_id AND q.meaning = 'overall') \
             UPDATE survey_responses SET lock_version = lock_version + 1 WHERE id = (SELECT id FROM one)"
        ),
    ] {
        assert_eq!(diesel::sql_query(&sql).execute(&mut owner).unwrap(), 1, "{sql}");
        assert!(kept_days(&app) < kept, "{sql}");
        for (figures, recount) in compared(&app, &asked, Edition::All) {
            assert_eq!(figures, recount, "{sql}");
        }
        settle(&app);
        for (figures, recount) in compared(&app, &asked, Edition::All) {
            assert_eq!(figures, recount, "counted again after {sql}");
        }
    }
}

#[test]
fn a_change_of_an_old_answer_shows_at_once() {
    let (app, asked) = store_with_answers(120);
    settle(&app);
    let kept = kept_days(&app);
    let mut owner = app.database.owner();
    let one = "SELECT id FROM survey_responses WHERE submitted_at < '2026-10-10' AND submitted_at IS NOT NULL ORDER BY id LIMIT 1";
    for sql in [
        format!("UPDATE survey_responses SET tier = 'platinum' WHERE id = ({one})"),
        "UPDATE survey_responses SET submitted_at = started_at WHERE id = (SELECT id FROM survey_responses \
         WHERE submitted_at IS NULL AND started_at < '2026-10-10' ORDER BY id LIMIT 1)"
            .to_owned(),
        "UPDATE survey_invitations SET state = 'expired' WHERE id = (SELECT id FROM survey_invitations \
         WHERE state = 'sent' AND sent_at < '2026-10-01' ORDER BY id LIMIT 1)"
            .to_owned(),
        format!("DELETE FROM survey_responses WHERE id = ({one})"),
    ] {
        assert_eq!(diesel::sql_query(&sql).execute(&mut owner).unwrap(), 1, "{sql}");
        assert!(kept_days(&app) < kept, "{sql}");
        for (figures, recount) in compared(&app, &asked, Edition::All) {
            assert_eq!(figures, recount, "{sql}");
        }
        settle(&app);
        assert_eq!(kept_days(&app), kept, "{sql}");
        for (figures, recount) in compared(&app, &asked, Edition::All) {
            assert_eq!(figures, recount, "counted again after {sql}");
        }
    }
    let unrelated = format!("UPDATE survey_responses SET followed_up_at = NULL WHERE id = ({one})");
    diesel::sql_query(unrelated).execute(&mut owner).unwrap();
    assert_eq!(kept_days(&app), kept, "a call changes no figure");
}

#[test]
fn days_are_counted_by_and_by() {
    let (app, asked) = store_with_answers(40);
    app.work();
    let some = kept_days(&app);
    assert!(some >= 40, "{some}");
    for _ in 0..6 {
        app.advance(chrono::TimeDelta::minutes(5));
        app.work();
    }
    assert!(kept_days(&app) > some);
    for (figures, recount) in compared(&app, &asked, Edition::All) {
        assert_eq!(figures, recount);
    }
}

#[test]
fn a_hand_worked_survey_has_its_figures() {
    let app = TestApp::spawn();
    let (asked, _) = survey(&app);
    // Overall 5 5 5 4 4 4 4 3 2 1; recommendation 10 10 9 8 7 6 3 and three without; attitude as overall but one.
    let overall = [5, 5, 5, 4, 4, 4, 4, 3, 2, 1];
    let nps = [
        Some(10),
        Some(10),
        Some(9),
        Some(8),
        Some(7),
        Some(6),
        Some(3),
        None,
        None,
        None,
    ];
    for (overall, nps) in overall.into_iter().zip(nps) {
        let given = Answer {
            overall: Some(overall),
            attitude: Some(6 - overall),
            nps,
            ..Answer::default()
        };
        answer(&app, &asked, days_ago(&app, 5), &given);
    }
    settle(&app);
    let (figures, _) = compared(&app, &asked, Edition::Newest).remove(0);
    assert_eq!(figures.heads.n, 10);
    assert_eq!(figures.heads.overall.csi().unwrap().to_string(), "74.0");
    assert_eq!(figures.heads.overall.satisfaction().unwrap().to_string(), "70.0");
    assert_eq!(figures.heads.nps.nps().unwrap().to_string(), "14.3");
    let attitude = &figures.items[&asked.attitude];
    assert_eq!((attitude.n, attitude.pairs.n), (10, 10));
    assert!(
        (attitude.pairs.correlation().unwrap() + 1.0).abs() < 1e-9,
        "the better, the worse"
    );
}
