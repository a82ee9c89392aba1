//! The queue: who is next; called, passed over, received, gone, given to somebody.

use chrono::TimeDelta;
use yingke::visits::rules::VisitAction;

use super::*;
use crate::web::appointments::{book, state as booked};

fn post(client: &Client, id: VisitId, noun: &str, version: i32) -> Page {
    let version = version.to_string();
    client.post_form(&path(id, noun), &[("lock_version", &version), ("counter", "1")])
}

fn come(client: &Client, appointment: impl ToString) -> Page {
    client.post_form("/reception/arrivals", &[("appointment", &appointment.to_string())])
}

/// How often something stands in the audit log.
fn times_of(app: &TestApp, action: &str) -> usize {
    app.audit().iter().filter(|known| *known == action).count()
}

#[test]
fn an_appointment_in_time_goes_first_then_the_tier_then_who_came_first() {
    let app = TestApp::spawn();
    let in_time = book(&app, app.customer("准时客人", "13900000001"), "2026-11-22T11:00");
    let late = book(&app, app.customer("迟到客人", "13900000002"), "2026-11-22T10:30");
    let minute = |count| app.advance(TimeDelta::minutes(count));
    walk_in(&app, app.customer("张三", "13900000003"), Purpose::Service);
    minute(1);
    let gold = member(&app, "金卡客人", "13900000004", Tier::Gold);
    walk_in(&app, gold, Purpose::Service);
    minute(1);
    let platinum = member(&app, "白金客人", "13900000005", Tier::Platinum);
    walk_in(&app, platinum, Purpose::Repair);
    minute(1);
    walk_in(&app, app.customer("李四", "13900000006"), Purpose::Service);
    minute(38);
    let desk = app.sign_in("advisor");
    assert_eq!(come(&desk, late).status, 303, "eleven minutes late");
    minute(1);
    let answer = come(&desk, in_time);
    assert_eq!((answer.status, answer.location()), (303, "/reception"));
    assert_eq!(said(&desk.get(answer.location())), "已登记 A006");
    assert_eq!(queue(&desk), ["A006", "A003", "A002", "A001", "A004", "A005"]);
    assert_eq!(
        (booked(&app, in_time), booked(&app, late)),
        ("arrived".into(), "arrived".into())
    );
}

#[test]
fn the_grace_for_an_appointment_ends_on_the_minute() {
    for (minutes, order) in [(40, ["A002", "A001"]), (41, ["A001", "A002"])] {
        let app = TestApp::spawn();
        let id = book(&app, app.customer("预约客人", "13900000001"), "2026-11-22T10:30");
        walk_in(&app, app.customer("张三", "13900000003"), Purpose::Service);
        app.advance(TimeDelta::minutes(minutes));
        let desk = app.sign_in("advisor");
        assert_eq!(come(&desk, id).status, 303);
        assert_eq!(queue(&desk), order, "after {minutes} minutes");
    }
}

#[test]
fn an_appointment_is_kept_once_found_at_the_card_and_kept_late() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", PHONE);
    let id = book(&app, customer, "2026-11-22T10:30");
    app.advance(TimeDelta::minutes(65));
    app.work();
    assert_eq!(booked(&app, id), "no_show");
    let desk = app.sign_in("service.manager");
    let page = desk.get("/reception");
    assert!(page.text("tr[data-row]").contains("爽约"));
    assert_eq!(
        page.attributes("form[action='/reception/arrivals'] [name=appointment]", "value"),
        [id.to_string()]
    );
    assert_eq!(come(&desk, id).status, 303);
    assert_eq!(booked(&app, id), "arrived");
    let twice = come(&desk, id);
    assert_eq!((twice.status, said(&twice).as_str()), (409, "已在店内"));
    assert_eq!(count(&app), 1);
    assert_eq!(come(&desk, uuid::Uuid::now_v7()).status, 404);

    let other = app.customer("李娜", "13712348812");
    let second = book(&app, other, "2026-11-22T13:00");
    let answer = desk.post_form(
        "/visits",
        &[("q", "8812"), ("who", &other.to_string()), ("purpose", "repair")],
    );
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(booked(&app, second), "arrived", "nobody looked at the list");
    let rows = desk
        .get("/reception")
        .texts("[aria-labelledby='list-title'] tr[data-row]");
    assert!(rows.iter().all(|row| row.contains("等候中")), "{rows:?}");
}

#[test]
fn a_visitor_is_called_to_a_counter_and_called_again() {
    let app = TestApp::spawn();
    let visit = guest(&app, Purpose::Service);
    let desk = app.sign_in("advisor");
    let action = path(visit.id, "call");
    let page = desk.get("/reception");
    assert!(page.has(&format!("form[action='{action}'][method=post] button[data-hotkey='1']")));
    let fields = [
        ("lock_version", "0"),
        ("counter", "2"),
        ("back", "/reception?tab=service"),
    ];
    let answer = desk.post_form(&action, &fields);
    assert_eq!((answer.status, answer.location()), (303, "/reception?tab=service"));
    let page = desk.get(answer.location());
    assert_eq!(said(&page), "已叫号 A001");
    let line = page.text(".desk-queue li");
    assert!(line.contains("2 号台 · 吴凡 10:00"), "{line}");
    assert_eq!(
        page.attributes("#counter option[selected]", "value"),
        ["2"],
        "the counter one called to stays"
    );
    app.advance(TimeDelta::minutes(1));
    let again = desk.post_form(&action, &[("lock_version", "1"), ("counter", "3")]);
    assert_eq!(again.status, 303);
    assert!(
        desk.get("/reception")
            .text(".desk-queue li")
            .contains("3 号台 · 吴凡 10:01")
    );
    let calls: i16 = visits::table
        .select(visits::calls)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!((calls, times_of(&app, "visits.call_up")), (2, 2));
    let nowhere = desk.post_form(&action, &[("lock_version", "2"), ("counter", "99")]);
    assert_eq!((nowhere.status, said(&nowhere).as_str()), (422, "请先选择台位"));
}

#[test]
fn a_button_of_the_board_is_answered_with_the_board() {
    let app = TestApp::spawn();
    let visit = guest(&app, Purpose::Service);
    let desk = app.sign_in("advisor");
    let fields = [
        ("lock_version", "0"),
        ("counter", "1"),
        ("back", "/reception?list=waiting"),
    ];
    let part = desk.post_region(&path(visit.id, "call"), "board", &fields);
    assert_eq!(part.status, 200);
    assert!(part.has(".desk-queue") && !part.has("nav.nav") && !part.has("#g-q"));
    assert!(part.text("[hx-swap-oob] .toast").contains("已叫号 A001"));
    assert_eq!(part.text("#list-title"), "等候中", "the list one looked at");
}

#[test]
fn who_comes_second_is_told_who_was_faster() {
    let app = TestApp::spawn();
    let visit = guest_of(&app, "advisor2", Purpose::Service).id;
    let (one, two) = (app.sign_in("advisor"), app.sign_in("advisor2"));
    assert_eq!(post(&one, visit, "call", 0).status, 303);
    for noun in ["call", "pass-over", "reception"] {
        let late = post(&two, visit, noun, 0);
        assert_eq!(
            (late.status, said(&late).as_str()),
            (409, "A001 已由 吴凡 叫号"),
            "{noun}"
        );
        assert_eq!(late.attributes("#toasts .toast", "class"), ["toast toast-bad"]);
        assert!(late.has(".desk-queue li"), "with the desk as it is now");
    }
    let fields = [("reason", "only_asked"), ("lock_version", "0")];
    let late = two.post_region(&path(visit, "departure"), "board", &fields);
    assert_eq!(late.status, 409);
    assert!(late.text("[hx-swap-oob] .toast").contains("吴凡") && !late.has("nav.nav"));
    let late = two.post_region(&path(visit, "departure"), "dialog", &fields);
    assert_eq!(late.status, 409);
    assert!(
        late.text(".notice").contains("A001 已由 吴凡 叫号"),
        "in the dialog itself"
    );
    assert!(!late.has("nav.nav") && !late.has(".desk-queue"));
    assert_eq!(now(&app, visit).lock_version, 1, "nothing was done");

    assert_eq!(
        post(&two, visit, "call", 1).status,
        303,
        "who has seen it may call again"
    );
    let answer = post(&one, visit, "reception", 2);
    assert_eq!(
        (answer.status, answer.location()),
        (303, path(visit, "").trim_end_matches('/'))
    );
    let late = post(&two, visit, "reception", 2);
    assert_eq!(
        (late.status, said(&late).as_str()),
        (409, "A001 已由 吴凡 接待（接待中）"),
        "and not by the one it was given to"
    );
    assert_eq!(state(&app, visit), "receiving");
    assert_eq!(advisor(&app, visit), Some(app.actor("advisor2").id));
    assert_eq!(
        one.post_form(&path(visit, "departure"), &[("reason", "done")]).status,
        303
    );
    let late = post(&two, visit, "call", 3);
    assert_eq!((late.status, said(&late).as_str()), (409, "A001 已由 吴凡 登记离店"));
}

#[test]
fn two_call_at_the_same_moment_and_one_has_the_visitor() {
    let app = TestApp::spawn();
    let visit = guest(&app, Purpose::Service).id;
    let (one, two) = (app.sign_in("advisor"), app.sign_in("advisor2"));
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| post(&one, visit, "call", 0));
        let second = scope.spawn(|| post(&two, visit, "call", 0));
        (first.join().unwrap(), second.join().unwrap())
    });
    let (loser, name) = match (first.status, second.status) {
        (303, 409) => (second, "吴凡"),
        (409, 303) => (first, "许强"),
        other => panic!("{other:?}"),
    };
    assert_eq!(said(&loser), format!("A001 已由 {name} 叫号"));
}

#[test]
fn nobodys_visitor_becomes_that_of_whoever_receives_them() {
    let app = TestApp::spawn();
    let visit = guest(&app, Purpose::Showroom).id;
    assert_eq!(advisor(&app, visit), None, "nobody is on the floor");
    let consultant = app.sign_in("consultant");
    let answer = post(&consultant, visit, "reception", 0);
    assert_eq!((answer.status, answer.location()), (303, "/reception"));
    assert_eq!(advisor(&app, visit), Some(app.actor("consultant").id));
    let page = consultant.get("/reception");
    assert!(queue(&consultant).is_empty());
    let row = page.text("[aria-labelledby='present-title'] tr[data-row]");
    assert!(
        row.contains("B001") && row.contains("陈思远") && row.contains("接待中"),
        "{row}"
    );
    assert!(app.audit().contains(&"visits.receive".to_owned()));
}

#[test]
fn who_does_not_come_is_passed_over_and_put_back_by_an_undo() {
    let app = TestApp::spawn();
    let (first, second) = (guest(&app, Purpose::Service).id, guest(&app, Purpose::Repair).id);
    let desk = app.sign_in("advisor");
    assert_eq!(queue(&desk), ["A001", "A002"]);
    post(&desk, first, "call", 0);
    let answer = post(&desk, first, "pass-over", 1);
    assert_eq!(answer.status, 303);
    let page = desk.get(answer.location());
    assert_eq!(said(&page), "A001 已过号");
    assert_eq!(page.texts(".desk-queue .desk-no"), ["A002", "A001"]);
    let lines = page.texts(".desk-queue li");
    assert!(
        lines[1].contains("过号 1 次") && !lines[1].contains("已叫号"),
        "{lines:?}"
    );
    let undo = page.attributes(".toast form", "action").remove(0);
    assert_eq!(desk.post_form(&undo, &[]).status, 303);
    assert_eq!(queue(&desk), ["A001", "A002"]);
    assert!(app.audit().contains(&"visits.put_back".to_owned()));

    post(&desk, first, "call", now(&app, first).lock_version);
    let answer = post(&desk, first, "pass-over", now(&app, first).lock_version);
    let undo = desk
        .get(answer.location())
        .attributes(".toast form", "action")
        .remove(0);
    let version = now(&app, first).lock_version;
    assert_eq!(post(&desk, first, "call", version).status, 303);
    assert_eq!(
        desk.post_form(&undo, &[]).status,
        409,
        "something was done to them since"
    );
    assert_eq!(queue(&desk), ["A002", "A001"]);
    assert_eq!(state(&app, second), "waiting");
}

#[test]
fn passed_over_three_times_even_platinum_stands_at_the_end() {
    let app = TestApp::spawn();
    let platinum = member(&app, "白金客人", "13900000005", Tier::Platinum);
    let visit = walk_in(&app, platinum, Purpose::Service).id;
    for _ in 0..2 {
        app.advance(TimeDelta::minutes(1));
        guest(&app, Purpose::Service);
    }
    let desk = app.sign_in("advisor");
    for order in [
        ["A002", "A001", "A003"],
        ["A002", "A003", "A001"],
        ["A002", "A003", "A001"],
    ] {
        let version = now(&app, visit).lock_version;
        assert_eq!(post(&desk, visit, "call", version).status, 303);
        assert_eq!(post(&desk, visit, "pass-over", version + 1).status, 303);
        assert_eq!(queue(&desk), order);
    }
    guest(&app, Purpose::Service);
    assert_eq!(
        queue(&desk),
        ["A002", "A003", "A004", "A001"],
        "who comes later goes before"
    );
    let page = desk.get("/reception");
    assert!(page.texts(".desk-queue li")[3].contains("过号 3 次"));
    let leave = |id| format!("#wait-{id} .desk-acts > .row > a[href='{}']", path(id, "departure"));
    assert!(
        page.has(&leave(visit)),
        "who was passed over so often has hardly stayed"
    );
    let other = visits::table
        .filter(visits::ticket_no.eq(2_i16))
        .select(visits::id)
        .first(&mut app.database.owner())
        .unwrap();
    assert!(!page.has(&leave(other)));
}

#[test]
fn nobody_is_passed_over_who_was_not_called() {
    let app = TestApp::spawn();
    let (first, second) = (guest(&app, Purpose::Service).id, guest(&app, Purpose::Repair).id);
    let desk = app.sign_in("advisor");
    let there = |id| format!("form[action='{}']", path(id, "pass-over"));
    let page = desk.get("/reception");
    assert!(!page.has(&there(first)) && !page.has(&there(second)));
    let early = post(&desk, first, "pass-over", 0);
    assert_eq!((early.status, said(&early).as_str()), (422, "请先叫号，再过号"));
    assert_eq!(
        (queue(&desk), now(&app, first).lock_version),
        (vec!["A001".to_owned(), "A002".to_owned()], 0)
    );
    post(&desk, first, "call", 0);
    let page = desk.get("/reception");
    assert!(page.has(&there(first)) && !page.has(&there(second)));
}

#[test]
fn who_comes_hours_early_waits_like_anybody() {
    for (minutes, order) in [(29, ["A001", "A002"]), (30, ["A002", "A001"])] {
        let app = TestApp::spawn();
        let id = book(&app, app.customer("预约客人", "13900000001"), "2026-11-22T11:00");
        walk_in(&app, app.customer("张三", "13900000003"), Purpose::Service);
        app.advance(TimeDelta::minutes(minutes));
        assert_eq!(come(&app.sign_in("advisor"), id).status, 303);
        assert_eq!(queue(&app.sign_in("advisor")), order, "after {minutes} minutes");
    }
}

#[test]
fn the_counter_stays_chosen_and_two_at_one_are_told() {
    let app = TestApp::spawn();
    let visit = guest(&app, Purpose::Service).id;
    let (one, two) = (app.sign_in("advisor"), app.sign_in("advisor2"));
    let chosen = |client: &Client, path: &str| client.get(path).attributes("#counter option[selected]", "value");
    assert_eq!(chosen(&one, "/reception?counter=3"), ["3"]);
    assert_eq!(chosen(&one, "/reception"), ["3"], "the next day too");
    assert_eq!(chosen(&one, "/reception?counter=99"), ["1"]);
    assert_eq!(chosen(&one, "/reception"), ["3"], "there is no such counter");
    assert_eq!(chosen(&two, "/reception"), ["1"], "a colleague's choice is theirs");

    let fields = [("lock_version", "0"), ("counter", "1")];
    assert_eq!(one.post_form(&path(visit, "call"), &fields).status, 303);
    assert_eq!(chosen(&two, "/reception"), ["2"], "the first is taken");
    assert!(!two.get("/reception").has(".desk-shared"));
    let page = two.get("/reception?counter=1");
    assert_eq!(page.text(".desk-shared"), "吴凡 10:00 也在此台叫号，请确认台位");
    for (minutes, shared) in [(20, true), (10, false)] {
        app.advance(TimeDelta::minutes(minutes));
        assert_eq!(two.get("/reception").has(".desk-shared"), shared, "for half an hour");
    }
}

#[test]
fn a_visitor_leaves_for_a_reason_and_comes_back_by_an_undo() {
    let app = TestApp::spawn();
    let visit = guest(&app, Purpose::Service).id;
    let desk = app.sign_in("advisor");
    let there = path(visit, "departure");
    let dialog = desk.get_region(&there, "dialog");
    assert!(dialog.has("form[method=post] [name=reason]") && !dialog.has("nav.nav"));
    for fields in [
        &[("reason", "")][..],
        &[("reason", "other"), ("note", " ")],
        &[("reason", "x")],
    ] {
        let answer = desk.post_form(&there, fields);
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(answer.has("main .err"), "{fields:?}");
    }
    let answer = desk.post_form(&there, &[("reason", "other"), ("note", "去隔壁吃饭")]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = desk.get(answer.location());
    assert_eq!(said(&page), "A001 已离店");
    assert!(!page.has(".desk-queue li") && page.has("[aria-labelledby='present-title'] .empty"));
    assert_eq!(state(&app, visit), "left");
    let undo = page.attributes(".toast form", "action").remove(0);
    assert_eq!(desk.post_form(&undo, &[]).status, 303);
    assert_eq!((state(&app, visit), queue(&desk)), ("waiting", vec!["A001".to_owned()]));
    assert_eq!(desk.post_form(&undo, &[]).status, 409, "once");
    let audit = app.audit();
    for action in ["visits.leave", "visits.come_back"] {
        assert!(audit.contains(&action.to_owned()), "{action}");
    }
}

#[test]
fn nobody_leaves_with_the_car_in_the_workshop() {
    let app = TestApp::spawn();
    let visit = guest(&app, Purpose::Repair).id;
    for action in [VisitAction::Receive, VisitAction::StartWork] {
        app.write("advisor", |tx| commands::advance(tx, visit, action)).unwrap();
    }
    let desk = app.sign_in("advisor");
    let answer = desk.post_form(&path(visit, "departure"), &[("reason", "done")]);
    assert_eq!(answer.status, 409);
    assert_eq!(state(&app, visit), "in_workshop");
    for noun in ["call", "pass-over", "reception"] {
        assert_eq!(post(&desk, visit, noun, 2).status, 409, "{noun}");
    }
}

#[test]
fn a_visitor_goes_to_whoever_has_least_in_hand_and_may_be_given_to_another() {
    let app = TestApp::spawn();
    let mut given = Vec::new();
    for _ in 0..4 {
        given.push(advisor(&app, guest(&app, Purpose::Service).id).unwrap());
        app.advance(TimeDelta::minutes(1));
    }
    assert_ne!(given[0], given[1]);
    assert_eq!(
        (given[2], given[3]),
        (given[0], given[1]),
        "in turns, while equally busy"
    );
    let advisors = [app.actor("advisor").id, app.actor("advisor2").id];
    assert!(advisors.contains(&given[0]) && advisors.contains(&given[1]));

    let visit = guest(&app, Purpose::Service).id;
    let desk = app.sign_in("service.manager");
    let there = path(visit, "advisor");
    let dialog = desk.get_region(&there, "dialog");
    let before = advisor(&app, visit).unwrap();
    assert_eq!(
        dialog.attributes("[name=advisor][checked]", "value"),
        [before.to_string()]
    );
    let choices = dialog.texts("[name=advisor] + span");
    assert!(
        choices
            .iter()
            .any(|choice| choice == "吴凡 · 服务顾问（2 位）" || choice == "吴凡 · 服务顾问（3 位）"),
        "{choices:?}"
    );
    let other = advisors.into_iter().find(|id| *id != before).unwrap();
    let answer = desk.post_form(&there, &[("advisor", &other.to_string())]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(said(&desk.get(answer.location())), "A005 已分派");
    assert_eq!(advisor(&app, visit), Some(other));
    assert!(app.audit().contains(&"visits.assign".to_owned()));
    assert!(
        choices[..2].iter().all(|choice| choice.contains("服务顾问")),
        "who usually receives them stands first: {choices:?}"
    );
    assert!(
        !choices.iter().any(|choice| choice.contains("销售")),
        "a service visitor is no consultant's: {choices:?}"
    );
    for nobody in [
        app.actor("technician").id.to_string(),
        app.actor("consultant").id.to_string(),
        String::new(),
        "x".to_owned(),
    ] {
        let answer = desk.post_form(&there, &[("advisor", &nobody)]);
        assert_eq!(answer.status, 422, "{nobody}");
    }
    assert_eq!(advisor(&app, visit), Some(other));
    desk.post_form(&path(visit, "departure"), &[("reason", "done")]);
    let gone = desk.post_form(&there, &[("advisor", &before.to_string())]);
    assert_eq!(gone.status, 409, "nobody looks after who has left");
    assert_eq!(said(&gone), "A005 已由 何志刚 登记离店");
}

#[test]
fn platinum_goes_to_their_own_advisor_however_busy() {
    let app = TestApp::spawn();
    let own = app.actor("advisor").id;
    for _ in 0..3 {
        guest_of(&app, "advisor", Purpose::Service);
    }
    for (number, tier, kept) in [(1, Tier::Platinum, true), (2, Tier::Gold, false)] {
        let customer = app.customer_with("客人", &format!("1390000000{number}"), |new| {
            (new.owner, new.tier) = (Some(own), tier);
        });
        let visit = walk_in(&app, customer, Purpose::Service).id;
        assert_eq!(advisor(&app, visit) == Some(own), kept, "{tier:?}");
    }
}

#[test]
fn the_navigation_counts_who_waits_and_reddens_when_somebody_waits_too_long() {
    let app = TestApp::spawn();
    let desk = app.sign_in("advisor");
    assert_eq!(desk.get("/reception/count").body, "");
    guest(&app, Purpose::Service);
    assert_eq!(desk.get("/reception/count").body, "1");
    app.advance(TimeDelta::minutes(19));
    assert_eq!(desk.get("/reception/count").body, "1");
    assert!(desk.get("/reception").has(".desk-queue .sla-due"));
    app.advance(TimeDelta::minutes(1));
    assert!(desk.get("/reception/count").has(".hot"));
    assert!(desk.get("/reception").has(".desk-queue .sla-over"));
}
