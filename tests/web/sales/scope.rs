//! What a consultant sees of sales: their own, wherever it is listed, counted, looked for, printed or sent in.

use diesel::prelude::*;
use serde_json::{Value, json};
use yingke::schema::leads;
use yingke::values::ids::{CustomerId, LeadId, OpportunityId, StaffId};

use super::leads::lead_of;
use super::opportunities::opportunity_of;
use super::orders::{quoted, sign};
use super::quotes::draft;
use crate::support::{Client, TestApp};

const OWN: &str = "王建国";
const THEIRS: &str = "李娜";
const THEIR_PHONE: &str = "13712348812";

/// One of everything, of one consultant.
struct Share {
    customer: CustomerId,
    lead: LeadId,
    deal: OpportunityId,
    sold: OpportunityId,
    quote: String,
    order: String,
    delivery: String,
}

impl Share {
    fn of(app: &TestApp, account: &str, name: &str, phone: &str, another_phone: &str) -> Self {
        let client = app.sign_in(account);
        let customer = app.customer_of(account, name, phone);
        let deal = opportunity_of(app, account, customer);
        let quote = draft(&client, deal, &[]);
        let sold = quoted(app, account, customer);
        let signed = sign(&client, sold, &[]);
        assert_eq!(signed.status, 303, "{}", signed.body);
        let order = signed.location().to_owned();
        let id = order.rsplit('/').next().unwrap();
        let plan = [("order", id), ("planned_at", "2026-12-10T10:00"), ("place", "store")];
        let planned = client.post_form("/deliveries", &plan);
        assert_eq!(planned.status, 303, "{}", planned.body);
        Self {
            customer,
            lead: lead_of(app, another_phone, Some(account)).lead,
            deal,
            sold,
            quote,
            delivery: planned.location().to_owned(),
            order,
        }
    }

    /// Each list with the line of it that is of this share.
    fn lines(&self) -> Vec<(&'static str, String)> {
        let last = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        vec![
            ("/leads", format!("#lead-{}", self.lead)),
            ("/leads?view=all", format!("#lead-{}", self.lead)),
            ("/board", format!("#card-{}", self.deal)),
            ("/board?view=hot", format!("#card-{}", self.deal)),
            ("/board?layout=list", format!("#row-{}", self.deal)),
            ("/board?view=ordered", format!("#row-{}", self.sold)),
            ("/quotes?view=draft", format!("a[href='{}']", self.quote)),
            ("/sales-orders", format!("a[href='{}']", self.order)),
            ("/deliveries", format!("#delivery-{}", last(&self.delivery))),
        ]
    }

    /// Where each record is.
    fn pages(&self) -> Vec<String> {
        vec![
            format!("/leads/{}", self.lead),
            format!("/opportunities/{}", self.deal),
            format!("/opportunities/{}/quotes", self.deal),
            format!("/opportunities/{}/trade-ins", self.deal),
            format!("/customers/{}", self.customer),
            self.quote.clone(),
            self.order.clone(),
            self.delivery.clone(),
        ]
    }

    /// What leaves the portal on paper.
    fn papers(&self) -> Vec<String> {
        vec![
            format!("{}/sheet", self.quote),
            format!("{}/contract", self.order),
            format!("{}/sheet", self.delivery),
        ]
    }
}

/// A consultant's share, and a colleague's.
fn shares(app: &TestApp) -> (Share, Share) {
    (
        Share::of(app, "consultant", OWN, "13912344470", "138 0000 0001"),
        Share::of(app, "consultant2", THEIRS, THEIR_PHONE, "138 0000 0002"),
    )
}

#[test]
fn lists_and_the_board_show_a_consultants_own() {
    let app = TestApp::spawn();
    let (own, theirs) = shares(&app);
    let consultant = app.sign_in("consultant");
    let manager = app.sign_in("sales.manager");
    for ((path, mine), (_, other)) in own.lines().into_iter().zip(theirs.lines()) {
        let page = consultant.get(path);
        assert!(page.has(&mine), "{path}: {mine}");
        assert!(!page.has(&other) && !page.body.contains(THEIRS), "{path}");
        let all = manager.get(path);
        assert!(all.has(&mine) && all.has(&other), "{path}");
    }
    // Nor does a filter open them.
    let colleague = app.actor("consultant2").id;
    for path in [
        format!("/leads?view=all&owner={colleague}"),
        format!("/board?owner={colleague}"),
        format!("/board?layout=list&owner={colleague}"),
        format!("/board?customer={}", theirs.customer),
    ] {
        let page = consultant.get(&path);
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.has("[data-row]") && !page.body.contains(THEIRS), "{path}");
    }
}

#[test]
fn a_colleagues_records_and_papers_are_not_found() {
    let app = TestApp::spawn();
    let (own, theirs) = shares(&app);
    let consultant = app.sign_in("consultant");
    for path in own.pages().iter().chain(&own.papers()) {
        assert_eq!(consultant.get(path).status, 200, "{path}");
    }
    for path in theirs.pages().iter().chain(&theirs.papers()) {
        assert_eq!(consultant.get(path).status, 404, "{path}");
    }
    let deal = theirs.deal;
    for noun in ["follow-ups", "stage", "needs", "be-backs", "loss"] {
        let step = format!("/opportunities/{deal}/{noun}");
        assert_eq!(consultant.get(&step).status, 404, "{step}");
    }
    assert_eq!(consultant.get(&format!("/pool/{deal}/release")).status, 404);
    let order = consultant.get(&format!("/sales-orders/new?opportunity={deal}"));
    assert_eq!(order.status, 404);
    assert!(
        !consultant
            .get(&format!("/test-drives?opportunity={deal}"))
            .body
            .contains(THEIRS)
    );
    // What the portal writes into files is not for consultants at all.
    assert_eq!(consultant.post_form("/admin/audit/export", &[]).status, 403);
    assert_eq!(consultant.get("/lead-sources").status, 403);
}

/// Every figure of sales that a person is shown.
fn figures(client: &Client) -> Vec<String> {
    let counters = ["/leads/count", "/board/count", "/call-backs/count"].map(|path| client.get(path).body);
    let (leads, board) = (client.get("/leads"), client.get("/board"));
    let mut shown = counters.to_vec();
    shown.extend(leads.texts(".tabs .pill"));
    for selector in [".tabs .pill", ".kpi .v", ".kanban-col h2 .num"] {
        shown.extend(board.texts(selector));
    }
    shown.push(
        client
            .get("/call-backs?view=all")
            .texts("tr[data-row]")
            .len()
            .to_string(),
    );
    shown
}

#[test]
fn what_colleagues_have_counts_in_no_figure_of_a_consultant() {
    let app = TestApp::spawn();
    Share::of(&app, "consultant", OWN, "13912344470", "138 0000 0001");
    let (consultant, manager) = (app.sign_in("consultant"), app.sign_in("sales.manager"));
    let (mine, all) = (figures(&consultant), figures(&manager));
    Share::of(&app, "consultant2", THEIRS, THEIR_PHONE, "138 0000 0002");
    assert_eq!(figures(&consultant), mine);
    assert_ne!(figures(&manager), all, "a manager's figures are of the store");
    lead_of(&app, "138 0000 0003", Some("consultant"));
    assert_ne!(figures(&consultant), mine, "their own count");
}

#[test]
fn a_colleagues_customer_is_not_found_by_searching() {
    let app = TestApp::spawn();
    let (own, _) = shares(&app);
    let consultant = app.sign_in("consultant");
    let palette = |term: &str| consultant.post_region("/search", "palette-results", &[("q", term)]);
    let found = palette(OWN).attributes("[role=option]", "href");
    assert_eq!(found, [format!("/customers/{}", own.customer)]);
    for term in [THEIRS, "ln", "8812", THEIR_PHONE] {
        assert!(!palette(term).body.contains(THEIRS), "{term}");
        let answer = consultant.post_form("/customers/search", &[("q", term)]);
        assert_eq!(answer.status, 303, "{term}");
        assert!(!consultant.get(answer.location()).has("[data-row]"), "{term}");
    }
}

#[test]
fn the_api_takes_in_and_tells_nothing_and_a_lead_goes_to_who_has_the_customer() {
    let app = TestApp::spawn();
    shares(&app);
    let manager = app.sign_in("sales.manager");
    let source = manager.post_form("/lead-sources", &[("kind", "douyin"), ("name", "直播间")]);
    assert_eq!(source.status, 303, "{}", source.body);
    let token = manager.post_form(&format!("{}/tokens", source.location()), &[]);
    let token = token.text("[data-secret]");
    let consultant = app.sign_in("consultant");
    let before = consultant.get("/leads?view=all").texts("tbody tr").len();

    let program = app.visitor();
    let body = json!({ "external_id": "DY1", "name": THEIRS, "phone": THEIR_PHONE });
    let request = |method: &str| program.request(method, "/api/leads").bearer_auth(&token);
    let answer = program.send(request("POST").json(&body));
    assert_eq!(answer.status, 201, "{}", answer.body);
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(told.as_object().unwrap().len(), 2, "{told}");
    assert_eq!(told["outcome"], "recorded", "whether somebody is known is not told");
    let id: LeadId = told["id"].as_str().unwrap().parse().unwrap();
    let owner: Option<StaffId> = leads::table
        .find(id)
        .select(leads::owner_id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(owner, Some(app.actor("consultant2").id));
    assert_eq!(consultant.get(&format!("/leads/{id}")).status, 404);
    assert_eq!(consultant.get("/leads?view=all").texts("tbody tr").len(), before);

    // A token reads nothing, and a session is no token.
    let read = program.send(request("GET"));
    assert!([404, 405].contains(&read.status), "{}", read.status);
    let list = program.send(program.request("GET", "/leads").bearer_auth(&token));
    assert_ne!(list.status, 200, "a token opens no page");
    let unsigned = consultant.send(consultant.request("POST", "/api/leads").json(&body));
    assert_eq!(unsigned.status, 401);
}
