//! Complaints that come in without a member of staff: the public form, and mail.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;
use yingke::complaints::model::{COMPLAINT, ENTRY, EntryData, EntryKind, FACTS, REPORTER, Reporter};
use yingke::complaints::rules::{Channel, State};
use yingke::customers::model::NewCustomer;
use yingke::platform::db::{FormToken, Subject};
use yingke::platform::files;
use yingke::platform::vault::Sealed;
use yingke::schema::{complaint_entries, complaint_rounds, complaint_terms, complaints};
use yingke::values::email::Email;
use yingke::values::ids::{ComplaintId, CustomerId, VehicleId};

use crate::support::{Client, Page, TestApp};

const FORM: &str = "/complain/PD01";

/// A complaint as it lies in the database.
#[derive(Queryable)]
struct Row {
    id: ComplaintId,
    number: String,
    customer: Option<CustomerId>,
    vehicle: Option<VehicleId>,
    channel: Channel,
    category: String,
    state: State,
    facts: Sealed,
    reporter: Option<Sealed>,
    contacted_at: Option<DateTime<Utc>>,
}

fn all(app: &TestApp) -> Vec<Row> {
    complaints::table
        .inner_join(complaint_rounds::table.on(complaint_rounds::complaint_id.eq(complaints::id)))
        .order(complaints::id)
        .select((
            complaints::id,
            complaints::number,
            complaints::customer_id,
            complaints::vehicle_id,
            complaints::channel,
            complaints::category,
            complaints::state,
            complaints::facts_sealed,
            complaints::reporter_sealed,
            complaint_rounds::contacted_at,
        ))
        .load(&mut app.database.owner())
        .unwrap()
}

fn only(app: &TestApp) -> Row {
    let mut rows = all(app);
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

impl Row {
    fn facts(&self, app: &TestApp) -> String {
        let vault = app.database.vault();
        vault.open(FACTS, self.id.uuid(), &self.facts).unwrap().into_exposed()
    }

    fn reporter(&self, app: &TestApp) -> Reporter {
        let vault = app.database.vault();
        let sealed = self.reporter.as_ref().unwrap();
        let text = vault.open(REPORTER, self.id.uuid(), sealed).unwrap();
        serde_json::from_str(text.expose()).unwrap()
    }

    /// Kind, data and words of each entry of the timeline.
    fn timeline(&self, app: &TestApp) -> Vec<(EntryKind, EntryData, String)> {
        let rows: Vec<(Uuid, EntryKind, Value, Option<Sealed>)> = complaint_entries::table
            .filter(complaint_entries::complaint_id.eq(self.id))
            .order((complaint_entries::at, complaint_entries::id))
            .select((
                complaint_entries::id,
                complaint_entries::kind,
                complaint_entries::data,
                complaint_entries::body_sealed,
            ))
            .load(&mut app.database.owner())
            .unwrap();
        let vault = app.database.vault();
        rows.into_iter()
            .map(|(id, kind, data, body)| {
                let body = vault.open_opt(ENTRY, id, body.as_ref()).unwrap();
                let words = body.map(|body| body.into_exposed()).unwrap_or_default();
                (kind, serde_json::from_value(data).unwrap(), words)
            })
            .collect()
    }

    fn kinds(&self, app: &TestApp) -> Vec<EntryKind> {
        self.timeline(app).into_iter().map(|(kind, ..)| kind).collect()
    }
}

/// The form, filled in, with some fields otherwise.
fn filled<'a>(otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("category", "repair_quality"),
        ("facts", "保养后左前门多了一道划痕"),
        ("wish", "请补漆"),
        ("name", "顾明"),
        ("phone", "138 1234 5621"),
        ("email", ""),
        ("plate", ""),
        ("website", ""),
    ];
    for (name, value) in otherwise {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

fn send(app: &TestApp, otherwise: &[(&str, &str)]) -> Page {
    app.visitor().post_form(FORM, &filled(otherwise))
}

#[test]
fn the_form_gives_a_number_and_says_when_we_answer() {
    let app = TestApp::spawn();
    let visitor = app.visitor();
    assert_eq!(visitor.get(FORM).texts("[name=category]").len(), 8);
    let answer = visitor.post_form(FORM, &filled(&[]));
    assert_eq!(answer.status, 303);
    let row = only(&app);
    assert_eq!(answer.location(), format!("/complain/PD01/thanks/{}?lang=zh", row.id));
    let thanks = visitor.get(answer.location());
    assert_eq!(thanks.text("#number"), row.number);
    assert_eq!(
        thanks.texts("dd time"),
        ["2026-11-22 10:10", "2026-11-23 10:00"],
        "ten minutes and a day from now"
    );
    assert_eq!(
        (row.channel, row.state, row.contacted_at),
        (Channel::WebForm, State::Received, None)
    );
    assert_eq!(row.category, "repair_quality");
    assert_eq!(row.facts(&app), "保养后左前门多了一道划痕\n\n希望：请补漆");
    assert_eq!(row.reporter(&app).phone, "13812345621");
    assert_eq!(app.audit().last().unwrap(), "complaints.create");
    assert!(app.mails().is_empty(), "no address, no mail");
}

#[test]
fn whoever_is_known_by_phone_is_found_and_the_answer_does_not_tell() {
    let app = TestApp::spawn();
    let known = app.customer("顾明", "13812345621");
    let car = app.vehicle(known, "沪A12345", "");
    let stranger = app.customer("李娜", "13712348812");
    app.vehicle(stranger, "沪B54321", "");
    let with = |plate| send(&app, &[("plate", plate)]);
    let (own, foreign) = (with("沪A·12345"), with("沪B54321"));
    let unknown = send(&app, &[("phone", "13900000000"), ("plate", "沪A12345")]);
    let rows = all(&app);
    assert_eq!((rows[0].customer, rows[0].vehicle), (Some(known), Some(car)));
    assert_eq!(
        (rows[1].customer, rows[1].vehicle),
        (Some(known), None),
        "somebody else's car"
    );
    assert_eq!((rows[2].customer, rows[2].vehicle), (None, None));
    let shape = |page: &Page| (page.status, page.location().len());
    assert_eq!(shape(&own), shape(&unknown));
    assert_eq!(shape(&own), shape(&foreign));
    let thanks: Vec<String> = [own, unknown]
        .iter()
        .map(|page| app.visitor().get(page.location()).texts("main").join(" "))
        .map(|text| text.replace(&rows[0].number, "").replace(&rows[2].number, ""))
        .collect();
    assert_eq!(thanks[0], thanks[1]);
}

#[test]
fn a_phone_that_two_customers_share_names_neither() {
    let app = TestApp::spawn();
    app.customer("顾明", "13812345621");
    app.customer("顾太太", "13812345621");
    send(&app, &[]);
    assert_eq!(only(&app).customer, None);
}

#[test]
fn what_is_wrong_is_said_and_what_was_typed_is_kept() {
    let app = TestApp::spawn();
    let page = send(
        &app,
        &[
            ("phone", "123"),
            ("category", ""),
            ("email", "no"),
            ("name", " "),
            ("plate", "??"),
        ],
    );
    assert_eq!(page.status, 422);
    assert_eq!(page.texts("form .err").len(), 5);
    assert_eq!(page.value("phone"), "123");
    assert_eq!(page.text("textarea[name=facts]"), "保养后左前门多了一道划痕");
    assert!(all(&app).is_empty());
    assert_eq!(send(&app, &[("facts", &"长".repeat(2_001))]).status, 422);
    assert_eq!(send(&app, &[("facts", "")]).status, 422);
}

#[test]
fn a_category_that_is_not_there_any_more_is_refused() {
    let app = TestApp::spawn();
    diesel::update(complaint_terms::table.find("delivery"))
        .set(complaint_terms::retired_at.eq(Utc::now()))
        .execute(&mut app.database.owner())
        .unwrap();
    assert_eq!(send(&app, &[("category", "delivery")]).status, 422);
    assert_eq!(
        send(&app, &[("category", "body")]).status,
        422,
        "a cause is no category"
    );
    assert!(all(&app).is_empty());
}

#[test]
fn the_same_form_twice_is_one_complaint() {
    let app = TestApp::spawn();
    let token = FormToken::new().to_string();
    let (first, second) = (send(&app, &[("token", &token)]), send(&app, &[("token", &token)]));
    assert_eq!((second.status, second.location()), (303, first.location()));
    only(&app);
}

#[test]
fn a_program_is_thanked_and_nothing_is_kept() {
    let app = TestApp::spawn();
    let answer = send(&app, &[("website", "http://spam.example")]);
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/complain/PD01/thanks?lang=zh")
    );
    assert_eq!(app.visitor().get(answer.location()).status, 200);
    assert!(all(&app).is_empty());
}

#[test]
fn the_eleventh_form_in_an_hour_waits_and_keeps_its_text() {
    let app = TestApp::spawn();
    for _ in 0..10 {
        assert_eq!(send(&app, &[]).status, 303);
    }
    let page = send(&app, &[("name", "李娜")]);
    assert_eq!(page.status, 422);
    assert_eq!(page.value("name"), "李娜");
    assert!(page.text(".problems").contains("提交次数过多"));
    assert_eq!(all(&app).len(), 10);
    app.advance(TimeDelta::hours(1));
    assert_eq!(send(&app, &[]).status, 303);
}

#[test]
fn an_address_gets_an_acknowledgement_that_stops_no_clock() {
    let app = TestApp::spawn();
    send(&app, &[("email", "gu.ming@example.com")]);
    let row = only(&app);
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(mail.to, "gu.ming@example.com");
    assert!(mail.subject.contains(&row.number), "{}", mail.subject);
    assert!(mail.text.contains("10 分钟内"), "{}", mail.text);
    assert_eq!((row.state, row.contacted_at), (State::Received, None));
    assert_eq!(row.kinds(&app), [EntryKind::Received, EntryKind::Acknowledged]);
}

#[test]
fn nobody_gets_more_than_five_acknowledgements_a_day() {
    let app = TestApp::spawn();
    for _ in 0..7 {
        assert_eq!(send(&app, &[("email", "Victim@example.com")]).status, 303);
    }
    assert_eq!(all(&app).len(), 7, "every complaint is kept");
    assert_eq!(app.mails().len(), 5);
}

#[test]
fn the_form_is_there_in_english_without_script_and_weighs_little() {
    let app = TestApp::spawn();
    let page = app.visitor().get("/complain/pd01?lang=en");
    let han = |text: &String| text.chars().any(|sign| matches!(sign, '\u{4e00}'..='\u{9fff}'));
    assert!(!page.texts("main, footer").iter().any(han), "{:?}", page.texts("main"));
    assert!(
        !page.has("script") && page.body.len() < 12_000,
        "{} bytes",
        page.body.len()
    );
    assert_eq!(page.attributes("form", "action"), ["/complain/PD01?lang=en"]);
    let answer = app.visitor().post_form(
        "/complain/PD01?lang=en",
        &filled(&[
            ("facts", "Scratch on the door"),
            ("wish", "Repaint it"),
            ("email", "sean@example.com"),
        ]),
    );
    assert!(answer.location().ends_with("?lang=en"));
    assert!(!app.visitor().get(answer.location()).texts("main").iter().any(han));
    let row = only(&app);
    assert_eq!(row.facts(&app), "Scratch on the door\n\nWish: Repaint it");
    assert_eq!(row.reporter(&app).language, "en");
    assert!(app.mails()[0].text.contains("within 10 min"));
}

#[test]
fn what_is_not_there_is_not_found() {
    let app = TestApp::spawn();
    send(&app, &[]);
    let visitor = app.visitor();
    for path in [
        "/complain/XX99".to_owned(),
        "/complain/PD01%00".to_owned(),
        "/complain/%E5%BA%97".to_owned(),
        format!("/complain/PD01/thanks/{}", Uuid::now_v7()),
        "/complain/PD01/thanks/nothing".to_owned(),
        format!("/complain/XX99/thanks/{}", only(&app).id),
    ] {
        assert_eq!(visitor.get(&path).status, 404, "{path}");
    }
}

#[test]
fn only_what_came_through_the_form_is_thanked_for() {
    let app = TestApp::spawn();
    deliver(&app, sample("plain"));
    let id = only(&app).id;
    assert_eq!(app.visitor().get(&format!("/complain/PD01/thanks/{id}")).status, 404);
}

#[test]
fn whoever_is_not_known_yet_becomes_a_customer_in_one_step() {
    let app = TestApp::spawn();
    send(&app, &[("email", "gu.ming@example.com")]);
    let id = only(&app).id;
    let care = app.sign_in("care");
    let page = care.get(&format!("/complaints/{id}"));
    assert!(page.texts(".props dd").join(" ").contains("138****5621"), "masked");
    assert!(!page.body.contains("13812345621"));
    let step = format!("/complaints/{id}/customer");
    assert_eq!(care.get(&step).value("name"), "顾明");
    assert_eq!(care.post_form(&step, &[("name", " ")]).status, 422);
    assert_eq!(care.post_form(&step, &[("name", "顾明")]).status, 303);
    let customer = only(&app).customer.unwrap();
    assert_eq!(app.audit().last().unwrap(), "complaints.identify");
    assert_eq!(care.post_form(&step, &[("name", "顾明")]).status, 409, "once");
    send(&app, &[]);
    assert_eq!(all(&app)[1].customer, Some(customer), "and is known from now on");
    assert_eq!(app.sign_in("consultant").get(&step).status, 403);
}

#[test]
fn the_plate_they_gave_is_shown_and_becomes_their_car() {
    let app = TestApp::spawn();
    send(&app, &[("plate", "沪A·12345")]);
    let id = only(&app).id;
    let care = app.sign_in("care");
    let page = care.get(&format!("/complaints/{id}"));
    assert!(page.texts(".props dd").join(" ").contains("沪A·12345"));
    let step = format!("/complaints/{id}/customer");
    let plate = care.get(&step).value("plate");
    assert_eq!(plate, "沪A·12345");
    assert_eq!(
        care.post_form(&step, &[("name", "顾明"), ("plate", &plate)]).status,
        303
    );
    assert!(only(&app).vehicle.is_some());
}

#[test]
fn the_acknowledgement_says_what_the_store_words_it_to_say() {
    use yingke::messages::rules::MessageChannel;
    use yingke::platform::i18n::Lang;
    let app = TestApp::spawn();
    let (store, which) = (app.store(), ("complaint.received", MessageChannel::Email, Lang::Zh));
    app.write("marketing", |tx| {
        yingke::messages::commands::word(tx, store, which, ("收到 {number}", "{name}，收到了。"), 0)
    })
    .unwrap();
    send(&app, &[("email", "gu.ming@example.com")]);
    let mails = app.mails();
    assert_eq!(mails[0].subject, format!("收到 {}", only(&app).number));
    assert_eq!(mails[0].text, "顾明，收到了。");
}

#[test]
fn what_is_missing_is_named_and_a_name_has_letters() {
    let app = TestApp::spawn();
    let page = app.visitor().post_form(FORM, &[]);
    assert_eq!(page.status, 422);
    let summary = page.texts(".problems li").join("\n");
    for label in ["关于什么：", "发生了什么：", "您的姓名：", "联系电话："] {
        assert!(summary.contains(label), "{summary}");
    }
    assert_eq!(send(&app, &[("name", "😀")]).status, 422);
}

#[test]
fn a_mail_from_somebody_with_several_records_is_not_guessed() {
    let app = TestApp::spawn();
    for name in ["顾明", "顾太太"] {
        app.customer_with(name, "", |new| {
            new.details.email = Some(Email::parse("guming@example.cn").unwrap())
        });
    }
    deliver(&app, sample("plain"));
    let row = only(&app);
    assert_eq!(row.customer, None);
    let step = format!("/complaints/{}/customer", row.id);
    let page = app.sign_in("care").post_form(&step, &[("name", "顾明")]);
    assert_eq!(page.status, 422);
    assert!(page.text(".err").contains("有几位客户"));
}

// ---- mail

fn sample(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/mails/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn post(client: &Client, path: &str, secret: Option<&str>, raw: Vec<u8>) -> (u16, Value) {
    let mut request = client
        .request("POST", path)
        .header("Content-Type", "message/rfc822")
        .body(raw);
    if let Some(secret) = secret {
        request = request.header("Authorization", secret);
    }
    let page = client.send(request);
    let told = serde_json::from_str(&page.body).unwrap_or_else(|_| panic!("{} is no JSON: {}", page.status, page.body));
    (page.status, told)
}

fn deliver(app: &TestApp, raw: Vec<u8>) -> (u16, Value) {
    post(&app.visitor(), "/intake/mail", Some("Bearer intake-secret"), raw)
}

fn letter(headers: &str, text: &str) -> Vec<u8> {
    format!("{headers}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n").into_bytes()
}

#[test]
fn without_the_secret_nothing_is_taken_in() {
    let app = TestApp::spawn();
    let visitor = app.visitor();
    let with = |secret| post(&visitor, "/intake/mail", secret, sample("plain"));
    assert_eq!(with(None).0, 401);
    assert_eq!(with(Some("Basic abc")).0, 401);
    assert_eq!(with(Some("Bearer")).0, 401);
    assert_eq!(with(Some("Bearer intake-secrets")).0, 403);
    assert_eq!(with(Some("Bearer wrong")).1["reason"], "wrong_secret");
    assert!(all(&app).is_empty());
}

#[test]
fn a_mail_becomes_a_complaint_and_is_acknowledged() {
    let app = TestApp::spawn();
    let known = app.customer_with("顾明", "13812345621", |new: &mut NewCustomer| {
        new.details.email = Some(Email::parse("GuMing@example.cn").unwrap());
    });
    let (status, told) = deliver(&app, sample("plain"));
    let row = only(&app);
    assert_eq!(status, 200);
    assert_eq!(told["outcome"], "recorded");
    assert_eq!(told["number"], row.number.as_str());
    assert_eq!((row.channel, row.customer), (Channel::Email, Some(known)));
    assert!(
        row.facts(&app).starts_with("保养后车门出现划痕\n\n您好"),
        "{}",
        row.facts(&app)
    );
    assert_eq!(
        (row.state, row.contacted_at),
        (State::Received, None),
        "the acknowledgement stops no clock"
    );
    assert_eq!(row.kinds(&app), [EntryKind::Received, EntryKind::Acknowledged]);
    let mails = app.mails();
    let mail = &mails[0];
    assert_eq!((mails.len(), mail.to.as_str()), (1, "guming@example.cn"));
    let header = |name: &str| {
        mail.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(header("In-Reply-To"), Some("<a1b2c3@mail.example.cn>"));
    assert_eq!(header("Auto-Submitted"), Some("auto-replied"));
    assert!(mail.text.contains("10 分钟内"));
    assert!(app.audit().contains(&"complaints.create".to_owned()));
}

#[test]
fn an_english_mail_is_acknowledged_in_english() {
    let app = TestApp::spawn();
    deliver(&app, sample("english"));
    let mails = app.mails();
    assert!(mails[0].subject.starts_with("We have received your complaint TS"));
    assert_eq!(only(&app).reporter(&app).language, "en");
}

#[test]
fn the_same_mail_again_gets_the_first_answer() {
    let app = TestApp::spawn();
    let first = deliver(&app, sample("plain"));
    assert_eq!(deliver(&app, sample("plain")), first);
    let at_once: Vec<_> = std::thread::scope(|scope| {
        let posts: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| deliver(&app, sample("english"))))
            .collect();
        posts.into_iter().map(|post| post.join().unwrap()).collect()
    });
    assert!(at_once.windows(2).all(|two| two[0] == two[1]), "{at_once:?}");
    assert_eq!(all(&app).len(), 2);
    assert_eq!(app.mails().len(), 2, "one acknowledgement each");
}

#[test]
fn an_answer_to_the_acknowledgement_is_more_about_the_same_complaint() {
    let app = TestApp::spawn();
    deliver(&app, sample("plain"));
    let own_id = app.mails()[0].id;
    let reply = letter(
        &format!("From: guming@example.cn\r\nMessage-ID: <second@example.cn>\r\nIn-Reply-To: <{own_id}@example.com>"),
        "补充：还有后视镜。",
    );
    let (status, told) = deliver(&app, reply.clone());
    let row = only(&app);
    assert_eq!((status, &told["number"]), (200, &Value::from(row.number.as_str())));
    let (kind, data, words) = row.timeline(&app).pop().unwrap();
    assert_eq!((kind, data.outcome.as_deref()), (EntryKind::Contact, Some("received")));
    assert_eq!(words, "补充：还有后视镜。");
    assert_eq!(row.contacted_at, None, "the customer writing is no answer of ours");
    assert_eq!(deliver(&app, reply), (status, told), "again");
    assert_eq!(app.mails().len(), 1, "no acknowledgement of an answer");
    let third = letter(
        "From: guming@example.cn\r\nMessage-ID: <third@example.cn>\r\nReferences: <second@example.cn>",
        "还有一点。",
    );
    deliver(&app, third);
    assert_eq!(
        only(&app).kinds(&app).len(),
        4,
        "an answer to their own mail belongs here too"
    );
}

#[test]
fn an_answer_to_an_ended_complaint_is_a_new_one() {
    let app = TestApp::spawn();
    deliver(&app, sample("plain"));
    let id = only(&app).id;
    app.write("care", |tx| {
        yingke::complaints::commands::withdraw(tx, id, "客户说不用了")
    })
    .unwrap();
    let reply = "From: guming@example.cn\r\nMessage-ID: <late@example.cn>\r\nIn-Reply-To: <a1b2c3@mail.example.cn>";
    deliver(&app, letter(reply, "又坏了。"));
    assert_eq!(all(&app).len(), 2);
}

#[test]
fn echoes_open_nothing_and_programs_get_no_answer() {
    let app = TestApp::spawn();
    for name in ["out_of_office", "qq_auto_reply", "bounce"] {
        let (status, told) = deliver(&app, sample(name));
        assert_eq!((status, &told["outcome"]), (200, &Value::from("ignored")), "{name}");
    }
    let own = letter("From: portal@example.com\r\nMessage-ID: <own@example.com>", "loop");
    assert_eq!(deliver(&app, own).1["outcome"], "ignored");
    assert!(all(&app).is_empty());
    for name in ["mailing_list", "manufacturer"] {
        assert_eq!(deliver(&app, sample(name)).1["outcome"], "recorded", "{name}");
    }
    assert_eq!(all(&app).len(), 2);
    assert!(app.mails().is_empty());
}

#[test]
fn photos_come_along_drawn_anew_and_what_is_left_behind_is_said() {
    let app = TestApp::spawn();
    deliver(&app, sample("gb2312_photo"));
    let row = only(&app);
    let kept = files::list(
        &mut app.database.owner(),
        &app.database.vault(),
        Subject::new(COMPLAINT, row.id),
    )
    .unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].media_type.as_str(), kept[0].pixels),
        ("image/png", Some((24, 16)))
    );
    let (kind, data, words) = row.timeline(&app).pop().unwrap();
    assert_eq!((kind, data.files), (EntryKind::Note, vec![kept[0].id.uuid()]));
    assert!(words.contains("另有 1 个附件"), "{words}");
}

#[test]
fn what_can_not_be_read_is_refused_with_a_reason() {
    let app = TestApp::spawn();
    let reason = |raw: &[u8]| {
        let (status, told) = deliver(&app, raw.to_vec());
        (status, told["reason"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(reason(b""), (422, "malformed".into()));
    assert_eq!(reason(b"Subject: x\r\n\r\ntext"), (422, "no_sender".into()));
    assert_eq!(reason(b"From: a@example.org\r\n\r\n"), (422, "empty".into()));
    assert_eq!(reason(&vec![b'a'; 10 * 1024 * 1024 + 1]), (413, "too_large".into()));
    let nowhere = post(
        &app.visitor(),
        "/intake/mail?store=XX99",
        Some("Bearer intake-secret"),
        sample("plain"),
    );
    assert_eq!((nowhere.0, &nowhere.1["reason"]), (422, &Value::from("unknown_store")));
    assert!(all(&app).is_empty());
    let there = post(
        &app.visitor(),
        "/intake/mail?store=PD01",
        Some("Bearer intake-secret"),
        sample("plain"),
    );
    assert_eq!(there.0, 200);
}

#[test]
fn damaged_mail_never_breaks_the_door() {
    let app = TestApp::spawn();
    let mut trials = 0;
    for name in ["plain", "gb2312_photo", "html_only", "bounce"] {
        let raw = sample(name);
        for step in 1..12 {
            let mut damaged = raw.clone();
            let at = raw.len() * step / 12;
            damaged[at] ^= 0x95;
            damaged.truncate(raw.len() - at / 3);
            let (status, _) = deliver(&app, damaged);
            assert!([200, 422, 429].contains(&status), "{name} {step}: {status}");
            trials += 1;
        }
    }
    assert_eq!(trials, 44);
}

#[test]
fn the_twenty_first_mail_of_an_hour_waits() {
    let app = TestApp::spawn();
    let nth = |nth: u32| {
        letter(
            &format!("From: a@example.org\r\nMessage-ID: <{nth}@example.org>"),
            "text",
        )
    };
    for n in 0..20 {
        assert_eq!(deliver(&app, nth(n)).0, 200);
    }
    let client = app.visitor();
    let request = client
        .request("POST", "/intake/mail")
        .header("Authorization", "Bearer intake-secret")
        .body(nth(20));
    let page = client.send(request);
    assert_eq!(page.status, 429);
    assert!(page.header("retry-after").parse::<u32>().unwrap() <= 3_600);
    let other = letter("From: b@example.org\r\nMessage-ID: <1@b>", "text");
    assert_eq!(deliver(&app, other).0, 200, "others are not held up");
}
