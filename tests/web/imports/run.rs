use chrono::TimeDelta;
use yingke::imports::commands;
use yingke::imports::jobs::step;
use yingke::platform::error::Error;
use yingke::values::ids::ImportId;

use super::*;

fn id_of(import: &str) -> ImportId {
    import.trim_start_matches("/imports/").parse().unwrap()
}

/// A checked import of `rows` good records that was told to run.
fn running(app: &TestApp, client: &Client, rows: usize) -> (String, ImportId) {
    let import = checked(app, client, &many(rows));
    client.post_form(&format!("{import}/run"), &[]);
    let id = id_of(&import);
    (import, id)
}

#[test]
fn a_batch_that_fails_leaves_nothing_behind_and_doubles_nothing() {
    let app = spawn();
    let client = app.sign_in("data");
    let (import, id) = running(&app, &client, 700);
    for _ in 0..3 {
        let died = app.db.system_write_now(|tx| {
            step(tx, id)?;
            Err::<(), _>(Error::internal("the process dies here"))
        });
        assert!(died.is_err());
        assert_eq!(count(&app, "customers"), 0);
    }
    app.db.system_write_now(|tx| step(tx, id)).unwrap();
    assert_eq!(count(&app, "customers"), 500, "one batch");
    app.work();
    assert_eq!(count(&app, "customers"), 700);
    assert_eq!(figures(&client, &import), ["700", "700", "0", "0"]);
}

#[test]
fn several_processes_share_one_import_without_doubling_it() {
    let app = spawn();
    let client = app.sign_in("data");
    let (import, id) = running(&app, &client, 1_600);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let db = app.db.clone();
                for _ in 0..6 {
                    db.system_write_now(|tx| step(tx, id)).unwrap();
                }
            });
        }
    });
    assert_eq!(count(&app, "customers"), 1_600);
    assert_eq!(figures(&client, &import), ["1,600", "1,600", "0", "0"]);
    assert_eq!(count(&app, "customer_phones"), 1_600);
}

#[test]
fn an_interrupted_import_is_taken_up_again() {
    let app = spawn();
    let client = app.sign_in("data");
    let (import, _) = running(&app, &client, 600);
    // The process died and took its job with it.
    diesel::sql_query("DELETE FROM jobs WHERE kind = 'imports.work'")
        .execute(&mut app.database.owner())
        .unwrap();
    app.work();
    assert_eq!(count(&app, "customers"), 0);
    app.advance(TimeDelta::minutes(5));
    app.work();
    app.work();
    assert_eq!(count(&app, "customers"), 600);
    assert_eq!(figures(&client, &import), ["600", "600", "0", "0"]);
}

#[test]
fn cancelled_in_the_middle_it_stops_and_can_be_undone() {
    let app = spawn();
    let client = app.sign_in("data");
    let (import, id) = running(&app, &client, 900);
    app.db.system_write_now(|tx| step(tx, id)).unwrap();
    assert_eq!(client.post_form(&format!("{import}/cancel"), &[]).status, 303);
    app.work();
    assert_eq!(count(&app, "customers"), 500);
    assert_eq!(
        client.get(&import).text(".steps li:last-child"),
        "5 导入",
        "not to its end"
    );
    assert_eq!(client.post_form(&format!("{import}/undo"), &[]).status, 303);
    app.work();
    assert_eq!(count(&app, "customers"), 0);
}

#[test]
fn a_check_can_be_cancelled() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = uploaded(&client, FILE);
    post(&client, &format!("{import}/columns"), &columns(&client, &import));
    assert_eq!(client.post_form(&format!("{import}/cancel"), &[]).status, 303);
    app.work();
    assert_eq!((count(&app, "import_rows"), count(&app, "import_files")), (0, 0));
}

#[test]
fn who_came_after_the_check_is_found_as_a_duplicate_when_it_runs() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = checked(&app, &client, "姓名,手机\n张三,13812345621\n李四,13900000001\n");
    app.customer("李四", "13900000001");
    client.post_form(&format!("{import}/run"), &[]);
    app.work();
    assert_eq!(figures(&client, &import), ["2", "1", "1", "0"]);
    assert_eq!(count(&app, "customers"), 2);
}

#[test]
fn a_workbook_that_swells_past_the_memory_allowed_ends_the_child_only() {
    let app = spawn();
    let client = app.sign_in("data");
    let answer = upload(&client, "bomb.xlsx", bomb::workbook());
    assert_eq!(answer.status, 422);
    assert!(
        answer.text(".field .err").contains("拆成几个文件"),
        "{}",
        answer.text(".field .err")
    );
    assert_eq!(client.get("/imports").status, 200);
}

#[test]
fn files_that_nobody_went_on_with_and_rows_to_mend_are_forgotten() {
    let app = spawn();
    let client = app.sign_in("data");
    let left = uploaded(&client, FILE);
    let done = imported(&app, &client, FILE);
    assert_eq!(count(&app, "import_files"), 1);
    app.advance(TimeDelta::days(31));
    app.db.system_write_now(commands::sweep).unwrap();
    assert_eq!(count(&app, "import_files"), 0);
    assert_eq!(count(&app, "import_rows WHERE cells_sealed IS NOT NULL"), 0);
    let client = app.sign_in("data");
    assert_eq!((client.get(&left).status, client.get(&done).status), (200, 200));
}
