//! A list of leads.

use yingke::schema::leads;

use super::*;

const HEAD: &str = "线索ID,提交时间,姓名,电话,意向车型,城市,来源,留言\n";

/// Two good records, the id of record 1 again, a number that is none, a source nobody knows.
fn list() -> String {
    format!(
        "{HEAD}\
         AH1,2026-11-11 00:51:27,彭杰轩,15171009637,M8 2.0T 七座,上海,抖音,想了解落地价\n\
         AH2,2026-11-06 11:46:41,戴玉霞,17723808131,X7 混动 豪华版,杭州,汽车之家,油耗实测多少\n\
         AH1,2026-11-12 00:51:27,彭杰轩,15171009637,M8 2.0T 七座,上海,抖音,\n\
         AH3,2026-11-12 00:51:27,王一,123,M8,上海,抖音,\n\
         AH4,2026-11-12 00:51:27,王二,15171009638,M8,上海,电线杆,\n"
    )
}

fn checked_list(app: &TestApp, client: &Client) -> String {
    let form = Form::new()
        .text("token", FormToken::new().to_string())
        .text("kind", "leads")
        .part("file", Part::bytes(list().into_bytes()).file_name("线索.csv"));
    let request = client.request("POST", "/imports");
    let answer = client.send(request.header("Sec-Fetch-Site", "same-origin").multipart(form));
    assert_eq!(answer.status, 303, "{}", answer.body);
    let import = answer.location().trim_end_matches("/columns").to_owned();
    let mut fields = columns(client, &import);
    fields.push(("kind".to_owned(), "leads".to_owned()));
    let answer = post(client, &format!("{import}/columns"), &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    app.work();
    import
}

fn imported(app: &TestApp, client: &Client) -> String {
    let import = checked_list(app, client);
    assert_eq!(client.post_form(&format!("{import}/run"), &[]).status, 303);
    app.work();
    import
}

fn states(app: &TestApp) -> Vec<(Option<String>, String)> {
    leads::table
        .order(leads::phone_bidx)
        .select((leads::external_id, leads::state))
        .load(&mut app.database.owner())
        .unwrap()
}

#[test]
fn leads_come_in_once_with_the_sources_own_time() {
    let app = spawn();
    let crm = app.sign_in("crm.manager");
    imported(&app, &crm);
    let sent: Vec<Option<chrono::DateTime<chrono::Utc>>> = leads::table
        .filter(leads::external_id.eq("AH1"))
        .select(leads::sent_at)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(sent, [Some("2026-11-10T16:51:27Z".parse().unwrap())]);
    assert_eq!(states(&app).len(), 2);
    assert_eq!(crm.get("/leads").texts("tbody tr").len(), 2);
    // The same list once more brings nothing.
    let again = checked_list(&app, &crm);
    assert_eq!(crm.get(&format!("{again}?tab=duplicates")).texts("tbody tr").len(), 3);
}

#[test]
fn an_undone_import_leaves_no_open_lead_and_can_be_sent_again() {
    let app = spawn();
    let crm = app.sign_in("crm.manager");
    let import = imported(&app, &crm);
    assert_eq!(crm.post_form(&format!("{import}/undo"), &[]).status, 303);
    app.work();
    assert!(
        states(&app)
            .iter()
            .all(|(id, state)| id.is_none() && state == "invalid")
    );
    imported(&app, &crm);
    assert_eq!(states(&app).iter().filter(|(_, state)| state == "open").count(), 2);
}
