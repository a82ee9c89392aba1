//! A list of leads.

use yingke::schema::{imports, lead_sources, leads, tasks};
use yingke::values::ids::ImportId;

use super::command::{file, json, yingke_import};
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
fn what_was_imported_is_named_and_opens_for_whoever_may_see_leads() {
    let app = spawn();
    let crm = app.sign_in("crm.manager");
    let import = imported(&app, &crm);
    let page = crm.get(&format!("{import}?tab=imported"));
    let rows = page.texts("tbody tr");
    assert_eq!(rows.len(), 2, "{}", page.body);
    assert!(
        rows[0].contains("彭杰轩") && rows[0].contains("151****9637"),
        "{rows:?}"
    );
    let links = page.attributes("tbody a", "href");
    assert_eq!(links.len(), 2);
    assert!(crm.get(&links[0]).body.contains("彭杰轩"));
    // Who keeps the data sees whose they are, and no page that is closed to them.
    let data = app.sign_in("data").get(&format!("{import}?tab=imported"));
    assert_eq!(data.texts("tbody tr"), rows);
    assert!(!data.has("tbody a") && !data.body.contains("15171009637"));
    // A duplicate names the lead that it repeats, and its row in the file.
    let again = checked_list(&app, &crm);
    let twice = crm.get(&format!("{again}?tab=duplicates"));
    assert!(
        twice.attributes("tbody a", "href").contains(&links[0]),
        "{}",
        twice.body
    );
    assert!(!twice.body.contains("车主"));
    let of_line = crm.get(&format!("{import}?tab=duplicates"));
    assert_eq!(of_line.attributes("tbody a", "href"), [links[0].clone()]);
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

#[test]
fn whoever_is_known_already_is_joined_and_said_so() {
    let app = spawn();
    app.customer_of("consultant", "顾明", "13812345621");
    let list = file(
        format!(
            "{HEAD}\
             AH1,2026-11-11 00:51:27,彭杰轩,15171009637,M8,上海,抖音,\n\
             AH2,2026-11-12 00:51:27,彭杰轩,15171009637,M8,上海,汽车之家,\n\
             AH3,2026-11-12 00:51:27,顾明,13812345621,M8,上海,抖音,\n"
        )
        .as_bytes(),
    );
    let run = |more: &[&str]| {
        let mut command = yingke_import(&app, "leads");
        json(&command.arg(list.path()).arg("--json").args(more).output().unwrap())
    };
    let dry = run(&["--dry-run"]);
    assert_eq!(
        (count(&app, "leads"), count(&app, "imports")),
        (0, 0),
        "a dry run writes nothing"
    );
    let done = run(&[]);
    assert_eq!(done, dry);
    assert_eq!(done["imported"], 3);
    let warned: Vec<(u64, &str)> = done["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["line"].as_u64().unwrap(), one["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(warned, [(3, "joins_work"), (4, "known_customer")]);
    let state = |id: &str| -> String {
        leads::table
            .filter(leads::external_id.eq(id))
            .select(leads::state)
            .first(&mut app.database.owner())
            .unwrap()
    };
    assert_eq!(["AH1", "AH2", "AH3"].map(state), ["open", "duplicate", "open"]);
    let again = run(&[]);
    assert_eq!(again["imported"], 0, "the second time each is here already");
    assert_eq!(again["duplicates"].as_array().unwrap().len(), 3);
}

/// The list once, then the same ids with other people's numbers: one known to the portal, one earlier in the file.
#[test]
fn an_id_that_stands_for_somebody_else_is_a_fault_with_its_reason() {
    let app = spawn();
    let crm = app.sign_in("crm.manager");
    imported(&app, &crm);
    let list = file(
        format!(
            "{HEAD}\
             AH1,2026-11-11 00:51:27,王五,13812345621,M8,上海,抖音,\n\
             AH8,2026-11-11 00:51:27,王五,13812345621,M8,上海,抖音,\n\
             AH8,2026-11-11 00:51:27,赵六,13812345622,M8,上海,抖音,\n\
             AH1,2026-11-11 00:51:27,王五,13812345621,M8,上海,汽车之家,\n"
        )
        .as_bytes(),
    );
    let mut command = yingke_import(&app, "leads");
    let told = json(&command.arg(list.path()).arg("--json").output().unwrap());
    assert_eq!(told["duplicates"].as_array().unwrap().len(), 0, "{told}");
    let errors: Vec<(u64, &str, &str)> = told["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["line"].as_u64().unwrap(),
                one["column"].as_str().unwrap(),
                one["kind"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(errors, [(2, "线索ID", "id_of_another"), (4, "线索ID", "id_of_another")]);
    assert_eq!(told["imported"], 2, "another source has ids of its own");
    let import: ImportId = imports::table
        .filter(imports::bad_count.eq(2))
        .filter(imports::duplicate_count.eq(0))
        .select(imports::id)
        .first(&mut app.database.owner())
        .unwrap();
    let page = crm.get(&format!("/imports/{import}?tab=errors"));
    assert!(page.texts("tbody tr")[0].contains("另一个人的线索"), "{}", page.body);
}

#[test]
fn a_source_is_called_as_the_store_says() {
    let app = spawn();
    let manager = app.sign_in("sales.manager");
    let source = |kind: &str, name: &str, aliases: &str| {
        let fields = [("kind", kind), ("name", name), ("aliases", aliases)];
        let answer = manager.post_form("/lead-sources", &fields);
        assert_eq!(answer.status, 303, "{}", answer.body);
    };
    source("website", "官网预约试驾", "");
    source("douyin", "浦东店直播间", "火星、直播");
    source("douyin", "浦西店直播间", "");
    let line = |n: u32, told: &str| format!("L{n},2026-11-11 00:51:27,彭杰轩,1381234562{n},M8,上海,{told},\n");
    let lines: String = ["官网", "火星", "浦西店直播间", "抖音", "水星", ""]
        .into_iter()
        .zip(1..)
        .map(|(told, n)| line(n, told))
        .collect();
    let list = file(format!("{HEAD}{lines}").as_bytes());
    let mut command = yingke_import(&app, "leads");
    let told = json(&command.arg(list.path()).arg("--json").output().unwrap());
    let errors = told["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 2, "{told}");
    assert_eq!(
        (errors[0]["line"].as_u64(), errors[1]["line"].as_u64()),
        (Some(6), Some(7))
    );
    for error in errors {
        assert_eq!(error["kind"], "source");
        assert!(!error["message"].as_str().unwrap().contains("留空"), "{error}");
    }
    let names: Vec<(Option<String>, String)> = leads::table
        .inner_join(lead_sources::table)
        .order(leads::external_id)
        .select((leads::external_id, lead_sources::name))
        .load(&mut app.database.owner())
        .unwrap();
    let names: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["官网预约试驾", "浦东店直播间", "浦西店直播间", ""]);
}

#[test]
fn the_command_says_whom_the_store_knows_already() {
    let app = spawn();
    app.customer_of("consultant", "顾明", "13812345621");
    let list = file(format!("{HEAD}AH3,2026-11-12 00:51:27,顾明,13812345621,M8,上海,抖音,\n").as_bytes());
    let output = yingke_import(&app, "leads")
        .arg(list.path())
        .arg("--dry-run")
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("其中 1 行的人已是客户，或已有线索、商机："), "{told}");
}

#[test]
fn who_will_be_joined_is_shown_before_the_import_is_run() {
    let app = spawn();
    app.customer_of("consultant", "彭杰轩", "15171009637");
    let crm = app.sign_in("crm.manager");
    let import = checked_list(&app, &crm);
    let page = crm.get(&format!("{import}?tab=warnings"));
    let rows = page.texts("tbody tr");
    assert_eq!(rows.len(), 1, "{}", page.body);
    assert!(rows[0].contains("第 2 行") && rows[0].contains("已是客户"), "{rows:?}");
}

#[test]
fn ten_thousand_lines_are_checked_with_each_fault_told_by_its_row() {
    let app = spawn();
    let record = |n: u32| {
        let phone = if n.is_multiple_of(100) {
            "12".to_owned()
        } else {
            format!("138{n:08}")
        };
        format!("L{n},2026-11-11 00:51:27,彭杰轩,{phone},M8,上海,抖音,\n")
    };
    let list = file(format!("{HEAD}{}", (1..=10_000).map(record).collect::<String>()).as_bytes());
    let mut command = yingke_import(&app, "leads");
    let told = json(&command.arg(list.path()).args(["--json", "--dry-run"]).output().unwrap());
    assert_eq!(
        (told["rows"].as_i64(), told["imported"].as_i64()),
        (Some(10_000), Some(9_900))
    );
    let errors = told["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 100);
    for (error, line) in errors.iter().zip((101_u64..).step_by(100)) {
        assert_eq!(
            (error["line"].as_u64(), error["column"].as_str(), error["kind"].as_str()),
            (Some(line), Some("电话"), Some("phone"))
        );
    }
}

#[test]
fn every_lead_of_several_batches_has_its_clock() {
    let app = spawn();
    let record = |n: u32| format!("L{n},2026-11-11 00:51:27,彭杰轩,138{n:08},M8,上海,抖音,\n");
    let list = file(format!("{HEAD}{}", (1..=230).map(record).collect::<String>()).as_bytes());
    let mut command = yingke_import(&app, "leads");
    let told = json(&command.arg(list.path()).arg("--json").output().unwrap());
    assert_eq!(told["imported"], 230);
    assert_eq!(count(&app, "imports WHERE state = 'done' AND imported_count = 230"), 1);
    assert_eq!(count(&app, "leads WHERE state = 'open'"), 230);
    let calls: i64 = tasks::table
        .filter(tasks::kind.eq("lead.first_call"))
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(calls, 230);
}
