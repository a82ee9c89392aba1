use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, test as actix};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;
use yingke::platform::db::Subject;
use yingke::platform::error::{Error, FieldErrors};
use yingke::platform::files::{self, Upload};
use yingke::platform::i18n::Lang;
use yingke::platform::web::{Form, PostedFiles};

use crate::support::TestApp;

fn png() -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(20, 10)
        .write_to(&mut out, image::ImageFormat::Png)
        .unwrap();
    out.into_inner()
}

#[test]
fn a_file_is_kept_sealed_with_its_record() {
    use diesel::prelude::*;
    use yingke::schema::attachments;
    let app = TestApp::spawn();
    let (store, subject) = (app.store(), Subject::new("complaint", Uuid::now_v7()));
    let upload = Upload::read("发动机.png", png()).unwrap();
    let id = app
        .write("care", |tx| files::attach(tx, store, subject, &upload))
        .unwrap();
    assert_eq!(app.audit().last().unwrap(), "files.attach");
    let (mut owner, vault) = (app.database.owner(), app.db.vault());
    let listed = files::list(&mut owner, vault, subject).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (listed[0].name.expose().as_str(), listed[0].pixels),
        ("发动机.png", Some((20, 10)))
    );
    assert!(listed[0].is_image());
    assert_eq!(files::open(&mut owner, vault, id, subject).unwrap().bytes, upload.bytes);
    let elsewhere = Subject::new("complaint", Uuid::now_v7());
    assert!(matches!(
        files::open(&mut owner, vault, id, elsewhere),
        Err(Error::NotFound)
    ));
    let sealed: Vec<u8> = attachments::table
        .select(attachments::body_sealed)
        .first(&mut owner)
        .unwrap();
    assert!(!sealed.windows(4).any(|part| part == b"IHDR"));
}

#[test]
fn a_removed_file_is_gone_until_it_is_brought_back() {
    let app = TestApp::spawn();
    let (store, subject) = (app.store(), Subject::new("complaint", Uuid::now_v7()));
    let upload = Upload::read("a.png", png()).unwrap();
    let id = app
        .write("care", |tx| files::attach(tx, store, subject, &upload))
        .unwrap();
    let listed = || {
        files::list(&mut app.database.owner(), app.db.vault(), subject)
            .unwrap()
            .len()
    };
    app.write("care", |tx| files::remove(tx, id, subject)).unwrap();
    assert_eq!(listed(), 0);
    assert!(matches!(
        app.write("care", |tx| files::remove(tx, id, subject)),
        Err(Error::NotFound)
    ));
    app.write("care", |tx| files::restore(tx, id, subject)).unwrap();
    assert_eq!(listed(), 1);
}

#[test]
fn nothing_in_a_file_can_run() {
    let app = TestApp::spawn();
    let (store, subject) = (app.store(), Subject::new("complaint", Uuid::now_v7()));
    let attach = |name: &str, bytes: Vec<u8>| {
        let upload = Upload::read(name, bytes).unwrap();
        let id = app
            .write("care", |tx| files::attach(tx, store, subject, &upload))
            .unwrap();
        files::open(&mut app.database.owner(), app.db.vault(), id, subject).unwrap()
    };
    let header = |answer: &HttpResponse, name: &str| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
    let photo = files::answer(attach("发动机.png", png()), true);
    assert_eq!(
        header(&photo, "content-disposition"),
        "inline; filename*=UTF-8''%E5%8F%91%E5%8A%A8%E6%9C%BA%2Epng"
    );
    assert_eq!(header(&photo, "content-type"), "image/png");
    assert_eq!(header(&photo, "content-security-policy"), "default-src 'none'; sandbox");
    let paper = files::answer(attach("报价.pdf", b"%PDF-1.7".to_vec()), true);
    assert!(
        header(&paper, "content-disposition").starts_with("attachment; "),
        "only photos open in the page"
    );
}

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
struct Complaint {
    #[validate(length(max = 10))]
    facts: String,
    tags: Vec<String>,
}

impl Form for Complaint {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

/// What a form with these parts reads as: facts, tags, number of files kept, what the form says beside `photos`.
fn post(parts: &[(&str, Option<&str>, &[u8])]) -> (u16, String) {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XX--\r\n");
    send("multipart/form-data; boundary=XX", body)
}

fn send(content_type: &str, body: Vec<u8>) -> (u16, String) {
    async fn read(mut posted: PostedFiles<Complaint>) -> HttpResponse {
        let token = posted.token().is_ok();
        let view = posted.view(Lang::Zh, &FieldErrors::new());
        let kept: Vec<String> = posted.take_uploads().into_iter().map(|upload| upload.name).collect();
        HttpResponse::Ok().body(format!(
            "{} {} [{}] {token} {}",
            view.value("facts"),
            posted.form.tags.join("+"),
            kept.join(","),
            view.error("photos").unwrap_or("-")
        ))
    }
    let content_type = content_type.to_owned();
    actix_web::rt::System::new().block_on(async move {
        let app = actix::init_service(App::new().route("/", web::post().to(read))).await;
        let request = actix::TestRequest::post()
            .uri("/")
            .insert_header(("content-type", content_type))
            .set_payload(Bytes::from(body))
            .to_request();
        let answer = actix::call_service(&app, request).await;
        let status = answer.status().as_u16();
        let body = actix::read_body(answer).await;
        (status, String::from_utf8(body.to_vec()).unwrap())
    })
}

#[test]
fn a_form_brings_its_files_along() {
    let token = Uuid::new_v4().to_string();
    let answer = post(&[
        ("token", None, token.as_bytes()),
        ("facts", None, "发动机异响".as_bytes()),
        ("tags", None, b"a"),
        ("tags", None, b"b"),
        ("photos", Some("发动机.PNG"), &png()),
        ("photos", Some(""), b""),
    ]);
    assert_eq!(answer, (200, "发动机异响 a+b [发动机.png] true -".into()));
}

#[test]
fn a_refused_file_is_named_with_the_reason_and_what_was_typed_is_kept() {
    let huge = vec![b'x'; 11 * 1024 * 1024];
    let (status, answer) = post(&[
        ("photos", Some("virus.exe"), b"MZ"),
        ("photos", Some("film.mov"), &huge),
        ("photos", Some("good.png"), &png()),
        ("facts", None, "异响".as_bytes()),
    ]);
    assert_eq!(status, 200);
    assert_eq!(
        answer,
        "异响  [good.png] false virus.exe：这种文件读不了，请换成说明中列出的格式；film.mov：请选择不超过 8 MiB 的文件"
    );
}

#[test]
fn a_form_without_files_may_come_as_any_other() {
    let answer = send("application/x-www-form-urlencoded", b"facts=a".to_vec());
    assert_eq!(answer, (200, "a  [] false -".to_owned()));
}

#[test]
fn a_malformed_form_is_no_form() {
    assert_eq!(
        send("multipart/form-data; boundary=XX", b"--XX\r\nnonsense".to_vec()).0,
        400
    );
    assert_eq!(send("multipart/form-data", Vec::new()).0, 400);
    assert_eq!(send("text/plain", b"facts=a".to_vec()).0, 400);
    assert_eq!(post(&[("facts", None, b"\xff\xfe")]).0, 400);
    assert_eq!(post(&[("facts", None, b"a\0b")]).0, 400);
    assert_eq!(post(&[("facts", None, &vec![b'x'; 70_000])]).0, 413);
}
