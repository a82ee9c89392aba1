//! Finished, frozen, corrected, printed.

use yingke::schema::{check_ins, service_orders, vehicles};
use yingke::service::commands::{Opening, open_for_visit};
use yingke::values::ids::ServiceOrderId;

use super::*;

fn finish(client: &Client, id: VisitId) -> Page {
    client.post_form(&format!("/visits/{id}/check-in/completion"), &[])
}

#[test]
fn what_is_missing_is_named() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    save(&advisor, id, "vehicle", &[("mileage", "28460")]);
    let answer = finish(&advisor, id);
    assert_eq!(answer.status, 422);
    let notice = answer.text("main .notice");
    for word in ["外观检查结果", "油量或电量", "客户签字", "预计交车时间"] {
        assert!(notice.contains(word), "{word} in {notice}");
    }
    assert!(!notice.contains("里程"));
    let finished: Option<chrono::DateTime<chrono::Utc>> = check_ins::table
        .select(check_ins::finished_at)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(finished, None);
}

#[test]
fn a_finished_sheet_is_frozen_and_the_car_has_its_mileage() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    fill(&advisor, id);
    let answer = finish(&advisor, id);
    assert_eq!(
        (answer.status, answer.location()),
        (303, &*format!("/visits/{id}")),
        "{}",
        answer.body
    );
    let km: Option<i32> = vehicles::table
        .select(vehicles::mileage_km)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(km, Some(28_460));
    assert!(app.audit().contains(&"service.finish_check_in".into()));
    let page = advisor.get(&format!("/visits/{id}"));
    assert!(
        !page.has("#step-form")
            && page
                .text(".sheet-part dl:first-of-type + dl, .sheet-part:nth-of-type(1) dl")
                .contains("28,460 km")
    );
    assert_eq!(finish(&advisor, id).status, 409, "once");
    let silent = save(&advisor, id, "wishes", &[("wishes_note", "另加空调滤芯")]);
    assert!(silent.status == 422 && silent.has("#s-reason-err"));
    assert_eq!(silent.text("textarea[name=wishes_note]"), "另加空调滤芯");
    let said = [
        ("wishes_note", "另加空调滤芯"),
        ("reason", "客户电话补充"),
        ("lock_version", "1"),
    ];
    let amended = save(&advisor, id, "wishes", &said);
    assert_eq!(amended.status, 303, "{}", amended.body);
    let page = advisor.get(&format!("/visits/{id}"));
    assert!(page.body.contains("客户电话补充") && page.body.contains("另加空调滤芯"));
    assert!(app.audit().contains(&"service.amend_check_in".into()));
    assert_eq!(
        save(
            &advisor,
            id,
            "signature",
            &[("reason", "换人"), ("on_paper", "1"), ("signed_by", "李四")]
        )
        .status,
        409
    );
    let mark = [("zone", "roof"), ("damage", "dent")];
    assert_eq!(
        advisor.post_form(&format!("/visits/{id}/check-in/marks"), &mark).status,
        422
    );
}

#[test]
fn a_change_after_the_signature_asks_for_a_new_one() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    fill(&advisor, id);
    save(&advisor, id, "vehicle", &[("mileage", "28470")]);
    let answer = finish(&advisor, id);
    assert!(answer.status == 422 && answer.text("main .notice").contains("客户签字"));
    let drawn = "10,20 12,22 14,24 16,30 20,40 24,60;80,90 90,95";
    save(&advisor, id, "signature", &[("signed_by", "顾明"), ("strokes", drawn)]);
    let page = advisor.get(&format!("/visits/{id}?step=signature"));
    assert!(page.has("svg.signature path[d^='M10 20L12 22']"));
    assert_eq!(finish(&advisor, id).status, 303);
}

#[test]
fn two_clicks_finish_once() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    fill(&advisor, id);
    let answers = advisor.post_at_once(&format!("/visits/{id}/check-in/completion"), &[], 3);
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409, 409]);
    let audit = app.audit();
    assert_eq!(
        audit
            .iter()
            .filter(|action| *action == "service.finish_check_in")
            .count(),
        1
    );
}

#[test]
fn an_order_that_was_begun_before_takes_what_the_sheet_says() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let begun = app
        .write("advisor", |tx| open_for_visit(tx, id, &Opening::default()))
        .unwrap();
    fill(&advisor, id);
    let answer = finish(&advisor, id);
    assert_eq!(answer.status, 303, "{}", answer.body);
    type Kept = (ServiceOrderId, Option<i64>, Option<i32>, Option<String>);
    let kept: Vec<Kept> = service_orders::table
        .select((
            service_orders::id,
            service_orders::estimate_fen,
            service_orders::mileage_km,
            diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Text>>(
                "to_char(promised_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI')",
            ),
        ))
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, [(begun, Some(120_000), Some(28_460), Some("17:00".into()))]);
    let page = advisor.get(&format!("/service-orders/{begun}"));
    assert!(page.body.contains("刹车有点软") && page.body.contains("接车完成"));
    let told = page.text("[aria-labelledby=props-h]");
    assert!(told.contains("¥680 – ¥1,200"), "{told}");
}

#[test]
fn the_paper_has_the_drawing_and_a_code_without_personal_data() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    advisor.post_form(
        &format!("/visits/{id}/check-in/marks"),
        &[("zone", "roof"), ("damage", "dent")],
    );
    let page = advisor.get(&format!("/visits/{id}/check-in/sheet"));
    assert_eq!(page.status, 200);
    assert_eq!(page.texts("svg.car path").len(), 19);
    assert_eq!(page.texts("svg.car text"), ["1"]);
    assert!(page.has(".sheet-qr path") && page.texts(".sign > div").len() == 2);
    assert!(page.body.contains("138****5621") && !page.body.contains("13812345621"));
}

#[test]
fn a_visit_that_went_on_without_its_sheet_says_so_and_leads_to_the_order() {
    use yingke::service::commands::{Opening, open_for_visit};
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let path = format!("/visits/{id}");
    let care = app.sign_in("care");
    assert_eq!(care.get(&path).text(".cols .empty b"), "接车单正在填写");
    app.write("advisor", |tx| open_for_visit(tx, id, &Opening::default()))
        .unwrap();
    let page = advisor.get(&path);
    assert!(page.has("#step-form") && page.has(".acts a[href^='/service-orders/']"));
    let goes_to = |state: &str| {
        diesel::update(visits::table.find(id))
            .set(visits::state.eq(state))
            .execute(&mut app.database.owner())
            .unwrap();
    };
    goes_to("in_workshop");
    let page = advisor.get(&path);
    assert_eq!(page.text(".cols .empty b"), "没有填写接车单");
    let order = page.attributes(".cols .empty a", "href").remove(0);
    assert_eq!(advisor.get(&order).status, 200);
    goes_to("receiving");
    save(&advisor, id, "wishes", &[("wishes_note", "刹车有点软")]);
    goes_to("left");
    assert_eq!(advisor.get(&path).text(".cols .empty b"), "接车单没有完成");
    let sales = visit_of(&app, None, "sales", "receiving");
    assert!(!advisor.get(&format!("/visits/{sales}")).has(".cols .empty"));
}

#[test]
fn the_paper_names_each_thing_once_and_by_its_name() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    fill(&advisor, id);
    let labels = advisor
        .get(&format!("/visits/{id}/check-in/sheet"))
        .texts(".sheet th[scope=row]");
    for label in ["车型", "维修性质", "预估费用", "预计交车时间"] {
        let times = labels.iter().filter(|one| *one == label).count();
        assert_eq!(times, 1, "{label} in {labels:?}");
    }
}

#[test]
fn an_english_page_holds_no_word_of_ours_in_chinese() {
    let app = TestApp::spawn();
    let id = visit(&app);
    diesel::update(yingke::schema::staff::table)
        .set(yingke::schema::staff::language.eq("en"))
        .execute(&mut app.database.owner())
        .unwrap();
    let advisor = app.sign_in("advisor");
    for step in ["vehicle", "exterior", "belongings", "wishes", "estimate", "signature"] {
        let page = advisor.get(&format!("/visits/{id}?step={step}"));
        let labels = page
            .texts("#step-form label, #step-form legend, .steps li, dt, .btn span, header h2")
            .join(" ");
        let han: String = labels
            .chars()
            .filter(|sign| ('\u{4e00}'..='\u{9fff}').contains(sign))
            .collect();
        assert_eq!(han, "", "{step}");
    }
}
