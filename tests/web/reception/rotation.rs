//! The rotation of the floor: whose turn it is when somebody comes to look at cars.

use yingke::visits::appointments::commands::add_day_off;
use yingke::visits::appointments::rules::{DaysOff, OffReason};

use super::*;

fn step(client: &Client, step: &str, staff: &str) -> Page {
    client.post_form("/reception/floor", &[("step", step), ("staff", staff)])
}

/// Who is on the floor, in turns.
fn turns(client: &Client) -> Vec<String> {
    let page = client.get("/reception");
    page.attributes("[aria-labelledby='floor-title'] li", "id")
        .into_iter()
        .map(|id| id.trim_start_matches("floor-").to_owned())
        .collect()
}

struct Floor {
    app: TestApp,
    one: Client,
    two: Client,
    first: String,
    second: String,
}

/// Both consultants have checked in, one after the other.
fn floor() -> Floor {
    let app = TestApp::spawn();
    let (one, two) = (app.sign_in("consultant"), app.sign_in("consultant2"));
    for client in [&one, &two] {
        let answer = step(client, "check_in", "");
        assert_eq!(
            (answer.status, answer.location()),
            (303, "/reception"),
            "{}",
            answer.body
        );
    }
    let (first, second) = (
        app.actor("consultant").id.to_string(),
        app.actor("consultant2").id.to_string(),
    );
    Floor {
        app,
        one,
        two,
        first,
        second,
    }
}

impl Floor {
    /// Whom somebody goes to who comes to look at cars.
    fn taken_by(&self) -> String {
        let visit = guest(&self.app, Purpose::Showroom).id;
        advisor(&self.app, visit).map(|id| id.to_string()).unwrap_or_default()
    }

    fn order(&self) -> Vec<String> {
        turns(&self.one)
    }
}

#[test]
fn visitors_go_round_in_turns() {
    let floor = floor();
    let (first, second) = (floor.first.clone(), floor.second.clone());
    assert_eq!(floor.order(), [first.clone(), second.clone()]);
    let lines = floor.one.get("/reception").texts("[aria-labelledby='floor-title'] li");
    assert!(lines[0].contains("陈思远 下一位 0 批"), "{lines:?}");
    for wanted in [&first, &second, &first] {
        assert_eq!(floor.taken_by(), *wanted);
    }
    assert_eq!(floor.order(), [second, first]);
    let lines = floor.one.get("/reception").texts("[aria-labelledby='floor-title'] li");
    assert!(
        lines[0].contains("周敏 下一位 1 批") && lines[1].contains("2 批"),
        "{lines:?}"
    );
    let history = floor.one.get("/reception/floor").texts("tbody tr");
    assert_eq!(history.len(), 5, "two checked in, three turns: {history:?}");
    assert!(
        history[0].contains("陈思远") && history[0].contains("B003"),
        "{history:?}"
    );
}

#[test]
fn a_break_keeps_the_place_and_lets_the_turn_go_by() {
    let floor = floor();
    let (first, second) = (floor.first.clone(), floor.second.clone());
    assert_eq!(step(&floor.one, "pause", "").status, 303);
    let lines = floor.one.get("/reception").texts("[aria-labelledby='floor-title'] li");
    assert!(
        lines[0].contains("陈思远 暂停") && lines[1].contains("下一位"),
        "{lines:?}"
    );
    assert_eq!((floor.taken_by(), floor.taken_by()), (second.clone(), second.clone()));
    assert_eq!(floor.order(), [first.clone(), second.clone()]);
    assert_eq!(step(&floor.one, "resume", "").status, 303);
    assert_eq!(floor.taken_by(), first);
    for client in [&floor.one, &floor.two] {
        step(client, "pause", "");
    }
    assert_eq!(
        floor.taken_by(),
        "",
        "nobody is free: the visitor waits for whoever comes"
    );
}

#[test]
fn who_is_off_duty_by_their_plan_is_nowhere_the_next() {
    let floor = floor();
    let (first, second) = (floor.app.actor("consultant").id, floor.second.clone());
    let today = "2026-11-22".parse().unwrap();
    let off = DaysOff {
        from: today,
        until: today,
        reason: OffReason::Training,
    };
    floor.app.write("manager", |tx| add_day_off(tx, first, off)).unwrap();
    let page = floor.app.sign_in("sales.manager").get("/reception");
    let lines = page.texts("[aria-labelledby='floor-title'] li");
    assert!(
        lines[0].contains("陈思远 不在班") && lines[1].contains("周敏 下一位"),
        "{lines:?}"
    );
    let auto = page.text("#g-advisor option[value='']");
    assert!(auto.contains("周敏") && !auto.contains("陈思远"), "{auto}");
    assert_eq!(floor.taken_by(), second);
    assert_eq!(step(&floor.two, "pause", "").status, 303);
    assert_eq!(floor.taken_by(), "", "nobody is free");
}

#[test]
fn skipped_moved_up_and_gone_home() {
    let floor = floor();
    let (first, second) = (floor.first.clone(), floor.second.clone());
    assert_eq!(step(&floor.one, "skip", "").status, 303);
    assert_eq!(floor.order(), [second.clone(), first.clone()]);
    let manager = floor.app.sign_in("sales.manager");
    assert_eq!(step(&manager, "up", &first).status, 303);
    assert_eq!(floor.order(), [first.clone(), second.clone()]);
    assert_eq!(
        step(&manager, "up", &first).status,
        409,
        "nobody stands before the first"
    );
    assert_eq!(step(&floor.one, "check_out", "").status, 303);
    assert_eq!(floor.order(), std::slice::from_ref(&second));
    assert_eq!(floor.taken_by(), second);
    for gone in ["pause", "resume", "skip", "check_out"] {
        assert_eq!(step(&floor.one, gone, "").status, 409, "{gone} when one has gone home");
    }
    assert_eq!(step(&floor.one, "check_in", "").status, 303, "back again");
    assert_eq!(floor.order(), [second, first], "at the end");
    assert_eq!(step(&floor.one, "check_in", "").status, 409, "once");
    let audit = floor.app.audit();
    for action in ["check_in", "skipped", "moved", "ended"] {
        assert!(
            audit.contains(&format!("visits.floor_{action}")),
            "{action} in {audit:?}"
        );
    }
}

#[test]
fn ones_turn_is_ones_own_matter_or_a_managers() {
    let floor = floor();
    for noun in ["pause", "skip", "check_out"] {
        assert_eq!(step(&floor.two, noun, &floor.first).status, 403, "{noun}");
    }
    assert_eq!(step(&floor.one, "up", &floor.first).status, 403, "nobody pushes in");
    assert_eq!(floor.order(), [floor.first.clone(), floor.second.clone()]);
    let advisor = floor.app.sign_in("advisor");
    assert_eq!(step(&advisor, "check_in", "").status, 422, "an advisor sells no cars");
    assert_eq!(turns(&advisor).len(), 2);
    assert_eq!(step(&advisor, "dance", "").status, 400);
    let buttons = |client: &Client| client.get("/reception").attributes("button[name=step]", "value");
    assert_eq!(buttons(&floor.one), ["pause", "skip", "check_out"], "of one's own turn");
    assert!(buttons(&advisor).is_empty());
    assert_eq!(
        buttons(&floor.app.sign_in("sales.manager")),
        ["pause", "skip", "check_out", "pause", "skip", "up", "check_out"]
    );
}

#[test]
fn ones_own_customers_and_chosen_ones_come_out_of_turn() {
    let floor = floor();
    let (first, second) = (floor.first.clone(), floor.second.clone());
    let own = floor.app.customer_of("consultant2", "李娜", "13912345678");
    let visit = walk_in(&floor.app, own, Purpose::TestDrive).id;
    let receiver = advisor(&floor.app, visit).unwrap().to_string();
    assert_eq!(receiver, second, "a customer stays with their consultant");
    assert_eq!(floor.order(), [first.clone(), second.clone()]);
    let lines = floor.one.get("/reception").texts("[aria-labelledby='floor-title'] li");
    assert!(lines[1].contains("周敏 1 批"), "which was a turn of theirs: {lines:?}");
    let chosen = guest_of(&floor.app, "consultant", Purpose::Showroom).id;
    assert_eq!(advisor(&floor.app, chosen).unwrap().to_string(), first);
    assert_eq!(floor.order(), [first, second], "who was asked for loses no turn");
}

#[test]
fn the_check_in_is_offered_to_consultants_once() {
    let app = TestApp::spawn();
    let button = "form[action='/reception/floor'] input[name=step][value=check_in]";
    let one = app.sign_in("consultant");
    assert!(one.get("/reception").has(button));
    assert!(!app.sign_in("sales.manager").get("/reception").has(button));
    assert!(
        !app.sign_in("advisor").get("/reception").has("#floor-title"),
        "not while nobody is there"
    );
    let part = one.post_region("/reception/floor", "board", &[("step", "check_in")]);
    assert_eq!(part.status, 200);
    assert!(part.has("[aria-labelledby='floor-title'] li") && !part.has(button) && !part.has("nav.nav"));
    app.advance(chrono::TimeDelta::days(1));
    assert!(app.sign_in("consultant").get("/reception").has(button), "a new day");
}
