//! Booking, moving, cancelling; who sees what.

use yingke::customers::rules::Tier;
use yingke::schema::{customer_access, staff};
use yingke::staff::hours::Hours;
use yingke::visits::appointments::model::Cancellation;
use yingke::visits::appointments::queries;
use yingke::visits::appointments::rules::CancelReason;

use super::*;
use crate::support::builders::VIN;

const NEW: [(&str, &str); 5] = [
    ("new_name", "阿依古丽·买买提"),
    ("new_phone", "13800001111"),
    ("purpose", "service"),
    ("slot", "2026-11-25T10:00"),
    ("wish", "刹车异响"),
];

fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields = NEW.to_vec();
    fields.retain(|(known, _)| *known != name);
    fields.push((name, value));
    fields
}

#[test]
fn a_place_is_booked_seen_in_the_calendar_and_recorded() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let empty = care.get(&format!("/appointments?day={DAY}&line=service"));
    assert_eq!(empty.status, 200);
    assert!(empty.has(".cal-free .cal-open"));
    let answer = care.post_form("/appointments", &NEW);
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/appointments?day=2026-11-25&line=service"),
        "{}",
        answer.body
    );
    assert!(app.audit().contains(&"appointments.book".to_owned()));
    let page = care.get(answer.location());
    assert!(page.text(".cal-entry").contains("阿依古丽·买买提"));
    assert!(
        page.texts("tbody th").contains(&"10:00余 2".to_owned()),
        "{:?}",
        page.texts("tbody th")
    );
    let whose = page.attributes("table.cal-of-day td", "data-who");
    assert!(
        whose.contains(&app.actor("advisor").name),
        "on a phone each place says whose it is"
    );
    let part = care.get_region(answer.location(), "calendar");
    assert!(part.has(".cal-entry") && !part.has("nav.nav"));
    let shown = care.get(&page.attributes(".cal-entry", "href")[0]);
    assert!(shown.body.contains("刹车异响") && shown.text("h1").contains("10:00"));
    let paper = care.get(&format!("/appointments/day-list?day={DAY}"));
    assert!(paper.text("tbody tr").contains("阿依古丽·买买提"));
    let week = care.get(&format!("/appointments?day={DAY}&line=service&view=week"));
    assert_eq!(week.texts("thead th").len(), 8);
    assert_eq!(
        week.attributes(".cal-entry", "href").len(),
        1,
        "who comes stands in the week too"
    );
    let cells = week.texts("td.cal-free");
    let cell = cells.iter().find(|cell| cell.contains("阿依古丽·买买提")).unwrap();
    assert!(cell.contains("余 2"), "{cell}");
}

#[test]
fn phones_are_on_the_list_of_a_day_only_on_purpose_and_on_record() {
    let app = TestApp::spawn();
    book(&app, app.customer("顾明", "138 1234 5621"), "2026-11-25T10:00");
    let care = app.sign_in("care");
    let path = format!("/appointments/day-list?day={DAY}");
    let masked = care.get(&path);
    assert!(masked.text("tbody tr").contains("138****5621"), "{}", masked.body);
    let action = masked.attributes("form.no-print", "action");
    assert_eq!(action, std::slice::from_ref(&path));
    let full = care.post_form(&path, &[]);
    assert!(full.text("tbody tr").contains("138 1234 5621"), "{}", full.body);
    let audit = app.audit();
    for action in ["customers.reveal", "appointments.print_phones"] {
        assert_eq!(audit.iter().filter(|known| *known == action).count(), 1, "{action}");
    }
    assert_eq!(app.sign_in("technician").post_form(&path, &[]).status, 403);
}

#[test]
fn a_day_of_another_year_is_called_by_its_year_and_one_too_far_is_refused() {
    let app = TestApp::spawn();
    let id = book(&app, app.customer("顾明", "138 1234 5621"), "2027-01-20T10:00");
    let near = book(&app, somebody(&app, 1), "2026-11-25T10:00");
    let care = app.sign_in("care");
    let heading = |id: AppointmentId| care.get(&format!("/appointments/{id}")).text("h1");
    assert!(heading(id).starts_with("2027-01-20 周三"), "{}", heading(id));
    assert!(heading(near).starts_with("11-25 周三"), "{}", heading(near));
    let far = care.post_form("/appointments", &with("slot", "2027-06-01T10:00"));
    assert!(far.text("#f-day-err").contains("60 天"), "{}", far.body);
    assert_eq!(count(&app), 2);
}

#[test]
fn the_form_works_without_scripts() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let vehicle = app.vehicle(customer, "沪A7K32D", VIN);
    let care = app.sign_in("care");
    let page = care.get(&format!("/appointments/new?day={DAY}&slot=1030"));
    assert!(page.has("form[action='/appointments'][method=post] button[formaction='/appointments/customers']"));
    assert_eq!(
        page.attributes("input[name=slot][checked]", "value"),
        ["2026-11-25T10:30"]
    );
    let found = care.post_form(
        "/appointments/customers",
        &[("q", "沪A7K32D"), ("purpose", "service"), ("day", DAY)],
    );
    let who = format!("{customer}:{vehicle}");
    assert_eq!(found.attributes("[name=who]", "value").first(), Some(&who));
    let by_car = care.get(&format!("/appointments/new?vehicle={vehicle}"));
    assert_eq!(
        by_car.attributes("[name=who][checked]", "value"),
        std::slice::from_ref(&who)
    );
    let mut fields = with("who", &who);
    fields.retain(|(name, _)| !name.starts_with("new_"));
    assert_eq!(care.post_form("/appointments", &fields).status, 303);
    let times = care.post_region(
        "/appointments/customers",
        "slots",
        &[("purpose", "test_drive"), ("day", DAY)],
    );
    assert!(times.has("input[name=slot]") && !times.has("input[name=q]"));
}

#[test]
fn a_full_half_hour_is_refused_with_the_next_free_ones() {
    let app = TestApp::spawn();
    for number in 0..3 {
        book(&app, somebody(&app, number), "2026-11-25T10:00");
    }
    let care = app.sign_in("care");
    let mut fields = NEW.to_vec();
    fields.push(("day", DAY));
    let answer = care.post_form("/appointments", &fields);
    assert_eq!(answer.status, 422);
    assert!(answer.text("#f-slot-err").contains("约满"), "{}", answer.body);
    assert_eq!(answer.value("new_name"), "阿依古丽·买买提");
    assert!(answer.text("textarea[name=wish]").contains("刹车异响"));
    let next = offered(&answer);
    assert_eq!(
        next,
        ["10:30", "11:00", "11:30", "12:00", "09:30", "09:00"].map(|time| format!("2026-11-25T{time}")),
        "the nearest after it, then before it"
    );
    assert!(!next.contains(&"2026-11-25T10:00".to_owned()));
    fields.push(("instead", &next[0]));
    assert_eq!(care.post_form("/appointments", &fields).status, 303);
    assert_eq!(count(&app), 4);
}

#[test]
fn the_last_place_of_a_half_hour_is_for_members() {
    let app = TestApp::spawn();
    for number in 0..3 {
        book(&app, somebody(&app, number), "2026-11-25T10:00");
    }
    assert!(try_book(&app, somebody(&app, 8), "2026-11-25T10:00").is_err());
    let gold = app.customer_with("金卡客人", "13911112222", |new| new.tier = Tier::Gold);
    let id = book(&app, gold, "2026-11-25T10:00");
    let page = app.sign_in("care").get(&format!("/appointments/{id}"));
    assert!(page.body.contains("会员保留名额"));
}

#[test]
fn past_times_closed_days_far_days_and_nonsense_are_refused_beside_the_field() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    app.write("manager", |tx| {
        let mut hours = Hours::default();
        hours.closed.insert("2026-11-26".parse().unwrap());
        let store = tx.actor()?.store;
        yingke::platform::settings::save(tx, store, &hours, 0)
    })
    .unwrap();
    for (slot, field) in [
        ("2026-11-22T09:30", "slot"),
        ("2026-11-26T10:00", "slot"),
        ("2026-11-25T10:15", "slot"),
        ("2026-11-25T20:00", "slot"),
        ("2027-06-01T10:00", "slot"),
        ("", "slot"),
        ("gestern", "slot"),
    ] {
        let answer = care.post_form("/appointments", &with("slot", slot));
        assert_eq!(answer.status, 422, "{slot}");
        assert!(answer.has(&format!("#f-{field}-err")), "{slot}: {}", answer.body);
    }
    assert!(
        care.post_form("/appointments", &with("new_phone", "12"))
            .has("#f-new_phone-err")
    );
    assert_eq!(care.post_form("/appointments", &with("purpose", "party")).status, 422);
    let closed = care.get("/appointments?day=2026-11-26&line=service");
    assert!(closed.has(".empty"));
    assert_eq!(count(&app), 0);
}

#[test]
fn only_what_can_still_be_moved_is_asked_to_be() {
    let app = TestApp::spawn();
    book(&app, somebody(&app, 1), "2026-11-25T10:00");
    app.write("manager", |tx| {
        let mut hours = Hours::default();
        hours.closed.insert(DAY.parse().unwrap());
        let store = tx.actor()?.store;
        yingke::platform::settings::save(tx, store, &hours, 0)
    })
    .unwrap();
    let notice = || {
        app.sign_in("care")
            .get(&format!("/appointments?day={DAY}&line=service"))
            .texts(".notice-amber a")
    };
    assert_eq!(notice().len(), 1);
    app.advance(chrono::TimeDelta::days(3) + chrono::TimeDelta::hours(2));
    assert!(notice().is_empty(), "{:?}", notice());
}

#[test]
fn nobody_is_in_two_places_at_once() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let care = app.sign_in("care");
    book(&app, customer, "2026-11-25T10:00");
    let who = customer.to_string();
    let mut fields = with("who", &who);
    fields.push(("purpose", "test_drive"));
    let fields: Vec<_> = fields
        .into_iter()
        .filter(|field| *field != ("purpose", "service"))
        .collect();
    let answer = care.post_form("/appointments", &fields);
    assert_eq!(answer.status, 422);
    assert!(answer.text("#f-who-err").contains("已有预约"));
    assert_eq!(count(&app), 1);
}

#[test]
fn two_at_once_on_the_last_place_one_wins_the_other_is_offered_the_next() {
    let app = TestApp::spawn();
    for number in 0..2 {
        book(&app, somebody(&app, number), "2026-11-25T10:00");
    }
    let (one, two) = (app.sign_in("care"), app.sign_in("advisor"));
    let other = with("new_phone", "13800002222");
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| one.post_form("/appointments", &NEW));
        let second = scope.spawn(|| two.post_form("/appointments", &other));
        (first.join().unwrap(), second.join().unwrap())
    });
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    let loser = if first.status == 422 { first } else { second };
    assert!(!offered(&loser).is_empty());
    assert_eq!(count(&app), 3);
}

#[test]
fn equal_posts_at_once_book_once() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let token = yingke::platform::db::FormToken::new().to_string();
    let fields = [NEW.as_slice(), &[("token", token.as_str())]].concat();
    for answer in care.post_at_once("/appointments", &fields, 10) {
        assert_eq!(answer.status, 303);
    }
    assert_eq!(count(&app), 1);
}

#[test]
fn a_move_keeps_its_history_and_a_stale_one_is_told() {
    let app = TestApp::spawn();
    let id = book(&app, app.customer("顾明", "138 1234 5621"), "2026-11-25T10:00");
    let care = app.sign_in("care");
    let page = care.get(&format!("/appointments/{id}/move"));
    let seen = page.value("lock_version");
    let path = format!("/appointments/{id}/move");
    let fields = [("slot", "2026-11-25T14:30"), ("lock_version", seen.as_str())];
    assert_eq!(care.post_form(&path, &fields).status, 303);
    let shown = care.get(&format!("/appointments/{id}"));
    assert!(shown.text("h1").contains("14:30"));
    assert!(
        shown
            .texts("tbody tr")
            .iter()
            .any(|row| row.contains("2026-11-25 10:00") && row.contains("2026-11-25 14:30"))
    );
    let stale = care.post_form(&path, &[("slot", "2026-11-25T15:00"), ("lock_version", &seen)]);
    assert_eq!(stale.status, 409);
    let notice = stale.text(".notice-amber");
    for part in [app.actor("care").name.as_str(), "2026-11-25 10:00", "2026-11-25 14:30"] {
        assert!(notice.contains(part), "{part} is missing in {notice}");
    }
    let away = care.post_form(
        &path,
        &[("slot", "2026-11-25T23:00"), ("lock_version", "1"), ("day", DAY)],
    );
    assert_eq!(away.status, 422);
    assert!(away.has("#f-slot-err"));
}

#[test]
fn who_receives_sees_the_customer_until_the_day_after_or_the_end() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let (one, two) = (app.actor("advisor"), app.actor("advisor2"));
    let new = wanted(&app, customer, "2026-11-25T10:00", Some(one.id));
    let id = app.write("care", |tx| commands::book(tx, &new)).unwrap();
    let page = |username: &str| app.sign_in(username).get(&format!("/customers/{customer}")).status;
    assert_eq!((page("advisor"), page("advisor2")), (200, 404));
    app.write("care", |tx| {
        commands::move_to(tx, id, 0, at("2026-11-25T11:00"), Some(two.id))
    })
    .unwrap();
    assert_eq!((page("advisor"), page("advisor2")), (404, 200));
    let until: Vec<Option<DateTime<Utc>>> = customer_access::table
        .filter(customer_access::staff_id.eq(two.id))
        .select(customer_access::until)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(until, [Some(at("2026-11-27T00:00"))]);
    let why = Cancellation {
        reason: CancelReason::Customer,
        note: None,
    };
    app.write("care", |tx| commands::cancel(tx, id, &why)).unwrap();
    assert_eq!(page("advisor2"), 404);
}

#[test]
fn a_cancellation_names_a_reason_and_can_be_taken_back_while_the_place_is_free() {
    let app = TestApp::spawn();
    let id = book(&app, app.customer("顾明", "138 1234 5621"), "2026-11-25T10:00");
    let care = app.sign_in("care");
    let path = format!("/appointments/{id}/cancellation");
    let bad = care.post_form(&path, &[("reason", "other"), ("note", "")]);
    assert_eq!(bad.status, 422);
    assert!(bad.has("#c-note-err"));
    let dialog = care.get_region(&path, "dialog");
    assert!(dialog.has("form[hx-post]") && !dialog.has("nav.nav"));
    assert!(!dialog.has("[name=reason][checked]"), "nobody's reason is guessed");
    assert_eq!(dialog.texts(".dialog-f .btn"), ["返回", "取消预约"]);
    let done = care.post_form(&path, &[("reason", "customer"), ("note", "出差")]);
    assert_eq!(done.status, 303);
    assert_eq!(state(&app, id), "cancelled");
    let toast = care.get(done.location());
    let undo = toast.attributes("form[action^='/undo/']", "action");
    assert!(toast.texts(".cal-entry").is_empty());
    assert_eq!(care.post_form(&undo[0], &[]).status, 303);
    assert_eq!(state(&app, id), "booked");
    // Once more, and the place goes to others meanwhile.
    let done = care.post_form(&path, &[("reason", "customer")]);
    let undo = care.get(done.location()).attributes("form[action^='/undo/']", "action");
    for number in 0..3 {
        book(&app, somebody(&app, number), "2026-11-25T10:00");
    }
    assert_eq!(care.post_form(&undo[0], &[]).status, 409);
    assert_eq!(care.post_form(&path, &[("reason", "customer")]).status, 409);
    assert_eq!(care.get(&path).status, 409);
    assert_eq!(state(&app, id), "cancelled");
}

#[test]
fn consultants_see_their_line_and_technicians_nothing() {
    let app = TestApp::spawn();
    let id = book(&app, app.customer("顾明", "138 1234 5621"), "2026-11-25T10:00");
    let consultant = app.sign_in("consultant");
    assert_eq!(consultant.get(&format!("/appointments/{id}")).status, 404);
    assert_eq!(
        consultant
            .post_form(&format!("/appointments/{id}/cancellation"), &[("reason", "customer")])
            .status,
        404
    );
    let calendar = consultant.get(&format!("/appointments?day={DAY}&line=service"));
    assert!(!calendar.body.contains("顾明"));
    assert_eq!(app.sign_in("technician").get("/appointments").status, 403);
    assert_eq!(app.sign_in("advisor").get(&format!("/appointments/{id}")).status, 200);
    let actor = app.actor("consultant");
    let vault = app.database.vault();
    let seen = queries::of_day(&mut app.database.owner(), &vault, &actor, DAY.parse().unwrap()).unwrap();
    assert!(seen.is_empty());
}

#[test]
fn english_has_words_of_its_own() {
    let app = TestApp::spawn();
    let id = book(&app, app.customer("Gu Ming", "138 1234 5621"), "2026-11-25T10:00");
    diesel::update(staff::table)
        .set((staff::language.eq("en"), staff::name.eq("Somebody")))
        .execute(&mut app.database.owner())
        .unwrap();
    let care = app.sign_in("manager");
    let person = app.actor("advisor").id;
    for path in [
        format!("/appointments?day={DAY}&line=service"),
        format!("/appointments?day={DAY}&line=service&view=week"),
        format!("/appointments/new?day={DAY}"),
        format!("/appointments/{id}"),
        format!("/appointments/{id}/move"),
        format!("/appointments/{id}/cancellation"),
        "/working-plans".to_owned(),
        format!("/working-plans/{person}"),
    ] {
        let page = care.get(&path);
        assert_eq!(page.status, 200, "{path}");
        let han = page.texts("main").concat();
        let han: String = han
            .chars()
            .filter(|sign| ('\u{4e00}'..='\u{9fff}').contains(sign))
            .collect();
        assert_eq!(han, "", "{path}");
    }
}
