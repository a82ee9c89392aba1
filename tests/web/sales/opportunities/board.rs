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
    let nothing = manager.post_form("/board/changes", &[("ids", &row), ("back", "/board?layout=list")]);
    assert_eq!(nothing.status, 422, "change what?");
    assert!(nothing.text("[data-problems]").contains("请选择要修改的内容"));
    let silent = manager.post_form("/board/changes", &[("ids", &row), ("owner_id", &to)]);
    assert_eq!(silent.status, 422, "who gives something away says why");
    assert_eq!(level(), "h");
    let fields = [
        ("ids", row.as_str()),
        ("level", "b"),
        ("owner_id", to.as_str()),
        ("reason", "休假交接"),
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
    let (from, to) = (app.actor("consultant").name, app.actor("consultant2").name);
    let told = manager.get(&format!("/opportunities/{id}")).text(".tl");
    assert!(
        told.contains(&format!("{from} → {to}")) && told.contains("休假交接"),
        "{told}"
    );
    assert!(told.contains("H → B"), "{told}");
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
    let other = opportunity_of(&app, "consultant", app.customer("赵敏", "136 1234 8813"));
    diesel::update(opportunities::table.find(other))
        .set(opportunities::next_at.eq(app.clock.now() + TimeDelta::minutes(30)))
        .execute(&mut app.database.owner())
        .unwrap();
    let first = consultant.get("/board/next");
    assert_eq!((first.status, first.text("h1")), (200, "李娜".to_owned()));
    assert!(first.text("#whom").contains("星驰 X7") && first.text("#whom").contains("137****8812"));
    assert!(first.has(&format!("#whom form[action='/opportunities/{id}/reveals']")));
    let skip = first.attributes("[data-hotkey=s]", "href");
    assert_eq!(consultant.get(&skip[0]).text("h1"), "赵敏", "passed over for now");
    assert_eq!(
        consultant.get("/board/next").text("h1"),
        "赵敏",
        "and that is remembered"
    );
    let next = in_days(&app, 2);
    let fields = [
        ("kind", "phone"),
        ("outcome", "answered"),
        ("note", "周末来看车"),
        ("next_at", next.as_str()),
    ];
    let path = format!("/board/next/{id}");
    let wrong = consultant.post_form(&path, &fields[..3]);
    assert_eq!(
        (wrong.status, wrong.text("h1")),
        (422, "李娜".to_owned()),
        "still with them"
    );
    let saved = consultant.post_form(&path, &fields);
    assert_eq!((saved.status, saved.location()), (303, "/board/next"));
    assert_eq!(consultant.get("/board/next").text("h1"), "赵敏");
    let path = format!("/board/next/{other}");
    assert_eq!(consultant.post_form(&path, &fields).status, 303);
    assert_eq!(consultant.get("/board/next").location(), "/board");
}

#[test]
fn who_was_passed_over_comes_again_once_the_round_is_done() {
    let app = TestApp::spawn();
    opportunity(&app);
    app.advance(TimeDelta::days(2));
    let consultant = app.sign_in("consultant");
    let page = consultant.get("/board/next");
    assert_eq!(
        page.texts(".btn").iter().filter(|label| label.contains("跳过")).count(),
        1
    );
    let skip = page.attributes("[data-hotkey=s]", "href").remove(0);
    let done = consultant.get(&skip);
    assert_eq!((done.status, done.location()), (303, "/board?view=today&owner=me"));
    assert_eq!(consultant.get("/board/next").text("h1"), "李娜");
    // Passed over while another waits.
    let other = opportunity_of(&app, "consultant", app.customer("赵敏", "136 1234 8813"));
    diesel::update(opportunities::table.find(other))
        .set(opportunities::next_at.eq(app.clock.now() + TimeDelta::minutes(30)))
        .execute(&mut app.database.owner())
        .unwrap();
    assert_eq!(consultant.get(&skip).text("h1"), "赵敏");
    assert_eq!(consultant.get("/board/next").text("h1"), "赵敏");
}

#[test]
fn the_number_of_a_card_is_shown_in_full_on_record() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let card = format!("#card-{id} form[action='/opportunities/{id}/reveals']");
    assert!(consultant.get("/board").has(&card));
    let shown = consultant.post_form(&format!("/opportunities/{id}/reveals"), &[]);
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert_eq!(shown.text("[data-revealed]"), "137 1234 8812");
    let audit = app.audit();
    assert!(audit.contains(&"sales.reveal".to_owned()) && audit.contains(&"customers.reveal".to_owned()));
    let other = app.sign_in("consultant2");
    assert_eq!(
        other.post_form(&format!("/opportunities/{id}/reveals"), &[]).status,
        404
    );
}

#[test]
fn what_is_done_from_the_board_leads_back_to_the_same_board() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let href = consultant
        .get("/board?level=h")
        .attributes(&format!("#card-{id} [data-row-hotkey=l]"), "href");
    let form = consultant.get(&href[0]);
    assert_eq!(form.value("back"), "/board?level=h");
    assert!(
        form.body.contains("李娜") && form.body.contains("星驰 X7"),
        "whom it is about"
    );
    let next = in_days(&app, 2);
    let fields = |back: &'static str| {
        [
            ("kind", "phone".to_owned()),
            ("outcome", "answered".to_owned()),
            ("note", "周末来看车".to_owned()),
            ("next_at", next.clone()),
            ("back", back.to_owned()),
        ]
    };
    for (back, there) in [
        ("/board?level=h", "/board?level=h".to_owned()),
        ("//evil.example", format!("/opportunities/{id}")),
    ] {
        let fields = fields(back);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let saved = consultant.post_form(&format!("/opportunities/{id}/follow-ups"), &fields);
        assert_eq!((saved.status, saved.location()), (303, there.as_str()));
    }
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

#[test]
fn the_next_date_is_a_click_away_and_follows_the_level() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let form = consultant.get(&format!("/opportunities/{id}/follow-ups"));
    let tomorrow = form.attributes("[data-fill='s-next_at']:not([data-when])", "data-value");
    let day = times::date(times::day_of(app.clock.now() + TimeDelta::days(1)));
    assert_eq!(tomorrow[0], format!("{day}T09:30"));
    let by_level = form.attributes("[data-when='level=h']", "data-value");
    assert_eq!(by_level, [in_days(&app, 2)], "the rhythm of level H");
}

#[test]
fn only_whoever_sees_the_store_chooses_an_owner_and_what_fits_nothing_says_so_once() {
    let app = TestApp::spawn();
    opportunity(&app);
    let (consultant, manager) = (app.sign_in("consultant"), app.sign_in("sales.manager"));
    assert!(manager.get("/board").has("input[name=owner][type=radio]"));
    assert!(!consultant.get("/board").has("input[name=owner][type=radio]"));
    let nothing = consultant.get("/board?level=c");
    assert!(!nothing.has("[data-kanban]"));
    assert_eq!(nothing.texts("#board .empty").len(), 1, "{}", nothing.body);
    assert!(
        consultant
            .get("/board?view=soon")
            .has("nav.tabs a[aria-current=page][href='/board?view=soon']")
    );
}
