use chrono::TimeDelta;

use super::*;

const THREE: &str = "姓名,手机,车牌号,车架号\n张三,13812345621,沪A12345,LSVRL1VU6ASB5KKXL\n李四,13900000001,沪A12346,LSVBA6XMXECGJ3F3G\n王五,13700000002,沪A12347,LSV1BRUB51MCX9M8E\n";

#[test]
fn an_import_is_taken_back_as_a_whole() {
    let app = spawn();
    app.customer("钱七", "13600000009");
    let client = app.sign_in("data");
    let import = imported(&app, &client, THREE);
    assert_eq!((count(&app, "customers"), count(&app, "vehicles")), (4, 3));
    assert_eq!(client.post_form(&format!("{import}/undo"), &[]).location(), import);
    app.work();
    assert_eq!((count(&app, "customers"), count(&app, "vehicles")), (1, 0));
    for table in ["customer_keys", "customer_phones"] {
        assert!(count(&app, table) <= 2, "{table}");
    }
    assert_eq!(count(&app, "vehicle_owners"), 0);
    let audit = app.audit();
    for action in [
        "imports.undo",
        "customers.unmake",
        "vehicles.unmake",
        "imports.finish_undo",
    ] {
        assert!(audit.iter().any(|known| known == action), "{action}");
    }
    // And it can be loaded again.
    imported(&app, &client, THREE);
    assert_eq!(count(&app, "customers"), 4);
}

#[test]
fn who_was_changed_or_worked_on_since_is_kept_and_listed() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = imported(&app, &client, THREE);
    let mut owner = app.database.owner();
    let change = |owner: &mut PgConnection, sql: &str| diesel::sql_query(sql).execute(owner).unwrap();
    // As an edit does, and as a note does.
    let of = |tail: &str| format!("(SELECT customer_id FROM import_rows WHERE line = {tail})");
    change(
        &mut owner,
        &format!("UPDATE customers SET lock_version = 1 WHERE id = {}", of("2")),
    );
    change(
        &mut owner,
        &format!(
            "INSERT INTO customer_notes (id, customer_id, body_sealed, created_at) VALUES (gen_random_uuid(), {}, '', now())",
            of("3")
        ),
    );
    client.post_form(&format!("{import}/undo"), &[]);
    app.work();
    assert_eq!((count(&app, "customers"), count(&app, "vehicles")), (2, 2));
    let page = client.get(&format!("{import}?tab=kept"));
    assert_eq!(
        page.texts("tbody td"),
        ["第 2 行", "张三", "资料改过", "第 3 行", "李四", "有备注或联系记录"]
    );
    assert_eq!(figures(&client, &import), ["3", "3", "0", "0", "2"], "two were kept");
    assert_eq!(
        page.texts("tbody a.link"),
        ["张三", "李四"],
        "and lead to their records"
    );
    let said = page.text("#undone");
    assert!(
        said.contains("由 赵晴 撤销") && said.contains("删除 1 位") && said.contains("保留 2 位"),
        "{said}"
    );
}

#[test]
fn a_car_that_went_to_somebody_else_keeps_its_first_owner() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = imported(&app, &client, THREE);
    let buyer = app.customer("钱七", "13600000009");
    diesel::sql_query(format!(
        "INSERT INTO vehicle_owners (id, vehicle_id, customer_id, relation, created_at) \
         SELECT gen_random_uuid(), vehicle_id, '{buyer}', 'driver', now() FROM vehicle_owners LIMIT 1"
    ))
    .execute(&mut app.database.owner())
    .unwrap();
    client.post_form(&format!("{import}/undo"), &[]);
    app.work();
    assert_eq!((count(&app, "customers"), count(&app, "vehicles")), (2, 1));
    assert_eq!(client.get(&format!("{import}?tab=kept")).texts("tbody tr").len(), 1);
}

#[test]
fn it_is_possible_for_a_day() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = imported(&app, &client, THREE);
    let action = format!("form[action='{import}/undo']");
    assert!(client.get(&import).has(&action));
    app.advance(TimeDelta::hours(24));
    let client = app.sign_in("data");
    assert!(!client.get(&import).has(&action));
    assert_eq!(client.post_form(&format!("{import}/undo"), &[]).status, 409);
    assert_eq!(count(&app, "customers"), 3);
}

#[test]
fn the_author_or_a_manager_may() {
    let app = spawn();
    let manager = app.sign_in("manager");
    let import = imported(&app, &manager, THREE);
    let data = app.sign_in("data");
    let page = data.get(&import);
    assert!(!page.has(&format!("form[action='{import}/undo']")) && page.body.contains("由导入人或经理撤销"));
    assert_eq!(data.post_form(&format!("{import}/undo"), &[]).status, 403);
    let crm = app.sign_in("crm.manager");
    assert_eq!(crm.post_form(&format!("{import}/undo"), &[]).status, 303);
    app.work();
    assert_eq!(count(&app, "customers"), 0);
}

#[test]
fn what_was_checked_before_is_checked_again() {
    let app = spawn();
    let client = app.sign_in("data");
    let first = imported(&app, &client, THREE);
    let second = checked(&app, &client, THREE);
    assert_eq!(figures(&client, &second), ["3", "0", "3", "0"]);
    assert!(!client.get(&second).has("main .notice"), "it holds so far");
    app.advance(TimeDelta::minutes(1));
    client.post_form(&format!("{first}/undo"), &[]);
    app.work();
    let page = client.get(&second);
    assert!(page.text("main .notice").contains("有导入被撤销"));
    let form = format!("form[action='{second}/columns']");
    let mut fields = vec![("lock_version", page.value("lock_version"))];
    for code in page.attributes(&format!("{form} input[name='columns']"), "value") {
        fields.push(("columns", code));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let again = client.post_form(&format!("{second}/columns"), &fields);
    assert_eq!(
        (again.status, again.location()),
        (303, second.as_str()),
        "{}",
        again.body
    );
    app.work();
    assert_eq!(figures(&client, &second), ["3", "3", "0", "0"]);
    assert!(!client.get(&second).has("main .notice"));
}
