//! Making and changing customers.

use diesel::prelude::*;
use yingke::customers::rules::{Channel, Purpose, Tier};
use yingke::schema::{customers, field_changes};
use yingke::values::email::Email;
use yingke::values::ids::CustomerId;

use crate::support::builders::VIN;
use crate::support::{Client, TestApp};

const GU: [(&str, &str); 4] = [
    ("name", "顾明"),
    ("phone", "138 1234 5621"),
    ("phone_label", "mobile"),
    ("notice", "1"),
];

fn only(app: &TestApp) -> CustomerId {
    customers::table
        .select(customers::id)
        .first(&mut app.database.owner())
        .unwrap()
}

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    GU.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn a_name_a_phone_and_the_notice_are_enough() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    assert_eq!(care.get("/customers/new").status, 200);
    let answer = care.post_form("/customers/new", &GU);
    let id = only(&app);
    assert_eq!(
        (answer.status, answer.location()),
        (303, format!("/customers/{id}").as_str())
    );
    assert!(app.audit().contains(&"customers.create".to_owned()));
    let next = [
        ("name", "李娜"),
        ("phone", "13712348812"),
        ("notice", "1"),
        ("then", "new"),
    ];
    let again = care.post_form("/customers/new", &next);
    assert_eq!((again.status, again.location()), (303, "/customers/new"));
}

#[test]
fn a_car_and_consents_come_with_the_customer() {
    let app = TestApp::spawn();
    let fields = with(&[
        ("plate", "沪A·12345"),
        ("vin", VIN),
        ("brand", "星驰"),
        ("mileage", "28,460 km"),
        ("consent", "service"),
        ("consent", "marketing"),
        ("email", "gu@qq.com"),
    ]);
    let answer = app.sign_in("care").post_form("/customers/new", &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let id = only(&app);
    let conn = &mut app.database.owner();
    let cars = yingke::vehicles::queries::of_customer(conn, &app.database.vault(), id).unwrap();
    assert_eq!(cars[0].1.plate_shown().as_deref(), Some("沪A·12345"));
    for (purpose, channel, yes) in [
        (Purpose::Marketing, Channel::Email, true),
        (Purpose::Service, Channel::Sms, true),
        (Purpose::Marketing, Channel::WeChat, false),
        (Purpose::Survey, Channel::Phone, false),
    ] {
        assert_eq!(
            yingke::customers::queries::consents_to(conn, id, purpose, channel).unwrap(),
            yes
        );
    }
}

#[test]
fn every_wrong_field_is_named_and_what_was_typed_is_kept() {
    let app = TestApp::spawn();
    let fields = [
        ("name", " "),
        ("phone", "1380013"),
        ("email", "gu"),
        ("id_number", "110105194912310021"),
        ("vin", "LSVAA49J032047371"),
        ("plate", "A1"),
    ];
    let answer = app.sign_in("care").post_form("/customers/new", &fields);
    assert_eq!(answer.status, 422);
    let wrong = answer.attributes("[data-problems] a", "href");
    for field in ["name", "phone-0", "email", "id_number", "vin", "plate", "notice"] {
        assert!(wrong.contains(&format!("#f-{field}")), "{field} in {wrong:?}");
        assert!(answer.has(&format!("#f-{field}")), "{field}");
    }
    assert_eq!(answer.value("phone"), "1380013");
    assert_eq!(answer.value("vin"), "LSVAA49J032047371");
    assert!(!app.audit().contains(&"customers.create".to_owned()));
}

#[test]
fn a_duplicate_needs_a_reason_to_be_made_nevertheless() {
    let app = TestApp::spawn();
    let known = app.customer("李娜", "13812345621");
    let care = app.sign_in("care");
    let answer = care.post_form("/customers/new", &GU);
    assert_eq!(answer.status, 422);
    assert!(answer.text("#duplicates").contains("李娜 138****5621"));
    assert_eq!(
        answer.attributes("#duplicates a", "href"),
        [format!("/customers/{known}")]
    );
    let answer = care.post_form("/customers/new", &with(&[("duplicate_reason", "夫妻共用号码")]));
    assert_eq!(answer.status, 303);
    assert!(app.audit().contains(&"customers.create_despite_duplicate".to_owned()));
}

#[test]
fn a_colleagues_customer_is_told_by_nothing_but_that() {
    let app = TestApp::spawn();
    let foreign = app.customer_of("consultant2", "李娜", "13812345621");
    let answer = app.sign_in("consultant").post_form("/customers/new", &GU);
    assert_eq!(answer.status, 422);
    assert!(answer.text("#duplicates").contains("已由同事负责"));
    assert!(!answer.body.contains("李娜"));
    assert_eq!(
        answer.attributes("#duplicates a", "href"),
        [format!("/customers/{foreign}/access")]
    );
}

#[test]
fn a_consultants_new_customer_is_the_consultants() {
    let app = TestApp::spawn();
    let owner = app.actor("sales.manager").id.to_string();
    let consultant = app.sign_in("consultant");
    let answer = consultant.post_form("/customers/new", &with(&[("owner", &owner)]));
    assert_eq!(answer.status, 303);
    assert_eq!(consultant.get(&format!("/customers/{}/edit", only(&app))).status, 200);
    let stored: Option<yingke::values::ids::StaffId> = customers::table
        .select(customers::owner_id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(stored, Some(app.actor("consultant").id));
}

/// Opens the edit form and posts what stands in it, with some fields changed.
fn edit(client: &Client, id: CustomerId, changes: &[(&str, &str)]) -> crate::support::Page {
    let form = client.get(&format!("/customers/{id}/edit"));
    let kept = ["name", "phone", "phone_id", "email", "id_number", "lock_version"];
    let mut fields: Vec<(String, String)> = kept
        .iter()
        .map(|name| ((*name).to_owned(), form.value(name)))
        .filter(|(name, _)| !changes.iter().any(|change| change.0 == name))
        .collect();
    fields.extend(
        changes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    client.post_form(&format!("/customers/{id}/edit"), &fields)
}

#[test]
fn contact_data_comes_masked_and_stays_when_left_so() {
    let app = TestApp::spawn();
    let id = app.customer_with("顾明", "13812345621", |new| {
        new.details.email = Some(Email::parse("gu.ming@qq.com").unwrap());
    });
    let care = app.sign_in("care");
    let form = care.get(&format!("/customers/{id}/edit"));
    assert_eq!(form.value("phone"), "138****5621");
    assert!(!form.body.contains("13812345621") && !form.body.contains("gu.ming@qq.com"));
    let answer = edit(&care, id, &[("name", "顾晓明")]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let changed: Vec<String> = field_changes::table
        .select(field_changes::field)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(changed, ["name"], "nothing else changed");
    assert_eq!(edit(&care, id, &[("phone", "13712348812")]).status, 303);
    assert_eq!(care.get(&format!("/customers/{id}/edit")).value("phone"), "137****8812");
}

#[test]
fn a_birth_date_is_one_and_the_ids_own_and_a_wechat_id_is_one_too() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let fault = |changes: &[(&str, &str)], field: &str| {
        let answer = edit(&care, id, changes);
        assert_eq!(answer.status, 422, "{changes:?}");
        answer.text(&format!("#f-{field}-err"))
    };
    for day in ["2099-01-01", "1850-01-01"] {
        assert!(fault(&[("born_on", day)], "born_on").contains("1900 年到今天"), "{day}");
    }
    let document = ("id_number", "11010519491231002X");
    assert!(fault(&[document, ("born_on", "1985-06-18")], "born_on").contains("身份证号"));
    assert!(fault(&[("wechat", "😀")], "wechat").contains("微信号"));
    let right = [document, ("born_on", "1949-12-31"), ("wechat", "gu_ming85")];
    assert_eq!(edit(&care, id, &right).status, 303);
    let manager = app.sign_in("crm.manager");
    let page = manager.get(&format!("/customers/{id}?tab=changes"));
    assert!(
        !page.texts(".diff del").iter().any(|before| before.contains("**")),
        "what was empty is not masked"
    );
}

#[test]
fn a_stale_form_is_shown_beside_what_the_record_became() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let stale = care.get(&format!("/customers/{id}/edit"));
    assert_eq!(edit(&care, id, &[("address", "浦东大道 1 号")]).status, 303);
    let phone_id = stale.value("phone_id");
    let fields = [
        ("name", "顾晓明"),
        ("phone", "138****5621"),
        ("phone_id", phone_id.as_str()),
        ("lock_version", "0"),
    ];
    let answer = care.post_form(&format!("/customers/{id}/edit"), &fields);
    assert_eq!(answer.status, 409);
    assert!(answer.has("#conflict"));
    let rows = answer.texts(".diff tbody tr");
    assert!(rows.iter().any(|row| row.contains("浦东大道 1 号")), "{rows:?}");
    assert!(
        rows.iter().any(|row| row.contains("顾明") && row.contains("顾晓明")),
        "{rows:?}"
    );
    assert_eq!(
        answer.value("lock_version"),
        "1",
        "the next post counts against the record as it is now"
    );
}

#[test]
fn anothers_record_is_absent_and_some_roles_never_edit() {
    let app = TestApp::spawn();
    let id = app.customer_of("consultant2", "李娜", "13712348812");
    let path = format!("/customers/{id}/edit");
    let consultant = app.sign_in("consultant");
    assert_eq!(consultant.get(&path).status, 404);
    assert_eq!(consultant.post_form(&path, &GU).status, 404);
    assert_eq!(app.sign_in("membership").get(&path).status, 403);
    assert_eq!(app.sign_in("membership").get("/customers/new").status, 403);
}

#[test]
fn fields_are_checked_while_somebody_types() {
    let app = TestApp::spawn();
    let known = app.customer_with("李娜", "13812345621", |new| new.tier = Tier::Gold);
    app.vehicle(known, "沪A12345", VIN);
    let care = app.sign_in("care");
    let check = |field: &str, fields: &[(&str, &str)]| {
        care.post_region(
            &format!("/customers/check/{field}"),
            &format!("f-{field}-check"),
            fields,
        )
    };
    assert!(check("phone-0", &[("phone", "1380013")]).has(".err"));
    let phone = check("phone-0", &[("phone", "13812345621")]);
    assert!(phone.text(".notice").contains("李娜 138****5621"));
    assert!(!phone.body.contains("<html"), "a fragment only");
    assert!(check("plate", &[("plate", "沪A·12345")]).has(".notice"));
    assert!(
        check("plate", &[("plate", "沪AD12345")])
            .text(".hint")
            .contains("新能源")
    );
    assert!(
        check("vin", &[("vin", "WVWZZZ1KZAW000001")])
            .text(".hint")
            .contains("校验位")
    );
    assert!(check("vin", &[("vin", "LSVAA49J032047371")]).has(".err"));
    let own = known.to_string();
    assert!(!check("phone-0", &[("phone", "13812345621"), ("customer", &own)]).has(".notice"));
    assert_eq!(check("nonsense", &[]).status, 200);
}

#[test]
fn the_form_reads_english() {
    let app = TestApp::spawn();
    diesel::update(yingke::schema::staff::table.filter(yingke::schema::staff::username.eq("care")))
        .set(yingke::schema::staff::language.eq("en"))
        .execute(&mut app.database.owner())
        .unwrap();
    let page = app.sign_in("care").get("/customers/new");
    let han = |text: &String| text.chars().any(|sign| ('\u{3400}'..='\u{9fff}').contains(&sign));
    assert_eq!(page.texts("main").iter().filter(|text| han(text)).count(), 0);
}
