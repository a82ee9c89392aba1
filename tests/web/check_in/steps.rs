//! Step by step.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use yingke::platform::db::FormToken;
use yingke::schema::{check_in_marks, check_ins};

use super::*;

#[test]
fn a_step_is_saved_recorded_and_leads_to_the_next() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let page = advisor.get(&format!("/visits/{id}"));
    assert_eq!(page.status, 200);
    assert_eq!(page.text("h1"), "接车单");
    assert_eq!(page.texts(".steps li").len(), 6);
    assert!(page.has("form#step-form input[name=mileage]"), "the first step");
    let answer = save(
        &advisor,
        id,
        "vehicle",
        &[("mileage", "28,460"), ("lights", "engine"), ("lights", "tyre")],
    );
    assert_eq!(
        (answer.status, answer.location()),
        (303, &*format!("/visits/{id}?step=exterior"))
    );
    let again = advisor.get(&format!("/visits/{id}?step=vehicle"));
    assert_eq!(again.value("mileage"), "28460");
    assert_eq!(
        again.attributes("input[name=lights][checked]", "value"),
        ["engine", "tyre"]
    );
    assert!(app.audit().contains(&"service.check_in".into()));
    // Sealed: what was said is not in the table.
    save(&advisor, id, "wishes", &[("wishes_note", "刹车有点软")]);
    let sealed: Option<yingke::platform::vault::Sealed> = check_ins::table
        .select(check_ins::wishes_sealed)
        .first(&mut app.database.owner())
        .unwrap();
    assert!(sealed.is_some());
}

#[test]
fn a_mileage_below_the_last_or_far_above_it_asks_why_and_keeps_what_was_typed() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let low = save(&advisor, id, "vehicle", &[("mileage", "2846"), ("lights", "abs")]);
    assert_eq!(low.status, 422);
    assert!(low.text("#s-mileage-err").contains("20,135"));
    assert_eq!(low.value("mileage"), "2846");
    assert_eq!(low.attributes("input[name=lights][checked]", "value"), ["abs"]);
    let high = save(&advisor, id, "vehicle", &[("mileage", "284600")]);
    assert!(high.text("#s-mileage-err").contains("高出很多"));
    let told = advisor.post_form(&format!("/visits/{id}/check-in/mileage"), &[("mileage", "2846")]);
    assert!(told.status == 200 && told.body.contains("20,135"), "{}", told.body);
    let explained = [("mileage", "2846"), ("mileage_reason", "更换过仪表")];
    assert_eq!(save(&advisor, id, "vehicle", &explained).status, 303);
}

#[test]
fn bad_values_are_refused_beside_their_field() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    for (step, field, value) in [
        ("vehicle", "mileage", "约三万"),
        ("vehicle", "mileage", "-5"),
        ("estimate", "estimate_to", "-1"),
        ("estimate", "estimate_to", "99999999999"),
        ("estimate", "promised_at", "2026-11-22T09:00"),
        ("estimate", "promised_at", "2027-02-21T09:00"),
        ("estimate", "promised_at", "nonsense"),
        ("signature", "signed_by", "12345"),
    ] {
        let answer = save(&advisor, id, step, &[(field, value)]);
        assert_eq!(answer.status, 422, "{step} {field} {value}: {}", answer.location());
        assert!(answer.has(&format!("#s-{field}-err")), "{step} {field}");
        assert_eq!(answer.value(field), value);
    }
    let far = save(&advisor, id, "estimate", &[("promised_at", "2126-11-22T09:00")]);
    assert!(far.text("#s-promised_at-err").contains("90 天以内"), "{}", far.body);
    let silent = save(&advisor, id, "exterior", &[]);
    assert!(silent.status == 422 && silent.text("#s-no_marks-err").contains("没有可见损伤"));
    let turned = save(
        &advisor,
        id,
        "estimate",
        &[("estimate_from", "900"), ("estimate_to", "500")],
    );
    assert!(turned.has("#s-estimate_to-err"));
    let scribble = save(
        &advisor,
        id,
        "signature",
        &[("signed_by", "顾明"), ("strokes", "<script>")],
    );
    assert!(scribble.status == 422 && scribble.has("#s-strokes-err"));
    let full = save(&advisor, id, "belongings", &[("fuel", "9")]);
    assert!(full.status == 422 && full.has("#s-fuel-err"));
    assert_eq!(save(&advisor, id, "nowhere", &[]).status, 422);
}

#[test]
fn it_saves_itself_and_says_when() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let path = format!("/visits/{id}/check-in");
    let page = advisor.get(&format!("/visits/{id}?step=vehicle"));
    assert_eq!(page.attributes("#saved", "hx-post"), std::slice::from_ref(&path));
    assert_eq!(
        page.attributes("#step-form", "data-autosave"),
        [format!("/drafts/checkin.vehicle.{id}")]
    );
    let opened = page.attributes("#step-form [name=token]", "value").remove(0);
    let fields = |mileage| {
        [
            ("step", "vehicle"),
            ("token", opened.as_str()),
            ("lock_version", "0"),
            ("mileage", mileage),
        ]
    };
    let quiet = |mileage| advisor.post_region(&path, "saved", &fields(mileage));
    let saved = quiet("28460");
    assert_eq!((saved.status, saved.body.as_str()), (200, "已保存 10:00"));
    let again = quiet("28461");
    assert_eq!(again.status, 200, "the saves of one form follow each other");
    let wrong = quiet("28");
    assert!(wrong.status == 422 && wrong.body.contains("20,135") && !wrong.body.contains("<html"));
    let wrong = advisor.post_form(&path, &fields("28"));
    assert_eq!(
        (wrong.status, wrong.value("lock_version").as_str()),
        (422, "2"),
        "the form goes on from what it saved itself"
    );
    assert_eq!(
        advisor.get(&format!("/visits/{id}?step=vehicle")).value("mileage"),
        "28461"
    );
}

#[test]
fn a_draft_comes_back_after_a_lost_connection() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let kept = advisor.post_form(
        &format!("/drafts/checkin.wishes.{id}"),
        &[("step", "wishes"), ("wishes_note", "过减速带有响声")],
    );
    assert_eq!(kept.status, 204);
    let page = advisor.get(&format!("/visits/{id}?step=wishes"));
    assert_eq!(page.text("textarea[name=wishes_note]"), "过减速带有响声");
    assert!(page.has(".notice form[action$='/removal']"));
    assert_eq!(
        save(&advisor, id, "wishes", &[("wishes_note", "过减速带有响声")]).status,
        303
    );
    assert!(
        !advisor
            .get(&format!("/visits/{id}?step=wishes"))
            .has(".notice form[action$='/removal']")
    );
}

#[test]
fn two_at_one_step_are_told_apart() {
    let app = TestApp::spawn();
    let id = visit(&app);
    let (one, other) = (app.sign_in("advisor"), app.sign_in("service.manager"));
    assert_eq!(
        save(&other, id, "wishes", &[("lock_version", "0"), ("wishes_note", "先到")]).status,
        303
    );
    let late = save(&one, id, "wishes", &[("lock_version", "0"), ("wishes_note", "后到")]);
    assert_eq!(late.status, 409);
    assert_eq!(late.text("textarea[name=wishes_note]"), "后到", "what was typed stays");
    assert_eq!(
        late.value("lock_version"),
        "1",
        "the next save counts against what is there now"
    );
    assert_eq!(
        save(&one, id, "wishes", &[("lock_version", "1"), ("wishes_note", "后到")]).status,
        303
    );
}

#[test]
fn two_windows_of_one_person_are_told_apart_too() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let there = format!("/visits/{id}?step=wishes");
    let (one, other) = (advisor.get(&there), advisor.get(&there));
    let fields = |page: &Page, wish: &'static str, note: &'static str| {
        let token = page.attributes("#step-form [name=token]", "value").remove(0);
        let version = page.value("lock_version");
        [
            ("step".to_owned(), "wishes".to_owned()),
            ("token".to_owned(), token),
            ("lock_version".to_owned(), version),
            ("wishes".to_owned(), wish.to_owned()),
            ("wishes_note".to_owned(), note.to_owned()),
        ]
    };
    let path = format!("/visits/{id}/check-in");
    let post = |page: &Page, wish, note, quietly: bool| {
        let all = fields(page, wish, note);
        let all: Vec<(&str, &str)> = all
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        if quietly {
            advisor.post_region(&path, "saved", &all)
        } else {
            advisor.post_form(&path, &all)
        }
    };
    assert_eq!(post(&one, "oil_change", "先写的", true).status, 200);
    assert_eq!(
        post(&other, "tyres", "后写的", true).status,
        409,
        "nothing is erased by itself"
    );
    let late = post(&other, "tyres", "后写的", false);
    assert_eq!(late.status, 409);
    assert_eq!(
        late.text("textarea[name=wishes_note]"),
        "后写的",
        "what was typed stays"
    );
    assert!(late.text("[data-theirs=wishes_note]").contains("先写的"));
    assert!(late.text("[data-theirs=wishes]").contains("更换机油机滤"));
    assert_eq!(advisor.get(&there).text("textarea[name=wishes_note]"), "先写的");
    assert_eq!(post(&late, "tyres", "后写的", false).status, 303, "seen and meant");
    assert_eq!(post(&one, "oil_change", "又来", true).status, 409);
}

#[test]
fn another_language_after_a_refusal_leads_to_the_page_with_what_was_typed() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let typed = [("mileage", "2846"), ("lights", "abs")];
    let refused = save(&advisor, id, "vehicle", &typed);
    assert_eq!(refused.status, 422);
    // The browser keeps what was typed before the page goes.
    let kept = advisor.post_form(&format!("/drafts/checkin.vehicle.{id}"), &typed);
    assert_eq!(kept.status, 204);
    let next = refused
        .attributes("form[action='/preferences'] [name=next]", "value")
        .remove(0);
    assert_eq!(next, format!("/visits/{id}?step=vehicle"));
    let gone = advisor.post_form("/preferences", &[("lang", "en"), ("next", &next)]);
    assert_eq!((gone.status, gone.location()), (303, next.as_str()));
    let page = advisor.get(&next);
    assert_eq!(
        (page.text("h1").as_str(), page.value("mileage").as_str()),
        ("Check-in sheet", "2846")
    );
}

#[test]
fn what_is_only_posted_to_leads_to_the_page_that_it_belongs_to() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    for noun in [
        "check-in",
        "check-in/marks",
        "check-in/marks/1/removal",
        "courtesy-answer",
    ] {
        let asked = advisor.get(&format!("/visits/{id}/{noun}"));
        assert_eq!(
            (asked.status, asked.location()),
            (303, &*format!("/visits/{id}")),
            "{noun}"
        );
    }
    assert_eq!(advisor.get("/presence").status, 405, "there is nothing above");
    let other = advisor.send(advisor.request("PUT", &format!("/visits/{id}/check-in")));
    assert_eq!(other.status, 405);
}

#[test]
fn a_quick_choice_is_a_button_of_the_form() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let page = advisor.get(&format!("/visits/{id}?step=estimate"));
    let quick = page.attributes("button[name=quick]", "value");
    assert!(quick.contains(&"2026-11-22T17:00".to_owned()), "{quick:?}");
    let answer = save(
        &advisor,
        id,
        "estimate",
        &[("estimate_from", "500"), ("quick", "2026-11-23T20:00")],
    );
    assert_eq!(
        answer.location(),
        format!("/visits/{id}?step=estimate"),
        "the same step again"
    );
    let page = advisor.get(answer.location());
    assert_eq!(
        (page.value("promised_at"), page.value("estimate_to")),
        ("2026-11-23T20:00".into(), "500.00".into())
    );
    assert!(
        page.text(".sect .notice").contains("营业时间"),
        "nobody is there at eight in the evening"
    );
}

fn photo() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(900, 600)
        .write_to(&mut out, ImageFormat::Jpeg)
        .unwrap();
    out.into_inner()
}

/// Posts as a browser posts a form with one file.
fn post(client: &Client, path: &str, fields: &[(&str, &str)], field: &str, name: &str, bytes: &[u8]) -> Page {
    let token = FormToken::new().to_string();
    let mut body = Vec::new();
    for (name, value) in fields.iter().chain(&[("token", token.as_str())]) {
        let part = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!("--XX\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--XX--\r\n");
    let request = client
        .request("POST", path)
        .header("Sec-Fetch-Site", "same-origin")
        .header("Content-Type", "multipart/form-data; boundary=XX")
        .body(body);
    client.send(request)
}

#[test]
fn marks_are_put_on_the_drawing_with_a_photo_and_taken_off() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let page = advisor.get(&format!("/visits/{id}?step=exterior"));
    assert_eq!(page.texts("svg.car a").len(), 19, "every part is a link");
    let href = page.attributes("svg.car a", "href").remove(0);
    let chosen = advisor.get(href.split('#').next().unwrap());
    assert_eq!(
        chosen.attributes("select[name=zone] option[selected]", "value"),
        ["front_bumper"]
    );
    let path = format!("/visits/{id}/check-in/marks");
    let nothing = advisor.post_form(&path, &[("note", "长约五厘米")]);
    assert!(nothing.status == 422 && nothing.has("#m-zone-err") && nothing.has("#m-damage-err"));
    assert_eq!(nothing.value("note"), "长约五厘米");
    let fields = [
        ("zone", "left_front_door"),
        ("damage", "scratch"),
        ("note", "长约五厘米"),
    ];
    let bad = post(&advisor, &path, &fields, "photo", "x.jpg", b"not a photo");
    assert_eq!(bad.status, 422);
    let done = post(&advisor, &path, &fields, "photo", "门.jpg", &photo());
    assert_eq!(done.status, 303, "{}", done.body);
    let page = advisor.get(done.location());
    assert_eq!(page.texts("svg.car text"), ["1"]);
    assert!(page.text(".car-and-marks .list").contains("划痕"));
    let small = page.attributes(".car-and-marks img", "src").remove(0);
    assert_eq!(advisor.get(&small).header("content-type"), "image/jpeg");
    let full = small.trim_end_matches("/thumbnail");
    assert_eq!(advisor.get(full).status, 200);
    assert_eq!(app.sign_in("technician").get(full).status, 403);
    // A car with marks has no tick that it has none.
    assert_eq!(save(&advisor, id, "exterior", &[("no_marks", "1")]).status, 422);
    let removal = page.attributes(".car-and-marks form", "action").remove(0);
    assert_eq!(advisor.post_form(&removal, &[]).status, 303);
    let left: i64 = check_in_marks::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(left, 0);
    assert_eq!(advisor.post_form(&removal, &[]).status, 404);
    let audit = app.audit();
    for action in ["service.mark", "service.remove_mark", "visits.look"] {
        assert!(audit.contains(&action.into()), "{action}");
    }
}

#[test]
fn a_mark_that_is_not_added_yet_outlives_a_photo() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let exterior = format!("/visits/{id}?step=exterior");
    let draft = format!("/drafts/checkin.exterior.{id}");
    let page = advisor.get(&exterior);
    assert_eq!(
        page.attributes("form[data-autosave]", "data-autosave"),
        std::slice::from_ref(&draft)
    );
    let typed = [("zone", "roof"), ("damage", "dent"), ("note", "冰雹砸的")];
    assert_eq!(advisor.post_form(&draft, &typed).status, 204);
    let photos = format!("/visits/{id}/check-in/photos");
    let kept = post(&advisor, &photos, &[], "files", "车顶.jpg", &photo());
    assert_eq!(kept.status, 303, "{}", kept.body);
    let page = advisor.get(kept.location());
    assert_eq!(page.value("note"), "冰雹砸的");
    assert_eq!(page.attributes("select[name=zone] option[selected]", "value"), ["roof"]);
    assert_eq!(page.attributes("input[name=damage][checked]", "value"), ["dent"]);
    let other = advisor.get(&format!("{exterior}&zone=boot"));
    assert_eq!(
        other.attributes("select[name=zone] option[selected]", "value"),
        ["boot"],
        "the part that was chosen since"
    );
    let marks = format!("/visits/{id}/check-in/marks");
    assert_eq!(advisor.post_form(&marks, &typed).status, 303);
    assert_eq!(advisor.get(&exterior).value("note"), "", "it is on the car now");
}

#[test]
fn photos_are_kept_with_the_visit() {
    let app = TestApp::spawn();
    let (id, advisor) = (visit(&app), app.sign_in("advisor"));
    let path = format!("/visits/{id}/check-in/photos");
    assert_eq!(post(&advisor, &path, &[], "files", "仪表.jpg", &photo()).status, 303);
    let page = advisor.get(&format!("/visits/{id}?step=exterior"));
    assert_eq!(page.attributes(".car-photos img", "alt"), ["仪表.jpg"]);
    let none = advisor.post_form(&path, &[]);
    assert!(none.status == 422 && none.has("#p-files-err"));
    let bad = post(&advisor, &path, &[], "files", "x.jpg", b"not a photo");
    assert!(bad.status == 422 && bad.has("#p-files-err"));
    assert!(
        !bad.has("#step-form [data-problems]"),
        "it is said beside the photos alone"
    );
    let removal = page.attributes(".car-photos form", "action").remove(0);
    assert_eq!(advisor.post_form(&removal, &[]).status, 303);
    assert!(
        !advisor
            .get(&format!("/visits/{id}?step=exterior"))
            .has(".car-photos img")
    );
}

#[test]
fn who_may_and_who_may_not() {
    let app = TestApp::spawn();
    let id = visit(&app);
    let path = format!("/visits/{id}");
    assert_eq!(app.sign_in("technician").get(&path).status, 403);
    assert_eq!(
        app.sign_in("consultant").get(&path).status,
        404,
        "a service visit is not theirs"
    );
    let care = app.sign_in("care");
    let page = care.get(&path);
    assert!(page.status == 200 && !page.has("#step-form"), "care reads only");
    assert_eq!(save(&care, id, "wishes", &[]).status, 403);
    assert_eq!(
        app.sign_in("advisor")
            .get(&format!("/visits/{}", VisitId::new()))
            .status,
        404
    );
    assert_eq!(app.sign_in("advisor").get("/visits/1").status, 404);
}

#[test]
fn a_waiting_visitor_has_no_sheet_yet_and_a_sales_visitor_never() {
    let app = TestApp::spawn();
    let id = visit(&app);
    let waiting = visit_of(&app, None, "service", "waiting");
    let advisor = app.sign_in("advisor");
    let page = advisor.get(&format!("/visits/{waiting}"));
    assert!(!page.has("#step-form") && page.has(&format!("form[action='/visits/{waiting}/reception']")));
    assert_eq!(save(&advisor, waiting, "wishes", &[("wishes_note", "早")]).status, 409);
    let sales = visit_of(&app, None, "sales", "receiving");
    let page = advisor.get(&format!("/visits/{sales}"));
    assert!(page.status == 200 && !page.has("#step-form"));
    assert_eq!(save(&advisor, sales, "wishes", &[]).status, 409);
    assert_eq!(advisor.get(&format!("/visits/{sales}/check-in/sheet")).status, 404);
    assert_eq!(advisor.get(&format!("/visits/{id}/check-in/sheet")).status, 200);
}
