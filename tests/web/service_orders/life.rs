//! An order from the estimate to the door.

use yingke::platform::i18n::times;

use super::*;

#[test]
fn an_order_goes_its_way_and_takes_the_visit_along() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    assert_eq!(
        (state(&app, id).as_str(), visit_state(&app, id).as_str()),
        ("agreed", "receiving")
    );
    step(&technician, &repair(id, "work"), &[]);
    assert_eq!(visit_state(&app, id), "in_workshop");
    app.advance(TimeDelta::minutes(25));
    step(&technician, &repair(id, "completion"), &[]);
    assert_eq!(
        (state(&app, id).as_str(), visit_state(&app, id).as_str()),
        ("quality_check", "quality_check")
    );
    step(
        &advisor,
        &path(id, "quality-check"),
        &[("decision", "fail"), ("reason", "轮胎螺栓力矩不足")],
    );
    assert_eq!(
        (state(&app, id).as_str(), visit_state(&app, id).as_str()),
        ("in_work", "in_workshop")
    );
    step(&technician, &repair(id, "completion"), &[]);
    step(&advisor, &path(id, "quality-check"), &PASSED);
    assert_eq!(visit_state(&app, id), "ready");
    seen(&advisor, id, "settlement", &[("mileage", "28460"), ("serviced", "yes")]);
    assert_eq!(
        (state(&app, id).as_str(), visit_state(&app, id).as_str()),
        ("settled", "settled")
    );
    step(
        &advisor,
        &path(id, "payments"),
        &[("method", "wechat"), ("amount", "325")],
    );
    step(&advisor, &path(id, "departure"), &[]);
    assert_eq!(visit_state(&app, id), "left");
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(
        page.body.contains("返修 1 次") && page.body.contains("2027-11-22"),
        "{}",
        page.body
    );
    let log = app.audit();
    for action in [
        "service.open",
        "service.offer",
        "service.consent",
        "service.fail_check",
        "service.settle",
        "vehicles.serviced",
        "service.leave",
    ] {
        assert!(log.iter().any(|known| known == action), "{action}");
    }
}

#[test]
fn the_page_names_what_is_missing_and_the_one_next_step() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = order(&app);
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.text("[data-missing]").contains("项目"));
    assert_eq!(page.attributes(".acts .btn-primary", "href"), [path(id, "items")]);
    add(&advisor, id, price(&app));
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(!page.has("[data-missing]"));
    assert_eq!(page.attributes(".acts .btn-primary", "href"), [path(id, "offer")]);
    let region = advisor.get_region(&format!("/service-orders/{id}"), "order");
    assert!(!region.has("html > head > title") && region.body.contains("小保养"));
}

#[test]
fn a_visit_has_one_order_also_when_two_open_it_at_once() {
    let app = TestApp::spawn();
    let visit = visit(&app).to_string();
    let advisor = app.sign_in("advisor");
    let form = advisor.get("/service-orders/new");
    assert!(form.body.contains("A001"));
    assert_eq!(form.texts("[name=visit_id] option")[0], "请选择");
    let answers: Vec<u16> = (0..2)
        .flat_map(|_| advisor.post_at_once("/service-orders", &[("visit_id", &visit)], 2))
        .map(|page| page.status)
        .collect();
    assert_eq!(
        answers.iter().filter(|status| **status == 303).count(),
        1,
        "{answers:?}"
    );
    assert_eq!(
        answers.iter().filter(|status| **status == 409).count(),
        3,
        "{answers:?}"
    );
    assert_eq!(advisor.post_form("/service-orders", &[]).status, 422);
}

#[test]
fn who_did_the_work_does_not_check_it() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    step(&technician, &repair(id, "work"), &[]);
    step(&technician, &repair(id, "completion"), &[]);
    let refused = technician.post_form(&path(id, "quality-check"), &PASSED);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("做过这台车的人不能质检"));
    let half = advisor.post_form(
        &path(id, "quality-check"),
        &[("points", "torque"), ("decision", "pass")],
    );
    assert_eq!(half.status, 422);
    assert!(
        half.attributes("input[name=points][checked]", "value")
            .contains(&"torque".to_owned())
    );
    let silent = advisor.post_form(&path(id, "quality-check"), &[("decision", "fail")]);
    assert_eq!(silent.status, 422);
    assert_eq!(state(&app, id), "quality_check");
}

#[test]
fn a_step_that_came_too_late_says_so() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = agreed(&app, &advisor);
    for noun in [
        "offer",
        "settlement",
        "payments",
        "departure",
        "resumption",
        "completion",
    ] {
        assert_eq!(advisor.get(&path(id, noun)).status, 409, "{noun}");
    }
    assert_eq!(advisor.post_form(&path(id, "offer"), &[]).status, 409);
    step(&advisor, &path(id, "cancellation"), &[("reason", "客户改天再来")]);
    assert_eq!(
        advisor.post_form(&path(id, "cancellation"), &[("reason", "x")]).status,
        409
    );
    assert_eq!(advisor.get(&path(id, "items")).status, 409);
}

#[test]
fn a_consent_that_is_not_due_says_why() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = order(&app);
    add(&advisor, id, price(&app));
    let early = advisor.get(&path(id, "consent"));
    assert!(
        early.status == 409 && early.text("main .notice").contains("还没有报价"),
        "{}",
        early.body
    );
    step(&advisor, &path(id, "offer"), &[]);
    seen(&advisor, id, "consent", &[("how", "phone")]);
    let done = advisor.get(&path(id, "consent"));
    assert!(
        done.status == 409 && done.text("main .notice").contains("没有需要客户确认"),
        "{}",
        done.body
    );
}

#[test]
fn who_may_not_and_who_sees_nothing() {
    let app = TestApp::spawn();
    let id = order(&app);
    let (care, technician) = (app.sign_in("care"), app.sign_in("technician"));
    assert_eq!(care.get(&format!("/service-orders/{id}")).status, 200);
    assert_eq!(care.post_form(&path(id, "offer"), &[]).status, 403);
    assert_eq!(technician.get("/service-orders").status, 403);
    assert_eq!(technician.post_form(&repair(id, "work"), &[]).status, 404);
    assert_eq!(technician.get(&repair(id, "findings")).status, 404);
    let advisor = app.sign_in("advisor");
    assert_eq!(
        advisor
            .get(&format!("/service-orders/{}", ServiceOrderId::new()))
            .status,
        404
    );
    // Another advisor sees cars that are here, not what is settled.
    let other = app.sign_in("advisor2");
    assert_eq!(other.get(&format!("/service-orders/{id}")).status, 200);
    add(&advisor, id, price(&app));
    step(&advisor, &path(id, "cancellation"), &[("reason", "客户改天再来")]);
    assert_eq!(other.get(&format!("/service-orders/{id}")).status, 404);
    assert_eq!(advisor.get(&format!("/service-orders/{id}")).status, 200);
}

#[test]
fn the_list_has_views_filters_and_chips() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = order(&app);
    let line = format!("#row-{id}");
    assert!(advisor.get("/service-orders").has(&line));
    assert!(advisor.get("/service-orders?view=consent").has(&line));
    assert!(!advisor.get("/service-orders?view=ready").has(&line));
    assert!(advisor.get("/service-orders?advisor=me").has(&line));
    assert!(!advisor.get("/service-orders?promise=late").has(&line));
    assert!(
        advisor
            .get("/service-orders?view=nonsense&after=x&advisor=y")
            .has(&line)
    );
    app.advance(TimeDelta::hours(5));
    let advisor = app.sign_in("advisor");
    let late = advisor.get("/service-orders?promise=late");
    assert!(late.has(&line) && late.has(".row-over"));
    assert_eq!(
        advisor.get("/service-orders/count").body.trim(),
        "<span class=\"hot\">1</span>"
    );
}

#[test]
fn a_promise_that_runs_out_is_told_once_and_moved_for_a_reason() {
    let app = TestApp::spawn();
    let id = order(&app);
    let warnings = || app.audit().iter().filter(|action| *action == "service.warn").count();
    app.work();
    assert_eq!(warnings(), 0);
    for (minutes, expected) in [(121, 1), (1, 1), (105, 2), (20, 3), (30, 3)] {
        app.advance(TimeDelta::minutes(minutes));
        app.work();
        assert_eq!(warnings(), expected, "after {minutes} more minutes");
    }
    let advisor = app.sign_in("advisor");
    let there = path(id, "promise");
    let silent = advisor.post_form(&there, &[("promised_at", "2026-11-22T20:00")]);
    assert_eq!(silent.status, 422);
    assert_eq!(silent.value("promised_at"), "2026-11-22T20:00");
    let past = [("promised_at", "2026-11-22T08:00"), ("reason", "x"), ("told", "phone")];
    assert_eq!(advisor.post_form(&there, &past).status, 422);
    let far = [("promised_at", "2126-11-22T08:00"), ("reason", "x"), ("told", "phone")];
    let far = advisor.post_form(&there, &far);
    assert!(far.status == 422 && far.text("#s-promised_at-err").contains("90 天以内"));
    step(
        &advisor,
        &there,
        &[
            ("promised_at", "2026-11-22T20:00"),
            ("reason", "客户加做四轮定位"),
            ("told", "phone"),
        ],
    );
    assert!(
        advisor
            .get(&format!("/service-orders/{id}"))
            .body
            .contains("客户加做四轮定位")
    );
}

#[test]
fn english_pages_hold_no_chinese_of_ours() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = agreed(&app, &advisor);
    advisor.post_form("/preferences", &[("lang", "en"), ("next", "/service-orders")]);
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.body.contains("Minor service") && page.texts("h2").contains(&"Items".to_owned()));
}

#[test]
fn open_orders_stand_on_the_paper_that_work_goes_on_by() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    let number: String = service_orders::table
        .find(id)
        .select(service_orders::number)
        .first(&mut app.database.owner())
        .unwrap();
    let page = advisor.get("/reception/paper");
    let row = page.text("#paper-orders tbody tr");
    let promised = times::minute(app.clock.now() + TimeDelta::hours(4));
    for part in [
        number.as_str(),
        "顾明",
        "沪A·12345",
        "小保养、机油滤清器",
        app.actor("technician").name.as_str(),
        promised.as_str(),
        "待结算",
    ] {
        assert!(row.contains(part), "{part} is missing in {row}");
    }
    assert!(
        !page.texts("td").join(" ").contains("5621"),
        "nobody's phone lies about on paper"
    );
    assert!(!app.sign_in("consultant").get("/reception/paper").has("#paper-orders"));
    seen(&advisor, id, "settlement", &[("serviced", "no")]);
    assert!(!advisor.get("/reception/paper").has("#paper-orders tbody tr"));
}
