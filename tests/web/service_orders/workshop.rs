//! The technician's side: work, parts, findings; no way to reach the customer.

use yingke::schema::{attachments, tasks, work_spells};

use super::*;

fn kinds(app: &TestApp) -> Vec<String> {
    tasks::table
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .order(tasks::kind)
        .select(tasks::kind)
        .load(&mut app.database.owner())
        .unwrap()
}

#[test]
fn a_technician_sees_name_and_car_and_no_phone() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    let page = technician.get("/repairs");
    let card = page.text(&format!("#repair-{id}"));
    assert!(
        card.contains("沪A·12345") && card.contains("顾明") && card.contains("小保养"),
        "{card}"
    );
    assert!(!card.contains("5621"), "{card}");
    for secret in ["13812345621", "138 1234", "138****", "/customers/"] {
        assert!(!page.body.contains(secret), "{secret}");
    }
    assert_eq!(technician.get("/repairs/count").body.trim(), "1");
    let region = technician.get_region("/repairs", "repairs");
    assert!(region.has(&format!("#repair-{id}")) && !region.has("nav"));
}

#[test]
fn nobody_works_on_two_cars_at_once() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let first = agreed(&app, &advisor);
    let customer = app.customer("林可", "139 1726 4830");
    let vehicle = app.vehicle(customer, "沪B23456", "");
    let visit = visit_of(&app, customer.uuid(), vehicle.uuid(), 2);
    let second = app
        .write("advisor", |tx| commands::open_for_visit(tx, visit, &Opening::default()))
        .unwrap();
    agreed_freely(&advisor, second);
    let me = app.actor("technician").id.to_string();
    step(&advisor, &path(second, "technician"), &[("technician_id", &me)]);
    step(&technician, &repair(first, "work"), &[]);
    let refused = technician.post_form(&repair(second, "work"), &[]);
    assert_eq!(refused.status, 409);
    assert!(
        refused.text(".notice-amber").contains("GD20261122-0001"),
        "{}",
        refused.body
    );
    app.advance(TimeDelta::minutes(25));
    step(&technician, &repair(first, "rest"), &[]);
    assert_eq!(technician.post_form(&repair(first, "rest"), &[]).status, 409);
    step(&technician, &repair(second, "work"), &[]);
    let running: i64 = work_spells::table
        .filter(work_spells::until_at.is_null())
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(running, 1);
    assert!(advisor.get(&format!("/service-orders/{first}")).body.contains("25 分"));
}

#[test]
fn missing_parts_stop_the_promise_and_tell_the_advisor() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    step(&technician, &repair(id, "work"), &[]);
    let past = [("reason", "ordered"), ("expected_on", "2026-11-20")];
    assert_eq!(technician.post_form(&repair(id, "parts"), &past).status, 422);
    step(
        &technician,
        &repair(id, "parts"),
        &[("reason", "ordered"), ("expected_on", "2026-11-23")],
    );
    assert_eq!(state(&app, id), "waiting_parts");
    assert_eq!(kinds(&app), ["service.parts_alert"]);
    let before = due(&app, id);
    app.advance(TimeDelta::hours(20));
    app.work();
    assert_eq!(kinds(&app), ["service.parts_alert"], "no warning while it stands still");
    let technician = app.sign_in("technician");
    step(&technician, &repair(id, "resumption"), &[]);
    assert_eq!(due(&app, id) - before, TimeDelta::hours(20));
    assert_eq!(kinds(&app), ["service.promise_moved_alert"]);
}

fn due(app: &TestApp, id: ServiceOrderId) -> chrono::DateTime<chrono::Utc> {
    service_orders::table
        .find(id)
        .select(service_orders::promised_at.assume_not_null())
        .first(&mut app.database.owner())
        .unwrap()
}

/// Posts a finding as a browser does, with a photo.
fn report(technician: &Client, id: ServiceOrderId, what: &str) -> u16 {
    let mut photo = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(600, 400)
        .write_to(&mut photo, image::ImageFormat::Jpeg)
        .unwrap();
    let token = yingke::platform::db::FormToken::new().to_string();
    let mut body = Vec::new();
    for (name, value) in [
        ("what", what),
        ("urgency", "soon"),
        ("estimate", "480"),
        ("token", &token),
    ] {
        let part = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(b"--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"pad.jpg\"\r\n\r\n");
    body.extend_from_slice(&photo.into_inner());
    body.extend_from_slice(b"\r\n--XX--\r\n");
    let request = technician
        .request("POST", &repair(id, "findings"))
        .header("Sec-Fetch-Site", "same-origin")
        .header("Content-Type", "multipart/form-data; boundary=XX")
        .body(body);
    technician.send(request).status
}

#[test]
fn a_finding_is_told_asked_about_and_becomes_work_or_is_kept() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    step(&technician, &repair(id, "work"), &[]);
    assert_eq!(report(&technician, id, ""), 422);
    assert_eq!(report(&technician, id, "前刹车片剩 3 毫米"), 303);
    assert_eq!(kinds(&app), ["service.finding"]);
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.text("[data-finding]").contains("前刹车片剩 3 毫米"));
    assert_eq!(page.attributes(".acts .btn-primary", "href"), [path(id, "answers")]);
    let small = page.attributes(".complaint-thumbs img", "src");
    assert_eq!(small.len(), 1);
    let photo = advisor.send_for_head(advisor.request("GET", &small[0]));
    assert_eq!(photo.status, 200);
    let kept: i64 = attachments::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, 1);

    let finding = advisor
        .get(&path(id, "answers"))
        .attributes("[name=finding_id] option[selected]", "value")[0]
        .clone();
    let there = path(id, "answers");
    let empty = [
        ("finding_id", finding.as_str()),
        ("answer", "accepted"),
        ("how", "phone"),
    ];
    assert_eq!(advisor.post_form(&there, &empty).status, 422, "accepted for how much?");
    let silent = [
        ("finding_id", finding.as_str()),
        ("answer", "declined"),
        ("how", "phone"),
    ];
    assert_eq!(
        advisor.post_form(&there, &silent).status,
        422,
        "declined in what words?"
    );
    let yes = [
        ("finding_id", finding.as_str()),
        ("answer", "accepted"),
        ("how", "phone"),
        ("labour", "200"),
        ("parts", "280"),
        ("words", "一起换了吧"),
    ];
    step(&advisor, &there, &yes);
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.text("#totals").contains("¥805"), "{}", page.text("#totals"));
    assert!(kinds(&app).is_empty());
    assert_eq!(advisor.post_form(&there, &yes).status, 409, "answered already");

    assert_eq!(report(&technician, id, "雨刮片老化"), 303);
    let second = advisor
        .get(&there)
        .attributes("[name=finding_id] option[selected]", "value")[0]
        .clone();
    step(
        &advisor,
        &there,
        &[
            ("finding_id", &second),
            ("answer", "declined"),
            ("how", "phone"),
            ("words", "自己会换"),
        ],
    );
    assert_eq!(report(&technician, id, "轮胎花纹偏浅"), 303);
    let third = advisor
        .get(&there)
        .attributes("[name=finding_id] option[selected]", "value")[0]
        .clone();
    step(
        &advisor,
        &there,
        &[("finding_id", &third), ("answer", "later"), ("how", "phone")],
    );
    assert_eq!(kinds(&app), ["service.later"], "asked again in thirty days");
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.body.contains("自己会换") && page.body.contains("客户不做"));
}

#[test]
fn a_technicians_card_says_why_the_check_failed_and_what_the_customer_said() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    let card = |selector: &str| technician.get("/repairs").text(&format!("#repair-{id} {selector}"));
    step(&technician, &repair(id, "work"), &[]);
    assert!(card("header").contains("作业中"));
    step(&technician, &repair(id, "rest"), &[]);
    let header = card("header");
    assert!(header.contains("已暂停") && !header.contains("作业中"), "{header}");
    step(&technician, &repair(id, "work"), &[]);
    assert_eq!(report(&technician, id, "左前摆臂胶套开裂，车主电话 13712345623"), 303);
    let said = card("[data-finding]");
    assert!(said.contains("左前摆臂胶套开裂") && said.contains("待征询"), "{said}");
    assert!(!said.contains("13712345623"), "{said}");
    let finding = advisor
        .get(&path(id, "answers"))
        .attributes("[name=finding_id] option[selected]", "value")[0]
        .clone();
    let no = [
        ("finding_id", finding.as_str()),
        ("answer", "declined"),
        ("how", "phone"),
        ("words", "下次再换"),
    ];
    step(&advisor, &path(id, "answers"), &no);
    let said = card("[data-finding]");
    assert!(said.contains("客户不做") && said.contains("下次再换"), "{said}");

    step(&technician, &repair(id, "completion"), &[]);
    let failed = [("decision", "fail"), ("reason", "机油滤清器处渗油")];
    step(&advisor, &path(id, "quality-check"), &failed);
    let notice = card(".notice-red");
    assert!(
        notice.contains("返修 1 次") && notice.contains("机油滤清器处渗油"),
        "{notice}"
    );
    step(&technician, &repair(id, "work"), &[]);
    let wait = [("reason", "ordered"), ("expected_on", "2026-11-24"), ("note", "滤清器")];
    step(&technician, &repair(id, "parts"), &wait);
    let notice = card(".notice:not(.notice-red)");
    assert_eq!(notice, "已订货，在途 · 预计到货 2026-11-24 · 滤清器");
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.text(".ph").contains("预计到货 2026-11-24"));
    assert!(page.text(".tl").contains("预计到货 2026-11-24"));
}

#[test]
fn what_is_accepted_has_the_parts_number_and_price() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    step(&technician, &repair(id, "work"), &[]);
    let there = path(id, "answers");
    let answers = |what: &str, fields: &[(&str, &str)]| {
        assert_eq!(report(&technician, id, what), 303);
        let form = advisor.get(&there);
        let finding = form.attributes("[name=finding_id] option[selected]", "value").remove(0);
        let listed = form.attributes("[name=part_entry] option", "value");
        assert_eq!(listed.len(), 2, "the oil filter, or none of the list");
        let mut all = vec![
            ("finding_id", finding.as_str()),
            ("answer", "accepted"),
            ("how", "phone"),
        ];
        all.extend_from_slice(fields);
        if fields.is_empty() {
            all.push(("part_entry", &listed[1]));
            all.push(("part_quantity", "2"));
        }
        step(&advisor, &there, &all);
    };
    answers("机油滤清器渗油", &[]);
    let own = [
        ("part_name", "前刹车片"),
        ("part_number", "BP-7781"),
        ("part_quantity", "2"),
        ("parts", "140"),
    ];
    answers("前刹车片剩 3 毫米", &own);
    assert_eq!(report(&technician, id, "雨刮片老化"), 303);
    let form = advisor.get(&there);
    let finding = form.attributes("[name=finding_id] option[selected]", "value").remove(0);
    let unknown = PriceItemId::new().to_string();
    for (field, value) in [("part_quantity", "-1"), ("part_entry", unknown.as_str())] {
        let wrong = [
            ("finding_id", finding.as_str()),
            ("answer", "accepted"),
            ("how", "phone"),
            ("parts", "10"),
            (field, value),
        ];
        let refused = advisor.post_form(&there, &wrong);
        assert!(
            refused.status == 422 && refused.has(&format!("#s-{field}-err")),
            "{field}"
        );
    }
    let items = advisor.get(&format!("/service-orders/{id}")).texts("#items tbody tr");
    assert_eq!(items.len(), 4, "{items:?}");
    assert!(items[2].contains("OF-2204") && items[2].contains("¥170"), "{items:?}");
    assert!(
        items[3].contains("前刹车片") && items[3].contains("BP-7781") && items[3].contains("¥280"),
        "{items:?}"
    );
}

#[test]
fn what_was_typed_about_one_finding_stands_in_no_others_form() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    step(&technician, &repair(id, "work"), &[]);
    assert_eq!(report(&technician, id, "前刹车片剩 3 毫米"), 303);
    let there = path(id, "answers");
    let chosen = |page: &crate::support::Page| page.attributes("[name=finding_id] option[selected]", "value");
    let first = chosen(&advisor.get(&there)).remove(0);
    let typed = [
        ("finding_id", first.as_str()),
        ("answer", "declined"),
        ("words", "刹车片自己换"),
    ];
    let kept = advisor.post_form(&format!("/drafts/service.answers.{id}"), &typed);
    assert_eq!(kept.status, 204);
    assert_eq!(advisor.get(&there).text("textarea[name=words]"), "刹车片自己换");
    app.advance(TimeDelta::minutes(5));
    let answer = [
        ("finding_id", first.as_str()),
        ("answer", "accepted"),
        ("how", "phone"),
        ("labour", "200"),
    ];
    step(&app.sign_in("service.manager"), &there, &answer);
    assert_eq!(report(&technician, id, "雨刮片老化"), 303);
    let page = advisor.get(&there);
    assert_eq!(page.text("textarea[name=words]"), "");
    assert_ne!(chosen(&page), [first]);
}

/// An order with a finding that the customer puts off; the finding.
fn put_off(app: &TestApp, advisor: &Client) -> (ServiceOrderId, String) {
    let technician = app.sign_in("technician");
    let id = agreed(app, advisor);
    step(&technician, &repair(id, "work"), &[]);
    assert_eq!(report(&technician, id, "轮胎花纹偏浅"), 303);
    let finding = advisor
        .get(&path(id, "answers"))
        .attributes("[name=finding_id] option[selected]", "value")[0]
        .clone();
    let later = [("finding_id", finding.as_str()), ("answer", "later"), ("how", "phone")];
    step(advisor, &path(id, "answers"), &later);
    (id, finding)
}

#[test]
fn what_was_put_off_is_asked_again_from_the_call_back_list() {
    let app = TestApp::spawn();
    let (id, _) = put_off(&app, &app.sign_in("advisor"));
    app.advance(TimeDelta::days(30));
    let advisor = app.sign_in("advisor");
    let list = advisor.get("/call-backs?kind=service.later");
    assert!(
        list.text("tbody")
            .contains("再次询问客户暂缓的维修项目 GD20261122-0001")
    );
    let opened = list.attributes("tbody a[data-open]", "href").remove(0);
    let task = opened.split('?').next().unwrap().to_owned();
    let links = advisor.get(&task).attributes("dl a.link", "href");
    assert!(links.contains(&format!("/service-orders/{id}")), "{links:?}");
    let call = |client: &Client, outcome: &str, again: &str| {
        let version = client.get(&task).value("lock_version");
        let fields = [
            ("channel", "phone"),
            ("outcome", outcome),
            ("note", "轮胎下月来换"),
            ("again_at", again),
            ("lock_version", version.as_str()),
        ];
        client.post_form(&format!("{task}/calls"), &fields).status
    };
    assert_eq!(call(&advisor, "unanswered", ""), 303);
    assert_eq!(advisor.get("/call-backs?view=later").texts("tbody tr").len(), 1);
    // Customer care does it as well: with a next step it comes back, without one it is done.
    let care = app.sign_in("care");
    let snooze = care.get(&format!("{task}/snooze"));
    assert_eq!(snooze.status, 200);
    assert_eq!(call(&care, "answered", "2026-12-24T10:00"), 303);
    assert_eq!(kinds(&app), ["service.later"]);
    assert_eq!(call(&care, "answered", ""), 303);
    assert!(kinds(&app).is_empty());
    assert_eq!(call(&care, "answered", ""), 409, "it is done");
    let done: Option<String> = tasks::table
        .filter(tasks::kind.eq("service.later"))
        .select(tasks::outcome)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(done.as_deref(), Some("answered"));
    for stranger in ["technician", "consultant"] {
        assert!(
            [403, 404].contains(&app.sign_in(stranger).get(&task).status),
            "{stranger}"
        );
    }
}

#[test]
fn who_agrees_after_all_is_not_asked_again() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let (id, finding) = put_off(&app, &advisor);
    assert_eq!(kinds(&app), ["service.later"]);
    accepted(&advisor, id, &finding, &[("labour", "120"), ("words", "还是换了吧")]);
    assert!(kinds(&app).is_empty());
}

#[test]
fn what_is_accepted_once_the_work_was_done_goes_back_into_work() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    step(&technician, &repair(id, "work"), &[]);
    assert_eq!(report(&technician, id, "前刹车片剩 3 毫米"), 303);
    let page = technician.get(&repair(id, "completion"));
    assert!(
        page.text(".notice-amber").contains("前刹车片剩 3 毫米"),
        "{}",
        page.body
    );
    step(&technician, &repair(id, "completion"), &[]);
    let early = advisor.post_form(&path(id, "quality-check"), &PASSED);
    assert_eq!(early.status, 422, "nobody asked the customer yet");
    assert!(early.text("#s-decision-err").contains("前刹车片剩 3 毫米"));
    assert_eq!(state(&app, id), "quality_check");

    app.advance(TimeDelta::minutes(5));
    let finding = advisor
        .get(&path(id, "answers"))
        .attributes("[name=finding_id] option[selected]", "value")[0]
        .clone();
    let yes = [
        ("finding_id", finding.as_str()),
        ("answer", "accepted"),
        ("how", "phone"),
        ("labour", "200"),
    ];
    step(&advisor, &path(id, "answers"), &yes);
    assert_eq!(
        (state(&app, id).as_str(), visit_state(&app, id).as_str()),
        ("in_work", "in_workshop")
    );
    let page = technician.get("/repairs");
    let card = format!("#repair-{id}");
    assert!(page.text(&format!("{card} [data-extra]")).contains("前刹车片剩 3 毫米"));
    assert!(page.has(&format!("{card} form[action$='/work']")), "it can be started");
    let early = technician.post_form(&repair(id, "completion"), &[]);
    assert_eq!(early.status, 422, "nobody has worked on it since");
    assert!(early.text("[data-problems] p").contains("还没有施工"), "{}", early.body);

    app.advance(TimeDelta::minutes(5));
    step(&technician, &repair(id, "work"), &[]);
    assert!(!technician.get("/repairs").has("[data-extra]"));
    step(&technician, &repair(id, "completion"), &[]);
    step(&advisor, &path(id, "quality-check"), &PASSED);
    assert_eq!(
        (state(&app, id).as_str(), visit_state(&app, id).as_str()),
        ("ready", "ready")
    );
    let failed: i16 = service_orders::table
        .find(id)
        .select(service_orders::checks_failed)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(failed, 0, "nothing failed");
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.text(".tl").contains("继续维修"));
}

#[test]
fn what_was_put_off_is_accepted_while_the_car_waits_for_its_bill() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let (id, finding) = put_off(&app, &advisor);
    step(&app.sign_in("technician"), &repair(id, "completion"), &[]);
    step(&advisor, &path(id, "quality-check"), &PASSED);
    app.advance(TimeDelta::minutes(5));
    let yes = [
        ("finding_id", finding.as_str()),
        ("answer", "accepted"),
        ("how", "phone"),
        ("labour", "120"),
    ];
    step(&advisor, &path(id, "answers"), &yes);
    assert_eq!(
        (state(&app, id).as_str(), visit_state(&app, id).as_str()),
        ("in_work", "in_workshop")
    );
    assert_eq!(
        advisor.get(&path(id, "settlement")).status,
        409,
        "not before it is done"
    );
}

#[test]
fn a_promise_that_runs_out_is_told_to_the_advisor_step_by_step() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    step(&technician, &repair(id, "work"), &[]);
    // Promised in four hours: half of them, a quarter of an hour before, over.
    for (minutes, told) in [
        (119, None),
        (1, Some("service.promise_half_warning")),
        (105, Some("service.promise_soon_warning")),
        (16, Some("service.promise_late_alert")),
    ] {
        app.advance(TimeDelta::minutes(minutes));
        app.work();
        let open = kinds(&app);
        match told {
            None => assert!(open.is_empty(), "{open:?}"),
            Some(kind) => assert!(open.iter().any(|one| one == kind), "{kind} is not in {open:?}"),
        }
    }
    let advisor = app.sign_in("advisor");
    let list = advisor.get("/call-backs");
    assert_eq!(list.texts("tbody tr").len(), 3, "each once, in the advisor's list");
    assert!(list.text("tbody").contains("已超过承诺交车时间 GD20261122-0001"));
    assert_eq!(advisor.get("/service-orders?promise=late").texts("tbody tr").len(), 1);
    assert!(advisor.get(&format!("/service-orders/{id}")).has(".sla-over"));
    // A notice is done by saying that one saw it.
    let seen = list.attributes("form[action$='/acknowledgement']", "action").remove(0);
    assert_eq!(advisor.post_form(&seen, &[]).status, 303);
    assert_eq!(kinds(&app).len(), 2);
    app.advance(TimeDelta::minutes(5));
    app.work();
    assert_eq!(kinds(&app).len(), 2, "nothing is told twice");
    // Another's orders are not told to this advisor.
    assert!(!app.sign_in("advisor2").get("/call-backs").has("tbody tr"));
}

#[test]
fn a_leavers_orders_go_to_somebody_else() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = agreed(&app, &advisor);
    let (from, to) = (app.actor("advisor").id, app.actor("advisor2").id);
    let many = app
        .write("manager", |tx| commands::hand_over(tx, from, to, "原负责人账号停用"))
        .unwrap();
    assert_eq!(many, 1);
    let now: Option<yingke::values::ids::StaffId> = service_orders::table
        .find(id)
        .select(service_orders::advisor_id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(now, Some(to));
}

#[test]
fn a_car_that_stays_long_under_warranty_is_told_to_the_service_manager() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = agreed(&app, &advisor);
    let fields = [
        ("kind", "labour"),
        ("name", "更换变速箱阀体"),
        ("price", "1200"),
        ("payer", "warranty"),
    ];
    step(&advisor, &path(id, "items"), &fields);
    seen(&advisor, id, "consent", &[("how", "phone")]);
    step(&app.sign_in("technician"), &repair(id, "work"), &[]);
    app.advance(TimeDelta::days(31));
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    step(&technician, &repair(id, "completion"), &[]);
    step(&advisor, &path(id, "quality-check"), &PASSED);
    assert!(kinds(&app).is_empty());
    seen(&advisor, id, "settlement", &[("serviced", "no")]);
    assert_eq!(kinds(&app), ["service.after_call", "service.repeat_alert"]);
}
