use std::process::{Command, Output};
use std::time::Instant;

use serde_json::Value;
use yingke::schema::{past_services, vehicles};
use yingke::values::ids::{CustomerId, VehicleId};

use super::*;

const VIN_A: &str = "LSVRL1VU6ASB5KKXL";
const VIN_B: &str = "LSVBA6XMXECGJ3F3G";
const VIN_NOBODY: &str = "LSVK9M3E79ZP2WVKT";

const HEAD: &str = "工单号,开单时间,车架号,行驶里程,项目,工时费,材料费,技师,结算金额\n";

/// Two good records, one whose total differs, a car that nobody knows, the number of record 2 again, a mileage that falls,
/// a day to come.
fn history() -> String {
    format!(
        "{HEAD}\
         WX1,2025-03-27 16:33,{VIN_A},6510,更换机油机滤、首次保养,1052.00,2154.50,周师傅,3206.50\n\
         WX2,2025-10-31 15:55,{VIN_A},13021,常规保养,1119.00,3849.50,王凯,4968.50\n\
         WX3,2025-05-01,{VIN_B},900,常规保养,100,200,陈立,250\n\
         WX4,2025-05-02 10:00,{VIN_NOBODY},900,常规保养,100,200,陈立,300\n\
         WX1,2025-05-02 10:00,{VIN_B},900,常规保养,100,200,陈立,300\n\
         WX5,2025-12-31 10:00,{VIN_A},12000,异响检查,100,0,陈立,100\n\
         WX6,2027-01-01 10:00,{VIN_B},900,常规保养,100,200,陈立,300\n"
    )
}

fn spawn_with_cars() -> (TestApp, CustomerId, VehicleId) {
    let app = spawn();
    let customer = app.customer("顾明", "13812345621");
    let car = app.vehicle(customer, "沪A12345", VIN_A);
    app.vehicle(app.customer("李四", "13812345622"), "沪A12346", VIN_B);
    (app, customer, car)
}

fn upload_history(client: &Client, body: &str) -> Page {
    let form = Form::new()
        .text("token", FormToken::new().to_string())
        .text("kind", "services")
        .part("file", Part::bytes(body.as_bytes().to_vec()).file_name("维修.csv"));
    let request = client.request("POST", "/imports");
    client.send(request.header("Sec-Fetch-Site", "same-origin").multipart(form))
}

fn service_columns(client: &Client, import: &str) -> Vec<(String, String)> {
    let mut fields = columns(client, import);
    fields.push(("kind".to_owned(), "services".to_owned()));
    fields
}

/// Uploads and checks a history; gives the page of the import.
fn checked_history(app: &TestApp, client: &Client, body: &str) -> String {
    let answer = upload_history(client, body);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let import = answer.location().trim_end_matches("/columns").to_owned();
    let answer = post(client, &format!("{import}/columns"), &service_columns(client, &import));
    assert_eq!(answer.status, 303, "{}", answer.body);
    app.work();
    import
}

fn imported_history(app: &TestApp, client: &Client, body: &str) -> String {
    let import = checked_history(app, client, body);
    assert_eq!(client.post_form(&format!("{import}/run"), &[]).status, 303);
    app.work();
    import
}

fn car_now(app: &TestApp, car: VehicleId) -> (Option<i32>, Option<String>, Option<i32>) {
    let (km, on, next): (Option<i32>, Option<chrono::NaiveDate>, Option<i32>) = vehicles::table
        .find(car)
        .select((
            vehicles::mileage_km,
            vehicles::next_service_on,
            vehicles::next_service_km,
        ))
        .first(&mut app.database.owner())
        .unwrap();
    (km, on.map(|on| on.to_string()), next)
}

#[test]
fn a_history_is_checked_before_anything_is_written() {
    let (app, ..) = spawn_with_cars();
    let client = app.sign_in("data");
    let import = checked_history(&app, &client, &history());
    assert_eq!(count(&app, "past_services"), 0);
    let page = client.get(&import);
    // Rows, good, duplicates, bad, odd.
    assert_eq!(page.texts(".kpi .v"), ["7", "4", "1", "2", "2"]);
    assert!(page.body.contains("导入 4 条维修记录"), "the button says what it does");
    let errors = client.get(&format!("{import}?tab=errors"));
    assert_eq!(errors.texts("tbody tr td:first-child"), ["第 5 行", "第 8 行"]);
    assert!(errors.text("tbody").contains("没有这个车架号的车") && errors.text("tbody").contains("今天或更早"));
    let odd = client.get(&format!("{import}?tab=warnings"));
    assert_eq!(odd.texts("tbody tr td:nth-child(2)"), ["WX3", "WX5"]);
    assert!(odd.text("tbody").contains("结算金额不等于") && odd.text("tbody").contains("里程"));
    let doubles = client.get(&format!("{import}?tab=duplicates"));
    assert!(doubles.text("tbody").contains("WX1") && doubles.text("tbody").contains("第 2 行"));
    assert!(!doubles.body.contains(VIN_B), "a VIN is masked");
    let file = client.post_form(&format!("{import}/errors.csv"), &[]);
    assert!(file.body.contains("WX4") && file.body.contains("WX6") && !file.body.contains("WX2"));
}

#[test]
fn what_follows_from_the_history_is_known_of_the_car_and_goes_with_an_undo() {
    let (app, customer, car) = spawn_with_cars();
    let client = app.sign_in("data");
    assert_eq!(car_now(&app, car), (None, None, None));
    let import = imported_history(&app, &client, &history());
    assert_eq!(count(&app, "past_services"), 4);
    // The last maintenance of the car was WX2 (WX5 only looked for a noise); its model has no interval, so the store's own
    // counts.
    assert_eq!(
        car_now(&app, car),
        (Some(12_000), Some("2026-10-31".to_owned()), Some(23_021))
    );
    let (who, total, items): (Option<CustomerId>, i64, Vec<Option<String>>) = past_services::table
        .filter(past_services::number.eq("WX1"))
        .select((
            past_services::customer_id,
            past_services::total_fen,
            past_services::items,
        ))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!((who, total), (Some(customer), 320_650));
    assert_eq!(
        items.into_iter().flatten().collect::<Vec<_>>(),
        ["更换机油机滤", "首次保养"]
    );
    assert!(app.audit().contains(&"service.add_past".to_owned()));
    let page = client.get(&format!("{import}?tab=imported"));
    assert_eq!(
        page.attributes("tbody a.link", "href").first(),
        Some(&format!("/vehicles/{car}"))
    );
    let first = page.texts("tbody tr").remove(0);
    for part in ["WX1", "沪A·12345", "2025-03-27", "更换机油机滤、首次保养", "¥3,206.50"] {
        assert!(first.contains(part), "{part}: {first}");
    }
    // A second time every number is known.
    let again = imported_history(&app, &client, &history());
    assert_eq!(figures(&client, &again)[..3], ["7", "0", "5"]);
    assert_eq!(count(&app, "past_services"), 4);
    // Customers with a history are kept when their import is undone; the history goes as a whole.
    assert_eq!(client.post_form(&format!("{import}/undo"), &[]).status, 303);
    app.work();
    assert_eq!(
        (count(&app, "past_services"), count(&app, "past_service_readings")),
        (0, 0)
    );
    assert_eq!(car_now(&app, car), (None, None, None), "as before");
    assert!(client.get(&import).text("#undone").contains("删除 4 条维修记录"));
}

#[test]
fn a_mileage_read_since_is_left_alone() {
    let (app, _, car) = spawn_with_cars();
    diesel::update(vehicles::table.find(car))
        .set((
            vehicles::mileage_km.eq(50_000),
            vehicles::mileage_at.eq("2026-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap()),
            vehicles::lock_version.eq(1),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    let client = app.sign_in("data");
    imported_history(&app, &client, &history());
    assert_eq!(car_now(&app, car).0, Some(50_000));
}

#[test]
fn whose_service_it_was_is_told_by_the_day() {
    let (app, first, car) = spawn_with_cars();
    let second = app.customer("王五", "13812345629");
    app.write("care", |tx| {
        let scope = tx.actor()?.customers();
        let day = chrono::NaiveDate::from_ymd_opt(2025, 6, 1).unwrap();
        yingke::vehicles::commands::change_owner(tx, scope, car, Some(second), day)
    })
    .unwrap();
    let client = app.sign_in("data");
    imported_history(&app, &client, &history());
    let of = |number: &str| -> Option<CustomerId> {
        past_services::table
            .filter(past_services::number.eq(number))
            .select(past_services::customer_id)
            .first(&mut app.database.owner())
            .unwrap()
    };
    assert_eq!((of("WX1"), of("WX2")), (Some(first), Some(second)));
}

#[test]
fn a_car_that_came_later_gets_its_services_with_the_same_file_again() {
    let (app, _, known) = spawn_with_cars();
    let client = app.sign_in("data");
    imported_history(&app, &client, &history());
    assert_eq!(count(&app, "past_services"), 4);
    let car = app.vehicle(app.customer("赵六", "13812345623"), "沪A12347", VIN_NOBODY);
    let second = imported_history(&app, &client, &history());
    assert_eq!(count(&app, "past_services"), 5, "those that are here stay as they are");
    let of: VehicleId = past_services::table
        .filter(past_services::number.eq("WX4"))
        .select(past_services::vehicle_id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(of, car);
    assert_eq!(
        car_now(&app, car),
        (Some(900), Some("2026-05-02".to_owned()), Some(10_900))
    );
    // Taken back, it takes nothing of the first along.
    assert_eq!(client.post_form(&format!("{second}/undo"), &[]).status, 303);
    app.work();
    assert_eq!(count(&app, "past_services"), 4);
    assert_eq!(car_now(&app, car), (None, None, None));
    assert_eq!(car_now(&app, known).0, Some(12_000));
}

#[test]
fn amounts_mileages_and_days_are_read_as_people_write_them() {
    let (app, _, car) = spawn_with_cars();
    let client = app.sign_in("data");
    // As a spreadsheet saves it: a byte order mark, quotes, Windows line ends, columns in another order and with other names.
    let file = format!(
        "\u{feff}结算单号,车架号,开单日期,里程,维修项目,工时费,材料费,技师,结算金额\r\n\
         R-7, {} ,2025年3月7日,\"13,021 公里\",\"常规保养；更换空调滤清器\",\"¥1,052.00\",2154.5,王凯,\"3,206.50元\"\r\n",
        VIN_A.to_lowercase()
    );
    imported_history(&app, &client, &file);
    type Row = (VehicleId, DateTime<Utc>, Option<i32>, i64, Vec<Option<String>>);
    let row: Row = past_services::table
        .filter(past_services::number.eq("R-7"))
        .select((
            past_services::vehicle_id,
            past_services::at,
            past_services::mileage_km,
            past_services::total_fen,
            past_services::items,
        ))
        .first(&mut app.database.owner())
        .unwrap();
    // Midnight in the store.
    let at: DateTime<Utc> = "2025-03-06T16:00:00Z".parse().unwrap();
    let items = ["常规保养", "更换空调滤清器"]
        .map(|item| Some(item.to_owned()))
        .to_vec();
    assert_eq!(row, (car, at, Some(13_021), 320_650, items));
}

#[test]
fn who_sells_cars_imports_no_history() {
    let (app, ..) = spawn_with_cars();
    for role in ["consultant", "advisor", "technician", "care"] {
        let client = app.sign_in(role);
        assert_eq!(upload_history(&client, &history()).status, 403, "{role}");
        assert_eq!(client.get("/imports/new?kind=services").status, 403, "{role}");
    }
    assert_eq!(count(&app, "imports"), 0);
}

#[test]
fn a_list_of_customers_is_no_history() {
    let (app, ..) = spawn_with_cars();
    let client = app.sign_in("data");
    let answer = upload_history(&client, "姓名,手机\n张三,13812345621\n");
    let import = answer.location().trim_end_matches("/columns").to_owned();
    let page = client.get(&format!("{import}/columns"));
    assert!(
        page.text("#f-columns").contains("工单号"),
        "{}",
        page.text("#f-columns")
    );
    assert!(
        !page.attributes("#c-1 option", "value").contains(&"phone".to_owned()),
        "a service has no phone"
    );
    let answer = post(
        &client,
        &format!("{import}/columns"),
        &service_columns(&client, &import),
    );
    assert_eq!(answer.status, 422);
    assert!(answer.text(".problems").contains("工单号"));
    // Columns of customers can't be smuggled in.
    let mut fields = columns(&client, &import);
    fields.push(("kind".to_owned(), "customers".to_owned()));
    let answer = post(&client, &format!("{import}/columns"), &fields);
    assert!([409, 422].contains(&answer.status), "{}", answer.status);
}

#[test]
fn a_history_taken_for_customers_becomes_one_with_a_press() {
    let (app, ..) = spawn_with_cars();
    let client = app.sign_in("data");
    let form = Form::new()
        .text("token", FormToken::new().to_string())
        .text("kind", "customers")
        .part("file", Part::bytes(history().into_bytes()).file_name("维修.csv"));
    let request = client.request("POST", "/imports");
    let answer = client.send(request.header("Sec-Fetch-Site", "same-origin").multipart(form));
    let columns = answer.location().to_owned();
    let page = client.get(&columns);
    assert!(page.text("h1").starts_with("客户和车辆"));
    assert!(page.text("#likelier").contains("按维修记录导入"));
    let there = page.attributes("#likelier", "action").remove(0);
    let version = page.value("lock_version");
    let wish = [("kind", "services"), ("lock_version", version.as_str())];
    assert_eq!(client.post_form(&there, &[("kind", "moon")]).status, 422);
    assert_eq!(app.sign_in("care").post_form(&there, &wish).status, 403);
    let done = client.post_form(&there, &wish);
    assert_eq!((done.status, done.location()), (303, columns.as_str()));
    assert!(app.audit().contains(&"imports.change_kind".to_owned()));
    let page = client.get(&columns);
    assert!(page.text("h1").starts_with("维修记录") && !page.has("#likelier"));
    assert_eq!(page.attributes("#c-1 option[selected]", "value"), ["order_number"]);
    assert_eq!(client.post_form(&there, &wish).status, 409, "it is one already");
}

#[test]
fn the_form_asks_what_the_file_is() {
    let app = spawn();
    let client = app.sign_in("data");
    let page = client.get("/imports/new?kind=services");
    assert_eq!(page.attributes("input[name=kind][checked]", "value"), ["services"]);
    assert_eq!(
        client
            .get("/imports/new")
            .attributes("input[name=kind][checked]", "value"),
        ["customers"]
    );
}

fn yingke(app: &TestApp) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yingke"));
    command
        .env("DATABASE_URL", &app.database.url)
        .env("YINGKE_KEY_FILE", app.database.key_file())
        .env("YINGKE_DATA", std::env::temp_dir().join("yingke-test-data"))
        .env("RUST_LOG", "off")
        .args(["import", "service"]);
    command
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_command_does_the_same() {
    let (app, ..) = spawn_with_cars();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), [b"\xEF\xBB\xBF", history().as_bytes()].concat()).unwrap();
    let run = |more: &[&str]| json(&yingke(&app).arg(file.path()).arg("--json").args(more).output().unwrap());
    let dry = run(&["--dry-run"]);
    assert_eq!((dry["rows"].as_i64(), dry["imported"].as_i64()), (Some(7), Some(4)));
    assert_eq!((count(&app, "past_services"), count(&app, "imports")), (0, 0));
    let done = run(&[]);
    assert_eq!(done, dry);
    assert_eq!(done["duplicates"], serde_json::json!([{"line": 6, "of_line": 2}]));
    let kinds = |list: &str| -> Vec<(i64, String)> {
        done[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["line"].as_i64().unwrap(), one["kind"].as_str().unwrap().to_owned()))
            .collect()
    };
    assert_eq!(
        kinds("errors"),
        [(5, "unknown_vehicle".to_owned()), (8, "served_at".to_owned())]
    );
    assert_eq!(
        kinds("warnings"),
        [(4, "total_differs".to_owned()), (7, "mileage_falls".to_owned())]
    );
    assert_eq!(run(&[])["imported"], 0, "the second time every number is known");
    let told = |more: &[&str]| {
        let output = yingke(&app)
            .arg(file.path())
            .arg("--dry-run")
            .args(more)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let english = told(&["--lang", "en"]);
    assert!(
        english.contains("no car of the store has") && english.contains(": 5"),
        "{english}"
    );
    let chinese = told(&[]);
    assert!(
        chinese.contains("在本店没有登记") && chinese.contains("第 5 行"),
        "{chinese}"
    );
    assert!(chinese.contains("7 行：") && !chinese.contains("rows"), "{chinese}");
}

#[test]
fn the_command_counts_rows_with_errors_and_not_their_errors() {
    let (app, ..) = spawn_with_cars();
    let file = tempfile::NamedTempFile::new().unwrap();
    let two_wrong = format!("{HEAD}WX1,2027-01-01 10:00,{VIN_A},900,常规保养,abc,200,陈立,300\n");
    std::fs::write(file.path(), two_wrong).unwrap();
    let output = yingke(&app).arg(file.path()).arg("--dry-run").output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(told.matches("第 2 行").count(), 2, "two errors in one row: {told}");
    assert!(told.contains("1 行：可导入 0 行，重复 0 行，有问题 1 行"), "{told}");
}

#[test]
fn thousands_of_services_take_seconds() {
    let (app, ..) = spawn_with_cars();
    let file = tempfile::NamedTempFile::new().unwrap();
    let rows: String = (0..7_000)
        .map(|n| {
            let day = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + chrono::Days::new(n / 4);
            format!("WX{n},{day} 10:00,{VIN_A},{n},常规保养,100,200,陈立,300\n")
        })
        .collect();
    std::fs::write(file.path(), format!("{HEAD}{rows}")).unwrap();
    let start = Instant::now();
    let done = json(&yingke(&app).arg(file.path()).arg("--json").output().unwrap());
    assert_eq!(done["imported"], 7_000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
