//! Photos and papers of a complaint.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use yingke::complaints::rules::Severity;
use yingke::schema::attachments;

use super::*;
use crate::support::Page;

const PDF: &[u8] = b"%PDF-1.7 offer";

fn photo() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(900, 600)
        .write_to(&mut out, ImageFormat::Jpeg)
        .unwrap();
    out.into_inner()
}

/// Posts as a browser posts a form with files: (field, file name, content).
fn post(client: &Client, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])], region: Option<&str>) -> Page {
    let token = yingke::platform::db::FormToken::new().to_string();
    let mut body = Vec::new();
    for (name, value) in fields.iter().chain(&[("token", token.as_str())]) {
        let part = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, bytes) in files {
        let head = format!("--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XX--\r\n");
    let mut request = client
        .request("POST", path)
        .header("Sec-Fetch-Site", "same-origin")
        .header("Content-Type", "multipart/form-data; boundary=XX")
        .body(body);
    if let Some(region) = region {
        request = request
            .header("HX-Request", "true")
            .header("HX-Request-Type", "partial")
            .header("HX-Target", format!("dialog#{region}"));
    }
    client.send(request)
}

fn gallery(page: &Page) -> Vec<String> {
    page.texts(".complaint-files b")
}

fn kept(app: &TestApp) -> i64 {
    attachments::table
        .filter(attachments::removed_at.is_null())
        .count()
        .get_result(&mut app.database.owner())
        .unwrap()
}

#[test]
fn several_files_come_at_once_and_stand_on_the_page_and_the_timeline() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let path = format!("/complaints/{id}/attachments");
    let form = care.get(&path);
    assert_eq!(
        form.attributes("main form", "enctype"),
        ["multipart/form-data"],
        "works without script"
    );
    assert!(form.has("input[type=file][multiple]"));
    let photo = photo();
    let files: [(&str, &[u8]); 2] = [("刹车.jpeg", &photo), ("报价.pdf", PDF)];
    let answer = post(&care, &path, &[("body", "左前轮内侧")], &files, None);
    assert_eq!((answer.status, answer.location()), (303, &*format!("/complaints/{id}")));
    let page = care.get(answer.location());
    assert_eq!(gallery(&page), ["刹车.jpg", "报价.pdf"]);
    assert!(
        page.texts(".tl-note .tl-b")
            .iter()
            .any(|text| text.contains("左前轮内侧"))
    );
    assert_eq!(page.attributes(".complaint-thumbs img", "alt"), ["刹车.jpg"]);
    assert!(
        page.texts(".complaint-thumbs")
            .iter()
            .any(|text| text.contains("报价.pdf"))
    );

    let href = page.attributes(".complaint-file", "href").remove(0);
    let shown = care.get(&href);
    assert_eq!(shown.header("content-type"), "image/jpeg");
    assert!(shown.header("content-disposition").starts_with("inline; "));
    assert_eq!(shown.header("content-security-policy"), "default-src 'none'; sandbox");
    let save = care.get(&format!("{href}?save=1"));
    assert!(save.header("content-disposition").starts_with("attachment; "));
    let thumbnail = page.attributes(".complaint-file img", "src").remove(0);
    let small = care.get(&thumbnail);
    assert_eq!((small.status, small.header("content-type")), (200, "image/jpeg"));
    let paper = page.attributes(".complaint-file", "href").remove(1);
    assert_eq!(
        care.get(&format!("{paper}/thumbnail")).status,
        404,
        "a paper has no small picture"
    );
    let audit = app.audit();
    assert!(audit.contains(&"complaints.attach".into()) && audit.contains(&"complaints.look".into()));
}

#[test]
fn a_refused_file_says_why_and_keeps_nothing_but_what_was_typed() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let path = format!("/complaints/{id}/attachments");
    let photo = photo();
    let files: [(&str, &[u8]); 2] = [("刹车.jpg", &photo), ("录音.mp3", b"ID3 sound")];
    let answer = post(&care, &path, &[("body", "客户录音")], &files, Some("dialog"));
    assert_eq!(answer.status, 422);
    assert!(!answer.has("html .nav"), "only the dialog");
    assert!(answer.text("#s-files-err").contains("录音.mp3"));
    assert_eq!(answer.text("textarea[name=body]"), "客户录音");
    assert_eq!(kept(&app), 0, "all or nothing");
    let none = post(&care, &path, &[("body", "忘了选")], &[("", b"")], None);
    assert_eq!(none.status, 422);
    assert!(none.has("#s-files-err") && none.text("textarea[name=body]") == "忘了选");
}

#[test]
fn a_file_is_taken_away_and_brought_back() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let photo = photo();
    let photos: [(&str, &[u8]); 1] = [("刹车.jpg", &photo)];
    post(&care, &format!("/complaints/{id}/attachments"), &[], &photos, None);
    let page = care.get(&format!("/complaints/{id}"));
    let removal = page.attributes(".complaint-files form", "action").remove(0);
    let href = page.attributes(".complaint-file", "href").remove(0);
    let gone = care.post_form(&removal, &[]);
    assert_eq!(gone.status, 303);
    let page = care.get(gone.location());
    assert!(gallery(&page).is_empty());
    assert!(
        page.text(".complaint-thumbs").contains("附件已移除"),
        "the timeline still tells"
    );
    assert_eq!(care.get(&href).status, 404);
    assert_eq!(care.post_form(&removal, &[]).status, 404, "it is gone already");
    let undo = page.attributes(".toast form", "action").remove(0);
    assert_eq!(care.post_form(&undo, &[]).status, 303);
    assert_eq!(gallery(&care.get(&format!("/complaints/{id}"))), ["刹车.jpg"]);
    let audit = app.audit();
    assert!(audit.contains(&"files.remove".into()) && audit.contains(&"files.restore".into()));
}

#[test]
fn only_who_sees_the_complaint_sees_its_files() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let (mine, other) = (complaint(&app, Severity::Normal), complaint(&app, Severity::Normal));
    let photo = photo();
    let photos: [(&str, &[u8]); 1] = [("刹车.jpg", &photo)];
    post(&care, &format!("/complaints/{mine}/attachments"), &[], &photos, None);
    let page = care.get(&format!("/complaints/{mine}"));
    let href = page.attributes(".complaint-file", "href").remove(0);
    let advisor = app.sign_in("advisor");
    for path in [
        href.clone(),
        format!("{href}/thumbnail"),
        format!("/complaints/{mine}/attachments"),
    ] {
        assert_eq!(advisor.get(&path).status, 404, "{path}");
        assert_eq!(app.sign_in("technician").get(&path).status, 403, "{path}");
    }
    assert_eq!(advisor.post_form(&format!("{href}/removal"), &[]).status, 404);
    let stranger = post(&advisor, &format!("/complaints/{mine}/attachments"), &[], &photos, None);
    assert_eq!((stranger.status, kept(&app)), (404, 1));
    let elsewhere = href.replace(&mine.to_string(), &other.to_string());
    assert_eq!(care.get(&elsewhere).status, 404, "a file is its own complaint's");
}

#[test]
fn who_only_sees_a_complaint_takes_away_what_they_brought() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let id = complaint_of(&app, customer, Severity::Normal);
    let path = format!("/complaints/{id}/attachments");
    let photo = photo();
    let photos: [(&str, &[u8]); 1] = [("刹车.jpg", &photo)];
    assert_eq!(post(&app.sign_in("care"), &path, &[], &photos, None).status, 303);
    assert_eq!(post(&consultant, &path, &[], &[("合同.pdf", PDF)], None).status, 303);
    let page = consultant.get(&format!("/complaints/{id}"));
    assert_eq!(gallery(&page).len(), 2);
    let removals = page.attributes(".complaint-files form", "action");
    assert_eq!(removals.len(), 1);
    let foreign = format!("{}/removal", page.attributes(".complaint-file", "href")[0]);
    assert_eq!(consultant.post_form(&foreign, &[]).status, 403);
    assert_eq!(consultant.post_form(&removals[0], &[]).status, 303);
}

#[test]
fn photos_come_with_the_complaint_as_well() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    assert!(
        care.get("/complaints/new")
            .has("form[enctype='multipart/form-data'] input[type=file]")
    );
    let fields = [
        ("new_name", "顾明"),
        ("new_phone", "13812345621"),
        ("channel", "phone"),
        ("category", "repair_quality"),
        ("severity", "normal"),
        ("facts", "漆面有划痕"),
    ];
    let photo = photo();
    let bad: [(&str, &[u8]); 1] = [("划痕.heic", b"not a photo")];
    let refused = post(&care, "/complaints", &fields, &bad, None);
    assert_eq!(refused.status, 422);
    assert!(refused.text("#f-files-err").contains("划痕.heic"));
    assert_eq!(refused.text("textarea[name=facts]"), "漆面有划痕");
    let photos: [(&str, &[u8]); 1] = [("划痕.jpg", &photo)];
    let answer = post(&care, "/complaints", &fields, &photos, None);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(gallery(&care.get(answer.location())), ["划痕.jpg"]);
}
