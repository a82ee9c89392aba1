use super::*;

#[test]
fn a_file_is_uploaded_matched_checked_and_imported() {
    let app = spawn();
    app.customer("钱七", "13900000001");
    let client = app.sign_in("data");
    let import = uploaded(&client, FILE);
    let fields = columns(&client, &import);
    let chosen: Vec<&str> = fields.iter().skip(1).map(|(_, field)| field.as_str()).collect();
    assert_eq!(
        chosen,
        [
            "name",
            "phone",
            "plate",
            "vin",
            "brand",
            "model",
            "purchase_date",
            "mileage",
            "notes"
        ]
    );
    assert_eq!(post(&client, &format!("{import}/columns"), &fields).location(), import);
    assert!(client.get(&import).has("#state progress"), "the check goes on");
    assert_eq!(count(&app, "customers"), 1);
    app.work();
    assert_eq!(
        figures(&client, &import),
        ["5", "2", "2", "1"],
        "rows, good, duplicates, errors"
    );
    assert_eq!(count(&app, "customers"), 1, "nothing is written before it is confirmed");
    assert_eq!(client.post_form(&format!("{import}/run"), &[]).location(), import);
    app.work();
    assert_eq!(
        figures(&client, &import),
        ["5", "2", "2", "1"],
        "rows, imported, duplicates, errors"
    );
    assert_eq!((count(&app, "customers"), count(&app, "vehicles")), (3, 2));
    let audit = app.audit();
    for action in [
        "imports.upload",
        "imports.check",
        "imports.run",
        "customers.create",
        "vehicles.create",
        "imports.finish",
    ] {
        assert!(audit.iter().any(|known| known == action), "{action}");
    }
    assert_eq!(count(&app, "import_files"), 0, "the file has served");
    assert_eq!(
        count(
            &app,
            "import_rows WHERE state = 'imported' AND cells_sealed IS NOT NULL"
        ),
        0
    );
    let by_tail = client.post_form("/customers/search", &[("q", "5621")]);
    let found = client.get(by_tail.location());
    assert!(
        found.texts("td.lead").iter().any(|name| name.contains("张三")),
        "{}",
        found.body
    );
}

#[test]
fn errors_are_listed_with_line_column_and_reason_and_come_as_a_file() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = checked(&app, &client, FILE);
    let page = client.get(&import);
    assert_eq!(page.texts("tbody tr td").len(), 4);
    assert_eq!(page.text("tbody td.lead"), "第 3 行");
    assert_eq!(page.texts("tbody td")[1..3], ["手机", "1380013"]);
    assert!(page.texts("tbody td")[3].contains("11 位手机号"));
    let asked = client.get(&format!("{import}/errors.csv"));
    assert_eq!(
        (asked.status, asked.location()),
        (303, &*import),
        "it is taken, not looked at"
    );
    let file = client.post_form(&format!("{import}/errors.csv"), &[]);
    assert_eq!(last_entry(&app), ("imports.take_errors".into(), 9), "with its fields");
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = file.body.lines().collect();
    assert!(
        lines[0].starts_with('\u{feff}') && lines[0].ends_with("导入未通过的原因"),
        "{}",
        lines[0]
    );
    assert!(lines[1].starts_with("李四,1380013,沪A12346") && lines[1].contains("手机："));
    // Mended, the same file is loaded again.
    let mended = file
        .body
        .trim_start_matches('\u{feff}')
        .replace("1380013", "13600000003");
    let again = imported(&app, &client, &mended);
    assert_eq!(figures(&client, &again), ["1", "1", "0", "0"]);
}

#[test]
fn duplicates_name_the_line_or_the_customer() {
    let app = spawn();
    app.customer("钱七", "13900000001");
    let client = app.sign_in("data");
    let import = checked(&app, &client, FILE);
    let page = client.get(&format!("{import}?tab=duplicates"));
    let cells = page.texts("tbody td");
    assert_eq!(cells.len(), 6);
    assert_eq!((&cells[0][..], &cells[2][..]), ("第 4 行", "第 2 行"));
    assert_eq!((&cells[3][..], &cells[5][..]), ("第 5 行", "钱七"));
    assert!(cells[1].contains("王五") && cells[1].contains("5621"), "{}", cells[1]);
    assert!(!cells[1].contains("13812345621"), "masked: {}", cells[1]);
    assert!(page.attributes("tbody a", "href")[0].starts_with("/customers/"));
    let file = client.post_form(&format!("{import}/duplicates.csv"), &[]);
    assert_eq!(last_entry(&app).0, "imports.take_duplicates");
    assert_eq!(file.body.matches("与第 2 行重复").count(), 1);
    assert_eq!(file.body.matches("手机或车架号已有客户").count(), 1);

    assert_eq!(client.post_form(&format!("{import}/run"), &[]).status, 303);
    app.work();
    let page = client.get(&format!("{import}?tab=duplicates"));
    assert!(page.texts("tbody td")[2].contains("张三"), "who row 2 became");
}

#[test]
fn a_cell_that_a_spreadsheet_would_compute_goes_out_as_text() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = checked(&app, &client, "姓名,手机,备注\n张三,-5,=1+1\n");
    assert!(
        client
            .post_form(&format!("{import}/errors.csv"), &[])
            .body
            .contains("张三,'-5,'=1+1,")
    );
}

#[test]
fn a_file_that_cannot_be_read_is_refused_with_the_reason() {
    let app = spawn();
    let client = app.sign_in("data");
    for (body, words) in [
        (b"".to_vec(), "空的"),
        ("姓名,手机\n".into(), "只有表头"),
        ("客户表\n姓名,手机\n\n".into(), "只有表头"),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "不是 CSV 或 XLSX"),
        (b"PK\x03\x04 broken".to_vec(), "打不开"),
        (b"\xD0\xCF\x11\xE0".to_vec(), ".xls"),
        (b"name,phone\nJos\xE9,1\xFF".to_vec(), "编码"),
        (vec![b'a'; 11 << 20], "10 MiB"),
    ] {
        let answer = upload(&client, "文件.csv", body);
        assert_eq!(answer.status, 422, "{words}");
        assert!(
            answer.text(".field .err").contains(words),
            "{}",
            answer.text(".field .err")
        );
    }
    let none = Form::new().text("token", FormToken::new().to_string());
    let request = client
        .request("POST", "/imports")
        .header("Sec-Fetch-Site", "same-origin");
    let answer = client.send(request.multipart(none));
    assert_eq!(
        (answer.status, answer.text(".field .err").as_str()),
        (422, "请选择文件")
    );
    assert_eq!(count(&app, "imports"), 0);
}

#[test]
fn columns_can_be_changed_and_are_remembered() {
    let app = spawn();
    let client = app.sign_in("data");
    let file = "甲,乙,丙\n张三,13812345621,好\n";
    let import = uploaded(&client, file);
    let path = format!("{import}/columns");
    let fields = columns(&client, &import);
    let answer = post(&client, &path, &fields);
    assert_eq!(answer.status, 422);
    assert!(answer.text("[data-problems]").contains("姓名和手机"));
    let with = |codes: [&str; 3]| {
        let mut fields = fields.clone();
        for (slot, code) in fields.iter_mut().skip(1).zip(codes) {
            slot.1 = code.to_owned();
        }
        fields
    };
    let twice = post(&client, &path, &with(["name", "phone", "phone"]));
    assert_eq!(twice.status, 422);
    assert_eq!(
        twice.attributes("#c-3 option[selected]", "value"),
        ["phone"],
        "what was chosen is kept"
    );
    assert_eq!(post(&client, &path, &with(["name", "phone", "notes"])).status, 303);
    app.work();
    assert_eq!(figures(&client, &import), ["1", "1", "0", "0"]);
    let next = uploaded(&client, file);
    let remembered: Vec<String> = columns(&client, &next)
        .into_iter()
        .skip(1)
        .map(|field| field.1)
        .collect();
    assert_eq!(remembered, ["name", "phone", "notes"]);
    // Matched anew after the check, the findings are made anew.
    assert_eq!(post(&client, &path, &columns(&client, &import)).status, 303);
    app.work();
    assert_eq!(figures(&client, &import), ["1", "1", "0", "0"]);
}

#[test]
fn columns_changed_by_somebody_else_meanwhile_are_a_conflict() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = uploaded(&client, FILE);
    let path = format!("{import}/columns");
    let mut stale = columns(&client, &import);
    assert_eq!(post(&client, &path, &stale).status, 303);
    app.work();
    let answer = post(&client, &path, &stale);
    assert_eq!(answer.status, 409);
    stale[0].1 = answer.value("lock_version");
    assert_eq!(
        post(&client, &path, &stale).status,
        303,
        "the page shown again counts from now"
    );
}

#[test]
fn what_the_state_does_not_allow_is_a_conflict() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = uploaded(&client, FILE);
    let try_to = |what: &str| client.post_form(&format!("{import}/{what}"), &[]).status;
    assert_eq!((try_to("run"), try_to("undo")), (409, 409), "not checked yet");
    assert_eq!(
        post(&client, &format!("{import}/columns"), &columns(&client, &import)).status,
        303
    );
    app.work();
    assert_eq!(try_to("run"), 303);
    assert_eq!(try_to("run"), 409, "it runs already");
    app.work();
    assert_eq!((try_to("run"), try_to("cancel")), (409, 409), "it is done");
    assert_eq!(client.get(&format!("{import}/columns")).location(), import);
}

#[test]
fn the_progress_is_asked_for_by_itself_until_it_is_done() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = checked(&app, &client, FILE);
    client.post_form(&format!("{import}/run"), &[]);
    let piece = client.get_region(&import, "state");
    assert!(!piece.body.contains("<html") && piece.has("[hx-trigger='every 1s'] progress"));
    assert!(
        piece.text("noscript").contains(&format!("href=\"{import}\"")),
        "without a script there is a link"
    );
    app.work();
    let piece = client.get_region(&import, "state");
    assert!(!piece.has("[hx-trigger]") && piece.has(".kpi"));
}

#[test]
fn an_import_of_another_store_is_not_there() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = checked(&app, &client, FILE);
    diesel::sql_query(
        "WITH other AS (INSERT INTO stores (id, code, name, name_en, created_at) \
         VALUES (gen_random_uuid(), 'XX02', '别店', 'Other', now()) RETURNING id) \
         UPDATE imports SET store_id = other.id FROM other",
    )
    .execute(&mut app.database.owner())
    .unwrap();
    for path in ["", "/columns"] {
        assert_eq!(client.get(&format!("{import}{path}")).status, 404, "{path}");
    }
    for path in ["/run", "/cancel", "/undo", "/errors.csv", "/duplicates.csv"] {
        assert_eq!(client.post_form(&format!("{import}{path}"), &[]).status, 404, "{path}");
    }
    assert!(!client.get("/imports").has("tbody tr"));
    assert_eq!(client.get("/imports/not-an-id").status, 404);
}

#[test]
fn an_english_page_has_english_words() {
    let app = spawn();
    diesel::sql_query("UPDATE staff SET language = 'en'")
        .execute(&mut app.database.owner())
        .unwrap();
    let client = app.sign_in("data");
    let import = imported(&app, &client, "name,phone\nZhang San,13812345621\nLi Si,13\n");
    for path in ["/imports", "/imports/new", &import, &format!("{import}?tab=duplicates")] {
        let page = client.get(path);
        assert_eq!(page.status, 200);
        let texts = page.texts("main h1, main h2, main th, main button, main label, main .hint, main .tabs, main .kpis, main .tag, main .steps, main p");
        assert!(!texts.is_empty());
        for text in texts {
            assert!(
                !text.contains(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)),
                "{path}: {text}"
            );
        }
    }
}

#[test]
fn the_same_upload_twice_is_one_import() {
    let app = spawn();
    let client = app.sign_in("data");
    let token = FormToken::new().to_string();
    let send = || {
        let form = Form::new()
            .text("token", token.clone())
            .part("file", Part::bytes(FILE.as_bytes()).file_name("a.csv"));
        let request = client
            .request("POST", "/imports")
            .header("Sec-Fetch-Site", "same-origin");
        client.send(request.multipart(form)).location().to_owned()
    };
    assert_eq!(send(), send());
    assert_eq!(count(&app, "imports"), 1);
}

#[test]
fn what_a_file_is_called_stands_in_no_log() {
    let app = spawn();
    let client = app.sign_in("data");
    let answer = upload(&client, "王五家的车.csv", FILE);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let import = answer.location().trim_end_matches("/columns").to_owned();
    post(&client, &format!("{import}/columns"), &columns(&client, &import));
    app.work();
    for step in ["run", "undo"] {
        let answer = client.post_form(&format!("{import}/{step}"), &[]);
        assert_eq!(answer.status, 303, "{step}: {}", answer.body);
        app.work();
    }
    assert!(client.get("/imports").text("tbody tr").contains("王五家的车.csv"));
    let id = import.trim_start_matches("/imports/");
    let entries = |what: &str| count(&app, &format!("audit_entries AS entry WHERE {what}"));
    assert!(
        entries(&format!("subject_kind = 'import' AND subject_id = '{id}'")) >= 4,
        "the log names the import by its id"
    );
    for table in ["audit_entries", "field_changes", "imports", "jobs", "form_tokens"] {
        let named = count(&app, &format!("{table} AS entry WHERE entry::text LIKE '%王五家%'"));
        assert_eq!(named, 0, "{table}");
    }
    assert!(!app.sign_in("admin").get("/admin/audit").body.contains("王五家"));
}

/// The last entry of the audit log: its action, and how many fields it names.
fn last_entry(app: &TestApp) -> (String, usize) {
    use yingke::schema::audit_entries as audit;
    let (action, fields): (String, Vec<Option<String>>) = audit::table
        .order(audit::id.desc())
        .select((audit::action, audit::fields))
        .first(&mut app.database.owner())
        .unwrap();
    (action, fields.len())
}

#[test]
fn headers_that_mean_nothing_are_not_said_to_be_matched_and_what_waits_can_be_cancelled() {
    let app = spawn();
    let client = app.sign_in("data");
    let import = uploaded(&client, "甲,乙\n张三,13812345621\n");
    let page = client.get(&format!("{import}/columns"));
    assert!(page.text("#f-columns").contains("没有认出任何表头"));
    let partly = uploaded(&client, "姓名,乙\n张三,13812345621\n");
    let hint = client.get(&format!("{partly}/columns")).text("#f-columns");
    assert!(hint.contains("还缺：手机"), "{hint}");

    let list = client.get("/imports").texts("tbody tr").join(" ");
    assert!(!list.contains(" 0 "), "nobody counted the rows yet: {list}");
    assert!(page.has(&format!("form[action='{import}/cancel']")));
    assert_eq!(client.post_form(&format!("{import}/cancel"), &[]).status, 303);
    let page = client.get(&import);
    assert!(page.text("main .notice").contains("已取消"));
    assert!(page.has("a[href='/imports/new']"));
}

#[test]
fn what_was_imported_is_listed_with_its_customers() {
    let app = spawn();
    let client = app.sign_in("data");
    app.customer("钱七", "13600000009");
    let import = imported(&app, &client, FILE);
    let link = format!("{import}?tab=imported");
    assert!(client.get(&import).has(&format!("a[href='{link}']")));
    let page = client.get(&link);
    let names = page.texts("tbody a.link");
    assert!(
        names.contains(&"张三".to_owned()) && !names.contains(&"钱七".to_owned()),
        "{names:?}"
    );
    assert!(page.attributes("tbody a.link", "href")[0].starts_with("/customers/"));
}
