//! Many complaints at once: the same rules as for one.

use yingke::complaints::rules::Severity;

use super::*;

fn owners(app: &TestApp) -> Vec<Option<uuid::Uuid>> {
    use yingke::schema::complaints;
    complaints::table
        .order(complaints::number)
        .select(complaints::owner_id)
        .load(&mut app.database.owner())
        .unwrap()
}

#[test]
fn assigns_and_can_be_taken_back() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let ids: Vec<String> = (0..3)
        .map(|_| complaint_of(&app, customer, Severity::Normal).to_string())
        .collect();
    let care = app.sign_in("care");
    let advisor = app.actor("advisor").id;
    let to = advisor.to_string();
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", id.as_str())).collect();
    fields.push(("back", "/complaints?view=waiting"));
    let nobody = care.post_form("/complaints/assignments", &fields);
    assert_eq!(nobody.status, 422, "to whom?");
    assert_eq!(
        nobody.texts("[data-pick][checked]").len(),
        3,
        "what was picked stays picked"
    );
    fields.push(("owner_id", &to));
    let answer = care.post_form("/complaints/assignments", &fields);
    assert_eq!((answer.status, answer.location()), (303, "/complaints?view=waiting"));
    assert_eq!(owners(&app), [Some(advisor.uuid()); 3]);
    let page = care.get("/complaints?view=waiting");
    let undo = page.attributes(".toast form", "action");
    assert_eq!(undo.len(), 1, "the toast offers to take it back");
    assert_eq!(care.post_form(&undo[0], &[]).status, 303);
    assert_eq!(owners(&app), [None; 3]);
}

#[test]
fn taking_from_somebody_at_work_needs_a_reason_in_bulk_as_well_as_singly() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let theirs = app.actor("advisor2").id;
    app.write("care", |tx| commands::assign(tx, &[id], theirs, None))
        .unwrap();
    let care = app.sign_in("care");
    let to = app.actor("advisor").id.to_string();
    let bulk = care.post_form(
        "/complaints/assignments",
        &[("ids", &id.to_string()), ("owner_id", &to)],
    );
    let single = care.post_form(&format!("/complaints/{id}/assignment"), &[("owner_id", &to)]);
    assert_eq!((bulk.status, single.status), (422, 422));
    let reason = [("ids", &*id.to_string()), ("owner_id", &*to), ("reason", "许强休假")];
    assert_eq!(care.post_form("/complaints/assignments", &reason).status, 303);
}

#[test]
fn a_post_leads_back_to_the_queue_and_nowhere_else() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let to = app.actor("advisor").id.to_string();
    let fields = [
        ("ids", &*id.to_string()),
        ("owner_id", &*to),
        ("back", "//evil.example"),
    ];
    assert_eq!(
        app.sign_in("care")
            .post_form("/complaints/assignments", &fields)
            .location(),
        "/complaints"
    );
}
