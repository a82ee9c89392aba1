//! The board: columns, filters, several at once, one after the other.

use super::*;

#[test]
fn a_card_stands_in_the_column_of_its_stage_and_filters_narrow_it() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let card = format!("#card-{id}");
    assert!(consultant.get("/board").has(&format!("[data-column='new'] {card}")));
    assert!(consultant.get("/board?level=h").has(&card));
    assert!(!consultant.get("/board?level=c").has(&card));
    assert!(!consultant.get("/board?view=late").has(&card), "not due yet");
    app.advance(TimeDelta::days(2) + TimeDelta::minutes(1));
    let consultant = app.sign_in("consultant");
    let late = consultant.get("/board?view=late");
    assert!(late.has(&format!("{card} .sla-over")));
    assert_eq!(consultant.get("/board?level=x&owner=x&source=x&after=x").status, 200);
}

#[test]
fn the_list_says_the_same_as_the_board() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let list = consultant.get("/board?layout=list");
    assert!(list.has(&format!("#row-{id}")));
    assert!(list.text(&format!("#row-{id}")).contains("星驰 X7"));
}

#[test]
fn what_is_picked_changes_together_and_can_be_taken_back() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let manager = app.sign_in("sales.manager");
    let (row, to) = (id.to_string(), app.actor("consultant2").id.to_string());
    let level = || -> String {
        opportunities::table
            .find(id)
            .select(opportunities::level.assume_not_null())
            .first::<Level>(&mut app.database.owner())
            .unwrap()
            .code()
            .to_owned()
    };
    let nothing = manager.post_form("/board/changes", &[("ids", &row)]);
    assert_eq!(nothing.status, 422, "change what?");
    let fields = [
        ("ids", row.as_str()),
        ("level", "b"),
        ("owner_id", to.as_str()),
        ("back", "/board?layout=list"),
    ];
    let answer = manager.post_form("/board/changes", &fields);
    assert_eq!((answer.status, answer.location()), (303, "/board?layout=list"));
    assert_eq!(level(), "b");
    assert_eq!(
        app.sign_in("consultant2").get(&format!("/opportunities/{id}")).status,
        200
    );
    let undo = manager.get("/board?layout=list").attributes(".toast form", "action");
    assert_eq!(manager.post_form(&undo[0], &[]).status, 303);
    assert_eq!(level(), "h");
    assert_eq!(
        app.sign_in("consultant2").get(&format!("/opportunities/{id}")).status,
        404
    );
}

#[test]
fn a_consultant_changes_levels_but_gives_nothing_away() {
    let app = TestApp::spawn();
    let id = opportunity(&app).to_string();
    let consultant = app.sign_in("consultant");
    let to = app.actor("consultant2").id.to_string();
    let given = consultant.post_form("/board/changes", &[("ids", &id), ("owner_id", &to)]);
    assert_eq!(given.status, 422);
    let level = consultant.post_form(
        "/board/changes",
        &[("ids", &id), ("level", "a"), ("back", "//evil.example")],
    );
    assert_eq!((level.status, level.location()), (303, "/board"));
}

#[test]
fn working_through_leads_from_one_to_the_next() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    app.advance(TimeDelta::days(2));
    let consultant = app.sign_in("consultant");
    let first = consultant.get("/board/next");
    assert_eq!(first.status, 303);
    assert_eq!(first.location(), format!("/opportunities/{id}/follow-ups?then=queue"));
    let next = in_days(&app, 2);
    let fields = [
        ("kind", "phone"),
        ("outcome", "answered"),
        ("note", "周末来看车"),
        ("next_at", next.as_str()),
        ("then", "queue"),
    ];
    let saved = consultant.post_form(&format!("/opportunities/{id}/follow-ups"), &fields);
    assert_eq!((saved.status, saved.location()), (303, "/board/next"));
    assert_eq!(consultant.get("/board/next").location(), "/board");
}

#[test]
fn a_column_shows_twenty_cards_the_most_urgent_first_then_more() {
    let app = TestApp::spawn();
    let customer = app.customer("李娜", "137 1234 8812");
    let ids: Vec<_> = (0..22).map(|_| opportunity_of(&app, "consultant", customer)).collect();
    // Two stages share a column; what is due first stands first, wherever it is.
    for (number, id) in ids.iter().enumerate() {
        let stage = if number % 2 == 0 {
            Stage::Comparing
        } else {
            Stage::Interested
        };
        let due = app.clock.now() + TimeDelta::hours(100 - i64::try_from(number).unwrap());
        diesel::update(opportunities::table.find(*id))
            .set((opportunities::stage.eq(stage), opportunities::next_at.eq(due)))
            .execute(&mut app.database.owner())
            .unwrap();
    }
    let consultant = app.sign_in("consultant");
    let cards = |path: &str| {
        consultant
            .get(path)
            .attributes("[data-column='nurturing'] [data-card]", "id")
    };
    let expected: Vec<String> = ids.iter().rev().map(|id| format!("card-{id}")).collect();
    assert_eq!(cards("/board"), expected[..20]);
    let board = consultant.get("/board");
    assert!(board.text("#column-h-nurturing").contains("22"));
    let more = board.attributes("#column-nurturing > p > a", "href");
    assert_eq!(more, ["/board?more=nurturing"]);
    assert_eq!(cards(&more[0]), expected);
    assert!(consultant.get("/board?view=stalled").texts("[data-card]").is_empty());
    assert_eq!(
        consultant.get("/board?view=today").text("#column-h-nurturing .num"),
        "0"
    );
}
