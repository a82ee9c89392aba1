//! One lead: taken down, seen, qualified, dismissed.

use diesel::prelude::*;
use yingke::sales::leads::rules::Joined;
use yingke::schema::leads;
use yingke::values::ids::{CustomerId, LeadId, OpportunityId};

use super::{PHONE, how_many, lead, lead_of, state};
use crate::support::TestApp;

const TYPED: [(&str, &str); 6] = [
    ("name", "顾明"),
    ("phone", PHONE),
    ("source", "phone_in"),
    ("model", "X7 混动"),
    ("city", "上海"),
    ("words", "周末想试驾"),
];

#[test]
fn a_consultant_takes_down_a_lead_of_their_own() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let answer = consultant.post_form("/leads", &TYPED);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = consultant.get(answer.location());
    assert_eq!(page.text("h1"), "顾明");
    assert_eq!(page.texts("#chain ol.chain > li").len(), 4, "four rows");
    assert!(
        !page.has("#chain .steps"),
        "not the steps of a form, which stand side by side"
    );
    assert!(page.body.contains("周末想试驾") && !page.body.contains("13812345621"));
    let list = consultant.get("/leads");
    assert_eq!(list.texts("tbody tr").len(), 1);
    assert!(list.text("tbody tr").contains("来电"));
    assert!(app.audit().contains(&"leads.create".to_owned()));
    let row: String = leads::table
        .select(leads::model)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(row, "X7 混动");
}

#[test]
fn what_is_wrong_stands_beside_its_field() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    for missing in ["name", "phone", "source"] {
        let fields: Vec<_> = TYPED.into_iter().filter(|(name, _)| *name != missing).collect();
        let answer = consultant.post_form("/leads", &fields);
        assert_eq!(answer.status, 422, "{missing}");
        assert!(answer.has(&format!("#f-{missing}-err")), "{missing}");
        assert_eq!(answer.value("city"), "上海");
    }
    for source in ["nowhere", "019ab0f0-0000-7000-8000-000000000000"] {
        let mut fields = TYPED.to_vec();
        fields.retain(|(name, _)| *name != "source");
        fields.push(("source", source));
        assert_eq!(consultant.post_form("/leads", &fields).status, 422, "{source}");
    }
    assert_eq!(how_many(&app), 0);
}

#[test]
fn a_second_lead_of_an_open_one_joins_it() {
    let app = TestApp::spawn();
    let first = lead(&app, Some("consultant"));
    assert_eq!(first.joined, Joined::Nothing);
    let second = lead(&app, None);
    assert_eq!(second.joined, Joined::Lead(first.lead));
    assert_eq!(state(&app, second.lead), "duplicate");
    assert_eq!(second.owner, Some(app.actor("consultant").id));
    let page = app.sign_in("consultant").get(&format!("/leads/{}", first.lead));
    assert!(page.body.contains("又来自以下来源"));
}

#[test]
fn a_known_customer_is_joined_and_said_so() {
    let app = TestApp::spawn();
    let customer = app.customer_of("consultant", "顾明", PHONE);
    let taken = lead(&app, Some("consultant2"));
    assert_eq!(taken.joined, Joined::Customer(customer));
    assert_eq!(state(&app, taken.lead), "open");
    assert_eq!(
        taken.owner,
        Some(app.actor("consultant").id),
        "whoever looks after the customer"
    );
    let manager = app.sign_in("sales.manager");
    let page = manager.get(&format!("/leads/{}", taken.lead));
    assert!(page.has(&format!("a[href='/customers/{customer}']")));
}

#[test]
fn a_colleagues_customer_stays_unknown() {
    let app = TestApp::spawn();
    let customer = app.customer_of("consultant2", "顾明", PHONE);
    let consultant = app.sign_in("consultant");
    let answer = consultant.post_form("/leads", &TYPED);
    let ask = format!("/customers/{customer}/access");
    assert_eq!((answer.status, answer.location()), (303, ask.as_str()));
    let page = consultant.get(&ask);
    assert!(page.body.contains("该客户已由同事跟进"), "{}", page.body);
    assert!(page.has("form textarea"), "they may ask for them there");
    assert!(!consultant.get("/leads").has("tbody tr"));
    assert_eq!(app.sign_in("consultant2").get("/leads").texts("tbody tr").len(), 1);
}

#[test]
fn a_lead_is_seen_by_its_consultant_and_by_managers() {
    let app = TestApp::spawn();
    let taken = lead(&app, Some("consultant"));
    let path = format!("/leads/{}", taken.lead);
    for (who, status) in [
        ("consultant", 200),
        ("consultant2", 404),
        ("sales.manager", 200),
        ("crm.manager", 200),
        ("care", 200),
        ("advisor", 403),
        ("marketing", 403),
    ] {
        assert_eq!(app.sign_in(who).get(&path).status, status, "{who}");
    }
    let other = app.sign_in("consultant2");
    assert!(!other.get("/leads?view=all").has("tbody tr"));
    for noun in ["qualification", "dismissal"] {
        assert_eq!(other.get(&format!("{path}/{noun}")).status, 404, "{noun}");
    }
    assert_eq!(other.post_form(&format!("{path}/reveals"), &[]).status, 404);
    let missing = format!("/leads/{}", LeadId::new());
    assert_eq!(app.sign_in("sales.manager").get(&missing).status, 404);
}

#[test]
fn a_look_at_the_number_is_on_record() {
    let app = TestApp::spawn();
    let taken = lead(&app, Some("consultant"));
    let consultant = app.sign_in("consultant");
    let page = consultant.post_form(&format!("/leads/{}/reveals", taken.lead), &[]);
    assert_eq!(page.status, 200);
    assert_eq!(page.text("[data-revealed]"), "138 1234 5621");
    assert!(app.audit().contains(&"leads.reveal".to_owned()));
}

#[test]
fn a_lead_becomes_a_customer_and_an_opportunity_once() {
    let app = TestApp::spawn();
    let taken = lead(&app, Some("consultant"));
    let consultant = app.sign_in("consultant");
    let path = format!("/leads/{}/qualification", taken.lead);
    let seen = consultant.get(&path).value("seen");
    let empty = consultant.post_form(&path, &[("model", ""), ("seen", &seen)]);
    assert_eq!(empty.status, 422);
    let stale = consultant.post_form(&path, &[("model", "E5 纯电"), ("seen", "99")]);
    assert_eq!(stale.status, 409);
    assert_eq!(stale.value("model"), "E5 纯电");
    let done = consultant.post_form(&path, &[("model", "E5 纯电"), ("seen", &seen)]);
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(done.location().starts_with("/opportunities/"));
    assert_eq!(state(&app, taken.lead), "qualified");
    let (customer, opportunity): (Option<CustomerId>, Option<OpportunityId>) = leads::table
        .find(taken.lead)
        .select((leads::customer_id, leads::opportunity_id))
        .first(&mut app.database.owner())
        .unwrap();
    assert!(customer.is_some());
    assert_eq!(done.location(), format!("/opportunities/{}", opportunity.unwrap()));
    // Sent twice it leads to the same; for anybody else the lead has moved on.
    let again = consultant.post_form(&path, &[("model", "E5 纯电"), ("seen", &seen)]);
    assert_eq!((again.status, again.location()), (303, done.location()));
    let manager = app.sign_in("sales.manager");
    let late = manager.post_form(&path, &[("model", "E5 纯电"), ("seen", &seen)]);
    assert_eq!(late.status, 409);
    // The next one of the same person joins what is open.
    let next = lead(&app, None);
    assert_eq!(next.joined, Joined::Opportunity(opportunity.unwrap()));
}

#[test]
fn a_lead_that_is_none_says_why_and_can_come_back() {
    let app = TestApp::spawn();
    let taken = lead(&app, Some("consultant"));
    let consultant = app.sign_in("consultant");
    let base = format!("/leads/{}", taken.lead);
    let path = format!("{base}/dismissal");
    let seen = consultant.get(&path).value("seen");
    let bare = consultant.post_form(&path, &[("because", "other"), ("seen", &seen)]);
    assert_eq!(bare.status, 422);
    assert!(bare.has("#s-note-err"));
    let done = consultant.post_form(&path, &[("because", "wrong_number"), ("seen", &seen)]);
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(state(&app, taken.lead), "invalid");
    assert!(consultant.get(&base).body.contains("空号或错号"));
    assert_eq!(consultant.get(&path).status, 409);
    assert_eq!(consultant.post_form(&format!("{base}/reopening"), &[]).status, 303);
    assert_eq!(state(&app, taken.lead), "open");
    assert_eq!(consultant.post_form(&format!("{base}/reopening"), &[]).status, 409);
    for action in ["leads.dismiss", "leads.reopen"] {
        assert!(app.audit().contains(&action.to_owned()), "{action}");
    }
}

#[test]
fn the_list_is_narrowed_by_its_address_and_asks_for_its_region_alone() {
    let app = TestApp::spawn();
    lead(&app, Some("consultant"));
    lead_of(&app, "139 1234 5622", Some("consultant2"));
    let manager = app.sign_in("sales.manager");
    assert_eq!(manager.get("/leads").texts("tbody tr").len(), 2);
    let theirs = format!("/leads?owner={}", app.actor("consultant2").id);
    assert_eq!(manager.get(&theirs).texts("tbody tr").len(), 1);
    assert!(!manager.get("/leads?view=invalid").has("tbody tr"));
    assert!(!manager.get("/leads?to=2026-11-21").has("tbody tr"));
    assert_eq!(manager.get("/leads?source=x&owner=y&after=z&view=w").status, 200);
    let region = manager.get_region("/leads", "leads");
    assert!(!region.body.contains("<html") && region.has("tbody tr"));
    let page = app.sign_in("sales.manager").get("/leads/new");
    assert!(page.has("select[name=owner]") && page.has("option[value=douyin]"));
    assert!(!app.sign_in("consultant").get("/leads/new").has("select[name=owner]"));
}

#[test]
fn a_call_is_noted_on_the_lead_and_stops_its_first_clock() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    let (path, consultant) = (format!("/leads/{id}"), app.sign_in("consultant"));
    let at = format!("{path}/contacts");
    let first = |client: &crate::support::Client| client.get(&path).attributes(".acts .btn-primary", "href");
    assert_eq!(first(&consultant), std::slice::from_ref(&at), "the call comes first");
    let fits = consultant.get(&at).value("fits");
    assert!(
        fits.contains("phone=answered unanswered") && fits.contains("wechat=booked sent replied"),
        "{fits}"
    );
    let typed = [("kind", "wechat"), ("outcome", "unanswered"), ("note", "没接")];
    let wrong = consultant.post_form(&at, &typed);
    assert!(
        wrong.status == 422 && wrong.body.contains("没接"),
        "nobody leaves a message unanswered"
    );
    assert_eq!(app.sign_in("consultant2").post_form(&at, &typed).status, 404);
    let called = [("kind", "phone"), ("outcome", "answered"), ("note", "周末来看车")];
    assert_eq!(consultant.post_form(&at, &called).status, 303);
    assert!(app.audit().contains(&"leads.contact".to_owned()));
    assert!(consultant.get(&path).text("[data-step='first_call']").contains("接通"));
    assert_eq!(first(&consultant), [format!("{path}/qualification")]);
    let answered = [("kind", "wechat"), ("outcome", "replied"), ("note", "周六上午到店")];
    assert_eq!(consultant.post_form(&at, &answered).status, 303);
    let icons = consultant.get(&path).attributes("#history use", "href");
    assert!(icons.iter().any(|icon| icon.ends_with("#brand-wechat")), "{icons:?}");
    let gone = [("because", "no_interest"), ("seen", "0")];
    assert_eq!(consultant.post_form(&format!("{path}/dismissal"), &gone).status, 303);
    assert_eq!(consultant.post_form(&at, &called).status, 409);
}

#[test]
fn a_lead_tells_what_was_said_and_who_gave_it_to_whom() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    let (path, consultant) = (format!("/leads/{id}"), app.sign_in("consultant"));
    let said = [("kind", "phone"), ("outcome", "unanswered"), ("note", "响了一分钟")];
    assert_eq!(consultant.post_form(&format!("{path}/contacts"), &said).status, 303);
    let page = consultant.get(&path);
    assert!(page.text("#history").contains("响了一分钟"));
    let call = page.text("[data-step='first_call']");
    assert!(call.contains("已拨打 1 次") && call.contains("截止"), "{call}");
    let manager = app.sign_in("sales.manager");
    let two = app.actor("consultant2");
    let to = two.id.to_string();
    let given = [("owner_id", to.as_str()), ("reason", "原顾问休假")];
    assert_eq!(manager.post_form(&format!("{path}/assignment"), &given).status, 303);
    let told = manager.get(&path).text("#history");
    for word in ["改派给", two.name.as_str(), "原顾问休假", "响了一分钟"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    // Whoever was still writing hears who has it, and loses nothing.
    let late = [("kind", "phone"), ("outcome", "answered"), ("note", "周末来看车")];
    let answer = consultant.post_form(&format!("{path}/contacts"), &late);
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains(&two.name) && answer.body.contains("周末来看车"));
}

#[test]
fn contacts_with_a_lead_stand_on_the_opportunity_and_the_customer_it_became() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    let (path, consultant) = (format!("/leads/{id}"), app.sign_in("consultant"));
    let said = [("kind", "phone"), ("outcome", "answered"), ("note", "家里两个孩子")];
    assert_eq!(consultant.post_form(&format!("{path}/contacts"), &said).status, 303);
    let at = format!("{path}/qualification");
    let seen = consultant.get(&at).value("seen");
    let done = consultant.post_form(&at, &[("model", "X7 混动"), ("seen", &seen)]);
    assert!(consultant.get(done.location()).text(".tl").contains("家里两个孩子"));
    let customer: Option<CustomerId> = leads::table
        .find(id)
        .select(leads::customer_id)
        .first(&mut app.database.owner())
        .unwrap();
    let page = consultant.get(&format!("/customers/{}", customer.unwrap()));
    assert!(page.text(".tl").contains("家里两个孩子"));
}

#[test]
fn what_is_due_first_comes_first_and_what_is_late_has_a_tab() {
    let app = TestApp::spawn();
    let late = lead_of(&app, "138 1234 5621", Some("consultant")).lead;
    app.advance(chrono::TimeDelta::minutes(70));
    let fresh = lead_of(&app, "139 1234 5622", Some("consultant")).lead;
    let consultant = app.sign_in("consultant");
    let list = consultant.get("/leads");
    let rows = list.attributes("tbody tr", "id");
    assert_eq!(rows, [format!("lead-{late}"), format!("lead-{fresh}")]);
    assert!(list.text(&format!("#lead-{late} .sla-over")).contains("首次联系"));
    assert!(list.has(&format!("#lead-{fresh} .sla-due")));
    let tab = consultant.get("/leads?view=late");
    assert_eq!(tab.attributes("tbody tr", "id"), [format!("lead-{late}")]);
    assert!(consultant.get("/leads/count").text(".hot") == "1");
    let manager = app.sign_in("sales.manager");
    assert_eq!(
        manager.get("/leads/count").text(".hot"),
        "1",
        "late ones press managers too"
    );
    assert!(manager.get("/profile").has("[hx-get='/leads/count']"));
    let nothing = consultant.get("/leads?view=invalid");
    assert!(nothing.has(".empty a[href='/leads']"), "a filter hides what there is");
}
